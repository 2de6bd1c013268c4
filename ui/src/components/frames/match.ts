// The filters of the network lists, for entries that arrive live. The instance applies the same
// ones to history; both must agree on what matches.

import type { Frame, Message } from "../../api/types";
import { cleanHex } from "../../lib/hex";
import { fold } from "../../lib/text";

export type Filters = Readonly<Record<string, string | undefined>>;

const contains = (text: string | null | undefined, part: string) =>
  part !== "" && text != null && fold(text).includes(part);

const same = (wanted: string | undefined, value: string | null) =>
  wanted === undefined || wanted === value;

/** One of the words of a list with commas. */
const among = (wanted: string | undefined, value: string) =>
  wanted === undefined || wanted.split(",").includes(value);

const onPort = (filters: Filters, port: number | null) =>
  same(filters["f_port"], port === null ? null : String(port));

/** The beginning of a period belongs to it, its end does not. */
function within({ from, to }: Filters, at: string): boolean {
  if (from !== undefined && Date.parse(at) < Date.parse(from)) return false;
  return to === undefined || Date.parse(at) < Date.parse(to);
}

/** True when the frame passes every filter that is set. */
export function matchesFrame(filters: Filters, frame: Frame): boolean {
  const { q } = filters;
  if (!within(filters, frame.at)) return false;
  if (!same(filters["gateway"], frame.gateway)) return false;
  if (!same(filters["direction"], frame.direction)) return false;
  if (!among(filters["kind"], frame.kind)) return false;
  if (!same(filters["ack"], String(frame.ack))) return false;
  if (!onPort(filters, frame.f_port)) return false;
  if (!same(filters["verdict"], frame.verdict)) return false;
  if (!same(filters["dev_eui"], frame.dev_eui)) return false;
  if (!same(filters["dev_addr"], frame.dev_addr)) return false;
  if (!q) return true;
  const digits = cleanHex(q);
  return (
    contains(frame.verdict, fold(q)) ||
    contains(frame.kind, fold(q)) ||
    [frame.dev_eui, frame.dev_addr, frame.gateway].some((text) => contains(text, digits))
  );
}

/** True when the message passes every filter that is set. */
export function matchesMessage(filters: Filters, message: Message): boolean {
  const { q } = filters;
  if (!within(filters, message.at)) return false;
  if (!same(filters["eui"], message.eui)) return false;
  if (!same(filters["direction"], message.direction)) return false;
  if (!among(filters["kind"], message.kind)) return false;
  if (!onPort(filters, message.f_port)) return false;
  const model = filters["thing_model"];
  if (model && !message.parse.some((result) => result.thing_model_id === model)) return false;
  if (!q) return true;
  const digits = cleanHex(q);
  return (
    contains(message.eui, digits) ||
    contains(message.payload, digits) ||
    contains(JSON.stringify(message.content), fold(q))
  );
}
