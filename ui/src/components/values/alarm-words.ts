import type { AlarmEvent, AlarmLevel } from "../../api/types";
import type { Sign } from "./StateChip";

/** The worst first. */
export const levels: readonly AlarmLevel[] = ["urgent", "high", "mid", "low"];

export const alarmEvents: readonly AlarmEvent[] = [
  "raised",
  "changed",
  "acknowledged",
  "cleared",
  "manually_cleared",
];

export const eventSign: Record<AlarmEvent, Sign> = {
  raised: "error",
  changed: "warning",
  acknowledged: "progress",
  cleared: "ok",
  manually_cleared: "ok",
};
