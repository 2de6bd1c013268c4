//! What an application server wants to tell a device (`as/dn/data`), read and written.
//!
//! Senders write numbers as text and members in other places than the description says, so both
//! are read; what is missing has its default and what is unknown is ignored. Source: thinklink
//! reference 2.4.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use lorawan::Eui64;
use model::radio::{Modulation, RawRadio, Waveform};
use model::{DeviceEui, JsonMap, Said, Saying, say};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{VERSION, repeatable};

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
    /// Send the payload as it is, in no session: with this radio (`if` is `loraSW`).
    pub raw: Option<RawRadio>,
}

/// What to send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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

/// The message that says so, as JSON text; with `clear` what waits for the device is to go first.
#[must_use]
pub fn write_down(eui: &DeviceEui, token: Option<&str>, clear: bool, data: &DownData) -> String {
    let gateway = data.gateway.map(|gateway| gateway.to_string()).unwrap_or_default();
    let message = json!({
        "version": VERSION,
        "type": if clear { "dataClear" } else { "data" },
        "if": "loraWAN",
        "moteeui": eui.as_str(),
        // It was read from JSON, so that it is JSON.
        "token": token.and_then(|token| serde_json::from_str::<Value>(token).ok()),
        "userdata": {
            "confirmed": data.confirmed,
            "fpend": data.f_pend,
            "port": data.f_port,
            "payload": BASE64.encode(&data.payload),
            "intervalms": data.interval_ms,
            "dnWaitms": data.wait_ms,
            "specify": {"gweui": gateway, "txTime": ""},
        },
    });
    message.to_string()
}

/// Why a message is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownRefusal {
    /// The token, as far as it could be read.
    pub token: Option<Box<str>>,
    /// What was expected and what was found, as a sentence for people.
    pub reason: Said,
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
    let token = token(body).map_err(|reason| DownRefusal { token: None, reason })?;
    read(eui, body, token.clone()).map_err(|reason| DownRefusal { token, reason })
}

/// The token as it is written; the error is one that could not be repeated.
fn token(body: &[u8]) -> Result<Option<Box<str>>, Said> {
    let envelope: Option<Envelope<'_>> = serde_json::from_slice(body).ok();
    let Some(token) = envelope.and_then(|envelope| envelope.token) else { return Ok(None) };
    match repeatable(token, TOKEN_MAX) {
        Some(text) => Ok(Some(text.into())),
        None => Err(say!(DownToken, limit = TOKEN_MAX)),
    }
}

fn read(eui: &DeviceEui, body: &[u8], token: Option<Box<str>>) -> Result<Down, Said> {
    let body: JsonMap = serde_json::from_slice(body)
        .map_err(|error| say!(DownNoObject, reason = error.to_string()))?;
    if let Some(found) = text(body.get("moteeui"))
        && found.parse::<DeviceEui>().as_ref() != Ok(eui)
    {
        return Err(say!(DownOtherDevice, found = found, eui = eui.as_str()));
    }
    let is_raw = match text(body.get("if")).as_deref() {
        None | Some("") => false,
        Some(interface) if interface.eq_ignore_ascii_case("loraWAN") => false,
        Some(interface) if interface.eq_ignore_ascii_case("loraSW") => true,
        Some(interface) => return Err(say!(DownInterface, found = interface)),
    };
    let clear = match text(body.get("type")).as_deref() {
        None | Some("data") => false,
        Some("dataClear") => true,
        Some(kind) => return Err(say!(DownType, found = kind)),
    };
    let user = match body.get("userdata") {
        Some(Value::Object(user)) => user,
        None | Some(Value::Null) if clear => {
            return Ok(Down { token, clear, data: None, raw: None });
        }
        _ => return Err(missing("userdata")),
    };
    let is_absent = |name: &str| user.get(name).is_none_or(Value::is_null);
    if clear && is_absent("port") && is_absent("payload") {
        return Ok(Down { token, clear, data: None, raw: None });
    }
    let port = match user.get("port") {
        // A raw frame has none.
        None if is_raw => Some(0),
        port => integer(Some(port.ok_or_else(|| missing("userdata.port"))?))
            .and_then(|port| i16::try_from(port).ok()),
    };
    let no_base64 = || say!(MemberNoBase64, member = "userdata.payload");
    let payload = match user.get("payload") {
        None | Some(Value::Null) => return Err(missing("userdata.payload")),
        Some(Value::String(text)) => {
            let text: String = text.split_whitespace().collect();
            BASE64.decode(text).map_err(|_| no_base64())?
        }
        Some(_) => return Err(no_base64()),
    };
    let specify = [user.get("specify"), body.get("specify")];
    let mut specify = specify.into_iter().flatten();
    let is_blank = |value: &Value| value.is_null() || value == "";
    if specify.clone().any(|specify| !specify.is_object() && !is_blank(specify)) {
        return Err(say!(MemberNoObject, member = "specify"));
    }
    let raw = if is_raw {
        let txpk = specify.clone().find_map(|specify| specify.get("txpk")?.as_object());
        Some(raw_radio(txpk.ok_or_else(|| missing("specify.txpk"))?)?)
    } else {
        None
    };
    let gateway = specify.find_map(|specify| text(specify.get("gweui")));
    let gateway = match gateway.as_deref().map(str::trim) {
        None | Some("" | "auto") => None,
        Some(eui) => Some(
            eui.parse().map_err(|_| say!(MemberNoEui, member = "specify.gweui", found = eui))?,
        ),
    };
    let data = DownData {
        f_port: port.ok_or_else(|| say!(MemberNoPort, member = "userdata.port"))?,
        payload,
        confirmed: switch(user, "confirmed")?,
        f_pend: switch(user, "fpend")?,
        interval_ms: milliseconds(user, "intervalms")?,
        wait_ms: milliseconds(user, "dnWaitms")?,
        gateway,
    };
    Ok(Down { token, clear, data: Some(data), raw })
}

