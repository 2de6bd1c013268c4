//! Counters that travel shorter than they are: the 32-bit frame counter, of which the air carries
//! half, and the gateway's microsecond counter, which wraps.
//!
//! Whether a reconstructed counter is *right* only the MIC can say; that is the caller's part.
//!
//! Source: LoRaWAN L2 1.0.4, section 4.3.1.5 (frame counter).

/// Largest step a device up to 1.0.3 may make between two frames. 1.0.4 removed the limit.
///
/// Source: LoRaWAN L2 1.0.3, section 4.3.1.5 (MAX_FCNT_GAP).
pub const MAX_F_CNT_GAP: u32 = 16_384;

/// What the 16 bits on air can mean after the last accepted counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reconstructed {
    /// A counter not seen before.
    New {
        /// The full counter to check the MIC with.
        full: u32,
        /// Steps since the last frame, at least 1; `None` for the first frame of a session.
        gap: Option<u32>,
    },
    /// The counter of the last frame again.
    Repeat {
        /// The full counter to check the MIC with.
        full: u32,
    },
    /// The counter passed its 32 bits; the device must join again.
    Exhausted,
}

impl Reconstructed {
    /// The full counter, unless the session is exhausted.
    #[must_use]
    pub const fn full(self) -> Option<u32> {
        match self {
            Self::New { full, .. } | Self::Repeat { full } => Some(full),
            Self::Exhausted => None,
        }
    }

    /// Whether the step is larger than devices up to 1.0.3 may make.
    #[must_use]
    pub const fn exceeds_max_gap(self) -> bool {
        match self {
            Self::New { gap: Some(gap), .. } => gap > MAX_F_CNT_GAP,
            Self::New { gap: None, .. } | Self::Repeat { .. } | Self::Exhausted => false,
        }
    }
}

/// The full counter of a frame whose lower half is `wire`.
///
/// `last` is the counter of the last accepted frame, `None` when the session has none yet; any
/// counter is then taken as it is, since many devices start at 1.
#[must_use]
pub const fn reconstruct(last: Option<u32>, wire: u16) -> Reconstructed {
    let wire = wire as u32;
    let Some(last) = last else { return Reconstructed::New { full: wire, gap: None } };
    let same_era = (last & 0xFFFF_0000) | wire;
    if same_era == last {
        return Reconstructed::Repeat { full: last };
    }
    let full = if same_era > last { Some(same_era) } else { same_era.checked_add(0x1_0000) };
    match full {
        Some(full) => Reconstructed::New { full, gap: Some(full - last) },
        None => Reconstructed::Exhausted,
    }
}

/// A gateway's microsecond counter `delay_us` after `tmst`.
#[must_use]
pub const fn tmst_add(tmst: u32, delay_us: u32) -> u32 {
    tmst.wrapping_add(delay_us)
}

/// Microseconds from `earlier` to `later`, negative when it is the other way round.
///
/// Right while the two are less than half a period (35 min 47 s) apart.
#[must_use]
pub const fn tmst_difference(earlier: u32, later: u32) -> i32 {
    later.wrapping_sub(earlier).cast_signed()
}
