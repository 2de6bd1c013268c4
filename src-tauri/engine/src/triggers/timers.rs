//! The task that takes plans, keeps what waits, and starts what is due.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use model::record::{TriggerActions, TriggerCall};
use model::{RecordId, Said, Timestamp, say};
use store::{HistoryRow, ModelLogRow};
use tokio::sync::mpsc;
use tokio_util::time::DelayQueue;
use tokio_util::time::delay_queue::Key;

use super::{ActionFailure, Cause, Wish, engine};
use crate::access::hash;
use crate::models::mounting::ModelKey;
use crate::rpc::{Origin, RpcRequest};
use crate::{Core, clock};

/// Plans that wait for one device, and in the instance.
const DEVICE_MAX: usize = 64;
const TOTAL_MAX: usize = 100_000;

/// When what waits is due.
#[derive(Default)]
struct Timers {
    due: DelayQueue<RecordId>,
    keys: HashMap<RecordId, Key>,
}

impl Timers {
    fn set(&mut self, item: &TriggerActions) {
        self.keys.insert(item.id, self.due.insert(item.id, until(item.due_at)));
    }

    /// A watchdog replaces its plan with each report: what is replaced must not stay until it
    /// would have been due.
    fn forget(&mut self, id: RecordId) {
        if let Some(key) = self.keys.remove(&id) {
            self.due.try_remove(&key);
        }
    }
}

/// Runs until the engine has stopped everything that asks for something.
pub(crate) async fn run(
    core: Arc<Core>,
    mut wishes: mpsc::Receiver<Wish>,
    stored: Vec<TriggerActions>,
) {
    let mut timers = Timers::default();
    for item in stored {
        timers.set(&item);
        core.triggers.waiting.lock().insert(item);
    }
    loop {
        // Every arm is cancel-safe: what a queue has not given out stays in it.
        tokio::select! {
            () = core.stopping.cancelled() => break,
            Some(expired) = poll_fn(|context| timers.due.poll_expired(context)),
                if !timers.due.is_empty() =>
            {
                let id = expired.into_inner();
                timers.keys.remove(&id);
                fire(&core, id).await;
            }
            Some(wish) = wishes.recv() => take(&core, &mut timers, wish).await,
        }
    }
    // The devices' threads finish what they have: what that makes triggers ask for is kept.
    loop {
        tokio::select! {
            biased;
            Some(wish) = wishes.recv() => take(&core, &mut timers, wish).await,
            () = core.triggers.closed.cancelled() => break,
        }
    }
}

/// What is overdue is due now.
fn until(due_at: Timestamp) -> Duration {
    let left = due_at.as_millis() - clock::now().as_millis();
    Duration::from_millis(u64::try_from(left).unwrap_or(0))
}

async fn take(core: &Arc<Core>, timers: &mut Timers, wish: Wish) {
    let Wish { tenant, eui, trigger, script, at, plan } = wish;
    let own = eui.clone();
    let replaced: Vec<RecordId> = if plan.abort_previous_timer {
        core.triggers.of_device(&eui, trigger).iter().map(|item| item.id).collect()
    } else {
        Vec::new()
    };
    let calls = plan.actions.into_iter().map(|action| TriggerCall {
        method: action.method,
        eui: action.target.unwrap_or_else(|| own.clone()),
        params: action.params,
    });
    let delay = i64::try_from(plan.delay_ms).unwrap_or(i64::MAX);
    let mut item = TriggerActions {
        id: RecordId(0),
        tenant,
        eui,
        trigger,
        script: Some(hash(&script)),
        due_at: at.plus_millis(delay),
        actions: calls.collect(),
    };
    // A command that is started now would be interrupted at once.
    let is_late = core.stopping.is_cancelled();
    let waits = (delay > 0 || is_late) && !item.actions.is_empty();
    if waits
        && !is_late
        && let Some(problem) = no_room(core, &item, replaced.len())
    {
        return log(core, &item, problem).await;
    }
    if waits || !replaced.is_empty() {
        let (dropped, stored) = (replaced.clone(), item.clone());
        let saved = core.store.write(move |tx| {
            tx.pending_actions().delete(&dropped)?;
            if !waits {
                return Ok(RecordId(0));
            }
            let stored = TriggerActions { id: tx.next_id(at)?, ..stored };
            tx.pending_actions().insert(&stored)?;
            Ok(stored.id)
        });
        match saved.await {
            Ok(id) => item.id = id,
            Err(error) => {
                return log(core, &item, say!(PlanNotKept, why = Said::from(&error))).await;
            }
        }
    }
    {
        let mut waiting = core.triggers.waiting.lock();
        for id in &replaced {
            waiting.remove(*id);
            timers.forget(*id);
        }
        if waits {
            waiting.insert(item.clone());
        }
    }
    if waits {
        timers.set(&item);
    } else {
        start(core, &item).await;
    }
}

