// What a trigger script returned, as the RPCs the instance would run. The instance has checked its
// shape, so nothing is refused here. Pure.

import type { Json, JsonObject } from "../../api/types";

/** The member of an RPC's parameters that names its device. */
const TARGET = "_eui";

type Action = {
  /** In what the script returned, from 1. */
  number: number;
  method: string;
  /** EUI; null: the trigger's own device. */
  target: string | null;
  params: JsonObject;
};

type Plan = { actions: Action[]; delayMs: number; abortPrevious: boolean };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Null: nothing would run, and what waits goes on waiting. */
export function planOf(result: Json): Plan | null {
  if (!isObject(result) || result["should_dispatch"] === false) return null;
  const given = result["actions"] ?? [];
  const actions = (Array.isArray(given) ? given : [given]).flatMap((value, at) => {
    if (!isObject(value)) return [];
    const params = isObject(value["params"]) ? value["params"] : {};
    const target = params[TARGET] ?? value[TARGET];
    return {
      number: at + 1,
      method: String(value["method"]).trim(),
      target: target === undefined || target === null ? null : String(target).toLowerCase(),
      params: Object.fromEntries(Object.entries(params).filter(([key]) => key !== TARGET)),
    };
  });
  const abortPrevious = result["abort_previous_timer"] === true;
  if (actions.length === 0 && !abortPrevious) return null;
  return { actions, delayMs: Number(result["delayms"] ?? 0), abortPrevious };
}
