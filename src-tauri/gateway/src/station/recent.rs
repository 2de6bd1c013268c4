//! The uplinks of a connection that may still be answered.
//!
//! The rest of the program knows a gateway's clock as a counter of 32 bits in microseconds, which
//! is what the lower bits of `xtime` are. A downlink names a moment of that clock; the station
//! wants the uplink it answers and whole seconds after it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Longest time from an uplink to the request for its downlink. Source: RX2 opens at most 16 s
/// after the uplink.
const LIFETIME: Duration = Duration::from_secs(20);

/// Uplinks remembered at most. A concentrator hears some hundred frames a second.
const CAPACITY: usize = 8_192;

const SECOND_US: u32 = 1_000_000;

#[derive(Debug, Clone, Copy)]
struct Uplink {
    at: Instant,
    xtime: i64,
    rctx: i64,
}

/// The moment of an uplink that a downlink counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) xtime: i64,
    pub(super) rctx: i64,
    /// Seconds from the uplink to the downlink.
    pub(super) delay_s: u8,
    /// When the uplink arrived here.
    pub(super) arrived: Instant,
}

/// The uplinks of the last seconds, oldest first.
#[derive(Debug, Default)]
pub(super) struct Recent {
    uplinks: VecDeque<Uplink>,
    last: Option<(i64, i64)>,
}

/// The microsecond counter of 32 bits that an `xtime` contains.
pub(super) fn counter_of(xtime: i64) -> u32 {
    u32::try_from(xtime & 0xFFFF_FFFF).unwrap_or(0)
}

/// The session that an `xtime` belongs to; a restarted station draws another.
fn session_of(xtime: i64) -> i64 {
    xtime >> 48 & 0xFF
}

impl Recent {
    /// Remembers an uplink. One without a clock cannot be answered and is forgotten at once.
    pub(super) fn note(&mut self, at: Instant, xtime: i64, rctx: i64) {
        if xtime <= 0 {
            return;
        }
        let is_restart = self.last.is_some_and(|(last, _)| session_of(last) != session_of(xtime));
        if is_restart {
            self.uplinks.clear();
        }
        self.last = Some((xtime, rctx));
        let is_old = |uplink: &Uplink| at.saturating_duration_since(uplink.at) > LIFETIME;
        while self.uplinks.front().is_some_and(is_old) || self.uplinks.len() >= CAPACITY {
            self.uplinks.pop_front();
        }
        self.uplinks.push_back(Uplink { at, xtime, rctx });
    }

    /// `xtime` and `rctx` of the newest uplink.
    pub(super) fn last(&self) -> Option<(i64, i64)> {
        self.last
    }

    /// The uplink that lies a whole number of seconds, 1 to 16, before `counter`; the newest when
    /// several do, which then all name the same moment.
    pub(super) fn origin(&self, now: Instant, counter: u32) -> Option<Origin> {
        self.uplinks.iter().rev().find_map(|uplink| {
            let delay_us = counter.wrapping_sub(counter_of(uplink.xtime));
            let delay_s = u8::try_from(delay_us / SECOND_US).ok()?;
            let is_window = delay_us.is_multiple_of(SECOND_US) && (1..=16).contains(&delay_s);
            let is_recent = now.saturating_duration_since(uplink.at) <= LIFETIME;
            (is_window && is_recent).then_some(Origin {
                xtime: uplink.xtime,
                rctx: uplink.rctx,
                delay_s,
                arrived: uplink.at,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: i64 = 0x17 << 48;

    #[test]
    fn a_downlink_finds_its_uplink_over_the_wrap_of_the_counter() {
        let now = Instant::now();
        let mut recent = Recent::default();
        let xtime = SESSION | 0x5_FFFF_FF00;
        recent.note(now, xtime, 3);
        let counter = 0xFFFF_FF00_u32.wrapping_add(5_000_000);
        let origin = recent.origin(now, counter).unwrap();
        assert_eq!((origin.xtime, origin.rctx, origin.delay_s), (xtime, 3, 5));
        for other in
            [counter.wrapping_add(1), 0xFFFF_FF00, 0xFFFF_FF00_u32.wrapping_add(17_000_000)]
        {
            assert_eq!(recent.origin(now, other), None);
        }
        assert_eq!(recent.origin(now + Duration::from_secs(21), counter), None);
    }

    #[test]
    fn a_restarted_station_is_never_told_its_former_clock() {
        let now = Instant::now();
        let mut recent = Recent::default();
        recent.note(now, SESSION | 1_000, 0);
        recent.note(now, 0x18 << 48 | 9_000_500, 1);
        assert_eq!(recent.origin(now, 2_001_000), None);
        assert_eq!(recent.last(), Some((0x18 << 48 | 9_000_500, 1)));
    }

    #[test]
    fn an_uplink_without_a_clock_opens_no_way_down() {
        // Source: basicstation #74, xtime 0 after a roll-over.
        let now = Instant::now();
        let mut recent = Recent::default();
        recent.note(now, 0, 0);
        assert_eq!(recent.origin(now, 1_000_000), None);
        assert_eq!(recent.last(), None);
    }

    #[test]
    fn a_flood_is_remembered_in_part() {
        let now = Instant::now();
        let mut recent = Recent::default();
        for index in 0..20_000 {
            recent.note(now, SESSION | (index * 7), 0);
        }
        assert_eq!(recent.uplinks.len(), CAPACITY);
    }
}
