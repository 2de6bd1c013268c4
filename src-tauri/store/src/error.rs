//! What can go wrong in the store, told apart by what the caller can do about it.

use std::path::PathBuf;
use std::sync::Arc;

use model::{Said, Saying, noun, say};
use rusqlite::ErrorCode;
use serde_json::Value;

/// Why the store could not do what it was asked.
///
/// Cheap to clone, because one failed commit fails every job of its group.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The record to change or delete is not there.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// A rule between records forbids it.
    #[error("{record}.{field} {reason}")]
    Conflict {
        /// The kind of record, such as `device`.
        record: &'static str,
        /// The field at fault, such as `eui`.
        field: &'static str,
        /// The rule.
        reason: ConflictReason,
    },
    /// The record is not as whoever wants to change it has seen it.
    #[error("the record was changed meanwhile")]
    Changed,
    /// The cursor was not made by this list with this order.
    #[error("the cursor does not belong to this list and order")]
    BadCursor,
    /// Another process works with the data folder.
    #[error("the data folder {0} is in use by another process")]
    InUse(PathBuf),
    /// A newer version of the program wrote the file.
    #[error("{file} was written by a newer version (schema {found}, this one knows {supported})")]
    NewerFile {
        /// The file.
        file: PathBuf,
        /// Schema version of the file.
        found: u32,
        /// Highest schema version this program knows.
        supported: u32,
    },
    /// The file is a database of another program.
    #[error("{0} is not a ThinkLink database")]
    ForeignFile(PathBuf),
    /// The folder holds encrypted keys, but `master.key` is gone.
    #[error("{0} is missing; without it the stored keys cannot be read")]
    MasterKeyMissing(PathBuf),
    /// `master.key` is not the one the keys were encrypted with, or is damaged.
    #[error("{0} does not belong to this data folder or is damaged")]
    MasterKeyWrong(PathBuf),
    /// What was read breaks the file's own rules.
    #[error("stored data is damaged: {0}")]
    Corrupt(Arc<str>),
    /// The disk is full; nothing of the job was kept.
    #[error("the disk is full")]
    Full,
    /// The folder or file cannot be written.
    #[error("the data folder is read-only")]
    ReadOnly,
    /// Another program holds the file locked.
    #[error("the database is locked by another program")]
    Busy,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// SQLite undid the whole group of jobs, usually for a full disk; this one may be tried again.
    #[error("undone together with other work by an I/O error or a full disk")]
    RolledBack,
    /// The job panicked; nothing of it was kept.
    #[error("a store job panicked")]
    Panicked,
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: Arc<std::io::Error>,
    },
    /// Any other complaint of SQLite.
    #[error(transparent)]
    Sqlite(Arc<rusqlite::Error>),
}

/// The rule between records that a change would break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictReason {
    /// Another record has this value already.
    Exists,
    /// Other records still need this one.
    InUse,
    /// It names a record that does not exist.
    UnknownReference,
}

impl std::fmt::Display for ConflictReason {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Exists => "is already taken",
            Self::InUse => "is still in use",
            Self::UnknownReference => "names something that does not exist",
        })
    }
}

impl From<&StoreError> for Said {
    /// Only what a person can do something about is ours to say.
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::NotFound(what) => say!(NoSuch, what = record_noun(what)),
            StoreError::Changed => Saying::ChangedMeanwhile.into(),
            StoreError::Conflict { record, field, reason } => {
                let (what, label) = (record_noun(record), field_noun(field));
                match (reason, *field) {
                    (ConflictReason::Exists, _) => say!(StoreTaken, record = what, field = label),
                    (ConflictReason::InUse, "id") => say!(StoreInUse, record = what),
                    (ConflictReason::InUse, _) => say!(StoreNamed, record = what),
                    (ConflictReason::UnknownReference, ANY) => Saying::StoreUnknownAny.into(),
                    (ConflictReason::UnknownReference, _) => {
                        say!(StoreUnknown, record = what, field = label)
                    }
                }
            }
            StoreError::Full => Saying::OsDiskFull.into(),
            StoreError::ReadOnly => Saying::StoreReadOnly.into(),
            StoreError::Busy => Saying::StoreBusy.into(),
            StoreError::Closed => Saying::Stopping.into(),
            StoreError::RolledBack => Saying::StoreRolledBack.into(),
            error => Self::plain(error.to_string()),
        }
    }
}

