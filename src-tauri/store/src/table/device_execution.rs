//! Device executions, and what they have done.

use model::record::{DeviceExecution, ExecutionState};
use model::{DeviceEui, RecordId, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, json_text, list_text, record_id};
use crate::table::{Tx, found, table};

table!(
    /// Device executions.
    DeviceExecutions,
    DeviceExecutionsMut
);

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