/// The radio that `specify.txpk` names, as in a packet forwarder's PULL_RESP.
fn raw_radio(txpk: &JsonMap) -> Result<RawRadio, Said> {
    let wrong = |name: &str, expected: Saying| {
        say!(About, what = format!("specify.txpk.{name}"), why = Said::new(expected))
    };
    let whole = |name: &str| match txpk.get(name) {
        None | Some(Value::Null) => Ok(None),
        value => integer(value).map(Some).ok_or_else(|| wrong(name, Saying::WholeNumber)),
    };
    let is_set = |name: &str| txpk.get(name).and_then(flag) == Some(true);
    let hertz = match txpk.get("freq") {
        Some(Value::Number(mhz)) => mhz.as_f64(),
        Some(Value::String(mhz)) => mhz.trim().parse().ok(),
        _ => None,
    };
    let hertz = hertz.and_then(|mhz: f64| whole_number((mhz * 1e6).round()));
    let frequency_hz = hertz.and_then(|hertz| u32::try_from(hertz).ok()).filter(|hz| *hz > 0);
    let rate = text(txpk.get("datr"));
    let (factor, bandwidth) =
        rate.as_deref().and_then(lora_rate).ok_or_else(|| wrong("datr", Saying::RawRateForm))?;
    if text(txpk.get("modu")).is_some_and(|modulation| modulation != "LORA") {
        return Err(wrong("modu", Saying::RawModulationForm));
    }
    let coding_rate = match text(txpk.get("codr")).as_deref() {
        None | Some("4/5") => 5,
        Some("4/6") => 6,
        Some("4/7") => 7,
        Some("4/8") => 8,
        Some(_) => return Err(wrong("codr", Saying::RawCodingForm)),
    };
    let preamble = whole("prea")?.map(u16::try_from).transpose();
    let power_dbm = whole("powe")?.map(i8::try_from).transpose();
    Ok(RawRadio {
        frequency_hz: frequency_hz.ok_or_else(|| wrong("freq", Saying::RawFrequencyForm))?,
        modulation: Modulation::LoRa { spreading_factor: factor, bandwidth_hz: bandwidth },
        power_dbm: power_dbm.map_err(|_| wrong("powe", Saying::RawPowerForm))?,
        waveform: Waveform {
            inverted: is_set("ipol"),
            preamble: preamble.map_err(|_| wrong("prea", Saying::RawPreambleForm))?,
            crc: !is_set("ncrc"),
            coding_rate,
        },
    })
}

