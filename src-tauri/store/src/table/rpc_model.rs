//! RPC models: the scripts of commands.

use model::record::RpcModel;
use model::{JsonMap, RecordId, TenantCode};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, list_text};
use crate::table::device_execution::is_not_called;
use crate::table::mounted::RPC_MODELS;
use crate::table::{Tx, found, inserted, table};

table!(
    /// Rpc models.
    RpcModels,
    RpcModelsMut
);

const COLUMNS: &str =
    "id, tenant, id_name, name, inherit, template, rpc_script, tags, remark, updated_at";

/// The parameters of every statement that writes a whole model, in column order.
macro_rules! values {
    ($model:expr) => {
        params![
            id_value($model.id),
            $model.tenant.as_str(),
            $model.id_name,
            $model.name,
            $model.inherit,
            $model.template.to_string(),
            $model.rpc_script,
            list_text(&$model.tags),
            $model.remark,
            $model.updated_at.as_millis(),
        ]
    };
}

impl RpcModels<'_> {
    /// All of the instance by id, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<RpcModel>, StoreError> {
        self.0.rows(&format!("SELECT {COLUMNS} FROM rpc_model ORDER BY id"), [], rpc_model)
    }

    /// One model.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, id: RecordId) -> Result<Option<RpcModel>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rpc_model WHERE id = ?1");
        self.0.row(&sql, [id_value(id)], rpc_model)
    }
}

impl RpcModelsMut<'_> {
    /// Adds a model.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `id_name` when the tenant or a built-in model has it, or when the
    /// tenant does not exist.
    pub fn insert(&self, model: &RpcModel) -> Result<(), StoreError> {
        RPC_MODELS.is_free(self.tx(), model.id, &model.tenant, &model.id_name)?;
        inserted(self.put(model, "DO NOTHING")?, "rpc_model", "id")
    }

    /// Replaces all fields but the tenant.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant;
    /// [`StoreError::Conflict`] on `id_name`.
    pub fn update(&self, model: &RpcModel) -> Result<(), StoreError> {
        RPC_MODELS.is_free(self.tx(), model.id, &model.tenant, &model.id_name)?;
        let changed = self.tx().execute(
            "UPDATE rpc_model SET id_name = ?3, name = ?4, inherit = ?5, template = ?6, rpc_script = ?7, tags = ?8, remark = ?9, updated_at = ?10
             WHERE id = ?1 AND tenant = ?2",
            values!(model),
        )?;
        found(changed, "rpc_model")
    }

    /// Adds a built-in model or brings it up to date; `false` when it already was as given.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_builtin(&self, model: &RpcModel) -> Result<bool, StoreError> {
        let model = &RpcModel { tenant: TenantCode::public(), ..model.clone() };
        let current = self.get(model.id)?;
        if current
            .is_some_and(|current| RpcModel { updated_at: model.updated_at, ..current } == *model)
        {
            return Ok(false);
        }
        RPC_MODELS.make_way(self.tx(), model.id, &model.id_name)?;
        let changed = self.put(
            model,
            "DO UPDATE SET tenant = excluded.tenant, id_name = excluded.id_name, name = excluded.name, inherit = excluded.inherit, template = excluded.template, rpc_script = excluded.rpc_script, tags = excluded.tags, remark = excluded.remark, updated_at = excluded.updated_at",
        )?;
        Ok(changed > 0)
    }

    /// Deletes a model.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] (`InUse`) while a device mounts it or a device execution calls it;
    /// [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        is_not_called(self.tx(), id)?;
        RPC_MODELS.delete(self.tx(), id)
    }

    fn put(&self, model: &RpcModel, on_conflict: &'static str) -> Result<usize, StoreError> {
        let sql = format!(
            "INSERT INTO rpc_model ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (id) {on_conflict}"
        );
        self.tx().execute(&sql, values!(model))
    }
}

/// The models that definitions of attributes link to.
pub(crate) fn linked_by(definitions: &JsonMap) -> impl Iterator<Item = RecordId> {
    let linked = definitions.values().filter_map(|said| said.get("rpcs")?.as_array());
    linked.flatten().filter_map(|id| id.as_str()?.parse().ok())
}

/// That no attribute of another tenant's device links to a model.
pub(crate) fn is_not_linked_elsewhere(
    tx: &Tx<'_>,
    id: RecordId,
    tenant: &TenantCode,
) -> Result<(), StoreError> {
    let sql = "SELECT server_attrs_meta, shared_attrs_meta FROM device
        WHERE tenant <> ?1 AND instr(server_attrs_meta || shared_attrs_meta, ?2)";
    let key = params![tenant.as_str(), format!("\"{id}\"")];
    let said = tx.rows(sql, key, |columns| Ok([columns.json_map()?, columns.json_map()?]))?;
    if said.iter().flatten().flat_map(linked_by).any(|linked| linked == id) {
        return Err(StoreError::in_use("device", "rpcs"));
    }
    Ok(())
}

fn rpc_model(columns: &mut Columns<'_, '_>) -> Result<RpcModel, StoreError> {
    Ok(RpcModel {
        id: columns.id()?,
        tenant: columns.tenant()?,
        id_name: columns.get()?,
        name: columns.get()?,
        inherit: columns.get()?,
        template: columns.json()?,
        rpc_script: columns.get()?,
        tags: columns.text_list()?,
        remark: columns.get()?,
        updated_at: columns.time()?,
    })
}
