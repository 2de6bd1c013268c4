import { describe, expect, it } from "vitest";

import { newestFirst, prepend, RING, withHistory } from "./use-live-rows";

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
