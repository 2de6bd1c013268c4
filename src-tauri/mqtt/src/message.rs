//! A message on its way to subscribers, shared by all of their queues.

use std::num::NonZeroU32;
use std::sync::Arc;

use bytes::Bytes;
use bytestring::ByteString;
use rmqtt_codec::types::QoS;
use rmqtt_codec::v5::PublishProperties;

/// What was published; the same for every subscriber.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) topic: ByteString,
    pub(crate) payload: Bytes,
    pub(crate) qos: QoS,
    /// What an MQTT 5 publisher said about the message and every MQTT 5 subscriber has to be told.
    pub(crate) properties: Option<PublishProperties>,
    /// [`crate::registry::Client::number`] of the publisher; 0 is the program itself.
    pub(crate) from: u64,
}

impl Message {
    /// What the message counts for in a queue, bytes.
    pub(crate) fn weight(&self) -> usize {
        let properties = self.properties.as_ref().map_or(0, |known| {
            known.user_properties.iter().map(|(key, value)| key.len() + value.len() + 64).sum()
        });
        // The constant stands for the bookkeeping around the bytes.
        self.topic.len() + self.payload.len() + properties + 128
    }
}

/// A message with what one subscriber's subscriptions make of it.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) message: Arc<Message>,
    /// The lower one of the message's and the granted QoS.
    pub(crate) qos: QoS,
    /// Identifiers of the subscriptions that matched; MQTT 5 only.
    pub(crate) subscription_ids: Vec<NonZeroU32>,
}
