//! What a trigger asked for and what waits for its time. Source: thinklink.md 3.5, 4.5.

use crate::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};

/// RPCs that a trigger wants to run.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerActions {
    /// Record id.
    pub id: RecordId,
    /// Owner, the device's tenant.
    pub tenant: TenantCode,
    /// The device whose data made the trigger act.
    pub eui: DeviceEui,
    /// The trigger model.
    pub trigger: RecordId,
    /// SHA-256 of the script that asked for them; `None` when an older program stored them.
    pub script: Option<[u8; 32]>,
    /// When they are to run.
    pub due_at: Timestamp,
    /// In the order they run.
    pub actions: Vec<TriggerCall>,
}

/// One RPC to run.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerCall {
    /// The RPC's text id.
    pub method: String,
    /// The device it runs on.
    pub eui: DeviceEui,
    /// Its parameters.
    pub params: JsonMap,
}
