//! Sub-devices: what a polling parent reports for others.

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::mqtt::{Publisher, Subscriber};
use crate::stage::Stage;

const PARENT: &str = "dtu-1";

/// Three slaves of one bus; `payload` is declared nowhere.
const POLLED: &str = r#"
let results = [];
results.push({
  sub_device: "addr_01",
  telemetry_data: { temperature: payload.readInt16BE(2) / 10, humidity: payload.readInt16BE(4) / 10 },
});
results.push({
  sub_device: "addr_02",
  telemetry_data: { energy_kwh: payload.readUInt32BE(6) / 100, power_w: payload.readUInt16BE(10) },
});
results.push({ sub_device: "addr_03", telemetry_data: { co2_ppm: payload.readUInt16BE(12) } });
return results;"#;

#[test]
fn each_slave_of_a_polling_parent_becomes_a_device_of_its_own() -> Result<()> {
    let stage = stage("SUB_DEVICE", POLLED)?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    poll(&mut publisher, 215, 12_345)?;
    let first = [child(&mut heard)?, child(&mut heard)?, child(&mut heard)?];
    assert_eq!(first[0].1, json!({"temperature": 21.5, "humidity": 48}));
    assert_eq!(first[1].1, json!({"energy_kwh": 123.45, "power_w": 700}));
    assert_eq!(first[2].1, json!({"co2_ppm": 415}));

    let children = stage.list("/api/v1/devices?parent=dtu-1&sort=name")?;
    assert_eq!(children.len(), 3);
    for (number, (device, (eui, _))) in (1..).zip(children.iter().zip(&first)) {
        assert_eq!(device["eui"], json!(eui));
        let digits = eui.strip_prefix('s').context("an s in front")?;
        assert!(digits.len() == 15 && digits.bytes().all(|it| it.is_ascii_hexdigit()), "{eui}");
        assert_eq!(device["name"], format!("Reader-addr_0{number}"));
        assert_eq!(
            (&device["device_type"], &device["parent"]),
            (&json!("SUB_DEVICE"), &json!(PARENT))
        );
        assert_eq!(device["thing_model"][0]["id_name"], "polled");
        assert_eq!(device["status"], "online");
    }
    let parent = stage.read("/api/v1/devices/dtu-1")?;
    assert_eq!(parent["server_attrs"]["sub_device_map"]["addr_02"], json!(first[1].0));
    assert!(stage.list("/api/v1/devices/dtu-1/telemetry")?.is_empty());

    poll(&mut publisher, 220, 12_346)?;
    let again = [child(&mut heard)?, child(&mut heard)?, child(&mut heard)?];
    assert_eq!(again[0], (first[0].0.clone(), json!({"temperature": 22, "humidity": 48})));
    let model = children[0]["thing_model"][0]["id"].as_str().context("an id")?;
    let (eui, _) = &again[0];
    let history = format!("/api/v1/devices/{eui}/telemetry/history?thing_model={model}");
    assert_eq!(stage.list(&history)?.len(), 2);
    Ok(())
}

