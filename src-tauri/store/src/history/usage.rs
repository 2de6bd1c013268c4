//! How much history there is, by kind; a long table is sampled, because counting reads all of it.

use model::{TenantCode, Timestamp};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::history::id::time_of;
use crate::history::prune::HistoryKind;
use crate::master_key::Cipher;
use crate::table::Tx;

/// What there is of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindUsage {
    /// The kind.
    pub kind: HistoryKind,
    /// Rows.
    pub rows: u64,
    /// The rows were not all counted.
    pub is_estimated: bool,
    /// When the oldest and the newest row came; `None` without rows.
    pub span: Option<(Timestamp, Timestamp)>,
}

/// How much history there is.
#[derive(Clone, Copy)]
pub struct Usage<'c>(Tx<'c>);

/// Pieces that a table's time is divided into.
const PIECES: i64 = 20;
/// Rows counted at the beginning of each.
const SAMPLE: i64 = 2_000;

impl<'c> Usage<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// By kind, of a tenant or of all; reads at most 42,000 rows of each.
    ///
    /// Of a tenant among others in a long table the span is that of the rows that were looked at.
    ///
    /// # Errors
    /// Those of the database.
    pub fn kinds(&self, tenant: Option<&TenantCode>) -> Result<Vec<KindUsage>, StoreError> {
        HistoryKind::ALL.iter().map(|kind| self.kind(*kind, tenant)).collect()
    }

    fn kind(
        &self,
        kind: HistoryKind,
        tenant: Option<&TenantCode>,
    ) -> Result<KindUsage, StoreError> {
        let (table, tenant) = (kind.table(), tenant.map(TenantCode::as_str));
        let ends = format!("SELECT (SELECT min(id) FROM {table}), (SELECT max(id) FROM {table})");
        let ends = self.0.row(&ends, [], |columns| {
            Ok((columns.get::<Option<i64>>()?, columns.get::<Option<i64>>()?))
        })?;
        let nothing = KindUsage { kind, rows: 0, is_estimated: false, span: None };
        let Some((Some(first), Some(last))) = ends else { return Ok(nothing) };
        let owner = match kind {
            HistoryKind::Telemetry => {
                "(SELECT tenant FROM telemetry_latest WHERE series = telemetry_history.series)"
            }
            _ => "tenant",
        };
        let sql = format!(
            "SELECT count(*), max(id), count(own), min(own), max(own) FROM
             (SELECT id, iif(?4 IS NULL OR {owner} = ?4, id, NULL) AS own
              FROM {table} WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3)"
        );
        let width = (last - first) / PIECES + 1;
        let (mut rows, mut is_estimated) = (0_u64, false);
        let mut seen: Option<(i64, i64)> = None;
        let mut see = |own: Option<(i64, i64)>| {
            if let Some((least, most)) = own {
                let (first, last) = seen.unwrap_or((least, most));
                seen = Some((first.min(least), last.max(most)));
            }
        };
        for piece in 0..PIECES {
            let begin = first.saturating_add(width.saturating_mul(piece));
            let end = begin.saturating_add(width);
            let counted = self.0.row(&sql, params![begin, end, SAMPLE, tenant], |columns| {
                Ok((
                    columns.get::<i64>()?,
                    columns.get::<Option<i64>>()?,
                    columns.get::<i64>()?,
                    columns.get::<Option<i64>>()?.zip(columns.get()?),
                ))
            })?;
            let Some((counted, Some(reached), own, ends)) = counted else { continue };
            see(ends);
            let own_rows = u64::try_from(own).unwrap_or(0);
            if counted < SAMPLE {
                rows = rows.saturating_add(own_rows);
                continue;
            }
            is_estimated = true;
            let covered = u128::try_from(reached - begin + 1).unwrap_or(1).max(1);
            let all = u128::try_from(width).unwrap_or(0) * u128::from(own_rows) / covered;
            rows = rows.saturating_add(u64::try_from(all).unwrap_or(u64::MAX).max(own_rows));
        }
        if is_estimated {
            let sql = format!(
                "SELECT min(own), max(own) FROM
                 (SELECT iif(?1 IS NULL OR {owner} = ?1, id, NULL) AS own
                  FROM {table} ORDER BY id DESC LIMIT {SAMPLE})"
            );
            let newest = self.0.row(&sql, params![tenant], |columns| {
                Ok(columns.get::<Option<i64>>()?.zip(columns.get()?))
            })?;
            see(newest.flatten());
        }
        let span = seen.map(|(first, last)| (time_of(first), time_of(last)));
        Ok(KindUsage { kind, rows, is_estimated, span })
    }
}
