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

use model::record::TriggerActions;
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use parking_lot::Mutex;
use things::trigger::TriggerPlan;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::mounting::ModelRef;
use crate::{Engine, Error};

pub(crate) use timers::run;

/// Plans that may wait to be taken; when it is full the newest is dropped and counted.
pub(crate) const QUEUE: usize = 8_192;
/// Devices and triggers whose last run is remembered.
const RUNS_MAX: usize = 50_000;

/// What one run of a trigger asks for.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) tenant: TenantCode,
    /// The device whose data made the trigger act.
    pub(crate) eui: DeviceEui,
    pub(crate) trigger: RecordId,
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
    pub outcome: Result<Vec<String>, String>,
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
    /// What waits for its time, the first due first.
    pub pending: Vec<TriggerActions>,
}

/// What triggers asked for and did.
#[derive(Debug)]
pub(crate) struct Triggers {
    queue: mpsc::Sender<Wish>,
    /// Nobody asks for anything any more.
    closed: CancellationToken,
    /// What waits, as stored.
    waiting: Mutex<HashMap<RecordId, TriggerActions>>,
    runs: Mutex<HashMap<(DeviceEui, RecordId), TriggerRun>>,
}

impl Triggers {
    pub(crate) fn new(queue: mpsc::Sender<Wish>) -> Self {
        let closed = CancellationToken::new();
        Self { queue, closed, waiting: Mutex::default(), runs: Mutex::default() }
    }

    /// The threads that run triggers have ended: what they asked for is the last.
    pub(crate) fn close(&self) {
        self.closed.cancel();
    }

    /// Hands a plan over; `false` when too many wait.
    pub(crate) fn offer(&self, wish: Wish) -> bool {
        self.queue.try_send(wish).is_ok()
    }

    pub(crate) fn note_run(
        &self,
        eui: &DeviceEui,
        trigger: RecordId,
        at: Timestamp,
        thing_model: RecordId,
        outcome: Result<Vec<String>, String>,
    ) {
        let mut runs = self.runs.lock();
        if runs.len() >= RUNS_MAX {
            // Only what people look at is lost.
            runs.clear();
        }
        runs.insert((eui.clone(), trigger), TriggerRun { at, thing_model, outcome });
    }

    fn of_device(&self, eui: &DeviceEui, trigger: RecordId) -> Vec<TriggerActions> {
        let waiting = self.waiting.lock();
        let mut pending: Vec<TriggerActions> = waiting
            .values()
            .filter(|item| item.eui == *eui && item.trigger == trigger)
            .cloned()
            .collect();
        pending.sort_by_key(|item| (item.due_at, item.id));
        pending
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
        let views = triggers.into_iter().map(|(model, inherited)| TriggerView {
            last_run: core.triggers.runs.lock().get(&(eui.clone(), model.id)).cloned(),
            pending: core.triggers.of_device(eui, model.id),
            model: ModelRef::from(&*model),
            inherited,
        });
        Ok(views.collect())
    }
}

/// An engine for starting commands.
fn engine(core: &Arc<crate::Core>) -> Engine {
    Engine { core: Arc::clone(core) }
}
