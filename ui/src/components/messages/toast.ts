import { create } from "zustand";

import { toProblem } from "../../api/problem";
import { i18next } from "../../app/language/i18n";
import { problemWords } from "../states/problem-words";

export type Toast = {
  id: number;
  /** What it is about: a newer one about the same takes its place. */
  about?: string;
  kind: "done" | "failed" | "notice";
  text: string;
  detail?: string | undefined;
  action?: { label: string; run: () => void } | undefined;
};

type Toasts = {
  items: Toast[];
  add: (toast: Omit<Toast, "id">) => void;
  remove: (id: number) => void;
  /** Somebody reads them: none goes by itself. */
  hold: () => void;
  /** Nobody does any more: their time begins again. */
  release: () => void;
};

const SHOWN_MS = 8000;
const MOST = 4;
let last = 0;
let held = false;
const timers = new Map<number, ReturnType<typeof setTimeout>>();

function letGo({ id, kind }: Toast): void {
  if (kind === "failed" || held) return;
  timers.set(
    id,
    setTimeout(() => useToasts.getState().remove(id), SHOWN_MS),
  );
}

function forget({ id }: Pick<Toast, "id">): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

export const useToasts = create<Toasts>()((set, get) => ({
  items: [],
  add(toast) {
    last += 1;
    const added = { ...toast, id: last };
    const { about } = toast;
    const old = get().items;
    const others = old.filter((item) => about === undefined || item.about !== about);
    const items = [...others, added].slice(-MOST);
    const dropped = old.filter((item) => !items.includes(item));
    dropped.forEach(forget);
    set({ items });
    // As in `remove`; the new one is let go with the others.
    if (held && dropped.length > 0) get().release();
    else letGo(added);
  },
  remove(id) {
    forget({ id });
    set(({ items }) => ({ items: items.filter((item) => item.id !== id) }));
    // What was pointed at or had the focus may be gone, and never be left.
    get().release();
  },
  hold() {
    held = true;
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  },
  release() {
    if (!held) return;
    held = false;
    get().items.forEach(letGo);
  },
}));

/** Says that something was done, with a way back or on. */
export function toastDone(text: string, action?: Toast["action"]): void {
  useToasts.getState().add({ kind: "done", text, action });
}

/** Says what happened elsewhere, once for what it is `about`. */
export function toastNotice(
  about: string,
  text: string,
  detail: string,
  action: Toast["action"],
): void {
  useToasts.getState().add({ kind: "notice", about, text, detail: detail || undefined, action });
}

/** Says why a key does nothing now: once, however often it is pressed. */
export function toastBlocked(text: string): void {
  useToasts.getState().add({ kind: "notice", about: "blocked", text });
}

/** Says why something is not done; stays until closed. */
export function toastRefused(text: string): void {
  useToasts.getState().add({ kind: "failed", text });
}

/** Says that something failed; stays until closed. */
export function toastFailed(text: string, error: unknown): void {
  const { detail } = problemWords(i18next.t, toProblem(error));
  useToasts.getState().add({ kind: "failed", text, detail });
}
