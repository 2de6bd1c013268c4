//! What happened to gateways and devices; kept for `incident_retention_d` days.

use axum::extract::State;
use engine::Engine;
use engine::incidents::IncidentRecord;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{TAG_DEVICES, TAG_GATEWAYS};
use crate::auth::{Allowed, Read};
use crate::extract::{Json, Path, Query};
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(gateway_incidents)).routes(routes!(device_incidents))
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
struct Incident {
    id: String,
    #[schema(value_type = String)]
    at: Timestamp,
    /// `online` or `offline`; of a gateway also `duplicate`, `wrong_address`, `wrong_token`, `acknowledged`.
    kind: String,
    /// More about it: `last_seen`, or `holder`, `challenger` and `count`.
    #[schema(value_type = Object)]
    detail: serde_json::Value,
}

impl From<IncidentRecord> for Incident {
    fn from(record: IncidentRecord) -> Self {
        Self {
            id: record.id.to_string(),
            at: record.row.at,
            kind: record.row.kind.into_owned(),
            detail: serde_json::from_str(&record.row.detail).unwrap_or_default(),
        }
    }
}

/// A page of incidents, newest first.
#[derive(Debug, Serialize, ToSchema)]
struct IncidentPage {
    items: Vec<Incident>,
    /// What to send as `cursor` for older items; `null` at the end.
    next_cursor: Option<String>,
}

impl From<(Vec<IncidentRecord>, Option<String>)> for IncidentPage {
    fn from((items, next_cursor): (Vec<IncidentRecord>, Option<String>)) -> Self {
        Self { items: items.into_iter().map(Incident::from).collect(), next_cursor }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct IncidentParams {
    /// Items in a page, 1 to 1000; 100 when absent.
    limit: Option<u32>,
    cursor: Option<String>,
}

impl IncidentParams {
    fn limit(&self) -> u32 {
        self.limit.unwrap_or(100).clamp(1, 1_000)
    }
}

/// What happened to a gateway: when it came and went, and who else used its EUI.
#[utoipa::path(get, path = "/api/v1/gateways/{eui}/incidents", tag = TAG_GATEWAYS,
    params(("eui" = String, Path), IncidentParams),
    responses((status = 200, body = IncidentPage), (status = "default", body = Document)))]
async fn gateway_incidents(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Query(params): Query<IncidentParams>,
) -> Result<Json<IncidentPage>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let limit = params.limit();
    let page = engine.gateways().incidents(&caller.tenant, eui, limit, params.cursor).await?;
    Ok(Json(page.into()))
}

/// What happened to a device: when it came and when it fell silent for its heartbeat period.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/incidents", tag = TAG_DEVICES,
    params(("eui" = String, Path), IncidentParams),
    responses((status = 200, body = IncidentPage), (status = "default", body = Document)))]
async fn device_incidents(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Query(params): Query<IncidentParams>,
) -> Result<Json<IncidentPage>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let limit = params.limit();
    let page = engine.devices().incidents(&caller.tenant, &eui, limit, params.cursor).await?;
    Ok(Json(page.into()))
}
