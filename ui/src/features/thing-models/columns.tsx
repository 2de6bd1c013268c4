import type { TFunction } from "i18next";

import type { ThingModel } from "../../api/types";
import type { Column } from "../../components/grid/types";
import { shownFields } from "../../components/values/field-names";
import { commonColumns, runColumns, usedByColumn } from "../../components/models/list/columns";

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
        <span
          title={shownFields(t, row)
            .map(({ name }) => name)
            .join("\n")}
        >
          {row.fields.length}
        </span>
      ),
      text: (row) => String(row.fields.length),
    },
    usedByColumn(t),
    ...runColumns<ThingModel>(t, locale),
    updated,
  ];
}
