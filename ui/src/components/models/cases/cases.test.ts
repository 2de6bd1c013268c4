import { describe, expect, it } from "vitest";

import { canonical } from "./cases";

describe("equal results", () => {
  it("do not depend on the order of keys, but on that of lists", () => {
    expect(canonical({ b: { d: 1, c: 2 }, a: [1, 2] })).toBe(
      canonical({ a: [1, 2], b: { c: 2, d: 1 } }),
    );
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
    expect(canonical(1)).not.toBe(canonical("1"));
  });
});
