// A site on which no page is empty, made through the API like anybody would.

import type { Instance } from "../../tests/support/instance.mjs";
import { caller, type Call } from "../e2e/support/api";
import { Forwarder, Sensor } from "../e2e/support/radio";
import { makeSubDevice } from "../e2e/support/sub-device";
import type { Ids } from "./place";

type Made = { id: string };

/** Devices and gateways of the simulated site. */
const MAIN = "70b3d57ed0517e00";
const SECOND = "70b3d57ed0517e01";
const AIR = "70b3d57ed0517e0e";
const GATEWAY = "02517efffe000001";
/** Not of the simulated site: a device that nobody hears, and a gateway that nobody registered. */
const SILENT = { eui: "70b3d57ed0001234", dev_addr: "000a1234" };
const KEYS = {
  nwks_key: "000102030405060708090a0b0c0d91bc",
  apps_key: "101112131415161718191a1b1c1d3f2a",
};
const WRONG_KEYS = { nwks_key: "00".repeat(16), apps_key: "11".repeat(16) };
const STRANGER = "02517efffe0d0099";

const PATIENCE_MS = 60_000;
const PAUSE_MS = 200;

/** Asks until there is an answer. */
async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`never: ${what}`);
}

async function itemsOf(call: Call, path: string): Promise<Made[]> {
  return ((await call("GET", path)) as { items: Made[] }).items;
}

const firstOf = (call: Call, path: string) =>
  eventually(path, async () => (await itemsOf(call, path))[0]?.id);

/** Fills an instance; the ids of what the places show. */
export async function fill(instance: Instance): Promise<Ids> {
  const call = caller(instance.url, instance.token);
  const made = async (path: string, body: object) =>
    ((await call("POST", `/api/v1/${path}`, body)) as Made).id;

  await call("POST", "/api/v1/simulated-site");
  const models = await makeModels(call, made);
  const places = await makePlaces(call, made);
  const groups = await makeGroups(call, made);
  await makeDevices(call, models);
  const executions = await makeExecutions(call, made);
  await configure(call, made);
  await hearOthers(call, instance);
  const imports = await makeImports(call, made);
  await deleteSome(call, made);
  const child = await makeSubDevice(call, "bus-1");
  await runCommands(call);
  await signInTwice(call);
  const viewer = (await call("POST", "/api/v1/tokens", {
    name: "Control room",
    role: "VIEWER",
  })) as { token: string };

  const messages = `/api/v1/devices/${MAIN}/telemetry`;
  await eventually(
    messages,
    async () => JSON.stringify(await call("GET", messages)).includes("temp") || undefined,
  );
  return {
    ...models,
    ...places,
    ...groups,
    ...executions,
    ...imports,
    main: MAIN,
    silent: SILENT.eui,
    gateway: GATEWAY,
    stranger: STRANGER,
    child,
    viewer: viewer.token,
    ks52: await firstOf(call, "/api/v1/thing-models?q=ks52"),
    builtInRpc: await firstOf(call, "/api/v1/rpc-models?q=mtset_period_heart"),
    alarm: await firstOf(call, "/api/v1/alarms"),
    run: await firstOf(call, "/api/v1/rpc-runs?rpc=set_mode"),
    failedRun: await firstOf(call, "/api/v1/rpc-runs?rpc=breaks"),
  };
}

type Make = (path: string, body: object) => Promise<string>;

const SIZES = `const size = Buffer.from(msg.userdata.payload, 'base64').length;
console.log('bytes:', size);
if (size > 16) throw new Error('longer than a report of this kind');
return { telemetry_data: { size } };`;

const WARM = `const { temperatrue } = device.telemetry_data[thingModelId] ?? {};
if (!(temperatrue > 0)) return null;
return {
  delayms: 3600000,
  abort_previous_timer: true,
  actions: [{ method: 'alarm', params: { action: 'new', name: 'warm', title: 'Too warm' } }],
};`;

