//! US902-928 and AU915-928, which share their layout: 64 narrow and 8 wide uplink channels, and 8
//! wide downlink channels.
//!
//! Source: RP002-1.0.3, US902-928 and AU915-928.

use super::channels::Grid;

/// US902 uplinks: channels 0 to 63 of 125 kHz, then 64 to 71 of 500 kHz.
pub(super) const US_UPLINK: [Grid; 2] = [
    Grid { first_hz: 902_300_000, step_hz: 200_000, count: 64 },
    Grid { first_hz: 903_000_000, step_hz: 1_600_000, count: 8 },
];
/// AU915 uplinks, in the same order.
pub(super) const AU_UPLINK: [Grid; 2] = [
    Grid { first_hz: 915_200_000, step_hz: 200_000, count: 64 },
    Grid { first_hz: 915_900_000, step_hz: 1_600_000, count: 8 },
];
/// Downlinks of both.
pub(super) const DOWNLINK: [Grid; 1] = [Grid { first_hz: 923_300_000, step_hz: 600_000, count: 8 }];

/// The first of the wide channels; there is one for each sub-band of eight narrow ones.
pub(super) const FIRST_WIDE: u8 = 64;
