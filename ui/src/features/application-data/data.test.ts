import { describe, expect, it } from "vitest";

import { conditionsText, isComplete, outside, readConditions } from "./conditions";
import { rangeParams, readRange, shifted, spanOf } from "./history/range";
import { curveOf, mergeSamples } from "./history/samples";

const HOUR = 3_600_000;

describe("ranges", () => {
  it("ends now while it is live", () => {
    expect(spanOf({ kind: "live", preset: "1h" }, 10 * HOUR)).toEqual({
      from: 9 * HOUR,
      to: 10 * HOUR,
    });
  });

  it("stands still when shifted back and follows again at the end", () => {
    const now = 10 * HOUR;
    const back = shifted({ kind: "live", preset: "1h" }, -1, now);
    expect(back).toEqual({ kind: "fixed", from: 8 * HOUR, to: 9 * HOUR, preset: "1h" });
    expect(shifted(back, 1, now)).toEqual({ kind: "live", preset: "1h" });
  });

  it("never shows the future of a custom range", () => {
    const custom = { kind: "fixed", from: 4 * HOUR, to: 8 * HOUR, preset: null } as const;
    expect(shifted(custom, 1, 10 * HOUR)).toEqual({
      kind: "fixed",
      from: 6 * HOUR,
      to: 10 * HOUR,
      preset: null,
    });
  });

  it("survives the URL, and nonsense there is the default", () => {
    const range = { kind: "fixed", from: 5, to: 9, preset: null } as const;
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(rangeParams(range))) {
      if (value !== null) params.set(name, value);
    }
    expect(readRange(params)).toEqual(range);
    const bad = new URLSearchParams({ range: "2y", from: "9", to: "5" });
    expect(readRange(bad)).toEqual({ kind: "live", preset: "24h" });
  });
});

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

describe("conditions on values", () => {
  it("survive the URL; what is none is left out", () => {
    const all = [
      { field: "a:b", op: "ge", value: "3.5" },
      { field: "state", op: "has", value: "x:y" },
    ] as const;
    expect(readConditions(conditionsText(all))).toEqual(all);
    expect(readConditions("nonsense;t:like:3;")).toEqual([]);
    expect(readConditions(undefined)).toEqual([]);
  });

  it("cannot hide a second condition in the value", () => {
    const text = conditionsText([{ field: "t", op: "has", value: "a;u:eq:1" }]);
    expect(readConditions(text)).toEqual([{ field: "t", op: "has", value: "au:eq:1" }]);
  });

  it("compare by size only with numbers", () => {
    expect(isComplete({ field: "t", op: "ge", value: "warm" })).toBe(false);
    expect(isComplete({ field: "t", op: "ge", value: "-3" })).toBe(true);
    expect(isComplete({ field: "t", op: "has", value: " " })).toBe(false);
  });

  it("mark what lies outside of the limits, the limits included", () => {
    const limits = { min: 18, max: 24 };
    expect([17.9, 18, 24, 24.1].map((value) => outside(value, limits))).toEqual([
      "low",
      null,
      null,
      "high",
    ]);
    expect(outside("25", limits)).toBe(null);
    expect(outside(5, { min: null, max: 4 })).toBe("high");
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
