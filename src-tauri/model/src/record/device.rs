//! The data layer's side of devices.

use super::AttributeNotes;
use crate::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};

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
