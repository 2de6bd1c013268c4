//! The history of a device as a file.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use engine::imports::Format;
use engine::telemetry::export::{HistoryExport, HistoryFile};
use engine::{Engine, WORKBOOK_ROWS};
use futures_util::stream;
use model::say;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_DEVICES;
use crate::auth::{Allowed, Read};
use crate::extract::{Path, Query};
use crate::file::file_headers;
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(export_history))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ExportParams {
    /// Id of the thing model.
    thing_model: String,
    /// RFC 3339 or milliseconds; from the beginning when absent.
    from: Option<String>,
    /// RFC 3339 or milliseconds, excluded; until now when absent.
    to: Option<String>,
    /// `xlsx` (default; 200,000 records at most) or `csv` (any number).
    format: Option<String>,
    /// These fields in this order, with commas between them; when absent the model's in their
    /// order, then what else was recorded by its name.
    fields: Option<String>,
    /// `true`: headers are the fields' keys and times RFC 3339 in UTC, for programs.
    raw: Option<bool>,
    /// Minutes that the reader's clock is ahead of UTC; 0 when absent. The header says it.
    offset_min: Option<i32>,
    /// `asc` (oldest first, default) or `desc`.
    order: Option<String>,
}

/// The history of one thing model's values on a device as a file, one row a record: numbers are
/// numbers, times are dates in a workbook.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/telemetry/export", tag = TAG_DEVICES,
    params(("eui" = String, Path), ExportParams),
    responses((status = 200, content_type = "application/octet-stream", body = String),
        (status = "default", body = Document)))]
async fn export_history(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Query(params): Query<ExportParams>,
) -> Result<Response, Problem> {
    let name = format!("{eui}-history");
    let eui = Fields::key("eui", &eui)?;
    let is_csv = match params.format.as_deref() {
        None | Some("xlsx") => false,
        Some("csv") => true,
        Some(_) => return Err(Problem::field("format", say!(OneOf, words = vec!["xlsx", "csv"]))),
    };
    let export = HistoryExport {
        thing_model: Fields::key("thing_model", &params.thing_model)?,
        from: Fields::time("from", params.from.as_deref())?,
        to: Fields::time("to", params.to.as_deref())?,
        fields: params
            .fields
            .filter(|text| !text.is_empty())
            .map(|text| text.split(',').map(|field| field.trim().to_owned()).collect()),
        raw: params.raw.unwrap_or(false),
        offset_min: params.offset_min.unwrap_or(0),
        newest_first: match params.order.as_deref() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => {
                return Err(Problem::field("order", say!(OneOf, words = vec!["asc", "desc"])));
            }
        },
        most: (!is_csv).then_some(WORKBOOK_ROWS),
    };
    let file = engine.telemetry().export(&caller.tenant, &eui, export).await?;
    let (format, body) = if is_csv {
        (Format::Csv, Body::from_stream(stream::try_unfold(file, piece)))
    } else {
        (Format::Xlsx, Body::from(file.workbook().await?))
    };
    Ok((file_headers(format, &name), body).into_response())
}

/// The next piece is read when the one before has gone out. An error ends the connection, so that
/// half a file is not taken for a whole one.
async fn piece(mut file: HistoryFile) -> Result<Option<(Vec<u8>, HistoryFile)>, engine::Error> {
    Ok(file.csv().await?.map(|bytes| (bytes, file)))
}
