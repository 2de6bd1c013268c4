//! Why a file was not read or written, in sentences for people.

use crate::limits;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is larger than a file may be.
    #[error("the file has {bytes} bytes, at most {} are read", limits::FILE_BYTES)]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It is neither a workbook nor text.
    #[error("this is neither an Excel workbook (.xlsx) nor a CSV file: {0}")]
    WrongType(String),
    /// It is no text in the encoding it is said to have.
    #[error("the file is no text in {0}")]
    NotEncoded(&'static str),
    /// A quotation mark opens in this line, and none closes it.
    #[error("the quotation mark in line {0} is not closed")]
    OpenQuote(usize),
    /// It begins as JSON and is none.
    #[error("no valid JSON: {0}")]
    NoJson(String),
    /// It is JSON that is not known here.
    #[error("the file is JSON that is not known")]
    OtherJson,
    /// It needs a password.
    #[error("the workbook is protected by a password; save it without one")]
    Password,
    /// It breaks off or contradicts itself.
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    /// It would take more memory or time than a file may.
    #[error("the workbook is refused: {0}")]
    Hostile(String),
    /// It has no sheet of that name.
    #[error("there is no sheet “{0}”")]
    NoSuchSheet(String),
    /// It has no row with text.
    #[error("there is no row with text")]
    Empty,
    /// It has more rows than a file may.
    #[error("there are more than {} rows", limits::ROWS)]
    TooManyRows,
    /// A cell stands where none may.
    #[error(
        "cell {0} is outside the first {rows} rows and {columns} columns; delete its row or column",
        rows = limits::ROWS + 1,
        columns = limits::COLUMNS
    )]
    FarCell(String),
    /// A cell has more text than a cell may: which one, and how many characters it may have.
    #[error("cell {0} has more than {1} characters")]
    LongCell(String, usize),
    /// All cells together have more text than a file may.
    #[error("the cells hold more than {} bytes or {} values", limits::TEXT_BYTES, limits::CELLS)]
    TooMuchText,
}

/// Why a file cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A text does not fit into a cell.
    #[error("row {row}: {column} has {chars} characters, a cell holds {}", limits::CELL_CHARS)]
    LongCell {
        /// The row, counted from 1 as spreadsheets do.
        row: u32,
        /// The header of the column.
        column: String,
        /// Length of the text.
        chars: usize,
    },
    /// The writer of workbooks failed.
    #[error("the workbook cannot be written: {0}")]
    Failed(String),
}
