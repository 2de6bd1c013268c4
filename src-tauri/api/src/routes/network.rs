//! What the network server heard and sent (NS data), and what the application layer got (AS data).

use axum::extract::State;
use axum::response::Response;
use engine::Engine;
use engine::radio::network::{
    FRAME_KINDS, FrameFilter, FrameView, MessageFilter, MessageView, ModelOutcome,
};
use model::{Timestamp, say};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_NETWORK;
use crate::auth::{Allowed, Read};
use crate::extract::{Json, Query};
use crate::page::{LogPage, LogPart};
use crate::parse::{Fields, listed};
use crate::problem::{Document, Problem};
use crate::said::Said;
use crate::table::{self, TableParams};

/// Messages that an export reads at once: one can be as large as an MQTT packet.
const MESSAGES_PAGE: u32 = 100;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_frames))
        .routes(routes!(list_messages))
        .routes(routes!(export_frames))
        .routes(routes!(export_messages))
}

/// One copy of a frame, or one frame sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Frame {
    id: String,
    #[schema(value_type = String)]
    at: Timestamp,
    gateway: Option<String>,
    /// `up` or `down`.
    direction: &'static str,
    /// `join_request`, `join_accept`, `unconfirmed_up`, `confirmed_up`, `unconfirmed_down`,
    /// `confirmed_down`, `proprietary` or `malformed`.
    kind: String,
    dev_addr: Option<String>,
    dev_eui: Option<String>,
    device_name: Option<String>,
    f_cnt: Option<u32>,
    f_port: Option<u8>,
    /// It acknowledges a frame of the other side.
    ack: bool,
    /// Bytes of the PHY payload.
    size: usize,
    /// Such as `SF7BW125`.
    data_rate: String,
    /// Hz.
    freq: u32,
    /// dBm.
    rssi: Option<f32>,
    /// dB.
    snr: Option<f32>,
    /// Time on air in microseconds.
    airtime_us: Option<u32>,
    accepted: bool,
    /// A stable word: `accepted`, `copy`, `sent` or why it was refused.
    verdict: String,
    /// The verdict in plain words, when it was refused.
    reason: Option<String>,
    /// What to do about it.
    next_step: Option<String>,
    /// What can be done about a refusal, as words of the diagnosis; the best first.
    actions: Vec<&'static str>,
    /// What is odd about an uplink's channel by the profile of its device: `outside_band`,
    /// `unknown_channel` or `unknown_data_rate`. It is accepted all the same.
    channel_warning: Option<&'static str>,
    /// The PHY payload, hex.
    phy: String,
    /// The record as gateways exchange it: `{EUI, version, identifier, token, payload}`.
    #[schema(value_type = Object)]
    content: Value,
    /// The frame's fields by name.
    #[schema(value_type = Object)]
    decoded: Value,
}

impl From<FrameView> for Frame {
    fn from(view: FrameView) -> Self {
        Self {
            id: view.id.to_string(),
            at: view.at,
            gateway: view.gateway.map(|eui| eui.to_string()),
            direction: view.direction,
            kind: view.kind,
            dev_addr: view.dev_addr.map(|address| address.to_string()),
            dev_eui: view.dev_eui.map(|eui| eui.to_string()),
            device_name: view.device_name,
            f_cnt: view.f_cnt,
            f_port: view.f_port,
            ack: view.ack,
            size: view.phy.len(),
            data_rate: view.data_rate,
            freq: view.frequency_hz,
            rssi: view.rssi,
            snr: view.snr,
            airtime_us: view.airtime_us,
            accepted: view.accepted,
            verdict: view.verdict,
            reason: view.reason,
            next_step: view.next_step,
            actions: view.actions,
            channel_warning: view.channel_warning,
            phy: hex::encode(&view.phy),
            content: view.content,
            decoded: view.decoded,
        }
    }
}

/// What one thing model made of a message.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ParseResult {
    thing_model_id: String,
    id_name: String,
    ok: bool,
    error: Option<String>,
    error_said: Option<Said>,
}

