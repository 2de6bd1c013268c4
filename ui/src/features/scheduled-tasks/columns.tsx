import type { TFunction } from "i18next";

import type { ScheduledTask } from "../../api/types";
import type { Column } from "../../components/grid/types";
import { enableColumn, nameColumn, remarkColumn } from "../../components/records/columns";
import { StateChip } from "../../components/values/StateChip";
import { Clock } from "../../components/values/TimeText";
import { CronText } from "./CronText";

export function scheduledTaskColumns(t: TFunction): Column<ScheduledTask>[] {
  return [
    nameColumn(t("scheduledTasks.name")),
    enableColumn(t("scheduledTasks.enabled")),
    {
      id: "cron",
      title: t("scheduledTasks.cron"),
      width: 140,
      render: (row) => <span className="mono">{row.cron}</span>,
      text: (row) => row.cron,
    },
    {
      id: "when",
      title: t("scheduledTasks.when"),
      width: 190,
      flex: true,
      render: (row) => <CronText cron={row.cron} />,
      text: (row) => row.cron,
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
      id: "executions",
      title: t("nav.deviceExecutions"),
      width: 160,
      sort: "used_by",
      render: (row) =>
        row.executions === 0 ? (
          <StateChip sign="warning" label={t("scheduledTasks.noEffect")} />
        ) : (
          <button type="button" className="linklike" tabIndex={-1} data-action="executions">
            {t("scheduledTasks.executions", { count: row.executions })}
          </button>
        ),
      text: (row) => String(row.executions),
    },
    {
      id: "missed_at",
      title: t("scheduledTasks.missed"),
      width: 160,
      shown: false,
      render: (row) =>
        row.missed_at === null ? <span className="hint">—</span> : <Clock at={row.missed_at} />,
      text: (row) => row.missed_at ?? "",
    },
    remarkColumn(t),
  ];
}