fn no_room(core: &Core, item: &TriggerActions, freed: usize) -> Option<Said> {
    let waiting = core.triggers.waiting.lock();
    let (of_device, all) = (waiting.of_device(&item.eui).count(), waiting.items.len());
    let is_full = of_device >= DEVICE_MAX + freed || all >= TOTAL_MAX + freed;
    is_full.then(|| {
        say!(PlansFull, found = of_device, limit = DEVICE_MAX, total = all, limit_all = TOTAL_MAX,)
    })
}

/// Starts what is due, unless it was replaced, or its device or trigger has gone meanwhile.
///
/// It is started before it is deleted: a program that is killed in between does it again rather
/// than not at all.
async fn fire(core: &Arc<Core>, id: RecordId) {
    let Some(item) = core.triggers.waiting.lock().items.get(&id).cloned() else { return };
    let device = core.registry.device_of(&item.tenant, &item.eui);
    let is_mounted = device.is_some_and(|device| {
        let triggers = core.registry.triggers_of(&device);
        triggers.iter().any(|(trigger, _)| trigger.id == item.trigger)
    });
    if is_mounted {
        start(core, &item).await;
    }
    if let Err(error) = core.store.write(move |tx| tx.pending_actions().delete(&[id])).await {
        tracing::error!(%error, "an action that was started could not be deleted");
    }
    core.triggers.waiting.lock().remove(id);
}

/// Starts the RPCs in their order; one that cannot be started stops no other.
async fn start(core: &Arc<Core>, item: &TriggerActions) {
    let cause = Cause::of(item);
    for call in &item.actions {
        let request = RpcRequest {
            eui: call.eui.clone(),
            method: ModelKey::from_text(call.method.clone()),
            params: call.params.clone(),
            origin: Origin::Trigger(cause.clone()),
        };
        if let Err(error) = engine(core).rpc().start(&item.tenant, request).await {
            let reason = Said::from(&error);
            let (method, eui) = (call.method.as_str(), call.eui.as_str());
            let line = say!(ActionFailed, method = method, eui = eui, why = reason.clone());
            log(core, item, line).await;
            let failure = ActionFailure {
                at: clock::now(),
                eui: call.eui.clone(),
                method: call.method.clone(),
                reason,
                run: None,
            };
            core.action_failed(&item.tenant, &cause, failure);
        }
    }
}

/// Writes to the trigger's log.
async fn log(core: &Core, item: &TriggerActions, text: Said) {
    let row = ModelLogRow {
        tenant: item.tenant.clone(),
        thing_model: item.trigger,
        at: clock::now(),
        level: "error".into(),
        text,
        eui: Some(item.eui.clone()),
        line: None,
        column: None,
    };
    if let Err(error) = core.store.append(vec![HistoryRow::ModelLog(row)]).await {
        tracing::error!(%error, "a line of a trigger's log could not be stored");
    }
}
