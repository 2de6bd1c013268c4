//! Decides which connection is the one of a gateway, and keeps what is known of each station.
//!
//! Pure: time and addresses come from the caller.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use model::Timestamp;
use model::radio::GatewayUplink;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::connection::Order;
use super::message::Version;
use crate::contact::{Contact, Protocol, TxAckSupport};
use crate::event::{Notice, Refusal};
use crate::limit::{Addresses, Rate};

/// Silence after which a connection may be taken over by one that proves nothing.
const SILENT_AFTER: Duration = Duration::from_secs(60);

/// Silence after a probe that counts as much: a station answers a ping at once.
const SILENT_AFTER_PROBE: Duration = Duration::from_secs(5);

/// Least time between two notices, and two reports of one that is not admitted.
const NOTICE_EVERY: Duration = Duration::from_secs(60);
const TELL_EVERY: Duration = Duration::from_secs(10);

/// Silence after which the place of a gateway may be given to another when the table is full.
const FORGET_AFTER: Duration = Duration::from_secs(120);

/// How sure it is that a station is the gateway it says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// It only says so.
    Claimed,
    /// It has the token that was made for the gateway.
    Proven,
}

/// Why a station may not connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// The gateway is not listened to.
    NotAdmitted(Refusal),
    /// A token is required and none was sent.
    TokenMissing,
    /// The token is not the gateway's.
    TokenWrong,
}

/// One who connects.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visitor {
    pub(super) gateway: Eui64,
    pub(super) peer: SocketAddr,
    pub(super) now: Instant,
    pub(super) at: Timestamp,
}

/// The connection that a gateway has.
#[derive(Debug, Clone)]
pub(super) struct Line {
    id: u64,
    peer: SocketAddr,
    trust: Trust,
    last: Instant,
    probed: Option<Instant>,
    pub(super) orders: mpsc::Sender<Order>,
    pub(super) end: CancellationToken,
}

impl Line {
    fn is_silent(&self, now: Instant) -> bool {
        let silence = now.saturating_duration_since(self.last);
        let ignored = self.probed.is_some_and(|probed| {
            self.last < probed && now.saturating_duration_since(probed) >= SILENT_AFTER_PROBE
        });
        ignored || silence >= SILENT_AFTER
    }
}

#[derive(Debug)]
struct Record {
    contact: Contact,
    line: Option<Line>,
    last: Instant,
    told: Option<Instant>,
    noticed: Option<Instant>,
}

/// What became of a try to connect.
#[derive(Debug)]
pub(super) enum Seat {
    /// The connection is the gateway's, by this number; `notice` when it took it from another.
    Taken { id: u64, notice: Option<Notice> },
    /// Another connection holds it.
    Occupied { notice: Option<Notice> },
    /// Too many gateways are known.
    Full,
}

/// All stations.
#[derive(Debug)]
pub(super) struct Desk {
    capacity: usize,
    records: HashMap<Eui64, Record>,
    addresses: Addresses,
    next_id: u64,
}

impl Desk {
    pub(super) fn new(capacity: usize, per_address: Rate) -> Self {
        let addresses = Addresses::new(per_address);
        Self { capacity, records: HashMap::new(), addresses, next_id: 0 }
    }

    /// Whether an address may try to connect once more. This machine always may.
    pub(super) fn may_try(&mut self, peer: SocketAddr, now: Instant) -> bool {
        let address = peer.ip().to_canonical();
        address.is_loopback() || self.addresses.take(address, now)
    }

    /// Takes note of one who is not let in. `Some` when it is time to mention it, with what to
    /// say.
    pub(super) fn deny(&mut self, visitor: &Visitor, denial: Denial) -> (bool, Option<Notice>) {
        let Some(record) = self.record_of(visitor.gateway, visitor.now) else {
            return (false, None);
        };
        record.contact.refused += 1;
        let tell = is_due(&mut record.told, TELL_EVERY, visitor.now);
        let notice = match denial {
            Denial::TokenWrong => Some(Notice::WrongToken { peer: visitor.peer }),
            Denial::NotAdmitted(Refusal::WrongAddress) => {
                record.contact.wrong_address += 1;
                record.contact.stray = Some(visitor.peer);
                Some(Notice::WrongAddress { sender: visitor.peer })
            }
            Denial::NotAdmitted(_) | Denial::TokenMissing => None,
        };
        if record.line.is_none() {
            record.contact.admitted = false;
            record.contact.up_peer = Some(visitor.peer);
            record.contact.last_push = Some(visitor.at);
        }
        (tell, notice.filter(|_| is_due(&mut record.noticed, NOTICE_EVERY, visitor.now)))
    }

