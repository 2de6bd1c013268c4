import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useExecutions } from "../../api/tasks";
import type { DeviceExecution, ScheduledTask } from "../../api/types";
import { at } from "../../state/routes-at";
import { EmptyState } from "../../components/states/EmptyState";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { StateChip } from "../../components/values/StateChip";
import { ExecuteButton } from "../../components/tasks/ExecuteButton";
import { TaskProgress } from "../../components/tasks/TaskProgress";
import { WriteButton } from "../../components/actions/WriteButton";
import css from "./ScheduledTasks.module.css";

type Props = { task: ScheduledTask };

/** The device executions that a scheduled task runs. */
export function BoundExecutions({ task }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const bound = useExecutions({ cron_task: task.id });
  const add = () => void navigate(`${at.deviceExecutions}/new?cron_task=${task.id}`);
  if (bound.error) return <ErrorPanel error={bound.error} onRetry={() => void bound.refetch()} />;
  if (!bound.data) return null;
  return (
    <div className={css["scroll"]}>
      {bound.data.length === 0 ? (
        <EmptyState title={t("scheduledTasks.noEffect")} text={t("scheduledTasks.noEffectText")}>
          <WriteButton type="primary" onClick={add}>
            {t("deviceExecutions.add")}
          </WriteButton>
        </EmptyState>
      ) : (
        <div className={css["cards"]}>
          {bound.data.map((execution) => (
            <Card key={execution.id} execution={execution} />
          ))}
          <div className={css["actions"]}>
            <WriteButton onClick={add}>{t("deviceExecutions.add")}</WriteButton>
          </div>
        </div>
      )}
    </div>
  );
}

type CardProps = { execution: DeviceExecution };

function Card({ execution }: CardProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <article className={css["card"]} aria-label={execution.name}>
      <div className={css["head"]}>
        <h3>{execution.name}</h3>
        {!execution.enable && <StateChip sign="disabled" label={t("scheduledTasks.off")} />}
      </div>
      <span className="hint">
        {execution.rpc_name ?? t("deviceExecutions.rpcGone")} ·{" "}
        {t("deviceExecutions.devicesCount", { count: execution.devices })}
      </span>
      {execution.last_run && <TaskProgress task={execution.last_run} />}
      <div className={css["actions"]}>
        <Button
          size="small"
          onClick={() => void navigate(`${at.deviceExecutions}/${execution.id}`)}
        >
          {t("scheduledTasks.detail")}
        </Button>
        <ExecuteButton execution={execution} size="small" />
      </div>
    </article>
  );
}
