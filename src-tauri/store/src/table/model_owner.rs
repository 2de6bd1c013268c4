//! Whose models of any kind are: a tenant's, or everybody's.

use model::record::RecordKey;
use model::{RecordId, TenantCode, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::column::id_value;
use crate::table::mounted::{Mounted, RPC_MODELS, THING_MODELS, TRIGGER_MODELS};
use crate::table::rpc_model::is_not_linked_elsewhere;
use crate::table::{Tx, found};
use crate::transaction::WriteTx;

impl WriteTx<'_> {
    /// Makes a model of a tenant everybody's.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another model of any tenant has its name;
    /// [`StoreError::NotFound`], also when it is another tenant's or no model.
    pub fn promote_model(
        &self,
        model: &RecordKey,
        tenant: &TenantCode,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (tx, (table, id, mounted)) = (self.tx(), table_of(model)?);
        if let Some(mounted) = mounted {
            mounted.is_free_everywhere(&tx, id)?;
        }
        give(&tx, table, id, tenant, &TenantCode::public(), at)
    }

    /// Makes a model of everybody a tenant's.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] (`InUse`) when another tenant's device mounts it or an attribute of
    /// one links to it, another tenant's device execution calls it, or a device template that is not
    /// the tenant's names it; [`StoreError::NotFound`], also when it is not everybody's.
    pub fn take_model_back(
        &self,
        model: &RecordKey,
        tenant: &TenantCode,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (tx, (table, id, mounted)) = (self.tx(), table_of(model)?);
        if let Some(mounted) = mounted {
            mounted.is_unused_elsewhere(&tx, id, tenant)?;
        }
        if self.device_templates().is_named_elsewhere((table, id), tenant)? {
            return Err(StoreError::in_use("device_template", table));
        }
        if matches!(model, RecordKey::RpcModel(_)) {
            is_not_linked_elsewhere(&tx, id, tenant)?;
            let sql = "SELECT 1 FROM device_execution WHERE rpc_id = ?1 AND tenant <> ?2";
            let called = tx.row(sql, params![id_value(id), tenant.as_str()], |_| Ok(()))?;
            called.map_or(Ok(()), |()| Err(StoreError::in_use("device_execution", "rpc_id")))?;
        }
        give(&tx, table, id, &TenantCode::public(), tenant, at)
    }

    const fn tx(&self) -> Tx<'_> {
        Tx { conn: self.conn, cipher: self.cipher }
    }
}

/// The table of a model, its id, and how devices mount its kind.
fn table_of(
    model: &RecordKey,
) -> Result<(&'static str, RecordId, Option<&'static Mounted>), StoreError> {
    let mounts = |mounted: &'static Mounted, id: RecordId| Ok((mounted.table, id, Some(mounted)));
    match model {
        RecordKey::ThingModel(id) => mounts(&THING_MODELS, *id),
        RecordKey::RpcModel(id) => mounts(&RPC_MODELS, *id),
        RecordKey::TriggerModel(id) => mounts(&TRIGGER_MODELS, *id),
        RecordKey::DeviceTemplate(id) => Ok(("device_template", *id, None)),
        RecordKey::Device(_)
        | RecordKey::Profile(_)
        | RecordKey::Gateway(_)
        | RecordKey::Location(_) => Err(StoreError::NotFound("model")),
    }
}

fn give(
    tx: &Tx<'_>,
    table: &'static str,
    id: RecordId,
    from: &TenantCode,
    to: &TenantCode,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql =
        format!("UPDATE {table} SET tenant = ?3, updated_at = ?4 WHERE id = ?1 AND tenant = ?2");
    let given = params![id_value(id), from.as_str(), to.as_str(), at.as_millis()];
    found(tx.execute(&sql, given)?, table)
}
