//! Accepts stations: sockets, TLS, the HTTP upgrade, and discovery.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use lorawan::Eui64;
use model::radio::{GatewayDownlink, TransmitOutcome};
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::StatusCode;
use tokio_tungstenite::tungstenite::protocol::{Message, WebSocketConfig};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::{self, Held, ORDERS, Order};
use super::desk::{Denial, Desk, Seat, Trust, Visitor};
use super::handshake::{Head, Target, refusal};
use super::message::{MAX_MESSAGE, read_discovery};
use super::plan::Plan;
use super::reply;
use super::tls::Identity;
use crate::admission::Admission;
use crate::clock::wall_clock;
use crate::contact::Contact;
use crate::event::{Event, Notice, Refusal, StationRefusal};
use crate::limit::Rate;
use crate::outlet::{Outlet, add};
use crate::transmit_error::TransmitError;

/// How long TLS, the HTTP upgrade and a discovery's question may take together.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// First byte of a TLS record that begins a handshake. Source: RFC 8446, 5.1.
const TLS_HANDSHAKE: u8 = 0x16;

/// What the service asks about a station.
pub trait StationRules: Admission {
    /// Whether a station may connect as this gateway. `is_local`: it runs on this machine and no
    /// proxy speaks for it.
    ///
    /// # Errors
    /// Why it may not.
    fn authorize(
        &self,
        gateway: Eui64,
        from: IpAddr,
        token: Option<&str>,
        is_local: bool,
    ) -> Result<Trust, Denial>;

    /// The channels it listens on.
    fn plan(&self, gateway: Eui64) -> Plan;
}

/// Bounds on what stations may make the service do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Gateways known at once.
    pub gateways: usize,
    /// Connections open at once, half-open ones included.
    pub connections: usize,
    /// Tries to connect from one address, loopback excepted.
    pub per_address: Rate,
    /// Messages of one connection. One that is faster is read more slowly.
    pub per_gateway: Rate,
    /// Downlinks of one gateway that wait for their report.
    pub pending: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            gateways: 8_192,
            connections: 4_096,
            per_address: Rate { per_second: 5.0, burst: 200.0 },
            per_gateway: Rate { per_second: 1_000.0, burst: 2_000.0 },
            pending: 256,
        }
    }
}

/// What the service needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Addresses to listen on. Port 0 lets the operating system choose.
    pub listen: Vec<SocketAddr>,
    /// The certificate for `wss`; without one only `ws` is spoken. One port speaks both.
    pub identity: Option<Identity>,
    /// Bounds on senders.
    pub limits: Limits,
}

impl Config {
    /// The usual settings with these addresses.
    #[must_use]
    pub fn listening_on(listen: Vec<SocketAddr>, identity: Option<Identity>) -> Self {
        Self { listen, identity, limits: Limits::default() }
    }
}

/// An address the service cannot listen on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen for Basics Station on TCP {address}: {why}")]
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
    /// Connections accepted by a socket.
    pub connections: u64,
    /// Connections that ended before a station was known: other protocols, time-outs, floods.
    pub turned_away: u64,
    /// Uplinks handed on.
    pub uplinks: u64,
    /// All events lost because they were not taken fast enough, uplinks included.
    pub events_dropped: u64,
}

/// A byte stream, with or without TLS.
pub(super) trait Io: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

/// What all connections share.
pub(super) struct Shared {
    pub(super) rules: Arc<dyn StationRules>,
    pub(super) limits: Limits,
    pub(super) outlet: Outlet,
    /// Held for well under a microsecond, never while waiting.
    pub(super) desk: Mutex<Desk>,
    pub(super) stop: CancellationToken,
    identity: Option<Identity>,
    connections: AtomicU64,
    turned_away: AtomicU64,
}

/// The running service. Dropping it ends it too.
pub struct Station {
    shared: Arc<Shared>,
    addresses: Vec<SocketAddr>,
    problems: Vec<Error>,
    tasks: TaskTracker,
}

