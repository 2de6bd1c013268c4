//! Workbooks and CSV files: reading what strangers send, writing what spreadsheets open.
//!
//! A file is hostile until it was read. [`read`] keeps to the [`limits`] whatever the file says of
//! itself: it unpacks every part once, counting, before anything interprets it; it takes cells as
//! a stream, so that one far cell costs nothing; and it never evaluates a formula, follows a link
//! or runs a macro. What it gives is text with the kind of cell it stood in.
//!
//! Start at [`read`] and [`Writer`].

mod csv_file;
mod data;
mod error;
mod guard;
pub mod limits;
mod table;
mod write;
mod xlsx;

pub use csv_file::{Decoded, TextEncoding};
pub use data::{DataWriter, Datum, csv_row};
pub use error::{ReadError, WriteError};
pub use table::{Cell, CellKind, Row, Source, Table};
pub use write::{Column, Writer, csv};

/// The text of a file that is no table, in any encoding a CSV file may have: the one that its byte
/// order mark or else `encoding` says.
///
/// # Errors
/// [`ReadError`], with a sentence for the person who chose the file.
pub fn text(bytes: &[u8], encoding: Option<TextEncoding>) -> Result<Decoded, ReadError> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len() });
    }
    csv_file::decode(bytes, encoding)
}

/// Reads the named sheet of a workbook, or its first visible one, or a CSV file.
///
/// Takes time and memory in proportion to the file, at most what [`limits`] allow; call it where
/// blocking is allowed.
///
/// # Errors
/// [`ReadError`], with a sentence for the person who chose the file.
pub fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Table, ReadError> {
    read_as(bytes, sheet, None)
}

/// As [`read`]; a text file is taken to have an encoding, unless it begins with the byte order mark
/// of another.
///
/// # Errors
/// [`ReadError`], with a sentence for the person who chose the file.
pub fn read_as(
    bytes: &[u8],
    sheet: Option<&str>,
    encoding: Option<TextEncoding>,
) -> Result<Table, ReadError> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len() });
    }
    if bytes.starts_with(b"PK") {
        return xlsx::read(bytes, sheet);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(guard::compound(bytes));
    }
    csv_file::read(bytes, encoding)
}
