//! Devices as people select them, and what they have.

use std::collections::HashSet;

use axum::extract::State;
use engine::Engine;
use engine::bulk_changes::{Counted, Facts, KeyCount, Recorded};
use engine::devices::Selection;
use engine::models::mounting::ModelRef;
use model::{DeviceEui, TenantCode, Timestamp, say};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_TASKS;
use super::devices::{Filter, MountedModel};
use crate::auth::{Allowed, Caller, Write};
use crate::extract::Json;
use crate::parse::{Fields, filter};
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(describe_selection))
        .routes(routes!(describe_selected_telemetry))
}

/// Devices as a person selected them.
pub(super) async fn selection(
    (engine, tenant): (&Engine, &TenantCode),
    euis: Option<Vec<String>>,
    filter: Option<Filter>,
    q: Option<String>,
    except: Vec<String>,
) -> Result<Selection, Problem> {
    let mut fields = Fields::default();
    let except = fields.parse_all("except", except);
    let selected = match (euis, filter) {
        (Some(euis), None) => {
            let mut euis: Vec<DeviceEui> = fields.parse_all("euis", euis);
            let except: HashSet<DeviceEui> = except.into_iter().collect();
            euis.retain(|eui| !except.contains(eui));
            Selection::Euis(euis)
        }
        (None, Some(filter)) => {
            let filter = Box::new(filter.read(engine, tenant).await?);
            Selection::Matching { filter, text: q, except }
        }
        _ => return Err(Problem::field("euis", say!(EitherOr, one = "euis", other = "filter"))),
    };
    fields.finish(selected)
}

/// Which devices are meant: those named, or all that match at this moment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SelectedDevices {
    /// The devices; or `filter`.
    euis: Option<Vec<String>>,
    /// All devices that match, as in the list of devices; or `euis`.
    #[serde(default, deserialize_with = "filter")]
    filter: Option<Filter>,
    /// With `filter`: text to look for.
    q: Option<String>,
    /// Devices that are left out.
    #[serde(default)]
    except: Vec<String>,
}

impl SelectedDevices {
    pub(super) async fn read(self, engine: &Engine, caller: &Caller) -> Result<Selection, Problem> {
        let within = (engine, &caller.tenant);
        selection(within, self.euis, self.filter, self.q, self.except).await
    }
}

/// A model and how many of the devices mount it.
#[derive(Debug, Serialize, ToSchema)]
struct ModelCount {
    #[serde(flatten)]
    model: MountedModel,
    devices: usize,
}

/// A text and how many of the devices have it.
#[derive(Debug, Serialize, ToSchema)]
struct TextCount {
    value: String,
    devices: usize,
}

/// A heartbeat period and how many of the devices have it.
#[derive(Debug, Serialize, ToSchema)]
struct PeriodCount {
    /// Seconds.
    value: u32,
    devices: usize,
}

/// An attribute and how many of the devices have it.
#[derive(Debug, Serialize, ToSchema)]
struct AttributeCount {
    key: String,
    /// `string`, `number`, `boolean` or `object`, as the first device says that does.
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    devices: usize,
}

/// A device of a selection.
#[derive(Debug, Serialize, ToSchema)]
struct SelectedDevice {
    eui: String,
    name: String,
}

/// What the devices of a selection have.
#[derive(Debug, Serialize, ToSchema)]
struct SelectionFacts {
    devices: usize,
    /// `NORMAL`, `SUB_DEVICE` and `VIRTUAL`, those that there are.
    device_types: Vec<TextCount>,
    /// The most frequent first.
    heart_periods: Vec<PeriodCount>,
    /// How many have it on: `real_time_storage`, `things_board`, `bacnet`, `home_assistant`,
    /// `modbus_tcp`.
    switches: Vec<TextCount>,
    thing_models: Vec<ModelCount>,
    rpcs: Vec<ModelCount>,
    triggers: Vec<ModelCount>,
    server_attrs: Vec<AttributeCount>,
    shared_attrs: Vec<AttributeCount>,
    tags: Vec<TextCount>,
    /// How many listen only after they have sent.
    class_a: usize,
    /// The first of them.
    samples: Vec<SelectedDevice>,
}

