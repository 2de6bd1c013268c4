//! Reading what an application server wants to tell a device (`as/dn/data`).
//!
//! Senders write numbers as text and members in other places than the description says, so both
//! are read; what is missing has its default and what is unknown is ignored. Source: thinklink
//! reference 2.4.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use lorawan::Eui64;
use model::{DeviceEui, JsonMap};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// Longest token that is repeated, in bytes of JSON.
const TOKEN_MAX: usize = 64;

/// Base64 with or without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A message for a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Down {
    /// The sender's name for it, as JSON text: a number or a text.
    pub token: Option<Box<str>>,
    /// Drop what waits for the device first (`dataClear`).
    pub clear: bool,
    /// What to send; `None` when a `dataClear` brings nothing.
    pub data: Option<DownData>,
}

/// What to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownData {
    /// Port as given; not checked.
    pub f_port: i16,
    /// The plain payload.
    pub payload: Vec<u8>,
    /// Whether the device shall acknowledge.
    pub confirmed: bool,
    /// Whether the device shall be told that more waits.
    pub f_pend: bool,
    /// Least time between two downlinks to the device, milliseconds.
    pub interval_ms: u32,
    /// How long the device may take to acknowledge, milliseconds.
    pub wait_ms: u32,
    /// The gateway that must send it.
    pub gateway: Option<Eui64>,
}

/// Why a message is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownRefusal {
    /// The token, as far as it could be read.
    pub token: Option<Box<str>>,
    /// What was expected and what was found, as a sentence for people.
    pub reason: String,
}

/// The envelope, of which the token is kept as it is written.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    token: Option<&'a RawValue>,
}

/// Reads a message that was published for a device.
///
/// # Errors
/// [`DownRefusal`], to be told to the sender.
pub fn read_down(eui: &DeviceEui, body: &[u8]) -> Result<Down, DownRefusal> {
    let token = token(body);
    read(eui, body, token.clone()).map_err(|reason| DownRefusal { token, reason })
}

fn token(body: &[u8]) -> Option<Box<str>> {
    let envelope: Envelope<'_> = serde_json::from_slice(body).ok()?;
    let text = envelope.token?.get().trim();
    let is_scalar =
        text.starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit());
    (is_scalar && text.len() <= TOKEN_MAX).then(|| text.into())
}

fn read(eui: &DeviceEui, body: &[u8], token: Option<Box<str>>) -> Result<Down, String> {
    let body: JsonMap = serde_json::from_slice(body)
        .map_err(|error| format!("the message is not a JSON object: {error}"))?;
    if let Some(found) = text(body.get("moteeui"))
        && found.parse::<DeviceEui>().as_ref() != Ok(eui)
    {
        return Err(format!("the message is for `{found}`, its topic for `{eui}`"));
    }
    match text(body.get("if")).as_deref() {
        None | Some("") => {}
        Some(interface) if interface.eq_ignore_ascii_case("loraWAN") => {}
        Some(interface) => {
            return Err(format!("if is `{interface}`; this device is reached by loraWAN"));
        }
    }
    let clear = match text(body.get("type")).as_deref() {
        None | Some("data") => false,
        Some("dataClear") => true,
        Some(kind) => return Err(format!("type is `{kind}`, expected data or dataClear")),
    };
    let user = match body.get("userdata") {
        Some(Value::Object(user)) => user,
        None | Some(Value::Null) if clear => return Ok(Down { token, clear, data: None }),
        _ => return Err("userdata is missing".into()),
    };
    if clear && user.get("port").is_none() && user.get("payload").is_none() {
        return Ok(Down { token, clear, data: None });
    }
    let port = user.get("port").ok_or("userdata.port is missing")?;
    let port = integer(Some(port)).and_then(|port| i16::try_from(port).ok());
    let payload = match user.get("payload") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) => {
            let text: String = text.split_whitespace().collect();
            BASE64.decode(text).map_err(|_| "userdata.payload is not Base64")?
        }
        Some(_) => return Err("userdata.payload is not Base64".into()),
    };
    let specify = [user.get("specify"), body.get("specify")];
    let gateway = specify.into_iter().flatten().find_map(|specify| text(specify.get("gweui")));
    let gateway = match gateway.as_deref().map(str::trim) {
        None | Some("" | "auto") => None,
        Some(eui) => Some(eui.parse().map_err(|_| format!("specify.gweui `{eui}` is no EUI"))?),
    };
    let data = DownData {
        f_port: port.ok_or("userdata.port is not a port")?,
        payload,
        confirmed: flag(user.get("confirmed")),
        f_pend: flag(user.get("fpend")),
        interval_ms: milliseconds(user, "intervalms")?,
        wait_ms: milliseconds(user, "dnWaitms")?,
        gateway,
    };
    Ok(Down { token, clear, data: Some(data) })
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

fn flag(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_f64().is_some_and(|number| number != 0.0),
        Some(Value::String(text)) => matches!(&*text.to_ascii_lowercase(), "true" | "1"),
        _ => false,
    }
}

fn integer(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "only where the value is equal")]
    let whole = number as i64;
    #[expect(clippy::cast_precision_loss, reason = "compared with what it came from")]
    let is_whole = whole as f64 == number && whole.unsigned_abs() < 1 << 53;
    is_whole.then_some(whole)
}

