//! Alarms of devices: what is active, what happened, and what people do about it.

use axum::extract::State;
use axum::response::Response;
use engine::Engine;
use engine::alarms::{AlarmFilter, AlarmLogFilter, AlarmLogView, AlarmView, Handling};
use model::{RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_ALARMS;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{LogPage, LogPart, Page, Paging, Sorting};
use crate::parse::Fields;
use crate::problem::{Document, Problem};
use crate::table::{self, TableParams};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_alarms))
        .routes(routes!(alarm_history))
        .routes(routes!(export_alarms))
        .routes(routes!(export_alarm_history))
        .routes(routes!(get_alarm))
        .routes(routes!(acknowledge_alarms))
        .routes(routes!(clear_alarms))
}

/// What a person did about an alarm.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct AlarmHandled {
    by: String,
    #[schema(value_type = String)]
    at: Timestamp,
    note: String,
}

impl From<model::record::Handled> for AlarmHandled {
    fn from(handled: model::record::Handled) -> Self {
        Self { by: handled.by, at: handled.at, note: handled.note }
    }
}

/// An active alarm. There is at most one of a name on a device.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Alarm {
    id: String,
    eui: String,
    device_name: Option<String>,
    /// What tells it from others of the device.
    name: String,
    /// `low`, `mid`, `high` or `urgent`.
    level: &'static str,
    title: String,
    desc: String,
    /// The groups that were told when it was last raised.
    notice_groups: Vec<String>,
    /// How often it was raised or changed since there is one.
    count: u32,
    #[schema(value_type = String)]
    raised_at: Timestamp,
    /// When it was last raised or changed.
    #[schema(value_type = String)]
    last_trigger_time: Timestamp,
    /// Who has seen it.
    acknowledged: Option<AlarmHandled>,
}

impl From<AlarmView> for Alarm {
    fn from(view: AlarmView) -> Self {
        let alarm = std::sync::Arc::unwrap_or_clone(view.alarm);
        Self {
            id: alarm.id.to_string(),
            eui: alarm.eui.to_string(),
            device_name: view.device_name,
            name: alarm.name,
            level: alarm.level.as_str(),
            title: alarm.title,
            desc: alarm.desc,
            notice_groups: alarm.notice_groups,
            count: alarm.count,
            raised_at: alarm.raised_at,
            last_trigger_time: alarm.last_trigger_time,
            acknowledged: alarm.acknowledged.map(Into::into),
        }
    }
}

/// Something that happened to an alarm, and how the alarm was then.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct AlarmLogEntry {
    id: String,
    #[schema(value_type = String)]
    at: Timestamp,
    /// The active alarm's id.
    alarm: String,
    eui: String,
    device_name: Option<String>,
    name: String,
    /// `raised`, `changed`, `acknowledged`, `cleared` or `manually_cleared`.
    event: &'static str,
    /// `low`, `mid`, `high` or `urgent`.
    level: &'static str,
    title: String,
    desc: String,
    /// Since when there was one.
    #[schema(value_type = String)]
    raised_at: Timestamp,
    /// Who acknowledged or cleared it by hand.
    handler: Option<String>,
    /// What they had to say about it.
    note: String,
}

impl From<AlarmLogView> for AlarmLogEntry {
    fn from(view: AlarmLogView) -> Self {
        let row = view.record.row;
        Self {
            id: view.record.id.to_string(),
            at: row.at,
            alarm: row.alarm.to_string(),
            eui: row.eui.to_string(),
            device_name: view.device_name,
            name: row.name,
            event: row.event.as_str(),
            level: row.level.as_str(),
            title: row.title,
            desc: row.desc,
            raised_at: row.raised_at,
            handler: row.handler,
            note: row.note,
        }
    }
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AlarmParams {
    /// Device EUI.
    eui: Option<String>,
    /// `low`, `mid`, `high` or `urgent`.
    level: Option<String>,
    /// Whether somebody has seen it.
    acknowledged: Option<bool>,
}

/// The active alarms. They sort by `level`, `eui`, `name`, `title`, `raised_at` and
/// `last_trigger_time`.
#[utoipa::path(get, path = "/api/v1/alarms", tag = TAG_ALARMS, params(Paging, AlarmParams),
    responses((status = 200, body = Page<Alarm>), (status = "default", body = Document)))]
async fn list_alarms(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(params): Query<AlarmParams>,
) -> Result<Json<Page<Alarm>>, Problem> {
    let mut fields = Fields::default();
    let filter = AlarmFilter {
        eui: fields.parse("eui", params.eui),
        level: fields.parse("level", params.level),
        acknowledged: params.acknowledged,
    };
    let filter = fields.finish(filter)?;
    let page = engine.alarms().list(&caller.tenant, &filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, Alarm::from)))
}

/// An active alarm; `404` when it has ended.
#[utoipa::path(get, path = "/api/v1/alarms/{id}", tag = TAG_ALARMS,
    params(("id" = String, Path)),
    responses((status = 200, body = Alarm), (status = "default", body = Document)))]
async fn get_alarm(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<Alarm>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.alarms().get(&caller.tenant, id)?.into()))
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AlarmHistoryParams {
    /// Device EUI.
    eui: Option<String>,
    /// `low`, `mid`, `high` or `urgent`.
    level: Option<String>,
    /// `raised`, `changed`, `acknowledged`, `cleared` or `manually_cleared`.
    event: Option<String>,
    /// Any part of an EUI, a name, a title or a description.
    q: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// What happened to alarms, newest first; kept for `alarm_retention_d` days.
#[utoipa::path(get, path = "/api/v1/alarms/history", tag = TAG_ALARMS, params(LogPart, AlarmHistoryParams),
    responses((status = 200, body = LogPage<AlarmLogEntry>), (status = "default", body = Document)))]
