import { afterEach, expect, it, vi } from "vitest";

import type { openStream } from "../../api/transport";
import type { LiveEvent } from "../../api/types";
import { keepStream, waitBefore } from "./stream";

const open = vi.hoisted(() => vi.fn<typeof openStream>(() => () => undefined));
vi.mock("../../api/transport", () => ({ openStream: open }));

afterEach(() => vi.useRealTimers());

it("the wait for the next attempt doubles up to a limit, with jitter", () => {
  expect(waitBefore(0, () => 1)).toBe(500);
  expect(waitBefore(2, () => 1)).toBe(2000);
  expect(waitBefore(30, () => 1)).toBe(10_000);
  expect(waitBefore(30, () => 0)).toBe(5000);
});

it("hands what follows on with the tick, and all that waits when the stream is lost", () => {
  vi.useFakeTimers({ now: 10_000_000 });
  const onEvents = vi.fn<(events: LiveEvent[]) => void>();
  const seen = () => onEvents.mock.calls.map(([events]) => events.length);
  const stream = keepStream({
    subscription: { topics: ["telemetry"] },
    onEvents,
    onLiveness: () => undefined,
  });
  const handlers = open.mock.lastCall?.[1];
  const report = () =>
    handlers?.onEvents([{ type: "heard", eui: "a", active_time: "", rssi: null, snr: null }]);
  report();
  report();
  report();
  expect(seen()).toEqual([1]);
  vi.advanceTimersByTime(1_000);
  expect(seen()).toEqual([1, 2]);
  report();
  expect(seen()).toEqual([1, 2]);
  handlers?.onState("closed");
  expect(seen()).toEqual([1, 2, 1]);
  stream.close();
});
