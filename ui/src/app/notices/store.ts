// What a person should hear of: what this page has seen, what was read, and until when it is quiet.
// Alarms that were raised are asked of the instance; the rest is remembered here, for all pages of
// this browser.

import { create } from "zustand";
import { persist } from "zustand/middleware";

import { instanceNow, whenInstanceTimeKnown } from "../../api/instance-clock";
import type { Gateway, NoticeEvent, Task } from "../../api/types";

type Common = {
  id: string;
  /** RFC 3339, by the instance's clock. */
  at: string;
  tenant: string;
};

/** An entry that no list of the instance holds. */
export type Kept =
  | (Common & {
      kind: "task";
      task: Pick<Task, "id" | "name" | "kind" | "state" | "ok" | "failed" | "current" | "total"> &
        Partial<Pick<Task, "name_said">>;
    })
  | (Common & {
      kind: "notice";
      notice: Pick<NoticeEvent, "group" | "title" | "desc" | "eui" | "device_name" | "level"> &
        Partial<Pick<NoticeEvent, "title_said" | "desc_said">>;
    })
  | (Common & { kind: "gateway"; gateway: Pick<Gateway, "eui" | "name" | "status"> });

/** How many entries are remembered. */
const MOST = 100;
const STORED = "thinklink.notices";

/** What all pages of this browser know together. */
export type Remembered = {
  kept: Kept[];
  /** What happened until then has been read; empty: nothing was ever seen here. */
  readUntil: string;
  /** Entries that were read one by one since. */
  read: string[];
  /** Epoch milliseconds; null: not muted. */
  mutedUntil: number | null;
};

type Notices = Remembered & {
  open: boolean;
  /** The last grave alarm, for screen readers. */
  spoken: string;
  setOpen: (open: boolean) => void;
  keep: (entries: readonly Kept[]) => void;
  markRead: (id: string) => void;
  markAllRead: (until: string) => void;
  mute: (until: number | null) => void;
  speak: (text: string) => void;
};

/** Entries of both, each once, the newest first. */
function mergeKept(first: readonly Kept[], second: readonly Kept[]): Kept[] {
  const all = new Map([...second, ...first].map((entry) => [entry.id, entry]));
  return [...all.values()].sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, MOST);
}

/**
 * What this page knows, and what the pages beside it stored: nothing that one of them has seen is
 * lost. Each change is stored at once, so that what is stored tells whether it is quiet.
 */
export function mergeRemembered(stored: Partial<Remembered>, own: Remembered): Remembered {
  const { kept = [], readUntil = "", read = [], mutedUntil = null } = stored;
  return {
    kept: mergeKept(own.kept, kept),
    readUntil: readUntil > own.readUntil ? readUntil : own.readUntil,
    read: [...new Set([...own.read, ...read])].slice(0, MOST),
    mutedUntil,
  };
}

export const useNotices = create<Notices>()(
  persist(
    (set) => {
      /** Every change stores everything: it is made to what all pages know by now. */
      const change = (make: (now: Notices) => Partial<Notices>) => {
        void useNotices.persist.rehydrate();
        set(make);
      };
      return {
        open: false,
        kept: [],
        readUntil: "",
        read: [],
        mutedUntil: null,
        spoken: "",
        setOpen: (open) => change(() => ({ open })),
        keep: (entries) => change(({ kept }) => ({ kept: mergeKept(entries, kept) })),
        markRead: (id) =>
          change(({ read }) => (read.includes(id) ? {} : { read: [id, ...read].slice(0, MOST) })),
        markAllRead: (until) =>
          change(({ readUntil }) => ({ readUntil: until > readUntil ? until : readUntil })),
        mute: (mutedUntil) => change(() => ({ mutedUntil })),
        speak: (spoken) => change(() => ({ spoken })),
      };
    },
    {
      name: STORED,
      version: 1,
      partialize: ({ kept, readUntil, read, mutedUntil }): Remembered => ({
        kept,
        readUntil,
        read,
        mutedUntil,
      }),
      merge: (stored, own) =>
        stored ? { ...own, ...mergeRemembered(stored as Partial<Remembered>, own) } : own,
    },
  ),
);

// Another page has seen or read something.
window.addEventListener("storage", ({ key }) => {
  if (key === STORED) void useNotices.persist.rehydrate();
});

// What happened before anybody looked here for the first time is no news.
if (useNotices.getState().readUntil === "") {
  whenInstanceTimeKnown(() =>
    useNotices.getState().markAllRead(new Date(instanceNow()).toISOString()),
  );
}

export const isMuted = (now = Date.now()): boolean => {
  const { mutedUntil } = useNotices.getState();
  return mutedUntil !== null && mutedUntil > now;
};
