import { useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import type { BulkTarget } from "../../../api/bulk";
import type { ListQuery } from "../../../api/list";
import { invalidate } from "../../../api/mutations";
import { useMe } from "../../../api/queries";
import { ownerOf } from "../../../api/session-kept";
import type { Task } from "../../../api/types";
import type { Selection, SelectionModel } from "../../../components/grid/selection";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { saidNow } from "../../../components/values/said";
import { OneTimeRpcDialog, type OneTimeCall } from "../OneTimeRpcDialog";
import { BulkUpdate } from "./BulkUpdate";
import { wizardSteps, type WizardStep } from "./draft";
import { FollowedTask, type BulkKind, type Started } from "./FollowedTask";
import { ResetDialog } from "./ResetDialog";
import { keepTarget, keptTarget, targetOf } from "./target";

const isStep = (text: string | null): text is WizardStep =>
  wizardSteps.some((step) => step === text);

type Open = {
  what: "reset" | "update" | "call";
  target: BulkTarget;
  /** Of a reset: the template that is chosen first. */
  template?: string;
};

type BulkDialogs = {
  /** For the selected devices, or for these. */
  reset: (euis?: string[]) => void;
  /** For the devices that a template made, by what it is now. */
  resetMade: (template: string) => void;
  update: () => void;
  call: () => void;
  dialogs: ReactNode;
};

/** What the devices page does to many devices as a task; the step of the wizard is in the URL. */
export function useBulkDialogs(selection: SelectionModel, query: ListQuery): BulkDialogs {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useMe().data;
  const owner = me && ownerOf(me);
  const [search, setSearch] = useSearchParams();
  const [opened, setOpened] = useState<Open | null>(null);
  const [before, setBefore] = useState<Selection | null>(null);
  const [tasks, setTasks] = useState<readonly Started[]>([]);

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
    const target = euis ? { euis } : targetOf(selection.selection, query);
    setOpened({ what, target });
    if (what !== "update") return;
    if (owner !== undefined) keepTarget(owner, target);
    goTo("basic");
  }
  function resetMade(template: string): void {
    setBefore(null);
    setOpened({ what: "reset", target: { filter: { template } }, template });
  }
  function close(): void {
    setOpened(null);
    if (step !== null) goTo(null);
  }
  function started(kind: BulkKind, task: Task, call?: OneTimeCall): void {
    close();
    setTasks((now) => [
      ...now,
      {
        first: task.id,
        id: task.id,
        kind,
        before,
        shown: true,
        ...(call ? { call: { ...call, task } } : {}),
      },
    ]);
  }
  /** Nothing is selected any more but what was selected since, and there is a way back. */
  function end(task: Task, { before: was, shown }: Started): void {
    invalidate(client, "devices");
    const isSelected = was !== null && selection.selection === was;
    if (isSelected) selection.clear();
    const failed = task.failed > 0 || task.state !== "finished";
    if (failed && !shown) {
      toastFailed(
        t("undo.partly", { count: task.failed }),
        saidNow(task.reason_said, task.reason ?? ""),
      );
    }
    if (failed && task.ok === 0) return;
    if (!isSelected && shown) return;
    toastDone(
      t("bulkPlan.ended", { count: task.ok }),
      isSelected
        ? { label: t("grid.restoreSelection"), run: () => selection.restore(was) }
        : undefined,
    );
  }

  // Who is signed in is known a moment after a reload.
  const kept = isStep(step) && owner !== undefined ? keptTarget(owner) : null;
  const target = opened?.target ?? kept;
  const dialogs = (
    <>
      {opened?.what === "reset" && (
        <ResetDialog
          target={opened.target}
          template={opened.template}
          onClose={close}
          onStarted={(task) => started("reset_by_template", task)}
        />
      )}
      {opened?.what === "call" && (
        <OneTimeRpcDialog
          target={opened.target}
          onClose={close}
          onStarted={(task, call) => started("one_time_rpc", task, call)}
        />
      )}
      {isStep(step) && target && (
        <BulkUpdate
          target={target}
          step={step}
          onStep={goTo}
          onClose={close}
          onStarted={(task) => started("bulk_update", task)}
        />
      )}
      {isStep(step) && !target && owner !== undefined && (
        <Modal open title={t("bulkUpdate.title")} footer={null} onCancel={close}>
          {t("bulkUpdate.noTarget")}
        </Modal>
      )}
      {tasks.map((one) => (
        <FollowedTask
          key={one.first}
          started={one}
          onChange={(next) =>
            setTasks((now) => now.map((other) => (other.first === one.first ? next : other)))
          }
          onOver={end}
          onGone={() => setTasks((now) => now.filter(({ first }) => first !== one.first))}
        />
      ))}
    </>
  );
  return {
    reset: (euis) => open("reset", euis),
    resetMade,
    update: () => open("update"),
    call: () => open("call"),
    dialogs,
  };
}
