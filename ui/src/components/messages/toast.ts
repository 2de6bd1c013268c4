import { create } from "zustand";

import { toProblem } from "../../api/problem";
import { i18next } from "../../state/language/i18n";
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

/** With what somebody is at a message. */
type Holder = "pointer" | "focus";

type Toasts = {
  items: Toast[];
  add: (toast: Omit<Toast, "id">) => void;
  remove: (id: number) => void;
  /** Somebody reads a message: neither it nor those beside it go by themselves. */
  hold: (id: number, holder: Holder) => void;
  /** Nobody is at it any more. When nobody reads any, their time begins again. */
  release: (id: number, holder: Holder) => void;
};

const SHOWN_MS = 8000;
const MOST = 4;
let last = 0;
/** The message that each is at. */
const held = new Map<Holder, number>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** Begins its time, unless that runs already or somebody reads. */
function letGo({ id, kind }: Toast): void {
  if (kind === "failed" || held.size > 0 || timers.has(id)) return;
  timers.set(
    id,
    setTimeout(() => useToasts.getState().remove(id), SHOWN_MS),
  );
}

/** What was pointed at or had the focus is never left when it is gone. */
function forget({ id }: Pick<Toast, "id">): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  for (const [holder, at] of held) if (at === id) held.delete(holder);
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
    old.filter((item) => !items.includes(item)).forEach(forget);
    set({ items });
    items.forEach(letGo);
  },
  remove(id) {
    forget({ id });
    set(({ items }) => ({ items: items.filter((item) => item.id !== id) }));
    get().items.forEach(letGo);
  },
  hold(id, holder) {
    // It may have gone while it was touched.
    if (!get().items.some((item) => item.id === id)) return;
    held.set(holder, id);
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  },
  release(id, holder) {
    if (held.get(holder) !== id) return;
    held.delete(holder);
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
