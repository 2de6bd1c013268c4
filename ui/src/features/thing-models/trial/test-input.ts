// The message of a test run, made from a real uplink, from hex or from JSON. Pure.

import type { JsonObject } from "../../../api/types";
import type { JsonProblem } from "../../../components/models/trial/script-input";
import { cleanHex, isHex } from "../../../lib/hex";
import { hexToBase64 } from "../../../lib/payload";

export type InputMode = "uplink" | "hex" | "json";

/** Why an input cannot be used. */
export type InputProblem = { code: "none" | "oddHex" | "badHex" } | JsonProblem<"msg" | "device">;

export type Made<Value> = { value: Value } | { problem: InputProblem };

/** An AS message around a payload, as the instance would publish it. */
export function messageAround(port: number, hex: string, eui: string): JsonObject {
  return {
    version: "3.1",
    type: "data",
    if: "loraWAN",
    moteeui: eui,
    token: 1,
    userdata: { class: "ClassA", confirmed: false, seqno: 1, port, payload: hexToBase64(hex) },
    moteTx: { freq: 868.1, modu: "LORA", datr: "SF7BW125", codr: "4/5", macAck: "", macCmd: "" },
    gwrx: [{ eui: "0000000000000000", time: "", tmms: 0, tmst: 0, rssi: -60, lsnr: 9.5 }],
  };
}

export function fromHex(text: string, port: number, eui: string): Made<JsonObject> {
  const hex = cleanHex(text);
  if (!isHex(hex)) return { problem: { code: "badHex" } };
  if (hex.length % 2 === 1) return { problem: { code: "oddHex" } };
  return { value: messageAround(port, hex, eui) };
}
