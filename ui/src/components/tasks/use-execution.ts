import { useTranslation } from "react-i18next";

import { useExecute } from "../../api/tasks";
import type { DeviceExecution } from "../../api/types";
import { useTaskCentre } from "../../state/task-centre";
import { toastDone, toastFailed } from "../messages/toast";
import { isOver } from "./words";
import { useInterrupt } from "./use-interrupt";

type ExecutionActions = {
  execute: (execution: DeviceExecution) => void;
  stop: (execution: DeviceExecution) => void;
  pending: boolean;
};

export const isRunning = ({ last_run }: DeviceExecution) => last_run !== null && !isOver(last_run);

/** Runs a device execution now, and stops its run. */
export function useExecutionActions(): ExecutionActions {
  const { t } = useTranslation();
  const start = useExecute();
  const interrupt = useInterrupt();
  const centre = useTaskCentre((all) => all.show);
  return {
    pending: start.isPending,
    execute: (execution) =>
      start.mutate(execution.id, {
        onSuccess: (task) =>
          toastDone(t("deviceExecutions.started", { count: task.total, name: execution.name }), {
            label: t("tasks.centre"),
            run: () => centre("device_execution"),
          }),
        onError: (error) => toastFailed(t("deviceExecutions.notStarted"), error),
      }),
    stop(execution) {
      if (execution.last_run) void interrupt(execution.last_run);
    },
  };
}
