//! What triggers ask for: RPCs, now or when their time has come.
//!
//! Trigger scripts run on the device's thread ([`crate::workers`]); here their actions are started,
//! one task for all, in the order they were asked for. Actions that wait are stored before their
//! time runs, and taken up again by the next start: what is overdue then runs at once. What is asked
//! for while the instance stops waits for the next start, too. Source: thinklink reference 3.5 and
//! 4.5.

mod timers;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use model::record::TriggerActions;
use model::{DeviceEui, RecordId, Said, TenantCode, Timestamp};
use parking_lot::Mutex;
use things::trigger::TriggerPlan;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::access::hash;
use crate::counters::ScriptStatistics;
use crate::event::{Action, Resource};
use crate::models::mounting::ModelRef;
use crate::{Core, Engine, Error};

pub(crate) use timers::run;

/// Plans that may wait to be taken; when it is full the newest is dropped and counted.
pub(crate) const QUEUE: usize = 8_192;
/// Devices and triggers whose runs are remembered.
const RUNS_MAX: usize = 50_000;

/// What one run of a trigger asks for.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) tenant: TenantCode,
    /// The device whose data made the trigger act.
    pub(crate) eui: DeviceEui,
    pub(crate) trigger: RecordId,
    /// The script that asks.
    pub(crate) script: Arc<str>,
    pub(crate) at: Timestamp,
    pub(crate) plan: TriggerPlan,
}

/// The last run of a trigger on a device, since the instance started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriggerRun {
    /// When.
    pub at: Timestamp,
    /// The thing model whose values were new.
    pub thing_model: RecordId,
    /// The RPCs it asked for, or why it failed.
    pub outcome: Result<Vec<String>, Said>,
}

/// What made a trigger start a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub(crate) trigger: RecordId,
    /// SHA-256 of the script that asked for it: what became of it says nothing of a later one.
    /// `None`: nobody noted it.
    script: Option<[u8; 32]>,
    /// The device whose data made it act.
    eui: DeviceEui,
}

impl Cause {
    fn of(actions: &TriggerActions) -> Self {
        Self { trigger: actions.trigger, script: actions.script, eui: actions.eui.clone() }
    }
}

/// An RPC that a trigger asked for and that could not be started, or whose run failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionFailure {
    /// When.
    pub at: Timestamp,
    /// The device it was for.
    pub eui: DeviceEui,
    /// Its method.
    pub method: String,
    /// Why.
    pub reason: Said,
    /// Its run, when it was started.
    pub run: Option<RecordId>,
}

/// The RPCs of a trigger that failed since the instance started or the script was changed; there is
/// one at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedActions {
    /// How many.
    pub count: u64,
    /// The last of them.
    pub last: ActionFailure,
}

impl FailedActions {
    fn and(before: Option<&Self>, last: ActionFailure) -> Self {
        Self { count: before.map_or(0, |before| before.count) + 1, last }
    }
}

/// The RPCs a trigger asked for last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastAction {
    /// When.
    pub at: Timestamp,
    /// The device whose data made it act.
    pub eui: DeviceEui,
    /// Their methods, in order.
    pub methods: Vec<String>,
}

/// A trigger of a device with what it does.
#[derive(Debug, Clone)]
pub struct TriggerView {
    /// The trigger model.
    pub model: ModelRef,
    /// Whether the device has it from its parent.
    pub inherited: bool,
    /// Its last run on the device.
    pub last_run: Option<TriggerRun>,
    /// What it asked for last on the device.
    pub last_action: Option<LastAction>,
    /// How often it ran for the device; `None`: not yet.
    pub statistics: Option<ScriptStatistics>,
    /// What it asked for on the device and failed.
    pub failed_actions: Option<FailedActions>,
    /// What waits for its time, the first due first.
    pub pending: Vec<TriggerActions>,
}

/// What waits for its time, found by its id or its device.
#[derive(Debug, Default)]
struct Waiting {
    items: HashMap<RecordId, TriggerActions>,
    /// Few each: there is a bound.
    of_devices: HashMap<DeviceEui, Vec<RecordId>>,
}

impl Waiting {
    fn insert(&mut self, item: TriggerActions) {
        self.of_devices.entry(item.eui.clone()).or_default().push(item.id);
        self.items.insert(item.id, item);
    }

    fn remove(&mut self, id: RecordId) {
        let Some(item) = self.items.remove(&id) else { return };
        if let Some(ids) = self.of_devices.get_mut(&item.eui) {
            ids.retain(|known| *known != id);
            if ids.is_empty() {
                self.of_devices.remove(&item.eui);
            }
        }
    }

