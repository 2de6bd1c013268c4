import type { TFunction } from "i18next";
import { Link } from "react-router";

import type { Profile } from "../../api/types";
import { at } from "../../state/routes-at";
import { EuiText } from "../../components/values/EuiText";
import { CellLink } from "../../components/grid/CellLink";
import { CellSwitch } from "../../components/grid/CellSwitch";
import type { Column } from "../../components/grid/types";
import { ADDRESS_WIDTH, EUI_WIDTH } from "../../components/grid/widths";
import { StateChip } from "../../components/values/StateChip";
import { Ago } from "../../components/values/TimeText";

const classLetter = (mode: string) => mode.replace("Class", "");

export function profileColumns(t: TFunction): Column<Profile>[] {
  return [
    {
      id: "dev_eui",
      title: t("profiles.devEui"),
      width: EUI_WIDTH,
      sort: "dev_eui",
      pinned: true,
      render: (row) => <EuiText value={row.dev_eui} />,
      text: (row) => row.dev_eui,
    },
    {
      id: "dev_addr",
      title: t("profiles.devAddr"),
      width: ADDRESS_WIDTH,
      render: (row) => {
        const address = row.session_dev_addr ?? row.dev_addr;
        return address ? (
          <EuiText value={address} strongEnd={false} />
        ) : (
          <span className="hint">—</span>
        );
      },
      text: (row) => row.session_dev_addr ?? row.dev_addr ?? "",
    },
    {
      id: "device",
      title: t("profiles.device"),
      width: 150,
      flex: true,
      render: (row) =>
        row.device ? (
          <Link to={`${at.devices}/${row.device.eui}`} tabIndex={-1} data-action="device">
            {row.device.name || row.device.eui}
          </Link>
        ) : (
          <>
            <span className="hint">{t("profiles.noDevice")}</span>
            <CellLink action="add-device">{t("profiles.addDevice")}</CellLink>
          </>
        ),
      text: (row) => row.device?.eui ?? "",
    },
    {
      id: "join_mode",
      title: t("profiles.joinMode"),
      width: 84,
      sort: "join_mode",
      render: (row) => <span>{row.join_mode}</span>,
      text: (row) => row.join_mode,
    },
    {
      id: "enable",
      title: t("profiles.enabled"),
      width: 76,
      render: (row) => <CellSwitch on={row.enable} action="enable" label={t("profiles.enabled")} />,
      text: (row) => String(row.enable),
    },
    {
      id: "down_enable",
      title: t("profiles.downShort"),
      label: t("profiles.downEnabled"),
      width: 84,
      render: (row) => (
        <CellSwitch on={row.down_enable} action="down_enable" label={t("profiles.downEnabled")} />
      ),
      text: (row) => String(row.down_enable),
    },
    {
      id: "standard",
      title: t("profiles.standard"),
      width: 84,
      sort: "standard",
      render: (row) => <span>{row.standard}</span>,
      text: (row) => row.standard,
    },
    {
      id: "lw_ver",
      title: t("profiles.lwVer"),
      width: 116,
      shown: false,
      render: (row) => <span>{row.lw_ver}</span>,
      text: (row) => row.lw_ver,
    },
    {
      id: "class_mode",
      title: t("profiles.class"),
      width: 64,
      render: (row) => (
        <span>
          {classLetter(row.class_mode)}
          {row.join_class_mode !== row.class_mode && (
            <span className="hint"> → {classLetter(row.join_class_mode)}</span>
          )}
        </span>
      ),
      text: (row) => row.class_mode,
    },
    {
      id: "keys",
      title: t("profiles.keys"),
      width: 72,
      render: (row) =>
        row.keys === "set" ? (
          <span>{t("profiles.keysSet")}</span>
        ) : (
          <StateChip sign="warning" label={t("profiles.keysMissing")} />
        ),
      text: (row) => row.keys,
    },
    {
      id: "last_join",
      title: t("profiles.lastJoin"),
      width: 116,
      shown: false,
      render: (row) => <Ago at={row.last_join} />,
      text: (row) => row.last_join ?? "",
    },
    {
      id: "last_uplink",
      title: t("profiles.lastUplink"),
      width: 116,
      render: (row) => <Ago at={row.last_uplink} />,
      text: (row) => row.last_uplink ?? "",
    },
    {
      id: "counters",
      title: t("profiles.counters"),
      width: 150,
      shown: false,
      align: "end",
      render: (row) => (
        <span>
          {row.f_cnt_up ?? "—"} / {row.f_cnt_down ?? "—"}
        </span>
      ),
      text: (row) => `${row.f_cnt_up ?? ""}/${row.f_cnt_down ?? ""}`,
    },
    ...(["batch", "model", "handle"] as const).map((name): Column<Profile> => ({
      id: name,
      title: t(`profiles.${name}`),
      width: 100,
      shown: false,
      render: (row) => <span>{row[name] ?? ""}</span>,
      text: (row) => row[name] ?? "",
    })),
    {
      id: "updated_at",
      title: t("profiles.updated"),
      width: 116,
      shown: false,
      sort: "updated_at",
      render: (row) => <Ago at={row.updated_at} />,
      text: (row) => row.updated_at,
    },
  ];
}
