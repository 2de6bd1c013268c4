//! Scheduled tasks: when device executions run, by the computer's own clock and time zone.
//!
//! * [`cron`]: what an expression may say, and the times it means.
//! * [`timetable`]: what is due, whatever the clock does; the rule for missed times is there.
//!
//! Source: thinklink.md 1.14 and 4.9.

mod cron;
mod timetable;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{Local, TimeZone as _};
use model::record::{ScheduleState, ScheduledTask};
use model::{RecordId, Saying, TenantCode, Timestamp};
use parking_lot::Mutex;
use store::{StoreError, WriteTx};
use tokio::sync::Notify;

use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::page::{Page, PageRequest};
use crate::records::{self, Managed, RecordFilter, RecordView};
use crate::registry::{Registry, Shelf};
use crate::{Core, Engine, Error, clock, device_executions};

use cron::Cron;
use timetable::{Found, Timetable};

/// The clock is looked at so often at least, because it may be set, and the computer may sleep.
const LOOK_MS: u64 = 1_000;
/// How many of the next times people see.
const NEXT_RUNS: usize = 5;

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of ScheduledTask")]
pub struct ScheduledTaskChange {
    pub name: Option<String>,
    pub enable: Option<bool>,
    pub cron: Option<String>,
    pub remark: Option<String>,
}

/// A scheduled task with what it has done and will do.
#[derive(Debug, Clone)]
pub struct ScheduledTaskView {
    /// The record.
    pub task: ScheduledTask,
    /// How many device executions run by it.
    pub executions: u64,
    /// What it has done.
    pub state: ScheduleState,
    /// When it fires next, if it is enabled.
    pub next_run: Option<Timestamp>,
}

/// The next times of an expression.
#[derive(Debug, Clone)]
pub struct NextRuns {
    /// The times, the earliest first.
    pub times: Vec<Timestamp>,
    /// The computer's time zone, such as `Europe/Berlin`.
    pub time_zone: String,
}

/// The clockwork of the instance.
#[derive(Debug)]
pub(crate) struct Schedule {
    table: Mutex<Timetable<Local>>,
    states: Mutex<HashMap<RecordId, ScheduleState>>,
    /// A scheduled task was changed.
    changed: Notify,
}

impl Schedule {
    pub(crate) fn resume(tasks: &[(ScheduledTask, ScheduleState)], now: Timestamp) -> Self {
        let mut table = Timetable::new(Local);
        for (task, state) in tasks {
            table.resume(task, *state, now);
        }
        let states = tasks.iter().map(|(task, state)| (task.id, *state)).collect();
        Self { table: Mutex::new(table), states: Mutex::new(states), changed: Notify::new() }
    }

    fn state(&self, id: RecordId) -> ScheduleState {
        self.states.lock().get(&id).copied().unwrap_or_default()
    }
}

impl Managed for ScheduledTask {
    const WHAT: &'static str = "scheduled task";
    const KEY: &'static str = "name";
    const RESOURCE: Resource = Resource::ScheduledTasks;
    const USE: Saying = Saying::UsedByExecutions;

    fn shelf(registry: &Registry) -> &Shelf<Self> {
        &registry.scheduled_tasks
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

    fn used_by(&self, registry: &Registry, tenant: &TenantCode) -> u64 {
        let executions = registry.device_executions.all_of(tenant);
        executions.iter().filter(|execution| execution.cron_task == Some(self.id)).count() as u64
    }

    fn insert(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.scheduled_tasks().insert(self)
    }

    fn update(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.scheduled_tasks().update(self)
    }

    fn delete(id: RecordId, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.scheduled_tasks().delete(id)
    }
}

/// The use cases of scheduled tasks.
#[derive(Debug, Clone, Copy)]
pub struct ScheduledTasks<'e>(pub(crate) &'e Engine);

