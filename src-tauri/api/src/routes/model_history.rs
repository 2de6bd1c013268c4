//! What all kinds of models have: the versions of their last saves, and saved test cases.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::models::{CaseInput, ModelKind};
use model::{DeviceEui, JsonMap, RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_MODELS;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path};
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_model_versions))
        .routes(routes!(get_model_version))
        .routes(routes!(list_model_cases, create_model_case))
        .routes(routes!(replace_model_case, delete_model_case))
}

/// One save of a model.
#[derive(Debug, Serialize, ToSchema)]
struct ModelVersion {
    /// Counts the saves of the model, from 1.
    number: u32,
    #[schema(value_type = String)]
    saved_at: Timestamp,
}

/// The last 20 saves of a model, newest first.
#[derive(Debug, Serialize, ToSchema)]
struct ModelVersionList {
    items: Vec<ModelVersion>,
}

/// What a model was after one save.
#[derive(Debug, Serialize, ToSchema)]
struct ModelVersionContent {
    number: u32,
    /// Its fields in the shape in which the kind's `PATCH` takes them.
    #[schema(value_type = Object)]
    content: JsonMap,
}

/// A kind of model (`thing-models`, `rpc-models`, `trigger-models`, `device-templates`) and an id.
pub(super) fn named(kind: &str, id: &str) -> Result<(ModelKind, RecordId), Problem> {
    Ok((Fields::key("kind", kind)?, Fields::key("id", id)?))
}

/// The versions that are kept of a model. A built-in one has none.
#[utoipa::path(get, path = "/api/v1/models/{kind}/{id}/versions", tag = TAG_MODELS,
    params(("kind" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = ModelVersionList), (status = "default", body = Document)))]
async fn list_model_versions(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<ModelVersionList>, Problem> {
    let (kind, id) = named(&kind, &id)?;
    let versions = engine.model_versions().list(&caller.tenant, kind, id).await?;
    let items = versions
        .into_iter()
        .map(|version| ModelVersion { number: version.number, saved_at: version.saved_at })
        .collect();
    Ok(Json(ModelVersionList { items }))
}

/// What a model was in one version.
#[utoipa::path(get, path = "/api/v1/models/{kind}/{id}/versions/{number}", tag = TAG_MODELS,
    params(("kind" = String, Path), ("id" = String, Path), ("number" = u32, Path)),
    responses((status = 200, body = ModelVersionContent), (status = "default", body = Document)))]
async fn get_model_version(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path((kind, id, number)): Path<(String, String, String)>,
) -> Result<Json<ModelVersionContent>, Problem> {
    let (kind, id) = named(&kind, &id)?;
    let number: u32 = Fields::key("number", &number)?;
    let content = engine.model_versions().content(&caller.tenant, kind, id, number).await?;
    Ok(Json(ModelVersionContent { number, content }))
}

/// What a model's script must return for an input.
#[derive(Debug, Serialize, ToSchema)]
struct ModelCase {
    id: String,
    name: String,
    /// The device the input was taken from.
    eui: Option<String>,
    /// The script's variables, as `POST /api/v1/scripts/run` takes them.
    #[schema(value_type = Object)]
    input: JsonMap,
    /// What the script must return; `null` for nothing.
    expected: Value,
}

impl From<engine::models::ModelCase> for ModelCase {
    fn from(case: engine::models::ModelCase) -> Self {
        Self {
            id: case.id.to_string(),
            name: case.name,
            eui: case.eui.map(|eui| eui.to_string()),
            input: case.input,
            expected: case.expected,
        }
    }
}

/// The test cases of a model, oldest first.
#[derive(Debug, Serialize, ToSchema)]
struct ModelCaseList {
    items: Vec<ModelCase>,
}

/// A test case to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ModelCaseInput {
    name: String,
    eui: Option<String>,
    /// At most 256 KiB of JSON.
    #[schema(value_type = Object)]
    input: JsonMap,
    /// At most 256 KiB of JSON.
    #[serde(default)]
    expected: Value,
}

impl ModelCaseInput {
    fn into_case(self) -> Result<CaseInput, Problem> {
        let mut fields = Fields::default();
        let eui: Option<DeviceEui> = fields.parse("eui", self.eui);
        fields.finish(CaseInput {
            name: self.name,
            eui,
            input: self.input,
            expected: self.expected,
        })
    }
}

/// The saved test cases of a model.
#[utoipa::path(get, path = "/api/v1/models/{kind}/{id}/cases", tag = TAG_MODELS,
    params(("kind" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = ModelCaseList), (status = "default", body = Document)))]
async fn list_model_cases(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<ModelCaseList>, Problem> {
    let (kind, id) = named(&kind, &id)?;
    let cases = engine.model_cases().list(&caller.tenant, kind, id).await?;
    Ok(Json(ModelCaseList { items: cases.into_iter().map(ModelCase::from).collect() }))
}

/// Keep a test case of a model, 50 at most.
#[utoipa::path(post, path = "/api/v1/models/{kind}/{id}/cases", tag = TAG_MODELS,
    params(("kind" = String, Path), ("id" = String, Path)), request_body = ModelCaseInput,
    responses((status = 201, body = ModelCase), (status = "default", body = Document)))]
async fn create_model_case(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path((kind, id)): Path<(String, String)>,
    Json(input): Json<ModelCaseInput>,
) -> Result<(StatusCode, Json<ModelCase>), Problem> {
    let (kind, id) = named(&kind, &id)?;
    let cases = engine.model_cases();
    let case = cases.create(&caller.tenant, kind, id, input.into_case()?).await?;
    Ok((StatusCode::CREATED, Json(case.into())))
}

/// Replace a test case of a model.
#[utoipa::path(put, path = "/api/v1/models/{kind}/{id}/cases/{case}", tag = TAG_MODELS,
    params(("kind" = String, Path), ("id" = String, Path), ("case" = String, Path)),
    request_body = ModelCaseInput,
    responses((status = 200, body = ModelCase), (status = "default", body = Document)))]
async fn replace_model_case(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path((kind, id, case)): Path<(String, String, String)>,
    Json(input): Json<ModelCaseInput>,
) -> Result<Json<ModelCase>, Problem> {
    let (kind, id) = named(&kind, &id)?;
    let case: RecordId = Fields::key("case", &case)?;
    let cases = engine.model_cases();
    let case = cases.replace(&caller.tenant, kind, id, case, input.into_case()?).await?;
    Ok(Json(case.into()))
}

/// Delete a test case of a model.
#[utoipa::path(delete, path = "/api/v1/models/{kind}/{id}/cases/{case}", tag = TAG_MODELS,
    params(("kind" = String, Path), ("id" = String, Path), ("case" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_model_case(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path((kind, id, case)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let (kind, id) = named(&kind, &id)?;
    let case: RecordId = Fields::key("case", &case)?;
    engine.model_cases().delete(&caller.tenant, kind, id, case).await?;
    Ok(StatusCode::NO_CONTENT)
}
