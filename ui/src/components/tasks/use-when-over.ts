import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answer, api } from "../../api/client";
import { keys } from "../../api/keys";
import { invalidate } from "../../api/mutations";
import { restorePointOf } from "../../api/restore";
import type { Page, Task } from "../../api/types";
import { useTaskCentre } from "../../state/task-centre";
import { toastDone, toastFailed } from "../messages/toast";
import { saidNow } from "../values/said";
import { useUndoDialog } from "./undo-state";
import { isOver } from "./words";

const LOOK_MS = 300;
/** A task that takes longer is followed in the Task Centre. */
const SHORT_MS = 60_000;

/** Lists that show what tasks with a way back change. */
const changing = [
  "tasks",
  "restore-points",
  "devices",
  "lorawan-profiles",
  "gateways",
  "thing-models",
  "rpc-models",
  "trigger-models",
  "device-templates",
  "locations",
];

/**
 * Says when a task is over how it went, with the way back. The Task Centre shows what takes long, and
 * what there is nothing to say of: `text` is null.
 */
export function useWhenOver() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const show = useTaskCentre((all) => all.show);

  async function over(id: string): Promise<Task | null> {
    const begun = Date.now();
    for (;;) {
      const known = client.getQueryData<Page<Task>>(keys.tasks)?.items.find((one) => one.id === id);
      const seen =
        known && isOver(known)
          ? known
          : await answer<Task>(api.GET("/api/v1/tasks/{id}", { params: { path: { id } } }));
      if (isOver(seen)) return seen;
      if (Date.now() - begun > SHORT_MS) return null;
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
  }

  async function tell(task: Task, text: (task: Task) => string | null): Promise<void> {
    const end = await over(task.id);
    for (const name of changing) invalidate(client, name);
    if (end === null) return show();
    if (end.failed > 0 || end.state !== "finished") {
      show();
      return toastFailed(
        t("undo.partly", { count: end.failed }),
        saidNow(end.reason_said, end.reason ?? ""),
      );
    }
    const said = text(end);
    if (said === null) return show();
    const point = await restorePointOf(end.id);
    toastDone(
      said,
      point
        ? { label: t("common.undo"), run: () => useUndoDialog.getState().ask(point) }
        : undefined,
    );
  }

  return (task: Task, text: (task: Task) => string | null) => {
    tell(task, text).catch((error: unknown) => toastFailed(t("errors.failed"), error));
  };
}