impl Station {
    /// Opens the sockets and begins to listen, on the runtime that calls.
    ///
    /// An address that cannot be opened does not keep the others from working; see
    /// [`Station::problems`].
    ///
    /// # Errors
    /// The first address's [`Error`] when no address at all can be opened.
    pub async fn start(
        config: Config,
        rules: Arc<dyn StationRules>,
        events: mpsc::Sender<Event>,
    ) -> Result<Self, Error> {
        let (mut listeners, mut addresses, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for address in config.listen {
            let bound = match TcpListener::bind(address).await {
                Ok(listener) => listener.local_addr().map(|bound| (listener, bound)),
                Err(why) => Err(why),
            };
            match bound {
                Ok((listener, bound)) => {
                    listeners.push(listener);
                    addresses.push(bound);
                }
                Err(why) => problems.push(Error { address, why }),
            }
        }
        if listeners.is_empty() && !problems.is_empty() {
            return Err(problems.swap_remove(0));
        }
        let limits = config.limits;
        let shared = Arc::new(Shared {
            rules,
            limits,
            outlet: Outlet::new(events),
            desk: Mutex::new(Desk::new(limits.gateways, limits.per_address)),
            stop: CancellationToken::new(),
            identity: config.identity,
            connections: AtomicU64::new(0),
            turned_away: AtomicU64::new(0),
        });
        let tasks = TaskTracker::new();
        let room = Arc::new(Semaphore::new(limits.connections));
        for listener in listeners {
            let (shared, room, accepted) = (Arc::clone(&shared), Arc::clone(&room), tasks.clone());
            tasks.spawn(async move { listen(&listener, &shared, &room, &accepted).await });
        }
        Ok(Self { shared, addresses, problems, tasks })
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

    /// What belongs into a station's `tc.trust`, in PEM; `None` when only `ws` is spoken.
    #[must_use]
    pub fn trust_pem(&self) -> Option<String> {
        self.shared.identity.as_ref().map(|identity| identity.trust_pem().to_owned())
    }

    /// Whether a gateway has a connection.
    #[must_use]
    pub fn is_connected(&self, gateway: Eui64) -> bool {
        self.shared.desk.lock().line_of(gateway).is_some()
    }

    /// Hands a frame to its gateway and waits for the report that it was transmitted.
    ///
    /// A station reports no failure: one that is silent until two seconds after the window yields
    /// [`TransmitOutcome::NoAnswer`].
    ///
    /// # Errors
    /// [`TransmitError`] when the frame did not leave.
    pub async fn transmit(
        &self,
        downlink: GatewayDownlink,
    ) -> Result<TransmitOutcome, TransmitError> {
        let gateway = downlink.gateway;
        if !(1..=255).contains(&downlink.phy.len()) {
            return Err(TransmitError::Length(downlink.phy.len()));
        }
        let line = self.shared.desk.lock().line_of(gateway);
        let line = line.ok_or(TransmitError::NoPath(gateway))?;
        let (answer, answered) = oneshot::channel();
        let order = Order::Transmit { downlink, answer };
        line.orders.try_send(order).map_err(|_| TransmitError::Busy(gateway))?;
        // An error says that the connection ended before it took the order.
        answered.await.unwrap_or(Err(TransmitError::NoPath(gateway)))
    }

    /// The state of one station; `None` when it was not heard since the start.
    #[must_use]
    pub fn state(&self, gateway: Eui64) -> Option<Contact> {
        self.shared.desk.lock().contact(gateway)
    }

    /// The state of every station heard since the start, in no order.
    #[must_use]
    pub fn snapshot(&self) -> Vec<Contact> {
        self.shared.desk.lock().contacts()
    }

    /// Ends the connection of a gateway, if it has one. A station then connects anew.
    pub fn dismiss(&self, gateway: Eui64) {
        if let Some(line) = self.shared.desk.lock().line_of(gateway) {
            line.end.cancel();
        }
    }

    /// Ends all connections.
    pub fn dismiss_all(&self) {
        for line in self.shared.desk.lock().lines() {
            line.end.cancel();
        }
    }

    /// The counters of the whole service.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let shared = &self.shared;
        Counters {
            connections: shared.connections.load(Ordering::Relaxed),
            turned_away: shared.turned_away.load(Ordering::Relaxed),
            uplinks: shared.outlet.uplinks.load(Ordering::Relaxed),
            events_dropped: shared.outlet.events_dropped.load(Ordering::Relaxed),
        }
    }

    /// Ends the service and waits until every connection has ended and the ports are free.
    pub async fn stop(self) {
        self.shared.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        self.shared.stop.cancel();
    }
}

/// Accepts connections until the service stops.
async fn listen(
    listener: &TcpListener,
    shared: &Arc<Shared>,
    room: &Arc<Semaphore>,
    tasks: &TaskTracker,
) {
    loop {
        let accepted = tokio::select! {
            () = shared.stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                add(&shared.connections, 1);
                let may_try = shared.desk.lock().may_try(peer, Instant::now());
                match Arc::clone(room).try_acquire_owned() {
                    Ok(permit) if may_try => {
                        let shared = Arc::clone(shared);
                        tasks.spawn(async move { receive(stream, peer, &shared, permit).await });
                    }
                    // Dropping the stream closes it.
                    Ok(_) | Err(_) => add(&shared.turned_away, 1),
                }
            }
            Err(error) => {
                // Too many open files, mostly; it may not become a busy loop.
                tracing::debug!(%error, "station socket");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// What a station was let in for.
enum Entry {
    Discovery { prefix: String, head: Head },
    Work(Held),
}

/// Serves one connection from its first byte.
async fn receive(
    stream: TcpStream,
    peer: SocketAddr,
    shared: &Arc<Shared>,
    _permit: OwnedSemaphorePermit,
) {
    let guest = Guest { shared, peer: SocketAddr::new(peer.ip().to_canonical(), peer.port()) };
    let opening = tokio::time::timeout(HANDSHAKE_TIMEOUT, guest.open(stream));
    let opened = tokio::select! {
        () = shared.stop.cancelled() => return,
        opened = opening => opened,
    };
    match opened {
        Ok(Some((Entry::Work(held), socket))) => connection::serve(held, socket).await,
        // A discovery has been answered by now.
        Ok(Some((Entry::Discovery { .. }, _))) => {}
        Ok(None) | Err(_) => add(&shared.turned_away, 1),
    }
}

/// One who connects.
struct Guest<'a> {
    shared: &'a Arc<Shared>,
    peer: SocketAddr,
}

type Opened = Option<(Entry, WebSocketStream<Box<dyn Io>>)>;

impl Guest<'_> {
    async fn open(&self, stream: TcpStream) -> Opened {
        // Messages are small and downlinks urgent.
        let _ = stream.set_nodelay(true);
        let local = stream.local_addr().ok()?;
        let mut first = [0];
        let is_tls = stream.peek(&mut first).await.ok()? == 1 && first == [TLS_HANDSHAKE];
        let stream: Box<dyn Io> = match (&self.shared.identity, is_tls) {
            (Some(identity), true) => Box::new(identity.acceptor.accept(stream).await.ok()?),
            (None, true) => return None,
            (_, false) => Box::new(stream),
        };
        let mut entry = None;
        #[expect(clippy::result_large_err, reason = "the signature is the library's")]
        let callback = |request: &Request, response: Response| match self.decide(request) {
            Ok(decided) => {
                entry = Some(decided);
                Ok(response)
            }
            Err(refused) => Err(*refused),
        };
        let config = WebSocketConfig::default()
            .read_buffer_size(8 << 10)
            .write_buffer_size(0)
            .max_write_buffer_size(256 << 10)
            .max_message_size(Some(MAX_MESSAGE))
            .max_frame_size(Some(MAX_MESSAGE));
        let accepted =
            tokio_tungstenite::accept_hdr_async_with_config(stream, callback, Some(config)).await;
        let mut socket = accepted.ok()?;
        let entry = entry?;
        if let Entry::Discovery { prefix, head } = &entry {
            let Some(Ok(Message::Text(question))) = socket.next().await else { return None };
            let answer = self.discover(&question, prefix, head, is_tls, local);
            socket.send(Message::text(answer?)).await.ok()?;
            // The station closes when it has read; what it does is its own affair.
            let _ = socket.close(None).await;
            while let Some(Ok(_)) = socket.next().await {}
        }
        Some((entry, socket))
    }

    /// Lets a request in or refuses it.
    fn decide(&self, request: &Request) -> Result<Entry, Box<ErrorResponse>> {
        let Some(head) = Head::read(request) else {
            let why = "expected /router-info or /gateway/{eui}";
            return Err(Box::new(refusal(StatusCode::NOT_FOUND, why)));
        };
        match head.target.clone() {
            Target::Discovery { prefix } => Ok(Entry::Discovery { prefix, head }),
            Target::Gateway(gateway) => {
                let trust = self.authorize(gateway, &head).map_err(|denial| {
                    let status = match denial {
                        Denial::NotAdmitted(_) => StatusCode::FORBIDDEN,
                        Denial::TokenMissing | Denial::TokenWrong => StatusCode::UNAUTHORIZED,
                    };
                    Box::new(refusal(status, denial.text()))
                })?;
                self.take_seat(gateway, trust).map(Entry::Work)
            }
        }
    }

    /// Asks the rules, and tells of a refusal.
    fn authorize(&self, gateway: Eui64, head: &Head) -> Result<Trust, Denial> {
        let from = self.peer.ip();
        let is_local = from.is_loopback() && !head.is_forwarded;
        let asked = self.shared.rules.authorize(gateway, from, head.token.as_deref(), is_local);
        asked.inspect_err(|denial| self.tell_denied(gateway, *denial))
    }

    fn tell_denied(&self, gateway: Eui64, denial: Denial) {
        let (peer, at) = (self.peer, wall_clock());
        let visitor = self.visitor(gateway);
        let (tell, notice) = self.shared.desk.lock().deny(&visitor, denial);
        let outlet = &self.shared.outlet;
        let reason = match denial {
            Denial::NotAdmitted(refusal) => refusal,
            Denial::TokenMissing => Refusal::Station(StationRefusal::TokenMissing),
            Denial::TokenWrong => Refusal::Station(StationRefusal::TokenWrong),
        };
        let rxpk = Box::default();
        outlet.tell(Event::Refused { gateway, at, reason, rxpk, uplink: None });
        if tell {
            outlet.tell(Event::Unknown { gateway, at, peer });
        }
        self.tell_notice(gateway, notice);
    }

    fn tell_notice(&self, gateway: Eui64, notice: Option<Notice>) {
        if let Some(notice) = notice {
            self.shared.outlet.tell(Event::Notice { gateway, at: wall_clock(), notice });
        }
    }

    fn take_seat(&self, gateway: Eui64, trust: Trust) -> Result<Held, Box<ErrorResponse>> {
        let (sender, orders) = mpsc::channel(ORDERS);
        let end = CancellationToken::new();
        let visitor = self.visitor(gateway);
        let seat = self.shared.desk.lock().connect(&visitor, trust, sender, end.clone());
        match seat {
            Seat::Taken { id, notice } => {
                self.tell_notice(gateway, notice);
                let shared = Arc::clone(self.shared);
                let peer = self.peer;
                Ok(Held { shared, gateway, id, peer, orders, end })
            }
            Seat::Occupied { notice } => {
                let (at, rxpk) = (wall_clock(), Box::default());
                let reason = Refusal::Station(StationRefusal::Occupied);
                self.shared.outlet.tell(Event::Refused { gateway, at, reason, rxpk, uplink: None });
                self.tell_notice(gateway, notice);
                let why = "another connection uses this EUI";
                Err(Box::new(refusal(StatusCode::CONFLICT, why)))
            }
            Seat::Full => {
                Err(Box::new(refusal(StatusCode::SERVICE_UNAVAILABLE, "too many gateways")))
            }
        }
    }

    fn visitor(&self, gateway: Eui64) -> Visitor {
        Visitor { gateway, peer: self.peer, now: Instant::now(), at: wall_clock() }
    }

    /// The answer to a discovery.
    fn discover(
        &self,
        question: &str,
        prefix: &str,
        head: &Head,
        is_tls: bool,
        local: SocketAddr,
    ) -> Option<String> {
        let gateway = read_discovery(question)?;
        if let Err(denial) = self.authorize(gateway, head) {
            return Some(reply::refused(gateway, denial.text()));
        }
        let scheme = if is_tls || head.is_secure_outside { "wss" } else { "ws" };
        let host = head.host.clone().unwrap_or_else(|| local.to_string());
        let uri = format!("{scheme}://{host}{prefix}/gateway/{gateway}");
        Some(reply::discovered(gateway, &uri))
    }
}

impl Denial {
    const fn text(self) -> &'static str {
        match self {
            Self::NotAdmitted(Refusal::Disabled) => "this gateway is switched off here",
            Self::NotAdmitted(Refusal::WrongAddress) => "this gateway has another fixed address",
            Self::NotAdmitted(_) => "this gateway is not registered here",
            Self::TokenMissing => {
                "a token is required: put the one made for this gateway in tc.key"
            }
            Self::TokenWrong => "the token in tc.key is not the one made for this gateway",
        }
    }
}
