import type { Json, ValueType } from "../../api/types";
import { readAs } from "../rpc/parameters";
import { textOf } from "./TypedValue";

/** A value as another type has it, as far as it has; what becomes of it when its type changes. */
export function retyped(type: ValueType, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return undefined;
  return type === "string" ? textOf(value) : readAs(type, value);
}