/// Spreading factor and bandwidth in Hz of `SF9BW500`.
fn lora_rate(text: &str) -> Option<(u8, u32)> {
    let (factor, bandwidth) = text.strip_prefix("SF")?.split_once("BW")?;
    let factor = factor.parse().ok().filter(|factor| (5..=12).contains(factor))?;
    let bandwidth = match bandwidth {
        "125" => 125_000,
        "250" => 250_000,
        "500" => 500_000,
        _ => return None,
    };
    Some((factor, bandwidth))
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Null => Some(false),
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => Some(number.as_f64() != Some(0.0)),
        Value::String(text) => match &*text.trim().to_ascii_lowercase() {
            "true" | "1" => Some(true),
            "false" | "0" | "" => Some(false),
            _ => None,
        },
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn switch(user: &JsonMap, key: &str) -> Result<bool, Said> {
    user.get(key)
        .map_or(Some(false), flag)
        .ok_or_else(|| say!(MemberNoFlag, member = format!("userdata.{key}")))
}

fn integer(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64().or_else(|| whole_number(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn whole_number(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "only where the value is equal")]
    let whole = number as i64;
    #[expect(clippy::cast_precision_loss, reason = "compared with what it came from")]
    let is_whole = whole as f64 == number && whole.unsigned_abs() < 1 << 53;
    is_whole.then_some(whole)
}

fn missing(member: &str) -> Said {
    say!(MemberMissing, member = member)
}

fn milliseconds(user: &JsonMap, key: &str) -> Result<u32, Said> {
    match user.get(key) {
        None | Some(Value::Null) => Ok(0),
        value => integer(value)
            .and_then(|ms| u32::try_from(ms).ok())
            .ok_or_else(|| say!(MemberNoMillis, member = format!("userdata.{key}"))),
    }
}

#[cfg(test)]
mod tests {
    use model::DeviceEui;
    use model::radio::{Modulation, RawRadio, Waveform};
    use serde_json::json;

    use super::{Down, DownData, read_down, write_down};

    fn eui() -> DeviceEui {
        "70b3d57ed0001234".parse().unwrap()
    }

    fn read(body: &str) -> Result<Down, (Option<String>, String)> {
        read_down(&eui(), body.as_bytes())
            .map_err(|refusal| (refusal.token.map(String::from), refusal.reason.to_string()))
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
        assert_eq!(read(body), Ok(Down { token, clear: false, data: Some(data()), raw: None }));
    }

    #[test]
    fn what_is_written_is_read() {
        let gateway = "5a53012501030099".parse().ok();
        let data = DownData { confirmed: true, wait_ms: 500, gateway, ..data() };
        for clear in [false, true] {
            let written = write_down(&eui(), Some(r#""order 66""#), clear, &data);
            let (token, data) = (Some(r#""order 66""#.into()), Some(data.clone()));
            assert_eq!(read(&written), Ok(Down { token, clear, data, raw: None }));
        }
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
                json!({"token": null, "specify": "", "userdata": {"port": 61, "payload": "AQID",
                "confirmed": "", "fpend": "False", "specify": null}}),
                data(),
            ),
            (
                json!({"specify": {"gweui": "5a53012501030099"},
                "userdata": {"port": 61, "payload": "AQID"}}),
                DownData { gateway: Some(gateway), ..data() },
            ),
            (
                json!({"userdata": {"port": 5, "payload": ""}}),
                DownData { f_port: 5, payload: vec![], ..data() },
            ),
        ] {
            let down = read(&body.to_string()).unwrap();
            assert_eq!(down.data, Some(expected), "{body}");
        }
        let clear = json!({"type": "dataClear", "token": "a b"}).to_string();
        assert_eq!(
            read(&clear).unwrap(),
            Down { token: Some(r#""a b""#.into()), clear: true, data: None, raw: None }
        );
    }

    #[test]
    fn a_raw_frame_is_read_with_its_radio() {
        let txpk = json!({"imme": true, "freq": 923.3, "modu": "LORA", "datr": "SF9BW500",
            "codr": "4/6", "powe": "20", "ipol": false, "prea": 8105, "ncrc": true});
        let user = json!({"payload": "AQID", "specify": {"txpk": txpk, "gweui": ""}});
        let down = read(&json!({"if": "loraSW", "userdata": user}).to_string()).unwrap();
        let waveform =
            Waveform { inverted: false, preamble: Some(8_105), crc: false, coding_rate: 6 };
        let modulation = Modulation::LoRa { spreading_factor: 9, bandwidth_hz: 500_000 };
        let power_dbm = Some(20);
        let radio = RawRadio { frequency_hz: 923_300_000, modulation, power_dbm, waveform };
        assert_eq!(down.raw, Some(radio));
        assert_eq!(down.data.map(|data| data.payload), Some(vec![1, 2, 3]));
        for (txpk, word) in [
            (json!({"datr": "SF9BW500"}), "txpk.freq"),
            (json!({"freq": -1, "datr": "SF9BW500"}), "txpk.freq"),
            (json!({"freq": 868.1, "datr": "SF4BW500"}), "txpk.datr"),
            (json!({"freq": 868.1, "datr": 50_000, "modu": "FSK"}), "txpk.datr"),
            (json!({"freq": 868.1, "datr": "SF9BW500", "prea": 1e9}), "txpk.prea"),
            (json!({"freq": 868.1, "datr": "SF9BW500", "codr": "1/2"}), "txpk.codr"),
            (json!(null), "txpk is missing"),
        ] {
            let user = json!({"payload": "AQID", "specify": {"txpk": txpk}});
            let body = json!({"if": "loraSW", "userdata": user}).to_string();
            let (_, reason) = read(&body).unwrap_err();
            assert!(reason.contains(word), "{body}: {reason}");
        }
    }

    #[test]
    fn a_refusal_names_the_member_and_keeps_the_token() {
        for (body, word) in [
            (json!({"token": 7}), "userdata"),
            (json!({"token": 7, "moteeui": "70b3d57ed0000000", "userdata": {}}), "its topic"),
            (json!({"token": 7, "if": "485", "userdata": {}}), "485"),
            (json!({"token": 7, "type": "dataIP", "userdata": {}}), "dataIP"),
            (json!({"token": 7, "userdata": {"payload": "AQID"}}), "userdata.port"),
            (json!({"token": 7, "userdata": {"port": {}, "payload": ""}}), "userdata.port"),
            (json!({"token": 7, "userdata": {"port": 1e9, "payload": ""}}), "userdata.port"),
            (json!({"token": 7, "userdata": {"port": 1}}), "userdata.payload"),
            (json!({"token": 7, "userdata": {"port": 1, "payload": null}}), "userdata.payload"),
            (json!({"token": 7, "type": "dataClear", "userdata": {"port": 1}}), "payload"),
            (json!({"token": 7, "userdata": {"port": 1, "payload": "!"}}), "Base64"),
            (json!({"token": 7, "userdata": {"port": 1, "payload": [1]}}), "Base64"),
            (
                json!({"token": 7, "userdata": {"port": 1, "payload": "", "intervalms": -1}}),
                "intervalms",
            ),
            (
                json!({"token": 7, "userdata": {"port": 1, "payload": "", "specify": {"gweui": "x"}}}),
                "gweui",
            ),
            (
                json!({"token": 7, "userdata": {"port": 1, "payload": "", "specify": "x"}}),
                "specify",
            ),
            (
                json!({"token": 7, "userdata": {"port": 1, "payload": "", "confirmed": "yes"}}),
                "confirmed",
            ),
            (json!({"token": 7, "userdata": {"port": 1, "payload": "", "fpend": []}}), "fpend"),
        ] {
            let (token, reason) = read(&body.to_string()).unwrap_err();
            assert_eq!(token.as_deref(), Some("7"), "{body}");
            assert!(reason.contains(word), "{body}: {reason}");
        }
        for bytes in ["", "[]", "null", "{\"token\":1", "\u{0}"] {
            let (token, reason) = read(bytes).unwrap_err();
            assert!(token.is_none() && reason.contains("JSON"), "{bytes}: {reason}");
        }
        // What could not be repeated is refused: the sender would wait for it in vain.
        for token in [json!("x".repeat(100)), json!({"a": 1}), json!([1]), json!(true)] {
            let body = json!({"token": token, "userdata": {"port": 1, "payload": "AQ=="}});
            let (repeated, reason) = read(&body.to_string()).unwrap_err();
            assert!(repeated.is_none() && reason.starts_with("token"), "{body}: {reason}");
        }
    }
}
