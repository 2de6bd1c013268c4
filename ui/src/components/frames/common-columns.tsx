// Columns that frames and messages have in common.

import type { TFunction } from "i18next";
import type { ReactNode } from "react";

import { absolute, clock, type Zone } from "../../lib/time";
import { NOTHING } from "../../lib/units";
import type { Column } from "../grid/types";

export const timeColumn = <Row extends { at: string }>(t: TFunction, zone: Zone): Column<Row> => ({
  id: "at",
  title: t("frames.time"),
  width: 132,
  render: (row) => <span title={absolute(row.at, zone, true)}>{clock(row.at, zone)}</span>,
  text: (row) => row.at,
});

/** `show` writes the number for people; by default as it is. */
export const numberColumn = <Row,>(
  id: string,
  title: string,
  width: number,
  of: (row: Row) => number | null,
  show: (value: number | null) => ReactNode = (value) => value ?? NOTHING,
): Column<Row> => ({
  id,
  title,
  width,
  align: "end",
  render: (row) => show(of(row)),
  text: (row) => String(of(row) ?? ""),
});

type Counted = { f_cnt: number | null; f_port: number | null };

/** Frame counter and port. */
export const counterColumns = <Row extends Counted>(t: TFunction): Column<Row>[] => [
  numberColumn("f_cnt", t("frames.fCnt"), 64, ({ f_cnt }) => f_cnt),
  numberColumn("f_port", t("frames.fPort"), 54, ({ f_port }) => f_port),
];
