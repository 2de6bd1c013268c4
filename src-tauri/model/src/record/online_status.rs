//! Whether devices and gateways report.

use crate::Timestamp;

words!(
    /// Whether a device or gateway reports as often as it should.
    OnlineStatus {
        /// Heard within its heartbeat period.
        Online = "online",
        /// Heard before, but not within its heartbeat period.
        Offline = "offline",
        /// Not heard yet.
        NeverSeen = "never_seen",
    }
);

impl OnlineStatus {
    /// The status of something last heard at `active` that should report every `period` seconds.
    #[must_use]
    pub fn at(now: Timestamp, active: Option<Timestamp>, period: u32) -> Self {
        match active {
            None => Self::NeverSeen,
            Some(active) if now <= active.plus_millis(i64::from(period) * 1_000) => Self::Online,
            Some(_) => Self::Offline,
        }
    }
}
