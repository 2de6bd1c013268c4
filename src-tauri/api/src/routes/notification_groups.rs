//! Who is told of alarms, and what became of what they were told.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::notices::{NoticeRecord, NotificationGroupChange, TestOutcome};
use model::{RecordId, Timestamp};
use serde::{Deserialize, Serialize};

use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_ALARMS;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{LogPage, Page, Paging};
use crate::parse::Fields;
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_notification_groups, create_notification_group))
        .routes(routes!(
            get_notification_group,
            update_notification_group,
            delete_notification_group
        ))
        .routes(routes!(test_notification_group))
        .routes(routes!(notification_log))
}

/// Some people or windows that scripts tell of alarms, by the group's name.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct NotificationGroup {
    id: String,
    /// What scripts call it, case-sensitive.
    name: String,
    /// `false`: nobody is told.
    enable: bool,
    /// `EMAIL`: to each recipient. `DESKTOP`: in the open windows.
    channel: &'static str,
    /// E-mail addresses.
    recipients: Vec<String>,
    /// It is told of every gateway that falls silent or is heard again, also of those that do not
    /// name it.
    all_gateways: bool,
    remark: String,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

impl From<model::record::NotificationGroup> for NotificationGroup {
    fn from(group: model::record::NotificationGroup) -> Self {
        Self {
            id: group.id.to_string(),
            name: group.name,
            enable: group.enable,
            channel: group.channel.as_str(),
            recipients: group.recipients,
            all_gateways: group.all_gateways,
            remark: group.remark,
            updated_at: group.updated_at,
        }
    }
}

/// What to create or change; absent fields keep their value or get their default.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NotificationGroupInput {
    /// Unique in the tenant.
    name: Option<String>,
    enable: Option<bool>,
    /// `EMAIL` or `DESKTOP`.
    channel: Option<String>,
    /// E-mail addresses, 1 to 64 for `EMAIL`.
    recipients: Option<Vec<String>>,
    /// Off unless set.
    all_gateways: Option<bool>,
    remark: Option<String>,
}

impl NotificationGroupInput {
    fn into_change(self) -> Result<NotificationGroupChange, Problem> {
        let mut fields = Fields::default();
        let change = NotificationGroupChange {
            name: self.name,
            enable: self.enable,
            channel: fields.parse("channel", self.channel),
            recipients: self.recipients,
            all_gateways: self.all_gateways,
            remark: self.remark,
        };
        fields.finish(change)
    }
}

/// What a try-out found for one recipient.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotificationTest {
    /// The address; empty for the open windows.
    recipient: String,
    /// It was taken.
    ok: bool,
    /// Why not, such as `credentials` or `tls_required`.
    err_code: Option<&'static str>,
    /// The same as a sentence.
    err_msg: Option<String>,
    err_said: Option<Said>,
}

impl From<TestOutcome> for NotificationTest {
    fn from(outcome: TestOutcome) -> Self {
        let (recipient, ok) = (outcome.recipient, outcome.failure.is_none());
        let err_code = outcome.failure.as_ref().map(|failure| failure.kind.as_str());
        let (err_msg, err_said) = Said::split(outcome.failure.map(|failure| failure.detail));
        Self { recipient, ok, err_code, err_msg, err_said }
    }
}

/// What became of a notification to one recipient.
#[derive(Debug, Serialize, ToSchema)]
struct NotificationLogEntry {
    id: String,
    /// When it was sent or given up.
    #[schema(value_type = String)]
    at: Timestamp,
    /// The group's name as the script gave it.
    group: String,
    /// `null`: there is no group of that name.
    channel: Option<&'static str>,
    /// The address; empty where there is none.
    recipient: String,
    title: String,
    sent: bool,
    /// Why it was not sent.
    reason: Option<String>,
    /// What is known of that sentence.
    reason_said: Option<Said>,
    /// How often it was tried.
    attempts: u32,
}

