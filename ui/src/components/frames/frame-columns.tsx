import type { TFunction } from "i18next";

import type { Frame } from "../../api/types";
import type { Zone } from "../../lib/time";
import { absolute, clock } from "../../lib/time";
import { airtime, dataRate, megahertz, NOTHING, rssi, snr } from "../../lib/units";
import { EuiText } from "../values/EuiText";
import type { Column } from "../grid/types";
import { StateChip } from "../values/StateChip";
import css from "./FrameDetail.module.css";
import { channelWarning, explain, kindWord, verdictSign, verdictWord } from "./words";

/** Columns of frames on the air, newest first. `device` is left out where there is only one. */
export function frameColumns(t: TFunction, zone: Zone, withDevice: boolean): Column<Frame>[] {
  const columns: Column<Frame>[] = [
    {
      id: "at",
      title: t("frames.time"),
      width: 132,
      render: (row) => <span title={absolute(row.at, zone, true)}>{clock(row.at, zone)}</span>,
      text: (row) => row.at,
    },
    {
      id: "direction",
      title: "",
      label: t("frames.direction"),
      width: 28,
      render: (row) => (
        <span
          role="img"
          aria-label={t(`frames.${row.direction}`)}
          title={t(`frames.${row.direction}`)}
        >
          {row.direction === "up" ? "↑" : "↓"}
        </span>
      ),
      text: (row) => row.direction,
    },
    {
      id: "kind",
      title: t("frames.type"),
      width: 112,
      render: (row) => (
        <>
          {kindWord(row.kind, t)}
          {row.ack && (
            <span className={css["ack"]} title={t("frames.withAck")}>
              ACK
            </span>
          )}
        </>
      ),
      text: (row) => (row.ack ? `${row.kind} ack` : row.kind),
    },
    {
      id: "verdict",
      title: t("frames.verdict"),
      width: 156,
      render: (row) => (
        <StateChip
          sign={row.accepted && channelWarning(row, t) ? "warning" : verdictSign(row)}
          label={verdictWord(row.verdict, t)}
          title={explain(t, row)?.why ?? channelWarning(row, t) ?? undefined}
        />
      ),
      text: (row) => row.verdict,
    },
    {
      id: "f_cnt",
      title: t("frames.fCnt"),
      width: 64,
      align: "end",
      render: (row) => row.f_cnt ?? NOTHING,
      text: (row) => String(row.f_cnt ?? ""),
    },
    {
      id: "f_port",
      title: t("frames.fPort"),
      width: 54,
      align: "end",
      render: (row) => row.f_port ?? NOTHING,
      text: (row) => String(row.f_port ?? ""),
    },
    {
      id: "size",
      title: t("frames.size"),
      width: 60,
      align: "end",
      render: (row) => `${row.size} B`,
      text: (row) => String(row.size),
    },
    {
      id: "data_rate",
      title: t("frames.dataRate"),
      width: 92,
      render: (row) => dataRate(row.data_rate),
      text: (row) => row.data_rate ?? "",
    },
    {
      id: "freq",
      title: t("frames.freq"),
      width: 96,
      align: "end",
      render: (row) => megahertz(row.freq),
      text: (row) => String(row.freq ?? ""),
    },
    {
      id: "rssi",
      title: t("frames.rssi"),
      width: 76,
      align: "end",
      render: (row) => rssi(row.rssi),
      text: (row) => String(row.rssi ?? ""),
    },
    {
      id: "snr",
      title: t("frames.snr"),
      width: 68,
      align: "end",
      render: (row) => snr(row.snr),
      text: (row) => String(row.snr ?? ""),
    },
    {
      id: "airtime",
      title: t("frames.airtime"),
      width: 76,
      align: "end",
      render: (row) => airtime(row.airtime_us),
      text: (row) => String(row.airtime_us ?? ""),
    },
    {
      id: "gateway",
      title: t("frames.gateway"),
      width: 160,
      flex: !withDevice,
      render: (row) => (row.gateway ? <EuiText value={row.gateway} /> : NOTHING),
      text: (row) => row.gateway ?? "",
    },
  ];
  if (withDevice) {
    columns.splice(3, 0, {
      id: "device",
      title: t("frames.device"),
      width: 204,
      flex: true,
      render: deviceText,
      text: (row) => row.dev_eui ?? row.dev_addr ?? "",
    });
  }
  return columns;
}

/** Name and the end of the EUI, which is what differs; without a name the whole EUI or address. */
function deviceText({ device_name, dev_eui, dev_addr }: Frame) {
  const address = dev_eui ?? dev_addr ?? NOTHING;
  if (!device_name) return <EuiText value={address} />;
  return (
    <span title={`${device_name} ${address}`}>
      {device_name} <span className="mono hint">…{address.slice(-4)}</span>
    </span>
  );
}
