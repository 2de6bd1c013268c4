import { useTranslation } from "react-i18next";

import { getExecution, useExecution, useRuns, useUpdateExecution } from "../../api/tasks";
import type { DeviceExecution, DeviceExecutionDetail } from "../../api/types";
import { EmptyState } from "../../components/states/EmptyState";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import type { OpenRecord } from "../../components/records/RecordList";
import { RecordForm } from "../../components/records/RecordForm";
import { RecordPanel } from "../../components/records/RecordPanel";
import { StateChip } from "../../components/values/StateChip";
import { ExecuteButton } from "../../components/tasks/ExecuteButton";
import { TaskCard } from "../../components/tasks/TaskCard";
import { Clock } from "../../components/values/TimeText";
import { toInput, valuesOf } from "./execution-values";
import { ExecutionFields } from "./ExecutionFields";
import css from "./Executions.module.css";

type Props = { open: OpenRecord<DeviceExecution> };

/** One device execution: what it does, and its runs. */
export function ExecutionPanel({ open }: Props) {
  const { t } = useTranslation();
  const { id } = open;
  return (
    <RecordPanel
      testId="panel-execution"
      open={open}
      query={useExecution(id)}
      tabs={[
        { key: "settings", label: t("deviceExecutions.settings") },
        { key: "runs", label: t("deviceExecutions.runs") },
      ]}
      subtitle={(execution) => <Next execution={execution} />}
      deleteVerb={t("deviceExecutions.deleteVerb")}
    >
      {(execution, tab) =>
        tab === "settings" ? <Settings key={id} execution={execution} /> : <Runs key={id} id={id} />
      }
    </RecordPanel>
  );
}

type NextProps = { execution: DeviceExecution };

function Next({ execution }: NextProps) {
  const { t } = useTranslation();
  return (
    <>
      <ExecuteButton execution={execution} size="small" />
      {execution.next_run === null ? (
        <StateChip sign="disabled" label={t("deviceExecutions.byHand")} />
      ) : (
        <span>
          {t("scheduledTasks.nextRun")} <Clock at={execution.next_run} />
        </span>
      )}
      {execution.skipped_at !== null && (
        <span title={t("deviceExecutions.skippedHelp")}>
          {t("deviceExecutions.skipped")} <Clock at={execution.skipped_at} />
        </span>
      )}
    </>
  );
}

type SettingsProps = { execution: DeviceExecutionDetail };

function Settings({ execution }: SettingsProps) {
  const { t } = useTranslation();
  return (
    <RecordForm
      row={execution}
      resource="device-executions"
      draft="device-execution"
      load={getExecution}
      valuesOf={valuesOf}
      bodyOf={toInput}
      update={useUpdateExecution()}
      saved={t("deviceExecutions.saved")}
    >
      {({ values, errors, edit }) => (
        <div className={css["form"]}>
          <ExecutionFields
            values={values}
            errors={errors}
            done={execution.count_done}
            onChange={edit}
          />
        </div>
      )}
    </RecordForm>
  );
}

type RunsProps = { id: string };

function Runs({ id }: RunsProps) {
  const { t } = useTranslation();
  const runs = useRuns(id);
  if (runs.error) return <ErrorPanel error={runs.error} onRetry={() => void runs.refetch()} />;
  if (!runs.data) return null;
  return (
    <div className={css["scroll"]}>
      {runs.data.length === 0 ? (
        <EmptyState title={t("deviceExecutions.noRuns")} text={t("deviceExecutions.noRunsText")} />
      ) : (
        <div className={css["runs"]}>
          {runs.data.map((task) => (
            <TaskCard key={task.id} task={task} />
          ))}
        </div>
      )}
    </div>
  );
}
