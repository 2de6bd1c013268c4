//! Scheduled tasks, the device executions they run, and what both have done.

use model::RecordId;
use model::record::{DeviceExecution, ExecutionState, ScheduleState, ScheduledTask};
use model::{DeviceEui, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, json_text, list_text, record_id};
use crate::table::{Tx, found, inserted, table};

table!(
    /// Scheduled tasks.
    ScheduledTasks,
    ScheduledTasksMut
);
table!(
    /// Device executions.
    DeviceExecutions,
    DeviceExecutionsMut
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

/// The parameters of every statement that writes a whole execution, in column order.
macro_rules! values {
    ($execution:expr) => {
        params![
            id_value($execution.id),
            $execution.tenant.as_str(),
            $execution.name,
            $execution.enable,
            $execution.cron_task.map(id_value),
            id_value($execution.rpc_id),
            json_text(&$execution.params),
            list_text(&texts(&$execution.euis)),
            $execution.device_interval_ms,
            $execution.execution_type.as_str(),
            $execution.count_limit,
            $execution.log_enable,
            $execution.log_until.map(Timestamp::as_millis),
            $execution.remark,
            $execution.updated_at.as_millis(),
        ]
    };
}

impl DeviceExecutions<'_> {
    /// All of the instance with what they have done, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<(DeviceExecution, ExecutionState)>, StoreError> {
        let sql = "SELECT id, tenant, name, enable, cron_task, rpc_id, params, euis,
            device_interval_ms, execution_type, count_limit, log_enable, log_until, remark,
            updated_at, count_done, skipped_at FROM device_execution ORDER BY id";
        self.0.rows(sql, [], |columns| {
            let execution = execution(columns)?;
            let state =
                ExecutionState { count_done: columns.get()?, skipped_at: columns.time_opt()? };
            Ok((execution, state))
        })
    }
}

impl DeviceExecutionsMut<'_> {
    /// Adds an execution.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when its tenant, scheduled task or RPC model does not exist.
    pub fn insert(&self, execution: &DeviceExecution) -> Result<(), StoreError> {
        self.tx().execute(
            "INSERT INTO device_execution (id, tenant, name, enable, cron_task, rpc_id, params,
                euis, device_interval_ms, execution_type, count_limit, log_enable, log_until,
                remark, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            values!(execution),
        )?;
        Ok(())
    }

    /// Replaces all fields but the tenant; what it has done stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant; as [`Self::insert`].
    pub fn update(&self, execution: &DeviceExecution) -> Result<(), StoreError> {
        let changed = self.tx().execute(
            "UPDATE device_execution SET name = ?3, enable = ?4, cron_task = ?5, rpc_id = ?6,
                params = ?7, euis = ?8, device_interval_ms = ?9, execution_type = ?10,
                count_limit = ?11, log_enable = ?12, log_until = ?13, remark = ?14,
                updated_at = ?15
             WHERE id = ?1 AND tenant = ?2",
            values!(execution),
        )?;
        found(changed, "device_execution")
    }

    /// Disables an execution; one that is gone is passed over.
    ///
    /// # Errors
    /// Those of the database.
    pub fn disable(&self, id: RecordId, at: Timestamp) -> Result<(), StoreError> {
        self.tx().execute(
            "UPDATE device_execution SET enable = 0, updated_at = ?2 WHERE id = ?1",
            params![id_value(id), at.as_millis()],
        )?;
        Ok(())
    }

    /// Stores what an execution has done; one that is gone is passed over.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_state(&self, id: RecordId, state: ExecutionState) -> Result<(), StoreError> {
        self.tx().execute(
            "UPDATE device_execution SET count_done = ?2, skipped_at = ?3 WHERE id = ?1",
            params![id_value(id), state.count_done, state.skipped_at.map(Timestamp::as_millis)],
        )?;
        Ok(())
    }

    /// Deletes an execution.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        let sql = "DELETE FROM device_execution WHERE id = ?1";
        found(self.tx().execute(sql, [id_value(id)])?, "device_execution")
    }
}

/// That no device execution calls an RPC model.
pub(super) fn is_not_called(tx: &Tx<'_>, rpc: RecordId) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM device_execution WHERE rpc_id = ?1";
    match tx.row(sql, [id_value(rpc)], |_| Ok(()))? {
        Some(()) => Err(StoreError::in_use("device_execution", "rpc_id")),
        None => Ok(()),
    }
}

fn texts(euis: &[DeviceEui]) -> Vec<String> {
    euis.iter().map(ToString::to_string).collect()
}

fn execution(columns: &mut Columns<'_, '_>) -> Result<DeviceExecution, StoreError> {
    Ok(DeviceExecution {
        id: columns.id()?,
        tenant: columns.tenant()?,
        name: columns.get()?,
        enable: columns.get()?,
        cron_task: columns.get::<Option<i64>>()?.map(record_id).transpose()?,
        rpc_id: columns.id()?,
        params: columns.json_map()?,
        euis: columns
            .text_list()?
            .iter()
            .map(|eui| eui.parse().map_err(StoreError::corrupt))
            .collect::<Result<_, _>>()?,
        device_interval_ms: columns.get()?,
        execution_type: columns.parse()?,
        count_limit: columns.get()?,
        log_enable: columns.get()?,
        log_until: columns.time_opt()?,
        remark: columns.get()?,
        updated_at: columns.time()?,
    })
}
