//! Deletes what is too old, from the old ends of the tables, in slices.

use model::Timestamp;
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::history::id::{day_of, first_at};

/// Kinds of history that are kept for a time of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names of their tables")]
pub enum HistoryKind {
    Frames,
    Messages,
    Telemetry,
    ModelLog,
    Incidents,
    AlarmLog,
    RpcRuns,
    NoticeLog,
}

impl HistoryKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Frames,
        Self::Messages,
        Self::Telemetry,
        Self::ModelLog,
        Self::Incidents,
        Self::AlarmLog,
        Self::RpcRuns,
        Self::NoticeLog,
    ];

    /// Its name for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Frames => "frames",
            Self::Messages => "messages",
            Self::Telemetry => "telemetry",
            Self::ModelLog => "model_log",
            Self::Incidents => "incidents",
            Self::AlarmLog => "alarm_log",
            Self::RpcRuns => "rpc_runs",
            Self::NoticeLog => "notice_log",
        }
    }

    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::Frames => "frame",
            Self::Messages => "message",
            Self::Telemetry => "telemetry_history",
            Self::ModelLog => "model_log",
            Self::Incidents => "incident",
            Self::AlarmLog => "alarm_log",
            Self::RpcRuns => "rpc_run",
            Self::NoticeLog => "notice_log",
        }
    }
}

/// Up to when history is deleted; `None` keeps everything.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Frames before this go.
    pub frames: Option<Timestamp>,
    /// Messages before this go.
    pub messages: Option<Timestamp>,
    /// Telemetry history before this goes; latest values stay.
    pub telemetry: Option<Timestamp>,
    /// Log lines of thing models before this go.
    pub model_log: Option<Timestamp>,
    /// Incidents before this go.
    pub incidents: Option<Timestamp>,
    /// What happened to alarms before this goes.
    pub alarm_log: Option<Timestamp>,
    /// Runs of commands before this go.
    pub rpc_runs: Option<Timestamp>,
    /// What became of notifications before this goes.
    pub notice_log: Option<Timestamp>,
}

impl Limits {
    /// Deletes of one kind alone.
    #[must_use]
    pub fn of(kind: HistoryKind, before: Timestamp) -> Self {
        let mut limits = Self::default();
        let limit = match kind {
            HistoryKind::Frames => &mut limits.frames,
            HistoryKind::Messages => &mut limits.messages,
            HistoryKind::Telemetry => &mut limits.telemetry,
            HistoryKind::ModelLog => &mut limits.model_log,
            HistoryKind::Incidents => &mut limits.incidents,
            HistoryKind::AlarmLog => &mut limits.alarm_log,
            HistoryKind::RpcRuns => &mut limits.rpc_runs,
            HistoryKind::NoticeLog => &mut limits.notice_log,
        };
        *limit = Some(before);
        limits
    }
}

/// What one slice did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Rows deleted.
    pub deleted: u64,
    /// There is more to delete.
    pub more: bool,
}

/// Rows of each table in one slice: a few milliseconds.
const SLICE: usize = 1_000;

/// Pages given back to the file system in one slice.
const VACUUM_PAGES: u32 = 256;

/// One slice of what is too old in a table.
macro_rules! slice_sql {
    ($table:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE id IN (SELECT id FROM ",
            $table,
            " WHERE id < ?1 ORDER BY id LIMIT ?2)"
        )
    };
}

pub(crate) fn prune(conn: &Connection, limits: &Limits) -> Result<Pruned, StoreError> {
    let mut pruned = Pruned::default();
    for (sql, before) in [
        (slice_sql!("frame"), limits.frames),
        (slice_sql!("message"), limits.messages),
        (slice_sql!("telemetry_history"), limits.telemetry),
        (slice_sql!("model_log"), limits.model_log),
        (slice_sql!("incident"), limits.incidents),
        (slice_sql!("alarm_log"), limits.alarm_log),
        (slice_sql!("rpc_run"), limits.rpc_runs),
        (slice_sql!("notice_log"), limits.notice_log),
    ] {
        let Some(before) = before else { continue };
        let slice = i64::try_from(SLICE).unwrap_or(i64::MAX);
        let deleted = conn.prepare_cached(sql)?.execute(params![first_at(before), slice])?;
        pruned.deleted += u64::try_from(deleted).unwrap_or(u64::MAX);
        pruned.more |= deleted == SLICE;
    }
    if let Some(before) = limits.telemetry {
        conn.prepare_cached("DELETE FROM telemetry_day WHERE day < ?1")?
            .execute([day_of(first_at(before))])?;
    }
    if !pruned.more {
        forget_strangers(conn, limits)?;
        pruned.more = give_back(conn)?;
    }
    Ok(pruned)
}

/// Devices that were only ever heard in frames that are gone.
fn forget_strangers(conn: &Connection, limits: &Limits) -> Result<(), StoreError> {
    if let Some(before) = limits.frames {
        conn.prepare_cached(
            "DELETE FROM device_activity
             WHERE at IS NULL AND last_message IS NULL AND coalesce(last_frame, 0) < ?1",
        )?
        .execute([first_at(before)])?;
    }
    Ok(())
}

/// Shrinks the file when much of it is free. What is less is filled again by the next rows.
fn give_back(conn: &Connection) -> Result<bool, StoreError> {
    let pragma = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (free, pages) = (pragma("freelist_count")?, pragma("page_count")?);
    if free < i64::from(VACUUM_PAGES) * 4 || free < pages / 4 {
        return Ok(false);
    }
    let mut statement = conn.prepare(&format!("PRAGMA incremental_vacuum({VACUUM_PAGES})"))?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(true)
}
