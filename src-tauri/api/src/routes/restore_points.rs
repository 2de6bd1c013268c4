//! What operations on many records were about to change, to undo them.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::restore_points::{Checked, Conflicts, Counts, PointView};
use model::{RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_TASKS;
use super::rpc::origin;
use super::tasks::Task;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::Fields;
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_restore_points))
        .routes(routes!(get_restore_point))
        .routes(routes!(check_restore_point))
        .routes(routes!(apply_restore_point))
}

/// What an operation was about to change, kept so that it can be undone.
#[derive(Debug, Serialize, ToSchema)]
struct RestorePoint {
    id: String,
    /// `import`, `reset`, `bulk_update`, `tags`, `delete` or `undo`.
    operation: &'static str,
    /// Such as a file's name; may be empty.
    name: String,
    /// Who did it.
    who: String,
    /// The id of the task that did it.
    task: Option<String>,
    /// How many records it holds.
    records: u64,
    /// How large they are, in bytes.
    bytes: u64,
    #[schema(value_type = String)]
    created_at: Timestamp,
    /// When it goes; the oldest go earlier when all of them are too large.
    #[schema(value_type = String)]
    expires_at: Timestamp,
    /// When it was last undone.
    #[schema(value_type = Option<String>)]
    undone_at: Option<Timestamp>,
}

impl From<PointView> for RestorePoint {
    fn from(PointView { point, expires_at }: PointView) -> Self {
        Self {
            id: point.id.to_string(),
            operation: point.operation.as_str(),
            name: point.name,
            who: point.who,
            task: point.task.map(|task| task.to_string()),
            records: point.records,
            bytes: point.bytes,
            created_at: point.created_at,
            expires_at,
            undone_at: point.undone_at,
        }
    }
}

/// Which points are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Only those of the task with this id.
    task: Option<String>,
    /// Only those that hold the record with this EUI or id.
    record: Option<String>,
}

/// List what can be undone, the newest first.
#[utoipa::path(get, path = "/api/v1/restore-points", tag = TAG_TASKS, params(Wanted),
    responses((status = 200, body = Vec<RestorePoint>), (status = "default", body = Document)))]
async fn list_restore_points(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<RestorePoint>>, Problem> {
    let mut fields = Fields::default();
    let task = fields.parse("task", wanted.task);
    let task = fields.finish(task)?;
    let points = engine.restore_points().list(&caller.tenant, task, wanted.record).await?;
    Ok(Json(points.into_iter().map(RestorePoint::from).collect()))
}

/// One restore point.
#[utoipa::path(get, path = "/api/v1/restore-points/{id}", tag = TAG_TASKS,
    params(("id" = String, Path)),
    responses((status = 200, body = RestorePoint), (status = "default", body = Document)))]
async fn get_restore_point(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<RestorePoint>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.restore_points().get(&caller.tenant, id).await?.into()))
}

/// How many records have each verdict.
#[derive(Debug, Serialize, ToSchema)]
struct RestoreCounts {
    /// Were deleted and come back.
    restore: u64,
    /// Were changed and become what they were.
    revert: u64,
    /// Were added and go.
    remove: u64,
    /// Are as they were already.
    same: u64,
    /// Were changed after the operation.
    conflict: u64,
    /// Cannot come back.
    refused: u64,
}

impl From<Counts> for RestoreCounts {
    fn from(counts: Counts) -> Self {
        Self {
            restore: counts.restore,
            revert: counts.revert,
            remove: counts.remove,
            same: counts.same,
            conflict: counts.conflict,
            refused: counts.refused,
        }
    }
}

/// What undoing does to a record.
#[derive(Debug, Serialize, ToSchema)]
struct RestoreItem {
    /// `device`, `profile`, `gateway`, `thing_model`, `rpc_model`, `trigger_model`,
    /// `device_template` or `location`.
    kind: &'static str,
    /// Its EUI, or the id of a model or location.
    key: String,
    /// What it was called; may be empty.
    name: String,
    /// `restore`, `revert`, `remove`, `same`, `conflict` or `refused`.
    verdict: &'static str,
    /// Why it is left alone, for `conflict` and `refused`.
    detail: Option<String>,
    /// What is known of that sentence.
    detail_said: Option<Said>,
}

impl From<Checked> for RestoreItem {
    fn from(Checked { item, verdict }: Checked) -> Self {
        let (detail, detail_said) = Said::split(verdict.detail().cloned());
        Self {
            kind: item.record.kind().as_str(),
            key: item.record.to_string(),
            name: item.name,
            detail,
            detail_said,
            verdict: verdict.as_str(),
        }
    }
}

/// What undoing would do.
#[derive(Debug, Serialize, ToSchema)]
struct RestoreCheck {
    counts: RestoreCounts,
    /// One page of the records.
    records: Page<RestoreItem>,
}

/// Which records are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WantedRecords {
    /// Only those with this verdict.
    verdict: Option<String>,
}

/// Say what undoing would do to each record, as things are now.
#[utoipa::path(get, path = "/api/v1/restore-points/{id}/check", tag = TAG_TASKS,
    params(("id" = String, Path), Paging, WantedRecords),
    responses((status = 200, body = RestoreCheck), (status = "default", body = Document)))]
async fn check_restore_point(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
    Query(wanted): Query<WantedRecords>,
) -> Result<Json<RestoreCheck>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let points = engine.restore_points();
    let only = wanted.verdict.as_deref();
    let (counts, page) = points.check(&caller.tenant, id, only, &paging.into()).await?;
    let records = Page::from_engine(page, RestoreItem::from);
    Ok(Json(RestoreCheck { counts: counts.into(), records }))
}

/// How an operation is undone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UndoInput {
    /// Put records back that were changed after the operation, too. They are left alone otherwise.
    #[serde(default)]
    overwrite: bool,
}

/// Undo an operation. Progress and results are those of the task, which can be undone in turn.
/// Telemetry does not come back.
#[utoipa::path(post, path = "/api/v1/restore-points/{id}/apply", tag = TAG_TASKS,
    params(("id" = String, Path)), request_body = UndoInput,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn apply_restore_point(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<UndoInput>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let conflicts = if input.overwrite { Conflicts::Overwrite } else { Conflicts::Skip };
    let points = engine.restore_points();
    let task = points.apply(&caller.tenant, id, conflicts, &origin(&caller)).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}
