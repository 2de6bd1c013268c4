// A stand-in for an instance, for working on pages without one: made-up data, live values.
// Development only: `node mock/server.mjs [port]`, then `npm run dev`.

import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { WebSocketServer } from "ws";

const port = Number(process.argv[2] ?? 10100);
const BIG = process.env.MOCK_BIG ? Number(process.env.MOCK_BIG) : 0;
const dist = process.env.MOCK_DIST ?? new URL("../dist/", import.meta.url).pathname;
const TOKEN = "demo-token";
const started = Date.now();
const iso = (at) => new Date(at).toISOString();
const now = () => iso(Date.now());
const pick = (list, at) => list[at % list.length];
const hex = (value, digits) => value.toString(16).padStart(digits, "0");

const kinds = [
  {
    id: "40000000000000001",
    id_name: "mt_ks52",
    name: "MT-KS52 T&H",
    fields: [
      ["temperatrue", "Temperature", "number", "℃"],
      ["humidity", "Humidity", "number", "%"],
      ["vbat", "Battery", "number", "V"],
      ["status", "State", "string", ""],
      ["period_data", "Report period", "number", "s"],
      ["rssi", "RSSI", "number", "dBm"],
      ["snr", "SNR", "number", "dB"],
    ],
  },
  {
    id: "40000000000000002",
    id_name: "mt_ks51",
    name: "MT-KS51 water leak",
    fields: [
      ["detected", "Water detected", "boolean", ""],
      ["status", "State", "string", ""],
      ["vbat", "Battery", "number", "V"],
      ["rssi", "RSSI", "number", "dBm"],
      ["snr", "SNR", "number", "dB"],
    ],
  },
  {
    id: "40000000000000003",
    id_name: "mt_ks61",
    name: "MT-KS61 IAQ",
    fields: [
      ["temperature", "Temperature", "number", "℃"],
      ["humidity", "Humidity", "number", "%"],
      ["co2", "CO₂", "number", "ppm"],
      ["tvoc", "TVOC", "number", "ppb"],
      ["pm25", "PM2.5", "number", "µg/m³"],
      ["light", "Illuminance", "number", "lux"],
      ["pir", "Presence", "boolean", ""],
    ],
  },
];
const script = `let p = Buffer.from(msg.userdata.payload, 'base64')
if (p.length !== 15 || msg.userdata.port !== 11) return null
if (p[0] !== 0x21 || p[1] !== 0x07 || p[2] !== 0x03) return null
return {
  telemetry_data: {
    temperatrue: (p.readUInt16LE(8) - 1000) / 10,
    humidity: p.readUInt16LE(10) / 10,
    vbat: p[12] / 10,
    status: p[7] & 1 ? 'fault' : 'normal',
    period_data: p.readUInt16LE(5),
  },
}
`;
const models = kinds.map((kind, at) => ({
  id: kind.id,
  id_name: kind.id_name,
  name: kind.name,
  scope: "PUBLIC",
  payload_parser_type: "CUSTOMER",
  apply_to: "ANY",
  tags: [],
  fields: kind.fields.map(([field_name, name, type, unit], order) => ({
    field_name,
    name,
    type,
    unit,
    order,
    icon: null,
  })),
  used_by: 0,
  last_error:
    at === 1
      ? {
          at: now(),
          message: "TypeError: msg.userdata is undefined",
          line: 1,
          column: 24,
          eui: "70b3d57ed0001006",
        }
      : null,
  remark: null,
  updated_at: iso(started - 9e7),
  payload_parser: script,
}));
const ref = (model) => ({
  id: model.id,
  id_name: model.id_name,
  name: model.name,
  scope: model.scope,
});

const settings = {
  accept_unregistered_gateways: true,
  dedup_window_ms: 200,
  net_id: "000000",
  frame_retention_h: 72,
  message_retention_h: 168,
  telemetry_retention_d: 365,
};
const profiles = new Map();
const devices = new Map();
const gateways = new Map();
const telemetry = new Map();
const history = new Map();
let frames = [];
let messages = [];
let site = false;
let uplinks = 0;
let perMinute = Array.from({ length: 60 }, () => 0);
const refused = {};
let ids = 40000000000001000n;
const nextId = () => String((ids += 1n));
const sockets = new Set();

