//! LoRaWAN sessions and their counters.
//!
//! A device has one active session at most, and beside it the pending one of a join whose
//! device has not been heard yet. A session is named by device and address: a new session of a
//! device must have another DevAddr than the ones it replaces, so that a late counter of the old
//! one cannot touch the new.

use lorawan::{AesKey, DevAddr, Eui64};
use model::TenantCode;
use model::record::Session;
use rusqlite::params;

use crate::StoreError;
use crate::column::Columns;
use crate::master_key::Place;
use crate::table::table;

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// Owner, the profile's tenant.
    pub tenant: TenantCode,
    /// Joined, but not heard yet.
    pub pending: bool,
    /// The session with its current counters.
    pub session: Session,
    /// What MAC commands agreed on; `None` when nothing has been.
    pub mac: Option<StoredMac>,
}

/// What MAC commands agreed on with a device, beside the window parameters of its session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMac {
    /// In a form that is opaque here.
    pub state: String,
    /// Moves with every change, from 1; an older one never replaces a newer one.
    pub revision: u64,
}

/// One accepted uplink's counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CounterCommit {
    /// The device.
    pub dev_eui: Eui64,
    /// The session's address.
    pub dev_addr: DevAddr,
    /// Full counter of the uplink.
    pub f_cnt_up: u32,
}

table!(
    /// LoRaWAN sessions and their counters.
    Sessions,
    SessionsMut
);

const NWK_S_KEY: &str = "session.nwk_s_key";
const APP_S_KEY: &str = "session.app_s_key";

const SELECT: &str = "SELECT s.dev_eui, s.dev_addr, s.tenant, s.pending, s.nwk_s_key, s.app_s_key,
        c.last_f_cnt_up, c.next_f_cnt_down, s.rx_delay, s.rx1dr_offset, s.rx2dr, s.rx2_freq,
        s.dev_nonce, s.created_at, s.mac, s.mac_revision
    FROM session s
    JOIN session_counter c ON c.dev_eui = s.dev_eui AND c.dev_addr = s.dev_addr";

fn owner(dev_eui: Eui64, dev_addr: DevAddr) -> [u8; 12] {
    let mut owner = [0; 12];
    let (eui, addr) = owner.split_at_mut(8);
    eui.copy_from_slice(&dev_eui.to_be_bytes());
    addr.copy_from_slice(&dev_addr.to_be_bytes());
    owner
}

impl Sessions<'_> {
    /// All sessions of the instance, for the memory of a starting engine.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a key does not decrypt.
    pub fn load_all(&self) -> Result<Vec<StoredSession>, StoreError> {
        self.0.rows(SELECT, [], |columns| self.session(columns))
    }

    /// The active session of a device, then the pending one.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a key does not decrypt.
    pub fn of_device(&self, dev_eui: Eui64) -> Result<Vec<StoredSession>, StoreError> {
        let sql = format!("{SELECT} WHERE s.dev_eui = ?1 ORDER BY s.pending");
        self.0.rows(&sql, [dev_eui.to_be_bytes()], |columns| self.session(columns))
    }

    /// The counter the next downlink to a device takes; `None` when it has no session in use.
    ///
    /// # Errors
    /// Those of the database.
    pub fn next_f_cnt_down(&self, dev_eui: Eui64) -> Result<Option<u32>, StoreError> {
        self.0.row(
            "SELECT c.next_f_cnt_down FROM session s
             JOIN session_counter c ON c.dev_eui = s.dev_eui AND c.dev_addr = s.dev_addr
             WHERE s.dev_eui = ?1 AND s.pending = 0",
            [dev_eui.to_be_bytes()],
            |columns| Ok(u32::try_from(columns.get::<i64>()?).unwrap_or(u32::MAX)),
        )
    }

    fn session(&self, columns: &mut Columns<'_, '_>) -> Result<StoredSession, StoreError> {
        let (dev_eui, dev_addr) = (columns.eui()?, columns.dev_addr()?);
        let owner = owner(dev_eui, dev_addr);
        let (tenant, pending) = (columns.tenant()?, columns.get()?);
        let session = Session {
            dev_eui,
            dev_addr,
            nwk_s_key: self.key(columns, NWK_S_KEY, &owner)?,
            app_s_key: self.key(columns, APP_S_KEY, &owner)?,
            last_f_cnt_up: columns.get()?,
            // Beyond the last counter the session is exhausted; its owner sees the last one
            // and the next allocation fails.
            next_f_cnt_down: u32::try_from(columns.get::<i64>()?).unwrap_or(u32::MAX),
            rx_delay: columns.get()?,
            rx1dr_offset: columns.get()?,
            rx2dr: columns.get()?,
            rx2_freq: columns.get()?,
            dev_nonce: columns.get()?,
            created_at: columns.time()?,
        };
        let (state, revision) = (columns.get::<Option<String>>()?, columns.get::<i64>()?);
        let revision = u64::try_from(revision).unwrap_or(0);
        let mac = state.map(|state| StoredMac { state, revision });
        Ok(StoredSession { tenant, pending, session, mac })
    }

    fn key(
        &self,
        columns: &mut Columns<'_, '_>,
        column: &'static str,
        owner: &[u8],
    ) -> Result<AesKey, StoreError> {
        let blob: Vec<u8> = columns.get()?;
        self.0.cipher.decrypt_key(Place { column, owner }, &blob)
    }
}

