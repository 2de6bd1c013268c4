//! What an operation on many records was about to change, so that it can be undone.

use lorawan::Eui64;
use std::fmt;

use crate::{DeviceEui, RecordId, TenantCode, Timestamp};

words!(
    /// An operation that can be undone.
    Operation {
        /// Records were imported from a file.
        Import = "import",
        /// Devices were reset by a template.
        Reset = "reset",
        /// Parameters of devices were updated in bulk.
        BulkUpdate = "bulk_update",
        /// LoRaWAN profiles were enabled or disabled, or their downlinks were.
        SwitchProfiles = "switch_profiles",
        /// Tags were given to devices or taken away.
        Tags = "tags",
        /// Records were deleted.
        Delete = "delete",
        /// An operation was undone.
        Undo = "undo",
    }
);

words!(
    /// A kind of record that is kept for undoing.
    RecordKind {
        /// A device.
        Device = "device",
        /// A LoRaWAN profile with its sessions, counters and nonces.
        Profile = "profile",
        /// A registered gateway with its token.
        Gateway = "gateway",
        /// A thing model with its versions and test cases.
        ThingModel = "thing_model",
        /// An RPC model with its versions and test cases.
        RpcModel = "rpc_model",
        /// A trigger model with its versions and test cases.
        TriggerModel = "trigger_model",
        /// A device template with its versions and test cases.
        DeviceTemplate = "device_template",
        /// A geographic location.
        Location = "location",
    }
);

/// Which record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RecordKey {
    /// A device.
    Device(DeviceEui),
    /// A LoRaWAN profile.
    Profile(Eui64),
    /// A registered gateway.
    Gateway(Eui64),
    /// A thing model.
    ThingModel(RecordId),
    /// An RPC model.
    RpcModel(RecordId),
    /// A trigger model.
    TriggerModel(RecordId),
    /// A device template.
    DeviceTemplate(RecordId),
    /// A geographic location.
    Location(RecordId),
}

impl RecordKey {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            Self::Device(_) => RecordKind::Device,
            Self::Profile(_) => RecordKind::Profile,
            Self::Gateway(_) => RecordKind::Gateway,
            Self::ThingModel(_) => RecordKind::ThingModel,
            Self::RpcModel(_) => RecordKind::RpcModel,
            Self::TriggerModel(_) => RecordKind::TriggerModel,
            Self::DeviceTemplate(_) => RecordKind::DeviceTemplate,
            Self::Location(_) => RecordKind::Location,
        }
    }

    /// From kind and text; `None` when the text is no key of that kind.
    #[must_use]
    pub fn read(kind: RecordKind, text: &str) -> Option<Self> {
        match kind {
            RecordKind::Device => text.parse().ok().map(Self::Device),
            RecordKind::Profile => text.parse().ok().map(Self::Profile),
            RecordKind::Gateway => text.parse().ok().map(Self::Gateway),
            RecordKind::ThingModel => text.parse().ok().map(Self::ThingModel),
            RecordKind::RpcModel => text.parse().ok().map(Self::RpcModel),
            RecordKind::TriggerModel => text.parse().ok().map(Self::TriggerModel),
            RecordKind::DeviceTemplate => text.parse().ok().map(Self::DeviceTemplate),
            RecordKind::Location => text.parse().ok().map(Self::Location),
        }
    }
}

/// Its EUI or id.
impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Device(eui) => eui.fmt(f),
            Self::Profile(eui) | Self::Gateway(eui) => eui.fmt(f),
            Self::ThingModel(id)
            | Self::RpcModel(id)
            | Self::TriggerModel(id)
            | Self::DeviceTemplate(id)
            | Self::Location(id) => id.fmt(f),
        }
    }
}

/// What an operation was about to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestorePoint {
    /// Record id.
    pub id: RecordId,
    /// Whose records they are.
    pub tenant: TenantCode,
    /// What was done.
    pub operation: Operation,
    /// What people call it, such as a file's name; may be empty.
    pub name: String,
    /// Who did it.
    pub who: String,
    /// The task that did it.
    pub task: Option<RecordId>,
    /// How many records it holds.
    pub records: u64,
    /// How large they are, in bytes.
    pub bytes: u64,
    /// When the operation began.
    pub created_at: Timestamp,
    /// When it was last undone.
    pub undone_at: Option<Timestamp>,
}

/// A record as a restore point knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreItem {
    /// Its place in the point, rising in the order of the operation.
    pub id: RecordId,
    /// The record.
    pub record: RecordKey,
    /// What it was called; may be empty.
    pub name: String,
    /// Its `updated_at` before the operation; `None`: there was no such record.
    pub before_at: Option<Timestamp>,
    /// Its `updated_at` after the operation; `None`: the operation deleted it.
    pub after_at: Option<Timestamp>,
    /// An undoing put it back and has not yet put back what ties it to others.
    pub untied: Option<Untied>,
}

/// What is known of a device that was put back until what ties it to others follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untied {
    /// It was gone, and all that tied it to others with it.
    pub was_gone: bool,
    /// The parent it had until then, which may still know it as its sub-device.
    pub left: Option<DeviceEui>,
}

/// The key of its record.
impl fmt::Display for RestoreItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.record.fmt(f)
    }
}
