//! Long work: what is going on and what became of it.

use crate::{JsonMap, RecordId, Said, TenantCode, Timestamp};

words!(
    /// What a task does.
    TaskKind {
        /// One RPC for a group of devices, once. Source: thinklink.md 4.8.
        OneTimeRpc = "one_time_rpc",
        /// A run of a device execution. Source: thinklink.md 4.10.
        DeviceExecution = "device_execution",
        /// What a checked file says, row by row.
        Import = "import",
        /// Devices are deleted.
        DeleteDevices = "delete_devices",
        /// LoRaWAN profiles are deleted.
        DeleteProfiles = "delete_profiles",
        /// LoRaWAN profiles are enabled or disabled, or their downlinks are.
        SwitchProfiles = "switch_profiles",
        /// Models of one kind are deleted.
        DeleteModels = "delete_models",
        /// Registered gateways are deleted.
        DeleteGateways = "delete_gateways",
        /// Tags are given to devices or taken away.
        Tags = "tags",
        /// An operation is undone.
        Undo = "undo",
        /// Devices are made what a template says. Source: the chapter 1.1.6.
        ResetByTemplate = "reset_by_template",
        /// The same changes to a group of devices. Source: the chapter 1.2.4.
        BulkUpdate = "bulk_update",
        /// Old history is deleted.
        HistoryCleaning = "history_cleaning",
    }
);

words!(
    /// How far a task is.
    TaskState {
        /// It begins when others have ended.
        Waiting = "waiting",
        /// It is at work.
        Running = "running",
        /// It went through everything; some of its items may have failed.
        Finished = "finished",
        /// It could not go on; `reason` says why.
        Failed = "failed",
        /// A person stopped it.
        Cancelled = "cancelled",
        /// The program ended in the middle of it.
        Interrupted = "interrupted",
    }
);

impl TaskState {
    /// Whether nothing more will happen.
    #[must_use]
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Waiting | Self::Running)
    }
}

/// A piece of long work.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Its key.
    pub id: RecordId,
    /// Whose it is.
    pub tenant: TenantCode,
    /// What it does.
    pub kind: TaskKind,
    /// The record it was started for, such as the device execution.
    pub subject: Option<RecordId>,
    /// What people called it, or what it is called when nobody gave it a name.
    pub name: Said,
    /// Who started it.
    pub who: String,
    /// What was asked for, in the terms of its kind, so that it can be shown and done again.
    pub request: JsonMap,
    /// How far it is.
    pub state: TaskState,
    /// How many items it has.
    pub total: u64,
    /// Items that went well.
    pub ok: u64,
    /// Items that failed.
    pub failed: u64,
    /// Why it failed.
    pub reason: Option<Said>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
}

impl Task {
    /// How many items are behind it.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.ok.saturating_add(self.failed)
    }
}

/// What became of one thing that a task did something to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskItem {
    /// The thing, such as a device's EUI.
    pub subject: String,
    /// Whether it went well.
    pub ok: bool,
    /// What happened, as a word for programs.
    pub code: String,
    /// What happened, as a sentence for people; may be empty.
    pub detail: Said,
    /// The record that tells more, such as the run of an RPC.
    pub link: Option<RecordId>,
    /// When it was done.
    pub at: Timestamp,
}
