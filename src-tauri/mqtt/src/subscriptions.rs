//! Who is subscribed to what: one tree of topic levels a tenant.
//!
//! Looking up a topic costs one step a level and branches only where a filter has a `+`, so a
//! topic that nobody watches is found out in a fraction of a microsecond. Trees of different
//! tenants never touch. Filters and topics come here checked, see [`crate::rights`].

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use rmqtt_codec::types::QoS;

use crate::registry::Client;
use crate::rights;

/// All subscriptions.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {
    tenants: HashMap<Box<str>, Level>,
    count: usize,
}

/// One client's subscription to one filter.
#[derive(Debug, Clone)]
pub(crate) struct Subscription {
    pub(crate) client: Arc<Client>,
    pub(crate) qos: QoS,
    /// Do not return what the client itself has published; MQTT 5 only.
    pub(crate) no_local: bool,
    pub(crate) id: Option<NonZeroU32>,
}

#[derive(Debug, Default)]
struct Level {
    named: HashMap<Box<str>, Level>,
    /// `+`
    any: Option<Box<Level>>,
    /// Filters that end here.
    here: Vec<Subscription>,
    /// Filters that end here with `#`: this level and everything below.
    below: Vec<Subscription>,
}

impl Subscriptions {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Adds a subscription or replaces the client's former one to the same filter. Returns
    /// whether it is new.
    pub(crate) fn insert(&mut self, filter: &str, subscription: Subscription) -> bool {
        let Some((tenant, rest)) = rights::split(filter) else { return false };
        let mut level = self.tenants.entry(Box::from(tenant)).or_default();
        let mut below = false;
        for name in rest.split('/') {
            level = match name {
                "#" => {
                    below = true;
                    break;
                }
                "+" => level.any.get_or_insert_default(),
                _ => level.named.entry(Box::from(name)).or_default(),
            };
        }
        let list = if below { &mut level.below } else { &mut level.here };
        let known = list.iter_mut().find(|known| known.client.number == subscription.client.number);
        if let Some(known) = known {
            *known = subscription;
            return false;
        }
        list.push(subscription);
        self.count += 1;
        true
    }

    /// Removes the client's subscription to a filter. Returns whether there was one.
    pub(crate) fn remove(&mut self, filter: &str, client: u64) -> bool {
        let Some((tenant, rest)) = rights::split(filter) else { return false };
        let Some(root) = self.tenants.get_mut(tenant) else { return false };
        let mut levels = rest.split('/');
        if !root.remove(&mut levels, client) {
            return false;
        }
        if root.is_empty() {
            self.tenants.remove(tenant);
        }
        self.count -= 1;
        true
    }

    /// Calls `found` with every subscription whose filter matches `topic`.
    pub(crate) fn matching<'a>(&'a self, topic: &str, mut found: impl FnMut(&'a Subscription)) {
        let Some((tenant, rest)) = rights::split(topic) else { return };
        if let Some(root) = self.tenants.get(tenant) {
            root.matching(Some(rest), &mut found);
        }
    }
}

impl Level {
    fn is_empty(&self) -> bool {
        self.named.is_empty() && self.any.is_none() && self.here.is_empty() && self.below.is_empty()
    }

    // The depth of both recursions is bounded by `Limits::topic_levels`.
    fn remove(&mut self, levels: &mut std::str::Split<'_, char>, client: u64) -> bool {
        match levels.next() {
            None => remove_client(&mut self.here, client),
            Some("#") => remove_client(&mut self.below, client),
            Some("+") => {
                let Some(any) = &mut self.any else { return false };
                let removed = any.remove(levels, client);
                if any.is_empty() {
                    self.any = None;
                }
                removed
            }
            Some(name) => {
                let Some(next) = self.named.get_mut(name) else { return false };
                let removed = next.remove(levels, client);
                if next.is_empty() {
                    self.named.remove(name);
                }
                removed
            }
        }
    }

    fn matching<'a>(&'a self, rest: Option<&str>, found: &mut impl FnMut(&'a Subscription)) {
        self.below.iter().for_each(&mut *found);
        let Some(rest) = rest else {
            self.here.iter().for_each(found);
            return;
        };
        let (name, rest) = match rest.split_once('/') {
            Some((name, rest)) => (name, Some(rest)),
            None => (rest, None),
        };
        if let Some(named) = self.named.get(name) {
            named.matching(rest, found);
        }
        if let Some(any) = &self.any {
            any.matching(rest, found);
        }
    }
}

fn remove_client(list: &mut Vec<Subscription>, client: u64) -> bool {
    let Some(place) = list.iter().position(|known| known.client.number == client) else {
        return false;
    };
    list.swap_remove(place);
    true
}

#[cfg(test)]
mod tests;
