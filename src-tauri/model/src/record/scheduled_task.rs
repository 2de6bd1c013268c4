//! When device executions run. Source of the names: thinklink.md 1.14.

use crate::{RecordId, TenantCode, Timestamp};

/// When device executions run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledTask {
    /// Its key.
    pub id: RecordId,
    /// Whose it is.
    pub tenant: TenantCode,
    /// Unique in the tenant.
    pub name: String,
    /// Whether it fires.
    pub enable: bool,
    /// Second, minute, hour, day, month and weekday, in the local time of the computer.
    pub cron: String,
    /// For people.
    pub remark: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What a scheduled task has done. Kept apart from the record, which people change meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScheduleState {
    /// The last time for which it fired.
    pub fired_at: Option<Timestamp>,
    /// The last time it missed, because the computer slept or the program did not run.
    pub missed_at: Option<Timestamp>,
}
