import { openStream, type Subscription } from "../../api/transport";
import type { LiveEvent } from "../../api/types";
import { inBeat } from "./beat";

// A live stream that comes back by itself.

export type Liveness = {
  state: "connecting" | "live" | "waiting";
  /** When the present state began, epoch milliseconds. */
  since: number;
  /** Failed attempts since the last time it was live. */
  attempts: number;
  /** When the next attempt is due, while waiting. */
  retryAt: number | null;
};

export type Outage = { from: number; to: number; attempts: number };

type StreamOptions = {
  subscription: Subscription;
  onEvents: (events: LiveEvent[]) => void;
  onLiveness: (liveness: Liveness) => void;
  /** The stream is open, for the first time or again: what was kept before it may be old. */
  onOpen?: () => void;
  /** The stream is back after `outage`: what happened meanwhile has to be fetched. */
  onBack?: (outage: Outage) => void;
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** Half to full of a doubling wait, so that many windows do not return in the same instant. */
export function waitBefore(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 8));
  return Math.round(ceiling * (0.5 + random() / 2));
}

type LiveStream = { close: () => void; retryNow: () => void };

export function keepStream(options: StreamOptions): LiveStream {
  let stop: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  let lostAt: number | null = null;
  let closed = false;
  const beat = inBeat(options.onEvents);

  const tell = (state: Liveness["state"], retryAt: number | null = null) =>
    options.onLiveness({ state, since: lostAt ?? Date.now(), attempts, retryAt });

  function open(): void {
    if (closed) return;
    stop = openStream(options.subscription, {
      onEvents: beat.take,
      onState(state) {
        if (state === "connecting") tell("connecting");
        else if (state === "open") opened();
        else lost();
      },
    });
  }

  function opened(): void {
    const outage = lostAt === null ? null : { from: lostAt, to: Date.now(), attempts };
    lostAt = null;
    attempts = 0;
    tell("live");
    options.onOpen?.();
    if (outage) options.onBack?.(outage);
  }

  function lost(): void {
    stop = null;
    beat.release();
    lostAt ??= Date.now();
    const wait = waitBefore(attempts);
    attempts += 1;
    tell("waiting", Date.now() + wait);
    timer = setTimeout(open, wait);
  }

  open();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      beat.drop();
      stop?.();
    },
    retryNow() {
      if (stop !== null || closed) return;
      clearTimeout(timer);
      open();
    },
  };
}
