import type { TFunction } from "i18next";

import type { Said, ScriptStatistics } from "../../../api/types";
import { NOTHING, count, microseconds } from "../../../lib/units";
import type { Column } from "../../grid/types";
import { saidNow } from "../../values/said";
import { StateChip } from "../../values/StateChip";
import { ScopeChip, Tags } from "../../values/Tags";
import { Ago } from "../../values/TimeText";

type Common = {
  name: string;
  scope: string;
  tags: string[];
  remark: string | null;
  updated_at: string;
};

/** Columns that the kinds have in common, by name. */
export function commonColumns<Row extends Common>(t: TFunction) {
  return {
    name: {
      id: "name",
      title: t("models.name"),
      width: 210,
      flex: true,
      pinned: true,
      sort: "name",
      render: (row) => row.name,
      text: (row) => row.name,
    },
    scope: {
      id: "scope",
      title: t("models.scope"),
      width: 92,
      render: (row) => <ScopeChip scope={row.scope} />,
      text: (row) => row.scope,
    },
    tags: {
      id: "tags",
      title: t("common.tags"),
      width: 110,
      render: (row) => <Tags tags={row.tags} />,
      text: (row) => row.tags.join(", "),
    },
    remark: {
      id: "remark",
      title: t("common.remark"),
      width: 120,
      flex: true,
      render: (row) => row.remark,
      text: (row) => row.remark ?? "",
    },
    updated: {
      id: "updated",
      title: t("models.updated"),
      width: 112,
      sort: "updated_at",
      render: (row) => <Ago at={row.updated_at} />,
      text: (row) => row.updated_at,
    },
  } satisfies Record<string, Column<Row>>;
}

/** How many devices have a model mounted. */
export const usedByColumn = <Row extends { used_by: number }>(t: TFunction): Column<Row> => ({
  id: "used_by",
  title: t("models.usedBy"),
  width: 84,
  align: "end",
  sort: "used_by",
  render: (row) => row.used_by,
  text: (row) => String(row.used_by),
});

/** Whether sub-devices may use what their parent has mounted. */
export const inheritColumn = <Row extends { inherit: boolean }>(t: TFunction): Column<Row> => ({
  id: "inherit",
  title: t("models.inherit"),
  width: 84,
  render: (row) => t(row.inherit ? "common.yes" : "common.no"),
  text: (row) => String(row.inherit),
});

/** When a model's script last ran. */
export const lastRunColumn = <Row extends Running>(t: TFunction): Column<Row> => ({
  id: "last_run",
  title: t("models.runs.lastRun"),
  width: 104,
  render: ({ statistics }) => <Ago at={statistics?.last_run ?? null} />,
  text: ({ statistics }) => statistics?.last_run ?? "",
});

type LastError = { message: string; message_said?: Said | null };
type Running = { statistics: ScriptStatistics | null; last_error: LastError | null };

/** How often a model's script ran, how long that took, and why it last failed. */
export function runColumns<Row extends Running>(t: TFunction, locale: string): Column<Row>[] {
  return [
    {
      id: "runs",
      title: t("models.runs.runs"),
      width: 64,
      align: "end",
      sort: "runs",
      render: ({ statistics }) => (
        <span title={runsHelp(statistics, t)}>{count(statistics?.runs ?? 0, locale)}</span>
      ),
      text: ({ statistics }) => String(statistics?.runs ?? 0),
    },
    {
      id: "time",
      title: t("models.runs.time"),
      width: 72,
      align: "end",
      sort: "time",
      render: ({ statistics }) =>
        statistics ? (
          <span title={t("models.runs.timeIs", { longest: microseconds(statistics.max_us) })}>
            {microseconds(statistics.average_us)}
          </span>
        ) : (
          <span className="hint">{NOTHING}</span>
        ),
      text: ({ statistics }) => String(statistics?.average_us ?? ""),
    },
    {
      id: "last_error",
      title: t("models.lastError"),
      width: 150,
      flex: true,
      render: ({ last_error }) =>
        last_error ? (
          <StateChip sign="error" label={why(last_error)} title={why(last_error)} />
        ) : (
          <span className="hint">{NOTHING}</span>
        ),
      text: ({ last_error }) => (last_error ? why(last_error) : ""),
    },
  ];
}

const why = ({ message, message_said }: LastError) => saidNow(message_said, message);

function runsHelp(statistics: ScriptStatistics | null, t: TFunction): string {
  const failures = statistics?.failures ?? 0;
  return t("models.runs.failedCount", { count: failures });
}
