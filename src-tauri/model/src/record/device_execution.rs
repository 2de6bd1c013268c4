//! RPCs for groups of devices. Source of the names: thinklink.md 1.15.

use crate::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};

words!(
    /// How often a device execution runs by its scheduled task.
    ExecutionType {
        /// As long as it is enabled.
        Unlimited = "UNLIMITED",
        /// A number of times; then it is disabled.
        FixedCount = "FIXED_COUNT",
    }
);

/// An RPC for a group of devices, by the clock or when a person asks.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceExecution {
    /// Its key.
    pub id: RecordId,
    /// Whose it is.
    pub tenant: TenantCode,
    /// For people.
    pub name: String,
    /// Whether its scheduled task runs it.
    pub enable: bool,
    /// The scheduled task that runs it.
    pub cron_task: Option<RecordId>,
    /// The RPC model.
    pub rpc_id: RecordId,
    /// Its parameters.
    pub params: JsonMap,
    /// The devices, in this order.
    pub euis: Vec<DeviceEui>,
    /// From one device to the next, ms.
    pub device_interval_ms: u32,
    /// How often its scheduled task runs it.
    pub execution_type: ExecutionType,
    /// How many times that is for a fixed count.
    pub count_limit: u32,
    /// Whether the result of each device is kept.
    pub log_enable: bool,
    /// From then on results are counted only; `None`: they are kept.
    pub log_until: Option<Timestamp>,
    /// For people.
    pub remark: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What a device execution has done. Kept apart from the record, which people change meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExecutionState {
    /// How many times its scheduled task has run it.
    pub count_done: u32,
    /// When it last had to be skipped, because it was still running.
    pub skipped_at: Option<Timestamp>,
}
