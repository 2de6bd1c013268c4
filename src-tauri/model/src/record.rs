//! What the instance stores. Records of the LoRaWAN side, devices and models are here, the others
//! in a module each.
//!
//! Field names are the product's own (`rx2dr`, `heart_period`), because scripts, workbooks and
//! integrators know them. None of these types serialises: what leaves the process is an `api` DTO,
//! a script input or a column.

use std::sync::Arc;

use lorawan::{AesKey, DevAddr, Eui64};
use serde_json::Value;

use crate::{DeviceEui, JsonMap, RecordId, Said, TenantCode, Timestamp};

/// A closed list of words that is text everywhere outside.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal $(| $alias:literal)*,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order people see them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word used in the API, in workbooks and in the store.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::record::UnknownWord;

            fn from_str(text: &str) -> Result<Self, $crate::record::UnknownWord> {
                $(if text.eq_ignore_ascii_case($word) $(|| text.eq_ignore_ascii_case($alias))* {
                    return Ok(Self::$variant);
                })+
                Err($crate::record::UnknownWord { expected: &[$($word,)+] })
            }
        }
    };
}

/// A word that is none of the allowed ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected one of: {}", expected.join(", "))]
pub struct UnknownWord {
    /// The words that are allowed.
    pub expected: &'static [&'static str],
}

words!(
    /// How a device gets its session.
    JoinMode {
        /// Address and session keys are provisioned.
        Abp = "ABP",
        /// The device joins over the air with its AppKey.
        Otaa = "OTAA",
    }
);
words!(
    /// The frequency-band standard of a profile, in the product's words.
    Standard {
        /// China 470–510 MHz.
        Cn470 = "CN470",
        /// Europe 433 MHz.
        Eu433 = "EU433",
        /// Europe 863–870 MHz.
        Eu868 = "EU868",
        /// Asia 923 MHz.
        As923 = "AS923",
        /// Australia 915–928 MHz.
        Au915 = "AU915",
        /// United States 902–928 MHz, commonly called US915.
        Us902 = "US902" | "US915",
    }
);
words!(
    /// The LoRaWAN link-layer version of a device.
    LwVersion {
        /// 1.0.2, recommended.
        V1_0_2 = "1.0.2",
        /// 1.0.3.
        V1_0_3 = "1.0.3",
        /// 1.0.4.
        V1_0_4 = "1.0.4",
    }
);
words!(
    /// How a gateway reaches the instance.
    GatewayType {
        /// Semtech packet forwarder, UDP.
        Gwmp = "GWMP",
        /// LoRa Basics Station, WebSocket.
        BasicsStation = "BASICS_STATION",
    }
);
words!(
    /// Where a gateway's position comes from.
    PositionSource {
        /// A person entered it.
        Manual = "MANUAL",
        /// The gateway reports it.
        Gps = "GPS",
    }
);
words!(
    /// When a device listens.
    ClassMode {
        /// After each of its own uplinks.
        ClassA = "ClassA" | "A",
        /// Always.
        ClassC = "ClassC" | "C",
    }
);
words!(
    /// What a device record stands for.
    DeviceType {
        /// A terminal that reports by itself.
        Normal = "NORMAL",
        /// A child that a polling parent reports for.
        SubDevice = "SUB_DEVICE",
        /// An asset, computed from other devices.
        Virtual = "VIRTUAL",
    }
);
words!(
    /// Where a device's data comes from.
    DataFrom {
        /// The built-in network server.
        LoRaWan = "LoRaWAN" | "THINKONE",
        /// MQTT messages in the AS format.
        Other = "OTHER",
    }
);
words!(
    /// The style of a thing model's script.
    ParserType {
        /// ThinkLink's own: bare body or `payload_parser`.
        Custom = "CUSTOMER" | "CUSTOM",
        /// `decodeUplink` (TS013) or `Decode`, as ChirpStack runs them.
        ChirpStack = "CHIRPSTACK",
    }
);
words!(
    /// Which records a thing model's results may go to.
    ApplyTo {
        /// Any.
        Any = "ANY",
        /// Only the device that sent the uplink.
        MasterDevice = "MASTER_DEVICE",
        /// Only sub-devices of it.
        SubDevice = "SUB_DEVICE",
    }
);
words!(
    /// What a caller may do.
    Role {
        /// Everything, in every tenant.
        Owner = "OWNER",
        /// Everything inside the tenant.
        Admin = "ADMIN",
        /// Reading inside the tenant, keys excepted.
        Viewer = "VIEWER",
    }
);

