//! How the instance is doing.

use std::net::SocketAddr;

use model::record::{OnlineStatus, ProfileState};
use model::{DeviceEui, Said, TenantCode, Timestamp};

use crate::counters::{Of, UplinkCounts};
use crate::workers::Workers;
use crate::{Engine, clock};

/// A listener that could not start.
#[derive(Debug, Clone)]
pub struct ListenerProblem {
    /// `http`, `gwmp`, `basics_station` or `mqtt`.
    pub listener: &'static str,
    /// Where it should listen.
    pub address: String,
    /// Why it does not.
    pub detail: Said,
}

/// Where the instance listens.
#[derive(Debug, Clone, Default)]
pub struct Listeners {
    /// HTTP, when a shell opened it.
    pub http: Option<SocketAddr>,
    /// Gateways, UDP.
    pub gwmp: Vec<SocketAddr>,
    /// Gateways, Basics Station.
    pub basics_station: Vec<SocketAddr>,
    /// MQTT.
    pub mqtt: Option<SocketAddr>,
    /// What could not start.
    pub problems: Vec<ListenerProblem>,
}

/// Gateways by state.
#[derive(Debug, Clone, Copy, Default)]
pub struct GatewayCounts {
    /// Registered ones.
    pub total: u64,
    /// Registered ones that are online.
    pub online: u64,
    /// Others that send to this instance.
    pub unregistered: u64,
    /// Registered ones whose EUI somebody else used, until a person acknowledges it.
    pub contested: u64,
    /// Registered ones that were heard, but not lately.
    pub offline: u64,
}

/// Devices by state.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeviceCounts {
    /// All.
    pub total: u64,
    /// Heard within their heartbeat period.
    pub online: u64,
    /// Heard before.
    pub offline: u64,
    /// Not heard yet.
    pub never_seen: u64,
    /// LoRaWAN devices without a profile.
    pub without_profile: u64,
}

/// Profiles by state.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProfileCounts {
    /// All.
    pub total: u64,
    /// Without a device record.
    pub without_device: u64,
}

/// Downlinks that are not done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DownlinkCounts {
    /// In the queues of devices, or on their way.
    pub waiting: u64,
    /// Devices that they are for.
    pub devices: u64,
}

/// Tasks that are not over.
#[derive(Debug, Clone, Copy, Default)]
pub struct TaskCounts {
    /// At work.
    pub running: u64,
    /// Not begun yet.
    pub waiting: u64,
}

/// How the instance is doing, as a tenant sees it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it; units are in them")]
pub struct StatusView {
    pub started_at: Timestamp,
    pub uptime_s: u64,
    pub time: Timestamp,
    pub listeners: Listeners,
    pub gateways: GatewayCounts,
    pub devices: DeviceCounts,
    pub profiles: ProfileCounts,
    pub mqtt_clients: usize,
    pub uplinks: UplinkCounts,
    /// `uplinks` and `failing_models` have those of other tenants, too.
    pub counts_all_tenants: bool,
    /// `None` for one tenant: nobody knows whose they were.
    pub dropped: Option<u64>,
    /// `None` for one tenant, likewise.
    pub datagrams: Option<gateway::Datagrams>,
    /// Thing models and trigger models whose last run failed.
    pub failing_models: u64,
    pub slow_devices: usize,
    pub downlinks: DownlinkCounts,
    pub tasks: TaskCounts,
    pub alarms: crate::alarms::AlarmCounts,
    pub outside_brokers: crate::outside_brokers::OutsideBrokerCounts,
    pub config_bytes: u64,
    pub history_bytes: u64,
    pub disk: Option<store::Disk>,
    pub simulated_site_loaded: bool,
    pub simulated_site_running: bool,
}

