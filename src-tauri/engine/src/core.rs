//! What every task and use case shares, and how it all stops.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use gateway::{GatewayState, Gateways, Notice, TransmitError};
use lorawan::{DevAddr, Eui64};
use model::radio::{GatewayDownlink, TransmitOutcome};
use model::{DeviceEui, Said, Saying, TenantCode, Timestamp, say};
use mqtt::Broker;
use ns::airspace::Airspace;
use parking_lot::{Mutex, RwLock};
use store::Store;
use tokio::runtime::Handle;
use tokio::sync::{OwnedMutexGuard, Semaphore, mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::access::AccessState;
use crate::alarms::Book;
use crate::counters::Counters;
use crate::device_executions::States;
use crate::downlinks::Queues;
use crate::event::{Action, Bus, Event, Resource, Topic};
use crate::gateways::live::Live;
use crate::gateways::stations::Tokens as StationTokens;
use crate::models::scripts::Trials;
use crate::notices::Outbox;
use crate::org_params::OrgParamsOf;
use crate::outside_brokers::Hub;
use crate::radio::deliver::Progress;
use crate::radio::frames::Note;
use crate::radio::strangers::Strangers;
use crate::radio::{self, Command};
use crate::registry::Registry;
use crate::rpc::{Runs, Threads};
use crate::scheduled_tasks::Schedule;
use crate::settings::Settings;
use crate::simulated_site::Running;
use crate::status::{ListenerProblem, Listeners};
use crate::storage::Cleaning;
use crate::tasks::Board;
use crate::triggers::Triggers;
use crate::turns::Turns;
use crate::workers::{Message, Work, Workers};

/// How long scripts may take, once the instance stops, for what was accepted before.
const STOP_WITHIN: Duration = Duration::from_secs(10);
/// How often a stop looks whether they are through.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// The shared part of an engine.
pub(crate) struct Core {
    pub(crate) store: Store,
    pub(crate) registry: Registry,
    pub(crate) bus: Bus,
    pub(crate) counters: Counters,
    pub(crate) access: AccessState,
    pub(crate) trials: Trials,
    /// What is to be told to people.
    pub(crate) outbox: Outbox,
    /// What organisations give their scripts.
    pub(crate) org_params: OrgParamsOf,
    /// What triggers ask for.
    pub(crate) triggers: Triggers,
    /// Active alarms.
    pub(crate) alarms: Book,
    /// Files that were checked and wait for people.
    pub(crate) imports: crate::imports::Plans,
    /// Turns of histories on their way out as files.
    pub(crate) exports: Arc<Semaphore>,
    /// MQTT brokers that are not ours.
    pub(crate) outside: Hub,
    /// Who is heard and is nobody's.
    pub(crate) strangers: Strangers,
    /// For whoever builds a frame for a device: from reading its nonces or its queue to the commit
    /// of what the frame uses up.
    pub(crate) turns: Turns<Eui64>,
    /// For whoever changes or deletes a record, by its kind and key.
    pub(crate) edits: Turns<(Resource, String)>,
    /// What waits for devices.
    pub(crate) queues: Queues,
    /// Commands of which something may still change.
    pub(crate) rpc: Runs,
    /// Long work that people watch.
    pub(crate) board: Board,
    /// What device executions have done.
    pub(crate) executions: States,
    /// When they run.
    pub(crate) schedule: Schedule,
    /// Calls to web addresses.
    pub(crate) web: web::Caller,
    /// What gateways transmit.
    pub(crate) airspace: Mutex<Airspace>,
    /// Room for frames that stand back for what others are owed.
    pub(crate) standing_back: Semaphore,
    pub(crate) default_tenant: TenantCode,
    /// Tells this instance from others; see [`crate::Engine::instance_id`].
    pub(crate) instance_id: String,
    pub(crate) started_at: Timestamp,
    /// When gateways were last seen before this start, and until they are seen again.
    pub(crate) gateways_seen: Mutex<HashMap<Eui64, Timestamp>>,
    pub(crate) live: Live,
    /// When history is cleaned.
    pub(crate) cleaning: Mutex<Cleaning>,
    pub(crate) site: Mutex<Option<Running>>,
    pub(crate) settings: RwLock<Settings>,
    pub(crate) stopping: CancellationToken,
    /// The stop takes too long: messages that wait are kept as they came.
    pub(crate) hurry: CancellationToken,
    /// Everything on the way of a frame, and upkeep.
    pub(crate) tasks: TaskTracker,
    /// The frame log, the triggers and what the devices' threads leave to others, which end after
    /// everything that gives them something.
    pub(crate) log: TaskTracker,
    /// For those who start tasks from threads of their own.
    pub(crate) runtime: Handle,
    pub(crate) progress: watch::Receiver<Progress>,
    pub(crate) radio: mpsc::Sender<Command>,
    /// `None` once stopped, so that the frame log ends.
    pub(crate) notes: RwLock<Option<mpsc::Sender<Note>>>,
    pub(crate) workers: RwLock<Option<Workers>>,
    pub(crate) rpc_threads: RwLock<Option<Threads>>,
    pub(crate) gateways: RwLock<Option<Arc<Gateways>>>,
    pub(crate) station_tokens: StationTokens,
    pub(crate) broker: RwLock<Option<Arc<Broker>>>,
    pub(crate) http: Mutex<Option<SocketAddr>>,
    pub(crate) problems: Mutex<Vec<ListenerProblem>>,
}

impl fmt::Debug for Core {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Core").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Core {
    pub(crate) fn settings(&self) -> Settings {
        self.settings.read().clone()
    }

    pub(crate) fn set_settings(&self, settings: Settings) {
        *self.settings.write() = settings;
    }

    /// The turn of whoever changes or deletes a record, from reading it to having it in memory:
    /// two changes at the same moment both stay, and none brings a deleted record back.
    pub(crate) async fn edit(&self, kind: Resource, key: impl ToString) -> OwnedMutexGuard<()> {
        self.edits.lock((kind, key.to_string())).await
    }

    /// [`Self::edit`] for many records of a kind that change together, by their keys. Whoever holds
    /// such turns takes no other of that kind.
    pub(crate) async fn edit_all<K: ToString>(
        &self,
        kind: Resource,
        keys: impl IntoIterator<Item = K>,
    ) -> HashMap<String, OwnedMutexGuard<()>> {
        let keys = keys.into_iter().map(|key| (kind, key.to_string())).collect();
        let held = self.edits.lock_all(keys).await.into_iter();
        held.map(|((_, key), turn)| (key, turn)).collect()
    }

    /// Starts a short task that [`Core::stop`] waits for.
    pub(crate) fn spawn(
        &self,
        name: &'static str,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        tracing::trace!(name, "task");
        self.tasks.spawn(task);
    }

    /// Logs a frame, or counts it when the log cannot keep up.
    pub(crate) fn note(&self, note: Note) {
        let full = match &*self.notes.read() {
            Some(notes) => notes.try_send(note).is_err(),
            None => false,
        };
        if full {
            self.counters.dropped(1);
        }
    }

    /// Hands a message to the thing models, or counts it when they cannot keep up.
    pub(crate) fn to_workers(&self, message: Message) {
        if !self.offer_to_workers(message) {
            self.counters.dropped(1);
        }
    }

    /// Hands a message to the thing models; `false` when they cannot keep up.
    pub(crate) fn offer_to_workers(&self, message: Message) -> bool {
        let home = message.eui.clone();
        self.offer_work(&home, Work::Uplink(message))
    }

    /// Hands work to a device's thread; `false` when its queue is full or the instance stops.
    pub(crate) fn offer_work(&self, home: &DeviceEui, work: Work) -> bool {
        self.workers.read().as_ref().is_some_and(|workers| workers.offer(home, work))
    }

    /// Waits until the accepted frame with this number was stored; `false` when it was not.
    pub(crate) async fn is_stored(&self, number: u64) -> bool {
        let mut progress = self.progress.clone();
        let tried = progress.wait_for(|progress| progress.is_stored(number).is_some()).await;
        // An error says that the engine stopped before the frame's turn came.
        tried.is_ok_and(|progress| progress.is_stored(number) == Some(true))
    }

    pub(crate) async fn radio_command(&self, command: Command) {
        if self.radio.send(command).await.is_err() {
            tracing::debug!("a command came while the engine was stopping");
        }
    }

    /// Whether a session uses an address.
    pub(crate) async fn radio_uses(&self, address: DevAddr) -> bool {
        let (answer, answered) = oneshot::channel();
        self.radio_command(Command::Uses(address, answer)).await;
        answered.await.unwrap_or(false)
    }

    /// The tenant whose frames a gateway's frames are when no device claims them.
    pub(crate) fn tenant_of_gateway(&self, eui: Eui64) -> TenantCode {
        let gateway = self.registry.gateway(eui);
        gateway.map_or_else(|| self.default_tenant.clone(), |gateway| gateway.tenant.clone())
    }

    /// A gateway said something: tell subscribers.
    pub(crate) fn gateway_seen(&self, eui: Eui64) {
        if self.bus.is_wanted(Topic::Gateway) {
            self.bus.publish(Event::Gateway(eui));
        }
    }

    /// Somebody else used a gateway's EUI: keep it for people when the gateway is registered.
    pub(crate) fn gateway_contested(self: &Arc<Self>, eui: Eui64, notice: &Notice, at: Timestamp) {
        let Some(gateway) = self.registry.gateway(eui) else { return };
        let state = self.gateway_state(eui);
        if let Some(row) = self.live.contested(&gateway, notice, at, state.as_ref()) {
            let store = self.store.clone();
            self.spawn("incident", async move {
                if let Err(error) = store.append(vec![row]).await {
                    tracing::error!(%error, "an incident could not be stored");
                }
            });
        }
        self.bus.changed(&gateway.tenant, Resource::Gateways, eui, Action::Updated);
    }

    pub(crate) fn gateways(&self) -> Option<Arc<Gateways>> {
        self.gateways.read().clone()
    }

    pub(crate) fn gateway_states(&self) -> Vec<GatewayState> {
        self.gateways().map(|gateways| gateways.snapshot()).unwrap_or_default()
    }

    pub(crate) fn gateway_state(&self, eui: Eui64) -> Option<GatewayState> {
        self.gateways()?.state(eui)
    }

    /// When a gateway was last heard, in this run or an earlier one.
    pub(crate) fn gateway_last_heard(
        &self,
        eui: Eui64,
        state: Option<&GatewayState>,
    ) -> Option<Timestamp> {
        let live = state.and_then(|state| state.last_push.max(state.last_pull));
        live.or_else(|| self.gateways_seen.lock().get(&eui).copied())
    }

    /// Uplinks the gateway service had to drop.
    pub(crate) fn gateway_drops(&self) -> u64 {
        self.gateways().map_or(0, |gateways| gateways.events_dropped())
    }

    /// The session a device uses, unless it has joined anew and was not heard since.
    pub(crate) async fn live(&self, dev_eui: Eui64) -> Option<radio::Live> {
        let (answer, answered) = oneshot::channel();
        self.radio_command(Command::Live(dev_eui, answer)).await;
        answered.await.ok().flatten()
    }

    /// The session a device uses, or the one it has joined when there is no other.
    pub(crate) async fn latest(&self, dev_eui: Eui64) -> Option<radio::Live> {
        let (answer, answered) = oneshot::channel();
        self.radio_command(Command::Latest(dev_eui, answer)).await;
        answered.await.ok().flatten()
    }

    /// Whether a gateway may transmit: everyone who may be heard and is not told to listen only.
    pub(crate) fn can_transmit(&self, eui: Eui64) -> bool {
        self.registry.gateway(eui).is_none_or(|gateway| gateway.enable && gateway.down_enable)
    }

    /// Whether a gateway may transmit and there is a way to it at this moment.
    pub(crate) fn can_reach(&self, eui: Eui64) -> bool {
        self.can_transmit(eui) && self.gateways().is_some_and(|gateways| gateways.has_path(eui))
    }

    /// Asks of the gateway the power that makes its antenna radiate what was planned, and no more
    /// than it may. The frame log shows what the gateway was asked.
    pub(crate) fn power_for(&self, gateway: Eui64, eirp_dbm: i8) -> i8 {
        self.registry.gateway(gateway).map_or(eirp_dbm, |gateway| gateway.power_for(eirp_dbm))
    }

    /// Hands a frame to its gateway, whose transmission `begins` then, about.
    pub(crate) async fn transmit(
        &self,
        mut downlink: GatewayDownlink,
        begins: Instant,
    ) -> Result<TransmitOutcome, NotSent> {
        let eui = downlink.gateway;
        if !self.can_transmit(eui) {
            return Err(NotSent::DownOff(eui));
        }
        let gateways = self.gateways().ok_or(NotSent::Stopped)?;
        downlink.power_dbm = self.power_for(eui, downlink.power_dbm);
        let outcome = tokio::select! {
            biased;
            outcome = gateways.transmit(downlink, begins) => outcome.map_err(NotSent::Gateway)?,
            // The gateway has it, as far as one can tell; its answer is not waited for at the end.
            () = self.stopping.cancelled() => TransmitOutcome::NoAnswer,
        };
        self.live.downlink(eui, self.registry.gateway(eui).is_some(), &outcome);
        Ok(outcome)
    }

    /// Publishes what this instance says: on its own broker, and to those outside that want it.
    pub(crate) fn publish_mqtt(&self, topic: &str, body: String) {
        let body = Bytes::from(body);
        self.outside.copy(topic, &body);
        self.publish_here(topic, body);
    }

    /// Publishes on the own broker alone.
    pub(crate) fn publish_here(&self, topic: &str, body: Bytes) {
        if let Some(broker) = &*self.broker.read() {
            broker.publish(topic, body);
        }
    }

    /// How many MQTT clients are logged in.
    pub(crate) fn mqtt_clients(&self) -> usize {
        self.broker.read().as_ref().map_or(0, |broker| broker.clients())
    }

    /// The same of a tenant alone.
    pub(crate) fn mqtt_clients_of(&self, tenant: &TenantCode) -> usize {
        self.broker.read().as_ref().map_or(0, |broker| broker.clients_of(tenant))
    }

    pub(crate) fn set_http_address(&self, address: Option<SocketAddr>) {
        *self.http.lock() = address;
    }

    pub(crate) fn listeners(&self) -> Listeners {
        let gateways = self.gateways();
        let gateways = gateways.as_deref();
        Listeners {
            http: *self.http.lock(),
            gwmp: gateways.map(Gateways::gwmp_addresses).unwrap_or_default(),
            basics_station: gateways.map(Gateways::station_addresses).unwrap_or_default(),
            mqtt: self.broker.read().as_ref().map(|broker| broker.addr()),
            problems: self.problems.lock().clone(),
        }
    }

    /// Stops in the direction data flows, so that nothing on its way is lost: what gateways and
    /// clients sent is stored and parsed, the targets of relations hear of it, and what triggers ask
    /// for is kept for the next start. Scripts get [`STOP_WITHIN`] for that; then messages are kept
    /// unparsed, and notifications of relations are dropped and counted. Commands that are going are
    /// interrupted, and their log says so.
    pub(crate) async fn stop(&self) {
        if self.stopping.is_cancelled() {
            return;
        }
        self.stopping.cancel();
        let site = self.site.lock().take();
        if let Some(site) = site {
            site.stop().await;
        }
        let gateways = self.gateways.write().take();
        if let Some(gateways) = gateways.and_then(Arc::into_inner) {
            gateways.stop().await;
        }
        let broker = self.broker.write().take();
        if let Some(broker) = broker.and_then(Arc::into_inner) {
            broker.stop().await;
        }
        // The radio ends with the gateway events, delivery with the radio, the log with its queue.
        self.tasks.close();
        self.tasks.wait().await;
        self.finish_work().await;
        self.triggers.close();
        self.notes.write().take();
        self.log.close();
        self.log.wait().await;
        self.close_runs().await;
        let threads = self.rpc_threads.write().take();
        if let Some(threads) = threads
            && tokio::task::spawn_blocking(move || threads.stop()).await.is_err()
        {
            tracing::error!("stopping the commands' scripts panicked");
        }
        self.outside.stop().await;
        let store = self.store.clone();
        if tokio::task::spawn_blocking(move || store.close()).await.is_err() {
            tracing::error!("closing the store panicked");
        }
    }

    /// Lets the devices' threads finish what they have and what follows from it, then ends them.
    async fn finish_work(&self) {
        if tokio::time::timeout(STOP_WITHIN, self.work_done()).await.is_err() {
            tracing::warn!("too much waits for the thing models; it is kept unparsed");
            self.hurry.cancel();
        }
        // A thread that gets on with nothing but storing is soon through.
        self.work_done().await;
        let workers = self.workers.write().take();
        if let Some(workers) = workers
            && tokio::task::spawn_blocking(move || workers.stop()).await.is_err()
        {
            tracing::error!("stopping the thing models panicked");
        }
    }

    /// Resolves when the devices' threads have nothing to do.
    async fn work_done(&self) {
        while self.workers.read().as_ref().is_some_and(Workers::has_work) {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

/// Why a gateway did not get a frame.
#[derive(Debug)]
pub(crate) enum NotSent {
    /// It may not transmit.
    DownOff(Eui64),
    /// The gateway service does not run.
    Stopped,
    /// The gateway service could not hand it over.
    Gateway(TransmitError),
}

impl NotSent {
    /// Whether the gateway has so much before it that another moment may do.
    pub(crate) const fn is_overrun(&self) -> bool {
        matches!(self, Self::Gateway(TransmitError::Busy(_)))
    }
}

impl From<&NotSent> for Said {
    fn from(error: &NotSent) -> Self {
        match error {
            NotSent::DownOff(gateway) => say!(GatewayDownOff, gateway = gateway.to_string()),
            NotSent::Stopped => Saying::GatewaysDown.into(),
            NotSent::Gateway(error) => error.into(),
        }
    }
}
