import type { TFunction } from "i18next";

import type { DisplayField } from "../../api/types";
import { EuiText } from "../../components/EuiText";
import type { Column } from "../../components/grid/types";
import { StateDot, type Sign } from "../../components/StateChip";
import { Tags } from "../../components/Tags";
import { Ago } from "../../components/TimeText";
import { classes } from "../../lib/text";
import { NOTHING, withUnit } from "../../lib/units";
import { valueText } from "../../lib/value";
import css from "./Data.module.css";
import type { LatestRow } from "./use-latest";

const signs: Record<LatestRow["device"]["status"], Sign> = {
  online: "ok",
  offline: "offline",
  never_seen: "never",
};

/** Devices with one column a display field. */
export function realtimeColumns(
  t: TFunction,
  fields: readonly DisplayField[],
): Column<LatestRow>[] {
  return [
    {
      id: "status",
      title: "",
      label: t("devices.status"),
      width: 30,
      pinned: true,
      render: ({ device }) => (
        <StateDot sign={signs[device.status]} label={t(`state.${device.status}`)} />
      ),
      text: ({ device }) => device.status,
    },
    {
      id: "name",
      title: t("common.name"),
      width: 164,
      pinned: true,
      sort: "name",
      render: ({ device }) => device.name || <span className="hint">{NOTHING}</span>,
      text: ({ device }) => device.name,
    },
    {
      id: "eui",
      title: t("common.eui"),
      width: 164,
      pinned: true,
      sort: "eui",
      render: ({ device }) => <EuiText value={device.eui} />,
      text: ({ device }) => device.eui,
    },
    ...fields.map((field) => fieldColumn(t, field)),
    {
      id: "tags",
      title: t("common.tags"),
      width: 130,
      shown: false,
      render: ({ device }) => <Tags tags={device.tags} />,
      text: ({ device }) => device.tags.join(" "),
    },
    {
      id: "updated",
      title: t("data.updated"),
      width: 110,
      sort: "active_time",
      render: (row) => <Ago at={row.at} />,
      text: (row) => (row.at === null ? "" : new Date(row.at).toISOString()),
    },
    {
      id: "actions",
      title: t("data.actions"),
      width: 92,
      flex: true,
      render: () => (
        <button type="button" className="linklike" tabIndex={-1} data-action="history">
          {t("data.history")}
        </button>
      ),
      text: () => "",
    },
  ];
}

/** Room for the name and for a usual value with its unit. */
export function fieldWidth(field: Pick<DisplayField, "name" | "type" | "unit">): number {
  const unit = field.unit ? field.unit.length + 1 : 0;
  const value = field.type === "number" ? 5 + unit : 9;
  return Math.round(Math.min(180, 24 + Math.max(value, field.name.length) * 7.4));
}

/** A value as people read it; one that just changed is tinted for a moment. */
function fieldColumn(t: TFunction, field: DisplayField): Column<LatestRow> {
  const key = field.field_name;
  const number = field.type === "number";
  return {
    id: `field-${key}`,
    title: field.name,
    label: withUnit(field.name, field.unit),
    width: fieldWidth(field),
    ...(number ? { align: "end" as const } : {}),
    render: (row) => {
      const text = valueText(row.values[key], field, t);
      if (text === null) return <span className="hint">{NOTHING}</span>;
      const shown = withUnit(text, field.unit);
      return (
        // Another text is another element, so that its tint begins anew.
        <span key={shown} className={classes("tabular", row.fresh.has(key) && css["fresh"])}>
          {shown}
        </span>
      );
    },
    text: (row) => {
      const value = row.values[key];
      return value === undefined || value === null ? "" : String(value);
    },
  };
}
