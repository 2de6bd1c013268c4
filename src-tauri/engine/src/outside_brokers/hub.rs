//! The brokers outside as the pipeline sees them: what to copy, and where downlinks go.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bytes::Bytes;
use model::record::{BrokerDirection, OutsideBroker, Publication};
use model::{DeviceEui, JsonMap, RecordId, TenantCode};
use mqtt::Inbound;
use mqtt::client::{self, Client};
use parking_lot::{Mutex, RwLock};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::feed::{self, Connection, Feed, Waiting};
use super::recent::Recent;
use super::source::SourceInbox;
use crate::{Core, inbound};

/// Messages that may wait for the disk, for one broker; when it is full the newest is dropped and
/// counted.
const QUEUE: usize = 8_192;
/// Messages between the disk and the connection.
const OUTGOING: usize = 16;
/// Connections that are tried out at once.
const TESTS_AT_ONCE: usize = 4;

/// What is counted of a broker since it was connected to first.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Dropped because the queue was full, and not yet in the buffer's own count.
    pub(crate) lost: AtomicU64,
    pub(crate) duplicates: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) buffer: Mutex<store::BufferState>,
}

/// A broker that is connected to, or tried to.
pub(crate) struct Running {
    pub(crate) client: Client,
    feed: JoinHandle<()>,
    stop: CancellationToken,
}

impl Running {
    /// The connection first: what it still hears acknowledged is not sent again later. What is in
    /// the queue is on the disk afterwards.
    async fn stop(self) {
        self.client.stop().await;
        self.stop.cancel();
        if let Err(error) = self.feed.await {
            tracing::error!(%error, "the feed of an outside broker ended badly");
        }
    }
}

/// A broker with what runs for it.
pub(crate) struct Entry {
    pub(crate) record: Arc<OutsideBroker>,
    pub(crate) tally: Arc<Tally>,
    /// Where messages for it wait; `None` while it is switched off. It outlasts a change of the
    /// record, so that what is published while one connection ends and the next begins is kept.
    queue: Option<mpsc::Sender<Waiting>>,
    pub(crate) running: Option<Running>,
}

/// Every broker outside. Read on the way of each message, changed by people.
pub(crate) struct Hub {
    /// Nothing is copied, so that the pipeline need not look.
    is_idle: AtomicBool,
    pub(crate) entries: RwLock<BTreeMap<RecordId, Entry>>,
    /// Which broker a device was last heard from.
    heard: Mutex<HashMap<DeviceEui, RecordId>>,
    pub(crate) recent: Mutex<Recent>,
    /// One change at a time, so that a broker is never started twice.
    pub(crate) changing: tokio::sync::Mutex<()>,
    pub(crate) tests: Semaphore,
}

impl Hub {
    pub(crate) fn new(records: Vec<OutsideBroker>, heard: Vec<(DeviceEui, RecordId)>) -> Self {
        let entry = |record: OutsideBroker| {
            let (record, tally) = (Arc::new(record), Arc::new(Tally::default()));
            (record.id, Entry { record, tally, queue: None, running: None })
        };
        Self {
            is_idle: AtomicBool::new(true),
            entries: RwLock::new(records.into_iter().map(entry).collect()),
            heard: Mutex::new(heard.into_iter().collect()),
            recent: Mutex::default(),
            changing: tokio::sync::Mutex::default(),
            tests: Semaphore::new(TESTS_AT_ONCE),
        }
    }

    /// Connects to every enabled broker.
    pub(crate) async fn start(&self, core: &Arc<Core>) {
        let records: Vec<_> = self.entries.read().values().map(|it| it.record.clone()).collect();
        for record in records {
            self.put(core, (*record).clone()).await;
        }
    }

