//! Changes to many devices at once: Reset by Template and Bulk Update Parameters.

use axum::extract::State;
use axum::http::StatusCode;
use engine::bulk_changes::{
    AttributesStep, BulkChange, Confirmed, ListChange, NewAttribute, Plan, PlannedDevice,
};
use engine::models::mounting::ModelKey;
use engine::{Engine, FieldError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_TASKS;
use super::devices::Filter;
use super::rpc::origin;
use super::selection::selection;
use super::tasks::Task;
use crate::auth::{Allowed, Write};
use crate::extract::{Json, Query};
use crate::parse::{Fields, filter};
use crate::problem::{Document, Problem};
use crate::said::Said;

/// Devices of a plan that are listed when nobody says how many, and at most.
const LISTED: usize = 200;
const LISTED_MAX: usize = 1_000;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(check_reset))
        .routes(routes!(start_reset))
        .routes(routes!(check_bulk_update))
        .routes(routes!(start_bulk_update))
}

/// Which devices of a plan are listed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PlanPage {
    /// Where the list begins: `next` of the page before.
    from: Option<usize>,
    /// Devices in the list, at most 1000; 200 when absent.
    limit: Option<usize>,
}

impl PlanPage {
    fn read(&self) -> (usize, usize) {
        (self.from.unwrap_or(0), self.limit.unwrap_or(LISTED).min(LISTED_MAX))
    }
}

/// How many devices change in one thing.
#[derive(Debug, Serialize, ToSchema)]
struct PlanCategory {
    /// `name`, `device_type`, `data_from`, `heart_period`, `real_time_storage`, `things_board`,
    /// `bacnet`, `home_assistant`, `modbus_tcp`, `thing_model`, `rpc`, `trigger`, `server_attrs`,
    /// `shared_attrs`, `tags`, `template` (the one a device was made or last reset by) or
    /// `telemetry`.
    field: &'static str,
    devices: usize,
    /// Of those, how many have nothing left of it that had something.
    emptied: usize,
    /// Of attributes: how many different keys go.
    keys_removed: usize,
}

/// Devices that are not terminals.
#[derive(Debug, Serialize, ToSchema)]
struct UnlikeDevices {
    /// `VIRTUAL` or `SUB_DEVICE`.
    device_type: &'static str,
    devices: usize,
    /// The first of them.
    euis: Vec<String>,
}

/// Why nothing can be done.
#[derive(Debug, Serialize, ToSchema)]
struct PlanProblem {
    /// `basic`, `thing_model`, `rpc`, `trigger`, `server_attrs`, `shared_attrs`,
    /// `delete_telemetry` or `tags`.
    step: String,
    detail: String,
    /// What is known of that sentence.
    detail_said: Option<Said>,
}

impl From<FieldError> for PlanProblem {
    fn from(error: FieldError) -> Self {
        let detail_said = Said::of(&error.detail);
        let detail = error.detail.text().to_owned();
        Self { step: error.field.into_owned(), detail, detail_said }
    }
}

/// One thing of a device that becomes another one.
#[derive(Debug, Serialize, ToSchema)]
struct PlanChange {
    /// As in the categories; `server_attrs_meta` and `shared_attrs_meta` for what people say of an
    /// attribute.
    field: &'static str,
    /// Of attributes the key, of telemetry the id of the thing model.
    key: Option<String>,
    /// What it is; `null` when it is not there.
    old: Option<Value>,
    /// What it will be; `null` when it will not be there.
    new: Option<Value>,
}

/// What would become of one device.
#[derive(Debug, Serialize, ToSchema)]
struct PlanDevice {
    eui: String,
    name: String,
    device_type: &'static str,
    changes: Vec<PlanChange>,
    /// Why it cannot be changed.
    problem: Option<String>,
    /// What is known of that sentence.
    problem_said: Option<Said>,
}

impl From<PlannedDevice> for PlanDevice {
    fn from(device: PlannedDevice) -> Self {
        let changes = device.changes.into_iter().map(|it| PlanChange {
            field: it.field,
            key: it.key,
            old: it.old,
            new: it.new,
        });
        let (problem, problem_said) = Said::split(device.problem);
        Self {
            eui: device.eui.to_string(),
            name: device.name,
            device_type: device.device_type.as_str(),
            changes: changes.collect(),
            problem,
            problem_said,
        }
    }
}

