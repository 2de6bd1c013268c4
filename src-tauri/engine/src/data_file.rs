//! What files of rows have in common: how many are on their way at once, the clock of their
//! reader, and what a value becomes in a cell.

use std::sync::Arc;

use model::{JsonMap, Saying, Timestamp, say};
use serde_json::Value;
use sheet::{Datum, WriteError};
use tokio::sync::OwnedSemaphorePermit;

use crate::{Core, Error};

/// Files on their way at once.
pub(crate) const AT_ONCE: usize = 4;
/// Rows that a workbook takes; a text file takes any number.
pub const WORKBOOK_ROWS: u32 = 200_000;
/// Zones are at most this far from UTC, minutes.
const OFFSET_MAX: u32 = 18 * 60;
const MINUTE_MS: i64 = 60_000;

/// One of the files that may be on their way at once.
///
/// # Errors
/// [`Error::Full`] while there are as many as may be.
pub(crate) fn turn(core: &Core) -> Result<OwnedSemaphorePermit, Error> {
    let full = |_| Error::Full(say!(FilesFull, limit = AT_ONCE));
    Arc::clone(&core.exports).try_acquire_owned().map_err(full)
}

/// # Errors
/// [`Error::Invalid`] for a clock that no place on earth has.
pub(crate) fn check_offset(offset_min: i32) -> Result<(), Error> {
    if offset_min.unsigned_abs() > OFFSET_MAX {
        return Err(Error::field("offset_min", Saying::OffsetMost));
    }
    Ok(())
}

/// Writes on a thread where that may take its time.
pub(crate) async fn heavy<T, F>(work: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, WriteError> + Send + 'static,
{
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Error::Unavailable(Saying::Stopping.into()))?.map_err(unwritten)
}

pub(crate) fn unwritten(error: WriteError) -> Error {
    Error::Unavailable(match error {
        WriteError::LongCell { row, column, chars } => {
            let limit = sheet::limits::CELL_CHARS;
            say!(CellLongWritten, row = row, column = column, found = chars, limit = limit)
        }
        error @ WriteError::Failed(_) => error.to_string().into(),
    })
}

/// A name that a sheet may have. `History` is one that Excel keeps for itself.
pub(crate) fn sheet_name(name: &str) -> String {
    let name: String = name.chars().filter(|it| !"[]:*?/\\'".contains(*it)).take(31).collect();
    let is_taken = name.is_empty() || name.eq_ignore_ascii_case("history");
    if is_taken { "telemetry".into() } else { name }
}

/// `UTC+08:00`.
pub(crate) fn zone(offset_min: i32) -> String {
    let (sign, minutes) = if offset_min < 0 { ('-', -offset_min) } else { ('+', offset_min) };
    if minutes == 0 {
        "UTC".into()
    } else {
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

pub(crate) fn wall(at: Timestamp, offset_min: Option<i32>) -> Datum {
    let Some(offset) = offset_min else { return Datum::Text(at.to_string()) };
    let shifted = at.plus_millis(i64::from(offset) * MINUTE_MS);
    let text = shifted.to_string().replace('T', " ").replace('Z', "");
    Datum::Time { wall_ms: shifted.as_millis(), text }
}

pub(crate) fn datum(values: &mut JsonMap, key: &str) -> Datum {
    match values.remove(key) {
        None | Some(Value::Null) => Datum::Empty,
        Some(Value::Bool(value)) => Datum::Bool(value),
        Some(Value::String(text)) => Datum::Text(text),
        Some(Value::Number(number)) => match number.as_f64() {
            Some(value) => Datum::Number { value, digits: number.to_string() },
            None => Datum::Text(number.to_string()),
        },
        Some(value @ (Value::Array(_) | Value::Object(_))) => Datum::Text(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;
    use serde_json::{Value, json};
    use sheet::Datum;

    use super::{datum, sheet_name, wall, zone};

    #[test]
    fn times_are_those_of_the_reader_and_say_so() {
        let at = Timestamp::parse("2026-05-01T23:03:22.123Z").unwrap();
        let Datum::Time { wall_ms, text } = wall(at, Some(480)) else { panic!("no time") };
        assert_eq!(text, "2026-05-02 07:03:22.123");
        assert_eq!(wall_ms, at.as_millis() + 480 * 60_000);
        assert_eq!(wall(at, None), Datum::Text("2026-05-01T23:03:22.123Z".into()));
        let zones = [0, 480, -210, 345].map(zone);
        assert_eq!(zones, ["UTC", "UTC+08:00", "UTC-03:30", "UTC+05:45"]);
    }

    #[test]
    fn values_keep_their_kind() {
        let Value::Object(mut values) =
            json!({ "n": -2.5, "s": "=1+1", "b": true, "o": [1, 2], "z": null })
        else {
            panic!("no object")
        };
        let number = Datum::Number { value: -2.5, digits: "-2.5".into() };
        assert_eq!(datum(&mut values, "n"), number);
        assert_eq!(datum(&mut values, "s"), Datum::Text("=1+1".into()));
        assert_eq!(datum(&mut values, "b"), Datum::Bool(true));
        assert_eq!(datum(&mut values, "o"), Datum::Text("[1,2]".into()));
        assert_eq!(datum(&mut values, "z"), Datum::Empty);
        assert_eq!(datum(&mut values, "none"), Datum::Empty);
    }

    #[test]
    fn any_name_becomes_one_of_a_sheet() {
        assert_eq!(sheet_name("a/b:[c]'*?\\d"), "abcd");
        assert_eq!(sheet_name(&"x".repeat(40)).len(), 31);
        assert_eq!([sheet_name("History"), sheet_name("'")], ["telemetry", "telemetry"]);
    }
}
