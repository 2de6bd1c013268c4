//! From the words of a profile and of a gateway to the terms of the regional tables.

use lorawan::Direction;
use lorawan::region::{As923Group, DataRate, LrFhssCoding, LwVersion, Region};
use model::radio::{GatewayUplink, Modulation};
use model::record::{LorawanProfile, Standard};

/// The channel plan of a profile.
#[must_use]
pub fn region(profile: &LorawanProfile) -> Region {
    region_of(profile.standard, profile.as923_group)
}

/// The channel plan of a standard. CN470 is the classic plan of 96 and 48 channels; the group
/// matters in AS923 only, where an unknown one counts as the first.
#[must_use]
pub fn region_of(standard: Standard, as923_group: u8) -> Region {
    match standard {
        Standard::Cn470 => Region::Cn470,
        Standard::Eu433 => Region::Eu433,
        Standard::Eu868 => Region::Eu868,
        Standard::As923 => {
            Region::As923(As923Group::from_number(as923_group).unwrap_or(As923Group::Group1))
        }
        Standard::Au915 => Region::Au915,
        Standard::Us902 => Region::Us902,
    }
}

/// The link-layer version as the regional tables know it.
#[must_use]
pub const fn lw_version(version: model::record::LwVersion) -> LwVersion {
    match version {
        model::record::LwVersion::V1_0_2 => LwVersion::V1_0_2,
        model::record::LwVersion::V1_0_3 => LwVersion::V1_0_3,
        model::record::LwVersion::V1_0_4 => LwVersion::V1_0_4,
    }
}

/// The uplink's data rate in its band; `None` for one that the band does not use.
#[must_use]
pub fn uplink_dr(profile: &LorawanProfile, copy: &GatewayUplink) -> Option<u8> {
    let rate = match copy.modulation {
        Modulation::LoRa { spreading_factor, bandwidth_hz } => {
            DataRate::LoRa { spreading_factor, bandwidth_hz }
        }
        Modulation::Fsk { bit_rate } => DataRate::Fsk { bit_rate },
        Modulation::LrFhss { channel_width_hz } => {
            let two_thirds = matches!(&*copy.code_rate, "4/6" | "2/3");
            let coding = if two_thirds { LrFhssCoding::TwoThirds } else { LrFhssCoding::OneThird };
            DataRate::LrFhss { channel_width_hz, coding }
        }
    };
    region(profile).dr_of(rate, Direction::Up)
}

pub(super) const fn modulation(rate: DataRate) -> Modulation {
    match rate {
        DataRate::LoRa { spreading_factor, bandwidth_hz } => {
            Modulation::LoRa { spreading_factor, bandwidth_hz }
        }
        DataRate::Fsk { bit_rate } => Modulation::Fsk { bit_rate },
        DataRate::LrFhss { channel_width_hz, .. } => Modulation::LrFhss { channel_width_hz },
    }
}
