//! Regional parameters: channels, data rates, receive windows, payload limits and power.
//!
//! Answers questions about a region; decides nothing about a device. Which plan a device follows
//! comes from its profile, never from a frequency, since the CN470 plans overlap.
//!
//! Start at [`Region`]. Each region's tables are in the module of its name.
//!
//! Source: LoRaWAN Regional Parameters RP001 1.0.2 B and 1.0.3 A, and RP002-1.0.3.

pub mod cn470;
pub mod eu868;

mod as923;
mod channels;
mod data_rate;
mod defaults;
mod eu433;
mod payload;
mod power;
mod rx1;
#[cfg(test)]
mod tests;
mod us_au;

pub use as923::As923Group;
pub use cn470::Cn470Plan;
pub use data_rate::{DataRate, LrFhssCoding};
pub use defaults::{Defaults, Dwell};
pub use payload::Conditions;
pub use power::DIPOLE_GAIN_DBI;
pub use rx1::{Rx1, Rx1Uplink};

use std::fmt;
use std::ops::RangeInclusive;

/// A link-layer version, which decides some tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LwVersion {
    /// 1.0.2, with the regional parameters of 1.0.2 revision B.
    V1_0_2,
    /// 1.0.3, with the regional parameters of 1.0.3 revision A.
    V1_0_3,
    /// 1.0.4, with RP002.
    V1_0_4,
}

/// A channel plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Region {
    /// China 470–510 MHz, the classic plan: 96 channels up, 48 down.
    Cn470,
    /// China 470–510 MHz, one of the plans of RP002, for devices made for it. No profile says so:
    /// it is here because the band's regional data is whole only with them.
    Cn470Rp002(Cn470Plan),
    /// Europe 433 MHz.
    Eu433,
    /// Europe 863–870 MHz.
    Eu868,
    /// Asia around 923 MHz, by group of countries.
    As923(As923Group),
    /// Australia 915–928 MHz.
    Au915,
    /// United States 902–928 MHz.
    Us902,
}

impl Region {
    /// Every plan.
    pub const ALL: [Self; 13] = [
        Self::Cn470,
        Self::Cn470Rp002(Cn470Plan::A20),
        Self::Cn470Rp002(Cn470Plan::B20),
        Self::Cn470Rp002(Cn470Plan::A26),
        Self::Cn470Rp002(Cn470Plan::B26),
        Self::Eu433,
        Self::Eu868,
        Self::As923(As923Group::Group1),
        Self::As923(As923Group::Group2),
        Self::As923(As923Group::Group3),
        Self::As923(As923Group::Group4),
        Self::Au915,
        Self::Us902,
    ];

    /// Whether devices learn channels by NewChannelReq and CFList type 0. The other regions have
    /// fixed channels that are switched by masks.
    #[must_use]
    pub const fn has_dynamic_channels(self) -> bool {
        match self {
            Self::Eu433 | Self::Eu868 | Self::As923(_) => true,
            Self::Cn470 | Self::Cn470Rp002(_) | Self::Au915 | Self::Us902 => false,
        }
    }

    /// Whether devices answer TxParamSetupReq; elsewhere they drop it.
    #[must_use]
    pub fn has_tx_param_setup(self, version: LwVersion) -> bool {
        match self {
            Self::As923(_) => true,
            Self::Au915 => version >= LwVersion::V1_0_3,
            Self::Cn470 | Self::Cn470Rp002(_) | Self::Eu433 | Self::Eu868 | Self::Us902 => false,
        }
    }

    /// The band in Hz, both ends included, that a frequency of this region must lie in.
    #[must_use]
    pub const fn band_hz(self) -> RangeInclusive<u32> {
        match self {
            Self::Cn470 | Self::Cn470Rp002(_) => 470_000_000..=510_000_000,
            Self::Eu433 => eu433::BAND_HZ,
            Self::Eu868 => 863_000_000..=870_000_000,
            Self::As923(_) | Self::Au915 => 915_000_000..=928_000_000,
            Self::Us902 => 902_000_000..=928_000_000,
        }
    }

    /// Whether a device can be told to listen there: inside the band, in steps of 100 Hz.
    #[must_use]
    pub fn allows_frequency(self, hz: u32) -> bool {
        self.band_hz().contains(&hz) && hz.is_multiple_of(100)
    }

    /// Transmitter sub-bands with their duty cycle, by ascending frequency; empty where no duty
    /// cycle is known.
    #[must_use]
    pub const fn sub_bands(self) -> &'static [eu868::SubBand] {
        match self {
            Self::Eu868 => &eu868::SUB_BANDS,
            Self::Eu433 => &eu433::SUB_BANDS,
            Self::Cn470 | Self::Cn470Rp002(_) | Self::As923(_) | Self::Au915 | Self::Us902 => &[],
        }
    }

    /// The duty-cycle sub-band of a frequency.
    #[must_use]
    pub fn sub_band(self, hz: u32) -> Option<&'static eu868::SubBand> {
        self.sub_bands().iter().find(|band| band.range_hz.contains(&hz))
    }
}

impl fmt::Display for Region {
    /// As in the product: `CN470`, `AS923-2`, `CN470-20A`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Cn470 => "CN470",
            Self::Cn470Rp002(Cn470Plan::A20) => "CN470-20A",
            Self::Cn470Rp002(Cn470Plan::B20) => "CN470-20B",
            Self::Cn470Rp002(Cn470Plan::A26) => "CN470-26A",
            Self::Cn470Rp002(Cn470Plan::B26) => "CN470-26B",
            Self::Eu433 => "EU433",
            Self::Eu868 => "EU868",
            Self::As923(As923Group::Group1) => "AS923-1",
            Self::As923(As923Group::Group2) => "AS923-2",
            Self::As923(As923Group::Group3) => "AS923-3",
            Self::As923(As923Group::Group4) => "AS923-4",
            Self::Au915 => "AU915",
            Self::Us902 => "US902",
        })
    }
}