#[test]
fn one_result_reaches_the_child_and_another_its_parent() -> Result<()> {
    let script = r#"
        if (msg.only) return { sub_device: msg.only, telemetry_data: { v: 1 }, server_attrs: { sub_addr: msg.only } };
        return [{ telemetry_data: { polls: 1 } }, { sub_device: 7, shared_attrs: { period: 60 } }];"#;
    let stage = stage("ANY", script)?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    publisher.publish(&topic(), br#"{"only": "000000012345"}"#)?;
    let (eui, values) = child(&mut heard)?;
    assert_eq!(values, json!({"v": 1}));
    let device = stage.read(&format!("/api/v1/devices/{eui}"))?;
    assert_eq!(device["server_attrs"], json!({"sub_addr": "000000012345"}));
    publisher.publish(&topic(), b"{}")?;
    let own = heard.hear("/v32/default/tkl/up/telemetry/dtu-1")?;
    assert_eq!(own["telemetry_data"]["polls"], 1);
    let parent = stage.read("/api/v1/devices/dtu-1")?;
    let map = parent["server_attrs"]["sub_device_map"].as_object().context("a map")?;
    assert_eq!(map.len(), 2, "a number is an identifier too");
    assert_eq!(parent["server_attrs"].as_object().context("attributes")?.len(), 1);
    let second = map["7"].as_str().context("an EUI")?;
    let second = stage.read(&format!("/api/v1/devices/{second}"))?;
    assert_eq!(second["shared_attrs"], json!({"period": 60}));
    Ok(())
}

#[test]
fn an_asset_hears_of_sub_devices() -> Result<()> {
    let stage = stage("SUB_DEVICE", POLLED)?;
    let sum = "
        if (!noticeAttrs.telemetry_data) return null;
        const meters = device.server_attrs;
        meters[msg.eui] = msg.telemetry_data[msg.thing_model[0]]?.energy_kwh ?? 0;
        return { telemetry_data: { total: Object.values(meters).reduce((a, b) => a + b, 0) }, server_attrs: meters };";
    let model = json!({"id_name": "sum", "name": "Sum", "payload_parser": sum});
    stage.create("/api/v1/thing-models", &model)?;
    let floor = json!({"eui": "floor", "device_type": "VIRTUAL", "thing_model": ["sum"]});
    stage.create("/api/v1/devices", &floor)?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    poll(&mut publisher, 215, 5_000)?;
    let (_, meter, _) = (child(&mut heard)?, child(&mut heard)?, child(&mut heard)?);
    let binding =
        json!({"from_eui": [meter.0], "to_eui": ["floor"], "notify_fields": ["telemetry_data"]});
    stage.create("/api/v1/relations", &binding)?;
    poll(&mut publisher, 215, 5_050)?;
    let values = heard.hear("/v32/default/tkl/up/telemetry/floor")?;
    assert_eq!(values["telemetry_data"]["total"], 50.5);
    Ok(())
}

#[test]
fn a_deleted_child_comes_back_as_another_and_a_deleted_parent_leaves_or_takes_them() -> Result<()> {
    let stage = stage("SUB_DEVICE", POLLED)?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    let delete = |path: &str| -> Result<()> {
        let answer = stage.owner.send("DELETE", path, None)?;
        ensure!(answer.status == 204, "{path}: {} {}", answer.status, answer.body);
        Ok(())
    };
    poll(&mut publisher, 1, 1)?;
    let first = [child(&mut heard)?.0, child(&mut heard)?.0, child(&mut heard)?.0];
    delete(&format!("/api/v1/devices/{}", first[0]))?;
    let map = stage.read("/api/v1/devices/dtu-1")?["server_attrs"]["sub_device_map"].clone();
    assert_eq!(map, json!({"addr_02": first[1], "addr_03": first[2]}));
    poll(&mut publisher, 2, 2)?;
    let second = [child(&mut heard)?.0, child(&mut heard)?.0, child(&mut heard)?.0];
    assert_ne!(second[0], first[0]);
    assert_eq!(second[1..], first[1..]);

    let change = json!({"device_type": "NORMAL"});
    let path = format!("/api/v1/devices/{}", second[1]);
    let answer = stage.owner.send("PATCH", &path, Some(&change))?;
    assert_eq!((answer.status, &answer.body["field"]), (422, &json!("device_type")));

    delete("/api/v1/devices/dtu-1")?;
    let orphan = stage.read(&path)?;
    assert_eq!((&orphan["parent"], &orphan["device_type"]), (&Value::Null, &json!("SUB_DEVICE")));
    add_parent(&stage)?;
    poll(&mut publisher, 3, 3)?;
    let third = [child(&mut heard)?.0, child(&mut heard)?.0, child(&mut heard)?.0];
    assert!(third.iter().all(|eui| !second.contains(eui)), "{third:?}");
    delete("/api/v1/devices/dtu-1?children=true")?;
    for eui in &third {
        assert_eq!(stage.owner.get(&format!("/api/v1/devices/{eui}"))?.status, 404, "{eui}");
    }
    assert_eq!(stage.read(&path)?["eui"], json!(second[1]), "the orphans stay");
    Ok(())
}

/// An RPC of the parent with `inherit` is called on the child, and its frame goes to the parent.
#[test]
fn a_child_is_commanded_through_its_parent() -> Result<()> {
    let stage = stage("ANY", "return { sub_device: '07', telemetry_data: { v: 1 } };")?;
    let script = "return [
        { target: device.parent, dnMsg: { userdata: { port: 12, payload: 'AQ==' } } },
        { type: 'modifyAttrs', dnMsg: { server_attrs: { on: params.on } } }];";
    for (method, inherit) in [("switch", true), ("reset", false)] {
        let model = json!({"id_name": method, "name": method, "rpc_script": script, "inherit": inherit,
            "template": {"on": {"type": "boolean"}}});
        stage.create("/api/v1/rpc-models", &model)?;
    }
    stage.change("/api/v1/devices/dtu-1", &json!({"rpc": ["switch", "reset"]}))?;
    let mut heard = stage.subscriber()?;
    publisher(&stage)?.publish(&topic(), b"{}")?;
    let (eui, _) = child(&mut heard)?;

    let path = format!("/api/v1/devices/{eui}/rpc");
    let callable = stage.read(&path)?;
    let callable = callable.as_array().context("a list")?;
    assert_eq!(callable.len(), 1, "{callable:?}");
    assert_eq!(
        (&callable[0]["id_name"], &callable[0]["inherited"]),
        (&json!("switch"), &json!(true))
    );
    let refused = stage.owner.post(&path, &json!({"method": "reset"}))?;
    assert_eq!((refused.status, &refused.body["field"]), (422, &json!("method")));

    let body = json!({"method": "switch", "params": {"on": true}, "wait_ms": 60_000});
    let run = stage.owner.post(&path, &body)?;
    assert_eq!((run.status, &run.body["state"]), (202, &json!("finished")), "{}", run.body);
    assert_eq!(run.body["eui"], json!(eui));
    let down = heard.hear("/v32/default/as/dn/data/dtu-1")?;
    assert_eq!(down["userdata"]["payload"], "AQ==");
    let record = stage.read(&format!("/api/v1/devices/{eui}"))?;
    assert_eq!(record["server_attrs"]["on"], true, "what is said of no device is of the child");
    let parent = stage.read("/api/v1/devices/dtu-1")?;
    assert_eq!(parent["server_attrs"].get("on"), None, "{parent}");

    // Without its parent it has no such command.
    let answer = stage.owner.send("DELETE", "/api/v1/devices/dtu-1", None)?;
    ensure!(answer.status == 204, "{}", answer.body);
    assert_eq!(stage.read(&path)?, json!([]));
    Ok(())
}

