//! One-time RPC: the same command to a group of devices, at once.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::models::mounting::ModelKey;
use engine::one_time_rpc::OneTimeRpcRequest;
use model::JsonMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_TASKS;
use super::devices::Filter;
use super::rpc::{RpcStep, origin};
use super::selection::selection;
use super::tasks::Task;
use crate::auth::{Allowed, Write};
use crate::extract::Json;
use crate::parse::filter;
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(start_one_time_rpc)).routes(routes!(check_one_time_rpc))
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
    #[serde(default, deserialize_with = "filter")]
    filter: Option<Filter>,
    /// With `filter`: text to look for.
    q: Option<String>,
    /// Devices that are left out.
    #[serde(default)]
    except: Vec<String>,
    /// The RPC model by id or method.
    rpc: String,
    #[serde(default)]
    #[schema(value_type = Object)]
    params: JsonMap,
    /// From one device to the next, ms; no delay when absent.
    device_interval_ms: Option<u32>,
    /// Leave devices out that do not have the RPC model; they count as failed otherwise.
    #[serde(default)]
    skip_unmounted: bool,
}

/// A command for a group of devices that is not given yet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OneTimeRpcQuestion {
    /// The devices; or `filter`.
    euis: Option<Vec<String>>,
    /// All devices that match at this moment, as in the list of devices; or `euis`.
    #[serde(default, deserialize_with = "filter")]
    filter: Option<Filter>,
    /// With `filter`: text to look for.
    q: Option<String>,
    /// Devices that are left out.
    #[serde(default)]
    except: Vec<String>,
    /// The RPC model by id or method.
    rpc: String,
    #[serde(default)]
    #[schema(value_type = Object)]
    params: JsonMap,
}

/// What a command would do to one device.
#[derive(Debug, Serialize, ToSchema)]
struct OneTimeRpcPreview {
    eui: String,
    /// In the order they would be taken.
    steps: Vec<RpcStep>,
    /// Why there are none.
    problem: Option<String>,
    /// What is known of that sentence.
    problem_said: Option<Said>,
}

/// What a command for a group of devices would meet.
#[derive(Debug, Serialize, ToSchema)]
struct OneTimeRpcOutlook {
    devices: usize,
    /// How many listen only after they have sent: what they are told waits for that.
    class_a: usize,
    /// How many do not have the RPC model.
    unmounted: usize,
    /// The first of those.
    unmounted_euis: Vec<String>,
    /// For the first device that has the RPC model; `null` when none has.
    preview: Option<OneTimeRpcPreview>,
}

/// See what a command would meet, and what it would do to the first device. Nothing happens.
#[utoipa::path(post, path = "/api/v1/one-time-rpc/check", tag = TAG_TASKS,
    request_body = OneTimeRpcQuestion,
    responses((status = 200, body = OneTimeRpcOutlook), (status = "default", body = Document)))]
async fn check_one_time_rpc(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<OneTimeRpcQuestion>,
) -> Result<Json<OneTimeRpcOutlook>, Problem> {
    let within = (&engine, &caller.tenant);
    let devices = selection(within, input.euis, input.filter, input.q, input.except).await?;
    let rpc = ModelKey::from_text(input.rpc);
    let cases = engine.one_time_rpcs();
    let outlook =
        cases.outlook(&caller.tenant, devices, rpc, input.params, origin(&caller)).await?;
    let preview = outlook.preview.map(|(eui, steps)| {
        let (steps, problem) = match steps {
            Ok(steps) => (steps, None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        let steps = steps.into_iter().map(RpcStep::from).collect();
        let (problem, problem_said) = Said::split(problem);
        OneTimeRpcPreview { eui: eui.to_string(), steps, problem, problem_said }
    });
    Ok(Json(OneTimeRpcOutlook {
        devices: outlook.devices,
        class_a: outlook.class_a,
        unmounted: outlook.unmounted,
        unmounted_euis: outlook.unmounted_euis.iter().map(ToString::to_string).collect(),
        preview,
    }))
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
    let within = (&engine, &caller.tenant);
    let devices = selection(within, input.euis, input.filter, input.q, input.except).await?;
    let request = OneTimeRpcRequest {
        name: input.name,
        devices,
        rpc: ModelKey::from_text(input.rpc),
        params: input.params,
        device_interval_ms: input.device_interval_ms,
        skip_unmounted: input.skip_unmounted,
    };
    let task = engine.one_time_rpcs().start(&caller.tenant, request, origin(&caller)).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}
