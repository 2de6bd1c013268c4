//! Thing models: parser scripts and the description of their fields.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::models::ModelKind;
use engine::models::thing_models::{ModelChange, ModelView};
use engine::records::RecordFilter;
use model::{RecordId, TenantCode, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_MODELS;
use super::model_scope::acting;
use super::tasks::records_of;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::Fields;
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_thing_models, create_thing_model))
        .routes(routes!(get_thing_model, update_thing_model, delete_thing_model))
        .routes(routes!(thing_model_log))
}

/// How one field of a thing model is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct DisplayField {
    /// The telemetry key.
    field_name: String,
    /// Label.
    name: String,
    /// `number`, `string`, `boolean` or `object`.
    #[serde(rename = "type")]
    kind: String,
    unit: String,
    order: i64,
    /// The source of an SVG image of shapes only; to be shown as an image.
    icon: Option<String>,
}

/// The last failure of a script.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ModelError {
    #[schema(value_type = String)]
    at: Timestamp,
    message: String,
    message_said: Option<Said>,
    line: Option<u32>,
    column: Option<u32>,
    /// The device it failed for.
    eui: String,
}

impl From<engine::ModelFailure> for ModelError {
    fn from(failure: engine::ModelFailure) -> Self {
        Self {
            at: failure.at,
            message_said: Said::of(&failure.message),
            message: failure.message.text().to_owned(),
            line: failure.line,
            column: failure.column,
            eui: failure.eui,
        }
    }
}

/// How often a script ran for the tenant's devices, or for one of them, and how long that took.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ScriptStatistics {
    /// The first run that is counted: since the program started or the script was changed.
    #[schema(value_type = String)]
    since: Timestamp,
    #[schema(value_type = String)]
    last_run: Timestamp,
    runs: u64,
    /// Runs without a usable result.
    failures: u64,
    /// Microseconds of the last run.
    last_us: u64,
    /// Microseconds of all runs together.
    total_us: u64,
    /// Microseconds of a run on average.
    average_us: f64,
    /// Microseconds of the longest run.
    max_us: u64,
}

impl From<engine::ScriptStatistics> for ScriptStatistics {
    fn from(all: engine::ScriptStatistics) -> Self {
        let micros =
            |time: std::time::Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        Self {
            since: all.since,
            last_run: all.last_run,
            runs: all.runs,
            failures: all.failures,
            last_us: micros(all.last),
            total_us: micros(all.total),
            average_us: (all.average().as_secs_f64() * 1e7).round() / 10.0,
            max_us: micros(all.max),
        }
    }
}

/// A thing model without its script.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ThingModel {
    id: String,
    id_name: String,
    name: String,
    /// `PUBLIC` (everybody's) or the tenant's code.
    scope: String,
    /// It ships with the program: it is read-only and stays public.
    built_in: bool,
    /// `CUSTOMER` or `CHIRPSTACK`.
    payload_parser_type: &'static str,
    /// `ANY`, `MASTER_DEVICE` or `SUB_DEVICE`.
    apply_to: &'static str,
    tags: Vec<String>,
    /// Display fields in their order.
    fields: Vec<DisplayField>,
    /// How many of the tenant's devices have it mounted.
    used_by: u64,
    last_error: Option<ModelError>,
    /// Absent until the script ran.
    statistics: Option<ScriptStatistics>,
    remark: String,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

/// A thing model with its script.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ThingModelDetail {
    #[serde(flatten)]
    model: ThingModel,
    payload_parser: String,
    /// `{ "fields": { <field>: { field_name, name, type, unit, order, icon } } }`.
    #[schema(value_type = Object)]
    telemetry_config: Value,
}

impl From<ModelView> for ThingModel {
    fn from(view: ModelView) -> Self {
        let fields = view.display_fields();
        let model = view.record;
        Self {
            id: model.id.to_string(),
            id_name: model.id_name,
            name: model.name,
            scope: model.tenant.to_string(),
            built_in: engine::models::ships(model.id),
            payload_parser_type: model.payload_parser_type.as_str(),
            apply_to: model.apply_to.as_str(),
            tags: model.tags,
            fields: fields
                .into_iter()
                .map(|field| DisplayField {
                    field_name: field.field_name,
                    name: field.name,
                    kind: field.kind,
                    unit: field.unit,
                    order: field.order,
                    icon: field.icon,
                })
                .collect(),
            used_by: view.used_by,
            last_error: view.last_error.map(ModelError::from),
            statistics: view.statistics.map(ScriptStatistics::from),
            remark: model.remark,
            updated_at: model.updated_at,
        }
    }
}

impl From<ModelView> for ThingModelDetail {
    fn from(view: ModelView) -> Self {
        Self {
            payload_parser: view.record.payload_parser.clone(),
            telemetry_config: view.record.telemetry_config.clone(),
            model: view.into(),
        }
    }
}

