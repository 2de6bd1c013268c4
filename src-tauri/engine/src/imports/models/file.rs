//! JSON files of models.

use std::fmt::Write as _;

use model::{JsonMap, Said, Saying, say};
use serde_json::Value;
use sheet::{Cell, CellKind, Row, Source, Table};

use super::tables::Exchanged;
use crate::imports::field::{Field, Shape, bool_text};
use crate::imports::spelling::list_text;
use crate::{Engine, Error};

/// What a file of models says it is.
const FORMAT: &str = "thinklink-models";
/// How such a file is written; another number means that a reader of this one misses something.
const VERSION: u64 = 1;
/// Models of one file.
const MODELS_MAX: usize = 1_000;

/// A value as a cell has it; objects in one spelling, so that the order of their members is no
/// difference.
pub(super) fn text_of(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Bool(is_on) => bool_text(is_on),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            list_text(&items.into_iter().map(text_of).collect::<Vec<_>>())
        }
        other => {
            let mut text = String::new();
            spell(&other, &mut text);
            text
        }
    }
}

/// Writes JSON with the members of objects in their order.
fn spell(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (at, (name, value)) in members.into_iter().enumerate() {
                let comma = if at > 0 { "," } else { "" };
                let _ = write!(out, "{comma}{}:", Value::from(name.as_str()));
                spell(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                spell(item, out);
            }
            out.push(']');
        }
        plain => {
            let _ = write!(out, "{plain}");
        }
    }
}

/// Reads a file of models into rows: the key first, then a column for each member that any of them
/// has.
pub(super) fn read<T: Exchanged>(bytes: &[u8]) -> Result<Table, Error> {
    let refuse = |detail: Said| Error::field("file", detail);
    if bytes.len() > sheet::limits::FILE_BYTES {
        return Err(refuse(Saying::FileOver32.into()));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let no_json = |error: serde_json::Error| refuse(say!(NoValidJson, why = error.to_string()));
    let file: Value = serde_json::from_slice(bytes).map_err(no_json)?;
    let other = || refuse(Saying::NoModelsFile.into());
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(other());
    }
    // Files of the first version need not say so.
    match file.get("version") {
        None => {}
        Some(version) if version.as_u64() == Some(VERSION) => {}
        Some(version) if version.as_u64().is_some_and(|version| version > VERSION) => {
            return Err(refuse(say!(FileNewer, found = version.to_string(), known = VERSION)));
        }
        Some(_) => return Err(other()),
    }
    let kind = file.get("kind").and_then(Value::as_str).unwrap_or_default();
    if kind != T::KIND.as_str() {
        return Err(refuse(say!(FileHasOther, found = kind, expected = T::KIND.as_str())));
    }
    let models = file.get("models").and_then(Value::as_array).ok_or_else(other)?;
    let models: Vec<&JsonMap> =
        models.iter().map(Value::as_object).collect::<Option<_>>().ok_or_else(other)?;
    if !(1..=MODELS_MAX).contains(&models.len()) {
        return Err(refuse(say!(ModelsOutOfRange, found = models.len(), limit = MODELS_MAX)));
    }
    let mut names: Vec<&str> = vec!["id"];
    for name in models.iter().flat_map(|model| model.keys()) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
        if names.len() > sheet::limits::COLUMNS {
            return Err(refuse(say!(MembersOver, limit = sheet::limits::COLUMNS)));
        }
    }
    let header =
        names.iter().map(|name| Cell { text: name, kind: CellKind::Text, is_formula: false });
    let mut rows = vec![Row::of(1, header)];
    for (number, model) in (2_u32..).zip(models) {
        let texts: Vec<Option<(String, CellKind)>> = names
            .iter()
            .map(|name| match (*name, model.get(*name)) {
                // One that was written by hand has none.
                ("id", Some(Value::String(id))) if id.trim().is_empty() => None,
                (name, value) => value.map(|value| cell_of(T::FIELDS, name, value)),
            })
            .collect();
        let cells = texts.iter().map(|cell| match cell {
            Some((text, kind)) => Cell { text, kind: *kind, is_formula: false },
            None => Cell::EMPTY,
        });
        rows.push(Row::of(number, cells));
    }
    Ok(Table { source: Source::Json { encoding: "UTF-8", is_guess: false }, rows })
}

/// A member of a model as the text of a cell; one of another type than its field has as such.
fn cell_of(fields: &[Field], name: &str, value: &Value) -> (String, CellKind) {
    let field = fields.iter().find(|field| field.is_called(name));
    let fits = field.is_none_or(|field| match (field.shape, value) {
        (Shape::Bool, value) => value.is_boolean(),
        (Shape::Integer, value) => value.is_u64(),
        (Shape::Decimal | Shape::Frequency, value) => value.is_number(),
        (Shape::List, Value::Array(items)) => items.iter().all(Value::is_string),
        (Shape::Object, value) => value.is_object(),
        (Shape::List, _) => false,
        (_, Value::String(text)) => !text.is_empty() || field.is_clearable,
        _ => false,
    });
    match fits {
        true => (text_of(value.clone()), CellKind::Text),
        false => (value.to_string(), CellKind::Misfit),
    }
}

/// Models as a file that [`read`] takes.
pub(super) fn written<T: Exchanged>(engine: &Engine, models: &[T]) -> Vec<u8> {
    let entries = models.iter().map(|model| {
        let mut entry = JsonMap::new();
        entry.insert("id".into(), model.id().to_string().into());
        let mut content = model.content().unwrap_or_default();
        for field in T::FIELDS.iter().skip(1) {
            let named = model.named(engine, field.name);
            let value = named.or_else(|| content.remove(field.name)).unwrap_or(Value::Null);
            entry.insert(field.name.into(), value);
        }
        Value::Object(entry)
    });
    let file = serde_json::json!({
        "format": FORMAT,
        "version": VERSION,
        "kind": T::KIND.as_str(),
        "models": entries.collect::<Vec<_>>(),
    });
    let mut bytes = serde_json::to_vec_pretty(&file).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