async fn alarm_history(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(part): Query<LogPart>,
    Query(params): Query<AlarmHistoryParams>,
) -> Result<Json<LogPage<AlarmLogEntry>>, Problem> {
    let mut fields = Fields::default();
    let filter = AlarmLogFilter {
        eui: fields.parse("eui", params.eui),
        level: fields.parse("level", params.level),
        event: fields.parse("event", params.event),
        q: params.q,
        from: Fields::time("from", params.from.as_deref())?,
        to: Fields::time("to", params.to.as_deref())?,
        limit: part.limit(),
        cursor: part.cursor,
    };
    let filter = fields.finish(filter)?;
    let page = engine.alarms().history(&caller.tenant, filter).await?;
    Ok(Json(LogPage::from_engine(page, AlarmLogEntry::from)))
}

/// The active alarms that match as a file, one a row.
#[utoipa::path(get, path = "/api/v1/exports/alarms", tag = TAG_ALARMS,
    params(TableParams, Sorting, AlarmParams),
    responses((status = 200, content_type = "application/octet-stream", body = String),
        (status = "default", body = Document)))]
async fn export_alarms(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(table): Query<TableParams>,
    Query(Sorting { sort, q }): Query<Sorting>,
    Query(params): Query<AlarmParams>,
) -> Result<Response, Problem> {
    let known = &[
        "id",
        "level",
        "eui",
        "device_name",
        "name",
        "title",
        "desc",
        "raised_at",
        "last_trigger_time",
        "count",
        "notice_groups",
    ];
    let (asked, shared) = (engine.clone(), caller.clone());
    let page = move |cursor| {
        let (sort, q) = (sort.clone(), q.clone());
        let paging = Paging { cursor, limit: Some(table::PAGE), sort, q };
        list_alarms(shared.clone(), State(asked.clone()), Query(paging), Query(params.clone()))
    };
    table.write((&engine, &caller.tenant), "alarms", known, page).await
}

/// What happened to alarms as a file, one event a row, newest first.
#[utoipa::path(get, path = "/api/v1/exports/alarm-history", tag = TAG_ALARMS,
    params(TableParams, AlarmHistoryParams),
    responses((status = 200, content_type = "application/octet-stream", body = String),
        (status = "default", body = Document)))]
async fn export_alarm_history(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(table): Query<TableParams>,
    Query(params): Query<AlarmHistoryParams>,
) -> Result<Response, Problem> {
    let known = &[
        "id",
        "at",
        "event",
        "level",
        "eui",
        "device_name",
        "name",
        "title",
        "desc",
        "raised_at",
        "handler",
        "note",
    ];
    let (asked, shared) = (engine.clone(), caller.clone());
    let page = move |cursor| {
        let part = Query(LogPart::at(cursor, table::PAGE));
        alarm_history(shared.clone(), State(asked.clone()), part, Query(params.clone()))
    };
    table.write((&engine, &caller.tenant), "alarm-history", known, page).await
}

/// Which active alarms, and what there is to say about them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AlarmHandlingInput {
    /// Ids of active alarms, 1 to 1000.
    ids: Vec<String>,
    /// At most 255 characters.
    note: Option<String>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
struct AlarmHandlingResult {
    /// Alarms that were handled.
    done: Vec<String>,
    /// Alarms that are not active any more, or never were.
    gone: Vec<String>,
}

/// Say that a person has seen alarms.
#[utoipa::path(post, path = "/api/v1/alarms/acknowledge", tag = TAG_ALARMS,
    request_body = AlarmHandlingInput,
    responses((status = 200, body = AlarmHandlingResult), (status = "default", body = Document)))]
async fn acknowledge_alarms(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<AlarmHandlingInput>,
) -> Result<Json<AlarmHandlingResult>, Problem> {
    handle(&caller, &engine, Handling::Acknowledge, input).await
}

/// Clear alarms by hand. One whose cause is still there comes back when it is raised again.
#[utoipa::path(post, path = "/api/v1/alarms/clear", tag = TAG_ALARMS,
    request_body = AlarmHandlingInput,
    responses((status = 200, body = AlarmHandlingResult), (status = "default", body = Document)))]
async fn clear_alarms(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<AlarmHandlingInput>,
) -> Result<Json<AlarmHandlingResult>, Problem> {
    handle(&caller, &engine, Handling::Clear, input).await
}

async fn handle(
    caller: &Allowed<Write>,
    engine: &Engine,
    handling: Handling,
    input: AlarmHandlingInput,
) -> Result<Json<AlarmHandlingResult>, Problem> {
    let mut fields = Fields::default();
    let ids = input.ids.into_iter().filter_map(|id| fields.parse::<RecordId>("ids", Some(id)));
    let ids: Vec<RecordId> = ids.collect();
    let ids = fields.finish(ids)?;
    let result =
        engine.alarms().handle(&caller.tenant, handling, &ids, &caller.name, input.note).await?;
    let texts = |ids: Vec<RecordId>| ids.iter().map(ToString::to_string).collect();
    Ok(Json(AlarmHandlingResult { done: texts(result.done), gone: texts(result.gone) }))
}
