//! The sockets, and one thread of their own for them, so that datagrams are taken in and
//! acknowledged however busy the rest of the program is.
//!
//! Why a thread: with the limits of an ordinary Linux a UDP socket holds only some hundred
//! datagrams, which a busy async worker lets overflow at 10 000 uplinks a second.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use model::radio::{GatewayDownlink, TransmitOutcome};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::codec::{self, MAX_DATAGRAM, TxAnswer};
use super::desk::{Arrival, Limits};
use super::receive::Receiver;
use crate::admission::Admission;
use crate::clock::wall_clock;
use crate::contact::Contact;
use crate::event::Event;
use crate::outlet::add;
use crate::transmit_error::TransmitError;

/// Receive buffer asked for, bytes. The operating system may grant less.
const RECEIVE_BUFFER: usize = 8 << 20;

/// Datagrams read at most before their events are handed on. Handing on in groups saves waking
/// the other side for each one, and a group lasts well under a millisecond.
const GROUP: usize = 32;

/// What the service needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Addresses to listen on. Port 0 lets the operating system choose.
    pub listen: Vec<SocketAddr>,
    /// Bounds on senders.
    pub limits: Limits,
    /// How long after its transmission should have begun a frame may still be answered. Forwarders
    /// answer at once; what takes longer is the way to them.
    pub answer_timeout: Duration,
}

