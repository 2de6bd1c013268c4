//! What uplinks become.

use serde_json::Value;

use crate::{RecordId, TenantCode, Timestamp};

words!(
    /// The style of a thing model's script.
    ParserType {
        /// ThinkLink's own: bare body or `payload_parser`.
        Custom = "CUSTOMER" | "CUSTOM",
        /// `decodeUplink` (TS013) or `Decode`, as ChirpStack runs them.
        ChirpStack = "CHIRPSTACK",
    }
);
words!(
    /// Which records a thing model's results may go to.
    ApplyTo {
        /// Any.
        Any = "ANY",
        /// Only the device that sent the uplink.
        MasterDevice = "MASTER_DEVICE",
        /// Only sub-devices of it.
        SubDevice = "SUB_DEVICE",
    }
);

/// A parser script with the description of its fields.
#[derive(Debug, Clone, PartialEq)]
pub struct ThingModel {
    /// Record id: the key of the telemetry partition.
    pub id: RecordId,
    /// Owner; `PUBLIC` for built-in ones.
    pub tenant: TenantCode,
    /// Stable text id, unique in the tenant and among the public ones.
    pub id_name: String,
    /// Label.
    pub name: String,
    /// The script.
    pub payload_parser: String,
    /// The script's style.
    pub payload_parser_type: ParserType,
    /// Which records its results may go to.
    pub apply_to: ApplyTo,
    /// `{ "fields": { <field>: { field_name, name, type, unit, order, icon } } }`.
    pub telemetry_config: Value,
    /// Tags.
    pub tags: Vec<String>,
    /// Free text.
    pub remark: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
