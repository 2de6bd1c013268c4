// Many devices at once: a selection, a change of all, its plan.

import type { DeviceType } from "./devices";
import type { ValueType } from "./models";
import type { Json, Refined, Schemas } from "./schema";

/** What the devices of a selection have. */
export type SelectionFacts = Refined<
  Schemas["SelectionFacts"],
  {
    device_types: { value: DeviceType; devices: number }[];
    heart_periods: Schemas["PeriodCount"][];
    switches: { value: BulkSwitch; devices: number }[];
    thing_models: ModelCount[];
    rpcs: ModelCount[];
    triggers: ModelCount[];
    server_attrs: AttributeCount[];
    shared_attrs: AttributeCount[];
  }
>;
export type ModelCount = Schemas["ModelCount"];
export type AttributeCount = Refined<Schemas["AttributeCount"], { type: ValueType | null }>;
export type RecordedTelemetry = Schemas["RecordedTelemetry"];
export type BulkSwitch =
  "real_time_storage" | "things_board" | "bacnet" | "home_assistant" | "modbus_tcp";
export type ListChange = { add: string[]; remove: string[] };
export type AttributesChange = {
  add: { key: string; type: ValueType; value: Json; unit: string; alias: string }[];
  overwrite: boolean;
  remove: string[];
};
/** What is changed on many devices; what is absent stays. */
export type BulkChange = {
  name?: string;
  device_type?: DeviceType;
  heart_period?: number;
  thing_model?: ListChange;
  rpc?: ListChange;
  trigger?: ListChange;
  server_attrs?: AttributesChange;
  shared_attrs?: AttributesChange;
  delete_telemetry?: string[];
  tags?: ListChange;
} & { [Name in BulkSwitch]?: boolean };
export type BulkStep =
  | "basic"
  | "thing_model"
  | "rpc"
  | "trigger"
  | "server_attrs"
  | "shared_attrs"
  | "delete_telemetry"
  | "tags";
export type PlanChange = Refined<Schemas["PlanChange"], { old: Json; new: Json }>;
export type PlanDevice = Refined<
  Schemas["PlanDevice"],
  { device_type: DeviceType; changes: PlanChange[] }
>;
export type BulkPlan = Refined<
  Schemas["BulkPlan"],
  {
    categories: Schemas["PlanCategory"][];
    unlike: Refined<Schemas["UnlikeDevices"], { device_type: DeviceType }>[];
    problems: Refined<Schemas["PlanProblem"], { step: BulkStep }>[];
    items: PlanDevice[];
  }
>;

/** What was selected: some keys, or all that match a filter except a few. */
export type SelectedDevices =
  { euis: string[] } | { filter: Record<string, string>; q?: string; except: string[] };
export type SelectedProfiles =
  | { dev_euis: string[] }
  | { filter: Record<string, string | boolean>; q?: string; except: string[] };
export type SelectedModels =
  { ids: string[] } | { filter: Record<string, string>; q?: string; except: string[] };
export type SelectedGateways =
  { euis: string[] } | { filter: Record<string, string | boolean>; q?: string; except: string[] };
export type DevicesPreview = Schemas["DevicesPreview"];
export type UsedModel = Schemas["UsedModel"];
export type ModelsPreview = Schemas["ModelsPreview"];
