import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";

import type { ListPath } from "../../api/client";
import { keys } from "../../api/keys";
import { useList, type ListQuery, type ListSource } from "../../api/list";
import type { LiveEvent, Topic } from "../../api/types";
import { refetchKept, useEvents } from "../../state/live/use-live";
import type { Liveness, Outage } from "../../state/live/stream";

/** Rows kept in the page; older ones are on the server. */
export const RING = 5000;
const BUSY_PER_SECOND = 30;
/** For what comes in no beat: rows of what people do, and all rows while nobody looks. */
const BUSY_PACE_MS = 250;
/** A hidden window lets its stream go after this. */
const HIDDEN_MS = 5 * 60_000;

type LiveSourceOptions<Row> = {
  /** Name in the query cache. */
  resource: string;
  /** The server's list, newest first. */
  path: ListPath;
  query: ListQuery;
  topic: Topic;
  eui?: string | undefined;
  /** The row an event carries, or null. */
  pick: (event: LiveEvent) => Row | null;
  /** The filter for rows that arrive; the server filters history. */
  match: (row: Row) => boolean;
  rowKey: (row: Row) => string;
  /** RFC 3339, the same length for all rows. */
  rowTime: (row: Row) => string;
};

export type LiveRows<Row> = {
  /** Newest first; live rows before history. */
  rows: Row[];
  /** How many of `rows` came live: the line is drawn after them. */
  liveCount: number;
  /** Rows that arrived while the list held still. */
  pending: number;
  outages: Outage[];
  liveness: Liveness;
  paused: boolean;
  busy: boolean;
  /** Rows received since the list opened. */
  received: number;
  history: ListSource<Row>;
  /** Places outages between rows. */
  rowTime: (row: Row) => string;
  setPaused: (paused: boolean) => void;
  /** The view left or reached the newest row. */
  setFollowing: (following: boolean) => void;
  showPending: () => void;
  clear: () => void;
};

/** Drops rows from the old end beyond the ring, and rows that came again: the newest counts. */
export function prepend<Row>(
  fresh: readonly Row[],
  old: readonly Row[],
  rowKey: (row: Row) => string,
): Row[] {
  const seen = new Set<string>();
  const isFirst = (row: Row) => {
    const before = seen.size;
    return seen.add(rowKey(row)).size > before;
  };
  return [...fresh, ...old].filter(isFirst).slice(0, RING);
}

/**
 * Rows newest first. Live ones come in order; what nobody told of, while the stream was lost or let
 * go, comes later, as history, and belongs between them.
 */
export function newestFirst<Row>(rows: readonly Row[], rowTime: (row: Row) => string): Row[] {
  return rows.toSorted((first, second) => {
    const [one, other] = [rowTime(first), rowTime(second)];
    return one === other ? 0 : one < other ? 1 : -1;
  });
}

/** Live rows and history as one list; `mixed`: history may have rows that belong between live ones. */
export function withHistory<Row>(
  live: readonly Row[],
  history: readonly Row[],
  mixed: boolean,
  { rowKey, rowTime }: Pick<LiveSourceOptions<Row>, "rowKey" | "rowTime">,
): { rows: Row[]; liveCount: number } {
  const oldest = live.at(-1);
  if (!mixed || oldest === undefined) {
    return { rows: prepend(live, history, rowKey), liveCount: live.length };
  }
  const rows = prepend(newestFirst([...live, ...history], rowTime), [], rowKey);
  const at = rows.findIndex((row) => rowKey(row) === rowKey(oldest));
  // The ring may have dropped it.
  return { rows, liveCount: at < 0 ? rows.length : at + 1 };
}

type State<Row> = {
  live: Row[];
  pending: Row[];
  received: number;
  clearedAt: number | null;
  /** History was fetched again since live rows began: it may have newer ones that nobody told of. */
  mixed: boolean;
};

