//! Gateways: those that speak the Semtech UDP protocol (GWMP versions 1 and 2), and those that run
//! LoRa Basics Station.
//!
//! Owns the sockets, the acknowledgements, what is known of each gateway, and the translation
//! between JSON and [`model::radio`]: MHz text becomes integer hertz here and nowhere else.
//! Knows nothing of LoRaWAN inside a PHY payload, of devices, or of what is stored.
//!
//! Start at [`Gateways`], which is all of them whatever they speak. [`gwmp`] is the UDP side,
//! [`station`] the WebSocket side.

mod admission;
mod clock;
mod contact;
mod event;
mod front;
pub mod gwmp;
mod limit;
mod outlet;
pub mod station;
mod transmit_error;

pub use admission::Admission;
pub use contact::{Contact as GatewayState, Protocol, Range, TxAckSupport};
pub use event::{Event, Notice, Refusal, StationRefusal};
pub use front::{Datagrams, Gateways};
pub use limit::Rate;
pub use transmit_error::TransmitError;
