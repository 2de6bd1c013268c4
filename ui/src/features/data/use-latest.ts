import {
  keepPreviousData,
  useInfiniteQuery,
  useQueryClient,
  type InfiniteData,
} from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";

import { getPage } from "../../api/client";
import { keys } from "../../api/keys";
import type { ListQuery, ListSource } from "../../api/list";
import { toProblem } from "../../api/problem";
import { paths } from "../../api/queries";
import type { Device, JsonObject, Page, Realtime, TelemetryEvent } from "../../api/types";
import { useEvents } from "../../app/live/use-live";

export type LatestRow = {
  device: Device;
  /** When the values were made, epoch milliseconds; null without any. */
  at: number | null;
  values: JsonObject;
  /** Keys whose value changed while the page was open. */
  fresh: ReadonlySet<string>;
};

type Pages = InfiniteData<Page<LatestRow>, string | null>;

const REFETCH_MS = 3_000;
const NOTHING_FRESH: ReadonlySet<string> = new Set();

async function loadPage(
  model: string,
  query: ListQuery,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<LatestRow>> {
  const page = await getPage<Realtime>(
    paths.realtime,
    { ...query, thing_model: model, cursor },
    signal,
  );
  const items = page.items.map(({ device, update_time, telemetry_data }) => ({
    device,
    at: update_time ?? null,
    values: telemetry_data,
    fresh: NOTHING_FRESH,
  }));
  return { ...page, items };
}

/** A row with the values of an event; the same row when nothing of it is newer. */
export function patched(row: LatestRow, event: TelemetryEvent): LatestRow {
  const at = new Date(event.active_time).getTime();
  if (row.at !== null && at < row.at) return row;
  const changed = Object.keys(event.telemetry_data).filter(
    (key) => JSON.stringify(event.telemetry_data[key]) !== JSON.stringify(row.values[key]),
  );
  return {
    ...row,
    at,
    values: { ...row.values, ...event.telemetry_data },
    fresh: new Set(changed),
    device: { ...row.device, status: "online", active_time: event.active_time },
  };
}

/** Devices with a thing model and what it last made of them; values change by themselves. */
export function useLatest(model: string, query: ListQuery): ListSource<LatestRow> {
  const client = useQueryClient();
  const key = keys.list("latest", { model, ...query });
  const result = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => loadPage(model, query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    enabled: model !== "",
    staleTime: 60_000,
  });
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = result;
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);

  /** A device that the list does not have yet: it got the model, or was made just now. */
  function refetchSoon(): void {
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined;
      void refetch();
    }, REFETCH_MS);
  }

  useEvents({
    topics: ["telemetry"],
    batchMs: 250,
    enabled: model !== "",
    onEvents(events) {
      const newest = new Map<string, TelemetryEvent>();
      for (const event of events) {
        if (event.type === "resync") refetchSoon();
        if (event.type === "telemetry" && event.thing_model_id === model) {
          newest.set(event.eui, event);
        }
      }
      if (newest.size === 0) return;
      client.setQueryData<Pages>(key, (now) => {
        if (!now) return now;
        const pages = now.pages.map((page) => {
          if (!page.items.some((row) => newest.has(row.device.eui))) return page;
          const items = page.items.map((row) => {
            const event = newest.get(row.device.eui);
            newest.delete(row.device.eui);
            return event ? patched(row, event) : row;
          });
          return { ...page, items };
        });
        return { ...now, pages };
      });
      const filtered = Object.keys(query).some((name) => name !== "sort" && query[name]);
      if (newest.size > 0 && !hasNextPage && !filtered) refetchSoon();
    },
    onBack: () => void refetch(),
  });

  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return {
    rows,
    total: data?.pages[0]?.total ?? 0,
    isPending: result.isPending,
    isFetching: result.isFetching && !isFetchingNextPage,
    isStale: result.isPlaceholderData,
    error: result.error ? toProblem(result.error) : null,
    hasMore: hasNextPage,
    pages: data?.pages.length ?? 0,
    loadMore() {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    refetch: () => void refetch(),
  };
}
