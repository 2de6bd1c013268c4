//! Conditions on the latest values of a device, and the order of values in a list.

use std::str::FromStr;

use model::{JsonMap, Said, Saying};
use serde_json::Value;

/// Conditions in one request.
pub(crate) const CONDITIONS_MAX: usize = 16;
/// Longest operand, bytes.
const OPERAND_MAX: usize = 256;

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    Unequal,
    AtLeast,
    AtMost,
    Contains,
}

/// A condition on one field: `key:op:operand` with `eq`, `ne`, `ge`, `le` or `has`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueFilter {
    key: String,
    comparison: Comparison,
    operand: String,
}

/// A text that is no condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Said::from(self.clone()))]
pub struct BadValueFilter;

impl From<BadValueFilter> for Said {
    fn from(_: BadValueFilter) -> Self {
        Saying::ValueFilterForm.into()
    }
}

impl FromStr for ValueFilter {
    type Err = BadValueFilter;

    /// The key may contain colons; the last `:op:` that is one counts.
    fn from_str(text: &str) -> Result<Self, BadValueFilter> {
        let words = [
            (":eq:", Comparison::Equal),
            (":ne:", Comparison::Unequal),
            (":ge:", Comparison::AtLeast),
            (":le:", Comparison::AtMost),
            (":has:", Comparison::Contains),
        ];
        let found = words.iter().filter_map(|(word, comparison)| {
            let at = text.find(word)?;
            Some((at, *word, *comparison))
        });
        let (at, word, comparison) = found.min_by_key(|(at, ..)| *at).ok_or(BadValueFilter)?;
        let (key, rest) = text.split_at_checked(at).ok_or(BadValueFilter)?;
        let operand = rest.strip_prefix(word).ok_or(BadValueFilter)?;
        let needs_number = matches!(comparison, Comparison::AtLeast | Comparison::AtMost);
        let is_number = operand.trim().parse::<f64>().is_ok_and(f64::is_finite);
        if key.is_empty() || operand.len() > OPERAND_MAX || (needs_number && !is_number) {
            return Err(BadValueFilter);
        }
        Ok(Self { key: key.to_owned(), comparison, operand: operand.trim().to_owned() })
    }
}

impl ValueFilter {
    /// Whether the values fulfil the condition. What is not there fulfils none but `ne`.
    pub(crate) fn matches(&self, values: Option<&JsonMap>) -> bool {
        let value = values.and_then(|values| values.get(&self.key)).unwrap_or(&Value::Null);
        let number = || Some((value.as_f64()?, self.operand.parse::<f64>().ok()?));
        match self.comparison {
            Comparison::Equal => self.equals(value),
            Comparison::Unequal => !self.equals(value),
            Comparison::AtLeast => number().is_some_and(|(value, least)| value >= least),
            Comparison::AtMost => number().is_some_and(|(value, most)| value <= most),
            Comparison::Contains => {
                !value.is_null()
                    && text_of(value).to_lowercase().contains(&self.operand.to_lowercase())
            }
        }
    }

    fn equals(&self, value: &Value) -> bool {
        match (value.as_f64(), self.operand.parse::<f64>()) {
            (Some(value), Ok(operand)) => value == operand,
            _ => !value.is_null() && text_of(value).eq_ignore_ascii_case(&self.operand),
        }
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value as a text that sorts like it: nothing first, then booleans, numbers and texts.
pub(crate) fn sort_key(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(value)) => format!("0{}", u8::from(*value)),
        Some(Value::Number(number)) => {
            // The bits of positive floats sort like the floats; negative ones the other way round.
            let bits = number.as_f64().unwrap_or(0.0).to_bits();
            let ordered = if bits >> 63 == 0 { bits | (1 << 63) } else { !bits };
            format!("1{ordered:016x}")
        }
        Some(other) => format!("2{}", text_of(other).to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ValueFilter, sort_key};

    #[track_caller]
    fn check(filter: &str, value: Value, expected: bool) {
        let filter: ValueFilter = filter.parse().unwrap();
        let values = json!({ "t": value }).as_object().cloned();
        assert_eq!(filter.matches(values.as_ref()), expected, "{filter:?}");
    }

    #[test]
    fn values_are_compared_by_their_kind() {
        check("t:ge:20", json!(20.0), true);
        check("t:ge:20", json!(19.9), false);
        check("t:le:-3", json!(-4), true);
        check("t:ge:20", json!("21"), false);
        check("t:eq:20", json!(20), true);
        check("t:eq:open", json!("OPEN"), true);
        check("t:eq:true", json!(true), true);
        check("t:ne:20", json!(21), true);
        check("t:has:pen", json!("Open"), true);
        check("t:has:1", json!([1, 2]), true);
        check("t:has:n", Value::Null, false);
        check("u:eq:1", json!(1), false);
        check("u:ne:1", json!(1), true);
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for text in ["", "t", "t:20", ":eq:1", "t:ge:warm", "t:ge:NaN", "t:like:1"] {
            assert!(text.parse::<ValueFilter>().is_err(), "{text}");
        }
        let odd: ValueFilter = "a:b:eq:x:y".parse().unwrap();
        assert!(odd.matches(json!({ "a:b": "x:y" }).as_object()));
    }

    #[test]
    fn values_sort_as_people_expect() {
        let values =
            [Value::Null, json!(false), json!(true), json!(-20.5), json!(-3), json!(0), json!(7)];
        let mut keys: Vec<String> = values.iter().map(|value| sort_key(Some(value))).collect();
        keys.push(sort_key(Some(&json!("Alarm"))));
        keys.push(sort_key(Some(&json!("ok"))));
        assert!(keys.is_sorted(), "{keys:?}");
    }
}
