// What the instance sends and takes, in the API's own words. One place, so that the types generated
// from the OpenAPI document replace it without touching a page.

/** RFC 3339, UTC, milliseconds. */
export type Timestamp = string;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export type Page<Item> = { items: Item[]; total: number; next_cursor: string | null };

export type ProblemDocument = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  field?: string | null;
  request_id: string;
};

export type Me = {
  account: string;
  tenant: string;
  role: string;
  permissions: string[];
  local: boolean;
};

export type Login = { token: string; expires_at: Timestamp; account: string; tenant: string };

export type ListenerProblem = { listener: string; address: string; detail: string };

export type Status = {
  version: string;
  started_at: Timestamp;
  uptime_s: number;
  time: Timestamp;
  timezone_offset_min: number;
  listeners: {
    http: string | null;
    gwmp: string[];
    mqtt: string | null;
    problems: ListenerProblem[];
  };
  gateways: { total: number; online: number; unregistered: number };
  devices: {
    total: number;
    online: number;
    offline: number;
    never_seen: number;
    without_profile: number;
  };
  profiles: { total: number; without_device: number };
  mqtt: { clients: number };
  uplinks: { total: number; per_second: number; per_minute: number[] };
  refused: { total: number; by_code: Record<string, number> };
  queues: { dropped: number };
  scripts: { failing_models: number };
  storage: { config_bytes: number; history_bytes: number };
  simulated_site: { loaded: boolean; running: boolean };
};

export type InstanceSettings = {
  accept_unregistered_gateways: boolean;
  dedup_window_ms: number;
  net_id: string;
  frame_retention_h: number;
  message_retention_h: number;
  telemetry_retention_d: number;
};

export type Standard = "CN470" | "EU433" | "EU868" | "AS923" | "AU915" | "US902";
export type JoinMode = "ABP" | "OTAA";
export type ClassMode = "ClassA" | "ClassC";
export type LwVersion = "1.0.2" | "1.0.3" | "1.0.4";

export type RadioDefaults = {
  rx1dr_offset: number;
  rx2dr: number;
  rx_delay: number;
  rx_delay_join: number;
  rx2_freq: number;
};

export type Region = {
  standard: Standard;
  label: string;
  lw_versions: LwVersion[];
  defaults: RadioDefaults;
  rx2_freq_min: number;
  rx2_freq_max: number;
  rx1dr_offset_max: number;
  downlink_data_rates: { dr: number; label: string }[];
};

export type Profile = RadioDefaults & {
  dev_eui: string;
  join_mode: JoinMode;
  dev_addr: string | null;
  enable: boolean;
  down_enable: boolean;
  standard: Standard;
  lw_ver: LwVersion;
  class_mode: ClassMode;
  join_class_mode: ClassMode;
  as923_group: number | null;
  join_eui: string | null;
  resets_f_cnt: boolean;
  keys: "set" | "missing";
  device: { eui: string; name: string | null } | null;
  last_join: Timestamp | null;
  last_uplink: Timestamp | null;
  f_cnt_up: number | null;
  f_cnt_down: number | null;
  session_dev_addr: string | null;
  batch: string | null;
  model: string | null;
  handle: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
};

export type ProfileDetail = Profile & {
  app_key: string | null;
  apps_key: string | null;
  nwks_key: string | null;
};

/** Fields of a profile that a caller may write. */
export type ProfileInput = Partial<
  RadioDefaults & {
    join_mode: JoinMode;
    dev_addr: string | null;
    enable: boolean;
    down_enable: boolean;
    standard: Standard;
    lw_ver: LwVersion;
    class_mode: ClassMode;
    join_class_mode: ClassMode;
    as923_group: number | null;
    join_eui: string | null;
    resets_f_cnt: boolean;
    app_key: string | null;
    apps_key: string | null;
    nwks_key: string | null;
    batch: string | null;
    model: string | null;
    handle: string | null;
  }
>;

export type DeviceType = "NORMAL" | "SUB_DEVICE" | "VIRTUAL";
export type DataFrom = "LoRaWAN" | "OTHER";
export type OnlineStatus = "online" | "offline" | "never_seen";
export type ProfileState = "ok" | "missing" | "disabled" | "down_off" | "none";
export type ThingModelRef = { id: string; id_name: string; name: string; scope: string };

export type Device = {
  id: string;
  eui: string;
  name: string | null;
  device_type: DeviceType;
  data_from: DataFrom;
  parent: string | null;
  thing_model: ThingModelRef[];
  tags: string[];
  heart_period: number;
  real_time_storage: boolean;
  status: OnlineStatus;
  active_time: Timestamp | null;
  rssi: number | null;
  snr: number | null;
  profile: ProfileState;
  remark: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
};

export type DeviceDetail = Device & {
  server_attrs: JsonObject;
  shared_attrs: JsonObject;
  profile_detail: Profile | null;
};

export type DeviceInput = Partial<{
  name: string | null;
  device_type: DeviceType;
  data_from: DataFrom;
  thing_model: string[];
  tags: string[];
  heart_period: number;
  real_time_storage: boolean;
  remark: string | null;
}>;

export type EuiCheck = {
  state: "free" | "exists" | "exists_elsewhere" | "invalid";
  detail: string | null;
  profile: ProfileState;
};

