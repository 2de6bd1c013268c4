//! Messages of the application server, newest first.

use lorawan::Eui64;
use model::record::MessageKind;
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use rusqlite::Connection;

use crate::StoreError;
use crate::column::{Columns, id_value};
use crate::cursor::Page;
use crate::filter::{Filter, containing, containing_hex};
use crate::history::id::public;
use crate::history::row::{Direction, MessageRow};
use crate::history::scan::Scan;
use crate::history::slice::{Slice, limit};
use crate::master_key::Cipher;
use crate::table::Tx;

/// A stored message.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageRecord {
    /// Its id.
    pub id: RecordId,
    /// The message.
    pub row: MessageRow,
}

/// Which messages; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct MessageQuery {
    /// One tenant's, or everyone's.
    pub tenant: Option<TenantCode>,
    /// Of this device; the one condition that is fast however rare it is.
    pub eui: Option<DeviceEui>,
    /// Parsed by this thing model.
    pub thing_model: Option<RecordId>,
    /// This way; acknowledgements go no way.
    pub direction: Option<Direction>,
    /// One of these; all when empty.
    pub kinds: Vec<MessageKind>,
    /// On this port.
    pub f_port: Option<u8>,
    /// Text in the EUI, the content or, in hex, the payload.
    pub q: Option<String>,
    /// Earliest, included.
    pub from: Option<Timestamp>,
    /// Latest, excluded.
    pub to: Option<Timestamp>,
    /// Which page.
    pub page: Page,
}

/// Messages of the application server.
#[derive(Clone, Copy)]
pub struct Messages<'c>(Tx<'c>);

const COLUMNS: &str = "id, tenant, at, direction, eui, f_cnt, f_port, payload, gateways, content,
    parse, kind";

impl<'c> Messages<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// A page, newest first.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list(&self, query: &MessageQuery) -> Result<Slice<MessageRecord>, StoreError> {
        let scan = Scan {
            table: "message",
            columns: COLUMNS,
            filter: filter(query),
            from: query.from,
            to: query.to,
            limit: limit(query.page.limit),
            cursor: query.page.cursor.as_deref(),
        };
        let Some(eui) = &query.eui else {
            return scan.by_id(&self.0, |record| id_value(record.id), record);
        };
        let head = self.0.row(
            "SELECT last_message FROM device_activity WHERE eui = ?1",
            [eui.as_str()],
            |columns| columns.get::<Option<i64>>(),
        )?;
        scan.by_chain(&self.0, head.flatten(), record)
    }
}

fn filter(query: &MessageQuery) -> Filter {
    let mut filter = Filter::default();
    filter.and_opt("eui = ?", query.eui.as_ref().map(|eui| eui.as_str().to_owned()));
    filter.and_opt("tenant = ?", query.tenant.as_ref().map(|code| code.as_str().to_owned()));
    if let Some(way) = query.direction {
        filter.and("direction = ?", [i64::from(way.is_down()).into()]);
        filter.and_not_in("kind", &MessageKind::ACKS.map(MessageKind::as_str));
    }
    let kinds: Vec<&str> = query.kinds.iter().map(|kind| kind.as_str()).collect();
    filter.and_in("kind", &kinds);
    filter.and_opt("f_port = ?", query.f_port.map(i64::from));
    filter.and_opt(
        "EXISTS (SELECT 1 FROM json_each(parse) WHERE value ->> 'thing_model_id' = ?)",
        query.thing_model.map(|id| id.to_string()),
    );
    if let Some(q) = query.q.as_deref().filter(|q| !q.is_empty()) {
        filter.and(
            r"eui LIKE ? ESCAPE '\' OR content LIKE ? ESCAPE '\' OR hex(payload) LIKE ? ESCAPE '\'",
            [containing_hex(q), containing(q), containing_hex(q)],
        );
    }
    filter
}

fn record(columns: &mut Columns<'_, '_>) -> Result<MessageRecord, StoreError> {
    Ok(MessageRecord {
        id: public(columns.get()?),
        row: MessageRow {
            tenant: columns.tenant()?,
            at: columns.time()?,
            direction: Direction::from_is_down(columns.get()?),
            eui: columns.device_eui()?,
            f_cnt: columns.get()?,
            f_port: columns.get()?,
            payload: columns.get()?,
            gateways: gateways(&columns.get::<Vec<u8>>()?),
            content: columns.get()?,
            parse: columns.get()?,
            kind: columns.parse()?,
        },
    })
}

fn gateways(bytes: &[u8]) -> Vec<Eui64> {
    let (euis, _) = bytes.as_chunks::<8>();
    euis.iter().copied().map(Eui64::from_be_bytes).collect()
}
