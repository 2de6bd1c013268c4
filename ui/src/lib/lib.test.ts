import { describe, expect, it } from "vitest";

import { cleanHex, euiProblem, groups, hexForms } from "./hex";
import { guardNavigatorLanguage } from "./locale-guard";
import { absolute, ago, clock, zoneLabel } from "./time";
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

describe("hex", () => {
  it.each([
    ["70:B3:D5:7E-D000 FFFF", "70b3d57ed000ffff"],
    ["0x70, 0xb3, 0xd5", "70b3d5"],
    ["７０ｂ３", "70b3"],
    ["70b3.d57e", "70b3d57e"],
  ])("reads %s", (typed, wanted) => {
    expect(cleanHex(typed)).toBe(wanted);
  });

  it("groups and writes in other forms", () => {
    expect(groups("70b3d57ed000ffff").join(" ")).toBe("70b3 d57e d000 ffff");
    expect(hexForms.colons("70b3d5")).toBe("70:b3:d5");
    expect(hexForms.bytes("70b3")).toBe("0x70, 0xb3");
    expect(hexForms.reversed("70b3d5")).toBe("d5b370");
  });

  it("knows which EUI fits which source", () => {
    expect(euiProblem("70b3d57ed0001234", true)).toBeNull();
    expect(euiProblem("70b3", true)).toBe("hex16");
    expect(euiProblem("meter-7", false)).toBeNull();
    expect(euiProblem("Meter 7", false)).toBe("word32");
    expect(euiProblem("", false)).toBe("empty");
  });
});

describe("units", () => {
  it("writes the time of work with the unit that fits", () => {
    const written = [0, 9.84, 16.2, 999.4, 3140, 250_000].map(microseconds);
    expect(written.map((text) => text.replace("\u2009", " "))).toEqual([
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
    expect(measured(Number.NaN)).toBe("—");
    expect(megahertz(868100000)).toBe("868.100\u2009MHz");
    expect(rssi(-71)).toBe("\u221271\u2009dBm");
    expect(dataRate("SF7BW125")).toBe("SF7\u2009BW125");
    expect(bytes(1536)).toBe("1.5\u2009KiB");
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

describe("time", () => {
  it("writes absolute times in the zone", () => {
    expect(absolute("2026-05-01T14:03:22.123Z", "utc")).toBe("2026-05-01 14:03:22");
    expect(absolute("2026-05-01T14:03:22.123Z", "utc", true)).toBe("2026-05-01 14:03:22.123");
    expect(absolute(null, "utc")).toBe("—");
    expect(absolute("no time", "utc")).toBe("—");
  });

  it("leaves the date out today", () => {
    const now = Date.parse("2026-05-01T20:00:00Z");
    expect(clock("2026-05-01T14:03:22.5Z", "utc", true, now)).toBe("14:03:22.500");
    expect(clock("2026-04-30T14:03:22Z", "utc", false, now)).toBe("04-30 14:03:22");
  });

  it("says how long ago up to a day", () => {
    const now = Date.parse("2026-05-01T20:00:00Z");
    expect(ago("2026-05-01T19:59:59.5Z", now)).toEqual({ unit: "now", amount: 0 });
    expect(ago("2026-05-01T19:59:48Z", now)).toEqual({ unit: "s", amount: 12 });
    expect(ago("2026-05-01T17:00:00Z", now)).toEqual({ unit: "h", amount: 3 });
    expect(ago("2026-04-30T19:00:00Z", now)).toBeNull();
  });

  it("names the zone", () => {
    expect(zoneLabel("local", 480)).toBe("UTC+08:00");
    expect(zoneLabel("local", -210)).toBe("UTC\u221203:30");
    expect(zoneLabel("utc")).toBe("UTC");
  });
});

describe("locale guard", () => {
  it("replaces a language that Intl refuses", () => {
    const target = { language: "C", languages: ["C"] } as unknown as Navigator;
    expect(guardNavigatorLanguage(target, "en")).toBe("en");
    expect(target.language).toBe("en");
    expect(guardNavigatorLanguage({ language: "zh-CN" } as Navigator)).toBe("zh-CN");
  });
});
