//! The runs of which something may still change: in memory, in line for their device, and in the
//! log a moment later.
//!
//! Whoever changes a run marks it; one task stores what is marked and then tells those who watch.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use model::record::{Downlink, RpcRun, RpcRunState, RpcRunStep, RpcStepState};
use model::{DeviceEui, RecordId, Said, Saying, say};
use parking_lot::Mutex;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::calls::Call;
use crate::event::{Event, Topic};
use crate::triggers::{ActionFailure, Cause};
use crate::{Core, Error, clock};

/// Runs that may wait or go at once.
const GOING_MAX: usize = 10_000;
/// Runs that may wait or go for one device.
const GOING_PER_DEVICE: usize = 100;

/// A run whose turn has come.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) id: RecordId,
    pub(super) call: Call,
    pub(super) cancelled: CancellationToken,
    lane: DeviceEui,
}

/// The runs of one device: one goes, the others wait in order.
#[derive(Debug, Default)]
struct Lane {
    /// All of them, and those that are being stored.
    held: usize,
    is_going: bool,
    waiting: VecDeque<Ticket>,
}

#[derive(Debug)]
struct Entry {
    run: Arc<RpcRun>,
    /// A task has it in hand.
    is_held: bool,
    /// It is not stored as it is.
    is_marked: bool,
    /// It is being stored.
    is_saving: bool,
    cancelled: CancellationToken,
    told: watch::Sender<Arc<RpcRun>>,
    /// The trigger that hears of it when it fails.
    cause: Option<Cause>,
}

#[derive(Debug, Default)]
struct Open {
    runs: HashMap<RecordId, Entry>,
    lanes: HashMap<DeviceEui, Lane>,
    /// All that the lanes hold.
    held: usize,
    /// The run and the place among its steps that a downlink belongs to.
    by_downlink: HashMap<RecordId, (RecordId, usize)>,
    /// Runs that must be stored, each once.
    marked: Vec<RecordId>,
}

/// The runs of which something may still change.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    open: Mutex<Open>,
    /// Something was marked.
    changed: Notify,
    /// Keeps two tasks from storing an older state over a newer one.
    saving: tokio::sync::Mutex<()>,
}

impl Runs {
    /// Keeps room in a lane for a run that is about to be stored.
    pub(super) fn reserve(&self, lane: &DeviceEui) -> Result<(), Error> {
        let mut open = self.open.lock();
        if open.held >= GOING_MAX {
            return Err(Error::Full(say!(CommandsWait, limit = GOING_MAX)));
        }
        let place = open.lanes.entry(lane.clone()).or_default();
        if place.held >= GOING_PER_DEVICE {
            return Err(Error::Full(say!(CommandsWaitDevice, limit = GOING_PER_DEVICE)));
        }
        place.held += 1;
        open.held += 1;
        Ok(())
    }

    /// Gives the room of one run back.
    pub(super) fn release(&self, lane: &DeviceEui) {
        self.open.lock().release(lane);
    }

    /// Puts a stored run in line. The ticket is there when its turn is now.
    pub(super) fn enroll(
        &self,
        run: Arc<RpcRun>,
        lane: DeviceEui,
        call: Call,
        cause: Option<Cause>,
    ) -> (watch::Receiver<Arc<RpcRun>>, Option<Ticket>) {
        let (told, listener) = watch::channel(Arc::clone(&run));
        let cancelled = CancellationToken::new();
        let id = run.id;
        let ticket = Ticket { id, call, cancelled: cancelled.clone(), lane: lane.clone() };
        let entry = Entry { cause, ..Entry::new(run, true, cancelled, told) };
        let mut open = self.open.lock();
        open.runs.insert(id, entry);
        let place = open.lanes.entry(lane).or_default();
        if place.is_going {
            place.waiting.push_back(ticket);
            return (listener, None);
        }
        place.is_going = true;
        (listener, Some(ticket))
    }

    /// The run after one that has ended, in the same lane.
    pub(super) fn next(&self, ended: Ticket) -> Option<Ticket> {
        let mut open = self.open.lock();
        if let Some(entry) = open.runs.get_mut(&ended.id) {
            entry.is_held = false;
        }
        open.let_go(ended.id);
        let place = open.lanes.get_mut(&ended.lane)?;
        let next = place.waiting.pop_front();
        place.is_going = next.is_some();
        open.release(&ended.lane);
        next
    }

    /// Changes a run; `None` when nothing of it can change any more.
    pub(super) fn change<T>(
        &self,
        id: RecordId,
        change: impl FnOnce(&mut RpcRun) -> T,
    ) -> Option<T> {
        let mut open = self.open.lock();
        let entry = open.runs.get_mut(&id)?;
        let run = Arc::make_mut(&mut entry.run);
        let result = change(run);
        run.updated_at = clock::now();
        open.mark(id);
        drop(open);
        self.changed.notify_one();
        Some(result)
    }

