import { describe, expect, it } from "vitest";

import { newestFirst, prepend, RING } from "./use-live-rows";

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
});