fn model_counts(counted: Vec<Counted<ModelRef>>) -> Vec<ModelCount> {
    counted
        .into_iter()
        .map(|(model, devices)| ModelCount { model: model.into(), devices })
        .collect()
}

fn text_counts<T: ToString>(counted: Vec<Counted<T>>) -> Vec<TextCount> {
    counted
        .into_iter()
        .map(|(value, devices)| TextCount { value: value.to_string(), devices })
        .collect()
}

fn key_counts(counted: Vec<KeyCount>) -> Vec<AttributeCount> {
    counted
        .into_iter()
        .map(|it| AttributeCount {
            key: it.key,
            kind: it.kind.map(|kind| kind.as_str()),
            devices: it.devices,
        })
        .collect()
}

impl From<Facts> for SelectionFacts {
    fn from(facts: Facts) -> Self {
        let periods = facts.heart_periods.into_iter();
        let samples = facts.samples.into_iter();
        Self {
            devices: facts.devices,
            device_types: text_counts(facts.types),
            heart_periods: periods.map(|(value, devices)| PeriodCount { value, devices }).collect(),
            switches: text_counts(facts.switches),
            thing_models: model_counts(facts.thing_models),
            rpcs: model_counts(facts.rpcs),
            triggers: model_counts(facts.triggers),
            server_attrs: key_counts(facts.server_attrs),
            shared_attrs: key_counts(facts.shared_attrs),
            tags: text_counts(facts.tags),
            class_a: facts.class_a,
            samples: samples
                .map(|(eui, name)| SelectedDevice { eui: eui.to_string(), name })
                .collect(),
        }
    }
}

/// What devices have: types, models, attributes, tags, each with the number of devices.
#[utoipa::path(post, path = "/api/v1/selection", tag = TAG_TASKS,
    request_body = SelectedDevices,
    responses((status = 200, body = SelectionFacts), (status = "default", body = Document)))]
async fn describe_selection(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<SelectedDevices>,
) -> Result<Json<SelectionFacts>, Problem> {
    let devices = input.read(&engine, &caller).await?;
    Ok(Json(engine.bulk_changes().facts(&caller.tenant, devices).await?.into()))
}

/// What one thing model recorded for devices.
#[derive(Debug, Serialize, ToSchema)]
struct RecordedTelemetry {
    #[serde(flatten)]
    model: MountedModel,
    /// How many devices have values of it.
    devices: usize,
    /// Records of the history, as many as were counted.
    records: u64,
    /// `false`: there are more records than were counted.
    complete: bool,
    /// When the first counted record came.
    #[schema(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// When the last record came.
    #[schema(value_type = Option<String>)]
    to: Option<Timestamp>,
}

impl From<Recorded> for RecordedTelemetry {
    fn from(recorded: Recorded) -> Self {
        Self {
            model: recorded.model.into(),
            devices: recorded.devices,
            records: recorded.records,
            complete: recorded.complete,
            from: recorded.from,
            to: recorded.to,
        }
    }
}

/// What thing models recorded for devices; at most 200,000 records are counted.
#[utoipa::path(post, path = "/api/v1/selection/telemetry", tag = TAG_TASKS,
    request_body = SelectedDevices,
    responses((status = 200, body = Vec<RecordedTelemetry>),
        (status = "default", body = Document)))]
async fn describe_selected_telemetry(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<SelectedDevices>,
) -> Result<Json<Vec<RecordedTelemetry>>, Problem> {
    let devices = input.read(&engine, &caller).await?;
    let recorded = engine.bulk_changes().recorded(&caller.tenant, devices).await?;
    Ok(Json(recorded.into_iter().map(RecordedTelemetry::from).collect()))
}
