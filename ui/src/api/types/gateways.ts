// Gateways, how they do and what happened to them.

import type { OnlineStatus } from "./devices";
import type { Standard } from "./profiles";
import type { Input, JsonObject, Refined, Schemas } from "./schema";

export type GatewayType = "GWMP" | "BASICS_STATION";
export type PositionSource = "MANUAL" | "GPS";
export type GatewayContest = Refined<
  Schemas["GatewayContest"],
  { kind: "duplicate" | "wrong_address" | "wrong_token" }
>;
export type Gateway = Refined<
  Schemas["Gateway"],
  {
    status: OnlineStatus;
    type: GatewayType;
    standard: Standard | null;
    position_source: PositionSource;
    down_path: "open" | "stale" | "none";
    contest: GatewayContest | null;
    protocol: "gwmp" | "basics_station" | null;
    station: Schemas["StationVersion"] | null;
    stat: Schemas["Stat"] | null;
  }
>;
type Fit = "good" | "other_group" | "other_band";
export type GatewayPlan = Refined<
  Schemas["GatewayPlan"],
  { guess: { standard: Standard; sub_band: number | null } | null }
>;
export type GatewaySpread = Schemas["GatewaySpread"];
export type GatewayStatistics = Refined<
  Schemas["GatewayStatistics"],
  {
    rssi: GatewaySpread | null;
    snr: GatewaySpread | null;
    heard: { freq: number; count: number; fit: Fit | null }[];
    plan: GatewayPlan;
  }
>;
export type IncidentKind =
  "online" | "offline" | "duplicate" | "wrong_address" | "wrong_token" | "acknowledged";
export type Incident = Refined<Schemas["Incident"], { kind: IncidentKind; detail: JsonObject }>;
export type GatewayAddresses = Schemas["GatewayAddresses"];
export type BasicsStation = Schemas["BasicsStation"];
export type NewStationToken = Schemas["NewStationToken"];
export type GatewayInput = Omit<Input<"GatewayInput">, "eui">;
