// Everything the notification centre lists, newest first. Pure.

import type { AlarmLogEntry } from "../../api/types";
import { absolute, type Zone } from "../../lib/time";
import type { Kept } from "./store";

export type Entry = Kept | { id: string; at: string; kind: "alarm"; alarm: AlarmLogEntry };

type Reading = { readUntil: string; read: readonly string[] };

const newer = (first: Entry, second: Entry) => Date.parse(second.at) - Date.parse(first.at);

export function entriesOf(
  raised: readonly AlarmLogEntry[],
  kept: readonly Kept[],
  tenant: string,
): Entry[] {
  return [
    ...raised.map((alarm): Entry => ({
      id: `alarm-${alarm.id}`,
      at: alarm.at,
      kind: "alarm",
      alarm,
    })),
    ...kept.filter((entry) => entry.tenant === tenant),
  ].sort(newer);
}

/** Nothing is news before it is known from when on something is. */
export const isUnread = ({ id, at }: Entry, { readUntil, read }: Reading): boolean =>
  Date.parse(at) > Date.parse(readUntil) && !read.includes(id);

/** Entries by the day of the reader's zone, as `2026-05-01`. */
export function byDay(entries: readonly Entry[], zone: Zone): [day: string, entries: Entry[]][] {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = absolute(entry.at, zone).slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days];
}
