//! Lists as files for people: the same rows as in the page, written as they are read, in bounded
//! memory, a few files at once.

use std::collections::HashSet;
use std::fmt;

use model::{JsonMap, Timestamp, say};
use serde_json::Value;
use sheet::{DataWriter, Datum, csv_row};
use tokio::sync::OwnedSemaphorePermit;

use crate::data_file::{
    WORKBOOK_ROWS, check_offset, datum, heavy, sheet_name, turn, unwritten, wall, zone,
};
use crate::{Engine, Error};

/// Fields of the API that are times.
const TIMES: [&str; 4] = ["at", "raised_at", "last_trigger_time", "updated_at"];
/// Width of a column, in characters.
const WIDTH: u16 = 20;

/// What a file of a list has.
#[derive(Debug, Clone)]
pub struct TableRequest {
    /// What the list is called.
    pub name: &'static str,
    /// Its fields as the API names them.
    pub known: &'static [&'static str],
    /// These of them in this order; all when empty.
    pub fields: Vec<String>,
    /// What stands above them; the fields' names when empty.
    pub labels: Vec<String>,
    /// Minutes that the clock of the reader is ahead of UTC.
    pub offset_min: i32,
}

/// A file of a list on its way.
pub struct Table {
    name: &'static str,
    /// Entries that a workbook takes at most.
    workbook_rows: u32,
    fields: Vec<String>,
    headers: Vec<String>,
    offset_min: i32,
    /// One of the files that are on their way at once.
    _turn: OwnedSemaphorePermit,
}

impl fmt::Debug for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The same as a workbook.
#[derive(Debug)]
pub struct TableWorkbook {
    table: Table,
    writer: DataWriter,
}

impl Engine {
    /// Prepares a file of a list.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a zone, an unknown or repeated field, or labels of another number than the
    /// fields; [`Error::Full`] while as many files as may be at once are on their way.
    pub fn table(&self, request: TableRequest) -> Result<Table, Error> {
        check_offset(request.offset_min)?;
        let TableRequest { name, known, mut fields, labels, offset_min } = request;
        if let Some(unknown) = fields.iter().find(|field| !known.contains(&field.as_str())) {
            let detail = say!(NoFieldOf, field = unknown.as_str(), known = known.to_vec());
            return Err(Error::field("fields", detail));
        }
        if let Some(twice) = repeated(&fields) {
            return Err(Error::field("fields", say!(ThereTwice, name = twice.as_str())));
        }
        if fields.is_empty() {
            fields = known.iter().map(|field| (*field).to_owned()).collect();
        }
        let mut headers = if labels.is_empty() { fields.clone() } else { labels };
        if headers.len() != fields.len() {
            let detail = say!(LabelsForFields, labels = headers.len(), fields = fields.len());
            return Err(Error::field("labels", detail));
        }
        for (field, header) in fields.iter().zip(&mut headers) {
            if is_time(field) {
                *header = format!("{header} ({})", zone(offset_min));
            }
        }
        let turn = turn(&self.core)?;
        Ok(Table { name, workbook_rows: WORKBOOK_ROWS, fields, headers, offset_min, _turn: turn })
    }
}

impl Table {
    /// The beginning of the file as CSV: UTF-8 with the mark that lets Excel know it.
    #[must_use]
    pub fn csv_head(&self) -> String {
        let mut out = String::from("\u{feff}");
        let headers: Vec<Datum> = self.headers.iter().cloned().map(Datum::Text).collect();
        csv_row(&mut out, &headers);
        out
    }

    /// Some items of the list as CSV.
    #[must_use]
    pub fn csv(&self, items: Vec<JsonMap>) -> String {
        let mut out = String::new();
        for item in items {
            csv_row(&mut out, &self.row(item));
        }
        out
    }

    /// Begins a workbook.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot be written.
    pub fn workbook(self) -> Result<TableWorkbook, Error> {
        let widths: Vec<(String, u16)> =
            self.headers.iter().map(|header| (header.clone(), WIDTH)).collect();
        let writer = DataWriter::new(&sheet_name(self.name), &widths).map_err(unwritten)?;
        Ok(TableWorkbook { table: self, writer })
    }

    fn row(&self, mut item: JsonMap) -> Vec<Datum> {
        self.fields.iter().map(|field| self.cell(&mut item, field)).collect()
    }

    fn cell(&self, item: &mut JsonMap, field: &str) -> Datum {
        let text = match item.get(field) {
            Some(Value::String(text)) if is_time(field) => {
                return Timestamp::parse(text).map_or_else(
                    || Datum::Text(text.clone()),
                    |at| wall(at, Some(self.offset_min)),
                );
            }
            Some(Value::Array(values)) => {
                let texts: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
                texts.map(|texts| texts.join(", "))
            }
            _ => None,
        };
        text.map_or_else(|| datum(item, field), Datum::Text)
    }
}

impl TableWorkbook {
    /// Adds items of the list.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there are more than a workbook takes, [`Error::Unavailable`] when it
    /// cannot be written.
    pub async fn push(self, items: Vec<JsonMap>) -> Result<Self, Error> {
        let Self { table, mut writer } = self;
        let more = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let most = table.workbook_rows;
        if writer.rows().saturating_add(more) > most {
            return Err(Error::field("format", say!(WorkbookEntries, limit = most)));
        }
        let rows: Vec<Vec<Datum>> = items.into_iter().map(|item| table.row(item)).collect();
        let writer = heavy(move || {
            rows.iter().try_for_each(|row| writer.row(row))?;
            Ok(writer)
        })
        .await?;
        Ok(Self { table, writer })
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot be written.
    pub async fn finish(self) -> Result<Vec<u8>, Error> {
        let writer = self.writer;
        heavy(move || writer.finish()).await
    }
}

/// A field that comes a second time.
fn repeated(fields: &[String]) -> Option<&String> {
    let mut seen = HashSet::new();
    fields.iter().find(|field| !seen.insert(*field))
}

fn is_time(field: &str) -> bool {
    TIMES.contains(&field)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::JsonMap;
    use serde_json::json;
    use tokio::sync::Semaphore;

    use super::Table;
    use crate::Error;

    fn table(workbook_rows: u32) -> Table {
        let turn = Arc::new(Semaphore::new(1)).try_acquire_owned().expect("a turn");
        let fields = vec!["n".to_owned()];
        let headers = fields.clone();
        Table { name: "log", workbook_rows, fields, headers, offset_min: 0, _turn: turn }
    }

    fn items(count: u32) -> Vec<JsonMap> {
        (0..count).map(|n| JsonMap::from_iter([("n".to_owned(), json!(n))])).collect()
    }

    #[tokio::test]
    async fn a_workbook_takes_what_it_can_and_refuses_one_entry_more() {
        let workbook = table(5).workbook().expect("a workbook");
        let workbook = workbook.push(items(3)).await.expect("three");
        let workbook = workbook.push(items(2)).await.expect("five of five");
        assert!(workbook.finish().await.expect("bytes").starts_with(b"PK"));

        let workbook = table(5).workbook().expect("a workbook");
        let workbook = workbook.push(items(3)).await.expect("three");
        let Err(Error::Invalid(errors)) = workbook.push(items(3)).await else {
            panic!("six entries in a workbook of five");
        };
        let detail: Vec<&str> = errors.iter().map(|error| error.detail.text()).collect();
        assert!(detail.iter().all(|it| it.contains("takes 5 entries") && it.contains("CSV")));
        assert_eq!(errors.first().map(|error| &*error.field), Some("format"));
        // As text there is no end.
        let lines = table(5).csv(items(6));
        assert_eq!(lines.lines().count(), 6);
    }
}
