//! When gateways were last seen.

use lorawan::Eui64;
use model::Timestamp;
use rusqlite::Connection;
use serde_json::Value;

use crate::StoreError;
use crate::column::Columns;
use crate::master_key::Cipher;
use crate::table::Tx;

/// What is remembered of a gateway, registered or not.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenGateway {
    /// Its EUI.
    pub eui: Eui64,
    /// When it was last seen.
    pub at: Timestamp,
    /// Where its datagrams came from.
    pub address: Option<String>,
    /// Its counters, as they were given.
    pub counters: Option<Value>,
    /// Its last `stat`, as it was given.
    pub stat: Option<Value>,
}

/// When gateways were last seen.
#[derive(Clone, Copy)]
pub struct Seen<'c>(Tx<'c>);

impl<'c> Seen<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// Every gateway that was ever seen, by EUI.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<SeenGateway>, StoreError> {
        let sql = "SELECT eui, at, address, counters, stat FROM gateway_seen ORDER BY eui";
        self.0.rows(sql, [], seen)
    }

    /// One gateway; `None` when it was never seen.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, eui: Eui64) -> Result<Option<SeenGateway>, StoreError> {
        let sql = "SELECT eui, at, address, counters, stat FROM gateway_seen WHERE eui = ?1";
        self.0.row(sql, [eui.to_be_bytes()], seen)
    }
}

fn seen(columns: &mut Columns<'_, '_>) -> Result<SeenGateway, StoreError> {
    Ok(SeenGateway {
        eui: columns.eui()?,
        at: columns.time()?,
        address: columns.get()?,
        counters: columns.json_opt()?,
        stat: columns.json_opt()?,
    })
}
