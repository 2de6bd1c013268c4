//! Telemetry of a device: the latest values by thing model, and their history.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::telemetry::{Band, Bucket, HistoryQuery, Series, SeriesQuery};
use model::{JsonMap, RecordId, Saying, Timestamp, say};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_DEVICES;
use super::devices::{Device, Filter};
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(realtime))
        .routes(routes!(latest_telemetry, delete_telemetry))
        .routes(routes!(telemetry_history))
        .routes(routes!(telemetry_series))
}

/// The latest values one thing model produced.
#[derive(Debug, Serialize, ToSchema)]
struct Partition {
    thing_model_id: String,
    thing_model_id_name: String,
    name: String,
    /// Milliseconds since 1970, UTC.
    update_time: i64,
    /// Fields by key, `update_time` included.
    #[schema(value_type = Object)]
    telemetry_data: JsonMap,
}

/// The latest values of a device.
#[derive(Debug, Serialize, ToSchema)]
struct Latest {
    items: Vec<Partition>,
}

/// The latest values of a device, by thing model.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/telemetry", tag = TAG_DEVICES,
    params(("eui" = String, Path)),
    responses((status = 200, body = Latest), (status = "default", body = Document)))]
async fn latest_telemetry(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Latest>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let partitions = engine.telemetry().latest(&caller.tenant, &eui)?;
    let items = partitions
        .into_iter()
        .map(|partition| Partition {
            thing_model_id: partition.model.id.to_string(),
            thing_model_id_name: partition.model.id_name,
            name: partition.model.name,
            update_time: partition.updated_at.as_millis(),
            telemetry_data: partition.telemetry_data,
        })
        .collect();
    Ok(Json(Latest { items }))
}

/// A device and what one thing model last made of its uplinks.
#[derive(Debug, Serialize, ToSchema)]
struct Realtime {
    device: Device,
    /// Milliseconds since 1970, UTC; `null` when the model never produced values.
    update_time: Option<i64>,
    /// Fields by key, `update_time` included.
    #[schema(value_type = Object)]
    telemetry_data: JsonMap,
}

/// The latest values under one thing model of all devices that mount it.
///
/// Filters and sorts like the list of devices; `thing_model` is required here, and `sort` also takes
/// `value.` with the key of a field.
#[utoipa::path(get, path = "/api/v1/telemetry", tag = TAG_DEVICES, params(Paging, Filter),
    responses((status = 200, body = Page<Realtime>), (status = "default", body = Document)))]
async fn realtime(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<Realtime>>, Problem> {
    let mut filter = filter.read(&engine, &caller.tenant).await?;
    let model = filter.thing_model.take();
    let model = model.ok_or_else(|| Problem::field("thing_model", Saying::Required))?;
    let page = engine.telemetry().realtime(&caller.tenant, model, filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, |row| Realtime {
        device: row.device.into(),
        update_time: row.updated_at.map(Timestamp::as_millis),
        telemetry_data: row.telemetry_data,
    })))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DeleteQuery {
    /// Id of the thing model whose records go.
    thing_model: String,
}

/// Delete what one thing model recorded for a device: the latest values and the history.
#[utoipa::path(delete, path = "/api/v1/devices/{eui}/telemetry", tag = TAG_DEVICES,
    params(("eui" = String, Path), DeleteQuery),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_telemetry(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Query(query): Query<DeleteQuery>,
) -> Result<StatusCode, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let model: RecordId = Fields::key("thing_model", &query.thing_model)?;
    engine.telemetry().delete(&caller.tenant, &eui, model).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct HistoryParams {
    /// Id of the thing model.
    thing_model: String,
    /// RFC 3339 or milliseconds; from the beginning when absent.
    from: Option<String>,
    /// RFC 3339 or milliseconds; until now when absent.
    to: Option<String>,
    /// Records in a page, 1 to 10000; 1000 when absent. A page also ends when its values reach
    /// 4 MiB.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// `desc` (newest first, default) or `asc`.
    order: Option<String>,
}

/// One record of the history: what one run of the thing model returned.
#[derive(Debug, Serialize, ToSchema)]
struct Record {
    #[schema(value_type = String)]
    at: Timestamp,
    #[schema(value_type = Object)]
    telemetry_data: JsonMap,
}

/// A page of the history.
#[derive(Debug, Serialize, ToSchema)]
struct History {
    items: Vec<Record>,
    /// Give it back as `cursor` for the next page; `null` at the end.
    next_cursor: Option<String>,
}

