//! Logins of MQTT clients: one per tenant, with the password encrypted at rest.

use std::fmt;

use model::{TenantCode, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::column::Columns;
use crate::master_key::Place;
use crate::table::{found, table};

/// A tenant's MQTT login.
#[derive(Clone, PartialEq, Eq)]
pub struct MqttAccount {
    /// Tenant whose topics it may use; one login each.
    pub tenant: TenantCode,
    /// Unique in the instance.
    pub username: String,
    /// In clear, because its owner types it into devices. Never printed.
    pub password: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl fmt::Debug for MqttAccount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("MqttAccount")
            .field("tenant", &self.tenant)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

table!(
    /// Logins of MQTT clients.
    MqttAccounts,
    MqttAccountsMut
);

fn place(tenant: &TenantCode) -> Place<'_> {
    Place { column: "mqtt_account.password", owner: tenant.as_str().as_bytes() }
}

impl MqttAccounts<'_> {
    /// All logins by name.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a password does not decrypt.
    pub fn all(&self) -> Result<Vec<MqttAccount>, StoreError> {
        self.0.rows(
            "SELECT username, tenant, password, created_at, updated_at FROM mqtt_account
             ORDER BY username",
            [],
            |columns| self.account(columns),
        )
    }

    /// The login of a tenant.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the password does not decrypt.
    pub fn get(&self, tenant: &TenantCode) -> Result<Option<MqttAccount>, StoreError> {
        self.0.row(
            "SELECT username, tenant, password, created_at, updated_at FROM mqtt_account
             WHERE tenant = ?1",
            [tenant.as_str()],
            |columns| self.account(columns),
        )
    }

    fn account(&self, columns: &mut Columns<'_, '_>) -> Result<MqttAccount, StoreError> {
        let username = columns.get()?;
        let tenant = columns.tenant()?;
        let password: Vec<u8> = columns.get()?;
        let password = self.0.cipher.decrypt(place(&tenant), &password)?;
        Ok(MqttAccount {
            username,
            password: String::from_utf8(password).map_err(StoreError::corrupt)?,
            tenant,
            created_at: columns.time()?,
            updated_at: columns.time()?,
        })
    }
}

impl MqttAccountsMut<'_> {
    /// Adds a tenant's login or replaces it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `username` when another tenant has it, or when the tenant does
    /// not exist.
    pub fn put(&self, account: &MqttAccount) -> Result<(), StoreError> {
        let tx = self.tx();
        let taken = tx.row(
            "SELECT 1 FROM mqtt_account WHERE username = ?1 AND tenant <> ?2",
            params![account.username, account.tenant.as_str()],
            |_| Ok(()),
        )?;
        if taken.is_some() {
            return Err(StoreError::exists("mqtt_account", "username"));
        }
        let password = tx.cipher.encrypt(place(&account.tenant), account.password.as_bytes())?;
        tx.execute(
            "INSERT INTO mqtt_account (username, tenant, password, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (tenant) DO UPDATE SET username = excluded.username,
                password = excluded.password, updated_at = excluded.updated_at",
            params![
                account.username,
                account.tenant.as_str(),
                password,
                account.created_at.as_millis(),
                account.updated_at.as_millis(),
            ],
        )?;
        Ok(())
    }

    /// Deletes a tenant's login.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, tenant: &TenantCode) -> Result<(), StoreError> {
        let sql = "DELETE FROM mqtt_account WHERE tenant = ?1";
        found(self.tx().execute(sql, [tenant.as_str()])?, "mqtt_account")
    }
}
