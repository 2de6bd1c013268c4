//! The list of registered gateways, with when each was last seen.

use lorawan::Eui64;
use model::record::{Gateway, OnlineStatus};
use model::{TenantCode, Timestamp};
use rusqlite::types::Value;
use serde_json::Value as Json;

use crate::column::Columns;
use crate::cursor::Page;
use crate::filter::{Filter, containing, containing_hex};
use crate::list::listing::{Listed, Listing};
use crate::table::{Tx, read_gateway};
use crate::{ReadTx, StoreError};

/// A gateway as the list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct GatewayItem {
    /// The record.
    pub gateway: Gateway,
    /// Whether it was seen lately.
    pub status: OnlineStatus,
    /// When it was last seen.
    pub last_seen: Option<Timestamp>,
    /// Where its datagrams came from.
    pub address: Option<String>,
    /// Its counters, as they were appended.
    pub counters: Option<Json>,
    /// Its last `stat`, as it was appended.
    pub stat: Option<Json>,
}

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GatewaySort {
    /// EUI.
    #[default]
    Eui,
    /// Name, without regard to case.
    Name,
    /// When it was last seen; never seen comes first.
    LastSeen,
    /// Registration.
    Created,
}

/// Which gateways; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct GatewayQuery {
    /// One tenant's, or everyone's.
    pub tenant: Option<TenantCode>,
    /// Decides what is online.
    pub now: Timestamp,
    /// With this status.
    pub status: Option<OnlineStatus>,
    /// Text in EUI, name or remark.
    pub q: Option<String>,
    /// Order.
    pub sort: GatewaySort,
    /// Largest or newest first.
    pub descending: bool,
    /// Which page.
    pub page: Page,
}

const COLUMNS: &str = "g.eui, g.tenant, g.name, g.enable, g.heart_period, g.latitude, g.longitude,
    g.remark, g.created_at, g.updated_at, s.at, s.address, s.counters, s.stat";
const JOINS: &str = "LEFT JOIN history.gateway_seen s ON s.eui = g.eui";

impl ReadTx<'_> {
    /// A page of registered gateways. Those that only were seen are in [`ReadTx::seen`].
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list_gateways(&self, query: &GatewayQuery) -> Result<Listed<GatewayItem>, StoreError> {
        let tx = Tx { conn: self.conn, cipher: self.cipher };
        listing(query).run(&tx, |columns| item(columns, query.now))
    }

    /// One gateway as the list shows it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn gateway_item(
        &self,
        eui: Eui64,
        now: Timestamp,
    ) -> Result<Option<GatewayItem>, StoreError> {
        let tx = Tx { conn: self.conn, cipher: self.cipher };
        let sql = format!("SELECT {COLUMNS} FROM gateway g {JOINS} WHERE g.eui = ?1");
        tx.row(&sql, [eui.to_be_bytes()], |columns| item(columns, now))
    }
}

pub(crate) fn listing(query: &GatewayQuery) -> Listing<'_> {
    Listing {
        name: "gateways",
        columns: COLUMNS,
        table: "gateway g",
        joins: JOINS,
        filter_needs_joins: query.status.is_some(),
        filter: filter(query),
        sort: match query.sort {
            GatewaySort::Eui => None,
            GatewaySort::Name => Some("g.name COLLATE NOCASE"),
            GatewaySort::LastSeen => Some("coalesce(s.at, 0)"),
            GatewaySort::Created => Some("g.created_at"),
        },
        key: "g.eui",
        descending: query.descending,
        page: &query.page,
    }
}

fn filter(query: &GatewayQuery) -> Filter {
    let mut filter = Filter::default();
    filter.and_opt("g.tenant = ?", query.tenant.as_ref().map(|code| code.as_str().to_owned()));
    let now = || [Value::Integer(query.now.as_millis())];
    match query.status {
        None => {}
        Some(OnlineStatus::Online) => filter.and("s.at + g.heart_period * 1000 >= ?", now()),
        Some(OnlineStatus::Offline) => filter.and("s.at + g.heart_period * 1000 < ?", now()),
        Some(OnlineStatus::NeverSeen) => filter.and("s.at IS NULL", []),
    }
    if let Some(q) = query.q.as_deref().filter(|q| !q.is_empty()) {
        filter.and(
            r"hex(g.eui) LIKE ? ESCAPE '\' OR g.name LIKE ? ESCAPE '\' OR g.remark LIKE ? ESCAPE '\'",
            [containing_hex(q), containing(q), containing(q)],
        );
    }
    filter
}

fn item(columns: &mut Columns<'_, '_>, now: Timestamp) -> Result<GatewayItem, StoreError> {
    let gateway = read_gateway(columns)?;
    let last_seen = columns.time_opt()?;
    Ok(GatewayItem {
        status: OnlineStatus::at(now, last_seen, gateway.heart_period),
        gateway,
        last_seen,
        address: columns.get()?,
        counters: columns.json_opt()?,
        stat: columns.json_opt()?,
    })
}
