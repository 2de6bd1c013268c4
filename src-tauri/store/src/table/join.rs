//! What joins have used up: DevNonces of the device, JoinNonces of the server.

use lorawan::Eui64;
use model::TenantCode;
use model::record::Session;
use rusqlite::params;

use crate::StoreError;
use crate::table::{SessionsMut, StoredMac, found, table};

/// The nonces of one device so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JoinState {
    /// Every DevNonce that was accepted, ascending.
    pub used_dev_nonces: Vec<u16>,
    /// The one accepted last; from 1.0.4 on the next must be higher.
    pub last_dev_nonce: Option<u16>,
    /// The JoinNonce (AppNonce) the next join-accept gets, below 2^24; 2^24 when used up.
    pub next_join_nonce: u32,
}

/// An accepted join.
#[derive(Debug, Clone)]
pub struct JoinCommit {
    /// Owner of the session.
    pub tenant: TenantCode,
    /// The new session; its `dev_nonce` is ignored in favour of the field here.
    pub session: Session,
    /// What the device has in force with it.
    pub mac: StoredMac,
    /// The DevNonce of the request.
    pub dev_nonce: u16,
    /// The JoinNonce of the join-accept, below 2^24.
    pub join_nonce: u32,
}

/// What became of a join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinOutcome {
    /// Nonces are used up and the session is pending.
    Committed,
    /// The DevNonce was accepted before. Nothing was changed.
    DevNonceReused,
    /// The JoinNonce was given out before; ask for the next. Nothing was changed.
    JoinNonceReused,
}

table!(
    /// What joins have used up.
    Joins,
    JoinsMut
);

impl Joins<'_> {
    /// The nonces of a device; all empty before its first join.
    ///
    /// # Errors
    /// Those of the database.
    pub fn state(&self, dev_eui: Eui64) -> Result<JoinState, StoreError> {
        let dev_eui = dev_eui.to_be_bytes();
        let state = self.0.row(
            "SELECT last_dev_nonce, next_join_nonce FROM join_state WHERE dev_eui = ?1",
            [dev_eui],
            |columns| Ok((columns.get()?, columns.get()?)),
        )?;
        let (last_dev_nonce, next_join_nonce) = state.unwrap_or_default();
        let used_dev_nonces = self.0.rows(
            "SELECT dev_nonce FROM used_dev_nonce WHERE dev_eui = ?1 ORDER BY dev_nonce",
            [dev_eui],
            |columns| columns.get(),
        )?;
        Ok(JoinState { used_dev_nonces, last_dev_nonce, next_join_nonce })
    }
}

impl JoinsMut<'_> {
    /// Uses up both nonces and makes the session pending, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the device has no profile, or on `dev_addr` when the active
    /// session has the same.
    pub fn commit(&self, join: &JoinCommit) -> Result<JoinOutcome, StoreError> {
        let tx = self.tx();
        let dev_eui = join.session.dev_eui.to_be_bytes();
        // Both are looked at before anything is changed: a refusal is no error, so nothing would
        // be undone.
        let used = tx.row(
            "SELECT 1 FROM used_dev_nonce WHERE dev_eui = ?1 AND dev_nonce = ?2",
            params![dev_eui, join.dev_nonce],
            |_| Ok(()),
        )?;
        if used.is_some() {
            return Ok(JoinOutcome::DevNonceReused);
        }
        let moved = tx.execute(
            "INSERT INTO join_state (dev_eui, next_join_nonce, last_dev_nonce)
             VALUES (?1, ?2 + 1, ?3)
             ON CONFLICT (dev_eui) DO UPDATE SET next_join_nonce = excluded.next_join_nonce,
                last_dev_nonce = excluded.last_dev_nonce
             WHERE next_join_nonce <= ?2",
            params![dev_eui, join.join_nonce, join.dev_nonce],
        )?;
        if moved == 0 {
            return Ok(JoinOutcome::JoinNonceReused);
        }
        tx.execute(
            "INSERT INTO used_dev_nonce (dev_eui, dev_nonce) VALUES (?1, ?2)",
            params![dev_eui, join.dev_nonce],
        )?;
        let session = Session { dev_nonce: Some(join.dev_nonce), ..join.session.clone() };
        let sessions = SessionsMut::new(tx.conn, tx.cipher);
        sessions.put_pending(&join.tenant, &session)?;
        sessions.put_mac(&session, &join.mac)?;
        Ok(JoinOutcome::Committed)
    }

    /// Forgets the DevNonces of a device that lost its memory. The JoinNonce does not go back: a
    /// device keeps the highest one it has seen.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such profile.
    pub fn clear_dev_nonces(&self, dev_eui: Eui64) -> Result<(), StoreError> {
        let dev_eui = dev_eui.to_be_bytes();
        let tx = self.tx();
        let sql = "SELECT 1 FROM lorawan_profile WHERE dev_eui = ?1";
        found(usize::from(tx.row(sql, [dev_eui], |_| Ok(()))?.is_some()), "profile")?;
        tx.execute("DELETE FROM used_dev_nonce WHERE dev_eui = ?1", [dev_eui])?;
        tx.execute("UPDATE join_state SET last_dev_nonce = NULL WHERE dev_eui = ?1", [dev_eui])?;
        Ok(())
    }
}
