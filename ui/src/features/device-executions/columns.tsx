import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { DeviceExecution } from "../../api/types";
import { CellLink } from "../../components/grid/CellLink";
import type { Column } from "../../components/grid/types";
import { enableColumn, nameColumn } from "../../components/records/columns";
import { StateChip } from "../../components/values/StateChip";
import { isRunning } from "../../components/tasks/use-execution";
import { taskSign, taskStateText } from "../../components/tasks/words";
import { Ago, Clock } from "../../components/values/TimeText";
import { count } from "../../lib/units";
import css from "./Executions.module.css";

export function executionColumns(t: TFunction, locale: string): Column<DeviceExecution>[] {
  return [
    nameColumn(t("deviceExecutions.name")),
    {
      id: "run",
      title: t("deviceExecutions.run"),
      width: 100,
      render: (row) => (
        <CellLink action="run">
          {t(isRunning(row) ? "deviceExecutions.stop" : "deviceExecutions.execute")}
        </CellLink>
      ),
      text: () => "",
    },
    enableColumn(t("deviceExecutions.enabled")),
    {
      id: "rpc",
      title: t("deviceExecutions.rpc"),
      width: 160,
      flex: true,
      render: (row) =>
        row.rpc_name === null ? (
          <StateChip sign="error" label={t("deviceExecutions.rpcGone")} />
        ) : (
          <span>{row.rpc_name}</span>
        ),
      text: (row) => row.rpc_name ?? "",
    },
    {
      id: "devices",
      title: t("deviceExecutions.devices"),
      width: 80,
      align: "end",
      render: (row) => <span>{count(row.devices, locale)}</span>,
      text: (row) => String(row.devices),
    },
    {
      id: "last_run",
      title: t("deviceExecutions.lastRun"),
      width: 190,
      render: (row) => <LastRun row={row} t={t} />,
      text: (row) =>
        row.last_run === null
          ? ""
          : `${row.last_run.state} ${row.last_run.current}/${row.last_run.total}`,
    },
    {
      id: "schedule",
      title: t("deviceExecutions.schedule"),
      width: 130,
      render: (row) => <span>{row.cron_task_name ?? "—"}</span>,
      text: (row) => row.cron_task_name ?? "",
    },
    {
      id: "next_run",
      title: t("scheduledTasks.nextRun"),
      width: 160,
      render: (row) =>
        row.next_run === null ? <span className="hint">—</span> : <Clock at={row.next_run} />,
      text: (row) => row.next_run ?? "",
    },
    {
      id: "type",
      title: t("deviceExecutions.type"),
      width: 120,
      render: (row) => (
        <span>
          {t(`deviceExecutions.types.${row.execution_type}`)}
          {row.execution_type === "FIXED_COUNT" && ` ${row.count_done}/${row.count_limit}`}
        </span>
      ),
      text: (row) => row.execution_type,
    },
  ];
}

type LastRunProps = { row: DeviceExecution; t: TFunction };

function LastRun({ row, t }: LastRunProps) {
  const { language } = useTranslation().i18n;
  const task = row.last_run;
  if (task === null) return <span className="hint">—</span>;
  if (isRunning(row)) {
    const part = task.total === 0 ? 0 : task.current / task.total;
    return (
      <span className={css["cell"]}>
        <span className={css["meter"]} aria-hidden>
          <span style={{ inlineSize: `${part * 100}%` }} />
        </span>
        <span className="tabular">
          {count(task.current, language)} / {count(task.total, language)}
        </span>
      </span>
    );
  }
  const sign = task.state === "finished" && task.failed > 0 ? "warning" : taskSign[task.state];
  const failed =
    task.failed > 0 ? ` · ${t("deviceExecutions.failedCount", { count: task.failed })}` : "";
  return (
    <span className={css["cell"]}>
      <StateChip sign={sign} label={`${taskStateText(task, t)}${failed}`} />
      <Ago at={task.ended_at} />
    </span>
  );
}
