//! One station's connection, from its first message to its end.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use futures_util::{SinkExt as _, StreamExt as _};
use lorawan::Eui64;
use model::Timestamp;
use model::radio::{GatewayDownlink, GatewayUplink, TransmitAt, TransmitOutcome, Waveform};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message};
use tokio_tungstenite::tungstenite::{Bytes, Error as WsError, Utf8Bytes};
use tokio_util::sync::CancellationToken;

use super::message::{FromStation, Heard};
use super::plan::Plan;
use super::recent::{Recent, counter_of};
use super::reply::{self, When};
use super::server::{Io, Shared};
use crate::clock::wall_clock;
use crate::event::{Event, Refusal, StationRefusal};
use crate::limit::Bucket;
use crate::transmit_error::TransmitError;

/// How often a station is asked for a sign of life.
const PING_EVERY: Duration = Duration::from_secs(30);

/// Silence after which a connection is given up. Old stations may not answer pings, so several
/// may go unanswered.
const GIVE_UP_AFTER: Duration = Duration::from_secs(150);

/// How long a station may take to take a message.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// Time after a transmission in which its report comes. There is no report of a failure.
const REPORT_MARGIN: Duration = Duration::from_secs(2);

/// How long a station goes on trying to place a frame for class C: ten times 100 ms.
const CLASS_C_TRIES: Duration = Duration::from_secs(1);

/// Orders that may wait for a connection. One that finds no room is refused.
pub(super) const ORDERS: usize = 256;

/// Characters of a refused message that are passed on.
const MAX_REFUSED_TEXT: usize = 256;

/// What the rest of the program wants of a connection.
#[derive(Debug)]
pub(super) enum Order {
    /// Transmit a frame, and say what became of it.
    Transmit {
        downlink: GatewayDownlink,
        answer: oneshot::Sender<Result<TransmitOutcome, TransmitError>>,
    },
    /// Ask for a sign of life at once.
    Probe,
}

/// A downlink that the station has not reported as transmitted.
struct Pending {
    answer: oneshot::Sender<Result<TransmitOutcome, TransmitError>>,
    until: Instant,
}

/// A connection that is the one of its gateway; it ceases to be when this is dropped.
pub(super) struct Held {
    pub(super) shared: Arc<Shared>,
    pub(super) gateway: Eui64,
    pub(super) id: u64,
    pub(super) peer: SocketAddr,
    pub(super) orders: mpsc::Receiver<Order>,
    pub(super) end: CancellationToken,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.shared.desk.lock().disconnect(self.gateway, self.id);
        self.shared.outlet.tell(Event::Keepalive {
            gateway: self.gateway,
            at: wall_clock(),
            peer: self.peer,
        });
    }
}

/// The state of a connection.
struct Connection<'a> {
    shared: &'a Shared,
    gateway: Eui64,
    id: u64,
    peer: SocketAddr,
    socket: WebSocketStream<Box<dyn Io>>,
    /// How its radio was set up; `None` before `version`.
    plan: Option<Plan>,
    recent: Recent,
    pending: HashMap<i64, Pending>,
    next_diid: i64,
    bucket: Bucket,
    last_heard: Instant,
}

/// Why a connection ends.
enum End {
    /// The other side went away, or this side gives up without a word.
    Gone,
    /// This side says why.
    Close(CloseCode, &'static str),
}

/// Serves a connection until its end.
pub(super) async fn serve(mut held: Held, socket: WebSocketStream<Box<dyn Io>>) {
    let shared = Arc::clone(&held.shared);
    let now = Instant::now();
    let mut connection = Connection {
        shared: &shared,
        gateway: held.gateway,
        id: held.id,
        peer: held.peer,
        socket,
        plan: None,
        recent: Recent::default(),
        pending: HashMap::new(),
        next_diid: 1,
        bucket: Bucket::full(shared.limits.per_gateway, now),
        last_heard: now,
    };
    let end = connection.run(&mut held).await;
    if let End::Close(code, reason) = end {
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        // A station that does not take the farewell learns of it by the closed socket.
        let _ = tokio::time::timeout(Duration::from_secs(1), connection.socket.close(Some(frame)))
            .await;
    }
    for (_, pending) in connection.pending.drain() {
        let _ = pending.answer.send(Ok(TransmitOutcome::NoAnswer));
    }
}

impl Connection<'_> {
    async fn run(&mut self, held: &mut Held) -> End {
        let mut pings = interval(PING_EVERY);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        pings.reset();
        let mut resume: Option<Instant> = None;
        loop {
            let overdue = self.pending.values().map(|pending| pending.until).min();
            // Every arm is cancel-safe: a message is taken whole or stays in the socket's buffer.
            let done = tokio::select! {
                biased;
                () = held.end.cancelled() => {
                    Some(End::Close(CloseCode::Restart, "the settings changed, or another connection took over"))
                }
                () = self.shared.stop.cancelled() => {
                    Some(End::Close(CloseCode::Away, "the server stops"))
                }
                Some(order) = held.orders.recv() => self.order(order).await,
                _ = pings.tick() => self.ping().await,
                () = until(overdue) => {
                    self.expire();
                    None
                }
                () = until(resume) => {
                    resume = None;
                    None
                }
                message = self.socket.next(), if resume.is_none() => {
                    let now = Instant::now();
                    if !self.bucket.take(self.shared.limits.per_gateway, now) {
                        // What the station sends meanwhile fills its own socket, nobody else's.
                        resume = Some(now + Duration::from_millis(100));
                        self.shared.desk.lock().note_limited(self.gateway);
                    }
                    self.message(message).await
                }
            };
            if let Some(end) = done {
                return end;
            }
        }
    }

