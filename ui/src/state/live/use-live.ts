import { useQueryClient, type Query, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useState } from "react";

import { keys } from "../../api/keys";
import type { LiveEvent, Topic } from "../../api/types";
import { applyEvents, createInvalidator } from "./cache";
import { keepStream, type Liveness, type Outage } from "./stream";

/** First answers that are on their way and will be asked for again: once for all streams. */
const outdated = new WeakSet<Promise<unknown>>();

/**
 * A stream that keeps these fresh is open now: what was fetched before may be old, and so may the first
 * answers that are still on their way, which are asked for again when they are here.
 */
export function refetchKept(client: QueryClient, queryKey: QueryKey): void {
  const isKept = (query: Query) => query.state.dataUpdatedAt > 0;
  const coming = client.getQueryCache().findAll({
    queryKey,
    fetchStatus: "fetching",
    predicate: (query) => !isKept(query),
  });
  for (const { queryKey: exactly, promise } of coming) {
    if (promise === undefined || outdated.has(promise)) continue;
    outdated.add(promise);
    const again = () =>
      void client.invalidateQueries({ queryKey: exactly, exact: true, predicate: isKept });
    promise.then(again, () => undefined);
  }
  void client.invalidateQueries({ queryKey, predicate: isKept });
}

/** Live telemetry into the cache while a view that shows it is mounted; of one device or of all. */
export function useLiveTelemetry(eui?: string, batchMs = 250): void {
  const client = useQueryClient();
  useEffect(() => {
    const invalidateSoon = createInvalidator(client);
    const queryKey = eui === undefined ? ["devices", "list"] : keys.telemetry(eui);
    const stream = keepStream({
      subscription: { topics: ["telemetry"], eui, batchMs },
      onEvents: (events) => applyEvents(client, events, invalidateSoon),
      onLiveness: () => undefined,
      onOpen: () => refetchKept(client, queryKey),
    });
    return stream.close;
  }, [client, eui, batchMs]);
}

type EventOptions = {
  topics: Topic[];
  eui?: string | undefined;
  batchMs?: number;
  enabled?: boolean;
  onEvents: (events: LiveEvent[]) => void;
  /** It is open, again or for the first time; nothing was heard before. */
  onOpen?: () => void;
  onBack?: (outage: Outage) => void;
};

/** Events of some topics, handed on in batches; for live lists and charts. */
export function useEvents({
  topics,
  eui,
  batchMs = 100,
  enabled = true,
  onEvents,
  onOpen,
  onBack,
}: EventOptions): Liveness {
  const [liveness, setLiveness] = useState<Liveness>({
    state: "connecting",
    since: 0,
    attempts: 0,
    retryAt: null,
  });
  const handle = useEffectEvent(onEvents);
  const opened = useEffectEvent(() => onOpen?.());
  const back = useEffectEvent((outage: Outage) => onBack?.(outage));
  const list = topics.join(",");
  const wanted = useMemo(() => list.split(",") as Topic[], [list]);
  useEffect(() => {
    if (!enabled) return;
    const stream = keepStream({
      subscription: { topics: wanted, eui, batchMs },
      onEvents: (events) => handle(events),
      onLiveness: setLiveness,
      onOpen: () => opened(),
      onBack: (outage) => back(outage),
    });
    return stream.close;
  }, [wanted, eui, batchMs, enabled]);
  return liveness;
}
