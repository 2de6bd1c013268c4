// What a page keeps over its reload, for the session it was kept in and for nobody else.

import type { Me } from "./types";

const PREFIX = "thinklink.kept.";

type Kept = { owner: string; value: unknown };

/**
 * Who is signed in, and where: what is kept for one owner is not shown to another. Instances that take
 * turns at one address are told apart by their ids.
 */
export const ownerOf = ({
  account,
  tenant,
  instance,
}: Pick<Me, "account" | "tenant" | "instance">): string =>
  `${encodeURIComponent(account)}@${tenant}@${instance}`;

export function keepForSession(name: string, owner: string, value: unknown): void {
  const kept: Kept = { owner, value };
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(kept));
  } catch {
    // Too much for the storage: after a reload it is chosen again.
    sessionStorage.removeItem(PREFIX + name);
  }
}

/** What the same owner kept, or null. */
export function keptForSession(name: string, owner: string): unknown {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "null") as Kept | null;
    return kept?.owner === owner ? kept.value : null;
  } catch {
    return null;
  }
}

/** A session begins or ends: nothing of the one before is left. */
export function dropKept(): void {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
  }
}