const EU868 = { rx1dr_offset: 0, rx2dr: 0, rx_delay: 1, rx_delay_join: 5, rx2_freq: 869525000 };
const band = (standard, label, rx2dr, rx2_freq, low, high) => ({
  standard,
  label,
  lw_versions: ["1.0.2", "1.0.3", "1.0.4"],
  defaults: { rx1dr_offset: 0, rx2dr, rx_delay: 1, rx_delay_join: 5, rx2_freq },
  rx2_freq_min: low,
  rx2_freq_max: high,
  rx1dr_offset_max: 5,
  downlink_data_rates: (rx2dr === 8 ? [8, 9, 10, 11, 12, 13] : [0, 1, 2, 3, 4, 5]).map(
    (dr, at) => ({ dr, label: `SF${12 - at}BW${rx2dr === 8 ? 500 : 125}` }),
  ),
});
const regions = [
  band("CN470", "CN470", 0, 505300000, 470000000, 510000000),
  band("EU433", "EU433", 0, 434665000, 433050000, 434790000),
  band("EU868", "EU868", 0, 869525000, 863000000, 870000000),
  band("AS923", "AS923", 2, 923200000, 915000000, 928000000),
  band("AU915", "AU915", 8, 923300000, 915000000, 928000000),
  band("US902", "US902 (US902–928, US915)", 8, 923300000, 902000000, 928000000),
];

function makeProfile(dev_eui, fields) {
  const profile = {
    dev_eui,
    join_mode: "ABP",
    dev_addr: null,
    enable: true,
    down_enable: true,
    standard: "EU868",
    lw_ver: "1.0.2",
    class_mode: "ClassA",
    join_class_mode: "ClassA",
    ...EU868,
    as923_group: null,
    join_eui: null,
    resets_f_cnt: false,
    app_key: null,
    apps_key: null,
    nwks_key: null,
    last_join: null,
    last_uplink: null,
    f_cnt_up: null,
    f_cnt_down: null,
    session_dev_addr: null,
    batch: null,
    model: null,
    handle: null,
    created_at: now(),
    updated_at: now(),
    ...fields,
  };
  profile.keys = (
    profile.join_mode === "OTAA" ? profile.app_key : profile.apps_key && profile.nwks_key
  )
    ? "set"
    : "missing";
  profiles.set(dev_eui, profile);
  return profile;
}
function makeDevice(eui, fields) {
  const device = {
    id: nextId(),
    eui,
    name: null,
    device_type: "NORMAL",
    data_from: "LoRaWAN",
    parent: null,
    thing_model: [],
    tags: [],
    heart_period: 900,
    real_time_storage: true,
    status: "never_seen",
    active_time: null,
    rssi: null,
    snr: null,
    remark: null,
    server_attrs: {},
    shared_attrs: {},
    created_at: now(),
    updated_at: now(),
    ...fields,
  };
  devices.set(eui, device);
  return device;
}
function profileState(device) {
  if (device.data_from !== "LoRaWAN" || device.device_type !== "NORMAL") return "none";
  const profile = profiles.get(device.eui);
  if (!profile) return "missing";
  return !profile.enable ? "disabled" : !profile.down_enable ? "down_off" : "ok";
}
const deviceItem = ({ server_attrs, shared_attrs, ...device }) => ({
  ...device,
  profile: profileState(device),
});
const deviceDetail = (device) => ({
  ...device,
  profile: profileState(device),
  profile_detail: profiles.has(device.eui) ? profileItem(profiles.get(device.eui)) : null,
});
const profileItem = ({ app_key, apps_key, nwks_key, ...profile }) => ({
  ...profile,
  device: devices.has(profile.dev_eui)
    ? { eui: profile.dev_eui, name: devices.get(profile.dev_eui).name }
    : null,
});
const profileDetail = (profile) => ({
  ...profileItem(profile),
  app_key: profile.app_key,
  apps_key: profile.apps_key,
  nwks_key: profile.nwks_key,
});
function makeGateway(eui, fields) {
  const gateway = {
    eui,
    registered: true,
    name: null,
    enable: true,
    heart_period: 60,
    latitude: null,
    longitude: null,
    remark: null,
    status: "never_seen",
    last_seen: null,
    address: null,
    uplinks: 0,
    downlinks: 0,
    crc_bad: 0,
    tx_errors: 0,
    uplinks_per_hour: 0,
    rssi_min: null,
    rssi_max: null,
    stat: null,
    created_at: now(),
    updated_at: now(),
    ...fields,
  };
  gateways.set(eui, gateway);
  return gateway;
}
const modelItem = ({ payload_parser, ...model }) => ({
  ...model,
  used_by: [...devices.values()].filter((device) =>
    device.thing_model.some((one) => one.id === model.id),
  ).length,
});
const modelDetail = (model) => ({
  ...modelItem(model),
  payload_parser: model.payload_parser,
  telemetry_config: {
    fields: Object.fromEntries(model.fields.map((field) => [field.field_name, field])),
  },
});

