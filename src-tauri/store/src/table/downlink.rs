//! The queue of each device, and what became of its last items.

use lorawan::Eui64;
use model::record::{Downlink, DownlinkSent};
use model::{RecordId, Said, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, eui_opt_value, id_value, said_value};
use crate::table::{found, table};

/// Finished items kept for each device.
const FINISHED_KEPT: u32 = 200;

table!(
    /// Downlinks that wait, and the last ones that are done.
    Downlinks,
    DownlinksMut
);

const SELECT: &str = "SELECT id, tenant, dev_eui, token, f_port, payload, confirmed, f_pend,
    interval_ms, wait_ms, gateway, state, attempts, f_cnt, sent_by, sent_window, sent_at, reason,
    reason_said, created_at, updated_at FROM downlink";

fn downlink(columns: &mut Columns<'_, '_>) -> Result<Downlink, StoreError> {
    Ok(Downlink {
        id: columns.id()?,
        tenant: columns.tenant()?,
        dev_eui: columns.eui()?,
        token: columns.get::<Option<String>>()?.map(String::into_boxed_str),
        f_port: columns.get()?,
        payload: columns.get()?,
        confirmed: columns.get()?,
        f_pend: columns.get()?,
        interval_ms: columns.get()?,
        wait_ms: columns.get()?,
        gateway: columns.eui_opt()?,
        state: columns.parse()?,
        attempts: columns.get()?,
        f_cnt: columns.get()?,
        sent: sent(columns)?,
        reason: columns.said_opt()?,
        created_at: columns.time()?,
        updated_at: columns.time()?,
    })
}

fn sent(columns: &mut Columns<'_, '_>) -> Result<Option<DownlinkSent>, StoreError> {
    let (gateway, window) = (columns.eui_opt()?, columns.get::<Option<String>>()?);
    let at = columns.time_opt()?;
    Ok(gateway.zip(window).zip(at).map(|((gateway, window), at)| DownlinkSent {
        gateway,
        window: window.into_boxed_str(),
        at,
    }))
}

impl Downlinks<'_> {
    /// Everything that is not done, in the order of the queues.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a word is unknown.
    pub fn waiting(&self) -> Result<Vec<Downlink>, StoreError> {
        self.0.rows(&format!("{SELECT} WHERE done = 0 ORDER BY id"), [], downlink)
    }

    /// One item.
    ///
    /// # Errors
    /// As [`Self::waiting`].
    pub fn get(&self, id: RecordId) -> Result<Option<Downlink>, StoreError> {
        self.0.row(&format!("{SELECT} WHERE id = ?1"), [id_value(id)], downlink)
    }

    /// The last items of a device that are done, newest first.
    ///
    /// # Errors
    /// As [`Self::waiting`].
    pub fn finished(&self, dev_eui: Eui64, limit: u32) -> Result<Vec<Downlink>, StoreError> {
        let sql = format!("{SELECT} WHERE dev_eui = ?1 AND done = 1 ORDER BY id DESC LIMIT ?2");
        self.0.rows(&sql, params![dev_eui.to_be_bytes(), limit], downlink)
    }
}

impl DownlinksMut<'_> {
    /// Adds an item; its id must be higher than those of all others of its device.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the device has no profile.
    pub fn insert(&self, item: &Downlink) -> Result<(), StoreError> {
        self.tx().execute(
            "INSERT INTO downlink (id, tenant, dev_eui, token, f_port, payload, confirmed, f_pend,
                interval_ms, wait_ms, gateway, state, done, attempts, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, 0, ?13, ?13)",
            params![
                id_value(item.id),
                item.tenant.as_str(),
                item.dev_eui.to_be_bytes(),
                item.token.as_deref(),
                item.f_port,
                item.payload,
                item.confirmed,
                item.f_pend,
                item.interval_ms,
                item.wait_ms,
                eui_opt_value(item.gateway),
                item.state.as_str(),
                item.created_at.as_millis(),
            ],
        )?;
        Ok(())
    }

    /// Stores what happened to an item. When it is done, the oldest done ones of its device beyond
    /// the last 200 go.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it has gone.
    pub fn update(&self, item: &Downlink) -> Result<(), StoreError> {
        let sent = item.sent.as_ref();
        let changed = self.tx().execute(
            "UPDATE downlink SET state = ?2, done = ?3, attempts = ?4, f_cnt = ?5, sent_by = ?6,
                sent_window = ?7, sent_at = ?8, reason = ?9, reason_said = ?10, updated_at = ?11
             WHERE id = ?1",
            params![
                id_value(item.id),
                item.state.as_str(),
                item.is_done(),
                item.attempts,
                item.f_cnt,
                eui_opt_value(sent.map(|sent| sent.gateway)),
                sent.map(|sent| &*sent.window),
                sent.map(|sent| sent.at.as_millis()),
                item.reason.as_ref().map(Said::text),
                item.reason.as_ref().and_then(said_value),
                item.updated_at.as_millis(),
            ],
        )?;
        found(changed, "downlink")?;
        if item.is_done() {
            self.tx().execute(
                "DELETE FROM downlink WHERE dev_eui = ?1 AND done = 1 AND id <= (
                    SELECT id FROM downlink WHERE dev_eui = ?1 AND done = 1
                    ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                params![item.dev_eui.to_be_bytes(), FINISHED_KEPT],
            )?;
        }
        Ok(())
    }

    /// Deletes done items that last changed before a time. Returns how many.
    ///
    /// # Errors
    /// Those of the database.
    pub fn prune(&self, before: Timestamp) -> Result<usize, StoreError> {
        self.tx().execute(
            "DELETE FROM downlink WHERE done = 1 AND updated_at < ?1",
            [before.as_millis()],
        )
    }
}
