import type { TFunction } from "i18next";

import type { DisplayField } from "../../../api/types";
import type { ChartField, Sample } from "../../../components/chart/series";
import type { Column } from "../../../components/grid/types";
import { absolute, type Zone } from "../../../lib/time";
import { NOTHING, withUnit } from "../../../lib/units";
import { valueText } from "../../../components/values/value";
import { fieldWidth } from "../columns";

export type HistoryField = ChartField & {
  /** The model names it. */
  known: boolean;
  field: DisplayField | undefined;
};

/** Time and one column a field. */
export function historyColumns(
  t: TFunction,
  fields: readonly HistoryField[],
  zone: Zone,
): Column<Sample>[] {
  return [
    {
      id: "at",
      title: t("data.time"),
      width: 156,
      pinned: true,
      sort: "at",
      render: (row) => <span className="tabular">{absolute(row.at, zone)}</span>,
      text: (row) => new Date(row.at).toISOString(),
    },
    ...fields.map(({ key, label, unit, field }): Column<Sample> => ({
      id: key,
      title: label,
      label: withUnit(label, unit),
      width: fieldWidth(field ?? { name: label, type: "string", unit }),
      ...(field?.type === "number" ? { align: "end" as const } : {}),
      render: (row) => {
        const text = valueText(row.values[key], field, t);
        return text === null ? (
          <span className="hint">{NOTHING}</span>
        ) : (
          <span className="tabular">{withUnit(text, unit)}</span>
        );
      },
      text: (row) => {
        const value = row.values[key];
        return value === undefined || value === null ? "" : String(value);
      },
    })),
  ];
}
