import { create } from "zustand";

import type { Liveness } from "./stream";

/** The state of the app's own stream: what the status bar says and what disables write buttons. */
type Connection = Liveness & {
  roundTripMs: number | null;
  /** The caller's role lets it change things. */
  mayWrite: boolean;
  retryNow: () => void;
  set: (change: Partial<Connection>) => void;
};

export const useConnection = create<Connection>()((set) => ({
  state: "connecting",
  since: Date.now(),
  attempts: 0,
  retryAt: null,
  roundTripMs: null,
  mayWrite: true,
  retryNow: () => undefined,
  set: (change) => set(change),
}));

/** Why nothing can be changed, as the key of a text. */
export type WriteBlock = "status.noWrite" | "status.readOnly";

/** A short first connect does not lock the page. */
export function writeBlock(now: Connection = useConnection.getState()): WriteBlock | null {
  if (!now.mayWrite) return "status.readOnly";
  return now.state === "live" || now.attempts === 0 ? null : "status.noWrite";
}

export const useWriteBlock = () => useConnection(writeBlock);
