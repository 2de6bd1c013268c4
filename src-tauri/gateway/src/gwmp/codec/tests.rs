use std::sync::Arc;
use std::time::Instant;

use lorawan::Eui64;
use model::Timestamp;
use model::radio::{GatewayDownlink, GatewayStat, Modulation, TransmitAt, Waveform};
use proptest::prelude::*;

use super::*;
use crate::event::Refusal;

const GATEWAY: Eui64 = Eui64::from_be_bytes([0xaa, 0x55, 0x5a, 0, 0, 0, 1, 1]);

fn read(json: impl AsRef<[u8]>) -> PushData {
    let reception = Reception {
        gateway: GATEWAY,
        token: 1,
        received_at: Timestamp::from_millis(0),
        arrived: Instant::now(),
    };
    read_push(json.as_ref(), &reception, &CodeRates::default())
}

/// A short text of what was read: one line for each uplink, refusal and status.
fn told(json: impl AsRef<[u8]>) -> String {
    let push = read(json);
    let uplinks = push.uplinks.iter().map(|up| {
        let signal = (up.rssi_dbm.unwrap_or(0.0), up.snr_db.unwrap_or(0.0));
        let phy = hex::encode(&up.phy);
        format!("{} {} {} {signal:?} {phy}", up.tmst, up.frequency_hz, up.modulation)
    });
    let refused = push.refused.iter().map(|refused| refused.reason.code().to_owned());
    let stat = push.stat.map(|stat| format!("stat {}/{} {:?}", stat.rxok, stat.rxnb, stat.ackr));
    uplinks.chain(refused).chain(stat).collect::<Vec<_>>().join("\n")
}

const GOOD: &str = r#"{"tmst":5,"freq":868.1,"stat":1,"modu":"LORA","datr":"SF7BW125","rssi":-60,"lsnr":9.5,"data":"AQID"}"#;
const GOOD_TOLD: &str = "5 868100000 SF7BW125 (-60.0, 9.5) 010203";

