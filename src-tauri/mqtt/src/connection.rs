//! The life of one connection: packets in, queued messages out, and how it ends.
//!
//! One task a connection, no lock held across a wait. Everything that can last has a limit: a
//! batch must be read in time, an acknowledged message waits for the engine only so long, and the
//! queue it is fed from is bounded, see [`crate::outbox`].

use std::collections::{HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytestring::ByteString;
use futures_util::{SinkExt, StreamExt};
use rmqtt_codec::error::{DecodeError, EncodeError};
use rmqtt_codec::types::QoS;
use rmqtt_codec::v5::{DisconnectReasonCode, ToReasonCode};
use rmqtt_codec::{MqttCodec, MqttPacket};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout};
use tokio_util::codec::Framed;

use crate::Admission;
use crate::broker::Shared;
use crate::dialect::{Dialect, Request, Will, wire_bytes};
use crate::handshake::{Login, handshake};
use crate::inflight::{Unreleased, Window};
use crate::message::Delivery;
use crate::registry::Client;

mod publishing;
mod subscribing;

/// Messages and bytes taken from the queue at once: enough to fill a write, little enough that a
/// request is answered soon.
const BATCH_MESSAGES: usize = 64;
const BATCH_BYTES: usize = 64 * 1024;
/// What a client gets to read the reason why it is cut off.
const GOODBYE_TIME: Duration = Duration::from_secs(1);

/// A client's entry in the registry, with its subscriptions; gone when dropped.
pub(crate) struct Membership {
    pub(crate) client: Arc<Client>,
    shared: Arc<Shared>,
    filters: HashSet<ByteString>,
}

impl Membership {
    pub(crate) fn enter(shared: Arc<Shared>, admission: Admission, client_id: ByteString) -> Self {
        let client = shared.registry.enter(admission, client_id);
        Self { client, shared, filters: HashSet::new() }
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.shared.registry.leave(&self.client, self.filters.iter().map(|filter| &**filter));
    }
}

/// How a connection ends.
#[derive(Debug)]
enum End {
    /// The client said goodbye.
    Disconnected { publish_will: bool },
    /// The socket was closed or broke.
    Lost,
    /// The client broke a rule, or the program has no more use for it.
    CutOff(DisconnectReasonCode),
}

struct Connection<Io> {
    framed: Framed<Io, MqttCodec>,
    dialect: Dialect,
    shared: Arc<Shared>,
    membership: Membership,
    window: Window,
    unreleased: Unreleased,
    max_packet: usize,
    /// Taken from the queue and not yet sent; the first waits for room in the window.
    batch: VecDeque<Delivery>,
}

/// Serves one socket until it ends.
pub(crate) async fn serve<Io>(
    io: Io,
    peer: SocketAddr,
    shared: Arc<Shared>,
    place: tokio::sync::OwnedSemaphorePermit,
) where
    Io: AsyncRead + AsyncWrite + Unpin,
{
    let login = tokio::select! {
        () = shared.stop.cancelled() => return,
        login = timeout(shared.registry.limits.handshake_time, handshake(io, peer, &shared)) => login,
    };
    drop(place);
    match login {
        Ok(Ok(login)) => run(login, peer, shared).await,
        Ok(Err(error)) => tracing::debug!(%peer, %error, "MQTT connection without login"),
        Err(_) => tracing::debug!(%peer, "MQTT connection did not log in in time"),
    }
}

async fn run<Io>(login: Login<Io>, peer: SocketAddr, shared: Arc<Shared>)
where
    Io: AsyncRead + AsyncWrite + Unpin,
{
    let (keep_alive, will) = (login.keep_alive, login.will);
    let mut connection = Connection {
        framed: login.framed,
        dialect: login.dialect,
        shared,
        membership: login.membership,
        window: login.window,
        unreleased: login.unreleased,
        max_packet: login.max_packet,
        batch: VecDeque::new(),
    };
    connection.framed.set_backpressure_boundary(BATCH_BYTES);
    let client = Arc::clone(&connection.membership.client);
    tracing::debug!(%peer, tenant = %client.tenant, client_id = &*client.client_id, "MQTT client logged in");
    let end = connection.work(keep_alive).await;
    tracing::debug!(%peer, tenant = %client.tenant, client_id = &*client.client_id, ?end, "MQTT client left");
    connection.finish(end, will).await;
}

