import { EllipsisOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useList } from "../../../api/list";
import { useDeleteTelemetry } from "../../../api/mutations";
import { countRecords, paths, useTelemetry } from "../../../api/queries";
import type { DeviceDetail, DisplayField, TelemetryGroup, ThingModel } from "../../../api/types";
import { useLiveTelemetry } from "../../../app/live/use-live";
import { at } from "../../../app/routes-at";
import { confirm } from "../../../components/messages/confirm";
import { EmptyState } from "../../../components/states/EmptyState";
import { ErrorPanel } from "../../../components/states/ErrorPanel";
import { menuItems } from "../../../components/actions/menu-items";
import { ScopeChip } from "../../../components/values/Tags";
import { Ago } from "../../../components/values/TimeText";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { count } from "../../../lib/units";
import { orderedFields, valueText } from "../../../lib/value";
import { platform } from "../../../platform";
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
  const { t, i18n } = useTranslation();
  const remove = useDeleteTelemetry();
  const day = useDay(device.eui, group);
  const fields = orderedFields(model?.fields ?? [], group.telemetry_data);

  async function forget(): Promise<void> {
    const found = await countRecords(device.eui, group.thing_model_id).catch((error: unknown) =>
      toastFailed(t("errors.failed"), error),
    );
    if (!found) return;
    const words = { device: device.name || device.eui, count: found.records };
    const amount = count(found.records, i18n.language);
    const yes = await confirm({
      level: 2,
      title: t("telemetry.deleteTitle", { name: group.name }),
      text: t(found.complete ? "telemetry.deleteText" : "telemetry.deleteMore", {
        ...words,
        amount,
      }),
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
        <Link to={`${at.applicationData}/${group.thing_model_id}/${device.eui}`}>
          {t("telemetry.history")}
        </Link>
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
              series={day.get(key)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type RowProps = {
  name: string;
  field: DisplayField | undefined;
  value: TelemetryGroup["telemetry_data"][string] | undefined;
  series: Series | undefined;
};

function Row({ name, field, value, series }: RowProps) {
  const { t } = useTranslation();
  const text = valueText(value, field, t);
  return (
    <tr>
      <th scope="row">
        {field?.name || name}
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
            <span className={css["value"]}>{text}</span>
            {field?.unit && <span className={css["unit"]}>{field.unit}</span>}
          </>
        )}
      </td>
      <td>{series && <Sparkline series={series} label={t("telemetry.trend")} />}</td>
    </tr>
  );
}
