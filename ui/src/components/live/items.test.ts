import { describe, expect, it } from "vitest";

import { itemsOf } from "./items";

type Row = { key: string; at: string };

const row = (second: number): Row => ({
  key: `r${second}`,
  at: `2026-05-01T12:00:0${second}.000Z`,
});
const ms = (second: number) => new Date(row(second).at).getTime();
const outage = (from: number, to: number) => ({ from: ms(from), to: ms(to), attempts: 1 });

const keys = (rows: Row[], liveCount: number, outages: ReturnType<typeof outage>[] = []) =>
  itemsOf({ rows, outages, liveCount, rowTime: ({ at }) => at }, ({ key }) => key).map((item) =>
    item.kind === "outage" ? "outage" : item.key,
  );

describe("the items of a live list", () => {
  it("have a line where history begins, if there are rows on both sides", () => {
    const rows = [row(3), row(2), row(1)];
    expect(keys(rows, 1)).toEqual(["r3", "line", "r2", "r1"]);
    expect(keys(rows, 0)).toEqual(["r3", "r2", "r1"]);
    expect(keys(rows, 3)).toEqual(["r3", "r2", "r1"]);
  });

  it("have outages between the rows before and after them, or at the end", () => {
    expect(keys([row(6), row(2)], 0, [outage(3, 5)])).toEqual(["r6", "outage", "r2"]);
    expect(keys([row(6), row(5)], 0, [outage(1, 2)])).toEqual(["r6", "r5", "outage"]);
    expect(keys([row(6), row(2)], 1, [outage(3, 5)])).toEqual(["r6", "outage", "line", "r2"]);
  });
});
