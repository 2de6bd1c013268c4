//! Every built-in model runs in the real sandbox on frames put together byte by byte.

use std::collections::HashSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::record::Categories;
use script::{Input, Limits, Sandbox, Script, ScriptKey, ScriptKind};
use serde_json::{Value, json};

use super::{BuiltinThingModel, thing_models};
use crate::result::interpret;

fn model(id_name: &str) -> BuiltinThingModel {
    thing_models().into_iter().find(|model| model.id_name == id_name).expect("a built-in model")
}

fn run(sandbox: &mut Sandbox, model: &BuiltinThingModel, msg: &Value) -> Option<Value> {
    let script = Script {
        key: ScriptKey { id: model.id.0, version: 0 },
        kind: ScriptKind::ThingModel,
        parser: model.parser,
        source: Arc::from(model.script),
    };
    let device = json!({"eui": "70b3d57ed0001234", "telemetry_data": {}}).to_string();
    let input = Input::ThingModel {
        device: &device,
        msg: &msg.to_string(),
        thing_model_id: &model.id.to_string(),
        notice: Categories::UPLINK,
    };
    let outcome = sandbox.run(&script, &input);
    outcome.result.unwrap_or_else(|error| panic!("{}: {error}", model.id_name))
}

fn message(port: u8, payload: &str) -> Value {
    let bytes: Vec<u8> = payload
        .split_whitespace()
        .map(|byte| u8::from_str_radix(byte, 16).expect("a hex byte"))
        .collect();
    json!({
        "userdata": {"class": "ClassC", "port": port, "payload": STANDARD.encode(bytes)},
        "gwrx": [{"eui": "5a53012501030099", "rssi": -60, "lsnr": 10.5}],
    })
}

/// `expected` is the returned JSON; `null` when nothing is returned.
fn check(id_name: &str, port: u8, payload: &str, expected: Value) {
    let mut sandbox = Sandbox::new(Limits::default());
    let returned = run(&mut sandbox, &model(id_name), &message(port, payload)).unwrap_or_default();
    assert_eq!(returned.to_string(), expected.to_string(), "{id_name} {port} {payload}");
    assert!(interpret(Some(returned)).is_ok(), "{id_name} {port} {payload}");
}

#[test]
fn ks52_reports_temperature_and_humidity() {
    check(
        "mt_ks52",
        11,
        "21 07 03 00 00 3C 00 00 E2 04 1B 02 C5 00 00",
        json!({
            "telemetry_data": {"period_data": 60, "status": "normal", "temperatrue": 25,
                "humidity": 53.9, "vbat": 3.24, "rssi": -60, "snr": 10.5},
            "shared_attrs": {"period_data": 60},
        }),
    );
    check(
        "mt_ks52",
        11,
        "21 07 03 00 00 08 07 01 84 03 E8 03 FE 00 00",
        json!({
            "telemetry_data": {"period_data": 1800, "status": "fault", "temperatrue": -10,
                "humidity": 100, "vbat": 3.6, "rssi": -60, "snr": 10.5},
            "shared_attrs": {"period_data": 1800},
        }),
    );
}

#[test]
fn ks52_ignores_other_frames() {
    check("mt_ks52", 12, "21 07 03 00 00 3C 00 00 E2 04 1B 02 C5 00 00", Value::Null);
    check("mt_ks52", 11, "21 07 03 00 00 3C 00 00 E2 04 1B 02 C5 00", Value::Null);
    check("mt_ks52", 11, "21 07 04 00 00 3C 00 00 E2 04 1B 02 C5 00 00", Value::Null);
    check("mt_ks52", 11, "", Value::Null);
}

