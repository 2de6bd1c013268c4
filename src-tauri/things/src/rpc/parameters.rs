//! The parameters of a command: what the caller gave, completed from the model's template.
//!
//! Source: thinklink reference 1.5, decision O-38. Callers write numbers and switches as text
//! (Home Assistant can do nothing else), so both are taken; a parameter the template does not know
//! reaches the script as it is, because shipped scripts read such ones.

use std::fmt;

use model::{DeviceEui, JsonMap, Said, Saying, say};
use serde_json::{Number, Value};

use crate::shape::not_expected;

/// Why a parameter cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadParameter {
    /// Its name.
    pub name: String,
    /// What is wrong with it, for the caller.
    pub problem: Said,
}

impl fmt::Display for BadParameter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.name, self.problem)
    }
}

/// Whether a name belongs to the platform, such as `_eui`.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    name.starts_with('_')
}

/// Where the device is named in the parameters of a call.
pub const EUI: &str = "_eui";

/// What parameters name as the device to call, when that is not `eui`.
#[must_use]
pub fn other_target(given: &JsonMap, eui: &DeviceEui) -> Option<String> {
    match given.get(EUI) {
        None | Some(Value::Null) => None,
        Some(Value::String(named)) if named.parse::<DeviceEui>().as_ref() == Ok(eui) => None,
        Some(Value::String(named)) => Some(named.clone()),
        Some(other) => Some(other.to_string()),
    }
}

/// What the script gets: for each parameter of the template the given value, else its `dftValue`;
/// then what was given beside them. A parameter with neither is left out, unless the template says
/// `required`. Null counts as not given.
///
/// # Errors
/// Every parameter that is missing, of another type than the template says, or none of its options.
pub fn fill(template: &Value, given: &JsonMap) -> Result<JsonMap, Vec<BadParameter>> {
    let mut filled = JsonMap::new();
    let mut bad = Vec::new();
    for (name, parameter) in template.as_object().into_iter().flatten() {
        match given.get(name).filter(|value| !value.is_null()) {
            Some(value) => match convert(parameter, value) {
                Ok(value) => {
                    filled.insert(name.clone(), value);
                }
                Err(problem) => bad.push(BadParameter { name: name.clone(), problem }),
            },
            None => match default_of(parameter) {
                Some(value) => {
                    filled.insert(name.clone(), value);
                }
                None if parameter.get("required") == Some(&Value::Bool(true)) => {
                    let problem = Saying::IsMissing.into();
                    bad.push(BadParameter { name: name.clone(), problem });
                }
                None => {}
            },
        }
    }
    for (name, value) in given {
        if !is_reserved(name) && template.get(name).is_none() {
            filled.insert(name.clone(), value.clone());
        }
    }
    if bad.is_empty() { Ok(filled) } else { Err(bad) }
}

/// What a dialog shows at first: for each parameter the device's shared attribute of that name,
/// else its server attribute, else the `dftValue`, else null.
#[must_use]
pub fn prefill(template: &Value, shared_attrs: &JsonMap, server_attrs: &JsonMap) -> JsonMap {
    let parameters = template.as_object().into_iter().flatten();
    let values = parameters.map(|(name, parameter)| {
        let known = [shared_attrs, server_attrs].into_iter().find_map(|attrs| {
            let value = attrs.get(name).filter(|value| !value.is_null())?;
            // An attribute that only happens to have the name is no value for it.
            convert(parameter, value).ok()
        });
        let value = known.or_else(|| default_of(parameter)).unwrap_or_default();
        (name.clone(), value)
    });
    values.collect()
}

fn default_of(parameter: &Value) -> Option<Value> {
    let value = parameter.get("dftValue").filter(|value| !value.is_null())?;
    convert(parameter, value).ok()
}

