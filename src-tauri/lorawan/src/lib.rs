//! LoRaWAN 1.0.x: frames, MAC commands, cryptography, regions and time on air.
//!
//! Pure: no IO, no clock, no randomness. Nothing a radio can deliver makes it panic, and reading
//! a frame allocates nothing. Keys never print.
//!
//! Start at [`parse`] for what was received, at [`DataDown`] and [`join::JoinAccept`] for what is
//! sent, and at [`region::Region`] for where and how fast.

mod addressing;
pub mod airtime;
pub mod cflist;
pub mod counter;
pub mod crypto;
pub mod frame;
pub mod frequency;
pub mod gps_time;
pub mod ids;
pub mod join;
pub mod mac;
pub mod region;

pub use crypto::{CipherKey, SessionKey};
pub use frame::{
    BuildError, DataDown, DataFrame, DataUp, Direction, FCtrl, Frame, MessageType, ParseError,
    parse,
};
pub use frequency::WireFrequency;
pub use ids::{AesKey, DevAddr, Eui64, HexError, NetId};
pub use join::{EncryptedJoinAccept, JoinAccept, JoinRequest};
