// What scripts are given in a test. Pure; the instance's sandbox gets exactly this.

import type { DeviceDetail, JsonObject, TelemetryGroup } from "../../../api/types";

/** A text that should have been a JSON object. */
export type JsonProblem<What extends string> = { code: "badJson"; what: What; why: string };

export function objectFrom<What extends string>(
  text: string,
  what: What,
  expected: string,
): { value: JsonObject } | { problem: JsonProblem<What> } {
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