impl SessionsMut<'_> {
    /// Moves uplink counters forward. The answer says for each, in order, whether it moved:
    /// `false` when the session has gone or already has this counter or a higher one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn commit_counters(&self, commits: &[CounterCommit]) -> Result<Vec<bool>, StoreError> {
        let mut statement = self.tx().conn.prepare_cached(
            "UPDATE session_counter SET last_f_cnt_up = ?3
             WHERE dev_eui = ?1 AND dev_addr = ?2
                AND (last_f_cnt_up IS NULL OR last_f_cnt_up < ?3)",
        )?;
        commits
            .iter()
            .map(|commit| {
                let dev_eui = commit.dev_eui.to_be_bytes();
                let dev_addr = commit.dev_addr.to_be_bytes();
                Ok(statement.execute(params![dev_eui, dev_addr, commit.f_cnt_up])? > 0)
            })
            .collect()
    }

    /// The counter of the next downlink, used up by the commit of this transaction. `None` when
    /// the session has gone or its counters are exhausted.
    ///
    /// # Errors
    /// Those of the database.
    pub fn take_f_cnt_down(
        &self,
        dev_eui: Eui64,
        dev_addr: DevAddr,
    ) -> Result<Option<u32>, StoreError> {
        self.tx().row(
            "UPDATE session_counter SET next_f_cnt_down = next_f_cnt_down + 1
             WHERE dev_eui = ?1 AND dev_addr = ?2 AND next_f_cnt_down <= 4294967295
             RETURNING next_f_cnt_down - 1",
            params![dev_eui.to_be_bytes(), dev_addr.to_be_bytes()],
            |columns| columns.get(),
        )
    }

    /// Stores what MAC commands changed, with the window parameters of the session; nothing else of
    /// it is stored. `false` when the session has gone or holds something newer.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_mac(&self, session: &Session, mac: &StoredMac) -> Result<bool, StoreError> {
        let changed = self.tx().execute(
            "UPDATE session SET rx_delay = ?3, rx1dr_offset = ?4, rx2dr = ?5, rx2_freq = ?6,
                mac = ?7, mac_revision = ?8
             WHERE dev_eui = ?1 AND dev_addr = ?2 AND mac_revision < ?8",
            params![
                session.dev_eui.to_be_bytes(),
                session.dev_addr.to_be_bytes(),
                session.rx_delay,
                session.rx1dr_offset,
                session.rx2dr,
                session.rx2_freq,
                mac.state,
                i64::try_from(mac.revision).unwrap_or(i64::MAX),
            ],
        )?;
        Ok(changed > 0)
    }

    /// Makes this the device's active session and its only one: an ABP profile's, or a restored
    /// one. Counters are taken as they are in it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the device has no profile.
    pub fn put_active(&self, tenant: &TenantCode, session: &Session) -> Result<(), StoreError> {
        self.delete(session.dev_eui)?;
        self.insert(tenant, session, false)
    }

    /// Makes this the device's pending session in place of an earlier one; the active one stays.
    /// [`crate::JoinsMut::commit`] does so together with the nonces.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the device has no profile, or on `dev_addr` when the active
    /// session has the same.
    pub fn put_pending(&self, tenant: &TenantCode, session: &Session) -> Result<(), StoreError> {
        self.delete_one(session.dev_eui, true)?;
        let active = self.tx().row(
            "SELECT 1 FROM session WHERE dev_eui = ?1 AND dev_addr = ?2",
            params![session.dev_eui.to_be_bytes(), session.dev_addr.to_be_bytes()],
            |_| Ok(()),
        )?;
        if active.is_some() {
            return Err(StoreError::exists("session", "dev_addr"));
        }
        self.insert(tenant, session, true)
    }

    /// The first uplink of a pending session: it becomes the active one, in place of the old, with
    /// this counter. `false` when there is no such pending session (any more).
    ///
    /// # Errors
    /// Those of the database.
    pub fn promote(&self, first: &CounterCommit) -> Result<bool, StoreError> {
        let dev_eui = first.dev_eui.to_be_bytes();
        let pending = self.tx().row(
            "SELECT 1 FROM session WHERE dev_eui = ?1 AND pending = 1 AND dev_addr = ?2",
            params![dev_eui, first.dev_addr.to_be_bytes()],
            |_| Ok(()),
        )?;
        if pending.is_none() {
            return Ok(false);
        }
        self.delete_one(first.dev_eui, false)?;
        self.tx().execute(
            "UPDATE session SET pending = 0 WHERE dev_eui = ?1 AND pending = 1",
            [dev_eui],
        )?;
        self.commit_counters(&[*first])?;
        Ok(true)
    }

    /// Deletes all sessions of a device with their counters.
    ///
    /// # Errors
    /// Those of the database.
    pub fn delete(&self, dev_eui: Eui64) -> Result<(), StoreError> {
        let dev_eui = dev_eui.to_be_bytes();
        self.tx().execute("DELETE FROM session WHERE dev_eui = ?1", [dev_eui])?;
        self.tx().execute("DELETE FROM session_counter WHERE dev_eui = ?1", [dev_eui])?;
        Ok(())
    }

    fn delete_one(&self, dev_eui: Eui64, pending: bool) -> Result<(), StoreError> {
        let dev_addr = self.tx().row(
            "DELETE FROM session WHERE dev_eui = ?1 AND pending = ?2 RETURNING dev_addr",
            params![dev_eui.to_be_bytes(), pending],
            |columns| columns.dev_addr(),
        )?;
        if let Some(dev_addr) = dev_addr {
            self.tx().execute(
                "DELETE FROM session_counter WHERE dev_eui = ?1 AND dev_addr = ?2",
                params![dev_eui.to_be_bytes(), dev_addr.to_be_bytes()],
            )?;
        }
        Ok(())
    }

    fn insert(
        &self,
        tenant: &TenantCode,
        session: &Session,
        pending: bool,
    ) -> Result<(), StoreError> {
        let tx = self.tx();
        let owner = owner(session.dev_eui, session.dev_addr);
        let seal = |column, key| tx.cipher.encrypt_key(Place { column, owner: &owner }, key);
        let (dev_eui, dev_addr) = (session.dev_eui.to_be_bytes(), session.dev_addr.to_be_bytes());
        tx.execute(
            "INSERT INTO session (dev_eui, pending, tenant, dev_addr, nwk_s_key, app_s_key,
                rx_delay, rx1dr_offset, rx2dr, rx2_freq, dev_nonce, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                dev_eui,
                pending,
                tenant.as_str(),
                dev_addr,
                seal(NWK_S_KEY, &session.nwk_s_key)?,
                seal(APP_S_KEY, &session.app_s_key)?,
                session.rx_delay,
                session.rx1dr_offset,
                session.rx2dr,
                session.rx2_freq,
                session.dev_nonce,
                session.created_at.as_millis(),
            ],
        )?;
        tx.execute(
            "INSERT INTO session_counter (dev_eui, dev_addr, last_f_cnt_up, next_f_cnt_down)
             VALUES (?1, ?2, ?3, ?4)",
            params![dev_eui, dev_addr, session.last_f_cnt_up, session.next_f_cnt_down],
        )?;
        Ok(())
    }
}
