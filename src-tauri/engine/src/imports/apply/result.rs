//! What became of a row.

use model::{Said, say};

use crate::imports::Field;
use crate::imports::mask::{said_of_key, said_without_keys};
use crate::imports::plan::RowPlan;

/// After so much of what is wrong with a row, in bytes, no more is kept of it.
const DETAIL_MAX: usize = 500;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowResult {
    /// The record was added.
    Created,
    /// The record was changed.
    Updated,
    /// There was nothing to do.
    Unchanged,
    /// The row had an error.
    Skipped,
    /// A person did not want it.
    LeftOut,
    /// The record is not as it was when the row was checked.
    Conflict(Said),
    /// It could not be stored.
    Failed(Said),
}

impl RowResult {
    /// Its name in the API.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::LeftOut => "left_out",
            Self::Conflict(_) => "conflict",
            Self::Failed(_) => "failed",
        }
    }

    /// Why the row was not applied.
    #[must_use]
    pub fn detail(&self) -> Option<&Said> {
        match self {
            Self::Conflict(detail) | Self::Failed(detail) => Some(detail),
            Self::Created | Self::Updated | Self::Unchanged | Self::Skipped | Self::LeftOut => None,
        }
    }

    /// The same without a key that its reason may quote.
    pub(in crate::imports) fn without_keys(&self) -> Self {
        match self {
            Self::Conflict(detail) => Self::Conflict(said_without_keys(detail.clone())),
            Self::Failed(detail) => Self::Failed(said_without_keys(detail.clone())),
            other => other.clone(),
        }
    }

    /// Whether the row was to be applied and was not.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Skipped | Self::Conflict(_) | Self::Failed(_))
    }
}

/// Which row it is, and why it was not done. Everybody who sees the task reads it, so that it
/// quotes no key, not even one from a wrong column.
pub(super) fn detail(fields: &[Field], row: &RowPlan, number: u32, result: &RowResult) -> Said {
    let is_secret = |name: &str| fields.iter().any(|field| field.name == name && field.is_secret);
    let errors = row.notes.iter().filter(|note| note.is_error);
    let errors = errors.map(|note| {
        let detail = match is_secret(&note.field) {
            true => said_of_key(note.detail()),
            false => said_without_keys(note.detail()),
        };
        say!(About, what = &*note.field, why = detail)
    });
    let mut reasons: Vec<Said> = match result {
        RowResult::Skipped => errors.collect(),
        other => other.detail().cloned().map(said_without_keys).into_iter().collect(),
    };
    // The first is always told.
    let mut length = 0;
    reasons.retain(|reason| {
        let is_told = length < DETAIL_MAX;
        length += reason.text().len();
        is_told
    });
    match reasons.is_empty() {
        true => say!(Row, number = number),
        false => say!(AtRow, number = number, why = reasons),
    }
}
