//! Device templates: what devices of one kind start with.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::devices::IntegrationsChange;
use engine::models::ModelKind;
use engine::models::device_templates::{DeviceTemplateChange, TemplateModels};
use engine::records::RecordView;
use model::record::DeviceTemplate as Record;
use model::{JsonMap, RecordId, TenantCode, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_MODELS;
use super::devices::{Integrations, MountedModel, keys, mounted};
use super::locations::{LocationRef, place};
use super::model_scope::acting;
use super::thing_models::Filter;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::{Fields, optional};
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_device_templates, create_device_template))
        .routes(routes!(get_device_template, update_device_template, delete_device_template))
        .routes(routes!(draft_device_template))
}

/// A device template.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct DeviceTemplate {
    id: String,
    /// `PUBLIC` (everybody's) or the tenant's code.
    scope: String,
    /// It ships with the program: it is read-only and stays public.
    built_in: bool,
    /// How many of the tenant's devices were made or last reset by it.
    used_by: u64,
    #[schema(value_type = String)]
    updated_at: Timestamp,
    /// `location_id` with its names.
    location: Option<LocationRef>,
    #[serde(flatten)]
    content: DeviceTemplateContent,
}

/// What devices of one kind start with.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct DeviceTemplateContent {
    name: String,
    thing_model: Vec<MountedModel>,
    rpc: Vec<MountedModel>,
    trigger: Vec<MountedModel>,
    tags: Vec<String>,
    /// Seconds without an uplink until a device counts as offline.
    heart_period: u32,
    real_time_storage: bool,
    #[serde(flatten)]
    integrations: Integrations,
    /// Where a device is.
    location_id: Option<String>,
    /// Definitions of server attributes:
    /// `{ <key>: { key, alias, type, unit, order, dftValue, options, rpcs, remark } }`, `rpcs` by ids.
    #[schema(value_type = Object)]
    server_attrs: JsonMap,
    /// Definitions of shared attributes.
    #[schema(value_type = Object)]
    shared_attrs: JsonMap,
    remark: String,
}

/// A device as a template that is not stored yet.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct DeviceTemplateDraft {
    /// Keys of attributes of the device that scripts made and no template takes.
    left_out: Vec<String>,
    #[serde(flatten)]
    content: DeviceTemplateContent,
}

fn show(engine: &Engine, tenant: &TenantCode, view: RecordView<Record>) -> DeviceTemplate {
    let template = view.record;
    let models = engine.device_templates().models(tenant, &template);
    DeviceTemplate {
        id: template.id.to_string(),
        scope: template.tenant.to_string(),
        built_in: engine::models::ships(template.id),
        used_by: view.used_by,
        updated_at: template.updated_at,
        location: models.location.clone().map(LocationRef::from),
        content: content(template, models),
    }
}

fn content(template: Record, models: TemplateModels) -> DeviceTemplateContent {
    DeviceTemplateContent {
        name: template.name,
        thing_model: mounted(models.thing_models),
        rpc: mounted(models.rpcs),
        trigger: mounted(models.triggers),
        tags: template.tags,
        heart_period: template.heart_period,
        real_time_storage: template.real_time_storage,
        integrations: template.integrations.into(),
        location_id: models.location.map(|location| location.id.to_string()),
        server_attrs: template.server_attrs,
        shared_attrs: template.shared_attrs,
        remark: template.remark,
    }
}

/// What to create or change; absent fields keep their value or get their default.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeviceTemplateInput {
    name: Option<String>,
    /// Ids or id names, in the order they run.
    thing_model: Option<Vec<String>>,
    /// Ids or methods.
    rpc: Option<Vec<String>>,
    /// Ids or names, in the order they run.
    trigger: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    heart_period: Option<u32>,
    real_time_storage: Option<bool>,
    things_board: Option<bool>,
    home_assistant: Option<bool>,
    bacnet: Option<bool>,
    modbus_tcp: Option<bool>,
    third_party: Option<bool>,
    /// Code or id of a location; `null` for none.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    location_id: Option<Option<String>>,
    /// Replaces all definitions; their `rpcs` are ids or methods.
    #[schema(value_type = Option<Object>)]
    server_attrs: Option<JsonMap>,
    /// Replaces all definitions; their `rpcs` are ids or methods.
    #[schema(value_type = Option<Object>)]
    shared_attrs: Option<JsonMap>,
    remark: Option<String>,
}

