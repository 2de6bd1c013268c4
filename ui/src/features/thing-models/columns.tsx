import type { TFunction } from "i18next";

import type { ThingModel } from "../../api/types";
import type { Column } from "../../components/grid/types";
import { StateChip } from "../../components/StateChip";
import { ScopeChip } from "../../components/Tags";
import { Ago } from "../../components/TimeText";
import { NOTHING } from "../../lib/units";

export function modelColumns(t: TFunction): Column<ThingModel>[] {
  return [
    {
      id: "name",
      title: t("models.name"),
      width: 190,
      pinned: true,
      sort: "name",
      render: (row) => row.name,
      text: (row) => row.name,
    },
    {
      id: "id_name",
      title: t("models.idName"),
      width: 130,
      sort: "id_name",
      render: (row) => <span className="mono">{row.id_name}</span>,
      text: (row) => row.id_name,
    },
    {
      id: "scope",
      title: t("models.scope"),
      width: 92,
      render: (row) => <ScopeChip scope={row.scope} />,
      text: (row) => row.scope,
    },
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
    {
      id: "used_by",
      title: t("models.usedBy"),
      width: 84,
      align: "end",
      sort: "used_by",
      render: (row) => row.used_by,
      text: (row) => String(row.used_by),
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
    {
      id: "updated",
      title: t("models.updated"),
      width: 112,
      sort: "updated_at",
      render: (row) => <Ago at={row.updated_at} />,
      text: (row) => row.updated_at,
    },
  ];
}
