//! Whose a model is: a tenant's, or everybody's.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::models::{ModelKind, ModelScope};
use model::{RecordId, TenantCode, say};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_MODELS;
use super::model_history::named;
use crate::auth::{Allowed, Caller, Manage};
use crate::extract::{Json, Path};
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(set_model_scope))
}

/// For whom a caller changes a model: who manages the instance changes promoted ones for everybody.
pub(super) fn acting(
    engine: &Engine,
    caller: &Caller,
    kind: ModelKind,
    id: RecordId,
) -> TenantCode {
    if caller.may(Manage) {
        return engine.model_scopes().acting(&caller.tenant, kind, id);
    }
    caller.tenant.clone()
}

/// Whose a model shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ModelScopeInput {
    /// `PUBLIC`, or the code of the tenant the caller acts in.
    scope: String,
}

/// Make a model of the tenant everybody's (`PUBLIC`), or a promoted one the tenant's again.
///
/// Everybody may use a public model, and only who has the permission `manage` may change it. It can
/// be taken back as long as no other tenant uses it; what ships stays public.
#[utoipa::path(put, path = "/api/v1/models/{kind}/{id}/scope", tag = TAG_MODELS,
    params(("kind" = String, Path), ("id" = String, Path)), request_body = ModelScopeInput,
    responses((status = 204), (status = "default", body = Document)))]
async fn set_model_scope(
    caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Path((kind, id)): Path<(String, String)>,
    Json(input): Json<ModelScopeInput>,
) -> Result<StatusCode, Problem> {
    let (kind, id) = named(&kind, &id)?;
    let (scopes, tenant) = (engine.model_scopes(), &caller.tenant);
    let scope = match input.scope {
        scope if scope == TenantCode::PUBLIC => ModelScope::Public,
        scope if scope == tenant.as_str() => ModelScope::Tenant,
        _ => {
            return Err(Problem::field("scope", say!(PublicOrTenant, tenant = tenant.to_string())));
        }
    };
    scopes.set(tenant, kind, id, scope).await?;
    Ok(StatusCode::NO_CONTENT)
}
