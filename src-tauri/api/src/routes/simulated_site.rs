//! The simulated site: gateways and devices to look at before there are real ones.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_INSTANCE;
use crate::auth::{Allowed, Write};
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(load_site, remove_site))
}

/// Create two simulated gateways and twenty simulated devices, and let them send.
#[utoipa::path(post, path = "/api/v1/simulated-site", tag = TAG_INSTANCE,
    responses((status = 204), (status = "default", body = Document)))]
async fn load_site(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
) -> Result<StatusCode, Problem> {
    engine.simulated_site().load(&caller.tenant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stop the simulated site and delete everything it created.
#[utoipa::path(delete, path = "/api/v1/simulated-site", tag = TAG_INSTANCE,
    responses((status = 204), (status = "default", body = Document)))]
async fn remove_site(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
) -> Result<StatusCode, Problem> {
    engine.simulated_site().remove(&caller.tenant).await?;
    Ok(StatusCode::NO_CONTENT)
}