impl Config {
    /// The usual settings with these addresses.
    #[must_use]
    pub fn listening_on(listen: Vec<SocketAddr>) -> Self {
        Self { listen, limits: Limits::default(), answer_timeout: Duration::from_secs(4) }
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

/// The running service. Dropping it ends it too.
pub struct Gwmp {
    receiver: Arc<Receiver>,
    sockets: Vec<Arc<UdpSocket>>,
    addresses: Vec<SocketAddr>,
    problems: Vec<Error>,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
    answer_timeout: Duration,
}

impl Gwmp {
    /// Opens the sockets and begins to listen. Events that nobody takes are dropped and counted.
    ///
    /// An address that cannot be opened does not keep the others from working; see
    /// [`Gwmp::problems`].
    ///
    /// # Errors
    /// The first address's [`Error`] when no address at all can be opened.
    pub async fn start(
        config: Config,
        admission: Arc<dyn Admission>,
        events: mpsc::Sender<Event>,
    ) -> Result<Self, Error> {
        let (mut opened, mut addresses, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for address in config.listen {
            match open(address) {
                Ok((socket, bound)) => {
                    opened.push(socket);
                    addresses.push(bound);
                }
                Err(why) => problems.push(Error { address, why }),
            }
        }
        if opened.is_empty() && !problems.is_empty() {
            return Err(problems.swap_remove(0));
        }
        let mut gwmp = Self {
            receiver: Arc::new(Receiver::new(admission, events, config.limits)),
            sockets: Vec::new(),
            addresses,
            problems,
            stop: CancellationToken::new(),
            thread: None,
            answer_timeout: config.answer_timeout,
        };
        if let Err(why) = gwmp.start_thread(opened).await
            && let Some(&address) = gwmp.addresses.first()
        {
            return Err(Error { address, why });
        }
        Ok(gwmp)
    }

    async fn start_thread(&mut self, opened: Vec<std::net::UdpSocket>) -> io::Result<()> {
        let (ready, sockets) = oneshot::channel();
        let (receiver, stop) = (Arc::clone(&self.receiver), self.stop.clone());
        let thread = std::thread::Builder::new().name("gwmp".to_owned());
        let thread = thread.spawn(move || run(opened, ready, &receiver, &stop))?;
        self.thread = Some(thread);
        self.sockets = sockets.await.map_err(io::Error::other)??;
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

    /// Hands a frame to its gateway and waits for the gateway's answer, until `answer_timeout` after
    /// its transmission `begins`: what a late answer says is what became of the frame.
    ///
    /// Accepted means queued by the gateway: whether it was radiated, nobody ever says. A gateway
    /// that is known never to answer yields [`TransmitOutcome::NoAnswer`] at once.
    ///
    /// # Errors
    /// [`TransmitError`] when the frame did not leave: no downlink path, too many unanswered.
    pub async fn transmit(
        &self,
        downlink: GatewayDownlink,
        begins: Instant,
    ) -> Result<TransmitOutcome, TransmitError> {
        let gateway = downlink.gateway;
        if !(1..=255).contains(&downlink.phy.len()) {
            return Err(TransmitError::Length(downlink.phy.len()));
        }
        let desk = &self.receiver.desk;
        let outgoing = desk.lock().begin_transmit(gateway, Instant::now())?;
        let bytes = codec::pull_resp(outgoing.version, outgoing.token, &downlink);
        let socket = self.sockets.get(outgoing.listener);
        let socket = socket.ok_or(TransmitError::NoPath(gateway))?;
        let sent = socket.send_to(&bytes, outgoing.peer).await;
        sent.map_err(|source| TransmitError::Send { gateway, peer: outgoing.peer, source })?;
        let Some(answer) = outgoing.answer else { return Ok(TransmitOutcome::NoAnswer) };
        let until = begins.max(Instant::now()) + self.answer_timeout;
        let Ok(Ok(answer)) = tokio::time::timeout_at(until.into(), answer).await else {
            desk.lock().note_unanswered(gateway);
            return Ok(TransmitOutcome::NoAnswer);
        };
        Ok(match answer {
            TxAnswer::Queued => TransmitOutcome::Accepted { power_dbm: None },
            TxAnswer::QueuedAtPower { power_dbm } => TransmitOutcome::Accepted { power_dbm },
            TxAnswer::Refused(code) => TransmitOutcome::Refused(code),
        })
    }

    /// Whether a gateway is admitted and has asked for downlinks lately.
    #[must_use]
    pub fn has_path(&self, gateway: Eui64) -> bool {
        self.receiver.desk.lock().has_path(gateway, Instant::now())
    }

    /// The state of every gateway heard since the start, in no order.
    #[must_use]
    pub fn snapshot(&self) -> Vec<Contact> {
        self.receiver.desk.lock().contacts()
    }

    /// The state of one gateway; `None` when it was not heard since the start.
    #[must_use]
    pub fn state(&self, gateway: Eui64) -> Option<Contact> {
        self.receiver.desk.lock().contact(gateway)
    }

    /// The counters of the whole service.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.receiver.counters()
    }

    /// Ends the service and waits until its thread has ended and its ports are free.
    pub async fn stop(mut self) {
        self.stop.cancel();
        self.sockets.clear();
        let Some(thread) = self.thread.take() else { return };
        let joined = tokio::task::spawn_blocking(move || thread.join());
        if !matches!(joined.await, Ok(Ok(()))) {
            tracing::error!("the gateway thread ended in a panic");
        }
    }
}

impl Drop for Gwmp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The thread: serves all sockets until it is told to stop.
fn run(
    opened: Vec<std::net::UdpSocket>,
    ready: oneshot::Sender<io::Result<Vec<Arc<UdpSocket>>>>,
    receiver: &Arc<Receiver>,
    stop: &CancellationToken,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return drop(ready.send(Err(error))),
    };
    runtime.block_on(async {
        let sockets: io::Result<Vec<_>> =
            opened.into_iter().map(|socket| UdpSocket::from_std(socket).map(Arc::new)).collect();
        let mut listeners = JoinSet::new();
        for (listener, socket) in sockets.iter().flatten().enumerate() {
            let (receiver, socket) = (Arc::clone(receiver), Arc::clone(socket));
            listeners.spawn(async move { listen(listener, &socket, &receiver).await });
        }
        // Nobody waits for the sockets when the start was given up.
        let _ = ready.send(sockets);
        stop.cancelled().await;
    });
}

/// Serves one socket, for ever.
async fn listen(listener: usize, socket: &UdpSocket, receiver: &Receiver) {
    let mut buffer = vec![0; MAX_DATAGRAM];
    let mut events = Vec::new();
    loop {
        if let Err(error) = socket.readable().await {
            note_error(receiver, &error).await;
        }
        let mut trouble = None;
        for _ in 0..GROUP {
            match socket.try_recv_from(&mut buffer) {
                Ok((length, peer)) => {
                    let arrived = Instant::now();
                    let arrival = Arrival { listener, peer, arrived, at: wall_clock() };
                    // An acknowledgement that cannot be sent is one that got lost.
                    let reply = |ack: &[u8; 4]| drop(socket.try_send_to(ack, peer));
                    let bytes = buffer.get(..length).unwrap_or_default();
                    receiver.handle(bytes, &arrival, reply, &mut events);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => {
                    trouble = Some(error);
                    break;
                }
            }
        }
        events.drain(..).for_each(|event| receiver.outlet.tell(event));
        if let Some(error) = trouble {
            note_error(receiver, &error).await;
        }
        // `readable` does not wait while there is more, and the other socket has its turn too.
        tokio::task::yield_now().await;
    }
}

/// Windows reports a peer's closed port here, every system its own trouble; none of it may end
/// the service, and none of it may become a busy loop.
async fn note_error(receiver: &Receiver, error: &io::Error) {
    add(&receiver.tally.receive_errors, 1);
    if error.kind() != io::ErrorKind::ConnectionReset {
        tracing::debug!(%error, "gateway socket");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn open(address: SocketAddr) -> io::Result<(std::net::UdpSocket, SocketAddr)> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    if let Err(error) = socket.set_recv_buffer_size(RECEIVE_BUFFER) {
        tracing::debug!(%error, "the receive buffer keeps its size");
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    let socket = std::net::UdpSocket::from(socket);
    let bound = socket.local_addr()?;
    Ok((socket, bound))
}