fn milliseconds(user: &JsonMap, key: &str) -> Result<u32, String> {
    match user.get(key) {
        None | Some(Value::Null) => Ok(0),
        value => integer(value)
            .and_then(|ms| u32::try_from(ms).ok())
            .ok_or_else(|| format!("userdata.{key} is not a number of milliseconds")),
    }
}

#[cfg(test)]
mod tests {
    use model::DeviceEui;
    use serde_json::json;

    use super::{Down, DownData, read_down};

    fn eui() -> DeviceEui {
        "70b3d57ed0001234".parse().unwrap()
    }

    fn read(body: &str) -> Result<Down, (Option<String>, String)> {
        read_down(&eui(), body.as_bytes())
            .map_err(|refusal| (refusal.token.map(String::from), refusal.reason))
    }

    fn data() -> DownData {
        DownData {
            f_port: 61,
            payload: vec![1, 2, 3],
            confirmed: false,
            f_pend: false,
            interval_ms: 0,
            wait_ms: 0,
            gateway: None,
        }
    }

    #[test]
    fn the_example_of_the_description_is_read() {
        let body = r#"{"version":"3.1","type":"data","if":"loraWAN","moteeui":"70b3d57ed0001234",
            "token":1746090000123,"userdata":{"confirmed":false,"fpend":false,"port":61,
            "payload":"AQID","intervalms":0,"dnWaitms":0,"specify":{"gweui":"","txTime":""}}}"#;
        let token = Some("1746090000123".into());
        assert_eq!(read(body), Ok(Down { token, clear: false, data: Some(data()) }));
    }

    #[test]
    fn members_are_taken_where_and_how_senders_write_them() {
        let gateway = "5a53012501030099".parse().unwrap();
        for (body, expected) in [
            (json!({"userdata": {"port": "61", "payload": "AQID"}}), data()),
            (json!({"userdata": {"port": 61.0, "payload": " AQ ID\n"}}), data()),
            (
                json!({"userdata": {"port": 61, "payload": "AQIDBA"}}),
                DownData { payload: vec![1, 2, 3, 4], ..data() },
            ),
            (
                json!({"userdata": {"port": 61, "payload": "AQID", "confirmed": "true", "fpend": 1,
                "intervalms": "500", "dnWaitms": 20000, "TxUTCtime": "", "type": "data"}}),
                DownData {
                    confirmed: true,
                    f_pend: true,
                    interval_ms: 500,
                    wait_ms: 20_000,
                    ..data()
                },
            ),
            (
                json!({"userdata": {"port": 61, "payload": "AQID"}, "specify": {"gweui": "auto"}}),
                data(),
            ),
            (
                json!({"specify": {"gweui": "5a53012501030099"},
                "userdata": {"port": 61, "payload": "AQID"}}),
                DownData { gateway: Some(gateway), ..data() },
            ),
            (
                json!({"userdata": {"port": -1, "payload": null}}),
                DownData { f_port: -1, payload: vec![], ..data() },
            ),
        ] {
            let down = read(&body.to_string()).unwrap();
            assert_eq!(down.data, Some(expected), "{body}");
        }
        let clear = json!({"type": "dataClear", "token": "a b"}).to_string();
        assert_eq!(
            read(&clear).unwrap(),
            Down { token: Some(r#""a b""#.into()), clear: true, data: None }
        );
    }

    #[test]
    fn a_refusal_names_the_member_and_keeps_the_token() {
        for (body, word) in [
            (json!({"token": 7}), "userdata"),
            (json!({"token": 7, "moteeui": "70b3d57ed0000000", "userdata": {}}), "its topic"),
            (json!({"token": 7, "if": "485", "userdata": {}}), "485"),
            (json!({"token": 7, "type": "dataIP", "userdata": {}}), "dataIP"),
            (json!({"token": 7, "userdata": {"payload": "AQID"}}), "userdata.port"),
            (json!({"token": 7, "userdata": {"port": {}}}), "userdata.port"),
            (json!({"token": 7, "userdata": {"port": 1e9}}), "userdata.port"),
            (json!({"token": 7, "userdata": {"port": 1, "payload": "!"}}), "Base64"),
            (json!({"token": 7, "userdata": {"port": 1, "payload": [1]}}), "Base64"),
            (json!({"token": 7, "userdata": {"port": 1, "intervalms": -1}}), "intervalms"),
            (json!({"token": 7, "userdata": {"port": 1, "specify": {"gweui": "x"}}}), "gweui"),
        ] {
            let (token, reason) = read(&body.to_string()).unwrap_err();
            assert_eq!(token.as_deref(), Some("7"), "{body}");
            assert!(reason.contains(word), "{body}: {reason}");
        }
        for bytes in ["", "[]", "null", "{\"token\":1", "\u{0}"] {
            let (token, reason) = read(bytes).unwrap_err();
            assert!(token.is_none() && reason.contains("JSON"), "{bytes}: {reason}");
        }
        let long = json!({"token": "x".repeat(100), "userdata": {}}).to_string();
        assert_eq!(read(&long).unwrap_err().0, None, "a token is repeated only when it is short");
    }
}
