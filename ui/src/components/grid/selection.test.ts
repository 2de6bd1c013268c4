import { describe, expect, it } from "vitest";

import { isSelected, knownSize, selectionSize, setSelected, type Selection } from "./selection";

describe("selection", () => {
  const none: Selection = { kind: "keys", keys: new Set() };

  it("of keys", () => {
    const some = setSelected(none, ["a", "b"], true);
    expect(isSelected(some, "a")).toBe(true);
    expect(selectionSize(setSelected(some, ["a"], false), 10)).toBe(1);
  });

  it("of everything that matches, except some", () => {
    const all: Selection = { kind: "matching", except: new Set() };
    const but = setSelected(all, ["a"], false);
    expect(isSelected(but, "a")).toBe(false);
    expect(isSelected(but, "never loaded")).toBe(true);
    expect(selectionSize(but, 10_000)).toBe(9_999);
    expect(selectionSize(setSelected(but, ["a"], true), 10_000)).toBe(10_000);
    expect(knownSize(but, undefined)).toBeUndefined();
    expect(knownSize(setSelected(none, ["a"], true), undefined)).toBe(1);
  });
});
