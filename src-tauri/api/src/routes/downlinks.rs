//! Downlinks: what waits for a device and what became of it.

use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::Engine;
use engine::downlinks::{Accepted, DownlinkList, DownlinkRequest, DownlinkView, PassedOn};
use model::{Saying, Timestamp, say};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_DEVICES;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path};
use crate::parse::Fields;
use crate::problem::{Document, Problem};
use crate::said::Said;

/// Longest token, in bytes of JSON.
const TOKEN_MAX: usize = 64;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_downlinks, enqueue_downlink, clear_downlinks))
        .routes(routes!(cancel_downlink))
}

/// A frame that was or will be sent to a device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Downlink {
    id: String,
    eui: String,
    /// The sender's own name for it, as given.
    #[schema(value_type = Option<Object>)]
    token: Option<Value>,
    /// 1 to 223 for the application, 0 for MAC commands as payload, -1 for MAC commands in FOpts.
    f_port: i16,
    /// Hex digits.
    payload: String,
    confirmed: bool,
    f_pend: bool,
    interval_ms: u32,
    wait_ms: u32,
    /// The gateway that must send it; `null`: the best one.
    gateway: Option<String>,
    /// `queued`, `waiting_for_uplink` (class A), `sending`, `sent` (final unless confirmed),
    /// `acknowledged`, `failed` or `cancelled`; `passed_on` when the device is fed by MQTT: it was
    /// published, and `…/as/up/ack` may say more.
    state: &'static str,
    /// Why it waits longer than expected, or why it failed.
    reason: Option<String>,
    /// What is known of that sentence.
    reason_said: Option<Said>,
    /// Transmissions tried.
    attempts: u8,
    /// Full frame counter of the last one.
    f_cnt: Option<u32>,
    /// How the last one went out.
    sent: Option<Sent>,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

/// How a downlink went out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DownlinkSent)]
struct Sent {
    gateway: String,
    /// `RX1`, `RX2`, or `RXC` for class C.
    window: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

impl From<DownlinkView> for Downlink {
    fn from(view: DownlinkView) -> Self {
        let item = view.item;
        let (reason, reason_said) = Said::split(item.reason);
        Self {
            id: item.id.to_string(),
            eui: item.dev_eui.to_string(),
            token: item.token.and_then(|token| serde_json::from_str(&token).ok()),
            f_port: item.f_port,
            payload: hex::encode(&item.payload),
            confirmed: item.confirmed,
            f_pend: item.f_pend,
            interval_ms: item.interval_ms,
            wait_ms: item.wait_ms,
            gateway: item.gateway.map(|eui| eui.to_string()),
            state: view.state,
            reason,
            reason_said,
            attempts: item.attempts,
            f_cnt: item.f_cnt,
            sent: item.sent.map(|sent| Sent {
                gateway: sent.gateway.to_string(),
                window: sent.window.into(),
                at: sent.at,
            }),
            created_at: item.created_at,
            updated_at: item.updated_at,
        }
    }
}

impl From<PassedOn> for Downlink {
    fn from(passed: PassedOn) -> Self {
        let request = passed.request;
        Self {
            id: passed.id.to_string(),
            eui: passed.eui.to_string(),
            token: request.token.and_then(|token| serde_json::from_str(&token).ok()),
            f_port: request.f_port,
            payload: hex::encode(&request.payload),
            confirmed: request.confirmed,
            f_pend: request.f_pend,
            interval_ms: request.interval_ms,
            wait_ms: request.wait_ms,
            gateway: request.gateway.map(|eui| eui.to_string()),
            state: "passed_on",
            reason: None,
            reason_said: None,
            attempts: 0,
            f_cnt: None,
            sent: None,
            created_at: passed.at,
            updated_at: passed.at,
        }
    }
}

/// What to send. The names of the AS message (`port`, `fpend`, `intervalms`, `dnWaitms`) are
/// understood, too.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DownlinkInput {
    /// `data` (default), or `dataClear`: first take out everything that waits for the device, unless
    /// this downlink is refused.
    r#type: Option<String>,
    /// 1 to 223; 0: the payload is MAC commands; -1: MAC commands that travel in FOpts.
    #[serde(alias = "port")]
    f_port: i16,
    /// The payload; at most 242 bytes, and what the device's data rate allows when it is sent.
    #[serde(default)]
    payload: String,
    /// How the payload is written: `hex` (default) or `base64`.
    encoding: Option<String>,
    /// Ask the device to acknowledge (default: no).
    #[serde(default)]
    confirmed: bool,
    /// Tell the device that more waits (default: only if more does).
    #[serde(default, alias = "fpend")]
    f_pend: bool,
    /// Least time since the downlink before, milliseconds.
    #[serde(default, alias = "intervalms")]
    interval_ms: u32,
    /// How long the device may take to acknowledge, milliseconds; 0 (default): the usual time.
    #[serde(default, alias = "dnWaitms")]
    wait_ms: u32,
    /// EUI of the gateway that must send it; the best one when absent.
    gateway: Option<String>,
    /// Your own name for it, a number or a text; MQTT acknowledgements repeat it.
    #[schema(value_type = Option<Object>)]
    token: Option<Value>,
}

