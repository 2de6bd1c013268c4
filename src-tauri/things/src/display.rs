//! How the values of a thing model are shown: its `telemetry_config`.

use model::{Said, say};
use serde_json::Value;

use crate::shape::not_expected;

/// What a value may be said to be. Source: thinklink.md 1.4.
const TYPES: [&str; 4] = ["number", "string", "boolean", "object"];

/// Everything that is wrong with the display fields of a configuration, each by its name. Members
/// that are not known here are those of other programs, and stay.
#[must_use]
pub fn problems(config: &Value) -> Vec<Said> {
    let fields = config.get("fields").and_then(Value::as_object).into_iter().flatten();
    fields
        .filter_map(|(key, field)| {
            let why = wrong_field(field)?;
            Some(say!(About, what = key.as_str(), why = why))
        })
        .collect()
}

fn wrong_field(field: &Value) -> Option<Said> {
    let Value::Object(members) = field else { return Some(not_expected("an object", field)) };
    let given = |name: &str| members.get(name).filter(|value| !value.is_null());
    let about = |name: &str, why: Said| say!(About, what = name, why = why);
    for name in ["field_name", "name", "unit", "icon"] {
        if let Some(value) = given(name).filter(|value| !value.is_string()) {
            return Some(about(name, not_expected("text", value)));
        }
    }
    if let Some(value) = given("order").filter(|value| !value.is_number()) {
        return Some(about("order", not_expected("a number", value)));
    }
    match given("type") {
        None => None,
        Some(Value::String(kind)) if kind.is_empty() || TYPES.contains(&kind.as_str()) => None,
        Some(Value::String(_)) => Some(about("type", say!(OneOf, words = TYPES.to_vec()))),
        Some(other) => Some(about("type", not_expected("text", other))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::problems;

    #[test]
    fn everything_that_is_wrong_is_named() {
        let right = json!({"fields": {
            "a": {}, "b": {"field_name": "b", "name": "B", "type": "number", "unit": null,
            "order": 1, "icon": null, "decimals": 2}, "c": {"type": "object"}, "d": {"type": ""},
        }});
        assert_eq!(problems(&right), []);
        let wrong = json!({"fields": {
            "a": 5, "b": {"type": "zzz"}, "c": {"name": 7}, "d": {"order": "x"}, "e": {"type": 1},
        }});
        let said: Vec<String> = problems(&wrong).iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "a: expected an object, not a number",
                "b: type: expected one of: number, string, boolean, object",
                "c: name: expected text, not a number",
                "d: order: expected a number, not text",
                "e: type: expected text, not a number",
            ]
        );
    }
}