impl ScheduledTasks<'_> {
    /// One page of a tenant's scheduled tasks.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        page: &PageRequest,
    ) -> Result<Page<ScheduledTaskView>, Error> {
        let page = records::list(self.0, tenant, &RecordFilter::default(), page)?;
        Ok(page.map(|view| self.view(view)))
    }

    /// One scheduled task.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<ScheduledTaskView, Error> {
        records::get(self.0, tenant, id).map(|view| self.view(view))
    }

    /// Adds a scheduled task, enabled unless said otherwise.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Conflict`] when the name is taken,
    /// [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        change: ScheduledTaskChange,
    ) -> Result<ScheduledTaskView, Error> {
        let blank = ScheduledTask {
            id: RecordId(0),
            tenant: tenant.clone(),
            name: String::new(),
            enable: true,
            cron: String::new(),
            remark: String::new(),
            updated_at: clock::now(),
        };
        let saved = records::create(self.0, blank, |task, checks| apply(change, task, checks));
        let saved = saved.await?;
        self.0.core.schedule.changed.notify_one();
        Ok(self.view(saved))
    }

    /// Changes a scheduled task. It counts from then on: times before are not made up for.
    ///
    /// # Errors
    /// [`Error::NotFound`], and as [`Self::create`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: ScheduledTaskChange,
    ) -> Result<ScheduledTaskView, Error> {
        let saved = records::update(self.0, tenant, id, |task, checks| apply(change, task, checks));
        let saved = saved.await?;
        self.0.core.schedule.changed.notify_one();
        Ok(self.view(saved))
    }

    /// Deletes a scheduled task that no device execution runs by.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::InUse`], [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId) -> Result<(), Error> {
        records::delete_kept::<ScheduledTask>(self.0, tenant, id, None).await?;
        self.0.core.schedule.states.lock().remove(&id);
        self.0.core.schedule.changed.notify_one();
        Ok(())
    }

    /// The next times of an expression by this computer's clock.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `cron` with the part that is not as it must be.
    pub fn next_runs(&self, cron: &str) -> Result<NextRuns, Error> {
        let cron = Cron::parse(cron).map_err(|detail| Error::field("cron", detail))?;
        let following = |after: &Timestamp| cron.next(&Local, *after);
        let now = clock::now();
        let times = std::iter::successors(following(&now), following);
        let time_zone = iana_time_zone::get_timezone().unwrap_or_else(|_| utc_offset(now));
        Ok(NextRuns { times: times.take(NEXT_RUNS).collect(), time_zone })
    }

    fn view(&self, view: RecordView<ScheduledTask>) -> ScheduledTaskView {
        let next_run = next_run(&view.record);
        let state = self.0.core.schedule.state(view.record.id);
        ScheduledTaskView { executions: view.used_by, state, next_run, task: view.record }
    }
}

/// What stands for the time zone of a computer that does not tell where it is.
fn utc_offset(now: Timestamp) -> String {
    let local = Local.timestamp_millis_opt(now.as_millis()).earliest();
    local.map_or_else(|| "UTC".into(), |local| local.format("UTC%:z").to_string())
}

/// When a scheduled task fires next, if it is enabled.
pub(crate) fn next_run(task: &ScheduledTask) -> Option<Timestamp> {
    let cron = Cron::parse(&task.cron).ok().filter(|_| task.enable)?;
    cron.next(&Local, clock::now())
}

fn apply(change: ScheduledTaskChange, task: &mut ScheduledTask, checks: &mut Checks) {
    checks.label(&mut task.name, change.name);
    task.enable = change.enable.unwrap_or(task.enable);
    if let Some(cron) = change.cron {
        task.cron = cron.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if let Err(detail) = Cron::parse(&task.cron) {
        checks.refuse("cron", detail);
    }
    checks.text("remark", &mut task.remark, change.remark);
}

/// Runs what is due until the engine stops.
pub(crate) async fn run(core: Arc<Core>) {
    loop {
        let now = clock::now();
        let (found, next) = {
            let tasks = core.registry.scheduled_tasks.all();
            let mut table = core.schedule.table.lock();
            table.sync(tasks.iter().map(|task| &**task), now);
            (table.look(now), table.next())
        };
        for (id, found) in found {
            meet(&core, id, found).await;
        }
        // The sleep counts awake time only: never long, so that a clock that was set is noticed.
        let wait = next.map(|next| {
            let until = next.as_millis().saturating_sub(clock::now().as_millis());
            Duration::from_millis(u64::try_from(until).unwrap_or(0).clamp(1, LOOK_MS))
        });
        tokio::select! {
            () = core.stopping.cancelled() => return,
            () = core.schedule.changed.notified() => {}
            () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
        }
    }
}

/// Does what a look at the clock found, and remembers it.
async fn meet(core: &Arc<Core>, id: RecordId, found: Found) {
    let Some(task) = core.registry.scheduled_tasks.get(id) else { return };
    let concerned = device_executions::concerned(core, &task);
    if concerned.is_empty() {
        return;
    }
    let mut state = core.schedule.state(id);
    match found {
        Found::Due(at) => state.fired_at = Some(at),
        Found::Missed(at) => {
            tracing::warn!(task = %task.name, %at, "a scheduled task was missed");
            state.missed_at = Some(at);
        }
    }
    core.schedule.states.lock().insert(id, state);
    // Before the work, so that a program that is killed does not do it twice.
    let stored = core.store.write(move |tx| tx.scheduled_tasks().set_state(id, state));
    if let Err(error) = stored.await {
        tracing::error!(%error, task = %task.name, "what a scheduled task did was not stored");
    }
    core.bus.changed(&task.tenant, Resource::ScheduledTasks, id, Action::Updated);
    if matches!(found, Found::Due(_)) {
        for execution in concerned {
            device_executions::fire(core, &execution).await;
        }
    }
}
