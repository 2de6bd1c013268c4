import type { TFunction } from "i18next";

import type { Device } from "../../api/types";
import { EuiText } from "../../components/values/EuiText";
import { CellLink } from "../../components/grid/CellLink";
import type { Column } from "../../components/grid/types";
import { EUI_WIDTH } from "../../components/grid/widths";
import { StateChip, StateDot } from "../../components/values/StateChip";
import { Tags } from "../../components/values/Tags";
import { Ago } from "../../components/values/TimeText";
import { duration, rssi, snr } from "../../lib/units";
import { INTEGRATIONS } from "../../components/values/device-switches";
import { durationWords } from "../../components/values/duration-words";
import { statusSign } from "../../components/values/status-sign";
import { profileSign } from "./profile-sign";

export function deviceColumns(t: TFunction): Column<Device>[] {
  const words = durationWords(t);
  return [
    {
      id: "status",
      title: "",
      label: t("devices.status"),
      width: 30,
      pinned: true,
      render: (row) => (
        <button type="button" className="plain" tabIndex={-1} data-action="why">
          <StateDot
            sign={statusSign[row.status]}
            label={t(`state.${row.status}`)}
            title={`${t(`state.${row.status}`)} · ${t("devices.statusHint", {
              at: row.active_time ?? t("time.never"),
              heart: duration(row.heart_period, words),
            })} · ${t("diagnosis.why")}`}
          />
        </button>
      ),
      text: (row) => row.status,
    },
    {
      id: "eui",
      title: t("devices.eui"),
      width: EUI_WIDTH,
      sort: "eui",
      pinned: true,
      render: (row) => <EuiText value={row.eui} />,
      text: (row) => row.eui,
    },
    {
      id: "name",
      title: t("devices.name"),
      width: 156,
      flex: true,
      sort: "name",
      render: (row) => (row.name ? <span>{row.name}</span> : <span className="hint">—</span>),
      text: (row) => row.name,
    },
    {
      id: "device_type",
      title: t("devices.type"),
      width: 104,
      sort: "device_type",
      render: (row) => <TypeText device={row} t={t} />,
      text: (row) => row.device_type,
    },
    {
      id: "data_from",
      title: t("devices.source"),
      width: 80,
      render: (row) => <span>{row.device_type === "VIRTUAL" ? "—" : row.data_from}</span>,
      text: (row) => row.data_from,
    },
    {
      id: "thing_model",
      title: t("devices.models"),
      width: 112,
      flex: true,
      render: (row) => <Names names={row.thing_model.map((model) => model.name)} />,
      text: (row) => row.thing_model.map((model) => model.id_name).join(", "),
    },
    {
      id: "rpc",
      title: t("devices.tab.rpc"),
      width: 150,
      shown: false,
      render: (row) => <Names names={row.rpc.map((model) => model.name)} />,
      text: (row) => row.rpc.map((model) => model.id_name).join(", "),
    },
    {
      id: "trigger",
      title: t("devices.tab.triggers"),
      width: 130,
      shown: false,
      render: (row) => <Names names={row.trigger.map((model) => model.name)} />,
      text: (row) => row.trigger.map((model) => model.name).join(", "),
    },
    {
      id: "tags",
      title: t("devices.tags"),
      width: 118,
      flex: true,
      render: (row) => <Tags tags={row.tags} />,
      text: (row) => row.tags.join(", "),
    },
    {
      id: "profile",
      title: t("devices.profile"),
      width: 120,
      render: (row) => <ProfileCell device={row} t={t} />,
      text: (row) => row.profile,
    },
    {
      id: "active_time",
      title: t("devices.lastSeen"),
      width: 90,
      sort: "active_time",
      render: (row) => <Ago at={row.active_time} />,
      text: (row) => row.active_time ?? "",
    },
    {
      id: "signal",
      title: t("devices.signal"),
      width: 132,
      shown: false,
      align: "end",
      render: (row) =>
        row.rssi === null ? (
          <span className="hint">—</span>
        ) : (
          <span>
            {rssi(row.rssi)} / {snr(row.snr)}
          </span>
        ),
      text: (row) => `${row.rssi ?? ""}/${row.snr ?? ""}`,
    },
    {
      id: "heart_period",
      title: t("devices.heartbeat"),
      width: 112,
      shown: false,
      align: "end",
      render: (row) => <span>{duration(row.heart_period, words)}</span>,
      text: (row) => String(row.heart_period),
    },
    {
      id: "parent",
      title: t("devices.parent"),
      width: EUI_WIDTH,
      shown: false,
      render: (row) =>
        row.parent ? <EuiText value={row.parent} /> : <span className="hint">—</span>,
      text: (row) => row.parent ?? "",
    },
    {
      id: "template",
      title: t("devices.template"),
      width: 130,
      shown: false,
      render: (row) => <Names names={row.template ? [row.template.name] : []} />,
      text: (row) => row.template?.name ?? "",
    },
    {
      id: "location",
      title: t("locations.location"),
      width: 190,
      shown: false,
      sort: "location",
      render: (row) => <Names names={row.location ? [row.location.path] : []} />,
      text: (row) => row.location?.path ?? "",
    },
    {
      id: "real_time_storage",
      title: t("devices.storage"),
      width: 120,
      shown: false,
      render: (row) => <span>{t(row.real_time_storage ? "common.on" : "common.off")}</span>,
      text: (row) => String(row.real_time_storage),
    },
    ...integrationColumns(t),
    {
      id: "created_at",
      title: t("devices.created"),
      width: 116,
      shown: false,
      sort: "created_at",
      render: (row) => <Ago at={row.created_at} />,
      text: (row) => row.created_at,
    },
    {
      id: "updated_at",
      title: t("devices.updated"),
      width: 116,
      shown: false,
      sort: "updated_at",
      render: (row) => <Ago at={row.updated_at} />,
      text: (row) => row.updated_at,
    },
  ];
}

/** Which integrations see the device. */
function integrationColumns(t: TFunction): Column<Device>[] {
  return INTEGRATIONS.map((name) => ({
    id: name,
    title: t(`template.switch.${name}`),
    width: 118,
    shown: false,
    render: (row) => (
      <span className={row[name] ? undefined : "hint"}>
        {t(row[name] ? "common.on" : "common.off")}
      </span>
    ),
    text: (row) => String(row[name]),
  }));
}

type NamesProps = { names: readonly string[] };

function Names({ names }: NamesProps) {
  const [first, ...rest] = names;
  if (first === undefined) return <span className="hint">—</span>;
  return (
    <>
      <span style={{ overflow: "hidden", textOverflow: "ellipsis" }} title={names.join("\n")}>
        {first}
      </span>
      {rest.length > 0 && <span className="hint">+{rest.length}</span>}
    </>
  );
}

type CellProps = { device: Device; t: TFunction };

function TypeText({ device, t }: CellProps) {
  if (device.device_type === "SUB_DEVICE") return <span>↳ {t("devices.type_SUB_DEVICE")}</span>;
  return <span>{t(`devices.type_${device.device_type}`)}</span>;
}

function ProfileCell({ device, t }: CellProps) {
  if (device.profile === "none") return <span className="hint">—</span>;
  const sign = profileSign[device.profile];
  const word = t(`devices.profile_${device.profile}`);
  return (
    <>
      {sign ? <StateChip sign={sign} label={word} /> : <span>{word}</span>}
      {device.profile === "missing" && <CellLink action="add-profile">{t("common.add")}</CellLink>}
    </>
  );
}
