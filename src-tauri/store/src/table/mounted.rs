//! What the tables of models that devices mount have in common: unique names, and the links from
//! devices, in order.

use model::record::Device;
use model::{RecordId, TenantCode};
use rusqlite::params;

use crate::StoreError;
use crate::column::id_value;
use crate::table::{Tx, found};

/// A table of models and the table of the devices that mount them.
pub(crate) struct Mounted {
    /// The models' table, also the record's name in errors.
    pub(crate) table: &'static str,
    /// The column that names a model.
    pub(crate) key: &'static str,
    /// The links' table.
    pub(crate) links: &'static str,
    /// The links' column with the model, also the device's field in errors.
    pub(crate) link: &'static str,
}

pub(crate) const THING_MODELS: Mounted = Mounted {
    table: "thing_model",
    key: "id_name",
    links: "device_thing_model",
    link: "thing_model",
};
pub(crate) const RPC_MODELS: Mounted =
    Mounted { table: "rpc_model", key: "id_name", links: "device_rpc", link: "rpc" };
pub(crate) const TRIGGER_MODELS: Mounted =
    Mounted { table: "trigger_model", key: "name", links: "device_trigger", link: "trigger_model" };

impl Mounted {
    /// How many devices mount a model.
    pub(crate) fn used_by(&self, tx: &Tx<'_>, id: RecordId) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) FROM {} WHERE {} = ?1", self.links, self.link);
        let count = tx.row(&sql, [id_value(id)], |columns| columns.get::<i64>())?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// That no other model of the tenant, and no public one, has this name; of a public one that
    /// no other model at all has it.
    pub(crate) fn is_free(
        &self,
        tx: &Tx<'_>,
        id: RecordId,
        tenant: &TenantCode,
        name: &str,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT 1 FROM {} WHERE {} = ?1 AND id <> ?3
             AND (tenant IN (?2, 'PUBLIC') OR ?2 = 'PUBLIC')",
            self.table, self.key
        );
        let taken = tx.row(&sql, params![name, tenant.as_str(), id_value(id)], |_| Ok(()))?;
        taken.map_or(Ok(()), |()| Err(StoreError::exists(self.table, self.key)))
    }

    /// That no other model of any tenant has the name of this one.
    pub(crate) fn is_free_everywhere(&self, tx: &Tx<'_>, id: RecordId) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT 1 FROM {table} JOIN {table} AS own USING ({key})
             WHERE own.id = ?1 AND {table}.id <> ?1",
            table = self.table,
            key = self.key
        );
        let taken = tx.row(&sql, [id_value(id)], |_| Ok(()))?;
        taken.map_or(Ok(()), |()| Err(StoreError::exists(self.table, self.key)))
    }

    /// That no device of another tenant mounts a model.
    pub(crate) fn is_unused_elsewhere(
        &self,
        tx: &Tx<'_>,
        id: RecordId,
        tenant: &TenantCode,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT 1 FROM {links} JOIN device ON device.id = {links}.device
             WHERE {links}.{link} = ?1 AND device.tenant <> ?2",
            links = self.links,
            link = self.link
        );
        let mounted = tx.row(&sql, params![id_value(id), tenant.as_str()], |_| Ok(()))?;
        mounted.map_or(Ok(()), |()| Err(StoreError::in_use(self.table, "id")))
    }

    /// Lets a model that somebody promoted make way for a built-in one of its name: a name is there
    /// only once among the public ones.
    pub(crate) fn make_way(
        &self,
        tx: &Tx<'_>,
        builtin: RecordId,
        name: &str,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "UPDATE {table} SET {key} = substr({key}, 1, 64) || '_' || id
             WHERE tenant = 'PUBLIC' AND {key} = ?1 AND id <> ?2",
            table = self.table,
            key = self.key
        );
        tx.execute(&sql, params![name, id_value(builtin)])?;
        Ok(())
    }

    /// Deletes a model that no device mounts.
    pub(crate) fn delete(&self, tx: &Tx<'_>, id: RecordId) -> Result<(), StoreError> {
        if self.used_by(tx, id)? > 0 {
            return Err(StoreError::in_use(self.table, "id"));
        }
        let sql = format!("DELETE FROM {} WHERE id = ?1", self.table);
        found(tx.execute(&sql, [id_value(id)])?, self.table)
    }

    /// The models a device mounts, in order.
    pub(crate) fn of_device(
        &self,
        tx: &Tx<'_>,
        device: RecordId,
    ) -> Result<Vec<RecordId>, StoreError> {
        let sql =
            format!("SELECT {} FROM {} WHERE device = ?1 ORDER BY position", self.link, self.links);
        tx.rows(&sql, [id_value(device)], |columns| columns.id())
    }

    /// The models of every device, ordered by device and position.
    pub(crate) fn of_devices(&self, tx: &Tx<'_>) -> Result<Vec<(RecordId, RecordId)>, StoreError> {
        let sql =
            format!("SELECT device, {} FROM {} ORDER BY device, position", self.link, self.links);
        tx.rows(&sql, [], |columns| Ok((columns.id()?, columns.id()?)))
    }

    /// Adds a model behind those that a device mounts, if it is not among them.
    pub(crate) fn add(
        &self,
        tx: &Tx<'_>,
        device: RecordId,
        model: RecordId,
    ) -> Result<(), StoreError> {
        let insert = format!(
            "INSERT INTO {links} (device, position, {link})
             SELECT ?1, 1 + coalesce((SELECT max(position) FROM {links} WHERE device = ?1), -1), ?2
             WHERE EXISTS (SELECT 1 FROM device WHERE id = ?1)
             ON CONFLICT ({link}, device) DO NOTHING",
            links = self.links,
            link = self.link
        );
        tx.execute(&insert, params![id_value(device), id_value(model)])?;
        Ok(())
    }

    /// Replaces the models a device mounts. Repeated ones are taken once.
    pub(crate) fn set(
        &self,
        tx: &Tx<'_>,
        device: &Device,
        models: &[RecordId],
    ) -> Result<(), StoreError> {
        let id = id_value(device.id);
        tx.execute(&format!("DELETE FROM {} WHERE device = ?1", self.links), [id])?;
        let known =
            format!("SELECT 1 FROM {} WHERE id = ?1 AND tenant IN (?2, 'PUBLIC')", self.table);
        let insert = format!(
            "INSERT INTO {} (device, position, {link}) VALUES (?1, ?2, ?3)
             ON CONFLICT ({link}, device) DO NOTHING",
            self.links,
            link = self.link
        );
        for (position, model) in (0_i64..).zip(models) {
            let key = params![id_value(*model), device.tenant.as_str()];
            tx.row(&known, key, |_| Ok(()))?
                .ok_or_else(|| StoreError::unknown("device", self.link))?;
            tx.execute(&insert, params![id, position, id_value(*model)])?;
        }
        Ok(())
    }
}
