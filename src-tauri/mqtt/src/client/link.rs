//! One connection, from the login to its end.

use std::num::NonZeroU16;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use bytestring::ByteString;
use futures_util::{SinkExt as _, StreamExt as _};
use model::{Saying, say};
use rmqtt_codec::types::{Protocol, Publish, QoS};
use rmqtt_codec::v3::{Codec, Connect, ConnectAckReason, LastWill, Packet, SubscribeReturnCode};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout, timeout_at};
use tokio_util::codec::Framed;
use tokio_util::sync::CancellationToken;

use crate::client::open::Stream;
use crate::client::window::Window;
use crate::client::{Failure, FailureKind, Inbox, Limits, Options, Outgoing, Phase, Received};
use crate::client::{State, Tally};

/// How often deadlines are looked at.
const TICK: Duration = Duration::from_secs(1);
/// Pause before a message is offered to a full inbox again.
const INBOX_PAUSE: Duration = Duration::from_millis(50);
/// What saying goodbye may take.
const GOODBYE_TIME: Duration = Duration::from_secs(1);
/// The first packet id is the subscription's, whatever the window gives out later.
const SUBSCRIPTION: NonZeroU16 = NonZeroU16::MAX;

const ONLINE: &[u8] = b"online";
const OFFLINE: &[u8] = b"offline";

/// What a connection works with.
pub(super) struct Ends<'c> {
    pub(super) window: &'c mut Window,
    pub(super) outgoing: &'c mut mpsc::Receiver<Outgoing>,
    pub(super) inbox: &'c dyn Inbox,
    pub(super) announce: &'c watch::Sender<State>,
    pub(super) confirm: &'c watch::Sender<u64>,
    pub(super) tally: &'c Tally,
    pub(super) stop: &'c CancellationToken,
}

/// See the module.
pub(super) struct Link<'c> {
    framed: Framed<Box<dyn Stream>, Codec>,
    options: &'c Options,
    limits: &'c Limits,
    /// When the login and the subscriptions must be granted.
    deadline: Instant,
    /// They are.
    is_ready: bool,
    /// When a sign of life was asked for; `None` when it came.
    asked_at: Option<Instant>,
    last_ping: Instant,
}

impl<'c> Link<'c> {
    pub(super) fn new(stream: Box<dyn Stream>, options: &'c Options, limits: &'c Limits) -> Self {
        let now = Instant::now();
        Self {
            framed: Framed::new(stream, Codec::new(limits.packet_bytes)),
            options,
            limits,
            deadline: now + limits.connect_time,
            is_ready: false,
            asked_at: None,
            last_ping: now,
        }
    }

    /// Logs in, subscribes and leaves.
    pub(super) async fn login_only(mut self) -> Result<(), Failure> {
        let deadline = self.deadline;
        let all = async {
            self.login().await?;
            self.subscribe().await?;
            while !self.options.filters.is_empty() {
                if let Packet::SubscribeAck { packet_id, status } = self.read().await?
                    && packet_id == SUBSCRIPTION
                {
                    self.check_granted(&status)?;
                    break;
                }
            }
            Ok(())
        };
        timeout_at(deadline, all).await.unwrap_or_else(|_| Err(late()))?;
        self.goodbye().await;
        Ok(())
    }

    /// Logs in, subscribes and carries messages; `None` when it was told to stop.
    pub(super) async fn serve(mut self, mut ends: Ends<'_>) -> Option<Failure> {
        let deadline = self.deadline;
        let begin = async {
            timeout_at(deadline, async {
                self.login().await?;
                self.subscribe().await
            })
            .await
            .unwrap_or_else(|_| Err(late()))
        };
        let begun = tokio::select! {
            () = ends.stop.cancelled() => return None,
            begun = begin => begun,
        };
        if let Err(failure) = begun {
            return Some(failure);
        }
        ends.window.rewind();
        match self.work(&mut ends).await {
            Ok(()) => {
                if let Some(status) = self.status(OFFLINE, ends.window) {
                    // It is a courtesy: the will says it too when the goodbye fails.
                    let _ = timeout(GOODBYE_TIME, self.framed.send(status)).await;
                }
                self.goodbye().await;
                None
            }
            Err(failure) => Some(failure),
        }
    }

