//! The broker as its owner sees it: start, publish, count, stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use model::TenantCode;
use rmqtt_codec::types::QoS;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::serve;
use crate::message::Message;
use crate::registry::Registry;
use crate::{Accounts, Counters, Inbound, Limits};

/// After this silence the kernel asks whether the other side is still there. It is what finds
/// out that a client without keep-alive has gone.
const TCP_KEEPALIVE: Duration = Duration::from_secs(60);
/// Pause after the system could not accept a socket, usually for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Where to listen, and what clients may take.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address of the listener; port 0 lets the system choose, see [`Broker::addr`].
    pub listen: SocketAddr,
    /// See [`Limits`].
    pub limits: Limits,
}

impl Config {
    /// The given address with the default limits.
    #[must_use]
    pub fn new(listen: SocketAddr) -> Self {
        Self { listen, limits: Limits::default() }
    }
}

/// Why a broker did not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is in use, not of this machine, or needs more rights.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What the listener and all connections share.
pub(crate) struct Shared {
    pub(crate) registry: Registry,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) logins: Arc<Semaphore>,
    pub(crate) inbound: mpsc::Sender<Inbound>,
    pub(crate) stop: CancellationToken,
}

/// A running broker. Several may run in one process; they share nothing.
///
/// Dropping it stops it without waiting; [`Broker::stop`] waits.
pub struct Broker {
    shared: Arc<Shared>,
    tasks: TaskTracker,
    addr: SocketAddr,
}

impl Broker {
    /// Opens the listener and serves it on the current tokio runtime.
    ///
    /// `inbound` gets every message a client publishes within its rights, in the order of each
    /// client; when it is full, see [`Limits::inbound_time`] and [`Counters::inbound_dropped`].
    ///
    /// # Errors
    /// [`Error::Listen`] when the address cannot be listened on.
    pub async fn start(
        config: Config,
        accounts: Arc<dyn Accounts>,
        inbound: mpsc::Sender<Inbound>,
    ) -> Result<Self, Error> {
        let failed = |source| Error::Listen { address: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let shared = Arc::new(Shared {
            logins: Arc::new(Semaphore::new(config.limits.logins_at_once.max(1))),
            registry: Registry::new(config.limits),
            accounts,
            inbound,
            stop: CancellationToken::new(),
        });
        let tasks = TaskTracker::new();
        tasks.spawn(listen(listener, Arc::clone(&shared), tasks.clone()));
        Ok(Self { shared, tasks, addr })
    }

    /// The address that is listened on, with the real port.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Queues a message of the platform, with QoS 0, for everybody who is subscribed.
    ///
    /// Never waits. Messages on one topic reach a client in the order of the calls; a client that
    /// does not keep up loses the oldest ([`Counters::dropped`]). Costs well below a microsecond
    /// when nobody is subscribed (`benches/publish.rs`).
    ///
    /// * `topic`: `/v32/{tenant}/…`; nobody can be subscribed to any other.
    pub fn publish(&self, topic: &str, payload: Bytes) {
        self.shared.registry.tally.published.add(1);
        self.shared.registry.route(topic, || Message {
            topic: topic.into(),
            payload,
            qos: QoS::AtMostOnce,
            properties: None,
            from: 0,
        });
    }

    /// How many clients are logged in.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.shared.registry.count()
    }

    /// How many clients of a tenant are logged in.
    #[must_use]
    pub fn clients_of(&self, tenant: &TenantCode) -> usize {
        self.shared.registry.count_of(tenant)
    }

    /// What was carried, dropped and refused so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.shared.registry.tally.read()
    }

    /// Closes the listener, says goodbye to the clients and waits until every task has ended.
    pub async fn stop(self) {
        self.shared.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.shared.stop.cancel();
    }
}

/// Accepts sockets until the broker is stopped.
async fn listen(listener: TcpListener, shared: Arc<Shared>, tasks: TaskTracker) {
    let limits = &shared.registry.limits;
    let connections = Arc::new(Semaphore::new(limits.connections));
    let handshakes = Arc::new(Semaphore::new(limits.handshakes));
    loop {
        let accepted = tokio::select! {
            () = shared.stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let (socket, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "MQTT listener cannot accept");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let places = (
            Arc::clone(&connections).try_acquire_owned(),
            Arc::clone(&handshakes).try_acquire_owned(),
        );
        let (Ok(connection), Ok(handshake)) = places else {
            shared.registry.tally.turned_away.add(1);
            continue;
        };
        prepare(&socket, peer);
        let shared = Arc::clone(&shared);
        tasks.spawn(async move {
            let _connection = connection;
            serve(socket, peer, shared, handshake).await;
        });
    }
}

/// Best effort: a socket without these options still works.
fn prepare(socket: &TcpStream, peer: SocketAddr) {
    let keepalive = TcpKeepalive::new().with_time(TCP_KEEPALIVE).with_interval(TCP_KEEPALIVE / 4);
    let set =
        socket.set_nodelay(true).and_then(|()| SockRef::from(socket).set_tcp_keepalive(&keepalive));
    if let Err(error) = set {
        tracing::debug!(%peer, %error, "MQTT socket options not set");
    }
}
