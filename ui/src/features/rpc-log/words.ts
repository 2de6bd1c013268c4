import type { RpcOrigin, RpcRun, RpcRunState } from "../../api/types";
import type { Sign } from "../../components/values/StateChip";

export const states: readonly RpcRunState[] = [
  "queued",
  "running",
  "delivering",
  "finished",
  "failed",
  "cancelled",
  "interrupted",
];

export const origins: readonly RpcOrigin[] = [
  "panel",
  "execution",
  "api",
  "mqtt",
  "trigger",
  "attribute",
];

type Level = "info" | "warning" | "error";

/** How much a call deserves attention. */
export function levelOf({ state, steps }: RpcRun): Level {
  if (state === "failed") return "error";
  const isWarning =
    state === "cancelled" ||
    state === "interrupted" ||
    steps.some((step) => step.state === "failed");
  return isWarning ? "warning" : "info";
}

export const levelSigns: Record<Level, Sign> = { info: "ok", warning: "warning", error: "error" };
