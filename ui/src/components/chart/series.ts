// From records to what a chart draws: which fields become lines or steps, where a line breaks, and
// what the axis says. Times are epoch milliseconds. Pure; the drawing is in `TimeSeries`.

import type { Json, JsonObject } from "../../api/types";
import { absolute, type Zone } from "../../lib/time";

export type Sample = { at: number; values: JsonObject };

export type ChartField = { key: string; label: string; unit: string };

/** One field over time. `null` is a recorded absence and breaks the line. */
export type Track = ChartField & {
  kind: "line" | "step";
  times: number[];
  values: (number | null)[];
  /** What the numbers of a step track mean, by index. */
  words: readonly string[];
  /** The median distance of records; null with fewer than two. */
  usual: number | null;
};

/** Tracks that share one chart. */
export type Group = { id: string; title: string; tracks: Track[] };

/** A line is not drawn over a hole longer than this many usual intervals. */
const GAP_FACTOR = 2.5;
/** Fields with more different texts than this are no states. */
const MOST_WORDS = 24;

/** How no and yes are called. */
type BooleanWords = readonly [string, string];

function trackOf(
  field: ChartField,
  samples: readonly Sample[],
  booleanWords: BooleanWords,
): Track | null {
  const times: number[] = [];
  const raw: Json[] = [];
  for (const { at, values } of samples) {
    const value = values[field.key];
    if (value === undefined) continue;
    times.push(at);
    raw.push(value);
  }
  const known = raw.filter((value) => value !== null);
  if (known.length === 0) return null;
  const usual = usualInterval(times);
  // A number without a unit that is only ever 0 or 1 is a switch.
  const isSwitch = field.unit === "" && known.every((value) => value === 0 || value === 1);
  if (!isSwitch && known.every((value) => typeof value === "number")) {
    const values = raw.map((value) => (typeof value === "number" ? value : null));
    return { ...field, kind: "line", times, values, words: [], usual };
  }
  if (known.some((value) => typeof value === "object")) return null;
  const booleans = known.every((value) => typeof value === "boolean");
  const texts = booleans
    ? ["false", "true"]
    : isSwitch
      ? ["0", "1"]
      : [...new Set(known.map(String))].sort();
  if (texts.length > MOST_WORDS) return null;
  const values = raw.map((value) => (value === null ? null : texts.indexOf(String(value))));
  return { ...field, kind: "step", times, values, words: booleans ? booleanWords : texts, usual };
}

/** Fields that can be drawn; texts that are no states and objects cannot. */
export function tracksOf(
  fields: readonly ChartField[],
  samples: readonly Sample[],
  booleanWords: BooleanWords = ["false", "true"],
): Track[] {
  return fields.flatMap((field) => trackOf(field, samples, booleanWords) ?? []);
}

/**
 * Numbers of one unit share a chart, so that nothing invites a false comparison; states and numbers
 * without a unit stand alone.
 */
export function groupsOf(tracks: readonly Track[]): Group[] {
  const groups = new Map<string, Group>();
  for (const track of tracks) {
    const shared = track.kind === "line" && track.unit !== "";
    const id = shared ? `unit ${track.unit}` : `field ${track.key}`;
    const title = shared ? track.unit : track.label;
    const group = groups.get(id) ?? { id, title, tracks: [] };
    group.tracks.push(track);
    groups.set(id, group);
  }
  return [...groups.values()];
}

/** The median distance of neighbours, or null when there are fewer than two times. */
export function usualInterval(times: readonly number[]): number | null {
  const steps: number[] = [];
  for (let at = 1; at < times.length; at += 1) {
    const step = (times[at] ?? 0) - (times[at - 1] ?? 0);
    if (step > 0) steps.push(step);
  }
  steps.sort((first, second) => first - second);
  return steps[Math.floor(steps.length / 2)] ?? null;
}

/** Where lines break: one moment inside each hole. */
export function breaksOf(times: readonly number[]): number[] {
  const usual = usualInterval(times);
  if (usual === null) return [];
  const breaks: number[] = [];
  for (let at = 1; at < times.length; at += 1) {
    const before = times[at - 1] ?? 0;
    const step = (times[at] ?? 0) - before;
    if (step > GAP_FACTOR * usual) breaks.push(before + Math.min(usual, step / 2));
  }
  return breaks;
}

type Aligned = { x: number[]; ys: (number | null | undefined)[][] };

/** One time axis for all tracks. `undefined`: this track has no record then; `null`: its line breaks. */
export function align(tracks: readonly Track[]): Aligned {
  const broken = tracks.map((track) => breaksOf(track.times));
  const all = new Set<number>();
  for (const track of tracks) for (const time of track.times) all.add(time);
  for (const breaks of broken) for (const time of breaks) all.add(time);
  const x = [...all].sort((first, second) => first - second);
  const place = new Map(x.map((time, at) => [time, at]));
  const ys = tracks.map((track, nth) => {
    const row: (number | null | undefined)[] = new Array(x.length).fill(undefined);
    track.times.forEach((time, at) => {
      const index = place.get(time);
      if (index !== undefined) row[index] = track.values[at] ?? null;
    });
    for (const time of broken[nth] ?? []) {
      const index = place.get(time);
      if (index !== undefined && row[index] === undefined) row[index] = null;
    }
    return row;
  });
  return { x, ys };
}

type Summary = { min: number; avg: number; max: number; count: number };

/** Of the visible range; null when nothing was recorded in it. */
export function summaryOf(track: Track, from: number, to: number): Summary | null {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let count = 0;
  track.times.forEach((time, at) => {
    const value = track.values[at];
    if (time < from || time > to || value === null || value === undefined) return;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    count += 1;
  });
  return count === 0 ? null : { min, avg: sum / count, max, count };
}

/** The newest record not after `at`, unless the line is broken there. */
export function valueAt(track: Track, at: number): number | null {
  let low = 0;
  let high = track.times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((track.times[middle] ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  const before = track.times[low - 1];
  const after = track.times[low] ?? Infinity;
  if (before === undefined) return null;
  const broken =
    track.usual !== null && after - before > GAP_FACTOR * track.usual && at - before > track.usual;
  return broken ? null : (track.values[low - 1] ?? null);
}

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Axis texts: only what changes, with the date where a day begins. */
export function axisTimes(splits: readonly number[], step: number, zone: Zone): string[] {
  let day = "";
  return splits.map((at) => {
    const text = absolute(at, zone);
    const date = text.slice(5, 10);
    const changed = date !== day;
    day = date;
    if (step >= DAY) return date;
    const time = step >= MINUTE ? text.slice(11, 16) : text.slice(11);
    return changed ? `${time}\n${date}` : time;
  });
}
