//! Shared attributes on their way to the device: by a linked RPC, by MQTT, or not at all; and back
//! by what the device reports.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::foreign::{Activation, Foreign};
use crate::mqtt::Publisher;
use crate::process::PATIENCE;
use crate::rpc::{model, mount};
use crate::stage::{Stage, abp};

/// Tells a device its period, and reads the period the device reports.
const SET: &str = r#"
function rpc_script({ params }) {
  const payload = Buffer.from([0xcf, params.period]).toString('base64');
  return [{ dnMsg: { type: 'data', userdata: { port: 214, confirmed: false, payload } } }];
}
"#;
const REPORT: &str = r#"
return { shared_attrs: { period: msg.userdata ? Buffer.from(msg.userdata.payload, 'base64')[8] : msg.period } };
"#;

/// An attribute of a device.
fn attribute(stage: &Stage, eui: &str, side: &str, key: &str) -> Result<Value> {
    let items = stage.list(&format!("/api/v1/devices/{eui}/attributes/{side}"))?;
    let is_it = |item: &Value| item.get("key").and_then(Value::as_str) == Some(key);
    items.into_iter().find(is_it).context("the attribute")
}

/// What is known of a shared attribute on its device: state and reason.
fn on_device(stage: &Stage, eui: &str, key: &str) -> Result<(String, String)> {
    let attribute = attribute(stage, eui, "shared", key)?;
    let word = |path| attribute.pointer(path).and_then(Value::as_str).unwrap_or_default();
    Ok((word("/on_device/state").to_owned(), word("/on_device/reason").to_owned()))
}

fn set(stage: &Stage, eui: &str, side: &str, values: &Value) -> Result<Value> {
    let path = format!("/api/v1/devices/{eui}/attributes/{side}");
    stage.change(&path, &json!({ "values": values }))
}

fn expect(stage: &Stage, eui: &str, key: &str, state: &str, reason: &str) -> Result<()> {
    assert_eq!(on_device(stage, eui, key)?, (state.to_owned(), reason.to_owned()), "{key}");
    Ok(())
}

/// The value reaches a device of a stack that is not ours, which then reports another, then it.
#[test]
fn a_linked_rpc_takes_an_edited_value_to_the_device() -> Result<()> {
    let stage = Stage::set()?;
    let activation = Activation::Otaa;
    stage.create("/api/v1/lorawan-profiles", &activation.profile())?;
    stage.create("/api/v1/devices", &activation.device())?;
    let eui = activation.eui();
    model(&stage, "set_period", SET, &json!({"period": {"type": "number"}}))?;
    model(&stage, "get_period", "return null", &json!({}))?;
    mount(&stage, &eui, &["get_period", "set_period"])?;
    let thing = json!({"id_name": "reads", "name": "Reads", "payload_parser": REPORT});
    stage.create("/api/v1/thing-models", &thing)?;
    stage.change(&format!("/api/v1/devices/{eui}"), &json!({"thing_model": ["reads"]}))?;
    let meta = json!({"period": {"type": "number", "rpcs": ["get_period", "set_period"]}});
    let path = format!("/api/v1/devices/{eui}/attributes/shared");
    let mut events = stage.events("rpc")?;
    stage.change(&path, &json!({"values": {"period": 60}, "meta": meta}))?;
    expect(&stage, &eui, "period", "sending", "")?;

    let runs = stage.list(&format!("/api/v1/rpc-runs?eui={eui}"))?;
    let [run] = runs.as_slice() else { anyhow::bail!("one run: {runs:?}") };
    assert_eq!((&run["method"], &run["params"]), (&json!("set_period"), &json!({"period": 60})));
    assert_eq!((&run["origin"], &run["operator"]), (&json!("attribute"), &json!("period")));
    assert_eq!(attribute(&stage, &eui, "shared", "period")?["on_device"]["run"], run["id"]);

    let mut device = Foreign::switch_on(stage.instance.address("gwmp")?.parse()?, activation)?;
    let sent = device.report(215, false)?;
    assert_eq!(sent.downlink, Some((214, vec![0xcf, 60])));
    let id = run["id"].clone();
    events.until(|event| {
        let run = event.get("run")?;
        (run["id"] == id && run["state"] == "finished").then_some(())
    })?;
    // The report that opened the window carried the device's old setting.
    let reported = attribute(&stage, &eui, "shared", "period")?;
    assert_eq!(reported["on_device"]["state"], "differs", "{reported}");

    set(&stage, &eui, "server", &json!({"period": 7}))?;
    assert_eq!(attribute(&stage, &eui, "server", "period")?["on_device"], Value::Null);
    let runs = stage.list(&format!("/api/v1/rpc-runs?eui={eui}"))?;
    assert_eq!(runs.len(), 1, "a server attribute is sent nowhere");
    Ok(())
}

