import type { TFunction } from "i18next";

import type { Task, TaskState } from "../../api/types";
import { saidNow } from "../values/said";
import type { Sign } from "../values/StateChip";

export const taskSign: Record<TaskState, Sign> = {
  waiting: "never",
  running: "progress",
  finished: "ok",
  failed: "error",
  cancelled: "disabled",
  interrupted: "warning",
};

export const isOver = (task: Task) => task.ended_at !== null;

/** The state in words; a stopped task says how far it came. */
export function taskStateText(task: Task, t: TFunction): string {
  if (task.state === "interrupted" || task.state === "cancelled")
    return t(`tasks.stateAt.${task.state}`, { current: task.current, total: task.total });
  return t(`tasks.state.${task.state}`);
}

/** What a task is called; one without a name goes by what it does. */
export const taskTitle = (
  { name, name_said, kind }: Pick<Task, "name" | "kind"> & Partial<Pick<Task, "name_said">>,
  t: TFunction,
): string => (name === "" ? t(`tasks.kind.${kind}`) : saidNow(name_said, name));

/** What stopping a task now would leave behind. */
export function interruptText(
  { kind, current, total, failed }: Pick<Task, "kind" | "current" | "total" | "failed">,
  t: TFunction,
): string {
  if (current === 0) return t("tasks.interruptText.nothing");
  const words = kind === "one_time_rpc" || kind === "device_execution" ? "called" : "done";
  const ofThese = failed === 0 ? "" : t("tasks.interruptText.failed", { failed });
  return t(`tasks.interruptText.${words}`, { current, total, failed: ofThese });
}

/** Seconds that are left at the pace it has, or had so far; null while that says nothing. */
export function secondsLeft(task: Task, now: number): number | null {
  if (task.started_at === null || task.current === 0 || isOver(task)) return null;
  const elapsed = (now - new Date(task.started_at).getTime()) / 1000;
  const interval = (task.request.device_interval_ms ?? 0) / 1000;
  // One device after another, as it was asked for; unless that takes longer.
  if (elapsed <= interval * (task.current + 1)) {
    return Math.max(0, interval * (task.total - 1) - elapsed);
  }
  return Math.max(0, (elapsed / task.current) * (task.total - task.current));
}
