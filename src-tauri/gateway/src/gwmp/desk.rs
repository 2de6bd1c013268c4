//! Decides what becomes of each datagram and where each downlink goes.
//!
//! Pure but for randomness: time and datagrams come from the caller, so that silence, hijacking
//! and floods are tested without waiting. JSON is not read here.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use lorawan::Eui64;
use model::Timestamp;
use model::radio::GatewayStat;
use tokio::sync::oneshot;

use super::codec::{FromGateway, Kind, PushData, TxAnswer};
use super::repeat::Repeats;
use crate::contact::{Contact, Protocol, TxAckSupport};
use crate::event::{Notice, Refusal};
use crate::limit::{Addresses, Bucket, Rate};
use crate::transmit_error::TransmitError;

/// Silence after which a downlink path is no longer used. Source: NAT mappings of consumer
/// routers live 30 to 120 s without traffic.
const PATH_LIFETIME: Duration = Duration::from_secs(90);

/// How long a PULL_RESP may still be answered: 16 s pass at most until its transmission.
const ANSWER_LIFETIME: Duration = Duration::from_secs(20);

/// Unanswered downlinks in a row after which a gateway that never answered is believed mute.
const MUTE_AFTER: u32 = 3;

/// Least time between two [`Step::Refuse`] that tell, and between two notices, of one gateway; and
/// between two notices of the same challenger.
const TELL_EVERY: Duration = Duration::from_secs(10);
const NOTICE_EVERY: Duration = Duration::from_secs(60);

/// Time between keep-alives that is assumed until two have come, and the longest that is believed.
/// Packet forwarders are set to 5 to 30 s.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Refused frames that are shown to people: enough to see what is there, too little to fill a log.
const SHOWN_OF_GATEWAY: Rate = Rate { per_second: 2.0, burst: 10.0 };
const SHOWN_OF_ALL: Rate = Rate { per_second: 50.0, burst: 200.0 };

/// Silence after which the place of a gateway may be given to another when the table is full.
const FORGET_AFTER: Duration = Duration::from_secs(120);

/// Bounds on what senders may make the service do.
///
/// Rates do not apply to senders on this machine: these could do worse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Gateways known at once.
    pub gateways: usize,
    /// Datagrams of one gateway. A concentrator can receive some hundred frames a second.
    pub per_gateway: Rate,
    /// Datagrams of one source address, behind which many gateways may be.
    pub per_address: Rate,
    /// Downlinks of one gateway that wait for an answer.
    pub pending: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            gateways: 8_192,
            per_gateway: Rate { per_second: 1_000.0, burst: 2_000.0 },
            per_address: Rate { per_second: 5_000.0, burst: 10_000.0 },
            pending: 256,
        }
    }
}

/// How a datagram came in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    /// Index of the socket.
    pub(crate) listener: usize,
    /// The sender, as the socket names it.
    pub(crate) peer: SocketAddr,
    /// Monotonic time of arrival.
    pub(crate) arrived: Instant,
    /// Wall-clock time of arrival.
    pub(crate) at: Timestamp,
}

impl Arrival {
    /// The sender as people know it: an IPv4 sender stays one on a socket for both families.
    pub(crate) fn sender(&self) -> SocketAddr {
        SocketAddr::new(self.peer.ip().to_canonical(), self.peer.port())
    }
}

/// What to do with a datagram.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing at all: the sender is too fast, or there is no room for another gateway.
    Drop,
    /// Acknowledge, but use nothing; `tell` when it is time to mention the gateway again, `show`
    /// when its frames may be shown with the reason.
    Refuse { tell: bool, show: bool },
    /// Do not even acknowledge: the sender is not the gateway. `show` as above.
    Reject { notice: Option<Notice>, show: bool },
    /// Acknowledge and read.
    Accept { notice: Option<Notice> },
}

/// Where a downlink goes.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) version: u8,
    pub(crate) token: u16,
    pub(crate) listener: usize,
    pub(crate) peer: SocketAddr,
    /// `None` when no answer is to be expected.
    pub(crate) answer: Option<oneshot::Receiver<TxAnswer>>,
}

#[derive(Debug)]
struct Path {
    listener: usize,
    peer: SocketAddr,
    /// Its last sign of life: a keep-alive, or a report from the same host.
    last: Instant,
    /// Its last keep-alive.
    kept_alive: Instant,
    /// Time between the last two keep-alives.
    interval: Option<Duration>,
    /// The peer before this one, and when it was last heard.
    former: Option<(SocketAddr, Instant)>,
}

impl Path {
    /// Silence after which another address may take over: three keep-alives.
    fn patience(&self) -> Duration {
        self.interval.unwrap_or(KEEP_ALIVE).clamp(Duration::from_secs(5), KEEP_ALIVE) * 3
    }