words!(
    /// Whether a device or gateway reports as often as it should.
    OnlineStatus {
        /// Heard within its heartbeat period.
        Online = "online",
        /// Heard before, but not within its heartbeat period.
        Offline = "offline",
        /// Not heard yet.
        NeverSeen = "never_seen",
    }
);
words!(
    /// What a device's LoRaWAN profile allows.
    ProfileState {
        /// It may send and receive.
        Ok = "ok",
        /// It needs a profile and has none.
        Missing = "missing",
        /// Its profile is switched off.
        Disabled = "disabled",
        /// It may send but not receive.
        DownOff = "down_off",
        /// It needs none.
        None = "none",
    }
);

impl OnlineStatus {
    /// The status of something last heard at `active` that should report every `period` seconds.
    #[must_use]
    pub fn at(now: Timestamp, active: Option<Timestamp>, period: u32) -> Self {
        match active {
            None => Self::NeverSeen,
            Some(active) if now <= active.plus_millis(i64::from(period) * 1_000) => Self::Online,
            Some(_) => Self::Offline,
        }
    }
}

/// A tenant: the unit of isolation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its code, the `{tenant}` of every topic.
    pub code: TenantCode,
    /// Its name for people.
    pub name: String,
    /// When it was created.
    pub created_at: Timestamp,
}

/// The network server's side of a device: may it join and transmit, and with which keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LorawanProfile {
    /// Unique in the whole instance.
    pub dev_eui: Eui64,
    /// Owner.
    pub tenant: TenantCode,
    /// How the device gets its session.
    pub join_mode: JoinMode,
    /// JoinEUI (AppEUI) the device is expected to use; not checked when absent.
    pub join_eui: Option<Eui64>,
    /// ABP: the provisioned address.
    pub dev_addr: Option<DevAddr>,
    /// ABP: the application session key.
    pub apps_key: Option<AesKey>,
    /// ABP: the network session key.
    pub nwks_key: Option<AesKey>,
    /// OTAA: the root key.
    pub app_key: Option<AesKey>,
    /// `false`: the network server silently ignores the device.
    pub enable: bool,
    /// `false`: no downlink but join-accepts and acknowledgements.
    pub down_enable: bool,
    /// Link-layer version.
    pub lw_ver: LwVersion,
    /// Band.
    pub standard: Standard,
    /// AS923 group, 1 to 4; 1 elsewhere.
    pub as923_group: u8,
    /// When the device listens.
    pub class_mode: ClassMode,
    /// When the device listens after a join.
    pub join_class_mode: ClassMode,
    /// RX1 data-rate offset.
    pub rx1dr_offset: u8,
    /// RX2 data-rate index.
    pub rx2dr: u8,
    /// RX1 delay in seconds, 1 to 15.
    pub rx_delay: u8,
    /// Join-accept delay in seconds.
    pub rx_delay_join: u8,
    /// RX2 frequency in Hz.
    pub rx2_freq: u32,
    /// ABP devices that restart their counters: accept a lower counter. Opens replay.
    pub resets_f_cnt: bool,
    /// Let the network choose data rate and power, when the device allows it, too.
    pub adr: bool,
    /// Production batch, free text.
    pub batch: String,
    /// Product model, free text.
    pub model: String,
    /// Free text.
    pub handle: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl LorawanProfile {
    /// Whether the keys its join mode needs are all there.
    #[must_use]
    pub const fn has_keys(&self) -> bool {
        match self.join_mode {
            JoinMode::Abp => {
                self.dev_addr.is_some() && self.apps_key.is_some() && self.nwks_key.is_some()
            }
            JoinMode::Otaa => self.app_key.is_some(),
        }
    }
}