impl From<NoticeRecord> for NotificationLogEntry {
    fn from(record: NoticeRecord) -> Self {
        let row = record.row;
        let (reason, reason_said) = Said::split(row.reason);
        Self {
            id: record.id.to_string(),
            at: row.at,
            group: row.group,
            channel: row.channel.map(model::record::NotificationChannel::as_str),
            recipient: row.recipient,
            title: row.title,
            sent: row.sent,
            reason,
            reason_said,
            attempts: row.attempts,
        }
    }
}

/// List the notification groups. They sort by `name` and `updated_at`.
#[utoipa::path(get, path = "/api/v1/notification-groups", tag = TAG_ALARMS, params(Paging),
    responses((status = 200, body = Page<NotificationGroup>), (status = "default", body = Document)))]
async fn list_notification_groups(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<NotificationGroup>>, Problem> {
    let page = engine.notification_groups().list(&caller.tenant, &paging.into())?;
    Ok(Json(Page::from_engine(page, NotificationGroup::from)))
}

/// Add a notification group.
#[utoipa::path(post, path = "/api/v1/notification-groups", tag = TAG_ALARMS,
    request_body = NotificationGroupInput,
    responses((status = 201, body = NotificationGroup), (status = "default", body = Document)))]
async fn create_notification_group(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<NotificationGroupInput>,
) -> Result<(StatusCode, Json<NotificationGroup>), Problem> {
    let change = input.into_change()?;
    let group = engine.notification_groups().create(&caller.tenant, change).await?;
    Ok((StatusCode::CREATED, Json(group.into())))
}

/// One notification group.
#[utoipa::path(get, path = "/api/v1/notification-groups/{id}", tag = TAG_ALARMS,
    params(("id" = String, Path)),
    responses((status = 200, body = NotificationGroup), (status = "default", body = Document)))]
async fn get_notification_group(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<NotificationGroup>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.notification_groups().get(&caller.tenant, id)?.into()))
}

/// Change a notification group.
#[utoipa::path(patch, path = "/api/v1/notification-groups/{id}", tag = TAG_ALARMS,
    params(("id" = String, Path)), request_body = NotificationGroupInput,
    responses((status = 200, body = NotificationGroup), (status = "default", body = Document)))]
async fn update_notification_group(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<NotificationGroupInput>,
) -> Result<Json<NotificationGroup>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let change = input.into_change()?;
    Ok(Json(engine.notification_groups().update(&caller.tenant, id, change).await?.into()))
}

/// Delete a notification group. Scripts that name it go on; their log says that it is gone.
#[utoipa::path(delete, path = "/api/v1/notification-groups/{id}", tag = TAG_ALARMS,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_notification_group(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.notification_groups().delete(&caller.tenant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tell a group something now, enabled or not, and wait for what comes of it.
#[utoipa::path(post, path = "/api/v1/notification-groups/{id}/test", tag = TAG_ALARMS,
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<NotificationTest>), (status = "default", body = Document)))]
async fn test_notification_group(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<Vec<NotificationTest>>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let outcomes = engine.notification_groups().test(&caller.tenant, id).await?;
    Ok(Json(outcomes.into_iter().map(Into::into).collect()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct NotificationLogParams {
    /// A group's name.
    group: Option<String>,
    /// Items in a page, 1 to 1000; 100 when absent.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// What became of notifications, newest first; kept for `notice_log_retention_d` days.
#[utoipa::path(get, path = "/api/v1/notification-log", tag = TAG_ALARMS,
    params(NotificationLogParams),
    responses((status = 200, body = LogPage<NotificationLogEntry>),
        (status = "default", body = Document)))]
async fn notification_log(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(params): Query<NotificationLogParams>,
) -> Result<Json<LogPage<NotificationLogEntry>>, Problem> {
    let limit = params.limit.unwrap_or(100).clamp(1, 1_000);
    let page = engine
        .notification_groups()
        .log(&caller.tenant, params.group, limit, params.cursor)
        .await?;
    Ok(Json(LogPage::from_engine(page, NotificationLogEntry::from)))
}
