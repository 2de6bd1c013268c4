// What a test run is given: the message and the device, made from a real uplink, from hex or from
// JSON. Pure; the instance's sandbox gets exactly this.

import type { DeviceDetail, JsonObject, TelemetryGroup } from "../../api/types";
import { cleanHex, isHex } from "../../lib/hex";
import { hexToBase64 } from "../../lib/payload";

export type InputMode = "uplink" | "hex" | "json";

/** Why an input cannot be used. */
export type InputProblem =
  { code: "none" | "oddHex" | "badHex" } | { code: "badJson"; what: "msg" | "device"; why: string };

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

export function fromJson(text: string, what: "msg" | "device", expected: string): Made<JsonObject> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return { value: value as JsonObject };
    }
    return { problem: { code: "badJson", what, why: expected } };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { problem: { code: "badJson", what, why } };
  }
}

/** The device as scripts see it. */
export function deviceInput(
  device: DeviceDetail | undefined,
  telemetry: readonly TelemetryGroup[],
): JsonObject {
  if (!device) {
    return {
      eui: "",
      name: "",
      device_type: "NORMAL",
      parent: null,
      tags: [],
      server_attrs: {},
      shared_attrs: {},
      telemetry_data: {},
    };
  }
  return {
    id: device.id,
    eui: device.eui,
    name: device.name,
    device_type: device.device_type,
    data_from: device.data_from,
    parent: device.parent,
    thing_model: device.thing_model.map((model) => model.id),
    tags: device.tags,
    server_attrs: device.server_attrs,
    shared_attrs: device.shared_attrs,
    telemetry_data: Object.fromEntries(
      telemetry.map((group) => [group.thing_model_id, group.telemetry_data]),
    ),
    heart_period: device.heart_period,
    active_time: device.active_time,
    status: device.status === "online" ? "ONLINE" : "OFFLINE",
    real_time_storage: device.real_time_storage,
    remark: device.remark,
  };
}