const rooms = [
  "Meeting room",
  "Server room",
  "Lobby",
  "Kitchen",
  "Storage",
  "Workshop",
  "Office north",
  "Office south",
  "Basement pump",
  "Roof tank",
  "Cold store",
  "Corridor",
  "Reception",
  "Archive",
  "Laboratory",
  "Canteen",
  "Loading dock",
  "Boiler room",
  "Staircase",
  "Garage",
];
function loadSite() {
  site = true;
  makeGateway("5a53012501030099", {
    name: "Roof north",
    status: "online",
    last_seen: now(),
    address: "192.168.1.20:41022",
    latitude: 48.137,
    longitude: 11.575,
  });
  makeGateway("5a53012501030100", {
    name: "Basement",
    status: "online",
    last_seen: now(),
    address: "192.168.1.21:40111",
  });
  makeGateway("b827ebfffe10a7c2", {
    registered: false,
    status: "online",
    last_seen: now(),
    address: "192.168.1.77:51200",
    created_at: null,
    updated_at: null,
  });
  for (let at = 0; at < 20; at += 1) {
    const eui = `70b3d57ed000${hex(0x1000 + at, 4)}`;
    const otaa = at % 3 !== 0;
    if (at !== 17)
      makeProfile(eui, {
        join_mode: otaa ? "OTAA" : "ABP",
        dev_addr: otaa ? null : `260b10${hex(at, 2)}`,
        session_dev_addr: `260b10${hex(at, 2)}`,
        ...(otaa
          ? {
              app_key: "2b7e151628aed2a6abf7158809cf4f" + hex(at, 2),
              last_join: iso(Date.now() - 3.6e6 * (at + 1)),
            }
          : {
              apps_key: "000102030405060708090a0b0c0d0e" + hex(at, 2),
              nwks_key: "101112131415161718191a1b1c1d1e" + hex(at, 2),
            }),
        enable: at !== 18,
        f_cnt_up: 1000 + at,
        f_cnt_down: 4,
        batch: "2026-04",
      });
    makeDevice(eui, {
      name: rooms[at],
      thing_model: [ref(pick(models, at))],
      tags: [
        pick(["KS52", "KS51", "KS61"], at),
        ...(at % 4 === 0 ? ["north"] : []),
        ...(at % 5 === 0 ? ["floor-2", "critical", "energy"] : []),
      ],
      status: at > 15 ? "never_seen" : at === 14 ? "offline" : "online",
      active_time: at > 15 ? null : iso(Date.now() - (at === 14 ? 4e7 : at * 5000)),
      rssi: at > 15 ? null : -60 - at * 3,
      snr: at > 15 ? null : 10 - at,
    });
  }
  makeProfile("70b3d57ed000abcd", { standard: "CN470", rx2_freq: 505300000, dev_addr: "01020304" });
  makeDevice("meter-7", { name: "Meter 7", data_from: "OTHER", tags: ["mqtt"], thing_model: [] });
  for (let at = 0; at < BIG; at += 1)
    makeDevice(`70b3d57ee000${hex(at, 4)}`, {
      name: `Meter ${String(at).padStart(5, "0")}`,
      thing_model: [ref(models[0])],
      tags: ["load"],
      status: pick(["online", "offline", "never_seen"], at),
      active_time: at % 3 === 2 ? null : iso(Date.now() - at * 1000),
      rssi: -80,
      snr: 5,
    });
  for (let back = 240; back > 0; back -= 1) uplink(Date.now() - back * 30_000, true);
}
function dropSite() {
  site = false;
  for (const map of [profiles, devices, gateways, telemetry, history]) map.clear();
  frames = [];
  messages = [];
}

