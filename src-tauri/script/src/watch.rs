//! Stops a run that takes too long.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// The deadline of the current run, asked by the engine every few thousand steps.
#[derive(Clone, Default)]
pub(crate) struct Watch(Rc<State>);

#[derive(Default)]
struct State {
    deadline: Cell<Option<Instant>>,
    expired: Cell<bool>,
}

impl Watch {
    /// Starts the time of a run.
    pub(crate) fn start(&self, now: Instant, time: Duration) {
        self.0.deadline.set(now.checked_add(time));
        self.0.expired.set(false);
    }

    /// Whether the run must stop now; remembered until the next start.
    pub(crate) fn must_stop(&self) -> bool {
        let late = self.0.deadline.get().is_some_and(|deadline| Instant::now() >= deadline);
        if late {
            self.0.expired.set(true);
        }
        late
    }

    /// Whether the run was stopped.
    pub(crate) fn expired(&self) -> bool {
        self.0.expired.get()
    }
}
