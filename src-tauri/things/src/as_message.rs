//! The messages on MQTT: AS uplinks, telemetry, and what devices with `data_from=OTHER` publish.
//!
//! Key order is part of the format: people compare these messages with the vendor's, and scripts
//! iterate over them. Source: thinklink reference 2.1, 2.2 and 2.5.

mod downlink;

pub use downlink::{Down, DownData, DownRefusal, read_down, write_down};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lorawan::Eui64;
use model::radio::{GatewayUplink, Modulation};
use model::record::ClassMode;
use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};
use serde::Serialize;
use serde_json::value::{Number, RawValue};

/// Version of the AS messages this program writes.
pub const VERSION: &str = "3.1";

/// An accepted, decrypted uplink.
#[derive(Debug, Clone, Copy)]
pub struct Uplink<'a> {
    /// The device.
    pub eui: &'a DeviceEui,
    /// Sequence number of the message, for whoever wants to correlate.
    pub token: u64,
    /// When the device listens.
    pub class: ClassMode,
    /// Whether the device asked for an acknowledgement.
    pub confirmed: bool,
    /// Full uplink frame counter.
    pub f_cnt: u32,
    /// FPort.
    pub f_port: u8,
    /// Decrypted payload.
    pub payload: &'a [u8],
    /// The copies to report: the first one for `data`, all of a closed group for `dataAll`. The
    /// radio parameters are those of the first.
    pub copies: &'a [GatewayUplink],
    /// Where the first gateway stands.
    pub position: Option<Position>,
}

/// A place on earth, as `geoInfo` reports it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
    /// Metres.
    pub altitude: f64,
    /// Metres.
    pub accuracy: f64,
}

/// What a sender calls its message, as it is written: a text or a number of at most `longest` bytes.
pub(crate) fn repeatable(raw: &RawValue, longest: usize) -> Option<&str> {
    let text = raw.get().trim();
    let is_scalar = text.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit());
    (is_scalar && text.len() <= longest).then_some(text)
}

/// The AS uplink message as JSON text.
#[must_use]
pub fn uplink(uplink: &Uplink<'_>) -> String {
    let message = AsUplink {
        version: VERSION,
        kind: "data",
        interface: "loraWAN",
        moteeui: uplink.eui.as_str(),
        token: uplink.token,
        userdata: UserData {
            class: uplink.class.as_str(),
            confirmed: uplink.confirmed,
            seqno: uplink.f_cnt,
            port: uplink.f_port,
            payload: STANDARD.encode(uplink.payload),
        },
        mote_tx: uplink.copies.first().map(MoteTx::from),
        gwrx: uplink.copies.iter().map(GwRx::from).collect(),
        geo_info: uplink.position.map(GeoInfo::from),
    };
    // Nothing in it can fail to serialise: all keys are text, all numbers finite.
    serde_json::to_string(&message).unwrap_or_default()
}

/// The telemetry of one thing model, after it was merged and stored.
#[derive(Debug, Clone, Copy)]
pub struct Telemetry<'a> {
    /// Device, sub-device or asset.
    pub eui: &'a DeviceEui,
    /// When the device was last heard.
    pub active_time: Timestamp,
    /// The model's record.
    pub thing_model_id: RecordId,
    /// The model's text id.
    pub thing_model_id_name: &'a str,
    /// The merged latest partition with `update_time`, see [`crate::merge::telemetry`].
    pub telemetry_data: &'a JsonMap,
}

/// The telemetry message as JSON text.
#[must_use]
pub fn telemetry_message(telemetry: &Telemetry<'_>) -> String {
    let message = TelemetryMessage {
        eui: telemetry.eui.as_str(),
        active_time: telemetry.active_time,
        thing_model_id: telemetry.thing_model_id,
        thing_model_id_name: telemetry.thing_model_id_name,
        telemetry_data: telemetry.telemetry_data,
    };
    serde_json::to_string(&message).unwrap_or_default()
}

