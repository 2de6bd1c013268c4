//! Commands: calling an RPC model on a device, and the log of calls.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::Engine;
use engine::models::mounting::ModelKey;
use engine::rpc::{CallableRpc, Origin, RpcRequest, RpcRunFilter, RpcRunView};
use model::record::{RpcRunLine, RpcRunStep};
use model::{JsonMap, RecordId, Saying, Timestamp, say};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{TAG_DEVICES, TAG_RPC};
use crate::auth::{Allowed, Caller, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{LogPage, LogPart};
use crate::parse::{Fields, listed};
use crate::problem::{Document, Problem};
use crate::said::Said;
use crate::table::{self, TableParams};

/// Longest time an answer may be waited for, milliseconds.
const WAIT_MAX_MS: u32 = 60_000;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_callable_rpcs, call_rpc))
        .routes(routes!(list_rpc_runs))
        .routes(routes!(export_rpc_runs))
        .routes(routes!(get_rpc_run))
        .routes(routes!(cancel_rpc_run))
}

/// An RPC model that can be called on a device.
#[derive(Debug, Serialize, ToSchema)]
struct CallableRpcModel {
    id: String,
    /// The method.
    id_name: String,
    name: String,
    remark: String,
    /// Whether the device has it from its parent.
    inherited: bool,
    /// `{ <param>: { name, alias, type, order, unit, dftValue, options, required } }`.
    #[schema(value_type = Object)]
    template: Value,
    /// What to begin with, by parameter: the device's shared attribute of that name, else its
    /// server attribute, else the default, else `null`.
    #[schema(value_type = Object)]
    values: JsonMap,
}

impl From<CallableRpc> for CallableRpcModel {
    fn from(rpc: CallableRpc) -> Self {
        Self {
            id: rpc.model.id.to_string(),
            id_name: rpc.model.id_name.clone(),
            name: rpc.model.name.clone(),
            remark: rpc.model.remark.clone(),
            inherited: rpc.inherited,
            template: rpc.model.template.clone(),
            values: rpc.values,
        }
    }
}

/// What to call.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RpcCall {
    /// The RPC model, by its method (text id) or id.
    method: String,
    /// Parameters by name; absent ones have their defaults.
    #[serde(default)]
    #[schema(value_type = Object)]
    params: JsonMap,
    /// Wait so long for the last step before answering, 0 (default) to 60000 milliseconds.
    #[serde(default)]
    wait_ms: u32,
}

/// One call of an RPC model on a device, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RpcRun {
    id: String,
    #[schema(value_type = String)]
    at: Timestamp,
    eui: String,
    device_name: Option<String>,
    /// Id of the RPC model.
    rpc_id: String,
    /// The model's text id when it was called.
    method: String,
    /// The model's label when it was called.
    name: String,
    /// `panel`, `api`, `mqtt`, `trigger`, `execution` or `attribute`.
    origin: &'static str,
    /// Who exactly: an account, a token, the id of a trigger or execution.
    operator: String,
    /// Name of that trigger or execution, while there is one.
    operator_name: Option<String>,
    #[schema(value_type = Object)]
    params: JsonMap,
    /// `queued`, `running`, `delivering` (all steps taken, frames on their way), `finished`,
    /// `failed`, `cancelled` or `interrupted`.
    state: &'static str,
    /// What came of it, for people.
    result: String,
    /// What is known of that sentence; `null` for the words of the script.
    result_said: Option<Said>,
    /// Where the script failed.
    line: Option<u32>,
    column: Option<u32>,
    steps: Vec<RpcStep>,
    console: Vec<RpcLine>,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

/// One step of a run.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RpcStep {
    /// Its number in what the script returned, from 1.
    number: u32,
    /// `downlink`, `modifyAttrs`, `alarm`, `notify` or `http`.
    kind: &'static str,
    /// EUI of the device it is for.
    target: String,
    /// Milliseconds it waits before.
    sleep_ms: u32,
    /// `waiting`, `queued`, `sent` (final unless confirmed), `acknowledged`, `done`, `failed`,
    /// `cancelled` or `skipped`.
    state: &'static str,
    /// What the script wrote into it; `null` when that is long.
    content: Value,
    /// Id of the downlink it became.
    downlink_id: Option<String>,
    confirmed: bool,
    /// Frame counter of its last transmission.
    f_cnt: Option<u32>,
    /// The gateway that sent it.
    gateway: Option<String>,
    /// Why it failed or waits, or what came of it.
    reason: Option<String>,
    /// What is known of that sentence.
    reason_said: Option<Said>,
    /// When its state last changed.
    #[schema(value_type = Option<String>)]
    at: Option<Timestamp>,
}

