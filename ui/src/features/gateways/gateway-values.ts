// What a person may say of a gateway, as the forms hold it.

import type { Gateway, GatewayInput, GatewayType, PositionSource, Standard } from "../../api/types";

export type RecordValues = {
  name: string;
  type: GatewayType;
  enable: boolean;
  heart_period: number;
  location_id: string | null;
  latitude: number | null;
  longitude: number | null;
  position_source: PositionSource;
  notification_groups: string[];
  remark: string;
};

export type RadioValues = {
  standard: Standard | null;
  sub_band: number | null;
  down_enable: boolean;
  antenna_gain: number;
  max_eirp: number | null;
  fixed_address: string;
};

export const newRecord: RecordValues = {
  name: "",
  type: "GWMP",
  enable: true,
  heart_period: 60,
  location_id: null,
  latitude: null,
  longitude: null,
  position_source: "MANUAL",
  notification_groups: [],
  remark: "",
};

export function recordOf(gateway: Gateway): RecordValues {
  const { name, type, enable, heart_period, location_id, latitude, longitude } = gateway;
  const { position_source, notification_groups, remark } = gateway;
  return {
    name,
    type,
    enable,
    heart_period,
    location_id,
    latitude,
    longitude,
    position_source,
    notification_groups,
    remark,
  };
}

export function radioOf(gateway: Gateway): RadioValues {
  const { standard, sub_band, down_enable, antenna_gain, max_eirp, fixed_address } = gateway;
  return {
    standard,
    sub_band,
    down_enable,
    antenna_gain,
    max_eirp,
    fixed_address: fixed_address ?? "",
  };
}

/** An empty address clears it; texts go without blanks around them. */
export function toInput(values: Partial<RecordValues & RadioValues>): GatewayInput {
  const { name, remark, fixed_address, ...rest } = values;
  return {
    ...rest,
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(remark === undefined ? {} : { remark: remark.trim() }),
    ...(fixed_address === undefined ? {} : { fixed_address: fixed_address.trim() || null }),
  };
}

/** Numbers of the groups of eight channels; none in bands without groups. */
export function groupsOf(standard: Standard | null): number[] {
  const numbers = (first: number, count: number) =>
    Array.from({ length: count }, (_, at) => first + at);
  switch (standard) {
    case "CN470":
      return numbers(0, 12);
    case "US902":
    case "AU915":
      return numbers(1, 8);
    default:
      return [];
  }
}

const megahertz = (value: number) => value.toFixed(1);

/** The channels of a group in words: `486.3–487.7 MHz`. */
export function groupSpan(standard: Standard, group: number): string {
  const [start, step] =
    standard === "CN470"
      ? [470.3 + 1.6 * group, 1.4]
      : [(standard === "US902" ? 902.3 : 915.2) + 1.6 * (group - 1), 1.4];
  return `${megahertz(start)}–${megahertz(start + step)} MHz`;
}

/** `192.0.2.7:40000` or `[2001:db8::1]:40000` without its port. */
export const hostOf = (address: string) => address.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
