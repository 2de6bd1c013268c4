//! The decoded view of any PHY payload, for people who look at network data.
//!
//! Shows what the bytes say by themselves; whether the MIC is right, and what is encrypted, only
//! a key can tell. Pass the keys of the session to have MAC commands on port 0 and join-accepts
//! shown too. Application payloads are never decrypted here.
//!
//! Start at [`describe`].

use lorawan::mac::{
    CommandError, DownlinkCommand, UplinkCommand, downlink_commands, uplink_commands,
};
use lorawan::{
    AesKey, DataFrame, Direction, Frame, JoinAccept, JoinRequest, MessageType, SessionKey,
};
use model::JsonMap;
use serde_json::{Value, json};

/// What is known about a frame beside its bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// NwkSKey and full counter of the session that made the frame.
    pub session: Option<(&'a SessionKey, u32)>,
    /// AppKey of the device a join-accept is for.
    pub app_key: Option<&'a AesKey>,
}

/// Every word that [`kind`] has for a frame.
pub const KINDS: [&str; 8] = [
    "join_request",
    "join_accept",
    "unconfirmed_up",
    "confirmed_up",
    "unconfirmed_down",
    "confirmed_down",
    "proprietary",
    "malformed",
];

/// Whether it is a data frame that acknowledges the last one of the other side.
#[must_use]
pub fn is_ack(phy: &[u8]) -> bool {
    matches!(lorawan::parse(phy), Ok(Frame::Data(frame)) if frame.f_ctrl.ack)
}

/// The kind of a frame as a stable word: `join_request`, `join_accept`, `unconfirmed_up`,
/// `confirmed_up`, `unconfirmed_down`, `confirmed_down`, `proprietary`, or `malformed` for all
/// that LoRaWAN 1.0 does not know.
#[must_use]
pub fn kind(phy: &[u8]) -> &'static str {
    match lorawan::parse(phy) {
        Ok(Frame::JoinRequest(_)) => "join_request",
        Ok(Frame::JoinAccept(_)) => "join_accept",
        Ok(Frame::Data(frame)) => match (frame.direction, frame.confirmed) {
            (Direction::Up, false) => "unconfirmed_up",
            (Direction::Up, true) => "confirmed_up",
            (Direction::Down, false) => "unconfirmed_down",
            (Direction::Down, true) => "confirmed_down",
        },
        Ok(Frame::Proprietary(_)) => "proprietary",
        Ok(Frame::Rfu(_)) | Err(_) => "malformed",
    }
}

/// The fields of a PHY payload as a JSON object.
///
/// Data frames: `fType`, `devAddr`, `fCtrl`, `fCnt`, `fOpts` (named commands), `fPort`,
/// `frmPayload` (hex, as on air), `mic`; with a session also `fCnt32` and, on port 0,
/// `macCommands`. Join frames: `fType` and their fields. Bytes that are no frame: `error`.
#[must_use]
pub fn describe(phy: &[u8], known: Known<'_>) -> Value {
    let mut out = JsonMap::new();
    let mut put = |name: &str, value: Value| out.insert(name.to_owned(), value);
    match lorawan::parse(phy) {
        Ok(frame) => {
            put("fType", type_words(phy).into());
            match frame {
                Frame::JoinRequest(request) => join_request(&request, &mut out),
                Frame::JoinAccept(accept) => {
                    match known.app_key.and_then(|key| accept.decrypt(key).ok()) {
                        Some(accept) => join_accept(&accept, &mut out),
                        None => drop(put("encrypted", true.into())),
                    }
                }
                Frame::Data(frame) => data(&frame, known, &mut out),
                Frame::Rfu(_) | Frame::Proprietary(_) => {}
            }
        }
        Err(error) => drop(put("error", error.to_string().into())),
    }
    Value::Object(out)
}

/// The message type in the words of the product's network view.
fn type_words(phy: &[u8]) -> &'static str {
    match phy.first().map(|mhdr| MessageType::of(*mhdr)) {
        Some(MessageType::JoinRequest) => "Join Request",
        Some(MessageType::JoinAccept) => "Join Accept",
        Some(MessageType::UnconfirmedUp) => "Unconfirmed Data Up",
        Some(MessageType::UnconfirmedDown) => "Unconfirmed Data Down",
        Some(MessageType::ConfirmedUp) => "Confirmed Data Up",
        Some(MessageType::ConfirmedDown) => "Confirmed Data Down",
        Some(MessageType::Proprietary) => "Proprietary",
        Some(MessageType::Rfu) | None => "RFU",
    }
}

fn join_request(request: &JoinRequest<'_>, out: &mut JsonMap) {
    out.insert("joinEui".into(), request.join_eui.to_string().into());
    out.insert("devEui".into(), request.dev_eui.to_string().into());
    out.insert("devNonce".into(), request.dev_nonce.into());
    out.insert("mic".into(), hex::encode(request.mic).into());
}

