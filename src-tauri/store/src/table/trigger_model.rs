//! Trigger models: the scripts of rules.

use model::record::TriggerModel;
use model::{RecordId, TenantCode};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, list_text};
use crate::table::mounted::TRIGGER_MODELS;
use crate::table::{found, inserted, table};

table!(
    /// Trigger models.
    TriggerModels,
    TriggerModelsMut
);

const COLUMNS: &str = "id, tenant, name, inherit, trigger_script, tags, remark, updated_at";

/// The parameters of every statement that writes a whole model, in column order.
macro_rules! values {
    ($model:expr) => {
        params![
            id_value($model.id),
            $model.tenant.as_str(),
            $model.name,
            $model.inherit,
            $model.trigger_script,
            list_text(&$model.tags),
            $model.remark,
            $model.updated_at.as_millis(),
        ]
    };
}

impl TriggerModels<'_> {
    /// All of the instance by id, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<TriggerModel>, StoreError> {
        self.0.rows(&format!("SELECT {COLUMNS} FROM trigger_model ORDER BY id"), [], trigger_model)
    }

    /// One model.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, id: RecordId) -> Result<Option<TriggerModel>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM trigger_model WHERE id = ?1");
        self.0.row(&sql, [id_value(id)], trigger_model)
    }
}

impl TriggerModelsMut<'_> {
    /// Adds a model.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `name` when the tenant or a built-in model has it, or when the
    /// tenant does not exist.
    pub fn insert(&self, model: &TriggerModel) -> Result<(), StoreError> {
        TRIGGER_MODELS.is_free(self.tx(), model.id, &model.tenant, &model.name)?;
        inserted(self.put(model, "DO NOTHING")?, "trigger_model", "id")
    }

    /// Replaces all fields but the tenant.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant;
    /// [`StoreError::Conflict`] on `name`.
    pub fn update(&self, model: &TriggerModel) -> Result<(), StoreError> {
        TRIGGER_MODELS.is_free(self.tx(), model.id, &model.tenant, &model.name)?;
        let changed = self.tx().execute(
            "UPDATE trigger_model SET name = ?3, inherit = ?4, trigger_script = ?5, tags = ?6, remark = ?7, updated_at = ?8
             WHERE id = ?1 AND tenant = ?2",
            values!(model),
        )?;
        found(changed, "trigger_model")
    }

    /// Adds a built-in model or brings it up to date; `false` when it already was as given.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_builtin(&self, model: &TriggerModel) -> Result<bool, StoreError> {
        let model = &TriggerModel { tenant: TenantCode::public(), ..model.clone() };
        let current = self.get(model.id)?;
        if current.is_some_and(|current| {
            TriggerModel { updated_at: model.updated_at, ..current } == *model
        }) {
            return Ok(false);
        }
        TRIGGER_MODELS.make_way(self.tx(), model.id, &model.name)?;
        let changed = self.put(
            model,
            "DO UPDATE SET tenant = excluded.tenant, name = excluded.name, inherit = excluded.inherit, trigger_script = excluded.trigger_script, tags = excluded.tags, remark = excluded.remark, updated_at = excluded.updated_at",
        )?;
        Ok(changed > 0)
    }

    /// Deletes a model.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] (`InUse`) while a device mounts it; [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        TRIGGER_MODELS.delete(self.tx(), id)
    }

    fn put(&self, model: &TriggerModel, on_conflict: &'static str) -> Result<usize, StoreError> {
        let sql = format!(
            "INSERT INTO trigger_model ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) {on_conflict}"
        );
        self.tx().execute(&sql, values!(model))
    }
}

fn trigger_model(columns: &mut Columns<'_, '_>) -> Result<TriggerModel, StoreError> {
    Ok(TriggerModel {
        id: columns.id()?,
        tenant: columns.tenant()?,
        name: columns.get()?,
        inherit: columns.get()?,
        trigger_script: columns.get()?,
        tags: columns.text_list()?,
        remark: columns.get()?,
        updated_at: columns.time()?,
    })
}
