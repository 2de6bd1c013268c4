import { useTranslation } from "react-i18next";

import { getScheduledTask, useScheduledTask, useUpdateScheduledTask } from "../../api/tasks";
import type { ScheduledTask } from "../../api/types";
import type { OpenRecord } from "../../components/records/RecordList";
import { RecordForm } from "../../components/records/RecordForm";
import { RecordPanel } from "../../components/records/RecordPanel";
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
  return (
    <RecordForm
      row={task}
      resource="scheduled-tasks"
      draft="scheduled-task"
      load={getScheduledTask}
      valuesOf={valuesOf}
      bodyOf={(changed) => changed}
      update={useUpdateScheduledTask()}
      saved={t("scheduledTasks.saved")}
    >
      {({ values, errors, edit }) => (
        <div className={css["form"]}>
          <ScheduledTaskFields values={values} errors={errors} onChange={edit} />
        </div>
      )}
    </RecordForm>
  );
}
