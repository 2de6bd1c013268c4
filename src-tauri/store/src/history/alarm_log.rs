//! What happened to the alarms of devices.

use model::record::{AlarmEvent, AlarmLevel};
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use rusqlite::Connection;

use crate::StoreError;
use crate::column::{Columns, id_value};
use crate::cursor::Page;
use crate::filter::{Filter, containing, containing_hex};
use crate::history::id::public;
use crate::history::row::AlarmRow;
use crate::history::scan::Scan;
use crate::history::slice::{Slice, limit};
use crate::master_key::Cipher;
use crate::table::Tx;

/// A stored row.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmRecord {
    /// Its id.
    pub id: RecordId,
    /// What happened.
    pub row: AlarmRow,
}

/// Which rows; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct AlarmQuery {
    /// One tenant's, or everyone's.
    pub tenant: Option<TenantCode>,
    /// Of this device.
    pub eui: Option<DeviceEui>,
    /// Of this level.
    pub level: Option<AlarmLevel>,
    /// Of this kind.
    pub event: Option<AlarmEvent>,
    /// Text in the EUI, the name, the title or the description.
    pub q: Option<String>,
    /// Earliest, included.
    pub from: Option<Timestamp>,
    /// Latest, excluded.
    pub to: Option<Timestamp>,
    /// Which page.
    pub page: Page,
}

/// What happened to alarms.
#[derive(Clone, Copy)]
pub struct AlarmLog<'c>(Tx<'c>);

impl<'c> AlarmLog<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// A page, newest first.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list(&self, query: &AlarmQuery) -> Result<Slice<AlarmRecord>, StoreError> {
        let scan = Scan {
            table: "alarm_log",
            columns: "id, at, tenant, eui, alarm, name, event, level, title, description,
                raised_at, handler, note",
            filter: filter(query),
            from: query.from,
            to: query.to,
            limit: limit(query.page.limit),
            cursor: query.page.cursor.as_deref(),
        };
        scan.by_id(&self.0, |record| id_value(record.id), record)
    }
}

fn filter(query: &AlarmQuery) -> Filter {
    let mut filter = Filter::default();
    filter.and_opt("tenant = ?", query.tenant.as_ref().map(|code| code.as_str().to_owned()));
    filter.and_opt("eui = ?", query.eui.as_ref().map(|eui| eui.as_str().to_owned()));
    filter.and_opt("level = ?", query.level.map(|level| level.as_str().to_owned()));
    filter.and_opt("event = ?", query.event.map(|event| event.as_str().to_owned()));
    if let Some(q) = query.q.as_deref().filter(|q| !q.is_empty()) {
        filter.and(
            r"eui LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\' OR title LIKE ? ESCAPE '\'
                OR description LIKE ? ESCAPE '\'",
            [containing_hex(q), containing(q), containing(q), containing(q)],
        );
    }
    filter
}

fn record(columns: &mut Columns<'_, '_>) -> Result<AlarmRecord, StoreError> {
    Ok(AlarmRecord {
        id: public(columns.get()?),
        row: AlarmRow {
            at: columns.time()?,
            tenant: columns.tenant()?,
            eui: columns.device_eui()?,
            alarm: columns.id()?,
            name: columns.get()?,
            event: columns.parse()?,
            level: columns.parse()?,
            title: columns.get()?,
            desc: columns.get()?,
            raised_at: columns.time()?,
            handler: columns.get()?,
            note: columns.get()?,
        },
    })
}
