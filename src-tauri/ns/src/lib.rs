//! Decisions of the LoRaWAN network server.
//!
//! Pure: values and the time go in, decisions come out. No IO, no clock, no randomness, no
//! storage; `engine` loads what a decision needs, applies it, stores it and only then tells
//! anybody.
//!
//! An uplink takes this way: [`uplink::read`], [`dedup::Deduplicator::offer`], at its first copy
//! [`uplink::accept`] and [`session::advance`], then it is stored; when its group closes
//! ([`dedup::Deduplicator::close_due`]), [`mac::answers::answer`], [`mac::Mac`],
//! [`downlink::windows`] and [`downlink::compose`]. A join-request is answered by [`join::answer`]
//! when its group closes. What gateways transmit is planned in [`airspace`]. Whatever is not taken
//! carries a [`Refusal`], and [`diagnosis::diagnose`] makes of these and other facts why a device
//! is not heard.

pub mod adr;
pub mod airspace;
pub mod channel;
pub mod dedup;
pub mod describe;
pub mod diagnosis;
pub mod downlink;
pub mod join;
pub mod mac;
pub mod refusal;
pub mod session;
pub mod uplink;

#[cfg(test)]
mod fixture;

pub use refusal::Refusal;
