import { describe, expect, it } from "vitest";

import { circleWith, type Edge } from "./circle";

const edge = (from_eui: string, to_eui: string): Edge => ({ from_eui, to_eui });

describe("circles of relations", () => {
  it("are found over several devices", () => {
    const known = [edge("a", "b"), edge("b", "c"), edge("x", "y")];
    expect(circleWith(known, [edge("c", "a")])).toEqual(["c", "a", "b", "c"]);
    expect(circleWith(known, [edge("b", "a")])).toEqual(["b", "a", "b"]);
  });

  it("are found among what is added together", () => {
    expect(circleWith([edge("b", "a")], [edge("c", "d"), edge("a", "b")])).toEqual(["a", "b", "a"]);
  });

  it("are not seen where two ways meet", () => {
    const known = [edge("a", "b"), edge("a", "c"), edge("b", "d")];
    expect(circleWith(known, [edge("c", "d")])).toBeNull();
  });
});
