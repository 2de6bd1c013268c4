import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { keys } from "../../../api/keys";
import { getHistory } from "../../../api/queries";
import type { TelemetryGroup } from "../../../api/types";

export type Series = readonly (readonly [number, number])[];

const DAY_MS = 86_400_000;
const POINTS = 500;
const AGAIN_MS = 60_000;

export type Day = {
  /** Numbers as points of time and value. */
  series: ReadonlyMap<string, Series>;
  /** When each field came last, in milliseconds since 1970; absent: longer ago. */
  cameAt: ReadonlyMap<string, number>;
};

/** The last 24 hours of each field; the newest comes live. */
export function useDay(eui: string, group: TelemetryGroup): Day {
  const model = group.thing_model_id;
  const history = useQuery({
    queryKey: keys.history(eui, { model, day: true }),
    queryFn: ({ signal }) =>
      getHistory(
        eui,
        {
          thing_model: model,
          from: new Date(Date.now() - DAY_MS).toISOString(),
          order: "desc",
          limit: POINTS,
        },
        signal,
      ),
    staleTime: AGAIN_MS,
    refetchInterval: AGAIN_MS,
  });
  return useMemo(() => {
    const past = (history.data?.items ?? [])
      .map((point) => ({ at: new Date(point.at).getTime(), data: point.telemetry_data }))
      .toSorted((first, second) => first.at - second.at);
    const latest = { at: group.update_time, data: group.telemetry_data };
    const points = [...past, latest].toSorted((first, second) => first.at - second.at);
    const cameAt = new Map<string, number>();
    // What came live since holds the older fields, too: until it is in the history, nobody knows.
    if ((past.at(-1)?.at ?? 0) >= group.update_time) {
      for (const { at, data } of past) for (const name of Object.keys(data)) cameAt.set(name, at);
    }
    const series = new Map<string, [number, number][]>();
    for (const { at, data } of points) {
      for (const [name, value] of Object.entries(data)) {
        if (typeof value !== "number" || !Number.isFinite(value)) continue;
        const list = series.get(name) ?? [];
        list.push([at, value]);
        series.set(name, list);
      }
    }
    return { series, cameAt };
  }, [history.data, group]);
}
