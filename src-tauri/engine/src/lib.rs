//! The running system: tasks, use cases, hot state and the event bus.
//!
//! Owns everything that lives between start and stop. Decides nothing that `ns` and `things`
//! decide, and knows neither HTTP nor a window. There is no global state: two engines run in one
//! process as well as one.
//!
//! The way of an uplink: [`radio`] (verdict) → [`radio::deliver`] (commit, MQTT) → [`workers`] (thing
//! models, telemetry) → [`event`]. What people do comes through the use cases, which
//! [`Engine`] hands out by subject.
//!
//! Start at [`Engine::start`].

pub mod access;
pub mod alarms;
pub mod attributes;
pub mod bulk_changes;
mod clock;
mod core;
mod counters;
mod data_file;
pub mod device_executions;
pub mod devices;
pub mod downlinks;
mod error;
pub mod event;
mod fields;
pub mod gateways;
pub mod imports;
mod inbound;
pub mod incidents;
mod lists;
pub mod locations;
pub mod models;
pub mod notices;
pub mod one_time_rpc;
mod online;
pub mod org_params;
mod outbound;
pub mod outside_brokers;
mod page;
mod priority;
pub mod profiles;
pub mod radio;
pub mod records;
mod registry;
pub mod relations;
pub mod restore_points;
pub mod rpc;
mod saved;
pub mod scheduled_tasks;
pub mod selected;
pub mod settings;
mod simulated_site;
mod start;
pub mod status;
pub mod storage;
pub mod tables;
pub mod tasks;
pub mod telemetry;
#[cfg(test)]
mod testing;
pub mod triggers;
mod turns;
mod upkeep;
mod workers;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use event::{Subscription, Topic};
use model::TenantCode;

pub(crate) use crate::core::Core;
use counters::Of;
pub use counters::{ModelFailure, ScriptStatistics, UplinkCounts};
pub use data_file::WORKBOOK_ROWS;
pub use error::{Error, FieldError};
pub use page::{LogPage, Page, PageRequest};
pub use simulated_site::SimulatedSite;
pub use start::StartError;
pub use store::create_private;
pub use telemetry::value_filter::{BadValueFilter, ValueFilter};

/// What an engine needs to know before it starts.
#[derive(Debug, Clone)]
pub struct Config {
    /// The data folder; made when it is not there.
    pub data_dir: PathBuf,
    /// Where gateways are heard (Semtech UDP). Port 0 lets the system choose.
    pub gwmp: Vec<SocketAddr>,
    /// Gateways that run Basics Station.
    pub basics_station: BasicsStation,
    /// Where MQTT clients are served; `None` for no broker.
    pub mqtt: Option<SocketAddr>,
}

/// Where and how gateways that run LoRa Basics Station are served.
#[derive(Debug, Clone, Default)]
pub struct BasicsStation {
    /// Addresses; none: not at all. Port 0 lets the system choose.
    pub listen: Vec<SocketAddr>,
    /// Files with a certificate chain and its key in PEM; `None`: one is made in the data folder.
    pub certificate: Option<(PathBuf, PathBuf)>,
}

/// A running instance. Clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct Engine {
    pub(crate) core: Arc<Core>,
}

