import type { TFunction } from "i18next";

import type { DataCategory, OnlineStatus, ProfileState } from "../../api/types";
import type { Sign } from "../../components/values/StateChip";

export const statusSign: Record<OnlineStatus, Sign> = {
  online: "ok",
  offline: "offline",
  never_seen: "never",
};

export const profileSign: Record<ProfileState, Sign | null> = {
  ok: null,
  missing: "warning",
  disabled: "disabled",
  down_off: "disabled",
  none: null,
};

/** The integrations that see a device or do not. */
export const INTEGRATIONS = [
  "things_board",
  "home_assistant",
  "bacnet",
  "modbus_tcp",
  "third_party",
] as const;

/** Everything of a device that is on or off. */
export const SWITCHES = ["real_time_storage", ...INTEGRATIONS] as const;

/** What another device is to the one that is open. */
export type Side = "source" | "target";

/** What a relation can tell, in the order people see it. */
export const categories: DataCategory[] = ["telemetry_data", "shared_attrs", "server_attrs"];

/** Where a device of data source OTHER publishes. */
export const asTopic = (tenant: string, eui: string) => `/v32/${tenant}/as/up/data/${eui}`;

/** A message that such a device may publish. */
export function asSample(eui: string): string {
  return JSON.stringify(
    {
      version: "3.1",
      type: "data",
      moteeui: eui,
      userdata: { port: 11, payload: "IQcDAAA8AAABBOABJAAA" },
    },
    null,
    2,
  );
}

export const durationWords = (t: TFunction) => ({
  s: t("units.s"),
  min: t("units.min"),
  h: t("units.h"),
  d: t("units.d"),
});