    /// Whether what is sent there may still arrive; reports come through another port.
    fn is_alive(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.kept_alive) < PATH_LIFETIME
    }

    /// Whether another host may take over. One that reports but whose path is dead may ask for
    /// downlinks through another way than it reports by.
    fn may_be_taken(&self, now: Instant) -> bool {
        self.is_silent(now) || !self.is_alive(now)
    }

    fn is_silent(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.last) >= self.patience()
    }
}

#[derive(Debug)]
struct Pending {
    token: u16,
    peer: SocketAddr,
    sent: Instant,
    answer: oneshot::Sender<TxAnswer>,
}

#[derive(Debug)]
struct Record {
    contact: Contact,
    path: Option<Path>,
    bucket: Bucket,
    last: Instant,
    told: Option<Instant>,
    /// The last challenger that was told of, and when.
    noticed: Option<(IpAddr, Instant)>,
    /// Refused frames that may be shown.
    shown: Bucket,
    pending: Vec<Pending>,
    unanswered_in_a_row: u32,
    next_token: u16,
    token_step: u16,
}

/// All gateways.
#[derive(Debug)]
pub(crate) struct Desk {
    limits: Limits,
    records: HashMap<Eui64, Record>,
    addresses: Addresses,
    repeats: Repeats,
    swept_at: Option<Instant>,
    /// Refused frames of all gateways that may be shown; full at the first one.
    shown: Option<Bucket>,
}