/// What a device and the network server agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The device.
    pub dev_eui: Eui64,
    /// Its address in this session.
    pub dev_addr: DevAddr,
    /// Network session key.
    pub nwk_s_key: AesKey,
    /// Application session key.
    pub app_s_key: AesKey,
    /// Full counter of the last accepted uplink; `None` before the first.
    pub last_f_cnt_up: Option<u32>,
    /// Full counter the next downlink gets.
    pub next_f_cnt_down: u32,
    /// RX1 delay in force, seconds.
    pub rx_delay: u8,
    /// RX1 data-rate offset in force.
    pub rx1dr_offset: u8,
    /// RX2 data rate in force.
    pub rx2dr: u8,
    /// RX2 frequency in force, Hz.
    pub rx2_freq: u32,
    /// DevNonce of the join that made it; `None` for ABP.
    pub dev_nonce: Option<u16>,
    /// When it was made.
    pub created_at: Timestamp,
}

words!(
    /// How far a queued downlink has come.
    DownlinkState {
        /// It waits for its turn.
        Queued = "queued",
        /// Its counter is taken and a gateway is being asked.
        Sending = "sending",
        /// A gateway has taken it; a confirmed one waits for the device.
        Sent = "sent",
        /// The device has acknowledged it.
        Acknowledged = "acknowledged",
        /// It did not reach the device, or nobody knows.
        Failed = "failed",
        /// Somebody took it out of the queue.
        Cancelled = "cancelled",
    }
);

/// What the application wants to tell a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downlink {
    /// Record id; ids of one device rise in the order of its queue.
    pub id: RecordId,
    /// Owner, the device's tenant.
    pub tenant: TenantCode,
    /// The device.
    pub dev_eui: Eui64,
    /// The sender's name for it, as JSON text, to be repeated unchanged in acknowledgements.
    pub token: Option<Box<str>>,
    /// 1 to 223 for the application, 0 for MAC commands as payload, -1 for MAC commands in FOpts.
    pub f_port: i16,
    /// The plain payload.
    pub payload: Vec<u8>,
    /// Whether the device shall acknowledge.
    pub confirmed: bool,
    /// Whether the device shall be told that more waits.
    pub f_pend: bool,
    /// Least time between two downlinks to the device, milliseconds; 0 for none.
    pub interval_ms: u32,
    /// How long the device may take to acknowledge, milliseconds; 0 for the instance's setting.
    pub wait_ms: u32,
    /// The gateway that must send it; `None` lets the instance choose.
    pub gateway: Option<Eui64>,
    /// How far it has come.
    pub state: DownlinkState,
    /// Transmissions tried; each took a counter.
    pub attempts: u8,
    /// Full counter of the last one.
    pub f_cnt: Option<u32>,
    /// How the last one went out.
    pub sent: Option<DownlinkSent>,
    /// Why it waits longer than expected, or why it failed.
    pub reason: Option<Said>,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
}

impl Downlink {
    /// Whether nothing will become of it any more.
    #[must_use]
    pub fn is_done(&self) -> bool {
        match self.state {
            DownlinkState::Queued | DownlinkState::Sending => false,
            DownlinkState::Sent => !self.confirmed,
            DownlinkState::Acknowledged | DownlinkState::Failed | DownlinkState::Cancelled => true,
        }
    }
}

/// How a downlink went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownlinkSent {
    /// The gateway that took it.
    pub gateway: Eui64,
    /// `RX1`, `RX2` or `RXC`.
    pub window: Box<str>,
    /// When it was handed over.
    pub at: Timestamp,
}

