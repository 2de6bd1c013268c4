//! Tasks: long work, how far it is, and what became of each of its items.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::tasks::TaskFilter;
use model::record::TaskKind;
use model::{JsonMap, RecordId, TenantCode, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_TASKS;
use super::rpc::origin;
use crate::auth::{Allowed, Manage, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::Fields;
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_tasks))
        .routes(routes!(get_task))
        .routes(routes!(list_task_items))
        .routes(routes!(cancel_task))
        .routes(routes!(retry_task))
}

/// The keys of the records of a task, where a filter names one.
pub(super) async fn records_of(
    engine: &Engine,
    tenant: &TenantCode,
    task: Option<String>,
) -> Result<Option<Arc<HashSet<String>>>, Problem> {
    let Some(task) = task else { return Ok(None) };
    let id = Fields::key("task", &task)?;
    Ok(Some(engine.tasks().records(tenant, id).await?))
}

/// A piece of long work.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Task {
    id: String,
    /// `one_time_rpc`, `device_execution`, `import`, `reset_by_template`, `bulk_update`,
    /// `delete_devices`, `delete_profiles`, `switch_profiles`, `delete_models`, `delete_gateways`,
    /// `tags`, `undo` or `history_cleaning`.
    kind: &'static str,
    /// The id of what it was started for: the device execution, the checked file, the restore point.
    subject: Option<String>,
    name: String,
    /// What is known of the name; `null` for one that people gave.
    name_said: Option<Said>,
    /// Who started it.
    who: String,
    /// What was asked for, in the terms of its kind.
    #[schema(value_type = Object)]
    request: JsonMap,
    /// `waiting`, `running`, `finished`, `failed`, `cancelled` (a person stopped it) or
    /// `interrupted` (the program ended in the middle of it).
    state: &'static str,
    /// How many items are behind it.
    current: u64,
    /// How many items it has.
    total: u64,
    /// Items that went well.
    ok: u64,
    /// Items that failed.
    failed: u64,
    /// Why the task as a whole failed.
    reason: Option<String>,
    /// What is known of that sentence.
    reason_said: Option<Said>,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>)]
    started_at: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    ended_at: Option<Timestamp>,
}

impl From<model::record::Task> for Task {
    fn from(task: model::record::Task) -> Self {
        let (current, (reason, reason_said)) = (task.done(), Said::split(task.reason));
        Self {
            id: task.id.to_string(),
            kind: task.kind.as_str(),
            subject: task.subject.map(|subject| subject.to_string()),
            state: task.state.as_str(),
            current,
            total: task.total,
            ok: task.ok,
            failed: task.failed,
            name: task.name.text().to_owned(),
            name_said: Said::of(&task.name),
            who: task.who,
            request: task.request,
            reason,
            reason_said,
            created_at: task.created_at,
            started_at: task.started_at,
            ended_at: task.ended_at,
        }
    }
}

/// What became of one thing a task did something to.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct TaskItem {
    /// The thing, such as a device's EUI.
    subject: String,
    /// Whether it went well.
    ok: bool,
    /// What happened, as a word for programs.
    code: String,
    /// What happened, as a sentence for people; may be empty.
    detail: String,
    /// What is known of that sentence.
    detail_said: Option<Said>,
    /// The id of the record that tells more, such as the run of an RPC.
    link: Option<String>,
    #[schema(value_type = String)]
    at: Timestamp,
}

impl From<model::record::TaskItem> for TaskItem {
    fn from(item: model::record::TaskItem) -> Self {
        Self {
            subject: item.subject,
            ok: item.ok,
            code: item.code,
            detail: item.detail.text().to_owned(),
            detail_said: Said::of(&item.detail),
            link: item.link.map(|link| link.to_string()),
            at: item.at,
        }
    }
}

/// Which tasks are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// A kind of task, such as `one_time_rpc`.
    kind: Option<String>,
    /// `true` for those that are over, `false` for those that wait or run.
    over: Option<bool>,
    /// Only those of the record with this id.
    subject: Option<String>,
}

/// Which items are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WantedItems {
    /// `true` for those that went well, `false` for those that failed.
    ok: Option<bool>,
}

/// List the tasks that wait, run, or are over, the newest first.
#[utoipa::path(get, path = "/api/v1/tasks", tag = TAG_TASKS, params(Paging, Wanted),
    responses((status = 200, body = Page<Task>), (status = "default", body = Document)))]
async fn list_tasks(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<Task>>, Problem> {
    let mut fields = Fields::default();
    let kind = fields.parse("kind", wanted.kind);
    let subject = fields.parse("subject", wanted.subject);
    let filter = fields.finish(TaskFilter { kind, subject, over: wanted.over })?;
    let page = engine.tasks().list(&caller.tenant, &filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, Task::from)))
}

/// One task.
#[utoipa::path(get, path = "/api/v1/tasks/{id}", tag = TAG_TASKS, params(("id" = String, Path)),
    responses((status = 200, body = Task), (status = "default", body = Document)))]
async fn get_task(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<Task>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.tasks().get(&caller.tenant, id)?.into()))
}

/// What became of a task's items, in the order they were done.
#[utoipa::path(get, path = "/api/v1/tasks/{id}/items", tag = TAG_TASKS,
    params(("id" = String, Path), Paging, WantedItems),
    responses((status = 200, body = Page<TaskItem>), (status = "default", body = Document)))]
async fn list_task_items(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
    Query(wanted): Query<WantedItems>,
) -> Result<Json<Page<TaskItem>>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let items = engine.tasks().items(&caller.tenant, id, wanted.ok, &paging.into()).await?;
    Ok(Json(Page::from_engine(items, TaskItem::from)))
}

/// Stop a task after what it is doing at this moment. What it did stays done. A cleaning of the
/// history is stopped with the permission `manage`.
#[utoipa::path(post, path = "/api/v1/tasks/{id}/cancel", tag = TAG_TASKS,
    params(("id" = String, Path)),
    responses((status = 200, body = Task), (status = "default", body = Document)))]
async fn cancel_task(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<Task>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    // Who may not clean the instance's history may not stop that, either.
    if engine.tasks().get(&caller.tenant, id)?.kind == TaskKind::HistoryCleaning {
        caller.insist::<Manage>()?;
    }
    Ok(Json(engine.tasks().cancel(&caller.tenant, id)?.into()))
}

/// Do the same once more for the items that failed, as a new task.
#[utoipa::path(post, path = "/api/v1/tasks/{id}/retry", tag = TAG_TASKS,
    params(("id" = String, Path)),
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn retry_task(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let task = engine.tasks().retry_failed(&caller.tenant, id, origin(&caller)).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}
