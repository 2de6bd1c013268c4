//! Gateways: registered ones and those that only announced themselves.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::gateways::{
    Contest, GatewayChange, GatewayFilter, GatewayView, StationVersion as Version, Usage,
};
use engine::locations::LocationKey;
use engine::models::mounting::ModelKey;
use model::radio::GatewayStat;
use model::record::{GatewayType, PositionSource, Standard};
use model::{Saying, TenantCode, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_GATEWAYS;
use super::locations::{LocationRef, place};
use super::tasks::records_of;

use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::{Fields, optional};
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_gateways, create_gateway))
        .routes(routes!(get_gateway, update_gateway, delete_gateway))
        .routes(routes!(acknowledge_gateway))
        .routes(routes!(gateway_addresses))
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

impl From<&GatewayStat> for Stat {
    fn from(stat: &GatewayStat) -> Self {
        Self {
            latitude: stat.latitude,
            longitude: stat.longitude,
            altitude: stat.altitude,
            rxnb: stat.rxnb,
            rxok: stat.rxok,
            rxfw: stat.rxfw,
            ackr: stat.ackr,
            dwnb: stat.dwnb,
            txnb: stat.txnb,
            temp: stat.temp,
        }
    }
}

/// Somebody else used the gateway's EUI.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct GatewayContest {
    /// `duplicate`: another sender asked for its downlinks, which stay where they were while the
    /// gateway is heard. `wrong_address`: a sender outside its fixed address, who is refused.
    /// `wrong_token`: a Basics Station with a token that is not the gateway's, which is refused.
    kind: &'static str,
    /// Where its downlinks go.
    holder: Option<String>,
    /// Who else sent.
    challenger: String,
    #[schema(value_type = String)]
    first: Timestamp,
    #[schema(value_type = String)]
    last: Timestamp,
    count: u64,
}

impl From<Contest> for GatewayContest {
    fn from(contest: Contest) -> Self {
        Self {
            kind: contest.kind,
            holder: contest.holder.map(|it| it.to_string()),
            challenger: contest.challenger.to_string(),
            first: contest.first,
            last: contest.last,
            count: contest.count,
        }
    }
}

/// Who a Basics Station says it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct StationVersion {
    /// Version of the station software.
    station: String,
    firmware: String,
    package: String,
    /// Model of the gateway.
    model: String,
    /// Version of the LNS protocol.
    protocol: u32,
    /// What it can do, separated by spaces.
    features: String,
}

impl From<Version> for StationVersion {
    fn from(version: Version) -> Self {
        Self {
            station: version.station.into(),
            firmware: version.firmware.into(),
            package: version.package.into(),
            model: version.model.into(),
            protocol: version.protocol,
            features: version.features.into(),
        }
    }
}

/// What a gateway used of a sub-band in the last hour, as far as this instance told it to.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct DutyCycle {
    /// Name of the sub-band: `K` to `Q` of EN 300 220.
    band: &'static str,
    /// Milliseconds on the air in the last hour, exact to a minute; planned frames count.
    used_ms: u64,
    /// Milliseconds allowed in an hour.
    budget_ms: u64,
}

impl From<Usage> for DutyCycle {
    fn from(usage: Usage) -> Self {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Self { band: usage.band, used_ms: millis(usage.used), budget_ms: millis(usage.budget) }
    }
}

