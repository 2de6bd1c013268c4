import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";

import { keys } from "../../../api/keys";
import { getHistory, getSeries } from "../../../api/queries";
import { refetchKept, useEvents } from "../../../state/live/use-live";
import type { Sample } from "../../../components/chart/series";
import { spanOf, type Range } from "./range";
import { curveOf, mergeSamples } from "./samples";

/** Records listed at most; the charts show what there is beyond them in pieces. */
export const MOST = 5_000;
/** Pieces of a chart: about one for every two pixels. */
const PIECES = 600;

type HistoryData = {
  /** The newest records, ascending. */
  samples: Sample[];
  /** All records in pieces; null when `samples` are all of them. */
  curve: Sample[] | null;
  /** Records in the range, as far as they were looked through. */
  records: number;
  /** `false`: there are older ones that the charts do not show either. */
  complete: boolean;
};

async function load(
  eui: string,
  model: string,
  range: Range,
  signal: AbortSignal,
): Promise<HistoryData> {
  const { from, to } = spanOf(range, Date.now());
  const query = {
    thing_model: model,
    from: new Date(from).toISOString(),
    // The end of a live range is open: what arrives while it loads belongs to it.
    ...(range.kind === "live" ? {} : { to: new Date(to).toISOString() }),
  };
  const [series, page] = await Promise.all([
    getSeries(eui, { ...query, buckets: PIECES }, signal),
    getHistory(eui, { ...query, order: "desc", limit: MOST }, signal),
  ]);
  const samples = page.items.map(({ at, telemetry_data }) => ({
    at: new Date(at).getTime(),
    values: telemetry_data,
  }));
  return {
    samples: samples.reverse(),
    curve: page.next_cursor == null ? null : curveOf(series),
    records: series.records,
    complete: series.complete,
  };
}

/** The records of a range, ascending; a live range grows by itself. */
export function useHistory(eui: string, model: string, range: Range) {
  const client = useQueryClient();
  const key = keys.history(eui, { model, range });
  const live = range.kind === "live";
  const result = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => load(eui, model, range, signal),
    placeholderData: keepPreviousData,
    staleTime: live ? 0 : 60_000,
  });
  const { refetch } = result;
  useEvents({
    topics: ["telemetry"],
    eui,
    batchMs: 250,
    enabled: live,
    onEvents(events) {
      const fresh: Sample[] = [];
      for (const event of events) {
        if (event.type === "resync") void refetch();
        if (event.type !== "telemetry" || event.eui !== eui) continue;
        if (event.thing_model_id !== model) continue;
        fresh.push({ at: new Date(event.active_time).getTime(), values: event.telemetry_data });
      }
      if (fresh.length === 0) return;
      client.setQueryData<HistoryData>(key, (now) =>
        now
          ? {
              ...now,
              samples: mergeSamples(now.samples, fresh),
              curve: now.curve && mergeSamples(now.curve, fresh),
              records: now.records + fresh.length,
            }
          : now,
      );
    },
    onOpen: () => refetchKept(client, key),
  });
  return result;
}
