//! From a file to the cells of a table.

use model::{Said, Saying, say};
use sheet::{ReadError, Table, TextEncoding};

use super::{ImportKind, foreign};
use crate::Error;

/// Reads a workbook, a CSV file, or what another network server exports.
///
/// # Errors
/// [`Error::Invalid`] when it cannot be read, with the reason.
pub(super) fn table(
    kind: ImportKind,
    bytes: &[u8],
    sheet: Option<&str>,
    encoding: Option<TextEncoding>,
) -> Result<Table, Error> {
    foreign::read(kind, bytes, sheet, encoding)
        .map_err(|error| Error::field("file", unreadable(error)))
}

/// Why a file cannot be read.
fn unreadable(error: ReadError) -> Said {
    use sheet::limits::{CELLS, COLUMNS, FILE_BYTES, ROWS, TEXT_BYTES};
    match error {
        ReadError::TooLarge { bytes } => say!(FileTooLarge, bytes = bytes, limit = FILE_BYTES),
        ReadError::WrongType(why) => say!(FileWrongType, why = why),
        ReadError::NotEncoded(encoding) => say!(FileNotEncoded, encoding = encoding),
        ReadError::OpenQuote(line) => say!(FileOpenQuote, line = line),
        ReadError::NoJson(why) => say!(NoValidJson, why = why),
        ReadError::OtherJson => Saying::FileOtherJson.into(),
        ReadError::Password => Saying::FilePassword.into(),
        ReadError::Damaged(why) => say!(FileDamaged, why = why),
        ReadError::Hostile(why) => say!(FileHostile, why = why),
        ReadError::NoSuchSheet(name) => say!(NoSheet, name = name),
        ReadError::Empty => Saying::NoRows.into(),
        ReadError::TooManyRows => say!(RowsOver, limit = ROWS),
        ReadError::FarCell(cell) => {
            say!(CellFar, cell = cell, rows = ROWS + 1, columns = COLUMNS)
        }
        ReadError::LongCell(cell, limit) => say!(CellLong, cell = cell, limit = limit),
        ReadError::TooMuchText => say!(CellsOver, bytes = TEXT_BYTES, values = CELLS),
    }
}
