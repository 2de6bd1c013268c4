//! Whether the instance is well, and how it is doing.

use std::collections::BTreeMap;

use axum::extract::State;
use engine::Engine;
use engine::status::StatusView;
use model::{TenantCode, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_INSTANCE;
use crate::auth::{Allowed, Manage, Read};
use crate::extract::Json;
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(health)).routes(routes!(status))
}

/// A sign of life.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    status: &'static str,
    version: &'static str,
}

/// Whether the instance answers. Needs no token.
#[utoipa::path(get, path = "/api/health", tag = TAG_INSTANCE, security(()),
    responses((status = 200, body = Health)))]
async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// A listener that could not start.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ListenerProblem {
    /// `http`, `gwmp`, `basics_station` or `mqtt`.
    listener: &'static str,
    address: String,
    /// Why not.
    detail: String,
    detail_said: Option<Said>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct Listeners {
    http: Option<String>,
    gwmp: Vec<String>,
    /// Gateways that run LoRa Basics Station; empty: not served.
    basics_station: Vec<String>,
    mqtt: Option<String>,
    problems: Vec<ListenerProblem>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct GatewayCounts {
    total: u64,
    online: u64,
    /// Heard before, but not within the heartbeat period.
    offline: u64,
    unregistered: u64,
    /// Somebody else used their EUI, and nobody has acknowledged it yet.
    contested: u64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct DeviceCounts {
    total: u64,
    online: u64,
    offline: u64,
    never_seen: u64,
    without_profile: u64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct ProfileCounts {
    total: u64,
    without_device: u64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct MqttCounts {
    /// Those that are logged in, of the same tenants as `uplinks`.
    clients: usize,
}

/// Uplinks of the caller's tenant; those of all tenants for an owner of the instance.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Uplinks {
    /// Accepted since the start.
    total: u64,
    /// Accepted per second, over the last five seconds.
    per_second: f64,
    /// Accepted in each of the last 60 minutes, oldest first.
    per_minute: Vec<u64>,
    /// Confirmed ones whose acknowledgement a gateway has taken, since the start. A device that sends
    /// one again is counted again.
    acknowledged: u64,
    /// Confirmed ones that got no acknowledgement.
    unacknowledged: Unacknowledged,
    /// These counts, `refused` and `scripts.failing_models` have those of other tenants, too.
    of_all_tenants: bool,
}

/// Confirmed uplinks without an acknowledgement since the start.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Unacknowledged {
    total: u64,
    /// By what kept the last gateway that was asked from sending it: `gateway_busy`, `duty_cycle`,
    /// `gateway_refused`, `no_path`, or `no_window` when none was left to ask in time, or
    /// `internal_error`.
    by_code: BTreeMap<String, u64>,
}

/// Frames and messages that were refused since the start, of the same tenants as `uplinks`. A frame
/// that no device claims is its gateway's tenant's.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Refused {
    total: u64,
    by_code: BTreeMap<String, u64>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct Queues {
    /// Frames, messages and log entries dropped because a queue was full; `null` for who does not
    /// manage the instance, because nobody knows whose they were.
    dropped: Option<u64>,
}

/// Semtech UDP since the start, as far as it says nothing of one gateway.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Datagrams {
    received: u64,
    /// Not of the protocol: of another version or type, or too short.
    unreadable: u64,
    /// Dropped because a sender is too fast, or too many gateways are known.
    limited: u64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct Scripts {
    /// Thing models and trigger models whose last run failed.
    failing_models: u64,
    /// Devices whose scripts take long and run apart from those of others.
    slow_devices: usize,
}

/// Downlinks that are not done.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct DownlinkCounts {
    /// In the queues of devices, or on their way.
    waiting: u64,
    /// Devices that they are for.
    devices: u64,
}

/// Tasks that are not over.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct TaskCounts {
    running: u64,
    /// Not begun yet.
    waiting: u64,
}

/// Active alarms by level.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct AlarmCounts {
    low: u64,
    mid: u64,
    high: u64,
    urgent: u64,
    /// Of all of them, those that nobody has acknowledged.
    unacknowledged: u64,
}

/// Enabled brokers outside.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct OutsideBrokerCounts {
    total: u64,
    connected: u64,
    /// Not connected for a minute or more.
    failing: u64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct StorageSize {
    config_bytes: u64,
    history_bytes: u64,
    /// The disk that holds them is nearly full.
    disk_nearly_full: bool,
    /// What may still be written to it; `null` when the system does not say.
    disk_free_bytes: Option<u64>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct SimulatedSite {
    loaded: bool,
    running: bool,
}

/// How the instance is doing, as the caller's tenant sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Status {
    version: &'static str,
    #[schema(value_type = String)]
    started_at: Timestamp,
    uptime_s: u64,
    /// The instance's clock.
    #[schema(value_type = String)]
    time: Timestamp,
    listeners: Listeners,
    gateways: GatewayCounts,
    devices: DeviceCounts,
    profiles: ProfileCounts,
    mqtt: MqttCounts,
    uplinks: Uplinks,
    refused: Refused,
    queues: Queues,
    /// `null` for who does not manage the instance.
    datagrams: Option<Datagrams>,
    scripts: Scripts,
    downlinks: DownlinkCounts,
    tasks: TaskCounts,
    alarms: AlarmCounts,
    outside_brokers: OutsideBrokerCounts,
    storage: StorageSize,
    simulated_site: SimulatedSite,
}

