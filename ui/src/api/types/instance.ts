// The instance itself: who asks, its settings, its storage and who may use it.

import type { Named, Refined, Schemas } from "./schema";

export type ProblemDocument = Named["Problem"];
export type Me = Schemas["Me"];
export type Login = Schemas["Session"];
export type Status = Refined<
  Schemas["Status"],
  { listeners: Schemas["Listeners"]; simulated_site: Schemas["SimulatedSite"] }
>;
export type InstanceSettings = Schemas["Settings"];

export type MqttAccount = Schemas["MqttAccount"];
export type TokenRole = "OWNER" | "ADMIN" | "VIEWER";
export type Token = Refined<Schemas["Token"], { role: TokenRole }>;
export type SignIn = Schemas["SignIn"];
export type EndedSignIns = Schemas["EndedSignIns"];
export type CreatedToken = Schemas["CreatedToken"];

/** The settings that say how long a kind of history is kept. */
export type RetentionSetting =
  | "frame_retention_h"
  | "message_retention_h"
  | "telemetry_retention_d"
  | "model_log_retention_d"
  | "incident_retention_d"
  | "alarm_retention_d"
  | "rpc_log_retention_d"
  | "notice_log_retention_d";
export type HistoryKind = Refined<
  Schemas["HistoryKind"],
  {
    kind:
      | "frames"
      | "messages"
      | "telemetry"
      | "model_log"
      | "incidents"
      | "alarm_log"
      | "rpc_runs"
      | "notice_log";
    setting: RetentionSetting;
  }
>;
export type Storage = Refined<Schemas["Storage"], { kinds: HistoryKind[] }>;