    async fn message(&mut self, message: Option<Result<Message, WsError>>) -> Option<End> {
        let message = match message {
            None => return Some(End::Gone),
            Some(Err(WsError::Capacity(_))) => {
                self.refuse(Refusal::Station(StationRefusal::TooLarge), "");
                return Some(End::Close(CloseCode::Size, "a message exceeds 16 KiB"));
            }
            Some(Err(error)) => {
                tracing::debug!(gateway = %self.gateway, %error, "station connection");
                return Some(End::Gone);
            }
            Some(Ok(message)) => message,
        };
        let (now, at) = (Instant::now(), wall_clock());
        self.last_heard = now;
        self.shared.desk.lock().note_alive(self.gateway, self.id, now, at);
        match message {
            Message::Text(text) => self.text(&text, now, at).await,
            Message::Binary(_) => {
                self.refuse(Refusal::Station(StationRefusal::Binary), "");
                None
            }
            Message::Pong(_) => {
                let (gateway, peer) = (self.gateway, self.peer);
                self.shared.outlet.tell(Event::Keepalive { gateway, at, peer });
                None
            }
            Message::Close(_) => Some(End::Gone),
            // Pings are answered by the library.
            Message::Ping(_) | Message::Frame(_) => None,
        }
    }

    async fn text(&mut self, text: &str, now: Instant, at: Timestamp) -> Option<End> {
        self.shared.desk.lock().note_message(self.gateway);
        match FromStation::read(text) {
            Ok(FromStation::Version(version)) => {
                let gateway = self.gateway;
                tracing::info!(%gateway, station = %version.station, model = %version.model, "station");
                self.shared.desk.lock().note_version(gateway, version);
                let plan = self.shared.rules.plan(gateway);
                self.plan = Some(plan);
                let config = plan.router_config(reply::mux_time(SystemTime::now()));
                let peer = self.peer;
                self.shared.outlet.tell(Event::Keepalive { gateway, at, peer });
                self.send(config.to_string()).await
            }
            Ok(FromStation::Uplink(heard)) => {
                match self.uplink(heard, now, at) {
                    Ok(uplink) => {
                        self.shared.desk.lock().note_uplink(self.gateway, &uplink);
                        self.shared.outlet.tell(Event::Uplink(uplink));
                    }
                    Err(reason) => self.refuse(reason, text),
                }
                None
            }
            Ok(FromStation::Transmitted { diid }) => {
                if let Some(pending) = self.pending.remove(&diid) {
                    self.shared.desk.lock().note_transmitted(self.gateway);
                    // Nobody listens any more when the engine stops.
                    let accepted = TransmitOutcome::Accepted { power_dbm: None };
                    let _ = pending.answer.send(Ok(accepted));
                }
                None
            }
            Ok(FromStation::TimeSync { txtime }) => {
                self.send(reply::timesync(&txtime, SystemTime::now())).await
            }
            Ok(FromStation::Unused) => None,
            Err(why) => {
                self.refuse(why.into(), text);
                None
            }
        }
    }

    fn uplink(
        &mut self,
        heard: Heard,
        arrived: Instant,
        received_at: Timestamp,
    ) -> Result<GatewayUplink, Refusal> {
        let plan = self.plan.ok_or(Refusal::Station(StationRefusal::Early))?;
        let uplink = to_uplink(self.gateway, plan, &heard, arrived, received_at)?;
        self.recent.note(arrived, heard.xtime, heard.rctx);
        Ok(uplink)
    }

    fn refuse(&self, reason: Refusal, text: &str) {
        self.shared.desk.lock().note_refused(self.gateway);
        let rxpk = text.chars().take(MAX_REFUSED_TEXT).collect();
        let (gateway, at) = (self.gateway, wall_clock());
        self.shared.outlet.tell(Event::Refused { gateway, at, reason, rxpk, uplink: None });
    }

