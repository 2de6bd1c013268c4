//! EU863-870, and the duty-cycle sub-bands that transmitters there share.

use std::ops::RangeInclusive;

/// Channels every device has. RP002-1.0.3, EU863-870 default channels.
pub(super) const DEFAULT_CHANNELS_HZ: [u32; 3] = [868_100_000, 868_300_000, 868_500_000];

/// The five channels that nearly every gateway adds.
pub(super) const COMMON_EXTRA_CHANNELS_HZ: [u32; 5] =
    [867_100_000, 867_300_000, 867_500_000, 867_700_000, 867_900_000];

/// A part of the band with one budget of transmission time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubBand {
    /// Its name in ERC/REC 70-03 and EN 300 220.
    pub name: &'static str,
    /// Frequencies in Hz, both ends included.
    pub range_hz: RangeInclusive<u32>,
    /// Share of a rolling hour that one transmitter may send, in thousandths; 0 is reserved for
    /// alarms and must not be used.
    pub duty_cycle_permille: u16,
    /// Largest effective radiated power in dBm; EIRP is 2.15 dB more.
    pub max_erp_dbm: i8,
}

impl SubBand {
    /// Transmission time in a rolling hour, in microseconds.
    #[must_use]
    pub const fn budget_us_per_hour(&self) -> u64 {
        // An hour has 3 600 000 000 µs; a thousandth of it is 3 600 000 µs.
        self.duty_cycle_permille as u64 * 3_600_000
    }
}

const fn sub_band(
    name: &'static str,
    range_hz: RangeInclusive<u32>,
    duty_cycle_permille: u16,
    max_erp_dbm: i8,
) -> SubBand {
    SubBand { name, range_hz, duty_cycle_permille, max_erp_dbm }
}

/// The sub-bands of 863–870 MHz. EN 300 220-2, annex B; the gaps are reserved for alarms.
pub const SUB_BANDS: [SubBand; 6] = [
    sub_band("K", 863_000_000..=864_999_999, 1, 14),
    sub_band("L", 865_000_000..=867_999_999, 10, 14),
    sub_band("M", 868_000_000..=868_600_000, 10, 14),
    sub_band("N", 868_700_000..=869_200_000, 1, 14),
    sub_band("P", 869_400_000..=869_650_000, 100, 27),
    sub_band("Q", 869_700_000..=870_000_000, 10, 14),
];
