// Devices, their relations and their EUIs.

import type { Profile } from "./profiles";
import type { Input, JsonObject, Refined, Schemas } from "./schema";

export type DeviceType = "NORMAL" | "SUB_DEVICE" | "VIRTUAL";
export type DataFrom = "LoRaWAN" | "OTHER";
export type OnlineStatus = "online" | "offline" | "never_seen";
export type ProfileState = "ok" | "missing" | "disabled" | "down_off" | "none";
export type ThingModelRef = Schemas["MountedModel"];
export type TagUse = Schemas["TagUse"];

type DeviceWords = {
  device_type: DeviceType;
  data_from: DataFrom;
  status: OnlineStatus;
  profile: ProfileState;
};
export type Device = Refined<Schemas["Device"], DeviceWords>;
export type DeviceDetail = Refined<
  Schemas["DeviceDetail"],
  DeviceWords & {
    server_attrs: JsonObject;
    shared_attrs: JsonObject;
    profile_detail: Profile | null;
  }
>;
export type DataCategory = "telemetry_data" | "shared_attrs" | "server_attrs";
type RelationEnd = Refined<
  Schemas["RelationEnd"],
  { device_type: DeviceType; status: OnlineStatus }
>;
export type Relation = Refined<
  Schemas["Relation"],
  { notify_fields: DataCategory[]; source: RelationEnd; target: RelationEnd; params: JsonObject }
>;
export type DeviceInput = Omit<Input<"DeviceInput">, "eui">;
export type EuiCheck = Refined<
  Schemas["EuiAnswer"],
  { state: "free" | "exists" | "exists_elsewhere" | "invalid"; profile: ProfileState }
>;
