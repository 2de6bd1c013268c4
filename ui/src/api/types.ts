// The API's shapes, from the OpenAPI document. Words that are plain text there and closed lists in
// the pages (`status`, `join_mode`) are narrowed here, in one place.

import type { components } from "./gen/schema";

/**
 * Every field of an answer is there; what the document marks as optional may be `null`. (The
 * generator of the document cannot tell the two apart.)
 */
type Sent<Base> = { [Name in keyof Base]-?: Exclude<Base[Name], undefined> };
type Named = components["schemas"];
type Schemas = { [Name in keyof Named]: Sent<Named[Name]> };
/** A schema with some of its fields narrowed. */
type Refined<Base, Fields> = Omit<Base, keyof Fields> & Fields;
/** What a caller may write, any part of it. */
type Input<Name extends keyof Named> = {
  [Field in keyof Named[Name]]?: Exclude<Named[Name][Field], undefined>;
};

/** RFC 3339, UTC, milliseconds. */
export type Timestamp = string;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Logs have no total: counting them would cost more than showing them. */
export type Page<Item> = { items: Item[]; total?: number; next_cursor: string | null };

export type ProblemDocument = Named["Problem"];
export type Me = Schemas["Me"];
export type Login = Schemas["Session"];
export type Status = Refined<
  Schemas["Status"],
  { listeners: Schemas["Listeners"]; simulated_site: Schemas["SimulatedSite"] }
>;
export type InstanceSettings = Schemas["Settings"];

export type Standard = "CN470" | "EU433" | "EU868" | "AS923" | "AU915" | "US902";
export type JoinMode = "ABP" | "OTAA";
export type ClassMode = "ClassA" | "ClassC";
export type LwVersion = "1.0.2" | "1.0.3" | "1.0.4";
export type RadioDefaults = Schemas["RegionDefaults"];
export type Region = Refined<Schemas["Region"], { standard: Standard; lw_versions: LwVersion[] }>;

type ProfileWords = {
  join_mode: JoinMode;
  standard: Standard;
  lw_ver: LwVersion;
  class_mode: ClassMode;
  join_class_mode: ClassMode;
};
export type Profile = Refined<Schemas["Profile"], ProfileWords>;
export type ProfileDetail = Refined<Schemas["ProfileDetail"], ProfileWords>;
/** Fields of a profile that a caller may write. */
export type ProfileInput = Omit<Input<"ProfileInput">, "dev_eui">;

export type DeviceType = "NORMAL" | "SUB_DEVICE" | "VIRTUAL";
export type DataFrom = "LoRaWAN" | "OTHER";
export type OnlineStatus = "online" | "offline" | "never_seen";
export type ProfileState = "ok" | "missing" | "disabled" | "down_off" | "none";
export type ThingModelRef = Schemas["MountedModel"];

type DeviceWords = {
  device_type: DeviceType;
  data_from: DataFrom;
  status: OnlineStatus;
  profile: ProfileState;
};
export type Device = Refined<Schemas["Device"], DeviceWords>;
export type DeviceDetail = Refined<
  Schemas["DeviceDetail"],
  DeviceWords & {
    server_attrs: JsonObject;
    shared_attrs: JsonObject;
    profile_detail: Profile | null;
  }
>;
export type DataCategory = "telemetry_data" | "shared_attrs" | "server_attrs";
type RelationEnd = Refined<
  Schemas["RelationEnd"],
  { device_type: DeviceType; status: OnlineStatus }
>;
export type Relation = Refined<
  Schemas["Relation"],
  { notify_fields: DataCategory[]; source: RelationEnd; target: RelationEnd; params: JsonObject }
>;
export type DeviceInput = Omit<Input<"DeviceInput">, "eui">;
export type EuiCheck = Refined<
  Schemas["EuiAnswer"],
  { state: "free" | "exists" | "exists_elsewhere" | "invalid"; profile: ProfileState }
>;

