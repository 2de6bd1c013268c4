//! Tenants.

use model::TenantCode;
use model::record::Tenant;
use rusqlite::params;

use crate::StoreError;
use crate::column::Columns;
use crate::table::{found, inserted, table};

table!(
    /// Tenants: the unit of isolation.
    Tenants,
    TenantsMut
);

impl Tenants<'_> {
    /// All tenants by code, without the owner of built-in records.
    ///
    /// # Errors
    /// Those of the database.
    pub fn all(&self) -> Result<Vec<Tenant>, StoreError> {
        self.0.rows(
            "SELECT code, name, created_at FROM tenant WHERE code <> 'PUBLIC' ORDER BY code",
            [],
            tenant,
        )
    }

    /// One tenant.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, code: &TenantCode) -> Result<Option<Tenant>, StoreError> {
        let sql = "SELECT code, name, created_at FROM tenant WHERE code = ?1";
        self.0.row(sql, [code.as_str()], tenant)
    }
}

impl TenantsMut<'_> {
    /// Adds a tenant.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `code`.
    pub fn insert(&self, tenant: &Tenant) -> Result<(), StoreError> {
        let changed = self.tx().execute(
            "INSERT INTO tenant (code, name, created_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (code) DO NOTHING",
            params![tenant.code.as_str(), tenant.name, tenant.created_at.as_millis()],
        )?;
        inserted(changed, "tenant", "code")
    }

    /// Changes a tenant's name.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn rename(&self, code: &TenantCode, name: &str) -> Result<(), StoreError> {
        let sql = "UPDATE tenant SET name = ?2 WHERE code = ?1 AND code <> 'PUBLIC'";
        found(self.tx().execute(sql, params![code.as_str(), name])?, "tenant")
    }

    /// Deletes a tenant with everything it owns in the configuration.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, code: &TenantCode) -> Result<(), StoreError> {
        // Models cannot go while devices mount them; the cascade's order is not ours to choose.
        self.tx().execute("DELETE FROM device WHERE tenant = ?1", [code.as_str()])?;
        let sql = "DELETE FROM tenant WHERE code = ?1 AND code <> 'PUBLIC'";
        found(self.tx().execute(sql, [code.as_str()])?, "tenant")
    }
}

fn tenant(columns: &mut Columns<'_, '_>) -> Result<Tenant, StoreError> {
    Ok(Tenant { code: columns.tenant()?, name: columns.get()?, created_at: columns.time()? })
}
