//! One thread: takes work from its queue and does it.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use script::{Limits, Sandbox};

use super::apply::Changes;
use super::batch::Batch;
use super::notification::Origin;
use super::sub_devices::Touched;
use super::{Tally, Work};
use crate::Core;
use crate::registry::SharedDevice;

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
}

impl Worker {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core, sandbox: Sandbox::new(Limits::default()), batch: Batch::default() }
    }

    /// Works until the queue closes.
    pub(super) fn run(&mut self, queue: &Receiver<Work>, tally: &Tally) {
        while let Ok(work) = queue.recv() {
            self.handle(work);
            let mut count: usize = 1;
            for work in queue.try_iter().take(BATCH) {
                self.handle(work);
                count += 1;
            }
            self.batch.commit(&self.core);
            tally.done(count as u64);
            if (BUSY..BATCH).contains(&count) {
                collect();
            }
        }
    }

    /// A mistake in one piece of work must not end the thread, on which other devices wait.
    fn handle(&mut self, work: Work) {
        if panic::catch_unwind(AssertUnwindSafe(|| self.work(work))).is_err() {
            tracing::error!("a piece of work panicked");
            self.sandbox = Sandbox::new(Limits::default());
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
        }
    }

    /// Whether the instance stops and scripts have had their time.
    pub(super) fn is_late(&self) -> bool {
        self.core.hurry.is_cancelled()
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
