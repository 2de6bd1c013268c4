//! Gateways that speak the Semtech UDP protocol (GWMP versions 1 and 2).
//!
//! [`codec`] is the bytes for both sides, [`desk`] decides what becomes of a datagram, [`repeat`]
//! knows the reports that came before, [`receive`] takes a datagram the whole way to its events,
//! and [`server`] owns the sockets and their thread.
//!
//! Source: Semtech `packet_forwarder`, PROTOCOL.TXT.

pub mod codec;

mod desk;
mod receive;
mod repeat;
mod server;

pub use desk::Limits;
#[doc(hidden)]
pub use receive::fuzzing;
pub use server::{Config, Counters, Error, Gwmp};
