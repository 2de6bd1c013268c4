//! Live data: the engine's events as JSON, for the WebSocket and for the window.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use engine::Engine;
use engine::event::{Event, Subscription, Topic};
use engine::notices::About;
use futures_util::{SinkExt, StreamExt};
use model::{DeviceEui, JsonMap, TenantCode, Timestamp, say};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{Allowed, Caller, Manage, Read};
use crate::extract::Query;
use crate::parse::Fields;
use crate::problem::{Code, Document, Problem};
use crate::routes::{alarms, downlinks, gateways, network, rpc, status, tasks};
use crate::said::Said;

pub(crate) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(events))
}

/// Most events one message carries; a burst is split.
const BATCH_MAX: usize = 500;
/// How often the status is sent to those who asked for it.
const STATUS_PERIOD: Duration = Duration::from_secs(1);
/// A client that does not take a message within this time is let go.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// What a subscriber wants to hear.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Comma-separated: `telemetry`, `frame`, `message`, `downlink`, `alarm`, `notice`, `rpc`,
    /// `gateway`, `device_status`, `task`, `changed`, `status`; everything when absent.
    pub topics: Option<String>,
    /// Only telemetry, messages, frames, downlinks, alarms and commands of this device.
    pub eui: Option<String>,
    /// Collect events for this long before each message, 0 (default) to 1000 ms.
    pub batch_ms: Option<u64>,
}

impl Wanted {
    /// Reads the query of `GET /api/v1/events`, for a shell that has no socket.
    ///
    /// # Errors
    /// Which parameter is not as it must be, in words.
    pub fn from_query(query: &str) -> Result<Self, String> {
        let uri = format!("/?{query}").parse().map_err(|error| format!("{error}"))?;
        axum::extract::Query::try_from_uri(&uri)
            .map(|axum::extract::Query(wanted)| wanted)
            .map_err(|error| error.body_text())
    }
}

/// One event as it leaves the process.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
enum WireEvent {
    /// New values of a device.
    Telemetry {
        eui: String,
        #[schema(value_type = String)]
        active_time: Timestamp,
        thing_model_id: String,
        thing_model_id_name: String,
        #[schema(value_type = Object)]
        telemetry_data: JsonMap,
        rssi: Option<f32>,
        snr: Option<f32>,
    },
    /// A device was heard, and no thing model made new values of it; of the topic `telemetry`.
    Heard {
        eui: String,
        #[schema(value_type = String)]
        active_time: Timestamp,
        rssi: Option<f32>,
        snr: Option<f32>,
    },
    /// A frame was heard or sent.
    Frame { frame: Box<network::Frame> },
    /// A message reached the application layer.
    Message { message: Box<network::Message> },
    /// A downlink was queued, sent, acknowledged, or failed.
    Downlink { downlink: Box<downlinks::Downlink> },
    /// An alarm was `raised`, `changed`, `acknowledged`, `cleared` or `manually_cleared`.
    Alarm { event: &'static str, alarm: Box<alarms::Alarm> },
    /// A command was called, or something of its run changed.
    Rpc { run: Box<rpc::RpcRun> },
    /// A notification group of channel `DESKTOP` is told something.
    Notice {
        group: String,
        title: String,
        /// What is known of the title; `null` for the words of a script.
        title_said: Option<Box<Said>>,
        desc: String,
        desc_said: Option<Box<Said>>,
        /// What it is about.
        subject: Option<Subject>,
        /// EUI of the device, when it is about one.
        eui: Option<String>,
        device_name: Option<String>,
        /// EUI of the gateway, when it is about one.
        gateway: Option<String>,
        gateway_name: Option<String>,
        /// The alarm's name, when it is about one.
        alarm: Option<String>,
        /// What happened to the alarm: `raised`, `changed`, `cleared` or `manually_cleared`.
        event: Option<&'static str>,
        /// `low`, `mid`, `high` or `urgent`.
        level: Option<&'static str>,
        #[schema(value_type = String)]
        at: Timestamp,
    },
    /// A gateway's live state changed.
    Gateway { gateway: Box<gateways::Gateway> },
    /// A registered gateway went online or offline; comes with the topic `gateway`.
    GatewayStatus {
        eui: String,
        status: &'static str,
        #[schema(value_type = Option<String>)]
        last_seen: Option<Timestamp>,
    },
    /// A device went online or offline.
    DeviceStatus {
        eui: String,
        status: &'static str,
        #[schema(value_type = Option<String>)]
        active_time: Option<Timestamp>,
    },
    /// A task began, went on, or ended.
    Task { task: Box<tasks::Task> },
    /// A record was created, changed or deleted: refetch it.
    Changed { resource: &'static str, key: String, action: &'static str },
    /// How the instance is doing, once a second.
    Status { status: Box<status::Status> },
    /// Events were lost because the subscriber was too slow: refetch what is shown.
    Resync,
}

/// What a notice is about, for whoever shows the way to it.
#[derive(Debug, Serialize, ToSchema)]
struct Subject {
    /// `device` or `gateway`.
    kind: &'static str,
    /// Its EUI; `null` when it is about several, which the text names.
    id: Option<String>,
}

impl Subject {
    fn of(about: &About) -> Self {
        let (kind, id) = match about {
            About::Device(eui, _) => ("device", Some(eui.to_string())),
            About::Gateway(eui, _) => ("gateway", Some(eui.to_string())),
            About::Gateways => ("gateway", None),
        };
        Self { kind, id }
    }
}

/// A subscription that yields JSON arrays of events.
pub struct EventStream {
    engine: Engine,
    tenant: TenantCode,
    /// Fires when what the caller came in with lets nobody in any more.
    ended: CancellationToken,
    subscription: Subscription,
    eui: Option<DeviceEui>,
    batch: Duration,
    status: Option<tokio::time::Interval>,
    /// Whether the status counts what all tenants sent.
    is_owner: bool,
    /// Events of the batch that is being collected; they survive a cancelled [`Self::next`].
    collected: Vec<WireEvent>,
}

impl EventStream {
    /// Subscribes a caller to what is wanted, from now on.
    ///
    /// # Errors
    /// A problem that names the query parameter that is not as it must be.
    pub fn subscribe(engine: &Engine, caller: &Caller, wanted: &Wanted) -> Result<Self, Problem> {
        let mut topics = Vec::new();
        let mut with_status = wanted.topics.is_none();
        for word in wanted.topics.iter().flat_map(|list| list.split(',')) {
            match word.trim() {
                "" => {}
                "status" => with_status = true,
                word => topics.push(Fields::key::<Topic>("topics", word)?),
            }
        }
        if wanted.topics.is_none() {
            topics = Topic::ALL.to_vec();
        }
        let eui = wanted.eui.as_deref().map(|eui| Fields::key("eui", eui)).transpose()?;
        let status = with_status.then(|| {
            let mut interval = tokio::time::interval(STATUS_PERIOD);
            interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
            interval
        });
        Ok(Self {
            subscription: engine.subscribe(&caller.tenant, &topics),
            engine: engine.clone(),
            tenant: caller.tenant.clone(),
            ended: caller.ended.clone(),
            eui,
            batch: Duration::from_millis(wanted.batch_ms.unwrap_or(0).min(1_000)),
            status,
            is_owner: caller.may(Manage),
            collected: Vec::new(),
        })
    }

