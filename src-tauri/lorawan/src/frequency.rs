//! A frequency as MAC commands and CFLists carry it.

use std::fmt;

/// A carrier frequency in the 24-bit units of 100 Hz that the air carries.
///
/// Zero is legal on air: it marks an unused slot or disables a channel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct WireFrequency(u32);

impl WireFrequency {
    /// Zero: an unused CFList slot, or "disable this channel" in NewChannelReq.
    pub const UNUSED: Self = Self(0);

    /// From hertz. `None` unless a multiple of 100 Hz below 1 677 721 600 Hz.
    #[must_use]
    pub const fn from_hz(hz: u32) -> Option<Self> {
        if hz.is_multiple_of(100) && hz / 100 < 1 << 24 { Some(Self(hz / 100)) } else { None }
    }

    /// From the three bytes of the air, least significant first.
    #[must_use]
    pub const fn from_wire_bytes([low, middle, high]: [u8; 3]) -> Self {
        Self(u32::from_le_bytes([low, middle, high, 0]))
    }

    /// The three bytes of the air, least significant first.
    #[must_use]
    pub const fn to_wire_bytes(self) -> [u8; 3] {
        let [low, middle, high, _] = self.0.to_le_bytes();
        [low, middle, high]
    }

    /// In hertz.
    #[must_use]
    pub const fn hz(self) -> u32 {
        // Below 2^24 by construction, so the product stays below 2^31.
        self.0 * 100
    }
}

impl fmt::Debug for WireFrequency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} Hz", self.hz())
    }
}
