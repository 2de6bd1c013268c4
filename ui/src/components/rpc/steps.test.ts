import { describe, expect, it } from "vitest";

import type { Json } from "../../api/types";
import { stepsOf } from "./steps";

describe("steps of an RPC", () => {
  it("are for the device that was called when they name none", () => {
    const targets = [undefined, null, "", "  ", "abc "].map((target) => ({ target, dnMsg: {} }));
    expect(stepsOf(targets as Json).map((step) => step.target)).toEqual([
      null,
      null,
      null,
      null,
      "abc",
    ]);
  });

  it("are read from nothing, one object or a list", () => {
    expect(stepsOf(null)).toEqual([]);
    expect(stepsOf({ dnMsg: { userdata: { port: 5, payload: "AQI=" } } })).toMatchObject([
      { number: 1, kind: "downlink", frame: { port: 5, hex: "0102", confirmed: false } },
    ]);
    const steps = stepsOf([
      null,
      { type: "alarm", params: { id: "hot" }, sleepTimeMs: "500", target: "abc" },
    ]);
    expect(steps).toMatchObject([
      {
        number: 2,
        kind: "alarm",
        sleepMs: 500,
        target: "abc",
        frame: null,
        content: { id: "hot" },
      },
    ]);
  });
});
