//! One-time RPC: the same command to a group of devices, at once.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::mounting::ModelKey;
use engine::one_time_rpc::{OneTimeRpcRequest, Selection};
use model::JsonMap;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_TASKS;
use super::devices::Filter;
use super::rpc::origin;
use super::tasks::Task;
use crate::auth::{Allowed, Write};
use crate::extract::Json;
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(start_one_time_rpc))
}

/// A command for a group of devices.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OneTimeRpcInput {
    /// What people call it.
    name: String,
    /// The devices; or `filter`.
    euis: Option<Vec<String>>,
    /// All devices that match at this moment, as in the list of devices; or `euis`.
    filter: Option<Filter>,
    /// With `filter`: text to look for.
    q: Option<String>,
    /// The RPC model by id or method.
    rpc: String,
    #[serde(default)]
    #[schema(value_type = Object)]
    params: JsonMap,
    /// From one device to the next, ms; no delay when absent.
    device_interval_ms: Option<u32>,
}

/// Call an RPC on devices one after another. Progress and results are those of the task.
#[utoipa::path(post, path = "/api/v1/one-time-rpc", tag = TAG_TASKS,
    request_body = OneTimeRpcInput,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn start_one_time_rpc(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<OneTimeRpcInput>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let devices = match (input.euis, input.filter) {
        (Some(euis), None) => {
            let mut fields = Fields::default();
            let euis = fields.parse_all("euis", euis);
            Selection::Euis(fields.finish(euis)?)
        }
        (None, Some(filter)) => Selection::Matching(Box::new(filter.read()?), input.q),
        _ => return Err(Problem::field("euis", "expected either euis or filter")),
    };
    let request = OneTimeRpcRequest {
        name: input.name,
        devices,
        rpc: ModelKey::from_text(input.rpc),
        params: input.params,
        device_interval_ms: input.device_interval_ms,
    };
    let task = engine.one_time_rpcs().start(&caller.tenant, request, origin(&caller)).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}
