//! From the queue to the disk, from the disk to the connection, and off the disk again.
//!
//! Everything goes by way of the disk, so that order and count are the same whether the broker is
//! there or not and whether this process lives or not. What waits together is stored together.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use model::DeviceEui;
use model::record::OutsideBroker;
use mqtt::client::{Outgoing, Phase, State};
use store::Store;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::hub::Tally;
use crate::event::{Action, Bus, Resource};

/// Messages stored in one go.
const BATCH: usize = 1_024;
/// Messages and bytes read from the disk in one go.
const PAGE: usize = 64;
const PAGE_BYTES: usize = 1024 * 1024;

/// What waits to be stored.
#[derive(Debug)]
pub(crate) enum Waiting {
    /// A message for the broker.
    Message { topic: String, payload: Bytes },
    /// A device was heard from the broker.
    Heard(DeviceEui),
}

/// What a feed works with.
pub(crate) struct Feed {
    pub(crate) store: Store,
    pub(crate) bus: Bus,
    pub(crate) record: Arc<OutsideBroker>,
    pub(crate) tally: Arc<Tally>,
    pub(crate) stop: CancellationToken,
}

/// The connection it feeds.
pub(crate) struct Connection {
    pub(crate) outgoing: mpsc::Sender<Outgoing>,
    pub(crate) delivered: watch::Receiver<u64>,
    pub(crate) state: watch::Receiver<State>,
}

/// Runs until it is told to stop; then everything that waits is on the disk.
pub(crate) async fn run(feed: Feed, connection: Connection, mut queue: mpsc::Receiver<Waiting>) {
    let Connection { outgoing, mut delivered, mut state } = connection;
    let mut page: VecDeque<Outgoing> = VecDeque::new();
    // The newest message that left the disk's side.
    let mut handed = 0;
    let mut is_more = true;
    let mut batch = Vec::new();
    loop {
        let is_connected = state.borrow_and_update().phase == Phase::Connected;
        if page.is_empty() && is_more && is_connected {
            page = feed.read(handed).await;
            is_more = !page.is_empty();
        }
        tokio::select! {
            () = feed.stop.cancelled() => break,
            count = queue.recv_many(&mut batch, BATCH) => {
                if count == 0 {
                    break;
                }
                // What was read is as good as on its way: it cannot be dropped any more.
                let held = page.back().map_or(handed, |message| message.id);
                feed.keep(&mut batch, held).await;
                is_more = true;
            }
            permit = outgoing.reserve(), if !page.is_empty() => {
                let Ok(permit) = permit else { break };
                if let Some(message) = page.pop_front() {
                    handed = message.id;
                    permit.send(message);
                }
            }
            Ok(()) = delivered.changed() => {
                let id = *delivered.borrow_and_update();
                feed.remove(id).await;
            }
            Ok(()) = state.changed() => feed.announce(),
        }
    }
    queue.close();
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        feed.keep(&mut batch, handed).await;
    }
    let id = *delivered.borrow();
    feed.remove(id).await;
}

impl Feed {
    async fn read(&self, after: u64) -> VecDeque<Outgoing> {
        let id = self.record.id;
        let found =
            self.store.read(move |tx| tx.outside_buffer().next(id, after, PAGE, PAGE_BYTES));
        match found.await {
            Ok(found) => found
                .into_iter()
                .map(|message| Outgoing {
                    id: message.id,
                    topic: message.topic,
                    payload: message.payload.into(),
                })
                .collect(),
            Err(error) => {
                tracing::error!(%error, "what waits for an outside broker cannot be read");
                VecDeque::new()
            }
        }
    }

    async fn keep(&self, batch: &mut Vec<Waiting>, handed: u64) {
        let (mut messages, mut heard) = (Vec::new(), Vec::new());
        for waiting in batch.drain(..) {
            match waiting {
                Waiting::Message { topic, payload } => messages.push((topic, payload.to_vec())),
                Waiting::Heard(eui) => heard.push((eui, self.record.id)),
            }
        }
        if !heard.is_empty()
            && let Err(error) = self.store.note_outside_devices(heard).await
        {
            tracing::error!(%error, "where devices are heard could not be stored");
        }
        if messages.is_empty() {
            return;
        }
        let count = u64::try_from(messages.len()).unwrap_or(0);
        let lost = self.tally.lost.swap(0, Ordering::Relaxed);
        let limit = u64::from(self.record.buffer_limit_mb) << 20;
        match self.store.buffer_append(self.record.id, messages, lost, limit, handed).await {
            Ok(state) => *self.tally.buffer.lock() = state,
            Err(error) => {
                tracing::error!(%error, count, "messages for an outside broker could not be stored");
                self.tally.lost.fetch_add(lost + count, Ordering::Relaxed);
            }
        }
    }

    /// Forgets what was delivered.
    async fn remove(&self, id: u64) {
        if id == 0 {
            return;
        }
        match self.store.buffer_delivered(self.record.id, id).await {
            Ok(state) => *self.tally.buffer.lock() = state,
            Err(error) => tracing::error!(%error, "delivered messages could not be deleted"),
        }
    }

    fn announce(&self) {
        let (tenant, id) = (&self.record.tenant, self.record.id);
        self.bus.changed(tenant, Resource::OutsideBrokers, id, Action::Updated);
    }
}
