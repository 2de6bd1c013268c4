//! RPC models: the commands that devices understand.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::models::ModelKind;
use engine::models::rpc_models::RpcModelChange;
use engine::records::RecordView;
use model::{JsonMap, RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_MODELS;
use super::model_scope::acting;
use super::thing_models::{Filter, ModelError, ScriptStatistics};
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(list_rpc_models, create_rpc_model)).routes(routes!(
        get_rpc_model,
        update_rpc_model,
        delete_rpc_model
    ))
}

/// An RPC model without its script.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct RpcModel {
    id: String,
    /// The method by which scripts and MQTT clients call it.
    id_name: String,
    name: String,
    /// `PUBLIC` (everybody's) or the tenant's code.
    scope: String,
    /// It ships with the program: it is read-only and stays public.
    built_in: bool,
    /// Whether sub-devices of a device that mounts it may use it.
    inherit: bool,
    /// `{ <param>: { name, alias, type, order, unit, dftValue, options } }`.
    #[schema(value_type = Object)]
    template: Value,
    tags: Vec<String>,
    /// How many of the tenant's devices have it mounted.
    used_by: u64,
    last_error: Option<ModelError>,
    /// Absent until the script ran.
    statistics: Option<ScriptStatistics>,
    remark: String,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

/// An RPC model with its script.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct RpcModelDetail {
    #[serde(flatten)]
    model: RpcModel,
    rpc_script: String,
}

impl From<RecordView<model::record::RpcModel>> for RpcModel {
    fn from(view: RecordView<model::record::RpcModel>) -> Self {
        let model = view.record;
        Self {
            id: model.id.to_string(),
            id_name: model.id_name,
            name: model.name,
            scope: model.tenant.to_string(),
            built_in: engine::models::ships(model.id),
            inherit: model.inherit,
            template: model.template,
            tags: model.tags,
            used_by: view.used_by,
            last_error: view.last_error.map(Into::into),
            statistics: view.statistics.map(Into::into),
            remark: model.remark,
            updated_at: model.updated_at,
        }
    }
}

impl From<RecordView<model::record::RpcModel>> for RpcModelDetail {
    fn from(view: RecordView<model::record::RpcModel>) -> Self {
        Self { rpc_script: view.record.rpc_script.to_string(), model: view.into() }
    }
}

/// What to create or change; absent fields keep their value or get their default.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RpcModelInput {
    /// The method, 1 to 255 letters, digits, spaces and ASCII signs.
    id_name: Option<String>,
    name: Option<String>,
    inherit: Option<bool>,
    #[schema(value_type = Option<Object>)]
    template: Option<JsonMap>,
    /// The script, at most 256 KiB.
    rpc_script: Option<String>,
    tags: Option<Vec<String>>,
    remark: Option<String>,
}

impl From<RpcModelInput> for RpcModelChange {
    fn from(input: RpcModelInput) -> Self {
        Self {
            id_name: input.id_name,
            name: input.name,
            inherit: input.inherit,
            template: input.template,
            rpc_script: input.rpc_script,
            tags: input.tags,
            remark: input.remark,
        }
    }
}

/// List the RPC models the tenant may use: its own and the public ones.
#[utoipa::path(get, path = "/api/v1/rpc-models", tag = TAG_MODELS, params(Paging, Filter),
    responses((status = 200, body = Page<RpcModel>), (status = "default", body = Document)))]
async fn list_rpc_models(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<RpcModel>>, Problem> {
    let filter = filter.read(&engine, &caller.tenant).await?;
    let page = engine.rpc_models().list(&caller.tenant, &filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, RpcModel::from)))
}

/// Add an RPC model.
#[utoipa::path(post, path = "/api/v1/rpc-models", tag = TAG_MODELS, request_body = RpcModelInput,
    responses((status = 201, body = RpcModelDetail), (status = "default", body = Document)))]
async fn create_rpc_model(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<RpcModelInput>,
) -> Result<(StatusCode, Json<RpcModelDetail>), Problem> {
    let view = engine.rpc_models().create(&caller.tenant, input.into()).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// One RPC model.
#[utoipa::path(get, path = "/api/v1/rpc-models/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)),
    responses((status = 200, body = RpcModelDetail), (status = "default", body = Document)))]
async fn get_rpc_model(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<RpcModelDetail>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let view = engine.rpc_models().get(&caller.tenant, id)?;
    Ok(Json(view.into()))
}

/// Change an RPC model. Built-in ones are read-only: duplicate them; promoted ones are
/// changed with the permission `manage`.
#[utoipa::path(patch, path = "/api/v1/rpc-models/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)), request_body = RpcModelInput,
    responses((status = 200, body = RpcModelDetail), (status = "default", body = Document)))]
async fn update_rpc_model(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<RpcModelInput>,
) -> Result<Json<RpcModelDetail>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let acting = acting(&engine, &caller, ModelKind::Rpc, id);
    engine.rpc_models().update(&acting, id, input.into()).await?;
    let view = engine.rpc_models().get(&caller.tenant, id)?;
    Ok(Json(view.into()))
}

/// Delete an RPC model that no device has mounted.
#[utoipa::path(delete, path = "/api/v1/rpc-models/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_rpc_model(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.rpc_models().delete(&caller.tenant, id, &caller.name).await?;
    Ok(StatusCode::NO_CONTENT)
}
