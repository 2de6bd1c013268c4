import type { TelemetrySeries } from "../../../api/types";
import type { Sample } from "../../../components/chart/series";

/** Adds records to an ascending list; one that is there already is not added again. */
export function mergeSamples(known: Sample[], fresh: readonly Sample[]): Sample[] {
  const times = new Set(known.map((sample) => sample.at));
  const added = fresh.filter((sample) => !times.has(sample.at));
  if (added.length === 0) return known;
  return [...known, ...added].sort((first, second) => first.at - second.at);
}

/**
 * A line through the least and the greatest value of each piece, so that no peak is lost; what is no
 * number shows its newest value.
 */
export function curveOf({ items, bucket_ms }: TelemetrySeries): Sample[] {
  return items.flatMap((piece): Sample[] => {
    const begin = new Date(piece.at).getTime();
    const least: Sample["values"] = {};
    const greatest: Sample["values"] = {};
    for (const [key, { min, max, last }] of Object.entries(piece.fields)) {
      least[key] = min ?? last;
      if (max != null && max !== min) greatest[key] = max;
    }
    const first = { at: begin + bucket_ms / 4, values: least };
    if (Object.keys(greatest).length === 0) return [first];
    return [first, { at: begin + (3 * bucket_ms) / 4, values: greatest }];
  });
}
