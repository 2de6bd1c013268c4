//! One view of the packets of MQTT 3.1, 3.1.1 and 5.
//!
//! The rest of the crate works with [`Connect`], [`Request`] and the packets a [`Dialect`] makes;
//! the codec's types for the two generations appear only here.

use std::num::{NonZeroU16, NonZeroU32};

use bytes::Bytes;
use bytestring::ByteString;
use rmqtt_codec::types::{Publish, QoS};
use rmqtt_codec::v5::{
    ConnectAckReason, DisconnectReasonCode, PublishAck, PublishAck2, PublishAck2Reason,
    PublishAckReason, PublishProperties, SubscribeAck, SubscribeAckReason, UnsubscribeAck,
    UnsubscribeAckReason, UserProperties,
};
use rmqtt_codec::{MqttPacket, v3, v5};

use crate::message::Delivery;

/// The generation a client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// 3.1 and 3.1.1.
    V3,
    V5,
}

/// A client's first packet.
#[derive(Debug)]
pub(crate) struct Connect {
    pub(crate) client_id: ByteString,
    pub(crate) username: Option<ByteString>,
    pub(crate) password: Option<Bytes>,
    /// Seconds; 0 switches the supervision off.
    pub(crate) keep_alive: u16,
    pub(crate) will: Option<Will>,
    /// What follows can only be said in MQTT 5.
    pub(crate) receive_maximum: Option<NonZeroU16>,
    pub(crate) maximum_packet_size: Option<NonZeroU32>,
    pub(crate) wants_session: bool,
    pub(crate) extended_login: bool,
}

/// What the client asks to be published when it goes without saying so.
#[derive(Debug)]
pub(crate) struct Will {
    pub(crate) topic: ByteString,
    pub(crate) payload: Bytes,
    pub(crate) qos: QoS,
    pub(crate) retain: bool,
    pub(crate) properties: Option<PublishProperties>,
}

/// One entry of a SUBSCRIBE.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) filter: ByteString,
    pub(crate) qos: QoS,
    pub(crate) no_local: bool,
}

/// A packet of a client that is logged in.
#[derive(Debug)]
pub(crate) enum Request {
    Publish(Box<Publish>),
    /// PUBACK
    Acknowledge(NonZeroU16),
    /// PUBREL
    Release(NonZeroU16),
    Subscribe {
        packet_id: NonZeroU16,
        wishes: Vec<Wish>,
        subscription_id: Option<NonZeroU32>,
    },
    Unsubscribe {
        packet_id: NonZeroU16,
        filters: Vec<ByteString>,
    },
    Ping,
    Disconnect {
        publish_will: bool,
    },
    /// Legal, but without meaning because nothing is sent with QoS 2.
    Nothing,
    /// Never sent by a client, or not at this point.
    Illegal,
}

impl Connect {
    /// Reads a first packet; `None` when it is another one.
    pub(crate) fn read(packet: MqttPacket) -> Option<Self> {
        match packet {
            MqttPacket::V3(v3::Packet::Connect(connect)) => Some(Self::read_v3(*connect)),
            MqttPacket::V5(v5::Packet::Connect(connect)) => Some(Self::read_v5(*connect)),
            _ => None,
        }
    }

    fn read_v3(connect: v3::Connect) -> Self {
        Self {
            client_id: connect.client_id,
            username: connect.username,
            password: connect.password,
            keep_alive: connect.keep_alive,
            will: connect.last_will.map(|will| Will {
                topic: will.topic,
                payload: will.message,
                qos: will.qos,
                retain: will.retain,
                properties: None,
            }),
            receive_maximum: None,
            maximum_packet_size: None,
            wants_session: !connect.clean_session,
            extended_login: false,
        }
    }

    fn read_v5(connect: v5::Connect) -> Self {
        Self {
            client_id: connect.client_id,
            username: connect.username,
            password: connect.password,
            keep_alive: connect.keep_alive,
            will: connect.last_will.map(|will| Will {
                topic: will.topic,
                payload: will.message,
                qos: will.qos,
                retain: will.retain,
                properties: Some(PublishProperties {
                    topic_alias: None,
                    correlation_data: will.correlation_data,
                    message_expiry_interval: will.message_expiry_interval,
                    content_type: will.content_type,
                    user_properties: will.user_properties,
                    is_utf8_payload: will.is_utf8_payload.unwrap_or_default(),
                    response_topic: will.response_topic,
                    subscription_ids: Vec::new(),
                }),
            }),
            receive_maximum: connect.receive_max,
            maximum_packet_size: connect.max_packet_size,
            wants_session: connect.session_expiry_interval_secs > 0,
            extended_login: connect.auth_method.is_some(),
        }
    }
}

