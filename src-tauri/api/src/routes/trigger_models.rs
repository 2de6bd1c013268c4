//! Trigger models: rules that ask for commands after a device's data was parsed.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::models::ModelKind;
use engine::models::trigger_models::{TriggerModelChange, TriggerModelView};
use model::{RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_MODELS;
use super::device_triggers::{FailedTriggerActions, LastTriggerAction};
use super::model_scope::acting;
use super::thing_models::{Filter, ModelError, ModelLog, ScriptStatistics};
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_trigger_models, create_trigger_model))
        .routes(routes!(get_trigger_model, update_trigger_model, delete_trigger_model))
        .routes(routes!(trigger_model_log))
}

/// A trigger model without its script.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct TriggerModel {
    id: String,
    name: String,
    /// `PUBLIC` (everybody's) or the tenant's code.
    scope: String,
    /// It ships with the program: it is read-only and stays public.
    built_in: bool,
    /// Whether it also runs for sub-devices of a device that mounts it.
    inherit: bool,
    tags: Vec<String>,
    /// How many of the tenant's devices have it mounted.
    used_by: u64,
    last_error: Option<ModelError>,
    /// Absent until the script ran.
    statistics: Option<ScriptStatistics>,
    last_action: Option<LastTriggerAction>,
    /// Absent while nothing it asked for failed.
    failed_actions: Option<FailedTriggerActions>,
    remark: String,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

/// A trigger model with its script.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct TriggerModelDetail {
    #[serde(flatten)]
    model: TriggerModel,
    trigger_script: String,
}

impl From<TriggerModelView> for TriggerModel {
    fn from(view: TriggerModelView) -> Self {
        let TriggerModelView { view, last_action, failed_actions } = view;
        let model = view.record;
        Self {
            id: model.id.to_string(),
            name: model.name,
            scope: model.tenant.to_string(),
            built_in: engine::models::ships(model.id),
            inherit: model.inherit,
            tags: model.tags,
            used_by: view.used_by,
            last_error: view.last_error.map(Into::into),
            statistics: view.statistics.map(Into::into),
            last_action: last_action.map(Into::into),
            failed_actions: failed_actions.map(Into::into),
            remark: model.remark,
            updated_at: model.updated_at,
        }
    }
}

impl From<TriggerModelView> for TriggerModelDetail {
    fn from(view: TriggerModelView) -> Self {
        Self { trigger_script: view.view.record.trigger_script.to_string(), model: view.into() }
    }
}

/// What to create or change; absent fields keep their value or get their default.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TriggerModelInput {
    /// Unique in the tenant and among the public ones.
    name: Option<String>,
    inherit: Option<bool>,
    /// The script, at most 256 KiB.
    trigger_script: Option<String>,
    tags: Option<Vec<String>>,
    remark: Option<String>,
}

impl From<TriggerModelInput> for TriggerModelChange {
    fn from(input: TriggerModelInput) -> Self {
        Self {
            name: input.name,
            inherit: input.inherit,
            trigger_script: input.trigger_script,
            tags: input.tags,
            remark: input.remark,
        }
    }
}

/// List the trigger models the tenant may use: its own and the public ones.
#[utoipa::path(get, path = "/api/v1/trigger-models", tag = TAG_MODELS, params(Paging, Filter),
    responses((status = 200, body = Page<TriggerModel>), (status = "default", body = Document)))]
async fn list_trigger_models(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<TriggerModel>>, Problem> {
    let filter = filter.read(&engine, &caller.tenant).await?;
    let page = engine.trigger_models().list(&caller.tenant, &filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, TriggerModel::from)))
}

/// Add a trigger model.
#[utoipa::path(post, path = "/api/v1/trigger-models", tag = TAG_MODELS, request_body = TriggerModelInput,
    responses((status = 201, body = TriggerModelDetail), (status = "default", body = Document)))]
async fn create_trigger_model(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<TriggerModelInput>,
) -> Result<(StatusCode, Json<TriggerModelDetail>), Problem> {
    let view = engine.trigger_models().create(&caller.tenant, input.into()).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// One trigger model.
#[utoipa::path(get, path = "/api/v1/trigger-models/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)),
    responses((status = 200, body = TriggerModelDetail), (status = "default", body = Document)))]
async fn get_trigger_model(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<TriggerModelDetail>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let view = engine.trigger_models().get(&caller.tenant, id)?;
    Ok(Json(view.into()))
}

/// Change a trigger model. Built-in ones are read-only: duplicate them; promoted ones are
/// changed with the permission `manage`.
#[utoipa::path(patch, path = "/api/v1/trigger-models/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)), request_body = TriggerModelInput,
    responses((status = 200, body = TriggerModelDetail), (status = "default", body = Document)))]
async fn update_trigger_model(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<TriggerModelInput>,
) -> Result<Json<TriggerModelDetail>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let acting = acting(&engine, &caller, ModelKind::Trigger, id);
    engine.trigger_models().update(&acting, id, input.into()).await?;
    let view = engine.trigger_models().get(&caller.tenant, id)?;
    Ok(Json(view.into()))
}

/// What a trigger's script wrote to the console, its failures, and actions that could not be
/// started, newest first.
#[utoipa::path(get, path = "/api/v1/trigger-models/{id}/log", tag = TAG_MODELS,
    params(("id" = String, Path)),
    responses((status = 200, body = ModelLog), (status = "default", body = Document)))]
async fn trigger_model_log(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<ModelLog>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let entries = engine.trigger_models().log(&caller.tenant, id).await?;
    Ok(Json(ModelLog::of(entries.into_iter().map(|entry| entry.row))))
}

/// Delete a trigger model that no device has mounted.
#[utoipa::path(delete, path = "/api/v1/trigger-models/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_trigger_model(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.trigger_models().delete(&caller.tenant, id, &caller.name).await?;
    Ok(StatusCode::NO_CONTENT)
}