/// A gateway.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Gateway {
    eui: String,
    /// `false`: it sends to this instance but nobody registered it.
    registered: bool,
    name: String,
    /// `GWMP` (Semtech UDP) or `BASICS_STATION`.
    r#type: &'static str,
    /// Band it listens in, when a person said so or it was heard at registration.
    standard: Option<&'static str>,
    /// Group of eight channels: 0 to 11 in CN470, 1 to 8 in US902 and AU915.
    sub_band: Option<u8>,
    enable: bool,
    /// `false`: it only listens.
    down_enable: bool,
    /// dB that its antenna adds to the power it is told; a cable takes some away.
    antenna_gain: f32,
    /// Most it may radiate, dBm EIRP.
    max_eirp: Option<i8>,
    /// The only addresses its datagrams may come from: one, or a network.
    fixed_address: Option<String>,
    /// Seconds without a datagram until it counts as offline.
    heart_period: u32,
    /// Where it is.
    location_id: Option<String>,
    /// The same with its names and its position, for a gateway that has none of its own.
    location: Option<LocationRef>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    /// `MANUAL`: the position above. `GPS`: the one in `stat`.
    position_source: &'static str,
    remark: String,
    /// `online`, `offline` or `never_seen`.
    status: &'static str,
    #[schema(value_type = Option<String>)]
    last_seen: Option<Timestamp>,
    /// Where it speaks from.
    address: Option<String>,
    /// Where its downlinks go.
    down_address: Option<String>,
    /// `open`, `stale` (it has not asked for downlinks for 90 s) or `none`.
    down_path: &'static str,
    /// Version of the Semtech UDP protocol, 1 or 2.
    gwmp_version: Option<u8>,
    /// Whether it answers downlinks (TX_ACK); `null` before the first one.
    tx_ack: Option<bool>,
    /// Milliseconds from a downlink to its answer, smoothed.
    round_trip_ms: Option<f32>,
    /// Frames received in the last hour, exact to five minutes.
    uplinks_hour: u64,
    /// Frames handed to it in the last hour.
    downlinks_hour: u64,
    /// `gwmp` or `basics_station`; absent until it is heard.
    protocol: Option<&'static str>,
    /// Who it says it is; only a Basics Station tells.
    station: Option<StationVersion>,
    /// Names of the notification groups that are told when it falls silent and when it is heard
    /// again.
    notification_groups: Vec<String>,
    /// When its Basics Station token was made, if it has one.
    #[schema(value_type = Option<String>)]
    station_token_at: Option<Timestamp>,
    /// Sub-bands with a duty cycle that it transmitted in, EU868 only.
    duty_cycle: Vec<DutyCycle>,
    /// Frames received since the instance started.
    uplinks: u64,
    /// Frames handed to it since the instance started.
    downlinks: u64,
    /// Frames it reported with a bad CRC since the instance started.
    crc_bad: u64,
    /// Frames it refused to transmit since the instance started.
    tx_errors: u64,
    /// Downlinks it did not answer in time since the instance started.
    tx_unanswered: u64,
    /// Reports that came twice since the instance started.
    repeats: u64,
    /// Packets that could not be read since the instance started.
    malformed: u64,
    /// Datagrams refused because it is not registered or switched off.
    refused: u64,
    /// Datagrams dropped because it sends too many.
    rate_limited: u64,
    /// Datagrams refused because they came from another address than its fixed one.
    wrong_address: u64,
    /// dBm, weakest frame of the last hour.
    rssi_min: Option<f32>,
    /// dBm, the middle one.
    rssi_median: Option<f32>,
    /// dBm, strongest frame of the last hour.
    rssi_max: Option<f32>,
    /// Platform and version, when its reports name them.
    platform: Option<String>,
    version: Option<String>,
    contest: Option<GatewayContest>,
    stat: Option<Stat>,
    #[schema(value_type = Option<String>)]
    created_at: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    updated_at: Option<Timestamp>,
}