#[test]
fn a_device_that_speaks_mqtt_is_told_and_confirms_by_reporting() -> Result<()> {
    const EUI: &str = "tank-1";
    let stage = Stage::set()?;
    let thing = json!({"id_name": "reads", "name": "Reads", "payload_parser": REPORT});
    stage.create("/api/v1/thing-models", &thing)?;
    let device = json!({
        "eui": EUI, "data_from": "OTHER", "thing_model": ["reads"], "shared_attrs": {"period": 900},
    });
    stage.create("/api/v1/devices", &device)?;
    expect(&stage, EUI, "period", "never_reported", "")?;
    let mut subscriber = stage.subscriber()?;
    set(&stage, EUI, "shared", &json!({"period": 60, "mode": "C"}))?;
    let told = subscriber.hear(&format!("/v32/default/as/dn/data/{EUI}"))?;
    assert_eq!((&told["version"], &told["type"]), (&json!("3.1"), &json!("attrs")), "{told}");
    assert_eq!((&told["moteeui"], told["token"].is_i64()), (&json!(EUI), true), "{told}");
    assert_eq!(told["shared_attrs"], json!({"period": 60, "mode": "C"}), "{told}");
    expect(&stage, EUI, "period", "sent", "")?;
    let messages = stage.list(&format!("/api/v1/network/messages?eui={EUI}&direction=dn"))?;
    assert_eq!(messages.len(), 1, "{messages:?}");

    let mut events = stage.events("changed")?;
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    let mut report = |period: u32| -> Result<()> {
        let body = json!({ "period": period }).to_string();
        publisher.publish(&format!("/v32/default/as/up/data/{EUI}"), body.as_bytes())?;
        events.until(|event| (event["key"] == EUI).then_some(()))
    };
    report(900)?;
    expect(&stage, EUI, "period", "differs", "")?;
    report(60)?;
    expect(&stage, EUI, "period", "reported", "")?;
    expect(&stage, EUI, "mode", "sent", "")?;
    Ok(())
}

#[test]
fn what_cannot_be_sent_is_kept_and_says_why() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    model(&stage, "set_period", SET, &json!({"period": {"type": "number"}}))?;
    model(&stage, "one", "return null", &json!({}))?;
    model(&stage, "two", "throw new Error('no')", &json!({}))?;
    model(&stage, "throws", "throw new Error('no')", &json!({"value": {"type": "number"}}))?;
    mount(&stage, &eui, &["one", "two", "throws"])?;
    let meta = json!({
        "plain": {}, "unbound": {"rpcs": ["set_period"]}, "several": {"rpcs": ["one", "two"]},
        "fails": {"rpcs": ["throws"]},
    });
    let values = json!({"plain": 1, "unbound": 2, "several": 3, "fails": 4});
    let path = format!("/api/v1/devices/{eui}/attributes/shared");
    let mut events = stage.events("rpc")?;
    stage.change(&path, &json!({"values": values, "meta": meta}))?;
    events.until(|event| (event["run"]["state"] == "failed").then_some(()))?;
    expect(&stage, &eui, "plain", "not_sent", "no_rpc")?;
    expect(&stage, &eui, "several", "not_sent", "no_fit")?;
    let (state, reason) = on_device(&stage, &eui, "unbound")?;
    assert_eq!(state, "failed");
    assert!(reason.contains("set_period is not mounted on device"), "{reason}");
    let (state, reason) = on_device(&stage, &eui, "fails")?;
    assert_eq!(state, "failed");
    assert!(reason.contains("no"), "{reason}");
    assert_eq!(stage.read(&format!("/api/v1/devices/{eui}"))?["shared_attrs"], values);

    stage.create("/api/v1/devices", &json!({"eui": "site", "device_type": "VIRTUAL"}))?;
    set(&stage, "site", "shared", &json!({"a": 1}))?;
    expect(&stage, "site", "a", "not_sent", "no_device")?;
    Ok(())
}

/// A linked RPC without a place for the value would send its defaults.
#[test]
fn an_rpc_that_does_not_take_the_value_sends_nothing() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    model(&stage, "set_period", SET, &json!({"period": {"type": "number"}}))?;
    mount(&stage, &eui, &["mt_act_dn_data", "mtset_cf_sw", "mt_app_reset", "set_period"])?;
    let values = json!({"brightness": 7, "colour": 7, "bare": 7, "port": 12, "seconds": 9});
    let meta = json!({
        "brightness": {"rpcs": ["mt_act_dn_data"]}, "colour": {"rpcs": ["mtset_cf_sw"]},
        "bare": {"rpcs": ["mt_app_reset"]}, "port": {"rpcs": ["mt_act_dn_data"]},
        "seconds": {"rpcs": ["mt_app_reset", "set_period"]},
    });
    let path = format!("/api/v1/devices/{eui}/attributes/shared");
    stage.change(&path, &json!({"values": values, "meta": meta}))?;
    for key in ["brightness", "colour", "bare"] {
        expect(&stage, &eui, key, "not_sent", "no_fit")?;
    }
    let runs = stage.list(&format!("/api/v1/rpc-runs?eui={eui}"))?;
    let mut keys: Vec<&str> =
        runs.iter().filter_map(|run| run.pointer("/operator")?.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["port", "seconds"], "{runs:?}");
    Ok(())
}

