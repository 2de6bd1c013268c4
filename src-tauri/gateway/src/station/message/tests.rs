use std::collections::BTreeMap;
use std::time::{Instant, SystemTime};

use lorawan::region::Region;
use model::Timestamp;
use model::radio::Modulation;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::event::Refusal;
use crate::station::connection::to_uplink;
use crate::station::{Plan, reply};

const VECTORS: &str = include_str!("../../../../lorawan/tests/data/lorawan-vectors.json");

const EU868: Plan = Plan { region: Region::Eu868, sub_band: 1, max_eirp_dbm: None };

/// `xtime` beyond what a double holds: radio unit 1, session 0x17, and an odd microsecond.
const XTIME: i64 = (1 << 56) | (0x17 << 48) | 0x1234_5678_9ABD;

/// The radio part that every frame has.
fn with_radio(message: &Value) -> Value {
    let mut message = message.clone();
    let members = message.as_object_mut().unwrap();
    members.insert("RefTime".into(), json!(0.0));
    members.insert("DR".into(), json!(5));
    members.insert("Freq".into(), json!(868_100_000));
    members.insert(
        "upinfo".into(),
        json!({"rctx": 1, "xtime": XTIME, "gpstime": 1_300_000_000_123_456_u64, "fts": -1,
            "rssi": -62, "snr": 9.25, "rxtime": 1_777_622_400.125}),
    );
    message
}

fn vectors() -> Vec<(Vec<u8>, Value)> {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    let entries = file["basics_station"].as_array().unwrap();
    let read = |entry: &Value| {
        (hex::decode(entry["phy"].as_str().unwrap()).unwrap(), entry["message"].clone())
    };
    entries.iter().map(read).collect()
}

fn heard(message: &Value) -> Result<Heard, Unreadable> {
    match FromStation::read(&message.to_string())? {
        FromStation::Uplink(heard) => Ok(heard),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_vectors_become_the_frames_they_were_made_from() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 6);
    for (phy, message) in vectors {
        let heard = heard(&with_radio(&message)).unwrap();
        assert_eq!(hex::encode(&heard.phy), hex::encode(&phy), "{message}");
        assert_eq!(heard.xtime, XTIME, "no bit of xtime is lost");
        assert_eq!((heard.rctx, heard.dr, heard.frequency_hz), (1, 5, 868_100_000));
        assert_eq!((heard.rssi_dbm, heard.snr_db), (Some(-62.0), Some(9.25)));
        assert_eq!((heard.gps_us, heard.fine_ns), (Some(1_300_000_000_123_456), None));
        let uplink =
            to_uplink(Eui64::default(), EU868, &heard, Instant::now(), Timestamp::default());
        let uplink = uplink.unwrap();
        assert_eq!(uplink.tmst, 0x5678_9ABD, "the lower bits of xtime are the counter");
        let sf7 = Modulation::LoRa { spreading_factor: 7, bandwidth_hz: 125_000 };
        assert_eq!(uplink.modulation, sf7);
        assert_eq!(uplink.time.as_deref(), Some("2026-05-01T08:00:00.125Z"));
        assert_eq!(uplink.tmms, Some(1_300_000_000_123));
    }
}

#[test]
fn signs_and_cases_do_not_matter() {
    for (phy, message) in vectors() {
        let mut changed = serde_json::Map::new();
        for (name, value) in with_radio(&message).as_object().unwrap() {
            let unsigned = match (name.as_str(), value.as_i64()) {
                ("MIC" | "DevAddr", Some(signed)) => json!(signed.rem_euclid(1 << 32)),
                _ => value.clone(),
            };
            changed.insert(name.to_lowercase(), unsigned);
        }
        assert_eq!(heard(&Value::Object(changed)).unwrap().phy, phy);
    }
}

/// Learnt from others' bugs: an uplink without a clock is data and opens no window.
#[test]
fn xtime_zero_is_data_without_a_clock() {
    // Row 12 of the reference's list of bugs: basicstation #74.
    let (phy, message) = vectors().remove(0);
    for xtime in [json!(0), json!(-5), json!(null), json!("7"), json!(1.5)] {
        let mut message = with_radio(&message);
        message["upinfo"]["xtime"] = xtime;
        let heard = heard(&message).unwrap();
        assert_eq!((heard.phy, heard.xtime), (phy.clone(), 0));
    }
}

