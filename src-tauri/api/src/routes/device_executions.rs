//! Device executions: an RPC for a group of devices, by the clock or when a person asks.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::device_executions::{
    DeviceExecutionChange, DeviceExecutionFilter, DeviceExecutionView,
};
use engine::models::mounting::ModelKey;
use model::{DeviceEui, JsonMap, RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_TASKS;
use super::tasks::Task;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::{Fields, optional};
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_device_executions, create_device_execution))
        .routes(routes!(get_device_execution, update_device_execution, delete_device_execution))
        .routes(routes!(execute_device_execution))
        .routes(routes!(stop_device_execution))
}

/// A device execution without its devices.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct DeviceExecution {
    id: String,
    name: String,
    /// Whether its scheduled task runs it.
    enable: bool,
    /// The id of the scheduled task that runs it.
    cron_task: Option<String>,
    cron_task_name: Option<String>,
    /// The id of the RPC model.
    rpc_id: String,
    /// `null` when the tenant may not use the RPC model any more.
    rpc_name: Option<String>,
    #[schema(value_type = Object)]
    params: JsonMap,
    /// How many devices it calls.
    devices: usize,
    /// From one device to the next, ms.
    device_interval_ms: u32,
    /// `UNLIMITED` or `FIXED_COUNT`.
    execution_type: &'static str,
    /// How many times its scheduled task runs it when the count is fixed.
    count_limit: u32,
    /// How many times its scheduled task has run it.
    count_done: u32,
    /// Whether the result of each device is kept.
    log_enable: bool,
    /// From then on results are counted only.
    #[schema(value_type = Option<String>)]
    log_until: Option<Timestamp>,
    remark: String,
    /// When it runs next, if it and its scheduled task are enabled.
    #[schema(value_type = Option<String>)]
    next_run: Option<Timestamp>,
    /// When it last had to be skipped, because it was still running.
    #[schema(value_type = Option<String>)]
    skipped_at: Option<Timestamp>,
    /// Its latest run, which may be going on.
    last_run: Option<Task>,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

/// A device execution with its devices.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct DeviceExecutionDetail {
    #[serde(flatten)]
    execution: DeviceExecution,
    /// The devices, in the order they are called.
    euis: Vec<String>,
}

impl From<DeviceExecutionView> for DeviceExecution {
    fn from(view: DeviceExecutionView) -> Self {
        let execution = view.execution;
        Self {
            id: execution.id.to_string(),
            name: execution.name,
            enable: execution.enable,
            cron_task: execution.cron_task.map(|id| id.to_string()),
            cron_task_name: view.cron_task_name,
            rpc_id: execution.rpc_id.to_string(),
            rpc_name: view.rpc_name,
            params: execution.params,
            devices: execution.euis.len(),
            device_interval_ms: execution.device_interval_ms,
            execution_type: execution.execution_type.as_str(),
            count_limit: execution.count_limit,
            count_done: view.state.count_done,
            log_enable: execution.log_enable,
            log_until: execution.log_until,
            remark: execution.remark,
            next_run: view.next_run,
            skipped_at: view.state.skipped_at,
            last_run: view.last_run.map(Task::from),
            updated_at: execution.updated_at,
        }
    }
}

impl From<DeviceExecutionView> for DeviceExecutionDetail {
    fn from(view: DeviceExecutionView) -> Self {
        let euis = view.execution.euis.iter().map(DeviceEui::to_string).collect();
        Self { euis, execution: view.into() }
    }
}

/// What to create or change; absent fields keep their value or get their default.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeviceExecutionInput {
    name: Option<String>,
    /// On unless said otherwise.
    enable: Option<bool>,
    /// The id of a scheduled task; `null` for none.
    #[serde(default, deserialize_with = "optional")]
    cron_task: Option<Option<String>>,
    /// The RPC model by id or method.
    rpc_id: Option<String>,
    #[schema(value_type = Option<Object>)]
    params: Option<JsonMap>,
    /// The devices, at most 50,000, in the order they are called.
    euis: Option<Vec<String>>,
    /// Devices to put at the end.
    #[serde(default)]
    add_euis: Vec<String>,
    /// Devices to take out.
    #[serde(default)]
    remove_euis: Vec<String>,
    /// 3000 unless said otherwise.
    device_interval_ms: Option<u32>,
    /// `UNLIMITED` (default) or `FIXED_COUNT`.
    execution_type: Option<String>,
    count_limit: Option<u32>,
    /// On unless said otherwise.
    log_enable: Option<bool>,
    /// RFC 3339; `null` for no end.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    log_until: Option<Option<String>>,
    remark: Option<String>,
}

