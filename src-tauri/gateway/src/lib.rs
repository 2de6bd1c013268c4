//! Gateways that speak the Semtech UDP protocol (GWMP versions 1 and 2).
//!
//! Owns the sockets, the acknowledgements, what is known of each gateway, and the translation
//! between JSON and [`model::radio`]: MHz text becomes integer hertz here and nowhere else.
//! Knows nothing of LoRaWAN inside a PHY payload, of devices, or of what is stored.
//!
//! Start at [`Gwmp`]; the bytes are in [`codec`].
//!
//! Source: Semtech `packet_forwarder`, PROTOCOL.TXT.

pub mod codec;
mod contact;
mod desk;
mod event;
mod limit;
mod receive;
mod repeat;
mod server;

pub use contact::{Contact as GatewayState, Range, TxAckSupport};
pub use desk::{Limits, TransmitError};
pub use event::{Event, Notice, Refusal};
pub use receive::Admission;
pub use server::{Config, Counters, Error, Gwmp};

#[doc(hidden)]
pub use receive::fuzzing;
