import { describe, expect, it } from "vitest";

import { rangeParams, readRange, shifted, spanOf } from "./range";

const HOUR = 3_600_000;

describe("ranges", () => {
  it("ends now while it is live", () => {
    expect(spanOf({ kind: "live", preset: "1h" }, 10 * HOUR)).toEqual({
      from: 9 * HOUR,
      to: 10 * HOUR,
    });
  });

  it("stands still when shifted back and follows again at the end", () => {
    const now = 10 * HOUR;
    const back = shifted({ kind: "live", preset: "1h" }, -1, now);
    expect(back).toEqual({ kind: "fixed", from: 8 * HOUR, to: 9 * HOUR, preset: "1h" });
    expect(shifted(back, 1, now)).toEqual({ kind: "live", preset: "1h" });
  });

  it("never shows the future of a custom range", () => {
    const custom = { kind: "fixed", from: 4 * HOUR, to: 8 * HOUR, preset: null } as const;
    expect(shifted(custom, 1, 10 * HOUR)).toEqual({
      kind: "fixed",
      from: 6 * HOUR,
      to: 10 * HOUR,
      preset: null,
    });
  });

  it("survives the URL, and nonsense there is the default", () => {
    const range = { kind: "fixed", from: 5, to: 9, preset: null } as const;
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(rangeParams(range))) {
      if (value !== null) params.set(name, value);
    }
    expect(readRange(params)).toEqual(range);
    const bad = new URLSearchParams({ range: "2y", from: "9", to: "5" });
    expect(readRange(bad)).toEqual({ kind: "live", preset: "24h" });
  });
});