    /// Makes a connection the one of its gateway, if it may be.
    ///
    /// One that proves itself always may. Another one only where there is none, or when the one
    /// there is has fallen silent: anybody can claim an EUI. The silent are found out quickly,
    /// because a challenge asks the holder for a sign of life.
    pub(super) fn connect(
        &mut self,
        visitor: &Visitor,
        trust: Trust,
        orders: mpsc::Sender<Order>,
        end: CancellationToken,
    ) -> Seat {
        let id = self.next_id;
        self.next_id += 1;
        let Visitor { gateway, peer, now, at } = *visitor;
        let Some(record) = self.record_of(gateway, now) else { return Seat::Full };
        let mut notice = None;
        if let Some(holder) = &mut record.line {
            let challenged = Notice::DuplicateGateway { holder: holder.peer, challenger: peer };
            let is_elsewhere = holder.peer.ip() != peer.ip();
            if trust < Trust::Proven && !holder.is_silent(now) {
                if holder.probed.is_none_or(|probed| probed <= holder.last) {
                    holder.probed = Some(now);
                    // A full queue proves as much: the holder takes nothing.
                    let _ = holder.orders.try_send(Order::Probe);
                }
                record.contact.conflicts += 1;
                let due = is_due(&mut record.noticed, NOTICE_EVERY, now);
                return Seat::Occupied { notice: due.then_some(challenged) };
            }
            holder.end.cancel();
            let is_alive = !holder.is_silent(now);
            if is_alive && (is_elsewhere || holder.trust < trust) {
                record.contact.conflicts += 1;
                let due = is_due(&mut record.noticed, NOTICE_EVERY, now);
                notice = due.then_some(challenged);
            }
        }
        record.line = Some(Line { id, peer, trust, last: now, probed: None, orders, end });
        record.last = now;
        let contact = &mut record.contact;
        contact.admitted = true;
        contact.up_peer = Some(peer);
        contact.down_peer = Some(peer);
        contact.last_pull = Some(at);
        Seat::Taken { id, notice }
    }

    /// Ends a connection that still is the one of its gateway.
    pub(super) fn disconnect(&mut self, gateway: Eui64, id: u64) {
        if let Some(record) = self.records.get_mut(&gateway)
            && record.line.as_ref().is_some_and(|line| line.id == id)
        {
            record.line = None;
            record.contact.down_peer = None;
        }
    }

    /// Takes note of a sign of life.
    pub(super) fn note_alive(&mut self, gateway: Eui64, id: u64, now: Instant, at: Timestamp) {
        let Some(record) = self.records.get_mut(&gateway) else { return };
        record.last = now;
        record.contact.last_pull = Some(at);
        if let Some(line) = record.line.as_mut().filter(|line| line.id == id) {
            line.last = now;
        }
    }

    pub(super) fn note_message(&mut self, gateway: Eui64) {
        self.with(gateway, |contact| contact.datagrams += 1);
    }

    pub(super) fn note_version(&mut self, gateway: Eui64, version: Version) {
        self.with(gateway, |contact| contact.station = Some(version));
    }

    pub(super) fn note_uplink(&mut self, gateway: Eui64, uplink: &GatewayUplink) {
        self.with(gateway, |contact| {
            contact.last_push = Some(uplink.received_at);
            contact.note_uplink(uplink);
        });
    }

    pub(super) fn note_refused(&mut self, gateway: Eui64) {
        self.with(gateway, |contact| contact.malformed += 1);
    }

    pub(super) fn note_limited(&mut self, gateway: Eui64) {
        self.with(gateway, |contact| contact.rate_limited += 1);
    }

    pub(super) fn note_downlink(&mut self, gateway: Eui64) {
        self.with(gateway, |contact| contact.downlinks += 1);
    }

    pub(super) fn note_transmitted(&mut self, gateway: Eui64) {
        self.with(gateway, |contact| contact.tx_ack = TxAckSupport::Yes);
    }

    pub(super) fn note_unanswered(&mut self, gateway: Eui64) {
        self.with(gateway, |contact| contact.tx_unanswered += 1);
    }

    /// The connection of a gateway.
    pub(super) fn line_of(&self, gateway: Eui64) -> Option<Line> {
        self.records.get(&gateway)?.line.clone()
    }

    /// The connections of all gateways.
    pub(super) fn lines(&self) -> Vec<Line> {
        self.records.values().filter_map(|record| record.line.clone()).collect()
    }

    /// The state of one station; `None` when it was not heard since the start.
    pub(super) fn contact(&self, gateway: Eui64) -> Option<Contact> {
        self.records.get(&gateway).map(|record| record.contact.clone())
    }

    /// The state of every station heard since the start, in no order.
    pub(super) fn contacts(&self) -> Vec<Contact> {
        self.records.values().map(|record| record.contact.clone()).collect()
    }

    fn with(&mut self, gateway: Eui64, change: impl FnOnce(&mut Contact)) {
        if let Some(record) = self.records.get_mut(&gateway) {
            change(&mut record.contact);
        }
    }

    fn record_of(&mut self, gateway: Eui64, now: Instant) -> Option<&mut Record> {
        if !self.records.contains_key(&gateway) {
            if self.records.len() >= self.capacity {
                let is_kept = |record: &Record| {
                    record.line.is_some()
                        || now.saturating_duration_since(record.last) < FORGET_AFTER
                };
                self.records.retain(|_, record| is_kept(record));
            }
            if self.records.len() >= self.capacity {
                return None;
            }
            let contact = Contact::new(gateway, Protocol::BasicsStation);
            let record = Record { contact, line: None, last: now, told: None, noticed: None };
            self.records.insert(gateway, record);
        }
        self.records.get_mut(&gateway)
    }
}

/// Whether `every` has passed since `last`, which then becomes `now`.
fn is_due(last: &mut Option<Instant>, every: Duration, now: Instant) -> bool {
    let due = last.is_none_or(|last| now.saturating_duration_since(last) >= every);
    if due {
        *last = Some(now);
    }
    due
}

#[cfg(test)]
mod tests;
