use std::sync::Arc;
use std::time::Instant;

use model::radio::{GatewayUplink, Modulation};
use model::record::ClassMode;
use model::{DeviceEui, JsonMap, RecordId, Timestamp};
use serde_json::json;

use super::{Position, Telemetry, Uplink, from_other, telemetry_message, uplink};

fn eui() -> DeviceEui {
    "70b3d57ed0001234".parse().expect("an EUI")
}

fn copy() -> GatewayUplink {
    GatewayUplink {
        gateway: "5a53012501030099".parse().expect("an EUI"),
        received_at: Timestamp::from_millis(1_777_622_400_000),
        arrived: Instant::now(),
        token: 1,
        phy: Arc::from([0_u8; 12]),
        frequency_hz: 868_100_000,
        modulation: Modulation::LoRa { spreading_factor: 9, bandwidth_hz: 125_000 },
        code_rate: Arc::from("4/5"),
        tmst: 123_456_789,
        time: Some("2026-05-01T08:00:00.123456Z".into()),
        tmms: None,
        ftime: None,
        rssi_dbm: Some(-71.0),
        snr_db: Some(9.8),
        channel: 2,
        rf_chain: 0,
        board: None,
        antenna: None,
    }
}

fn message(copies: &[GatewayUplink], position: Option<Position>) -> String {
    uplink(&Uplink {
        eui: &eui(),
        token: 4711,
        class: ClassMode::ClassA,
        confirmed: false,
        f_cnt: 1033,
        f_port: 11,
        payload: &[0x21, 0x07, 0x03, 0x00],
        copies,
        position,
    })
}

#[test]
fn an_uplink_has_every_member_in_the_products_order() {
    let position = Position { longitude: 11.57, latitude: 48.13, altitude: 0.0, accuracy: 50.0 };
    assert_eq!(
        message(&[copy()], Some(position)),
        concat!(
            r#"{"version":"3.1","type":"data","if":"loraWAN","moteeui":"70b3d57ed0001234","token":4711,"#,
            r#""userdata":{"class":"ClassA","confirmed":false,"seqno":1033,"port":11,"payload":"IQcDAA=="},"#,
            r#""moteTx":{"freq":868.1,"modu":"LORA","datr":"SF9BW125","codr":"4/5","macAck":"","macCmd":""},"#,
            r#""gwrx":[{"eui":"5a53012501030099","time":"2026-05-01T08:00:00.123456Z","tmms":0,"#,
            r#""tmst":123456789,"ftime":0,"chan":2,"rfch":0,"rssi":-71,"lsnr":9.8}],"#,
            r#""geoInfo":{"type":"gw","longitude":11.57,"latitude":48.13,"altitude":0,"accuracy":50}}"#
        )
    );
}

#[test]
fn a_group_lists_all_gateways_and_what_they_did_not_measure_is_null() {
    let fsk = GatewayUplink {
        modulation: Modulation::Fsk { bit_rate: 50_000 },
        frequency_hz: 868_000_000,
        snr_db: None,
        time: None,
        tmms: Some(1_461_657_618_000),
        ..copy()
    };
    assert_eq!(
        message(&[fsk, copy()], None),
        concat!(
            r#"{"version":"3.1","type":"data","if":"loraWAN","moteeui":"70b3d57ed0001234","token":4711,"#,
            r#""userdata":{"class":"ClassA","confirmed":false,"seqno":1033,"port":11,"payload":"IQcDAA=="},"#,
            r#""moteTx":{"freq":868,"modu":"FSK","datr":"50000","codr":"4/5","macAck":"","macCmd":""},"#,
            r#""gwrx":[{"eui":"5a53012501030099","time":"","tmms":1461657618000,"#,
            r#""tmst":123456789,"ftime":0,"chan":2,"rfch":0,"rssi":-71,"lsnr":null},"#,
            r#"{"eui":"5a53012501030099","time":"2026-05-01T08:00:00.123456Z","tmms":0,"#,
            r#""tmst":123456789,"ftime":0,"chan":2,"rfch":0,"rssi":-71,"lsnr":9.8}]}"#
        )
    );
}

#[test]
fn telemetry_has_every_member_in_the_products_order() {
    let fields = json!({"temperature": 21.4, "humidity": 55, "update_time": 1_777_622_400_000_i64});
    let fields: JsonMap = fields.as_object().cloned().unwrap_or_default();
    let message = telemetry_message(&Telemetry {
        eui: &eui(),
        active_time: Timestamp::from_millis(1_777_622_400_000),
        thing_model_id: RecordId(40_000_000_000_000_001),
        thing_model_id_name: "my_th",
        telemetry_data: &fields,
    });
    assert_eq!(
        message,
        concat!(
            r#"{"eui":"70b3d57ed0001234","active_time":"2026-05-01T08:00:00.000Z","#,
            r#""thingModelId":"40000000000000001","thingModelIdName":"my_th","#,
            r#""telemetry_data":{"temperature":21.4,"humidity":55,"update_time":1777622400000}}"#
        )
    );
}

#[test]
fn what_other_devices_publish_reaches_scripts_unchanged_or_wrapped() {
    let check = |body: &[u8], expected: &str| match from_other(&eui(), body) {
        Ok(message) => assert_eq!(message, expected),
        Err(error) => assert_eq!(error.to_string(), expected),
    };
    check(br#"{ "t": 1 }"#, r#"{ "t": 1 }"#);
    check(br#"{"moteeui":"70B3D57ED0001234"}"#, r#"{"moteeui":"70B3D57ED0001234"}"#);
    check(
        br#"{"moteeui":"70b3d57ed0009999"}"#,
        "the message is for `70b3d57ed0009999`, its topic for `70b3d57ed0001234`",
    );
    check(b"[1]", "the message is JSON but not an object");
    check(b"t=1", r#"{"userdata":{"payload":"dD0x"}}"#);
    check(&[0xFF, 0x00], r#"{"userdata":{"payload":"/wA="}}"#);
    check(b"", r#"{"userdata":{"payload":""}}"#);
}
