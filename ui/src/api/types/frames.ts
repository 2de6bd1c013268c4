// Frames, messages and downlinks.

import type { JsonObject, Refined, Schemas } from "./schema";

export type Direction = "up" | "down";
export type FrameKind =
  | "join_request"
  | "join_accept"
  | "unconfirmed_up"
  | "confirmed_up"
  | "unconfirmed_down"
  | "confirmed_down"
  | "proprietary"
  | "malformed";
export type Frame = Refined<
  Schemas["Frame"],
  { direction: Direction; kind: FrameKind; content: JsonObject; decoded: JsonObject }
>;
export type MessageKind = "data" | "dataAll" | "ackSeq" | "ackTx" | "dataClear";
export type Message = Refined<
  Schemas["Message"],
  { direction: "up" | "dn" | "ack"; kind: MessageKind; content: JsonObject }
>;

export type DownlinkState =
  | "queued"
  | "waiting_for_uplink"
  | "sending"
  | "sent"
  | "acknowledged"
  | "failed"
  | "cancelled"
  | "passed_on";
export type Downlink = Refined<
  Schemas["Downlink"],
  { state: DownlinkState; sent: Schemas["DownlinkSent"] | null }
>;
export type Downlinks = Refined<Schemas["Downlinks"], { waiting: Downlink[]; recent: Downlink[] }>;
