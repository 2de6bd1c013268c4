//! What a use case can answer instead of doing what was asked.

use std::borrow::Cow;

use model::{Said, Saying};
use store::StoreError;

/// One field that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name as integrators write it, such as `rx2_freq`.
    pub field: Cow<'static, str>,
    /// What was expected and what was found, as a sentence for people.
    pub detail: String,
}

impl FieldError {
    /// A field and what is wrong with it.
    pub fn new(field: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self { field: field.into(), detail: detail.into() }
    }

    #[cfg(test)]
    pub(crate) fn fixed_name(&self) -> &'static str {
        match self.field {
            Cow::Borrowed(field) => field,
            Cow::Owned(_) => panic!("{} depends on the request", self.field),
        }
    }
}

/// Why a use case did not happen. Nothing was changed when one of these is returned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such record, or it belongs to a tenant the caller does not act in.
    #[error("{what} {key} does not exist")]
    NotFound {
        /// The kind of record, such as `device`.
        what: &'static str,
        /// The key that was asked for.
        key: String,
    },
    /// It was kept for a while only; the sentence says what to do.
    #[error("{0}")]
    Gone(String),
    /// One or more fields are not as they must be; all of them are named at once.
    #[error("{}", .0.iter().map(|error| format!("{}: {}", error.field, error.detail)).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<FieldError>),
    /// The record would collide with another one.
    #[error("{detail}")]
    Conflict {
        /// The field that collides.
        field: &'static str,
        /// A sentence that names the other record, if the caller may know it.
        detail: String,
    },
    /// The record is in use, so it stays.
    #[error("{0}")]
    InUse(String),
    /// There is no room for more.
    #[error("{0}")]
    Full(String),
    /// The caller may not do this to this record.
    #[error("{0}")]
    Forbidden(String),
    /// A part of the instance that this needs is not running.
    #[error("{0}")]
    Unavailable(String),
    /// The store failed.
    #[error("the data folder could not be read or written")]
    Store(#[source] StoreError),
}

impl Error {
    /// A missing record.
    pub fn not_found(what: &'static str, key: impl ToString) -> Self {
        Self::NotFound { what, key: key.to_string() }
    }

    /// A single bad field.
    pub fn field(field: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, detail)])
    }
}

impl From<&Error> for Said {
    /// The kind of refusal is ours to say; what exactly was refused is known in English only.
    fn from(error: &Error) -> Self {
        let saying = match error {
            Error::NotFound { what: "device", key } => {
                return Self::new(Saying::NoDevice).with("eui", key.as_str());
            }
            Error::Store(_) => return Self::new(Saying::StoreFailed),
            Error::NotFound { .. } => Saying::RefusedNotFound,
            Error::Gone(_) => Saying::RefusedGone,
            Error::Invalid(_) => Saying::RefusedInvalid,
            Error::Conflict { .. } => Saying::RefusedConflict,
            Error::InUse(_) => Saying::RefusedInUse,
            Error::Full(_) => Saying::RefusedFull,
            Error::Forbidden(_) => Saying::RefusedForbidden,
            Error::Unavailable(_) => Saying::RefusedUnavailable,
        };
        Self::new(saying).with("why", error.to_string())
    }
}

impl From<StoreError> for Error {
    /// A cursor comes from the caller; everything else is the store's own trouble.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::BadCursor => Self::field("cursor", "not a cursor of this list"),
            error => Self::Store(error),
        }
    }
}