impl Request {
    pub(crate) fn read(packet: MqttPacket) -> Self {
        match packet {
            MqttPacket::V3(packet) => Self::read_v3(packet),
            MqttPacket::V5(packet) => Self::read_v5(packet),
            MqttPacket::Version(_) => Self::Illegal,
        }
    }

    fn read_v3(packet: v3::Packet) -> Self {
        use v3::Packet;
        match packet {
            Packet::Publish(publish) => Self::Publish(publish),
            Packet::PublishAck { packet_id } => Self::Acknowledge(packet_id),
            Packet::PublishRelease { packet_id } => Self::Release(packet_id),
            Packet::PublishReceived { .. } | Packet::PublishComplete { .. } => Self::Nothing,
            Packet::Subscribe { packet_id, topic_filters } => Self::Subscribe {
                packet_id,
                wishes: topic_filters
                    .into_iter()
                    .map(|(filter, qos)| Wish { filter, qos, no_local: false })
                    .collect(),
                subscription_id: None,
            },
            Packet::Unsubscribe { packet_id, topic_filters } => {
                Self::Unsubscribe { packet_id, filters: topic_filters }
            }
            Packet::PingRequest => Self::Ping,
            Packet::Disconnect => Self::Disconnect { publish_will: false },
            Packet::Connect(_)
            | Packet::ConnectAck(_)
            | Packet::SubscribeAck { .. }
            | Packet::UnsubscribeAck { .. }
            | Packet::PingResponse => Self::Illegal,
        }
    }

    fn read_v5(packet: v5::Packet) -> Self {
        use v5::Packet;
        match packet {
            Packet::Publish(publish) => Self::Publish(publish),
            Packet::PublishAck(ack) => Self::Acknowledge(ack.packet_id),
            Packet::PublishRelease(ack) => Self::Release(ack.packet_id),
            Packet::PublishReceived(_) | Packet::PublishComplete(_) => Self::Nothing,
            Packet::Subscribe(subscribe) => Self::Subscribe {
                packet_id: subscribe.packet_id,
                wishes: subscribe
                    .topic_filters
                    .into_iter()
                    .map(|(filter, options)| Wish {
                        filter,
                        qos: options.qos,
                        no_local: options.no_local,
                    })
                    .collect(),
                subscription_id: subscribe.id,
            },
            Packet::Unsubscribe(unsubscribe) => Self::Unsubscribe {
                packet_id: unsubscribe.packet_id,
                filters: unsubscribe.topic_filters,
            },
            Packet::PingRequest => Self::Ping,
            Packet::Disconnect(disconnect) => Self::Disconnect {
                publish_will: disconnect.reason_code != DisconnectReasonCode::NormalDisconnection,
            },
            Packet::Connect(_)
            | Packet::ConnectAck(_)
            | Packet::SubscribeAck(_)
            | Packet::UnsubscribeAck(_)
            | Packet::PingResponse
            | Packet::Auth(_) => Self::Illegal,
        }
    }
}

impl Dialect {
    /// CONNACK of a login that failed.
    pub(crate) fn login_refused(self, reason: ConnectAckReason) -> MqttPacket {
        match self {
            Self::V3 => MqttPacket::V3(v3::Packet::ConnectAck(v3::ConnectAck {
                session_present: false,
                return_code: match reason {
                    ConnectAckReason::ClientIdentifierNotValid => {
                        v3::ConnectAckReason::IdentifierRejected
                    }
                    ConnectAckReason::BadUserNameOrPassword => {
                        v3::ConnectAckReason::BadUserNameOrPassword
                    }
                    ConnectAckReason::ServerUnavailable | ConnectAckReason::ServerBusy => {
                        v3::ConnectAckReason::ServiceUnavailable
                    }
                    _ => v3::ConnectAckReason::NotAuthorized,
                },
            })),
            Self::V5 => MqttPacket::V5(
                v5::ConnectAck { reason_code: reason, ..v5::ConnectAck::default() }.into(),
            ),
        }
    }

    /// PUBACK (QoS 1) or PUBREC (QoS 2).
    pub(crate) fn published(
        self,
        qos: QoS,
        packet_id: NonZeroU16,
        reason: PublishAckReason,
    ) -> MqttPacket {
        let ack = PublishAck { packet_id, reason_code: reason, ..PublishAck::default() };
        match (self, qos) {
            (Self::V3, QoS::ExactlyOnce) => {
                MqttPacket::V3(v3::Packet::PublishReceived { packet_id })
            }
            (Self::V3, _) => MqttPacket::V3(v3::Packet::PublishAck { packet_id }),
            (Self::V5, QoS::ExactlyOnce) => MqttPacket::V5(v5::Packet::PublishReceived(ack)),
            (Self::V5, _) => MqttPacket::V5(v5::Packet::PublishAck(ack)),
        }
    }