/// A line that the script printed, or that says something about its steps.
#[derive(Debug, Serialize, ToSchema)]
struct RpcLine {
    /// `log`, `info`, `warn`, `error` or `debug`.
    level: String,
    text: String,
    /// What is known of that sentence; `null` for what the script printed.
    text_said: Option<Said>,
}

impl From<RpcRunStep> for RpcStep {
    fn from(step: RpcRunStep) -> Self {
        let (reason, reason_said) = Said::split(step.reason);
        Self {
            number: step.number,
            kind: step.kind.as_str(),
            target: step.target.to_string(),
            sleep_ms: step.sleep_ms,
            state: step.state.as_str(),
            content: step.content,
            downlink_id: step.downlink.map(|id| id.to_string()),
            confirmed: step.confirmed,
            f_cnt: step.f_cnt,
            gateway: step.gateway.map(|eui| eui.to_string()),
            reason,
            reason_said,
            at: step.at,
        }
    }
}

impl From<RpcRunLine> for RpcLine {
    fn from(line: RpcRunLine) -> Self {
        Self {
            level: line.level,
            text_said: Said::of(&line.text),
            text: line.text.text().to_owned(),
        }
    }
}

impl From<RpcRunView> for RpcRun {
    fn from(view: RpcRunView) -> Self {
        let run = Arc::unwrap_or_clone(view.run);
        Self {
            id: run.id.to_string(),
            at: run.at,
            eui: run.eui.to_string(),
            device_name: view.device_name,
            rpc_id: run.rpc.to_string(),
            method: run.method,
            name: run.name,
            origin: run.origin.as_str(),
            operator: run.operator,
            operator_name: view.operator_name,
            params: run.params,
            state: run.state.as_str(),
            result: run.result.text().to_owned(),
            result_said: Said::of(&run.result),
            line: run.line,
            column: run.column,
            steps: run.steps.into_iter().map(RpcStep::from).collect(),
            console: run.console.into_iter().map(RpcLine::from).collect(),
            updated_at: run.updated_at,
        }
    }
}

/// What can be called on a device: the RPC models it mounts, then those it has from its parent.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/rpc", tag = TAG_DEVICES,
    params(("eui" = String, Path)),
    responses((status = 200, body = Vec<CallableRpcModel>), (status = "default", body = Document)))]
async fn list_callable_rpcs(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Vec<CallableRpcModel>>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let callable = engine.rpc().callable(&caller.tenant, &eui)?;
    Ok(Json(callable.into_iter().map(CallableRpcModel::from).collect()))
}

/// Call an RPC model on a device. The answer is the run as it is then; its log goes on.
#[utoipa::path(post, path = "/api/v1/devices/{eui}/rpc", tag = TAG_DEVICES,
    params(("eui" = String, Path)), request_body = RpcCall,
    responses((status = 202, body = RpcRun), (status = "default", body = Document)))]
async fn call_rpc(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Json(call): Json<RpcCall>,
) -> Result<(StatusCode, Json<RpcRun>), Problem> {
    if call.wait_ms > WAIT_MAX_MS {
        let detail = say!(NumberOutOfRange, value = call.wait_ms, min = 0, max = WAIT_MAX_MS);
        return Err(Problem::field("wait_ms", detail));
    }
    let request = RpcRequest {
        eui: Fields::key("eui", &eui)?,
        method: ModelKey::from_text(call.method),
        params: call.params,
        origin: origin(&caller),
    };
    let started = engine.rpc().start(&caller.tenant, request).await?;
    let patience = Duration::from_millis(call.wait_ms.into());
    let run = match tokio::time::timeout(patience, started.clone().finished()).await {
        Ok(run) => run,
        Err(_) => started.latest(),
    };
    Ok((StatusCode::ACCEPTED, Json(engine.rpc().view(&run).into())))
}

