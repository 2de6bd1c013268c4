//! CN470-510: the classic plan of RP001 and the four plans of RP002.
//!
//! The original product's devices follow the classic plan. The RP002 plans overlap with it, so a
//! frequency never tells the plan.

use super::channels::Grid;

/// A plan of RP002, named after the bandwidth of the antennas it was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cn470Plan {
    /// 20 MHz antenna, type A.
    A20,
    /// 20 MHz antenna, type B.
    B20,
    /// 26 MHz antenna, type A.
    A26,
    /// 26 MHz antenna, type B.
    B26,
}

const fn grid(first_hz: u32, count: u8) -> Grid {
    Grid { first_hz, step_hz: 200_000, count }
}

/// Uplinks of the classic plan. RP001 1.0.3 A, CN470-510.
pub(super) const UPLINK: [Grid; 1] = [grid(470_300_000, 96)];
/// Downlinks of the classic plan.
pub(super) const DOWNLINK: [Grid; 1] = [grid(500_300_000, 48)];

impl Cn470Plan {
    /// RP002-1.0.3, CN470-510, channel plans.
    pub(super) const fn uplink(self) -> &'static [Grid] {
        match self {
            Self::A20 => const { &[grid(470_300_000, 32), grid(503_500_000, 32)] },
            Self::B20 => const { &[grid(476_900_000, 32), grid(496_900_000, 32)] },
            Self::A26 => const { &[grid(470_300_000, 48)] },
            Self::B26 => const { &[grid(480_300_000, 48)] },
        }
    }

    pub(super) const fn downlink(self) -> &'static [Grid] {
        match self {
            Self::A20 => const { &[grid(483_900_000, 32), grid(490_300_000, 32)] },
            Self::B20 => const { &[grid(476_900_000, 32), grid(496_900_000, 32)] },
            Self::A26 => const { &[grid(490_100_000, 24)] },
            Self::B26 => const { &[grid(500_100_000, 24)] },
        }
    }

    /// The second window of a device that did not join.
    pub(super) const fn abp_rx2_hz(self) -> u32 {
        match self {
            Self::A20 => 486_900_000,
            Self::B20 => 498_300_000,
            Self::A26 => 492_500_000,
            Self::B26 => 502_500_000,
        }
    }
}

/// What the channel of a join-request decides under RP002.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JoinChannel {
    /// 0 to 19.
    pub index: u8,
    /// The plan the device follows from then on.
    pub plan: Cn470Plan,
    /// Where the join-accept goes in the first window.
    pub rx1_hz: u32,
    /// The second window, for the join-accept and for the session.
    pub rx2_hz: u32,
}

/// The join channel of RP002 at a frequency, within 1 kHz.
///
/// Source: RP002-1.0.3, CN470-510, table "Common join channels".
#[must_use]
pub fn join_channel(uplink_hz: u32) -> Option<JoinChannel> {
    (0..20)
        .filter_map(join_channel_at)
        .find(|(hz, _)| hz.abs_diff(uplink_hz) <= 1_000)
        .map(|(_, channel)| channel)
}

/// The join channel with this index and its uplink frequency.
fn join_channel_at(index: u8) -> Option<(u32, JoinChannel)> {
    let n = u32::from(index);
    let series = |first_hz: u32, step_hz: u32, from: u32| first_hz + step_hz * (n - from);
    let (plan, uplink_hz, rx1_hz, rx2_hz) = match index {
        0..=3 => {
            let rx1_hz = series(484_500_000, 1_600_000, 0);
            (Cn470Plan::A20, series(470_900_000, 1_600_000, 0), rx1_hz, rx1_hz + 800_000)
        }
        4..=7 => {
            let rx1_hz = series(490_900_000, 1_600_000, 4);
            (Cn470Plan::A20, series(504_100_000, 1_600_000, 4), rx1_hz, rx1_hz + 800_000)
        }
        8 => (Cn470Plan::B20, 479_900_000, 479_900_000, 478_300_000),
        9 => (Cn470Plan::B20, 499_900_000, 499_900_000, 498_300_000),
        10..=14 => (Cn470Plan::A26, series(470_300_000, 2_000_000, 10), 492_500_000, 492_500_000),
        15..=19 => (Cn470Plan::B26, series(480_300_000, 2_000_000, 15), 502_500_000, 502_500_000),
        _ => return None,
    };
    Some((uplink_hz, JoinChannel { index, plan, rx1_hz, rx2_hz }))
}
