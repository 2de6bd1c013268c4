//! Relations: which devices hear of which others.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::relations::{Binding, End, RelationChange, RelationFilter, RelationView};
use model::record::{Categories, Category};
use model::{JsonMap, RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_DEVICES;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(list_relations, bind_devices)).routes(routes!(
        get_relation,
        update_relation,
        delete_relation
    ))
}

/// One of the two devices of a relation.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct RelationEnd {
    eui: String,
    name: String,
    /// `NORMAL`, `SUB_DEVICE` or `VIRTUAL`.
    device_type: &'static str,
    /// `online`, `offline` or `never_seen`.
    status: &'static str,
}

impl From<End> for RelationEnd {
    fn from(end: End) -> Self {
        Self {
            eui: end.eui.to_string(),
            name: end.name,
            device_type: end.device_type.as_str(),
            status: end.status.as_str(),
        }
    }
}

/// A relation: the target's thing models run when the source's data changes.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Relation {
    id: String,
    from_eui: String,
    to_eui: String,
    source: RelationEnd,
    target: RelationEnd,
    /// `telemetry_data`, `shared_attrs`, `server_attrs`: what the target hears of.
    notify_fields: Vec<&'static str>,
    #[schema(value_type = Object)]
    params: JsonMap,
    /// When the target last heard of the source, since the instance started.
    #[schema(value_type = Option<String>)]
    notified_at: Option<Timestamp>,
    #[schema(value_type = String)]
    created_at: Timestamp,
}

impl From<RelationView> for Relation {
    fn from(view: RelationView) -> Self {
        let relation = view.relation;
        Self {
            id: relation.id.to_string(),
            from_eui: relation.from_eui.to_string(),
            to_eui: relation.to_eui.to_string(),
            source: view.source.into(),
            target: view.target.into(),
            notify_fields: relation.notify_fields.iter().map(Category::as_str).collect(),
            params: relation.params,
            notified_at: view.notified_at,
            created_at: relation.created_at,
        }
    }
}

/// Devices to bind: each source with each target.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BindingInput {
    /// Sources.
    from_eui: Vec<String>,
    /// Targets.
    to_eui: Vec<String>,
    /// At least one of `telemetry_data`, `shared_attrs`, `server_attrs`.
    notify_fields: Vec<String>,
    /// For the caller's own use.
    #[schema(value_type = Option<Object>)]
    params: Option<JsonMap>,
}

/// What to change; absent fields keep their value.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RelationInput {
    /// At least one of `telemetry_data`, `shared_attrs`, `server_attrs`.
    notify_fields: Option<Vec<String>>,
    /// Replaces the whole object.
    #[schema(value_type = Option<Object>)]
    params: Option<JsonMap>,
}

fn categories(fields: &mut Fields, words: Vec<String>) -> Categories {
    let parsed = words.into_iter().filter_map(|word| fields.parse("notify_fields", Some(word)));
    parsed.collect::<Vec<Category>>().into_iter().collect()
}

fn euis(fields: &mut Fields, field: &str, texts: Vec<String>) -> Vec<model::DeviceEui> {
    texts.into_iter().filter_map(|text| fields.parse(field, Some(text))).collect()
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Only relations of this source.
    from_eui: Option<String>,
    /// Only relations of this target.
    to_eui: Option<String>,
}

/// List the tenant's relations.
#[utoipa::path(get, path = "/api/v1/relations", tag = TAG_DEVICES, params(Paging, Filter),
    responses((status = 200, body = Page<Relation>), (status = "default", body = Document)))]
async fn list_relations(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<Relation>>, Problem> {
    let mut fields = Fields::default();
    let filter = RelationFilter {
        from_eui: fields.parse("from_eui", filter.from_eui),
        to_eui: fields.parse("to_eui", filter.to_eui),
    };
    let filter = fields.finish(filter)?;
    let page = engine.relations().list(&caller.tenant, &filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, Relation::from)))
}

/// Bind sources with targets. A pair that is bound already gets the new `notify_fields`. All pairs
/// are bound or none.
#[utoipa::path(post, path = "/api/v1/relations", tag = TAG_DEVICES, request_body = BindingInput,
    responses((status = 201, body = Vec<Relation>), (status = "default", body = Document)))]
async fn bind_devices(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<BindingInput>,
) -> Result<(StatusCode, Json<Vec<Relation>>), Problem> {
    let mut fields = Fields::default();
    let binding = Binding {
        from_eui: euis(&mut fields, "from_eui", input.from_eui),
        to_eui: euis(&mut fields, "to_eui", input.to_eui),
        notify_fields: categories(&mut fields, input.notify_fields),
        params: input.params,
    };
    let views = engine.relations().bind(&caller.tenant, fields.finish(binding)?).await?;
    Ok((StatusCode::CREATED, Json(views.into_iter().map(Relation::from).collect())))
}

/// One relation.
#[utoipa::path(get, path = "/api/v1/relations/{id}", tag = TAG_DEVICES,
    params(("id" = String, Path)),
    responses((status = 200, body = Relation), (status = "default", body = Document)))]
async fn get_relation(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<Relation>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.relations().get(&caller.tenant, id)?.into()))
}

/// Change what a target hears of.
#[utoipa::path(patch, path = "/api/v1/relations/{id}", tag = TAG_DEVICES,
    params(("id" = String, Path)), request_body = RelationInput,
    responses((status = 200, body = Relation), (status = "default", body = Document)))]
async fn update_relation(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<RelationInput>,
) -> Result<Json<Relation>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let mut fields = Fields::default();
    let change = RelationChange {
        notify_fields: input.notify_fields.map(|words| categories(&mut fields, words)),
        params: input.params,
    };
    let view = engine.relations().update(&caller.tenant, id, fields.finish(change)?).await?;
    Ok(Json(view.into()))
}

/// End a relation.
#[utoipa::path(delete, path = "/api/v1/relations/{id}", tag = TAG_DEVICES,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_relation(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.relations().delete(&caller.tenant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
