//! Which column of a file is which field, and what holds for every row.

use model::say;
use sheet::Row;

use super::mask::{MASK, hidden};
use super::{Field, ImportKind};
use crate::Error;

/// How columns are to be read; absent parts stay as they are.
#[derive(Debug, Clone, Default)]
pub struct ColumnsChange {
    /// The field of each column, `None` for one that is ignored.
    pub columns: Option<Vec<Option<String>>>,
    /// Texts for fields that rows leave empty.
    pub fixed: Option<Vec<(String, String)>>,
}

/// Which column is which field, and what holds for every row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// Place in the subject's fields, for each column of the file.
    pub(super) fields: Vec<Option<usize>>,
    /// Texts for fields that rows leave empty.
    pub(super) fixed: Vec<(usize, String)>,
}

impl Columns {
    /// Finds the fields by the headers in the first row; a field is taken once.
    pub(super) fn of_header(header: &Row, fields: &[Field]) -> Self {
        let mut taken = vec![false; fields.len()];
        let columns = (0..header.width()).map(|column| {
            let text = header.cell(column).text;
            let found = fields.iter().position(|field| field.is_called(text))?;
            let is_free = taken.get_mut(found).is_some_and(|taken| !std::mem::replace(taken, true));
            is_free.then_some(found)
        });
        Self { fields: columns.collect(), fixed: Vec::new() }
    }

    /// The column of a field.
    pub(super) fn column_of(&self, field: usize) -> Option<usize> {
        self.fields.iter().position(|known| *known == Some(field))
    }
}

/// Typed texts are held to what a cell of a file may have.
pub(super) fn check_length(field: &'static str, text: &str) -> Result<(), Error> {
    if text.chars().count() > sheet::limits::CELL_CHARS {
        let detail = say!(CharactersMost, limit = sheet::limits::CELL_CHARS);
        return Err(Error::field(field, detail));
    }
    Ok(())
}

/// The field of a kind that a caller names.
fn named_field(kind: ImportKind, name: &str) -> Result<usize, Error> {
    kind.field(name).ok_or_else(|| Error::field("columns", say!(NoField, field = name)))
}

/// The fields of columns, each given by one column at most.
pub(super) fn fields_of(
    kind: ImportKind,
    names: &[Option<String>],
) -> Result<Vec<Option<usize>>, Error> {
    let mut fields = Vec::with_capacity(names.len());
    for name in names {
        let field = name.as_deref().map(|name| named_field(kind, name)).transpose()?;
        if field.is_some() && fields.contains(&field) {
            let name = name.as_deref().unwrap_or_default();
            return Err(Error::field("columns", say!(TwoColumns, field = name)));
        }
        fields.push(field);
    }
    if fields.len() > sheet::limits::COLUMNS {
        let detail = say!(ColumnsMost, limit = sheet::limits::COLUMNS);
        return Err(Error::field("columns", detail));
    }
    Ok(fields)
}

/// The texts for fields that rows leave empty, instead of those `before`.
pub(super) fn fixed_of(
    kind: ImportKind,
    given: Vec<(String, String)>,
    before: &[(usize, String)],
) -> Result<Vec<(usize, String)>, Error> {
    let fixed = given.into_iter().map(|(name, text)| {
        check_length("fixed", &text)?;
        let field = named_field(kind, &name)?;
        // Whoever was shown the mask gives it back for a key that stays.
        let before = before.iter().find(|(known, _)| *known == field);
        let kept = before.filter(|(_, kept)| text == MASK || text == hidden(kept));
        let kept = kept.map(|(_, text)| text.clone());
        Ok((field, kept.unwrap_or(text)))
    });
    fixed.collect()
}
