//! Starting an engine: the store first, then what is hot, then the tasks, then the listeners.

use std::collections::HashMap;
use std::sync::Arc;

use gateway::Gateways;
use gateway::gwmp::Gwmp;
use gateway::station::Station;
use lorawan::Eui64;
use model::record::{Downlink, TriggerActions};
use model::{Said, TenantCode, Timestamp};
use mqtt::Broker;
use parking_lot::{Mutex, RwLock};
use store::{Options, Store, StoreError};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::access::{self, AccessState, MqttAccounts};
use crate::alarms::Book;
use crate::core::Core;
use crate::counters::Counters;
use crate::device_executions::States;
use crate::downlinks::Queues;
use crate::event::Bus;
use crate::gateways::live::Live;
use crate::gateways::stations;
use crate::imports::Plans;
use crate::incidents::Subject;
use crate::models::scripts::Trials;
use crate::models::thing_models;
use crate::notices::{self, MailSettings, Outbox};
use crate::org_params::OrgParamsOf;
use crate::outside_brokers::Hub;
use crate::radio::Radio;
use crate::radio::deliver;
use crate::radio::frames;
use crate::radio::strangers::{self, Strangers};
use crate::registry::{Activity, Registry};
use crate::rpc::{self, Runs};
use crate::scheduled_tasks::Schedule;
use crate::settings;
use crate::status::ListenerProblem;
use crate::tasks::Board;
use crate::triggers::{self, Triggers};
use crate::turns::Turns;
use crate::workers::Workers;
use crate::{BasicsStation, Config, Engine, Error, clock, data_file, downlinks, inbound, online};
use crate::{radio, scheduled_tasks, upkeep};

/// Where the store keeps [`Engine::instance_id`].
const INSTANCE_ID: &str = "instance_id";

