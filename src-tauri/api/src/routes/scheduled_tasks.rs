//! Scheduled tasks: when device executions run.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::scheduled_tasks::{ScheduledTaskChange, ScheduledTaskView};
use model::{RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_TASKS;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_scheduled_tasks, create_scheduled_task))
        .routes(routes!(next_runs))
        .routes(routes!(get_scheduled_task, update_scheduled_task, delete_scheduled_task))
}

/// When device executions run.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ScheduledTask {
    id: String,
    name: String,
    /// Whether it fires.
    enable: bool,
    /// `second minute hour day month weekday`, in the local time of the computer.
    cron: String,
    remark: String,
    /// How many device executions run by it. Without one it has no effect.
    executions: u64,
    /// When it fires next, if it is enabled.
    #[schema(value_type = Option<String>)]
    next_run: Option<Timestamp>,
    /// The last time for which it ran something.
    #[schema(value_type = Option<String>)]
    fired_at: Option<Timestamp>,
    /// The last time it missed, because the computer slept or the program did not run.
    #[schema(value_type = Option<String>)]
    missed_at: Option<Timestamp>,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

impl From<ScheduledTaskView> for ScheduledTask {
    fn from(view: ScheduledTaskView) -> Self {
        let ScheduledTaskView { task, executions, state, next_run } = view;
        Self {
            id: task.id.to_string(),
            name: task.name,
            enable: task.enable,
            cron: task.cron,
            remark: task.remark,
            executions,
            next_run,
            fired_at: state.fired_at,
            missed_at: state.missed_at,
            updated_at: task.updated_at,
        }
    }
}

/// What to create or change; absent fields keep their value or get their default.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScheduledTaskInput {
    /// Unique in the tenant.
    name: Option<String>,
    /// On unless said otherwise.
    enable: Option<bool>,
    /// Six fields: `second minute hour day month weekday`. Numbers, `*`, `,`, `-` and `/`; weekday
    /// 0 is Sunday; day or weekday is `?`.
    cron: Option<String>,
    remark: Option<String>,
}

impl From<ScheduledTaskInput> for ScheduledTaskChange {
    fn from(input: ScheduledTaskInput) -> Self {
        let ScheduledTaskInput { name, enable, cron, remark } = input;
        Self { name, enable, cron, remark }
    }
}

/// An expression to try.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Expression {
    /// Six fields: `second minute hour day month weekday`.
    cron: String,
}

/// When an expression comes next.
#[derive(Debug, Serialize, ToSchema)]
struct NextRuns {
    /// The next 5 times.
    #[schema(value_type = Vec<String>)]
    times: Vec<Timestamp>,
    /// The time zone of the computer, by which the expression counts, such as `Europe/Berlin`.
    time_zone: String,
}

/// List the scheduled tasks.
#[utoipa::path(get, path = "/api/v1/scheduled-tasks", tag = TAG_TASKS, params(Paging),
    responses((status = 200, body = Page<ScheduledTask>), (status = "default", body = Document)))]
async fn list_scheduled_tasks(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<ScheduledTask>>, Problem> {
    let page = engine.scheduled_tasks().list(&caller.tenant, &paging.into())?;
    Ok(Json(Page::from_engine(page, ScheduledTask::from)))
}

/// Add a scheduled task.
#[utoipa::path(post, path = "/api/v1/scheduled-tasks", tag = TAG_TASKS,
    request_body = ScheduledTaskInput,
    responses((status = 201, body = ScheduledTask), (status = "default", body = Document)))]
async fn create_scheduled_task(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<ScheduledTaskInput>,
) -> Result<(StatusCode, Json<ScheduledTask>), Problem> {
    let view = engine.scheduled_tasks().create(&caller.tenant, input.into()).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// Try a cron expression: its next times, or what is wrong with it at the field `cron`.
#[utoipa::path(get, path = "/api/v1/scheduled-tasks/next-runs", tag = TAG_TASKS,
    params(Expression),
    responses((status = 200, body = NextRuns), (status = "default", body = Document)))]
async fn next_runs(
    _caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(expression): Query<Expression>,
) -> Result<Json<NextRuns>, Problem> {
    let found = engine.scheduled_tasks().next_runs(&expression.cron)?;
    Ok(Json(NextRuns { times: found.times, time_zone: found.time_zone }))
}

/// One scheduled task.
#[utoipa::path(get, path = "/api/v1/scheduled-tasks/{id}", tag = TAG_TASKS,
    params(("id" = String, Path)),
    responses((status = 200, body = ScheduledTask), (status = "default", body = Document)))]
async fn get_scheduled_task(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<ScheduledTask>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.scheduled_tasks().get(&caller.tenant, id)?.into()))
}

/// Change a scheduled task. It counts from then on; times before are not made up for.
#[utoipa::path(patch, path = "/api/v1/scheduled-tasks/{id}", tag = TAG_TASKS,
    params(("id" = String, Path)), request_body = ScheduledTaskInput,
    responses((status = 200, body = ScheduledTask), (status = "default", body = Document)))]
async fn update_scheduled_task(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<ScheduledTaskInput>,
) -> Result<Json<ScheduledTask>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let view = engine.scheduled_tasks().update(&caller.tenant, id, input.into()).await?;
    Ok(Json(view.into()))
}

/// Delete a scheduled task that no device execution runs by.
#[utoipa::path(delete, path = "/api/v1/scheduled-tasks/{id}", tag = TAG_TASKS,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_scheduled_task(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.scheduled_tasks().delete(&caller.tenant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