/// The field of a reference of which nobody knows which it is.
const ANY: &str = "reference";

/// What a field is called, by its column.
fn field_noun(field: &str) -> Value {
    match field {
        "dev_addr" => noun("DevAddr"),
        "dev_eui" => noun("DevEUI"),
        "eui" => noun("EUI"),
        "id_name" => noun("ID name"),
        "username" => noun("user name"),
        // A reference is called as what it refers to.
        "rpc" | "rpc_id" | "rpcs" => record_noun("rpc_model"),
        "trigger" => record_noun("trigger_model"),
        other => record_noun(other),
    }
}

/// The noun of a kind of record, which may be called as its table.
fn record_noun(record: &str) -> Value {
    match record {
        "model_case" => noun("test case"),
        "mqtt_account" => noun("MQTT account"),
        "profile" => noun("LoRaWAN profile"),
        "rpc_model" => noun("RPC model"),
        other => noun(&other.replace('_', " ")),
    }
}

impl StoreError {
    pub(crate) const fn exists(record: &'static str, field: &'static str) -> Self {
        Self::Conflict { record, field, reason: ConflictReason::Exists }
    }

    pub(crate) const fn in_use(record: &'static str, field: &'static str) -> Self {
        Self::Conflict { record, field, reason: ConflictReason::InUse }
    }

    pub(crate) const fn unknown(record: &'static str, field: &'static str) -> Self {
        Self::Conflict { record, field, reason: ConflictReason::UnknownReference }
    }

    pub(crate) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(Arc::from(what.to_string()))
    }

    pub(crate) fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io { path: path.to_owned(), source: Arc::new(source) },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        if let rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..) = &error
        {
            return Self::corrupt(&error);
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::corrupt(&error),
            // Every uniqueness rule is looked after by the table that owns it; what is left is a
            // reference to a record that is not there.
            Some(ErrorCode::ConstraintViolation) if is_foreign_key(&error) => {
                Self::unknown("record", ANY)
            }
            _ => Self::Sqlite(Arc::new(error)),
        }
    }
}

fn is_foreign_key(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY)
}

#[cfg(test)]
mod tests {
    use model::Said;

    use super::{StoreError, field_noun, record_noun};

    #[test]
    fn kinds_of_records_have_a_noun() {
        for record in [
            "account",
            "alarm",
            "device",
            "device_execution",
            "device_template",
            "downlink",
            "gateway",
            "location",
            "model",
            "model_case",
            "mqtt_account",
            "notification_group",
            "outside_broker",
            "profile",
            "record in the restore point",
            "relation",
            "restore point",
            "rpc_model",
            "scheduled_task",
            "session",
            "station token",
            "task",
            "tenant",
            "thing_model",
            "token",
            "trigger_model",
        ] {
            assert!(record_noun(record).is_object(), "{record}");
        }
    }

    #[test]
    fn fields_of_conflicts_have_a_noun() {
        for field in [
            "code",
            "dev_addr",
            "dev_eui",
            "eui",
            "id",
            "id_name",
            "name",
            "rpc",
            "rpc_id",
            "thing_model",
            "trigger",
            "trigger_model",
            "username",
        ] {
            assert!(field_noun(field).is_object(), "{field}");
        }
    }

    #[test]
    fn conflicts_are_said_without_columns() {
        let check = |error: StoreError, expected: &str| {
            assert_eq!(Said::from(&error).text(), expected);
        };
        check(
            StoreError::exists("thing_model", "id_name"),
            "another thing model has this ID name already",
        );
        check(StoreError::in_use("location", "id"), "the location is still in use");
        check(
            StoreError::in_use("device_execution", "rpc_id"),
            "it is still in use: a device execution names it",
        );
        check(
            StoreError::unknown("device", "trigger_model"),
            "the trigger model that the device names does not exist",
        );
        check(StoreError::unknown("record", super::ANY), "something that it names does not exist");
    }
}
