//! Scheduled tasks, and what they have done.

use model::record::{ScheduleState, ScheduledTask};
use model::{RecordId, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::column::id_value;
use crate::table::{found, inserted, table};

table!(
    /// Scheduled tasks.
    ScheduledTasks,
    ScheduledTasksMut
);

impl ScheduledTasks<'_> {
    /// All of the instance with what they have done, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<(ScheduledTask, ScheduleState)>, StoreError> {
        let sql = "SELECT id, tenant, name, enable, cron, remark, updated_at, fired_at, missed_at
             FROM scheduled_task ORDER BY id";
        self.0.rows(sql, [], |columns| {
            let task = ScheduledTask {
                id: columns.id()?,
                tenant: columns.tenant()?,
                name: columns.get()?,
                enable: columns.get()?,
                cron: columns.get()?,
                remark: columns.get()?,
                updated_at: columns.time()?,
            };
            let state =
                ScheduleState { fired_at: columns.time_opt()?, missed_at: columns.time_opt()? };
            Ok((task, state))
        })
    }
}

impl ScheduledTasksMut<'_> {
    /// Adds a scheduled task.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `name`, or when the tenant does not exist.
    pub fn insert(&self, task: &ScheduledTask) -> Result<(), StoreError> {
        let added = self.tx().execute(
            "INSERT INTO scheduled_task (id, tenant, name, enable, cron, remark, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            params![
                id_value(task.id),
                task.tenant.as_str(),
                task.name,
                task.enable,
                task.cron,
                task.remark,
                task.updated_at.as_millis(),
            ],
        )?;
        inserted(added, "scheduled_task", "name")
    }

    /// Replaces all fields but the tenant; what it has done stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant;
    /// [`StoreError::Conflict`] on `name`.
    pub fn update(&self, task: &ScheduledTask) -> Result<(), StoreError> {
        let (id, tenant) = (id_value(task.id), task.tenant.as_str());
        let sql = "SELECT 1 FROM scheduled_task WHERE tenant = ?1 AND name = ?2 AND id <> ?3";
        if self.tx().row(sql, params![tenant, task.name, id], |_| Ok(()))?.is_some() {
            return Err(StoreError::exists("scheduled_task", "name"));
        }
        let changed = self.tx().execute(
            "UPDATE scheduled_task SET name = ?3, enable = ?4, cron = ?5, remark = ?6,
                updated_at = ?7 WHERE id = ?1 AND tenant = ?2",
            params![
                id,
                tenant,
                task.name,
                task.enable,
                task.cron,
                task.remark,
                task.updated_at.as_millis(),
            ],
        )?;
        found(changed, "scheduled_task")
    }

    /// Stores what a scheduled task has done; one that is gone is passed over.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_state(&self, id: RecordId, state: ScheduleState) -> Result<(), StoreError> {
        let millis = |at: Option<Timestamp>| at.map(Timestamp::as_millis);
        self.tx().execute(
            "UPDATE scheduled_task SET fired_at = ?2, missed_at = ?3 WHERE id = ?1",
            params![id_value(id), millis(state.fired_at), millis(state.missed_at)],
        )?;
        Ok(())
    }

    /// Deletes a scheduled task.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] (`InUse`) while a device execution runs by it;
    /// [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        let sql = "SELECT 1 FROM device_execution WHERE cron_task = ?1";
        if self.tx().row(sql, [id_value(id)], |_| Ok(()))?.is_some() {
            return Err(StoreError::in_use("scheduled_task", "id"));
        }
        let sql = "DELETE FROM scheduled_task WHERE id = ?1";
        found(self.tx().execute(sql, [id_value(id)])?, "scheduled_task")
    }
}