impl<Io> Connection<Io>
where
    Io: AsyncRead + AsyncWrite + Unpin,
{
    async fn work(&mut self, keep_alive: u16) -> End {
        let client = Arc::clone(&self.membership.client);
        let shared = Arc::clone(&self.shared);
        // One and a half times what the client promised. Source: MQTT 3.1.1, section 3.1.2.10.
        let patience =
            (keep_alive > 0).then(|| Duration::from_millis(u64::from(keep_alive) * 1_500));
        let supervision = tokio::time::sleep(patience.unwrap_or_default());
        tokio::pin!(supervision);
        let mut heard = Instant::now();
        loop {
            // Every arm is cancel-safe: a stream's `next`, a wait for a queue that takes nothing,
            // a deadline and tokens.
            let step = tokio::select! {
                end = sent_away(&shared, &client) => Err(end),
                packet = self.framed.next() => {
                    heard = Instant::now();
                    self.receive(packet).await
                }
                () = client.outbox.filled(), if self.batch.is_empty() => self.send_batch().await,
                () = supervision.as_mut(), if patience.is_some() => {
                    let deadline = heard + patience.unwrap_or_default();
                    if Instant::now() >= deadline {
                        Err(End::CutOff(DisconnectReasonCode::KeepAliveTimeout))
                    } else {
                        supervision.as_mut().reset(deadline);
                        Ok(())
                    }
                }
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn receive(
        &mut self,
        packet: Option<Result<(MqttPacket, u32), DecodeError>>,
    ) -> Result<(), End> {
        let request = match packet {
            Some(Ok((packet, _))) => Request::read(packet),
            Some(Err(DecodeError::Io(_))) | None => return Err(End::Lost),
            Some(Err(error)) => return Err(End::CutOff(error.to_reason_code())),
        };
        match request {
            Request::Publish(publish) => self.take(*publish).await,
            Request::Acknowledge(packet_id) => {
                self.window.close(packet_id);
                if self.batch.is_empty() { Ok(()) } else { self.send_batch().await }
            }
            Request::Release(packet_id) => {
                let known = self.unreleased.release(packet_id);
                self.send(self.dialect.released(packet_id, known)).await
            }
            Request::Subscribe { packet_id, wishes, subscription_id } => {
                let status = self.subscribe(wishes, subscription_id);
                self.send(self.dialect.subscribed(packet_id, status)).await
            }
            Request::Unsubscribe { packet_id, filters } => {
                let status = self.unsubscribe(&filters);
                self.send(self.dialect.unsubscribed(packet_id, status)).await
            }
            Request::Ping => self.send(self.dialect.pong()).await,
            Request::Disconnect { publish_will } => Err(End::Disconnected { publish_will }),
            Request::Nothing => Ok(()),
            Request::Illegal => Err(End::CutOff(DisconnectReasonCode::ProtocolError)),
        }
    }

    /// Sends one packet at once.
    async fn send(&mut self, packet: MqttPacket) -> Result<(), End> {
        let (shared, client) = (Arc::clone(&self.shared), Arc::clone(&self.membership.client));
        in_time(&shared, &client, self.framed.send(packet)).await
    }

    /// Sends what is queued, as far as the window for acknowledgements allows.
    async fn send_batch(&mut self) -> Result<(), End> {
        let (shared, client) = (Arc::clone(&self.shared), Arc::clone(&self.membership.client));
        if self.batch.is_empty() {
            client.outbox.take(BATCH_MESSAGES, BATCH_BYTES, &mut self.batch);
        }
        in_time(&shared, &client, self.write_batch()).await
    }

    async fn write_batch(&mut self) -> Result<(), EncodeError> {
        while let Some(delivery) = self.batch.front() {
            if wire_bytes(delivery) > self.max_packet {
                self.shared.registry.tally.dropped.add(1);
                self.batch.pop_front();
                continue;
            }
            let packet_id = match delivery.qos {
                QoS::AtMostOnce => None,
                QoS::AtLeastOnce | QoS::ExactlyOnce => match self.window.open() {
                    Some(packet_id) => Some(packet_id),
                    None => break,
                },
            };
            let Some(delivery) = self.batch.pop_front() else { break };
            self.framed.feed(self.dialect.publish(delivery, packet_id)).await?;
        }
        self.framed.flush().await
    }

    /// Says goodbye where that is possible, leaves the registry and publishes the will.
    async fn finish(mut self, end: End, will: Option<Will>) {
        if let End::CutOff(reason) = end
            && let Some(goodbye) = self.dialect.goodbye(reason)
        {
            // Whoever does not take it will see the socket close.
            let _ = timeout(GOODBYE_TIME, self.framed.send(goodbye)).await;
        }
        let faults = match end {
            End::Disconnected { .. } | End::Lost => false,
            End::CutOff(reason) => !matches!(
                reason,
                DisconnectReasonCode::ServerShuttingDown
                    | DisconnectReasonCode::SessionTakenOver
                    | DisconnectReasonCode::AdministrativeAction
            ),
        };
        self.shared.registry.tally.cut_off.add(u64::from(faults));
        self.shared.registry.tally.dropped.add(u64::try_from(self.batch.len()).unwrap_or_default());
        let client = Arc::clone(&self.membership.client);
        drop(self.membership);
        if !matches!(end, End::Disconnected { publish_will: false })
            && let Some(will) = will
        {
            publishing::publish_will(&self.shared, &client, will);
        }
    }
}

/// Waits until the program wants the client gone, and says why.
async fn sent_away(shared: &Shared, client: &Client) -> End {
    let reason = tokio::select! {
        () = shared.stop.cancelled() => DisconnectReasonCode::ServerShuttingDown,
        () = client.taken_over.cancelled() => DisconnectReasonCode::SessionTakenOver,
        () = client.login_ended.cancelled() => DisconnectReasonCode::AdministrativeAction,
    };
    End::CutOff(reason)
}

/// Writes to a client as long as it reads, in time, and is wanted.
async fn in_time(
    shared: &Shared,
    client: &Client,
    write: impl Future<Output = Result<(), EncodeError>>,
) -> Result<(), End> {
    // What an abandoned write leaves in the buffer does not matter: the connection ends.
    tokio::select! {
        biased;
        sent = timeout(shared.registry.limits.write_time, write) => match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Lost),
            Err(_) => Err(End::CutOff(DisconnectReasonCode::QuotaExceeded)),
        },
        end = sent_away(shared, client) => Err(end),
    }
}
