import type { TFunction } from "i18next";

import type { DisplayField, ThingModel } from "../../api/types";
import { EuiText } from "../../components/values/EuiText";
import { CellLink } from "../../components/grid/CellLink";
import type { Column } from "../../components/grid/types";
import { EUI_WIDTH } from "../../components/grid/widths";
import { StateDot, type Sign } from "../../components/values/StateChip";
import { Tags } from "../../components/values/Tags";
import { Ago } from "../../components/values/TimeText";
import { classes } from "../../lib/text";
import { NOTHING, withUnit } from "../../lib/units";
import { shownFields } from "../../components/values/field-names";
import { orderedFields, valueText } from "../../components/values/value";
import { outside, type Limits } from "./conditions";
import css from "./Data.module.css";
import type { LatestRow } from "./use-latest";

/** RPCs with a button of their own; the others are in the row's menu. */
const SHOWN_RPCS = 2;
/** What the action of an RPC's button begins with; its id follows. */
export const RPC_ACTION = "rpc:";

const signs: Record<LatestRow["device"]["status"], Sign> = {
  online: "ok",
  offline: "offline",
  never_seen: "never",
};

/** Devices with one column a display field. */
export function realtimeColumns(
  t: TFunction,
  fields: readonly DisplayField[],
  limits: Readonly<Record<string, Limits>> = {},
): Column<LatestRow>[] {
  const columns = fields.map((field) => fieldColumn(t, field, limits));
  return [...leading(t), ...columns, ...trailing(t, { rpcs: SHOWN_RPCS, width: 220 })];
}

/** Devices with all their models: one column of chips instead of one a field. */
export function mixedColumns(
  t: TFunction,
  models: ReadonlyMap<string, ThingModel>,
): Column<LatestRow>[] {
  const known = new Map([...models].map(([id, model]) => [id, shownFields(t, model)]));
  const fieldsOf = (row: LatestRow) =>
    orderedFields(known.get(row.model) ?? [], row.values).flatMap(({ key, field }) => {
      const text = valueText(row.values[key], field, t);
      return text === null
        ? []
        : [{ key, name: field?.name ?? key, text: withUnit(text, field?.unit ?? "") }];
    });
  return [
    ...leading(t).map(({ sort: _sort, ...column }) => column),
    {
      id: "model",
      title: t("data.model"),
      width: 124,
      render: (row) => <span>{models.get(row.model)?.name ?? row.model}</span>,
      text: (row) => models.get(row.model)?.name ?? row.model,
    },
    {
      id: "values",
      title: t("data.values"),
      width: 320,
      flex: true,
      render: (row) => (
        <span>
          {fieldsOf(row).map(({ key, name, text }) => (
            <span key={key} className={css["value"]} title={`${name} ${text}`}>
              {name} <b key={text}>{text}</b>
            </span>
          ))}
        </span>
      ),
      text: (row) =>
        fieldsOf(row)
          .map(({ name, text }) => `${name} ${text}`)
          .join("; "),
    },
    // The values need the room; commands are in the row's menu.
    ...trailing(t, { rpcs: 0, width: 84 }).map(({ sort: _sort, flex: _flex, ...column }) => column),
  ];
}

function leading(t: TFunction): Column<LatestRow>[] {
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
      width: EUI_WIDTH,
      pinned: true,
      sort: "eui",
      render: ({ device }) => <EuiText value={device.eui} />,
      text: ({ device }) => device.eui,
    },
  ];
}

type Actions = { rpcs: number; width: number };

function trailing(t: TFunction, { rpcs, width }: Actions): Column<LatestRow>[] {
  return [
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
      width,
      flex: true,
      render: ({ device }) => (
        <span className={css["actions"]}>
          {device.rpc.slice(0, rpcs).map((rpc) => (
            <CellLink
              key={rpc.id}
              action={`${RPC_ACTION}${rpc.id}`}
              title={t("rpc.execute.of", { name: rpc.name })}
            >
              {rpc.name}
            </CellLink>
          ))}
          <button type="button" className="linklike" tabIndex={-1} data-action="history">
            {t("data.history")}
          </button>
        </span>
      ),
      text: () => "",
    },
  ];
}

/** How many letters are as wide as a text: an ideogram is as wide as two. */
const lettersOf = (text: string) => text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);

/** Room for the name with its sort mark and for a usual value with its unit. */
export function fieldWidth(field: Pick<DisplayField, "name" | "type" | "unit">): number {
  const unit = field.unit ? field.unit.length + 1 : 0;
  const value = field.type === "number" ? 5 + unit : 9;
  return Math.round(Math.min(180, 38 + Math.max(value, lettersOf(field.name)) * 7.4));
}

/** A value as people read it; one that just changed is tinted for a moment. */
function fieldColumn(
  t: TFunction,
  field: DisplayField,
  limits: Readonly<Record<string, Limits>>,
): Column<LatestRow> {
  const key = field.field_name;
  const number = field.type === "number";
  return {
    id: `field-${key}`,
    title: field.name,
    label: withUnit(field.name, field.unit),
    width: fieldWidth(field),
    sort: `value.${key}`,
    // Its value does.
    tints: false,
    ...(number ? { align: "end" as const } : {}),
    render: (row) => {
      const text = valueText(row.values[key], field, t);
      if (text === null) return <span className="hint">{NOTHING}</span>;
      const shown = withUnit(text, field.unit);
      const beyond = outside(row.values[key], limits[key]);
      const limit = beyond === "low" ? limits[key]?.min : limits[key]?.max;
      return (
        // Another text is another element, so that its tint begins anew.
        <span
          key={shown}
          className={classes(
            "tabular",
            row.fresh.has(key) && css["fresh"],
            beyond !== null && css["beyond"],
          )}
          title={beyond ? t(`data.${beyond}`, { limit }) : undefined}
        >
          {beyond && (
            <span aria-label={t(`data.${beyond}`, { limit })}>
              {beyond === "low" ? "▼ " : "▲ "}
            </span>
          )}
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
