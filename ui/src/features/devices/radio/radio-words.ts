// The radio side of a device as rows of text: what it has against what it should have.

import type { TFunction } from "i18next";

import type { Mac, MacCommand } from "../../../api/types";
import { withUnit } from "../../../lib/units";

type RadioRow = {
  name: string;
  has: string;
  /** `null`: nobody wants anything of it. */
  wanted: string | null;
};

const megahertz = (hz: number) => withUnit(String(Number((hz / 1e6).toFixed(4))), "MHz");

type Moved = Mac["wanted"]["downlink_channels"];

/** Moved first windows as people write them: `0: 868.7, 1: 869.525`. */
export const movedWindows = (list: Moved) =>
  list.map(({ channel, frequency }) => `${channel}: ${frequency / 1e6}`).join(", ");

/** The reverse; `null` when it is not written so. */
export function readMoved(text: string): Moved | null {
  const found: Moved = [];
  for (const part of text.split(",")) {
    if (part.trim() === "") continue;
    const match = /^\s*(\d{1,2})\s*:\s*(\d{3}(?:\.\d{1,6})?)\s*$/.exec(part);
    if (!match) return null;
    found.push({ channel: Number(match[1]), frequency: Math.round(Number(match[2]) * 1e6) });
  }
  return found;
}

const frequencies = (list: readonly number[]) =>
  list.length === 0 ? "—" : list.map(megahertz).join(", ");

/** What is in force against what is wanted; rows that no band has are left out. */
export function radioRows(mac: Mac, t: TFunction): RadioRow[] {
  const has = mac.in_force;
  if (!has) return [];
  const { wanted } = mac;
  const rows: RadioRow[] = [
    {
      name: t("profiles.rx_delay"),
      has: `${has.windows.rx_delay} s`,
      wanted: `${wanted.windows.rx_delay} s`,
    },
    {
      name: t("profiles.rx1dr_offset"),
      has: String(has.windows.rx1dr_offset),
      wanted: String(wanted.windows.rx1dr_offset),
    },
    {
      name: t("profiles.rx2dr"),
      has: `DR${has.windows.rx2dr}`,
      wanted: `DR${wanted.windows.rx2dr}`,
    },
    {
      name: t("profiles.rx2_freq"),
      has: megahertz(has.windows.rx2_freq),
      wanted: megahertz(wanted.windows.rx2_freq),
    },
    { name: t("radio.channels"), has: has.channels, wanted: wanted.channels ?? null },
  ];
  const extra = has.extra_channels.map((channel) => channel.frequency);
  if (extra.length > 0 || wanted.extra_channels.length > 0) {
    rows.push({
      name: t("radio.extra"),
      has: frequencies(extra),
      wanted: frequencies(wanted.extra_channels),
    });
  }
  if (has.downlink_channels.length > 0 || wanted.downlink_channels.length > 0) {
    const moved = (list: Mac["wanted"]["downlink_channels"]) =>
      list.map((one) => `${one.channel}: ${megahertz(one.frequency)}`).join(", ") || "—";
    rows.push({
      name: t("radio.moved"),
      has: moved(has.downlink_channels),
      wanted: moved(wanted.downlink_channels),
    });
  }
  if (wanted.dwell) {
    const dwell = (value: NonNullable<Mac["wanted"]["dwell"]>) =>
      t("radio.dwellText", {
        up: t(value.uplink_dwell ? "radio.limited" : "radio.unlimited"),
        down: t(value.downlink_dwell ? "radio.limited" : "radio.unlimited"),
      });
    rows.push({
      name: t("radio.dwell"),
      has: has.dwell ? dwell(has.dwell) : t("radio.unknown"),
      wanted: dwell(wanted.dwell),
    });
  }
  const limit = wanted.max_duty_cycle ?? null;
  if (has.max_duty_cycle > 0 || limit !== null) {
    const share = (n: number) => (n === 0 ? t("radio.unlimited") : `1/${2 ** n}`);
    rows.push({
      name: t("radio.dutyCycle"),
      has: share(has.max_duty_cycle),
      wanted: limit === null ? null : share(limit),
    });
  }
  if (has.link) {
    rows.push(
      {
        name: t("radio.dataRate"),
        has: `DR${has.link.data_rate} (${has.link.data_rate_name ?? "?"})`,
        wanted: null,
      },
      { name: t("radio.power"), has: `${has.link.eirp.toFixed(1)} dBm`, wanted: null },
      { name: t("radio.nbTrans"), has: String(has.link.nb_trans), wanted: null },
    );
  }
  return rows;
}

/** The fields of a command, as the protocol names them. */
export function words({ name: _, ...fields }: MacCommand): string {
  return Object.entries(fields)
    .map(([field, value]) =>
      field === "frequency" && typeof value === "number"
        ? megahertz(value)
        : `${field} ${String(value)}`,
    )
    .join(", ");
}
