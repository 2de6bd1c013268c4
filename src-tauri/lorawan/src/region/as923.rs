//! AS923, whose four groups differ by a frequency offset.

/// Countries that share one offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum As923Group {
    /// Japan, Singapore, Thailand, Malaysia and others.
    Group1,
    /// Vietnam, Indonesia and others.
    Group2,
    /// Philippines, Cuba and others.
    Group3,
    /// Israel.
    Group4,
}

impl As923Group {
    /// The group with this number, 1 to 4.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Group1),
            2 => Some(Self::Group2),
            3 => Some(Self::Group3),
            4 => Some(Self::Group4),
            _ => None,
        }
    }

    /// The first default channel, which is also the second window's. RP002-1.0.3, AS923.
    pub(super) const fn first_channel_hz(self) -> u32 {
        match self {
            Self::Group1 => 923_200_000,
            Self::Group2 => 921_400_000,
            Self::Group3 => 916_600_000,
            Self::Group4 => 917_300_000,
        }
    }
}