#[test]
fn ks52_reads_configuration_replies() {
    check(
        "mt_ks52",
        214,
        "2F 06 8E 04 1E 00 05 14",
        json!({"shared_attrs": {"content": "2f068e041e000514", "period_measure": 30,
            "cov_temperatrue": 0.5, "cov_humidity": 2}}),
    );
    check(
        "mt_ks52",
        214,
        "2F 04 3A 02 08 07",
        json!({"shared_attrs": {"content": "2f043a020807", "period_data": 1800}}),
    );
    // Announces more registers than it carries.
    check(
        "mt_ks52",
        214,
        "2F 04 8E 04 1E 00",
        json!({"shared_attrs": {"content": "2f048e041e00", "period_measure": 30}}),
    );
    check("mt_ks52", 214, "6F 01 00", Value::Null);
    check("mt_ks52", 214, "4F 01 05", Value::Null);
}

#[test]
fn ks51_reports_a_leak() {
    let dry = json!({"telemetry_data": {"status": "normal", "detected": 0, "vbat": 3.24,
        "rssi": -60, "snr": 10.5}});
    check("mt_ks51", 11, "82 21 12 00 C5 00 00", dry);
    let wet = json!({"telemetry_data": {"status": "normal", "detected": 1, "vbat": 3.24,
        "rssi": -60, "snr": 10.5}});
    check("mt_ks51", 11, "82 21 12 00 C5 01 00", wet);
    check("mt_ks51", 11, "82 21 12 02 C5 01 00", json!({"telemetry_data": {"status": "fault"}}));
    check("mt_ks51", 11, "82 21 12 00 C5 01", Value::Null);
}

#[test]
fn ks53_reports_temperature() {
    check(
        "mt_ks53",
        11,
        "82 21 05 00 E2 04 C5",
        json!({"telemetry_data": {"status": "normal", "temperatrue": 25, "vbat": 3.24,
            "rssi": -60, "snr": 10.5}}),
    );
    check("mt_ks53", 11, "82 21 05 01 E2 04 C5", json!({"telemetry_data": {"status": "fault"}}));
}

#[test]
fn ks31_tells_current_from_voltage() {
    let channels = "40 9C 00 00 00 7D 00 00 00 FA 00 00 FF FF FF FF C5";
    check(
        "mt_ks31",
        11,
        &format!("82 25 17 00 {channels}"),
        json!({
            "telemetry_data": {"status": "normal", "type": "4-20mA", "chan1": 6.875, "chan2": 5.5,
                "chan3": 11, "chan4": 0, "vbat": 3.24, "rssi": -60, "snr": 10.5},
            "server_attrs": {"type": "4-20mA"},
        }),
    );
    check(
        "mt_ks31",
        11,
        &format!("82 25 18 00 {channels}"),
        json!({
            "telemetry_data": {"status": "normal", "type": "0-10V", "chan1": 6.25, "chan2": 5,
                "chan3": 10, "chan4": 0, "vbat": 3.24, "rssi": -60, "snr": 10.5},
            "server_attrs": {"type": "0-10V"},
        }),
    );
    check("mt_ks31", 11, &format!("82 25 19 00 {channels}"), Value::Null);
    check(
        "mt_ks31",
        214,
        "2F 16 96 14 0F 00 1E 00 01 00 00 00 02 00 00 00 03 00 00 00 04 00 00 00",
        json!({"shared_attrs": {
            "content": "2f1696140f001e0001000000020000000300000004000000", "cov_enable": "0f",
            "period_measure": 30, "chan1": 1, "chan2": 2, "chan3": 3, "chan4": 4}}),
    );
}

#[test]
fn ks32_reports_contacts_and_counters() {
    check(
        "mt_ks32",
        15,
        "82 24 1A 25 00 C5 01 00 00 00 02 00 00 00 03 00 00 00 04 00 00 00 05 00 00 00 40 42 0F 00",
        json!({"telemetry_data": {"status": "normal", "chan1": 1, "chan2": 0, "chan3": 1,
            "chan4": 0, "chan5": 0, "chan6": 1, "counter1": 1, "counter2": 2, "counter3": 3,
            "counter4": 4, "counter5": 5, "counter6": 1_000_000, "vbat": 3.24, "rssi": -60,
            "snr": 10.5}}),
    );
    check(
        "mt_ks32",
        214,
        "2F 08 64 06 FA FA 07 00 00 00",
        json!({"shared_attrs": {"content": "2f086406fafa07000000", "base_header": 64_250,
            "base1": 7}}),
    );
}

