//! Messages that a client publishes: right, engine, other clients, acknowledgement.

use std::num::NonZeroU16;

use bytes::Bytes;
use bytestring::ByteString;
use rmqtt_codec::types::{Publish, QoS};
use rmqtt_codec::v5::{DisconnectReasonCode, PublishAckReason, PublishProperties};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::error::SendTimeoutError;

use super::{Connection, End};
use crate::Inbound;
use crate::broker::Shared;
use crate::dialect::{Dialect, Will};
use crate::inflight::Arrival;
use crate::message::Message;
use crate::registry::Client;
use crate::rights::{self, Refusal};

impl<Io> Connection<Io>
where
    Io: AsyncRead + AsyncWrite + Unpin,
{
    /// Takes a message over, or refuses it.
    pub(super) async fn take(&mut self, publish: Publish) -> Result<(), End> {
        if let Some(reason) = illegal(&publish) {
            return Err(End::CutOff(reason));
        }
        let packet_id = match (publish.qos, publish.packet_id) {
            (QoS::AtMostOnce, _) => None,
            (QoS::AtLeastOnce | QoS::ExactlyOnce, Some(packet_id)) => Some(packet_id),
            (QoS::AtLeastOnce | QoS::ExactlyOnce, None) => {
                return Err(End::CutOff(DisconnectReasonCode::ProtocolError));
            }
        };
        let client = &self.membership.client;
        if let Err(refusal) =
            rights::check_topic(&client.tenant, &publish.topic, &self.shared.registry.limits)
        {
            return self.refuse(&publish, packet_id, refusal).await;
        }
        match (publish.qos, packet_id) {
            (QoS::ExactlyOnce, Some(packet_id)) => self.take_once(publish, packet_id).await,
            (qos, packet_id) => {
                self.hand_over(publish).await?;
                match packet_id {
                    Some(packet_id) => {
                        self.acknowledge(qos, packet_id, PublishAckReason::Success).await
                    }
                    None => Ok(()),
                }
            }
        }
    }

    async fn take_once(&mut self, publish: Publish, packet_id: NonZeroU16) -> Result<(), End> {
        match self.unreleased.arrival(packet_id) {
            Arrival::New => {
                self.hand_over(publish).await?;
                self.unreleased.enter(packet_id);
            }
            Arrival::Repeated => {}
            Arrival::TooMany => {
                return Err(End::CutOff(DisconnectReasonCode::ReceiveMaximumExceeded));
            }
        }
        self.acknowledge(QoS::ExactlyOnce, packet_id, PublishAckReason::Success).await
    }

    /// A message beyond the client's rights. Only MQTT 5 has words for it; in MQTT 3 an
    /// acknowledgement would be a lie, so the connection ends.
    async fn refuse(
        &mut self,
        publish: &Publish,
        packet_id: Option<NonZeroU16>,
        refusal: Refusal,
    ) -> Result<(), End> {
        let client = &self.membership.client;
        tracing::debug!(tenant = %client.tenant, client_id = &*client.client_id, topic = &*publish.topic, ?refusal, "MQTT message refused");
        self.shared.registry.tally.topics_refused.add(1);
        let (acknowledgement, goodbye) = match refusal {
            Refusal::Malformed => {
                (PublishAckReason::TopicNameInvalid, DisconnectReasonCode::TopicNameInvalid)
            }
            Refusal::NotYours | Refusal::Shared => {
                (PublishAckReason::NotAuthorized, DisconnectReasonCode::NotAuthorized)
            }
        };
        match (self.dialect, packet_id) {
            (Dialect::V5, Some(packet_id)) => {
                self.acknowledge(publish.qos, packet_id, acknowledgement).await
            }
            (Dialect::V3 | Dialect::V5, _) => Err(End::CutOff(goodbye)),
        }
    }

    async fn acknowledge(
        &mut self,
        qos: QoS,
        packet_id: NonZeroU16,
        reason: PublishAckReason,
    ) -> Result<(), End> {
        self.send(self.dialect.published(qos, packet_id, reason)).await
    }

    /// Gives the message to the engine and to other clients.
    ///
    /// With QoS 0 a full inbound queue loses it; with a higher one the sender waits, and is cut
    /// off without acknowledgement when that takes too long.
    async fn hand_over(&mut self, publish: Publish) -> Result<(), End> {
        let client = &self.membership.client;
        let message = owned(publish, client.number);
        let inbound = inbound(client, &message);
        let tally = &self.shared.registry.tally;
        if message.qos == QoS::AtMostOnce {
            if self.shared.inbound.try_send(inbound).is_err() {
                tally.inbound_dropped.add(1);
            }
        } else {
            let sent = tokio::select! {
                () = self.shared.stop.cancelled() => {
                    return Err(End::CutOff(DisconnectReasonCode::ServerShuttingDown));
                }
                sent = self.shared.inbound.send_timeout(inbound, self.shared.registry.limits.inbound_time) => sent,
            };
            if let Err(SendTimeoutError::Timeout(_) | SendTimeoutError::Closed(_)) = sent {
                tally.inbound_dropped.add(1);
                return Err(End::CutOff(DisconnectReasonCode::ServerBusy));
            }
        }
        tally.received.add(1);
        forward(&self.shared, message);
        Ok(())
    }
}

/// Publishes the will of a client that has gone; its topic was checked at the login.
pub(super) fn publish_will(shared: &Shared, client: &Client, will: Will) {
    let message = owned(
        Publish {
            dup: false,
            retain: false,
            qos: will.qos,
            topic: will.topic,
            packet_id: None,
            payload: will.payload,
            properties: will.properties,
        },
        client.number,
    );
    if shared.inbound.try_send(inbound(client, &message)).is_err() {
        shared.registry.tally.inbound_dropped.add(1);
    }
    shared.registry.tally.received.add(1);
    forward(shared, message);
}

fn forward(shared: &Shared, message: Message) {
    let topic = message.topic.clone();
    shared.registry.route(&topic, || message);
}

fn inbound(client: &Client, message: &Message) -> Inbound {
    Inbound {
        tenant: client.tenant.clone(),
        topic: message.topic.to_string(),
        payload: message.payload.clone(),
    }
}

/// What MQTT 5 forbids here, because the answer to the login said so.
fn illegal(publish: &Publish) -> Option<DisconnectReasonCode> {
    let properties = publish.properties.as_ref()?;
    if properties.topic_alias.is_some() {
        Some(DisconnectReasonCode::TopicAliasInvalid)
    } else if !properties.subscription_ids.is_empty() {
        Some(DisconnectReasonCode::ProtocolError)
    } else if publish.retain {
        Some(DisconnectReasonCode::RetainNotSupported)
    } else {
        None
    }
}

/// Copies a message out of the connection's read buffer, which a small message in a queue would
/// otherwise keep alive as a whole.
fn owned(publish: Publish, from: u64) -> Message {
    let text = |text: ByteString| ByteString::from(&*text);
    let bytes = |bytes: Bytes| Bytes::copy_from_slice(&bytes);
    Message {
        topic: text(publish.topic),
        payload: bytes(publish.payload),
        qos: publish.qos,
        properties: publish.properties.map(|properties| PublishProperties {
            topic_alias: None,
            correlation_data: properties.correlation_data.map(bytes),
            content_type: properties.content_type.map(text),
            response_topic: properties.response_topic.map(text),
            user_properties: properties
                .user_properties
                .into_iter()
                .map(|(key, value)| (text(key), text(value)))
                .collect(),
            subscription_ids: Vec::new(),
            ..properties
        }),
        from,
    }
}