impl From<ModelOutcome> for ParseResult {
    fn from(outcome: ModelOutcome) -> Self {
        let (error, error_said) = Said::split(outcome.error);
        Self {
            thing_model_id: outcome.thing_model_id,
            id_name: outcome.id_name,
            ok: outcome.ok,
            error,
            error_said,
        }
    }
}

/// One message of the application layer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Message {
    id: String,
    #[schema(value_type = String)]
    at: Timestamp,
    eui: String,
    device_name: Option<String>,
    /// `up`, `dn`, or `ack` for what only says what became of a downlink.
    direction: &'static str,
    /// `data`, `dataAll`, `ackSeq`, `ackTx` or `dataClear`.
    kind: &'static str,
    f_cnt: Option<u32>,
    f_port: Option<u8>,
    /// Decrypted payload, hex.
    payload: String,
    /// The gateways that heard it.
    gateways: Vec<String>,
    /// The AS message as published.
    #[schema(value_type = Object)]
    content: Value,
    parse: Vec<ParseResult>,
}

impl From<MessageView> for Message {
    fn from(view: MessageView) -> Self {
        Self {
            id: view.id.to_string(),
            at: view.at,
            eui: view.eui.to_string(),
            device_name: view.device_name,
            direction: view.direction,
            kind: view.kind.as_str(),
            f_cnt: view.f_cnt,
            f_port: view.f_port,
            payload: hex::encode(&view.payload),
            gateways: view.gateways.iter().map(ToString::to_string).collect(),
            content: view.content,
            parse: view.parse.into_iter().map(ParseResult::from).collect(),
        }
    }
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FrameParams {
    /// Gateway EUI.
    gateway: Option<String>,
    dev_eui: Option<String>,
    dev_addr: Option<String>,
    /// `up` or `down`.
    direction: Option<String>,
    /// One of these kinds, with commas, such as `join_request,join_accept`.
    kind: Option<String>,
    /// Port, 0 to 255.
    f_port: Option<u8>,
    /// Whether it acknowledges a frame of the other side.
    ack: Option<bool>,
    /// A verdict's word, such as `mic_failed`.
    verdict: Option<String>,
    /// Any part of a DevEUI, DevAddr or gateway EUI.
    q: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// The words of a list with commas, if all of them are kinds of frames.
fn frame_kinds(text: Option<String>) -> Result<Vec<String>, Problem> {
    let kinds = listed(text.as_deref());
    if kinds.iter().all(|kind| FRAME_KINDS.contains(&kind.as_str())) {
        return Ok(kinds);
    }
    Err(Problem::field("kind", say!(SomeOf, words = FRAME_KINDS.to_vec())))
}

/// Frames as gateways heard and sent them (NS data), newest first.
#[utoipa::path(get, path = "/api/v1/network/frames", tag = TAG_NETWORK, params(LogPart, FrameParams),
    responses((status = 200, body = LogPage<Frame>), (status = "default", body = Document)))]
async fn list_frames(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(part): Query<LogPart>,
    Query(params): Query<FrameParams>,
) -> Result<Json<LogPage<Frame>>, Problem> {
    let mut fields = Fields::default();
    let filter = FrameFilter {
        gateway: fields.parse("gateway", params.gateway),
        dev_eui: fields.parse("dev_eui", params.dev_eui),
        dev_addr: fields.parse("dev_addr", params.dev_addr),
        down: match params.direction.as_deref() {
            None => None,
            Some("up") => Some(false),
            Some("down") => Some(true),
            Some(_) => {
                return Err(Problem::field("direction", say!(OneOf, words = vec!["up", "down"])));
            }
        },
        kinds: frame_kinds(params.kind)?,
        f_port: params.f_port,
        ack: params.ack,
        verdict: params.verdict,
        q: params.q,
        from: Fields::time("from", params.from.as_deref())?,
        to: Fields::time("to", params.to.as_deref())?,
        limit: part.limit(),
        cursor: part.cursor,
    };
    let filter = fields.finish(filter)?;
    let page = engine.network().frames(&caller.tenant, filter).await?;
    Ok(Json(LogPage::from_engine(page, Frame::from)))
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MessageParams {
    /// Device EUI.
    eui: Option<String>,
    /// Id of a thing model: messages of the devices that have it mounted.
    thing_model: Option<String>,
    /// `up` or `dn`; acknowledgements are neither.
    direction: Option<String>,
    /// One of these kinds, with commas, such as `ackSeq,ackTx`.
    kind: Option<String>,
    /// Port, 0 to 255.
    f_port: Option<u8>,
    /// Any part of a device EUI.
    q: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// Messages of the application layer (AS data), newest first.
#[utoipa::path(get, path = "/api/v1/network/messages", tag = TAG_NETWORK, params(LogPart, MessageParams),
    responses((status = 200, body = LogPage<Message>), (status = "default", body = Document)))]
