//! The application side of an uplink: thing models in turn, merge, store, publish.
//!
//! A few threads, each with its own sandbox. A device always goes to the same thread, so its
//! uplinks stay in order; scripts never run on an async worker. A frame that is slow here delays
//! no downlink window: the radio side has gone on long before.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use lorawan::Eui64;
use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};
use script::{ErrorKind, Input, Limits, Notice, Sandbox, ScriptError};
use serde_json::{Value, json};
use store::{ActivityRow, Direction, HistoryRow, MessageRecord, MessageRow, ModelLogRow};
use store::{StoreError, TelemetryRow};
use things::as_message;
use things::result::ParsedResult;

use crate::Core;
use crate::counters::ScriptRun;
use crate::event::{Event, Telemetry, Topic};
use crate::registry::{Activity, RunnableModel, SharedDevice};

/// Messages that may wait for one thread; when it is full the newest is dropped and counted.
const QUEUE: usize = 32_768;
/// Messages handled before what they produced is stored in one go.
const BATCH: usize = 256;
/// More messages than this in one batch mean load: the next ones are collected for a moment, which
/// makes few large commits of many small ones. A lone message is never delayed.
const BUSY: usize = 4;
const COLLECT: Duration = Duration::from_millis(5);

/// A message for the application layer.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) at: Timestamp,
    pub(crate) tenant: TenantCode,
    pub(crate) eui: DeviceEui,
    pub(crate) f_cnt: Option<u32>,
    pub(crate) f_port: Option<u8>,
    /// Decrypted payload, or the body of a message that is not an AS message.
    pub(crate) payload: Vec<u8>,
    pub(crate) gateways: Vec<Eui64>,
    pub(crate) rssi: Option<f32>,
    pub(crate) snr: Option<f32>,
    /// The AS message as published, JSON.
    pub(crate) content: String,
}

/// The threads and their queues.
#[derive(Debug)]
pub(crate) struct Workers {
    queues: Vec<SyncSender<Message>>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    pub(crate) fn start(core: &Arc<Core>) -> std::io::Result<Self> {
        let count = std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8));
        let (mut queues, mut threads) = (Vec::new(), Vec::new());
        for index in 0..count {
            let (sender, receiver) = sync_channel(QUEUE);
            let core = Arc::clone(core);
            let thread = std::thread::Builder::new()
                .name(format!("things-{index}"))
                .stack_size(8 * 1024 * 1024)
                .spawn(move || Worker::new(core).run(&receiver))?;
            queues.push(sender);
            threads.push(thread);
        }
        Ok(Self { queues, threads })
    }

    /// Hands a message to its device's thread. `false` when the thread's queue is full.
    pub(crate) fn offer(&self, message: Message) -> bool {
        let mut hasher = DefaultHasher::new();
        message.eui.hash(&mut hasher);
        let count = self.queues.len().max(1) as u64;
        let index = usize::try_from(hasher.finish() % count).unwrap_or(0);
        let Some(queue) = self.queues.get(index) else { return false };
        match queue.try_send(message) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        }
    }

    /// Lets the threads finish what they have and waits for them.
    pub(crate) fn stop(self) {
        drop(self.queues);
        for thread in self.threads {
            // A panic has been reported by the thread itself.
            let _ = thread.join();
        }
    }
}

/// What one thread keeps between messages.
struct Worker {
    core: Arc<Core>,
    sandbox: Sandbox,
    rows: Vec<HistoryRow>,
    /// Published after `rows` are committed: event, and MQTT topic and body.
    telemetry: Vec<(Telemetry, String)>,
    /// Messages somebody watches, with their place among the rows that get an id.
    messages: Vec<(usize, MessageRow)>,
    /// Devices whose attributes a script changed.
    changed: Vec<SharedDevice>,
}

impl Worker {
    fn new(core: Arc<Core>) -> Self {
        Self {
            core,
            sandbox: Sandbox::new(Limits::default()),
            rows: Vec::new(),
            telemetry: Vec::new(),
            messages: Vec::new(),
            changed: Vec::new(),
        }
    }

