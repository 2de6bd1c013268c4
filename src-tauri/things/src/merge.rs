//! How returned attributes and telemetry change what is stored.
//!
//! Both merge by top-level key: a nested object is replaced as a whole, null is a value, nothing
//! is ever deleted. Source: thinklink reference 3.10, decisions O-8 and O-9.

use model::{JsonMap, Timestamp};
use serde_json::Value;

/// The telemetry field the platform adds: milliseconds since 1970, a number.
pub const UPDATE_TIME: &str = "update_time";

/// Merges attributes into the stored ones.
///
/// Returns whether a value differs from before; only then do relations hear of it.
pub fn attributes(current: &mut JsonMap, patch: JsonMap) -> bool {
    let mut changed = false;
    for (key, value) in patch {
        if current.get(&key) != Some(&value) {
            current.insert(key, value);
            changed = true;
        }
    }
    changed
}

/// Merges returned telemetry into the latest partition of its thing model and stamps it.
///
/// The history row holds what was returned, not the merged partition.
pub fn telemetry(latest: &mut JsonMap, returned: &JsonMap, at: Timestamp) {
    for (key, value) in returned {
        if key != UPDATE_TIME {
            latest.insert(key.clone(), value.clone());
        }
    }
    // Last, as readers of the raw message expect it.
    latest.shift_remove(UPDATE_TIME);
    latest.insert(UPDATE_TIME.to_owned(), Value::from(at.as_millis()));
}

#[cfg(test)]
mod tests {
    use model::{JsonMap, Timestamp};
    use serde_json::{Value, json};

    fn map(value: Value) -> JsonMap {
        match value {
            Value::Object(map) => map,
            _ => JsonMap::new(),
        }
    }

    #[test]
    fn attributes_merge_by_top_level_key() {
        let mut stored = map(json!({"a": {"x": 1, "y": 2}, "b": 1}));
        let changed = super::attributes(&mut stored, map(json!({"a": {"x": 3}, "c": null})));
        assert!(changed);
        assert_eq!(Value::from(stored).to_string(), r#"{"a":{"x":3},"b":1,"c":null}"#);
    }

    #[test]
    fn equal_attributes_are_no_change() {
        let mut stored = map(json!({"a": {"x": 1}, "b": null}));
        assert!(!super::attributes(&mut stored, map(json!({"b": null, "a": {"x": 1}}))));
        assert!(!super::attributes(&mut stored, JsonMap::new()));
    }

    #[test]
    fn telemetry_keeps_fields_that_were_not_returned() {
        let mut latest = map(json!({"t": 1, "status": "normal", "update_time": 5}));
        let returned = map(json!({"status": "fault", "h": null, "update_time": "forged"}));
        super::telemetry(&mut latest, &returned, Timestamp::from_millis(1_777_622_400_000));
        assert_eq!(
            Value::from(latest).to_string(),
            r#"{"t":1,"status":"fault","h":null,"update_time":1777622400000}"#
        );
    }
}
