//! What an operation on many records was about to change, so that it can be undone.

use std::fmt;
use std::str::FromStr;

use lorawan::Eui64;

use super::UnknownWord;
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
    }
);

/// Which record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RecordKey {
    /// A device.
    Device(DeviceEui),
    /// A LoRaWAN profile.
    Profile(Eui64),
}

impl RecordKey {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            Self::Device(_) => RecordKind::Device,
            Self::Profile(_) => RecordKind::Profile,
        }
    }

    /// From kind and text; `None` when the text is no EUI of that kind.
    #[must_use]
    pub fn read(kind: RecordKind, text: &str) -> Option<Self> {
        match kind {
            RecordKind::Device => text.parse().ok().map(Self::Device),
            RecordKind::Profile => text.parse().ok().map(Self::Profile),
        }
    }
}

/// Its EUI.
impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Device(eui) => eui.fmt(f),
            Self::Profile(eui) => eui.fmt(f),
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
}

/// The EUI of its record.
impl fmt::Display for RestoreItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.record.fmt(f)
    }
}
