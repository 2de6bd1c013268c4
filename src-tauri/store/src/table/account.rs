//! Accounts of people.

use std::fmt;

use model::record::Role;
use model::{TenantCode, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::column::Columns;
use crate::table::{found, table};

/// A person's login.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// What the person types; unique in the instance.
    pub name: String,
    /// Tenant the person acts in.
    pub tenant: TenantCode,
    /// What the person may do.
    pub role: Role,
    /// The password's hash in PHC form; never the password.
    pub password_hash: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl fmt::Debug for Account {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Account")
            .field("name", &self.name)
            .field("tenant", &self.tenant)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

table!(
    /// Accounts of people.
    Accounts,
    AccountsMut
);

const COLUMNS: &str = "name, tenant, role, password_hash, created_at, updated_at";

impl Accounts<'_> {
    /// All accounts by name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn all(&self) -> Result<Vec<Account>, StoreError> {
        self.0.rows(&format!("SELECT {COLUMNS} FROM account ORDER BY name"), [], account)
    }

    /// One account.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, name: &str) -> Result<Option<Account>, StoreError> {
        self.0.row(&format!("SELECT {COLUMNS} FROM account WHERE name = ?1"), [name], account)
    }
}

impl AccountsMut<'_> {
    /// Adds an account or replaces the one with its name.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the tenant does not exist.
    pub fn put(&self, account: &Account) -> Result<(), StoreError> {
        self.tx().execute(
            "INSERT INTO account (name, tenant, role, password_hash, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (name) DO UPDATE SET tenant = excluded.tenant, role = excluded.role,
                password_hash = excluded.password_hash, updated_at = excluded.updated_at",
            params![
                account.name,
                account.tenant.as_str(),
                account.role.as_str(),
                account.password_hash,
                account.created_at.as_millis(),
                account.updated_at.as_millis(),
            ],
        )?;
        Ok(())
    }

    /// Deletes an account.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, name: &str) -> Result<(), StoreError> {
        found(self.tx().execute("DELETE FROM account WHERE name = ?1", [name])?, "account")
    }
}

fn account(columns: &mut Columns<'_, '_>) -> Result<Account, StoreError> {
    Ok(Account {
        name: columns.get()?,
        tenant: columns.tenant()?,
        role: columns.parse()?,
        password_hash: columns.get()?,
        created_at: columns.time()?,
        updated_at: columns.time()?,
    })
}
