//! What the value returned by a thing model means.
//!
//! Source: thinklink reference 3.3, "Return value".

use std::collections::BTreeMap;
use std::fmt;

use model::record::{ApplyTo, DeviceType};
use model::{JsonMap, Said, noun, say};
use serde_json::Value;

use crate::shape::kind_of;
use crate::{merge, sub_device};

/// What one result asks to store. Everything absent means "no change".
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ParsedResult {
    /// Fields for the running thing model.
    pub telemetry_data: Option<JsonMap>,
    /// Server attributes to merge.
    pub server_attrs: Option<JsonMap>,
    /// Shared attributes to merge.
    pub shared_attrs: Option<JsonMap>,
    /// Which polled child the result belongs to, unique within the parent; `None`: the device
    /// itself.
    pub sub_device: Option<String>,
}

impl ParsedResult {
    /// Whether the result changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.telemetry_data.is_none() && self.server_attrs.is_none() && self.shared_attrs.is_none()
    }
}

/// Whether a result of a model may be stored, given what the model applies to and which kind of
/// device it ran for.
///
/// A model for sub-devices that runs for a parent must name the sub-device; a model for master
/// devices never reaches one. Source: thinklink reference 4.3, "Thing models".
#[must_use]
pub fn applies(apply_to: ApplyTo, device_type: DeviceType, result: &ParsedResult) -> bool {
    let for_sub_device = result.sub_device.is_some() || device_type == DeviceType::SubDevice;
    match apply_to {
        ApplyTo::Any => true,
        ApplyTo::MasterDevice => !for_sub_device,
        ApplyTo::SubDevice => for_sub_device,
    }
}

/// Why a returned value is not a result. Data for the script's author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultError {
    /// Neither null, an object nor an array of objects.
    NotAnObject {
        /// What was returned instead.
        found: &'static str,
    },
    /// A member that is neither null nor an object.
    Member {
        /// The member's name.
        member: &'static str,
        /// What it was instead.
        found: &'static str,
    },
    /// A member that is too large, or for which there is no room where it is to be merged.
    Size {
        /// The member's name.
        member: &'static str,
        /// The limit, as a sentence.
        why: Said,
    },
    /// `sub_device` is neither text, a number nor null.
    SubDevice {
        /// What it was instead.
        found: &'static str,
    },
}

impl From<ResultError> for Said {
    fn from(error: ResultError) -> Self {
        match error {
            ResultError::NotAnObject { found } => say!(ResultNoObject, found = noun(found)),
            ResultError::Member { member, found } => {
                say!(ResultMember, member = member, found = noun(found))
            }
            ResultError::Size { member, why } => say!(About, what = member, why = why),
            ResultError::SubDevice { found } => say!(ResultSubDevice, found = noun(found)),
        }
    }
}

impl fmt::Display for ResultError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Said::from(self.clone()), out)
    }
}

impl std::error::Error for ResultError {}

/// Interprets what a thing model returned: nothing and null give no results, an object gives one,
/// an array one for each object (nulls in it are skipped). Results that change nothing are left
/// out. Unknown members are ignored, and so is the platform's own server attribute
/// [`sub_device::MAP`]: scripts return the attributes they were given, which may be old. Whether
/// there is room for attributes is for [`check_room`] to say.
///
/// # Errors
/// [`ResultError`] when the value has another shape; then nothing of it may be used.
pub fn interpret(value: Option<Value>) -> Result<Vec<ParsedResult>, ResultError> {
    let results = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(results)) => results,
        Some(result) => vec![result],
    };
    let mut parsed = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Value::Null => {}
            Value::Object(members) => {
                let result = from_members(members)?;
                if !result.is_empty() {
                    parsed.push(result);
                }
            }
            other => return Err(ResultError::NotAnObject { found: kind_of(&other) }),
        }
    }
    Ok(parsed)
}

/// The results of one run for one device, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceResults {
    /// As in each of them.
    pub sub_device: Option<String>,
    /// The results, at least one.
    pub results: Vec<ParsedResult>,
}

/// The results of one run by the device they belong to, in the order in which it is first named.
#[must_use]
pub fn by_device(results: Vec<ParsedResult>) -> Vec<DeviceResults> {
    let mut places: BTreeMap<Option<String>, usize> = BTreeMap::new();
    let mut devices: Vec<DeviceResults> = Vec::new();
    for result in results {
        let sub_device = result.sub_device.clone();
        let place = *places.entry(sub_device.clone()).or_insert(devices.len());
        match devices.get_mut(place) {
            Some(device) => device.results.push(result),
            None => devices.push(DeviceResults { sub_device, results: vec![result] }),
        }
    }
    devices
}

