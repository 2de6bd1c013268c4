import { describe, expect, it } from "vitest";

import { planOf } from "./actions";

describe("what a trigger asks for", () => {
  it("is nothing without actions", () => {
    for (const value of [null, {}, { actions: [] }, { should_dispatch: false, actions: [{}] }]) {
      expect(planOf(value)).toBeNull();
    }
  });

  it("drops what waits although it runs nothing", () => {
    expect(planOf({ actions: [], abort_previous_timer: true })).toMatchObject({
      actions: [],
      abortPrevious: true,
    });
  });

  it("names the device inside or beside the parameters", () => {
    const plan = planOf({
      delayms: 5000,
      actions: [
        null,
        { method: "a", params: { _eui: "AB", x: 1 } },
        { method: " b ", _eui: "cd" },
        { method: "c" },
      ],
    });
    expect(plan).toMatchObject({
      delayMs: 5000,
      actions: [
        { number: 2, method: "a", target: "ab", params: { x: 1 } },
        { number: 3, method: "b", target: "cd", params: {} },
        { number: 4, method: "c", target: null },
      ],
    });
  });
});