fn join_accept(accept: &JoinAccept, out: &mut JsonMap) {
    out.insert("joinNonce".into(), accept.join_nonce.into());
    out.insert("netId".into(), accept.net_id.to_string().into());
    out.insert("devAddr".into(), accept.dev_addr.to_string().into());
    out.insert("rx1DrOffset".into(), accept.rx1dr_offset.into());
    out.insert("rx2Dr".into(), accept.rx2dr.into());
    out.insert("rxDelay".into(), accept.rx_delay.into());
    let cf_list = accept.cf_list.map(|list| hex::encode(list.to_wire_bytes()));
    out.insert("cfList".into(), cf_list.into());
}

fn data(frame: &DataFrame<'_>, known: Known<'_>, out: &mut JsonMap) {
    out.insert("devAddr".into(), frame.dev_addr.to_string().into());
    out.insert("fCtrl".into(), f_ctrl(frame));
    out.insert("fCnt".into(), frame.f_cnt.into());
    if let Some((_, f_cnt)) = known.session {
        out.insert("fCnt32".into(), f_cnt.into());
    }
    out.insert("fOpts".into(), commands(frame.direction, frame.f_opts));
    out.insert("fPort".into(), frame.f_port.into());
    out.insert("frmPayload".into(), hex::encode(frame.frm_payload).into());
    if let (Some((key, f_cnt)), Some(0)) = (known.session, frame.f_port) {
        let mut plain = Vec::new();
        frame.decrypt(key, f_cnt, &mut plain);
        out.insert("macCommands".into(), commands(frame.direction, &plain));
    }
    out.insert("mic".into(), hex::encode(frame.mic).into());
}

/// The flags that exist in the frame's direction.
fn f_ctrl(frame: &DataFrame<'_>) -> Value {
    let flags = frame.f_ctrl;
    let f_opts_len = frame.f_opts.len();
    match frame.direction {
        Direction::Up => json!({
            "adr": flags.adr,
            "adrAckReq": flags.adr_ack_req,
            "ack": flags.ack,
            "classB": flags.class_b,
            "fOptsLen": f_opts_len,
        }),
        Direction::Down => json!({
            "adr": flags.adr,
            "ack": flags.ack,
            "fPending": flags.f_pending,
            "fOptsLen": f_opts_len,
        }),
    }
}

/// MAC commands of the network, each with its name and fields.
#[must_use]
pub fn requests(bytes: &[u8]) -> Value {
    commands(Direction::Down, bytes)
}

/// The commands of a block, each with its name and fields; the last one may be an `error`.
fn commands(direction: Direction, bytes: &[u8]) -> Value {
    match direction {
        Direction::Up => uplink_commands(bytes).map(|read| or_error(read, uplink)).collect(),
        Direction::Down => downlink_commands(bytes).map(|read| or_error(read, downlink)).collect(),
    }
}

