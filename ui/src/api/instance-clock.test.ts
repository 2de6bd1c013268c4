import { afterEach, expect, it, vi } from "vitest";

import { instanceNow, noteInstanceTime, whenInstanceTimeKnown } from "./instance-clock";

afterEach(() => vi.useRealTimers());

it("follows the instance, whatever this computer takes for the time", () => {
  vi.useFakeTimers({ now: Date.parse("2030-01-01T00:00:00.000Z") });
  const known = vi.fn();
  whenInstanceTimeKnown(known);
  noteInstanceTime("no time");
  expect(known).not.toHaveBeenCalled();
  noteInstanceTime("2026-05-01T10:00:00.000Z");
  expect(known).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(1500);
  expect(new Date(instanceNow()).toISOString()).toBe("2026-05-01T10:00:01.500Z");
  whenInstanceTimeKnown(known);
  expect(known).toHaveBeenCalledTimes(2);
});