function values(model, at) {
  const wave = Math.sin(at / 200_000);
  const base = {
    mt_ks52: {
      period_data: 60,
      status: "normal",
      temperatrue: round(22 + wave * 3),
      humidity: round(48 + wave * 8),
      vbat: 3.6,
    },
    mt_ks51: { status: "normal", detected: wave > 0.95, vbat: 3.5 },
    mt_ks61: {
      temperature: round(23 + wave),
      humidity: round(41 + wave * 5),
      co2: Math.round(620 + wave * 180),
      tvoc: Math.round(90 + wave * 40),
      pm25: round(7 + wave * 4),
      light: Math.round(300 + wave * 200),
      pir: wave > 0,
    },
  };
  return base[model.id_name] ?? {};
}
const round = (value) => Math.round(value * 10) / 10;
let turn = 0;
function uplink(at, quiet = false) {
  turn += 1;
  const live = [...devices.values()].filter(
    (device) =>
      device.eui.startsWith("70b3d57ed000") &&
      profiles.get(device.eui)?.enable &&
      device.status !== "never_seen" &&
      device.name !== "Laboratory",
  );
  if (live.length === 0) return;
  const device = pick(live, turn * 7);
  const profile = profiles.get(device.eui);
  const gateway = pick(["5a53012501030099", "5a53012501030100"], turn);
  const gw = gateways.get(gateway);
  const rssi = -60 - ((turn * 13) % 50),
    snr = round(10 - ((turn * 7) % 18));
  const bad = turn % 17 === 0,
    join = turn % 29 === 0,
    down = turn % 11 === 0;
  profile.f_cnt_up += 1;
  const payload = Buffer.from([0x21, 7, 3, 0, 0, 60, 0, 0, turn & 255, 4, 0xe0, 1, 36, 0, 0]);
  const frame = {
    id: nextId(),
    at: iso(at),
    gateway,
    direction: down ? "down" : "up",
    kind: join
      ? "join_request"
      : down
        ? "unconfirmed_down"
        : turn % 5 === 0
          ? "confirmed_up"
          : "unconfirmed_up",
    dev_addr: join ? null : profile.session_dev_addr,
    dev_eui: bad ? null : device.eui,
    device_name: bad ? null : device.name,
    f_cnt: join ? null : profile.f_cnt_up,
    f_port: join || down ? null : 11,
    size: join ? 23 : 28,
    data_rate: pick(["SF7BW125", "SF9BW125", "SF12BW125"], turn),
    freq: pick([868100000, 868300000, 868500000], turn),
    rssi: down ? null : rssi,
    snr: down ? null : snr,
    airtime_us: pick([61696, 205824, 1482752], turn),
    accepted: !bad,
    verdict: bad
      ? pick(["unknown_dev_addr", "mic_failed", "replay", "profile_disabled"], turn)
      : "accepted",
    reason: bad
      ? pick(
          [
            "No profile has this address.",
            "The integrity code does not fit any key of this address: wrong NwkSKey or another network's device.",
            "The counter was seen before.",
            "The profile of this device is switched off.",
          ],
          turn,
        )
      : null,
    phy: "40" + hex(turn, 8) + payload.toString("hex"),
    content: {
      EUI: gateway,
      version: 2,
      identifier: 0,
      token: 2049,
      payload: {
        rxpk: {
          tmst: 100200300,
          freq: 868.1,
          chan: 1,
          rfch: 0,
          stat: 1,
          modu: "LORA",
          datr: "SF7BW125",
          codr: "4/5",
          rssi,
          lsnr: snr,
          size: 28,
          data: payload.toString("base64"),
        },
      },
    },
    decoded: {
      mtype: "Unconfirmed Data Up",
      dev_addr: profile.session_dev_addr,
      f_ctrl: { adr: true, adr_ack_req: false, ack: false, class_b: false, f_opts_len: 2 },
      f_cnt: profile.f_cnt_up,
      f_opts: [
        { command: "LinkADRAns", power_ack: true, data_rate_ack: true, channel_mask_ack: true },
      ],
      f_port: 11,
      frm_payload: payload.toString("hex"),
      mic: "a1b2c3d4",
    },
  };
  frames.unshift(frame);
  if (frames.length > 4000) frames.pop();
  if (gw)
    Object.assign(gw, {
      last_seen: iso(at),
      uplinks: gw.uplinks + 1,
      uplinks_per_hour: 214,
      rssi_min: Math.min(gw.rssi_min ?? 0, rssi),
      rssi_max: Math.max(gw.rssi_max ?? -200, rssi),
      stat: {
        time: iso(at),
        rxnb: gw.uplinks,
        rxok: gw.uplinks,
        rxfw: gw.uplinks,
        ackr: 100,
        dwnb: 2,
        txnb: 2,
      },
    });
  const events = [
    ["frame", { type: "frame", frame }],
    ...(gw ? [["gateway", { type: "gateway", gateway: gw }]] : []),
  ];
  if (bad) refused[frame.verdict] = (refused[frame.verdict] ?? 0) + 1;
  else if (!down && !join) {
    uplinks += 1;
    perMinute[59] += 1;
    const model = models.find((one) => one.id === device.thing_model[0]?.id);
    Object.assign(device, { status: "online", active_time: iso(at), rssi, snr });
    profile.last_uplink = iso(at);
    const message = {
      id: nextId(),
      at: iso(at),
      eui: device.eui,
      device_name: device.name,
      direction: "up",
      f_cnt: profile.f_cnt_up,
      f_port: 11,
      payload: payload.toString("hex"),
      gateways: [gateway],
      content: {
        version: "3.1",
        type: "data",
        if: "loraWAN",
        moteeui: device.eui,
        token: turn,
        userdata: {
          class: "ClassA",
          confirmed: false,
          seqno: profile.f_cnt_up,
          port: 11,
          payload: payload.toString("base64"),
        },
        moteTx: {
          freq: 868.1,
          modu: "LORA",
          datr: "SF7BW125",
          codr: "4/5",
          macAck: "",
          macCmd: "",
        },
        gwrx: [{ eui: gateway, time: iso(at), rssi, lsnr: snr }],
      },
      parse: model
        ? [
            {
              thing_model_id: model.id,
              id_name: model.id_name,
              ok: turn % 13 !== 0,
              error: turn % 13 === 0 ? "TypeError at 1:24" : null,
            },
          ]
        : [],
    };
    messages.unshift(message);
    if (messages.length > 2000) messages.pop();
    events.push(["message", { type: "message", message }]);
    if (model) {
      const data = { ...values(model, at), rssi, snr };
      telemetry.set(`${device.eui}/${model.id}`, {
        thing_model_id: model.id,
        thing_model_id_name: model.id_name,
        name: model.name,
        update_time: at,
        telemetry_data: data,
      });
      const list = history.get(`${device.eui}/${model.id}`) ?? [];
      list.push({ at: iso(at), telemetry_data: data });
      history.set(`${device.eui}/${model.id}`, list.slice(-5000));
      events.push([
        "telemetry",
        {
          type: "telemetry",
          eui: device.eui,
          active_time: iso(at),
          thing_model_id: model.id,
          thing_model_id_name: model.id_name,
          telemetry_data: data,
          rssi,
          snr,
        },
      ]);
    }
  }
  if (!quiet) for (const [topic, event] of events) emit(topic, event, device.eui);
}

