// LoRaWAN profiles and the regions they are in.

import type { Input, Refined, Schemas } from "./schema";

export type Standard = "CN470" | "EU433" | "EU868" | "AS923" | "AU915" | "US902";
export type JoinMode = "ABP" | "OTAA";
export type ClassMode = "ClassA" | "ClassC";
export type LwVersion = "1.0.2" | "1.0.3" | "1.0.4";
export type RadioDefaults = Schemas["RegionDefaults"];
export type Region = Refined<Schemas["Region"], { standard: Standard; lw_versions: LwVersion[] }>;

type ProfileWords = {
  join_mode: JoinMode;
  standard: Standard;
  lw_ver: LwVersion;
  class_mode: ClassMode;
  join_class_mode: ClassMode;
};
export type BatchUse = Schemas["BatchUse"];
export type Profile = Refined<Schemas["Profile"], ProfileWords>;
export type ProfileDetail = Refined<Schemas["ProfileDetail"], ProfileWords>;
/** Fields of a profile that a caller may write. */
export type ProfileInput = Omit<Input<"ProfileInput">, "dev_eui">;
