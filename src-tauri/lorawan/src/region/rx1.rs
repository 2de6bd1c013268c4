//! The first receive window, which follows from the uplink.

use super::{Cn470Plan, LwVersion, Region};

/// What the first window follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rx1Uplink {
    /// The uplink's frequency in Hz.
    pub frequency_hz: u32,
    /// The uplink's data rate.
    pub dr: u8,
    /// The session's RX1DROffset.
    pub rx1dr_offset: u8,
    /// Whether the device acknowledged the 400 ms limit for downlinks. Matters in AS923.
    pub downlink_dwell: bool,
    /// The device's version. Matters in AS923.
    pub version: LwVersion,
}

/// Where and how fast a device listens first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rx1 {
    /// In Hz.
    pub frequency_hz: u32,
    /// As a downlink data rate.
    pub dr: u8,
}

impl Region {
    /// The first window after an uplink.
    ///
    /// `None` when the frequency is no channel of a fixed plan, or when data rate or offset do not
    /// exist here; then only the second window can be used.
    #[must_use]
    pub fn rx1(self, uplink: Rx1Uplink) -> Option<Rx1> {
        Some(Rx1 {
            frequency_hz: self.rx1_frequency(uplink.frequency_hz)?,
            dr: self.rx1_dr(uplink)?,
        })
    }

    fn rx1_frequency(self, uplink_hz: u32) -> Option<u32> {
        if self.has_dynamic_channels() {
            return self.band_hz().contains(&uplink_hz).then_some(uplink_hz);
        }
        let channel = self.uplink_channel(uplink_hz)?;
        self.downlink_frequency_hz(channel.checked_rem(self.downlink_channels())?)
    }

    fn rx1_dr(self, uplink: Rx1Uplink) -> Option<u8> {
        let Rx1Uplink { dr, rx1dr_offset: offset, .. } = uplink;
        if offset > self.max_rx1dr_offset() {
            return None;
        }
        match self {
            Self::Eu868 => match dr {
                // LR-FHSS is answered with LoRa.
                8 | 10 => Some(1_u8.saturating_sub(offset)),
                9 | 11 => Some(2_u8.saturating_sub(offset)),
                _ => lowered(dr, offset, 0..=7),
            },
            Self::Eu433 => lowered(dr, offset, 0..=7),
            Self::Cn470 => lowered(dr, offset, 0..=5),
            // DR0 does not exist in these plans.
            Self::Cn470Rp002(Cn470Plan::A20 | Cn470Plan::B20 | Cn470Plan::A26 | Cn470Plan::B26) => {
                lowered(dr, offset, 1..=7)
            }
            Self::As923(_) => as923(uplink),
            Self::Au915 => match dr {
                0..=6 => Some((8 + dr).saturating_sub(offset).clamp(8, 13)),
                7 => Some(9_u8.saturating_sub(offset).max(8)),
                _ => None,
            },
            Self::Us902 => match dr {
                0..=4 => Some((10 + dr).saturating_sub(offset).clamp(8, 13)),
                // LR-FHSS, as DR0 and DR1.
                5 | 6 => Some((5 + dr).saturating_sub(offset).clamp(8, 13)),
                _ => None,
            },
        }
    }
}

/// The data rate less the offset, not below the lowest.
fn lowered(dr: u8, offset: u8, known: std::ops::RangeInclusive<u8>) -> Option<u8> {
    known.contains(&dr).then(|| dr.saturating_sub(offset).max(*known.start()))
}

/// AS923, where offsets 6 and 7 raise the data rate.
fn as923(uplink: Rx1Uplink) -> Option<u8> {
    let Rx1Uplink { dr, rx1dr_offset, downlink_dwell, version, .. } = uplink;
    if dr > 7 {
        return None;
    }
    let shifted = match rx1dr_offset {
        0..=5 => dr.saturating_sub(rx1dr_offset),
        6 => dr + 1,
        _ => dr + 2,
    };
    let lowest = if downlink_dwell { 2 } else { 0 };
    // RP002 raised the cap from DR5 to DR7.
    let highest = if version >= LwVersion::V1_0_4 { 7 } else { 5 };
    Some(shifted.clamp(lowest, highest))
}
