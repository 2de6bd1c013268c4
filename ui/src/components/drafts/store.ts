// Unsaved input, kept in this browser or window, so that a crash, a closed window or a restart loses
// none of it. Each draft belongs to who was signed in, and goes when they sign out. Secrets are never
// kept: the place is not encrypted.

const PREFIX = "thinklink.draft.";
const MOST = 40;
const OLDEST_MS = 30 * 24 * 3_600_000;

export type Kept = {
  /** When it was kept, epoch milliseconds. */
  at: number;
  /** What was stored in the edited fields when the edits began. */
  base: Record<string, unknown>;
  edits: Record<string, unknown>;
};

function read(name: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "null") as Partial<Kept> | null;
    if (typeof kept?.at !== "number" || typeof kept.edits !== "object" || kept.edits === null) {
      return null;
    }
    return { at: kept.at, edits: kept.edits, base: kept.base ?? {} };
  } catch {
    return null;
  }
}

/** The name of what `owner` has not saved of a record. */
export const draftId = (owner: string, record: string): string => `${owner}/${record}`;

export const readDraft = (id: string): Kept | null => read(PREFIX + id);

export const dropDraft = (id: string): void => localStorage.removeItem(PREFIX + id);

/** Keeps a draft; a full or refused storage costs the copy, never the form. */
export function keepDraft(id: string, kept: Kept): void {
  try {
    localStorage.setItem(PREFIX + id, JSON.stringify(kept));
  } catch {
    dropDraft(id);
  }
}

const namesOf = (owner: string): string[] =>
  Object.keys(localStorage).filter((name) => name.startsWith(PREFIX + draftId(owner, "")));

/** How many forms somebody has not saved. */
export const countDrafts = (owner: string): number => namesOf(owner).length;

/** Somebody signs out: the next person at this computer sees none of it. */
export function dropDrafts(owner: string): void {
  for (const name of namesOf(owner)) localStorage.removeItem(name);
}

/** Account, tenant and instance; drafts of earlier versions were not kept for an instance. */
const OWNED = /^[^@/]+@[^@/]+@[^@/]+\//;

/**
 * Removes drafts that nobody came back to, those whose owner nobody can be now, and the oldest beyond a
 * bound; asked for at the start.
 */
export function tidyDrafts(now: number): void {
  const found = Object.keys(localStorage)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => {
      const isOwned = OWNED.test(name.slice(PREFIX.length));
      return { name, at: isOwned ? (read(name)?.at ?? 0) : 0 };
    })
    .sort((first, second) => second.at - first.at);
  found.forEach(({ name, at }, rank) => {
    if (rank >= MOST || now - at > OLDEST_MS) localStorage.removeItem(name);
  });
}
