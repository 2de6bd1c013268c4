//! What differs between the results of two thing-model scripts for the same uplink.

use model::JsonMap;
use serde_json::Value;

use crate::result::ParsedResult;

/// One field that one script sets otherwise than the other.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The sub-device the field belongs to; `None`: the device itself.
    pub sub_device: Option<String>,
    /// `telemetry_data`, `server_attrs` or `shared_attrs`.
    pub part: &'static str,
    /// The field's name.
    pub field: String,
    /// What the first script sets; `None`: it leaves the field alone.
    pub old: Option<Value>,
    /// What the second one sets.
    pub new: Option<Value>,
}

type Place<'a> = (Option<&'a str>, &'static str, &'a str);

/// The fields in which two lists of results differ: first those of `old` in their order, then
/// those that only `new` has. Where a list sets a field twice, the last value counts.
#[must_use]
pub fn differences(old: &[ParsedResult], new: &[ParsedResult]) -> Vec<FieldChange> {
    let (old, new) = (fields(old), fields(new));
    let find = |all: &[(Place<'_>, &Value)], place: &Place<'_>| {
        all.iter().find(|(known, _)| known == place).map(|(_, value)| (*value).clone())
    };
    let change = |place: &Place<'_>, old: Option<Value>, new: Option<Value>| FieldChange {
        sub_device: place.0.map(ToOwned::to_owned),
        part: place.1,
        field: place.2.to_owned(),
        old,
        new,
    };
    let kept = old.iter().filter_map(|(place, value)| {
        let other = find(&new, place);
        (other.as_ref() != Some(*value)).then(|| change(place, Some((*value).clone()), other))
    });
    let added = new.iter().filter(|(place, _)| find(&old, place).is_none());
    let added = added.map(|(place, value)| change(place, None, Some((*value).clone())));
    kept.chain(added).collect()
}

fn fields(results: &[ParsedResult]) -> Vec<(Place<'_>, &Value)> {
    let mut found: Vec<(Place<'_>, &Value)> = Vec::new();
    for result in results {
        let sub_device = result.sub_device.as_deref();
        for (part, map) in parts(result) {
            for (field, value) in map.into_iter().flatten() {
                let place = (sub_device, part, field.as_str());
                match found.iter_mut().find(|(known, _)| *known == place) {
                    Some(known) => known.1 = value,
                    None => found.push((place, value)),
                }
            }
        }
    }
    found
}

fn parts(result: &ParsedResult) -> [(&'static str, Option<&JsonMap>); 3] {
    [
        ("telemetry_data", result.telemetry_data.as_ref()),
        ("server_attrs", result.server_attrs.as_ref()),
        ("shared_attrs", result.shared_attrs.as_ref()),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::differences;
    use crate::result::interpret;

    fn check(old: Value, new: Value, expected: &[&str]) {
        let parsed = |value| interpret(Some(value)).expect("a result");
        let shown: Vec<String> = differences(&parsed(old), &parsed(new))
            .into_iter()
            .map(|change| {
                let text = |value: Option<Value>| value.map_or("-".into(), |it| it.to_string());
                let sub_device = change.sub_device.map_or_else(String::new, |it| it + "/");
                let (old, new) = (text(change.old), text(change.new));
                format!("{sub_device}{}.{} {old} > {new}", change.part, change.field)
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn equal_results_have_no_differences() {
        check(json!(null), json!([]), &[]);
        let one = json!({"telemetry_data": {"a": 1, "b": {"c": [1]}}, "shared_attrs": {"x": null}});
        check(one.clone(), one.clone(), &[]);
        check(one.clone(), json!([one]), &[]);
        // The order of fields is no difference.
        check(
            json!({"telemetry_data": {"a": 1, "b": 2}}),
            json!({"telemetry_data": {"b": 2, "a": 1}}),
            &[],
        );
    }

    #[test]
    fn changed_gone_and_new_fields_are_named() {
        check(
            json!({"telemetry_data": {"t": 21, "old": true}, "server_attrs": {"n": 1}}),
            json!({"telemetry_data": {"t": 21.5, "fresh": "x"}, "server_attrs": {"n": 1}}),
            &[
                "telemetry_data.t 21 > 21.5",
                "telemetry_data.old true > -",
                "telemetry_data.fresh - > \"x\"",
            ],
        );
        check(json!(null), json!({"shared_attrs": {"p": 60}}), &["shared_attrs.p - > 60"]);
    }

    #[test]
    fn sub_devices_are_told_apart() {
        check(
            json!([
                {"sub_device": "1", "telemetry_data": {"t": 1}},
                {"sub_device": "2", "telemetry_data": {"t": 2}},
            ]),
            json!([
                {"sub_device": "2", "telemetry_data": {"t": 2}},
                {"sub_device": "1", "telemetry_data": {"t": 3}},
            ]),
            &["1/telemetry_data.t 1 > 3"],
        );
    }
}
