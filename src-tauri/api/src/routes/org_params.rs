//! What an organisation gives its scripts.

use axum::extract::State;
use engine::Engine;
use model::JsonMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_INSTANCE;
use crate::auth::{Allowed, ReadKeys, Write};
use crate::extract::Json;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(get_org_params, set_org_params))
}

/// The tenant's parameters for its scripts.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrgParams {
    /// Keys of 1 to 64 bytes with any JSON value, at most 200; 256 KiB in all.
    #[schema(value_type = Object)]
    params: JsonMap,
}

/// What RPC scripts find in `org_params`. It may hold passwords, so it needs `read_keys`.
#[utoipa::path(get, path = "/api/v1/org-params", tag = TAG_INSTANCE,
    responses((status = 200, body = OrgParams), (status = "default", body = Document)))]
async fn get_org_params(
    caller: Allowed<ReadKeys>,
    State(engine): State<Engine>,
) -> Json<OrgParams> {
    Json(OrgParams { params: engine.org_params().get(&caller.tenant) })
}

/// Replace what scripts find in `org_params`. The next script gets it.
#[utoipa::path(put, path = "/api/v1/org-params", tag = TAG_INSTANCE, request_body = OrgParams,
    responses((status = 200, body = OrgParams), (status = "default", body = Document)))]
async fn set_org_params(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<OrgParams>,
) -> Result<Json<OrgParams>, Problem> {
    let params = engine.org_params().set(&caller.tenant, input.params).await?;
    Ok(Json(OrgParams { params }))
}