/// The history of one thing model's values on a device.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/telemetry/history", tag = TAG_DEVICES,
    params(("eui" = String, Path), HistoryParams),
    responses((status = 200, body = History), (status = "default", body = Document)))]
async fn telemetry_history(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Query(params): Query<HistoryParams>,
) -> Result<Json<History>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let query = HistoryQuery {
        thing_model: Fields::key("thing_model", &params.thing_model)?,
        from: Fields::time("from", params.from.as_deref())?,
        to: Fields::time("to", params.to.as_deref())?,
        limit: params.limit.unwrap_or(1_000).clamp(1, 10_000),
        cursor: params.cursor,
        newest_first: match params.order.as_deref() {
            None | Some("desc") => true,
            Some("asc") => false,
            Some(_) => {
                return Err(Problem::field("order", say!(OneOf, words = vec!["asc", "desc"])));
            }
        },
    };
    let page = engine.telemetry().history(&caller.tenant, &eui, query).await?;
    let items = page
        .items
        .into_iter()
        .map(|record| Record { at: record.at, telemetry_data: record.telemetry_data })
        .collect();
    Ok(Json(History { items, next_cursor: page.next_cursor }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SeriesParams {
    /// Id of the thing model.
    thing_model: String,
    /// RFC 3339 or milliseconds.
    from: String,
    /// RFC 3339 or milliseconds; until now when absent.
    to: Option<String>,
    /// Pieces that the time is divided into at most, 1 to 2000; 500 when absent.
    buckets: Option<u32>,
}

/// What the records of a bucket say of a field.
#[derive(Debug, Serialize, ToSchema)]
struct SeriesField {
    /// The newest value, whatever its type.
    #[schema(value_type = Object)]
    last: Value,
    /// The least number; `null` when the field had none.
    min: Option<f64>,
    max: Option<f64>,
    mean: Option<f64>,
    /// Records that have the field.
    count: u32,
}

impl From<Band> for SeriesField {
    fn from(band: Band) -> Self {
        let numbers = band.numbers;
        Self {
            last: band.last,
            min: numbers.map(|numbers| numbers.min),
            max: numbers.map(|numbers| numbers.max),
            mean: numbers.map(|numbers| numbers.sum / f64::from(numbers.count.max(1))),
            count: band.count,
        }
    }
}

/// The records of a piece of the time.
#[derive(Debug, Serialize, ToSchema)]
struct SeriesBucket {
    /// When it begins.
    #[schema(value_type = String)]
    at: Timestamp,
    /// By the field's key, 64 at most.
    fields: BTreeMap<String, SeriesField>,
}

impl From<Bucket> for SeriesBucket {
    fn from(bucket: Bucket) -> Self {
        let fields = bucket.fields.into_iter().map(|(key, band)| (key, band.into())).collect();
        Self { at: bucket.at, fields }
    }
}

/// A history in few pieces.
#[derive(Debug, Serialize, ToSchema)]
struct TelemetrySeries {
    /// Length of a piece, milliseconds.
    bucket_ms: i64,
    /// Records it was made from.
    records: u32,
    /// `false`: only the newest 40,000 records were looked at, and there are older ones.
    complete: bool,
    /// Pieces that hold something, oldest first.
    items: Vec<SeriesBucket>,
}

impl From<Series> for TelemetrySeries {
    fn from(series: Series) -> Self {
        Self {
            bucket_ms: series.bucket_ms,
            records: series.records,
            complete: series.complete,
            items: series.buckets.into_iter().map(SeriesBucket::from).collect(),
        }
    }
}

/// The history of one thing model's values on a device for a chart: the least, the greatest and the
/// newest value of each field in each of a bounded number of pieces.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/telemetry/series", tag = TAG_DEVICES,
    params(("eui" = String, Path), SeriesParams),
    responses((status = 200, body = TelemetrySeries), (status = "default", body = Document)))]
async fn telemetry_series(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Query(params): Query<SeriesParams>,
) -> Result<Json<TelemetrySeries>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let from = Fields::time("from", Some(&params.from))?;
    let query = SeriesQuery {
        thing_model: Fields::key("thing_model", &params.thing_model)?,
        from: from.ok_or_else(|| Problem::field("from", Saying::Required))?,
        to: Fields::time("to", params.to.as_deref())?,
        buckets: params.buckets.unwrap_or(500).clamp(1, 2_000),
    };
    Ok(Json(engine.telemetry().series(&caller.tenant, &eui, query).await?.into()))
}
