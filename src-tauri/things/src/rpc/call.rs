//! Calls by MQTT: JSON-RPC 2.0, and the older `{id, idName, values}`.
//!
//! Source: thinklink reference 2.6, decisions O-2 to O-4. In JSON-RPC `params._eui` is required; the
//! older form may leave it out, because nothing that writes it knows better than the topic.

use std::fmt;

use model::{DeviceEui, JsonMap, TenantCode};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::parameters::{EUI, other_target};
use crate::as_message::repeatable;

/// Longest message, bytes.
pub const BODY_MAX: usize = 64 * 1024;
/// Longest `id` that is repeated, in bytes of JSON.
const ID_MAX: usize = 256;
/// Longest method, in characters.
const METHOD_MAX: usize = 255;

/// The kinds of errors of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// The message is not JSON.
    Parse,
    /// It is no call.
    Request,
    /// The device does not know the method.
    Method,
    /// The parameters cannot be used, or name no device.
    Params,
    /// The script or one of its steps failed.
    Failed,
}

impl ErrorCode {
    /// The number of JSON-RPC.
    #[must_use]
    pub const fn number(self) -> i32 {
        match self {
            Self::Parse => -32_700,
            Self::Request => -32_600,
            Self::Method => -32_601,
            Self::Params => -32_602,
            Self::Failed => -32_000,
        }
    }
}

/// The caller's name for a call: a text, a number or null, kept as it is written, because a number
/// that is read may be another one when it is written again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallId(Box<str>);

impl CallId {
    /// The name of a call whose own is not known.
    #[must_use]
    pub fn null() -> Self {
        Self("null".into())
    }
}

impl fmt::Display for CallId {
    /// As JSON.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A call.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The caller's name for it, to be repeated.
    pub id: CallId,
    /// Text id of the RPC model.
    pub method: String,
    /// Parameters as given, names of the platform included.
    pub params: JsonMap,
}

/// Why a message is no call that can be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The caller's name for it, as far as it could be read.
    pub id: CallId,
    /// Its kind.
    pub code: ErrorCode,
    /// What was expected, as a sentence for people.
    pub message: String,
}

/// The topic on which a device's calls are answered.
#[must_use]
pub fn reply_topic(tenant: &TenantCode, eui: &DeviceEui) -> String {
    format!("/v32/{tenant}/tkl/up/rpc/{eui}")
}

/// Reads a message that arrived on the topic of a device.
///
/// # Errors
/// [`Refusal`], to be told to the caller.
pub fn read(eui: &DeviceEui, body: &[u8]) -> Result<Call, Refusal> {
    let refuse = |id: CallId, code, message: String| Err(Refusal { id, code, message });
    if body.len() > BODY_MAX {
        let message = format!("{} bytes, at most {BODY_MAX}", body.len());
        return refuse(CallId::null(), ErrorCode::Request, message);
    }
    let members = match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members,
        Ok(_) => {
            let message = "the message is not a JSON object".to_owned();
            return refuse(CallId::null(), ErrorCode::Request, message);
        }
        Err(error) => {
            return refuse(CallId::null(), ErrorCode::Parse, format!("not JSON: {error}"));
        }
    };
    let Some(id) = id(body) else {
        let message = format!("id: expected one text or number of at most {ID_MAX} bytes");
        return refuse(CallId::null(), ErrorCode::Request, message);
    };
    match call(eui, members) {
        Ok((method, params)) => Ok(Call { id, method, params }),
        Err((code, message)) => refuse(id, code, message),
    }
}

/// The envelope, of which the id is kept as it is written.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

/// The id of a call; `None` when it could not be repeated, or there are two.
fn id(body: &[u8]) -> Option<CallId> {
    match serde_json::from_slice::<Envelope<'_>>(body).ok()?.id {
        None => Some(CallId::null()),
        Some(id) => repeatable(id, ID_MAX).map(|id| CallId(id.into())),
    }
}

fn call(eui: &DeviceEui, mut body: JsonMap) -> Result<(String, JsonMap), (ErrorCode, String)> {
    let request = |message: &str| (ErrorCode::Request, message.to_owned());
    let is_json_rpc = body.contains_key("jsonrpc") || body.contains_key("method");
    if body.get("jsonrpc").is_some_and(|version| version != "2.0") {
        return Err(request("jsonrpc: expected \"2.0\""));
    }
    let (method, params) = if is_json_rpc { ("method", "params") } else { ("idName", "values") };
    let name = match body.get(method) {
        Some(Value::String(name)) if (1..=METHOD_MAX).contains(&name.chars().count()) => {
            name.clone()
        }
        Some(_) => return Err(request(&format!("{method}: expected the text id of an RPC model"))),
        None if is_json_rpc => return Err(request("method is missing")),
        None => {
            return Err(request("expected a member `method` (or, in the older form, `idName`)"));
        }
    };
    let given = match body.remove(params) {
        None | Some(Value::Null) => JsonMap::new(),
        Some(Value::Object(given)) => given,
        Some(_) => return Err((ErrorCode::Params, format!("{params}: expected an object"))),
    };
    match given.get(EUI) {
        None | Some(Value::Null) if !is_json_rpc => {}
        None | Some(Value::Null) => {
            return Err((ErrorCode::Params, format!("{params}.{EUI} is missing")));
        }
        Some(_) => {
            if let Some(named) = other_target(&given, eui) {
                let message = format!("{params}.{EUI} is {named}, the topic is that of {eui}");
                return Err((ErrorCode::Params, message));
            }
        }
    }
    Ok((name, given))
}

