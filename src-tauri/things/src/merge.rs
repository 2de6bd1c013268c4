//! How returned attributes and telemetry change what is stored.
//!
//! Both merge by top-level key: a nested object is replaced as a whole, null is a value, and
//! nothing is deleted, except from latest telemetry that would become too large. Source: thinklink
//! reference 3.10, decisions O-8 and O-9.

use std::io;

use model::{JsonMap, Said, Timestamp, say};
use serde_json::Value;

/// The telemetry field the platform adds: milliseconds since 1970, a number.
pub const UPDATE_TIME: &str = "update_time";

/// Most keys on one side of a device, and of the latest telemetry of one thing model.
pub const KEYS_MAX: usize = 2_000;
/// Most bytes of JSON of either.
pub const BYTES_MAX: usize = 256 * 1024;

/// How much longer each value that is replaced may make what is too large already, in bytes.
const SLACK: usize = 64;
/// How large that may become by it.
const SLACK_MAX: usize = 1024 * 1024;

/// Why values may not become others: there would be too many keys or too much of them.
///
/// What is beyond a limit already, because it is from before there was one, may stay as it is and
/// shrink. If it has too many bytes, values that replace others may be a little longer, so that a
/// counter goes on: where no key is new, 64 bytes for each value that differs, up to 1 MiB of all.
///
/// # Errors
/// A sentence with the limit.
pub fn check_size(before: &JsonMap, after: &JsonMap) -> Result<(), Said> {
    if after.len() > KEYS_MAX.max(before.len()) {
        return Err(say!(KeysOver, found = after.len(), limit = KEYS_MAX));
    }
    let size = bytes(after);
    if size > BYTES_MAX && size > most_bytes(before, after) {
        return Err(say!(JsonMost, limit = BYTES_MAX));
    }
    Ok(())
}

/// How many bytes values may have that become others beyond the limit: see [`check_size`].
fn most_bytes(before: &JsonMap, after: &JsonMap) -> usize {
    let size = bytes(before);
    if size <= BYTES_MAX || !after.keys().all(|key| before.contains_key(key)) {
        return size;
    }
    let replaced = after.iter().filter(|(key, value)| before.get(*key) != Some(*value));
    size.max((size + SLACK * replaced.count()).min(SLACK_MAX))
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

/// How long a map is as JSON. Counted rather than written: this is asked at every uplink.
fn bytes(map: &JsonMap) -> usize {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, map).map_or(0, |()| length.0)
}

struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
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

/// Merges returned telemetry into the latest partition of its thing model and stamps it. Returns
/// how many values had to make room that none of the results of the same `run` has; together these
/// fit, see [`check_room`].
///
/// The history row holds what was returned, not the merged partition.
pub fn telemetry(
    latest: &mut JsonMap,
    returned: &JsonMap,
    run: &[&JsonMap],
    at: Timestamp,
) -> usize {
    for (key, value) in returned {
        if key != UPDATE_TIME {
            latest.insert(key.clone(), value.clone());
        }
    }
    // Last, as readers of the raw message expect it.
    latest.shift_remove(UPDATE_TIME);
    let dropped = make_room(latest, run);
    latest.insert(UPDATE_TIME.to_owned(), Value::from(at.as_millis()));
    dropped
}