    /// Carries messages until it is told to stop.
    async fn work(&mut self, ends: &mut Ends<'_>) -> Result<(), Failure> {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        if self.options.filters.is_empty() {
            self.begin(ends).await?;
        }
        loop {
            let may_take = self.is_ready && ends.window.has_room();
            tokio::select! {
                () = ends.stop.cancelled() => return Ok(()),
                packet = self.framed.next() => {
                    let packet = read(packet)?;
                    self.heard(packet, ends).await?;
                }
                Some(message) = ends.outgoing.recv(), if may_take => {
                    ends.window.push(message);
                    while ends.window.has_room() && let Ok(message) = ends.outgoing.try_recv() {
                        ends.window.push(message);
                    }
                    self.write_window(ends).await?;
                }
                _ = ticks.tick() => self.look_at_the_clock(ends.window).await?,
            }
        }
    }

    async fn login(&mut self) -> Result<(), Failure> {
        let options = self.options;
        let connect = Connect {
            protocol: Protocol::default(),
            clean_session: options.clean_session,
            keep_alive: options.keep_alive,
            last_will: options.status_topic.as_deref().map(|topic| LastWill {
                qos: QoS::AtLeastOnce,
                retain: true,
                topic: ByteString::from(topic),
                message: Bytes::from_static(OFFLINE),
            }),
            client_id: ByteString::from(options.client_id.as_str()),
            username: options.username.as_deref().map(ByteString::from),
            password: options
                .password
                .as_ref()
                .filter(|_| options.username.is_some())
                .map(|password| Bytes::copy_from_slice(password.as_bytes())),
            cert: None,
        };
        // Who refuses a client certificate says so and closes, so there may be a reason to read
        // where nothing can be written any more.
        let written = self.write([connect.into()]).await;
        match self.read().await {
            Ok(Packet::ConnectAck(answer)) => match answer.return_code {
                ConnectAckReason::ConnectionAccepted => Ok(()),
                reason => Err(Failure::login(reason)),
            },
            Ok(_) => Err(Failure::new(FailureKind::Protocol, Saying::BrokerOtherPacket)),
            Err(failure) if failure.kind == FailureKind::ClientCertificate => Err(failure),
            Err(failure) => {
                let failure = written.err().unwrap_or(failure);
                Err(failure.no_answer(options.tls.is_some()))
            }
        }
    }

    async fn subscribe(&mut self) -> Result<(), Failure> {
        if self.options.filters.is_empty() {
            return Ok(());
        }
        let qos = self.qos();
        let filters = self.options.filters.iter();
        let topic_filters = filters.map(|filter| (filter.as_str().into(), qos)).collect();
        self.write([Packet::Subscribe { packet_id: SUBSCRIPTION, topic_filters }]).await
    }

    fn check_granted(&self, status: &[SubscribeReturnCode]) -> Result<(), Failure> {
        let refused = self.options.filters.iter().enumerate().find(|(place, _)| {
            matches!(status.get(*place), None | Some(SubscribeReturnCode::Failure))
        });
        match refused {
            None => Ok(()),
            Some((_, filter)) => Err(Failure::new(
                FailureKind::Subscription,
                say!(BrokerNoSubscription, filter = filter.as_str()),
            )),
        }
    }

    /// Everything is granted: from now on messages go out.
    async fn begin(&mut self, ends: &mut Ends<'_>) -> Result<(), Failure> {
        self.is_ready = true;
        if let Some(status) = self.status(ONLINE, ends.window) {
            self.write([status]).await?;
        }
        ends.announce.send_modify(|state| {
            state.phase = Phase::Connected;
            state.since = SystemTime::now();
            state.attempts = 0;
        });
        self.write_window(ends).await
    }

    async fn heard(&mut self, packet: Packet, ends: &mut Ends<'_>) -> Result<(), Failure> {
        match packet {
            Packet::Publish(publish) => self.receive(&publish, ends).await,
            Packet::PublishAck { packet_id } => {
                let done = ends.window.acknowledge(packet_id);
                delivered(done, ends);
                Ok(())
            }
            Packet::SubscribeAck { packet_id, status }
                if packet_id == SUBSCRIPTION && !self.is_ready =>
            {
                self.check_granted(&status)?;
                self.begin(ends).await
            }
            Packet::PingResponse => {
                self.asked_at = None;
                Ok(())
            }
            Packet::SubscribeAck { .. } | Packet::UnsubscribeAck { .. } => Ok(()),
            _ => Err(Failure::new(FailureKind::Protocol, Saying::BrokerClientPacket)),
        }
    }

    async fn receive(&mut self, publish: &Publish, ends: &Ends<'_>) -> Result<(), Failure> {
        ends.tally.received.fetch_add(1, Ordering::Relaxed);
        if publish.qos == QoS::ExactlyOnce {
            return Err(Failure::new(FailureKind::Protocol, Saying::BrokerQosTwo));
        }
        let message =
            Received { topic: &publish.topic, payload: &publish.payload, retained: publish.retain };
        let begun = Instant::now();
        while !ends.inbox.take(message) {
            if begun.elapsed() >= self.limits.inbox_time {
                return Err(Failure::new(FailureKind::Busy, Saying::BrokerTooFast));
            }
            tokio::time::sleep(INBOX_PAUSE).await;
        }
        match publish.packet_id {
            Some(packet_id) => self.write([Packet::PublishAck { packet_id }]).await,
            None => Ok(()),
        }
    }

    /// Writes what the window holds and was not yet written on this connection.
    async fn write_window(&mut self, ends: &mut Ends<'_>) -> Result<(), Failure> {
        let (qos, now) = (self.qos(), Instant::now());
        let mut packets = Vec::new();
        while let Some((packet_id, message)) = ends.window.next_unsent(now) {
            packets.push(Packet::Publish(Box::new(Publish {
                dup: false,
                retain: false,
                qos,
                topic: ByteString::from(message.topic.as_str()),
                packet_id: self.options.acknowledged.then_some(packet_id),
                payload: message.payload.clone(),
                properties: None,
            })));
        }
        self.write(packets).await?;
        if !self.options.acknowledged {
            let done = ends.window.acknowledge_sent();
            delivered(done, ends);
        }
        Ok(())
    }

    async fn look_at_the_clock(&mut self, window: &Window) -> Result<(), Failure> {
        let now = Instant::now();
        if !self.is_ready && now >= self.deadline {
            return Err(late());
        }
        if window.oldest().is_some_and(|sent| now - sent >= self.limits.ack_time) {
            let detail = Saying::BrokerNoAcknowledgement;
            return Err(Failure::new(FailureKind::Unacknowledged, detail));
        }
        let half = Duration::from_secs(u64::from(self.options.keep_alive)) / 2;
        if let Some(asked) = self.asked_at {
            let patience = half.max(self.limits.connect_time / 2);
            if now - asked >= patience {
                return Err(Failure::new(FailureKind::Silent, Saying::BrokerSilent));
            }
        } else if !half.is_zero() && now - self.last_ping >= half {
            self.asked_at = Some(now);
            self.last_ping = now;
            self.write([Packet::PingRequest]).await?;
        }
        Ok(())
    }

    /// Says on the status topic, retained, how this instance is.
    fn status(&self, word: &'static [u8], window: &mut Window) -> Option<Packet> {
        let topic = self.options.status_topic.as_deref()?;
        Some(Packet::Publish(Box::new(Publish {
            dup: false,
            retain: true,
            qos: QoS::AtLeastOnce,
            topic: ByteString::from(topic),
            packet_id: Some(window.next_packet_id()),
            payload: Bytes::from_static(word),
            properties: None,
        })))
    }

    fn qos(&self) -> QoS {
        if self.options.acknowledged { QoS::AtLeastOnce } else { QoS::AtMostOnce }
    }

    async fn read(&mut self) -> Result<Packet, Failure> {
        read(self.framed.next().await)
    }

    /// Writes all of it, or finds out that the broker does not read.
    async fn write(&mut self, packets: impl IntoIterator<Item = Packet>) -> Result<(), Failure> {
        let writing = async {
            for packet in packets {
                self.framed.feed(packet).await?;
            }
            self.framed.flush().await
        };
        match timeout(self.limits.write_time, writing).await {
            Ok(written) => written.map_err(|error| Failure::writing(&error)),
            Err(_) => Err(Failure::new(FailureKind::Silent, Saying::BrokerReadsNot)),
        }
    }

    async fn goodbye(&mut self) {
        // The connection ends either way.
        let _ = timeout(GOODBYE_TIME, self.framed.send(Packet::Disconnect)).await;
    }
}

fn read(
    packet: Option<Result<(Packet, u32), rmqtt_codec::error::DecodeError>>,
) -> Result<Packet, Failure> {
    match packet {
        Some(Ok((packet, _))) => Ok(packet),
        Some(Err(error)) => Err(Failure::reading(&error)),
        None => Err(Failure::closed()),
    }
}

fn delivered(done: Option<(u64, u64)>, ends: &Ends<'_>) {
    if let Some((id, count)) = done {
        ends.tally.sent.fetch_add(count, Ordering::Relaxed);
        ends.confirm.send_replace(id);
    }
}

fn late() -> Failure {
    Failure::new(FailureKind::Timeout, Saying::BrokerLoginLate)
}
