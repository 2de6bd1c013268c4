//! The way out for events, with a count of what does not fit.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use crate::event::Event;

/// Hands events on. What the queue cannot take is lost and counted: waiting here would fill the
/// socket, where losses are neither counted nor chosen.
#[derive(Debug)]
pub(crate) struct Outlet {
    events: mpsc::Sender<Event>,
    pub(crate) uplinks: AtomicU64,
    pub(crate) uplinks_dropped: AtomicU64,
    pub(crate) events_dropped: AtomicU64,
}

pub(crate) fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}

impl Outlet {
    pub(crate) fn new(events: mpsc::Sender<Event>) -> Self {
        Self {
            events,
            uplinks: AtomicU64::new(0),
            uplinks_dropped: AtomicU64::new(0),
            events_dropped: AtomicU64::new(0),
        }
    }

    pub(crate) fn tell(&self, event: Event) {
        let is_uplink = matches!(event, Event::Uplink(_));
        let told = self.events.try_send(event).is_ok();
        match (is_uplink, told) {
            (true, true) => add(&self.uplinks, 1),
            (true, false) => {
                add(&self.uplinks_dropped, 1);
                add(&self.events_dropped, 1);
            }
            (false, false) => add(&self.events_dropped, 1),
            (false, true) => {}
        }
    }
}