export type Realtime = Refined<Schemas["Realtime"], { device: Device; telemetry_data: JsonObject }>;
export type TelemetryGroup = Refined<Schemas["Partition"], { telemetry_data: JsonObject }>;
export type HistoryPoint = Refined<Schemas["Record"], { telemetry_data: JsonObject }>;
export type HistoryPage = { items: HistoryPoint[]; next_cursor: string | null };
/** A history in few pieces: what each says of a field. */
export type TelemetrySeries = {
  bucket_ms: number;
  records: number;
  complete: boolean;
  items: {
    at: string;
    fields: Record<
      string,
      { last: Json; min: number | null; max: number | null; mean: number | null; count: number }
    >;
  }[];
};
export type Severity = "cause" | "hint" | "fine";
export type Finding = Refined<
  Schemas["Finding"],
  { severity: Severity; params: Record<string, string> }
>;
export type Diagnosis = Refined<Schemas["Diagnosis"], { severity: Severity; findings: Finding[] }>;

/** A MAC command by its name in the specification, with its fields. */
export type MacCommand = { name: string } & JsonObject;
export type MacLink = {
  data_rate: number;
  data_rate_name?: string | null;
  eirp: number;
  nb_trans: number;
};
export type RefusedPart =
  | "channel"
  | "channel_mask"
  | "data_rate"
  | "data_rates"
  | "frequency"
  | "power"
  | "rx1_data_rate_offset"
  | "rx2_data_rate";
export type MacOutcome = "sent" | "accepted" | "refused" | "unanswered";
type MacAdr = Schemas["Mac"]["adr"];
export type Mac = Refined<
  Schemas["Mac"],
  {
    session: "none" | "joined" | "active";
    pending: Refined<Schemas["PendingRequest"], { commands: MacCommand[] }>[];
    stopped: Refined<
      Schemas["StoppedRequest"],
      { commands: MacCommand[]; reason: "refused" | "unanswered"; refused: RefusedPart[] }
    >[];
    status: Refined<
      NonNullable<Schemas["Mac"]["status"]>,
      { power: "external" | "battery" | "unknown" }
    > | null;
    adr: Refined<
      MacAdr,
      { decisions: Refined<MacAdr["decisions"][number], { outcome: MacOutcome }>[] }
    >;
  }
>;

/** A display field; what the list leaves out (icon, decimals) is kept in `telemetry_config`. */
export type DisplayField = Refined<
  Schemas["DisplayField"],
  { unit?: string | null; order?: number; icon?: string | null; decimals?: number | null }
>;
export type ParserType = "CUSTOMER" | "CHIRPSTACK";
export type ApplyTo = "ANY" | "MASTER_DEVICE" | "SUB_DEVICE";
export type ScriptStatistics = Schemas["ScriptStatistics"];
type ModelWords = { payload_parser_type: ParserType; apply_to: ApplyTo; fields: DisplayField[] };
export type ThingModel = Refined<Schemas["ThingModel"], ModelWords>;
export type ThingModelDetail = Refined<
  Schemas["ThingModelDetail"],
  ModelWords & { telemetry_config: { fields?: Record<string, DisplayField> } }
>;
export type ThingModelInput = Refined<
  Input<"ThingModelInput">,
  { telemetry_config?: { fields: Record<string, DisplayField> } }
>;

/** Types of a parameter and of an attribute. */
export type ValueType = "number" | "string" | "boolean" | "object";
export type RpcOption = { id?: string; label: string; value: Json };
/** A parameter of an RPC model; what it has beyond this is kept. */
export type RpcParameter = {
  name?: string;
  alias?: string;
  type?: ValueType;
  order?: number;
  /** What older models call the order. */
  index?: number;
  unit?: string;
  dftValue?: Json;
  options?: RpcOption[];
};
export type RpcTemplate = Record<string, RpcParameter>;
type RpcWords = { template: RpcTemplate };
export type RpcModel = Refined<Schemas["RpcModel"], RpcWords>;
export type RpcModelDetail = Refined<Schemas["RpcModelDetail"], RpcWords>;
export type RpcModelInput = Refined<Input<"RpcModelInput">, { template?: RpcTemplate }>;
export type TriggerModel = Schemas["TriggerModel"];
export type TriggerModelDetail = Schemas["TriggerModelDetail"];
export type TriggerModelInput = Input<"TriggerModelInput">;

