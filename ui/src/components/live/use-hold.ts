import { useEffect, useEffectEvent, useState, type RefObject } from "react";

import { ROW } from "./LiveRow";
import type { LiveRows } from "./use-live-rows";

/** How long rows hold still after the pointer moved over them. */
const HOLD_MS = 2000;

/** Nothing moves under a pointer that is in use, nor while the view is scrolled down. */
export function useHold<Row>(live: LiveRows<Row>, viewport: RefObject<HTMLDivElement | null>) {
  /** When the pointer last moved here, to half a second; null when it rests or is elsewhere. */
  const [touched, setTouched] = useState<number | null>(null);
  const settle = () => {
    const atTop = (viewport.current?.scrollTop ?? 0) < ROW;
    live.setFollowing(atTop && touched === null);
  };
  const settleNow = useEffectEvent(settle);
  useEffect(() => {
    settleNow();
    if (touched === null) return;
    const timer = setTimeout(() => setTouched(null), HOLD_MS);
    return () => clearTimeout(timer);
  }, [touched]);
  return {
    settle,
    touch: () =>
      setTouched((last) => (last !== null && Date.now() - last < 500 ? last : Date.now())),
    release: () => setTouched(null),
  };
}
