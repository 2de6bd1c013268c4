//! What the value returned by an RPC script means: steps to take in order.
//!
//! Source: thinklink reference 3.4 and 4.6; the three spellings of an alarm step are decision
//! O-16, the HTTP step O-17.
//!
//! What goes in is in [`parameters`], calls by MQTT are read and answered by [`call`].

pub mod call;
pub mod parameters;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use model::{DeviceEui, JsonMap, Saying, noun, say};
use serde_json::Value;

use crate::alarm::{AlarmChange, AlarmStep, Notification};
use crate::shape::{Item, Members, ShapeError, kind_of};
use crate::sub_device;

/// Steps one run may return.
pub const STEPS_MAX: usize = 256;
/// Longest wait before a step, milliseconds: an hour.
pub const SLEEP_MAX_MS: u32 = 3_600_000;

/// What one run of an RPC does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RpcPlan {
    /// In the order they are taken.
    pub steps: Vec<RpcStep>,
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct RpcStep {
    /// Its number in what the script returned, from 1.
    pub number: usize,
    /// Milliseconds to wait before it.
    pub sleep_ms: u32,
    /// The device it is for; `None`: the one that was called. A command for a sub-device has its
    /// parent here, because the frame goes through it.
    pub target: Option<DeviceEui>,
    /// What to do.
    pub action: RpcAction,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum RpcAction {
    /// Publish a downlink message to the target.
    Downlink(Downlink),
    /// Merge into the target's attributes; sends nothing.
    ModifyAttrs {
        /// Server attributes to merge.
        server_attrs: Option<JsonMap>,
        /// Shared attributes to merge.
        shared_attrs: Option<JsonMap>,
    },
    /// Raise or clear an alarm of the target.
    Alarm(AlarmStep),
    /// Tell groups something, without a record.
    Notify(Notification),
    /// Call a web address.
    Http(HttpCall),
}

/// A message for `…/as/dn/data/{target}`, exactly as the script wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Downlink {
    /// The body. `userdata`, where there is one, has a valid port and a payload that is not empty.
    pub message: JsonMap,
    /// The payload, decoded; `None` when the message has no `userdata` (a device that is not
    /// LoRaWAN and has a format of its own).
    pub payload: Option<Vec<u8>>,
}

impl Downlink {
    /// The device the body names, when that is another than the target: worth a warning, the topic
    /// follows the target.
    #[must_use]
    pub fn names_another(&self, target: &DeviceEui) -> Option<&str> {
        let named = self.message.get("moteeui")?.as_str()?;
        (named.parse::<DeviceEui>().ok().as_ref() != Some(target)).then_some(named)
    }
}

/// A request to an address outside.
#[derive(Debug, Clone, PartialEq)]
pub struct HttpCall {
    /// `http://…` or `https://…`.
    pub url: String,
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// Names and values, in the script's order.
    pub headers: Vec<(String, String)>,
    /// Text as it is, or an object as JSON.
    pub body: Option<HttpBody>,
    /// Milliseconds to wait for the answer.
    pub timeout_ms: u32,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum HttpBody {
    /// Sent as it is.
    Text(String),
    /// Sent as JSON.
    Json(Value),
}

/// Reads what an RPC script returned. Nothing, null and an empty array are an empty plan; a lone
/// object is a plan of one step; nulls in an array are left out.
///
/// # Errors
/// [`ShapeError`] with the step and the member; then nothing of the plan may be used.
pub fn interpret(value: Option<Value>) -> Result<RpcPlan, ShapeError> {
    let value = match value {
        None | Some(Value::Null) => return Ok(RpcPlan::default()),
        Some(value) => value,
    };
    let values = match &value {
        Value::Array(values) => values.as_slice(),
        value @ Value::Object(_) => std::slice::from_ref(value),
        other => {
            let problem = say!(NoSteps, found = noun(kind_of(other)));
            return Err(ShapeError { place: Saying::TheResult.into(), problem });
        }
    };
    if values.len() > STEPS_MAX {
        let problem = say!(StepsOver, found = values.len(), limit = STEPS_MAX);
        return Err(ShapeError { place: Saying::TheResult.into(), problem });
    }
    let mut steps = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        if !value.is_null() {
            steps.extend(step(index + 1, value)?);
        }
    }
    Ok(RpcPlan { steps })
}

/// `None`: the step asks for nothing (an alarm with the action `no`).
fn step(number: usize, value: &Value) -> Result<Option<RpcStep>, ShapeError> {
    let members = Members::of_item(Item::Step, number, value)?;
    let sleep_ms = members.number("sleepTimeMs", 0, i64::from(SLEEP_MAX_MS))?.unwrap_or(0);
    let target = members.eui("target")?;
    let kind = members.text("type")?.unwrap_or_default();
    let action = match kind.as_str() {
        "" | "default" => RpcAction::Downlink(downlink(&members)?),
        "modifyAttrs" => modify_attrs(&members)?,
        "alarm" => match alarm(&members)? {
            Some(alarm) => RpcAction::Alarm(alarm),
            None => return Ok(None),
        },
        "notify" => RpcAction::Notify(Notification::read(&members.required("params")?)?),
        "http" => RpcAction::Http(http(&members.required("dnMsg")?)?),
        other => return Err(members.error("type", say!(StepType, found = other))),
    };
    let sleep_ms = u32::try_from(sleep_ms).unwrap_or(SLEEP_MAX_MS);
    Ok(Some(RpcStep { number, sleep_ms, target, action }))
}

