//! EU433.

use std::ops::RangeInclusive;

use super::eu868::SubBand;

/// Channels every device has. RP002-1.0.3, EU433 default channels.
pub(super) const DEFAULT_CHANNELS_HZ: [u32; 3] = [433_175_000, 433_375_000, 433_575_000];

/// The licence-free band.
pub(super) const BAND_HZ: RangeInclusive<u32> = 433_050_000..=434_790_000;

/// One budget for the whole band. Sources say 10 % or 1 %; ERC/REC 70-03 allows 10 %.
pub(super) const SUB_BANDS: [SubBand; 1] =
    [SubBand { name: "433", range_hz: BAND_HZ, duty_cycle_permille: 100, max_erp_dbm: 10 }];
