// The shapes of the API, from the OpenAPI document, by topic.

export type { Json, JsonObject, Page, Said } from "./schema";
export type * from "./alarms";
export type * from "./attributes";
export type * from "./brokers";
export type * from "./bulk";
export type * from "./devices";
export type * from "./diagnosis";
export type * from "./frames";
export type * from "./gateways";
export type * from "./imports";
export type * from "./instance";
export type * from "./live";
export type * from "./locations";
export type * from "./mac";
export type * from "./models";
export type * from "./profiles";
export type * from "./restore";
export type * from "./rpc";
export type * from "./tasks";
export type * from "./telemetry";