    /// The next events as a JSON array; `None` when the engine has stopped, or the caller's sign-in
    /// or token has ended. Cancel-safe.
    pub async fn next(&mut self) -> Option<String> {
        let ended = self.ended.clone();
        tokio::select! {
            biased;
            () = ended.cancelled() => None,
            batch = self.batch() => batch,
        }
    }

    async fn batch(&mut self) -> Option<String> {
        while self.collected.is_empty() {
            self.collected = self.wait().await?;
        }
        if !self.batch.is_zero() {
            tokio::time::sleep(self.batch).await;
        }
        while self.collected.len() < BATCH_MAX {
            let Some(event) = self.subscription.try_next() else { break };
            let event = self.to_wire(&event);
            self.collected.extend(event);
        }
        serde_json::to_string(&std::mem::take(&mut self.collected)).ok()
    }

    async fn wait(&mut self) -> Option<Vec<WireEvent>> {
        let tick = async {
            match &mut self.status {
                Some(interval) => interval.tick().await,
                None => std::future::pending().await,
            }
        };
        // Both arms are cancel-safe: an interval keeps its ticks, a subscription its events.
        tokio::select! {
            _ = tick => {
                let status =
                    status::Status::for_caller(&self.engine, &self.tenant, self.is_owner);
                Some(vec![WireEvent::Status { status: Box::new(status) }])
            }
            event = self.subscription.next() => {
                let event = event?;
                Some(self.to_wire(&event).into_iter().collect())
            }
        }
    }