async function makeModels(call: Call, made: Make): Promise<Ids> {
  const number = (name: string, alias: string, unit: string, order: number) => ({
    field_name: name,
    name: alias,
    type: "number",
    unit,
    order,
  });
  const thing = await made("thing-models", {
    id_name: "report_size",
    name: "Report size",
    payload_parser: SIZES,
    tags: ["example"],
    remark: "How long the reports of a device are.",
    telemetry_config: { fields: { size: number("size", "Size", "B", 1) } },
  });
  await call("PATCH", `/api/v1/thing-models/${thing}`, {
    payload_parser: `// Reports of one kind have at most 16 bytes.\n${SIZES}`,
  });
  await call("POST", `/api/v1/models/thing-models/${thing}/cases`, {
    name: "A short report",
    input: { msg: { userdata: { port: 11, payload: "AQID" } }, device: {} },
    expected: { telemetry_data: { size: 3 } },
  });
  await made("thing-models", {
    id_name: "floor_climate",
    name: "Climate of a floor",
    payload_parser: "return { telemetry_data: { rooms: 3, warmest: 24.5 } };",
    telemetry_config: {
      fields: {
        rooms: number("rooms", "Rooms", "", 1),
        warmest: number("warmest", "Warmest room", "°C", 2),
      },
    },
  });
  const rpc = await made("rpc-models", {
    id_name: "set_mode",
    name: "Set operating mode",
    remark: "How the ventilation of a room works.",
    template: {
      mode: {
        alias: "Mode",
        type: "number",
        order: 1,
        dftValue: 4,
        options: [
          { id: "1", label: "Day", value: 4 },
          { id: "2", label: "Night", value: 5 },
        ],
      },
      period: { alias: "Report period", type: "number", unit: "s", order: 2, dftValue: 900 },
      quiet: { alias: "Quiet", type: "boolean", order: 3, dftValue: false },
    },
    rpc_script: `return [
  { type: 'modifyAttrs', dnMsg: { server_attrs: { mode: params.mode } } },
];`,
  });
  await made("rpc-models", {
    id_name: "breaks",
    name: "Read the meter",
    rpc_script: "throw new Error('the meter did not answer')",
  });
  const trigger = await made("trigger-models", { name: "Too warm", trigger_script: WARM });
  await call("PATCH", `/api/v1/trigger-models/${trigger}`, { remark: "After an hour of warmth." });
  await made("trigger-models", {
    name: "Watch the battery",
    trigger_script: "throw new Error('no battery is reported')",
  });
  const template = await made("device-templates", {
    name: "Meeting room",
    thing_model: ["mt_ks52"],
    rpc: ["mtset_period_heart", "set_mode"],
    trigger: [trigger],
    tags: ["KS52", "room"],
    heart_period: 3600,
    modbus_tcp: true,
    server_attrs: {
      limit: { dftValue: 24, type: "number", unit: "°C", alias: "Warmest allowed", order: 1 },
      contact: { dftValue: "Facility management", type: "string", alias: "Contact", order: 2 },
    },
    shared_attrs: {
      period_heart: { dftValue: 900, type: "number", unit: "s", alias: "Heartbeat", order: 1 },
    },
    remark: "Climate of a meeting room.",
  });
  return { thing, rpc, trigger, template };
}

async function makePlaces(call: Call, made: Make): Promise<Ids> {
  await made("locations", {
    code: "M1",
    name: "Munich",
    address_1: "Marienplatz 1",
    zip: "80331",
    latitude: 48.1372,
    longitude: 11.5756,
  });
  const location = await made("locations", { code: "M1-A", parent_code: "M1", name: "Building A" });
  await made("locations", { code: "M1-A-0", parent_code: "M1-A", name: "Ground floor" });
  const room = await made("locations", {
    code: "M1-A-1",
    parent_code: "M1-A",
    name: "First floor",
  });
  await call("PATCH", `/api/v1/gateways/${GATEWAY}`, { location_id: location });
  for (const eui of [MAIN, SECOND, AIR]) {
    await call("PATCH", `/api/v1/devices/${eui}`, { location_id: room });
  }
  return { location };
}

async function makeGroups(call: Call, made: Make): Promise<Ids> {
  // Nobody takes mail on this port, so that there are messages that did not arrive.
  await call("PATCH", "/api/v1/mail", {
    host: "127.0.0.1",
    port: 9,
    security: "none",
    sender: "ThinkLink <alarms@example.org>",
  });
  const group = await made("notification-groups", {
    name: "Night shift",
    recipients: ["night.shift@example.org", "control.room@example.org"],
    remark: "From 22 to 6 o'clock.",
  });
  await made("notification-groups", { name: "Open windows", channel: "DESKTOP" });
  await call("PATCH", `/api/v1/gateways/${GATEWAY}`, { notification_groups: [group] });
  return { group };
}

async function signInTwice(call: Call): Promise<void> {
  const password = "correct horse";
  await call("PUT", "/api/v1/me/password", { password });
  for (let times = 0; times < 2; times += 1) {
    await call("POST", "/api/v1/login", { account: "admin", password });
  }
}

