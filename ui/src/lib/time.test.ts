import { describe, expect, it } from "vitest";

import { absolute, ago, around, clock, zoneLabel } from "./time";

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

  it("spans what is around a moment", () => {
    expect(around("2026-05-01T14:03:22.500Z", 2_000, 15_000)).toEqual({
      from: "2026-05-01T14:03:20.500Z",
      to: "2026-05-01T14:03:37.500Z",
    });
    expect(around("2026-05-01T00:00:00Z", 1_000)).toEqual({
      from: "2026-04-30T23:59:59.000Z",
      to: "2026-05-01T00:00:01.000Z",
    });
  });
});
