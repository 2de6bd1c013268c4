import type { TFunction } from "i18next";

import type { Gateway } from "../../api/types";
import { EuiText } from "../../components/EuiText";
import type { Column } from "../../components/grid/types";
import { CellSwitch } from "../../components/grid/CellSwitch";
import { StateChip } from "../../components/StateChip";
import { Ago } from "../../components/TimeText";
import { count, rssi } from "../../lib/units";
import { statusSign } from "../devices/words";

export function rssiRange(gateway: Gateway): string {
  if (gateway.rssi_min === null || gateway.rssi_max === null) return "—";
  return `${rssi(gateway.rssi_min)} … ${rssi(gateway.rssi_max)}`;
}

export function gatewayColumns(t: TFunction, locale: string): Column<Gateway>[] {
  const counter = (
    id: "uplinks" | "downlinks" | "crc_bad" | "tx_errors",
    title: string,
    shown: boolean,
  ): Column<Gateway> => ({
    id,
    title,
    width: 82,
    align: "end",
    shown,
    render: (row) => <span>{count(row[id], locale)}</span>,
    text: (row) => String(row[id]),
  });
  return [
    {
      id: "status",
      title: t("gateways.status"),
      width: 104,
      pinned: true,
      render: (row) => <StateChip sign={statusSign[row.status]} label={t(`state.${row.status}`)} />,
      text: (row) => row.status,
    },
    {
      id: "eui",
      title: t("gateways.eui"),
      width: 164,
      pinned: true,
      sort: "eui",
      render: (row) => <EuiText value={row.eui} />,
      text: (row) => row.eui,
    },
    {
      id: "name",
      title: t("gateways.name"),
      width: 190,
      flex: true,
      sort: "name",
      render: (row) =>
        row.registered ? (
          <span>{row.name || "—"}</span>
        ) : (
          <>
            <StateChip sign="warning" label={t("gateways.notRegistered")} />
            <button type="button" className="linklike" tabIndex={-1} data-action="register">
              {t("gateways.register")}
            </button>
          </>
        ),
      text: (row) => row.name,
    },
    {
      id: "last_seen",
      title: t("gateways.lastSeen"),
      width: 96,
      sort: "last_seen",
      render: (row) => <Ago at={row.last_seen} />,
      text: (row) => row.last_seen ?? "",
    },
    counter("uplinks", t("gateways.uplinks"), true),
    counter("downlinks", t("gateways.downlinks"), true),
    counter("crc_bad", t("gateways.crcBad"), false),
    counter("tx_errors", t("gateways.txErrors"), false),
    {
      id: "rssi",
      title: t("gateways.rssi"),
      width: 152,
      render: (row) => <span>{rssiRange(row)}</span>,
      text: (row) => `${row.rssi_min ?? ""}..${row.rssi_max ?? ""}`,
    },
    {
      id: "address",
      title: t("gateways.address"),
      width: 144,
      render: (row) => <span className="mono">{row.address ?? "—"}</span>,
      text: (row) => row.address ?? "",
    },
    {
      id: "enable",
      title: t("gateways.enabled"),
      width: 76,
      render: (row) =>
        row.registered ? (
          <CellSwitch on={row.enable} action="enable" label={t("gateways.enabled")} />
        ) : (
          <span className="hint">—</span>
        ),
      text: (row) => String(row.enable),
    },
  ];
}
