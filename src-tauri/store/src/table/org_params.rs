//! What organisations give their scripts: one JSON object a tenant, encrypted at rest.

use model::{JsonMap, TenantCode, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::master_key::Place;
use crate::table::table;

table!(
    /// What organisations give their scripts.
    OrgParams,
    OrgParamsMut
);

fn place(tenant: &TenantCode) -> Place<'_> {
    Place { column: "org_params.params", owner: tenant.as_str().as_bytes() }
}

impl OrgParams<'_> {
    /// Those of every tenant that has some.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when they do not decrypt.
    pub fn load_all(&self) -> Result<Vec<(TenantCode, JsonMap)>, StoreError> {
        self.0.rows("SELECT tenant, params FROM org_params ORDER BY tenant", [], |columns| {
            let tenant = columns.tenant()?;
            let params: Vec<u8> = columns.get()?;
            let params = self.0.cipher.decrypt(place(&tenant), &params)?;
            Ok((tenant, serde_json::from_slice(&params).map_err(StoreError::corrupt)?))
        })
    }
}

impl OrgParamsMut<'_> {
    /// Stores those of a tenant instead of what it had.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the tenant does not exist.
    pub fn put(
        &self,
        tenant: &TenantCode,
        values: &JsonMap,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let tx = self.tx();
        let text = serde_json::to_vec(values).map_err(StoreError::corrupt)?;
        let encrypted = tx.cipher.encrypt(place(tenant), &text)?;
        tx.execute(
            "INSERT INTO org_params (tenant, params, updated_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (tenant) DO UPDATE SET params = excluded.params,
                updated_at = excluded.updated_at",
            params![tenant.as_str(), encrypted, at.as_millis()],
        )?;
        Ok(())
    }
}
