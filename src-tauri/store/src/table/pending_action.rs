//! What triggers asked for later: it must outlive the program.

use model::record::{TriggerActions, TriggerCall};
use model::{DeviceEui, RecordId};
use rusqlite::params;
use serde_json::{Value, json};

use crate::StoreError;
use crate::column::{Columns, id_value};
use crate::table::table;

table!(
    /// Actions of triggers that wait for their time.
    PendingActions,
    PendingActionsMut
);

impl PendingActions<'_> {
    /// Everything that waits, by the time it is due.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<TriggerActions>, StoreError> {
        self.0.rows(
            "SELECT pending_action.id, tenant, eui, trigger_model, script, due_at, actions
             FROM pending_action JOIN device ON device.id = pending_action.device
             ORDER BY due_at, pending_action.id",
            [],
            pending,
        )
    }
}

impl PendingActionsMut<'_> {
    /// Adds what is to run later.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the device has gone, [`StoreError::Conflict`] when the trigger
    /// has.
    pub fn insert(&self, item: &TriggerActions) -> Result<(), StoreError> {
        let sql = "SELECT id FROM device WHERE eui = ?1";
        let device = self.tx().row(sql, [item.eui.as_str()], |columns| columns.get::<i64>())?;
        let device = device.ok_or(StoreError::NotFound("device"))?;
        let calls = item.actions.iter().map(
            |call| json!({"method": call.method, "eui": call.eui.as_str(), "params": call.params}),
        );
        self.tx().execute(
            "INSERT INTO pending_action (id, device, trigger_model, script, due_at, actions)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                id_value(item.id),
                device,
                id_value(item.trigger),
                item.script,
                item.due_at.as_millis(),
                Value::from_iter(calls).to_string(),
            ],
        )?;
        Ok(())
    }

    /// Deletes what has run or was dropped; what is not there is no mistake.
    ///
    /// # Errors
    /// Those of the database.
    pub fn delete(&self, ids: &[RecordId]) -> Result<(), StoreError> {
        for id in ids {
            self.tx().execute("DELETE FROM pending_action WHERE id = ?1", [id_value(*id)])?;
        }
        Ok(())
    }
}

fn pending(columns: &mut Columns<'_, '_>) -> Result<TriggerActions, StoreError> {
    Ok(TriggerActions {
        id: columns.id()?,
        tenant: columns.tenant()?,
        eui: columns.device_eui()?,
        trigger: columns.id()?,
        script: columns.get()?,
        due_at: columns.time()?,
        actions: match columns.json()? {
            Value::Array(calls) => calls.into_iter().map(call).collect::<Result<_, _>>()?,
            _ => return Err(StoreError::corrupt("an array of actions was expected")),
        },
    })
}

fn call(value: Value) -> Result<TriggerCall, StoreError> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    let eui: DeviceEui = text("eui").parse().map_err(StoreError::corrupt)?;
    let params = value.get("params").and_then(Value::as_object).cloned().unwrap_or_default();
    Ok(TriggerCall { method: text("method").to_owned(), eui, params })
}
