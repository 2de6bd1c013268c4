import { describe, expect, it } from "vitest";

import { curveOf, mergeSamples } from "./samples";

describe("records that arrive live", () => {
  const sample = (at: number) => ({ at, values: { t: at } });

  it("are added in order, once", () => {
    const now = mergeSamples([sample(1), sample(3)], [sample(3), sample(2), sample(4)]);
    expect(now.map((one) => one.at)).toEqual([1, 2, 3, 4]);
  });

  it("leave the list alone when they are known", () => {
    const known = [sample(1)];
    expect(mergeSamples(known, [sample(1)])).toBe(known);
  });
});

describe("a history in pieces", () => {
  it("keeps the least and the greatest value of each piece and the newest of what is no number", () => {
    const number = (min: number, max: number) => ({ min, max, mean: min, last: max, count: 2 });
    const text = { min: null, max: null, mean: null, last: "on", count: 1 };
    const items = [
      { at: new Date(0).toISOString(), fields: { t: number(1, 5), s: text } },
      { at: new Date(200).toISOString(), fields: { t: number(3, 3) } },
    ];
    expect(curveOf({ bucket_ms: 100, records: 4, complete: true, items })).toEqual([
      { at: 25, values: { t: 1, s: "on" } },
      { at: 75, values: { t: 5 } },
      { at: 225, values: { t: 3 } },
    ]);
  });
});