/// A side that is too large already is made smaller by deleting, not only by starting anew.
#[test]
fn a_script_makes_no_side_larger_than_people_may() -> Result<()> {
    const EUI: &str = "keys-1";
    let stage = Stage::set()?;
    let script = "
        const values = {};
        for (let at = msg.from; at < msg.to; at++) values['k' + at] = 'x'.repeat(msg.length ?? 1);
        return [{ telemetry_data: { before: msg.from } }, { [msg.side]: values }];";
    let thing = json!({"id_name": "many", "name": "Many", "payload_parser": script});
    let id = stage.create("/api/v1/thing-models", &thing)?;
    let id = id.pointer("/id").and_then(Value::as_str).context("an id")?.to_owned();
    let device = json!({"eui": EUI, "data_from": "OTHER", "thing_model": ["many"]});
    stage.create("/api/v1/devices", &device)?;
    let mut heard = stage.subscriber()?;
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    let mut report = |body: Value| -> Result<()> {
        let topic = format!("/v32/default/as/up/data/{EUI}");
        publisher.publish(&topic, body.to_string().as_bytes())?;
        Ok(())
    };
    for side in ["telemetry_data", "server_attrs", "shared_attrs"] {
        report(json!({"side": side, "from": 0, "to": 10_000}))?;
        report(json!({"side": side, "from": 0, "to": 20, "length": 20_000}))?;
    }
    // What is there counts with what is added.
    report(json!({"side": "server_attrs", "from": 0, "to": 1_500}))?;
    heard.hear(&format!("/v32/default/tkl/up/telemetry/{EUI}"))?;
    report(json!({"side": "server_attrs", "from": 1_000, "to": 2_001}))?;
    report(json!({"side": "server_attrs", "from": 1_000, "to": 2_000}))?;
    let told = heard.hear(&format!("/v32/default/tkl/up/telemetry/{EUI}"))?;
    assert_eq!(told.pointer("/telemetry_data/before"), Some(&json!(1_000)), "{told}");
    let record = stage.read(&format!("/api/v1/devices/{EUI}"))?;
    let count = |side: &str| record.get(side).and_then(Value::as_object).map(|it| it.len());
    assert_eq!((count("server_attrs"), count("shared_attrs")), (Some(2_000), Some(0)));
    let log = stage.list(&format!("/api/v1/thing-models/{id}/log"))?;
    let mut texts: Vec<&str> =
        log.iter().filter_map(|line| line.pointer("/text")?.as_str()).collect();
    // On a machine that is busy the scripts may take long.
    texts.retain(|text| !text.starts_with("slow: "));
    assert_eq!(texts.len(), 7, "{texts:?}");
    for text in [
        "telemetry_data: 10000 keys, at most 2000",
        "shared_attrs: at most 262144 bytes of JSON",
        "server_attrs: 2001 keys, at most 2000",
    ] {
        assert!(texts.iter().any(|line| line.ends_with(text)), "{text}: {texts:?}");
    }

    // An RPC is refused the same way, and what is full can be emptied.
    let rpc = "
        return [{ type: 'modifyAttrs', dnMsg: { server_attrs: { more: 1, k0: 'y' } } }];";
    model(&stage, "more", rpc, &json!({}))?;
    mount(&stage, EUI, &["more"])?;
    let body = json!({"method": "more", "wait_ms": 60_000});
    let run = stage.owner.post(&format!("/api/v1/devices/{EUI}/rpc"), &body)?.body;
    assert_eq!(run.pointer("/state"), Some(&json!("failed")), "{run}");
    let reason = run.pointer("/steps/0/reason").and_then(Value::as_str).unwrap_or_default();
    assert!(reason.contains("2001 keys, at most 2000"), "{run}");
    let path = format!("/api/v1/devices/{EUI}/attributes/server");
    let full = stage.owner.send("PATCH", &path, Some(&json!({"values": {"more": 1}})))?;
    assert_eq!(full.status, 422, "{}", full.body);
    stage.change(&path, &json!({"remove": ["k1", "k2"], "values": {"more": 1}}))?;

    // The latest telemetry makes room for what is returned.
    report(json!({"side": "telemetry_data", "from": 3_000, "to": 4_500}))?;
    report(json!({"side": "telemetry_data", "from": 4_500, "to": 6_000}))?;
    let begun = Instant::now();
    let latest = loop {
        let latest = stage.read(&format!("/api/v1/devices/{EUI}/telemetry"))?.to_string();
        if latest.contains("\"k5999\"") {
            break latest;
        }
        ensure!(begun.elapsed() < PATIENCE, "the new values never came");
    };
    let there = |key: &str| latest.contains(&format!("\"{key}\""));
    let kept = ["before", "k3000", "k4200", "k4201", "k5999"].map(there);
    assert_eq!(kept, [true, false, false, true, true]);
    let log = stage.list(&format!("/api/v1/thing-models/{id}/log"))?;
    let mut texts = log.iter().filter_map(|line| line.pointer("/text")?.as_str());
    assert!(texts.any(|text| text.contains("to make room for new ones: 1201;")), "{log:?}");
    Ok(())
}