    /// Ties a step to the downlink it became.
    pub(super) fn tie(&self, id: RecordId, step: usize, item: &Downlink) {
        let tied = self.change(id, |run| {
            let Some(step) = run.steps.get_mut(step) else { return false };
            step.state = RpcStepState::Queued;
            step.downlink = Some(item.id);
            step.confirmed = item.confirmed;
            true
        });
        if tied == Some(true) {
            self.open.lock().by_downlink.insert(item.id, (id, step));
        }
    }

    /// Takes over what became of a downlink, if it belongs to a run.
    pub(crate) fn follow(&self, item: &Downlink) {
        let place = self.open.lock().by_downlink.get(&item.id).copied();
        let Some((id, step)) = place else { return };
        self.change(id, |run| {
            if run.steps.get_mut(step).is_some_and(|step| step.follow(item)) {
                settle(run);
            }
        });
        if item.is_done() {
            self.open.lock().by_downlink.remove(&item.id);
        }
    }

    /// Stops a run; the frames of it that may wait, with their devices. `None`: nothing of it can
    /// be stopped.
    pub(super) fn cancel(&self, id: RecordId, by: &str) -> Option<Vec<(DeviceEui, RecordId)>> {
        let cancelled = self.open.lock().runs.get(&id)?.cancelled.clone();
        let frames = self.change(id, |run| {
            let frames: Vec<_> = run.steps.iter().filter_map(waiting_frame).collect();
            let can_stop = run.state.is_going() || !frames.is_empty();
            if can_stop
                && matches!(
                    run.state,
                    RpcRunState::Queued | RpcRunState::Running | RpcRunState::Delivering
                )
            {
                run.state = RpcRunState::Cancelled;
                run.result = Said::new(Saying::CancelledBy).with("who", by);
                skip_waiting(run);
            }
            can_stop.then_some(frames)
        })??;
        cancelled.cancel();
        Some(frames)
    }

    /// The engine stops: what goes will not go on.
    fn interrupt(&self) {
        let going: Vec<RecordId> = {
            let open = self.open.lock();
            let going = open.runs.iter().filter(|(_, entry)| entry.run.state.is_going());
            going.map(|(id, _)| *id).collect()
        };
        for id in going {
            self.change(id, interrupted);
        }
    }

    /// What must be stored, as it is now.
    fn take_marked(&self) -> Vec<Arc<RpcRun>> {
        let mut open = self.open.lock();
        let marked = std::mem::take(&mut open.marked);
        let runs = marked.into_iter().filter_map(|id| {
            let entry = open.runs.get_mut(&id)?;
            entry.is_marked = false;
            entry.is_saving = true;
            Some(Arc::clone(&entry.run))
        });
        runs.collect()
    }

    /// Those of these runs that failed and of which a trigger has not heard yet.
    fn failed(&self, runs: &[Arc<RpcRun>]) -> Vec<(Cause, Arc<RpcRun>)> {
        let mut open = self.open.lock();
        let failed = runs.iter().filter(|run| run.state == RpcRunState::Failed);
        let caused = failed.filter_map(|run| {
            let cause = open.runs.get_mut(&run.id)?.cause.take()?;
            Some((cause, Arc::clone(run)))
        });
        caused.collect()
    }

    /// These were stored: tells who waits, and lets go of what cannot change any more.
    fn stored(&self, runs: &[Arc<RpcRun>]) {
        let mut open = self.open.lock();
        for run in runs {
            let Some(entry) = open.runs.get_mut(&run.id) else { continue };
            entry.is_saving = false;
            entry.told.send_replace(Arc::clone(run));
            open.let_go(run.id);
        }
    }
}

impl Entry {
    const fn new(
        run: Arc<RpcRun>,
        is_held: bool,
        cancelled: CancellationToken,
        told: watch::Sender<Arc<RpcRun>>,
    ) -> Self {
        let (is_marked, is_saving) = (false, false);
        Self { run, is_held, is_marked, is_saving, cancelled, told, cause: None }
    }

    /// Whether everything of it is in the log, and nothing will be added.
    fn is_settled(&self) -> bool {
        !(self.is_held || self.is_marked || self.is_saving || self.run.is_open())
    }
}

impl Open {
    /// Forgets a run that cannot change any more.
    fn let_go(&mut self, id: RecordId) {
        if self.runs.get(&id).is_some_and(Entry::is_settled) {
            self.runs.remove(&id);
        }
    }

    fn mark(&mut self, id: RecordId) {
        if let Some(entry) = self.runs.get_mut(&id).filter(|entry| !entry.is_marked) {
            entry.is_marked = true;
            self.marked.push(id);
        }
    }

    fn release(&mut self, lane: &DeviceEui) {
        self.held = self.held.saturating_sub(1);
        if let Some(place) = self.lanes.get_mut(lane) {
            place.held = place.held.saturating_sub(1);
            if place.held == 0 {
                self.lanes.remove(lane);
            }
        }
    }
}

/// The frame of a step that may be taken out of its queue.
fn waiting_frame(step: &RpcRunStep) -> Option<(DeviceEui, RecordId)> {
    let downlink = step.downlink.filter(|_| step.state == RpcStepState::Queued)?;
    Some((step.target.clone(), downlink))
}