fn downlink(step: &Members<'_>) -> Result<Downlink, ShapeError> {
    let message = step.required("dnMsg")?;
    if message.map().is_empty() {
        return Err(step.error("dnMsg", Saying::IsEmpty));
    }
    let payload = match message.members("userdata")? {
        None => None,
        Some(userdata) => {
            userdata.number("port", -1, 255)?;
            Some(payload(&userdata)?)
        }
    };
    Ok(Downlink { message: message.map().clone(), payload })
}

/// Decoders that do not care for padding: authors write either.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn payload(userdata: &Members<'_>) -> Result<Vec<u8>, ShapeError> {
    let text = match userdata.get("payload") {
        Some(Value::String(text)) => text.trim(),
        None => "",
        Some(other) => {
            let problem = say!(Base64Expected, found = noun(kind_of(other)));
            return Err(userdata.error("payload", problem));
        }
    };
    match BASE64.decode(text) {
        Ok(bytes) if bytes.is_empty() => Err(userdata.error("payload", Saying::IsEmpty)),
        Ok(bytes) => Ok(bytes),
        Err(_) => Err(userdata.error("payload", Saying::NotBase64)),
    }
}

fn modify_attrs(step: &Members<'_>) -> Result<RpcAction, ShapeError> {
    let content = step.required("dnMsg")?;
    let mut server_attrs = content.object("server_attrs")?;
    let shared_attrs = content.object("shared_attrs")?;
    if server_attrs.is_none() && shared_attrs.is_none() {
        return Err(step.error("dnMsg", Saying::NoAttrs));
    }
    // The platform's own; a script that was given it returns it.
    if let Some(attrs) = &mut server_attrs {
        attrs.shift_remove(sub_device::MAP);
    }
    Ok(RpcAction::ModifyAttrs { server_attrs, shared_attrs })
}

/// The older form has `dnMsg: {action, data}`, the newer one `params`.
fn alarm(step: &Members<'_>) -> Result<Option<AlarmStep>, ShapeError> {
    if let Some(params) = step.members("params")? {
        let change = match params.text("type")?.as_deref() {
            Some("clear") => AlarmChange::Clear,
            None | Some("" | "new") => AlarmChange::raise(&params)?,
            Some(other) => {
                return Err(params.error("type", say!(ClearOrNone, found = other)));
            }
        };
        return AlarmStep::read(&params, "id", change).map(Some);
    }
    let Some(content) = step.members("dnMsg")? else {
        return Err(step.error("params", Saying::MissingObject));
    };
    let data = content.required("data")?;
    let change = match content.text("action")?.as_deref() {
        Some("new") => AlarmChange::raise(&data)?,
        Some("clear") => AlarmChange::Clear,
        None | Some("" | "no") => return Ok(None),
        Some(other) => {
            return Err(content.error("action", say!(NewOrClear, found = other)));
        }
    };
    AlarmStep::read(&data, "alarm_name", change).map(Some)
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const HEADERS_MAX: usize = 32;
const TIMEOUT_MS: u32 = 5_000;
const TIMEOUT_MAX_MS: u32 = 30_000;

fn http(content: &Members<'_>) -> Result<HttpCall, ShapeError> {
    let url = content.name("url", 2048)?;
    if !(url.starts_with("http://") || url.starts_with("https://")) {
        return Err(content.error("url", Saying::UrlExpected));
    }
    let method = content.text("method")?.unwrap_or_else(|| "POST".to_owned()).to_uppercase();
    if !METHODS.contains(&method.as_str()) {
        return Err(content.error("method", say!(OneOfMethods, words = METHODS.to_vec())));
    }
    let headers = content.members("headers")?;
    let mut pairs = Vec::new();
    for (name, _) in headers.iter().flat_map(|headers| headers.map()) {
        let value = headers.as_ref().map_or(Ok(None), |headers| headers.text(name))?;
        pairs.push((name.clone(), value.unwrap_or_default()));
    }
    if pairs.len() > HEADERS_MAX {
        return Err(content.error("headers", say!(Most, limit = HEADERS_MAX)));
    }
    let body = content.get("body").map(|body| match body {
        Value::String(text) => HttpBody::Text(text.clone()),
        other => HttpBody::Json(other.clone()),
    });
    let timeout = content.number("timeoutMs", 1, i64::from(TIMEOUT_MAX_MS))?;
    let timeout_ms = timeout.and_then(|ms| u32::try_from(ms).ok()).unwrap_or(TIMEOUT_MS);
    Ok(HttpCall { url, method, headers: pairs, body, timeout_ms })
}

#[cfg(test)]
mod tests;