/// Counts by code, as the API has them.
fn counted(codes: BTreeMap<&'static str, u64>) -> BTreeMap<String, u64> {
    codes.into_iter().map(|(code, count)| (code.to_owned(), count)).collect()
}

impl Status {
    /// As a caller who acts in `tenant` sees it; `is_owner`: it manages the instance.
    pub(crate) fn for_caller(engine: &Engine, tenant: &TenantCode, is_owner: bool) -> Self {
        let view = if is_owner { engine.status_for_owner(tenant) } else { engine.status(tenant) };
        view.into()
    }
}

impl From<StatusView> for Status {
    fn from(view: StatusView) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            started_at: view.started_at,
            uptime_s: view.uptime_s,
            time: view.time,
            listeners: Listeners {
                http: view.listeners.http.map(|address| address.to_string()),
                gwmp: view.listeners.gwmp.iter().map(ToString::to_string).collect(),
                basics_station: view
                    .listeners
                    .basics_station
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                mqtt: view.listeners.mqtt.map(|address| address.to_string()),
                problems: view
                    .listeners
                    .problems
                    .into_iter()
                    .map(|problem| ListenerProblem {
                        listener: problem.listener,
                        address: problem.address,
                        detail_said: Said::of(&problem.detail),
                        detail: problem.detail.text().to_owned(),
                    })
                    .collect(),
            },
            gateways: GatewayCounts {
                total: view.gateways.total,
                online: view.gateways.online,
                offline: view.gateways.offline,
                unregistered: view.gateways.unregistered,
                contested: view.gateways.contested,
            },
            devices: DeviceCounts {
                total: view.devices.total,
                online: view.devices.online,
                offline: view.devices.offline,
                never_seen: view.devices.never_seen,
                without_profile: view.devices.without_profile,
            },
            profiles: ProfileCounts {
                total: view.profiles.total,
                without_device: view.profiles.without_device,
            },
            mqtt: MqttCounts { clients: view.mqtt_clients },
            uplinks: Uplinks {
                total: view.uplinks.total,
                per_second: view.uplinks.per_second,
                per_minute: view.uplinks.per_minute,
                acknowledged: view.uplinks.acknowledged,
                unacknowledged: Unacknowledged {
                    total: view.uplinks.unacknowledged.values().sum(),
                    by_code: counted(view.uplinks.unacknowledged),
                },
                of_all_tenants: view.counts_all_tenants,
            },
            refused: Refused {
                total: view.uplinks.refused.values().sum(),
                by_code: counted(view.uplinks.refused),
            },
            queues: Queues { dropped: view.dropped },
            datagrams: view.datagrams.map(|counts| Datagrams {
                received: counts.received,
                unreadable: counts.unreadable,
                limited: counts.limited,
            }),
            scripts: Scripts {
                failing_models: view.failing_models,
                slow_devices: view.slow_devices,
            },
            downlinks: DownlinkCounts {
                waiting: view.downlinks.waiting,
                devices: view.downlinks.devices,
            },
            tasks: TaskCounts { running: view.tasks.running, waiting: view.tasks.waiting },
            alarms: AlarmCounts {
                low: view.alarms.low,
                mid: view.alarms.mid,
                high: view.alarms.high,
                urgent: view.alarms.urgent,
                unacknowledged: view.alarms.unacknowledged,
            },
            outside_brokers: OutsideBrokerCounts {
                total: view.outside_brokers.total,
                connected: view.outside_brokers.connected,
                failing: view.outside_brokers.failing,
            },
            storage: StorageSize {
                config_bytes: view.config_bytes,
                history_bytes: view.history_bytes,
                disk_nearly_full: view.disk.is_some_and(engine::storage::is_nearly_full),
                disk_free_bytes: view.disk.map(|disk| disk.free_bytes),
            },
            simulated_site: SimulatedSite {
                loaded: view.simulated_site_loaded,
                running: view.simulated_site_running,
            },
        }
    }
}

/// How the instance is doing.
#[utoipa::path(get, path = "/api/v1/status", tag = TAG_INSTANCE,
    responses((status = 200, body = Status), (status = "default", body = Document)))]
async fn status(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
) -> Result<Json<Status>, Problem> {
    Ok(Json(Status::for_caller(&engine, &caller.tenant, caller.may(Manage))))
}
