import { describe, expect, it } from "vitest";

import { canonical } from "./cases/cases";
import { idNameOf } from "./kinds";

describe("equal results", () => {
  it("do not depend on the order of keys, but on that of lists", () => {
    expect(canonical({ b: { d: 1, c: 2 }, a: [1, 2] })).toBe(
      canonical({ a: [1, 2], b: { c: 2, d: 1 } }),
    );
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
    expect(canonical(1)).not.toBe(canonical("1"));
  });
});

describe("text ids", () => {
  it("are made of names", () => {
    expect(idNameOf("MT-KS52 T&H")).toBe("mt_ks52_t_h");
    expect(idNameOf("温度")).toBe("");
  });
});