async fn list_messages(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(part): Query<LogPart>,
    Query(params): Query<MessageParams>,
) -> Result<Json<LogPage<Message>>, Problem> {
    let mut fields = Fields::default();
    let filter = MessageFilter {
        eui: fields.parse("eui", params.eui),
        thing_model: fields.parse("thing_model", params.thing_model),
        down: match params.direction.as_deref() {
            None => None,
            Some("up") => Some(false),
            Some("dn") => Some(true),
            Some(_) => {
                return Err(Problem::field("direction", say!(OneOf, words = vec!["up", "dn"])));
            }
        },
        kinds: fields.parse_all("kind", listed(params.kind.as_deref())),
        f_port: params.f_port,
        q: params.q,
        from: Fields::time("from", params.from.as_deref())?,
        to: Fields::time("to", params.to.as_deref())?,
        limit: part.limit(),
        cursor: part.cursor,
    };
    let filter = fields.finish(filter)?;
    let page = engine.network().messages(&caller.tenant, filter).await?;
    Ok(Json(LogPage::from_engine(page, Message::from)))
}

/// Frames as gateways heard and sent them as a file, one a row, newest first.
#[utoipa::path(get, path = "/api/v1/exports/frames", tag = TAG_NETWORK,
    params(TableParams, FrameParams),
    responses((status = 200, content_type = "application/octet-stream", body = String),
        (status = "default", body = Document)))]
async fn export_frames(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(table): Query<TableParams>,
    Query(params): Query<FrameParams>,
) -> Result<Response, Problem> {
    let known = &[
        "id",
        "at",
        "direction",
        "kind",
        "ack",
        "verdict",
        "reason",
        "dev_eui",
        "device_name",
        "dev_addr",
        "f_cnt",
        "f_port",
        "size",
        "data_rate",
        "freq",
        "rssi",
        "snr",
        "airtime_us",
        "gateway",
        "phy",
    ];
    let (asked, shared) = (engine.clone(), caller.clone());
    let page = move |cursor| {
        let part = Query(LogPart::at(cursor, table::PAGE));
        list_frames(shared.clone(), State(asked.clone()), part, Query(params.clone()))
    };
    table.write((&engine, &caller.tenant), "frames", known, page).await
}

/// Messages of the application layer as a file, one a row, newest first.
#[utoipa::path(get, path = "/api/v1/exports/messages", tag = TAG_NETWORK,
    params(TableParams, MessageParams),
    responses((status = 200, content_type = "application/octet-stream", body = String),
        (status = "default", body = Document)))]
async fn export_messages(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(table): Query<TableParams>,
    Query(params): Query<MessageParams>,
) -> Result<Response, Problem> {
    let known = &[
        "id",
        "at",
        "direction",
        "kind",
        "eui",
        "device_name",
        "f_cnt",
        "f_port",
        "payload",
        "gateways",
        "content",
    ];
    let (asked, shared) = (engine.clone(), caller.clone());
    let page = move |cursor| {
        let part = Query(LogPart::at(cursor, MESSAGES_PAGE));
        list_messages(shared.clone(), State(asked.clone()), part, Query(params.clone()))
    };
    table.write((&engine, &caller.tenant), "messages", known, page).await
}
