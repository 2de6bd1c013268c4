//! Tables of measured data: numbers that can be counted with, and times that are times.

use std::borrow::Cow;
use std::fmt;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::error::WriteError;
use crate::limits;
use crate::write::{cell, failed, header_format};

/// What stands in a cell of a table of data.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// Nothing.
    Empty,
    /// Text, which is never taken for a formula.
    Text(String),
    /// A number, and how it is written in a text file.
    Number {
        /// Its value.
        value: f64,
        /// Its digits.
        digits: String,
    },
    /// Yes or no.
    Bool(bool),
    /// A time of day and date as a clock on the wall shows it.
    Time {
        /// Milliseconds since the clock showed the beginning of 1970.
        wall_ms: i64,
        /// The same as text.
        text: String,
    },
}

/// Adds a row to a CSV file: numbers and times as they are, texts guarded as in [`crate::csv`].
pub fn csv_row(out: &mut String, cells: &[Datum]) {
    for (at, datum) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        match datum {
            Datum::Empty => {}
            Datum::Text(text) => cell(out, text),
            Datum::Number { digits: text, .. } | Datum::Time { text, .. } => out.push_str(text),
            Datum::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        }
    }
    out.push_str("\r\n");
}

/// A workbook with one sheet of data, written row by row in bounded memory.
pub struct DataWriter {
    workbook: Workbook,
    time: Format,
    next: u32,
    /// Cells whose text was cut.
    cut: u64,
    /// The sheet that tells of them.
    cut_sheet: &'static str,
}

impl fmt::Debug for DataWriter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("DataWriter").field("next", &self.next).finish_non_exhaustive()
    }
}

/// Days from the beginning of a spreadsheet's calendar to 1970.
const DAYS_BEFORE_1970: f64 = 25_569.0;
const DAY_MS: f64 = 86_400_000.0;
/// Whole numbers beyond this lose digits in a cell.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl DataWriter {
    /// Begins with the header, which stays in sight; widths are in characters.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn new(sheet: &str, columns: &[(String, u16)]) -> Result<Self, WriteError> {
        let header = header_format();
        let mut workbook = Workbook::new();
        let worksheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        worksheet.set_name(sheet).map_err(failed)?;
        worksheet.set_freeze_panes(1, 1).map_err(failed)?;
        for (at, (_, width)) in (0_u16..).zip(columns) {
            worksheet.set_column_width(at, f64::from(*width)).map_err(failed)?;
        }
        for (at, (text, _)) in (0_u16..).zip(columns) {
            worksheet.write_string_with_format(0, at, text, &header).map_err(failed)?;
        }
        let is_taken = sheet.eq_ignore_ascii_case("Cut texts");
        let cut_sheet = if is_taken { "Cut texts (note)" } else { "Cut texts" };
        let time = Format::new().set_num_format("yyyy\\-mm\\-dd hh:mm:ss.000");
        Ok(Self { workbook, time, next: 1, cut: 0, cut_sheet })
    }

    /// Rows below the header so far.
    #[must_use]
    pub const fn rows(&self) -> u32 {
        self.next - 1
    }

    /// Adds a row. A text longer than a cell can be is cut, and ends with “…”; a sheet of its own
    /// says of how many cells.
    ///
    /// # Errors
    /// [`WriteError::Failed`].
    pub fn row(&mut self, cells: &[Datum]) -> Result<(), WriteError> {
        self.write(cells).map_err(failed)
    }

    fn write(&mut self, cells: &[Datum]) -> Result<(), XlsxError> {
        let row = self.next;
        self.next += 1;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (at, datum) in (0_u16..).zip(cells) {
            match datum {
                Datum::Empty => {}
                Datum::Text(text) => {
                    let fitting = fitting(text);
                    self.cut += u64::from(matches!(fitting, Cow::Owned(_)));
                    sheet.write_string(row, at, fitting)?;
                }
                Datum::Number { value, digits } if value.abs() > EXACT => {
                    sheet.write_string(row, at, digits)?;
                }
                Datum::Number { value, .. } => drop(sheet.write_number(row, at, *value)?),
                Datum::Bool(value) => drop(sheet.write_boolean(row, at, *value)?),
                Datum::Time { wall_ms, .. } => {
                    #[expect(clippy::cast_precision_loss, reason = "53 bits hold any date in ms")]
                    let days = *wall_ms as f64 / DAY_MS + DAYS_BEFORE_1970;
                    sheet.write_number_with_format(row, at, days, &self.time)?;
                }
            }
        }
        Ok(())
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        if self.cut > 0 {
            let note = format!(
                "{} cells hold the beginning of a text only and end with “…”: a cell takes {} \
                 characters. A CSV file has the texts whole.",
                self.cut,
                limits::CELL_CHARS,
            );
            let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(failed)?;
            sheet.set_name(self.cut_sheet).map_err(failed)?;
            sheet.write_string(0, 0, note).map_err(failed)?;
        }
        self.workbook.save_to_buffer().map_err(failed)
    }
}

fn fitting(text: &str) -> Cow<'_, str> {
    if text.chars().count() <= limits::CELL_CHARS {
        return text.into();
    }
    text.chars().take(limits::CELL_CHARS - 1).chain(['…']).collect()
}
