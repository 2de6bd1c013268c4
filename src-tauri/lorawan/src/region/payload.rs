//! How much a frame may carry at a data rate.

use super::{LwVersion, Region};
use crate::frame::Direction;

/// What the limit depends on beside region and data rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    /// Which way the frame travels.
    pub direction: Direction,
    /// Whether the 400 ms limit of that direction holds. US902 uplinks always have it.
    pub dwell: bool,
    /// The device's version.
    pub version: LwVersion,
}

/// By DR0 to DR7. RP002-1.0.3, EU863-870, "Maximum payload size", not repeater compatible.
const EUROPEAN: [u8; 8] = [59, 59, 59, 123, 250, 250, 250, 250];
/// By DR8 to DR11, LR-FHSS. RP002-1.0.3.
const EUROPEAN_LR_FHSS: [u8; 4] = [58, 123, 58, 123];
/// RP002 from 1.0.1 allows more at DR2.
const AS923_RP002: [u8; 8] = [59, 59, 123, 123, 250, 250, 250, 250];
/// The largest frames below 400 ms; DR0 and DR1 carry none.
const AS923_DWELL: [u8; 8] = [0, 0, 19, 61, 133, 250, 250, 250];
/// RP001 1.0.2 B and 1.0.3 A, CN470-510.
const CN470: [u8; 6] = [59, 59, 59, 123, 250, 250];
/// The largest frames below one second. RP002-1.0.3, CN470-510.
const CN470_RP002: [u8; 8] = [0, 31, 94, 192, 250, 250, 250, 250];
/// RP001 1.0.2 B and later, AU915-928, uplink.
const AU915_UP: [u8; 7] = [59, 59, 59, 123, 250, 250, 250];
/// The same below 400 ms.
const AU915_UP_DWELL: [u8; 7] = [0, 0, 19, 61, 133, 250, 250];
/// US902-928, uplink, always below 400 ms.
const US902_UP: [u8; 5] = [19, 61, 133, 250, 250];
/// By DR8 to DR13. US902-928 and AU915-928, downlink.
const US_AU_DOWN: [u8; 6] = [61, 137, 250, 250, 250, 250];

impl Region {
    /// Largest MACPayload in bytes: FHDR with FOpts, FPort and FRMPayload together. The PHY payload
    /// is five bytes longer.
    ///
    /// `None` when nothing can be sent at that data rate. Not for repeaters.
    #[must_use]
    pub fn max_mac_payload(self, dr: u8, on: Conditions) -> Option<u8> {
        let at = |table: &[u8], first: u8| {
            let limit = table.get(usize::from(dr.checked_sub(first)?)).copied()?;
            (limit > 0).then_some(limit)
        };
        let down = on.direction == Direction::Down;
        match self {
            Self::Eu868 if !down && dr >= 8 => at(&EUROPEAN_LR_FHSS, 8),
            Self::Eu868 | Self::Eu433 => at(&EUROPEAN, 0),
            Self::As923(_) if on.dwell => at(&AS923_DWELL, 0),
            // Downlinks keep to the older table, which every device accepts.
            Self::As923(_) if !down && on.version >= LwVersion::V1_0_4 => at(&AS923_RP002, 0),
            Self::As923(_) => at(&EUROPEAN, 0),
            Self::Cn470 => at(&CN470, 0),
            Self::Cn470Rp002(_) => at(&CN470_RP002, 0),
            Self::Au915 | Self::Us902 if down => at(&US_AU_DOWN, 8),
            Self::Au915 if on.dwell => at(&AU915_UP_DWELL, 0),
            Self::Au915 => at(&AU915_UP, 0),
            Self::Us902 => at(&US902_UP, 0),
        }
    }
}