impl DeviceExecutionInput {
    fn parse(self) -> Result<DeviceExecutionChange, Problem> {
        let mut fields = Fields::default();
        let mut euis = |field, euis: Vec<String>| fields.parse_all::<DeviceEui>(field, euis);
        let given = self.euis.map(|given| euis("euis", given));
        let add_euis = euis("add_euis", self.add_euis);
        let remove_euis = euis("remove_euis", self.remove_euis);
        let log_until = match self.log_until {
            None => None,
            Some(None) => Some(None),
            Some(Some(text)) => Some(Fields::time("log_until", Some(&text))?),
        };
        let change = DeviceExecutionChange {
            name: self.name,
            enable: self.enable,
            cron_task: fields.parse_nullable("cron_task", self.cron_task),
            rpc_id: self.rpc_id.map(ModelKey::from_text),
            params: self.params,
            euis: given,
            add_euis,
            remove_euis,
            device_interval_ms: self.device_interval_ms,
            execution_type: fields.parse("execution_type", self.execution_type),
            count_limit: self.count_limit,
            log_enable: self.log_enable,
            log_until,
            remark: self.remark,
        };
        fields.finish(change)
    }
}

/// Which executions are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Only those that run by the scheduled task with this id.
    cron_task: Option<String>,
    /// Only those that call this device.
    eui: Option<String>,
    /// Only those that call the RPC model with this id.
    rpc_id: Option<String>,
}

/// List the device executions.
#[utoipa::path(get, path = "/api/v1/device-executions", tag = TAG_TASKS, params(Paging, Wanted),
    responses((status = 200, body = Page<DeviceExecution>), (status = "default", body = Document)))]
async fn list_device_executions(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<DeviceExecution>>, Problem> {
    let mut fields = Fields::default();
    let filter = DeviceExecutionFilter {
        cron_task: fields.parse("cron_task", wanted.cron_task),
        eui: fields.parse("eui", wanted.eui),
        rpc_id: fields.parse("rpc_id", wanted.rpc_id),
    };
    let filter = fields.finish(filter)?;
    let page = engine.device_executions().list(&caller.tenant, &filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, DeviceExecution::from)))
}

/// Add a device execution.
#[utoipa::path(post, path = "/api/v1/device-executions", tag = TAG_TASKS,
    request_body = DeviceExecutionInput,
    responses((status = 201, body = DeviceExecutionDetail), (status = "default", body = Document)))]
async fn create_device_execution(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<DeviceExecutionInput>,
) -> Result<(StatusCode, Json<DeviceExecutionDetail>), Problem> {
    let view = engine.device_executions().create(&caller.tenant, input.parse()?).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// One device execution with its devices.
#[utoipa::path(get, path = "/api/v1/device-executions/{id}", tag = TAG_TASKS,
    params(("id" = String, Path)),
    responses((status = 200, body = DeviceExecutionDetail), (status = "default", body = Document)))]
async fn get_device_execution(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<DeviceExecutionDetail>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.device_executions().get(&caller.tenant, id)?.into()))
}

/// Change a device execution; a run that is going on stays as it is. Enabling one whose fixed
/// count was reached begins the count anew.
#[utoipa::path(patch, path = "/api/v1/device-executions/{id}", tag = TAG_TASKS,
    params(("id" = String, Path)), request_body = DeviceExecutionInput,
    responses((status = 200, body = DeviceExecutionDetail), (status = "default", body = Document)))]
async fn update_device_execution(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<DeviceExecutionInput>,
) -> Result<Json<DeviceExecutionDetail>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let view = engine.device_executions().update(&caller.tenant, id, input.parse()?).await?;
    Ok(Json(view.into()))
}

/// Delete a device execution. A run that is going on is stopped.
#[utoipa::path(delete, path = "/api/v1/device-executions/{id}", tag = TAG_TASKS,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_device_execution(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.device_executions().delete(&caller.tenant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Run a device execution now, enabled or not. Such a run does not count for a fixed count.
#[utoipa::path(post, path = "/api/v1/device-executions/{id}/execute", tag = TAG_TASKS,
    params(("id" = String, Path)),
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn execute_device_execution(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let task = engine.device_executions().execute(&caller.tenant, id, &caller.name).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}

/// Stop the run that is going on after the device it is at. What was sent stays sent.
#[utoipa::path(post, path = "/api/v1/device-executions/{id}/stop", tag = TAG_TASKS,
    params(("id" = String, Path)),
    responses((status = 200, body = DeviceExecutionDetail), (status = "default", body = Document)))]
async fn stop_device_execution(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<DeviceExecutionDetail>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.device_executions().stop(&caller.tenant, id)?.into()))
}