pub(crate) fn status(engine: &Engine, tenant: &TenantCode, of: Of<'_>) -> StatusView {
    let core = &engine.core;
    let now = clock::now();
    let uplinks = core.counters.uplinks(of, now);
    let (mqtt_clients, counts_all_tenants, dropped) = match of {
        Of::Instance => (
            core.mqtt_clients(),
            core.counters.counts_others(tenant),
            Some(core.counters.dropped_total() + core.gateway_drops()),
        ),
        Of::Tenant(tenant) => (core.mqtt_clients_of(tenant), false, None),
    };
    let datagrams = matches!(of, Of::Instance)
        .then(|| core.gateways().map(|gateways| gateways.datagrams()).unwrap_or_default());
    let sizes = core.store.sizes();
    let site = engine.simulated_site();
    // Whoever calls a command that fails is told of it.
    let runs_by_itself = |model| core.registry.rpc_models.get(model).is_none();
    StatusView {
        started_at: core.started_at,
        uptime_s: u64::try_from((now.as_millis() - core.started_at.as_millis()) / 1_000)
            .unwrap_or(0),
        time: now,
        listeners: engine.listeners(),
        gateways: gateways(engine, tenant),
        devices: devices(engine, tenant, now),
        profiles: profiles(engine, tenant),
        mqtt_clients,
        uplinks,
        counts_all_tenants,
        dropped,
        datagrams,
        failing_models: core.counters.failing_models(of, runs_by_itself) as u64,
        slow_devices: slow_devices(engine, tenant),
        downlinks: core.queues.counts(tenant),
        tasks: core.board.open(tenant),
        alarms: core.alarms.counts(tenant),
        outside_brokers: crate::outside_brokers::counts(core, tenant),
        config_bytes: sizes.config_bytes,
        history_bytes: sizes.history_bytes,
        disk: core.store.disk(),
        simulated_site_loaded: site.is_loaded(tenant),
        simulated_site_running: site.is_running(),
    }
}

/// Of the tenant's devices, those whose scripts run apart from those of others.
fn slow_devices(engine: &Engine, tenant: &TenantCode) -> usize {
    let core = &engine.core;
    let slow = core.workers.read().as_ref().map(Workers::slow).unwrap_or_default();
    slow.iter().filter(|eui| core.registry.device_of(tenant, eui).is_some()).count()
}

fn gateways(engine: &Engine, tenant: &TenantCode) -> GatewayCounts {
    let mut counts = GatewayCounts::default();
    for view in engine.gateways().all(tenant) {
        if view.registered.is_none() {
            counts.unregistered += 1;
            continue;
        }
        counts.total += 1;
        counts.online += u64::from(view.status == OnlineStatus::Online);
        counts.offline += u64::from(view.status == OnlineStatus::Offline);
        counts.contested += u64::from(view.contest.is_some());
    }
    counts
}

fn devices(engine: &Engine, tenant: &TenantCode, now: Timestamp) -> DeviceCounts {
    let mut counts = DeviceCounts::default();
    for device in engine.core.registry.devices_of(tenant) {
        let state = device.lock();
        let active = state.activity.map(|activity| activity.at);
        counts.total += 1;
        match OnlineStatus::at(now, active, state.device.heart_period) {
            OnlineStatus::Online => counts.online += 1,
            OnlineStatus::Offline => counts.offline += 1,
            OnlineStatus::NeverSeen => counts.never_seen += 1,
        }
        let profile = engine.core.registry.profile_state(&state.device);
        counts.without_profile += u64::from(profile == ProfileState::Missing);
    }
    counts
}

fn profiles(engine: &Engine, tenant: &TenantCode) -> ProfileCounts {
    let mut counts = ProfileCounts::default();
    for profile in engine.core.registry.profiles() {
        if profile.tenant != *tenant {
            continue;
        }
        counts.total += 1;
        let eui = DeviceEui::from(profile.dev_eui);
        let has_device = engine.core.registry.device_of(tenant, &eui).is_some();
        counts.without_device += u64::from(!has_device);
    }
    counts
}