impl Desk {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            records: HashMap::new(),
            addresses: Addresses::new(limits.per_address),
            repeats: Repeats::new(),
            swept_at: None,
            shown: None,
        }
    }

    /// Takes note of a datagram and says what to do with it. `refusal`: why the sender is not
    /// listened to.
    pub(crate) fn open(
        &mut self,
        datagram: &FromGateway<'_>,
        arrival: &Arrival,
        refusal: Option<Refusal>,
    ) -> Step {
        let now = arrival.arrived;
        let address = arrival.peer.ip().to_canonical();
        let is_limited = !address.is_loopback();
        if is_limited && !self.addresses.take(address, now) {
            return Step::Drop;
        }
        let rate = self.limits.per_gateway;
        if refusal == Some(Refusal::WrongAddress) {
            return self.reject(datagram, arrival);
        }
        let admitted = refusal.is_none();
        let Some(record) = self.record_of(datagram.gateway, now) else { return Step::Drop };
        record.contact.datagrams += 1;
        if is_limited && !record.bucket.take(rate, now) {
            record.contact.rate_limited += 1;
            return Step::Drop;
        }
        record.note(datagram, arrival, admitted);
        let notice = match datagram.kind {
            Kind::PullData => record.pull(arrival),
            Kind::PushData(_) | Kind::TxAck(_) => None,
        };
        if admitted {
            return Step::Accept { notice };
        }
        record.contact.refused += 1;
        let tell = is_due(&mut record.told, TELL_EVERY, now);
        let show =
            matches!(datagram.kind, Kind::PushData(_)) && self.may_show(datagram.gateway, now);
        Step::Refuse { tell, show }
    }

    /// Somebody else speaks in the name of a gateway whose address is known. Nothing of the
    /// gateway's own state may move: neither its downlink path nor its rate nor its last sign.
    fn reject(&mut self, datagram: &FromGateway<'_>, arrival: &Arrival) -> Step {
        let now = arrival.arrived;
        let Some(record) = self.record_of(datagram.gateway, now) else { return Step::Drop };
        record.contact.wrong_address += 1;
        record.contact.stray = Some(arrival.sender());
        let notice = Notice::WrongAddress { sender: arrival.sender() };
        let notice = record.is_news(arrival).then_some(notice);
        let show =
            matches!(datagram.kind, Kind::PushData(_)) && self.may_show(datagram.gateway, now);
        Step::Reject { notice, show }
    }

    /// Whether one more refused frame of this gateway may be shown.
    fn may_show(&mut self, gateway: Eui64, now: Instant) -> bool {
        let all = self.shown.get_or_insert_with(|| Bucket::full(SHOWN_OF_ALL, now));
        let Some(record) = self.records.get_mut(&gateway) else { return false };
        record.shown.take(SHOWN_OF_GATEWAY, now) && all.take(SHOWN_OF_ALL, now)
    }

    /// Takes note of what a PUSH_DATA contained and removes frames that were reported before.
    /// Damaged frames keep their bytes only when they may be shown.
    pub(crate) fn file(&mut self, gateway: Eui64, now: Instant, push: &mut PushData) {
        for refused in push.refused.iter_mut().filter(|refused| refused.uplink.is_some()) {
            if !self.may_show(gateway, now) {
                refused.uplink = None;
            }
        }
        let Some(record) = self.records.get_mut(&gateway) else { return };
        let contact = &mut record.contact;
        push.uplinks.retain(|uplink| {
            if self.repeats.is_repeat(uplink) {
                contact.repeats += 1;
                return false;
            }
            contact.note_uplink(uplink);
            true
        });
        for refused in &push.refused {
            match refused.reason {
                Refusal::CrcBad | Refusal::CrcMissing => contact.crc_bad += 1,
                Refusal::Malformed
                | Refusal::Data
                | Refusal::Frequency
                | Refusal::Modulation
                | Refusal::Counter
                | Refusal::Station(_) => contact.malformed += 1,
                Refusal::NotRegistered | Refusal::Disabled | Refusal::WrongAddress => {}
            }
        }
        if let Some(stat) = &push.stat {
            contact.stat = Some(GatewayStat::clone(stat));
        }
    }

    /// Chooses path and token of a downlink.
    pub(crate) fn begin_transmit(
        &mut self,
        gateway: Eui64,
        now: Instant,
    ) -> Result<Outgoing, TransmitError> {
        let most = self.limits.pending;
        let record = self.records.get_mut(&gateway).ok_or(TransmitError::NoPath(gateway))?;
        if !record.contact.admitted {
            return Err(TransmitError::NotAdmitted(gateway));
        }
        let path = record.path.as_ref();
        let path = path.filter(|path| path.is_alive(now));
        let &Path { listener, peer, .. } = path.ok_or(TransmitError::NoPath(gateway))?;
        record.pending.retain(|old| now.saturating_duration_since(old.sent) < ANSWER_LIFETIME);
        if record.pending.len() >= most {
            return Err(TransmitError::Busy(gateway));
        }
        record.contact.downlinks += 1;
        let version = record.contact.version;
        if version < 2 {
            return Ok(Outgoing { version, token: 0, listener, peer, answer: None });
        }
        let token = record.take_token();
        let (answer, receiver) = oneshot::channel();
        record.pending.push(Pending { token, peer, sent: now, answer });
        let is_mute = record.contact.tx_ack == TxAckSupport::No;
        Ok(Outgoing { version, token, listener, peer, answer: (!is_mute).then_some(receiver) })
    }

    /// Whether [`Self::begin_transmit`] would find a path.
    pub(crate) fn has_path(&self, gateway: Eui64, now: Instant) -> bool {
        self.records.get(&gateway).is_some_and(|record| {
            let path = record.path.as_ref();
            record.contact.admitted && path.is_some_and(|path| path.is_alive(now))
        })
    }

    /// Hands a TX_ACK to the downlink that waits for it. One that nobody waits for, or that comes
    /// from somewhere else than the downlink went to, is ignored: anybody can send it.
    pub(crate) fn answer(
        &mut self,
        gateway: Eui64,
        token: u16,
        arrival: &Arrival,
        answer: TxAnswer,
    ) {
        let Some(record) = self.records.get_mut(&gateway) else { return };
        let path_peer = record.path.as_ref().map(|path| path.peer);
        let is_answered = |pending: &Pending| {
            pending.token == token
                && (pending.peer == arrival.peer || path_peer == Some(arrival.peer))
        };
        let Some(index) = record.pending.iter().position(is_answered) else { return };
        let pending = record.pending.swap_remove(index);
        let round_trip = arrival.arrived.saturating_duration_since(pending.sent);
        record.contact.note_round_trip(round_trip.as_secs_f32() * 1_000.0);
        record.contact.tx_ack = TxAckSupport::Yes;
        record.unanswered_in_a_row = 0;
        if matches!(answer, TxAnswer::Refused(_)) {
            record.contact.tx_errors += 1;
        }
        // Nobody listens any more when the answer is late.
        let _ = pending.answer.send(answer);
    }

    /// Takes note that a downlink went unanswered.
    pub(crate) fn note_unanswered(&mut self, gateway: Eui64) {
        let Some(record) = self.records.get_mut(&gateway) else { return };
        record.contact.tx_unanswered += 1;
        record.unanswered_in_a_row += 1;
        let is_silent = record.contact.tx_ack == TxAckSupport::Unknown;
        if is_silent && record.unanswered_in_a_row >= MUTE_AFTER {
            record.contact.tx_ack = TxAckSupport::No;
        }
    }

    /// The state of every gateway heard since the start, in no order.
    pub(crate) fn contacts(&self) -> Vec<Contact> {
        self.records.values().map(|record| record.contact.clone()).collect()
    }

    /// The state of one gateway.
    pub(crate) fn contact(&self, gateway: Eui64) -> Option<Contact> {
        self.records.get(&gateway).map(|record| record.contact.clone())
    }

    fn record_of(&mut self, gateway: Eui64, now: Instant) -> Option<&mut Record> {
        if !self.records.contains_key(&gateway) {
            if self.records.len() >= self.limits.gateways {
                self.forget_silent(now);
            }
            if self.records.len() >= self.limits.gateways {
                return None;
            }
            let record = Record::new(gateway, self.limits.per_gateway, now);
            self.records.insert(gateway, record);
        }
        self.records.get_mut(&gateway)
    }

    /// Makes room. At most once a second, because a flood of forged EUIs would otherwise make
    /// each datagram walk the whole table.
    fn forget_silent(&mut self, now: Instant) {
        if is_due(&mut self.swept_at, Duration::from_secs(1), now) {
            self.records
                .retain(|_, record| now.saturating_duration_since(record.last) < FORGET_AFTER);
        }
    }
}

