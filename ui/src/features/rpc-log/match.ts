// The filters of the RPC log, for calls that arrive live. The instance applies the same ones to the
// stored calls; both must agree on what matches.

import type { RpcRun } from "../../api/types";
import { cleanHex } from "../../lib/hex";
import { fold } from "../../lib/text";

type Filters = Readonly<Record<string, string | undefined>>;

/** True when the call passes every filter but that of the state, which changes while it runs. */
export function matchesRun(filters: Filters, run: RpcRun): boolean {
  const { eui, origin, rpc, q, said, from, to } = filters;
  if (eui !== undefined && eui !== run.eui) return false;
  if (origin !== undefined && origin !== run.origin) return false;
  if (rpc !== undefined && rpc !== run.rpc_id && rpc !== run.method) return false;
  if (from !== undefined && Date.parse(run.at) < Date.parse(from)) return false;
  if (to !== undefined && Date.parse(run.at) >= Date.parse(to)) return false;
  if (!q) return true;
  const wanted = fold(q);
  const digits = cleanHex(q);
  return (
    [run.eui, run.method, run.name, run.operator, run.result].some((text) =>
      fold(text).includes(wanted),
    ) ||
    (digits !== "" && run.eui.includes(digits)) ||
    (said !== undefined && says(run.result_said, said.split(",")))
  );
}

/** Whether a sentence, or one that stands in it, has one of these codes. */
function says(part: unknown, codes: readonly string[]): boolean {
  if (typeof part !== "object" || part === null) return false;
  return Object.entries(part).some(
    ([name, value]) =>
      (name === "code" && typeof value === "string" && codes.includes(value)) || says(value, codes),
  );
}

/** Ids rise with time; they are longer than a number can hold. */
export const byNewestId = (first: RpcRun, second: RpcRun): number =>
  second.id.length - first.id.length || (second.id > first.id ? 1 : second.id < first.id ? -1 : 0);
