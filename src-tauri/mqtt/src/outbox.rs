//! The bounded queue of messages that wait for one client.
//!
//! Filled by whoever publishes, without waiting; emptied by the client's connection. When full,
//! the oldest messages go: who watches live values wants the newest.

use std::collections::VecDeque;

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::Limits;
use crate::message::Delivery;

/// Capacity kept when the queue has run empty, so that one burst is not paid for ever after.
const KEPT_CAPACITY: usize = 64;

/// See the module.
#[derive(Debug)]
pub(crate) struct Outbox {
    /// Guards the queue and its weight; held for a push or for taking one batch.
    queue: Mutex<Queue>,
    filled: Notify,
    max_messages: usize,
    max_bytes: usize,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Delivery>,
    bytes: usize,
    closed: bool,
}

impl Outbox {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            queue: Mutex::default(),
            filled: Notify::new(),
            max_messages: limits.queued_messages.max(1),
            max_bytes: limits.queued_bytes,
        }
    }

    /// Appends a message and returns how many were lost for it, itself included.
    pub(crate) fn push(&self, delivery: Delivery) -> u64 {
        let weight = delivery.message.weight();
        let mut queue = self.queue.lock();
        if queue.closed || weight > self.max_bytes {
            return 1;
        }
        let mut lost = 0;
        while queue.waiting.len() >= self.max_messages || queue.bytes + weight > self.max_bytes {
            let Some(oldest) = queue.waiting.pop_front() else { break };
            queue.bytes -= oldest.message.weight();
            lost += 1;
        }
        queue.bytes += weight;
        queue.waiting.push_back(delivery);
        let was_empty = queue.waiting.len() == 1;
        drop(queue);
        if was_empty {
            self.filled.notify_one();
        }
        lost
    }

    /// Waits until something is queued. Cancel-safe: nothing is taken.
    pub(crate) async fn filled(&self) {
        while self.queue.lock().waiting.is_empty() {
            self.filled.notified().await;
        }
    }

    /// Moves the oldest messages to `batch`, up to `messages` and until they weigh `bytes`.
    pub(crate) fn take(&self, messages: usize, bytes: usize, batch: &mut VecDeque<Delivery>) {
        let mut queue = self.queue.lock();
        let mut taken = 0;
        while batch.len() < messages && taken < bytes {
            let Some(oldest) = queue.waiting.pop_front() else { break };
            let weight = oldest.message.weight();
            queue.bytes -= weight;
            taken += weight;
            batch.push_back(oldest);
        }
        if queue.waiting.is_empty() && queue.waiting.capacity() > KEPT_CAPACITY * 16 {
            queue.waiting.shrink_to(KEPT_CAPACITY);
        }
    }

    /// Throws away what is queued and refuses more. Returns how many messages were lost.
    pub(crate) fn close(&self) -> u64 {
        let mut queue = self.queue.lock();
        queue.closed = true;
        queue.bytes = 0;
        let lost = std::mem::take(&mut queue.waiting);
        u64::try_from(lost.len()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests;