/// What would become of devices; nothing has changed yet.
#[derive(Debug, Serialize, ToSchema)]
struct BulkPlan {
    devices: usize,
    /// How many of them would be changed.
    changed: usize,
    /// How many of them cannot be changed; each is listed with the reason.
    refused: usize,
    /// How many would be sent shared attributes.
    told: usize,
    categories: Vec<PlanCategory>,
    unlike: Vec<UnlikeDevices>,
    /// What is wrong as a whole; nothing can be done then.
    problems: Vec<PlanProblem>,
    /// A page of those that would be changed or cannot be.
    items: Vec<PlanDevice>,
    /// What to send as `from` for the next page; `null` on the last one.
    next: Option<usize>,
}

impl From<Plan> for BulkPlan {
    fn from(plan: Plan) -> Self {
        let categories = plan.categories.into_iter().map(|it| PlanCategory {
            field: it.field,
            devices: it.devices,
            emptied: it.emptied,
            keys_removed: it.keys_removed,
        });
        let unlike = plan.unlike.into_iter().map(|it| UnlikeDevices {
            device_type: it.device_type.as_str(),
            devices: it.devices,
            euis: it.euis.iter().map(ToString::to_string).collect(),
        });
        Self {
            devices: plan.devices,
            changed: plan.changed,
            refused: plan.refused,
            told: plan.told,
            categories: categories.collect(),
            unlike: unlike.collect(),
            problems: plan.problems.into_iter().map(PlanProblem::from).collect(),
            items: plan.items.into_iter().map(PlanDevice::from).collect(),
            next: plan.next,
        }
    }
}

/// Devices and the template they shall be like.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetInput {
    /// Id or name of the device template.
    template: String,
    /// The devices; or `filter`.
    euis: Option<Vec<String>>,
    /// All devices that match at this moment, as in the list of devices; or `euis`.
    #[serde(default, deserialize_with = "filter")]
    filter: Option<Filter>,
    /// With `filter`: text to look for.
    q: Option<String>,
    /// Devices that are left out.
    #[serde(default)]
    except: Vec<String>,
    /// How many devices were confirmed; refused when they are more or fewer now. Only when
    /// starting.
    count: Option<usize>,
    /// What people call the task; the template's name when absent. Only when starting.
    #[serde(default)]
    name: String,
}

/// See what resetting devices to a template would change. Nothing changes.
#[utoipa::path(post, path = "/api/v1/reset-by-template/check", tag = TAG_TASKS,
    params(PlanPage), request_body = ResetInput,
    responses((status = 200, body = BulkPlan), (status = "default", body = Document)))]
async fn check_reset(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Query(page): Query<PlanPage>,
    Json(input): Json<ResetInput>,
) -> Result<Json<BulkPlan>, Problem> {
    let within = (&engine, &caller.tenant);
    let devices = selection(within, input.euis, input.filter, input.q, input.except).await?;
    let template = ModelKey::from_text(input.template);
    let plan =
        engine.bulk_changes().plan_reset(&caller.tenant, devices, template, page.read()).await?;
    Ok(Json(plan.into()))
}

/// Replace models, tags, heartbeat period, switches and attributes of devices by those of a
/// template. Nothing is sent to the devices. Progress and results are those of the task.
#[utoipa::path(post, path = "/api/v1/reset-by-template", tag = TAG_TASKS,
    request_body = ResetInput,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn start_reset(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<ResetInput>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let within = (&engine, &caller.tenant);
    let devices = selection(within, input.euis, input.filter, input.q, input.except).await?;
    let confirmed = Confirmed { devices, count: input.count, name: input.name };
    let template = ModelKey::from_text(input.template);
    let task =
        engine.bulk_changes().reset(&caller.tenant, confirmed, template, origin(&caller)).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}

/// What is added to a list and taken from it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ListInput {
    /// Put at the end where it is not there yet.
    #[serde(default)]
    add: Vec<String>,
    /// Taken out where it is there.
    #[serde(default)]
    remove: Vec<String>,
}

impl From<ListInput> for ListChange {
    fn from(input: ListInput) -> Self {
        Self { add: input.add, remove: input.remove }
    }
}

/// An attribute for many devices.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BulkAttribute {
    key: String,
    /// `string`, `number`, `boolean` or `object`.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Its value; any JSON value.
    #[serde(default)]
    value: Value,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    alias: String,
}

/// What becomes of the attributes of one side.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AttributesStepInput {
    #[serde(default)]
    add: Vec<BulkAttribute>,
    /// Whether a key that is there already gets what is given here; it is left alone otherwise.
    #[serde(default)]
    overwrite: bool,
    /// Keys to take away, with what is known of them.
    #[serde(default)]
    remove: Vec<String>,
}

