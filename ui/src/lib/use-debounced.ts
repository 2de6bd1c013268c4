import { useEffect, useState } from "react";

const PAUSE_MS = 150;

/** The value after typing rested for a moment. */
export function useDebounced(value: string, ms = PAUSE_MS): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