/// A parent's script that returns the attributes it was given, as the vendor's do, or an RPC that
/// names the map, neither loses nor doubles a child.
#[test]
fn no_script_overwrites_the_map_of_sub_devices() -> Result<()> {
    let script = "
        const own = device.server_attrs; own.count = (own.count ?? 0) + 1;
        return [{ sub_device: 'm' + msg.i, telemetry_data: { v: msg.i } }, { server_attrs: own }];";
    let stage = stage("ANY", script)?;
    let rpc = "return [{ type: 'modifyAttrs', dnMsg: { server_attrs: {
        sub_device_map: {}, count: 100, note: device.server_attrs.count } } }];";
    let model = json!({"id_name": "wipe", "name": "Wipe", "rpc_script": rpc});
    stage.create("/api/v1/rpc-models", &model)?;
    stage.change("/api/v1/devices/dtu-1", &json!({"rpc": ["wipe"]}))?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    let mut euis = Vec::new();
    for meter in [0, 1, 1, 2, 0, 2] {
        publisher.publish(&topic(), json!({ "i": meter }).to_string().as_bytes())?;
        euis.push(child(&mut heard)?.0);
    }
    let [a, b, again_b, c, again_a, again_c] = euis.as_slice() else { unreachable!() };
    assert_eq!((a, b, c), (again_a, again_b, again_c));
    let map = json!({"m0": a, "m1": b, "m2": c});
    let body = json!({"method": "wipe", "wait_ms": 60_000});
    let run = stage.owner.post("/api/v1/devices/dtu-1/rpc", &body)?.body;
    assert_eq!(run.pointer("/state"), Some(&json!("finished")), "{run}");
    let attributes = stage.read("/api/v1/devices/dtu-1")?.pointer("/server_attrs").cloned();
    assert_eq!(attributes, Some(json!({"sub_device_map": map, "count": 100, "note": 6})));
    assert_eq!(stage.list("/api/v1/devices?parent=dtu-1")?.len(), 3);
    Ok(())
}