function emit(topic, event, eui) {
  for (const socket of sockets) {
    if (!socket.topics.has(topic)) continue;
    if (socket.eui && eui && socket.eui !== eui) continue;
    socket.send(JSON.stringify([event]));
  }
}
const changed = (resource, key, action) =>
  emit("changed", { type: "changed", resource, key, action });

function status() {
  const all = [...devices.values()];
  const by = (state) => all.filter((device) => device.status === state).length;
  const gws = [...gateways.values()];
  return {
    version: "0.1.0",
    started_at: iso(started),
    uptime_s: Math.round((Date.now() - started) / 1000),
    time: now(),
    timezone_offset_min: 480,
    listeners: {
      http: "127.0.0.1:10100",
      gwmp: ["0.0.0.0:1700", "0.0.0.0:1770"],
      mqtt: "127.0.0.1:1883",
      problems: process.env.MOCK_PROBLEM
        ? [
            {
              listener: "gwmp",
              address: "0.0.0.0:1700",
              detail: "The address is in use by another program.",
            },
          ]
        : [],
    },
    gateways: {
      total: gws.filter((gw) => gw.registered).length,
      online: gws.filter((gw) => gw.registered && gw.status === "online").length,
      unregistered: gws.filter((gw) => !gw.registered).length,
    },
    devices: {
      total: all.length,
      online: by("online"),
      offline: by("offline"),
      never_seen: by("never_seen"),
      without_profile: all.filter((device) => profileState(device) === "missing").length,
    },
    profiles: {
      total: profiles.size,
      without_device: [...profiles.keys()].filter((eui) => !devices.has(eui)).length,
    },
    mqtt: { clients: 2 },
    uplinks: { total: uplinks, per_second: site ? 1.4 : 0, per_minute: perMinute },
    refused: { total: Object.values(refused).reduce((sum, n) => sum + n, 0), by_code: refused },
    queues: { dropped: 0 },
    scripts: { failing_models: site ? 1 : 0 },
    storage: { config_bytes: 184320, history_bytes: 7340032 },
    simulated_site: { loaded: site, running: site },
  };
}
for (let at = 0; at < 59; at += 1)
  perMinute[at] = Math.round(60 + 25 * Math.sin(at / 6) + (at % 7) * 3);
setInterval(() => {
  emit("status", { type: "status", status: status() });
}, 1000);
setInterval(() => site && uplink(Date.now()), Number(process.env.MOCK_PERIOD ?? 700));
setInterval(() => (perMinute = [...perMinute.slice(1), 0]), 60_000);

