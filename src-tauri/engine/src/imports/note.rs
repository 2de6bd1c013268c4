//! What is said of cells and rows, and how it waits in a plan.

use std::borrow::Cow;

use model::{Said, Saying, words};
use serde_json::Value;

words!(
    /// What is said of a cell or a row, as a word for programs.
    NoteCode {
        /// The cell holds an error.
        CellError = "cell_error",
        /// It collides with another record.
        Conflict = "conflict",
        /// A spreadsheet made a date of it.
        Date = "date",
        /// A spreadsheet kept too few digits of it.
        DigitsLost = "digits_lost",
        /// It is twice in the file.
        Duplicate = "duplicate",
        /// It belongs to another tenant.
        Elsewhere = "elsewhere",
        /// A formula, whose saved result is taken.
        Formula = "formula",
        /// A formula without a saved result.
        FormulaUnsaved = "formula_unsaved",
        /// Full-width characters were narrowed.
        FullWidth = "full_width",
        /// It is not valid.
        Invalid = "invalid",
        /// Its leading zeros were put back.
        LeadingZeros = "leading_zeros",
        /// It is too long or too short.
        Length = "length",
        /// A sub-device that results do not find.
        NoIdentifier = "no_identifier",
        /// A sub-device without a parent.
        NoParent = "no_parent",
        /// No number.
        NotANumber = "not_a_number",
        /// No JSON object.
        NotAnObject = "not_an_object",
        /// Neither TRUE nor FALSE.
        NotBoolean = "not_boolean",
        /// Not hexadecimal.
        NotHex = "not_hex",
        /// No JSON.
        NotJson = "not_json",
        /// A number cell.
        Number = "number",
        /// It is missing.
        Required = "required",
        /// A spreadsheet made a rounded number of it.
        Scientific = "scientific",
        /// Blanks were removed.
        Spaces = "spaces",
    }
);

/// Something about a cell that people should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Whether the row cannot be imported because of it.
    pub is_error: bool,
    /// The field; empty for the row as a whole.
    pub field: Cow<'static, str>,
    /// What it is.
    pub code: NoteCode,
    /// What was found and what was expected, as a sentence for people.
    pub detail: Said,
}

/// A note as it waits in a plan: a large file has many of them.
#[derive(Debug, Clone)]
pub(super) struct KeptNote {
    pub(super) is_error: bool,
    pub(super) field: Cow<'static, str>,
    code: NoteCode,
    detail: Kept,
}

/// A sentence without what can be made again of the rest.
#[derive(Debug, Clone)]
enum Kept {
    Bare(Saying),
    /// With what it names, as JSON.
    With(Saying, Box<str>),
    Plain(Box<str>),
}

impl From<Note> for KeptNote {
    fn from(note: Note) -> Self {
        let Note { is_error, field, code, detail } = note;
        let detail = match (detail.saying(), detail.params()) {
            (Some(saying), Some(params)) if !params.is_empty() => {
                Kept::With(saying, Value::from(params.clone()).to_string().into())
            }
            (Some(saying), _) => Kept::Bare(saying),
            (None, _) => Kept::Plain(detail.text().into()),
        };
        Self { is_error, field, code, detail }
    }
}

impl KeptNote {
    pub(super) fn detail(&self) -> Said {
        match &self.detail {
            Kept::Bare(saying) => (*saying).into(),
            Kept::With(saying, params) => {
                Said::of(*saying, serde_json::from_str(params).unwrap_or_default())
            }
            Kept::Plain(text) => Said::plain(&**text),
        }
    }

    pub(super) fn note(&self) -> Note {
        let Self { is_error, field, code, .. } = self;
        Note { is_error: *is_error, field: field.clone(), code: *code, detail: self.detail() }
    }
}
