import type { Call } from "./api";

type Devices = { items: { eui: string }[] };

/** Gives `parent` a sub-device, as a parent's own report would; its EUI. */
export async function makeSubDevice(call: Call, parent: string): Promise<string> {
  const name = `poll_${parent.replaceAll("-", "_")}`;
  await call("POST", "/api/v1/thing-models", {
    id_name: name,
    name,
    payload_parser: `return { sub_device: "07", telemetry_data: { level: 1 } };`,
  });
  await call("PATCH", `/api/v1/devices/${parent}`, { thing_model: [name] });
  // What it hears of another device makes its thing model run.
  const clock = `clock-of-${parent}`;
  await call("POST", "/api/v1/devices", { eui: clock, name: "Clock", data_from: "OTHER" });
  await call("POST", "/api/v1/relations", {
    from_eui: [clock],
    to_eui: [parent],
    notify_fields: ["server_attrs"],
  });
  await call("PATCH", `/api/v1/devices/${clock}/attributes/server`, { values: { tick: 1 } });
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const children = (await call("GET", `/api/v1/devices?parent=${parent}`)) as Devices;
    const [child] = children.items;
    if (child) return child.eui;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${parent} made no sub-device`);
}
