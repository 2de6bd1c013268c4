//! Alarms of devices. Source of the names: thinklink.md 1.12.

use crate::{DeviceEui, RecordId, TenantCode, Timestamp};

words!(
    /// How bad it is, rising.
    #[derive(PartialOrd, Ord, Default)]
    AlarmLevel {
        /// Informational.
        #[default]
        Low = "low",
        /// A warning.
        Mid = "mid",
        /// An error.
        High = "high",
        /// Critical.
        Urgent = "urgent",
    }
);

words!(
    /// What happened to an alarm.
    AlarmEvent {
        /// There was none of its name, and now there is.
        Raised = "raised",
        /// Its level, title or description changed.
        Changed = "changed",
        /// Somebody has seen it.
        Acknowledged = "acknowledged",
        /// A script says that there is none any more.
        Cleared = "cleared",
        /// A person says so.
        ManuallyCleared = "manually_cleared",
    }
);

/// An active alarm. There is at most one of a name on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Record id.
    pub id: RecordId,
    /// Owner, the device's tenant.
    pub tenant: TenantCode,
    /// The device.
    pub eui: DeviceEui,
    /// What tells it from others of the device.
    pub name: String,
    /// How bad it is.
    pub level: AlarmLevel,
    /// One line.
    pub title: String,
    /// More about it.
    pub desc: String,
    /// The groups that were told when it was last raised.
    pub notice_groups: Vec<String>,
    /// How often it was raised or changed since there is one.
    pub count: u32,
    /// Since when there is one.
    pub raised_at: Timestamp,
    /// When it was last raised or changed.
    pub last_trigger_time: Timestamp,
    /// Who has seen it.
    pub acknowledged: Option<Handled>,
}

/// What a person did about an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// The person's or program's name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What they had to say about it, may be empty.
    pub note: String,
}
