import type { TFunction } from "i18next";

const fields = [
  "name",
  "device_type",
  "data_from",
  "heart_period",
  "real_time_storage",
  "things_board",
  "bacnet",
  "home_assistant",
  "modbus_tcp",
  "thing_model",
  "rpc",
  "trigger",
  "server_attrs",
  "server_attrs_meta",
  "shared_attrs",
  "shared_attrs_meta",
  "telemetry",
  "tags",
  "template",
] as const;
type PlanField = (typeof fields)[number];

const isKnown = (field: string): field is PlanField => fields.some((known) => known === field);

/** A field of a device in words; one that this page does not know by its own name. */
export const fieldText = (field: string, t: TFunction): string =>
  isKnown(field) ? t(`bulkPlan.field.${field}`) : field;
