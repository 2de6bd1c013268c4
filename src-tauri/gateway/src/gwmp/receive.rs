//! The way of one datagram from the socket to the events.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use tokio::sync::mpsc;

use super::codec::{self, CodeRates, FromGateway, Kind, Reception, RefusedPacket};
use super::desk::{Arrival, Desk, Limits, Step};
use super::server::Counters;
use crate::admission::Admission;
use crate::event::{Event, Refusal};
use crate::outlet::{Outlet, add};

/// JSON of a refused gateway longer than this is not read, bytes: real datagrams have 2 to 4 kB.
const MAX_SHOWN: usize = 8_192;

/// What the receiving threads and the transmitting side share.
pub(crate) struct Receiver {
    admission: Arc<dyn Admission>,
    pub(crate) outlet: Outlet,
    code_rates: CodeRates,
    /// Guards the state of all gateways; held for well under a microsecond, never while waiting.
    pub(crate) desk: Mutex<Desk>,
    pub(crate) tally: Tally,
}

/// Counters of the whole service; each is only added to.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) datagrams: AtomicU64,
    pub(crate) foreign: AtomicU64,
    pub(crate) limited: AtomicU64,
    pub(crate) receive_errors: AtomicU64,
}

impl Receiver {
    pub(crate) fn counters(&self) -> Counters {
        let (tally, outlet) = (&self.tally, &self.outlet);
        Counters {
            datagrams: tally.datagrams.load(Ordering::Relaxed),
            foreign: tally.foreign.load(Ordering::Relaxed),
            limited: tally.limited.load(Ordering::Relaxed),
            uplinks: outlet.uplinks.load(Ordering::Relaxed),
            uplinks_dropped: outlet.uplinks_dropped.load(Ordering::Relaxed),
            events_dropped: outlet.events_dropped.load(Ordering::Relaxed),
            receive_errors: tally.receive_errors.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn new(
        admission: Arc<dyn Admission>,
        events: mpsc::Sender<Event>,
        limits: Limits,
    ) -> Self {
        Self {
            admission,
            outlet: Outlet::new(events),
            code_rates: CodeRates::default(),
            desk: Mutex::new(Desk::new(limits)),
            tally: Tally::default(),
        }
    }

    /// Handles one datagram and adds what came of it to `events`.
    ///
    /// `reply` sends an acknowledgement to its sender; it is called before any JSON is read,
    /// because forwarders wait only 100 ms.
    pub(crate) fn handle(
        &self,
        bytes: &[u8],
        arrival: &Arrival,
        reply: impl FnOnce(&[u8; 4]),
        events: &mut Vec<Event>,
    ) {
        add(&self.tally.datagrams, 1);
        let Some(datagram) = FromGateway::read(bytes) else {
            add(&self.tally.foreign, 1);
            return;
        };
        let refusal = self.admission.admit(datagram.gateway, arrival.sender().ip()).err();
        let step = self.desk.lock().open(&datagram, arrival, refusal);
        if step == Step::Drop {
            add(&self.tally.limited, 1);
            return;
        }
        match datagram.kind {
            _ if matches!(step, Step::Reject { .. }) => {}
            Kind::PushData(_) => reply(&codec::push_ack(datagram.version, datagram.token)),
            Kind::PullData => reply(&codec::pull_ack(datagram.version, datagram.token)),
            Kind::TxAck(_) => {}
        }
        let (gateway, at) = (datagram.gateway, arrival.at);
        match (step, refusal) {
            (Step::Refuse { tell, show }, Some(reason)) => {
                if tell {
                    events.push(Event::Unknown { gateway, at, peer: arrival.sender() });
                }
                if show {
                    self.show(&datagram, arrival, reason, events);
                }
            }
            (Step::Reject { notice, show }, Some(reason)) => {
                events.extend(notice.map(|notice| Event::Notice { gateway, at, notice }));
                if show {
                    self.show(&datagram, arrival, reason, events);
                }
            }
            (Step::Accept { notice }, _) => {
                events.extend(notice.map(|notice| Event::Notice { gateway, at, notice }));
                self.read(&datagram, arrival, events);
            }
            (Step::Drop | Step::Refuse { .. } | Step::Reject { .. }, _) => {}
        }
    }

    /// Reads the frames of a gateway that is not listened to, so that people see what they miss.
    fn show(
        &self,
        datagram: &FromGateway<'_>,
        arrival: &Arrival,
        reason: Refusal,
        events: &mut Vec<Event>,
    ) {
        let Kind::PushData(json) = datagram.kind else { return };
        if json.len() > MAX_SHOWN {
            return;
        }
        let push = codec::read_push(json, &reception(datagram, arrival), &self.code_rates);
        events.extend(push.uplinks.into_iter().map(|uplink| Event::Refused {
            gateway: datagram.gateway,
            at: arrival.at,
            reason,
            rxpk: Box::default(),
            uplink: Some(Box::new(uplink)),
        }));
    }

    fn read(&self, datagram: &FromGateway<'_>, arrival: &Arrival, events: &mut Vec<Event>) {
        let gateway = datagram.gateway;
        match datagram.kind {
            Kind::PushData(json) => self.read_push(datagram, json, arrival, events),
            Kind::PullData => {
                let peer = arrival.sender();
                events.push(Event::Keepalive { gateway, at: arrival.at, peer });
            }
            Kind::TxAck(json) => {
                let answer = codec::read_tx_ack(json);
                self.desk.lock().answer(gateway, datagram.token, arrival, answer);
            }
        }
    }

    fn read_push(
        &self,
        datagram: &FromGateway<'_>,
        json: &[u8],
        arrival: &Arrival,
        events: &mut Vec<Event>,
    ) {
        let (gateway, at) = (datagram.gateway, arrival.at);
        let mut push = codec::read_push(json, &reception(datagram, arrival), &self.code_rates);
        self.desk.lock().file(gateway, arrival.arrived, &mut push);
        events.extend(push.uplinks.into_iter().map(Event::Uplink));
        events.extend(push.refused.into_iter().map(|refused| {
            let RefusedPacket { reason, rxpk, uplink } = refused;
            Event::Refused { gateway, at, reason, rxpk, uplink }
        }));
        events.extend(push.stat.map(|stat| Event::Stat { gateway, at, stat }));
    }
}

const fn reception(datagram: &FromGateway<'_>, arrival: &Arrival) -> Reception {
    Reception {
        gateway: datagram.gateway,
        token: datagram.token,
        received_at: arrival.at,
        arrived: arrival.arrived,
    }
}

/// Entry for fuzzing and benches: everything a datagram touches, without a socket.
#[doc(hidden)]
pub mod fuzzing {
    use std::net::{IpAddr, SocketAddr};
    use std::time::Instant;

    use lorawan::Eui64;
    use model::Timestamp;

    use super::{Admission, Arc, Arrival, Counters, Event, Limits, Receiver, Refusal, mpsc};

    struct Everyone;

    impl Admission for Everyone {
        fn admit(&self, _: Eui64, _: IpAddr) -> Result<(), Refusal> {
            Ok(())
        }
    }

    /// A service without sockets.
    pub struct Bench {
        receiver: Receiver,
        events: mpsc::Receiver<Event>,
    }

    impl Default for Bench {
        fn default() -> Self {
            Self::with_gateways(Limits::default().gateways)
        }
    }

    impl Bench {
        /// A service that remembers this many gateways at most.
        #[must_use]
        pub fn with_gateways(gateways: usize) -> Self {
            let (sender, events) = mpsc::channel(1_024);
            let limits = Limits { gateways, ..Limits::default() };
            Self { receiver: Receiver::new(Arc::new(Everyone), sender, limits), events }
        }

        /// What was counted so far.
        #[must_use]
        pub fn counters(&self) -> Counters {
            self.receiver.counters()
        }

        /// The gateways heard so far.
        #[must_use]
        pub fn contacts(&self) -> Vec<crate::GatewayState> {
            self.receiver.desk.lock().contacts()
        }

        /// Handles a datagram and returns its events.
        pub fn handle(&mut self, bytes: &[u8]) -> Vec<Event> {
            let arrival = Arrival {
                listener: 0,
                peer: SocketAddr::from(([127, 0, 0, 1], 9)),
                arrived: Instant::now(),
                at: Timestamp::from_millis(0),
            };
            let mut events = Vec::new();
            self.receiver.handle(bytes, &arrival, |_| {}, &mut events);
            events.into_iter().for_each(|event| self.receiver.outlet.tell(event));
            std::iter::from_fn(|| self.events.try_recv().ok()).collect()
        }
    }
}