    fn to_wire(&self, event: &Event) -> Option<WireEvent> {
        if let Some(wanted) = &self.eui
            && event.is_about_a_device()
            && event.device().as_ref() != Some(wanted)
        {
            return None;
        }
        match event {
            Event::Telemetry(telemetry) => Some(WireEvent::Telemetry {
                eui: telemetry.eui.to_string(),
                active_time: telemetry.active_time,
                thing_model_id: telemetry.thing_model.to_string(),
                thing_model_id_name: telemetry.id_name.to_string(),
                telemetry_data: telemetry.telemetry_data.clone(),
                rssi: telemetry.rssi,
                snr: telemetry.snr,
            }),
            Event::Heard(heard) => Some(WireEvent::Heard {
                eui: heard.eui.to_string(),
                active_time: heard.active_time,
                rssi: heard.rssi,
                snr: heard.snr,
            }),
            Event::Frame(frame) => {
                let view = self.engine.network().frame_view(frame);
                Some(WireEvent::Frame { frame: Box::new(view.into()) })
            }
            Event::Message(message) => {
                let view = self.engine.network().message_view(message);
                Some(WireEvent::Message { message: Box::new(view.into()) })
            }
            Event::Downlink(view) => {
                let downlink = Box::new(engine::downlinks::DownlinkView::clone(view).into());
                Some(WireEvent::Downlink { downlink })
            }
            Event::Alarm(news) => {
                let view = self.engine.alarms().view(std::sync::Arc::clone(&news.alarm));
                let alarm = Box::new(view.into());
                Some(WireEvent::Alarm { event: news.event.as_str(), alarm })
            }
            Event::Rpc(run) => {
                let view = self.engine.rpc().view(run);
                Some(WireEvent::Rpc { run: Box::new(view.into()) })
            }
            Event::Notice(told) => {
                let notice = told.notice.clone();
                let (alarm, event, level) = notice.alarm.map_or_else(Default::default, |alarm| {
                    (Some(alarm.0), Some(alarm.1.as_str()), Some(alarm.2.as_str()))
                });
                let subject = notice.about.as_ref().map(Subject::of);
                let ((eui, device_name), (gateway, gateway_name)) = match notice.about {
                    None | Some(About::Gateways) => Default::default(),
                    Some(About::Device(eui, name)) => {
                        ((Some(eui.to_string()), name), Default::default())
                    }
                    Some(About::Gateway(eui, name)) => {
                        (Default::default(), (Some(eui.to_string()), name))
                    }
                };
                Some(WireEvent::Notice {
                    group: told.group.clone(),
                    title: notice.title.text().to_owned(),
                    title_said: Said::of(&notice.title).map(Box::new),
                    desc: notice.desc.text().to_owned(),
                    desc_said: Said::of(&notice.desc).map(Box::new),
                    subject,
                    eui,
                    device_name,
                    gateway,
                    gateway_name,
                    alarm,
                    event,
                    level,
                    at: notice.at,
                })
            }
            Event::Gateway(eui) => {
                let view = self.engine.gateways().get(&self.tenant, *eui).ok()?;
                Some(WireEvent::Gateway { gateway: Box::new(view.into()) })
            }
            Event::GatewayStatus { eui, status, last_seen, .. } => Some(WireEvent::GatewayStatus {
                eui: eui.to_string(),
                status: status.as_str(),
                last_seen: *last_seen,
            }),
            Event::DeviceStatus { eui, status, active_time, .. } => Some(WireEvent::DeviceStatus {
                eui: eui.to_string(),
                status: status.as_str(),
                active_time: *active_time,
            }),
            Event::Task(task) => {
                let task = Box::new(model::record::Task::clone(task).into());
                Some(WireEvent::Task { task })
            }
            Event::Changed { resource, key, action, .. } => Some(WireEvent::Changed {
                resource: resource.as_str(),
                key: key.clone(),
                action: action.as_str(),
            }),
            Event::Resync => Some(WireEvent::Resync),
        }
    }
}

/// Subscribe to live data: a WebSocket whose text messages are JSON arrays of events.
///
/// The token comes as `Authorization` header or as subprotocol `bearer.<token>` beside
/// `thinklink.v1`. When it is revoked, or the sign-in ends, the socket is closed with code 1008.
#[utoipa::path(get, path = "/api/v1/events", tag = "Events", params(Wanted),
    responses((status = 101, description = "text messages, each an array of events",
        body = Vec<WireEvent>), (status = "default", body = Document)))]
async fn events(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(wanted): Query<Wanted>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let unread = |rejection: WebSocketUpgradeRejection| {
        Problem::new(Code::Invalid, say!(NoWebSocket, reason = rejection.body_text()))
    };
    let upgrade = upgrade.map_err(unread)?;
    let stream = EventStream::subscribe(&engine, &caller, &wanted)?;
    let upgrade = upgrade.protocols(["thinklink.v1"]).max_message_size(4_096);
    Ok(upgrade.on_upgrade(move |socket| pump(socket, stream)))
}

/// Sends until either side ends. What the client says is read, so that pings are answered, and
/// ignored.
async fn pump(socket: WebSocket, mut stream: EventStream) {
    let (mut sink, mut source) = socket.split();
    let ended = stream.ended.clone();
    loop {
        // Both arms are cancel-safe.
        tokio::select! {
            batch = stream.next() => {
                let Some(batch) = batch else { break };
                let sent = tokio::time::timeout(SEND_TIMEOUT, sink.send(Frame::text(batch))).await;
                if !matches!(sent, Ok(Ok(()))) {
                    break;
                }
            }
            heard = source.next() => match heard {
                Some(Ok(Frame::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            }
        }
    }
    drop(stream);
    let goodbye = async {
        if ended.is_cancelled() {
            let reason = "the sign-in or the token has ended".into();
            let frame = CloseFrame { code: close_code::POLICY, reason };
            sink.send(Frame::Close(Some(frame))).await?;
        }
        sink.close().await
    };
    // Whoever does not take it sees the connection end.
    let _ = tokio::time::timeout(SEND_TIMEOUT, goodbye).await;
}