    async fn order(&mut self, order: Order) -> Option<End> {
        match order {
            Order::Probe => self.write(Message::Ping(Bytes::new())).await,
            Order::Transmit { downlink, answer } => match self.plan_downlink(&downlink) {
                Ok((dr, when, until)) => {
                    let diid = self.next_diid;
                    self.next_diid += 1;
                    let message = reply::dnmsg(&downlink, dr, diid, when, SystemTime::now());
                    self.pending.insert(diid, Pending { answer, until });
                    self.shared.desk.lock().note_downlink(self.gateway);
                    self.send(message).await
                }
                Err(error) => {
                    // Nobody listens any more when the engine stops.
                    let _ = answer.send(Err(error));
                    None
                }
            },
        }
    }

    /// Data rate, time, and until when the report must have come.
    fn plan_downlink(
        &self,
        downlink: &GatewayDownlink,
    ) -> Result<(u8, When, Instant), TransmitError> {
        let (gateway, now) = (self.gateway, Instant::now());
        if self.pending.len() >= self.shared.limits.pending {
            return Err(TransmitError::Busy(gateway));
        }
        if downlink.waveform != Waveform::default() {
            return Err(TransmitError::Waveform(gateway));
        }
        let plan = self.plan.ok_or(TransmitError::NoPath(gateway))?;
        let dr = plan.downlink_dr(downlink.modulation).ok_or(TransmitError::Band(gateway))?;
        if !plan.can_transmit_on(downlink.frequency_hz) {
            return Err(TransmitError::Band(gateway));
        }
        match downlink.at {
            TransmitAt::Immediately => {
                let when = When::Immediately { last: self.recent.last() };
                Ok((dr, when, now + CLASS_C_TRIES + REPORT_MARGIN))
            }
            TransmitAt::Counter(counter) => {
                let origin = self.recent.origin(now, counter);
                let origin = origin.ok_or(TransmitError::NoClock(gateway))?;
                let (xtime, rctx, delay_s) = (origin.xtime, origin.rctx, origin.delay_s);
                let sent = origin.arrived + Duration::from_secs(delay_s.into());
                let when = When::After { xtime, rctx, delay_s };
                Ok((dr, when, sent.max(now) + REPORT_MARGIN))
            }
        }
    }

    /// Gives up on downlinks whose report did not come.
    fn expire(&mut self) {
        let now = Instant::now();
        let overdue: Vec<i64> = self
            .pending
            .iter()
            .filter(|(_, pending)| pending.until <= now)
            .map(|(diid, _)| *diid)
            .collect();
        for diid in overdue {
            if let Some(pending) = self.pending.remove(&diid) {
                self.shared.desk.lock().note_unanswered(self.gateway);
                let _ = pending.answer.send(Ok(TransmitOutcome::NoAnswer));
            }
        }
    }

    async fn ping(&mut self) -> Option<End> {
        if self.last_heard.elapsed() >= GIVE_UP_AFTER {
            return Some(End::Close(CloseCode::Policy, "no sign of life"));
        }
        self.write(Message::Ping(Bytes::new())).await
    }

    async fn send(&mut self, text: String) -> Option<End> {
        self.write(Message::text(text)).await
    }

    async fn write(&mut self, message: Message) -> Option<End> {
        match tokio::time::timeout(WRITE_TIMEOUT, self.socket.send(message)).await {
            Ok(Ok(())) => None,
            Ok(Err(_)) | Err(_) => Some(End::Gone),
        }
    }
}

/// Waits until a moment; for ever when there is none.
async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment.into()).await,
        None => std::future::pending().await,
    }
}

/// A frame that a station heard, as the rest of the program knows it.
pub(super) fn to_uplink(
    gateway: Eui64,
    plan: Plan,
    heard: &Heard,
    arrived: Instant,
    received_at: Timestamp,
) -> Result<GatewayUplink, Refusal> {
    let modulation = plan.modulation(heard.dr).ok_or(Refusal::Station(StationRefusal::DataRate))?;
    Ok(GatewayUplink {
        gateway,
        received_at,
        arrived,
        token: 0,
        phy: heard.phy.as_slice().into(),
        frequency_hz: heard.frequency_hz,
        modulation,
        code_rate: "4/5".into(),
        tmst: counter_of(heard.xtime),
        time: heard.utc_ms.map(|ms| Timestamp::from_millis(ms).to_string().into()),
        tmms: heard.gps_us.map(|us| us / 1_000),
        ftime: heard.fine_ns,
        rssi_dbm: heard.rssi_dbm,
        snr_db: heard.snr_db,
        channel: 0,
        rf_chain: 0,
        board: None,
        antenna: None,
    })
}
