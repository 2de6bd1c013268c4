//! From the JSON text a run returned to a value.

use model::say;
use serde_json::Value;

use crate::limits::Limits;
use crate::types::{ErrorKind, ScriptError};

/// How deep a result may be nested: what the reader of JSON takes.
const LEVELS: usize = 127;

/// Reads a result. Keys keep their order.
///
/// # Errors
/// [`ErrorKind::Output`] when the text is too long, nested deeper than 127 levels, or holds a
/// number that no double represents.
pub(crate) fn read(text: &str, limits: &Limits) -> Result<Value, ScriptError> {
    if text.len() > limits.output_bytes {
        let message = say!(ScriptResultBytes, bytes = text.len(), limit = limits.output_bytes);
        return Err(ScriptError::new(ErrorKind::Output, message));
    }
    serde_json::from_str(text)
        .or_else(|error| match without_lone_surrogates(text) {
            Some(text) => serde_json::from_str(&text),
            None => Err(error),
        })
        .map_err(|error| {
            let why = error.to_string();
            // The library tells it in words only.
            let message = if why.starts_with("recursion limit exceeded") {
                say!(ScriptResultDeep, limit = LEVELS)
            } else {
                say!(ScriptResultUnstorable, why = why)
            };
            ScriptError::new(ErrorKind::Output, message)
        })
}

/// Replaces escaped UTF-16 surrogates that stand alone; `None` when there is none.
///
/// JavaScript text may hold them (half an emoji, cut by `slice`), stored text may not.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let mut fixed = String::with_capacity(text.len());
    let mut found = false;
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        fixed.push_str(plain);
        let (taken, replaced) = match (surrogate(escape), escape.get(6..).and_then(surrogate)) {
            (Some(first), Some(second)) if first < 0xDC00 && second >= 0xDC00 => (12, false),
            (Some(_), _) => (6, true),
            (None, _) => (2, false),
        };
        // JSON.stringify writes whole escapes, so both cuts fall on character boundaries.
        let (escape, after) = escape.split_at_checked(taken)?;
        fixed.push_str(if replaced { "\\ufffd" } else { escape });
        found |= replaced;
        rest = after;
    }
    fixed.push_str(rest);
    found.then_some(fixed)
}

/// The code unit of an escape `\ud800` to `\udfff` at the start of `text`.
fn surrogate(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let unit = u16::from_str_radix(digits, 16).ok()?;
    (0xD800..=0xDFFF).contains(&unit).then_some(unit)
}