    fn of_device(&self, eui: &DeviceEui) -> impl Iterator<Item = &TriggerActions> {
        let ids = self.of_devices.get(eui).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.items.get(id))
    }
}

/// What triggers asked for and did.
#[derive(Debug)]
pub(crate) struct Triggers {
    queue: mpsc::Sender<Wish>,
    /// Nobody asks for anything any more.
    closed: CancellationToken,
    /// What waits, as stored.
    waiting: Mutex<Waiting>,
    runs: Mutex<HashMap<(DeviceEui, RecordId), DeviceRuns>>,
    /// What became of what each trigger asked for, for each tenant that uses it.
    actions: Mutex<HashMap<(TenantCode, RecordId), Actions>>,
}

/// The last RPCs a trigger asked for, and those that failed.
#[derive(Debug, Clone, Default)]
struct Actions {
    last: Option<LastAction>,
    failed: Option<FailedActions>,
}

/// What is known of the runs of a trigger on a device.
#[derive(Debug, Clone, Default)]
struct DeviceRuns {
    /// How often it ran, and the last of it; `None`: no run is remembered.
    ran: Option<(ScriptStatistics, TriggerRun)>,
    actions: Actions,
}

/// One run of a trigger.
#[derive(Debug)]
pub(crate) struct Ran<'a> {
    pub(crate) tenant: &'a TenantCode,
    pub(crate) eui: &'a DeviceEui,
    pub(crate) trigger: RecordId,
    pub(crate) elapsed: Duration,
    pub(crate) run: TriggerRun,
}

impl Triggers {
    pub(crate) fn new(queue: mpsc::Sender<Wish>) -> Self {
        Self {
            queue,
            closed: CancellationToken::new(),
            waiting: Mutex::default(),
            runs: Mutex::default(),
            actions: Mutex::default(),
        }
    }

    /// The threads that run triggers have ended: what they asked for is the last.
    pub(crate) fn close(&self) {
        self.closed.cancel();
    }

    /// Hands a plan over; `false` when too many wait.
    pub(crate) fn offer(&self, wish: Wish) -> bool {
        self.queue.try_send(wish).is_ok()
    }

    /// Notes a run while its script `is_current`.
    pub(crate) fn note_run(&self, ran: Ran<'_>, is_current: impl Fn() -> bool) {
        let Ran { tenant, eui, trigger, elapsed, run } = ran;
        let action = match &run.outcome {
            Ok(methods) if !methods.is_empty() => {
                Some(LastAction { at: run.at, eui: eui.clone(), methods: methods.clone() })
            }
            _ => None,
        };
        let mut actions = self.actions.lock();
        // Under the lock: a change that comes now clears what is noted here.
        if !is_current() {
            return;
        }
        if let Some(action) = &action {
            actions.entry((tenant.clone(), trigger)).or_default().last = Some(action.clone());
        }
        let mut all = self.runs.lock();
        let runs = runs_of(&mut all, eui, trigger);
        let before = runs.ran.take().map(|(statistics, _)| statistics);
        let mut statistics = before.unwrap_or_else(|| ScriptStatistics::since(run.at));
        statistics.add(run.at, elapsed, run.outcome.is_err());
        runs.actions.last = action.or_else(|| runs.actions.last.take());
        runs.ran = Some((statistics, run));
    }

    /// Counts what failed while `is_current`; `true` when it is the first of the trigger, in a
    /// tenant.
    fn note_failure(
        &self,
        tenant: &TenantCode,
        cause: &Cause,
        failure: ActionFailure,
        is_current: impl Fn() -> bool,
    ) -> bool {
        let mut all = self.actions.lock();
        // Under the lock: a change that comes now clears what is counted here.
        if !is_current() {
            return false;
        }
        {
            let mut all = self.runs.lock();
            let runs = runs_of(&mut all, &cause.eui, cause.trigger);
            let before = runs.actions.failed.as_ref();
            runs.actions.failed = Some(FailedActions::and(before, failure.clone()));
        }
        let actions = all.entry((tenant.clone(), cause.trigger)).or_default();
        let is_first = actions.failed.is_none();
        actions.failed = Some(FailedActions::and(actions.failed.as_ref(), failure));
        is_first
    }

    /// A trigger was changed or deleted: what the old one did says nothing of the new.
    pub(crate) fn changed(&self, trigger: RecordId) {
        let mut actions = self.actions.lock();
        self.runs.lock().retain(|(_, id), _| *id != trigger);
        actions.retain(|(_, id), _| *id != trigger);
    }