async function makeDevices(call: Call, { trigger = "" }: Ids): Promise<void> {
  const device = (eui: string, body: object) => call("POST", "/api/v1/devices", { eui, ...body });
  await call("POST", "/api/v1/lorawan-profiles", {
    dev_eui: SILENT.eui,
    standard: "EU868",
    join_mode: "ABP",
    dev_addr: SILENT.dev_addr,
    ...KEYS,
  });
  await device(SILENT.eui, {
    name: "Cold store climate",
    thing_model: ["mt_ks52"],
    tags: ["KS52"],
  });
  await device("70b3d57ed0009999", { name: "Not provisioned yet", thing_model: ["mt_ks52"] });
  await device("bus-1", { name: "Meter bus", data_from: "OTHER" });
  await device("first-floor", {
    name: "First floor",
    device_type: "VIRTUAL",
    thing_model: ["floor_climate"],
    tags: ["floor"],
  });
  await call("PATCH", `/api/v1/devices/${MAIN}`, {
    thing_model: ["mt_ks52", "report_size"],
    rpc: ["mt_act_dn_data", "mtset_period_heart", "set_mode", "breaks", "alarm"],
    trigger: [trigger],
    remark: "On the wall beside the door.",
  });
  await call("PATCH", `/api/v1/devices/${AIR}`, { thing_model: ["mt_ks61", "report_size"] });
  const watch = await firstOf(call, "/api/v1/trigger-models?q=battery");
  await call("PATCH", `/api/v1/devices/${SECOND}`, {
    thing_model: ["mt_ks52", "report_size"],
    rpc: ["set_mode", "alarm"],
    trigger: [trigger, watch],
  });
  await call("POST", "/api/v1/relations", {
    from_eui: [MAIN, SECOND, AIR],
    to_eui: ["first-floor"],
    notify_fields: ["telemetry_data"],
    params: { weight: 2 },
  });
  await describe(call);
  for (const f_port of [10, 21]) {
    await call("POST", `/api/v1/devices/${SILENT.eui}/downlinks`, { f_port, payload: "01a2ff" });
  }
}

/** Gives the main device attributes of every kind. */
async function describe(call: Call): Promise<void> {
  const attribute = (side: string, key: string, value: unknown, meta: object = {}) =>
    call("PUT", `/api/v1/devices/${MAIN}/attributes/${side}/${key}`, { value, meta });
  await attribute("server", "limit", 24.5, {
    type: "number",
    unit: "°C",
    alias: "Warmest allowed",
    remark: "Of the room's user.",
    order: 1,
  });
  await attribute("server", "contact", "Facility management, building A", { order: 2 });
  await attribute("server", "watched", true, { type: "boolean", alias: "Watched" });
  await attribute("server", "hours", { from: 8, to: 18, days: ["Mo", "Tu", "We"] });
  await attribute("shared", "period_heart", 900, {
    type: "number",
    unit: "s",
    alias: "Heartbeat",
    rpcs: ["mtset_period_heart"],
    order: 1,
  });
  await attribute("shared", "mode", 4, {
    type: "number",
    alias: "Mode",
    options: [
      { label: "Day", value: 4 },
      { label: "Night", value: 5 },
    ],
  });
}

async function makeExecutions(call: Call, made: Make): Promise<Ids> {
  const schedule = await made("scheduled-tasks", {
    name: "Every night",
    cron: "0 0 2 * * ?",
    remark: "When nobody is in the building.",
  });
  await made("scheduled-tasks", {
    name: "Working hours",
    cron: "0 0 8 ? * 1-5",
    enable: false,
  });
  const execution = await made("device-executions", {
    name: "Night mode",
    rpc_id: "set_mode",
    params: { mode: 5 },
    euis: [MAIN, SECOND],
    cron_task: schedule,
    log_enable: true,
  });
  await made("device-executions", { name: "Read all meters", rpc_id: "breaks", euis: [MAIN] });
  await call("POST", `/api/v1/device-executions/${execution}/execute`);
  return { schedule, execution };
}

/** Settings of the instance and the tenant. */
async function configure(call: Call, made: Make): Promise<void> {
  await call("POST", "/api/v1/tenants", { code: "lab", name: "Laboratory" });
  await call("PUT", "/api/v1/org-params", {
    params: { sms_user: "plant", limit: 5, night: true, contacts: { day: "front desk" } },
  });
  await made("outside-brokers", {
    name: "Building management",
    direction: "COPY",
    protocol: "mqtt",
    host: "127.0.0.1",
    port: 9,
    publish: ["data", "telemetry"],
  });
  await made("outside-brokers", {
    name: "Old network server",
    direction: "SOURCE",
    protocol: "mqtt",
    host: "127.0.0.1",
    port: 9,
    enable: false,
  });
}