/// Takes values that a run did not return out of the latest ones if these are too many or too large:
/// first those that have been there longest, and a tenth more than needed, so that a model which
/// makes up keys does not come to it each time. Returns how many.
fn make_room(latest: &mut JsonMap, run: &[&JsonMap]) -> usize {
    let over = |found: usize, limit: usize| {
        if found > limit { found - limit + limit / 10 } else { 0 }
    };
    let before = latest.len();
    let (mut keys, mut size) = (over(before, KEYS_MAX), over(bytes(latest), BYTES_MAX));
    if keys == 0 && size == 0 {
        return 0;
    }
    latest.retain(|key, value| {
        let stays = keys == 0 && size == 0 || run.iter().any(|returned| returned.contains_key(key));
        if !stays {
            keys = keys.saturating_sub(1);
            // A list of both has one sign more than they take up in an object.
            let text = serde_json::to_string(&(key, &*value)).unwrap_or_default();
            size = size.saturating_sub(text.len().saturating_sub(1));
        }
        stays
    });
    before - latest.len()
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
    fn what_is_too_large_goes_on_as_it_is() {
        let mut large: JsonMap =
            (0..5_000).map(|at| (format!("k{at}"), json!("y".repeat(80)))).collect();
        large.insert("count".into(), json!(99));
        let check = |patch: Value| {
            super::check_room(&large, [&map(patch)].into_iter()).map_err(|why| why.to_string())
        };
        let mut again = large.clone();
        again.insert("count".into(), json!(100));
        assert_eq!(check(Value::from(again)), Ok(()), "all of it, and a counter that got longer");
        assert_eq!(check(json!({"count": 100, "k1": "y".repeat(100)})), Ok(()));
        let over = Err(format!("at most {} bytes of JSON", super::BYTES_MAX));
        assert_eq!(check(json!({"count": "y".repeat(100)})), over);
        assert_eq!(check(json!({"new": 1})), Err("5002 keys, at most 2000".to_owned()));
        let text = |length: usize| map(json!({ "a": "x".repeat(length) }));
        assert!(super::check_size(&text(super::SLACK_MAX - 20), &text(super::SLACK_MAX)).is_err());
    }

    #[test]
    fn the_latest_values_make_room_for_what_is_returned() {
        let at = Timestamp::from_millis(1_777_622_400_000);
        let keys = |range: std::ops::Range<usize>| -> JsonMap {
            range.map(|at| (format!("k{at}"), json!(at))).collect()
        };
        let merge = |latest: &mut JsonMap, returned: &JsonMap| {
            super::telemetry(latest, returned, &[returned], at)
        };
        let mut latest = JsonMap::new();
        assert_eq!(merge(&mut latest, &keys(0..super::KEYS_MAX)), 0);
        assert_eq!(merge(&mut latest, &keys(0..super::KEYS_MAX)), 0, "the same");
        let returned = map(json!({"k0": true, "new": 1}));
        assert_eq!(merge(&mut latest, &returned), 201);
        assert_eq!(latest.len(), 1_801, "a tenth less, and the time");
        let there = |key: &str| latest.get(key).cloned();
        assert_eq!([there("k0"), there("new")], [Some(json!(true)), Some(json!(1))]);
        assert_eq!([there("k201"), there("k202")], [None, Some(json!(202))]);
        assert_eq!(merge(&mut latest, &keys(5_000..7_000)), 1_800);
        assert_eq!(latest.len(), 2_001, "nothing that was returned goes");

        let text = |length: usize| "x".repeat(length);
        let mut latest = map(json!({"a": text(200_000), "b": 1}));
        let returned = map(json!({"c": text(100_000)}));
        assert_eq!(merge(&mut latest, &returned), 1);
        let left: Vec<&str> = latest.keys().map(String::as_str).collect();
        assert_eq!(left, ["b", "c", "update_time"]);
    }

    #[test]
    fn the_results_of_a_run_make_no_room_for_each_other() {
        let at = Timestamp::from_millis(1_777_622_400_000);
        let keys = |range: std::ops::Range<usize>| -> JsonMap {
            range.map(|at| (format!("k{at}"), json!(at))).collect()
        };
        let mut latest = keys(0..1_500);
        // The first keys are those that have been there longest, and the tenth that is taken beside
        // what is needed would reach them.
        let run = [keys(0..1_000), keys(5_000..6_000)];
        let run: Vec<&JsonMap> = run.iter().collect();
        let dropped: Vec<usize> =
            run.iter().map(|returned| super::telemetry(&mut latest, returned, &run, at)).collect();
        assert_eq!(dropped, [0, 500]);
        assert_eq!(latest.len(), 2_001);
        assert!(run.iter().all(|returned| returned.keys().all(|key| latest.contains_key(key))));
    }

    #[test]
    fn telemetry_keeps_fields_that_were_not_returned() {
        let mut latest = map(json!({"t": 1, "status": "normal", "update_time": 5}));
        let returned = map(json!({"status": "fault", "h": null, "update_time": "forged"}));
        let at = Timestamp::from_millis(1_777_622_400_000);
        super::telemetry(&mut latest, &returned, &[&returned], at);
        assert_eq!(
            Value::from(latest).to_string(),
            r#"{"t":1,"status":"fault","h":null,"update_time":1777622400000}"#
        );
    }
}
