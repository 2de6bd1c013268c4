// What a script returned, read as the instance reads it. Pure.

import type { DisplayField, Json, JsonObject } from "../../../api/types";

export const PARTS = ["telemetry_data", "shared_attrs", "server_attrs"] as const;
export type Part = (typeof PARTS)[number];

type ParsedResult = Record<Part, JsonObject | null> & { subDevice: string | null };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function one(value: JsonObject): ParsedResult {
  const part = (name: Part) => {
    const found = value[name];
    return isObject(found) ? found : null;
  };
  const { sub_device: subDevice } = value;
  return {
    telemetry_data: part("telemetry_data"),
    shared_attrs: part("shared_attrs"),
    server_attrs: part("server_attrs"),
    subDevice: subDevice === undefined || subDevice === null ? null : String(subDevice),
  };
}

/** Null when the value is nothing a thing model may return; empty when it returned nothing. */
export function readResult(value: Json): ParsedResult[] | null {
  if (value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.every(isObject) ? list.map(one) : null;
}

/** Units that the usual names of fields go with. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^temp/, "℃"],
  [/humi/, "%"],
  [/^(vbat|volt|battery_v)/, "V"],
  [/^(rssi)$/, "dBm"],
  [/^(snr|lsnr)$/, "dB"],
  [/co2/, "ppm"],
  [/tvoc/, "ppb"],
  [/pm(25|2_5|10)/, "µg/m³"],
  [/^(light|lux|illum)/, "lux"],
  [/period/, "s"],
  [/pressure/, "hPa"],
];

/** `water_level` → `Water level`. */
export function aliasOf(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

function typeOf(value: Json): string {
  if (typeof value === "boolean" || typeof value === "string") return typeof value;
  return typeof value === "object" && value !== null ? "object" : "number";
}

/** Display fields for what a result has and the model does not list yet. */
export function newFields(value: Json, existing: readonly DisplayField[]): DisplayField[] {
  const known = new Set(existing.map((field) => field.field_name));
  const made: DisplayField[] = [];
  for (const result of readResult(value) ?? []) {
    for (const [key, sample] of Object.entries(result.telemetry_data ?? {})) {
      if (known.has(key)) continue;
      known.add(key);
      const type = typeOf(sample);
      const unit = type === "number" ? UNITS.find(([name]) => name.test(key))?.[1] : undefined;
      made.push({
        field_name: key,
        name: aliasOf(key),
        type,
        unit: unit ?? "",
        order: existing.length + made.length + 1,
        icon: null,
      });
    }
  }
  return made;
}

export const numbered = (fields: readonly DisplayField[]): DisplayField[] =>
  fields.map((field, at) => ({ ...field, order: at + 1 }));
