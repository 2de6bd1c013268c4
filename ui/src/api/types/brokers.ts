// Outside brokers.

import type { Input, Refined, Schemas } from "./schema";

export type BrokerDirection = "SOURCE" | "COPY";
export type BrokerProtocol = "mqtt" | "mqtts";
export type BrokerStatus = "disabled" | "connecting" | "connected" | "failed";
export type Publication = "data" | "dataAll" | "ack" | "telemetry";
export type OutsideBroker = Refined<
  Schemas["OutsideBroker"],
  {
    direction: BrokerDirection;
    protocol: BrokerProtocol;
    status: BrokerStatus;
    publish: Publication[];
  }
>;
export type OutsideBrokerInput = Input<"OutsideBrokerInput">;
export type OutsideBrokerTest = Schemas["OutsideBrokerTest"];