pub(super) fn origin(caller: &Caller) -> Origin {
    let account = caller.name.clone();
    if caller.local { Origin::Panel { account } } else { Origin::Api { account } }
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RunParams {
    /// Device EUI.
    eui: Option<String>,
    /// An RPC model, by method or id.
    rpc: Option<String>,
    /// `queued`, `running`, `delivering`, `finished`, `failed`, `cancelled` or `interrupted`.
    state: Option<String>,
    /// `panel`, `api`, `mqtt`, `trigger`, `execution` or `attribute`.
    origin: Option<String>,
    /// Any part of the EUI, method, label, operator or (English) result.
    q: Option<String>,
    /// With `q`, comma-separated codes of sentences: calls whose `result_said` is one of them, or
    /// has one in it, match as well. For whoever reads results in another language.
    said: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// Calls of RPC models (RPC log), newest first.
#[utoipa::path(get, path = "/api/v1/rpc-runs", tag = TAG_RPC, params(LogPart, RunParams),
    responses((status = 200, body = LogPage<RpcRun>), (status = "default", body = Document)))]
async fn list_rpc_runs(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(part): Query<LogPart>,
    Query(params): Query<RunParams>,
) -> Result<Json<LogPage<RpcRun>>, Problem> {
    let mut fields = Fields::default();
    let filter = RpcRunFilter {
        eui: fields.parse("eui", params.eui),
        rpc: params.rpc.map(ModelKey::from_text),
        state: fields.parse("state", params.state),
        origin: fields.parse("origin", params.origin),
        q: params.q,
        // What this version does not say is in no result.
        said: listed(params.said.as_deref())
            .iter()
            .filter_map(|code| Saying::of_code(code))
            .collect(),
        from: Fields::time("from", params.from.as_deref())?,
        to: Fields::time("to", params.to.as_deref())?,
        limit: part.limit(),
        cursor: part.cursor,
    };
    let filter = fields.finish(filter)?;
    let page = engine.rpc().list(&caller.tenant, filter).await?;
    Ok(Json(LogPage::from_engine(page, RpcRun::from)))
}

/// Calls of RPC models as a file, one a row, newest first.
#[utoipa::path(get, path = "/api/v1/exports/rpc-runs", tag = TAG_RPC,
    params(TableParams, RunParams),
    responses((status = 200, content_type = "application/octet-stream", body = String),
        (status = "default", body = Document)))]
async fn export_rpc_runs(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(table): Query<TableParams>,
    Query(params): Query<RunParams>,
) -> Result<Response, Problem> {
    let known = &[
        "id",
        "at",
        "eui",
        "device_name",
        "rpc_id",
        "method",
        "name",
        "origin",
        "operator",
        "operator_name",
        "params",
        "state",
        "result",
        "updated_at",
    ];
    let (asked, shared) = (engine.clone(), caller.clone());
    let page = move |cursor| {
        let part = Query(LogPart::at(cursor, table::PAGE));
        list_rpc_runs(shared.clone(), State(asked.clone()), part, Query(params.clone()))
    };
    table.write((&engine, &caller.tenant), "rpc-runs", known, page).await
}

/// One call.
#[utoipa::path(get, path = "/api/v1/rpc-runs/{id}", tag = TAG_RPC, params(("id" = String, Path)),
    responses((status = 200, body = RpcRun), (status = "default", body = Document)))]
async fn get_rpc_run(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<RpcRun>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.rpc().get(&caller.tenant, id).await?.into()))
}

/// Stop a call: no further step is taken, and its frames that wait are taken out of the queue.
#[utoipa::path(post, path = "/api/v1/rpc-runs/{id}/cancel", tag = TAG_RPC,
    params(("id" = String, Path)),
    responses((status = 200, body = RpcRun), (status = "default", body = Document)))]
async fn cancel_rpc_run(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<RpcRun>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.rpc().cancel(&caller.tenant, id, &caller.name).await?.into()))
}
