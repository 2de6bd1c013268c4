import type { Sample } from "../../components/chart/series";

/** Adds records to an ascending list; one that is there already is not added again. */
export function mergeSamples(known: Sample[], fresh: readonly Sample[]): Sample[] {
  const times = new Set(known.map((sample) => sample.at));
  const added = fresh.filter((sample) => !times.has(sample.at));
  if (added.length === 0) return known;
  return [...known, ...added].sort((first, second) => first.at - second.at);
}
