// Whether devices would notify each other in a circle. Pure.

import type { Relation } from "../../../api/types";

export type Edge = Pick<Relation, "from_eui" | "to_eui">;

/** The devices on the way from one to another along relations, both included; null: no way. */
function wayFrom(relations: readonly Edge[], from: string, to: string): string[] | null {
  const targets = new Map<string, string[]>();
  for (const { from_eui, to_eui } of relations) {
    targets.set(from_eui, [...(targets.get(from_eui) ?? []), to_eui]);
  }
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const waiting = [from];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (next === to) {
      const way: string[] = [];
      for (let step: string | null = to; step !== null; step = cameFrom.get(step) ?? null) {
        way.unshift(step);
      }
      return way;
    }
    for (const target of targets.get(next) ?? []) {
      if (cameFrom.has(target)) continue;
      cameFrom.set(target, next);
      waiting.push(target);
    }
  }
  return null;
}

/** The first circle that new relations would close, its first device at both ends; else null. */
export function circleWith(relations: readonly Edge[], added: readonly Edge[]): string[] | null {
  const all = [...relations, ...added];
  for (const { from_eui, to_eui } of added) {
    const back = wayFrom(all, to_eui, from_eui);
    if (back) return [from_eui, ...back];
  }
  return null;
}
