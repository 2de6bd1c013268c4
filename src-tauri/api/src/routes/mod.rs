//! The routes, by resource. A route and its description are one item, so neither is forgotten.

pub(crate) mod access;
pub(crate) mod alarms;
pub(crate) mod attributes;
mod bulk_changes;
mod device_executions;
pub(crate) mod device_templates;
mod device_triggers;
pub(crate) mod devices;
pub(crate) mod diagnosis;
pub(crate) mod downlinks;
mod exports;
mod gateway_statistics;
pub(crate) mod gateways;
mod impact;
mod imports;
pub(crate) mod incidents;
mod locations;
mod mac;
mod mail;
mod model_history;
mod model_scope;
pub(crate) mod network;
pub(crate) mod notification_groups;
mod one_time_rpc;
mod org_params;
pub(crate) mod outside_brokers;
pub(crate) mod profiles;
mod regions;
pub(crate) mod relations;
pub(crate) mod restore_points;
pub(crate) mod rpc;
pub(crate) mod rpc_models;
mod scheduled_tasks;
pub(crate) mod scripts;
mod selected;
mod selection;
pub(crate) mod settings;
mod simulated_site;
pub(crate) mod stations;
pub(crate) mod status;
mod storage;
pub(crate) mod tasks;
pub(crate) mod telemetry;
mod telemetry_export;
pub(crate) mod thing_models;
pub(crate) mod trigger_models;

use axum::middleware::from_fn;
use engine::Engine;
use utoipa_axum::router::OpenApiRouter;

use crate::to_the_end::to_the_end;

const TAG_ACCESS: &str = "Access";
const TAG_ALARMS: &str = "Alarms";
const TAG_DEVICES: &str = "Devices";
const TAG_GATEWAYS: &str = "Gateways";
const TAG_IMPORTS: &str = "Import and export";
const TAG_INSTANCE: &str = "Instance";
const TAG_MODELS: &str = "Models";
const TAG_NETWORK: &str = "Network data";
const TAG_OUTSIDE: &str = "Outside brokers";
const TAG_PROFILES: &str = "LoRaWAN profiles";
const TAG_RPC: &str = "RPC log";
const TAG_TASKS: &str = "Tasks";

pub(crate) fn all() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .merge(status::routes())
        .merge(regions::routes())
        .merge(simulated_site::routes())
        .merge(settings::routes())
        .merge(storage::routes())
        .merge(access::routes())
        .merge(gateways::routes())
        .merge(gateway_statistics::routes())
        .merge(stations::routes())
        .merge(profiles::routes())
        .merge(devices::routes())
        .merge(attributes::routes())
        .merge(relations::routes())
        .merge(incidents::routes())
        .merge(org_params::routes())
        .merge(diagnosis::routes())
        .merge(downlinks::routes())
        .merge(mac::routes())
        .merge(telemetry::routes())
        .merge(telemetry_export::routes())
        .merge(thing_models::routes())
        .merge(rpc::routes())
        .merge(rpc_models::routes())
        .merge(trigger_models::routes())
        .merge(device_templates::routes())
        .merge(imports::routes())
        .merge(exports::routes())
        .merge(model_history::routes())
        .merge(model_scope::routes())
        .merge(network::routes())
        .merge(alarms::routes())
        .merge(device_triggers::routes())
        .merge(locations::routes())
        .merge(notification_groups::routes())
        .merge(mail::routes())
        .merge(outside_brokers::routes())
        .merge(scheduled_tasks::routes())
        .merge(device_executions::routes())
        .merge(one_time_rpc::routes())
        .merge(selection::routes())
        .merge(bulk_changes::routes())
        .merge(tasks::routes())
        .merge(selected::routes())
        .merge(restore_points::routes())
        .layer(from_fn(to_the_end))
        // What only tries something out ends with whoever asked, whatever its method.
        .merge(impact::routes())
        .merge(scripts::routes())
        .merge(crate::events::routes())
}
