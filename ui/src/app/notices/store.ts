// What a person should hear of: what this page has seen, what was read, and until when it is quiet.
// Alarms that were raised are asked of the instance; the rest is remembered here.

import { create } from "zustand";
import { persist } from "zustand/middleware";

import type { NoticeEvent, Task } from "../../api/types";

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
      task: Pick<Task, "id" | "name" | "kind" | "state" | "ok" | "failed" | "current" | "total">;
    })
  | (Common & {
      kind: "notice";
      notice: Pick<NoticeEvent, "group" | "title" | "desc" | "eui" | "device_name" | "level">;
    });

/** How many entries are remembered. */
const MOST = 100;

type Notices = {
  open: boolean;
  kept: Kept[];
  /** What happened until then has been read; empty: nothing was ever seen here. */
  readUntil: string;
  /** Entries that were read one by one since. */
  read: string[];
  /** Epoch milliseconds; null: not muted. */
  mutedUntil: number | null;
  /** The last grave alarm, for screen readers. */
  spoken: string;
  setOpen: (open: boolean) => void;
  keep: (entries: readonly Kept[]) => void;
  markRead: (id: string) => void;
  markAllRead: (until: string) => void;
  mute: (until: number | null) => void;
  speak: (text: string) => void;
};

export const useNotices = create<Notices>()(
  persist(
    (set) => ({
      open: false,
      kept: [],
      readUntil: "",
      read: [],
      mutedUntil: null,
      spoken: "",
      setOpen: (open) => set({ open }),
      keep: (entries) =>
        set(({ kept }) => {
          const fresh = new Map(entries.map((entry) => [entry.id, entry]));
          return {
            kept: [...fresh.values(), ...kept.filter(({ id }) => !fresh.has(id))].slice(0, MOST),
          };
        }),
      markRead: (id) =>
        set(({ read }) => (read.includes(id) ? {} : { read: [id, ...read].slice(0, MOST) })),
      markAllRead: (until) =>
        set(({ readUntil }) => ({ readUntil: until > readUntil ? until : readUntil, read: [] })),
      mute: (mutedUntil) => set({ mutedUntil }),
      speak: (spoken) => set({ spoken }),
    }),
    {
      name: "thinklink.notices",
      version: 1,
      partialize: ({ kept, readUntil, read, mutedUntil }) => ({
        kept,
        readUntil,
        read,
        mutedUntil,
      }),
    },
  ),
);

// What happened before anybody looked here for the first time is no news.
if (useNotices.getState().readUntil === "") {
  useNotices.getState().markAllRead(new Date().toISOString());
}

export const isMuted = (now = Date.now()): boolean => {
  const { mutedUntil } = useNotices.getState();
  return mutedUntil !== null && mutedUntil > now;
};
