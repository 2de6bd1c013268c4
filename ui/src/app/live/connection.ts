import { create } from "zustand";

import type { Liveness } from "./stream";

/** The state of the app's own stream: what the status bar says and what disables write buttons. */
type Connection = Liveness & {
  roundTripMs: number | null;
  retryNow: () => void;
  set: (change: Partial<Connection>) => void;
};

export const useConnection = create<Connection>()((set) => ({
  state: "connecting",
  since: Date.now(),
  attempts: 0,
  retryAt: null,
  roundTripMs: null,
  retryNow: () => undefined,
  set: (change) => set(change),
}));

/** True while writing makes sense: a short first connect does not lock the page. */
export const useCanWrite = () => useConnection((now) => now.state === "live" || now.attempts === 0);
