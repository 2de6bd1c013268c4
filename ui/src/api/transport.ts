// The one place that knows how requests and events travel: `fetch` and a WebSocket in a browser,
// the shell's commands in the desktop window.

import { platform } from "../platform";
import { send } from "./send";
import { useSession } from "./session";
import { takeStarted } from "./started";
import type { LiveEvent, Topic } from "./types";

/** A `fetch` whose requests reach the instance with the caller's rights. */
export function transport(request: Request): Promise<Response> {
  return takeStarted(request) ?? send(request, useSession.getState().token);
}

export type Subscription = {
  topics: Topic[];
  eui?: string | undefined;
  batchMs?: number | undefined;
};

type StreamState = "connecting" | "open" | "closed";

type StreamHandlers = {
  onEvents: (events: LiveEvent[]) => void;
  onState: (state: StreamState) => void;
};

/** One attempt at a live stream. Ends with `closed`; whoever wants it again opens it again. */
export function openStream(subscription: Subscription, handlers: StreamHandlers): () => void {
  const query = new URLSearchParams({ topics: subscription.topics.join(",") });
  if (subscription.eui) query.set("eui", subscription.eui);
  query.set("batch_ms", String(subscription.batchMs ?? 100));
  handlers.onState("connecting");
  return platform.shell
    ? shellStream(query.toString(), handlers)
    : socketStream(query.toString(), handlers);
}

function socketStream(query: string, { onEvents, onState }: StreamHandlers): () => void {
  const { token } = useSession.getState();
  const address = new URL(`/api/v1/events?${query}`, window.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const protocols = token === null ? ["thinklink.v1"] : ["thinklink.v1", `bearer.${token}`];
  const socket = new WebSocket(address, protocols);
  let wanted = true;
  socket.onopen = () => wanted && onState("open");
  socket.onmessage = (message: MessageEvent<string>) => {
    if (wanted) onEvents(JSON.parse(message.data) as LiveEvent[]);
  };
  socket.onclose = () => wanted && onState("closed");
  return () => {
    wanted = false;
    socket.close();
  };
}

function shellStream(query: string, { onEvents, onState }: StreamHandlers): () => void {
  let wanted = true;
  let stop: (() => void) | undefined;
  platform.shell
    ?.events(query, (events) => wanted && onEvents(events as LiveEvent[]))
    .then(
      (stopper) => {
        stop = stopper;
        if (!wanted) stopper();
        else onState("open");
      },
      () => wanted && onState("closed"),
    );
  return () => {
    wanted = false;
    stop?.();
  };
}
