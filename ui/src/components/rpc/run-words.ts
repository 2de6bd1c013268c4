import type { RpcRun } from "../../api/types";
import type { Sign } from "../values/StateChip";

/** The shape of a run's state. */
export const runSigns: Record<RpcRun["state"], Sign> = {
  queued: "progress",
  running: "progress",
  delivering: "progress",
  finished: "ok",
  failed: "error",
  cancelled: "disabled",
  interrupted: "warning",
};

/** The shape of a step's state. */
export const stepSigns: Record<RpcRun["steps"][number]["state"], Sign> = {
  waiting: "never",
  queued: "progress",
  sent: "ok",
  acknowledged: "ok",
  done: "ok",
  failed: "error",
  cancelled: "disabled",
  skipped: "disabled",
};

/** How far a call has come, in a word; of a call that sent frames, how far they have come. */
export function wordOf({ state, steps }: RpcRun): RpcRun["state"] | "transmitted" | "acknowledged" {
  const frames = steps.filter(({ kind }) => kind === "downlink");
  if (state !== "finished" || frames.length === 0) return state;
  if (frames.every((step) => step.state === "acknowledged")) return "acknowledged";
  return frames.some((step) => step.state === "done") ? state : "transmitted";
}

/** Whether something of it can still be stopped. */
export const isOpen = ({ state }: RpcRun) =>
  state === "queued" || state === "running" || state === "delivering";