/** What a template says of an attribute. */
export type AttributeDefinition = {
  key?: string;
  alias?: string;
  type?: ValueType;
  unit?: string;
  order?: number;
  dftValue?: Json;
  remark?: string;
};
export type AttributeSide = "server" | "shared";
export type AttributeOption = { label: string; value: Json };
/** An attribute of a device with what is known of it. */
export type Attribute = Refined<
  Schemas["Attribute"],
  {
    value: Json;
    type: ValueType | null;
    options: AttributeOption[];
    dftValue: Json;
    on_device: Refined<Schemas["OnDevice"], { state: AttributeStateName }> | null;
  }
>;
/** What is known of a shared attribute on the device itself. */
export type AttributeStateName =
  "reported" | "never_reported" | "sending" | "sent" | "differs" | "failed" | "not_sent";
/** What to say of an attribute; replaces what was said before. */
export type AttributeMeta = {
  type: ValueType;
  alias: string;
  unit: string;
  remark: string;
  order: number | null;
  rpcs: string[];
  options: AttributeOption[];
  dftValue: Json;
};
export type AttributeDefinitions = Record<string, AttributeDefinition>;
type TemplateWords = { server_attrs: AttributeDefinitions; shared_attrs: AttributeDefinitions };
export type DeviceTemplate = Refined<Schemas["DeviceTemplate"], TemplateWords>;
export type DeviceTemplateInput = Refined<Input<"DeviceTemplateInput">, Partial<TemplateWords>>;

export type ModelVersion = Schemas["ModelVersion"];
/** A test case: what a model's script must return for an input. */
export type ModelCase = Refined<Schemas["ModelCase"], { input: JsonObject; expected: Json }>;
export type ModelCaseInput = Omit<ModelCase, "id">;
export type ImpactDifference = Refined<
  Schemas["ImpactDifference"],
  {
    outcome: "changed" | "fails" | "works";
    fields: Refined<Schemas["FieldDifference"], { part: ResultPart; old: Json; new: Json }>[];
  }
>;
export type ResultPart = "telemetry_data" | "server_attrs" | "shared_attrs";
export type Impact = Refined<
  Schemas["Impact"],
  {
    fields: Refined<Schemas["FieldImpact"], { part: ResultPart }>[];
    differences: ImpactDifference[];
  }
>;
export type ModelLogLine = Schemas["LogEntry"];

export type ScriptKind = Named["TrialKindName"];
export type ScriptRun = {
  kind: ScriptKind;
  source: string;
  payload_parser_type?: ParserType;
  input: JsonObject;
};
export type ScriptOutcome = Refined<
  Schemas["TrialResult"],
  { result: Json; error: Schemas["ScriptFailure"] | null }
>;

export type GatewayType = "GWMP" | "BASICS_STATION";
export type PositionSource = "MANUAL" | "GPS";
export type GatewayContest = Refined<
  Schemas["GatewayContest"],
  { kind: "duplicate" | "wrong_address" | "wrong_token" }
>;
export type Gateway = Refined<
  Schemas["Gateway"],
  {
    status: OnlineStatus;
    type: GatewayType;
    standard: Standard | null;
    position_source: PositionSource;
    down_path: "open" | "stale" | "none";
    contest: GatewayContest | null;
    protocol: "gwmp" | "basics_station" | null;
    station: Schemas["StationVersion"] | null;
    stat: Schemas["Stat"] | null;
  }
>;
type Fit = "good" | "other_group" | "other_band";
export type GatewayPlan = Refined<
  Schemas["GatewayPlan"],
  { guess: { standard: Standard; sub_band: number | null } | null }
>;
export type GatewaySpread = Schemas["GatewaySpread"];
export type GatewayStatistics = Refined<
  Schemas["GatewayStatistics"],
  {
    rssi: GatewaySpread | null;
    snr: GatewaySpread | null;
    heard: { freq: number; count: number; fit: Fit | null }[];
    plan: GatewayPlan;
  }
>;
export type IncidentKind =
  "online" | "offline" | "duplicate" | "wrong_address" | "wrong_token" | "acknowledged";
export type Incident = Refined<Schemas["Incident"], { kind: IncidentKind; detail: JsonObject }>;
export type GatewayAddresses = Schemas["GatewayAddresses"];
export type BasicsStation = Schemas["BasicsStation"];
export type NewStationToken = Schemas["NewStationToken"];
export type GatewayInput = Omit<Input<"GatewayInput">, "eui">;
export type MacInput = Input<"MacInput">;

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
export type Frame = Refined<
  Schemas["Frame"],
  { direction: Direction; kind: FrameKind; content: JsonObject; decoded: JsonObject }
