import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { LiveEvent } from "../../api/types";
import { onTick } from "../now";
import { inBeat } from "./beat";

const frame = (eui: string) => ({ type: "frame", eui }) as unknown as LiveEvent;
const changed = { type: "changed", resource: "devices" } as LiveEvent;

describe("events in the beat", () => {
  const handOn = vi.fn<(events: LiveEvent[]) => void>();
  const seen = () => handOn.mock.calls.map(([events]) => events.length);
  let leave: () => void;

  beforeEach(() => {
    vi.useFakeTimers({ now: 10_000_000 });
    handOn.mockReset();
    leave = onTick(() => undefined);
  });
  afterEach(() => {
    leave();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("are handed on at once when they come alone, and those soon after with the next tick", () => {
    const beat = inBeat(handOn);
    vi.advanceTimersByTime(300);
    beat.take([frame("a")]);
    expect(seen()).toEqual([1]);
    for (const eui of ["b", "c", "d"]) {
      vi.advanceTimersByTime(200);
      beat.take([frame(eui)]);
    }
    expect(seen()).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(seen()).toEqual([1, 3]);
    expect(handOn).toHaveBeenLastCalledWith([frame("b"), frame("c"), frame("d")]);
    vi.advanceTimersByTime(1_500);
    beat.take([frame("e")]);
    expect(seen()).toEqual([1, 3, 1]);
  });

  it("do not wait behind what somebody did, and keep their order", () => {
    const beat = inBeat(handOn);
    beat.take([frame("a")]);
    beat.take([frame("b")]);
    beat.take([changed]);
    expect(seen()).toEqual([1, 2]);
    expect(handOn).toHaveBeenLastCalledWith([frame("b"), changed]);
  });

  it("are not piled up while nobody looks, nor when they are many", () => {
    const beat = inBeat(handOn);
    beat.take([frame("a")]);
    beat.take(Array.from({ length: 1_000 }, () => frame("b")));
    expect(seen()).toEqual([1, 1_000]);
    beat.take([frame("c")]);
    vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    beat.take([frame("d")]);
    expect(seen()).toEqual([1, 1_000, 2]);
  });

  it("are forgotten with their stream, or handed on when it is lost", () => {
    const beat = inBeat(handOn);
    beat.take([frame("a")]);
    beat.take([frame("b")]);
    beat.release();
    expect(seen()).toEqual([1, 1]);
    beat.take([frame("c")]);
    beat.drop();
    vi.advanceTimersByTime(2_000);
    expect(seen()).toEqual([1, 1]);
  });
});