#[test]
fn what_makes_no_frame_is_refused() {
    let (_, message) = vectors().remove(1);
    let good = with_radio(&message);
    assert!(heard(&good).is_ok());
    for (name, value, reason) in [
        ("FOpts", json!("0307"), Unreadable::Frame),
        ("FOpts", json!("zz0706fe3b08"), Unreadable::Frame),
        ("FOpts", json!(null), Unreadable::Frame),
        ("FPort", json!(-1), Unreadable::Frame),
        ("FPort", json!(256), Unreadable::Frame),
        ("FCnt", json!(65_536), Unreadable::Frame),
        ("FCnt", json!(-1), Unreadable::Frame),
        ("MHdr", json!(256), Unreadable::Frame),
        ("DevAddr", json!(4_294_967_296_i64), Unreadable::Frame),
        ("DevAddr", json!(-2_147_483_649_i64), Unreadable::Frame),
        ("MIC", json!(0.5), Unreadable::Frame),
        ("FRMPayload", json!("0".repeat(512)), Unreadable::Frame),
        ("FRMPayload", json!("0".repeat(490)), Unreadable::Frame),
        ("DR", json!(16), Unreadable::DataRate),
        ("DR", json!(-1), Unreadable::DataRate),
        ("DR", json!("5"), Unreadable::DataRate),
        ("Freq", json!(0), Unreadable::Frequency),
        ("Freq", json!(868.1), Unreadable::Frequency),
        ("Freq", json!(1e18), Unreadable::Frequency),
        ("msgtype", json!("upfd"), Unreadable::Type),
        ("msgtype", json!(7), Unreadable::Message),
    ] {
        let mut bad = good.clone();
        bad[name] = value.clone();
        assert_eq!(heard(&bad), Err(reason), "{name} {value}");
    }
    for text in ["", "[]", "null", "7", "{", "{}", "{\"msgtype\":null}", &"[".repeat(16_000)] {
        assert_eq!(FromStation::read(text), Err(Unreadable::Message), "{text}");
    }
    let long = format!("{{\"msgtype\":\"version\",\"x\":\"{}\"}}", "x".repeat(MAX_MESSAGE));
    assert_eq!(FromStation::read(&long), Err(Unreadable::Message));
}

/// Learnt from others' bugs: an uplink at SF8/500 kHz described by the number it has downwards.
#[test]
fn a_data_rate_has_its_meaning_by_direction() {
    // Row 31 of the reference's list of bugs: SF8/500 is DR4 up and DR12 down in US902.
    let us = Plan { region: Region::Us902, sub_band: 2, max_eirp_dbm: None };
    let wide = Modulation::LoRa { spreading_factor: 8, bandwidth_hz: 500_000 };
    assert_eq!(us.modulation(4), Some(wide));
    assert_eq!(us.downlink_dr(wide), Some(12));
    assert_eq!(us.modulation(12), None, "no device sends at a data rate for downlinks");
    let au = Plan { region: Region::Au915, sub_band: 2, max_eirp_dbm: None };
    assert_eq!((au.modulation(6), au.downlink_dr(wide)), (Some(wide), Some(12)));
}