impl From<GatewayView> for Gateway {
    fn from(view: GatewayView) -> Self {
        let tx_ack = view.tx_ack();
        let stat = view.stat().map(Stat::from);
        let text = |of: fn(&GatewayStat) -> &Option<Box<str>>| {
            view.stat().and_then(|stat| of(stat).as_deref()).map(str::to_owned)
        };
        let (platform, version) = (text(|stat| &stat.platform), text(|stat| &stat.version));
        let record = view.registered.as_ref();
        let state = view.state.as_ref();
        Self {
            eui: view.eui.to_string(),
            registered: record.is_some(),
            name: record.map(|gateway| gateway.name.clone()).unwrap_or_default(),
            r#type: record.map_or(GatewayType::Gwmp, |gateway| gateway.gateway_type).as_str(),
            standard: record.and_then(|gateway| gateway.standard).map(Standard::as_str),
            sub_band: record.and_then(|gateway| gateway.sub_band),
            enable: record.is_none_or(|gateway| gateway.enable),
            down_enable: record.is_none_or(|gateway| gateway.down_enable),
            antenna_gain: record.map_or(0.0, |gateway| gateway.antenna_gain),
            max_eirp: record.and_then(|gateway| gateway.max_eirp),
            fixed_address: record.and_then(|it| it.fixed_address).map(|range| range.to_string()),
            heart_period: view.heart_period,
            location_id: record.and_then(|gateway| gateway.location).map(|id| id.to_string()),
            location: view.location.map(LocationRef::from),
            latitude: record.and_then(|gateway| gateway.latitude),
            longitude: record.and_then(|gateway| gateway.longitude),
            position_source: record
                .map_or(PositionSource::Manual, |gateway| gateway.position_source)
                .as_str(),
            remark: record.map(|gateway| gateway.remark.clone()).unwrap_or_default(),
            created_at: record.map(|gateway| gateway.created_at),
            updated_at: record.map(|gateway| gateway.updated_at),
            status: view.status.as_str(),
            last_seen: view.last_seen,
            address: view.address.map(|address| address.to_string()),
            down_address: state.and_then(|it| it.down_peer).map(|peer| peer.to_string()),
            down_path: view.down_path.as_str(),
            gwmp_version: state.map(|state| state.version),
            tx_ack,
            round_trip_ms: state.and_then(|state| state.rtt_ms),
            uplinks_hour: view.hour.uplinks,
            downlinks_hour: view.hour.downlinks,
            duty_cycle: view.duty_cycle.into_iter().map(DutyCycle::from).collect(),
            uplinks: state.map_or(0, |state| state.uplinks),
            downlinks: state.map_or(0, |state| state.downlinks),
            crc_bad: state.map_or(0, |state| state.crc_bad),
            tx_errors: state.map_or(0, |state| state.tx_errors),
            tx_unanswered: state.map_or(0, |state| state.tx_unanswered),
            repeats: state.map_or(0, |state| state.repeats),
            malformed: state.map_or(0, |state| state.malformed),
            refused: state.map_or(0, |state| state.refused),
            rate_limited: state.map_or(0, |state| state.rate_limited),
            wrong_address: state.map_or(0, |state| state.wrong_address),
            rssi_min: view.rssi.as_ref().map(|spread| spread.min),
            rssi_median: view.rssi.as_ref().map(|spread| spread.median),
            rssi_max: view.rssi.as_ref().map(|spread| spread.max),
            platform,
            version,
            stat,
            contest: view.contest.map(GatewayContest::from),
            protocol: state.map(|state| state.protocol.code()),
            station: state.and_then(|state| state.station.clone()).map(StationVersion::from),
            notification_groups: view.notification_groups,
            station_token_at: view.station_token_at,
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
    /// `GWMP` or `BASICS_STATION`.
    r#type: Option<String>,
    /// A band, or `null`. When registering, what it was heard in if this is absent.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    standard: Option<Option<String>>,
    /// Group of eight channels: 0 to 11 in CN470, 1 to 8 in US902 and AU915.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<u8>)]
    sub_band: Option<Option<u8>>,
    enable: Option<bool>,
    /// `false`: it only listens.
    down_enable: Option<bool>,
    /// dB, -30 to 30.
    antenna_gain: Option<f32>,
    /// dBm EIRP, -10 to 36.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<i8>)]
    max_eirp: Option<Option<i8>>,
    /// An IP address or a network, such as `192.0.2.0/24`.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    fixed_address: Option<Option<String>>,
    /// `MANUAL` or `GPS`.
    position_source: Option<String>,
    /// The notification groups that are told when it falls silent and when it is heard again, by
    /// name or id; at most 16.
    notification_groups: Option<Vec<String>>,
    heart_period: Option<u32>,
    /// Code or id of the location where it is; `null` for none.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    location_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<f64>)]
    latitude: Option<Option<f64>>,
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<f64>)]
    longitude: Option<Option<f64>>,
    remark: Option<String>,
}

