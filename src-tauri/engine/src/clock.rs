//! The engine's only sources of time.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use model::Timestamp;

/// Wall-clock time of this computer.
#[must_use]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Monotonic time, for deadlines.
#[must_use]
pub(crate) fn instant() -> Instant {
    Instant::now()
}