/// Steps whose turn will never come.
pub(super) fn skip_waiting(run: &mut RpcRun) {
    for step in &mut run.steps {
        if step.state == RpcStepState::Waiting {
            step.state = RpcStepState::Skipped;
        }
    }
}

/// What became of a step, as what became of its run.
pub(super) fn at_step(number: u32, reason: Said) -> Said {
    Said::new(Saying::AtStep).with("number", number).with("why", reason)
}

fn interrupted(run: &mut RpcRun) {
    run.state = RpcRunState::Interrupted;
    run.result = Saying::ProgramEnded.into();
    skip_waiting(run);
}

/// Ends a run that delivers, once nothing of it is on its way.
pub(super) fn settle(run: &mut RpcRun) {
    if run.state != RpcRunState::Delivering || run.is_open() {
        return;
    }
    let lost = run.steps.iter().find_map(|step| match step.state {
        RpcStepState::Failed => {
            let reason = step.reason.clone().unwrap_or_else(|| Saying::StepFailed.into());
            Some(at_step(step.number, reason))
        }
        RpcStepState::Cancelled => Some(at_step(step.number, Saying::FrameTakenOut.into())),
        _ => None,
    });
    match lost {
        Some(reason) => {
            run.state = RpcRunState::Failed;
            run.result = reason;
        }
        None => {
            run.state = RpcRunState::Finished;
            run.result = match run.steps.len() {
                0 => Saying::NothingAsked.into(),
                steps => Said::new(Saying::StepsTaken).with("count", steps),
            };
        }
    }
}

impl Core {
    /// Tells everybody who watches how far a run has come.
    pub(super) fn tell_run(&self, run: &Arc<RpcRun>) {
        if self.bus.is_wanted(Topic::Rpc) {
            self.bus.publish(Event::Rpc(Arc::clone(run)));
        }
    }

    /// Stores the runs that changed, then tells of them.
    pub(super) async fn save_runs(&self) {
        let _turn = self.rpc.saving.lock().await;
        let runs = self.rpc.take_marked();
        if runs.is_empty() {
            return;
        }
        match self.store.update_rpc_runs(runs.clone()).await {
            Ok(()) => runs.iter().for_each(|run| self.tell_run(run)),
            // Whoever waits for a run must not wait for the disk for ever.
            Err(error) => tracing::error!(%error, "the log of commands could not be stored"),
        }
        for (cause, run) in self.rpc.failed(&runs) {
            let failure = ActionFailure {
                at: run.updated_at,
                eui: run.eui.clone(),
                method: run.method.clone(),
                reason: run.result.clone(),
                run: Some(run.id),
            };
            self.action_failed(&run.tenant, &cause, failure);
        }
        self.rpc.stored(&runs);
    }

    /// Notes that what goes will not go on, after the tasks have ended.
    pub(crate) async fn close_runs(&self) {
        self.rpc.interrupt();
        self.save_runs().await;
    }
}

/// Stores what changes until the engine stops.
pub(crate) async fn keep(core: Arc<Core>) {
    loop {
        tokio::select! {
            () = core.stopping.cancelled() => return,
            () = core.rpc.changed.notified() => core.save_runs().await,
        }
    }
}

/// Goes on where the program ended: what was going is interrupted, and frames that wait are
/// followed. Must be done before the queues of downlinks move.
pub(crate) async fn resume(core: &Core) {
    let read = core.store.read(|reader| {
        let mut found = Vec::new();
        for run in reader.rpc_runs().open()? {
            let ids = run.steps.iter().map(|step| step.downlink.filter(|_| step.is_on_its_way()));
            let items = ids.map(|id| id.map(|id| reader.downlinks().get(id)).transpose());
            let items: Vec<Option<Downlink>> =
                items.map(|item| item.map(Option::flatten)).collect::<Result<_, _>>()?;
            found.push((run, items));
        }
        Ok(found)
    });
    let found = match read.await {
        Ok(found) => found,
        Err(error) => return tracing::error!(%error, "the log of commands could not be read"),
    };
    for (mut run, items) in found {
        if run.state.is_going() {
            interrupted(&mut run);
        }
        for (step, item) in run.steps.iter_mut().zip(&items) {
            match item {
                Some(item) => {
                    step.follow(item);
                }
                None if step.is_on_its_way() => {
                    step.state = RpcStepState::Failed;
                    step.reason = Some(Saying::FrameGone.into());
                }
                None => {}
            }
        }
        settle(&mut run);
        run.updated_at = clock::now();
        core.rpc.resume(run);
    }
    core.save_runs().await;
}

impl Runs {
    /// Takes up a run of an earlier start.
    fn resume(&self, run: RpcRun) {
        let mut open = self.open.lock();
        let id = run.id;
        for (place, step) in run.steps.iter().enumerate() {
            if let Some(downlink) = step.downlink.filter(|_| step.is_on_its_way()) {
                open.by_downlink.insert(downlink, (id, place));
            }
        }
        let run = Arc::new(run);
        let (told, _) = watch::channel(Arc::clone(&run));
        open.runs.insert(id, Entry::new(run, false, CancellationToken::new(), told));
        open.mark(id);
    }
}
