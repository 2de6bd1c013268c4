import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { keys } from "../../../api/keys";
import { getHistory } from "../../../api/queries";
import type { TelemetryGroup } from "../../../api/types";

export type Series = readonly (readonly [number, number])[];

const DAY_MS = 86_400_000;
const POINTS = 500;
const AGAIN_MS = 60_000;

/** The last 24 hours of each number, as points of time and value; the newest comes live. */
export function useDay(eui: string, group: TelemetryGroup): ReadonlyMap<string, Series> {
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
    const points = [
      ...(history.data?.items ?? []).map((point) => ({
        at: new Date(point.at).getTime(),
        data: point.telemetry_data,
      })),
      { at: group.update_time, data: group.telemetry_data },
    ].toSorted((first, second) => first.at - second.at);
    const series = new Map<string, [number, number][]>();
    for (const { at, data } of points) {
      for (const [name, value] of Object.entries(data)) {
        if (typeof value !== "number" || !Number.isFinite(value)) continue;
        const list = series.get(name) ?? [];
        list.push([at, value]);
        series.set(name, list);
      }
    }
    return series;
  }, [history.data, group]);
}
