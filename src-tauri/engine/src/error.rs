//! What a use case can answer instead of doing what was asked.

use std::borrow::Cow;
use std::fmt;

use model::{Said, Saying, noun, say};
use store::{ConflictReason, StoreError};

/// One field that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name as integrators write it, such as `rx2_freq`.
    pub field: Cow<'static, str>,
    /// What was expected and what was found, as a sentence for people.
    pub detail: Said,
}

impl FieldError {
    /// A field and what is wrong with it.
    pub fn new(field: impl Into<Cow<'static, str>>, detail: impl Into<Said>) -> Self {
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
#[derive(Debug)]
pub enum Error {
    /// There is no such record, or it belongs to a tenant the caller does not act in.
    NotFound {
        /// The kind of record, such as `device`.
        what: &'static str,
        /// The key that was asked for; empty when the store found the record gone, and knows only
        /// its kind.
        key: String,
    },
    /// It was kept for a while only; the sentence says what to do.
    Gone(Said),
    /// One or more fields are not as they must be; all of them are named at once.
    Invalid(Vec<FieldError>),
    /// The record would collide with another one.
    Conflict {
        /// The field that collides.
        field: &'static str,
        /// A sentence that names the other record, if the caller may know it.
        detail: Said,
    },
    /// The record is in use, so it stays.
    InUse(Said),
    /// There is no room for more.
    Full(Said),
    /// There were too many attempts; after so many seconds there may be another one.
    TooManyAttempts {
        /// Seconds to wait.
        seconds: u64,
    },
    /// The caller may not do this to this record.
    Forbidden(Said),
    /// A part of the instance that this needs is not running.
    Unavailable(Said),
    /// The store failed.
    Store(StoreError),
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.sentence(), out)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(source) => Some(source),
            _ => None,
        }
    }
}

impl Error {
    /// A missing record.
    pub fn not_found(what: &'static str, key: impl ToString) -> Self {
        Self::NotFound { what, key: key.to_string() }
    }

    /// A single bad field.
    pub fn field(field: &'static str, detail: impl Into<Said>) -> Self {
        Self::Invalid(vec![FieldError::new(field, detail)])
    }

    /// A record that would collide with another one in a field.
    pub fn conflict(field: &'static str, detail: impl Into<Said>) -> Self {
        Self::Conflict { field, detail: detail.into() }
    }

    /// What happened and what to do, as a sentence for people.
    #[must_use]
    pub fn sentence(&self) -> Said {
        match self {
            Self::NotFound { what, key } if key.is_empty() => {
                Said::from(&StoreError::NotFound(what))
            }
            Self::NotFound { what: "device", key } => say!(NoDevice, eui = key.as_str()),
            Self::NotFound { what, key } => {
                say!(NotFound, what = noun(what), key = key.as_str())
            }
            Self::Invalid(errors) => all(errors),
            Self::Conflict { detail, .. } => detail.clone(),
            Self::Gone(said)
            | Self::InUse(said)
            | Self::Full(said)
            | Self::Forbidden(said)
            | Self::Unavailable(said) => said.clone(),
            Self::TooManyAttempts { seconds } => say!(TooManyPasswords, count = *seconds),
            Self::Store(_) => Saying::StoreFailed.into(),
        }
    }

    /// What is said of it where nothing else tells that it is a refusal.
    const fn kind(&self) -> Saying {
        match self {
            Self::NotFound { .. } => Saying::RefusedNotFound,
            Self::Gone(_) => Saying::RefusedGone,
            Self::Invalid(_) => Saying::RefusedInvalid,
            Self::Conflict { .. } => Saying::RefusedConflict,
            Self::InUse(_) => Saying::RefusedInUse,
            Self::Full(_) | Self::TooManyAttempts { .. } => Saying::RefusedFull,
            Self::Forbidden(_) => Saying::RefusedForbidden,
            Self::Unavailable(_) => Saying::RefusedUnavailable,
            Self::Store(_) => Saying::StoreFailed,
        }
    }
}

