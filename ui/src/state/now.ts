import { useSyncExternalStore } from "react";

// One clock for every relative time on the page, and what is drawn with it; it stands still while nobody
// looks.

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  if (document.hidden) return;
  now = Date.now();
  for (const listener of listeners) listener();
}

/** Calls the listener each second until the function that is returned is called. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** What the time means to somebody, drawn again only when that is another value. */
export function useFromNow<Value extends string | number | boolean | null>(
  read: (now: number) => Value,
): Value {
  return useSyncExternalStore(onTick, () => read(now));
}

/** The time, to the second. */
export function useNow(): number {
  return useSyncExternalStore(onTick, () => now);
}
