//! Gateways: registered ones and those that only announced themselves.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::gateways::{GatewayChange, GatewayFilter, GatewayView};
use model::Timestamp;
use model::radio::GatewayStat;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_GATEWAYS;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::{Fields, optional};
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(list_gateways, create_gateway)).routes(routes!(
        get_gateway,
        update_gateway,
        delete_gateway
    ))
}

/// Counters of a gateway's last `stat` report, per reporting interval.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Stat {
    latitude: Option<f64>,
    longitude: Option<f64>,
    altitude: Option<f64>,
    rxnb: u32,
    rxok: u32,
    rxfw: u32,
    ackr: Option<f32>,
    dwnb: u32,
    txnb: u32,
    temp: Option<f32>,
}

impl From<GatewayStat> for Stat {
    fn from(stat: GatewayStat) -> Self {
        let GatewayStat { latitude, longitude, altitude, rxnb, rxok, rxfw, ackr, dwnb, txnb, temp } =
            stat;
        Self { latitude, longitude, altitude, rxnb, rxok, rxfw, ackr, dwnb, txnb, temp }
    }
}

/// A gateway.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Gateway {
    eui: String,
    /// `false`: it sends to this instance but nobody registered it.
    registered: bool,
    name: String,
    enable: bool,
    /// Seconds without a datagram until it counts as offline.
    heart_period: u32,
    latitude: Option<f64>,
    longitude: Option<f64>,
    remark: String,
    /// `online`, `offline` or `never_seen`.
    status: &'static str,
    #[schema(value_type = Option<String>)]
    last_seen: Option<Timestamp>,
    /// Where its datagrams come from.
    address: Option<String>,
    /// Frames received since the instance started.
    uplinks: u64,
    /// Frames handed to it since the instance started.
    downlinks: u64,
    /// Frames it reported with a bad CRC.
    crc_bad: u64,
    /// Frames it refused to transmit.
    tx_errors: u64,
    /// dBm, weakest frame since the instance started.
    rssi_min: Option<f32>,
    /// dBm, strongest frame since the instance started.
    rssi_max: Option<f32>,
    stat: Option<Stat>,
    #[schema(value_type = Option<String>)]
    created_at: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    updated_at: Option<Timestamp>,
}

impl From<GatewayView> for Gateway {
    fn from(view: GatewayView) -> Self {
        let registered = view.registered;
        Self {
            eui: view.eui.to_string(),
            registered: registered.is_some(),
            enable: registered.as_ref().is_none_or(|gateway| gateway.enable),
            heart_period: view.heart_period,
            latitude: registered.as_ref().and_then(|gateway| gateway.latitude),
            longitude: registered.as_ref().and_then(|gateway| gateway.longitude),
            created_at: registered.as_ref().map(|gateway| gateway.created_at),
            updated_at: registered.as_ref().map(|gateway| gateway.updated_at),
            remark: registered.as_ref().map(|gateway| gateway.remark.clone()).unwrap_or_default(),
            name: registered.map(|gateway| gateway.name).unwrap_or_default(),
            status: view.status.as_str(),
            last_seen: view.last_seen,
            address: view.address.map(|address| address.to_string()),
            uplinks: view.uplinks,
            downlinks: view.downlinks,
            crc_bad: view.crc_bad,
            tx_errors: view.tx_errors,
            rssi_min: view.rssi_min,
            rssi_max: view.rssi_max,
            stat: view.stat.map(Stat::from),
        }
    }
}

/// What to register or change.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GatewayInput {
    /// Only when registering: 16 hex digits.
    eui: Option<String>,
    name: Option<String>,
    enable: Option<bool>,
    heart_period: Option<u32>,
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<f64>)]
    latitude: Option<Option<f64>>,
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<f64>)]
    longitude: Option<Option<f64>>,
    remark: Option<String>,
}

impl GatewayInput {
    fn into_change(self) -> GatewayChange {
        GatewayChange {
            name: self.name,
            enable: self.enable,
            heart_period: self.heart_period,
            latitude: self.latitude,
            longitude: self.longitude,
            remark: self.remark,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    registered: Option<bool>,
    /// `online`, `offline` or `never_seen`.
    status: Option<String>,
}

/// List gateways: the tenant's, and unregistered ones that send to this instance.
#[utoipa::path(get, path = "/api/v1/gateways", tag = TAG_GATEWAYS, params(Paging, Filter),
    responses((status = 200, body = Page<Gateway>), (status = "default", body = Document)))]
async fn list_gateways(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<Gateway>>, Problem> {
    let mut fields = Fields::default();
    let status = fields.parse("status", filter.status);
    let filter = fields.finish(GatewayFilter { registered: filter.registered, status })?;
    let page = engine.gateways().list(&caller.tenant, &filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, Gateway::from)))
}

/// Register a gateway.
#[utoipa::path(post, path = "/api/v1/gateways", tag = TAG_GATEWAYS, request_body = GatewayInput,
    responses((status = 201, body = Gateway), (status = "default", body = Document)))]
async fn create_gateway(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(mut input): Json<GatewayInput>,
) -> Result<(StatusCode, Json<Gateway>), Problem> {
    let mut fields = Fields::default();
    let eui = fields.required("eui", input.eui.take());
    let eui = fields.finish(eui)?.ok_or_else(|| Problem::field("eui", "required"))?;
    let view = engine.gateways().create(&caller.tenant, eui, input.into_change()).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// One gateway.
#[utoipa::path(get, path = "/api/v1/gateways/{eui}", tag = TAG_GATEWAYS,
    params(("eui" = String, Path)),
    responses((status = 200, body = Gateway), (status = "default", body = Document)))]
async fn get_gateway(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Gateway>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    Ok(Json(engine.gateways().get(&caller.tenant, eui)?.into()))
}

/// Change a registered gateway.
#[utoipa::path(patch, path = "/api/v1/gateways/{eui}", tag = TAG_GATEWAYS,
    params(("eui" = String, Path)), request_body = GatewayInput,
    responses((status = 200, body = Gateway), (status = "default", body = Document)))]
async fn update_gateway(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Json(input): Json<GatewayInput>,
) -> Result<Json<Gateway>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let view = engine.gateways().update(&caller.tenant, eui, input.into_change()).await?;
    Ok(Json(view.into()))
}

/// Forget a registered gateway. If it goes on sending it appears as unregistered.
#[utoipa::path(delete, path = "/api/v1/gateways/{eui}", tag = TAG_GATEWAYS,
    params(("eui" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_gateway(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<StatusCode, Problem> {
    let eui = Fields::key("eui", &eui)?;
    engine.gateways().delete(&caller.tenant, eui).await?;
    Ok(StatusCode::NO_CONTENT)
}
