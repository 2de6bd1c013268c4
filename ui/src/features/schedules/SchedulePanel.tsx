import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { keys } from "../../api/keys";
import { getScheduledTask, useScheduledTask, useUpdateScheduledTask } from "../../api/tasks";
import type { ScheduledTask } from "../../api/types";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { useDraftSave } from "../../components/drafts/use-draft-save";
import { ErrorPanel } from "../../components/ErrorPanel";
import { useDraft } from "../../components/fields/use-draft";
import { Panel } from "../../components/Panel";
import { SaveBar } from "../../components/SaveBar";
import { StateChip } from "../../components/StateChip";
import { Clock } from "../../components/TimeText";
import { BoundExecutions } from "./BoundExecutions";
import css from "./Schedules.module.css";
import { ScheduleFields, valuesOf } from "./ScheduleFields";

type Props = {
  id: string;
  tab: string;
  onTab: (tab: string) => void;
  onClose: () => void;
  onDelete: (task: ScheduledTask) => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** One scheduled task, and the device executions that run by it. */
export function SchedulePanel({ id, tab, onDelete, ...walk }: Props) {
  const { t } = useTranslation();
  const task = useScheduledTask(id);
  const open = tab === "executions" ? "executions" : "settings";
  const frame = {
    testId: "panel-scheduled-task",
    tabs: [
      { key: "settings", label: t("schedules.settings") },
      { key: "executions", label: t("nav.deviceExecutions") },
    ],
    tab: open,
    ...walk,
  };
  const { data } = task;
  if (!data) {
    return (
      <Panel {...frame} title="">
        {task.error && <ErrorPanel error={task.error} onRetry={() => void task.refetch()} />}
      </Panel>
    );
  }
  return (
    <Panel
      {...frame}
      title={data.name}
      subtitle={<Next task={data} />}
      menu={[
        {
          key: "delete",
          label: t("schedules.deleteVerb"),
          danger: true,
          writes: true,
          onSelect: () => onDelete(data),
        },
      ]}
    >
      {open === "settings" ? (
        <Settings key={id} task={data} />
      ) : (
        <BoundExecutions key={id} task={data} />
      )}
    </Panel>
  );
}

type TaskProps = { task: ScheduledTask };

function Next({ task }: TaskProps) {
  const { t } = useTranslation();
  return (
    <>
      {task.next_run === null ? (
        <StateChip sign="disabled" label={t("schedules.off")} />
      ) : (
        <span>
          {t("schedules.nextRun")} <Clock at={task.next_run} />
        </span>
      )}
      {task.executions === 0 && <StateChip sign="warning" label={t("schedules.noEffect")} />}
      {task.missed_at !== null && (
        <span title={t("schedules.missedHelp")}>
          {t("schedules.missed")} <Clock at={task.missed_at} />
        </span>
      )}
    </>
  );
}

function Settings({ task }: TaskProps) {
  const { t } = useTranslation();
  const stored = useMemo(() => valuesOf(task), [task]);
  const draft = useDraft(stored, task.id, { record: `scheduled-task/${task.id}` });
  const update = useUpdateScheduledTask();
  const { errors, edit, save, send, discard } = useDraftSave({
    draft,
    queryKey: keys.one("scheduled-tasks", task.id),
    load: () => getScheduledTask(task.id),
    valuesOf,
    update: (body, answers) => update.mutate({ id: task.id, body }, answers),
    saved: t("schedules.saved"),
    failed: t("errors.failed"),
  });
  return (
    <DraftFrame draft={draft} onOverwrite={send}>
      <div className={css["scroll"]}>
        <ScheduleFields values={draft.values} errors={errors} onChange={edit} />
      </div>
      <SaveBar
        changes={draft.changes}
        saving={update.isPending}
        onSave={save}
        onDiscard={discard}
      />
    </DraftFrame>
  );
}
