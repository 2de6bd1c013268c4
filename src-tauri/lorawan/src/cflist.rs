//! The channel list at the end of a join-accept.
//!
//! Which list a region wants is in [`crate::region`]; here is only its coding.
//!
//! Source: RP002-1.0.4, "CFList" of each region.

use crate::WireFrequency;

/// Bytes of a CFList with its type.
pub const CF_LIST_LEN: usize = 16;

/// The channels a joining device gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CfList {
    /// Type 0, dynamic channel plans: five more channels, DR0 to DR5 each; unused slots are zero.
    Frequencies([WireFrequency; 5]),
    /// Type 1, fixed channel plans, devices from 1.0.3: bit n of mask k enables channel 16k + n.
    ChannelMasks([u16; 7]),
    /// A type that 1.0.x does not define, kept as received.
    Unknown([u8; CF_LIST_LEN]),
}

impl CfList {
    /// A type 1 list that enables the given channels; channels from 112 on do not exist.
    #[must_use]
    pub fn of_channels(channels: impl IntoIterator<Item = u8>) -> Self {
        let mut masks = [0_u16; 7];
        for channel in channels {
            if let Some(mask) = masks.get_mut(usize::from(channel / 16)) {
                *mask |= 1 << (channel % 16);
            }
        }
        Self::ChannelMasks(masks)
    }

    /// The channels a type 1 list enables, ascending; none for the other types.
    pub fn channels(&self) -> impl Iterator<Item = u8> + use<> {
        let masks = match *self {
            Self::ChannelMasks(masks) => masks,
            Self::Frequencies(_) | Self::Unknown(_) => [0; 7],
        };
        (0_u8..).zip(masks).flat_map(|(block, mask)| {
            (0..16_u8).filter(move |bit| mask & (1 << bit) != 0).map(move |bit| block * 16 + bit)
        })
    }

    /// From the 16 bytes of the air.
    #[must_use]
    pub fn from_wire_bytes(bytes: [u8; CF_LIST_LEN]) -> Self {
        let [body @ .., kind] = bytes;
        match kind {
            0 => {
                let mut frequencies = [WireFrequency::UNUSED; 5];
                for (slot, chunk) in frequencies.iter_mut().zip(body.as_chunks().0) {
                    *slot = WireFrequency::from_wire_bytes(*chunk);
                }
                Self::Frequencies(frequencies)
            }
            1 => {
                let mut masks = [0; 7];
                for (mask, chunk) in masks.iter_mut().zip(body.as_chunks().0) {
                    *mask = u16::from_le_bytes(*chunk);
                }
                Self::ChannelMasks(masks)
            }
            _ => Self::Unknown(bytes),
        }
    }

    /// The 16 bytes of the air.
    #[must_use]
    pub fn to_wire_bytes(self) -> [u8; CF_LIST_LEN] {
        let mut bytes = [0; CF_LIST_LEN];
        match self {
            Self::Frequencies(frequencies) => {
                for (chunk, slot) in bytes.as_chunks_mut().0.iter_mut().zip(frequencies) {
                    *chunk = slot.to_wire_bytes();
                }
            }
            Self::ChannelMasks(masks) => {
                for (chunk, mask) in bytes.as_chunks_mut().0.iter_mut().zip(masks) {
                    *chunk = mask.to_le_bytes();
                }
                let [.., kind] = &mut bytes;
                *kind = 1;
            }
            Self::Unknown(as_received) => bytes = as_received,
        }
        bytes
    }
}
