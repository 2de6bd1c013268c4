//! What was read: rows of text, packed tightly because there may be a hundred thousand of them.

use crate::error::ReadError;
use crate::limits;

/// What kind of cell a text stood in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Nothing.
    Empty,
    /// Text, as it was typed.
    Text,
    /// A number, written without exponent.
    Number,
    /// A date or time, written as ISO 8601.
    Date,
    /// A logical value, `TRUE` or `FALSE`.
    Bool,
    /// An error such as `#N/A`.
    Error,
    /// A formula whose result the file does not have; the text is `=`.
    Unsaved,
    /// A value of another type than the field has, written as JSON; no workbook has such a cell.
    Misfit,
}

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'t> {
    /// Its text.
    pub text: &'t str,
    /// What it stood in.
    pub kind: CellKind,
    /// Whether it is the result of a formula, as it was when the file was saved; not if there is
    /// none.
    pub is_formula: bool,
}

impl Cell<'_> {
    /// A cell with nothing in it.
    pub const EMPTY: Cell<'static> = Cell { text: "", kind: CellKind::Empty, is_formula: false };
}

/// One value of a row: where its text ends, and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    end: u32,
    kind: CellKind,
    is_formula: bool,
}

/// A row that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the file, counted from 1 as spreadsheets do.
    pub number: u32,
    text: Box<str>,
    marks: Box<[Mark]>,
}

impl Row {
    /// The cell in a column, counted from 0; empty beyond the last one.
    #[must_use]
    pub fn cell(&self, column: usize) -> Cell<'_> {
        let Some(mark) = self.marks.get(column) else { return Cell::EMPTY };
        let before = column.checked_sub(1).and_then(|before| self.marks.get(before));
        let start = before.map_or(0, |before| before.end as usize);
        let text = self.text.get(start..mark.end as usize).unwrap_or_default();
        Cell { text, kind: mark.kind, is_formula: mark.is_formula }
    }

    /// How many columns it reaches over.
    #[must_use]
    pub fn width(&self) -> usize {
        self.marks.len()
    }

    /// A row of these cells.
    #[must_use]
    pub fn of<'t>(number: u32, cells: impl IntoIterator<Item = Cell<'t>>) -> Self {
        let mut row = RowBuilder::new(number);
        for cell in cells {
            row.push(cell);
        }
        row.finish()
    }

    /// The same row with one cell typed anew, as text.
    #[must_use]
    pub fn with(&self, column: usize, text: &str) -> Self {
        let mut row = RowBuilder::new(self.number);
        for at in 0..self.width().max(column.saturating_add(1)) {
            let kind = if text.is_empty() { CellKind::Empty } else { CellKind::Text };
            let cell =
                if at == column { Cell { text, kind, is_formula: false } } else { self.cell(at) };
            row.push(cell);
        }
        row.finish()
    }
}

/// Where a table comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A workbook.
    Workbook {
        /// Its visible sheets, in their order.
        sheets: Vec<String>,
        /// The one that was read.
        sheet: String,
        /// Merged areas in the workbook; only the first cell of each has a value.
        merged: u32,
        /// Hidden rows in the workbook; they are read like the others.
        hidden: u32,
    },
    /// A text file.
    Csv {
        /// Name of its encoding.
        encoding: &'static str,
        /// What separates its cells.
        delimiter: char,
        /// Whether the encoding was only the likeliest: letters beyond ASCII may be others.
        is_guess: bool,
    },
    /// A JSON file, of which somebody else made rows.
    Json {
        /// Name of its encoding.
        encoding: &'static str,
        /// As of a text file.
        is_guess: bool,
    },
}

/// The rows of a file, the header first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Where they come from.
    pub source: Source,
    /// Those that are not empty, in their order.
    pub rows: Vec<Row>,
}

