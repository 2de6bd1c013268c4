// Columns that tables of parameters and attributes have in common.

import { Input } from "antd";
import type { TFunction } from "i18next";

import type { Json, ValueType } from "../../../api/types";
import { TypedValue, textOf } from "../../fields/TypedValue";
import { typeOf } from "../../rpc/parameters";
import { NameCell, type NameProblem } from "./NameCell";
import type { OrderedColumn } from "./OrderedTable";
import { TypeCell } from "./TypeCell";

type Described = {
  alias?: string | null;
  type?: ValueType;
  unit?: string | null;
  remark?: string | null;
  dftValue?: Json | null;
};

/** The name, by which scripts know it. */
export function nameColumn<Id extends string, Row extends Record<Id, string>>(
  id: Id,
  title: string,
  problems: ReadonlyMap<number, NameProblem>,
): OrderedColumn<Row> {
  return {
    id,
    title,
    show: (one) => <span className="mono">{one[id]}</span>,
    edit: (one, change, at) => (
      <NameCell
        label={title}
        value={one[id]}
        problem={problems.get(at)}
        onChange={(name) => change({ [id]: name } as Partial<Row>)}
      />
    ),
  };
}

/** A word for people. */
export function textColumn<Row extends Described>(
  id: "alias" | "unit" | "remark",
  title: string,
  width?: number,
): OrderedColumn<Row> {
  return {
    id,
    title,
    ...(width === undefined ? {} : { width }),
    show: (one) => one[id],
    edit: (one, change) => (
      <Input
        value={one[id] ?? ""}
        aria-label={title}
        onChange={(event) => change({ [id]: event.target.value } as Partial<Row>)}
      />
    ),
  };
}

export function typeColumn<Row extends Described>(t: TFunction, width: number): OrderedColumn<Row> {
  return {
    id: "type",
    title: t("models.field.type"),
    width,
    show: (one) => t(`models.types.${typeOf(one)}`),
    edit: (one, change) => (
      <TypeCell value={typeOf(one)} onChange={(type) => change({ type } as Partial<Row>)} />
    ),
  };
}

export function defaultColumn<Row extends Described>(t: TFunction): OrderedColumn<Row> {
  return {
    id: "dftValue",
    title: t("rpc.param.default"),
    width: 150,
    show: (one) => textOf(one.dftValue ?? undefined),
    edit: (one, change) => (
      <TypedValue
        type={typeOf(one)}
        value={one.dftValue ?? undefined}
        label={t("rpc.param.default")}
        // Null, because a row without the key would keep the old default.
        onChange={(dftValue) => change({ dftValue: dftValue ?? null } as Partial<Row>)}
      />
    ),
  };
}