>;
export type Message = Refined<Schemas["Message"], { direction: "up" | "dn"; content: JsonObject }>;

export type DownlinkState =
  | "queued"
  | "waiting_for_uplink"
  | "sending"
  | "sent"
  | "acknowledged"
  | "failed"
  | "cancelled"
  | "passed_on";
export type Downlink = Refined<
  Schemas["Downlink"],
  { state: DownlinkState; sent: Schemas["DownlinkSent"] | null }
>;
export type Downlinks = Refined<Schemas["Downlinks"], { waiting: Downlink[]; recent: Downlink[] }>;

export type AlarmLevel = "low" | "mid" | "high" | "urgent";
export type AlarmEvent = "raised" | "changed" | "acknowledged" | "cleared" | "manually_cleared";
export type Alarm = Refined<Schemas["Alarm"], { level: AlarmLevel }>;
export type AlarmLogEntry = Refined<
  Schemas["AlarmLogEntry"],
  { level: AlarmLevel; event: AlarmEvent }
>;
export type AlarmHandlingResult = Schemas["AlarmHandlingResult"];
export type NotificationChannel = "EMAIL" | "DESKTOP";
export type NotificationGroup = Refined<
  Schemas["NotificationGroup"],
  { channel: NotificationChannel }
>;
export type NotificationGroupInput = Input<"NotificationGroupInput">;
export type NotificationTest = Schemas["NotificationTest"];
export type NotificationLogEntry = Refined<
  Schemas["NotificationLogEntry"],
  { channel: NotificationChannel | null }
>;
export type MailSecurity = "none" | "starttls" | "tls";
export type MailSettings = Refined<Schemas["MailSettings"], { security: MailSecurity }>;
export type MailSettingsInput = Input<"MailSettingsInput">;

/** A trigger that runs for a device, with its last run and what waits for its time. */
export type DeviceTrigger = Refined<
  Schemas["DeviceTrigger"],
  {
    last_run: Schemas["LastTriggerRun"] | null;
    pending: Refined<
      Schemas["PendingTriggerActions"],
      { actions: Refined<Schemas["TriggerCall"], { params: JsonObject }>[] }
    >[];
  }
>;

export type MqttAccount = Schemas["MqttAccount"];
export type TokenRole = "OWNER" | "ADMIN" | "VIEWER";
export type Token = Refined<Schemas["Token"], { role: TokenRole }>;
export type CreatedToken = Schemas["CreatedToken"];

export type RpcRunState =
  "queued" | "running" | "delivering" | "finished" | "failed" | "cancelled" | "interrupted";
export type RpcOrigin = "panel" | "api" | "mqtt" | "trigger" | "execution" | "attribute";
export type RpcStepKind = "downlink" | "modifyAttrs" | "alarm" | "notify" | "http";
export type RpcStepState =
  "waiting" | "queued" | "sent" | "acknowledged" | "done" | "failed" | "cancelled" | "skipped";
export type RpcRunStep = Refined<
  Schemas["RpcStep"],
  { kind: RpcStepKind; state: RpcStepState; content: Json }
>;
export type RpcRun = Refined<
  Schemas["RpcRun"],
  { state: RpcRunState; origin: RpcOrigin; params: JsonObject; steps: RpcRunStep[] }
>;
export type CallableRpcModel = Refined<
  Schemas["CallableRpcModel"],
  { template: RpcTemplate; values: JsonObject }
>;

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

/** What a notification group of channel `DESKTOP` is told. */
export type NoticeEvent = {
  type: "notice";
  group: string;
  title: string;
  desc: string;
  eui: string | null;
  device_name: string | null;
  /** The alarm's name, when it is about one. */
  alarm: string | null;
  event: AlarmEvent | null;
  level: AlarmLevel | null;
  at: Timestamp;
};

