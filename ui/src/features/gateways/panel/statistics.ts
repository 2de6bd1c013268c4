// From what is counted of a gateway to what charts and words show. Pure.

import type { ChartField, Group, Sample } from "../../../components/chart/series";
import { tracksOf } from "../../../components/chart/series";
import type { Gateway, GatewaySpread, GatewayStatistics } from "../../../api/types";

type Slots = GatewayStatistics["slots"];

/**
 * One sample for each slot of five minutes; slots before the start have none, and the one that it lies
 * in begins with it: what is drawn is also in the range that is summed up.
 */
export function samplesOf(slots: Slots, since: number): Sample[] {
  const begin = new Date(slots.begin).getTime();
  const length = slots.seconds * 1000;
  return slots.uplinks.flatMap((uplinks, at): Sample[] => {
    const start = begin + at * length;
    if (start + length <= since) return [];
    return [
      {
        at: Math.max(start, since),
        values: {
          uplinks,
          downlinks: slots.downlinks[at] ?? 0,
          crc_bad: slots.crc_bad[at] ?? 0,
          tx_errors: slots.tx_errors[at] ?? 0,
          rssi: tenths(slots.rssi[at]),
        },
      },
    ];
  });
}

type Label = (
  key: "uplinks" | "downlinks" | "crcBad" | "txErrors" | "rssiMean" | "perSlot",
) => string;

/** Frames share a chart, the signal has its own. */
export function chartsOf(samples: readonly Sample[], label: Label): Group[] {
  const frames: ChartField[] = [
    { key: "uplinks", label: label("uplinks"), unit: label("perSlot") },
    { key: "downlinks", label: label("downlinks"), unit: label("perSlot") },
    { key: "crc_bad", label: label("crcBad"), unit: label("perSlot") },
    { key: "tx_errors", label: label("txErrors"), unit: label("perSlot") },
  ];
  const signal: ChartField[] = [{ key: "rssi", label: label("rssiMean"), unit: "dBm" }];
  const group = (id: string, fields: ChartField[]): Group[] => {
    const tracks = tracksOf(fields, samples);
    return tracks.length > 0 ? [{ id, title: id, tracks }] : [];
  };
  return [...group("frames", frames), ...group("signal", signal)];
}

/** Share of damaged frames among all that were heard, in percent; null when nothing was. */
export function crcShare({
  uplinks,
  crc_bad,
}: {
  uplinks: number;
  crc_bad: number;
}): number | null {
  const all = uplinks + crc_bad;
  return all === 0 ? null : (crc_bad / all) * 100;
}

type Usage = Gateway["duty_cycle"][number];

/** Share of a sub-band's air time that is used up, in percent. */
export const shareOf = ({ used_ms, budget_ms }: Usage): number =>
  budget_ms === 0 ? 0 : (used_ms / budget_ms) * 100;

/** The sub-band of which the least is left; null where no limit holds. */
export function scarcest(gateway: Gateway): Usage | null {
  return gateway.duty_cycle.reduce<Usage | null>(
    (most, usage) => (most === null || shareOf(usage) > shareOf(most) ? usage : most),
    null,
  );
}

type Bin = { from: number; to: number; count: number };

/** The bins between the first and the last that hold something. */
export function binsOf(spread: GatewaySpread): Bin[] {
  const first = spread.counts.findIndex((count) => count > 0);
  const last = spread.counts.findLastIndex((count) => count > 0);
  if (first < 0) return [];
  return spread.counts.slice(first, last + 1).map((count, at) => {
    const from = spread.low + (first + at) * spread.width;
    return { from, to: from + spread.width, count };
  });
}

/** A mean has more digits than a gateway measures. */
const tenths = (value: number | null | undefined) =>
  value == null ? null : Math.round(value * 10) / 10;