    /// PUBCOMP
    pub(crate) fn released(self, packet_id: NonZeroU16, known: bool) -> MqttPacket {
        let reason_code =
            if known { PublishAck2Reason::Success } else { PublishAck2Reason::PacketIdNotFound };
        match self {
            Self::V3 => MqttPacket::V3(v3::Packet::PublishComplete { packet_id }),
            Self::V5 => MqttPacket::V5(v5::Packet::PublishComplete(PublishAck2 {
                packet_id,
                reason_code,
                ..PublishAck2::default()
            })),
        }
    }

    /// SUBACK
    pub(crate) fn subscribed(
        self,
        packet_id: NonZeroU16,
        status: Vec<SubscribeAckReason>,
    ) -> MqttPacket {
        match self {
            Self::V3 => MqttPacket::V3(v3::Packet::SubscribeAck {
                packet_id,
                status: status
                    .into_iter()
                    .map(|reason| match reason {
                        SubscribeAckReason::GrantedQos0 => {
                            v3::SubscribeReturnCode::Success(QoS::AtMostOnce)
                        }
                        SubscribeAckReason::GrantedQos1 => {
                            v3::SubscribeReturnCode::Success(QoS::AtLeastOnce)
                        }
                        SubscribeAckReason::GrantedQos2 => {
                            v3::SubscribeReturnCode::Success(QoS::ExactlyOnce)
                        }
                        _ => v3::SubscribeReturnCode::Failure,
                    })
                    .collect(),
            }),
            Self::V5 => MqttPacket::V5(v5::Packet::SubscribeAck(SubscribeAck {
                packet_id,
                properties: UserProperties::new(),
                reason_string: None,
                status,
            })),
        }
    }

    /// UNSUBACK
    pub(crate) fn unsubscribed(
        self,
        packet_id: NonZeroU16,
        status: Vec<UnsubscribeAckReason>,
    ) -> MqttPacket {
        match self {
            Self::V3 => MqttPacket::V3(v3::Packet::UnsubscribeAck { packet_id }),
            Self::V5 => MqttPacket::V5(v5::Packet::UnsubscribeAck(UnsubscribeAck {
                packet_id,
                properties: UserProperties::new(),
                reason_string: None,
                status,
            })),
        }
    }

    /// PINGRESP
    pub(crate) fn pong(self) -> MqttPacket {
        match self {
            Self::V3 => MqttPacket::V3(v3::Packet::PingResponse),
            Self::V5 => MqttPacket::V5(v5::Packet::PingResponse),
        }
    }

    /// DISCONNECT, which only MQTT 5 lets a server send.
    pub(crate) fn goodbye(self, reason: DisconnectReasonCode) -> Option<MqttPacket> {
        match self {
            Self::V3 => None,
            Self::V5 => Some(MqttPacket::V5(v5::Disconnect::new(reason).into())),
        }
    }

    /// PUBLISH
    pub(crate) fn publish(self, delivery: Delivery, packet_id: Option<NonZeroU16>) -> MqttPacket {
        let message = &delivery.message;
        let mut publish = Publish {
            dup: false,
            retain: false,
            qos: delivery.qos,
            topic: message.topic.clone(),
            packet_id,
            payload: message.payload.clone(),
            properties: None,
        };
        match self {
            Self::V3 => MqttPacket::V3(publish.into()),
            Self::V5 => {
                let mut properties = message.properties.clone().unwrap_or_default();
                properties.subscription_ids = delivery.subscription_ids;
                publish.properties = Some(properties);
                MqttPacket::V5(publish.into())
            }
        }
    }
}

/// The most bytes a PUBLISH can take on the wire, header included.
///
/// Source: MQTT Version 5.0, sections 2.1.4, 2.2.2 and 3.3 (lengths of headers and properties).
pub(crate) fn wire_bytes(delivery: &Delivery) -> usize {
    let message = &delivery.message;
    let properties = message.properties.as_ref().map_or(0, |known| {
        let text = |text: &Option<ByteString>| text.as_ref().map_or(0, |text| 3 + text.len());
        let user: usize =
            known.user_properties.iter().map(|(key, value)| 5 + key.len() + value.len()).sum();
        7 + text(&known.content_type)
            + text(&known.response_topic)
            + known.correlation_data.as_ref().map_or(0, |data| 3 + data.len())
            + user
    });
    let subscription_ids = 5 * delivery.subscription_ids.len();
    5 + 2 + message.topic.len() + 2 + 4 + properties + subscription_ids + message.payload.len()
}