/// The data layer's side of a device.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// Record id.
    pub id: RecordId,
    /// Owner.
    pub tenant: TenantCode,
    /// Unique in the whole instance.
    pub eui: DeviceEui,
    /// Display name, may be empty.
    pub name: String,
    /// What the record stands for.
    pub device_type: DeviceType,
    /// Where its data comes from.
    pub data_from: DataFrom,
    /// Parent of a sub-device.
    pub parent: Option<DeviceEui>,
    /// The template it was made or last reset by, which may be gone by now.
    pub template: Option<RecordId>,
    /// Where it is.
    pub location: Option<RecordId>,
    /// Mounted thing models, in the order they run.
    pub thing_model: Vec<RecordId>,
    /// Mounted RPC models.
    pub rpc: Vec<RecordId>,
    /// Mounted trigger models, in the order they run.
    pub trigger: Vec<RecordId>,
    /// Tags.
    pub tags: Vec<String>,
    /// Platform-only attributes.
    pub server_attrs: JsonMap,
    /// Attributes shared with the device.
    pub shared_attrs: JsonMap,
    /// What is known of `server_attrs`.
    pub server_notes: AttributeNotes,
    /// What is known of `shared_attrs`.
    pub shared_notes: AttributeNotes,
    /// Seconds without an uplink until the device counts as offline.
    pub heart_period: u32,
    /// Whether its telemetry history is kept.
    pub real_time_storage: bool,
    /// Which integrations see it.
    pub integrations: Integrations,
    /// Free text.
    pub remark: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed by a person or program.
    pub updated_at: Timestamp,
}

impl Device {
    /// A LoRaWAN device with everything at its default, not stored yet.
    #[must_use]
    pub fn new(eui: DeviceEui, tenant: TenantCode, heart_period: u32, now: Timestamp) -> Self {
        Self {
            id: RecordId(0),
            tenant,
            eui,
            name: String::new(),
            device_type: DeviceType::Normal,
            data_from: DataFrom::LoRaWan,
            parent: None,
            template: None,
            location: None,
            thing_model: Vec::new(),
            rpc: Vec::new(),
            trigger: Vec::new(),
            tags: Vec::new(),
            server_attrs: JsonMap::new(),
            shared_attrs: JsonMap::new(),
            server_notes: AttributeNotes::default(),
            shared_notes: AttributeNotes::default(),
            heart_period,
            real_time_storage: true,
            integrations: Integrations::default(),
            remark: String::new(),
            created_at: now,
            updated_at: now,
        }
    }
}

