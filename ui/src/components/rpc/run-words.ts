import type { RpcRun } from "../../api/types";
import type { Sign } from "../StateChip";

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

/** Whether something of it can still be stopped. */
export const isOpen = ({ state }: RpcRun) =>
  state === "queued" || state === "running" || state === "delivering";
