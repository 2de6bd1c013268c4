import { useSyncExternalStore } from "react";

// One clock for every relative time on the page; it stands still while nobody looks.

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  if (document.hidden) return;
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
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
  return useSyncExternalStore(subscribe, () => read(now));
}

/** The time, to the second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