fn or_error<C>(read: Result<C, CommandError>, describe: fn(&C) -> Value) -> Value {
    match read {
        Ok(command) => describe(&command),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

fn uplink(command: &UplinkCommand) -> Value {
    use UplinkCommand as C;
    let fields = match *command {
        C::LinkCheckReq
        | C::DutyCycleAns
        | C::RxTimingSetupAns
        | C::TxParamSetupAns
        | C::DeviceTimeReq
        | C::BeaconTimingReq => json!({}),
        C::LinkAdrAns { channel_mask_ok, data_rate_ok, power_ok } => {
            json!({ "channelMaskOk": channel_mask_ok, "dataRateOk": data_rate_ok, "powerOk": power_ok })
        }
        C::RxParamSetupAns { frequency_ok, rx2dr_ok, rx1dr_offset_ok } => json!({
            "frequencyOk": frequency_ok, "rx2DrOk": rx2dr_ok, "rx1DrOffsetOk": rx1dr_offset_ok
        }),
        C::DevStatusAns { battery, margin_db } => {
            json!({ "battery": battery, "batteryText": battery_text(battery), "margin": margin_db })
        }
        C::NewChannelAns { frequency_ok, data_rates_ok } => {
            json!({ "frequencyOk": frequency_ok, "dataRatesOk": data_rates_ok })
        }
        C::DlChannelAns { frequency_ok, channel_exists } => {
            json!({ "frequencyOk": frequency_ok, "channelExists": channel_exists })
        }
        C::PingSlotInfoReq { periodicity } => json!({ "periodicity": periodicity }),
        C::PingSlotChannelAns { frequency_ok, data_rate_ok } => {
            json!({ "frequencyOk": frequency_ok, "dataRateOk": data_rate_ok })
        }
        C::BeaconFreqAns { frequency_ok } => json!({ "frequencyOk": frequency_ok }),
    };
    named(command.name(), fields)
}

fn downlink(command: &DownlinkCommand) -> Value {
    use DownlinkCommand as C;
    let fields = match *command {
        C::DevStatusReq | C::PingSlotInfoAns => json!({}),
        C::LinkCheckAns { margin_db, gateways } => {
            json!({ "margin": margin_db, "gateways": gateways })
        }
        C::LinkAdrReq { data_rate, tx_power, channel_mask, channel_mask_control, nb_trans } => {
            json!({
                "dataRate": data_rate,
                "txPower": tx_power,
                "channelMask": format!("{channel_mask:04x}"),
                "channelMaskControl": channel_mask_control,
                "nbTrans": nb_trans,
            })
        }
        C::DutyCycleReq { max_duty_cycle } => json!({ "maxDutyCycle": max_duty_cycle }),
        C::RxParamSetupReq { rx1dr_offset, rx2dr, frequency } => {
            json!({ "rx1DrOffset": rx1dr_offset, "rx2Dr": rx2dr, "frequency": frequency.hz() })
        }
        C::NewChannelReq { channel, frequency, min_dr, max_dr } => {
            json!({ "channel": channel, "frequency": frequency.hz(), "minDr": min_dr, "maxDr": max_dr })
        }
        C::RxTimingSetupReq { delay_s } => json!({ "delay": delay_s }),
        C::TxParamSetupReq { downlink_dwell, uplink_dwell, max_eirp_index } => json!({
            "downlinkDwell": downlink_dwell,
            "uplinkDwell": uplink_dwell,
            "maxEirp": lorawan::mac::max_eirp_dbm(max_eirp_index),
        }),
        C::DlChannelReq { channel, frequency } => {
            json!({ "channel": channel, "frequency": frequency.hz() })
        }
        C::DeviceTimeAns { gps_seconds, fraction_256 } => {
            json!({ "gpsSeconds": gps_seconds, "fraction256": fraction_256 })
        }
        C::PingSlotChannelReq { frequency, data_rate } => {
            json!({ "frequency": frequency.hz(), "dataRate": data_rate })
        }
        C::BeaconTimingAns { delay, channel } => json!({ "delay": delay, "channel": channel }),
        C::BeaconFreqReq { frequency } => json!({ "frequency": frequency.hz() }),
    };
    named(command.name(), fields)
}

/// `{ "name": …, <fields> }`
fn named(name: &str, fields: Value) -> Value {
    let mut out = JsonMap::new();
    out.insert("name".into(), name.into());
    if let Value::Object(fields) = fields {
        out.extend(fields);
    }
    Value::Object(out)
}

/// A DevStatusAns battery byte for people. LoRaWAN L2 1.0.4, section 5.5.
#[must_use]
pub fn battery_text(battery: u8) -> String {
    match battery {
        0 => "external power".to_owned(),
        255 => "unknown".to_owned(),
        level => format!("{} %", battery_percent(level).unwrap_or(0)),
    }
}

/// The level of a DevStatusAns battery byte in percent; `None` for external power and unknown.
#[must_use]
pub fn battery_percent(battery: u8) -> Option<u8> {
    let percent = (u16::from(battery) * 100 + 127) / 254;
    (1..=254).contains(&battery).then(|| u8::try_from(percent).unwrap_or(100))
}

#[cfg(test)]
mod tests {
    use lorawan::{AesKey, Frame, SessionKey};
    use proptest::prelude::*;
    use serde_json::Value;

    use super::{Known, describe, kind};
    use crate::fixture::heard;
    use crate::mac::answers::{answer, commands_of};

    const VECTORS: &str = include_str!("../../lorawan/tests/data/lorawan-vectors.json");
    const NWK_S_KEY: &str = "6704d140d92614a2f41402c603d0ed9f";
    const APP_KEY: &str = "8d7f0a31c4e25b9612af3367d05984be";

    #[track_caller]
    fn check(phy: &str, known: Known<'_>, expected: &str) {
        let phy = hex::decode(phy).unwrap();
        assert_eq!(describe(&phy, known).to_string(), expected);
    }

    #[test]
    fn a_data_uplink_shows_its_header() {
        check(
            "40c3b2a102866500030706fe3b080a8cb062e423d882019e5f91db5dbe0d9bb85c8272d6",
            Known::default(),
            concat!(
                r#"{"fType":"Unconfirmed Data Up","devAddr":"02a1b2c3","#,
                r#""fCtrl":{"adr":true,"adrAckReq":false,"ack":false,"classB":false,"fOptsLen":6},"#,
                r#""fCnt":101,"fOpts":[{"name":"LinkADRAns","channelMaskOk":true,"dataRateOk":true,"#,
                r#""powerOk":true},{"name":"DevStatusAns","battery":254,"batteryText":"100 %","#,
                r#""margin":-5},{"name":"RXTimingSetupAns"}],"fPort":10,"#,
                r#""frmPayload":"8cb062e423d882019e5f91db5dbe0d9bb8","mic":"5c8272d6"}"#
            ),
        );
    }

    #[test]
    fn commands_on_port_0_are_shown_with_the_key() {
        let key = SessionKey::new(&NWK_S_KEY.parse::<AesKey>().unwrap());
        check(
            "40c3b2a1020066000047ee53773fa9",
            Known { session: Some((&key, 102)), app_key: None },
            concat!(
                r#"{"fType":"Unconfirmed Data Up","devAddr":"02a1b2c3","#,
                r#""fCtrl":{"adr":false,"adrAckReq":false,"ack":false,"classB":false,"fOptsLen":0},"#,
                r#""fCnt":102,"fCnt32":102,"fOpts":[],"fPort":0,"frmPayload":"47ee","#,
                r#""macCommands":[{"name":"LinkCheckReq"},{"name":"DeviceTimeReq"}],"mic":"53773fa9"}"#
            ),
        );
    }

    #[test]
    fn a_downlink_shows_the_flags_of_its_direction() {
        check(
            "60c3b2a10220080050c358c2",
            Known::default(),
            concat!(
                r#"{"fType":"Unconfirmed Data Down","devAddr":"02a1b2c3","#,
                r#""fCtrl":{"adr":false,"ack":true,"fPending":false,"fOptsLen":0},"#,
                r#""fCnt":8,"fOpts":[],"fPort":null,"frmPayload":"","mic":"50c358c2"}"#
            ),
        );
    }

    #[test]
    fn join_frames_show_what_can_be_read() {
        check(
            "001807f6e5d4c3b2a178695a4b3c2d1e0fdec0e2b0165e",
            Known::default(),
            concat!(
                r#"{"fType":"Join Request","joinEui":"a1b2c3d4e5f60718","#,
                r#""devEui":"0f1e2d3c4b5a6978","devNonce":49374,"mic":"e2b0165e"}"#
            ),
        );
        let accept = "20284d8ea1f34f4b7ca067ecf87126b55d";
        check(accept, Known::default(), r#"{"fType":"Join Accept","encrypted":true}"#);
        let app_key: AesKey = APP_KEY.parse().unwrap();
        check(
            accept,
            Known { session: None, app_key: Some(&app_key) },
            concat!(
                r#"{"fType":"Join Accept","joinNonce":658188,"netId":"000001","devAddr":"02a1b2c3","#,
                r#""rx1DrOffset":0,"rx2Dr":0,"rxDelay":1,"cfList":null}"#
            ),
        );
    }

    #[test]
    fn what_is_no_frame_says_why() {
        for (phy, expected_kind, expected) in [
            ("40c3b2a102a067005f686a", "malformed", "error"),
            ("", "malformed", "error"),
            ("c0aabbcc", "malformed", "fType"),
            ("e0aabbcc", "proprietary", "fType"),
        ] {
            let phy = hex::decode(phy).unwrap();
            assert_eq!(kind(&phy), expected_kind);
            assert!(describe(&phy, Known::default()).get(expected).is_some());
        }
    }

    #[test]
    fn an_unknown_command_ends_the_list_and_not_the_frame() {
        let phy = hex::decode("40040302010300000280ff01010203040506").unwrap();
        let described = describe(&phy, Known::default());
        assert_eq!(described["fOpts"][0]["name"], "LinkCheckReq");
        assert!(described["fOpts"][1]["error"].is_string());
        assert_eq!(described["fOpts"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn every_vector_can_be_described() {
        let vectors: Value = serde_json::from_str(VECTORS).unwrap();
        for vector in vectors["phy_vectors"].as_array().unwrap() {
            let text = vector["phy"].as_str().or(vector["phy_payload"].as_str()).unwrap();
            let phy = hex::decode(text).unwrap();
            assert_ne!(kind(&phy), "malformed", "{text}");
            assert!(describe(&phy, Known::default()).get("error").is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(phy: Vec<u8>, f_cnt: u32) {
            let key: AesKey = APP_KEY.parse().unwrap();
            let session = SessionKey::new(&key);
            let known = Known { session: Some((&session, f_cnt)), app_key: Some(&key) };
            prop_assert!(describe(&phy, known).is_object());
            if let Ok(Frame::Data(frame)) = lorawan::parse(&phy) {
                let commands = commands_of(&frame, &session, f_cnt);
                prop_assert!(answer(&commands, &[heard(1, 0.0, &phy)]).f_opts.len() <= 9);
            }
        }
    }
}
