// Columns that every list of named records has.

import type { TFunction } from "i18next";

import { CellSwitch } from "../grid/CellSwitch";
import type { Column } from "../grid/types";

export const nameColumn = <Row extends { name: string }>(title: string): Column<Row> => ({
  id: "name",
  title,
  width: 180,
  pinned: true,
  sort: "name",
  render: (row) => <span>{row.name}</span>,
  text: (row) => row.name,
});

/** The switch in the list; the list hears of it as the action `enable`. */
export const enableColumn = <Row extends { enable: boolean }>(title: string): Column<Row> => ({
  id: "enable",
  title,
  width: 84,
  render: (row) => <CellSwitch on={row.enable} action="enable" label={title} />,
  text: (row) => String(row.enable),
});

export const remarkColumn = <Row extends { remark: string }>(t: TFunction): Column<Row> => ({
  id: "remark",
  title: t("common.remark"),
  width: 140,
  render: (row) => <span>{row.remark || "—"}</span>,
  text: (row) => row.remark,
});
