//! The embedded MQTT broker: logs clients in, confines each to its tenant's topics, routes.
//!
//! Owns the listener, the connections, the subscriptions and every limit that protects the
//! program from a client. It does not know accounts (see [`Accounts`]), does not read payloads,
//! keeps no retained messages and no session of a client that has left.
//!
//! Topics are `/v32/{tenant}/…`; nothing else exists here, see [`rights`]. MQTT 3.1, 3.1.1 and 5
//! are spoken on the same port. Subscriptions are granted QoS 0 or 1, messages are accepted with
//! any QoS.
//!
//! Start at [`Broker::start`].
//!
//! Sources: MQTT Version 3.1.1 and MQTT Version 5.0, OASIS standards. Why this is a broker of our
//! own on a codec crate: `docs/decisions/0002-mqtt-broker.md`.

mod broker;
pub mod client;
mod connection;
mod counters;
mod dialect;
mod handshake;
mod inflight;
mod limits;
mod message;
mod outbox;
mod registry;
pub mod rights;
mod subscriptions;

pub use broker::{Broker, Config, Error};
pub use counters::Counters;
pub use limits::Limits;

use std::net::IpAddr;

use bytes::Bytes;
use model::TenantCode;
use tokio_util::sync::CancellationToken;

/// Who may log in. Implemented by the engine on its table of MQTT accounts.
pub trait Accounts: Send + Sync + 'static {
    /// Lets a client in, or `None` when the name or the password is wrong.
    ///
    /// Called on a thread where blocking and hashing are allowed, for a few logins at a time.
    fn login(&self, username: &str, password: &[u8], peer: IpAddr) -> Option<Admission>;
}

/// A login that was let in.
#[derive(Debug, Clone)]
pub struct Admission {
    /// The tenant of the account.
    pub tenant: TenantCode,
    /// Fires when the client has to log in again, for example because the password was changed.
    pub ended: CancellationToken,
}

/// A message that a client published below its tenant's topics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// The tenant the client logged in as; always the one named in the topic.
    pub tenant: TenantCode,
    /// The whole topic, such as `/v32/acme/as/dn/data/70b3d57ed0001234`.
    pub topic: String,
    /// The body as it was sent, up to [`Limits::packet_bytes`].
    pub payload: Bytes,
}

#[cfg(test)]
mod fuzz;