#[test]
fn the_other_messages_are_read() {
    let version = r#"{"msgtype":"version","station":"2.0.6(rpi/std)","firmware":"f","package":"p",
        "model":"rpi","protocol":2,"features":"rmtsh gps"}"#;
    let FromStation::Version(version) = FromStation::read(version).unwrap() else {
        panic!("no version");
    };
    assert_eq!((&*version.station, version.protocol), ("2.0.6(rpi/std)", 2));
    assert_eq!(&*version.features, "rmtsh gps");
    let long = json!({"msgtype": "version", "station": "\u{7}x".repeat(10_000 / 7)});
    let Ok(FromStation::Version(version)) = FromStation::read(&long.to_string()) else {
        panic!("no version");
    };
    assert_eq!(version.station.len(), MAX_TEXT);
    let dntxed =
        r#"{"msgtype":"dntxed","seqno":9007199254740993,"diid":9007199254740993,"xtime":1}"#;
    let transmitted = FromStation::Transmitted { diid: 9_007_199_254_740_993 };
    assert_eq!(FromStation::read(dntxed), Ok(transmitted));
    for txtime in ["7", "-7", "1764201234567890", "1.5", "0.0", "1764201234.567891"] {
        let timesync = format!(r#"{{"msgtype":"timesync","txtime":{txtime}}}"#);
        let read = FromStation::read(&timesync);
        let Ok(FromStation::TimeSync { txtime: read }) = read else { panic!("{read:?}") };
        let answer = reply::timesync(&read, SystemTime::now());
        assert!(answer.contains(&format!(r#""txtime":{txtime},"#)), "{answer}");
    }
    assert_eq!(FromStation::read(r#"{"msgtype":"propdf"}"#), Ok(FromStation::Unused));
    let router: Eui64 = "b827ebfffe123456".parse().unwrap();
    assert_eq!(read_discovery(r#"{"router":"b827:ebff:fe12:3456"}"#), Some(router));
    assert_eq!(read_discovery(r#"{"rooter":1}"#), None);
}

/// Reads a text the whole way; says why nothing came of it.
fn told(text: &str) -> Option<&'static str> {
    let read = FromStation::read(text).map_err(Refusal::from);
    let done = read.and_then(|message| match message {
        FromStation::Uplink(heard) => {
            assert!((1..=255).contains(&heard.phy.len()));
            to_uplink(Eui64::default(), EU868, &heard, Instant::now(), Timestamp::default())
                .map(|_| ())
        }
        _ => Ok(()),
    });
    done.err().map(Refusal::code)
}

/// A pseudo-random sequence, the same in every run. Source: Marsaglia, "Xorshift RNGs" (2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

/// Messages of a usual run; `THINKLINK_MUTATIONS` names another number, such as a million.
const MUTATIONS: usize = 100_000;

#[test]
fn mutated_messages_are_read_or_refused_with_a_reason() {
    const PIECES: [&str; 12] = [
        "-1",
        "9223372036854775808",
        "1e999",
        "null",
        "[[[[",
        "}",
        "\\u0000",
        "\"",
        "0.1",
        "{\"a\":",
        "\u{1F4A9}",
        "18446744073709551616",
    ];
    let seeds: Vec<String> = vectors()
        .iter()
        .map(|(_, message)| with_radio(message))
        .chain([
            json!({"msgtype": "version", "station": "2.0.6", "protocol": 2, "features": ""}),
            json!({"msgtype": "dntxed", "diid": 4, "DevEui": "02-00-00-00-00-00-00-01"}),
            json!({"msgtype": "timesync", "txtime": 123_456_789}),
        ])
        .map(|message| message.to_string())
        .collect();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let mutations = std::env::var("THINKLINK_MUTATIONS");
    let mutations = mutations.map_or(MUTATIONS, |number| number.parse().unwrap());
    for round in 0..mutations {
        let mut bytes = seeds[round % seeds.len()].clone().into_bytes();
        for _ in 0..=dice.below(4) {
            let at = dice.below(bytes.len());
            match dice.below(5) {
                0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
                1 => bytes.truncate(at),
                2 => drop(bytes.remove(at)),
                3 => {
                    let piece = PIECES[dice.below(PIECES.len())].bytes();
                    drop(bytes.splice(at..at, piece));
                }
                _ => {
                    let other = dice.below(bytes.len());
                    bytes.swap(at, other);
                }
            }
            if bytes.is_empty() {
                bytes.push(b'{');
            }
        }
        // A WebSocket text that is not UTF-8 never gets this far.
        let text = String::from_utf8_lossy(&bytes);
        *counts.entry(told(&text).unwrap_or("used")).or_default() += 1;
    }
    let known: Vec<_> = Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
    assert!(counts.keys().all(|code| *code == "used" || known.contains(code)), "{counts:?}");
    for expected in
        ["used", "station_message_invalid", "station_type_unknown", "station_frame_invalid"]
    {
        assert!(counts.contains_key(expected), "{expected} never happened: {counts:?}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text: String) {
        let _ = told(&text);
        let _ = read_discovery(&text);
    }

    #[test]
    fn no_members_are_too_strange(
        name in "msgtype|FOpts|FPort|FCnt|DevAddr|MIC|MHdr|FCtrl|FRMPayload|DR|Freq|upinfo",
        value in prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(json!([])),
            Just(json!({"xtime": "x", "rssi": 1e300, "rxtime": -1e300, "fts": 1e20})),
        ],
    ) {
        let mut message = with_radio(&vectors()[1].1);
        message[name] = value;
        let _ = told(&message.to_string());
    }

    #[test]
    fn any_frame_survives_the_way_through_the_protocol(
        head in any::<u8>(), address in any::<u32>(), f_cnt in any::<u16>(),
        options in proptest::collection::vec(any::<u8>(), 0..=15),
        port in any::<u8>(), payload in proptest::collection::vec(any::<u8>(), 0..=200),
        mic in any::<u32>(),
    ) {
        let f_ctrl = u8::try_from(options.len()).unwrap() | 0x80;
        let mut phy = vec![head];
        phy.extend(address.to_le_bytes());
        phy.push(f_ctrl);
        phy.extend(f_cnt.to_le_bytes());
        phy.extend(&options);
        phy.push(port);
        phy.extend(&payload);
        phy.extend(mic.to_le_bytes());
        let message = with_radio(&json!({
            "msgtype": "updf", "MHdr": head, "DevAddr": address.cast_signed(), "FCtrl": f_ctrl,
            "FCnt": f_cnt, "FOpts": hex::encode(&options), "FPort": port,
            "FRMPayload": hex::encode_upper(&payload), "MIC": mic.cast_signed(),
        }));
        prop_assert_eq!(heard(&message).unwrap().phy, phy);
    }
}