/// The answer to a call that was done: how many steps were, and the run's id in the log.
#[must_use]
pub fn result(id: &CallId, sent: usize, run: &str) -> String {
    reply(id, "result", &json!({"sent": sent, "run": run}))
}

/// The answer to a call that was not done.
#[must_use]
pub fn error(refusal: &Refusal) -> String {
    let (code, message) = (refusal.code.number(), &refusal.message);
    reply(&refusal.id, "error", &json!({"code": code, "message": message}))
}

fn reply(id: &CallId, member: &str, content: &Value) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"{member}":{content}}}"#)
}

#[cfg(test)]
mod tests {
    use model::DeviceEui;
    use serde_json::Value;

    use super::{BODY_MAX, CallId, ID_MAX, error, read, result};

    fn eui() -> DeviceEui {
        "70b3d57ed0001234".parse().expect("an EUI")
    }

    /// The call in short, or the reply.
    fn check(body: &str, expected: &str) {
        let shown = match read(&eui(), body.as_bytes()) {
            Ok(call) => format!("{} {} {}", call.id, call.method, Value::from(call.params)),
            Err(refusal) => error(&refusal),
        };
        assert_eq!(shown, expected, "{body}");
    }

    #[test]
    fn both_forms_are_read() {
        let params = r#"{"_eui":"70b3d57ed0001234","period":15}"#;
        check(
            r#"{"id":"17","jsonrpc":"2.0","method":"set_period",
                "params":{"_eui":"70b3d57ed0001234","period":15}}"#,
            &format!(r#""17" set_period {params}"#),
        );
        check(
            r#"{"id":9007199254740993,"method":"set_period","params":{"_eui":"70-B3-D5-7E-D0-00-12-34"}}"#,
            r#"9007199254740993 set_period {"_eui":"70-B3-D5-7E-D0-00-12-34"}"#,
        );
        check(r#"{"id":1,"idName":"reset","values":null}"#, "1 reset {}");
        check(r#"{"idName":"set","values":{"a":"5"}}"#, r#"null set {"a":"5"}"#);
        check(
            r#"{"idName":"set","values":{"_eui":"70b3d57ed0001234"}}"#,
            r#"null set {"_eui":"70b3d57ed0001234"}"#,
        );
    }

    #[test]
    fn whatever_is_wrong_is_answered_with_its_code() {
        for (body, code, word) in [
            (r#"{"id":1,"#, -32_700, "JSON"),
            ("\u{fffd}", -32_700, "JSON"),
            ("[]", -32_600, "object"),
            ("{}", -32_600, "method"),
            (r#"{"jsonrpc":"2.0"}"#, -32_600, "method"),
            (r#"{"jsonrpc":"1.0","method":"a"}"#, -32_600, "2.0"),
            (r#"{"id":{},"method":"a"}"#, -32_600, "id"),
            (r#"{"id":true,"method":"a"}"#, -32_600, "id"),
            (r#"{"id":1,"id":2,"method":"a"}"#, -32_600, "id"),
            (r#"{"method":5}"#, -32_600, "method"),
            (r#"{"idName":""}"#, -32_600, "idName"),
            (r#"{"method":"a","params":[1]}"#, -32_602, "params"),
            (r#"{"method":"a"}"#, -32_602, "params._eui is missing"),
            (r#"{"method":"a","params":{}}"#, -32_602, "params._eui is missing"),
            (r#"{"method":"a","params":{"_eui":5}}"#, -32_602, "topic"),
            (r#"{"method":"a","params":{"_eui":"70b3d57ed0009999"}}"#, -32_602, "topic"),
            (r#"{"idName":"a","values":{"_eui":"aa"}}"#, -32_602, "topic"),
        ] {
            let refusal = read(&eui(), body.as_bytes()).expect_err(body);
            assert_eq!(refusal.code.number(), code, "{body}");
            assert!(refusal.message.contains(word), "{body}: {}", refusal.message);
        }
        let long = format!(r#"{{"id":"{}","method":"a"}}"#, "a".repeat(ID_MAX));
        let refusal = read(&eui(), long.as_bytes()).expect_err("too long an id");
        assert_eq!((refusal.code.number(), refusal.id), (-32_600, CallId::null()));
        let long = format!(r#"{{"method":"{}"}}"#, "a".repeat(BODY_MAX));
        let refusal = read(&eui(), long.as_bytes()).expect_err("too long");
        assert_eq!(refusal.code.number(), -32_600);
    }

    #[test]
    fn replies_repeat_the_id() {
        let refusal = read(&eui(), br#"{"id":"x","method":"a"}"#).expect_err("no _eui");
        assert_eq!(
            error(&refusal),
            r#"{"jsonrpc":"2.0","id":"x","error":{"code":-32602,"message":"params._eui is missing"}}"#
        );
        assert_eq!(
            result(&CallId("7".into()), 2, "123"),
            r#"{"jsonrpc":"2.0","id":7,"result":{"sent":2,"run":"123"}}"#
        );
    }

    #[test]
    fn an_id_is_repeated_as_it_is_written() {
        for id in [
            "null",
            "-0",
            "1.50",
            "1e2",
            "9007199254740993",
            "18446744073709551617",
            "123456789012345678901234567890.5",
            r#""\u00e4\/ ä""#,
        ] {
            let body = format!(r#"{{"id" : {id} ,"method":"a"}}"#);
            let refusal = read(&eui(), body.as_bytes()).expect_err("no _eui");
            let expected = format!(r#"{{"jsonrpc":"2.0","id":{id},"error":"#);
            assert!(error(&refusal).starts_with(&expected), "{}", error(&refusal));
        }
    }
}