impl From<DeviceTemplateInput> for DeviceTemplateChange {
    fn from(input: DeviceTemplateInput) -> Self {
        Self {
            name: input.name,
            thing_model: keys(input.thing_model),
            rpc: keys(input.rpc),
            trigger: keys(input.trigger),
            tags: input.tags,
            heart_period: input.heart_period,
            real_time_storage: input.real_time_storage,
            integrations: IntegrationsChange {
                things_board: input.things_board,
                home_assistant: input.home_assistant,
                bacnet: input.bacnet,
                modbus_tcp: input.modbus_tcp,
                third_party: input.third_party,
            },
            location: place(input.location_id),
            server_attrs: input.server_attrs,
            shared_attrs: input.shared_attrs,
            remark: input.remark,
        }
    }
}

/// List the device templates the tenant may use: its own and the public ones.
#[utoipa::path(get, path = "/api/v1/device-templates", tag = TAG_MODELS, params(Paging, Filter),
    responses((status = 200, body = Page<DeviceTemplate>), (status = "default", body = Document)))]
async fn list_device_templates(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<DeviceTemplate>>, Problem> {
    let filter = filter.read(&engine, &caller.tenant).await?;
    let page = engine.device_templates().list(&caller.tenant, &filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, |view| show(&engine, &caller.tenant, view))))
}

/// Add a device template.
#[utoipa::path(post, path = "/api/v1/device-templates", tag = TAG_MODELS, request_body = DeviceTemplateInput,
    responses((status = 201, body = DeviceTemplate), (status = "default", body = Document)))]
async fn create_device_template(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<DeviceTemplateInput>,
) -> Result<(StatusCode, Json<DeviceTemplate>), Problem> {
    let view = engine.device_templates().create(&caller.tenant, input.into()).await?;
    Ok((StatusCode::CREATED, Json(show(&engine, &caller.tenant, view))))
}

/// One device template.
#[utoipa::path(get, path = "/api/v1/device-templates/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)),
    responses((status = 200, body = DeviceTemplate), (status = "default", body = Document)))]
async fn get_device_template(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<DeviceTemplate>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let view = engine.device_templates().get(&caller.tenant, id)?;
    Ok(Json(show(&engine, &caller.tenant, view)))
}

/// Change a device template. Built-in ones are read-only: duplicate them; promoted ones are
/// changed with the permission `manage`.
#[utoipa::path(patch, path = "/api/v1/device-templates/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)), request_body = DeviceTemplateInput,
    responses((status = 200, body = DeviceTemplate), (status = "default", body = Document)))]
async fn update_device_template(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<DeviceTemplateInput>,
) -> Result<Json<DeviceTemplate>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let acting = acting(&engine, &caller, ModelKind::Template, id);
    engine.device_templates().update(&acting, id, input.into()).await?;
    let view = engine.device_templates().get(&caller.tenant, id)?;
    Ok(Json(show(&engine, &caller.tenant, view)))
}

/// Delete a device template. Devices that were made by it stay as they are.
#[utoipa::path(delete, path = "/api/v1/device-templates/{id}", tag = TAG_MODELS,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_device_template(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.device_templates().delete(&caller.tenant, id, &caller.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a device is, as a device template that is not stored yet: its models, tags and switches,
/// and its attributes with their values as defaults.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/template-draft", tag = TAG_MODELS,
    params(("eui" = String, Path)),
    responses((status = 200, body = DeviceTemplateDraft), (status = "default", body = Document)))]
async fn draft_device_template(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<DeviceTemplateDraft>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let draft = engine.device_templates().draft_of(&caller.tenant, &eui)?;
    let models = engine.device_templates().models(&caller.tenant, &draft.template);
    let content = content(draft.template, models);
    Ok(Json(DeviceTemplateDraft { left_out: draft.left_out, content }))
}
