//! The bands a profile may have, with the defaults and limits of each.

use lorawan::Direction;
use lorawan::region::DataRate;
use model::record::{LorawanProfile, Standard};
use model::say;
use ns::downlink::{region, region_of};

use crate::error::FieldError;

/// What a profile of a band starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defaults {
    /// RX1 data-rate offset.
    pub rx1dr_offset: u8,
    /// RX2 data-rate index.
    pub rx2dr: u8,
    /// RX1 delay, seconds.
    pub rx_delay: u8,
    /// Join-accept delay, seconds.
    pub rx_delay_join: u8,
    /// RX2 frequency, Hz.
    pub rx2_freq: u32,
}

/// A band and what a profile of it may hold.
#[derive(Debug, Clone)]
pub struct RegionInfo {
    /// The band in the product's words.
    pub standard: Standard,
    /// The band for people.
    pub label: &'static str,
    /// What a profile starts with.
    pub defaults: Defaults,
    /// Lowest RX2 frequency, Hz.
    pub rx2_freq_min: u32,
    /// Highest RX2 frequency, Hz.
    pub rx2_freq_max: u32,
    /// Largest RX1 data-rate offset.
    pub rx1dr_offset_max: u8,
    /// Data rates a downlink may use, with their names.
    pub downlink_data_rates: Vec<(u8, String)>,
}

/// Every band.
#[must_use]
pub fn all() -> Vec<RegionInfo> {
    Standard::ALL
        .iter()
        .map(|standard| {
            let region = region_of(*standard, 1);
            let band = region.band_hz();
            RegionInfo {
                standard: *standard,
                label: label(*standard),
                defaults: defaults(*standard, 1),
                rx2_freq_min: *band.start(),
                rx2_freq_max: *band.end(),
                rx1dr_offset_max: region.max_rx1dr_offset(),
                downlink_data_rates: region
                    .data_rates(Direction::Down)
                    .map(|(dr, rate)| (dr, name(rate)))
                    .collect(),
            }
        })
        .collect()
}

const fn label(standard: Standard) -> &'static str {
    match standard {
        Standard::Cn470 => "CN470 (470–510)",
        Standard::Eu433 => "EU433 (433)",
        Standard::Eu868 => "EU868 (863–870)",
        Standard::As923 => "AS923 (915–928)",
        Standard::Au915 => "AU915 (915–928)",
        Standard::Us902 => "US902 (US902–928, US915)",
    }
}

fn name(rate: DataRate) -> String {
    match rate {
        DataRate::LoRa { spreading_factor, bandwidth_hz } => {
            format!("SF{spreading_factor}BW{}", bandwidth_hz / 1_000)
        }
        DataRate::Fsk { bit_rate } => format!("FSK {bit_rate}"),
        DataRate::LrFhss { .. } => "LR-FHSS".into(),
    }
}

/// The defaults of a band. They are the same for every version, see lorawan.md 3.0.
#[must_use]
pub(crate) fn defaults(standard: Standard, as923_group: u8) -> Defaults {
    let defaults = region_of(standard, as923_group).defaults(lorawan::region::LwVersion::V1_0_2);
    Defaults {
        rx1dr_offset: defaults.rx1dr_offset,
        rx2dr: defaults.rx2dr,
        rx_delay: defaults.rx_delay_s,
        rx_delay_join: defaults.rx_delay_join_s,
        rx2_freq: defaults.rx2_freq_hz,
    }
}

/// Checks a profile's radio fields against its band.
pub(crate) fn check(profile: &LorawanProfile, errors: &mut Vec<FieldError>) {
    if !(1..=4).contains(&profile.as923_group) {
        errors.push(FieldError::new("as923_group", say!(NumberExpected, min = 1, max = 4)));
        return;
    }
    let region = region(profile);
    let offset_max = region.max_rx1dr_offset();
    if profile.rx1dr_offset > offset_max {
        let detail = say!(
            NumberOutOfBand,
            value = profile.rx1dr_offset,
            min = 0,
            max = offset_max,
            region = region.to_string(),
        );
        errors.push(FieldError::new("rx1dr_offset", detail));
    }
    if region.data_rate(profile.rx2dr, Direction::Down).is_none() {
        let known: Vec<String> =
            region.data_rates(Direction::Down).map(|(dr, _)| dr.to_string()).collect();
        let (value, region) = (profile.rx2dr, region.to_string());
        let detail = say!(NoDownlinkRate, value = value, region = region, known = known);
        errors.push(FieldError::new("rx2dr", detail));
    }
    if !region.allows_frequency(profile.rx2_freq) {
        let band = region.band_hz();
        let detail = say!(
            FrequencyOutside,
            value = profile.rx2_freq,
            min = *band.start(),
            max = *band.end(),
            region = region.to_string(),
        );
        errors.push(FieldError::new("rx2_freq", detail));
    }
    for (field, delay) in [("rx_delay", profile.rx_delay), ("rx_delay_join", profile.rx_delay_join)]
    {
        if !(1..=15).contains(&delay) {
            let detail = say!(SecondsOutOfRange, value = delay, min = 1, max = 15);
            errors.push(FieldError::new(field, detail));
        }
    }
}
