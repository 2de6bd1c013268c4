//! What the data folder takes, how long history is kept, and its cleaning.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::storage::{KindView, Scope, StorageView, is_nearly_full};
use model::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_INSTANCE;
use super::tasks::Task;
use crate::auth::{Allowed, Manage, Read};
use crate::extract::Json;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(get_storage)).routes(routes!(clean_storage))
}

/// The disk that holds the data folder.
#[derive(Debug, Serialize, ToSchema)]
struct Disk {
    /// What may still be written.
    free_bytes: u64,
    total_bytes: u64,
    /// 1 GiB or less is free, or a twentieth and 10 GiB or less.
    nearly_full: bool,
}

/// One kind of history.
#[derive(Debug, Serialize, ToSchema)]
struct HistoryKind {
    /// `frames`, `messages`, `telemetry`, `model_log`, `incidents`, `alarm_log`, `rpc_runs` or
    /// `notice_log`.
    kind: &'static str,
    rows: u64,
    /// `true`: there are so many rows that they were sampled.
    estimated: bool,
    /// When the oldest row came; `null` without rows.
    #[schema(value_type = Option<String>)]
    first: Option<Timestamp>,
    /// When the newest row came; `null` without rows.
    #[schema(value_type = Option<String>)]
    last: Option<Timestamp>,
    /// The setting that says how long it is kept.
    setting: &'static str,
    /// How long it is kept, hours.
    keep_h: u32,
    /// How long it is kept unless somebody says otherwise, hours.
    default_h: u32,
}

impl From<KindView> for HistoryKind {
    fn from(view: KindView) -> Self {
        Self {
            kind: view.usage.kind.as_str(),
            rows: view.usage.rows,
            estimated: view.usage.is_estimated,
            first: view.usage.span.map(|(first, _)| first),
            last: view.usage.span.map(|(_, last)| last),
            setting: view.setting,
            keep_h: view.keep_h,
            default_h: view.default_h,
        }
    }
}

/// What the data folder takes.
#[derive(Debug, Serialize, ToSchema)]
struct Storage {
    /// `thinklink.db` with its log.
    config_bytes: u64,
    /// `history.db` with its log.
    history_bytes: u64,
    /// `null` when the system does not say.
    disk: Option<Disk>,
    /// By kind of history; with the permission `manage` of the whole instance, else of the
    /// caller's tenant.
    kinds: Vec<HistoryKind>,
    /// When old history was last deleted by itself; `null` before the first time.
    #[schema(value_type = Option<String>)]
    last_cleaning: Option<Timestamp>,
    /// How many rows went then, of all tenants; `null` without the permission `manage`.
    last_deleted: Option<u64>,
    /// When that happens again.
    #[schema(value_type = Option<String>)]
    next_cleaning: Option<Timestamp>,
}

impl From<StorageView> for Storage {
    fn from(view: StorageView) -> Self {
        Self {
            config_bytes: view.sizes.config_bytes,
            history_bytes: view.sizes.history_bytes,
            disk: view.disk.map(|disk| Disk {
                free_bytes: disk.free_bytes,
                total_bytes: disk.total_bytes,
                nearly_full: is_nearly_full(disk),
            }),
            kinds: view.kinds.into_iter().map(HistoryKind::from).collect(),
            last_cleaning: view.cleaning.last.map(|(at, _)| at),
            last_deleted: view.cleaning.last.and_then(|(_, rows)| rows),
            next_cleaning: view.cleaning.next,
        }
    }
}

/// Sizes of the files, rows and age of each kind of history, and how long it is kept.
#[utoipa::path(get, path = "/api/v1/storage", tag = TAG_INSTANCE,
    responses((status = 200, body = Storage), (status = "default", body = Document)))]
async fn get_storage(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
) -> Result<Json<Storage>, Problem> {
    let scope =
        if caller.may(Manage) { Scope::Instance } else { Scope::Tenant(caller.tenant.clone()) };
    Ok(Json(engine.storage().get(scope).await?.into()))
}

/// Delete what is older than it is to be kept, now. Progress and results are those of the task.
#[utoipa::path(post, path = "/api/v1/storage/clean", tag = TAG_INSTANCE,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn clean_storage(
    caller: Allowed<Manage>,
    State(engine): State<Engine>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let task = engine.storage().clean(&caller.tenant, caller.name.clone()).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}