/// Why an instance could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operating system gave no thread.
    #[error("no thread could be started")]
    Thread(#[source] std::io::Error),
    /// The owner's token could not be made.
    #[error(transparent)]
    Access(#[from] Error),
}

/// Everything a starting engine reads.
struct Loaded {
    default_tenant: TenantCode,
    instance_id: String,
    registry: Registry,
    access: AccessState,
    alarms: Book,
    pending_actions: Vec<TriggerActions>,
    mail: MailSettings,
    org_params: OrgParamsOf,
    station_tokens: stations::Tokens,
    settings: settings::Settings,
    sessions: Vec<store::StoredSession>,
    downlinks: Vec<Downlink>,
    gateways_seen: HashMap<Eui64, Timestamp>,
    incidents: Vec<store::IncidentRecord>,
    board: Board,
    executions: States,
    schedule: Schedule,
    outside: Hub,
}

pub(crate) async fn start(config: Config) -> Result<Engine, StartError> {
    let dir = config.data_dir.clone();
    let opened = tokio::task::spawn_blocking(move || -> Result<_, StoreError> {
        let store = Store::open(&dir, &Options::default())?;
        let loaded = load(&store)?;
        Ok((store, loaded))
    });
    let (store, loaded) = match opened.await {
        Ok(opened) => opened?,
        Err(error) => return Err(StartError::Thread(std::io::Error::other(error))),
    };
    let (progress, watched) = watch::channel(deliver::Progress::default());
    let (radio_commands, commands) = mpsc::channel(radio::COMMAND_QUEUE);
    let (notes, noted) = mpsc::channel(frames::QUEUE);
    let (accepted, to_commit) = mpsc::channel(deliver::QUEUE);
    let (all_copies, copied) = mpsc::channel(deliver::ALL_QUEUE);
    let (wish, wishes) = mpsc::channel(triggers::QUEUE);
    let (outbox, to_send) = mpsc::channel(notices::QUEUE);
    let core = Arc::new(Core {
        store,
        registry: loaded.registry,
        bus: Bus::new(),
        counters: Counters::new(),
        access: loaded.access,
        trials: Trials::new(),
        outbox: Outbox::new(outbox, loaded.mail),
        org_params: loaded.org_params,
        triggers: Triggers::new(wish),
        alarms: loaded.alarms,
        imports: Plans::default(),
        exports: Arc::new(Semaphore::new(data_file::AT_ONCE)),
        outside: loaded.outside,
        strangers: Strangers::default(),
        turns: Turns::default(),
        edits: Turns::default(),
        queues: Queues::default(),
        rpc: Runs::default(),
        board: loaded.board,
        executions: loaded.executions,
        schedule: loaded.schedule,
        web: web::Caller::default(),
        airspace: Mutex::default(),
        standing_back: Semaphore::new(radio::STANDING_BACK),
        default_tenant: loaded.default_tenant,
        instance_id: loaded.instance_id,
        started_at: clock::now(),
        gateways_seen: Mutex::new(loaded.gateways_seen),
        live: Live::resume(&loaded.incidents),
        cleaning: Mutex::default(),
        site: Mutex::new(None),
        settings: RwLock::new(loaded.settings),
        stopping: CancellationToken::new(),
        hurry: CancellationToken::new(),
        tasks: TaskTracker::new(),
        log: TaskTracker::new(),
        runtime: Handle::current(),
        progress: watched,
        radio: radio_commands,
        notes: RwLock::new(Some(notes)),
        workers: RwLock::new(None),
        rpc_threads: RwLock::new(None),
        gateways: RwLock::new(None),
        station_tokens: loaded.station_tokens,
        broker: RwLock::new(None),
        http: Mutex::new(None),
        problems: Mutex::new(Vec::new()),
    });
    *core.workers.write() = Some(Workers::start(&core).map_err(StartError::Thread)?);
    *core.rpc_threads.write() = Some(rpc::Threads::start().map_err(StartError::Thread)?);
    let mut radio = Radio::new(Arc::clone(&core), accepted, all_copies);
    for stored in loaded.sessions {
        radio.load(stored);
    }
    let (events, heard) = mpsc::channel(radio::EVENT_QUEUE);
    // Before anything that starts a run: one that has just begun would be taken for one that the
    // program's end has cut short.
    rpc::resume(&core).await;
    core.log.spawn(frames::run(Arc::clone(&core), noted));
    core.spawn("deliver", deliver::run(Arc::clone(&core), to_commit, progress));
    core.spawn("dataAll", deliver::run_all(Arc::clone(&core), copied));
    core.spawn("radio", radio.run(heard, commands));
    core.log.spawn(triggers::run(Arc::clone(&core), wishes, loaded.pending_actions));
    core.spawn("notices", notices::run(Arc::clone(&core), to_send));
    core.spawn("upkeep", upkeep::run(Arc::clone(&core)));
    core.spawn("strangers", strangers::read_back(Arc::clone(&core)));
    core.spawn("rpc log", rpc::keep(Arc::clone(&core)));
    core.spawn("schedule", scheduled_tasks::run(Arc::clone(&core)));
    core.spawn("downlinks", downlinks::run(Arc::clone(&core), loaded.downlinks));
    listen(&core, &config, events).await;
    core.outside.start(&core).await;
    let engine = Engine { core };
    access::ensure_admin_token(&engine, &config.data_dir).await?;
    engine.simulated_site().resume();
    Ok(engine)
}

/// Opens the listeners. What cannot be opened is noted for people and leaves the rest running.
async fn listen(core: &Arc<Core>, config: &Config, events: mpsc::Sender<gateway::Event>) {
    let gwmp = listen_gwmp(core, config, events.clone()).await;
    let station = listen_station(core, config, events).await;
    *core.gateways.write() = Some(Arc::new(Gateways::new(gwmp, station)));
    let Some(address) = config.mqtt else { return };
    let (sender, receiver) = mpsc::channel(inbound::QUEUE);
    let accounts = Arc::new(MqttAccounts(Arc::downgrade(core)));
    match Broker::start(mqtt::Config::new(address), accounts, sender).await {
        Ok(broker) => {
            *core.broker.write() = Some(Arc::new(broker));
            core.spawn("inbound", inbound::run(Arc::clone(core), receiver));
        }
        Err(error) => {
            let mqtt::Error::Listen { source, .. } = &error;
            note_problem(core, "mqtt", address, &error, Said::from(source));
        }
    }
}

async fn listen_gwmp(
    core: &Arc<Core>,
    config: &Config,
    events: mpsc::Sender<gateway::Event>,
) -> Option<Gwmp> {
    let admission = Arc::new(stations::Rules::of(core));
    let gwmp = gateway::gwmp::Config::listening_on(config.gwmp.clone());
    match Gwmp::start(gwmp, admission, events).await {
        Ok(gwmp) => {
            for problem in gwmp.problems() {
                note_problem(core, "gwmp", problem.address, problem, Said::from(&problem.why));
            }
            Some(gwmp)
        }
        Err(error) => {
            note_problem(core, "gwmp", error.address, &error, Said::from(&error.why));
            None
        }
    }
}

async fn listen_station(
    core: &Arc<Core>,
    config: &Config,
    events: mpsc::Sender<gateway::Event>,
) -> Option<Station> {
    let BasicsStation { listen, certificate } = &config.basics_station;
    let &first = listen.first()?;
    let identity = match stations::identity(&config.data_dir, listen, certificate.as_ref()).await {
        Ok(identity) => identity,
        // Without TLS every token would go over the network for all to read.
        Err(error) => {
            note_problem(core, "basics_station", first, &error, Said::from(&error));
            return None;
        }
    };
    let rules = Arc::new(stations::Rules::of(core));
    let config = gateway::station::Config::listening_on(listen.clone(), Some(identity));
    match Station::start(config, rules, events).await {
        Ok(station) => {
            for problem in station.problems() {
                let why = Said::from(&problem.why);
                note_problem(core, "basics_station", problem.address, problem, why);
            }
            Some(station)
        }
        Err(error) => {
            let why = Said::from(&error.why);
            note_problem(core, "basics_station", error.address, &error, why);
            None
        }
    }
}

/// Notes for people why something does not listen; the log has all that is known of it.
fn note_problem(
    core: &Core,
    listener: &'static str,
    address: std::net::SocketAddr,
    error: &dyn std::error::Error,
    why: Said,
) {
    let mut detail = error.to_string();
    if let Some(source) = error.source()
        && !detail.contains(&source.to_string())
    {
        detail = format!("{detail}: {source}");
    }
    tracing::error!(listener, %address, detail, "listener could not start");
    let address = address.to_string();
    core.problems.lock().push(ListenerProblem { listener, address, detail: why });
}

fn load(store: &Store) -> Result<Loaded, StoreError> {
    let now = clock::now();
    store.write_blocking(move |tx| {
        access::first_start(tx, now)?;
        if tx.settings().get(INSTANCE_ID)?.is_none() {
            tx.settings().set(INSTANCE_ID, &access::random_id().into())?;
        }
        tx.tasks().interrupt_all(now)?;
        tx.restore_points().settle_all()?;
        tx.devices().leave_lost_parents()?;
        for builtin in things::builtin::thing_models() {
            tx.thing_models().put_builtin(&builtin.into_record(now))?;
        }
        for builtin in things::builtin::rpc_models() {
            tx.rpc_models().put_builtin(&builtin.into_record(now))?;
        }
        for builtin in things::builtin::device_templates() {
            tx.device_templates().put_builtin(&builtin.into_record(now))?;
        }
        Ok(())
    })?;
    store.read_blocking(move |reader| {
        let tenants = reader.tenants().all()?;
        let default_tenant = tenants
            .iter()
            .min_by_key(|tenant| tenant.created_at)
            .map(|tenant| tenant.code.clone())
            .ok_or_else(|| StoreError::Corrupt("there is no tenant".into()))?;
        let instance_id = reader.settings().get(INSTANCE_ID)?;
        let instance_id = instance_id.as_ref().and_then(|id| id.as_str()).unwrap_or_default();
        let registry = Registry::default();
        for model in reader.thing_models().load_all()? {
            registry.thing_models.put(thing_models::runnable(model));
        }
        for model in reader.rpc_models().load_all()? {
            registry.rpc_models.put(model);
        }
        for model in reader.trigger_models().load_all()? {
            registry.trigger_models.put(model);
        }
        for template in reader.device_templates().load_all()? {
            registry.device_templates.put(template);
        }
        for group in reader.notification_groups().load_all()? {
            registry.notification_groups.put(group);
        }
        for location in reader.locations().load_all()? {
            registry.locations.put(location);
        }
        for profile in reader.profiles().load_all()? {
            registry.put_profile(profile);
        }
        for gateway in reader.gateways().load_all()? {
            registry.put_gateway(gateway);
        }
        for device in reader.devices().load_all()? {
            registry.put_device(device);
        }
        registry.relations.put(reader.relations().load_all()?);
        load_live_state(reader, &registry)?;
        online::resume(&registry, &reader.incidents().load_last(Subject::Device.as_str())?);
        Ok(Loaded {
            default_tenant,
            instance_id: instance_id.to_owned(),
            access: AccessState::of(reader.tokens().load_all()?, &reader.mqtt_accounts().all()?),
            mail: MailSettings::load(reader)?,
            org_params: OrgParamsOf::of(reader.org_params().load_all()?),
            pending_actions: reader.pending_actions().load_all()?,
            alarms: Book::of_stored(reader.alarms().load_all()?),
            station_tokens: stations::Tokens::of(reader.station_tokens().load_all()?),
            settings: settings::from_pairs(&reader.settings().all()?),
            sessions: reader.sessions().load_all()?,
            incidents: reader.incidents().load_newest(Subject::Gateway.as_str())?,
            downlinks: reader.downlinks().waiting()?,
            board: Board::new(reader.tasks().load_all()?),
            executions: load_executions(reader, &registry)?,
            schedule: load_schedule(reader, &registry, now)?,
            gateways_seen: reader
                .seen()
                .load_all()?
                .into_iter()
                .map(|seen| (seen.eui, seen.at))
                .collect(),
            outside: Hub::new(
                reader.outside_brokers().load_all()?,
                reader.outside_devices().load_all()?,
            ),
            registry,
        })
    })
}

fn load_executions(reader: &store::ReadTx<'_>, registry: &Registry) -> Result<States, StoreError> {
    let loaded = reader.device_executions().load_all()?;
    let states = loaded.into_iter().map(|(execution, state)| {
        let id = execution.id;
        registry.device_executions.put(execution);
        (id, state)
    });
    Ok(States::of(states))
}

fn load_schedule(
    reader: &store::ReadTx<'_>,
    registry: &Registry,
    now: Timestamp,
) -> Result<Schedule, StoreError> {
    let loaded = reader.scheduled_tasks().load_all()?;
    for (task, _) in &loaded {
        registry.scheduled_tasks.put(task.clone());
    }
    Ok(Schedule::resume(&loaded, now))
}

/// Latest telemetry and activity of the devices.
fn load_live_state(reader: &store::ReadTx<'_>, registry: &Registry) -> Result<(), StoreError> {
    for values in reader.telemetry().load_latest()? {
        // Another tenant may have had the EUI before.
        if let Some(device) = registry.device_of(&values.tenant, &values.eui) {
            device.lock().latest.push((values.thing_model, values.data));
        }
    }
    for row in reader.activity().load_all()? {
        if let Some(device) = registry.device(&row.eui) {
            let activity = Activity { at: row.at, rssi: row.rssi_dbm, snr: row.snr_db };
            device.lock().activity = Some(activity);
        }
    }
    Ok(())
}
