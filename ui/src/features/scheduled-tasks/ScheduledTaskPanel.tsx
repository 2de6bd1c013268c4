import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { keys } from "../../api/keys";
import { getScheduledTask, useScheduledTask, useUpdateScheduledTask } from "../../api/tasks";
import type { ScheduledTask } from "../../api/types";
import { DraftFrame } from "../../components/drafts/DraftFrame";
import { useDraftSave } from "../../components/drafts/use-draft-save";
import { useDraft } from "../../components/fields/use-draft";
import type { OpenRecord } from "../../components/records/RecordList";
import { RecordPanel } from "../../components/records/RecordPanel";
import { SaveBar } from "../../components/page/SaveBar";
import { StateChip } from "../../components/values/StateChip";
import { Clock } from "../../components/values/TimeText";
import { BoundExecutions } from "./BoundExecutions";
import css from "./ScheduledTasks.module.css";
import { ScheduledTaskFields, valuesOf } from "./ScheduledTaskFields";

type Props = { open: OpenRecord<ScheduledTask> };

/** One scheduled task, and the device executions that run by it. */
export function ScheduledTaskPanel({ open }: Props) {
  const { t } = useTranslation();
  return (
    <RecordPanel
      testId="panel-scheduled-task"
      open={open}
      query={useScheduledTask(open.id)}
      tabs={[
        { key: "settings", label: t("scheduledTasks.settings") },
        { key: "executions", label: t("nav.deviceExecutions") },
      ]}
      subtitle={(task) => <Next task={task} />}
      deleteVerb={t("scheduledTasks.deleteVerb")}
    >
      {(task, tab) =>
        tab === "settings" ? (
          <Settings key={open.id} task={task} />
        ) : (
          <BoundExecutions key={open.id} task={task} />
        )
      }
    </RecordPanel>
  );
}

type TaskProps = { task: ScheduledTask };

function Next({ task }: TaskProps) {
  const { t } = useTranslation();
  return (
    <>
      {task.next_run === null ? (
        <StateChip sign="disabled" label={t("scheduledTasks.off")} />
      ) : (
        <span>
          {t("scheduledTasks.nextRun")} <Clock at={task.next_run} />
        </span>
      )}
      {task.executions === 0 && <StateChip sign="warning" label={t("scheduledTasks.noEffect")} />}
      {task.missed_at !== null && (
        <span title={t("scheduledTasks.missedHelp")}>
          {t("scheduledTasks.missed")} <Clock at={task.missed_at} />
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
    saved: t("scheduledTasks.saved"),
    failed: t("errors.failed"),
  });
  return (
    <DraftFrame draft={draft} onOverwrite={send}>
      <div className={css["form"]}>
        <ScheduledTaskFields values={draft.values} errors={errors} onChange={edit} />
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
