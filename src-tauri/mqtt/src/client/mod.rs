//! The way out: a lasting connection to an MQTT broker that is not ours.
//!
//! Owns the socket, TLS, the login, reconnecting with growing pauses, and the window of messages
//! that are sent and not yet acknowledged. Does not know what the messages mean, and keeps nothing
//! on a disk: who feeds it learns by [`Client::delivered`] what need not be kept any longer.
//!
//! The broker is as hostile as any client: packets, waiting times and what is unacknowledged are
//! bounded by [`Limits`], and every way a connection can end is a [`Failure`] with a reason for
//! people.
//!
//! MQTT 3.1.1. Messages go out with QoS 0 or 1, in order; after a lost connection everything that
//! was not acknowledged is sent again, before anything new. Start at [`Client::start`].
//!
//! Why this is not `rumqttc`: `docs/decisions/0012-outside-brokers.md`.

mod failure;
mod link;
mod open;
mod options;
#[cfg(test)]
mod tests;
mod tls;
mod window;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use futures_util::FutureExt as _;
use model::Saying;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use failure::{Failure, FailureKind};
pub use options::{Limits, Options};
pub use tls::{Identity, Tls};

use link::Link;
use window::Window;

/// A message on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Rises with every message handed over, so that "up to here" has a meaning.
    pub id: u64,
    /// The topic on the other side.
    pub topic: String,
    /// The body.
    pub payload: Bytes,
}

/// A message that the broker sent.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// Its topic; not necessarily one that was subscribed to.
    pub topic: &'a str,
    /// Its body, up to [`Limits::packet_bytes`].
    pub payload: &'a Bytes,
    /// It was kept by the broker from before the subscription.
    pub retained: bool,
}

/// Takes what the broker sends.
pub trait Inbox: Send + Sync + 'static {
    /// Takes a message; must not block. `false` says that there is no room now: the message is
    /// offered again for [`Limits::inbox_time`] and not acknowledged before it was taken.
    fn take(&self, message: Received<'_>) -> bool;
}

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It is being made.
    Connecting,
    /// It stands, and every subscription was granted.
    Connected,
    /// It could not be made or was lost; the next attempt comes after a pause.
    Failed,
}

/// A connection as its owner sees it.
#[derive(Debug, Clone)]
pub struct State {
    /// What it is doing.
    pub phase: Phase,
    /// Since when it is connected, or since when it is not.
    pub since: SystemTime,
    /// Attempts since it was last connected.
    pub attempts: u32,
    /// Why it is not connected; while it is, why it was lost before.
    pub last_failure: Option<Failure>,
}

/// What was carried since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Messages that the broker sent.
    pub received: u64,
    /// Messages that the broker acknowledged, or that were written with QoS 0.
    pub sent: u64,
}

#[derive(Debug, Default)]
struct Tally {
    received: AtomicU64,
    sent: AtomicU64,
}

/// A connection that is made again whenever it is lost. Stops when dropped.
#[derive(Debug)]
pub struct Client {
    state: watch::Receiver<State>,
    delivered: watch::Receiver<u64>,
    tally: Arc<Tally>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Client {
    /// Starts connecting, on the current tokio runtime.
    ///
    /// * `outgoing`: what is to be sent. Nothing is taken while the connection is down or
    ///   [`Limits::inflight`] messages are unacknowledged.
    #[must_use]
    pub fn start(
        options: Options,
        limits: Limits,
        outgoing: mpsc::Receiver<Outgoing>,
        inbox: Arc<dyn Inbox>,
    ) -> Self {
        let first = State {
            phase: Phase::Connecting,
            since: SystemTime::now(),
            attempts: 0,
            last_failure: None,
        };
        let (announce, state) = watch::channel(first);
        let (confirm, delivered) = watch::channel(0);
        let tally = Arc::new(Tally::default());
        let stop = CancellationToken::new();
        let runner = Runner {
            window: Window::new(&limits),
            options,
            limits,
            outgoing,
            inbox,
            announce,
            confirm,
            tally: Arc::clone(&tally),
            stop: stop.clone(),
        };
        let task = tokio::spawn(runner.run());
        Self { state, delivered, tally, stop, task }
    }

    /// What the connection is doing.
    #[must_use]
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// To be woken when [`Client::state`] changes.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<State> {
        self.state.clone()
    }

