//! All gateways, whatever protocol they speak.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Instant;

use lorawan::Eui64;
use model::radio::{GatewayDownlink, TransmitOutcome};

use crate::contact::Contact;
use crate::gwmp::Gwmp;
use crate::station::Station;
use crate::transmit_error::TransmitError;

/// The services for gateways that run.
#[derive(Default)]
pub struct Gateways {
    gwmp: Option<Gwmp>,
    station: Option<Station>,
}

/// Datagrams since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Datagrams {
    /// All.
    pub received: u64,
    /// Not of the protocol: of another version or type, or too short.
    pub unreadable: u64,
    /// Dropped because a sender is too fast, or too many gateways are known.
    pub limited: u64,
}

impl Gateways {
    /// Puts the services behind one face; each may be off.
    #[must_use]
    pub const fn new(gwmp: Option<Gwmp>, station: Option<Station>) -> Self {
        Self { gwmp, station }
    }

    /// Addresses that listen for Semtech UDP.
    #[must_use]
    pub fn gwmp_addresses(&self) -> Vec<SocketAddr> {
        self.gwmp.as_ref().map(Gwmp::addresses).unwrap_or_default()
    }

    /// Addresses that listen for Basics Station.
    #[must_use]
    pub fn station_addresses(&self) -> Vec<SocketAddr> {
        self.station.as_ref().map(Station::addresses).unwrap_or_default()
    }

    /// What a Basics Station has to trust, in PEM; `None` while none is served with TLS.
    #[must_use]
    pub fn station_trust_pem(&self) -> Option<String> {
        self.station.as_ref().and_then(Station::trust_pem)
    }

    /// Hands a frame to its gateway, by the protocol the gateway speaks now, and waits for what
    /// becomes of it: over UDP for the acknowledgement, with a station until it has transmitted.
    /// `begins`: when it transmits, about.
    ///
    /// # Errors
    /// [`TransmitError`] when the frame did not leave.
    pub async fn transmit(
        &self,
        downlink: GatewayDownlink,
        begins: Instant,
    ) -> Result<TransmitOutcome, TransmitError> {
        let gateway = downlink.gateway;
        match (&self.station, &self.gwmp) {
            (Some(station), _) if station.is_connected(gateway) => station.transmit(downlink).await,
            (_, Some(gwmp)) => gwmp.transmit(downlink, begins).await,
            (_, None) => Err(TransmitError::NoPath(gateway)),
        }
    }

    /// Whether there is a way to a gateway at this moment.
    #[must_use]
    pub fn has_path(&self, gateway: Eui64) -> bool {
        self.station.as_ref().is_some_and(|station| station.is_connected(gateway))
            || self.gwmp.as_ref().is_some_and(|gwmp| gwmp.has_path(gateway))
    }

    /// The state of every gateway heard since the start, in no order. One that has changed its
    /// protocol appears as what it is now.
    #[must_use]
    pub fn snapshot(&self) -> Vec<Contact> {
        let mut states: HashMap<Eui64, Contact> = HashMap::new();
        for state in self.gwmp.iter().flat_map(Gwmp::snapshot) {
            states.insert(state.eui, state);
        }
        for state in self.station.iter().flat_map(Station::snapshot) {
            let newer = newer(states.remove(&state.eui), state);
            states.insert(newer.eui, newer);
        }
        states.into_values().collect()
    }

    /// The state of one gateway; `None` when it was not heard since the start.
    #[must_use]
    pub fn state(&self, gateway: Eui64) -> Option<Contact> {
        let by_udp = self.gwmp.as_ref().and_then(|gwmp| gwmp.state(gateway));
        match self.station.as_ref().and_then(|station| station.state(gateway)) {
            Some(station) => Some(newer(by_udp, station)),
            None => by_udp,
        }
    }

    /// Events lost because they were not taken fast enough.
    #[must_use]
    pub fn events_dropped(&self) -> u64 {
        let gwmp = self.gwmp.as_ref().map_or(0, |gwmp| gwmp.counters().events_dropped);
        gwmp + self.station.as_ref().map_or(0, |station| station.counters().events_dropped)
    }

    /// What came by Semtech UDP, as far as it says nothing of one gateway.
    #[must_use]
    pub fn datagrams(&self) -> Datagrams {
        let counters = self.gwmp.as_ref().map(Gwmp::counters).unwrap_or_default();
        Datagrams {
            received: counters.datagrams,
            unreadable: counters.foreign,
            limited: counters.limited,
        }
    }

    /// Ends the connection of a gateway that has one, so that it comes back, if it still may, to
    /// its changed settings.
    pub fn dismiss(&self, gateway: Eui64) {
        if let Some(station) = &self.station {
            station.dismiss(gateway);
        }
    }

    /// The same for all gateways.
    pub fn dismiss_all(&self) {
        if let Some(station) = &self.station {
            station.dismiss_all();
        }
    }

    /// Ends the services and waits until their ports are free.
    pub async fn stop(self) {
        if let Some(gwmp) = self.gwmp {
            gwmp.stop().await;
        }
        if let Some(station) = self.station {
            station.stop().await;
        }
    }
}

/// The state that tells what a gateway is now.
fn newer(by_udp: Option<Contact>, station: Contact) -> Contact {
    let heard = |state: &Contact| state.last_push.max(state.last_pull);
    match by_udp {
        Some(by_udp) if heard(&by_udp) > heard(&station) => by_udp,
        Some(_) | None => station,
    }
}