    /// Takes a new or changed record into use: what ran for the old one ends first.
    pub(crate) async fn put(&self, core: &Arc<Core>, record: OutsideBroker) {
        let record = Arc::new(record);
        let (queue, waiting) = mpsc::channel(QUEUE);
        // The old queue is held until its feed is done, which hears acknowledgements to the end.
        let (_old_queue, old, tally) = {
            let mut entries = self.entries.write();
            let entry = entries.entry(record.id).or_insert_with(|| Entry {
                record: Arc::clone(&record),
                tally: Arc::default(),
                queue: None,
                running: None,
            });
            entry.record = Arc::clone(&record);
            let old_queue = std::mem::replace(&mut entry.queue, record.enable.then_some(queue));
            (old_queue, entry.running.take(), Arc::clone(&entry.tally))
        };
        self.look_for_copies();
        if let Some(old) = old {
            old.stop().await;
        }
        let id = record.id;
        match core.store.read(move |tx| tx.outside_buffer().state(id)).await {
            Ok(state) => *tally.buffer.lock() = state,
            Err(error) => tracing::error!(%error, "the buffer of an outside broker is unknown"),
        }
        if record.enable {
            let running = run(core, &record, &tally, waiting);
            if let Some(entry) = self.entries.write().get_mut(&id) {
                entry.running = Some(running);
            }
        }
    }

    /// Forgets a broker and ends what runs for it.
    pub(crate) async fn remove(&self, id: RecordId) {
        let mut entry = self.entries.write().remove(&id);
        self.heard.lock().retain(|_, broker| *broker != id);
        if let Some(running) = entry.as_mut().and_then(|entry| entry.running.take()) {
            running.stop().await;
        }
        self.look_for_copies();
    }

    /// Ends everything; what waits is on the disk afterwards.
    pub(crate) async fn stop(&self) {
        let entries = std::mem::take(&mut *self.entries.write());
        self.is_idle.store(true, Ordering::Relaxed);
        for mut entry in entries.into_values() {
            if let Some(running) = entry.running.take() {
                running.stop().await;
            }
        }
    }

    fn look_for_copies(&self) {
        let copies = |entry: &Entry| {
            entry.queue.is_some() && entry.record.direction == BrokerDirection::Copy
        };
        let is_idle = !self.entries.read().values().any(copies);
        self.is_idle.store(is_idle, Ordering::Relaxed);
    }

    /// Whether no broker outside gets a copy of what is published here.
    pub(crate) fn is_idle(&self) -> bool {
        self.is_idle.load(Ordering::Relaxed)
    }

