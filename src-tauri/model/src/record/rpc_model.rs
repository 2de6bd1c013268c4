//! Commands.

use std::sync::Arc;

use serde_json::Value;

use crate::{RecordId, TenantCode, Timestamp};

/// A command: a script that turns parameters into downlinks and other steps.
#[derive(Debug, Clone, PartialEq)]
pub struct RpcModel {
    /// Record id.
    pub id: RecordId,
    /// Owner; `PUBLIC` for built-in ones.
    pub tenant: TenantCode,
    /// The method: stable text id, unique in the tenant and among the public ones.
    pub id_name: String,
    /// Label.
    pub name: String,
    /// Whether sub-devices of a device that mounts it may use it.
    pub inherit: bool,
    /// `{ <param>: { name, alias, type, order, unit, dftValue, options } }`.
    pub template: Value,
    /// The script, which every run shares.
    pub rpc_script: Arc<str>,
    /// Tags.
    pub tags: Vec<String>,
    /// Free text.
    pub remark: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
