//! The time of arrival for people; deadlines count by a monotonic instant.

use std::time::{SystemTime, UNIX_EPOCH};

use model::Timestamp;

/// The wall clock.
pub(crate) fn wall_clock() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
}