/// What to create or change.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ThingModelInput {
    /// Stable text id, 1 to 32 of letters, digits, `_` and `-`.
    id_name: Option<String>,
    name: Option<String>,
    /// The script, at most 256 KiB.
    payload_parser: Option<String>,
    payload_parser_type: Option<String>,
    apply_to: Option<String>,
    #[schema(value_type = Option<Object>)]
    telemetry_config: Option<Value>,
    tags: Option<Vec<String>>,
    remark: Option<String>,
}

impl ThingModelInput {
    fn into_change(self) -> Result<ModelChange, Problem> {
        let mut fields = Fields::default();
        let change = ModelChange {
            id_name: self.id_name,
            name: self.name,
            payload_parser: self.payload_parser,
            payload_parser_type: fields.parse("payload_parser_type", self.payload_parser_type),
            apply_to: fields.parse("apply_to", self.apply_to),
            telemetry_config: self.telemetry_config,
            tags: self.tags,
            remark: self.remark,
        };
        fields.finish(change)
    }
}

/// Which models are wanted.
#[derive(Debug, Deserialize, IntoParams, ToSchema)]
#[schema(as = ModelFilter)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// `PUBLIC` or the tenant's code.
    scope: Option<String>,
    tag: Option<String>,
    /// Id of a task: only models that it imported.
    task: Option<String>,
}

impl Filter {
    pub(super) async fn read(
        self,
        engine: &Engine,
        tenant: &TenantCode,
    ) -> Result<RecordFilter, Problem> {
        let among = records_of(engine, tenant, self.task).await?;
        Ok(RecordFilter { scope: self.scope, tag: self.tag, among })
    }
}

/// List the thing models the tenant may use: its own and the public ones.
#[utoipa::path(get, path = "/api/v1/thing-models", tag = TAG_MODELS, params(Paging, Filter),
    responses((status = 200, body = Page<ThingModel>), (status = "default", body = Document)))]
async fn list_thing_models(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<ThingModel>>, Problem> {
    let filter = filter.read(&engine, &caller.tenant).await?;
    let page = engine.thing_models().list(&caller.tenant, &filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, ThingModel::from)))
}

/// Add a thing model.
#[utoipa::path(post, path = "/api/v1/thing-models", tag = TAG_MODELS,
    request_body = ThingModelInput,
    responses((status = 201, body = ThingModelDetail), (status = "default", body = Document)))]
async fn create_thing_model(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<ThingModelInput>,
) -> Result<(StatusCode, Json<ThingModelDetail>), Problem> {
    let view = engine.thing_models().create(&caller.tenant, input.into_change()?).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// One thing model with its script.
#[utoipa::path(get, path = "/api/v1/thing-models/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)),
    responses((status = 200, body = ThingModelDetail), (status = "default", body = Document)))]
async fn get_thing_model(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<ThingModelDetail>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.thing_models().get(&caller.tenant, id)?.into()))
}

/// Change a thing model. Built-in ones are read-only: duplicate them; promoted ones are
/// changed with the permission `manage`.
#[utoipa::path(patch, path = "/api/v1/thing-models/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)), request_body = ThingModelInput,
    responses((status = 200, body = ThingModelDetail), (status = "default", body = Document)))]
async fn update_thing_model(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<ThingModelInput>,
) -> Result<Json<ThingModelDetail>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let acting = acting(&engine, &caller, ModelKind::Thing, id);
    engine.thing_models().update(&acting, id, input.into_change()?).await?;
    let view = engine.thing_models().get(&caller.tenant, id)?;
    Ok(Json(view.into()))
}

/// Delete a thing model that no device has mounted.
#[utoipa::path(delete, path = "/api/v1/thing-models/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_thing_model(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.thing_models().delete(&caller.tenant, id, &caller.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One entry of a model's log.
#[derive(Debug, Serialize, ToSchema)]
struct LogEntry {
    #[schema(value_type = String)]
    at: Timestamp,
    /// `info`, `warn` or `error`.
    level: String,
    text: String,
    /// What is known of that sentence; `null` for what the script printed.
    text_said: Option<Said>,
    /// The device whose uplink was parsed.
    eui: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
}

/// A model's newest log entries.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ModelLog {
    items: Vec<LogEntry>,
}

impl ModelLog {
    pub(super) fn of(rows: impl Iterator<Item = engine::models::ModelLogRow>) -> Self {
        let items = rows.map(|row| LogEntry {
            at: row.at,
            level: row.level.into_owned(),
            text_said: Said::of(&row.text),
            text: row.text.text().to_owned(),
            eui: row.eui.map(|eui| eui.to_string()),
            line: row.line,
            column: row.column,
        });
        Self { items: items.collect() }
    }
}

/// What a thing model's script wrote to the console, and its failures, newest first.
#[utoipa::path(get, path = "/api/v1/thing-models/{id}/log", tag = TAG_MODELS,
    params(("id" = String, Path)),
    responses((status = 200, body = ModelLog), (status = "default", body = Document)))]
async fn thing_model_log(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<ModelLog>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let entries = engine.thing_models().log(&caller.tenant, id).await?;
    Ok(Json(ModelLog::of(entries.into_iter().map(|entry| entry.row))))
}
