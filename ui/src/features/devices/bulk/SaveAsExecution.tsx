import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { taskSubjects } from "../../../api/tasks";
import type { Task } from "../../../api/types";
import { at } from "../../../state/routes-at";
import { toastFailed, toastNotice } from "../../../components/messages/toast";
import { useOnce } from "../../../components/actions/use-once";
import { WriteButton } from "../../../components/actions/WriteButton";
import type { OneTimeCall } from "../OneTimeRpcDialog";

/** What was asked for, and the task that did it. */
export type SaidCall = OneTimeCall & { task: Pick<Task, "id" | "total"> };

type Props = { call: SaidCall };

/**
 * Nothing of a One-Time RPC is saved; this keeps how it was, for the next time: with the devices that
 * were called, whatever the filter would find by now.
 */
export function SaveAsExecution({ call }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const once = useOnce();

  async function save(): Promise<void> {
    const { task, ...kept } = call;
    try {
      const euis = await taskSubjects(task.id);
      if (euis.length < task.total) {
        toastNotice(
          `saved-some-${task.id}`,
          t("oneTime.savedSome", { count: euis.length, total: task.total }),
          t("oneTime.savedSomeText"),
          undefined,
        );
      }
      void navigate(`${at.deviceExecutions}/new`, { state: { ...kept, euis } });
    } catch (error) {
      toastFailed(t("errors.failed"), error);
    }
  }
  return (
    <WriteButton loading={once.busy} onClick={() => void once.run(save)}>
      {t("oneTime.saveAs")}
    </WriteButton>
  );
}
