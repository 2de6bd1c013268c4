//! Frames of the air, newest first.

use lorawan::{DevAddr, Eui64};
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::StoreError;
use crate::column::{Columns, id_value};
use crate::cursor::Page;
use crate::filter::{Filter, containing, containing_hex};
use crate::history::id::public;
use crate::history::row::{Direction, FrameRow};
use crate::history::scan::Scan;
use crate::history::slice::{Slice, limit};
use crate::master_key::Cipher;
use crate::table::Tx;

/// A stored frame.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameRecord {
    /// Its id.
    pub id: RecordId,
    /// The frame.
    pub row: FrameRow,
}

/// Which frames; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct FrameQuery {
    /// One tenant's, or everyone's.
    pub tenant: Option<TenantCode>,
    /// Heard or transmitted by.
    pub gateway: Option<Eui64>,
    /// From or for; the one condition that is fast however rare it is.
    pub dev_eui: Option<Eui64>,
    /// With this address.
    pub dev_addr: Option<DevAddr>,
    /// This way.
    pub direction: Option<Direction>,
    /// With this verdict.
    pub verdict: Option<String>,
    /// One of these kinds; all when empty.
    pub kinds: Vec<String>,
    /// On this port.
    pub f_port: Option<u8>,
    /// Whether it acknowledges a frame.
    pub ack: Option<bool>,
    /// Text in an identifier, the kind or the verdict.
    pub q: Option<String>,
    /// Earliest, included.
    pub from: Option<Timestamp>,
    /// Latest, excluded.
    pub to: Option<Timestamp>,
    /// Which page.
    pub page: Page,
}

/// Frames of the air.
#[derive(Clone, Copy)]
pub struct Frames<'c>(Tx<'c>);

const COLUMNS: &str = "id, tenant, at, direction, gateway, kind, dev_eui, dev_addr, f_cnt, f_port,
    data_rate, freq, rssi, snr, airtime_us, accepted, verdict, reason, phy, content";

/// Bit 5 of FCtrl, the sixth byte of a data frame.
const ACKNOWLEDGES: &str = "(kind IN ('unconfirmed_up', 'confirmed_up', 'unconfirmed_down',
    'confirmed_down') AND substr(hex(substr(phy, 6, 1)), 1, 1) IN
    ('2', '3', '6', '7', 'A', 'B', 'E', 'F')) = ?";

impl<'c> Frames<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// A page, newest first.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list(&self, query: &FrameQuery) -> Result<Slice<FrameRecord>, StoreError> {
        let scan = Scan {
            table: "frame",
            columns: COLUMNS,
            filter: filter(query),
            from: query.from,
            to: query.to,
            limit: limit(query.page.limit),
            cursor: query.page.cursor.as_deref(),
        };
        let Some(dev_eui) = query.dev_eui else {
            return scan.by_id(&self.0, |record| id_value(record.id), record);
        };
        let head = self.0.row(
            "SELECT last_frame FROM device_activity WHERE eui = ?1",
            [DeviceEui::from(dev_eui).as_str()],
            |columns| columns.get::<Option<i64>>(),
        )?;
        scan.by_chain(&self.0, head.flatten(), record)
    }

    /// One frame.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, id: RecordId) -> Result<Option<FrameRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM frame WHERE id = ?1");
        self.0.row(&sql, [id_value(id)], record)
    }
}

fn filter(query: &FrameQuery) -> Filter {
    let mut filter = Filter::default();
    let blob = |bytes: &[u8]| Value::Blob(bytes.to_vec());
    filter.and_opt("dev_eui = ?", query.dev_eui.map(|eui| blob(&eui.to_be_bytes())));
    filter.and_opt("tenant = ?", query.tenant.as_ref().map(|code| code.as_str().to_owned()));
    filter.and_opt("gateway = ?", query.gateway.map(|eui| blob(&eui.to_be_bytes())));
    filter.and_opt("dev_addr = ?", query.dev_addr.map(|addr| blob(&addr.to_be_bytes())));
    filter.and_opt("direction = ?", query.direction.map(|way| i64::from(way.is_down())));
    filter.and_opt("verdict = ?", query.verdict.clone());
    let kinds: Vec<&str> = query.kinds.iter().map(String::as_str).collect();
    filter.and_in("kind", &kinds);
    filter.and_opt("f_port = ?", query.f_port.map(i64::from));
    filter.and_opt(ACKNOWLEDGES, query.ack);
    if let Some(q) = query.q.as_deref().filter(|q| !q.is_empty()) {
        filter.and(
            r"verdict LIKE ? ESCAPE '\' OR kind LIKE ? ESCAPE '\' OR hex(dev_eui) LIKE ? ESCAPE '\'
              OR hex(dev_addr) LIKE ? ESCAPE '\' OR hex(gateway) LIKE ? ESCAPE '\'",
            [containing(q), containing(q), containing_hex(q), containing_hex(q), containing_hex(q)],
        );
    }
    filter
}

fn record(columns: &mut Columns<'_, '_>) -> Result<FrameRecord, StoreError> {
    Ok(FrameRecord {
        id: public(columns.get()?),
        row: FrameRow {
            tenant: columns.tenant()?,
            at: columns.time()?,
            direction: Direction::from_is_down(columns.get()?),
            gateway: columns.eui_opt()?,
            kind: columns.get::<String>()?.into(),
            dev_eui: columns.eui_opt()?,
            dev_addr: columns.dev_addr_opt()?,
            f_cnt: columns.get()?,
            f_port: columns.get()?,
            data_rate: columns.get::<String>()?.into(),
            frequency_hz: columns.get()?,
            rssi_dbm: columns.get()?,
            snr_db: columns.get()?,
            airtime_us: columns.get()?,
            accepted: columns.get()?,
            verdict: columns.get::<String>()?.into(),
            reason: columns.get()?,
            phy: columns.get::<Vec<u8>>()?.into(),
            content: columns.get()?,
        },
    })
}
