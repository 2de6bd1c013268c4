//! Subscriptions of a client: right, limits, entry.

use std::num::NonZeroU32;
use std::sync::Arc;

use bytestring::ByteString;
use rmqtt_codec::types::QoS;
use rmqtt_codec::v5::{SubscribeAckReason, UnsubscribeAckReason};

use super::Connection;
use crate::dialect::Wish;
use crate::registry::{HIGHEST_GRANTED, TooManySubscriptions};
use crate::rights::{self, Refusal};
use crate::subscriptions::Subscription;

impl<Io> Connection<Io> {
    /// Enters what may be entered; one answer a wish, in order.
    pub(super) fn subscribe(
        &mut self,
        wishes: Vec<Wish>,
        id: Option<NonZeroU32>,
    ) -> Vec<SubscribeAckReason> {
        wishes.into_iter().map(|wish| self.subscribe_one(wish, id)).collect()
    }

    fn subscribe_one(&mut self, wish: Wish, id: Option<NonZeroU32>) -> SubscribeAckReason {
        let client = &self.membership.client;
        let registry = &self.shared.registry;
        if let Err(refusal) = rights::check_filter(&client.tenant, &wish.filter, &registry.limits) {
            tracing::debug!(tenant = %client.tenant, client_id = &*client.client_id, filter = &*wish.filter, ?refusal, "MQTT subscription refused");
            registry.tally.topics_refused.add(1);
            return match refusal {
                Refusal::Malformed => SubscribeAckReason::TopicFilterInvalid,
                Refusal::NotYours => SubscribeAckReason::NotAuthorized,
                Refusal::Shared => SubscribeAckReason::SharedSubscriptionNotSupported,
            };
        }
        let filters = &mut self.membership.filters;
        if !filters.contains(&wish.filter)
            && filters.len() >= registry.limits.subscriptions_per_client
        {
            return SubscribeAckReason::QuotaExceeded;
        }
        let qos = wish.qos.min(HIGHEST_GRANTED);
        let subscription =
            Subscription { client: Arc::clone(client), qos, no_local: wish.no_local, id };
        match registry.subscribe(&wish.filter, subscription) {
            Err(TooManySubscriptions) => return SubscribeAckReason::QuotaExceeded,
            // A copy, because the packet's text keeps the connection's read buffer alive.
            Ok(true) => drop(filters.insert(ByteString::from(&*wish.filter))),
            Ok(false) => {}
        }
        match qos {
            QoS::AtMostOnce => SubscribeAckReason::GrantedQos0,
            QoS::AtLeastOnce => SubscribeAckReason::GrantedQos1,
            QoS::ExactlyOnce => SubscribeAckReason::GrantedQos2,
        }
    }

    /// Removes subscriptions; one answer a filter, in order.
    pub(super) fn unsubscribe(&mut self, filters: &[ByteString]) -> Vec<UnsubscribeAckReason> {
        filters
            .iter()
            .map(|filter| {
                self.membership.filters.remove(filter);
                if self.shared.registry.unsubscribe(filter, &self.membership.client) {
                    UnsubscribeAckReason::Success
                } else {
                    UnsubscribeAckReason::NoSubscriptionExisted
                }
            })
            .collect()
    }
}
