// What the live stream tells.

import type { Alarm, AlarmEvent, AlarmLevel } from "./alarms";
import type { OnlineStatus } from "./devices";
import type { Downlink, Frame, Message } from "./frames";
import type { Gateway } from "./gateways";
import type { Status } from "./instance";
import type { RpcRun } from "./rpc";
import type { JsonObject, Said, Timestamp } from "./schema";
import type { Task } from "./tasks";

export type TelemetryEvent = {
  type: "telemetry";
  eui: string;
  active_time: Timestamp;
  thing_model_id: string;
  thing_model_id_name: string;
  telemetry_data: JsonObject;
  rssi: number | null;
  snr: number | null;
};

export type NoticeSubject = { kind: "device" | "gateway"; id: string | null };

/** What a notification group of channel `DESKTOP` is told. */
export type NoticeEvent = {
  type: "notice";
  group: string;
  title: string;
  title_said: Said | null;
  desc: string;
  desc_said: Said | null;
  /** What it is about; without an id it is about several, which the text names. */
  subject: NoticeSubject | null;
  eui: string | null;
  device_name: string | null;
  /** EUI of the gateway, when it is about one. */
  gateway: string | null;
  gateway_name: string | null;
  /** The alarm's name, when it is about one. */
  alarm: string | null;
  event: AlarmEvent | null;
  level: AlarmLevel | null;
  at: Timestamp;
};

/** A device reported something that no thing model made values of; with the topic `telemetry`. */
export type HeardEvent = Pick<TelemetryEvent, "eui" | "active_time" | "rssi" | "snr"> & {
  type: "heard";
};

export type LiveEvent =
  | TelemetryEvent
  | HeardEvent
  | { type: "frame"; frame: Frame }
  | { type: "message"; message: Message }
  | { type: "downlink"; downlink: Downlink }
  | { type: "rpc"; run: RpcRun }
  | { type: "alarm"; event: AlarmEvent; alarm: Alarm }
  | NoticeEvent
  | { type: "gateway"; gateway: Gateway }
  | { type: "task"; task: Task }
  | { type: "gateway_status"; eui: string; status: OnlineStatus; last_seen: Timestamp | null }
  | { type: "changed"; resource: string; key: string; action: "created" | "updated" | "deleted" }
  | { type: "device_status"; eui: string; status: OnlineStatus; active_time: Timestamp | null }
  | { type: "status"; status: Status }
  | { type: "resync" };

export type Topic =
  | "telemetry"
  | "frame"
  | "message"
  | "downlink"
  | "rpc"
  | "alarm"
  | "notice"
  | "gateway"
  | "device_status"
  | "task"
  | "changed"
  | "status";
