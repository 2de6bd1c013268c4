//! Packet identifiers in use on one connection, in both directions.

use std::collections::HashSet;
use std::num::NonZeroU16;

/// Messages with QoS 1 that were sent to the client and not yet acknowledged.
#[derive(Debug)]
pub(crate) struct Window {
    open: HashSet<NonZeroU16>,
    size: u16,
    last: u16,
}

impl Window {
    pub(crate) fn new(size: u16) -> Self {
        Self { open: HashSet::new(), size: size.max(1), last: 0 }
    }

    /// An identifier for one more message, unless the window is full.
    pub(crate) fn open(&mut self) -> Option<NonZeroU16> {
        if self.open.len() >= usize::from(self.size) {
            return None;
        }
        // The window is smaller than the range, so a free identifier comes up.
        loop {
            self.last = self.last.wrapping_add(1);
            if let Some(id) = NonZeroU16::new(self.last)
                && self.open.insert(id)
            {
                return Some(id);
            }
        }
    }

    /// The client has acknowledged; an identifier that is not in use is ignored.
    pub(crate) fn close(&mut self, id: NonZeroU16) {
        self.open.remove(&id);
    }
}

/// Messages with QoS 2 that the client has sent and not yet released; a repetition is not taken
/// a second time.
#[derive(Debug)]
pub(crate) struct Unreleased {
    ids: HashSet<NonZeroU16>,
    max: u16,
}

/// What a message with QoS 2 is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    New,
    Repeated,
    /// One more than the client was allowed.
    TooMany,
}

impl Unreleased {
    pub(crate) fn new(max: u16) -> Self {
        Self { ids: HashSet::new(), max }
    }

    /// Looks at an identifier without entering it.
    pub(crate) fn arrival(&self, id: NonZeroU16) -> Arrival {
        if self.ids.contains(&id) {
            Arrival::Repeated
        } else if self.ids.len() >= usize::from(self.max) {
            Arrival::TooMany
        } else {
            Arrival::New
        }
    }

    /// Enters the identifier of a message that was taken.
    pub(crate) fn enter(&mut self, id: NonZeroU16) {
        self.ids.insert(id);
    }

    /// Forgets an identifier. Returns whether it was known.
    pub(crate) fn release(&mut self, id: NonZeroU16) -> bool {
        self.ids.remove(&id)
    }
}