export type LiveEvent =
  | TelemetryEvent
  | { type: "frame"; frame: Frame }
  | { type: "message"; message: Message }
  | { type: "downlink"; downlink: Downlink }
  | { type: "rpc"; run: RpcRun }
  | { type: "alarm"; event: AlarmEvent; alarm: Alarm }
  | NoticeEvent
  | { type: "gateway"; gateway: Gateway }
  | { type: "task"; task: Task }
  | { type: "gateway_status"; eui: string; status: OnlineStatus; last_seen: Timestamp | null }
  | { type: "changed"; resource: string; key: string; action: "created" | "updated" | "deleted" }
  | { type: "device_status"; eui: string; status: OnlineStatus; active_time: Timestamp | null }
  | { type: "status"; status: Status }
  | { type: "resync" };

export type Topic =
  | "telemetry"
  | "frame"
  | "message"
  | "downlink"
  | "rpc"
  | "alarm"
  | "notice"
  | "gateway"
  | "device_status"
  | "task"
  | "changed"
  | "status";

export type BrokerDirection = "SOURCE" | "COPY";
export type BrokerProtocol = "mqtt" | "mqtts";
export type BrokerStatus = "disabled" | "connecting" | "connected" | "failed";
export type Publication = "data" | "dataAll" | "ack" | "telemetry";
export type OutsideBroker = Refined<
  Schemas["OutsideBroker"],
  {
    direction: BrokerDirection;
    protocol: BrokerProtocol;
    status: BrokerStatus;
    publish: Publication[];
  }
>;
export type OutsideBrokerInput = Input<"OutsideBrokerInput">;
export type OutsideBrokerTest = Schemas["OutsideBrokerTest"];

/** The settings that say how long a kind of history is kept. */
export type RetentionSetting =
  | "frame_retention_h"
  | "message_retention_h"
  | "telemetry_retention_d"
  | "model_log_retention_d"
  | "incident_retention_d"
  | "alarm_retention_d"
  | "rpc_log_retention_d"
  | "notice_log_retention_d";
export type HistoryKind = Refined<
  Schemas["HistoryKind"],
  {
    kind:
      | "frames"
      | "messages"
      | "telemetry"
      | "model_log"
      | "incidents"
      | "alarm_log"
      | "rpc_runs"
      | "notice_log";
    setting: RetentionSetting;
  }
>;
export type Storage = Refined<Schemas["Storage"], { kinds: HistoryKind[] }>;

export type TaskKind =
  | "one_time_rpc"
  | "device_execution"
  | "import"
  | "reset_by_template"
  | "bulk_update"
  | "history_cleaning"
  | "delete_devices"
  | "delete_profiles"
  | "switch_profiles"
  | "tags"
  | "undo";
export type TaskState = "waiting" | "running" | "finished" | "failed" | "cancelled" | "interrupted";
export type Task = Refined<
  Schemas["Task"],
  {
    kind: TaskKind;
    state: TaskState;
    /** What was asked for. */
    request: {
      rpc_id?: string;
      rpc_name?: string | null;
      params?: JsonObject;
      device_interval_ms?: number;
      /** Of an import: what its rows are. */
      kind?: ImportKind;
      template_name?: string;
    };
  }
>;
export type TaskItem = Schemas["TaskItem"];

/** What the devices of a selection have. */
export type SelectionFacts = Refined<
  Schemas["SelectionFacts"],
  {
    device_types: { value: DeviceType; devices: number }[];
    heart_periods: Schemas["PeriodCount"][];
    switches: { value: BulkSwitch; devices: number }[];
    thing_models: ModelCount[];
    rpcs: ModelCount[];
    triggers: ModelCount[];
    server_attrs: AttributeCount[];
    shared_attrs: AttributeCount[];
  }
>;
export type ModelCount = Schemas["ModelCount"];
export type AttributeCount = Refined<Schemas["AttributeCount"], { type: ValueType | null }>;
export type RecordedTelemetry = Schemas["RecordedTelemetry"];
export type BulkSwitch =
  "real_time_storage" | "things_board" | "bacnet" | "home_assistant" | "modbus_tcp";
