//! What devices of one kind start with.

use super::Integrations;
use crate::{JsonMap, RecordId, TenantCode, Timestamp};

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
