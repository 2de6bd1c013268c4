// What devices were asked to do, and what triggers do by themselves.

import type { RpcTemplate } from "./models";
import type { Json, JsonObject, Refined, Schemas } from "./schema";

/** A trigger that runs for a device, with its last run and what waits for its time. */
export type DeviceTrigger = Refined<
  Schemas["DeviceTrigger"],
  {
    last_run: Schemas["LastTriggerRun"] | null;
    pending: Refined<
      Schemas["PendingTriggerActions"],
      { actions: Refined<Schemas["TriggerCall"], { params: JsonObject }>[] }
    >[];
  }
>;

export type RpcRunState =
  "queued" | "running" | "delivering" | "finished" | "failed" | "cancelled" | "interrupted";
export type RpcOrigin = "panel" | "api" | "mqtt" | "trigger" | "execution" | "attribute";
export type RpcStepKind = "downlink" | "modifyAttrs" | "alarm" | "notify" | "http";
export type RpcStepState =
  "waiting" | "queued" | "sent" | "acknowledged" | "done" | "failed" | "cancelled" | "skipped";
export type RpcRunStep = Refined<
  Schemas["RpcStep"],
  { kind: RpcStepKind; state: RpcStepState; content: Json }
>;
export type RpcRun = Refined<
  Schemas["RpcRun"],
  { state: RpcRunState; origin: RpcOrigin; params: JsonObject; steps: RpcRunStep[] }
>;
export type CallableRpcModel = Refined<
  Schemas["CallableRpcModel"],
  { template: RpcTemplate; values: JsonObject }
>;
