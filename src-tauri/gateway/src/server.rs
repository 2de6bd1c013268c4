//! The sockets: a thread for each, so that datagrams are taken in and acknowledged however busy
//! the rest of the program is.
//!
//! Source for the thread: a UDP socket holds only some hundred datagrams with the limits of an
//! ordinary Linux, which a busy async worker lets overflow at 10 000 uplinks a second.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use model::radio::{GatewayDownlink, TransmitOutcome};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::sync::mpsc;

use crate::codec::{self, MAX_DATAGRAM, TxAnswer};
use crate::contact::Contact;
use crate::desk::{Arrival, Limits, TransmitError};
use crate::event::Event;
use crate::receive::{Admission, Receiver, add, wall_clock};

/// Receive buffer asked for, bytes. The operating system may grant less.
const RECEIVE_BUFFER: usize = 8 << 20;

/// How long a thread waits for a datagram before it looks whether it should end.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What the service needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Addresses to listen on. Port 0 lets the operating system choose.
    pub listen: Vec<SocketAddr>,
    /// Bounds on senders.
    pub limits: Limits,
    /// How long [`Gwmp::transmit`] waits for a gateway's answer.
    pub answer_timeout: Duration,
}

impl Config {
    /// The usual settings with these addresses.
    #[must_use]
    pub fn listening_on(listen: Vec<SocketAddr>) -> Self {
        Self { listen, limits: Limits::default(), answer_timeout: Duration::from_secs(1) }
    }
}

/// An address the service cannot listen on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen for gateways on UDP {address}: {why}")]
pub struct Error {
    /// The address.
    pub address: SocketAddr,
    /// What the operating system said.
    #[source]
    pub why: io::Error,
}

/// Counters of the whole service since its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Datagrams received.
    pub datagrams: u64,
    /// Datagrams that are not of the protocol.
    pub foreign: u64,
    /// Datagrams dropped because a sender is too fast or too many gateways are known.
    pub limited: u64,
    /// Uplinks handed on.
    pub uplinks: u64,
    /// Uplinks lost because the events were not taken fast enough.
    pub uplinks_dropped: u64,
    /// All events lost for that reason, uplinks included.
    pub events_dropped: u64,
    /// Errors of the sockets.
    pub receive_errors: u64,
}

/// The running service. Dropping it ends it too, within a second.
pub struct Gwmp {
    core: Arc<Core>,
    addresses: Vec<SocketAddr>,
    problems: Vec<Error>,
    threads: Vec<JoinHandle<()>>,
    answer_timeout: Duration,
}

struct Core {
    receiver: Receiver,
    sockets: Vec<UdpSocket>,
    stopping: AtomicBool,
}

impl Gwmp {
    /// Opens the sockets and begins to listen. Events that nobody takes are dropped and counted.
    ///
    /// An address that cannot be opened does not keep the others from working; see
    /// [`Gwmp::problems`].
    ///
    /// # Errors
    /// The first address's [`Error`] when no address at all can be opened.
    #[expect(clippy::unused_async, reason = "opening a socket may become a wait, as its stop is")]
    pub async fn start(
        config: Config,
        admission: Arc<dyn Admission>,
        events: mpsc::Sender<Event>,
    ) -> Result<Self, Error> {
        let (mut sockets, mut addresses, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for address in config.listen {
            match open(address) {
                Ok((socket, bound)) => {
                    sockets.push(socket);
                    addresses.push(bound);
                }
                Err(why) => problems.push(Error { address, why }),
            }
        }
        if sockets.is_empty() && !problems.is_empty() {
            return Err(problems.swap_remove(0));
        }
        let receiver = Receiver::new(admission, events, config.limits);
        let core = Arc::new(Core { receiver, sockets, stopping: AtomicBool::new(false) });
        let mut gwmp = Self {
            core,
            addresses,
            problems,
            threads: Vec::new(),
            answer_timeout: config.answer_timeout,
        };
        gwmp.start_threads()?;
        Ok(gwmp)
    }

    fn start_threads(&mut self) -> Result<(), Error> {
        for (listener, &address) in self.addresses.iter().enumerate() {
            let core = Arc::clone(&self.core);
            let thread = std::thread::Builder::new()
                .name(format!("gwmp-{}", address.port()))
                .spawn(move || core.listen(listener))
                .map_err(|why| Error { address, why })?;
            self.threads.push(thread);
        }
        Ok(())
    }

    /// The addresses that are listened on, with the ports the operating system chose.
    #[must_use]
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.addresses.clone()
    }

    /// The addresses that could not be opened, and why.
    #[must_use]
    pub fn problems(&self) -> &[Error] {
        &self.problems
    }