impl GatewayInput {
    fn into_change(self, fields: &mut Fields) -> GatewayChange {
        GatewayChange {
            name: self.name,
            gateway_type: fields.parse("type", self.r#type),
            standard: fields.parse_nullable("standard", self.standard),
            sub_band: self.sub_band,
            enable: self.enable,
            down_enable: self.down_enable,
            antenna_gain: self.antenna_gain,
            max_eirp: self.max_eirp,
            fixed_address: fields.parse_nullable("fixed_address", self.fixed_address),
            heart_period: self.heart_period,
            location: place(self.location_id),
            latitude: self.latitude,
            longitude: self.longitude,
            position_source: fields.parse("position_source", self.position_source),
            notification_groups: self
                .notification_groups
                .map(|names| names.into_iter().map(ModelKey::from_text).collect()),
            remark: self.remark,
        }
    }
}

/// Which gateways are wanted.
#[derive(Debug, Deserialize, IntoParams, ToSchema)]
#[schema(as = GatewayFilter)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    registered: Option<bool>,
    /// `online`, `offline` or `never_seen`.
    status: Option<String>,
    /// Code or id of a location: only those at it, or at one in it.
    location: Option<String>,
    /// Id of a task: only gateways that it imported.
    task: Option<String>,
}

impl Filter {
    pub(super) async fn read(
        self,
        engine: &Engine,
        tenant: &TenantCode,
    ) -> Result<GatewayFilter, Problem> {
        let mut fields = Fields::default();
        let status = fields.parse("status", self.status);
        let status = fields.finish(status)?;
        let among = records_of(engine, tenant, self.task).await?;
        let location = self.location.map(LocationKey::from_text);
        Ok(GatewayFilter { registered: self.registered, status, location, among })
    }
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
    let filter = filter.read(&engine, &caller.tenant).await?;
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
    let change = input.into_change(&mut fields);
    let (eui, change) = fields.finish((eui, change))?;
    let eui = eui.ok_or_else(|| Problem::field("eui", Saying::Required))?;
    let view = engine.gateways().create(&caller.tenant, eui, change).await?;
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
    let mut fields = Fields::default();
    let change = input.into_change(&mut fields);
    let change = fields.finish(change)?;
    let view = engine.gateways().update(&caller.tenant, eui, change).await?;
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
    engine.gateways().delete(&caller.tenant, eui, &caller.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say that a person has seen who else uses a gateway's EUI. It is told again when it goes on.
#[utoipa::path(post, path = "/api/v1/gateways/{eui}/acknowledge", tag = TAG_GATEWAYS,
    params(("eui" = String, Path)),
    responses((status = 200, body = Gateway), (status = "default", body = Document)))]
async fn acknowledge_gateway(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Gateway>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    Ok(Json(engine.gateways().acknowledge(&caller.tenant, eui).await?.into()))
}

/// Where gateways find this instance.
#[derive(Debug, Serialize, ToSchema)]
struct GatewayAddresses {
    /// Addresses of this computer in its networks.
    addresses: Vec<String>,
    /// UDP ports that are listened on.
    ports: Vec<u16>,
    /// `false`: the instance listens on this computer itself only.
    reachable: bool,
}

/// Where gateways find this instance: the addresses of the computer it runs on, and the ports.
#[utoipa::path(get, path = "/api/v1/gateway-addresses", tag = TAG_GATEWAYS,
    responses((status = 200, body = GatewayAddresses), (status = "default", body = Document)))]
async fn gateway_addresses(
    _caller: Allowed<Read>,
    State(engine): State<Engine>,
) -> Json<GatewayAddresses> {
    let mut ports: Vec<u16> = Vec::new();
    let listeners = engine.listeners().gwmp;
    for listener in &listeners {
        if !ports.contains(&listener.port()) {
            ports.push(listener.port());
        }
    }
    let reachable = listeners.iter().any(|listener| !listener.ip().is_loopback());
    let here = engine.gateways().reachable_at();
    let addresses = here.iter().map(ToString::to_string).collect();
    Json(GatewayAddresses { addresses, ports, reachable })
}
