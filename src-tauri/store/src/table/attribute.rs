//! The columns that hold what is known of a device's attributes.

use std::collections::BTreeMap;

use model::record::{AttributeNotes, AttributeTrace};
use model::{JsonMap, Timestamp};
use serde_json::{Value, json};

use crate::StoreError;
use crate::column::{Columns, json_text};

/// What happened to each value, as `{ <key>: { "changed": <milliseconds> } }`.
pub(crate) fn traces_text(traces: &BTreeMap<String, AttributeTrace>) -> String {
    let entry = |trace: &AttributeTrace| json!({ "changed": trace.changed_at.as_millis() });
    let map = traces.iter().map(|(key, trace)| (key.clone(), entry(trace)));
    json_text(&map.collect::<JsonMap>())
}

/// The columns `…_meta` and `…_trace` of one side.
pub(crate) fn notes(columns: &mut Columns<'_, '_>) -> Result<AttributeNotes, StoreError> {
    let meta = columns.json_map()?;
    let traces = columns.json_map()?.into_iter().filter_map(|(key, entry)| {
        let changed_at = entry.get("changed").and_then(Value::as_i64)?;
        Some((key, AttributeTrace { changed_at: Timestamp::from_millis(changed_at) }))
    });
    Ok(AttributeNotes { meta, traces: traces.collect() })
}