export type TelemetryGroup = {
  thing_model_id: string;
  thing_model_id_name: string;
  name: string;
  /** Epoch milliseconds. */
  update_time: number;
  telemetry_data: JsonObject;
};

export type HistoryPoint = { at: Timestamp; telemetry_data: JsonObject };
export type HistoryPage = { items: HistoryPoint[]; next_cursor: string | null };

export type Hearing = {
  verdict: string;
  title: string;
  detail: string;
  next_step: string;
  evidence: string[];
};

export type DisplayField = {
  field_name: string;
  name: string;
  type: string;
  unit?: string | null;
  order?: number;
  icon?: string | null;
  decimals?: number | null;
};

export type ParserType = "CUSTOMER" | "CHIRPSTACK";
export type ApplyTo = "ANY" | "MASTER_DEVICE" | "SUB_DEVICE";

export type ModelError = {
  at: Timestamp;
  message: string;
  line: number | null;
  column: number | null;
  eui: string | null;
};

export type ThingModel = {
  id: string;
  id_name: string;
  name: string;
  scope: string;
  payload_parser_type: ParserType;
  apply_to: ApplyTo;
  tags: string[];
  fields: DisplayField[];
  used_by: number;
  last_error: ModelError | null;
  remark: string | null;
  updated_at: Timestamp;
};

export type ThingModelDetail = ThingModel & {
  payload_parser: string;
  telemetry_config: { fields?: Record<string, DisplayField> };
};

export type ThingModelInput = Partial<{
  id_name: string;
  name: string;
  payload_parser: string;
  payload_parser_type: ParserType;
  apply_to: ApplyTo;
  tags: string[];
  telemetry_config: { fields: Record<string, DisplayField> };
  remark: string | null;
}>;

export type ModelLogLine = {
  at: Timestamp;
  level: string;
  text: string;
  eui: string | null;
  line: number | null;
  column: number | null;
};

export type ScriptKind = "thing_model" | "rpc" | "trigger" | "forwarder";

export type ScriptRun = {
  kind: ScriptKind;
  source: string;
  payload_parser_type?: ParserType;
  input: JsonObject;
};

export type ScriptOutcome = {
  ok: boolean;
  result: Json;
  error: { kind: string; message: string; line: number | null; column: number | null } | null;
  console: { level: string; text: string }[];
  elapsed_us: number;
  memory_bytes: number;
};

export type Gateway = {
  eui: string;
  registered: boolean;
  name: string | null;
  enable: boolean;
  heart_period: number;
  latitude: number | null;
  longitude: number | null;
  remark: string | null;
  status: OnlineStatus;
  last_seen: Timestamp | null;
  address: string | null;
  uplinks: number;
  downlinks: number;
  crc_bad: number;
  tx_errors: number;
  uplinks_per_hour: number;
  rssi_min: number | null;
  rssi_max: number | null;
  stat: JsonObject | null;
  created_at: Timestamp | null;
  updated_at: Timestamp | null;
};

export type GatewayInput = Partial<{
  name: string | null;
  enable: boolean;
  heart_period: number;
  latitude: number | null;
  longitude: number | null;
  remark: string | null;
}>;

export type Direction = "up" | "down";

export type FrameKind =
  | "join_request"
  | "join_accept"
  | "unconfirmed_up"
  | "confirmed_up"
  | "unconfirmed_down"
  | "confirmed_down"
  | "proprietary"
  | "malformed";

export type Frame = {
  id: string;
  at: Timestamp;
  gateway: string;
  direction: Direction;
  kind: FrameKind;
  dev_addr: string | null;
  dev_eui: string | null;
  device_name: string | null;
  f_cnt: number | null;
  f_port: number | null;
  size: number;
  data_rate: string | null;
  freq: number | null;
  rssi: number | null;
  snr: number | null;
  airtime_us: number | null;
  accepted: boolean;
  verdict: string;
  reason: string | null;
  phy: string;
  content: JsonObject;
  decoded: JsonObject;
};

export type Message = {
  id: string;
  at: Timestamp;
  eui: string;
  device_name: string | null;
  direction: "up" | "dn";
  f_cnt: number | null;
  f_port: number | null;
  payload: string;
  gateways: string[];
  content: JsonObject;
  parse: { thing_model_id: string; id_name: string; ok: boolean; error: string | null }[];
};

export type MqttAccount = { username: string; password: string; address: string | null };
export type Token = {
  id: string;
  name: string;
  role: string;
  tenant: string | null;
  token?: string;
  created_at?: Timestamp;
};

/** Resources that a `changed` event may name. */
export type Resource = string;

export type TelemetryEvent = {
  type: "telemetry";
  eui: string;
  active_time: Timestamp;
  thing_model_id: string;
  thing_model_id_name: string;
  telemetry_data: JsonObject;
  rssi: number | null;
  snr: number | null;
};

export type LiveEvent =
  | TelemetryEvent
  | { type: "frame"; frame: Frame }
  | { type: "message"; message: Message }
  | { type: "gateway"; gateway: Gateway }
  | { type: "changed"; resource: Resource; key: string; action: "created" | "updated" | "deleted" }
  | { type: "device_status"; eui: string; status: OnlineStatus; active_time: Timestamp | null }
  | { type: "status"; status: Status }
  | { type: "resync" };

export type Topic = "telemetry" | "frame" | "message" | "gateway" | "changed" | "status";
