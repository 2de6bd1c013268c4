//! Thing models: scripts with the description of their fields.

use model::record::ThingModel;
use model::{RecordId, TenantCode};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, list_text};
use crate::table::mounted::THING_MODELS;
use crate::table::{found, inserted, table};

table!(
    /// Thing models.
    ThingModels,
    ThingModelsMut
);

const COLUMNS: &str = "m.id, m.tenant, m.id_name, m.name, m.payload_parser,
    m.payload_parser_type, m.apply_to, m.telemetry_config, m.tags, m.remark, m.updated_at";

/// The parameters of every statement that writes a whole model, in column order.
macro_rules! values {
    ($model:expr) => {
        params![
            id_value($model.id),
            $model.tenant.as_str(),
            $model.id_name,
            $model.name,
            $model.payload_parser,
            $model.payload_parser_type.as_str(),
            $model.apply_to.as_str(),
            $model.telemetry_config.to_string(),
            list_text(&$model.tags),
            $model.remark,
            $model.updated_at.as_millis(),
        ]
    };
}

impl ThingModels<'_> {
    /// All thing models of the instance by id, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<ThingModel>, StoreError> {
        self.0.rows(&format!("SELECT {COLUMNS} FROM thing_model m ORDER BY m.id"), [], thing_model)
    }

    /// One thing model.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, id: RecordId) -> Result<Option<ThingModel>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM thing_model m WHERE m.id = ?1");
        self.0.row(&sql, [id_value(id)], thing_model)
    }

    /// How many devices mount it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn used_by(&self, id: RecordId) -> Result<u64, StoreError> {
        THING_MODELS.used_by(&self.0, id)
    }
}

impl ThingModelsMut<'_> {
    /// Adds a thing model.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `id_name` when the tenant or a built-in model has it, or when
    /// the tenant does not exist.
    pub fn insert(&self, model: &ThingModel) -> Result<(), StoreError> {
        self.id_name_is_free(model)?;
        inserted(self.put(model, "DO NOTHING")?, "thing_model", "id")
    }

    /// Replaces all fields but the tenant.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant;
    /// [`StoreError::Conflict`] on `id_name`.
    pub fn update(&self, model: &ThingModel) -> Result<(), StoreError> {
        self.id_name_is_free(model)?;
        let changed = self.tx().execute(
            "UPDATE thing_model SET id_name = ?3, name = ?4, payload_parser = ?5,
                payload_parser_type = ?6, apply_to = ?7, telemetry_config = ?8, tags = ?9,
                remark = ?10, updated_at = ?11
             WHERE id = ?1 AND tenant = ?2",
            values!(model),
        )?;
        found(changed, "thing_model")
    }

    /// Adds a built-in model or brings it up to date; `false` when it already was as given.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_builtin(&self, model: &ThingModel) -> Result<bool, StoreError> {
        let model = &ThingModel { tenant: TenantCode::public(), ..model.clone() };
        let current = self.get(model.id)?;
        if current
            .is_some_and(|current| ThingModel { updated_at: model.updated_at, ..current } == *model)
        {
            return Ok(false);
        }
        THING_MODELS.make_way(self.tx(), model.id, &model.id_name)?;
        let changed = self.put(
            model,
            "DO UPDATE SET tenant = excluded.tenant, id_name = excluded.id_name,
                name = excluded.name, payload_parser = excluded.payload_parser,
                payload_parser_type = excluded.payload_parser_type, apply_to = excluded.apply_to,
                telemetry_config = excluded.telemetry_config, tags = excluded.tags,
                remark = excluded.remark, updated_at = excluded.updated_at",
        )?;
        Ok(changed > 0)
    }

    /// Deletes a thing model.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] (`InUse`) while a device mounts it; [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        THING_MODELS.delete(self.tx(), id)
    }

    fn id_name_is_free(&self, model: &ThingModel) -> Result<(), StoreError> {
        THING_MODELS.is_free(self.tx(), model.id, &model.tenant, &model.id_name)
    }

    fn put(&self, model: &ThingModel, on_conflict: &'static str) -> Result<usize, StoreError> {
        let sql = format!(
            "INSERT INTO thing_model (id, tenant, id_name, name, payload_parser,
                payload_parser_type, apply_to, telemetry_config, tags, remark, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (id) {on_conflict}"
        );
        self.tx().execute(&sql, values!(model))
    }
}

pub(crate) fn thing_model(columns: &mut Columns<'_, '_>) -> Result<ThingModel, StoreError> {
    Ok(ThingModel {
        id: columns.id()?,
        tenant: columns.tenant()?,
        id_name: columns.get()?,
        name: columns.get()?,
        payload_parser: columns.get()?,
        payload_parser_type: columns.parse()?,
        apply_to: columns.parse()?,
        telemetry_config: columns.json()?,
        tags: columns.text_list()?,
        remark: columns.get()?,
        updated_at: columns.time()?,
    })
}
