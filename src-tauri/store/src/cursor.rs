//! Where a page of a list goes on: opaque text for those outside.
//!
//! What comes back is only ever bound as a parameter. A cursor carries the name of its list and
//! order, so that one of another list is refused instead of giving a wrong page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::StoreError;

/// How much of a list, and from where on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Rows wanted; 1 to 1000, others are moved into that range.
    pub limit: u32,
    /// `next_cursor` of the page before; `None` for the first.
    pub cursor: Option<String>,
}

impl Default for Page {
    fn default() -> Self {
        Self { limit: 50, cursor: None }
    }
}

/// Text for a list's name and the values its next page goes on after.
pub(crate) fn encode(list: &str, values: &[Value]) -> String {
    let mut parts = vec![Value::from(list)];
    parts.extend_from_slice(values);
    URL_SAFE_NO_PAD.encode(Value::Array(parts).to_string())
}

/// The values of a cursor of this list.
pub(crate) fn decode<const N: usize>(list: &str, cursor: &str) -> Result<[Value; N], StoreError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| StoreError::BadCursor)?;
    let parts: Vec<Value> = serde_json::from_slice(&bytes).map_err(|_| StoreError::BadCursor)?;
    let (name, values) = parts.split_first().ok_or(StoreError::BadCursor)?;
    if name.as_str() != Some(list) {
        return Err(StoreError::BadCursor);
    }
    values.to_vec().try_into().map_err(|_| StoreError::BadCursor)
}
