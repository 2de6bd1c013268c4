//! What happened to gateways and devices: came, went, was contested.

use model::{RecordId, TenantCode};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::column::{Columns, id_value};
use crate::history::id::public;
use crate::history::row::IncidentRow;
use crate::history::slice::{Slice, limit, read_cursor, write_cursor};
use crate::master_key::Cipher;
use crate::table::Tx;

/// A stored incident.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentRecord {
    /// Its id.
    pub id: RecordId,
    /// What happened.
    pub row: IncidentRow,
}

/// What happened to gateways and devices.
#[derive(Clone, Copy)]
pub struct Incidents<'c>(Tx<'c>);

const LIST: &str = "incident";
const COLUMNS: &str = "id, at, tenant, subject, key, kind, detail";

impl<'c> Incidents<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// A page of one record's incidents that a tenant may see, newest first.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list(
        &self,
        tenant: &TenantCode,
        subject: &str,
        key: &str,
        rows: u32,
        cursor: Option<&str>,
    ) -> Result<Slice<IncidentRecord>, StoreError> {
        let before = read_cursor(LIST, cursor)?.unwrap_or(i64::MAX);
        let wanted = limit(rows);
        let sql = format!(
            "SELECT {COLUMNS} FROM incident
             WHERE subject = ?1 AND key = ?2 AND id < ?3 AND tenant = ?4
             ORDER BY id DESC LIMIT ?5"
        );
        let most = i64::try_from(wanted + 1).unwrap_or(i64::MAX);
        let mut items =
            self.0.rows(&sql, params![subject, key, before, tenant.as_str(), most], record)?;
        let more = items.len() > wanted;
        items.truncate(wanted);
        let next_cursor =
            items.last().filter(|_| more).map(|last| write_cursor(LIST, id_value(last.id)));
        Ok(Slice { items, next_cursor })
    }

    /// The newest incident of each record and kind, oldest first: how things stood when the
    /// program ended.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_newest(&self, subject: &str) -> Result<Vec<IncidentRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM incident WHERE id IN
                (SELECT max(id) FROM incident WHERE subject = ?1 GROUP BY key, kind)
             ORDER BY id"
        );
        self.0.rows(&sql, [subject], record)
    }

    /// The newest incident of each record.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_last(&self, subject: &str) -> Result<Vec<IncidentRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM incident WHERE id IN
                (SELECT max(id) FROM incident WHERE subject = ?1 GROUP BY key)"
        );
        self.0.rows(&sql, [subject], record)
    }
}

fn record(columns: &mut Columns<'_, '_>) -> Result<IncidentRecord, StoreError> {
    Ok(IncidentRecord {
        id: public(columns.get()?),
        row: IncidentRow {
            at: columns.time()?,
            tenant: columns.tenant()?,
            subject: columns.get::<String>()?.into(),
            key: columns.get()?,
            kind: columns.get::<String>()?.into(),
            detail: columns.get()?,
        },
    })
}