impl Engine {
    /// Opens the data folder, loads what is hot, and starts every task.
    ///
    /// A listener whose address cannot be opened does not keep the instance from starting; see
    /// [`Engine::listeners`].
    ///
    /// # Errors
    /// [`StartError`] when the data folder cannot be used.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        start::start(config).await
    }

    /// Stops in order: no new data, then everything that is on its way, then the store. Idempotent.
    pub async fn stop(&self) {
        self.core.stop().await;
    }

    /// Where the instance listens, and where it could not.
    #[must_use]
    pub fn listeners(&self) -> status::Listeners {
        self.core.listeners()
    }

    /// Tells the instance where a shell serves HTTP, for its status.
    pub fn set_http_address(&self, address: Option<SocketAddr>) {
        self.core.set_http_address(address);
    }

    /// Tells this instance from others at the same address: 32 hex digits, drawn at the first start
    /// and kept in the data folder. A copy of the folder is the same instance. No secret.
    #[must_use]
    pub fn instance_id(&self) -> &str {
        &self.core.instance_id
    }

    /// The tenant the local owner acts in.
    #[must_use]
    pub fn default_tenant(&self) -> TenantCode {
        self.core.default_tenant.clone()
    }

    /// How the instance is doing, as a tenant sees it.
    #[must_use]
    pub fn status(&self, tenant: &TenantCode) -> status::StatusView {
        status::status(self, tenant, Of::Tenant(tenant))
    }

    /// How the instance is doing, as its owner sees it from a tenant: MQTT clients, what devices sent
    /// and what became of it are counted for all tenants.
    #[must_use]
    pub fn status_for_owner(&self, tenant: &TenantCode) -> status::StatusView {
        status::status(self, tenant, Of::Instance)
    }

    /// The instance's wall clock.
    #[must_use]
    pub fn now(&self) -> model::Timestamp {
        clock::now()
    }

    /// Subscribes to what happens in a tenant, from now on.
    #[must_use]
    pub fn subscribe(&self, tenant: &TenantCode, topics: &[Topic]) -> Subscription {
        self.core.bus.subscribe(tenant, topics)
    }

    /// Tokens, passwords, tenants.
    #[must_use]
    pub const fn access(&self) -> access::Access<'_> {
        access::Access(self)
    }

    /// Settings of the instance.
    #[must_use]
    pub const fn settings(&self) -> settings::SettingsCases<'_> {
        settings::SettingsCases(self)
    }

    /// The data folder: sizes, retention, cleaning.
    #[must_use]
    pub const fn storage(&self) -> storage::Storage<'_> {
        storage::Storage(self)
    }

    /// LoRaWAN profiles.
    #[must_use]
    pub const fn profiles(&self) -> profiles::Profiles<'_> {
        profiles::Profiles(self)
    }

    /// Devices.
    #[must_use]
    pub const fn devices(&self) -> devices::Devices<'_> {
        devices::Devices(self)
    }

    /// Attributes of devices.
    #[must_use]
    pub const fn attributes(&self) -> attributes::Attributes<'_> {
        attributes::Attributes(self)
    }

    /// Relations between devices.
    #[must_use]
    pub const fn relations(&self) -> relations::Relations<'_> {
        relations::Relations(self)
    }

    /// What waits for devices.
    #[must_use]
    pub const fn downlinks(&self) -> downlinks::Downlinks<'_> {
        downlinks::Downlinks(self)
    }

    /// Telemetry of devices.
    #[must_use]
    pub const fn telemetry(&self) -> telemetry::TelemetryCases<'_> {
        telemetry::TelemetryCases(self)
    }

    /// Thing models.
    #[must_use]
    pub const fn thing_models(&self) -> models::thing_models::ThingModels<'_> {
        models::thing_models::ThingModels(self)
    }

    /// RPC models.
    #[must_use]
    pub const fn rpc_models(&self) -> models::rpc_models::RpcModels<'_> {
        models::rpc_models::RpcModels(self)
    }

    /// Commands: runs of RPC models.
    #[must_use]
    pub const fn rpc(&self) -> rpc::RpcCases<'_> {
        rpc::RpcCases(self)
    }

    /// Trigger models.
    #[must_use]
    pub const fn trigger_models(&self) -> models::trigger_models::TriggerModels<'_> {
        models::trigger_models::TriggerModels(self)
    }

    /// Device templates.
    #[must_use]
    pub const fn device_templates(&self) -> models::device_templates::DeviceTemplates<'_> {
        models::device_templates::DeviceTemplates(self)
    }

    /// Records in workbooks.
    #[must_use]
    pub const fn imports(&self) -> imports::Imports<'_> {
        imports::Imports(self)
    }

    /// The last saves of models.
    #[must_use]
    pub const fn model_versions(&self) -> models::ModelVersions<'_> {
        models::ModelVersions(self)
    }

    /// Whose models are.
    #[must_use]
    pub const fn model_scopes(&self) -> models::ModelScopes<'_> {
        models::ModelScopes(self)
    }

    /// Saved test cases of models.
    #[must_use]
    pub const fn model_cases(&self) -> models::ModelCases<'_> {
        models::ModelCases(self)
    }

    /// Trying scripts.
    #[must_use]
    pub const fn scripts(&self) -> models::scripts::Scripts<'_> {
        models::scripts::Scripts(self)
    }

    /// Alarms of devices.
    #[must_use]
    pub const fn alarms(&self) -> alarms::Alarms<'_> {
        alarms::Alarms(self)
    }

    /// Who is told of alarms.
    #[must_use]
    pub const fn notification_groups(&self) -> notices::NotificationGroups<'_> {
        notices::NotificationGroups(self)
    }

    /// Where devices and gateways are.
    #[must_use]
    pub const fn locations(&self) -> locations::Locations<'_> {
        locations::Locations(self)
    }

    /// The server that takes mail.
    #[must_use]
    pub const fn mail(&self) -> notices::Mail<'_> {
        notices::Mail(self)
    }

    /// What organisations give their scripts.
    #[must_use]
    pub const fn org_params(&self) -> org_params::OrgParams<'_> {
        org_params::OrgParams(self)
    }

    /// The triggers of devices.
    #[must_use]
    pub const fn device_triggers(&self) -> triggers::DeviceTriggers<'_> {
        triggers::DeviceTriggers(self)
    }

    /// Gateways.
    #[must_use]
    pub const fn gateways(&self) -> gateways::Gateways<'_> {
        gateways::Gateways(self)
    }

    /// What gateways that run Basics Station need.
    #[must_use]
    pub const fn stations(&self) -> gateways::stations::Stations<'_> {
        gateways::stations::Stations(self)
    }

    /// Frames and messages.
    #[must_use]
    pub const fn network(&self) -> radio::network::Network<'_> {
        radio::network::Network(self)
    }

    /// MQTT brokers that are not ours.
    #[must_use]
    pub const fn outside_brokers(&self) -> outside_brokers::OutsideBrokers<'_> {
        outside_brokers::OutsideBrokers(self)
    }

    /// When device executions run.
    #[must_use]
    pub const fn scheduled_tasks(&self) -> scheduled_tasks::ScheduledTasks<'_> {
        scheduled_tasks::ScheduledTasks(self)
    }

    /// RPCs for groups of devices.
    #[must_use]
    pub const fn device_executions(&self) -> device_executions::DeviceExecutions<'_> {
        device_executions::DeviceExecutions(self)
    }

    /// Commands to groups of devices, at once.
    #[must_use]
    pub const fn one_time_rpcs(&self) -> one_time_rpc::OneTimeRpcs<'_> {
        one_time_rpc::OneTimeRpcs(self)
    }

    /// What is done to all devices or profiles that were selected.
    #[must_use]
    pub const fn selected(&self) -> selected::Selected<'_> {
        selected::Selected(self)
    }

    /// What operations on many records were about to change, to undo them.
    #[must_use]
    pub const fn restore_points(&self) -> restore_points::RestorePoints<'_> {
        restore_points::RestorePoints(self)
    }

    /// Changes to many devices at once.
    #[must_use]
    pub const fn bulk_changes(&self) -> bulk_changes::BulkChanges<'_> {
        bulk_changes::BulkChanges(self)
    }

    /// Long work that people watch and stop.
    #[must_use]
    pub const fn tasks(&self) -> tasks::Tasks<'_> {
        tasks::Tasks(self)
    }

    /// MAC commands and ADR.
    #[must_use]
    pub const fn mac(&self) -> radio::mac::MacCases<'_> {
        radio::mac::MacCases(self)
    }

    /// The simulated site for people who evaluate.
    #[must_use]
    pub const fn simulated_site(&self) -> SimulatedSite<'_> {
        SimulatedSite(self)
    }
}
