//! What became of notifications: sent, or why not.

use model::{RecordId, TenantCode};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::column::{Columns, id_value};
use crate::history::id::public;
use crate::history::row::NoticeRow;
use crate::history::slice::{Slice, limit, read_cursor, write_cursor};
use crate::master_key::Cipher;
use crate::table::Tx;

/// A stored row.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeRecord {
    /// Its id.
    pub id: RecordId,
    /// What became of it.
    pub row: NoticeRow,
}

/// What became of notifications.
#[derive(Clone, Copy)]
pub struct NoticeLog<'c>(Tx<'c>);

const LIST: &str = "notice_log";

impl<'c> NoticeLog<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// A page of a tenant's, newest first; of one group, or of all.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list(
        &self,
        tenant: &TenantCode,
        group: Option<&str>,
        rows: u32,
        cursor: Option<&str>,
    ) -> Result<Slice<NoticeRecord>, StoreError> {
        let before = read_cursor(LIST, cursor)?.unwrap_or(i64::MAX);
        let wanted = limit(rows);
        let mut items = self.0.rows(
            "SELECT id, at, tenant, group_name, channel, recipient, title, sent, reason,
                reason_said, attempts
             FROM notice_log
             WHERE tenant = ?1 AND id < ?2 AND (?3 IS NULL OR group_name = ?3)
             ORDER BY id DESC LIMIT ?4",
            params![tenant.as_str(), before, group, i64::try_from(wanted + 1).unwrap_or(i64::MAX)],
            record,
        )?;
        let more = items.len() > wanted;
        items.truncate(wanted);
        let next_cursor =
            items.last().filter(|_| more).map(|last| write_cursor(LIST, id_value(last.id)));
        Ok(Slice { items, next_cursor })
    }
}

fn record(columns: &mut Columns<'_, '_>) -> Result<NoticeRecord, StoreError> {
    Ok(NoticeRecord {
        id: public(columns.get()?),
        row: NoticeRow {
            at: columns.time()?,
            tenant: columns.tenant()?,
            group: columns.get()?,
            channel: columns.parse_opt()?,
            recipient: columns.get()?,
            title: columns.get()?,
            sent: columns.get()?,
            reason: columns.said_opt()?,
            attempts: columns.get()?,
        },
    })
}