/// A parser script with the description of its fields.
#[derive(Debug, Clone, PartialEq)]
pub struct ThingModel {
    /// Record id: the key of the telemetry partition.
    pub id: RecordId,
    /// Owner; `PUBLIC` for built-in ones.
    pub tenant: TenantCode,
    /// Stable text id, unique in the tenant and among the public ones.
    pub id_name: String,
    /// Label.
    pub name: String,
    /// The script.
    pub payload_parser: String,
    /// The script's style.
    pub payload_parser_type: ParserType,
    /// Which records its results may go to.
    pub apply_to: ApplyTo,
    /// `{ "fields": { <field>: { field_name, name, type, unit, order, icon } } }`.
    pub telemetry_config: Value,
    /// Tags.
    pub tags: Vec<String>,
    /// Free text.
    pub remark: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A command: a script that turns parameters into downlinks and other steps.
#[derive(Debug, Clone, PartialEq)]
pub struct RpcModel {
    /// Record id.
    pub id: RecordId,
    /// Owner; `PUBLIC` for built-in ones.
    pub tenant: TenantCode,
    /// The method: stable text id, unique in the tenant and among the public ones.
    pub id_name: String,
    /// Label.
    pub name: String,
    /// Whether sub-devices of a device that mounts it may use it.
    pub inherit: bool,
    /// `{ <param>: { name, alias, type, order, unit, dftValue, options } }`.
    pub template: Value,
    /// The script, which every run shares.
    pub rpc_script: Arc<str>,
    /// Tags.
    pub tags: Vec<String>,
    /// Free text.
    pub remark: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A rule: a script that looks at a device after its data was parsed and asks for commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriggerModel {
    /// Record id.
    pub id: RecordId,
    /// Owner; `PUBLIC` for built-in ones.
    pub tenant: TenantCode,
    /// Label, unique in the tenant and among the public ones.
    pub name: String,
    /// Whether it also runs for sub-devices of a device that mounts it.
    pub inherit: bool,
    /// The script, which every run shares.
    pub trigger_script: Arc<str>,
    /// Tags.
    pub tags: Vec<String>,
    /// Free text.
    pub remark: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What devices of one kind start with.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceTemplate {
    /// Record id.
    pub id: RecordId,
    /// Owner; `PUBLIC` for built-in ones.
    pub tenant: TenantCode,
    /// Label.
    pub name: String,
    /// Thing models, in the order they run. Here and in `rpc` and `trigger` a model may be gone.
    pub thing_model: Vec<RecordId>,
    /// RPC models.
    pub rpc: Vec<RecordId>,
    /// Trigger models, in the order they run.
    pub trigger: Vec<RecordId>,
    /// Tags.
    pub tags: Vec<String>,
    /// Seconds without an uplink until a device counts as offline.
    pub heart_period: u32,
    /// Whether telemetry history is kept.
    pub real_time_storage: bool,
    /// Which integrations see a device.
    pub integrations: Integrations,
    /// Where a device is.
    pub location: Option<RecordId>,
    /// `{ <key>: { key, alias, type, unit, order, dftValue, remark, rpcs, options } }`.
    pub server_attrs: JsonMap,
    /// As `server_attrs`, for attributes shared with the device.
    pub shared_attrs: JsonMap,
    /// Free text.
    pub remark: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Which integrations see a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Integrations {
    /// ThingsBoard.
    pub things_board: bool,
    /// Home Assistant.
    pub home_assistant: bool,
    /// BACnet.
    pub bacnet: bool,
    /// Modbus TCP.
    pub modbus_tcp: bool,
    /// Others.
    pub third_party: bool,
}

/// A token that stands for a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Record id.
    pub id: RecordId,
    /// Tenant the caller acts in.
    pub tenant: TenantCode,
    /// Name for people.
    pub name: String,
    /// What the caller may do.
    pub role: Role,
    /// SHA-256 of the token's text; the text itself is never stored.
    pub hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops being valid; `None`: never. Only a sign-in ends by itself.
    pub expires_at: Option<Timestamp>,
}

mod alarm;
mod attribute;
mod device_execution;
mod gateway;
mod location;
mod message;
mod notification_group;
mod outside_broker;
mod relation;
mod restore_point;
mod rpc_run;
mod scheduled_task;
mod task;
mod trigger_action;

pub use alarm::{Alarm, AlarmEvent, AlarmLevel, Handled};
pub use attribute::{
    AttributeNotes, AttributePush, AttributeSide, AttributeState, AttributeTrace, AttributeType,
    NotSent, PushWay,
};
pub use device_execution::{DeviceExecution, ExecutionState, ExecutionType};
pub use gateway::{AddressRange, Gateway, NoAddressRange, StationToken};
pub use location::Location;
pub use message::MessageKind;
pub use notification_group::{NotificationChannel, NotificationGroup};
pub use outside_broker::{BrokerDirection, BrokerProtocol, OutsideBroker, Publication};
pub use relation::{Categories, Category, Relation};
pub use restore_point::{Operation, RecordKey, RecordKind, RestoreItem, RestorePoint, Untied};
pub use rpc_run::{
    RpcOrigin, RpcRun, RpcRunLine, RpcRunState, RpcRunStep, RpcStepKind, RpcStepState,
};
pub use scheduled_task::{ScheduleState, ScheduledTask};
pub use task::{Task, TaskItem, TaskKind, TaskState};
pub use trigger_action::{TriggerActions, TriggerCall};
