import { expect, it } from "vitest";

import type { Task } from "../../api/types";
import { i18next } from "../../state/language/i18n";
import { interruptText, secondsLeft } from "./words";

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

it("tells before a task is interrupted how far it is, and what of that failed", () => {
  const calls = { kind: "one_time_rpc" as const, current: 3, total: 10, failed: 0 };
  const english = i18next.getFixedT("en");
  expect(interruptText({ ...calls, current: 0 }, english)).toContain("Nothing has been done yet");
  expect(interruptText(calls, english)).toContain("Called so far: 3 of 10.");
  const failing = { ...calls, failed: 2 };
  expect(interruptText(failing, english)).toContain("Called so far: 3 of 10, 2 of them failed.");
  expect(interruptText(failing, i18next.getFixedT("zh-CN"))).toContain("3/10，其中 2 个失败");
  const deletion = { ...failing, kind: "delete_devices" as const };
  expect(interruptText(deletion, english)).toContain("Done so far: 3 of 10, 2 of them failed.");
});
