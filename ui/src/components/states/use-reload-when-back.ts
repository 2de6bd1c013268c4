import { useEffect } from "react";

import { useConnection } from "../../state/live/connection";

const restart = () => window.location.reload();

/** Starts the page again when a lost connection is back; what was typed is kept over it. */
export function useReloadWhenBack(wanted: boolean, reload: () => void = restart): void {
  // A first connection was not lost: it would start the page again and again.
  const lost = useConnection(({ state, attempts }) => state !== "live" && attempts > 0);
  useEffect(() => {
    if (!wanted || !lost) return;
    return useConnection.subscribe(({ state }) => {
      if (state === "live") reload();
    });
  }, [wanted, lost, reload]);
}
