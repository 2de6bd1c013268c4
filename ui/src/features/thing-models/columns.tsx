import type { TFunction } from "i18next";

import type { ThingModel } from "../../api/types";
import type { Column } from "../../components/grid/types";
import { commonColumns, usedByColumn } from "../../components/models/columns";
import { StateChip } from "../../components/StateChip";
import { NOTHING, count, microseconds } from "../../lib/units";

export function modelColumns(t: TFunction, locale: string): Column<ThingModel>[] {
  const { name, scope, updated } = commonColumns<ThingModel>(t);
  return [
    { ...name, width: 178 },
    {
      id: "id_name",
      title: t("models.kind.thing-models.idName"),
      width: 120,
      sort: "id_name",
      render: (row) => <span className="mono">{row.id_name}</span>,
      text: (row) => row.id_name,
    },
    scope,
    {
      id: "parser",
      title: t("models.parser"),
      width: 92,
      render: (row) => t(`models.parsers.${row.payload_parser_type}`),
      text: (row) => row.payload_parser_type,
    },
    {
      id: "apply_to",
      title: t("models.appliesTo"),
      width: 104,
      render: (row) => t(`models.apply.${row.apply_to}`),
      text: (row) => row.apply_to,
    },
    {
      id: "fields",
      title: t("models.fields"),
      width: 64,
      align: "end",
      render: (row) => (
        <span title={row.fields.map((field) => field.name).join("\n")}>{row.fields.length}</span>
      ),
      text: (row) => String(row.fields.length),
    },
    usedByColumn(t),
    {
      id: "runs",
      title: t("models.runs.runs"),
      width: 64,
      align: "end",
      sort: "runs",
      render: (row) => (
        <span title={failuresOf(row, t, locale)}>{count(row.statistics?.runs ?? 0, locale)}</span>
      ),
      text: (row) => String(row.statistics?.runs ?? 0),
    },
    {
      id: "time",
      title: t("models.runs.time"),
      width: 72,
      align: "end",
      sort: "time",
      render: (row) =>
        row.statistics ? (
          <span title={t("models.runs.timeIs", { longest: microseconds(row.statistics.max_us) })}>
            {microseconds(row.statistics.average_us)}
          </span>
        ) : (
          <span className="hint">{NOTHING}</span>
        ),
      text: (row) => String(row.statistics?.average_us ?? ""),
    },
    {
      id: "last_error",
      title: t("models.lastError"),
      width: 150,
      flex: true,
      render: (row) =>
        row.last_error ? (
          <StateChip sign="error" label={row.last_error.message} title={row.last_error.message} />
        ) : (
          <span className="hint">{NOTHING}</span>
        ),
      text: (row) => row.last_error?.message ?? "",
    },
    updated,
  ];
}

function failuresOf({ statistics }: ThingModel, t: TFunction, locale: string): string {
  const failures = statistics?.failures ?? 0;
  return t("models.runs.failedCount", { count: failures, amount: count(failures, locale) });
}
