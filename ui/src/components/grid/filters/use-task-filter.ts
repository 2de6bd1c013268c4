import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useTask } from "../../../api/tasks";
import { taskTitle } from "../../tasks/words";
import type { FilterDef } from "./filter";

/** The records of a task, to which the task leads; there is nothing to choose. */
export function useTaskFilter(id: string | undefined): readonly FilterDef[] {
  const { t } = useTranslation();
  const { data: task, isPending } = useTask(id ?? "");
  const name = task && taskTitle(task, t);
  return useMemo(() => {
    if (!id) return [];
    const options = name === undefined ? [] : [{ value: id, label: name }];
    return [{ name: "task", label: t("grid.task"), options, isPending }];
  }, [t, id, name, isPending]);
}
