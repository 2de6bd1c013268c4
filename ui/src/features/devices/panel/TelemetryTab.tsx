import { EllipsisOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { useList } from "../../../api/list";
import { useDeleteTelemetry } from "../../../api/mutations";
import { countRecords, paths, useTelemetry } from "../../../api/queries";
import type { DeviceDetail, DisplayField, TelemetryGroup, ThingModel } from "../../../api/types";
import { useLiveTelemetry } from "../../../state/live/use-live";
import { at } from "../../../state/routes-at";
import { confirm } from "../../../components/messages/confirm";
import { EmptyState } from "../../../components/states/EmptyState";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { menuItems } from "../../../components/actions/menu-items";
import { FieldIcon } from "../../../components/values/FieldIcon";
import { ScopeChip } from "../../../components/values/Tags";
import { Ago } from "../../../components/values/TimeText";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { shownFields } from "../../../components/values/field-names";
import { orderedFields, valueText } from "../../../components/values/value";
import { platform } from "../../../platform";
import { classes } from "../../../lib/text";
import css from "./DevicePanel.module.css";
import { Sparkline } from "./Sparkline";
import { useDay, type Series } from "./use-day";

type Props = { device: DeviceDetail };

/** Latest values by thing model; they change by themselves. */
export function TelemetryTab({ device }: Props) {
  const { t } = useTranslation();
  const telemetry = useTelemetry(device.eui);
  const models = useList<ThingModel>("thing-models", paths.thingModels, { sort: "name" });
  useLiveTelemetry(device.eui, 100);
  if (telemetry.error) {
    return <ErrorPanel error={telemetry.error} onRetry={() => void telemetry.refetch()} />;
  }
  if (!telemetry.data) return null;
  if (telemetry.data.items.length === 0) {
    return device.thing_model.length === 0 ? (
      <EmptyState title={t("telemetry.noModel")} text={t("things.noneText")}>
        <Link to={`${at.devices}/${device.eui}/models`}>{t("things.add")}</Link>
      </EmptyState>
    ) : (
      <EmptyState title={t("telemetry.noneYet")} text={t("telemetry.noneYetText")}>
        <Link to={`${at.devices}/${device.eui}/traffic`}>{t("devices.tab.traffic")}</Link>
      </EmptyState>
    );
  }
  return (
    <div className={css["scroll"]}>
      {telemetry.data.items.map((group) => {
        const model = models.rows.find((one) => one.id === group.thing_model_id);
        return <Group key={group.thing_model_id} device={device} group={group} model={model} />;
      })}
    </div>
  );
}

type GroupProps = { device: DeviceDetail; group: TelemetryGroup; model: ThingModel | undefined };

function Group({ device, group, model }: GroupProps) {
  const { t } = useTranslation();
  const remove = useDeleteTelemetry();
  const day = useDay(device.eui, group);
  const fields = orderedFields(model ? shownFields(t, model) : [], group.telemetry_data);
  const history = `${at.applicationData}/${group.thing_model_id}/${device.eui}`;

  async function forget(): Promise<void> {
    const found = await countRecords(device.eui, group.thing_model_id).catch((error: unknown) =>
      toastFailed(t("errors.failed"), error),
    );
    if (!found) return;
    const words = { device: device.name || device.eui, count: found.records };
    const yes = await confirm({
      level: 2,
      title: t("telemetry.deleteTitle", { name: group.name }),
      text: t(found.complete ? "telemetry.deleteText" : "telemetry.deleteMore", words),
      verb: t("telemetry.delete"),
    });
    if (!yes) return;
    remove.mutate(
      { eui: device.eui, thingModel: group.thing_model_id },
      {
        onSuccess: () => toastDone(t("telemetry.deleted", { name: group.name })),
        onError: (error) => toastFailed(t("errors.failed"), error),
      },
    );
  }

  return (
    <section className={css["group"]} aria-label={group.name}>
      <header className={css["groupHead"]}>
        <h3>{group.name}</h3>
        {model && <ScopeChip scope={model.scope} />}
        <span className="hint">
          {t("telemetry.updated")} <Ago at={group.update_time} />
        </span>
        <span className={css["grow"]} />
        <Link to={history}>{t("telemetry.history")}</Link>
        <Dropdown
          trigger={["click"]}
          placement="bottomRight"
          menu={menuItems([
            {
              key: "copy",
              label: t("telemetry.copyJson"),
              onSelect: () => void platform.copyText(JSON.stringify(group.telemetry_data, null, 2)),
            },
            "divider",
            {
              key: "delete",
              label: t("telemetry.delete"),
              danger: true,
              writes: true,
              onSelect: () => void forget(),
            },
          ])}
        >
          <Button type="text" aria-label={t("panel.actions")} icon={<EllipsisOutlined />} />
        </Dropdown>
      </header>
      <table className={css["values"]}>
        <thead className="offscreen">
          <tr>
            <th>{t("telemetry.field")}</th>
            <th>{t("telemetry.value")}</th>
            <th>{t("telemetry.trend")}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ key, field }) => (
            <Row
              key={key}
              name={key}
              field={field}
              value={group.telemetry_data[key]}
              series={day.series.get(key)}
              history={history}
              updated={olderThan(group.update_time, day.cameAt.get(key))}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const SAME_MS = 1_000;

/** When a field came, if not with the newest report. */
const olderThan = (newest: number, cameAt: number | undefined) =>
  cameAt !== undefined && newest - cameAt > SAME_MS ? cameAt : null;

type RowProps = {
  name: string;
  field: DisplayField | undefined;
  value: TelemetryGroup["telemetry_data"][string] | undefined;
  series: Series | undefined;
  /** Where its history is. */
  history: string;
  /** When it came, if not with the newest report. */
  updated: number | null;
};

function Row({ name, field, value, series, history, updated }: RowProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const text = valueText(value, field, t);
  const [seen, setSeen] = useState({ text, changes: 0 });
  if (seen.text !== text) setSeen({ text, changes: seen.changes + 1 });
  return (
    <tr className={css["opens"]} onClick={() => void navigate(history)}>
      <th scope="row">
        {field?.icon && (
          <span className={css["icon"]}>
            <FieldIcon svg={field.icon} />
          </span>
        )}
        <Link
          to={history}
          title={t("telemetry.openHistory")}
          onClick={(event) => event.stopPropagation()}
        >
          {field?.name || name}
        </Link>
        {field?.name && field.name !== name && <span className={css["key"]}>{name}</span>}
        {!field && <span className={css["key"]}>{t("telemetry.unknown")}</span>}
      </th>
      <td data-testid={`value-${name}`}>
        {text === null ? (
          <span className="hint" title={t("telemetry.noValue")}>
            —
          </span>
        ) : (
          <>
            <span
              key={seen.changes}
              className={classes(css["value"], seen.changes > 0 && css["changed"])}
            >
              {text}
            </span>
            {field?.unit && <span className={css["unit"]}>{field.unit}</span>}
            <Turn series={series} field={field} />
            {updated !== null && (
              <span className={css["key"]}>
                <Ago at={updated} />
              </span>
            )}
          </>
        )}
      </td>
      <td>{series && <Sparkline series={series} label={t("telemetry.trend")} />}</td>
    </tr>
  );
}

type TurnProps = { series: Series | undefined; field: DisplayField | undefined };

/** Whether a number went up or down with its newest value, and from what. */
function Turn({ series, field }: TurnProps) {
  const { t } = useTranslation();
  const newest = series?.at(-1);
  const before = newest && series?.findLast(([at]) => at < newest[0]);
  if (!newest || !before || newest[1] === before[1]) return null;
  const rose = newest[1] > before[1];
  const words = t(rose ? "telemetry.rose" : "telemetry.fell", {
    value: `${valueText(before[1], field, t) ?? ""} ${field?.unit ?? ""}`.trim(),
  });
  return (
    <span className={css["turn"]} role="img" aria-label={words} title={words}>
      {rose ? "▲" : "▼"}
    </span>
  );
}
