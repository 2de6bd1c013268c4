//! Many records that are stored in one transaction, each with an answer of its own.

use model::Said;
use store::StoreError;

/// Whether a record was stored, or a sentence that says why not.
pub(crate) type Saved = Result<(), Said>;

/// What a record collides with is its answer and leaves the others alone.
///
/// # Errors
/// Whatever else goes wrong: none is stored then.
pub(crate) fn answered<T>(stored: Result<T, StoreError>) -> Result<Result<T, Said>, StoreError> {
    match stored {
        Ok(stored) => Ok(Ok(stored)),
        Err(error @ (StoreError::Conflict { .. } | StoreError::NotFound(_))) => {
            Ok(Err(Said::from(&error)))
        }
        Err(error) => Err(error),
    }
}
