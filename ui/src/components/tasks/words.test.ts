import { expect, it } from "vitest";

import type { Task } from "../../api/types";
import { secondsLeft } from "./words";

const BEGAN = Date.parse("2026-05-01T14:00:00Z");

/** Four devices, of which so many are done; `interval` is what was asked for between two, in seconds. */
const left = (done: number, elapsed: number, interval?: number) =>
  secondsLeft(
    {
      started_at: "2026-05-01T14:00:00.000Z",
      ended_at: null,
      total: 4,
      current: done,
      request: interval === undefined ? {} : { device_interval_ms: interval * 1000 },
    } as Task,
    BEGAN + elapsed * 1000,
  );

it("tells what is left by the pace so far", () => {
  expect(left(0, 10)).toBeNull();
  expect(left(1, 10)).toBe(30);
  expect(left(2, 10)).toBe(10);
});

it("knows the pace that was asked for from the first device on", () => {
  expect(left(1, 1, 60)).toBe(179);
  expect(left(1, 50, 60)).toBe(130);
  expect(left(3, 170, 60)).toBe(10);
  // The last one is about to begin.
  expect(left(3, 185, 60)).toBe(0);
  // Devices take longer than they were given.
  expect(left(2, 400, 60)).toBe(400);
});