impl Table {
    /// Rows of text that somebody else made, the header first, each with its number counted from 1
    /// and rising. They keep to the same limits as those of a file.
    ///
    /// # Errors
    /// [`ReadError`], with a sentence for the person who chose the file.
    pub fn of<'t, R>(
        source: Source,
        rows: impl IntoIterator<Item = (u32, R)>,
    ) -> Result<Self, ReadError>
    where
        R: IntoIterator<Item = &'t str>,
    {
        let mut collector = Collector::new();
        for (number, texts) in rows {
            for (column, text) in (0_u32..).zip(texts) {
                let cell = Cell { text, kind: CellKind::Text, is_formula: false };
                collector.push(number.saturating_sub(1), column, cell)?;
            }
        }
        Ok(Self { source, rows: collector.finish()? })
    }
}

/// A row in the making.
pub(crate) struct RowBuilder {
    number: u32,
    text: String,
    marks: Vec<Mark>,
}

impl RowBuilder {
    pub(crate) fn new(number: u32) -> Self {
        Self { number, text: String::new(), marks: Vec::new() }
    }

    pub(crate) fn width(&self) -> usize {
        self.marks.len()
    }

    pub(crate) fn push(&mut self, cell: Cell<'_>) {
        self.text.push_str(cell.text);
        // A row's text is bounded by its columns and their length, far below the limit of u32.
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.marks.push(Mark { end, kind: cell.kind, is_formula: cell.is_formula });
    }

    pub(crate) fn finish(self) -> Row {
        Row { number: self.number, text: self.text.into(), marks: self.marks.into() }
    }
}

/// Takes cells one after the other and keeps to the limits.
pub(crate) struct Collector {
    rows: Vec<Row>,
    current: Option<RowBuilder>,
    bytes: usize,
    cells: usize,
    /// Characters in a cell.
    cell_chars: usize,
}

impl Collector {
    /// One that keeps to what a cell of a spreadsheet holds.
    pub(crate) const fn new() -> Self {
        Self::with_cells_of(limits::CELL_CHARS)
    }

    /// One whose cells have at most so many characters.
    pub(crate) const fn with_cells_of(cell_chars: usize) -> Self {
        Self { rows: Vec::new(), current: None, bytes: 0, cells: 0, cell_chars }
    }

    /// Takes a cell at a row and column, both counted from 0. Cells come row by row, from left to
    /// right; one that does not is refused.
    pub(crate) fn push(&mut self, row: u32, column: u32, cell: Cell<'_>) -> Result<(), ReadError> {
        if cell.text.is_empty() {
            return Ok(());
        }
        let (at, limit) = (column as usize, limits::ROWS as u64);
        if u64::from(row) > limit || at >= limits::COLUMNS {
            return Err(ReadError::FarCell(name_of(row, column)));
        }
        if cell.text.len() > self.cell_chars && cell.text.chars().count() > self.cell_chars {
            return Err(ReadError::LongCell(name_of(row, column), self.cell_chars));
        }
        self.bytes += cell.text.len();
        self.cells += 1;
        if self.bytes > limits::TEXT_BYTES || self.cells > limits::CELLS {
            return Err(ReadError::TooMuchText);
        }
        let number = row.saturating_add(1);
        let last = self.current.as_ref().map_or(0, |current| current.number);
        if number != last {
            self.end_row();
            if number < last || self.rows.last().is_some_and(|before| before.number >= number) {
                let cell = name_of(row, column);
                return Err(ReadError::Damaged(format!("cell {cell} is out of order")));
            }
        }
        let current = self.current.get_or_insert_with(|| RowBuilder::new(number));
        if at < current.width() {
            let cell = name_of(row, column);
            return Err(ReadError::Damaged(format!("cell {cell} is out of order")));
        }
        while current.width() < at {
            current.push(Cell::EMPTY);
        }
        current.push(cell);
        Ok(())
    }

    fn end_row(&mut self) {
        if let Some(row) = self.current.take() {
            self.rows.push(row.finish());
        }
    }

