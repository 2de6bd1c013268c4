import { describe, expect, it } from "vitest";

import { placed } from "./use-order";

describe("placed", () => {
  it("takes a key before or behind another one", () => {
    const keys = ["a", "b", "c"];
    expect(placed(keys, "c", "a", false)).toEqual(["c", "a", "b"]);
    expect(placed(keys, "c", "a", true)).toEqual(["a", "c", "b"]);
    expect(placed(keys, "a", "c", true)).toEqual(["b", "c", "a"]);
    expect(placed(keys, "b", "a", true)).toEqual(keys);
  });

  it("leaves the order when the place is the key itself or gone", () => {
    expect(placed(["a", "b"], "a", "a", true)).toEqual(["a", "b"]);
    expect(placed(["a", "b"], "a", "x", false)).toEqual(["a", "b"]);
  });
});