#[test]
fn a_model_for_master_devices_that_names_a_sub_device_is_told_so() -> Result<()> {
    let script = "
        const meters = ['m1', 'm2', 'm3'].map((at) => ({ sub_device: at, telemetry_data: { v: 1 } }));
        return [...meters, { telemetry_data: { own: 1 } }];";
    let stage = stage("MASTER_DEVICE", script)?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    let mut report = || -> Result<()> {
        publisher.publish(&topic(), b"{}")?;
        heard.hear("/v32/default/tkl/up/telemetry/dtu-1").map(drop)
    };
    report()?;
    report()?;
    assert_eq!(stage.list("/api/v1/devices?parent=dtu-1")?.len(), 0);
    let parent = stage.read("/api/v1/devices/dtu-1")?;
    let id = parent.pointer("/thing_model/0/id").and_then(Value::as_str).context("an id")?;
    let model = format!("/api/v1/thing-models/{id}");
    let log = stage.list(&format!("{model}/log"))?;
    assert_eq!(log.len(), 1, "one line until the model is saved: {log:?}");
    let line = log.first().context("a line")?;
    assert_eq!(line.pointer("/level"), Some(&json!("warn")), "{line}");
    let text = line.pointer("/text").and_then(Value::as_str).context("text")?;
    assert!(
        text.contains("left out: 3, the first for m1") && text.contains("master devices only"),
        "{text}"
    );
    stage.change(&model, &json!({"remark": "saved again"}))?;
    report()?;
    assert_eq!(stage.list(&format!("{model}/log"))?.len(), 2);
    Ok(())
}

#[test]
fn what_cannot_be_a_child_is_told_to_the_author() -> Result<()> {
    let script = "return { sub_device: 'x'.repeat(msg.length), telemetry_data: { v: 1 } };";
    let stage = stage("ANY", script)?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    publisher.publish(&topic(), br#"{"length": 129}"#)?;
    publisher.publish(&topic(), br#"{"length": 128}"#)?;
    child(&mut heard)?;
    assert_eq!(stage.list("/api/v1/devices?parent=dtu-1")?.len(), 1);
    let id = stage.read("/api/v1/devices/dtu-1")?["thing_model"][0]["id"].clone();
    let log = stage.list(&format!("/api/v1/thing-models/{}/log", id.as_str().context("an id")?))?;
    let text = log.first().context("a line")?["text"].as_str().context("text")?;
    assert!(text.contains("more than 128 characters"), "{text}");
    // Nobody but its parent speaks for a sub-device.
    let eui = stage.list("/api/v1/devices?parent=dtu-1")?[0]["eui"].clone();
    let topic = format!("/v32/default/as/up/data/{}", eui.as_str().context("an EUI")?);
    publisher.publish(&topic, b"{}")?;
    publisher.publish(&self::topic(), br#"{"length": 5}"#)?;
    child(&mut heard)?;
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status["refused"]["by_code"]["mqtt_unknown_device"], 1);
    Ok(())
}

/// An instance with a polling parent and its thing model.
fn stage(apply_to: &str, script: &str) -> Result<Stage> {
    let stage = Stage::set()?;
    let model = json!({"id_name": "polled", "name": "Polled", "payload_parser": script, "apply_to": apply_to});
    stage.create("/api/v1/thing-models", &model)?;
    add_parent(&stage)?;
    Ok(stage)
}

fn add_parent(stage: &Stage) -> Result<()> {
    let parent =
        json!({"eui": PARENT, "name": "Reader", "data_from": "OTHER", "thing_model": ["polled"]});
    stage.create("/api/v1/devices", &parent)?;
    Ok(())
}

fn publisher(stage: &Stage) -> Result<Publisher> {
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    Publisher::connect(stage.instance.address("mqtt")?, &username, &password)
}

fn topic() -> String {
    format!("/v32/default/as/up/data/{PARENT}")
}

/// The parent reports what its three slaves said.
fn poll(publisher: &mut Publisher, temperature: i16, energy: u32) -> Result<()> {
    let mut payload = vec![0x21, 0x05];
    payload.extend(temperature.to_be_bytes());
    payload.extend(480_i16.to_be_bytes());
    payload.extend(energy.to_be_bytes());
    payload.extend(700_u16.to_be_bytes());
    payload.extend(415_u16.to_be_bytes());
    let body =
        json!({"moteeui": PARENT, "userdata": {"port": 12, "payload": BASE64.encode(payload)}});
    publisher.publish(&topic(), body.to_string().as_bytes())?;
    Ok(())
}

/// The next values of any sub-device: its EUI, and what it reports without the time.
fn child(heard: &mut Subscriber) -> Result<(String, Value)> {
    loop {
        let (topic, body) = heard.next()?;
        let Some(eui) = topic.strip_prefix("/v32/default/tkl/up/telemetry/s") else { continue };
        let mut values = body.get("telemetry_data").cloned().context("values")?;
        values.as_object_mut().context("an object")?.remove("update_time");
        return Ok((format!("s{eui}"), values));
    }
}
