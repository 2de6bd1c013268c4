//! Workbooks and CSV files that spreadsheets open without changing what is in them.

use std::fmt;

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::error::WriteError;
use crate::limits;

/// Rows of a template that take text and offer the choices.
const TEMPLATE_ROWS: u32 = 10_000;
/// Text of a list of choices that Excel accepts, with its commas.
const CHOICES_CHARS: usize = 255;

/// A column of a workbook.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// Its width in characters.
    pub width: u16,
    /// Whether it must be filled in; such headers stand out.
    pub is_required: bool,
    /// What a cell may hold, offered as a list; empty for any text.
    pub choices: Vec<String>,
}

/// A workbook with one sheet of text cells, written row by row: every digit stays as it is.
pub struct Writer {
    workbook: Workbook,
    headers: Vec<String>,
    text: Format,
    next: u32,
}

impl fmt::Debug for Writer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Writer").field("next", &self.next).finish_non_exhaustive()
    }
}

impl Writer {
    /// Begins with the header, which stays in sight.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn new(sheet: &str, columns: &[Column]) -> Result<Self, WriteError> {
        let text = Format::new().set_num_format("@");
        let header = header_format();
        let required = header.clone().set_background_color(Color::RGB(0x00FF_E9C7));
        let mut workbook = Workbook::new();
        let worksheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        worksheet.set_name(sheet).map_err(failed)?;
        worksheet.set_freeze_panes(1, 1).map_err(failed)?;
        for (at, column) in (0_u16..).zip(columns) {
            worksheet.set_column_width(at, f64::from(column.width)).map_err(failed)?;
            worksheet.set_column_format(at, &text).map_err(failed)?;
            let length: usize =
                column.choices.iter().map(|choice| choice.chars().count() + 1).sum();
            if !column.choices.is_empty() && length <= CHOICES_CHARS {
                let list = DataValidation::new()
                    .allow_list_strings(&column.choices)
                    .map_err(failed)?
                    .set_error_title(&column.header)
                    .map_err(failed)?;
                worksheet.add_data_validation(1, at, TEMPLATE_ROWS, at, &list).map_err(failed)?;
            }
        }
        for (at, column) in (0_u16..).zip(columns) {
            let format = if column.is_required { &required } else { &header };
            worksheet.write_string_with_format(0, at, &column.header, format).map_err(failed)?;
        }
        let headers = columns.iter().map(|column| column.header.clone()).collect();
        Ok(Self { workbook, headers, text, next: 1 })
    }

    /// Adds a row of text cells; empty ones stay empty.
    ///
    /// # Errors
    /// [`WriteError::LongCell`], [`WriteError::Failed`].
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> Result<(), WriteError> {
        let (row, text) = (self.next, self.text.clone());
        self.next += 1;
        for (at, cell) in (0_u16..).zip(cells) {
            let cell = cell.as_ref();
            let chars = cell.chars().count();
            if chars > limits::CELL_CHARS {
                let column = self.headers.get(usize::from(at)).cloned().unwrap_or_default();
                return Err(WriteError::LongCell { row: row + 1, column, chars });
            }
            if !cell.is_empty() {
                self.sheet(0)?.write_string_with_format(row, at, cell, &text).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Adds a sheet that explains, with a bold first row.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn help<S: AsRef<str>>(&mut self, name: &str, rows: &[Vec<S>]) -> Result<(), WriteError> {
        let bold = Format::new().set_bold();
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let worksheet = self.workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        worksheet.set_name(name).map_err(failed)?;
        worksheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (at, width) in (0_u16..).zip([20.0, 14.0, 70.0, 40.0]) {
            worksheet.set_column_width(at, width).map_err(failed)?;
        }
        for (at, row) in (0_u32..).zip(rows) {
            let format = if at == 0 { &bold } else { &wrapped };
            for (column, text) in (0_u16..).zip(row) {
                worksheet
                    .write_string_with_format(at, column, text.as_ref(), format)
                    .map_err(failed)?;
            }
        }
        Ok(())
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        self.workbook.save_to_buffer().map_err(failed)
    }

    fn sheet(&mut self, at: usize) -> Result<&mut Worksheet, WriteError> {
        self.workbook.worksheet_from_index(at).map_err(failed)
    }
}

pub(crate) fn header_format() -> Format {
    Format::new()
        .set_num_format("@")
        .set_bold()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00E6_EEF5))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(crate) fn failed(error: XlsxError) -> WriteError {
    WriteError::Failed(error.to_string())
}

/// A CSV file in UTF-8 with the mark that lets Excel know it, separated by commas.
///
/// What a spreadsheet would take for a formula gets an apostrophe, which reading takes off again.
#[must_use]
pub fn csv<'r, R>(rows: R) -> Vec<u8>
where
    R: IntoIterator<Item = &'r [String]>,
{
    let mut out = String::from("\u{feff}");
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            self::cell(&mut out, cell);
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

/// A text as a cell of a CSV file.
pub(crate) fn cell(out: &mut String, text: &str) {
    let is_formula = text.starts_with(['=', '+', '-', '@'])
        || text.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\'']));
    let mark = if is_formula { "'" } else { "" };
    if is_formula || text.contains([',', ';', '\t', '|', '"', '\r', '\n']) {
        out.push('"');
        out.push_str(mark);
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}