fn good_but(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    format!(r#"{{"rxpk":[{}]}}"#, GOOD.replace(from, to))
}

#[test]
fn the_traps_of_real_forwarders_are_read() {
    for (from, to, told_as) in [
        ("868.1", "868.0999999", GOOD_TOLD),
        ("868.1", "\"868.1\"", GOOD_TOLD),
        ("868.1", "868.100000,\"freq\":868.1", GOOD_TOLD),
        ("868.1", "512.0002", "5 512000200 SF7BW125 (-60.0, 9.5) 010203"),
        (":5", ":\"5\"", GOOD_TOLD),
        (":5", ":4294967295", "4294967295 868100000 SF7BW125 (-60.0, 9.5) 010203"),
        (":5", ":-1", "4294967295 868100000 SF7BW125 (-60.0, 9.5) 010203"),
        (":5", ":4294967296", "rxpk_tmst_invalid"),
        ("-60", "-60.0", GOOD_TOLD),
        ("-60", "NaN", "5 868100000 SF7BW125 (0.0, 9.5) 010203"),
        ("9.5", "-nan", "5 868100000 SF7BW125 (-60.0, 0.0) 010203"),
        ("9.5", "-1.#IND", "5 868100000 SF7BW125 (-60.0, 0.0) 010203"),
        ("9.5", "+9.5,,", GOOD_TOLD),
        ("9.5", "null,\"foff\":Infinity", "5 868100000 SF7BW125 (-60.0, 0.0) 010203"),
        ("\"AQID\"", "\"AQID\",", GOOD_TOLD),
        ("AQID", "AQIDBA", "5 868100000 SF7BW125 (-60.0, 9.5) 01020304"),
        ("AQID", "AQIDBA==", "5 868100000 SF7BW125 (-60.0, 9.5) 01020304"),
        ("AQID", "\\/+8=", "5 868100000 SF7BW125 (-60.0, 9.5) ffef"),
        ("AQID", "", "rxpk_data_invalid"),
        ("AQID", "A", "rxpk_data_invalid"),
        ("\"AQID\"", "7", "rxpk_data_invalid"),
        (
            "\"LORA\",\"datr\":\"SF7BW125\"",
            "\"FSK\",\"datr\":50000",
            "5 868100000 50000 (-60.0, 9.5) 010203",
        ),
        (
            "\"LORA\",\"datr\":\"SF7BW125\"",
            "\"LR-FHSS\",\"datr\":\"M0CW137\"",
            "5 868100000 M0CW137 (-60.0, 9.5) 010203",
        ),
        ("SF7BW125", "SF4BW125", "rxpk_modulation_invalid"),
        ("868.1", "-868.1", "rxpk_frequency_invalid"),
        ("868.1", "1e300", "rxpk_frequency_invalid"),
        ("868.1", "1e999", "rxpk_frequency_invalid"),
        ("\"stat\":1", "\"stat\":-1", "crc_bad"),
        ("\"stat\":1", "\"stat\":0", "crc_missing"),
        ("\"stat\":1", "\"codr\":\"?\",\"time\":\"\"", GOOD_TOLD),
        ("\"stat\":1", "\"stat\":1,\"desc\":\"a\u{1}b\"", GOOD_TOLD),
    ] {
        assert_eq!(told(good_but(from, to)), told_as, "{from} -> {to}");
    }
}

#[test]
fn a_bad_packet_costs_only_itself() {
    let json = format!(
        r#"{{"rxpk":[{GOOD},{{"freq":"x"}},17,null,{{}},{GOOD}],"stat":{{"rxnb":3,"rxok":2}}}}"#
    );
    let expected = format!(
        "{GOOD_TOLD}\n{GOOD_TOLD}\nrxpk_data_invalid\nrxpk_malformed\nrxpk_malformed\nrxpk_data_invalid\nstat 2/3 None"
    );
    assert_eq!(told(json), expected);
}

#[test]
fn what_surrounds_the_json_is_ignored() {
    let json = format!(r#"{{"rxpk":[{GOOD}]}}"#);
    assert_eq!(told(format!("{json}\0\0\0")), GOOD_TOLD);
    assert_eq!(told(format!("\0 {json}\r\n")), GOOD_TOLD);
    assert_eq!(told(format!(r#"{{"vendor":{{"rxpk":[1]}},"rxpk":[{GOOD}],}}"#)), GOOD_TOLD);
    assert_eq!(told(format!(r#"{{"rxpk":{GOOD}}}"#)), GOOD_TOLD);
}

#[test]
fn of_a_cut_datagram_the_whole_packets_are_kept() {
    let json = format!(r#"{{"rxpk":[{GOOD},{GOOD}]}}"#);
    let cut = &json[..json.len() - 10];
    assert_eq!(told(cut), format!("{GOOD_TOLD}\nrxpk_malformed"));
}

#[test]
fn text_in_another_encoding_costs_nothing() {
    let mut json = br#"{"stat":{"desc":"Z"#.to_vec();
    json.push(0xfc);
    json.extend_from_slice(br#"rich","rxnb":1,"rxok":"1","ackr":100.0}}"#);
    assert_eq!(told(json), "stat 1/1 Some(100.0)");
}

#[test]
fn nonsense_is_malformed() {
    for nonsense in ["", "\0", "x", "[]", "{}x", "{", "null", "{\"a\":1"] {
        let push = read(nonsense);
        assert!(push.uplinks.is_empty() && push.refused.len() == 1, "{nonsense:?}: {push:?}");
        assert_eq!(push.refused[0].reason, Refusal::Malformed, "{nonsense}");
    }
    assert_eq!(told("{}"), "");
    assert_eq!(told("[".repeat(60_000)), "rxpk_malformed");
    assert_eq!(told(format!("{{\"rxpk\":{}", "[".repeat(60_000))), "rxpk_malformed");
}

#[test]
fn a_datagram_full_of_packets_is_read_as_far_as_is_reasonable() {
    let packets = |count| format!(r#"{{"rxpk":[{}]}}"#, vec![GOOD; count].join(","));
    assert_eq!(read(packets(150)).uplinks.len(), 150);
    assert_eq!(read(packets(500)).uplinks.len(), 256);
    assert_eq!(read(format!(r#"{{"rxpk":[{}]}}"#, "1,".repeat(30_000))).refused.len(), 256);
}

#[test]
fn template_places_are_no_places() {
    let place = |json: &str| read(json).stat.and_then(|stat| stat.latitude);
    assert_eq!(place(r#"{"stat":{"lati":0.0,"long":0,"alti":0}}"#), None);
    assert_eq!(place(r#"{"stat":{"lati":10,"long":20,"alti":-1}}"#), None);
    assert_eq!(place(r#"{"stat":{"lati":"46.24","long":3.2523,"alti":145}}"#), Some(46.24));
}

#[test]
fn the_best_antenna_speaks_for_a_packet() {
    let push = read(good_but(
        r#""rssi":-60,"lsnr":9.5"#,
        r#""rsig":[{"ant":0,"chan":4,"rssic":-101,"lsnr":-3.2},{"ant":1,"chan":5,"rssic":-97,"lsnr":1.5,"ftime":9}]"#,
    ));
    let up = &push.uplinks[0];
    assert_eq!((up.rssi_dbm, up.snr_db), (Some(-97.0), Some(1.5)));
    assert_eq!((up.antenna, up.channel, up.ftime), (Some(1), 5, Some(9)));
}

/// Learnt from others' bugs: a frequency printed as 867.7000122, or cut to the hertz below.
#[test]
fn megahertz_become_hertz_exactly() {
    for step in (433_000_000_u32..928_000_000).step_by(100) {
        let mhz = f64::from(step) / 1e6;
        assert_eq!(hertz(mhz), Some(step));
    }
    for wrong in [f64::NAN, f64::INFINITY, -1.0, 0.0, 4_294.1, 868_100_000.0] {
        assert_eq!(hertz(wrong), None, "{wrong}");
    }
}

#[test]
fn tx_acks_are_read() {
    let refused = |code: &str| TxAnswer::Refused(code.into());
    for (json, answer) in [
        ("", TxAnswer::Queued),
        ("\0", TxAnswer::Queued),
        ("{}", TxAnswer::Queued),
        ("nonsense", TxAnswer::Queued),
        (r#"{"txpk_ack":{"error":"NONE"}}"#, TxAnswer::Queued),
        (r#"{"txpk_ack":{"error":"TOO_LATE"}}"#, refused("TOO_LATE")),
        (r#"{"txpk_ack":{"error":"TX_POWER",}}"#, refused("TX_POWER")),
        (
            r#"{"txpk_ack":{"warn":"TX_POWER","value":20}}"#,
            TxAnswer::QueuedAtPower { power_dbm: Some(20) },
        ),
    ] {
        assert_eq!(read_tx_ack(json.as_bytes()), answer, "{json}");
    }
}

#[test]
fn heads_that_gateways_do_not_send_are_ignored() {
    for hex in [
        "",
        "02",
        "02000000",
        "02000002aa555a00000001",
        "00000002aa555a0000000101",
        "03000002aa555a0000000101",
        "02000001aa555a0000000101",
        "02000003aa555a0000000101",
        "020000ffaa555a0000000101",
    ] {
        assert_eq!(FromGateway::read(&hex::decode(hex).unwrap()), None, "{hex}");
    }
}

#[derive(serde::Deserialize)]
struct Vector {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    token: String,
    json: Option<String>,
    hex: String,
}

#[derive(serde::Deserialize)]
struct Vectors {
    udp: Vec<Vector>,
}

/// The downlink whose PULL_RESP a vector is.
fn downlink_of(json: &str) -> GatewayDownlink {
    let read = read_downlink(json.as_bytes()).unwrap();
    assert!(read.inverted);
    GatewayDownlink {
        gateway: GATEWAY,
        at: read.at,
        frequency_hz: read.frequency_hz,
        modulation: read.modulation,
        power_dbm: i8::try_from(read.power_dbm).unwrap(),
        phy: Arc::from(read.phy),
        board: None,
        antenna: None,
        waveform: Waveform::default(),
    }
}

#[test]
fn the_reference_datagrams_are_read_and_written() {
    let file = include_str!("../../../../lorawan/tests/data/lorawan-vectors.json");
    let vectors: Vectors = serde_json::from_str(file).unwrap();
    assert_eq!(vectors.udp.len(), 12);
    for vector in &vectors.udp {
        let bytes = hex::decode(&vector.hex).unwrap();
        let token = u16::from_str_radix(&vector.token, 16).unwrap();
        let json = vector.json.as_deref().unwrap_or_default();
        let from_gateway = FromGateway::read(&bytes);
        let expected = |kind| Some(FromGateway { version: 2, token, gateway: GATEWAY, kind });
        match vector.kind.as_str() {
            "PUSH_DATA" => {
                assert_eq!(from_gateway, expected(Kind::PushData(json.as_bytes())));
            }
            "PULL_DATA" => {
                assert_eq!(from_gateway, expected(Kind::PullData));
                assert_eq!(pull_data(token, GATEWAY), bytes);
            }
            "TX_ACK" => {
                assert_eq!(from_gateway, expected(Kind::TxAck(json.as_bytes())));
                assert_eq!(tx_ack(token, GATEWAY, &read_tx_ack(json.as_bytes())), bytes);
            }
            "PUSH_ACK" => {
                assert_eq!(push_ack(2, token).to_vec(), bytes);
                assert_eq!(FromServer::read(&bytes), Some(FromServer::PushAck { token }));
            }
            "PULL_ACK" => {
                assert_eq!(pull_ack(2, token).to_vec(), bytes);
                assert_eq!(FromServer::read(&bytes), Some(FromServer::PullAck { token }));
            }
            "PULL_RESP" => {
                let response = FromServer::PullResp { token, json: json.as_bytes() };
                assert_eq!(FromServer::read(&bytes), Some(response));
                assert_eq!(pull_resp(2, token, &downlink_of(json)), bytes, "{}", vector.id);
            }
            other => panic!("unknown kind {other}"),
        }
    }
    let by_id = |id: &str| vectors.udp.iter().find(|vector| vector.id == id).unwrap();
    let told_of = |id| told(by_id(id).json.as_deref().unwrap());
    let phy = "40c3b2a102800000028eb48bb8ac43a3";
    assert_eq!(told_of("S01"), format!("4294500000 868500000 SF7BW125 (-60.0, 9.5) {phy}"));
    assert_eq!(told_of("S03"), "stat 4/5 Some(100.0)");
    assert_eq!(told_of("S11"), format!("123456 470300000 SF12BW125 (-97.0, 1.5) {phy}"));
}

fn modulation() -> impl Strategy<Value = Modulation> {
    let lora = (5_u8..=12, prop_oneof![Just(125_000_u32), Just(250_000), Just(500_000)]);
    prop_oneof![
        lora.prop_map(|(spreading_factor, bandwidth_hz)| Modulation::LoRa {
            spreading_factor,
            bandwidth_hz
        }),
        (1_u32..1_000_000).prop_map(|bit_rate| Modulation::Fsk { bit_rate }),
    ]
}

fn phy() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 1..=255)
}

/// Learnt from others' bugs: a downlink for a chain that cannot transmit, and a frequency printed
/// with the noise of a binary fraction.
#[test]
fn a_downlink_names_the_transmitting_chain_and_an_exact_frequency() {
    for (frequency_hz, text) in [(867_700_000, "867.7"), (869_525_000, "869.525")] {
        let downlink = GatewayDownlink {
            gateway: GATEWAY,
            at: TransmitAt::Counter(5),
            frequency_hz,
            modulation: Modulation::LoRa { spreading_factor: 9, bandwidth_hz: 125_000 },
            power_dbm: 14,
            phy: Arc::from([0x60]),
            board: None,
            antenna: None,
            waveform: Waveform::default(),
        };
        let sent = pull_resp(2, 1, &downlink);
        let json: serde_json::Value = serde_json::from_slice(&sent[4..]).unwrap();
        assert_eq!(json["txpk"]["rfch"], 0);
        let json = String::from_utf8(sent[4..].to_vec()).unwrap();
        assert!(json.contains(&format!(r#""freq":{text},"#)), "{json}");
    }
}

#[test]
fn a_raw_frame_says_how_it_is_put_on_the_air() {
    let downlink = GatewayDownlink {
        gateway: GATEWAY,
        at: TransmitAt::Immediately,
        frequency_hz: 923_300_000,
        modulation: Modulation::LoRa { spreading_factor: 9, bandwidth_hz: 500_000 },
        power_dbm: 20,
        phy: Arc::from([0xDC, 1]),
        board: None,
        antenna: None,
        waveform: Waveform { inverted: false, preamble: Some(8_105), crc: true, coding_rate: 6 },
    };
    assert_eq!(
        super::txpk_json(&downlink),
        r#"{"imme":true,"freq":923.3,"rfch":0,"powe":20,"modu":"LORA","datr":"SF9BW500","codr":"4/6","prea":8105,"ipol":false,"size":2,"ncrc":false,"data":"3AE="}"#
    );
}

proptest! {
    #[test]
    fn a_downlink_is_read_as_it_was_written(
        counter in any::<Option<u32>>(), steps in 10_000_u32..40_000_000,
        modulation in modulation(), power_dbm in any::<i8>(), phy in phy(), antenna in any::<Option<u8>>(),
    ) {
        let downlink = GatewayDownlink {
            gateway: GATEWAY,
            at: counter.map_or(TransmitAt::Immediately, TransmitAt::Counter),
            frequency_hz: steps * 100,
            modulation,
            power_dbm,
            phy: Arc::from(phy.clone()),
            board: antenna,
            antenna,
            waveform: Waveform::default(),
        };
        let bytes = pull_resp(2, 7, &downlink);
        let Some(FromServer::PullResp { token: 7, json }) = FromServer::read(&bytes) else {
            panic!("no PULL_RESP");
        };
        let expected = Downlink {
            at: downlink.at,
            frequency_hz: downlink.frequency_hz,
            modulation,
            power_dbm: i32::from(power_dbm),
            inverted: true,
            phy,
        };
        prop_assert_eq!(read_downlink(json), Ok(expected));
    }

    #[test]
    fn an_uplink_is_read_as_it_was_written(
        tmst in any::<u32>(), steps in 10_000_u32..40_000_000, modulation in modulation(),
        rssi in -1_500_i16..0, snr in -200_i16..150, tmms in 1_u64..1 << 53, phy in phy(),
        channel in any::<u8>(), board in any::<Option<u8>>(),
    ) {
        let packet = RxPacket {
            tmst,
            time: Some("2026-05-01T08:00:00.000001Z"),
            tmms: Some(tmms),
            ftime: Some(tmst),
            channel,
            rf_chain: 1,
            frequency_hz: steps * 100,
            modulation,
            code_rate: "4/5",
            rssi_dbm: Some(f32::from(rssi) / 10.0),
            snr_db: Some(f32::from(snr) / 10.0),
            board,
            antenna: board,
            phy: &phy,
        };
        let stat = GatewayStat { rxnb: 3, ackr: Some(99.5), latitude: Some(1.5), longitude: Some(2.5), ..GatewayStat::default() };
        let bytes = push_data(9, GATEWAY, &[packet.clone(), packet.clone()], Some(&stat));
        let Some(FromGateway { token: 9, kind: Kind::PushData(json), .. }) = FromGateway::read(&bytes) else {
            panic!("no PUSH_DATA");
        };
        let push = read(json);
        prop_assert_eq!(push.stat, Some(stat));
        let read: Vec<_> = push.uplinks.iter().map(RxPacket::from).collect();
        prop_assert_eq!(read, vec![packet.clone(), packet]);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = (FromGateway::read(&bytes), FromServer::read(&bytes), read(&bytes));
        let _ = (read_downlink(&bytes), read_tx_ack(&bytes));
    }

    #[test]
    fn no_text_like_json_makes_a_reader_panic(text in r#"[\[\]{}:,"\\a-z0-9.+-]{0,80}"#) {
        let json = format!(r#"{{"rxpk":[{text}],"stat":{text}}}"#);
        let _ = (read(&json), read(&text), read_tx_ack(text.as_bytes()));
        let repaired = super::lenient::repair(&json);
        prop_assert!(repaired.len() <= 4 * json.len());
    }

    #[test]
    fn a_changed_byte_never_makes_a_reader_panic(at in 0_usize..220, byte in any::<u8>()) {
        let mut json = format!(r#"{{"rxpk":[{GOOD},{GOOD}]}}"#).into_bytes();
        let length = json.len();
        json[at % length] = byte;
        let push = read(&json);
        prop_assert!(push.uplinks.len() <= 2);
    }
}
