//! What thing-model scripts printed, and how they failed.

use model::{RecordId, TenantCode};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::column::{Columns, id_value};
use crate::history::id::public;
use crate::history::row::ModelLogRow;
use crate::history::slice::{Slice, limit, read_cursor, write_cursor};
use crate::master_key::Cipher;
use crate::table::Tx;

/// A stored line.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelLogRecord {
    /// Its id.
    pub id: RecordId,
    /// The line.
    pub row: ModelLogRow,
}

/// What thing-model scripts printed.
#[derive(Clone, Copy)]
pub struct ModelLog<'c>(Tx<'c>);

const LIST: &str = "model_log";

impl<'c> ModelLog<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// A page of a model's lines, newest first; of one tenant's devices, or of all.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list(
        &self,
        thing_model: RecordId,
        tenant: Option<&TenantCode>,
        rows: u32,
        cursor: Option<&str>,
    ) -> Result<Slice<ModelLogRecord>, StoreError> {
        let before = read_cursor(LIST, cursor)?.unwrap_or(i64::MAX);
        let wanted = limit(rows);
        let mut items = self.0.rows(
            "SELECT id, tenant, thing_model, at, level, text, text_said, eui, line, col
             FROM model_log
             WHERE thing_model = ?1 AND id < ?2 AND (?3 IS NULL OR tenant = ?3)
             ORDER BY id DESC LIMIT ?4",
            params![
                id_value(thing_model),
                before,
                tenant.map(TenantCode::as_str),
                i64::try_from(wanted + 1).unwrap_or(i64::MAX),
            ],
            record,
        )?;
        let more = items.len() > wanted;
        items.truncate(wanted);
        let next_cursor =
            items.last().filter(|_| more).map(|last| write_cursor(LIST, id_value(last.id)));
        Ok(Slice { items, next_cursor })
    }

    /// The newest line of level `error`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn last_error(&self, thing_model: RecordId) -> Result<Option<ModelLogRecord>, StoreError> {
        self.0.row(
            "SELECT id, tenant, thing_model, at, level, text, text_said, eui, line, col
             FROM model_log
             WHERE thing_model = ?1 AND level = 'error' ORDER BY id DESC LIMIT 1",
            [id_value(thing_model)],
            record,
        )
    }
}

fn record(columns: &mut Columns<'_, '_>) -> Result<ModelLogRecord, StoreError> {
    Ok(ModelLogRecord {
        id: public(columns.get()?),
        row: ModelLogRow {
            tenant: columns.tenant()?,
            thing_model: columns.id()?,
            at: columns.time()?,
            level: columns.get::<String>()?.into(),
            text: columns.said()?,
            eui: columns.parse_opt()?,
            line: columns.get()?,
            column: columns.get()?,
        },
    })
}