    pub(crate) fn finish(mut self) -> Result<Vec<Row>, ReadError> {
        self.end_row();
        match self.rows.len() {
            0 => Err(ReadError::Empty),
            rows if rows > limits::ROWS + 1 => Err(ReadError::TooManyRows),
            _ => Ok(self.rows),
        }
    }
}

/// The name of a cell as spreadsheets show it, such as `B7`.
pub(crate) fn name_of(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::{Cell, CellKind, Collector, Source, Table, name_of};
    use crate::error::ReadError;
    use crate::limits;

    fn text(text: &str) -> Cell<'_> {
        Cell { text, kind: CellKind::Text, is_formula: false }
    }

    #[test]
    fn cells_have_the_names_spreadsheets_show() {
        for (row, column, name) in
            [(0, 0, "A1"), (6, 25, "Z7"), (6, 26, "AA7"), (1_048_575, 16_383, "XFD1048576")]
        {
            assert_eq!(name_of(row, column), name);
        }
    }

    #[test]
    fn rows_keep_their_cells_and_numbers() {
        let mut rows = Collector::new();
        rows.push(0, 1, text("b")).unwrap();
        rows.push(4, 0, text("ü")).unwrap();
        rows.push(4, 2, text("c")).unwrap();
        let rows = rows.finish().unwrap();
        let [first, second] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((first.number, first.cell(0), first.cell(1).text), (1, Cell::EMPTY, "b"));
        assert_eq!((second.number, second.cell(0).text, second.cell(2).text), (5, "ü", "c"));
        assert_eq!(second.cell(200), Cell::EMPTY);
        let changed = second.with(1, "neu").with(4, "e");
        let texts: Vec<&str> = (0..5).map(|at| changed.cell(at).text).collect();
        assert_eq!(texts, ["ü", "neu", "c", "", "e"]);
    }

    #[test]
    fn the_last_cell_that_may_be_is_taken_and_the_next_is_not() {
        let row = u32::try_from(limits::ROWS).unwrap();
        let column = u32::try_from(limits::COLUMNS - 1).unwrap();
        Collector::new().push(row, column, text("x")).unwrap();
        let far = Collector::new().push(row + 1, 0, text("x"));
        assert_eq!(far, Err(ReadError::FarCell("A100002".into())));
        let far = Collector::new().push(0, column + 1, text("x"));
        assert_eq!(far, Err(ReadError::FarCell("IW1".into())));
        let long = "x".repeat(limits::CELL_CHARS);
        Collector::new().push(0, 0, text(&long)).unwrap();
        let longer = Collector::new().push(0, 0, text(&(long + "x")));
        assert_eq!(longer, Err(ReadError::LongCell("A1".into(), limits::CELL_CHARS)));
        assert_eq!(Collector::new().finish(), Err(ReadError::Empty));
    }

    #[test]
    fn rows_of_others_keep_to_the_limits() {
        let source = Source::Json { encoding: "UTF-8", is_guess: false };
        let table = Table::of(source.clone(), [(1, vec!["a", "b"]), (7, vec!["", "x"])]).unwrap();
        let [_, last] = table.rows.as_slice() else { panic!("{table:?}") };
        assert_eq!((last.number, last.cell(0), last.cell(1).text), (7, Cell::EMPTY, "x"));
        let most = u32::try_from(limits::ROWS).unwrap() + 2;
        let many = Table::of(source, (1..=most).map(|number| (number, ["x"])));
        assert_eq!(many, Err(ReadError::FarCell("A100002".into())));
    }

    #[test]
    fn cells_out_of_order_are_damage() {
        let mut rows = Collector::new();
        rows.push(3, 3, text("x")).unwrap();
        assert!(matches!(rows.push(3, 3, text("x")), Err(ReadError::Damaged(_))));
        let mut rows = Collector::new();
        rows.push(3, 3, text("x")).unwrap();
        assert!(matches!(rows.push(2, 3, text("x")), Err(ReadError::Damaged(_))));
    }
}