/// Why there is no room for the results of one run for one device, one after the other: for their
/// attributes on its sides as they are, see [`merge::check_size`], and for all their telemetry
/// together in the latest of the thing model, where anything else makes room.
///
/// # Errors
/// [`ResultError::Size`]; then none of the results may be used.
pub fn check_room(
    results: &[ParsedResult],
    server: &JsonMap,
    shared: &JsonMap,
) -> Result<(), ResultError> {
    let check = |member, before: &JsonMap, part: fn(&ParsedResult) -> Option<&JsonMap>| {
        merge::check_room(before, results.iter().filter_map(part))
            .map_err(|why| ResultError::Size { member, why })
    };
    check("telemetry_data", &JsonMap::new(), |result| result.telemetry_data.as_ref())?;
    check("server_attrs", server, |result| result.server_attrs.as_ref())?;
    check("shared_attrs", shared, |result| result.shared_attrs.as_ref())
}

fn from_members(mut members: JsonMap) -> Result<ParsedResult, ResultError> {
    let mut object = |member: &'static str| match members.get_mut(member).map(Value::take) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(map)) => Ok(Some(map)),
        Some(other) => Err(ResultError::Member { member, found: kind_of(&other) }),
    };
    let telemetry_data = object("telemetry_data")?;
    let mut server_attrs = object("server_attrs")?;
    let shared_attrs = object("shared_attrs")?;
    if let Some(values) = &telemetry_data {
        merge::check_size(&JsonMap::new(), values)
            .map_err(|why| ResultError::Size { member: "telemetry_data", why })?;
    }
    if let Some(attrs) = &mut server_attrs {
        attrs.shift_remove(sub_device::MAP);
    }
    let sub_device = match members.get_mut("sub_device").map(Value::take) {
        None | Some(Value::Null) => None,
        Some(Value::String(identifier)) if identifier.trim().is_empty() => None,
        Some(Value::String(identifier)) => Some(identifier),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(other) => return Err(ResultError::SubDevice { found: kind_of(&other) }),
    };
    Ok(ParsedResult { telemetry_data, server_attrs, shared_attrs, sub_device })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::interpret;

    /// Results as `telemetry|server|shared|sub_device`, or the error.
    fn check(value: Option<Value>, expected: &[&str]) {
        let shown = match interpret(value) {
            Ok(results) => results.iter().map(show).collect(),
            Err(error) => vec![error.to_string()],
        };
        assert_eq!(shown, expected);
    }

    fn show(result: &super::ParsedResult) -> String {
        let map = |map: &Option<model::JsonMap>| match map {
            Some(map) => Value::from(map.clone()).to_string(),
            None => "-".to_owned(),
        };
        let sub_device = result.sub_device.as_deref().unwrap_or("-");
        format!(
            "{}|{}|{}|{sub_device}",
            map(&result.telemetry_data),
            map(&result.server_attrs),
            map(&result.shared_attrs)
        )
    }

    #[test]
    fn nothing_and_null_change_nothing() {
        check(None, &[]);
        check(Some(json!(null)), &[]);
        check(Some(json!([null])), &[]);
        check(Some(json!({"telemetry_data": null})), &[]);
        check(Some(json!({})), &[]);
    }

    #[test]
    fn an_object_is_one_result() {
        check(
            Some(json!({"telemetry_data": {"b": 1, "a": null}, "shared_attrs": {}, "eui": "x"})),
            &[r#"{"b":1,"a":null}|-|{}|-"#],
        );
    }

    #[test]
    fn an_array_is_one_result_for_each_sub_device() {
        check(
            Some(json!([
                {"sub_device": "000000012345", "telemetry_data": {"a": 1}},
                {"sub_device": 7, "server_attrs": {"b": 2}},
                {"sub_device": " ", "server_attrs": {"c": 3}},
            ])),
            &[r#"{"a":1}|-|-|000000012345"#, r#"-|{"b":2}|-|7"#, r#"-|{"c":3}|-|-"#],
        );
    }

    #[test]
    fn the_platforms_own_map_is_left_out() {
        check(
            Some(json!({
                "server_attrs": {"a": 1, "sub_device_map": {"1": "s000000000000001"}, "b": 2},
                "shared_attrs": {"sub_device_map": 5},
            })),
            &[r#"-|{"a":1,"b":2}|{"sub_device_map":5}|-"#],
        );
        check(Some(json!({"server_attrs": {"sub_device_map": {}}})), &["-|{}|-|-"]);
    }

    #[test]
    fn telemetry_of_one_result_is_limited() {
        let keys: model::JsonMap = (0..2_001).map(|at| (format!("k{at}"), json!(at))).collect();
        let refusal = "telemetry_data: 2001 keys, at most 2000";
        check(Some(json!([{"shared_attrs": {"a": 1}}, {"telemetry_data": keys}])), &[refusal]);
        let text = "x".repeat(256 * 1024);
        let refusal = "telemetry_data: at most 262144 bytes of JSON";
        check(Some(json!({"telemetry_data": {"text": text}})), &[refusal]);
    }

    #[test]
    fn attributes_need_room_on_the_side_they_are_for() {
        let none = model::JsonMap::new();
        let large: model::JsonMap = (0..2_500).map(|at| (format!("k{at}"), json!(at))).collect();
        let results = |more: &str| {
            let mut attrs = large.clone();
            attrs.insert(more.to_owned(), json!("n"));
            let value = json!([{"server_attrs": {"k1": 2}}, {"server_attrs": attrs}]);
            interpret(Some(value)).unwrap_or_default()
        };
        let check = |results: &[super::ParsedResult], server: &model::JsonMap| {
            super::check_room(results, server, &none).map_err(|why| why.to_string())
        };
        assert_eq!(check(&results("k9"), &large), Ok(()), "what was there before the limit");
        let over = |found: usize| Err(format!("server_attrs: {found} keys, at most 2000"));
        assert_eq!(check(&results("new"), &large), over(2_501));
        assert_eq!(check(&results("k9"), &none), over(2_500));
    }

    #[test]
    fn telemetry_of_one_run_for_one_device_is_limited_together() {
        let keys = |range: std::ops::Range<usize>| -> model::JsonMap {
            range.map(|at| (format!("k{at}"), json!(at))).collect()
        };
        let (first, second) = (keys(0..1_500), keys(1_000..2_000));
        let check = |second: &model::JsonMap, sub_device: Value| {
            let value = json!([
                {"telemetry_data": first},
                {"telemetry_data": second, "sub_device": sub_device},
            ]);
            let none = model::JsonMap::new();
            let devices = super::by_device(interpret(Some(value)).unwrap_or_default());
            let results = devices.iter().map(|it| super::check_room(&it.results, &none, &none));
            results.map(|result| result.map_err(|why| why.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(check(&second, json!(null)), [Ok(())]);
        let refusal = "telemetry_data: 2500 keys, at most 2000".to_owned();
        assert_eq!(check(&keys(1_500..2_500), json!(null)), [Err(refusal)]);
        assert_eq!(check(&keys(1_500..2_500), json!("m1")), [Ok(()), Ok(())]);
    }

    #[test]
    fn results_are_told_apart_by_device_in_the_order_of_the_script() {
        let value = json!([
            {"sub_device": "m2", "telemetry_data": {"a": 1}},
            {"telemetry_data": {"a": 2}},
            {"sub_device": "m1", "telemetry_data": {"a": 3}},
            {"sub_device": "m2", "telemetry_data": {"a": 4}},
        ]);
        let devices = super::by_device(interpret(Some(value)).unwrap_or_default());
        let shown: Vec<(Option<&str>, Vec<String>)> = devices
            .iter()
            .map(|it| (it.sub_device.as_deref(), it.results.iter().map(show).collect()))
            .collect();
        let expected = |sub_device: Option<&'static str>, results: &[&str]| {
            (sub_device, results.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(
            shown,
            [
                expected(Some("m2"), &[r#"{"a":1}|-|-|m2"#, r#"{"a":4}|-|-|m2"#]),
                expected(None, &[r#"{"a":2}|-|-|-"#]),
                expected(Some("m1"), &[r#"{"a":3}|-|-|m1"#]),
            ]
        );
    }

    #[test]
    fn models_reach_only_the_devices_they_apply_to() {
        use model::record::{ApplyTo, DeviceType};
        let own = super::ParsedResult::default();
        let child = super::ParsedResult { sub_device: Some("1".to_owned()), ..own.clone() };
        let check = |apply_to, device_type, expected: [bool; 2]| {
            let found = [&own, &child].map(|result| super::applies(apply_to, device_type, result));
            assert_eq!(found, expected, "{apply_to} {device_type}");
        };
        check(ApplyTo::Any, DeviceType::Normal, [true, true]);
        check(ApplyTo::MasterDevice, DeviceType::Normal, [true, false]);
        check(ApplyTo::MasterDevice, DeviceType::SubDevice, [false, false]);
        check(ApplyTo::SubDevice, DeviceType::Normal, [false, true]);
        check(ApplyTo::SubDevice, DeviceType::SubDevice, [true, true]);
    }

    #[test]
    fn other_shapes_are_refused_in_words() {
        let top = "a thing model returns null, an object or an array of objects, not ";
        check(Some(json!(7)), &[&format!("{top}a number")]);
        check(Some(json!([{"telemetry_data": {}}, "x"])), &[&format!("{top}text")]);
        check(
            Some(json!({"telemetry_data": [1]})),
            &["`telemetry_data` must be an object or null, not an array"],
        );
        check(
            Some(json!({"shared_attrs": "x"})),
            &["`shared_attrs` must be an object or null, not text"],
        );
        check(
            Some(json!({"telemetry_data": {}, "sub_device": true})),
            &["`sub_device` must be text, not true or false"],
        );
    }
}