class Refusal extends Error {
  constructor(statusCode, code, detail, field) {
    super(detail);
    Object.assign(this, { statusCode, code, field });
  }
}
const clean = (text) =>
  String(text ?? "")
    .toLowerCase()
    .replace(/[\s:.-]/g, "");

function list(rows, query) {
  const limit = Number(query.get("limit") ?? 200);
  const sort = query.get("sort") ?? "";
  let items = rows;
  if (sort) {
    const name = sort.replace(/^-/, "");
    const value = (row) => row[name] ?? "";
    items = items.toSorted(
      (a, b) =>
        (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (sort.startsWith("-") ? -1 : 1),
    );
  }
  const from = Number(query.get("cursor") ?? 0);
  return {
    items: items.slice(from, from + limit),
    total: items.length,
    next_cursor: from + limit < items.length ? String(from + limit) : null,
  };
}
function filtered(rows, query, names, texts) {
  const q = query.get("q");
  return rows.filter(
    (row) =>
      names.every((name) => !query.get(name) || String(row[name]) === query.get(name)) &&
      (!q ||
        texts.some(
          (text) =>
            String(row[text] ?? "")
              .toLowerCase()
              .includes(q.toLowerCase()) ||
            (clean(q) && String(row[text] ?? "").includes(clean(q))),
        )),
  );
}

function route(method, path, query, body) {
  const [, , , resource, key, tail, tail2] = path.split("/");
  if (resource === "me" && method === "GET")
    return { account: "admin", tenant: "default", role: "owner", permissions: [], local: false };
  if (resource === "me") return null;
  if (resource === "status") return status();
  if (resource === "settings") return method === "GET" ? settings : Object.assign(settings, body);
  if (resource === "regions") return regions;
  if (resource === "simulated-site") {
    if (method === "POST" && !site) loadSite();
    if (method === "DELETE") dropSite();
    for (const name of ["devices", "gateways", "lorawan-profiles"])
      changed(name, "*", method === "POST" ? "created" : "deleted");
    return null;
  }
  if (resource === "mqtt-account")
    return { username: "default", password: "s3cr3t-demo-pass", address: "127.0.0.1:1883" };
  if (resource === "tokens")
    return method === "POST"
      ? { id: nextId(), token: "tl_" + "a1b2c3d4".repeat(4), ...body }
      : {
          items: [
            { id: "1", name: "admin-token", role: "OWNER", tenant: null, created_at: iso(started) },
          ],
        };
  if (resource === "scripts")
    return {
      ok: true,
      result: {
        telemetry_data: {
          temperatrue: 25,
          humidity: 53.9,
          vbat: 3.6,
          status: "normal",
          period_data: 60,
        },
      },
      error: null,
      console: [{ level: "log", text: "length 15" }],
      elapsed_us: 312,
      memory_bytes: 214000,
    };
  if (resource === "devices") return deviceRoute(method, key, tail, tail2, query, body);
  if (resource === "lorawan-profiles") return profileRoute(method, key, tail, query, body);
  if (resource === "gateways") {
    if (!key && method === "GET")
      return list(
        filtered([...gateways.values()], query, ["status", "registered"], ["eui", "name"]),
        query,
      );
    if (!key) {
      const eui = clean(body.eui);
      if (gateways.get(eui)?.registered)
        throw new Refusal(409, "gateway_exists", "This gateway is registered already.", "eui");
      const made = makeGateway(eui, {
        ...gateways.get(eui),
        registered: true,
        ...body,
        eui,
        created_at: now(),
        updated_at: now(),
      });
      changed("gateways", eui, "created");
      return made;
    }
    const gateway = gateways.get(key);
    if (!gateway) throw new Refusal(404, "not_found", "No such gateway.");
    if (method === "PATCH") Object.assign(gateway, body, { updated_at: now() });
    if (method === "DELETE") gateways.delete(key);
    if (method !== "GET") changed("gateways", key, method === "DELETE" ? "deleted" : "updated");
    return method === "DELETE" ? null : gateway;
  }
  if (resource === "thing-models") {
    if (!key && method === "GET")
      return list(filtered(models, query, ["scope"], ["name", "id_name"]).map(modelItem), query);
    if (!key) {
      const made = {
        id: nextId(),
        scope: "default",
        payload_parser_type: "CUSTOMER",
        apply_to: "ANY",
        tags: [],
        fields: [],
        last_error: null,
        remark: null,
        payload_parser: "",
        ...body,
        updated_at: now(),
      };
      models.push(made);
      changed("thing-models", made.id, "created");
      return modelDetail(made);
    }
    const model = models.find((one) => one.id === key);
    if (!model) throw new Refusal(404, "not_found", "No such thing model.");
    if (tail === "log")
      return {
        items: [
          {
            at: now(),
            level: "error",
            text: "TypeError: msg.userdata is undefined",
            eui: "70b3d57ed0001006",
            line: 1,
            column: 24,
          },
          {
            at: now(),
            level: "log",
            text: "length 15",
            eui: "70b3d57ed0001000",
            line: null,
            column: null,
          },
        ],
      };
    if (method === "PATCH") {
      Object.assign(model, body, { updated_at: now() });
      if (body.telemetry_config) model.fields = Object.values(body.telemetry_config.fields);
    }
    if (method === "DELETE") models.splice(models.indexOf(model), 1);
    if (method !== "GET") changed("thing-models", key, method === "DELETE" ? "deleted" : "updated");
    return method === "DELETE" ? null : modelDetail(model);
  }
  if (resource === "network" && key === "frames")
    return list(
      filtered(
        frames,
        query,
        ["gateway", "dev_eui", "dev_addr", "direction", "verdict"],
        ["dev_eui", "dev_addr", "device_name", "gateway"],
      ),
      query,
    );
  if (resource === "network" && key === "messages")
    return list(
      filtered(messages, query, ["eui", "direction"], ["eui", "device_name", "payload"]),
      query,
    );
  throw new Refusal(404, "not_found", `No route ${method} ${path}.`);
}

function deviceRoute(method, key, tail, tail2, query, body) {
  if (key === "check-eui") {
    const lorawan = query.get("data_from") === "LoRaWAN";
    const eui = lorawan ? clean(query.get("eui")) : query.get("eui");
    if (lorawan && !/^[0-9a-f]{16}$/.test(eui))
      return { state: "invalid", detail: "Expected 16 hex digits.", profile: "none" };
    return {
      state: devices.has(eui) ? "exists" : "free",
      detail: null,
      profile: profiles.has(eui) ? "ok" : lorawan ? "missing" : "none",
    };
  }
  if (!key && method === "GET") {
    let rows = [...devices.values()].map(deviceItem);
    if (query.get("tag")) rows = rows.filter((row) => row.tags.includes(query.get("tag")));
    if (query.get("thing_model"))
      rows = rows.filter((row) =>
        row.thing_model.some((one) => one.id === query.get("thing_model")),
      );
    return list(
      filtered(rows, query, ["status", "device_type", "data_from", "profile"], ["eui", "name"]),
      query,
    );
  }
  const refs = (list) =>
    list
      .map((id) => models.find((one) => one.id === id || one.id_name === id))
      .filter(Boolean)
      .map(ref);
  if (!key) {
    const eui = body.data_from === "OTHER" ? body.eui : clean(body.eui);
    if (devices.has(eui))
      throw new Refusal(409, "device_exists", "A device with this EUI exists.", "eui");
    makeDevice(eui, { ...body, eui, thing_model: refs(body.thing_model ?? []) });
    changed("devices", eui, "created");
    return deviceItem(devices.get(eui));
  }
  const device = devices.get(key);
  if (!device) throw new Refusal(404, "not_found", "No such device.");
  if (tail === "telemetry" && tail2 === "history")
    return {
      items: (history.get(`${key}/${query.get("thing_model")}`) ?? []).filter(
        (point) =>
          (!query.get("from") || point.at >= query.get("from")) &&
          (!query.get("to") || point.at <= query.get("to")),
      ),
      next_cursor: null,
    };
  if (tail === "telemetry") {
    if (method === "DELETE") telemetry.delete(`${key}/${query.get("thing_model")}`);
    return {
      items: [...telemetry]
        .filter(([name]) => name.startsWith(`${key}/`))
        .map(([, group]) => group),
    };
  }
  if (tail === "hearing") {
    const state = profileState(device);
    if (state === "missing")
      return {
        verdict: "no_profile",
        title: "The network server ignores this device",
        detail: "No LoRaWAN profile has this DevEUI, so its join requests and uplinks are refused.",
        next_step: "Add a LoRaWAN profile.",
        evidence: [],
      };
    if (state === "disabled")
      return {
        verdict: "profile_disabled",
        title: "The network server ignores this device",
        detail: "Its profile is switched off.",
        next_step: "Enable the profile.",
        evidence: [],
      };
    return device.active_time
      ? {
          verdict: "heard",
          title: "This device is heard",
          detail: "Its last uplink was accepted and parsed.",
          next_step: "",
          evidence: [],
        }
      : {
          verdict: "never_heard",
          title: "Nothing was heard from this device yet",
          detail: "No frame with its DevEUI or DevAddr reached a gateway.",
          next_step: "Press its reset button close to a gateway and watch the list below.",
          evidence: [],
        };
  }
  if (method === "PATCH")
    Object.assign(device, body, body.thing_model ? { thing_model: refs(body.thing_model) } : {}, {
      updated_at: now(),
    });
  if (method === "DELETE") {
    devices.delete(key);
    if (query.get("profile") === "true") profiles.delete(key);
  }
  if (method !== "GET") changed("devices", key, method === "DELETE" ? "deleted" : "updated");
  return method === "DELETE" ? null : deviceDetail(device);
}

function profileRoute(method, key, tail, query, body) {
  if (key === "free-dev-addr")
    return { dev_addr: `26${hex(Math.floor(Math.random() * 0xffffff), 6)}` };
  if (!key && method === "GET") {
    const rows = [...profiles.values()]
      .map(profileItem)
      .filter(
        (row) =>
          !query.get("has_device") || String(row.device !== null) === query.get("has_device"),
      );
    return list(
      filtered(
        rows,
        query,
        ["join_mode", "standard", "enable"],
        ["dev_eui", "dev_addr", "session_dev_addr"],
      ),
      query,
    );
  }
  if (!key) {
    const eui = clean(body.dev_eui);
    if (profiles.has(eui))
      throw new Refusal(409, "profile_exists", "A profile with this DevEUI exists.", "dev_eui");
    const other = [...profiles.values()].find(
      (profile) => body.dev_addr && profile.dev_addr === body.dev_addr,
    );
    if (other)
      throw new Refusal(
        409,
        "dev_addr_in_use",
        `The address is used by ${other.dev_eui}.`,
        "dev_addr",
      );
    makeProfile(eui, { ...body, dev_eui: eui });
    changed("lorawan-profiles", eui, "created");
    return profileDetail(profiles.get(eui));
  }
  const profile = profiles.get(key);
  if (!profile) throw new Refusal(404, "not_found", "No such profile.");
  if (method === "PATCH") Object.assign(profile, body, { updated_at: now() });
  if (method === "DELETE") profiles.delete(key);
  if (method !== "GET")
    changed("lorawan-profiles", key, method === "DELETE" ? "deleted" : "updated");
  return method === "DELETE" || tail ? null : profileDetail(profile);
}

const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  const json = (code, value) => {
    response.writeHead(code, {
      "content-type": code < 400 ? "application/json" : "application/problem+json",
    });
    response.end(value === null ? "" : JSON.stringify(value));
  };
  if (!url.pathname.startsWith("/api/")) {
    const file = join(dist, url.pathname === "/" ? "index.html" : url.pathname);
    if (!existsSync(file)) return json(404, { code: "not_found" });
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-security-policy":
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; frame-ancestors 'none'",
    });
    return response.end(readFileSync(file));
  }
  let text = "";
  for await (const part of request) text += part;
  const body = text ? JSON.parse(text) : undefined;
  const problem = (code, error) =>
    json(code, {
      type: "about:blank",
      title: error.title ?? "",
      status: code,
      detail: error.message,
      code: error.code ?? "internal",
      field: error.field ?? null,
      request_id: nextId(),
    });
  if (url.pathname === "/api/health") return json(200, { status: "ok", version: "0.1.0" });
  if (url.pathname === "/api/v1/login")
    return body.password === "secret"
      ? json(200, { token: TOKEN, expires_at: now(), account: "admin", tenant: "default" })
      : problem(401, new Refusal(401, "unauthorized", "Account or password is wrong."));
  if (request.headers.authorization !== `Bearer ${TOKEN}`)
    return problem(401, new Refusal(401, "unauthorized", "A token is needed."));
  try {
    const answer = route(request.method, url.pathname, url.searchParams, body);
    json(answer === null ? 204 : request.method === "POST" ? 201 : 200, answer);
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error);
    problem(error.statusCode ?? 500, error);
  }
});
const sockets_server = new WebSocketServer({
  server,
  path: "/api/v1/events",
  handleProtocols: () => "thinklink.v1",
});
sockets_server.on("connection", (socket, request) => {
  const query = new URL(request.url, "http://mock").searchParams;
  socket.topics = new Set((query.get("topics") ?? "").split(","));
  socket.eui = query.get("eui");
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
});
if (process.env.MOCK_SITE || BIG) loadSite();
server.listen(port, "127.0.0.1", () =>
  console.log(`mock instance on http://127.0.0.1:${port} (token ${TOKEN})`),
);
