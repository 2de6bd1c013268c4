//! How the values of a thing model are shown: its `telemetry_config`.

use model::{Said, Saying, say};
use serde_json::Value;

use crate::shape::not_expected;

/// What a value may be said to be. Source: thinklink.md 1.4.
const TYPES: [&str; 4] = ["number", "string", "boolean", "object"];

/// Digits after the point that a value may be shown with; so many can be chosen on the page.
const DECIMALS_MAX: u8 = 9;

/// Everything that is wrong with the display fields of a configuration, each by its name. Members
/// that are not known here are those of other programs, and stay; so does what is stored already,
/// now or in a version that is kept, from before it was checked.
#[must_use]
pub fn problems(config: &Value, stored: &[&Value]) -> Vec<Said> {
    let fields = config.get("fields").and_then(Value::as_object).into_iter().flatten();
    fields
        .filter_map(|(key, field)| {
            let before: Vec<&Value> =
                stored.iter().filter_map(|stored| stored.get("fields")?.get(key)).collect();
            let why = wrong_field(field, &before)?;
            Some(say!(About, what = key.as_str(), why = why))
        })
        .collect()
}

/// What is wrong with a field that was another before. Members that are as they were once are not
/// looked at: a save of the page puts the key into each field, and may only change their order.
fn wrong_field(field: &Value, before: &[&Value]) -> Option<Said> {
    if before.contains(&field) {
        return None;
    }
    let Value::Object(members) = field else { return Some(not_expected("an object", field)) };
    let given = |name: &str| {
        let value = members.get(name).filter(|value| !value.is_null())?;
        before.iter().all(|before| before.get(name) != Some(value)).then_some(value)
    };
    let about = |name: &str, why: Said| say!(About, what = name, why = why);
    for name in ["field_name", "name", "unit", "icon"] {
        if let Some(value) = given(name).filter(|value| !value.is_string()) {
            return Some(about(name, not_expected("text", value)));
        }
    }
    if let Some(value) = given("order").filter(|value| !value.is_number()) {
        return Some(about("order", not_expected("a number", value)));
    }
    if let Some(why) = given("decimals").and_then(wrong_decimals) {
        return Some(about("decimals", why));
    }
    match given("type") {
        None => None,
        Some(Value::String(kind)) if kind.is_empty() || TYPES.contains(&kind.as_str()) => None,
        Some(Value::String(_)) => Some(about("type", say!(OneOf, words = TYPES.to_vec()))),
        Some(other) => Some(about("type", not_expected("text", other))),
    }
}

fn wrong_decimals(value: &Value) -> Option<Said> {
    let Some(number) = value.as_f64() else { return Some(not_expected("a number", value)) };
    if number.fract() != 0.0 {
        return Some(Saying::WholeNumber.into());
    }
    let fits = (0.0..=f64::from(DECIMALS_MAX)).contains(&number);
    (!fits).then(|| say!(NumberExpected, min = 0, max = DECIMALS_MAX))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::problems;

    #[test]
    fn everything_that_is_wrong_is_named() {
        let right = json!({"fields": {
            "a": {}, "b": {"field_name": "b", "name": "B", "type": "number", "unit": null,
            "order": 1, "icon": null, "decimals": 9}, "c": {"type": "object", "decimals": null},
            "d": {"type": "", "decimals": 0},
        }});
        let nothing = json!({"fields": {}});
        assert_eq!(problems(&right, &[&nothing]), []);
        let wrong = json!({"fields": {
            "a": 5, "b": {"type": "zzz"}, "c": {"name": 7}, "d": {"order": "x"}, "e": {"type": 1},
            "f": {"decimals": -1}, "g": {"decimals": 10}, "h": {"decimals": 1.5},
            "i": {"decimals": "2"},
        }});
        let said: Vec<String> =
            problems(&wrong, &[&nothing]).iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "a: expected an object, not a number",
                "b: type: expected one of: number, string, boolean, object",
                "c: name: expected text, not a number",
                "d: order: expected a number, not text",
                "e: type: expected text, not a number",
                "f: decimals: expected 0 to 9",
                "g: decimals: expected 0 to 9",
                "h: decimals: expected a whole number",
                "i: decimals: expected a number, not text",
            ]
        );
    }

    #[test]
    fn what_is_stored_already_stays() {
        let stored = json!({"fields": {"a": {
            "type": "float", "name": "A", "order": "x", "decimals": 99}, "b": 5}});
        let now = json!({"fields": {"a": {"type": "number", "name": "A", "order": 1}}});
        let check = |config: serde_json::Value, expected: &[&str]| {
            let said: Vec<String> =
                problems(&config, &[&now, &stored]).iter().map(ToString::to_string).collect();
            assert_eq!(said, expected);
        };
        check(stored.clone(), &[]);
        check(now.clone(), &[]);
        let saved = json!({"fields": {
            "a": {"type": "float", "name": "B", "order": 2, "field_name": "a",
                "decimals": 99}, "c": {"type": "string"},
        }});
        check(saved, &[]);
        let wrong = json!({"fields": {"a": {"type": "real"}, "b": 6, "c": {"type": "float"}}});
        let types = "type: expected one of: number, string, boolean, object";
        let (a, c) = (format!("a: {types}"), format!("c: {types}"));
        check(wrong, &[&a, "b: expected an object, not a number", &c]);
    }
}
