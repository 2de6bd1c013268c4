//! Workbooks, by `calamine`, after [`guard`] has let them in.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::error::ReadError;
use crate::table::{Cell, CellKind, Collector, Source, Table};
use crate::{guard, limits};

/// Integers up to here are exact in a spreadsheet's numbers.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The text of a cell with a formula that has no result.
const UNSAVED: &str = "=";

pub(crate) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Table, ReadError> {
    let findings = guard::check(bytes)?;
    // Arithmetic on references that no spreadsheet writes panics inside the reader.
    let read = catch_unwind(AssertUnwindSafe(|| rows(bytes, sheet)));
    let (sheets, sheet, rows) =
        read.unwrap_or_else(|_| Err(ReadError::Damaged("its references make no sense".into())))?;
    let (merged, hidden) = (findings.merged, findings.hidden);
    Ok(Table { source: Source::Workbook { sheets, sheet, merged, hidden }, rows })
}

type Rows = (Vec<String>, String, Vec<crate::Row>);

fn rows(bytes: &[u8], sheet: Option<&str>) -> Result<Rows, ReadError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(refused)?;
    let sheets = workbook.sheets_metadata();
    if sheets.len() > limits::SHEETS {
        let reason = format!("{} sheets, at most {}", sheets.len(), limits::SHEETS);
        return Err(ReadError::Hostile(reason));
    }
    let visible = sheets.iter().filter(|sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    });
    let names: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    let name = match sheet {
        Some(wanted) => names.iter().find(|name| *name == wanted),
        None => names.first(),
    };
    let name = name.cloned().ok_or_else(|| {
        sheet.map_or(ReadError::Empty, |wanted| ReadError::NoSuchSheet(wanted.into()))
    })?;
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(refused)?;
    let mut collector = Collector::new();
    while let Some(record) = cells.next_cell_with_formula_metadata().map_err(refused)? {
        let (row, column) = record.pos;
        let is_formula = record.formula.is_some();
        let (text, kind) = match &record.value {
            // A result that is an empty text is saved as one. Programs that write workbooks and
            // calculate nothing save none.
            DataRef::Empty if is_formula => (UNSAVED.into(), CellKind::Unsaved),
            value => text_of(value),
        };
        let is_formula = is_formula && kind != CellKind::Unsaved;
        collector.push(row, column, Cell { text: &text, kind, is_formula })?;
    }
    Ok((names, name, collector.finish()?))
}

fn text_of<'v>(value: &'v DataRef<'_>) -> (std::borrow::Cow<'v, str>, CellKind) {
    match value {
        DataRef::Empty => ("".into(), CellKind::Empty),
        DataRef::String(text) => (text.as_str().into(), CellKind::Text),
        DataRef::SharedString(text) => ((*text).into(), CellKind::Text),
        DataRef::Int(number) => (number.to_string().into(), CellKind::Number),
        DataRef::Float(number) => (number_text(*number).into(), CellKind::Number),
        DataRef::Bool(value) => (if *value { "TRUE" } else { "FALSE" }.into(), CellKind::Bool),
        DataRef::DateTime(time) => (date_text(time).into(), CellKind::Date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            (text.as_str().into(), CellKind::Date)
        }
        DataRef::Error(error) => (error.to_string().into(), CellKind::Error),
    }
}

fn number_text(number: f64) -> String {
    // Beyond this a spreadsheet has lost digits, and all it can show is the exponent.
    if number.abs() < EXACT { format!("{number}") } else { format!("{number:E}") }
}

fn date_text(time: &ExcelDateTime) -> String {
    if time.is_duration() {
        return format!("{} d", time.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

fn refused(error: XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Password,
        XlsxError::WorksheetNotFound(name) => ReadError::NoSuchSheet(name),
        error => ReadError::Damaged(error.to_string()),
    }
}
