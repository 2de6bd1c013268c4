//! Every built-in command runs in the real sandbox; its bytes are compared with the protocol's.

use std::collections::HashSet;
use std::sync::Arc;

use model::record::ParserType;
use script::{Input, Limits, Sandbox, Script, ScriptKey, ScriptKind};
use serde_json::{Value, json};

use super::{BuiltinRpcModel, rpc_models};
use crate::rpc::{RpcAction, RpcPlan, interpret, parameters};

fn model(id_name: &str) -> BuiltinRpcModel {
    *rpc_models().iter().find(|model| model.id_name == id_name).expect("a built-in model")
}

/// What it does with these parameters, for a device in this state; the error of its script.
fn run(id_name: &str, device: &Value, params: Value, alarms: &Value) -> Result<RpcPlan, String> {
    let model = model(id_name);
    let record = model.into_record(model::Timestamp::default());
    let Value::Object(given) = params else { panic!("an object") };
    let params = parameters::fill(&record.template, &given)
        .map_err(|bad| bad.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    let script = Script {
        key: ScriptKey { id: model.id.0, version: 0 },
        kind: ScriptKind::Rpc,
        parser: ParserType::Custom,
        source: Arc::from(model.script),
    };
    let input = Input::Rpc {
        device: &device.to_string(),
        params: &Value::Object(params).to_string(),
        alarms: &alarms.to_string(),
        org_params: "{}",
    };
    let outcome = Sandbox::new(Limits::default()).run(&script, &input);
    let returned = outcome.result.map_err(|error| error.message.to_string())?;
    interpret(returned).map_err(|error| error.to_string())
}

fn device() -> Value {
    json!({"eui": "70b3d57ed0001234", "device_type": "NORMAL", "parent": null,
        "shared_attrs": {"class_mode": "ClassA"}, "server_attrs": {}})
}

/// Each step as `port payload`, with `confirmed`, the wait and another kind in front.
fn shown(plan: &RpcPlan) -> Vec<String> {
    let step = |step: &crate::rpc::RpcStep| {
        assert_eq!(
            step.target.as_ref().map(ToString::to_string).as_deref(),
            Some("70b3d57ed0001234")
        );
        let RpcAction::Downlink(downlink) = &step.action else { panic!("{step:?}") };
        let word = |pointer: &str| {
            let value = Value::Object(downlink.message.clone()).pointer(pointer).cloned();
            value.unwrap_or_default()
        };
        assert_eq!(word("/moteeui"), "70b3d57ed0001234");
        assert_eq!(word("/userdata/dnWaitms"), 0, "the instance's own patience");
        let mut text = String::new();
        if step.sleep_ms > 0 {
            text += &format!("+{} ", step.sleep_ms);
        }
        if word("/type") != "data" {
            text += &format!("{} ", word("/type").as_str().unwrap_or_default());
        }
        if word("/userdata/confirmed") == true {
            text += "confirmed ";
        }
        let bytes = downlink.payload.iter().flatten().map(|byte| format!("{byte:02X}"));
        let bytes: Vec<String> = bytes.collect();
        text + &format!("{} {}", word("/userdata/port"), bytes.join(" "))
    };
    plan.steps.iter().map(step).collect()
}

fn check(id_name: &str, params: Value, expected: &[&str]) {
    let plan = run(id_name, &device(), params, &json!({}));
    let plan = plan.unwrap_or_else(|error| panic!("{id_name}: {error}"));
    assert_eq!(shown(&plan), expected, "{id_name}");
}

fn refused(id_name: &str, params: Value, word: &str) {
    let error = run(id_name, &device(), params, &json!({})).expect_err(id_name);
    assert!(error.contains(word), "{id_name}: {error}");
}

#[test]
fn ids_and_methods_are_given_once() {
    let ids: HashSet<_> = rpc_models().iter().map(|model| model.id).collect();
    let names: HashSet<_> = rpc_models().iter().map(|model| model.id_name).collect();
    assert_eq!((ids.len(), names.len()), (rpc_models().len(), rpc_models().len()));
}

#[test]
fn bytes_are_sent_as_they_are() {
    check("mt_act_dn_data", json!({}), &["12 12 34"]);
    check(
        "mt_act_dn_data",
        json!({"port": "214", "data": "CF 03 09 01 01", "type": "dataClear", "confirmed": true}),
        &["dataClear confirmed 214 CF 03 09 01 01"],
    );
    check("mt_act_dn_data", json!({"data": "0xABC"}), &["12 0A BC"]);
    refused("mt_act_dn_data", json!({"data": "xyz"}), "hexadecimal");
    refused("mt_act_dn_data", json!({"data": ""}), "empty");
    check(
        "mt_data_transparent",
        json!({"payload": "01 03 00 00 00 02 C4 0B"}),
        &["51 01 03 00 00 00 02 C4 0B"],
    );
    refused("mt_data_transparent", json!({}), "payload: is missing");
}

#[test]
fn a_sub_device_is_reached_through_its_parent() {
    let sub = json!({"eui": "s0001", "device_type": "SUB_DEVICE", "parent": "70b3d57ed0001234"});
    let plan = run("mt_act_dn_data", &sub, json!({}), &json!({})).expect("a plan");
    assert_eq!(shown(&plan), ["12 12 34"]);
}

#[test]
fn frames_without_parameters_are_those_of_the_protocol() {
    for (id_name, bytes) in [
        ("mt_app_reset", "CF 03 09 01 01"),
        ("mt_app_redo", "CF 03 09 01 02"),
        ("mt_app_join", "CF 03 09 01 04"),
        ("mtget_period_heart", "8F 02 3A 0C"),
        ("mtget_app_paras", "8F 02 00 28"),
        ("mtget_app_device_count", "8F 02 3C 01"),
        ("mtget_app_multi_device_para", "8F 02 78 1A"),
        ("mtget_cf_all_paras", "89 02 00 4E"),
        ("mtget_cf_excnf", "89 02 00 02"),
        ("mtget_cf_gbroad", "89 02 02 24"),
        ("mtget_cf_sw", "89 02 3C 08"),
        ("mtget_fw_para", "81 02 4F 0C"),
        ("mtget_frequencies", "82 02 00 59"),
        ("mtget_ks31_paras", "8F 02 96 14"),
        ("mtget_ks32_paras", "8F 02 64 1A"),
        ("mtget_ks52_paras", "8F 02 8E 04"),
        ("mtget_ks61_paras", "8F 02 98 0F"),
        ("mtset_app_uart", "CF 04 0C 02 08 18"),
    ] {
        check(id_name, json!({}), &[&format!("214 {bytes}")]);
    }
    check("mtget_app_paras", json!({"start_addr": 2, "reg_count": 4}), &["214 8F 02 02 04"]);
    refused("mtget_app_paras", json!({"reg_count": 51}), "1 to 50");
}

#[test]
fn settings_are_written_low_byte_first() {
    check("mtset_period_heart", json!({"period": 1800}), &["confirmed 214 CF 04 3A 02 08 07"]);
    check("mtset_period_heart", json!({}), &["confirmed 214 CF 04 3A 02 A0 05"]);
    refused("mtset_period_heart", json!({"period": 70_000}), "");
    check("mtget_period_data", json!({"period": 900}), &["confirmed 214 CF 04 3D 02 84 03"]);
    refused("mtget_period_data", json!({}), "period: is missing");
    let write = json!({"start_addr": 0x2A, "value": 0x12});
    check("mtset_app_uint8", write, &["214 CF 03 2A 01 12"]);
    let write = json!({"start_addr": 0x2A, "value": 0x1234});
    check("mtset_app_uint16le", write, &["214 CF 04 2A 02 34 12"]);
    let write = json!({"start_addr": 0x2A, "value": 0x1234_5678});
    check("mtset_app_uint32le", write, &["214 CF 06 2A 04 78 56 34 12"]);
    let uart = json!({"baudRate": "38400", "dataBits": 8, "stopBits": 2, "checkBits": 2});
    check("mtset_app_uart", uart, &["214 CF 04 0C 02 20 A8"]);
    let bases = json!({"base1": 1, "base6": 4_294_967_295_u32});
    check(
        "mtset_ks32_base",
        bases,
        &[
            "214 CF 1C 64 1A FA FA 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 FF FF FF FF",
        ],
    );
}

#[test]
fn a_dtu_gets_the_addresses_it_polls_and_their_number() {
    let addresses =
        json!({"sub_addr1": "01020304", "sub_addr2": "A1B2C3D4", "sub_addr4": "05060708"});
    check(
        "mtset_dtu_multi_device",
        addresses.clone(),
        &["confirmed 214 CF 0C 78 0A 00 04 01 02 03 04 A1 B2 C3 D4", "214 CF 03 3C 01 02"],
    );
    let always = json!({"eui": "70b3d57ed0001234", "shared_attrs": {"class_mode": "ClassC"}});
    let plan = run("mtset_dtu_multi_device", &always, addresses, &json!({})).expect("a plan");
    assert_eq!(
        shown(&plan),
        ["214 CF 0C 78 0A 00 04 01 02 03 04 A1 B2 C3 D4", "+5000 214 CF 03 3C 01 02",]
    );
    let decimal =
        json!({"sub_addr1": "300", "sub_addr_size": 2, "query_index": 1, "is_hex": false});
    check(
        "mtset_dtu_multi_device",
        decimal,
        &["confirmed 214 CF 06 78 04 01 02 2C 01", "214 CF 03 3C 01 01"],
    );
    refused("mtset_dtu_multi_device", json!({}), "no address");
    refused("mtset_dtu_multi_device", json!({"sub_addr1": "0102"}), "2 bytes, not 4");
}

#[test]
fn radio_settings_have_the_protocols_layout() {
    check(
        "mtset_fw_para",
        json!({"swPublic": false, "devTimeReqDuty": "24"}),
        &["confirmed 214 C1 0E 4F 0C 05 00 00 00 00 00 00 00 00 00 18 00"],
    );
    check(
        "mtset_fw_para",
        json!({}),
        &["confirmed 214 C1 0E 4F 0C 05 00 00 00 00 00 00 00 00 00 FF 01"],
    );
    check("mtset_cf_sw", json!({}), &["confirmed 214 C9 0A 3C 08 09 07 20 BF B8 35 3C 01"]);
    let group = json!({"gbroadAddr": "260B1A2C", "nkwSkey": "00112233445566778899aabbccddeeff",
        "appSkey": "ffeeddccbbaa99887766554433221100"});
    check(
        "mtset_cf_gbroad",
        group,
        &["confirmed 214 C9 26 02 24 2C 1A 0B 26 \
         00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF \
         FF EE DD CC BB AA 99 88 77 66 55 44 33 22 11 00"],
    );
    let short = json!({"gbroadAddr": "260B", "nkwSkey": "00", "appSkey": "00"});
    refused("mtset_cf_gbroad", short, "gbroadAddr has 8");
    let zeros = |count: usize| vec!["00"; count].join(" ");
    let channels = json!({"freq1": "868100000,0,5,1", "freq3": "868500000, 0, 5, 0", "power": 14});
    check(
        "mtset_radio_para",
        channels,
        &[&format!(
            "214 C2 55 05 53 01 00 0E A0 27 BE 33 50 {} 20 42 C4 33 50 {}",
            zeros(5),
            zeros(65),
        )],
    );
    refused("mtset_radio_para", json!({"freq1": "868100000"}), "freq1: expected");
}

#[test]
fn relays_of_a_ks61_are_switched() {
    for (id_name, on, off) in [
        ("mt_ks61_switch1", "11", "01"),
        ("mt_ks61_switch2", "22", "02"),
        ("mt_ks61_switch3", "44", "04"),
    ] {
        check(id_name, json!({}), &[&format!("12 82 08 {on}")]);
        check(id_name, json!({"status": "off"}), &[&format!("12 82 08 {off}")]);
    }
}

#[test]
fn a_wake_up_has_a_long_preamble() {
    let plan = run("mt_sw_dn", &device(), json!({"data": "01 02"}), &json!({})).expect("a plan");
    let RpcAction::Downlink(downlink) = &plan.steps[0].action else { panic!("a downlink") };
    let bytes = downlink.payload.as_deref().unwrap_or_default();
    let (head, tail) = bytes.split_at(bytes.len() - 3);
    assert_eq!(head, [0xDC, 0x34, 0x12, 0, 0xD0, 0x7E, 0xD5, 0xB3, 0x70, 0xFF, 0xAA, 1, 2]);
    let crc = head.iter().fold(0xFFFF_u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xA001 } else { crc >> 1 }
        })
    });
    let [low, high] = crc.to_le_bytes();
    assert_eq!(tail, [low, high, 0x40]);
    let message = Value::Object(downlink.message.clone());
    assert_eq!(message["if"], "loraSW");
    let txpk = &message["userdata"]["specify"]["txpk"];
    // (8000 + 300) / (0.064 · 2^4)
    assert_eq!((&txpk["prea"], &txpk["datr"]), (&json!(8_106), &json!("SF9BW500")), "{txpk}");
}

#[test]
fn an_alarm_is_raised_once_and_cleared() {
    let raise = json!({"name": "hot", "title": "Hot", "desc": "31 C", "level": "high",
        "group": {"notify": ["ops"]}});
    let step = |params: &Value, alarms: &Value| {
        let plan = run("alarm", &device(), params.clone(), alarms).expect("a plan");
        plan.steps.into_iter().map(|step| step.action).collect::<Vec<_>>()
    };
    let steps = step(&raise, &json!({}));
    let [RpcAction::Alarm(alarm)] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!((&*alarm.name, &alarm.notice_groups), ("hot", &vec!["ops".to_owned()]));
    let known = json!({"hot": {"title": "Hot", "desc": "31 C", "level": "high"}});
    assert_eq!(step(&raise, &known), [], "nothing new");
    let clear = json!({"name": "hot", "action": "clear", "notify": ["ops", "night"]});
    let steps = step(&clear, &known);
    let [RpcAction::Alarm(alarm)] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(alarm.change, crate::alarm::AlarmChange::Clear);
    assert_eq!(alarm.notice_groups, ["ops", "night"]);
    assert_eq!(step(&json!({"action": "no"}), &known), []);
}