/// What an acknowledgement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AckKind {
    /// The network server has queued the downlink, or not.
    Seq,
    /// The downlink was sent, or was not and will not be.
    Tx,
}

/// The acknowledgement of a downlink as JSON text. Source: thinklink reference 2.3.
///
/// * `token`: the downlink's own, as JSON text; `null` when it had none.
/// * `outcome`: the frame counter, or why it failed.
#[must_use]
pub fn acknowledgement(
    kind: AckKind,
    eui: &DeviceEui,
    token: Option<&str>,
    outcome: Result<u32, &str>,
) -> String {
    let message = AsAck {
        version: VERSION,
        kind: match kind {
            AckKind::Seq => "ackSeq",
            AckKind::Tx => "ackTx",
        },
        moteeui: eui.as_str(),
        // It was read from JSON, so that it is JSON.
        token: token.and_then(|token| serde_json::from_str(token).ok()),
        msg: outcome.err().unwrap_or("OK"),
        seq: outcome.map_or(-1, i64::from),
    };
    serde_json::to_string(&message).unwrap_or_default()
}

/// Why a message of a device with `data_from=OTHER` is not passed on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OtherError {
    /// The body is JSON, but not an object.
    #[error("the message is JSON but not an object")]
    NotAnObject,
    /// The body names another device than the topic.
    #[error("the message is for `{found}`, its topic for `{expected}`")]
    OtherDevice {
        /// EUI of the topic.
        expected: DeviceEui,
        /// `moteeui` of the body.
        found: String,
    },
}

/// The message that scripts get for what a device with `data_from=OTHER` published: a JSON object
/// unchanged, anything that is no JSON wrapped as `{"userdata":{"payload":<Base64>}}`.
///
/// # Errors
/// [`OtherError`] when the message must not be parsed as this device's.
pub fn from_other(eui: &DeviceEui, body: &[u8]) -> Result<String, OtherError> {
    let Some(text) = std::str::from_utf8(body).ok().filter(|text| is_json(text)) else {
        let payload = STANDARD.encode(body);
        return Ok(format!(r#"{{"userdata":{{"payload":"{payload}"}}}}"#));
    };
    let object: JsonMap = serde_json::from_str(text).map_err(|_| OtherError::NotAnObject)?;
    match object.get("moteeui").and_then(serde_json::Value::as_str) {
        Some(found) if found.parse::<DeviceEui>().as_ref() != Ok(eui) => {
            Err(OtherError::OtherDevice { expected: eui.clone(), found: found.to_owned() })
        }
        _ => Ok(text.to_owned()),
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_ok()
}

/// Topic of AS uplinks at once, with the first gateway only.
#[must_use]
pub fn up_data_topic(tenant: &TenantCode, eui: &DeviceEui) -> String {
    format!("/v32/{tenant}/as/up/data/{eui}")
}

/// Topic of AS uplinks with all gateways, after the group closed.
#[must_use]
pub fn up_data_all_topic(tenant: &TenantCode, eui: &DeviceEui) -> String {
    format!("/v32/{tenant}/as/up/dataAll/{eui}")
}

/// Topic of acknowledgements of downlinks.
#[must_use]
pub fn up_ack_topic(tenant: &TenantCode, eui: &DeviceEui) -> String {
    format!("/v32/{tenant}/as/up/ack/{eui}")
}

/// Topic of AS downlinks.
#[must_use]
pub fn down_data_topic(tenant: &TenantCode, eui: &DeviceEui) -> String {
    format!("/v32/{tenant}/as/dn/data/{eui}")
}

/// Topic of parsed telemetry.
#[must_use]
pub fn telemetry_topic(tenant: &TenantCode, eui: &DeviceEui) -> String {
    format!("/v32/{tenant}/tkl/up/telemetry/{eui}")
}

#[derive(Serialize)]
struct AsUplink<'a> {
    version: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(rename = "if")]
    interface: &'a str,
    moteeui: &'a str,
    token: u64,
    userdata: UserData,
    #[serde(rename = "moteTx", skip_serializing_if = "Option::is_none")]
    mote_tx: Option<MoteTx<'a>>,
    gwrx: Vec<GwRx<'a>>,
    #[serde(rename = "geoInfo", skip_serializing_if = "Option::is_none")]
    geo_info: Option<GeoInfo>,
}

#[derive(Serialize)]
struct AsAck<'a> {
    version: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    moteeui: &'a str,
    token: Option<&'a RawValue>,
    msg: &'a str,
    seq: i64,
}

