//! Gateways: those that speak the Semtech UDP protocol (GWMP versions 1 and 2), and those that run
//! LoRa Basics Station.
//!
//! Owns the sockets, the acknowledgements, what is known of each gateway, and the translation
//! between JSON and [`model::radio`]: MHz text becomes integer hertz here and nowhere else.
//! Knows nothing of LoRaWAN inside a PHY payload, of devices, or of what is stored.
//!
//! Start at [`Gateways`], which is all of them whatever they speak. [`Gwmp`] is the UDP side with
//! its bytes in [`codec`]; [`station`] is the WebSocket side.
//!
//! Source: Semtech `packet_forwarder`, PROTOCOL.TXT; Semtech, "The LNS Protocol".

mod admission;
mod clock;
pub mod codec;
mod contact;
mod desk;
mod event;
mod front;
mod limit;
mod outlet;
mod receive;
mod repeat;
mod server;
pub mod station;
mod transmit_error;

pub use admission::Admission;
pub use contact::{Contact as GatewayState, Protocol, Range, TxAckSupport};
pub use desk::Limits;
pub use event::{Event, Notice, Refusal, StationRefusal};
pub use front::{Datagrams, Gateways};
pub use limit::Rate;
pub use server::{Config, Counters, Error, Gwmp};
pub use transmit_error::TransmitError;

#[doc(hidden)]
pub use receive::fuzzing;
