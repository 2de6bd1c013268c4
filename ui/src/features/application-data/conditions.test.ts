import { describe, expect, it } from "vitest";

import { conditionsText, isComplete, outside, readConditions } from "./conditions";

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
