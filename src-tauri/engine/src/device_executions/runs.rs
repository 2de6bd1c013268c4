//! Whether a device execution may run, how often it has, and its runs.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use model::record::{
    DeviceExecution, ExecutionState, ExecutionType, ScheduledTask, Task, TaskKind,
};
use model::{RecordId, Said, say};
use parking_lot::Mutex;

use super::Round;
use crate::event::{Action, Resource};
use crate::rpc::Origin;
use crate::tasks::{Keep, NewTask};
use crate::{Core, Error, clock};

/// What every execution has done.
#[derive(Debug, Default)]
pub(crate) struct States {
    states: Mutex<HashMap<RecordId, ExecutionState>>,
    /// One start at a time, so that an execution does not run twice at once.
    starting: tokio::sync::Mutex<()>,
}

impl States {
    pub(crate) fn of(loaded: impl Iterator<Item = (RecordId, ExecutionState)>) -> Self {
        Self { states: Mutex::new(loaded.collect()), ..Self::default() }
    }

    pub(super) fn get(&self, id: RecordId) -> ExecutionState {
        self.states.lock().get(&id).copied().unwrap_or_default()
    }

    pub(super) fn forget(&self, id: RecordId) {
        self.states.lock().remove(&id);
    }
}

/// The executions that a scheduled task runs now.
pub(crate) fn concerned(core: &Core, task: &ScheduledTask) -> Vec<Arc<DeviceExecution>> {
    let mut all = core.registry.device_executions.all_of(&task.tenant);
    all.retain(|execution| execution.enable && execution.cron_task == Some(task.id));
    all.sort_by_key(|execution| execution.id);
    all
}

/// Runs an execution because its time has come. While it is still running this is skipped and
/// noted; the last run of a fixed count disables it.
pub(crate) async fn fire(core: &Arc<Core>, execution: &DeviceExecution) {
    let started = start(core, execution, "").await;
    if let Err(error) = &started {
        tracing::warn!(execution = %execution.name, %error, "a device execution was skipped");
    }
    let kept = keep(core, execution, |state| match started {
        Ok(_) => state.count_done = state.count_done.saturating_add(1),
        Err(_) => state.skipped_at = Some(clock::now()),
    });
    if let Err(error) = kept.await {
        tracing::error!(%error, execution = %execution.name, "its count was not stored");
    }
}

/// Enabling an execution whose fixed count was reached begins the count anew.
pub(super) async fn begin_count_anew(
    core: &Core,
    execution: &DeviceExecution,
) -> Result<(), Error> {
    if core.executions.get(execution.id).count_done < execution.count_limit {
        return Ok(());
    }
    keep(core, execution, |state| state.count_done = 0).await
}

/// Changes and stores what an execution has done, and disables it when its count is reached. Nothing
/// else of its record is written: somebody may be changing that.
async fn keep(
    core: &Core,
    execution: &DeviceExecution,
    change: impl FnOnce(&mut ExecutionState),
) -> Result<(), Error> {
    let (id, now) = (execution.id, clock::now());
    let _turn = core.edit(Resource::DeviceExecutions, id).await;
    // As it is now: it may have been changed since its time came, or deleted.
    let Some(current) = core.registry.device_executions.get(id) else { return Ok(()) };
    let mut state = core.executions.get(id);
    change(&mut state);
    let is_over = current.execution_type == ExecutionType::FixedCount
        && state.count_done >= current.count_limit;
    let stored = core.store.write(move |tx| {
        if is_over {
            tx.device_executions().disable(id, now)?;
        }
        tx.device_executions().set_state(id, state)
    });
    stored.await?;
    core.executions.states.lock().insert(id, state);
    if is_over {
        core.registry.device_executions.change(id, |execution| {
            execution.enable = false;
            execution.updated_at = now;
        });
    }
    core.bus.changed(&execution.tenant, Resource::DeviceExecutions, id, Action::Updated);
    Ok(())
}

/// Starts a run; refused while another is going on. `who` is empty for the clock.
pub(super) async fn start(
    core: &Arc<Core>,
    execution: &DeviceExecution,
    who: &str,
) -> Result<Task, Error> {
    let _alone = core.executions.starting.lock().await;
    let last = core.board.newest(TaskKind::DeviceExecution, execution.id);
    if let Some(last) = last.filter(|last| !last.state.is_over()) {
        let detail = say!(StillRunning, done = last.done(), total = last.total);
        return Err(Error::InUse(detail));
    }
    let round = Round {
        tenant: execution.tenant.clone(),
        rpc: execution.rpc_id,
        params: execution.params.clone(),
        euis: execution.euis.clone(),
        pace: Duration::from_millis(execution.device_interval_ms.into()),
    };
    let keep = match (execution.log_enable, execution.log_until) {
        (false, _) => Keep::None,
        (true, None) => Keep::All,
        (true, Some(end)) => Keep::Until(end),
    };
    let new = NewTask {
        tenant: execution.tenant.clone(),
        kind: TaskKind::DeviceExecution,
        subject: Some(execution.id),
        name: Said::plain(execution.name.clone()),
        who: who.to_owned(),
        request: round.described(core),
        total: round.euis.len(),
        keep,
    };
    let (engine, id) = (Arc::clone(core), execution.id);
    core.start_task(new, move |reporter| {
        let origin = Origin::Execution { id, run: reporter.id() };
        round.run(engine, reporter, origin)
    })
    .await
}
