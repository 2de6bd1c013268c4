import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import { createElement, type PropsWithChildren } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { LiveEvent } from "../../api/types";
import { newestFirst, prepend, RING, useLiveRows, withHistory } from "./use-live-rows";

const page = vi.hoisted(() => ({ tell: (_: LiveEvent[]): void => undefined }));
vi.mock("../../state/live/use-live", () => ({
  refetchKept: () => undefined,
  useEvents({ onEvents }: { onEvents: typeof page.tell }) {
    page.tell = onEvents;
    return { state: "live", since: 0, attempts: 0, retryAt: null };
  },
}));

const row = (id: string, second: number) => ({ id, at: `2026-05-01T14:03:0${second}.000Z` });
const keyOf = ({ id }: { id: string }) => id;
const timeOf = ({ at }: { at: string }) => at;

describe("a stream and its history", () => {
  it("are one list without rows that came twice, and the ring drops the oldest", () => {
    const [a, b, c] = [row("a", 3), row("b", 2), row("c", 1)];
    expect(prepend([a, b], [b, c], keyOf)).toEqual([a, b, c]);
    const many = Array.from({ length: RING }, (_, at) => row(`old ${at}`, 1));
    expect(prepend([a], many, keyOf)).toHaveLength(RING);
  });

  it("take what an outage swallowed where it belongs", () => {
    const [before, missed, after] = [row("before", 1), row("missed", 2), row("after", 3)];
    expect(newestFirst(prepend([after, before], [missed, before], keyOf), timeOf)).toEqual([
      after,
      missed,
      before,
    ]);
  });

  it("are mixed once history was fetched again, and the line comes after the oldest live row", () => {
    const [old, live] = [row("old", 1), row("live", 2)];
    const [missed, first] = [row("missed", 3), row("first", 4)];
    const how = { rowKey: keyOf, rowTime: timeOf };
    expect(withHistory([live], [old], false, how)).toEqual({ rows: [live, old], liveCount: 1 });
    const again = [missed, live, old];
    expect(withHistory([live], again, true, how)).toEqual({ rows: again, liveCount: 2 });
    expect(withHistory([first, live], again, true, how)).toEqual({
      rows: [first, ...again],
      liveCount: 3,
    });
    expect(withHistory([], again, true, how)).toEqual({ rows: again, liveCount: 0 });
  });

  it("keep what was missed when the ring is full", () => {
    const many = Array.from({ length: RING }, (_, at) => row(`live ${at}`, 1));
    const missed = row("missed", 3);
    const { rows, liveCount } = withHistory(many, [missed], true, {
      rowKey: keyOf,
      rowTime: timeOf,
    });
    expect(rows).toHaveLength(RING);
    expect(rows[0]).toEqual(missed);
    expect(liveCount).toBe(RING);
  });
});

describe("a live list", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 10_000_000 }));
  afterEach(() => void vi.useRealTimers());

  /** A list without history, some time after it was opened; each event tells of a row. */
  function opened() {
    const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
    const wrapper = ({ children }: PropsWithChildren) =>
      createElement(QueryClientProvider, { client }, children);
    let told = 0;
    const { result } = renderHook(
      () =>
        useLiveRows<ReturnType<typeof row>>({
          resource: "rows",
          path: "/api/v1/network/frames",
          query: {},
          topic: "frame",
          pick: () => row(`row ${(told += 1)}`, 1),
          match: () => true,
          rowKey: keyOf,
          rowTime: timeOf,
        }),
      { wrapper },
    );
    const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));
    wait(5_000);
    return {
      seen: () => result.current.rows.length,
      busy: () => result.current.busy,
      wait,
      tell: (count = 1) =>
        act(() => page.tell(Array.from({ length: count }, () => ({}) as LiveEvent))),
    };
  }

  it("shows every row at once", () => {
    const list = opened();
    for (let count = 1; count <= 3; count += 1) {
      list.tell();
      expect(list.seen()).toBe(count);
    }
  });

  it("is not busy because a beat came a little early", () => {
    const list = opened();
    list.tell();
    list.wait(999);
    list.tell(20);
    list.wait(1_000);
    list.tell(20);
    expect(list.busy()).toBe(false);
  });

  it("shows what waits when it is no longer busy", () => {
    const list = opened();
    list.tell();
    list.wait(1_000);
    list.tell(40);
    expect(list.busy()).toBe(true);
    const before = list.seen();
    list.wait(990);
    list.tell();
    list.wait(10);
    // It comes too soon after the one before for a busy list, and ends that it is busy.
    list.tell();
    expect(list.busy()).toBe(false);
    expect(list.seen()).toBe(before + 2);
  });
});
