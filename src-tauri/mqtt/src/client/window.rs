//! What was taken to be sent and is not yet acknowledged, in order.

use std::collections::VecDeque;
use std::num::NonZeroU16;

use tokio::time::Instant;

use crate::client::{Limits, Outgoing};

#[derive(Debug)]
struct Slot {
    message: Outgoing,
    packet_id: NonZeroU16,
    /// When it was last written; `None` on a new connection until it is.
    sent_at: Option<Instant>,
    acknowledged: bool,
}

/// See the module. Packet ids are given out in turn; as no more than the window's length of them
/// are in use and it is far smaller than their number, none is used twice at a time.
#[derive(Debug)]
pub(super) struct Window {
    slots: VecDeque<Slot>,
    bytes: usize,
    max: usize,
    max_bytes: usize,
    last_packet_id: u16,
}

impl Window {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            slots: VecDeque::new(),
            bytes: 0,
            max: limits.inflight.clamp(1, 1_024),
            max_bytes: limits.inflight_bytes,
            last_packet_id: 0,
        }
    }

    /// Whether one more may be taken.
    pub(super) fn has_room(&self) -> bool {
        self.slots.len() < self.max && (self.slots.is_empty() || self.bytes < self.max_bytes)
    }

    pub(super) fn push(&mut self, message: Outgoing) {
        self.bytes += message.payload.len();
        let packet_id = self.next_packet_id();
        self.slots.push_back(Slot { message, packet_id, sent_at: None, acknowledged: false });
    }

    /// A packet id for something that is not in the window.
    pub(super) fn next_packet_id(&mut self) -> NonZeroU16 {
        self.last_packet_id = self.last_packet_id.checked_add(1).unwrap_or(1);
        NonZeroU16::new(self.last_packet_id).unwrap_or(NonZeroU16::MIN)
    }

    /// The oldest message that was not yet written on this connection.
    pub(super) fn next_unsent(&mut self, now: Instant) -> Option<(NonZeroU16, &Outgoing)> {
        let slot =
            self.slots.iter_mut().find(|slot| slot.sent_at.is_none() && !slot.acknowledged)?;
        slot.sent_at = Some(now);
        Some((slot.packet_id, &slot.message))
    }

    /// A new connection: what is not acknowledged has to be written again.
    pub(super) fn rewind(&mut self) {
        for slot in &mut self.slots {
            slot.sent_at = None;
        }
    }

    /// Notes an acknowledgement. The id up to which everything is delivered, and how many
    /// messages were freed by it, when there are any.
    pub(super) fn acknowledge(&mut self, packet_id: NonZeroU16) -> Option<(u64, u64)> {
        let slot = self.slots.iter_mut().find(|slot| slot.packet_id == packet_id)?;
        // One that was not sent on this connection cannot be acknowledged on it.
        slot.sent_at?;
        slot.acknowledged = true;
        self.free(|slot| slot.acknowledged)
    }

    /// Everything that was written counts as delivered (QoS 0).
    pub(super) fn acknowledge_sent(&mut self) -> Option<(u64, u64)> {
        self.free(|slot| slot.sent_at.is_some())
    }

    fn free(&mut self, is_done: impl Fn(&Slot) -> bool) -> Option<(u64, u64)> {
        let mut done = None;
        while let Some(slot) = self.slots.pop_front_if(|slot| is_done(slot)) {
            self.bytes -= slot.message.payload.len();
            done = Some((slot.message.id, done.map_or(0, |(_, count)| count) + 1));
        }
        done
    }

    /// When the oldest unacknowledged message was written.
    pub(super) fn oldest(&self) -> Option<Instant> {
        self.slots.iter().find(|slot| !slot.acknowledged)?.sent_at
    }
}
