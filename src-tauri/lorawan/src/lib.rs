//! LoRaWAN 1.0.x: frames, MAC commands, cryptography, regions and time on air.
//!
//! Pure: no IO, no clock, no randomness.

pub mod ids;

pub use ids::{AesKey, DevAddr, Eui64, HexError, NetId};