    fn run(&mut self, queue: &Receiver<Message>) {
        while let Ok(message) = queue.recv() {
            self.handle(message);
            let mut count = 1;
            for message in queue.try_iter().take(BATCH) {
                self.handle(message);
                count += 1;
            }
            self.flush();
            if (BUSY..BATCH).contains(&count) {
                collect();
            }
        }
    }

    fn handle(&mut self, message: Message) {
        let activity = Activity { at: message.at, rssi: message.rssi, snr: message.snr };
        let device = self.core.registry.device_of(&message.tenant, &message.eui);
        let parse = match &device {
            None => Vec::new(),
            Some(device) => {
                device.lock().activity = Some(activity);
                self.parse(device, &message)
            }
        };
        self.rows.push(HistoryRow::Activity(ActivityRow {
            eui: message.eui.clone(),
            at: message.at,
            rssi_dbm: message.rssi,
            snr_db: message.snr,
        }));
        let row = MessageRow {
            tenant: message.tenant,
            at: message.at,
            direction: Direction::Up,
            eui: message.eui,
            f_cnt: message.f_cnt,
            f_port: message.f_port,
            payload: message.payload,
            gateways: message.gateways,
            content: message.content,
            parse: Value::Array(parse).to_string(),
        };
        if self.core.bus.is_wanted(Topic::Message) {
            self.messages.push((self.rows.len(), row.clone()));
        }
        self.rows.push(HistoryRow::Message(Box::new(row)));
    }

    /// Runs every thing model of the device; one that fails stops no other. Says what became of
    /// each as `{thing_model_id, id_name, ok, error}`.
    fn parse(&mut self, device: &SharedDevice, message: &Message) -> Vec<Value> {
        let models = device.lock().device.thing_model.clone();
        let models = models
            .into_iter()
            .filter_map(|id| self.core.registry.thing_models.of(&message.tenant, id));
        let models: Vec<Arc<RunnableModel>> = models.collect();
        models
            .iter()
            .map(|model| {
                let error = self.run_model(device, model, message).err();
                json!({
                    "thing_model_id": model.id_text,
                    "id_name": &*model.id_name,
                    "ok": error.is_none(),
                    "error": error,
                })
            })
            .collect()
    }

    fn run_model(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        message: &Message,
    ) -> Result<(), String> {
        let input = {
            let state = device.lock();
            let live = things::DeviceState {
                telemetry: &state.latest,
                active_time: Some(message.at),
                online: true,
            };
            things::device_input_text(&state.device, &live)
        };
        let outcome = self.sandbox.run(
            &model.script,
            &Input::ThingModel {
                device: &input,
                msg: &message.content,
                thing_model_id: &model.id_text,
                notice: Notice::UPLINK,
            },
        );
        let elapsed = outcome.elapsed;
        for line in outcome.console {
            self.log(model, message, line.level.as_str(), line.text, None);
        }
        let results = outcome.result.and_then(|value| {
            // A value of the wrong shape is a failure like any other, without a place.
            things::result::interpret(value).map_err(|error| ScriptError {
                kind: ErrorKind::Output,
                message: error.to_string(),
                line: None,
                column: None,
            })
        });
        self.core.counters.script_ran(
            &message.tenant,
            model.model.id,
            &ScriptRun {
                at: message.at,
                eui: message.eui.as_str(),
                elapsed,
                error: results.as_ref().err(),
            },
        );
        let results = results.map_err(|error| {
            let place = error.line.map(|line| (line, error.column));
            self.log(model, message, "error", error.message.clone(), place);
            error.to_string()
        })?;
        for result in results {
            self.apply(device, model, message, result);
        }
        Ok(())
    }

    fn log(
        &mut self,
        model: &RunnableModel,
        message: &Message,
        level: &'static str,
        text: String,
        place: Option<(u32, Option<u32>)>,
    ) {
        self.rows.push(HistoryRow::ModelLog(ModelLogRow {
            tenant: message.tenant.clone(),
            thing_model: model.model.id,
            at: message.at,
            level: level.into(),
            text,
            eui: Some(message.eui.clone()),
            line: place.map(|(line, _)| line),
            column: place.and_then(|(_, column)| column),
        }));
    }

