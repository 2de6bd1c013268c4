//! Which gateways are listened to, whatever protocol they speak.

use std::net::IpAddr;

use lorawan::Eui64;

use crate::event::Refusal;

/// Decides which gateways are listened to.
pub trait Admission: Send + Sync {
    /// Whether datagrams of this gateway, sent from this address, are used. Called for each
    /// datagram before its JSON is looked at, so it must be fast and must not wait.
    ///
    /// # Errors
    /// Why they are not: [`Refusal::NotRegistered`], [`Refusal::Disabled`] or
    /// [`Refusal::WrongAddress`].
    fn admit(&self, gateway: Eui64, from: IpAddr) -> Result<(), Refusal>;
}
