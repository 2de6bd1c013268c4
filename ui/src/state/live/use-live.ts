import { useQueryClient, type Query, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useState } from "react";

import { keys } from "../../api/keys";
import type { LiveEvent, Me, Topic } from "../../api/types";
import { answer, api } from "../../api/client";
import { applyEvents, createInvalidator } from "./cache";
import { useConnection } from "./connection";
import { drawsInSoftware } from "../../platform";
import { hear } from "../../app/notices/hear";
import { keepStream, type Liveness, type Outage } from "./stream";

const PING_EVERY_MS = 10_000;

/**
 * How long a list collects values: where the webview draws in software, a drawing costs the same for one
 * as for many.
 */
export const listBatch = (usualMs: number): number => (drawsInSoftware ? 1000 : usualMs);

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

/** The app's own stream; mounted once. Feeds the cache and the connection state. */
export function useAppStream(): void {
  const client = useQueryClient();
  const setConnection = useConnection((all) => all.set);
  useEffect(() => {
    const invalidateSoon = createInvalidator(client);
    let wasOpen = false;
    const stream = keepStream({
      subscription: {
        topics: ["changed", "status", "gateway", "device_status", "task", "alarm", "notice"],
        batchMs: 200,
      },
      onEvents(events) {
        applyEvents(client, events, invalidateSoon);
        hear(client.getQueryData<Me>(keys.me)?.tenant ?? "", events);
      },
      onLiveness: setConnection,
      onOpen() {
        // Nobody told what changed since the first answers.
        if (!wasOpen) refetchKept(client, []);
        wasOpen = true;
      },
      onBack: () => void client.invalidateQueries(),
    });
    setConnection({ retryNow: stream.retryNow });
    return stream.close;
  }, [client, setConnection]);

  useEffect(() => {
    async function ping(): Promise<void> {
      const began = performance.now();
      try {
        await answer(api.GET("/api/health"));
        setConnection({ roundTripMs: Math.round(performance.now() - began) });
      } catch {
        setConnection({ roundTripMs: null });
      }
    }
    void ping();
    const timer = setInterval(() => void ping(), PING_EVERY_MS);
    return () => clearInterval(timer);
  }, [setConnection]);
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