/// The value as its parameter has it. With options it is one of them, with the option's own type.
/// What the template's author wrote as the default holds, even if it is of another type than the
/// template says, or none of the options.
fn convert(parameter: &Value, value: &Value) -> Result<Value, Said> {
    let kind = parameter.get("type").and_then(Value::as_str);
    let default = parameter.get("dftValue").filter(|value| !value.is_null());
    let options = parameter.get("options").and_then(Value::as_array).into_iter().flatten();
    let options: Vec<&Value> = options.filter_map(|option| option.get("value")).collect();
    if !options.is_empty() {
        let exact = options.iter().copied().find(|option| is_written_same(option, value));
        let meant = exact.or_else(|| {
            options.iter().copied().chain(default).find(|option| is_meant(kind, option, value))
        });
        return meant.cloned().ok_or_else(|| {
            let words = options.iter().map(|option| match option {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            say!(OneOf, words = words.collect::<Vec<_>>())
        });
    }
    let converted = match kind {
        Some("number") => number(value),
        Some("boolean") => boolean(value),
        Some("string") => text(value),
        Some("object") => object(value),
        _ => Some(value.clone()),
    };
    converted.or_else(|| default.filter(|default| *default == value).cloned()).ok_or_else(|| {
        let expected = match kind {
            Some("number") => "a number",
            Some("boolean") => "true or false",
            Some("object") => "an object",
            _ => "text",
        };
        not_expected(expected, value)
    })
}

/// Equal, or equal once written down.
fn is_written_same(one: &Value, other: &Value) -> bool {
    one == other || text(one).is_some_and(|one| Some(one) == text(other))
}

/// Whether a value means an option: both are read as what the parameter, or else the option, is.
fn is_meant(kind: Option<&str>, option: &Value, value: &Value) -> bool {
    let both = |read: fn(&Value) -> Option<Value>| read(option).zip(read(value));
    let is_number = kind == Some("number") || option.is_number();
    let is_boolean = kind == Some("boolean") || option.is_boolean();
    let is_object = kind == Some("object") || option.is_object() || option.is_array();
    option == value
        || (is_number && both(number).is_some_and(|(one, other)| is_same_number(&one, &other)))
        || (is_boolean && both(boolean).is_some_and(|(one, other)| one == other))
        || (is_object && both(object).is_some_and(|(one, other)| one == other))
        || both(trimmed).is_some_and(|(one, other)| one == other)
}

/// 7 is 7.0; whole numbers are compared to their last digit.
fn is_same_number(one: &Value, other: &Value) -> bool {
    let whole =
        |value: &Value| value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.as_f64() == other.as_f64(),
    }
}

fn trimmed(value: &Value) -> Option<Value> {
    text(value)?.as_str().map(|text| text.trim().into())
}

fn number(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::String(text) => {
            let text = text.trim();
            let exact = text.parse::<i64>().map(Number::from).ok();
            exact.or_else(|| Number::from_f64(text.parse().ok()?)).map(Value::Number)
        }
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(_) => Some(value.clone()),
        Value::Number(number) => match number.as_f64() {
            Some(0.0) => Some(false.into()),
            Some(1.0) => Some(true.into()),
            _ => None,
        },
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "on" | "1" => Some(true.into()),
            "false" | "off" | "0" => Some(false.into()),
            _ => None,
        },
        _ => None,
    }
}

fn text(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string().into()),
        _ => None,
    }
}