/// Every bad field with what is wrong with it.
pub(crate) fn all(errors: &[FieldError]) -> Said {
    let about = |error: &FieldError| say!(About, what = &*error.field, why = error.detail.clone());
    say!(RefusedInvalid, why = errors.iter().map(about).collect::<Vec<_>>())
}

impl From<&Error> for Said {
    /// Words that are not ours are said with the kind of refusal before them.
    fn from(error: &Error) -> Self {
        let said = error.sentence();
        match said.saying() {
            Some(_) => said,
            None => Self::new(error.kind()).with("why", said.text()),
        }
    }
}

impl From<StoreError> for Error {
    /// A cursor comes from the caller, and a conflict or a missing record from what others did at
    /// this moment; everything else is the store's own trouble.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(what) => Self::not_found(what, ""),
            StoreError::BadCursor => Self::field("cursor", Saying::NotCursor),
            StoreError::Conflict { field, reason, .. } => {
                let detail = Said::from(&error);
                match reason {
                    ConflictReason::Exists => Self::conflict(field, detail),
                    ConflictReason::InUse => Self::InUse(detail),
                    ConflictReason::UnknownReference => Self::field(field, detail),
                }
            }
            error => Self::Store(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::record::{DeviceExecution, DeviceTemplate, NotificationGroup};
    use model::record::{RpcModel, ScheduledTask, TriggerModel};
    use model::{Said, Saying};

    use store::{ConflictReason, StoreError};

    use super::{Error, FieldError};
    use crate::records::Managed;
    use crate::registry::RunnableModel;

    #[test]
    fn kinds_of_models_have_a_noun() {
        for what in [
            DeviceExecution::WHAT,
            DeviceTemplate::WHAT,
            NotificationGroup::WHAT,
            RpcModel::WHAT,
            RunnableModel::WHAT,
            ScheduledTask::WHAT,
            TriggerModel::WHAT,
        ] {
            assert!(model::noun(what).is_object(), "{what}");
        }
    }

    #[test]
    fn a_conflict_that_no_use_case_knows_is_a_refusal() {
        let conflict = |reason| {
            let record = "thing_model";
            Error::from(StoreError::Conflict { record, field: "id_name", reason })
        };
        let taken = conflict(ConflictReason::Exists);
        assert!(matches!(taken, Error::Conflict { field: "id_name", .. }), "{taken}");
        assert_eq!(taken.sentence().saying(), Some(Saying::StoreTaken));
        assert!(matches!(conflict(ConflictReason::InUse), Error::InUse(_)));
        assert!(matches!(conflict(ConflictReason::UnknownReference), Error::Invalid(_)));
    }

    #[test]
    fn a_record_that_the_store_finds_gone_is_not_the_stores_trouble() {
        for (what, said) in [("rpc_model", "no such RPC model"), ("device", "no such device")] {
            let gone = Error::from(StoreError::NotFound(what));
            assert!(matches!(gone, Error::NotFound { .. }), "{gone:?}");
            assert_eq!(gone.to_string(), said);
        }
    }

    #[test]
    fn a_refusal_quotes_the_sentences_it_is_made_of() {
        let bad = Error::Invalid(vec![
            FieldError::new("name", Saying::Required),
            FieldError::new("tags", "odd"),
        ]);
        assert_eq!(bad.to_string(), "name: required; tags: odd");
        assert_eq!(Said::from(&bad).saying(), Some(Saying::RefusedInvalid));
        let full = Said::from(&Error::Full("no room".into()));
        assert_eq!((full.saying(), full.text()), (Some(Saying::RefusedFull), "no room"));
        let own = Said::from(&Error::InUse(Saying::NotOverYet.into()));
        assert_eq!(own.saying(), Some(Saying::NotOverYet));
    }
}