    /// Merges one result into the device and notes what is to be stored and published.
    fn apply(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        message: &Message,
        result: ParsedResult,
    ) {
        if let Some(identifier) = result.sub_device {
            let text = format!(
                "the result for sub-device {identifier} was left out: this version keeps no sub-devices"
            );
            return self.log(model, message, "warn", text, None);
        }
        let mut state = device.lock();
        if !things::result::applies(model.model.apply_to, state.device.device_type, &result) {
            return;
        }
        let merge = |current: &mut JsonMap, patch: Option<JsonMap>| {
            patch.is_some_and(|patch| things::merge::attributes(current, patch))
        };
        let server = merge(&mut state.device.server_attrs, result.server_attrs);
        let shared = merge(&mut state.device.shared_attrs, result.shared_attrs);
        if server || shared {
            self.changed.push(Arc::clone(device));
        }
        let Some(returned) = result.telemetry_data else { return };
        let keep_history = state.device.real_time_storage;
        let latest = partition(&mut state.latest, model.model.id);
        things::merge::telemetry(latest, &returned, message.at);
        let latest = latest.clone();
        drop(state);
        let body = as_message::telemetry_message(&as_message::Telemetry {
            eui: &message.eui,
            active_time: message.at,
            thing_model_id: model.model.id,
            thing_model_id_name: &model.id_name,
            telemetry_data: &latest,
        });
        self.rows.push(HistoryRow::Telemetry(TelemetryRow {
            tenant: message.tenant.clone(),
            eui: message.eui.clone(),
            thing_model: model.model.id,
            at: message.at,
            latest: serde_json::to_string(&latest).ok(),
            history: if keep_history { serde_json::to_string(&returned).ok() } else { None },
        }));
        let telemetry = Telemetry {
            tenant: message.tenant.clone(),
            eui: message.eui.clone(),
            active_time: message.at,
            thing_model: model.model.id,
            id_name: Arc::clone(&model.id_name),
            telemetry_data: latest,
            rssi: message.rssi,
            snr: message.snr,
        };
        self.telemetry.push((telemetry, body));
    }

    /// Commits what the batch produced, then publishes it.
    fn flush(&mut self) {
        let messages = std::mem::take(&mut self.messages);
        let telemetry = std::mem::take(&mut self.telemetry);
        self.save_attributes();
        let ids = match self.append() {
            Ok(ids) => ids,
            Err(error) => return tracing::error!(%error, "telemetry could not be stored"),
        };
        for (place, row) in messages {
            let Some(id) = ids.get(place).copied().flatten() else { continue };
            self.core.bus.publish(Event::Message(Arc::new(MessageRecord { id, row })));
        }
        let wanted = self.core.bus.is_wanted(Topic::Telemetry);
        for (telemetry, body) in telemetry {
            let topic = as_message::telemetry_topic(&telemetry.tenant, &telemetry.eui);
            self.core.publish_mqtt(&topic, body);
            if wanted {
                self.core.bus.publish(Event::Telemetry(Arc::new(telemetry)));
            }
        }
    }

    fn append(&mut self) -> Result<Vec<Option<RecordId>>, StoreError> {
        self.core.store.append_blocking(std::mem::take(&mut self.rows))
    }

    fn save_attributes(&mut self) {
        for device in self.changed.drain(..) {
            let device = device.lock().device.clone();
            let saved = self.core.store.write_blocking(move |tx| {
                let (server, shared) = (&device.server_attrs, &device.shared_attrs);
                tx.devices().set_attributes(&device.eui, Some(server), Some(shared))
            });
            if let Err(error) = saved {
                tracing::error!(%error, "attributes could not be stored");
            }
        }
    }
}

/// Lets messages pile up.
#[expect(clippy::disallowed_methods, reason = "the wait is the point, and shorter than any stop")]
fn collect() {
    std::thread::sleep(COLLECT);
}

/// The latest values of one thing model, made when there are none yet.
fn partition(latest: &mut Vec<(RecordId, JsonMap)>, id: RecordId) -> &mut JsonMap {
    let place = latest.iter().position(|(model, _)| *model == id).unwrap_or_else(|| {
        latest.push((id, JsonMap::new()));
        latest.len() - 1
    });
    let (_, values) = latest.get_mut(place).expect("the place was found or made just now");
    values
}
