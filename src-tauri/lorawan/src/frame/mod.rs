//! Frames as the air carries them: reading any PHY payload and building data frames.
//!
//! Reading borrows from the received bytes and decides nothing: MIC, counters and sessions are
//! asked for by methods with the key and the full counter. Join frames are in [`crate::join`], the
//! contents of FOpts in [`crate::mac`].
//!
//! Start at [`parse`].
//!
//! Source: LoRaWAN L2 1.0.4, section 4 (MAC message formats).

mod build;
mod data;
#[cfg(test)]
mod tests;

pub(crate) use build::in_range;
pub use build::{BuildError, DataDown, DataUp};
pub use data::{DataFrame, FCtrl};

use crate::join::{EncryptedJoinAccept, JoinRequest};

/// Largest PHY payload of any modulation, bytes.
pub const MAX_PHY_LEN: usize = 255;

/// Which way a frame travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the device.
    Up,
    /// To the device.
    Down,
}

/// The message type in the top three bits of the first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageType {
    /// 0, up.
    JoinRequest,
    /// 1, down.
    JoinAccept,
    /// 2, up.
    UnconfirmedUp,
    /// 3, down.
    UnconfirmedDown,
    /// 4, up.
    ConfirmedUp,
    /// 5, down.
    ConfirmedDown,
    /// 6: reserved in 1.0.x, rejoin-request in 1.1.
    Rfu,
    /// 7, either way.
    Proprietary,
}

impl MessageType {
    /// The type in a frame's first byte.
    #[must_use]
    pub const fn of(mhdr: u8) -> Self {
        match mhdr >> 5 {
            0 => Self::JoinRequest,
            1 => Self::JoinAccept,
            2 => Self::UnconfirmedUp,
            3 => Self::UnconfirmedDown,
            4 => Self::ConfirmedUp,
            5 => Self::ConfirmedDown,
            6 => Self::Rfu,
            _ => Self::Proprietary,
        }
    }
}

/// One PHY payload, taken apart.
#[derive(Debug, Clone, Copy)]
pub enum Frame<'a> {
    /// A device asks for a session.
    JoinRequest(JoinRequest<'a>),
    /// A network grants one; readable only with the device's AppKey.
    JoinAccept(EncryptedJoinAccept<'a>),
    /// A data frame in either direction.
    Data(DataFrame<'a>),
    /// Message type 6 with its whole PHY payload: reserved in 1.0.x, to be ignored.
    Rfu(&'a [u8]),
    /// A proprietary frame with its whole PHY payload; no rule holds for its content.
    Proprietary(&'a [u8]),
}

impl Frame<'_> {
    /// The direction the message type says, or `None` for types that do not say it.
    #[must_use]
    pub const fn direction(&self) -> Option<Direction> {
        match self {
            Self::JoinRequest(_) => Some(Direction::Up),
            Self::JoinAccept(_) => Some(Direction::Down),
            Self::Data(frame) => Some(frame.direction),
            Self::Rfu(_) | Self::Proprietary(_) => None,
        }
    }
}

/// Why bytes are not a LoRaWAN frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// There are no bytes.
    #[error("the frame is empty")]
    Empty,
    /// More bytes than any modulation carries.
    #[error("{len} bytes, a frame has at most 255")]
    TooLong {
        /// Bytes received.
        len: usize,
    },
    /// A major version other than LoRaWAN R1.
    #[error("major version {major} is not LoRaWAN R1")]
    UnsupportedMajor {
        /// The two lowest bits of the first byte, 1 to 3.
        major: u8,
    },
    /// A join-request that is not 23 bytes long.
    #[error("a join-request of {len} bytes, expected 23")]
    JoinRequestLength {
        /// Bytes received.
        len: usize,
    },
    /// A join-accept that is neither 17 nor 33 bytes long.
    #[error("a join-accept of {len} bytes, expected 17 or 33")]
    JoinAcceptLength {
        /// Bytes received.
        len: usize,
    },
    /// A data frame without room for its header and MIC.
    #[error("a data frame of {len} bytes, expected at least 12")]
    DataLength {
        /// Bytes received.
        len: usize,
    },
    /// The header announces more FOpts bytes than there are.
    #[error("FOptsLen is {announced}, but only {available} bytes follow")]
    FOptsLength {
        /// Bytes that FCtrl announces, 1 to 15.
        announced: usize,
        /// Bytes between FCnt and MIC.
        available: usize,
    },
}

/// Takes one PHY payload apart, without allocating.
///
/// # Errors
/// [`ParseError`] when the bytes cannot be a LoRaWAN R1 frame. No bytes make it panic.
pub fn parse(phy: &[u8]) -> Result<Frame<'_>, ParseError> {
    let (&mhdr, body) = phy.split_first().ok_or(ParseError::Empty)?;
    if phy.len() > MAX_PHY_LEN {
        return Err(ParseError::TooLong { len: phy.len() });
    }
    let message_type = MessageType::of(mhdr);
    // A proprietary frame owes nothing to the specification, not even the major version.
    if message_type != MessageType::Proprietary && mhdr & 0b11 != 0 {
        return Err(ParseError::UnsupportedMajor { major: mhdr & 0b11 });
    }
    match message_type {
        MessageType::JoinRequest => JoinRequest::read(phy, body).map(Frame::JoinRequest),
        MessageType::JoinAccept => EncryptedJoinAccept::read(phy).map(Frame::JoinAccept),
        MessageType::UnconfirmedUp => data::read(phy, Direction::Up, false).map(Frame::Data),
        MessageType::UnconfirmedDown => data::read(phy, Direction::Down, false).map(Frame::Data),
        MessageType::ConfirmedUp => data::read(phy, Direction::Up, true).map(Frame::Data),
        MessageType::ConfirmedDown => data::read(phy, Direction::Down, true).map(Frame::Data),
        MessageType::Rfu => Ok(Frame::Rfu(phy)),
        MessageType::Proprietary => Ok(Frame::Proprietary(phy)),
    }
}