/** A gateway that nobody registered hears devices that nobody knows, and one with other keys. */
async function hearOthers(call: Call, { gwmp }: Instance): Promise<void> {
  const stranger = await Forwarder.connect(gwmp, STRANGER);
  new Sensor(stranger, { dev_addr: "260b1234", ...WRONG_KEYS }).report(20);
  new Sensor(stranger, { dev_addr: SILENT.dev_addr, ...WRONG_KEYS }).report(21);
  // Until they are on their way the socket has to stay.
  await firstOf(call, "/api/v1/network/frames?verdict=mic_failed");
  stranger.close();
}

const CHECKED = [
  "eui;name;tags;remark",
  `${MAIN};Entrance climate;simulated;Renamed by the file`,
  "70b3d57ed0f00001;Corridor north;KS52;",
  "70b3d57ed0f00002;Corridor south;KS52;",
  "70b3d57e;Too short;;",
  "70b3d57ed0f00001;Twice;;",
];
const UNMATCHED = ["Serial;Label;Where", "70b3d57ed0f00101;Pump 1;Cellar"];
const APPLIED = [
  "eui;name;data_from",
  ...Array.from({ length: 8 }, (_, at) => `meter-${at + 1};Meter ${at + 1};OTHER`),
  "no eui!;Broken row;OTHER",
];

async function makeImports(call: Call, made: Make): Promise<Ids> {
  const read = async (file: string, lines: string[]) =>
    ((await call("POST", `/api/v1/imports/devices?file=${file}`, lines.join("\n"))) as Made).id;
  const applied = await read("meters.csv", APPLIED);
  await call("POST", `/api/v1/imports/${applied}/apply`, {});
  await eventually("the import", async () => {
    const { state } = (await call("GET", `/api/v1/imports/${applied}/summary`)) as {
      state: string;
    };
    return state === "applied" || undefined;
  });
  await made("device-templates", { name: "Meter", tags: ["meter"] });
  return {
    applied,
    checked: await read("rooms.csv", CHECKED),
    unmatched: await read("pumps.csv", UNMATCHED),
  };
}

/** Deletions that can be undone: of two devices at once, and of a single record. */
async function deleteSome(call: Call, made: Make): Promise<void> {
  await call("POST", "/api/v1/devices/delete", { devices: { euis: ["meter-7", "meter-8"] } });
  const spare = await made("locations", { code: "OLD", name: "Old depot" });
  await call("DELETE", `/api/v1/locations/${spare}`);
  await call("POST", "/api/v1/devices/tags", {
    devices: { euis: ["meter-1", "meter-2"] },
    add: ["cellar"],
  });
}

/** Calls of commands, alarms, a One-Time RPC that is over and one that goes on. */
async function runCommands(call: Call): Promise<void> {
  const run = (eui: string, method: string, params = {}) =>
    call("POST", `/api/v1/devices/${eui}/rpc`, { method, params, wait_ms: 5_000 });
  await run(MAIN, "set_mode", { mode: 5, period: 600, quiet: true });
  await run(MAIN, "breaks");
  await call("POST", `/api/v1/devices/${MAIN}/rpc`, {
    method: "mtset_period_heart",
    params: { period: 900 },
  });
  const alarm = (eui: string, name: string, params: object) =>
    run(eui, "alarm", { action: "new", name, ...params });
  await alarm(MAIN, "door", {
    title: "Door is open",
    desc: "The entrance has been open for 20 minutes.",
    level: "urgent",
    notify: ["Night shift"],
  });
  await alarm(MAIN, "humid", { title: "Too humid", desc: "72 %", level: "mid" });
  await alarm(SECOND, "hot", { title: "Too hot", desc: "31 °C, 26 °C allowed", level: "high" });
  await alarm(SECOND, "filter", { title: "Filter is due", level: "low" });
  await alarm(SECOND, "over", { title: "Window open", level: "low" });
  await run(SECOND, "alarm", { action: "clear", name: "over" });
  const [one] = await itemsOf(call, "/api/v1/alarms?level=high");
  await call("POST", "/api/v1/alarms/acknowledge", {
    ids: [one?.id],
    note: "Ventilator is on its way",
  });
  const oneTime = (name: string, euis: string[], device_interval_ms: number) =>
    call("POST", "/api/v1/one-time-rpc", {
      name,
      euis,
      rpc: "set_mode",
      params: { mode: 4, period: 900, quiet: false },
      device_interval_ms,
    });
  await oneTime("Day mode everywhere", [MAIN, SECOND, AIR], 0);
  await oneTime("Day mode, slowly", [MAIN, SECOND, AIR, "bus-1"], 3_600_000);
}
