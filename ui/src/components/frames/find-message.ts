import { collect } from "../../api/list";
import { paths } from "../../api/queries";
import type { Message } from "../../api/types";
import { around } from "../../lib/time";

/** The message of a frame is written after the copies of all gateways were collected. */
const BEFORE_MS = 2_000;
const AFTER_MS = 15_000;

/** The message of a device near a moment: by its counter, else the last one until then. */
export async function findMessage(
  eui: string,
  at: string,
  fCnt: number | null,
  signal?: AbortSignal,
): Promise<Message | null> {
  const query = { eui, kind: "data", ...around(at, BEFORE_MS, AFTER_MS) };
  const found = await collect<Message>(paths.messages, query, 50, signal);
  const uplinks = found.filter((message) => message.direction === "up");
  const same =
    fCnt === null
      ? uplinks.find((message) => Date.parse(message.at) <= Date.parse(at))
      : uplinks.find((message) => message.f_cnt === fCnt);
  return same ?? uplinks.find((message) => message.at === at) ?? null;
}