impl AttributesStepInput {
    fn read(self, field: &str, fields: &mut Fields) -> AttributesStep {
        let add = self.add.into_iter().map(|it| NewAttribute {
            key: it.key,
            kind: fields.parse(field, it.kind.filter(|kind| !kind.is_empty())),
            value: it.value,
            unit: it.unit,
            alias: it.alias,
        });
        AttributesStep { add: add.collect(), overwrite: self.overwrite, remove: self.remove }
    }
}

/// What to change; everything that is absent stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BulkChangeInput {
    /// `{eui}`, `{eui:-4}` (its last four characters) and `{n}` (the device's place in the
    /// selection: 1, 2, 3 …) are places.
    name: Option<String>,
    /// `NORMAL` or `VIRTUAL`.
    device_type: Option<String>,
    heart_period: Option<u32>,
    real_time_storage: Option<bool>,
    things_board: Option<bool>,
    bacnet: Option<bool>,
    home_assistant: Option<bool>,
    modbus_tcp: Option<bool>,
    /// Ids or id names.
    #[serde(default)]
    thing_model: ListInput,
    /// Ids or methods.
    #[serde(default)]
    rpc: ListInput,
    /// Ids or names.
    #[serde(default)]
    trigger: ListInput,
    #[serde(default)]
    server_attrs: AttributesStepInput,
    /// Values that become other ones are sent to their devices.
    #[serde(default)]
    shared_attrs: AttributesStepInput,
    /// Ids or id names of thing models whose telemetry is deleted, latest values and history.
    #[serde(default)]
    delete_telemetry: Vec<String>,
    #[serde(default)]
    tags: ListInput,
}

impl BulkChangeInput {
    fn read(self) -> Result<BulkChange, Problem> {
        let mut fields = Fields::default();
        let change = BulkChange {
            name: self.name,
            device_type: fields.parse("device_type", self.device_type),
            heart_period: self.heart_period,
            real_time_storage: self.real_time_storage,
            things_board: self.things_board,
            bacnet: self.bacnet,
            home_assistant: self.home_assistant,
            modbus_tcp: self.modbus_tcp,
            thing_model: self.thing_model.into(),
            rpc: self.rpc.into(),
            trigger: self.trigger.into(),
            server_attrs: self.server_attrs.read("server_attrs", &mut fields),
            shared_attrs: self.shared_attrs.read("shared_attrs", &mut fields),
            delete_telemetry: self.delete_telemetry,
            tags: self.tags.into(),
        };
        fields.finish(change)
    }
}

/// Devices and what to change of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BulkUpdateInput {
    change: BulkChangeInput,
    /// The devices; or `filter`.
    euis: Option<Vec<String>>,
    /// All devices that match at this moment, as in the list of devices; or `euis`.
    #[serde(default, deserialize_with = "filter")]
    filter: Option<Filter>,
    /// With `filter`: text to look for.
    q: Option<String>,
    /// Devices that are left out.
    #[serde(default)]
    except: Vec<String>,
    /// How many devices were confirmed; refused when they are more or fewer now. Only when
    /// starting.
    count: Option<usize>,
    /// What people call the task; the changed parts when absent. Only when starting.
    #[serde(default)]
    name: String,
}

/// See what a change would do to devices, and what is wrong with it. Nothing changes.
#[utoipa::path(post, path = "/api/v1/bulk-update/check", tag = TAG_TASKS,
    params(PlanPage), request_body = BulkUpdateInput,
    responses((status = 200, body = BulkPlan), (status = "default", body = Document)))]
async fn check_bulk_update(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Query(page): Query<PlanPage>,
    Json(input): Json<BulkUpdateInput>,
) -> Result<Json<BulkPlan>, Problem> {
    let within = (&engine, &caller.tenant);
    let devices = selection(within, input.euis, input.filter, input.q, input.except).await?;
    let change = input.change.read()?;
    let plan =
        engine.bulk_changes().plan_update(&caller.tenant, devices, change, page.read()).await?;
    Ok(Json(plan.into()))
}

/// Change devices: only what is named. Models and tags are added to and taken from what is there.
/// Progress and results are those of the task.
#[utoipa::path(post, path = "/api/v1/bulk-update", tag = TAG_TASKS,
    request_body = BulkUpdateInput,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn start_bulk_update(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<BulkUpdateInput>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let within = (&engine, &caller.tenant);
    let devices = selection(within, input.euis, input.filter, input.q, input.except).await?;
    let change = input.change.read()?;
    let confirmed = Confirmed { devices, count: input.count, name: input.name };
    let task =
        engine.bulk_changes().update(&caller.tenant, confirmed, change, origin(&caller)).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}
