//! Ids, records and units that several crates share.
//!
//! Pure: no IO, no clock. Nothing here decides anything; a record only knows its own shape.
//! Start at [`record`] for what is stored, at [`radio`] for what travels between a gateway and the
//! network server, and at [`said`] for what people are told.

pub mod id;
pub mod radio;
pub mod record;
pub mod said;
pub mod text;
pub mod time;

pub use id::{DeviceEui, IdError, RecordId, TenantCode};
pub use said::{Said, Saying, noun};
pub use time::Timestamp;

/// A JSON object that keeps the order of its keys; scripts depend on it.
pub type JsonMap = serde_json::Map<String, serde_json::Value>;