fn object(value: &Value) -> Option<Value> {
    match value {
        Value::Object(_) | Value::Array(_) => Some(value.clone()),
        Value::String(text) => {
            serde_json::from_str(text).ok().filter(|it: &Value| it.is_object() || it.is_array())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use model::JsonMap;
    use serde_json::{Value, json};

    use super::{fill, prefill};

    fn map(value: Value) -> JsonMap {
        match value {
            Value::Object(map) => map,
            _ => JsonMap::new(),
        }
    }

    fn check(template: &Value, given: Value, expected: &str) {
        let filled = match fill(template, &map(given)) {
            Ok(filled) => Value::from(filled).to_string(),
            Err(bad) => bad.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        };
        assert_eq!(filled, expected);
    }

    #[test]
    fn given_values_come_before_defaults_and_in_the_templates_order() {
        let template = json!({
            "port": {"name": "port", "type": "number", "dftValue": 12},
            "data": {"type": "string", "dftValue": "1234"},
            "confirmed": {"type": "boolean"},
        });
        check(&template, json!({}), r#"{"port":12,"data":"1234"}"#);
        check(
            &template,
            json!({"_eui": "aa", "group": ["ops"], "confirmed": "true", "port": "61", "data": null}),
            r#"{"port":61,"data":"1234","confirmed":true,"group":["ops"]}"#,
        );
        check(&template, json!({"data": 1234}), r#"{"port":12,"data":"1234"}"#);
        check(&Value::Null, json!({"a": {"b": 1}}), r#"{"a":{"b":1}}"#);
    }

    #[test]
    fn every_bad_parameter_is_named() {
        let template = json!({
            "port": {"type": "number"},
            "confirmed": {"type": "boolean"},
            "address": {"type": "string", "required": true},
            "extra": {"type": "object"},
        });
        check(
            &template,
            json!({"port": "", "confirmed": "maybe", "extra": 5}),
            "port: expected a number, not text; confirmed: expected true or false, not text; \
             address: is missing; extra: expected an object, not a number",
        );
        check(
            &template,
            json!({"port": 1.5, "confirmed": 1, "address": true, "extra": "[1]"}),
            r#"{"port":1.5,"confirmed":true,"address":"true","extra":[1]}"#,
        );
    }

    #[test]
    fn an_option_keeps_its_own_type() {
        let template = json!({"bw": {"type": "number", "dftValue": 7, "options": [
            {"id": "1", "label": "125 kHz", "value": "7"}, {"id": "2", "label": "250", "value": 8}]}});
        check(&template, json!({}), r#"{"bw":"7"}"#);
        check(&template, json!({"bw": 7}), r#"{"bw":"7"}"#);
        check(&template, json!({"bw": "8"}), r#"{"bw":8}"#);
        check(&template, json!({"bw": "9"}), "bw: expected one of: 7, 8");
        check(&template, json!({"bw": null}), r#"{"bw":"7"}"#);
        let prefilled = prefill(&template, &map(json!({"bw": 9})), &map(json!({"bw": 8})));
        assert_eq!(Value::from(prefilled).to_string(), r#"{"bw":8}"#);
    }

    #[test]
    fn a_value_in_another_spelling_is_the_option_it_means() {
        let of = |kind: &str, values: Value| {
            let values = values.as_array().cloned().unwrap_or_default();
            let options: Vec<Value> =
                values.into_iter().map(|value| json!({"label": "", "value": value})).collect();
            json!({"x": {"type": kind, "options": options}})
        };
        let numbers = of("number", json!([7, "8", 2.5]));
        for given in [json!(7), json!(7.0), json!("7"), json!("7.0"), json!(" 7 ")] {
            check(&numbers, json!({"x": given}), r#"{"x":7}"#);
        }
        check(&numbers, json!({"x": 8.0}), r#"{"x":"8"}"#);
        check(&numbers, json!({"x": "2.50"}), r#"{"x":2.5}"#);
        for given in [json!("7.5"), json!(true), json!(""), json!([7])] {
            check(&numbers, json!({"x": given}), "x: expected one of: 7, 8, 2.5");
        }
        let exact = of("number", json!([9_007_199_254_740_992_i64]));
        let refused = "x: expected one of: 9007199254740992";
        check(&exact, json!({"x": 9_007_199_254_740_993_i64}), refused);

        let switches = of("boolean", json!([true, false]));
        for given in [json!(true), json!("on"), json!(1), json!("True "), json!("1")] {
            check(&switches, json!({"x": given}), r#"{"x":true}"#);
        }
        check(&switches, json!({"x": "off"}), r#"{"x":false}"#);
        check(&switches, json!({"x": 2}), "x: expected one of: true, false");

        let texts = of("string", json!(["7", "07", "eco", 5, true]));
        check(&texts, json!({"x": " eco "}), r#"{"x":"eco"}"#);
        check(&texts, json!({"x": "07"}), r#"{"x":"07"}"#);
        check(&texts, json!({"x": "5.0"}), r#"{"x":5}"#);
        check(&texts, json!({"x": "on"}), r#"{"x":true}"#);
        check(&texts, json!({"x": "007"}), "x: expected one of: 7, 07, eco, 5, true");
    }

    #[test]
    fn the_default_can_be_given_whatever_it_is() {
        let template = json!({
            "mode": {"type": "number", "dftValue": 9, "options": [{"label": "One", "value": 1}]},
            "port": {"type": "number", "dftValue": "auto"},
        });
        let filled = r#"{"mode":9,"port":"auto"}"#;
        check(&template, json!({}), filled);
        check(&template, json!({"mode": 9, "port": "auto"}), filled);
        check(&template, json!({"mode": "9.0"}), filled);
        check(
            &template,
            json!({"mode": 8, "port": "none"}),
            "mode: expected one of: 1; port: expected a number, not text",
        );
    }

    #[test]
    fn a_dialog_begins_with_what_the_device_is_known_to_have() {
        let template = json!({
            "a": {"type": "number", "dftValue": 1},
            "b": {"type": "number", "dftValue": 1},
            "c": {"type": "number", "dftValue": 1},
            "d": {"type": "string"},
        });
        let shared = map(json!({"a": 10, "c": {"not": "a number"}}));
        let server = map(json!({"a": 20, "b": 20, "d": null}));
        let values = Value::from(prefill(&template, &shared, &server));
        assert_eq!(values.to_string(), r#"{"a":10,"b":20,"c":1,"d":null}"#);
    }
}
