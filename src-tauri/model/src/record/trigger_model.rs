//! Rules.

use std::sync::Arc;

use crate::{RecordId, TenantCode, Timestamp};

/// A rule: a script that looks at a device after its data was parsed and asks for commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriggerModel {
    /// Record id.
    pub id: RecordId,
    /// Owner; `PUBLIC` for built-in ones.
    pub tenant: TenantCode,
    /// Label, unique in the tenant and among the public ones.
    pub name: String,
    /// Whether it also runs for sub-devices of a device that mounts it.
    pub inherit: bool,
    /// The script, which every run shares.
    pub trigger_script: Arc<str>,
    /// Tags.
    pub tags: Vec<String>,
    /// Free text.
    pub remark: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
