//! What models of any kind were after each of their last saves.

use model::{JsonMap, RecordId, TenantCode, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::column::{id_value, json_text};
use crate::table::table;

table!(
    /// Versions of models.
    ModelVersions,
    ModelVersionsMut
);

/// One save of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelVersion {
    /// Counts the saves of the model, from 1.
    pub number: u32,
    /// When it was saved.
    pub saved_at: Timestamp,
}

impl ModelVersions<'_> {
    /// The versions of a tenant, and those made while it was public, that are kept of a model,
    /// newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn list(
        &self,
        tenant: &TenantCode,
        model: RecordId,
    ) -> Result<Vec<ModelVersion>, StoreError> {
        self.0.rows(
            "SELECT number, saved_at FROM model_version WHERE model = ?1
             AND tenant IN (?2, 'PUBLIC') ORDER BY number DESC",
            params![id_value(model), tenant.as_str()],
            |columns| Ok(ModelVersion { number: columns.get()?, saved_at: columns.time()? }),
        )
    }

    /// What a model was in one version of a tenant, or while it was public.
    ///
    /// # Errors
    /// Those of the database.
    pub fn content(
        &self,
        tenant: &TenantCode,
        model: RecordId,
        number: u32,
    ) -> Result<Option<JsonMap>, StoreError> {
        self.0.row(
            "SELECT content FROM model_version WHERE model = ?1 AND number = ?2
             AND tenant IN (?3, 'PUBLIC')",
            params![id_value(model), number, tenant.as_str()],
            |columns| columns.json_map(),
        )
    }
}

impl ModelVersionsMut<'_> {
    /// Adds a version and forgets all but the newest `kept`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn append(
        &self,
        tenant: &TenantCode,
        model: RecordId,
        saved_at: Timestamp,
        content: &JsonMap,
        kept: u32,
    ) -> Result<(), StoreError> {
        let id = id_value(model);
        self.tx().execute(
            "INSERT INTO model_version (model, number, tenant, saved_at, content)
             SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4
             FROM model_version WHERE model = ?1",
            params![id, tenant.as_str(), saved_at.as_millis(), json_text(content)],
        )?;
        self.tx().execute(
            "DELETE FROM model_version WHERE model = ?1
             AND number <= (SELECT max(number) FROM model_version WHERE model = ?1) - ?2",
            params![id, kept],
        )?;
        Ok(())
    }

    /// Forgets all versions of a model.
    ///
    /// # Errors
    /// Those of the database.
    pub fn forget(&self, model: RecordId) -> Result<(), StoreError> {
        self.tx().execute("DELETE FROM model_version WHERE model = ?1", [id_value(model)])?;
        Ok(())
    }
}