    /// The id up to which every message has been delivered; 0 before the first.
    #[must_use]
    pub fn delivered(&self) -> watch::Receiver<u64> {
        self.delivered.clone()
    }

    /// What was carried.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        Traffic {
            received: self.tally.received.load(Ordering::Relaxed),
            sent: self.tally.sent.load(Ordering::Relaxed),
        }
    }

    /// Says goodbye and waits for the end.
    pub async fn stop(self) {
        self.stop.cancel();
        // `Drop` forbids to move the task out; it ends by itself now.
        let mut client = self;
        if let Err(error) = (&mut client.task).await {
            tracing::error!(%error, "an MQTT connection ended badly");
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Connects once with these options, subscribes, and leaves again. Publishes nothing, the status
/// and the will included.
///
/// # Errors
/// Why it did not work, within [`Limits::connect_time`] twice.
pub async fn probe(options: &Options, limits: &Limits) -> Result<(), Failure> {
    let options = Options { status_topic: None, clean_session: true, ..options.clone() };
    let stream = open::open(&options, limits).await?;
    Link::new(stream, &options, limits).login_only().await
}

/// The task behind a client.
struct Runner {
    options: Options,
    limits: Limits,
    window: Window,
    outgoing: mpsc::Receiver<Outgoing>,
    inbox: Arc<dyn Inbox>,
    announce: watch::Sender<State>,
    confirm: watch::Sender<u64>,
    tally: Arc<Tally>,
    stop: CancellationToken,
}

impl Runner {
    async fn run(mut self) {
        let mut failures = 0;
        loop {
            self.announce.send_modify(|state| {
                state.phase = Phase::Connecting;
                state.attempts = state.attempts.saturating_add(1);
            });
            let begun = Instant::now();
            // A packet that makes the codec panic must not end the connection for good.
            let attempt = AssertUnwindSafe(self.attempt()).catch_unwind().await;
            let failure = match attempt {
                Ok(None) => return,
                Ok(Some(failure)) => failure,
                Err(_) => Failure::new(FailureKind::Protocol, Saying::BrokerPacketUnread),
            };
            tracing::debug!(host = self.options.host, %failure, "outside MQTT broker");
            let lasted = begun.elapsed() >= self.limits.steady_time;
            let was_connected = self.announce.borrow().phase == Phase::Connected;
            failures = if lasted && was_connected { 1 } else { failures + 1 };
            self.announce.send_modify(|state| {
                if was_connected {
                    state.since = SystemTime::now();
                    state.attempts = 0;
                }
                state.phase = Phase::Failed;
                state.last_failure = Some(failure);
            });
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(self.limits.pause(failures, rand::random())) => {}
            }
        }
    }

    /// One connection from beginning to end; `None` when it was told to stop.
    async fn attempt(&mut self) -> Option<Failure> {
        let opened = tokio::select! {
            () = self.stop.cancelled() => return None,
            opened = open::open(&self.options, &self.limits) => opened,
        };
        match opened {
            Ok(stream) => {
                let link = Link::new(stream, &self.options, &self.limits);
                link.serve(link::Ends {
                    window: &mut self.window,
                    outgoing: &mut self.outgoing,
                    inbox: &*self.inbox,
                    announce: &self.announce,
                    confirm: &self.confirm,
                    tally: &self.tally,
                    stop: &self.stop,
                })
                .await
            }
            Err(failure) => Some(failure),
        }
    }
}

impl Limits {
    /// The pause after a number of failures in a row: doubled each time up to the longest one, of
    /// which between half and all is waited, so that many instances do not come back as one.
    fn pause(&self, failures: u32, chance: u8) -> Duration {
        let doublings = failures.saturating_sub(1).min(16);
        let full = self.first_pause.saturating_mul(1 << doublings).min(self.longest_pause);
        full / 2 + (full / 2).mul_f32(f32::from(chance) / f32::from(u8::MAX))
    }
}
