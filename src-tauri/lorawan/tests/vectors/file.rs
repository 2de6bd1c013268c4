//! Reading the vectors file.

use std::str::FromStr;

use serde_json::Value;
use thinklink_lorawan::AesKey;

const VECTORS: &str = include_str!("../data/lorawan-vectors.json");

/// All entries of one set. Fails when there are not `count` of them, so that none is lost.
pub(crate) fn set(name: &str, count: usize) -> Vec<Value> {
    let mut file: Value = serde_json::from_str(VECTORS).expect("the file is JSON");
    let Some(Value::Array(entries)) = file.get_mut(name).map(Value::take) else {
        panic!("no set `{name}`")
    };
    assert_eq!(entries.len(), count, "entries of `{name}`");
    entries
}

/// The entries of `phy_vectors` that are of one kind.
pub(crate) fn phy_vectors(kind: &str) -> Vec<Value> {
    set("phy_vectors", 35).into_iter().filter(|entry| text(entry, "kind") == kind).collect()
}

pub(crate) fn text<'a>(entry: &'a Value, name: &str) -> &'a str {
    entry[name].as_str().unwrap_or_else(|| panic!("{}: `{name}` is no text", entry["id"]))
}

pub(crate) fn bytes(entry: &Value, name: &str) -> Vec<u8> {
    hex::decode(text(entry, name)).expect("hex")
}

/// Hex bytes, or nothing where the vector has null.
pub(crate) fn bytes_or_none(entry: &Value, name: &str) -> Vec<u8> {
    entry[name].as_str().map_or_else(Vec::new, |text| hex::decode(text).expect("hex"))
}

pub(crate) fn key(entry: &Value, name: &str) -> AesKey {
    parsed(entry, name)
}

pub(crate) fn parsed<T: FromStr>(entry: &Value, name: &str) -> T {
    text(entry, name).parse().unwrap_or_else(|_| panic!("{}: `{name}` does not parse", entry["id"]))
}

/// An integer of any width.
pub(crate) fn int<T: TryFrom<i64>>(entry: &Value, name: &str) -> T {
    let value = entry[name].as_i64().unwrap_or_else(|| panic!("`{name}` is no integer: {entry}"));
    T::try_from(value).unwrap_or_else(|_| panic!("`{name}` does not fit: {entry}"))
}

/// An integer of any width, or `None` where the vector has null.
pub(crate) fn int_or_none<T: TryFrom<i64>>(entry: &Value, name: &str) -> Option<T> {
    if entry[name].is_null() { None } else { Some(int(entry, name)) }
}

pub(crate) fn flag(entry: &Value, name: &str) -> bool {
    entry[name].as_bool().unwrap_or(false)
}