#[derive(Serialize)]
struct UserData {
    class: &'static str,
    confirmed: bool,
    seqno: u32,
    port: u8,
    payload: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MoteTx<'a> {
    freq: Number,
    modu: &'static str,
    datr: String,
    codr: &'a str,
    mac_ack: &'static str,
    mac_cmd: &'static str,
}

impl<'a> From<&'a GatewayUplink> for MoteTx<'a> {
    fn from(copy: &'a GatewayUplink) -> Self {
        let modu = match copy.modulation {
            Modulation::LoRa { .. } => "LORA",
            Modulation::Fsk { .. } => "FSK",
            Modulation::LrFhss { .. } => "LR-FHSS",
        };
        Self {
            freq: number(f64::from(copy.frequency_hz) / 1e6),
            modu,
            datr: copy.modulation.to_string(),
            codr: &copy.code_rate,
            mac_ack: "",
            mac_cmd: "",
        }
    }
}

#[derive(Serialize)]
struct GwRx<'a> {
    eui: Eui64,
    time: &'a str,
    tmms: u64,
    tmst: u32,
    ftime: u32,
    chan: u8,
    rfch: u8,
    rssi: Option<Number>,
    lsnr: Option<Number>,
}

impl<'a> From<&'a GatewayUplink> for GwRx<'a> {
    fn from(copy: &'a GatewayUplink) -> Self {
        Self {
            eui: copy.gateway,
            time: copy.time.as_deref().unwrap_or(""),
            tmms: copy.tmms.unwrap_or(0),
            tmst: copy.tmst,
            ftime: copy.ftime.unwrap_or(0),
            chan: copy.channel,
            rfch: copy.rf_chain,
            rssi: copy.rssi_dbm.map(hundredths),
            lsnr: copy.snr_db.map(hundredths),
        }
    }
}

#[derive(Serialize)]
struct GeoInfo {
    #[serde(rename = "type")]
    kind: &'static str,
    longitude: Number,
    latitude: Number,
    altitude: Number,
    accuracy: Number,
}

impl From<Position> for GeoInfo {
    fn from(position: Position) -> Self {
        Self {
            kind: "gw",
            longitude: number(position.longitude),
            latitude: number(position.latitude),
            altitude: number(position.altitude),
            accuracy: number(position.accuracy),
        }
    }
}

#[derive(Serialize)]
struct TelemetryMessage<'a> {
    eui: &'a str,
    active_time: Timestamp,
    #[serde(rename = "thingModelId")]
    thing_model_id: RecordId,
    #[serde(rename = "thingModelIdName")]
    thing_model_id_name: &'a str,
    telemetry_data: &'a JsonMap,
}

/// A radio value without the digits that only its binary form has; gateways resolve 0.25 dB.
fn hundredths(value: f32) -> Number {
    number((f64::from(value) * 100.0).round() / 100.0)
}

/// A number as JavaScript writes it: `-71`, not `-71.0`. What is not finite becomes 0.
fn number(value: f64) -> Number {
    #[expect(clippy::cast_possible_truncation, reason = "only taken where the value is equal")]
    let whole = value as i64;
    #[expect(clippy::cast_precision_loss, reason = "compared with what it came from")]
    let is_whole = whole as f64 == value && whole.unsigned_abs() < 1 << 53;
    if is_whole {
        return Number::from(whole);
    }
    Number::from_f64(value).unwrap_or_else(|| Number::from(0))
}

#[cfg(test)]
mod tests;
