//! The clients that are logged in, and the way of a message to those who are subscribed.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytestring::ByteString;
use model::TenantCode;
use parking_lot::{Mutex, RwLock};
use rmqtt_codec::types::QoS;
use tokio_util::sync::CancellationToken;

use crate::counters::Tally;
use crate::message::{Delivery, Message};
use crate::outbox::Outbox;
use crate::subscriptions::{Subscription, Subscriptions};
use crate::{Admission, Limits};

/// One client that is logged in.
#[derive(Debug)]
pub(crate) struct Client {
    /// Unique in the broker's life; 0 is the program itself.
    pub(crate) number: u64,
    pub(crate) tenant: TenantCode,
    /// Unique in the tenant. Two tenants may use the same one and never notice.
    pub(crate) client_id: ByteString,
    pub(crate) outbox: Outbox,
    /// Fires when the same client logs in again elsewhere.
    pub(crate) taken_over: CancellationToken,
    /// Fires when what the client logged in with lets nobody in any more.
    pub(crate) login_ended: CancellationToken,
}

impl Client {
    pub(crate) fn new(
        number: u64,
        admission: Admission,
        client_id: ByteString,
        limits: &Limits,
    ) -> Self {
        Self {
            number,
            tenant: admission.tenant,
            client_id,
            outbox: Outbox::new(limits),
            taken_over: CancellationToken::new(),
            login_ended: admission.ended,
        }
    }
}

/// Why a subscription was not entered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooManySubscriptions;

/// See the module.
#[derive(Debug)]
pub(crate) struct Registry {
    pub(crate) limits: Limits,
    pub(crate) tally: Tally,
    /// Guards who is logged in; held for one map operation.
    clients: Mutex<HashMap<(TenantCode, ByteString), Arc<Client>>>,
    /// Guards the subscriptions; messages share it, a subscription takes it for one tree walk.
    subscriptions: RwLock<Subscriptions>,
    next_number: AtomicU64,
}

impl Registry {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            tally: Tally::default(),
            clients: Mutex::default(),
            subscriptions: RwLock::default(),
            next_number: AtomicU64::new(1),
        }
    }

    /// Enters a client, with an id of our own when it has none; another one of the same tenant with
    /// the same id is asked to go.
    pub(crate) fn enter(&self, admission: Admission, client_id: ByteString) -> Arc<Client> {
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let client_id = if client_id.is_empty() {
            ByteString::from(format!("auto-{number}"))
        } else {
            ByteString::from(&*client_id)
        };
        let tenant = admission.tenant.clone();
        let client = Arc::new(Client::new(number, admission, client_id.clone(), &self.limits));
        let former = self.clients.lock().insert((tenant, client_id), Arc::clone(&client));
        if let Some(former) = former {
            former.taken_over.cancel();
        }
        client
    }

    /// Removes a client and the subscriptions it still has.
    pub(crate) fn leave<'a>(&self, client: &Client, filters: impl Iterator<Item = &'a str>) {
        let key = (client.tenant.clone(), client.client_id.clone());
        let mut clients = self.clients.lock();
        if clients.get(&key).is_some_and(|known| known.number == client.number) {
            clients.remove(&key);
        }
        drop(clients);
        for filter in filters {
            self.subscriptions.write().remove(filter, client.number);
        }
        self.tally.dropped.add(client.outbox.close());
    }

    /// How many clients are logged in.
    pub(crate) fn count(&self) -> usize {
        self.clients.lock().len()
    }

    /// How many clients of a tenant are logged in.
    pub(crate) fn count_of(&self, tenant: &TenantCode) -> usize {
        self.clients.lock().values().filter(|client| client.tenant == *tenant).count()
    }

    /// How many subscriptions there are.
    #[cfg(test)]
    pub(crate) fn subscription_count(&self) -> usize {
        self.subscriptions.read().len()
    }

    /// Enters a subscription. Returns whether the client did not have it yet.
    pub(crate) fn subscribe(
        &self,
        filter: &str,
        subscription: Subscription,
    ) -> Result<bool, TooManySubscriptions> {
        let mut subscriptions = self.subscriptions.write();
        if subscriptions.len() >= self.limits.subscriptions {
            return Err(TooManySubscriptions);
        }
        Ok(subscriptions.insert(filter, subscription))
    }

    /// Removes a client's subscription. Returns whether it had it.
    pub(crate) fn unsubscribe(&self, filter: &str, client: &Client) -> bool {
        self.subscriptions.write().remove(filter, client.number)
    }

    /// Queues a message for everybody who is subscribed to `topic`; `message` is only called when
    /// there is somebody. Each client gets it once, however many of its filters match.
    pub(crate) fn route(&self, topic: &str, message: impl FnOnce() -> Message) {
        let subscriptions = self.subscriptions.read();
        if subscriptions.len() == 0 {
            return;
        }
        let mut matched: Vec<&Subscription> = Vec::new();
        subscriptions.matching(topic, |subscription| matched.push(subscription));
        if matched.is_empty() {
            return;
        }
        matched.sort_unstable_by_key(|subscription| subscription.client.number);
        let message = Arc::new(message());
        let (mut queued, mut dropped) = (0, 0);
        for same in matched.chunk_by(|left, right| left.client.number == right.client.number) {
            if let Some((client, delivery)) = delivery(&message, same) {
                queued += 1;
                dropped += client.outbox.push(delivery);
            }
        }
        self.tally.queued.add(queued);
        if dropped > 0 {
            self.tally.dropped.add(dropped);
        }
    }
}

/// What one client's matching subscriptions make of a message.
fn delivery<'a>(
    message: &Arc<Message>,
    same: &[&'a Subscription],
) -> Option<(&'a Client, Delivery)> {
    let first = same.first()?;
    let wanted =
        || same.iter().filter(|known| !(known.no_local && known.client.number == message.from));
    let granted = wanted().map(|known| known.qos).max()?;
    let delivery = Delivery {
        message: Arc::clone(message),
        qos: granted.min(message.qos),
        subscription_ids: wanted().filter_map(|known| known.id).collect(),
    };
    Some((&first.client, delivery))
}

/// The highest QoS a subscription is granted. Nothing the platform publishes is above QoS 0, and
/// QoS 2 towards subscribers would need state that outlives a connection.
pub(crate) const HIGHEST_GRANTED: QoS = QoS::AtLeastOnce;
