import {
  keepPreviousData,
  useInfiniteQuery,
  useQueryClient,
  type InfiniteData,
} from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { getPage } from "../../api/client";
import { keys } from "../../api/keys";
import { everyMatching, useSource, type ListQuery, type ListSource } from "../../api/list";
import { paths } from "../../api/queries";
import type { Device, JsonObject, Page, Realtime, TelemetryEvent } from "../../api/types";
import { refetchKept, useEvents } from "../../state/live/use-live";

export type LatestRow = {
  device: Device;
  /** The thing model whose values these are. */
  model: string;
  /** When the values were made, epoch milliseconds; null without any. */
  at: number | null;
  values: JsonObject;
  /** Keys whose value changed while the page was open. */
  fresh: ReadonlySet<string>;
};

type Pages = InfiniteData<Page<LatestRow>, string | null>;

const REFETCH_MS = 3_000;
const NOTHING_FRESH: ReadonlySet<string> = new Set();

const rowOf = (model: string, { device, update_time, telemetry_data }: Realtime): LatestRow => ({
  device,
  model,
  at: update_time ?? null,
  values: telemetry_data,
  fresh: NOTHING_FRESH,
});

/**
 * One page, through the models one after the other: the cursor is the place among the models and the
 * cursor there. The first page knows how many there are of all models.
 */
async function loadPage(
  models: readonly string[],
  query: ListQuery,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<LatestRow>> {
  const split = cursor?.indexOf(":") ?? -1;
  let at = split < 0 ? 0 : Number(cursor?.slice(0, split));
  let inside = split < 0 ? null : cursor?.slice(split + 1) || null;
  const ask = (model: string | undefined, more: Record<string, string | number | null>) =>
    getPage<Realtime>(paths.realtime, { ...query, thing_model: model, ...more }, signal);
  const items: LatestRow[] = [];
  let total = 0;
  while (at < models.length && items.length === 0) {
    const model = models[at] ?? "";
    const page = await ask(model, { cursor: inside });
    items.push(...page.items.map((row) => rowOf(model, row)));
    total += page.total ?? 0;
    inside = page.next_cursor;
    if (inside === null) at += 1;
  }
  if (cursor === null) {
    const others = models.slice(inside === null ? at : at + 1);
    const pages = await Promise.all(others.map((model) => ask(model, { limit: 1 })));
    total += pages.reduce((sum, page) => sum + (page.total ?? 0), 0);
  }
  return { items, total, next_cursor: at < models.length ? `${at}:${inside ?? ""}` : null };
}

async function loadAll(models: readonly string[], query: ListQuery): Promise<LatestRow[]> {
  const found: LatestRow[] = [];
  for (const model of models) {
    const rows = await everyMatching<Realtime>(paths.realtime, { ...query, thing_model: model });
    found.push(...rows.map((row) => rowOf(model, row)));
  }
  return found;
}

/** A row with the values of an event; the same row when nothing of it is newer. */
function patched(row: LatestRow, event: TelemetryEvent): LatestRow {
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

const placeOf = (eui: string, model: string) => `${eui} ${model}`;

/** Devices with thing models and what those last made of them; values change by themselves. */
export function useLatest(models: readonly string[], query: ListQuery): ListSource<LatestRow> {
  const client = useQueryClient();
  const key = keys.list("latest", { models, ...query });
  const result = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => loadPage(models, query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    enabled: models.length > 0,
    staleTime: 60_000,
  });
  const { hasNextPage, refetch } = result;
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
    enabled: models.length > 0,
    onEvents(events) {
      const newest = new Map<string, TelemetryEvent>();
      for (const event of events) {
        if (event.type === "resync") refetchSoon();
        if (event.type === "telemetry" && models.includes(event.thing_model_id)) {
          newest.set(placeOf(event.eui, event.thing_model_id), event);
        }
      }
      if (newest.size === 0) return;
      client.setQueryData<Pages>(key, (now) => {
        if (!now) return now;
        const pages = now.pages.map((page) => {
          if (!page.items.some((row) => newest.has(placeOf(row.device.eui, row.model))))
            return page;
          const items = page.items.map((row) => {
            const place = placeOf(row.device.eui, row.model);
            const event = newest.get(place);
            newest.delete(place);
            return event ? patched(row, event) : row;
          });
          return { ...page, items };
        });
        return { ...now, pages };
      });
      const filtered = Object.keys(query).some((name) => name !== "sort" && query[name]);
      // A value that changed may fit the conditions now, or no longer, or belong elsewhere.
      const byValue = query["where"] !== undefined || query["sort"]?.includes("value.");
      if (byValue || (newest.size > 0 && !hasNextPage && !filtered)) refetchSoon();
    },
    onOpen: () => refetchKept(client, key),
  });

  return useSource(result, () => loadAll(models, query));
}