/** A stream and its history as one list. */
export function useLiveRows<Row>(options: LiveSourceOptions<Row>): LiveRows<Row> {
  const { resource, path, query, topic, eui, rowKey, rowTime } = options;
  const identity = JSON.stringify([path, query, eui]);
  const [state, setState] = useState<State<Row> & { identity: string }>(() => ({
    ...start(),
    identity,
  }));
  const [paused, setPaused] = useState(false);
  const [following, setFollowing] = useState(true);
  const [busy, setBusy] = useState(false);
  const [outages, setOutages] = useState<Outage[]>([]);
  const hidden = useHiddenFor(HIDDEN_MS);
  const client = useQueryClient();
  const history = useList<Row>(resource, path, query);

  // Another filter or device: the live part starts again.
  if (state.identity !== identity) setState({ ...start<Row>(), identity });

  const buffer = useRef<Row[]>([]);
  const flushed = useRef(0);
  const second = useRef({ began: 0, count: 0 });
  const still = paused || !following;
  /** How far apart the list is drawn anew. */
  const pace = busy ? BUSY_PACE_MS : 0;

  function flush(): void {
    if (buffer.current.length === 0) return;
    // The filter may have changed while they waited.
    const fresh = buffer.current.filter(options.match).reverse();
    buffer.current = [];
    if (fresh.length === 0) return;
    flushed.current = performance.now();
    setState((now) => {
      const received = now.received + fresh.length;
      if (still) return { ...now, received, pending: prepend(fresh, now.pending, rowKey) };
      return { ...now, received, live: prepend(fresh, now.live, rowKey) };
    });
  }

  function refetch(): void {
    const waiting = buffer.current.length;
    setState((now) => ({
      ...now,
      mixed: now.mixed || now.live.length + now.pending.length + waiting > 0,
    }));
    refetchKept(client, keys.list(resource, query));
  }

  function measure(arrived: number): void {
    const now = Date.now();
    const window = second.current;
    window.count += arrived;
    const passed = now - window.began;
    if (passed < 1000) return;
    // Events come in a beat that is not to the millisecond: there may be two of it in one window.
    setBusy((window.count * 1000) / passed > BUSY_PER_SECOND);
    second.current = { began: now, count: 0 };
  }

  const liveness = useEvents({
    topics: [topic],
    eui,
    enabled: !hidden,
    onEvents(events) {
      let arrived = 0;
      for (const event of events) {
        if (event.type === "resync") refetch();
        const row = options.pick(event);
        if (row === null || !options.match(row)) continue;
        buffer.current.push(row);
        arrived += 1;
      }
      measure(arrived);
      if (performance.now() - flushed.current >= pace) flush();
    },
    // What is there was fetched before anything could be heard.
    onOpen: refetch,
    onBack: (outage) => setOutages((now) => [outage, ...now].slice(0, 20)),
  });

  const tick = useEffectEvent(() => flush());
  useEffect(() => {
    // What waited for the pace before would wait for the next event where there is none now.
    tick();
    if (pace === 0) return;
    const timer = setInterval(() => tick(), pace);
    return () => clearInterval(timer);
  }, [pace]);

  const showPending = useCallback(
    () =>
      setState((now) => ({ ...now, live: prepend(now.pending, now.live, rowKey), pending: [] })),
    [rowKey],
  );

  const pause = useCallback(
    (next: boolean) => {
      setPaused(next);
      if (!next && following) showPending();
    },
    [following, showPending],
  );
  const clear = useCallback(
    () => setState({ ...start<Row>(), clearedAt: Date.now(), identity }),
    [identity],
  );

  const { rows, liveCount } = useMemo(() => {
    const old = state.clearedAt === null ? history.rows : [];
    return withHistory(state.live, old, state.mixed, { rowKey, rowTime });
  }, [state.live, state.clearedAt, state.mixed, history.rows, rowKey, rowTime]);

  return {
    rows,
    liveCount,
    pending: state.pending.length,
    outages,
    liveness,
    paused,
    busy,
    received: state.received,
    history,
    rowTime,
    setPaused: pause,
    setFollowing(next) {
      setFollowing(next);
      if (next && !paused) showPending();
    },
    showPending,
    clear,
  };
}

function start<Row>(): State<Row> {
  return { live: [], pending: [], received: 0, clearedAt: null, mixed: false };
}

function useHiddenFor(ms: number): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function onChange(): void {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => setLong(true), ms);
      else setLong(false);
    }
    document.addEventListener("visibilitychange", onChange);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onChange);
    };
  }, [ms]);
  return long;
}
