//! One thread: takes work from its queue, or from the slow lane, and does it.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use script::Sandbox;

use super::apply::Changes;
use super::away::{Place, Spent};
use super::batch::Batch;
use super::lane::Lane;
use super::notification::Origin;
use super::sub_devices::Touched;
use super::{Tally, Work};
use crate::registry::SharedDevice;
use crate::{Core, clock};

/// Pieces of work done before what they produced is stored in one go.
const BATCH: usize = 256;
/// More pieces than this in one batch mean load: the next ones are collected for a moment, which
/// makes few large commits of many small ones. A lone one is never delayed.
const BUSY: usize = 4;
const COLLECT: Duration = Duration::from_millis(5);

/// What one thread keeps between pieces of work.
pub(super) struct Worker {
    pub(super) core: Arc<Core>,
    pub(super) sandbox: Sandbox,
    pub(super) batch: Batch,
    pub(super) place: Place,
    /// What the scripts of the piece of work at hand took.
    pub(super) spent: Spent,
}

impl Worker {
    /// For a thread that many devices share.
    pub(super) fn at_home(core: Arc<Core>, lane: Arc<Lane>) -> Self {
        Self::new(core, Place::at_home(lane))
    }

    /// For a thread of the slow lane.
    pub(super) fn in_lane(core: Arc<Core>) -> Self {
        Self::new(core, Place::Lane)
    }

    fn new(core: Arc<Core>, place: Place) -> Self {
        let sandbox = Sandbox::new(place.limits());
        Self { core, sandbox, batch: Batch::default(), place, spent: Spent::default() }
    }

    /// Works until the queue closes.
    pub(super) fn run(&mut self, queue: &Receiver<Work>, tally: &Tally) {
        while let Some(work) = self.wait(queue) {
            let mut count: usize = 0;
            for work in work.into_iter().chain(queue.try_iter().take(BATCH)) {
                count += usize::from(self.handle_here_or_away(work));
            }
            count += self.catch_up();
            self.batch.commit(&self.core);
            tally.done(count as u64);
            if (BUSY..BATCH).contains(&count) {
                collect();
            }
        }
    }

    /// The next piece of work. Not for ever when something else waits: then there may be none yet.
    /// `None` when the queue closes.
    fn wait(&self, queue: &Receiver<Work>) -> Option<Option<Work>> {
        if !self.is_behind() {
            return queue.recv().ok().map(Some);
        }
        match queue.recv_timeout(COLLECT) {
            Ok(work) => Some(Some(work)),
            Err(RecvTimeoutError::Timeout) => Some(None),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Works until the lane closes.
    pub(super) fn run_lane(&mut self, lane: &Lane) {
        // One piece after the other, because each may take long; what nothing is run for any more
        // is stored in few large commits.
        while let Some((home, pieces)) = lane.next(if self.is_late() { BATCH } else { 1 }) {
            let count = pieces.len();
            let mut is_quick = true;
            for work in pieces {
                self.handle(work);
                is_quick &= self.spent.is_quick();
            }
            self.batch.commit(&self.core);
            lane.done(&home, count, is_quick, clock::instant());
        }
    }

    /// A mistake in one piece of work must not end the thread, on which other devices wait.
    pub(super) fn handle(&mut self, work: Work) {
        self.spent = Spent::default();
        if panic::catch_unwind(AssertUnwindSafe(|| self.work(work))).is_err() {
            tracing::error!("a piece of work panicked");
            self.sandbox = Sandbox::new(self.place.limits());
        }
    }

    fn work(&mut self, work: Work) {
        match work {
            Work::Uplink(message) => self.uplink(message),
            Work::Notification(_) if self.is_late() => self.core.counters.dropped(1),
            Work::Notification(notification) => self.notified(notification),
            Work::Attributes(order) => self.change_attributes(*order),
            Work::Records(order) => self.change_records(*order),
            Work::Saves(order) => self.save_records(*order),
            Work::Rest(rest) => self.go_on(*rest),
            Work::Trigger(_) if self.is_late() => self.core.counters.dropped(1),
            Work::Trigger(due) if self.is_still_there(&due.device) => self.run_trigger(*due),
            Work::Trigger(_) => {}
        }
    }

    /// Whether the instance stops and scripts have had their time.
    pub(super) fn is_late(&self) -> bool {
        self.core.hurry.is_cancelled()
    }

    /// Whether a device was not deleted meanwhile; whoever has its EUI then is another one.
    pub(super) fn is_still_there(&self, device: &SharedDevice) -> bool {
        let eui = device.lock().device.eui.clone();
        self.core.registry.device(&eui).is_some_and(|known| Arc::ptr_eq(&known, device))
    }

    /// What follows when a piece of work is done: for the device and for each child of it that
    /// changed.
    pub(super) fn follow_up(
        &mut self,
        device: &SharedDevice,
        touched: &Touched,
        origin: Origin<'_>,
    ) {
        self.follow(device, &touched.own, origin);
        for (child, changes) in &touched.children {
            self.follow(child, changes, origin);
        }
    }

    /// What follows when a piece of work has changed a device's data, whatever the work was: once
    /// for each device and piece of work, after all its thing models have run.
    ///
    /// The order is that of the thinklink reference 4.1: relations hear of every category in
    /// `changes`, then the trigger models run, once for each of `changes.telemetry`.
    pub(super) fn follow(&mut self, device: &SharedDevice, changes: &Changes, origin: Origin<'_>) {
        if !changes.any() {
            return;
        }
        self.notify_targets(device, changes, origin);
        self.run_triggers(device, changes);
    }
}

/// Lets work pile up.
#[expect(clippy::disallowed_methods, reason = "the wait is the point, and shorter than any stop")]
fn collect() {
    std::thread::sleep(COLLECT);
}
