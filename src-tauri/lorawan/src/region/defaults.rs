//! What a device has until the network changes it.

use super::{LwVersion, Region};

/// Parameters of the receive windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defaults {
    /// Subtracted from the uplink's data rate for the first window.
    pub rx1dr_offset: u8,
    /// Data rate of the second window.
    pub rx2dr: u8,
    /// Frequency of the second window in Hz.
    pub rx2_freq_hz: u32,
    /// Delay of the first window after an uplink, in seconds; the second comes one second later.
    pub rx_delay_s: u8,
    /// Delay of the first window after a join-request, in seconds.
    pub rx_delay_join_s: u8,
}

/// Whether frames may last at most 400 ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dwell {
    /// The limit holds for uplinks.
    pub uplink: bool,
    /// The limit holds for downlinks.
    pub downlink: bool,
}

impl Region {
    /// The receive windows a device of this version starts with.
    ///
    /// The version changes nothing at present: it decides the plan, which is the region here.
    #[must_use]
    pub const fn defaults(self, _version: LwVersion) -> Defaults {
        let (rx2_freq_hz, rx2dr) = match self {
            Self::Cn470 => (505_300_000, 0),
            // DR0 does not exist in these plans.
            Self::Cn470Rp002(plan) => (plan.abp_rx2_hz(), 1),
            Self::Eu433 => (434_665_000, 0),
            Self::Eu868 => (869_525_000, 0),
            Self::As923(group) => (group.first_channel_hz(), 2),
            Self::Au915 | Self::Us902 => (923_300_000, 8),
        };
        Defaults { rx1dr_offset: 0, rx2dr, rx2_freq_hz, rx_delay_s: 1, rx_delay_join_s: 5 }
    }

    /// Largest RX1DROffset.
    #[must_use]
    pub const fn max_rx1dr_offset(self) -> u8 {
        match self {
            Self::Us902 => 3,
            Self::As923(_) => 7,
            Self::Cn470 | Self::Cn470Rp002(_) | Self::Eu433 | Self::Eu868 | Self::Au915 => 5,
        }
    }

    /// The dwell-time limits a device starts with. Stacks differ in AS923; this is the common case.
    #[must_use]
    pub fn boot_dwell(self, version: LwVersion) -> Dwell {
        let uplink = match self {
            Self::As923(_) | Self::Us902 => true,
            Self::Au915 => version >= LwVersion::V1_0_3,
            Self::Cn470 | Self::Cn470Rp002(_) | Self::Eu433 | Self::Eu868 => false,
        };
        Dwell { uplink, downlink: false }
    }
}
