//! What became of a command: one run of an RPC model on a device. Source: thinklink.md 1.24, 4.6.

use lorawan::Eui64;
use serde_json::Value;

use super::{Downlink, DownlinkState};
use crate::{DeviceEui, JsonMap, RecordId, Said, TenantCode, Timestamp};

words!(
    /// How far a run has come.
    RpcRunState {
        /// It waits for earlier runs of its device.
        Queued = "queued",
        /// Its script runs or its steps are taken.
        Running = "running",
        /// Every step was taken; frames are still on their way to the device.
        Delivering = "delivering",
        /// Everything was done; what had to be acknowledged was.
        Finished = "finished",
        /// The script or a step failed.
        Failed = "failed",
        /// Somebody stopped it.
        Cancelled = "cancelled",
        /// The program ended before its steps were taken.
        Interrupted = "interrupted",
    }
);

words!(
    /// What asked for a run.
    RpcOrigin {
        /// A person, in the window.
        Panel = "panel",
        /// A program, by HTTP.
        Api = "api",
        /// A program, by MQTT.
        Mqtt = "mqtt",
        /// A trigger model.
        Trigger = "trigger",
        /// A device execution.
        Execution = "execution",
        /// A shared attribute that was edited.
        Attribute = "attribute",
    }
);

words!(
    /// What a step does.
    RpcStepKind {
        /// Sends a message to a device.
        Downlink = "downlink",
        /// Changes attributes.
        ModifyAttrs = "modifyAttrs",
        /// Raises or clears an alarm.
        Alarm = "alarm",
        /// Tells notification groups something.
        Notify = "notify",
        /// Calls a web address.
        Http = "http",
    }
);

words!(
    /// How far a step has come.
    RpcStepState {
        /// Its turn has not come.
        Waiting = "waiting",
        /// Its frame waits for the device or is being sent.
        Queued = "queued",
        /// A gateway sent its frame; final unless the frame is confirmed.
        Sent = "sent",
        /// The device has it.
        Acknowledged = "acknowledged",
        /// It was done.
        Done = "done",
        /// It was not done.
        Failed = "failed",
        /// Its frame was taken out of the queue.
        Cancelled = "cancelled",
        /// Its turn never came.
        Skipped = "skipped",
    }
);

/// One run of an RPC model on a device.
#[derive(Debug, Clone, PartialEq)]
pub struct RpcRun {
    /// Record id; ids rise with the time of the call.
    pub id: RecordId,
    /// Owner, the device's tenant.
    pub tenant: TenantCode,
    /// When it was called.
    pub at: Timestamp,
    /// The device that was called.
    pub eui: DeviceEui,
    /// The RPC model.
    pub rpc: RecordId,
    /// Its text id then.
    pub method: String,
    /// Its label then.
    pub name: String,
    /// What asked for it.
    pub origin: RpcOrigin,
    /// Who exactly: an account, a token, a trigger's or an execution's id; may be empty.
    pub operator: String,
    /// The parameters the script got.
    pub params: JsonMap,
    /// How far it has come.
    pub state: RpcRunState,
    /// What came of it, as a sentence for people.
    pub result: Said,
    /// Line of the script that failed, from 1.
    pub line: Option<u32>,
    /// Column of the script that failed, from 1.
    pub column: Option<u32>,
    /// What the script asked for, in order; empty until it ran.
    pub steps: Vec<RpcRunStep>,
    /// What the script printed, in order.
    pub console: Vec<RpcRunLine>,
    /// When anything of this last changed.
    pub updated_at: Timestamp,
}

/// One step of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RpcRunStep {
    /// Its number in what the script returned, from 1.
    pub number: u32,
    /// What it does.
    pub kind: RpcStepKind,
    /// The device it is for.
    pub target: DeviceEui,
    /// Milliseconds it waits before.
    pub sleep_ms: u32,
    /// How far it has come.
    pub state: RpcStepState,
    /// What the script wrote into it; null when that is long.
    pub content: Value,
    /// The downlink it became.
    pub downlink: Option<RecordId>,
    /// Whether the device has to acknowledge its frame.
    pub confirmed: bool,
    /// Frame counter of its last transmission.
    pub f_cnt: Option<u32>,
    /// The gateway that sent it.
    pub gateway: Option<Eui64>,
    /// Why it failed or waits longer than expected, or what came of it.
    pub reason: Option<Said>,
    /// When its state last changed.
    pub at: Option<Timestamp>,
}

/// A line that a script printed, or that says something about its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RpcRunLine {
    /// `log`, `warn`, `error`, …
    pub level: String,
    /// What it printed, or a sentence of ours.
    pub text: Said,
}

impl RpcRunState {
    /// Whether its steps are still being taken.
    #[must_use]
    pub const fn is_going(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }
}

impl RpcRunStep {
    /// Whether its frame may still change the step's state.
    #[must_use]
    pub fn is_on_its_way(&self) -> bool {
        self.downlink.is_some()
            && match self.state {
                RpcStepState::Queued => true,
                RpcStepState::Sent => self.confirmed,
                _ => false,
            }
    }

    /// Takes over what became of its frame. `false`: that is known already, or older.
    pub fn follow(&mut self, item: &Downlink) -> bool {
        if !self.is_on_its_way() || self.at.is_some_and(|at| at > item.updated_at) {
            return false;
        }
        self.state = match item.state {
            DownlinkState::Queued | DownlinkState::Sending => RpcStepState::Queued,
            DownlinkState::Sent => RpcStepState::Sent,
            DownlinkState::Acknowledged => RpcStepState::Acknowledged,
            DownlinkState::Failed => RpcStepState::Failed,
            DownlinkState::Cancelled => RpcStepState::Cancelled,
        };
        self.f_cnt = item.f_cnt;
        self.gateway = item.sent.as_ref().map(|sent| sent.gateway);
        self.reason.clone_from(&item.reason);
        self.at = Some(item.updated_at);
        true
    }
}

impl RpcRun {
    /// Whether anything of it may still change.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.is_going() || self.steps.iter().any(RpcRunStep::is_on_its_way)
    }

    /// How many steps are in one of these states.
    #[must_use]
    pub fn count(&self, states: &[RpcStepState]) -> usize {
        self.steps.iter().filter(|step| states.contains(&step.state)).count()
    }
}