export type ListChange = { add: string[]; remove: string[] };
export type AttributesChange = {
  add: { key: string; type: ValueType; value: Json; unit: string; alias: string }[];
  overwrite: boolean;
  remove: string[];
};
/** What is changed on many devices; what is absent stays. */
export type BulkChange = {
  name?: string;
  device_type?: DeviceType;
  heart_period?: number;
  thing_model?: ListChange;
  rpc?: ListChange;
  trigger?: ListChange;
  server_attrs?: AttributesChange;
  shared_attrs?: AttributesChange;
  delete_telemetry?: string[];
  tags?: ListChange;
} & { [Name in BulkSwitch]?: boolean };
export type BulkStep =
  | "basic"
  | "thing_model"
  | "rpc"
  | "trigger"
  | "server_attrs"
  | "shared_attrs"
  | "delete_telemetry"
  | "tags";
export type PlanChange = Refined<Schemas["PlanChange"], { old: Json; new: Json }>;
export type PlanDevice = Refined<
  Schemas["PlanDevice"],
  { device_type: DeviceType; changes: PlanChange[] }
>;
export type BulkPlan = Refined<
  Schemas["BulkPlan"],
  {
    categories: Schemas["PlanCategory"][];
    unlike: Refined<Schemas["UnlikeDevices"], { device_type: DeviceType }>[];
    problems: { step: BulkStep; detail: string }[];
    items: PlanDevice[];
  }
>;

/** What was selected: some keys, or all that match a filter except a few. */
export type SelectedDevices =
  { euis: string[] } | { filter: Record<string, string>; q?: string; except: string[] };
export type SelectedProfiles =
  | { dev_euis: string[] }
  | { filter: Record<string, string | boolean>; q?: string; except: string[] };
export type DevicesPreview = Schemas["DevicesPreview"];

export type UndoVerdict = "restore" | "revert" | "remove" | "same" | "conflict" | "refused";
export type RestorePoint = Refined<
  Schemas["RestorePoint"],
  { operation: "import" | "reset" | "bulk_update" | "switch_profiles" | "tags" | "delete" | "undo" }
>;
export type RestoreKind =
  | "device"
  | "profile"
  | "gateway"
  | "thing_model"
  | "rpc_model"
  | "trigger_model"
  | "device_template";
export type RestoreItem = Refined<
  Schemas["Page_RestoreItem"]["items"][number],
  { kind: RestoreKind; verdict: UndoVerdict }
>;
export type RestoreCheck = {
  counts: Record<UndoVerdict, number>;
  records: Page<RestoreItem>;
};
export type OneTimeRpcInput = {
  name: string;
  euis?: string[];
  filter?: Record<string, string | undefined>;
  q?: string;
  rpc: string;
  params: JsonObject;
  device_interval_ms?: number;
  skip_unmounted?: boolean;
};
export type OneTimeRpcPreview = Refined<Schemas["OneTimeRpcPreview"], { steps: RpcRunStep[] }>;
export type OneTimeRpcOutlook = Refined<
  Schemas["OneTimeRpcOutlook"],
  { preview: OneTimeRpcPreview | null }
>;

export type ScheduledTask = Schemas["ScheduledTask"];
export type ScheduledTaskInput = Input<"ScheduledTaskInput">;
export type NextRuns = Schemas["NextRuns"];
export type ExecutionType = "UNLIMITED" | "FIXED_COUNT";
type ExecutionWords = {
  execution_type: ExecutionType;
  params: JsonObject;
  last_run: Task | null;
};
export type DeviceExecution = Refined<Schemas["DeviceExecution"], ExecutionWords>;
export type DeviceExecutionDetail = Refined<Schemas["DeviceExecutionDetail"], ExecutionWords>;
export type DeviceExecutionInput = Refined<
  Input<"DeviceExecutionInput">,
  { params?: JsonObject; execution_type?: ExecutionType }
>;

/** Kinds of record that travel in files. */
export type ImportKind = "lorawan-profiles" | "devices" | "gateways" | ModelImportKind;
/** Those whose files are JSON. */
export type ModelImportKind = "thing-models" | "rpc-models" | "trigger-models" | "device-templates";
export type ImportPlan = Refined<
  Schemas["ImportPlan"],
  {
    source: Schemas["ImportSource"];
    columns: Schemas["ImportColumn"][];
    counts: Schemas["ImportCounts"];
  }
>;
export type ImportRow = Refined<
  Schemas["ImportRow"],
  { changes: Schemas["ImportChange"][]; notes: Schemas["ImportNote"][] }
>;
export type ImportField = Schemas["ImportField"];
