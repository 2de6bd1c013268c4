import { useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { useEffect, useEffectEvent, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import type { BulkTarget } from "../../../api/bulk";
import type { ListQuery } from "../../../api/list";
import { invalidate } from "../../../api/mutations";
import { useTask } from "../../../api/tasks";
import type { Task, TaskKind } from "../../../api/types";
import { at } from "../../../app/routes-at";
import type { Selection, SelectionModel } from "../../../components/grid/selection";
import { TaskDialog } from "../../../components/tasks/TaskDialog";
import { isOver } from "../../../components/tasks/words";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { WriteButton } from "../../../components/actions/WriteButton";
import { OneTimeRpcDialog, type OneTimeCall } from "../OneTimeRpcDialog";
import { BulkUpdate } from "./BulkUpdate";
import { steps, type WizardStep } from "./draft";
import { ResetDialog } from "./ResetDialog";
import { euisOf, keepTarget, keptTarget, targetOf } from "./target";

const isStep = (text: string | null): text is WizardStep =>
  text === "confirm" || steps.some((step) => step === text);

type Open = { what: "reset" | "update" | "call"; target: BulkTarget };
/** A task that was started here, and the selection it was started for. */
/** The tasks that are started here. */
type BulkKind = Extract<TaskKind, "one_time_rpc" | "reset_by_template" | "bulk_update">;
type Started = { id: string; kind: BulkKind; count: number; before: Selection | null };

type BulkDialogs = {
  /** For the selected devices, or for these. */
  reset: (euis?: string[]) => void;
  update: () => void;
  call: () => void;
  dialogs: ReactNode;
};

/** What the devices page does to many devices as a task; the step of the wizard is in the URL. */
export function useBulkDialogs(selection: SelectionModel, query: ListQuery): BulkDialogs {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const [opened, setOpened] = useState<Open | null>(null);
  const [before, setBefore] = useState<Selection | null>(null);
  const [task, setTask] = useState<Started | null>(null);
  const [waits, setWaits] = useState(false);
  const [call, setCall] = useState<OneTimeCall | null>(null);
  const navigate = useNavigate();

  const step = search.get("bulk");
  const goTo = (next: WizardStep | null) =>
    setSearch((now) => {
      const changed = new URLSearchParams(now);
      if (next === null) changed.delete("bulk");
      else changed.set("bulk", next);
      return changed;
    });
  function open(what: Open["what"], euis?: string[]): void {
    setBefore(euis ? null : selection.selection);
    (euis ? Promise.resolve({ euis }) : targetOf(selection.selection, query)).then(
      (target) => {
        setOpened({ what, target });
        if (what !== "update") return;
        keepTarget(target);
        goTo("basic");
      },
      (error: unknown) => toastFailed(t("errors.failed"), error),
    );
  }
  function close(): void {
    setOpened(null);
    if (step !== null) goTo(null);
  }
  function started(kind: BulkKind): (task: Task) => void {
    return (begun) => {
      close();
      setTask({ id: begun.id, kind, count: begun.total, before });
      setWaits(true);
    };
  }
  /** Once for each task: nothing is selected any more, and there is a way back. */
  function end(): void {
    setWaits(false);
    invalidate(client, "devices");
    const was = task?.before;
    if (!task || !was) return;
    selection.clear();
    toastDone(t("bulkPlan.ended", { count: task.count }), {
      label: t("grid.restoreSelection"),
      run: () => selection.restore(was),
    });
  }

  /** Nothing of a One-Time RPC is saved; this is how it is, for the next time. */
  async function saveAsExecution({ target: devices, ...kept }: OneTimeCall): Promise<void> {
    const euis = await euisOf(devices);
    void navigate(`${at.deviceExecutions}/new`, { state: { ...kept, euis } });
  }

  const known = useTask(task?.id ?? "").data;
  const over = waits && known !== undefined && known.id === task?.id && isOver(known);
  const onOver = useEffectEvent(end);
  useEffect(() => {
    if (over) onOver();
  }, [over]);

  const target = opened?.target ?? (isStep(step) ? keptTarget() : null);
  const title = {
    one_time_rpc: t("oneTime.title"),
    reset_by_template: t("resetTemplate.title"),
    bulk_update: t("bulkUpdate.title"),
  };
  const dialogs = (
    <>
      {opened?.what === "reset" && (
        <ResetDialog
          target={opened.target}
          onClose={close}
          onStarted={started("reset_by_template")}
        />
      )}
      {opened?.what === "call" && (
        <OneTimeRpcDialog
          target={opened.target}
          onClose={close}
          onStarted={(begun, asked) => {
            setCall(asked);
            started("one_time_rpc")(begun);
          }}
        />
      )}
      {isStep(step) && target && (
        <BulkUpdate
          target={target}
          step={step}
          onStep={goTo}
          onClose={close}
          onStarted={started("bulk_update")}
        />
      )}
      {isStep(step) && !target && (
        <Modal open title={t("bulkUpdate.title")} footer={null} onCancel={close}>
          {t("bulkUpdate.noTarget")}
        </Modal>
      )}
      {task && (
        <TaskDialog
          key={task.id}
          id={task.id}
          kind={task.kind}
          title={title[task.kind]}
          onRetried={(id) => setTask({ ...task, id })}
          {...(task.kind === "one_time_rpc" && call
            ? {
                after: () => (
                  <WriteButton key="save" onClick={() => void saveAsExecution(call)}>
                    {t("oneTime.saveAs")}
                  </WriteButton>
                ),
              }
            : {})}
          onClose={() => {
            if (waits) end();
            setTask(null);
          }}
        />
      )}
    </>
  );
  return {
    reset: (euis) => open("reset", euis),
    update: () => open("update"),
    call: () => open("call"),
    dialogs,
  };
}