    /// Puts a published message into the queue of every broker that wants a copy. Never waits.
    pub(crate) fn copy(&self, topic: &str, body: &Bytes) {
        if self.is_idle() {
            return;
        }
        let Some((tenant, rest)) = split(topic) else { return };
        let Some(publication) = publication(rest) else { return };
        for entry in self.entries.read().values() {
            let record = &entry.record;
            let wants = record.direction == BrokerDirection::Copy
                && record.tenant.as_str() == tenant
                && record.publish.contains(&publication);
            if let Some(queue) = entry.queue.as_ref().filter(|_| wants) {
                let topic = format!("/v32/{}/{rest}", record.remote_tenant);
                let message = Waiting::Message { topic, payload: body.clone() };
                if queue.try_send(message).is_err() {
                    entry.tally.lost.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }

    /// A device was heard from a broker: its downlinks go back there.
    pub(crate) fn heard_from(&self, broker: RecordId, eui: &DeviceEui) {
        if self.heard.lock().get(eui) == Some(&broker) {
            return;
        }
        let entries = self.entries.read();
        let Some(queue) = entries.get(&broker).and_then(|entry| entry.queue.as_ref()) else {
            return;
        };
        // When there is no room it is noted with the next message.
        if queue.try_send(Waiting::Heard(eui.clone())).is_ok() {
            self.heard.lock().insert(eui.clone(), broker);
        }
    }

    /// Sends a client's downlink to the broker that its device was last heard from. `false`: it
    /// is none, or its device was never heard from one.
    pub(crate) fn send_downlink(&self, core: &Core, message: &Inbound) -> bool {
        let Some(("as/dn/data", eui)) =
            split(&message.topic).and_then(|(_, it)| it.rsplit_once('/'))
        else {
            return false;
        };
        let Ok(eui) = eui.parse::<DeviceEui>() else { return false };
        if !inbound::is_fed_by_mqtt(core, &message.tenant, &eui) {
            return false;
        }
        let Some(sent) = self.forward(&message.tenant, &eui, &message.payload) else {
            return false;
        };
        if let Err(reason) = sent {
            core.counters.refused(&message.tenant, "outside_downlink");
            let ack = failed(&eui, &message.payload, reason);
            let topic = format!("/v32/{}/as/up/ack/{eui}", message.tenant);
            core.publish_here(&topic, Bytes::from(ack.to_string()));
        }
        true
    }

    /// Sends a message for a device to the broker it was last heard from; `None`: there is none.
    pub(crate) fn forward(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        body: &Bytes,
    ) -> Option<Result<(), &'static str>> {
        let broker = self.heard.lock().get(eui).copied()?;
        // It may have been heard there when another tenant had the EUI.
        let is_foreign = |entry: &Entry| entry.record.tenant != *tenant;
        if self.entries.read().get(&broker).is_some_and(is_foreign) {
            return None;
        }
        Some(self.downlink_to(broker, tenant, eui, body))
    }

    fn downlink_to(
        &self,
        broker: RecordId,
        tenant: &TenantCode,
        eui: &DeviceEui,
        body: &Bytes,
    ) -> Result<(), &'static str> {
        let body_eui = serde_json::from_slice::<JsonMap>(body)
            .map_err(|_| "the downlink is no JSON object")?
            .get("moteeui")
            .and_then(Value::as_str)
            .map(str::parse::<DeviceEui>);
        if body_eui.is_some_and(|found| found.as_ref() != Ok(eui)) {
            return Err("the downlink is for another device than its topic");
        }
        let entries = self.entries.read();
        let entry = entries.get(&broker).filter(|entry| entry.record.tenant == *tenant);
        let entry = entry.ok_or("the broker the device was heard from is not there any more")?;
        let queue = entry.queue.as_ref().ok_or("the outside broker is switched off")?;
        let topic = format!("/v32/{}/as/dn/data/{eui}", entry.record.remote_tenant);
        let message = Waiting::Message { topic, payload: body.clone() };
        queue.try_send(message).map_err(|_| "too many messages wait for the outside broker")
    }
}

/// The acknowledgement of a downlink that went nowhere. Source: thinklink.md 2.3.
fn failed(eui: &DeviceEui, body: &[u8], reason: &str) -> Value {
    let token = serde_json::from_slice::<JsonMap>(body)
        .ok()
        .and_then(|body| body.get("token").filter(|token| token.is_number()).cloned());
    json!({
        "version": things::as_message::VERSION, "type": "ackSeq", "moteeui": eui.as_str(),
        "token": token.unwrap_or(Value::from(0)), "msg": reason, "seq": -1,
    })
}

fn run(
    core: &Arc<Core>,
    record: &Arc<OutsideBroker>,
    tally: &Arc<Tally>,
    waiting: mpsc::Receiver<Waiting>,
) -> Running {
    let (outgoing, taken) = mpsc::channel(OUTGOING);
    let inbox = SourceInbox::new(Arc::downgrade(core), Arc::clone(record), Arc::clone(tally));
    let options = super::options(record);
    let client = Client::start(options, client::Limits::default(), taken, Arc::new(inbox));
    let stop = CancellationToken::new();
    let feed = Feed {
        store: core.store.clone(),
        bus: core.bus.clone(),
        record: Arc::clone(record),
        tally: Arc::clone(tally),
        stop: stop.clone(),
    };
    let connection =
        Connection { outgoing, delivered: client.delivered(), state: client.changes() };
    let feed = tokio::spawn(feed::run(feed, connection, waiting));
    Running { client, feed, stop }
}

/// Tenant and what follows it in a topic of the platform.
pub(crate) fn split(topic: &str) -> Option<(&str, &str)> {
    topic.strip_prefix("/v32/")?.split_once('/')
}

fn publication(rest: &str) -> Option<Publication> {
    let (kind, _) = rest.rsplit_once('/')?;
    match kind {
        "as/up/data" => Some(Publication::Data),
        "as/up/dataAll" => Some(Publication::DataAll),
        "as/up/ack" => Some(Publication::Ack),
        "tkl/up/telemetry" => Some(Publication::Telemetry),
        _ => None,
    }
}
