import { describe, expect, it } from "vitest";

import {
  bytes,
  count,
  dataRate,
  duration,
  isCount,
  measured,
  megahertz,
  microseconds,
  rssi,
  splitDuration,
} from "./units";

describe("units", () => {
  it("writes the time of work with the unit that fits", () => {
    const written = [0, 9.84, 16.2, 999.4, 3140, 250_000].map(microseconds);
    expect(written.map((text) => text.replace("\u202f", " "))).toEqual([
      "0 µs",
      "9.8 µs",
      "16 µs",
      "999 µs",
      "3.1 ms",
      "250 ms",
    ]);
  });

  it("writes numbers as people read them", () => {
    expect(count(9999, "en")).toBe("9999");
    expect(count(10000, "en")).toBe("10,000");
    expect(["10000", "10,000", " 10 000 "].every((typed) => isCount(typed, 10_000))).toBe(true);
    expect(["1000", "", "10.000"].some((typed) => isCount(typed, 10_000))).toBe(false);
    expect(measured(-3.14159)).toBe("\u22123.1416");
    expect(measured(21, 1)).toBe("21.0");
    // Models from elsewhere may ask for what no number has.
    expect(measured(21, -1)).toBe("21");
    expect(measured(Number.NaN)).toBe("—");
    expect(megahertz(868100000)).toBe("868.100\u202fMHz");
    expect(rssi(-71)).toBe("\u221271\u202fdBm");
    expect(dataRate("SF7BW125")).toBe("SF7\u202fBW125");
    expect(bytes(1536)).toBe("1.5\u202fKiB");
  });

  it("splits durations without fractions", () => {
    expect(splitDuration(86400)).toEqual({ amount: 1, unit: "d" });
    expect(splitDuration(900)).toEqual({ amount: 15, unit: "min" });
    expect(splitDuration(90)).toEqual({ amount: 90, unit: "s" });
    const words = { s: "s", min: "min", h: "h", d: "d" };
    expect(duration(100_800, words)).toBe("1\u00a0d 4\u00a0h");
    expect(duration(0, words)).toBe("0\u00a0s");
  });
});
