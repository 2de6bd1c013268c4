//! Saved test cases of models of any kind.

use model::{DeviceEui, JsonMap, RecordId, TenantCode};
use rusqlite::params;
use serde_json::Value;

use crate::StoreError;
use crate::column::{Columns, id_value, json_text};
use crate::table::{found, inserted, table};

table!(
    /// Test cases of models.
    ModelCases,
    ModelCasesMut
);

/// What a model's script must return for an input.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelCase {
    /// Record id.
    pub id: RecordId,
    /// Owner.
    pub tenant: TenantCode,
    /// The model, of any kind.
    pub model: RecordId,
    /// Label.
    pub name: String,
    /// The device the input was taken from.
    pub eui: Option<DeviceEui>,
    /// The script's variables.
    pub input: JsonMap,
    /// What it must return; null for nothing.
    pub expected: Value,
}

const COLUMNS: &str = "id, tenant, model, name, eui, input, expected";

impl ModelCases<'_> {
    /// The cases of a tenant for a model, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn list(&self, tenant: &TenantCode, model: RecordId) -> Result<Vec<ModelCase>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM model_case WHERE model = ?1 AND tenant = ?2 ORDER BY id"
        );
        self.0.rows(&sql, params![id_value(model), tenant.as_str()], model_case)
    }
}

impl ModelCasesMut<'_> {
    /// Adds a case.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the tenant does not exist.
    pub fn insert(&self, case: &ModelCase) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO model_case ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO NOTHING"
        );
        inserted(self.put(&sql, case)?, "model_case", "id")
    }

    /// Replaces name, input and expected result.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it is another tenant's or another model's.
    pub fn update(&self, case: &ModelCase) -> Result<(), StoreError> {
        let changed = self.put(
            "UPDATE model_case SET name = ?4, eui = ?5, input = ?6, expected = ?7
             WHERE id = ?1 AND tenant = ?2 AND model = ?3",
            case,
        )?;
        found(changed, "model_case")
    }

    /// Deletes a case.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it is another tenant's or another model's.
    pub fn delete(
        &self,
        tenant: &TenantCode,
        model: RecordId,
        id: RecordId,
    ) -> Result<(), StoreError> {
        let changed = self.tx().execute(
            "DELETE FROM model_case WHERE id = ?1 AND tenant = ?2 AND model = ?3",
            params![id_value(id), tenant.as_str(), id_value(model)],
        )?;
        found(changed, "model_case")
    }

    /// Deletes all cases of a model.
    ///
    /// # Errors
    /// Those of the database.
    pub fn forget(&self, model: RecordId) -> Result<(), StoreError> {
        self.tx().execute("DELETE FROM model_case WHERE model = ?1", [id_value(model)])?;
        Ok(())
    }

    fn put(&self, sql: &str, case: &ModelCase) -> Result<usize, StoreError> {
        self.tx().execute(
            sql,
            params![
                id_value(case.id),
                case.tenant.as_str(),
                id_value(case.model),
                case.name,
                case.eui.as_ref().map(DeviceEui::as_str),
                json_text(&case.input),
                case.expected.to_string(),
            ],
        )
    }
}

fn model_case(columns: &mut Columns<'_, '_>) -> Result<ModelCase, StoreError> {
    Ok(ModelCase {
        id: columns.id()?,
        tenant: columns.tenant()?,
        model: columns.id()?,
        name: columns.get()?,
        eui: columns.parse_opt()?,
        input: columns.json_map()?,
        expected: columns.json()?,
    })
}
