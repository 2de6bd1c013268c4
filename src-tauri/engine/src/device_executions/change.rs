//! What people may set of a device execution, and what is wrong with it.

use std::collections::HashSet;

use model::record::{DeviceExecution, ExecutionType};
use model::{DeviceEui, JsonMap, RecordId, Saying, Timestamp, say};

use crate::Engine;
use crate::fields::Checks;
use crate::models::mounting::ModelKey;
use crate::rpc::check_for_many;

/// Most devices of one execution.
pub(crate) const DEVICES_MAX: usize = 50_000;
/// Longest time from one device to the next: a day.
pub(crate) const INTERVAL_MAX_MS: u32 = 24 * 3_600_000;
/// Most devices that are named because they do not exist.
const NAMED: usize = 10;
/// Most runs of a fixed count.
const COUNT_MAX: u32 = 1_000_000;

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of DeviceExecution")]
pub struct DeviceExecutionChange {
    pub name: Option<String>,
    pub enable: Option<bool>,
    pub cron_task: Option<Option<RecordId>>,
    pub rpc_id: Option<ModelKey>,
    pub params: Option<JsonMap>,
    pub euis: Option<Vec<DeviceEui>>,
    /// Devices to put at the end; those that are there already stay where they are.
    pub add_euis: Vec<DeviceEui>,
    /// Devices to take out.
    pub remove_euis: Vec<DeviceEui>,
    pub device_interval_ms: Option<u32>,
    pub execution_type: Option<ExecutionType>,
    pub count_limit: Option<u32>,
    pub log_enable: Option<bool>,
    pub log_until: Option<Option<Timestamp>>,
    pub remark: Option<String>,
}

impl DeviceExecutionChange {
    pub(super) fn apply(
        self,
        engine: &Engine,
        execution: &mut DeviceExecution,
        checks: &mut Checks,
    ) {
        let registry = &engine.core.registry;
        checks.label(&mut execution.name, self.name);
        execution.enable = self.enable.unwrap_or(execution.enable);
        execution.cron_task = self.cron_task.unwrap_or(execution.cron_task);
        let task = execution.cron_task;
        if task.is_some_and(|id| registry.scheduled_tasks.of(&execution.tenant, id).is_none()) {
            checks.refuse("cron_task", Saying::NoScheduleWithId);
        }
        let is_call_given = self.rpc_id.is_some() || self.params.is_some();
        if let Some(key) = self.rpc_id {
            match key.find(&registry.rpc_models, &execution.tenant) {
                Some(model) => execution.rpc_id = model.id,
                None => checks.refuse("rpc_id", Saying::NoRpcWithId),
            }
        } else if execution.rpc_id == RecordId(0) {
            checks.refuse("rpc_id", Saying::Required);
        }
        if let Some(params) = self.params {
            execution.params = params;
        }
        if is_call_given {
            let rpc = registry.rpc_models.of(&execution.tenant, execution.rpc_id);
            check_for_many(rpc.as_deref(), &execution.params, checks);
        }
        let known: HashSet<DeviceEui> = execution.euis.iter().cloned().collect();
        let is_missing = |eui: &&DeviceEui| {
            !known.contains(*eui) && registry.device_of(&execution.tenant, eui).is_none()
        };
        check_devices("euis", self.euis.iter().flatten().filter(is_missing), checks);
        check_devices("add_euis", self.add_euis.iter().filter(is_missing), checks);
        let given = self.euis.unwrap_or_else(|| std::mem::take(&mut execution.euis));
        execution.euis = distinct(given.into_iter().chain(self.add_euis));
        let removed: HashSet<DeviceEui> = self.remove_euis.into_iter().collect();
        execution.euis.retain(|eui| !removed.contains(eui));
        if execution.euis.len() > DEVICES_MAX {
            checks.refuse("euis", say!(DevicesMost, limit = DEVICES_MAX));
        }
        if let Some(interval) = self.device_interval_ms {
            check_interval(interval, checks);
            execution.device_interval_ms = interval;
        }
        execution.execution_type = self.execution_type.unwrap_or(execution.execution_type);
        if let Some(limit) = self.count_limit {
            if !(1..=COUNT_MAX).contains(&limit) {
                let range = say!(NumberOutOfRange, value = limit, min = 1, max = COUNT_MAX);
                checks.refuse("count_limit", range);
            }
            execution.count_limit = limit;
        }
        execution.log_enable = self.log_enable.unwrap_or(execution.log_enable);
        execution.log_until = self.log_until.unwrap_or(execution.log_until);
        checks.text("remark", &mut execution.remark, self.remark);
    }
}

/// Refuses devices that do not exist, and names the first of them. Those that were deleted since
/// they were put in may stay.
fn check_devices<'a>(
    field: &'static str,
    missing: impl Iterator<Item = &'a DeviceEui>,
    checks: &mut Checks,
) {
    let mut euis: Vec<&str> = missing.map(DeviceEui::as_str).collect();
    let count = euis.len();
    if count == 0 {
        return;
    }
    if count > NAMED {
        euis.truncate(NAMED);
        euis.push("…");
    }
    checks.refuse(field, say!(NoDevices, count = count, euis = euis));
}

/// The time from one device to the next.
pub(crate) fn check_interval(interval_ms: u32, checks: &mut Checks) {
    if interval_ms > INTERVAL_MAX_MS {
        checks.refuse("device_interval_ms", say!(OverOneDay, value = interval_ms));
    }
}

/// Each device once, in the order given.
pub(crate) fn distinct(euis: impl Iterator<Item = DeviceEui>) -> Vec<DeviceEui> {
    let mut seen = HashSet::new();
    euis.filter(|eui| seen.insert(eui.clone())).collect()
}
