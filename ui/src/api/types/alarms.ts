// Alarms and who is told of them.

import type { Input, Refined, Schemas } from "./schema";

export type AlarmLevel = "low" | "mid" | "high" | "urgent";
export type AlarmEvent = "raised" | "changed" | "acknowledged" | "cleared" | "manually_cleared";
export type Alarm = Refined<Schemas["Alarm"], { level: AlarmLevel }>;
export type AlarmLogEntry = Refined<
  Schemas["AlarmLogEntry"],
  { level: AlarmLevel; event: AlarmEvent }
>;
export type AlarmHandlingResult = Schemas["AlarmHandlingResult"];
export type NotificationChannel = "EMAIL" | "DESKTOP";
export type NotificationGroup = Refined<
  Schemas["NotificationGroup"],
  { channel: NotificationChannel }
>;
export type NotificationGroupInput = Input<"NotificationGroupInput">;
export type NotificationTest = Schemas["NotificationTest"];
export type NotificationLogEntry = Refined<
  Schemas["NotificationLogEntry"],
  { channel: NotificationChannel | null }
>;
export type MailSecurity = "none" | "starttls" | "tls";
export type MailSettings = Refined<Schemas["MailSettings"], { security: MailSecurity }>;
export type MailSettingsInput = Input<"MailSettingsInput">;
