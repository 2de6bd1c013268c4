// What an RPC script returned, as the steps the instance would take. The instance has checked its
// shape, so nothing is refused here. Pure.

import type { Json, JsonObject } from "../../api/types";
import { base64ToHex } from "../../lib/payload";

type StepKind = "downlink" | "modifyAttrs" | "alarm" | "notify" | "http";

export type Step = {
  /** In what the script returned, from 1. */
  number: number;
  kind: StepKind;
  /** Milliseconds to wait before it. */
  sleepMs: number;
  /** EUI; null: the device that was called. */
  target: string | null;
  /** Port and payload of a downlink that has them. */
  frame: { port: number; hex: string; confirmed: boolean } | null;
  /** What the step says, whole. */
  content: Json;
};

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function kindOf(type: Json | undefined): StepKind {
  return type === "modifyAttrs" || type === "alarm" || type === "notify" || type === "http"
    ? type
    : "downlink";
}

function frameOf(message: Json | undefined): Step["frame"] {
  const userdata = isObject(message) ? message["userdata"] : undefined;
  if (!isObject(userdata)) return null;
  const hex = base64ToHex(String(userdata["payload"] ?? ""));
  return {
    port: Number(userdata["port"] ?? 0),
    hex: hex ?? "",
    confirmed: userdata["confirmed"] === true,
  };
}

/** Nothing, one object or an array, with nulls left out. */
export function stepsOf(result: Json): Step[] {
  const list = Array.isArray(result) ? result : [result];
  return list.flatMap((value, at) => {
    if (!isObject(value)) return [];
    const { type, sleepTimeMs, target, dnMsg, params } = value;
    const kind = kindOf(type);
    const named = String(target ?? "").trim();
    return {
      number: at + 1,
      kind,
      sleepMs: Number(sleepTimeMs ?? 0),
      // Without a name in it, as for the instance, it is the device that was called.
      target: named === "" ? null : named,
      frame: kind === "downlink" ? frameOf(dnMsg) : null,
      content: dnMsg ?? params ?? null,
    };
  });
}
