import { useTranslation } from "react-i18next";

import { useCancelTask } from "../../api/tasks";
import type { Task } from "../../api/types";
import { confirm } from "../messages/confirm";
import { toastFailed } from "../messages/toast";
import { interruptText, taskTitle } from "./words";

/** Asks, and stops a task after the item it is at. */
export function useInterrupt(): (task: Task) => Promise<void> {
  const { t } = useTranslation();
  const cancel = useCancelTask();
  return async (task) => {
    const yes = await confirm({
      level: 1,
      title: t("tasks.interruptTitle", { name: taskTitle(task, t) }),
      text: interruptText(task, t),
      verb: t("tasks.interrupt"),
    });
    if (!yes) return;
    cancel.mutate(task.id, { onError: (error) => toastFailed(t("errors.failed"), error) });
  };
}
