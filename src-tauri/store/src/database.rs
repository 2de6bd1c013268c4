//! One SQLite file: how it is opened, set up and brought to the newest schema.
//!
//! Migrations are numbered files that never change once released; a file's `user_version` is the
//! number of the last one it went through.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::StoreError;

/// Marks our files, so that another program's database is not migrated by mistake: "ThkL".
const APPLICATION_ID: i32 = 0x5468_6b4c;

/// Statements of the hot paths and lists all stay prepared.
const STATEMENT_CACHE: usize = 192;

/// Which of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    /// `thinklink.db`: configuration, sessions, keys.
    Config,
    /// `history.db`: telemetry, frames, messages, logs.
    History,
}

macro_rules! migrations {
    ($($file:literal,)+) => { &[$(include_str!(concat!("migrations/", $file)),)+] };
}

const CONFIG: &[&str] = migrations![
    "config/0001_instance_and_tenants.sql",
    "config/0002_lorawan.sql",
    "config/0003_things.sql",
    "config/0004_gateway_radio.sql",
    "config/0005_models.sql",
    "config/0006_station_token.sql",
    "config/0007_outside_broker.sql",
    "config/0008_downlink.sql",
    "config/0009_mac.sql",
    "config/0010_alarm.sql",
    "config/0011_attributes.sql",
    "config/0012_relation.sql",
    "config/0013_task.sql",
    "config/0014_execution.sql",
    "config/0015_model_history.sql",
    "config/0016_notification_group.sql",
    "config/0017_pending_action.sql",
    "config/0018_sub_device.sql",
    "config/0019_org_params.sql",
    "config/0020_restore_point.sql",
    "config/0021_device_template_of_device.sql",
    "config/0022_gateway_notification.sql",
    "config/0023_group_of_all_gateways.sql",
    "config/0024_restore_ties.sql",
    "config/0025_location.sql",
    "config/0026_said.sql",
    "config/0027_restore_untied.sql",
    "config/0028_script_of_pending_action.sql",
    "config/0029_use_of_token.sql",
];
const HISTORY: &[&str] = migrations![
    "history/0001_history.sql",
    "history/0002_incident.sql",
    "history/0003_outside.sql",
    "history/0004_alarm_log.sql",
    "history/0005_rpc_run.sql",
    "history/0006_notice_log.sql",
    "history/0007_series_of_tenant.sql",
    "history/0008_message_kind.sql",
    "history/0009_said.sql",
    "history/0010_model_log_said.sql",
];

impl Database {
    pub(crate) const fn file_name(self) -> &'static str {
        match self {
            Self::Config => "thinklink.db",
            Self::History => "history.db",
        }
    }

    pub(crate) fn path(self, dir: &Path) -> PathBuf {
        dir.join(self.file_name())
    }

    const fn migrations(self) -> &'static [&'static str] {
        match self {
            Self::Config => CONFIG,
            Self::History => HISTORY,
        }
    }

    /// Opens the file for its writer, creating and migrating it.
    pub(crate) fn open(self, dir: &Path) -> Result<Connection, StoreError> {
        let path = self.path(dir);
        let was_killed = has_log(&path);
        let mut conn = connect(&path, true)?;
        let found = version(&conn, &path)?;
        self.prepare_file(&conn, found)?;
        if found > 0 && was_killed {
            self.check(&conn)?;
        }
        self.migrate(&mut conn, &path, found)?;
        Ok(conn)
    }

    /// Pragmas that belong to the file or to its only writer.
    fn prepare_file(self, conn: &Connection, found: u32) -> Result<(), StoreError> {
        if found == 0 && self == Self::History {
            // Must come before the first table: what retention frees can be given back.
            conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        }
        conn.pragma_update(None, "journal_mode", "WAL")?;
        match self {
            Self::Config => {
                conn.pragma_update(None, "synchronous", "FULL")?;
                conn.pragma_update(None, "cache_size", -16_384)?;
            }
            Self::History => {
                conn.pragma_update(None, "synchronous", "NORMAL")?;
                conn.pragma_update(None, "cache_size", -32_768)?;
                // Random pages (latest values) are rewritten often: fewer checkpoints write each
                // of them less often.
                conn.pragma_update(None, "wal_autocheckpoint", 4_000)?;
            }
        }
        conn.pragma_update(None, "journal_size_limit", 64 << 20)?;
        Ok(())
    }

    /// After a crash the configuration file is looked through; history would take too long.
    fn check(self, conn: &Connection) -> Result<(), StoreError> {
        if self == Self::History {
            return Ok(());
        }
        let found: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(StoreError::corrupt(found)) }
    }

    fn migrate(self, conn: &mut Connection, path: &Path, found: u32) -> Result<(), StoreError> {
        let steps = self.migrations();
        let supported = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        if found > supported {
            return Err(StoreError::NewerFile { file: path.to_owned(), found, supported });
        }
        for (number, sql) in (1_u32..).zip(steps) {
            if number <= found {
                continue;
            }
            let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
            tx.execute_batch(sql)?;
            tx.pragma_update(None, "application_id", APPLICATION_ID)?;
            tx.pragma_update(None, "user_version", number)?;
            tx.commit()?;
        }
        Ok(())
    }
}

/// A connection that reads both files; tables of the history are found by their names.
pub(crate) fn open_reader(dir: &Path) -> Result<Connection, StoreError> {
    let conn = connect(&Database::Config.path(dir), false)?;
    let history = Database::History.path(dir);
    conn.execute("ATTACH DATABASE ?1 AS history", [path_text(&history)?])?;
    conn.pragma_update(None, "query_only", true)?;
    conn.pragma_update(None, "cache_size", -8_192)?;
    conn.pragma_update(Some("history"), "cache_size", -8_192)?;
    Ok(conn)
}

fn connect(path: &Path, create: bool) -> Result<Connection, StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(conn)
}

fn version(conn: &Connection, path: &Path) -> Result<u32, StoreError> {
    let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (version, application) = (pragma("user_version")?, pragma("application_id")?);
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application == APPLICATION_ID {
        return u32::try_from(version).map_err(|_| StoreError::ForeignFile(path.to_owned()));
    }
    let untouched = application == 0 && version == 0 && tables == 0;
    if untouched { Ok(0) } else { Err(StoreError::ForeignFile(path.to_owned())) }
}

/// A write-ahead log that is still there was not checkpointed by an orderly close.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

fn path_text(path: &Path) -> Result<&str, StoreError> {
    path.to_str().ok_or_else(|| {
        let source = std::io::Error::other("the data folder's path must be valid UTF-8");
        StoreError::io(path, source)
    })
}

#[cfg(test)]
mod tests;
