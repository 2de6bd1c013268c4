import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { Me } from "../api/types";
import { applyEvents, createInvalidator } from "../state/live/cache";
import { useConnection } from "../state/live/connection";
import { keepStream } from "../state/live/stream";
import { refetchKept } from "../state/live/use-live";
import { hear } from "./notices/hear";

const PING_EVERY_MS = 10_000;

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
      onLiveness(liveness) {
        setConnection(liveness);
        // A browser does not tell a refused socket from one that was lost.
        if (liveness.state === "waiting") void ping();
      },
      onOpen() {
        // Nobody told what changed since the first answers.
        if (!wasOpen) refetchKept(client, []);
        wasOpen = true;
        void ping();
      },
      onBack: () => void client.invalidateQueries(),
    });
    setConnection({ retryNow: stream.retryNow });
    return stream.close;
  }, [client, setConnection]);

  useEffect(() => {
    const timer = setInterval(() => void ping(), PING_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}

/** Measures the way to the instance. Is the sign-in over, the refusal leads to the way in. */
async function ping(): Promise<void> {
  const setConnection = useConnection.getState().set;
  const began = performance.now();
  try {
    await answer(api.GET("/api/v1/me"));
    setConnection({ roundTripMs: Math.round(performance.now() - began) });
  } catch {
    setConnection({ roundTripMs: null });
  }
}