impl Record {
    fn new(gateway: Eui64, rate: Rate, now: Instant) -> Self {
        Self {
            contact: Contact::new(gateway, Protocol::Gwmp),
            path: None,
            bucket: Bucket::full(rate, now),
            last: now,
            told: None,
            noticed: None,
            shown: Bucket::full(SHOWN_OF_GATEWAY, now),
            pending: Vec::new(),
            unanswered_in_a_row: 0,
            next_token: rand::random(),
            // An odd step visits all 65 536 tokens before one comes again.
            token_step: rand::random::<u16>() | 1,
        }
    }

    const fn take_token(&mut self) -> u16 {
        self.next_token = self.next_token.wrapping_add(self.token_step);
        self.next_token
    }

    fn note(&mut self, datagram: &FromGateway<'_>, arrival: &Arrival, admitted: bool) {
        self.last = arrival.arrived;
        self.contact.admitted = admitted;
        self.contact.version = datagram.version;
        match datagram.kind {
            Kind::PushData(_) => {
                self.contact.last_push = Some(arrival.at);
                self.contact.up_peer = Some(arrival.sender());
                let host = arrival.peer.ip();
                if let Some(path) = self.path.as_mut().filter(|path| path.peer.ip() == host) {
                    path.last = arrival.arrived;
                }
            }
            Kind::PullData => self.contact.last_pull = Some(arrival.at),
            Kind::TxAck(_) => {}
        }
    }

    /// Moves or keeps the downlink path.
    ///
    /// The port of one host may change at any time (NAT, restart); another host gets the path
    /// only when the old one has fallen silent or its path is dead, because anybody may claim to be
    /// this gateway, and not without a notice.
    fn pull(&mut self, arrival: &Arrival) -> Option<Notice> {
        let (now, peer, listener) = (arrival.arrived, arrival.peer, arrival.listener);
        let new =
            |former| Path { listener, peer, last: now, kept_alive: now, interval: None, former };
        let challenge = match &mut self.path {
            None => {
                self.path = Some(new(None));
                None
            }
            Some(path) if path.peer == peer => {
                path.interval = Some(now.saturating_duration_since(path.kept_alive));
                (path.last, path.kept_alive) = (now, now);
                path.listener = listener;
                None
            }
            Some(path) if path.peer.ip() == peer.ip() || path.may_be_taken(now) => {
                let patience = path.patience();
                let came_back = path.former.is_some_and(|(former, last)| {
                    former == peer && now.saturating_duration_since(last) < patience
                });
                let holder = path.peer;
                let takes_over = holder.ip() != peer.ip();
                *path = new(Some((path.peer, path.last)));
                (came_back || takes_over).then_some(holder)
            }
            Some(path) => Some(path.peer),
        };
        self.contact.down_peer = self.path.as_ref().map(|path| canonical(path.peer));
        let holder = canonical(challenge?);
        self.contact.conflicts += 1;
        let notice = Notice::DuplicateGateway { holder, challenger: arrival.sender() };
        self.is_news(arrival).then_some(notice)
    }

    /// Whether it is time to tell that this sender uses the name of the gateway.
    fn is_news(&mut self, arrival: &Arrival) -> bool {
        let (host, now) = (arrival.peer.ip(), arrival.arrived);
        let is_due = self.noticed.is_none_or(|(last, at)| {
            let every = if last == host { NOTICE_EVERY } else { TELL_EVERY };
            now.saturating_duration_since(at) >= every
        });
        if is_due {
            self.noticed = Some((host, now));
        }
        is_due
    }
}

fn canonical(peer: SocketAddr) -> SocketAddr {
    SocketAddr::new(peer.ip().to_canonical(), peer.port())
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
