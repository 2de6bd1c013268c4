//! One page of a sorted list with its total.

use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde_json::Value as Json;

use crate::StoreError;
use crate::column::Columns;
use crate::cursor::{self, Page};
use crate::filter::Filter;
use crate::table::Tx;

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// Rows of all pages.
    pub total: u64,
    /// Give it back to get the next page; `None` at the end.
    pub next_cursor: Option<String>,
}

const MAX_LIMIT: u32 = 1_000;

/// What to list. All text is fixed; what comes from outside is in `filter` and `page`.
pub(crate) struct Listing<'q> {
    /// Names list and order in cursors.
    pub(crate) name: &'static str,
    pub(crate) columns: &'static str,
    /// The listed table and its alias.
    pub(crate) table: &'static str,
    /// `LEFT JOIN`s that neither add nor drop rows.
    pub(crate) joins: &'static str,
    /// Whether `filter` uses the joined tables.
    pub(crate) filter_needs_joins: bool,
    pub(crate) filter: Filter,
    /// Never NULL; `None` sorts by `key`.
    pub(crate) sort: Option<&'static str>,
    /// Unique and never NULL.
    pub(crate) key: &'static str,
    pub(crate) descending: bool,
    pub(crate) page: &'q Page,
}

impl Listing<'_> {
    pub(crate) fn run<T>(
        &self,
        tx: &Tx<'_>,
        read: impl Fn(&mut Columns<'_, '_>) -> Result<T, StoreError>,
    ) -> Result<Listed<T>, StoreError> {
        let wanted = self.page.limit.clamp(1, MAX_LIMIT);
        let (sql, values) = self.page_sql(wanted)?;
        let mut rows = tx.rows(&sql, params_from_iter(values), |columns| {
            let place: [Value; 2] = [columns.get()?, columns.get()?];
            Ok((place, read(columns)?))
        })?;
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let next_cursor = rows.last().filter(|_| more).map(|(place, _)| self.write_cursor(place));
        let items = rows.into_iter().map(|(_, item)| item).collect();
        Ok(Listed { items, total: self.total(tx)?, next_cursor })
    }

    pub(crate) fn page_sql(&self, wanted: u32) -> Result<(String, Vec<Value>), StoreError> {
        let Self { columns, table, joins, key, .. } = self;
        let sort = self.sort.unwrap_or(key);
        let mut values = self.filter.values().to_vec();
        let (way, compare) = if self.descending { ("DESC", "<") } else { ("ASC", ">") };
        let after = match (&self.page.cursor, self.sort) {
            (None, _) => String::new(),
            (Some(cursor), None) => {
                let [_, after] = self.read_cursor(cursor)?;
                values.push(after);
                format!("AND {key} {compare} ?")
            }
            (Some(cursor), Some(sort)) => {
                let [at, key_at] = self.read_cursor(cursor)?;
                values.extend([at.clone(), at, key_at]);
                // The first condition says nothing new, but lets the index begin there.
                format!("AND {sort} {compare}= ? AND ({sort}, {key}) {compare} (?, ?)")
            }
        };
        let order = match self.sort {
            Some(sort) => format!("{sort} {way}, {key} {way}"),
            None => format!("{key} {way}"),
        };
        values.push(Value::from(i64::from(wanted) + 1));
        let filter = self.filter.sql();
        let sql = format!(
            "SELECT {sort}, {key}, {columns} FROM {table} {joins} WHERE {filter} {after}
             ORDER BY {order} LIMIT ?"
        );
        Ok((sql, values))
    }

    fn total(&self, tx: &Tx<'_>) -> Result<u64, StoreError> {
        let joins = if self.filter_needs_joins { self.joins } else { "" };
        let sql =
            format!("SELECT count(*) FROM {} {joins} WHERE {}", self.table, self.filter.sql());
        let total = tx.row(&sql, params_from_iter(self.filter.values()), |columns| {
            u64::try_from(columns.get::<i64>()?).map_err(StoreError::corrupt)
        })?;
        Ok(total.unwrap_or(0))
    }

    fn cursor_name(&self) -> String {
        format!(
            "{}/{}{}",
            self.name,
            if self.descending { "-" } else { "" },
            self.sort.unwrap_or(self.key)
        )
    }

    fn write_cursor(&self, place: &[Value; 2]) -> String {
        cursor::encode(&self.cursor_name(), &place.each_ref().map(to_json))
    }

    fn read_cursor(&self, text: &str) -> Result<[Value; 2], StoreError> {
        let [sort, key] = cursor::decode(&self.cursor_name(), text)?;
        Ok([from_json(sort)?, from_json(key)?])
    }
}

/// A blob is an array of its bytes.
fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(number) => (*number).into(),
        Value::Real(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Blob(bytes) => bytes.as_slice().into(),
    }
}

fn from_json(json: Json) -> Result<Value, StoreError> {
    match json {
        Json::String(text) => Ok(Value::Text(text)),
        Json::Number(number) => number
            .as_i64()
            .map(Value::Integer)
            .or_else(|| number.as_f64().map(Value::Real))
            .ok_or(StoreError::BadCursor),
        Json::Array(bytes) => bytes
            .iter()
            .map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok()))
            .collect::<Option<Vec<u8>>>()
            .map(Value::Blob)
            .ok_or(StoreError::BadCursor),
        Json::Null | Json::Bool(_) | Json::Object(_) => Err(StoreError::BadCursor),
    }
}
