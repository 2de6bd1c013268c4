import type { TFunction } from "i18next";

import type { Column } from "../grid/types";
import { ScopeChip, Tags } from "../Tags";
import { Ago } from "../TimeText";

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
      width: 220,
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
      width: 140,
      render: (row) => <Tags tags={row.tags} />,
      text: (row) => row.tags.join(", "),
    },
    remark: {
      id: "remark",
      title: t("common.remark"),
      width: 160,
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
