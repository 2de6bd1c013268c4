import type { TFunction } from "i18next";

import type { Frame } from "../../api/types";
import type { Zone } from "../../lib/time";
import { airtime, dataRate, megahertz, NOTHING, rssi, snr } from "../../lib/units";
import { EuiText } from "../values/EuiText";
import type { Column } from "../grid/types";
import { EUI_WIDTH } from "../grid/widths";
import { StateChip } from "../values/StateChip";
import { counterColumns, numberColumn, timeColumn } from "./common-columns";
import css from "./FrameDetail.module.css";
import { channelWarning, explain, kindWord, verdictSign, verdictWord } from "./words";

/** Columns of frames on the air, newest first. `device` is left out where there is only one. */
export function frameColumns(t: TFunction, zone: Zone, withDevice: boolean): Column<Frame>[] {
  const columns: Column<Frame>[] = [
    timeColumn(t, zone),
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
    ...counterColumns<Frame>(t),
    numberColumn(
      "size",
      t("frames.size"),
      60,
      ({ size }) => size,
      (size) => `${size} B`,
    ),
    {
      id: "data_rate",
      title: t("frames.dataRate"),
      width: 92,
      render: (row) => dataRate(row.data_rate),
      text: (row) => row.data_rate ?? "",
    },
    numberColumn("freq", t("frames.freq"), 96, ({ freq }) => freq, megahertz),
    numberColumn("rssi", t("frames.rssi"), 76, (row) => row.rssi, rssi),
    numberColumn("snr", t("frames.snr"), 68, (row) => row.snr, snr),
    numberColumn("airtime", t("frames.airtime"), 76, (row) => row.airtime_us, airtime),
    {
      id: "gateway",
      title: t("frames.gateway"),
      width: EUI_WIDTH,
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
