//! When devices were last heard.

use model::{DeviceEui, Timestamp};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::column::Columns;
use crate::history::row::ActivityRow;
use crate::history::state::HistoryState;
use crate::master_key::Cipher;
use crate::table::Tx;

/// When devices were last heard.
#[derive(Clone, Copy)]
pub struct Activity<'c>(Tx<'c>);

impl<'c> Activity<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// Every device that was ever heard, by EUI.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<ActivityRow>, StoreError> {
        self.0.rows(
            "SELECT eui, at, rssi, snr FROM device_activity WHERE at IS NOT NULL ORDER BY eui",
            [],
            activity,
        )
    }

    /// One device; `None` when it was never heard.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, eui: &DeviceEui) -> Result<Option<ActivityRow>, StoreError> {
        self.0.row(
            "SELECT eui, at, rssi, snr FROM device_activity WHERE eui = ?1 AND at IS NOT NULL",
            [eui.as_str()],
            activity,
        )
    }
}

fn activity(columns: &mut Columns<'_, '_>) -> Result<ActivityRow, StoreError> {
    Ok(ActivityRow {
        eui: columns.device_eui()?,
        at: Timestamp::from_millis(columns.get()?),
        rssi_dbm: columns.get()?,
        snr_db: columns.get()?,
    })
}

/// Forgets when a device was heard and its latest values; everything that is past stays.
pub(crate) fn forget_live(
    conn: &Connection,
    state: &mut HistoryState,
    eui: &DeviceEui,
) -> Result<(), StoreError> {
    state.devices.remove(eui);
    conn.prepare_cached(
        "UPDATE device_activity SET at = NULL, rssi = NULL, snr = NULL WHERE eui = ?1",
    )?
    .execute(params![eui.as_str()])?;
    conn.prepare_cached("UPDATE telemetry_latest SET data = NULL WHERE eui = ?1")?
        .execute(params![eui.as_str()])?;
    Ok(())
}
