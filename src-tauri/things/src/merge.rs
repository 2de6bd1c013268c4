//! How returned attributes and telemetry change what is stored.
//!
//! Both merge by top-level key: a nested object is replaced as a whole, null is a value, nothing
//! is ever deleted. Source: thinklink reference 3.10, decisions O-8 and O-9.

use model::{JsonMap, Said, Timestamp, say};
use serde_json::Value;

/// The telemetry field the platform adds: milliseconds since 1970, a number.
pub const UPDATE_TIME: &str = "update_time";

/// Most keys on one side of a device, and of the latest telemetry of one thing model.
pub const KEYS_MAX: usize = 2_000;
/// Most bytes of JSON of either.
pub const BYTES_MAX: usize = 256 * 1024;

/// Why values may not become others: there would be too many keys or too much of them. What is too
/// large already may stay as large and shrink.
///
/// # Errors
/// A sentence with the limit.
pub fn check_size(before: &JsonMap, after: &JsonMap) -> Result<(), Said> {
    if after.len() > KEYS_MAX.max(before.len()) {
        return Err(say!(KeysOver, found = after.len(), limit = KEYS_MAX));
    }
    let size = bytes(after);
    if size > BYTES_MAX && size > bytes(before) {
        return Err(say!(JsonMost, limit = BYTES_MAX));
    }
    Ok(())
}

/// Why patches may not be merged into values, one after the other: see [`check_size`].
///
/// # Errors
/// A sentence with the limit.
pub fn check_room<'a>(
    current: &JsonMap,
    patches: impl Iterator<Item = &'a JsonMap> + Clone,
) -> Result<(), Said> {
    let (mut keys, mut size) = (0, 0);
    for patch in patches.clone() {
        keys += patch.len();
        size += bytes(patch);
    }
    // Nearly always there is room for all of it, even if no key were there yet.
    let is_idle = keys == 0;
    if is_idle || keys + current.len() <= KEYS_MAX && size + bytes(current) <= BYTES_MAX {
        return Ok(());
    }
    let mut after = current.clone();
    for patch in patches {
        attributes(&mut after, patch.clone());
    }
    check_size(current, &after)
}

/// How long a map is as JSON.
fn bytes(map: &JsonMap) -> usize {
    serde_json::to_string(map).map_or(0, |text| text.len())
}

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
    fn there_is_room_up_to_the_limits() {
        let keys = |range: std::ops::Range<usize>| -> JsonMap {
            range.map(|at| (format!("k{at}"), json!(at))).collect()
        };
        let text = |key: &str, length: usize| map(json!({ key: "x".repeat(length) }));
        let check = |current: &JsonMap, patches: &[&JsonMap]| {
            super::check_room(current, patches.iter().copied()).map_err(|why| why.to_string())
        };
        let (most, more) = (keys(0..super::KEYS_MAX), keys(0..super::KEYS_MAX + 1));
        assert_eq!(check(&JsonMap::new(), &[&most]), Ok(()));
        assert_eq!(check(&most, &[&most, &most]), Ok(()), "the same keys take no room");
        let over = Err("2001 keys, at most 2000".to_owned());
        assert_eq!(check(&JsonMap::new(), &[&more]), over);
        assert_eq!(check(&most, &[&text("new", 1)]), over);
        let (first, second) = (keys(0..1_500), keys(1_000..2_001));
        assert_eq!(check(&JsonMap::new(), &[&first, &second]), over, "both together are too many");
        let half = text("a", super::BYTES_MAX / 2);
        assert_eq!(check(&half, &[&text("a", super::BYTES_MAX - 100)]), Ok(()));
        let over = Err(format!("at most {} bytes of JSON", super::BYTES_MAX));
        assert_eq!(check(&half, &[&text("b", super::BYTES_MAX / 2)]), over);
    }

    #[test]
    fn what_is_too_large_may_shrink() {
        let large: JsonMap =
            (0..5_000).map(|at| (format!("k{at}"), json!("y".repeat(80)))).collect();
        let less: JsonMap = large.clone().into_iter().skip(1).collect();
        assert_eq!(super::check_size(&large, &less), Ok(()));
        assert_eq!(super::check_size(&large, &large), Ok(()));
        assert!(super::check_size(&less, &large).is_err());
        let mut longer = less.clone();
        longer.insert("k9".into(), json!("y".repeat(200)));
        assert!(super::check_size(&less, &longer).is_err());
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
