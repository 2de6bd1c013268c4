import type { LiveEvent } from "../../api/types";
import { onTick } from "../now";

/** What devices cause all the time; the rest is somebody's doing, who waits to see it. */
const STEADY: ReadonlySet<LiveEvent["type"]> = new Set([
  "telemetry",
  "heard",
  "gateway",
  "status",
  "frame",
  "message",
]);
/** What comes so long after the one before came alone. Longer than what comes once a second takes. */
const ALONE_MS = 1500;
const MOST_HELD = 1000;

type Beat = {
  take: (events: LiveEvent[]) => void;
  /** Hands on what is held. */
  release: () => void;
  /** Forgets what is held. */
  drop: () => void;
};

/**
 * Hands steady events on with the tick of the page's clock. A drawing costs the same for one change as
 * for many: those of a second, and the times that are counted up, are drawn together. What comes alone
 * is handed on at once, as is all that waits when something comes that is not steady. Why not faster
 * when more comes: decision 17.
 */
export function inBeat(handOn: (events: LiveEvent[]) => void): Beat {
  let held: LiveEvent[] = [];
  let handedOn = -Infinity;
  let leave: (() => void) | undefined;

  function drop(): LiveEvent[] {
    leave?.();
    leave = undefined;
    const events = held;
    held = [];
    return events;
  }

  function release(): void {
    const events = drop();
    if (events.length === 0) return;
    handedOn = performance.now();
    handOn(events);
  }

  return {
    take(events) {
      held = held.concat(events);
      const waits =
        !document.hidden &&
        performance.now() - handedOn < ALONE_MS &&
        held.length < MOST_HELD &&
        events.every(({ type }) => STEADY.has(type));
      if (waits) leave ??= onTick(release);
      else release();
    },
    release,
    drop: () => void drop(),
  };
}
