import { describe, expect, it } from "vitest";

import { binsOf, chartsOf, crcShare, samplesOf } from "./statistics";

const begin = "2026-05-01T00:00:00.000Z";
const slots = {
  begin,
  seconds: 300,
  uplinks: [0, 3, 5],
  downlinks: [0, 1, 0],
  crc_bad: [0, 0, 2],
  tx_errors: [0, 0, 0],
  rssi: [null, -70.5, null],
};

describe("statistics of a gateway", () => {
  it("slots before the start are no zeros, and none begins before it", () => {
    const start = new Date(begin).getTime();
    const samples = samplesOf(slots, start + 400_000);
    expect(samples.map(({ at }) => at - start)).toEqual([400_000, 600_000]);
    expect(samples[0]?.values).toMatchObject({ uplinks: 3, downlinks: 1, rssi: -70.5 });
    const charts = chartsOf(samples, (key) => key);
    expect(charts.map(({ id }) => id)).toEqual(["frames", "signal"]);
    expect(charts[0]?.tracks[0]?.unit).toBe("perSlot");
  });

  it("the share of damaged frames is of all that were heard", () => {
    expect(crcShare({ uplinks: 3, crc_bad: 1 })).toBe(25);
    expect(crcShare({ uplinks: 0, crc_bad: 0 })).toBeNull();
  });

  it("a histogram begins and ends where something is", () => {
    const spread = {
      min: -81,
      median: -78,
      max: -70,
      low: -140,
      width: 4,
      counts: [0, 0, 1, 0, 2, 0],
    };
    expect(binsOf(spread)).toEqual([
      { from: -132, to: -128, count: 1 },
      { from: -128, to: -124, count: 0 },
      { from: -124, to: -120, count: 2 },
    ]);
    expect(binsOf({ ...spread, counts: [0] })).toEqual([]);
  });
});
