import type { TFunction } from "i18next";

import type { DisplayField, Json, ValueType } from "../../api/types";
import { measured, NOTHING } from "../../lib/units";

/** Types of parameters, attributes and display fields. */
export const VALUE_TYPES: readonly ValueType[] = ["number", "string", "boolean", "object"];

/** One telemetry value as people read it; null when there is no valid one. */
export function valueText(
  value: Json | undefined,
  field: DisplayField | undefined,
  t: TFunction,
): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return t(value ? "telemetry.true" : "telemetry.false");
  if (typeof value === "number") {
    const text = measured(value, field?.decimals ?? undefined);
    return text === NOTHING ? null : text;
  }
  if (typeof value === "string") return value === "NaN" ? null : value;
  return JSON.stringify(value);
}

/** Fields in the model's order, then what the script sent beyond them. */
export function orderedFields(
  fields: readonly DisplayField[],
  data: Record<string, Json>,
): { key: string; field: DisplayField | undefined }[] {
  const known = fields.toSorted(
    (first, second) =>
      (first.order ?? 0) - (second.order ?? 0) ||
      first.field_name.localeCompare(second.field_name, "en"),
  );
  const names = new Set(known.map((field) => field.field_name));
  return [
    ...known.map((field) => ({ key: field.field_name, field })),
    ...Object.keys(data)
      .filter((key) => !names.has(key) && key !== "update_time")
      .map((key) => ({ key, field: undefined })),
  ];
}
