import { useRef, useState } from "react";

/** One thing at a time: what is asked for again meanwhile, by a second click, is not done twice. */
export function useOnce() {
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  async function run(act: () => Promise<void>): Promise<void> {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await act();
    } finally {
      running.current = false;
      setBusy(false);
    }
  }
  return { busy, run };
}