impl DownlinkInput {
    /// Whether what waits is to be taken out first.
    fn clears(&self) -> Result<bool, Problem> {
        match self.r#type.as_deref() {
            None | Some("data") => Ok(false),
            Some("dataClear") => Ok(true),
            Some(_) => Err(Problem::field("type", say!(OneOf, words = vec!["data", "dataClear"]))),
        }
    }

    fn into_request(self) -> Result<DownlinkRequest, Problem> {
        let clear = self.clears()?;
        let mut fields = Fields::default();
        let gateway = fields.parse("gateway", self.gateway.filter(|text| !text.trim().is_empty()));
        let payload = match self.encoding.as_deref() {
            None | Some("hex") => {
                let digits: String = self.payload.split_whitespace().collect();
                hex::decode(digits).map_err(|error| say!(NotHex, why = error.to_string()))
            }
            Some("base64") => {
                let bytes = STANDARD.decode(self.payload.trim());
                bytes.map_err(|error| say!(NotBase64Because, why = error.to_string()))
            }
            Some(other) => {
                return Err(Problem::field("encoding", say!(EncodingExpected, found = other)));
            }
        };
        let payload = payload.map_err(|detail| Problem::field("payload", detail))?;
        let token = self.token.filter(|token| !token.is_null());
        if token.as_ref().is_some_and(|token| !token.is_string() && !token.is_number()) {
            return Err(Problem::field("token", Saying::TokenExpected));
        }
        let token = token.map(|token| token.to_string().into_boxed_str());
        if token.as_ref().is_some_and(|token| token.len() > TOKEN_MAX) {
            return Err(Problem::field("token", say!(BytesMost, limit = TOKEN_MAX)));
        }
        fields.finish(DownlinkRequest {
            token,
            clear,
            f_port: self.f_port,
            payload,
            confirmed: self.confirmed,
            f_pend: self.f_pend,
            interval_ms: self.interval_ms,
            wait_ms: self.wait_ms,
            gateway,
        })
    }
}

/// The downlinks of a device.
#[derive(Debug, Serialize, ToSchema)]
struct Downlinks {
    /// What waits or is on its way, in the order it will be sent; at most 200.
    waiting: Vec<Downlink>,
    /// How many wait or are on their way.
    waiting_total: usize,
    /// The last 50 that are done, newest first.
    recent: Vec<Downlink>,
}

impl From<DownlinkList> for Downlinks {
    fn from(list: DownlinkList) -> Self {
        Self {
            waiting: list.waiting.into_iter().map(Downlink::from).collect(),
            waiting_total: list.waiting_total,
            recent: list.recent.into_iter().map(Downlink::from).collect(),
        }
    }
}

/// What waits for a device, and what became of the last downlinks.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/downlinks", tag = TAG_DEVICES,
    params(("eui" = String, Path)),
    responses((status = 200, body = Downlinks), (status = "default", body = Document)))]
async fn list_downlinks(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Downlinks>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    Ok(Json(engine.downlinks().list(&caller.tenant, &eui).await?.into()))
}

/// Queue a downlink. It is stored when this answers, and sent when the device listens. To a device
/// that is fed by MQTT it is published: on the outside broker it was last heard from, or here.
#[utoipa::path(post, path = "/api/v1/devices/{eui}/downlinks", tag = TAG_DEVICES,
    params(("eui" = String, Path)), request_body = DownlinkInput,
    responses((status = 202, body = Downlink), (status = "default", body = Document)))]
async fn enqueue_downlink(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Json(input): Json<DownlinkInput>,
) -> Result<(StatusCode, Json<Downlink>), Problem> {
    let eui = Fields::key("eui", &eui)?;
    let request = input.into_request()?;
    let downlink = match engine.downlinks().tell(&caller.tenant, &eui, request).await? {
        Accepted::Queued(view) => view.into(),
        Accepted::PassedOn(passed) => passed.into(),
    };
    Ok((StatusCode::ACCEPTED, Json(downlink)))
}

/// How many items were taken out of a queue.
#[derive(Debug, Serialize, ToSchema)]
struct Cleared {
    cancelled: usize,
}

/// Take everything that waits for a device out of its queue. What is on its way stays.
#[utoipa::path(delete, path = "/api/v1/devices/{eui}/downlinks", tag = TAG_DEVICES,
    params(("eui" = String, Path)),
    responses((status = 200, body = Cleared), (status = "default", body = Document)))]
async fn clear_downlinks(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Cleared>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let cancelled = engine.downlinks().clear(&caller.tenant, &eui).await?;
    Ok(Json(Cleared { cancelled }))
}

/// Take one waiting downlink out of the queue.
#[utoipa::path(delete, path = "/api/v1/devices/{eui}/downlinks/{id}", tag = TAG_DEVICES,
    params(("eui" = String, Path), ("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn cancel_downlink(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path((eui, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let id = Fields::key("id", &id)?;
    engine.downlinks().cancel(&caller.tenant, &eui, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