    /// Hands a frame to its gateway and waits for the gateway's answer.
    ///
    /// Accepted means queued by the gateway: whether it was radiated, nobody ever says. A gateway
    /// that is known never to answer yields [`TransmitOutcome::NoAnswer`] at once.
    ///
    /// # Errors
    /// [`TransmitError`] when the frame did not leave: no downlink path, too many unanswered.
    pub async fn transmit(
        &self,
        downlink: GatewayDownlink,
    ) -> Result<TransmitOutcome, TransmitError> {
        let gateway = downlink.gateway;
        if !(1..=255).contains(&downlink.phy.len()) {
            return Err(TransmitError::Length(downlink.phy.len()));
        }
        let desk = &self.core.receiver.desk;
        let outgoing = desk.lock().begin_transmit(gateway, Instant::now())?;
        let bytes = codec::pull_resp(outgoing.version, outgoing.token, &downlink);
        let socket = self.core.sockets.get(outgoing.listener);
        let socket = socket.ok_or(TransmitError::NoPath(gateway))?;
        let sent = socket.send_to(&bytes, outgoing.peer);
        let failed = |source| TransmitError::Send { gateway, peer: outgoing.peer, source };
        sent.map_err(failed)?;
        let Some(answer) = outgoing.answer else { return Ok(TransmitOutcome::NoAnswer) };
        let Ok(Ok(answer)) = tokio::time::timeout(self.answer_timeout, answer).await else {
            desk.lock().note_unanswered(gateway);
            return Ok(TransmitOutcome::NoAnswer);
        };
        Ok(match answer {
            TxAnswer::Queued => TransmitOutcome::Accepted { power_dbm: None },
            TxAnswer::QueuedAtPower { power_dbm } => TransmitOutcome::Accepted { power_dbm },
            TxAnswer::Refused(code) => TransmitOutcome::Refused(code),
        })
    }

    /// The state of every gateway heard since the start, in no order.
    #[must_use]
    pub fn snapshot(&self) -> Vec<Contact> {
        self.core.receiver.desk.lock().contacts()
    }

    /// The counters of the whole service.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let tally = &self.core.receiver.tally;
        Counters {
            datagrams: tally.datagrams.load(Ordering::Relaxed),
            foreign: tally.foreign.load(Ordering::Relaxed),
            limited: tally.limited.load(Ordering::Relaxed),
            uplinks: tally.uplinks.load(Ordering::Relaxed),
            uplinks_dropped: tally.uplinks_dropped.load(Ordering::Relaxed),
            events_dropped: tally.events_dropped.load(Ordering::Relaxed),
            receive_errors: tally.receive_errors.load(Ordering::Relaxed),
        }
    }

    /// Ends the service and waits until its threads have ended and its ports are free.
    pub async fn stop(mut self) {
        self.begin_stop();
        let threads = std::mem::take(&mut self.threads);
        let joined = tokio::task::spawn_blocking(move || {
            threads.into_iter().filter_map(|thread| thread.join().err()).count()
        });
        if !matches!(joined.await, Ok(0)) {
            tracing::error!("a gateway thread ended in a panic");
        }
    }

    /// Tells the threads to end, and wakes them with a datagram each.
    fn begin_stop(&self) {
        self.core.stopping.store(true, Ordering::Relaxed);
        for (socket, address) in self.core.sockets.iter().zip(&self.addresses) {
            // Without the wake-up the thread ends a little later.
            let _ = socket.send_to(&[], reachable(*address));
        }
    }
}

impl Drop for Gwmp {
    fn drop(&mut self) {
        self.begin_stop();
    }
}

impl Core {
    fn listen(&self, listener: usize) {
        let Some(socket) = self.sockets.get(listener) else { return };
        let mut buffer = vec![0; MAX_DATAGRAM];
        while !self.stopping.load(Ordering::Relaxed) {
            match socket.recv_from(&mut buffer) {
                Ok((length, peer)) => {
                    let arrived = Instant::now();
                    let arrival = Arrival { listener, peer, arrived, at: wall_clock() };
                    self.receiver.handle(
                        buffer.get(..length).unwrap_or_default(),
                        &arrival,
                        |ack| {
                            // An acknowledgement that cannot be sent is one that got lost.
                            let _ = socket.send_to(ack, peer);
                        },
                    );
                }
                Err(error) => self.note_error(&error),
            }
        }
    }

    /// Windows reports a peer's closed port here, every system its own trouble; none of it may
    /// end the service, and none of it may become a busy loop.
    fn note_error(&self, error: &io::Error) {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted => {}
            io::ErrorKind::ConnectionReset => add(&self.receiver.tally.receive_errors, 1),
            _ => {
                add(&self.receiver.tally.receive_errors, 1);
                tracing::debug!(%error, "gateway socket");
                std::thread::park_timeout(Duration::from_millis(10));
            }
        }
    }
}

fn open(address: SocketAddr) -> io::Result<(UdpSocket, SocketAddr)> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    if let Err(error) = socket.set_recv_buffer_size(RECEIVE_BUFFER) {
        tracing::debug!(%error, "the receive buffer keeps its size");
    }
    socket.set_read_timeout(Some(LOOK_EVERY))?;
    socket.bind(&address.into())?;
    let socket = UdpSocket::from(socket);
    let bound = socket.local_addr()?;
    Ok((socket, bound))
}

/// An address that reaches a socket of this machine.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        other => other,
    };
    SocketAddr::new(ip, address.port())
}
