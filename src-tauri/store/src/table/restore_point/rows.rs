//! The rows of records as they are kept: which tables have them, and how they become text and rows
//! again.

use model::JsonMap;
use model::record::{RecordKey, RecordKind};
use rusqlite::params_from_iter;
use rusqlite::types::{Value as Sql, ValueRef};
use serde_json::{Value, json};

use crate::StoreError;
use crate::table::Tx;

/// Tables with the rows of a record, the record's own first. `?1` is its key.
type Parts = &'static [(&'static str, &'static str)];

const DEVICE: Parts = &[
    ("device", "eui = ?1"),
    ("device_thing_model", "device = (SELECT id FROM device WHERE eui = ?1)"),
    ("device_rpc", "device = (SELECT id FROM device WHERE eui = ?1)"),
    ("device_trigger", "device = (SELECT id FROM device WHERE eui = ?1)"),
    ("device_tag", "device = (SELECT id FROM device WHERE eui = ?1)"),
    ("relation", "from_eui = ?1 OR to_eui = ?1"),
];
const PROFILE: Parts = &[
    ("lorawan_profile", "dev_eui = unhex(?1)"),
    ("session", "dev_eui = unhex(?1)"),
    ("session_counter", "dev_eui = unhex(?1)"),
    ("join_state", "dev_eui = unhex(?1)"),
    ("used_dev_nonce", "dev_eui = unhex(?1)"),
];

const GATEWAY: Parts = &[("gateway", "eui = unhex(?1)"), ("station_token", "gateway = unhex(?1)")];
const LOCATION: Parts = &[("location", "id = CAST(?1 AS INTEGER)")];
const THING_MODEL: Parts = &of_model("thing_model");
const RPC_MODEL: Parts = &of_model("rpc_model");
const TRIGGER_MODEL: Parts = &of_model("trigger_model");
const DEVICE_TEMPLATE: Parts = &of_model("device_template");

/// A model with its versions and test cases.
const fn of_model(table: &'static str) -> [(&'static str, &'static str); 3] {
    const BY_MODEL: &str = "model = CAST(?1 AS INTEGER)";
    [(table, "id = CAST(?1 AS INTEGER)"), ("model_version", BY_MODEL), ("model_case", BY_MODEL)]
}

pub(super) const fn parts(kind: RecordKind) -> Parts {
    match kind {
        RecordKind::Device => DEVICE,
        RecordKind::Profile => PROFILE,
        RecordKind::Gateway => GATEWAY,
        RecordKind::ThingModel => THING_MODEL,
        RecordKind::RpcModel => RPC_MODEL,
        RecordKind::TriggerModel => TRIGGER_MODEL,
        RecordKind::DeviceTemplate => DEVICE_TEMPLATE,
        RecordKind::Location => LOCATION,
    }
}

/// The table of the records themselves, with the condition that names one.
pub(super) fn root(kind: RecordKind) -> (&'static str, &'static str) {
    parts(kind).first().copied().unwrap_or_default()
}

/// The rows of a table in what was kept.
pub(super) fn rows_of<'k>(kept: &'k JsonMap, table: &str) -> &'k [Value] {
    kept.get(table).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Rows with their columns by name; a blob is `{ "hex": … }`.
pub(super) fn select(
    tx: &Tx<'_>,
    table: &str,
    condition: &str,
    key: &str,
) -> Result<Vec<Value>, StoreError> {
    let sql = format!("SELECT * FROM {table} WHERE {condition}");
    let mut statement = tx.conn.prepare_cached(&sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([key])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = JsonMap::new();
        for (at, name) in names.iter().enumerate() {
            let value = match row.get_ref(at)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Real(number) => number.into(),
                ValueRef::Text(text) => {
                    std::str::from_utf8(text).map_err(StoreError::corrupt)?.into()
                }
                ValueRef::Blob(bytes) => json!({ "hex": hex::encode(bytes) }),
            };
            columns.insert(name.clone(), value);
        }
        found.push(Value::Object(columns));
    }
    Ok(found)
}

/// The columns of a kept row that its table has today.
fn columns_of(
    tx: &Tx<'_>,
    table: &str,
    row: &Value,
    stays: &[&str],
) -> Result<(Vec<String>, Vec<Sql>), StoreError> {
    let statement = tx.conn.prepare_cached(&format!("SELECT * FROM {table} LIMIT 0"))?;
    let mut columns = (Vec::new(), Vec::new());
    for name in statement.column_names() {
        if let Some(value) = row.get(name).filter(|_| !stays.contains(&name)) {
            columns.0.push(name.to_owned());
            columns.1.push(sql_value(value)?);
        }
    }
    Ok(columns)
}

/// Adds a kept row.
pub(super) fn insert(tx: &Tx<'_>, table: &str, row: &Value) -> Result<(), StoreError> {
    insert_as("INSERT", tx, table, row)?;
    Ok(())
}

/// Adds a kept row that no other has a unique value of, and says how many were added.
pub(super) fn insert_if_free(tx: &Tx<'_>, table: &str, row: &Value) -> Result<usize, StoreError> {
    insert_as("INSERT OR IGNORE", tx, table, row)
}

fn insert_as(verb: &str, tx: &Tx<'_>, table: &str, row: &Value) -> Result<usize, StoreError> {
    let (names, values) = columns_of(tx, table, row, &[])?;
    let places: Vec<String> = (1..=names.len()).map(|at| format!("?{at}")).collect();
    let (names, places) = (names.join(", "), places.join(", "));
    let sql = format!("{verb} INTO {table} ({names}) VALUES ({places})");
    tx.execute(&sql, params_from_iter(values))
}

/// Puts a kept row in place of the one a record has, but for the columns that stay, when no other
/// has a unique value of it. Says how many were changed.
pub(super) fn update_if_free(
    tx: &Tx<'_>,
    record: &RecordKey,
    row: &Value,
    stays: &[&str],
) -> Result<usize, StoreError> {
    let (table, condition) = root(record.kind());
    let (names, mut values) = columns_of(tx, table, row, stays)?;
    // The key is the first parameter, as in the condition.
    values.insert(0, Sql::Text(record.to_string()));
    let set: Vec<String> =
        names.iter().zip(2..).map(|(name, at)| format!("{name} = ?{at}")).collect();
    let sql = format!("UPDATE OR IGNORE {table} SET {} WHERE {condition}", set.join(", "));
    tx.execute(&sql, params_from_iter(values))
}

fn sql_value(value: &Value) -> Result<Sql, StoreError> {
    Ok(match value {
        Value::Null => Sql::Null,
        Value::String(text) => Sql::Text(text.clone()),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Sql::Integer(number),
            (None, Some(number)) => Sql::Real(number),
            (None, None) => return Err(StoreError::corrupt("a kept number is out of range")),
        },
        other => {
            let text = other.get("hex").and_then(Value::as_str);
            let bytes = text.and_then(|text| hex::decode(text).ok());
            Sql::Blob(bytes.ok_or_else(|| StoreError::corrupt("a kept value has no shape"))?)
        }
    })
}
