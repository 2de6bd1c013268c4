//! Ids of history rows: time in the upper bits, rising for ever.

use model::{RecordId, Timestamp};

/// A million ids a millisecond.
const SEQUENCE_BITS: u32 = 20;
const DAY_MS: i64 = 86_400_000;

/// Gives out ids. One for all tables of the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdClock {
    last: i64,
}

impl IdClock {
    /// Continues after the highest id there is.
    pub(crate) const fn after(last: i64) -> Self {
        Self { last }
    }

    /// The next id: that of its time, or the one after the last when time stands still or goes
    /// back.
    pub(crate) fn next(&mut self, at: Timestamp) -> i64 {
        self.last = first_at(at).max(self.last.saturating_add(1));
        self.last
    }
}

/// The lowest id of a time; ids below it were given out before it.
pub(crate) fn first_at(at: Timestamp) -> i64 {
    let latest = i64::MAX >> SEQUENCE_BITS;
    at.as_millis().clamp(0, latest) << SEQUENCE_BITS
}

/// The day, counted from 1970, in which an id was given out.
pub(crate) const fn day_of(id: i64) -> i64 {
    (id >> SEQUENCE_BITS) / DAY_MS
}

/// When an id was given out.
pub(crate) const fn time_of(id: i64) -> Timestamp {
    Timestamp::from_millis(id >> SEQUENCE_BITS)
}

/// The lowest id of a day.
pub(crate) const fn first_of_day(day: i64) -> i64 {
    (day * DAY_MS) << SEQUENCE_BITS
}

/// The id as others see it.
pub(crate) fn public(id: i64) -> RecordId {
    RecordId(u64::try_from(id).unwrap_or(0))
}
