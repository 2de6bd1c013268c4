//! Device executions: an RPC for a group of devices, by the clock or when a person asks.
//!
//! Every run is a task, see [`crate::tasks`]. [`round`] calls the devices, [`runs`] decides
//! whether an execution may run. Source: thinklink.md 1.15 and 4.10.

mod change;
mod round;
mod runs;

use model::record::{DeviceExecution, ExecutionState, ExecutionType, Task, TaskKind};
use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};
use store::{StoreError, WriteTx};

use crate::event::Resource;
use crate::page::{Page, PageRequest};
use crate::records::{self, Managed, RecordFilter};
use crate::registry::{Registry, Shelf};
use crate::{Engine, Error, clock, scheduled_tasks};

pub use change::DeviceExecutionChange;
pub(crate) use change::{DEVICES_MAX, check_interval, distinct};
pub(crate) use round::Round;
pub(crate) use runs::{States, concerned, fire};

/// From one device to the next, unless said otherwise. Source: thinklink.md 1.15.
const INTERVAL_MS: u32 = 3_000;

/// Which executions a list has.
#[derive(Debug, Clone, Default)]
pub struct DeviceExecutionFilter {
    /// Only those that run by this scheduled task.
    pub cron_task: Option<RecordId>,
    /// Only those that call this device.
    pub eui: Option<DeviceEui>,
    /// Only those that call this RPC model.
    pub rpc_id: Option<RecordId>,
}

/// An execution with what it has done and will do.
#[derive(Debug, Clone)]
pub struct DeviceExecutionView {
    /// The record.
    pub execution: DeviceExecution,
    /// What it has done.
    pub state: ExecutionState,
    /// Name of its RPC model; `None` when the tenant may not use it any more.
    pub rpc_name: Option<String>,
    /// Name of its scheduled task.
    pub cron_task_name: Option<String>,
    /// When it runs next, if it and its scheduled task are enabled.
    pub next_run: Option<Timestamp>,
    /// Its latest run, which may be going on.
    pub last_run: Option<Task>,
}

impl Managed for DeviceExecution {
    const WHAT: &'static str = "device execution";
    const KEY: &'static str = "";
    const RESOURCE: Resource = Resource::DeviceExecutions;

    fn shelf(registry: &Registry) -> &Shelf<Self> {
        &registry.device_executions
    }

    fn label(&self) -> &str {
        &self.name
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn set_id(&mut self, id: RecordId) {
        self.id = id;
    }

    fn set_updated_at(&mut self, at: Timestamp) {
        self.updated_at = at;
    }

    fn insert(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.device_executions().insert(self)
    }

    fn update(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.device_executions().update(self)
    }

    fn delete(id: RecordId, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.device_executions().delete(id)
    }
}

/// The use cases of device executions.
#[derive(Debug, Clone, Copy)]
pub struct DeviceExecutions<'e>(pub(crate) &'e Engine);

impl DeviceExecutions<'_> {
    /// One page of a tenant's executions.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &DeviceExecutionFilter,
        page: &PageRequest,
    ) -> Result<Page<DeviceExecutionView>, Error> {
        let wanted = |execution: &DeviceExecution| {
            filter.cron_task.is_none_or(|task| execution.cron_task == Some(task))
                && filter.rpc_id.is_none_or(|rpc| execution.rpc_id == rpc)
                && filter.eui.as_ref().is_none_or(|eui| execution.euis.contains(eui))
        };
        let page = records::list_of(self.0, tenant, &RecordFilter::default(), page, wanted)?;
        Ok(page.map(|view| self.view(view.record)))
    }

    /// One execution.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<DeviceExecutionView, Error> {
        records::get(self.0, tenant, id).map(|view| self.view(view.record))
    }

    /// Adds an execution, enabled unless said otherwise.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        change: DeviceExecutionChange,
    ) -> Result<DeviceExecutionView, Error> {
        let blank = DeviceExecution {
            id: RecordId(0),
            tenant: tenant.clone(),
            name: String::new(),
            enable: true,
            cron_task: None,
            rpc_id: RecordId(0),
            params: JsonMap::new(),
            euis: Vec::new(),
            device_interval_ms: INTERVAL_MS,
            execution_type: ExecutionType::Unlimited,
            count_limit: 1,
            log_enable: true,
            log_until: None,
            remark: String::new(),
            updated_at: clock::now(),
        };
        let apply = |execution: &mut _, checks: &mut _| change.apply(self.0, execution, checks);
        let saved = records::create(self.0, blank, apply).await?;
        Ok(self.view(saved.record))
    }

    /// Changes an execution; a run that is going on stays as it is. Enabling one whose fixed count
    /// was reached begins the count anew.
    ///
    /// # Errors
    /// [`Error::NotFound`], and as [`Self::create`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: DeviceExecutionChange,
    ) -> Result<DeviceExecutionView, Error> {
        let was_enabled = self.get(tenant, id)?.execution.enable;
        let apply = |execution: &mut _, checks: &mut _| change.apply(self.0, execution, checks);
        let execution = records::update(self.0, tenant, id, apply).await?.record;
        if execution.enable && !was_enabled {
            runs::begin_count_anew(&self.0.core, &execution).await?;
        }
        Ok(self.view(execution))
    }

    /// Deletes an execution. A run that is going on is stopped.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId) -> Result<(), Error> {
        records::delete_kept::<DeviceExecution>(self.0, tenant, id, None).await?;
        let core = &self.0.core;
        core.executions.forget(id);
        if let Some(task) = core.board.newest(TaskKind::DeviceExecution, id) {
            core.board.stop(task.id);
        }
        Ok(())
    }

    /// Runs an execution now, enabled or not; it does not count for a fixed count.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::InUse`] while it is running, [`Error::Full`],
    /// [`Error::Store`].
    pub async fn execute(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        who: &str,
    ) -> Result<Task, Error> {
        let execution = self.get(tenant, id)?.execution;
        runs::start(&self.0.core, &execution, who).await
    }

    /// Stops the run that is going on after the device it is at; does nothing when none is.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn stop(&self, tenant: &TenantCode, id: RecordId) -> Result<DeviceExecutionView, Error> {
        let view = self.get(tenant, id)?;
        if let Some(task) = &view.last_run {
            self.0.core.board.stop(task.id);
        }
        Ok(view)
    }

    fn view(&self, execution: DeviceExecution) -> DeviceExecutionView {
        let core = &self.0.core;
        let tenant = &execution.tenant;
        let rpc = core.registry.rpc_models.of(tenant, execution.rpc_id);
        let task = execution.cron_task.and_then(|id| core.registry.scheduled_tasks.of(tenant, id));
        let next_run = task.as_ref().filter(|_| execution.enable);
        DeviceExecutionView {
            state: core.executions.get(execution.id),
            rpc_name: rpc.map(|rpc| rpc.name.clone()),
            next_run: next_run.and_then(|task| scheduled_tasks::next_run(task)),
            cron_task_name: task.map(|task| task.name.clone()),
            last_run: core.board.newest(TaskKind::DeviceExecution, execution.id),
            execution,
        }
    }
}
