import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";

import { keys } from "../../api/keys";
import { getHistory } from "../../api/queries";
import { useEvents } from "../../app/live/use-live";
import type { Sample } from "../../components/chart/series";
import { spanOf, type Range } from "./range";
import { mergeSamples } from "./samples";

/** Records drawn at most; a month of one a minute is more than twice this. */
export const MOST = 20_000;
const PAGE = 5_000;

export type HistoryData = { samples: Sample[]; cut: boolean };

async function load(
  eui: string,
  model: string,
  range: Range,
  signal: AbortSignal,
): Promise<HistoryData> {
  const { from, to } = spanOf(range, Date.now());
  const found: Sample[] = [];
  let cursor: string | null = null;
  do {
    const page = await getHistory(
      eui,
      {
        thing_model: model,
        from: new Date(from).toISOString(),
        // The end of a live range is open: what arrives while it loads belongs to it.
        ...(range.kind === "live" ? {} : { to: new Date(to).toISOString() }),
        order: "desc",
        limit: PAGE,
        ...(cursor === null ? {} : { cursor }),
      },
      signal,
    );
    for (const { at, telemetry_data } of page.items) {
      found.push({ at: new Date(at).getTime(), values: telemetry_data });
    }
    cursor = page.next_cursor ?? null;
  } while (cursor !== null && found.length < MOST);
  return { samples: found.reverse(), cut: cursor !== null };
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
        now ? { ...now, samples: mergeSamples(now.samples, fresh) } : now,
      );
    },
    onBack: () => void refetch(),
  });
  return result;
}
