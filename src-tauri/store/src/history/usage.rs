//! How much history there is, by kind; a long table is sampled, because counting reads all of it.

use model::Timestamp;
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

    /// By kind; reads at most 40,000 ids of each.
    ///
    /// # Errors
    /// Those of the database.
    pub fn kinds(&self) -> Result<Vec<KindUsage>, StoreError> {
        HistoryKind::ALL.iter().map(|kind| self.kind(*kind)).collect()
    }

    fn kind(&self, kind: HistoryKind) -> Result<KindUsage, StoreError> {
        let table = kind.table();
        let ends = format!("SELECT (SELECT min(id) FROM {table}), (SELECT max(id) FROM {table})");
        let ends = self.0.row(&ends, [], |columns| {
            Ok((columns.get::<Option<i64>>()?, columns.get::<Option<i64>>()?))
        })?;
        let Some((Some(first), Some(last))) = ends else {
            return Ok(KindUsage { kind, rows: 0, is_estimated: false, span: None });
        };
        let sql = format!(
            "SELECT count(*), max(id) FROM
             (SELECT id FROM {table} WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3)"
        );
        let width = (last - first) / PIECES + 1;
        let (mut rows, mut is_estimated) = (0_u64, false);
        for piece in 0..PIECES {
            let begin = first.saturating_add(width.saturating_mul(piece));
            let end = begin.saturating_add(width);
            let counted = self.0.row(&sql, params![begin, end, SAMPLE], |columns| {
                Ok((columns.get::<i64>()?, columns.get::<Option<i64>>()?))
            })?;
            let Some((counted, Some(reached))) = counted else { continue };
            let counted_rows = u64::try_from(counted).unwrap_or(0);
            if counted < SAMPLE {
                rows = rows.saturating_add(counted_rows);
                continue;
            }
            is_estimated = true;
            let covered = u128::try_from(reached - begin + 1).unwrap_or(1).max(1);
            let all = u128::try_from(width).unwrap_or(0) * u128::from(counted_rows) / covered;
            rows = rows.saturating_add(u64::try_from(all).unwrap_or(u64::MAX).max(counted_rows));
        }
        let span = Some((time_of(first), time_of(last)));
        Ok(KindUsage { kind, rows, is_estimated, span })
    }
}
