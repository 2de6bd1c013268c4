import { Button } from "antd";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Json, PlanChange, PlanDevice } from "../../../../api/types";
import { EuiText } from "../../../../components/values/EuiText";
import { useSaid } from "../../../../components/values/said";
import { StateChip } from "../../../../components/values/StateChip";
import { textOf } from "../../../../components/fields/TypedValue";
import { TableHead } from "../../../../components/values/TableHead";
import { listOf } from "../../../../components/values/phrases";
import css from "../Bulk.module.css";
import { fieldText } from "../words";

type Props = {
  items: readonly PlanDevice[];
  hasMore: boolean;
  onMore: () => void;
  /** Names of thing models by their ids. */
  models?: ReadonlyMap<string, string>;
};

/** The devices that would be changed; one that is opened shows old and new of every field. */
export function PlanTable({ items, hasMore, onMore, models }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css["plan"]}>
      <div className={css["scroll"]}>
        <table className={css["table"]} data-testid="plan">
          <TableHead titles={[t("common.eui"), t("common.name"), t("bulkPlan.whatChanges")]} />
          <tbody>
            {items.map((device) => (
              <DeviceRows key={device.eui} device={device} models={models} />
            ))}
          </tbody>
        </table>
      </div>
      {hasMore && (
        <Button size="small" onClick={onMore}>
          {t("tasks.more")}
        </Button>
      )}
    </div>
  );
}

type DeviceProps = {
  device: PlanDevice;
  models: ReadonlyMap<string, string> | undefined;
};

function DeviceRows({ device, models }: DeviceProps) {
  const { t } = useTranslation();
  const said = useSaid();
  const [open, setOpen] = useState(false);
  const fields = [...new Set(device.changes.map(({ field }) => field))];
  return (
    <>
      <tr data-testid={`plan-${device.eui}`}>
        <td>
          <EuiText value={device.eui} />
        </td>
        <td>{device.name}</td>
        <td>
          {device.problem === null ? (
            <button
              type="button"
              className={css["unfold"]}
              aria-expanded={open}
              onClick={() => setOpen((now) => !now)}
            >
              <span aria-hidden>{open ? "▾" : "▸"}</span>
              {listOf(
                t,
                fields.map((field) => fieldText(field, t)),
              )}
            </button>
          ) : (
            <StateChip sign="error" label={said(device.problem_said, device.problem)} />
          )}
        </td>
      </tr>
      {open && (
        <tr className={css["unfolded"]}>
          <td colSpan={3}>
            <ul>
              {device.changes.map((change) => (
                <li key={`${change.field} ${change.key ?? ""}`}>
                  <ChangeLine change={change} models={models} />
                </li>
              ))}
            </ul>
          </td>
        </tr>
      )}
    </>
  );
}

type ChangeProps = {
  change: PlanChange;
  models: ReadonlyMap<string, string> | undefined;
};

function ChangeLine({ change, models }: ChangeProps) {
  const { t } = useTranslation();
  const label = fieldText(change.field, t);
  if (change.field === "telemetry") {
    const model = change.key === null ? "" : (models?.get(change.key) ?? change.key);
    return (
      <>
        <b>{label}</b> {t("bulkPlan.telemetryGoes", { model })}
      </>
    );
  }
  return (
    <>
      <b>
        {label}
        {change.key !== null && <code> {change.key}</code>}
      </b>{" "}
      <del>{valueText(change.old, t)}</del> <span aria-hidden>→</span>
      <span className="offscreen">{t("bulkPlan.becomes")}</span>{" "}
      <ins>{valueText(change.new, t)}</ins>
    </>
  );
}

function valueText(value: Json, t: TFunction): string {
  if (value === null || value === "") return "—";
  if (typeof value === "boolean") return t(value ? "common.on" : "common.off");
  if (Array.isArray(value)) return listOf(t, value.map(textOf)) || "—";
  return textOf(value);
}