#[test]
fn ks61_reports_indoor_air() {
    check(
        "mt_ks61",
        11,
        "82 24 07 00 D6 00 2C 01 20 03 F4 01 64 00 00 00 00 01 05 00 00 00 48 41",
        json!({"telemetry_data": {"status": "normal", "temperature": 21.4, "humidity": 30,
            "co2": 800, "light": 500, "tvoc": 100, "pir": 1, "relay1": 1, "relay2": 0, "relay3": 1,
            "pm25": 12.5, "rssi": -60, "snr": 10.5}}),
    );
    check(
        "mt_ks61",
        214,
        "2F 11 98 0F 3F 05 02 0A 32 05 2C 01 64 00 C8 00 2C 01 07",
        json!({"shared_attrs": {"content": "2f11980f3f05020a32052c016400c8002c0107", "enable": "3f",
            "cov_temperature": 0.5, "cov_humidity": 2, "cov_tvoc": 10, "cov_co2": 50,
            "cov_pm25": 5, "pir_delay": 300, "lux_threshold1": 100, "lux_threshold2": 200,
            "lux_threshold3": 300, "pir_mask": "07"}}),
    );
}

#[test]
fn an_electricity_meter_becomes_a_sub_device() {
    let frame = |flags: &str| {
        format!(
            "21 05 39 30 00 00 00 00 00 00 FC 08 06 09 F2 08 0A 00 14 00 1E 00 \
             64 00 00 00 C8 00 00 00 2C 01 00 00 90 01 00 00 {flags}"
        )
    };
    check(
        "mt_dtu_emeter",
        12,
        &frame("00"),
        json!({
            "sub_device": "000000012345",
            "telemetry_data": {"ua": 230, "ub": 231, "uc": 229, "ia": 1, "ib": 2, "ic": 3,
                "yz": 10, "yf": 20, "wz": 30, "wf": 40},
            "server_attrs": {"sub_addr": "000000012345"},
        }),
    );
    check("mt_dtu_emeter", 12, &frame("01"), Value::Null);
}

#[test]
fn a_dtu_passes_serial_data_through() {
    for id_name in ["mt_dtu", "mt_dtu_mbus"] {
        check(
            id_name,
            51,
            "01 03 02 00 EA",
            json!({
                "telemetry_data": {"payload": "01030200ea", "rssi": -60, "snr": 10.5},
                "shared_attrs": {"class_mode": "ClassC"},
            }),
        );
        let class_only = json!({"telemetry_data": null, "shared_attrs": {"class_mode": "ClassC"}});
        check(id_name, 7, "01", class_only);
    }
}

#[test]
fn a_dtu_reports_its_registers() {
    check(
        "mt_dtu",
        214,
        "2F 06 0C 04 08 18 21 05",
        json!({"telemetry_data": null, "shared_attrs": {"class_mode": "ClassC",
            "content": "2f060c0408182105", "BaudRate": 9600, "dataBits": 8, "stopBits": 1,
            "checkBits": 0, "KeepRx": true, "Battery": false, "Uart1Used": false,
            "TransparentBit": false, "SwUp": false, "JoinRst": true, "PowerCtrl": false,
            "Wait60s": false, "ConfirmDuty": 5}}),
    );
    check(
        "mt_dtu",
        214,
        "2F 06 00 04 83 02 30 0C",
        json!({"telemetry_data": null, "shared_attrs": {"class_mode": "ClassC",
            "content": "2f0600048302300c", "FuotaVersion": 3, "HwType": "OM422", "HwVersion": 3,
            "SwVersion": 12}}),
    );
}