    /// What a trigger asked for last, for a tenant's devices.
    pub(crate) fn last_action(&self, tenant: &TenantCode, trigger: RecordId) -> Option<LastAction> {
        self.actions.lock().get(&(tenant.clone(), trigger))?.last.clone()
    }

    /// What a trigger asked for and failed, for a tenant's devices.
    pub(crate) fn failed_actions(
        &self,
        tenant: &TenantCode,
        trigger: RecordId,
    ) -> Option<FailedActions> {
        self.actions.lock().get(&(tenant.clone(), trigger))?.failed.clone()
    }

    fn of_device(&self, eui: &DeviceEui, trigger: RecordId) -> Vec<TriggerActions> {
        let waiting = self.waiting.lock();
        let of_device = waiting.of_device(eui).filter(|item| item.trigger == trigger);
        let mut pending: Vec<TriggerActions> = of_device.cloned().collect();
        drop(waiting);
        pending.sort_by_key(|item| (item.due_at, item.id));
        pending
    }
}

fn runs_of<'m>(
    all: &'m mut HashMap<(DeviceEui, RecordId), DeviceRuns>,
    eui: &DeviceEui,
    trigger: RecordId,
) -> &'m mut DeviceRuns {
    let key = (eui.clone(), trigger);
    if all.len() >= RUNS_MAX && !all.contains_key(&key) {
        // Only what people look at is lost.
        all.clear();
    }
    all.entry(key).or_default()
}

impl Core {
    /// Counts an RPC of a trigger that failed, unless another script asked for it: what waits may
    /// outlive the script it comes from. Lists are told when a trigger begins to fail: what goes on
    /// failing is seen by whoever looks.
    pub(crate) fn action_failed(&self, tenant: &TenantCode, cause: &Cause, failure: ActionFailure) {
        let is_current = || {
            let model = self.registry.trigger_models.of(tenant, cause.trigger);
            model.is_some_and(|model| cause.script == Some(hash(&model.trigger_script)))
        };
        if self.triggers.note_failure(tenant, cause, failure, is_current) {
            self.bus.changed(tenant, Resource::TriggerModels, cause.trigger, Action::Updated);
        }
    }
}

/// The use cases of a device's triggers.
#[derive(Debug, Clone, Copy)]
pub struct DeviceTriggers<'e>(pub(crate) &'e Engine);

impl DeviceTriggers<'_> {
    /// The triggers that run for a device: its own in their order, then those of its parent.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn list(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<Vec<TriggerView>, Error> {
        let core = &self.0.core;
        let device = self.0.devices().owned(tenant, eui)?;
        let triggers = core.registry.triggers_of(&device);
        let views = triggers.into_iter().map(|(model, inherited)| {
            let runs = core.triggers.runs.lock().get(&(eui.clone(), model.id)).cloned();
            let DeviceRuns { ran, actions } = runs.unwrap_or_default();
            let (statistics, last_run) = ran.unzip();
            TriggerView {
                statistics,
                last_run,
                last_action: actions.last,
                failed_actions: actions.failed,
                pending: core.triggers.of_device(eui, model.id),
                model: ModelRef::from(&*model),
                inherited,
            }
        });
        Ok(views.collect())
    }
}

/// An engine for starting commands.
fn engine(core: &Arc<Core>) -> Engine {
    Engine { core: Arc::clone(core) }
}

#[cfg(test)]
mod tests {
    use model::{RecordId, Saying, TenantCode, Timestamp};
    use tokio::sync::mpsc;

    use super::{ActionFailure, Cause, Triggers};

    #[test]
    fn failures_count_without_a_run_and_only_for_the_script_that_asked() {
        let triggers = Triggers::new(mpsc::channel(1).0);
        let (tenant, eui) = (TenantCode::public(), "tank".parse().unwrap());
        let cause = Cause { trigger: RecordId(7), script: None, eui };
        let failure = ActionFailure {
            at: Timestamp::from_millis(1),
            eui: cause.eui.clone(),
            method: "open".into(),
            reason: Saying::NoGateway.into(),
            run: None,
        };
        let note =
            |is_current| triggers.note_failure(&tenant, &cause, failure.clone(), || is_current);
        assert!(!note(false));
        assert_eq!(triggers.failed_actions(&tenant, cause.trigger), None);
        assert!(triggers.runs.lock().is_empty());
        assert!(note(true));
        assert!(!note(true), "it is not the first");
        let all = triggers.failed_actions(&tenant, cause.trigger);
        assert_eq!(all.as_ref().map(|failed| failed.count), Some(2));
        let runs = triggers.runs.lock().values().next().cloned().unwrap();
        assert_eq!((runs.actions.failed, runs.ran.is_none()), (all, true));
    }
}
