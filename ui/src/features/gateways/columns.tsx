import type { TFunction } from "i18next";

import type { Gateway } from "../../api/types";
import { EuiText } from "../../components/values/EuiText";
import type { Column } from "../../components/grid/types";
import { EUI_WIDTH } from "../../components/grid/widths";
import { CellLink } from "../../components/grid/CellLink";
import { CellSwitch } from "../../components/grid/CellSwitch";
import { StateChip } from "../../components/values/StateChip";
import { Ago } from "../../components/values/TimeText";
import { count, measured, rssi, withUnit } from "../../lib/units";
import { statusSign } from "../../components/values/status-sign";
import { scarcest, shareOf } from "./panel/statistics";

function rssiRange(gateway: Gateway): string {
  if (gateway.rssi_min === null || gateway.rssi_max === null) return "—";
  const [min, max] = [Math.round(gateway.rssi_min), Math.round(gateway.rssi_max)];
  return min === max ? rssi(min) : `${measured(min)} … ${rssi(max)}`;
}

/** How much of its scarcest sub-band is used up. */
function dutyCycle(gateway: Gateway): string {
  const usage = scarcest(gateway);
  return usage ? `${withUnit(measured(shareOf(usage), 0), "%")} ${usage.band}` : "";
}

type Counter =
  "uplinks_hour" | "downlinks_hour" | "uplinks" | "downlinks" | "crc_bad" | "tx_errors";

export function gatewayColumns(t: TFunction, locale: string): Column<Gateway>[] {
  const counter = (id: Counter, title: string, shown: boolean, sort?: string): Column<Gateway> => ({
    id,
    title,
    width: 104,
    align: "end",
    shown,
    ...(sort === undefined ? {} : { sort }),
    render: (row) => <span>{count(row[id], locale)}</span>,
    text: (row) => String(row[id]),
  });
  return [
    {
      id: "status",
      title: t("gateways.status"),
      width: 116,
      pinned: true,
      sort: "status",
      render: (row) =>
        row.contest === null ? (
          <StateChip sign={statusSign[row.status]} label={t(`state.${row.status}`)} />
        ) : (
          <StateChip
            sign="error"
            label={t("gateways.contested")}
            title={t(`gateways.contest.${row.contest.kind}`)}
          />
        ),
      text: (row) => row.status,
    },
    {
      id: "eui",
      title: t("gateways.eui"),
      width: EUI_WIDTH,
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
            <CellLink action="register">{t("gateways.register")}</CellLink>
          </>
        ),
      text: (row) => row.name,
    },
    {
      id: "type",
      title: t("gateways.type"),
      width: 76,
      render: (row) => <span>{t(`gateways.types.${row.type}`)}</span>,
      text: (row) => row.type,
    },
    {
      id: "last_seen",
      title: t("gateways.lastSeen"),
      width: 100,
      sort: "last_seen",
      render: (row) => <Ago at={row.last_seen} />,
      text: (row) => row.last_seen ?? "",
    },
    counter("uplinks_hour", t("gateways.uplinksHour"), true, "uplinks_hour"),
    counter("downlinks_hour", t("gateways.downlinksHour"), true, "downlinks_hour"),
    {
      id: "duty_cycle",
      title: t("gateways.dutyCycle"),
      width: 104,
      align: "end",
      render: (row) => <span>{dutyCycle(row) || "—"}</span>,
      text: dutyCycle,
    },
    counter("uplinks", t("gateways.uplinks"), false),
    counter("downlinks", t("gateways.downlinks"), false),
    counter("crc_bad", t("gateways.crcBad"), false),
    counter("tx_errors", t("gateways.txErrors"), false),
    {
      id: "rssi",
      title: t("gateways.rssi"),
      width: 138,
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
      id: "standard",
      title: t("gateways.standard"),
      width: 84,
      render: (row) => (
        <span>
          {row.standard ?? "—"}
          {row.sub_band === null ? "" : ` · ${row.sub_band}`}
        </span>
      ),
      text: (row) => row.standard ?? "",
    },
    {
      id: "location",
      title: t("locations.location"),
      width: 190,
      shown: false,
      sort: "location",
      render: (row) => <span title={row.location?.path}>{row.location?.path ?? "—"}</span>,
      text: (row) => row.location?.path ?? "",
    },
    {
      id: "version",
      title: t("gateways.version"),
      width: 120,
      shown: false,
      render: (row) => <span>{[row.platform, row.version].filter(Boolean).join(" ") || "—"}</span>,
      text: (row) => [row.platform, row.version].filter(Boolean).join(" "),
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