#[test]
fn polled_addresses_become_shared_attributes() {
    check(
        "mt_dtu_multi_device",
        214,
        "2F 0C 78 0A 00 04 11 22 33 44 55 66 77 88",
        json!({"shared_attrs": {"query_index": 0, "sub_addr_size": 4, "sub_addr1": "11223344",
            "sub_addr2": "55667788"}}),
    );
    check(
        "mt_dtu_mbus",
        214,
        "2F 0E 7A 0C 01 02 03 04 05 06 07 A1 A2 A3 A4 A5",
        json!({"telemetry_data": null, "shared_attrs": {"class_mode": "ClassC",
            "content": "2f0e7a0c01020304050607a1a2a3a4a5", "sub_addr1": "07060504030201",
            "sub_model1": "a1a2a3a4a5"}}),
    );
}

#[test]
fn radio_settings_become_shared_attributes() {
    // Registers 0 to 17: RX2, channel mask, power, and two channels.
    check(
        "mt_freqencies",
        214,
        "22 14 00 12 20 44 1E 1E 02 03 00 16 A0 27 BE 33 50 E0 34 C1 33 50",
        json!({"telemetry_data": null, "shared_attrs": {"class_mode": "ClassC",
            "content": "2214001220441e1e02030016a027be3350e034c13350", "dn2Freq": 505_300_000,
            "DLSetting": "02", "channelMap": "0300", "power": 22, "Freq1": 868_100_000,
            "DRRange1": "50", "Freq2": 868_300_000, "DRRange2": "50"}}),
    );
}

#[test]
fn no_built_in_model_throws_on_any_short_or_foreign_message() {
    let ports = [1, 11, 12, 15, 51, 201, 209, 213, 214];
    let starts = [
        "21 07 03", "82 21 12", "82 21 05", "82 25 17", "82 24 1A", "82 24 07", "21 05",
        "2F 06 78", "22 59 00",
    ];
    let mut sandbox = Sandbox::new(Limits::default());
    for model in thing_models() {
        run(&mut sandbox, &model, &json!({}));
        run(&mut sandbox, &model, &json!({"userdata": {}}));
        run(&mut sandbox, &model, &json!({"userdata": {"port": 214, "payload": 7}}));
        run(&mut sandbox, &model, &json!({"eui": "70b3d57ed0009999", "telemetry_data": {}}));
        for start in starts {
            for length in [0, 1, 3, 20, 60] {
                let payload = format!("{start} {}", "FF ".repeat(length));
                for port in ports {
                    run(&mut sandbox, &model, &message(port, &payload));
                }
            }
        }
    }
}

#[test]
fn the_catalogue_is_consistent() {
    let models = thing_models();
    let ids: HashSet<_> = models.iter().map(|model| model.id).collect();
    let names: HashSet<_> = models.iter().map(|model| model.id_name).collect();
    assert_eq!((ids.len(), names.len()), (models.len(), models.len()));
    for model in &models {
        let fields = model.telemetry_config.get("fields").and_then(Value::as_object);
        for (key, field) in fields.expect("fields") {
            assert_eq!(field.get("field_name"), Some(&json!(key)), "{}", model.id_name);
            // Scripts write fields as `key:`, `key,` or by a loop over `chan1` to `chan6`.
            let stem = key.trim_end_matches(|c: char| c.is_ascii_digit());
            assert!(model.script.contains(stem), "{} shows {key}", model.id_name);
        }
    }
}

#[test]
fn what_ships_has_ids_that_no_other_model_gets() {
    let things = super::thing_models().into_iter().map(|model| model.id);
    let rpcs = super::rpc_models().iter().map(|model| model.id);
    let templates = super::device_templates().iter().map(|template| template.id);
    for id in things.chain(rpcs).chain(templates) {
        assert!(super::is_reserved(id) && super::ships(id), "{id}");
    }
}
