//! Relations and assets: what happens to one device changes another.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::mqtt::{Publisher, Subscriber};
use crate::stage::Stage;

/// What a device reports, as it is.
const PLAIN: &str = "const { n, ...fields } = msg; return { telemetry_data: fields };";

#[test]
fn a_floor_adds_up_the_newest_readings_of_its_meters() -> Result<()> {
    let stage = stage()?;
    let script = "
        if (!noticeAttrs.telemetry_data) return { telemetry_data: null, server_attrs: null, shared_attrs: null };
        let meters = device.server_attrs || {};
        meters[msg.eui] = { energy_kwh: msg.telemetry_data[msg.thing_model[0]]?.energy_kwh ?? 0 };
        let total = Object.values(meters).reduce((sum, meter) => sum + (meter.energy_kwh || 0), 0);
        return {
            telemetry_data: { total_energy_kwh: Math.round(total * 100) / 100 },
            server_attrs: meters,
            shared_attrs: null,
        };";
    asset(&stage, "floor", script)?;
    let meters: Vec<String> = (1..=8).map(|number| format!("meter-{number}")).collect();
    for meter in &meters {
        source(&stage, meter)?;
    }
    let bound = bind(&stage, &json!(meters), "floor", &["telemetry_data"])?;
    assert_eq!(bound.len(), 8, "eight meters in one go");
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    for (number, meter) in (1..).zip(&meters) {
        report(&mut publisher, meter, &json!({"energy_kwh": 10.11 * f64::from(number)}))?;
    }
    let mut total = json!(0);
    for _ in &meters {
        total = values(&mut heard, "floor")?["total_energy_kwh"].clone();
    }
    assert_eq!(total, 363.96);
    report(&mut publisher, "meter-8", &json!({"energy_kwh": 0}))?;
    let after = values(&mut heard, "floor")?;
    assert_eq!(after["total_energy_kwh"], 283.08, "a meter counts with its newest reading");

    let floor = stage.read("/api/v1/devices/floor")?;
    assert_eq!(floor["status"], "online", "an asset is heard when it is computed");
    assert_eq!(floor["server_attrs"].as_object().context("attributes")?.len(), 8);
    let id = floor["thing_model"][0]["id"].as_str().context("an id")?;
    let history = format!("/api/v1/devices/floor/telemetry/history?thing_model={id}");
    let history = stage.list(&history)?;
    assert_eq!(history.len(), 9);
    let relations = stage.list("/api/v1/relations?to_eui=floor&sort=from_eui")?;
    assert_eq!(relations.len(), 8);
    assert_eq!(relations[0]["source"]["name"], "Source meter-1");
    assert!(relations.iter().all(|relation| relation["notified_at"].is_string()), "{relations:?}");
    Ok(())
}

#[test]
fn a_room_averages_the_sensors_that_have_a_reading() -> Result<()> {
    let stage = stage()?;
    let script = "
        if (!noticeAttrs.telemetry_data) return { telemetry_data: null, server_attrs: null, shared_attrs: null };
        let sensors = device.server_attrs || {};
        sensors[msg.eui] = {
            t: msg.telemetry_data[msg.thing_model[0]]?.t,
            h: msg.telemetry_data[msg.thing_model[0]]?.h,
        };
        const average = (name) => {
            const known = Object.values(sensors).map((sensor) => sensor[name]).filter((value) => value != null);
            return [known.length, known.length ? known.reduce((a, b) => a + b, 0) / known.length : null];
        };
        let [count, t] = average('t');
        let [, h] = average('h');
        const tenths = (value) => value != null ? Math.round(value * 10) / 10 : null;
        return {
            telemetry_data: { avg_temperature: tenths(t), avg_humidity: tenths(h), sensor_count: count },
            server_attrs: sensors,
            shared_attrs: null,
        };";
    asset(&stage, "room", script)?;
    let sensors = ["sensor-1", "sensor-2", "sensor-3", "sensor-4"];
    for sensor in sensors {
        source(&stage, sensor)?;
    }
    bind(&stage, &json!(sensors), "room", &["telemetry_data"])?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    let mut room = |sensor: &str, reading: Value| -> Result<(Value, Value, Value)> {
        report(&mut publisher, sensor, &reading)?;
        let values = values(&mut heard, "room")?;
        let value = |name: &str| values[name].clone();
        Ok((value("avg_temperature"), value("avg_humidity"), value("sensor_count")))
    };
    assert_eq!(room("sensor-1", json!({"h": 40}))?, (json!(null), json!(40), json!(0)));
    assert_eq!(
        room("sensor-2", json!({"t": 21.04, "h": 50}))?,
        (json!(21), json!(45), json!(1)),
        "a value that a sensor does not report is no reading"
    );
    assert_eq!(room("sensor-3", json!({"t": 22.0}))?, (json!(21.5), json!(45), json!(2)));
    assert_eq!(room("sensor-4", json!({"t": 23.3, "h": 60}))?, (json!(22.1), json!(50), json!(3)));
    Ok(())
}

#[test]
fn an_online_rate_counts_who_was_heard_by_report_or_by_attribute() -> Result<()> {
    let stage = stage()?;
    let script = "
        if (!noticeAttrs.telemetry_data && !noticeAttrs.server_attrs)
            return { telemetry_data: null, server_attrs: null, shared_attrs: null };
        let now = Date.now();
        let seen = device.server_attrs || {};
        seen[msg.eui] = { last_seen: now };
        let total = Object.keys(seen).length;
        let online = Object.values(seen).filter((it) => now - it.last_seen < 15 * 60 * 1000).length;
        return {
            telemetry_data: {
                total_devices: total,
                online_devices: online,
                online_rate: total ? Math.round(online / total * 100) : 0,
            },
            server_attrs: seen,
            shared_attrs: null,
        };";
    asset(&stage, "group", script)?;
    // Two devices that fell silent long ago.
    let long_ago = json!({"last_seen": 1_777_622_400_000_i64});
    attributes(&stage, "group", "server", &json!({"gone-1": long_ago, "gone-2": long_ago}))?;
    for eui in ["one", "two", "three"] {
        source(&stage, eui)?;
    }
    let both = ["telemetry_data", "server_attrs"];
    bind(&stage, &json!(["one", "two", "three"]), "group", &both)?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    let mut rate = || -> Result<(Value, Value, Value)> {
        let values = values(&mut heard, "group")?;
        let value = |name: &str| values[name].clone();
        Ok((value("total_devices"), value("online_devices"), value("online_rate")))
    };
    report(&mut publisher, "one", &json!({"x": 1}))?;
    assert_eq!(rate()?, (json!(3), json!(1), json!(33)));
    attributes(&stage, "two", "server", &json!({"checked": true}))?;
    assert_eq!(rate()?, (json!(4), json!(2), json!(50)));
    attributes(&stage, "two", "shared", &json!({"period": 60}))?;
    attributes(&stage, "two", "server", &json!({"checked": true}))?;
    report(&mut publisher, "three", &json!({"x": 1}))?;
    assert_eq!(
        rate()?,
        (json!(5), json!(3), json!(60)),
        "neither a category nobody asked for nor an equal value is news"
    );
    Ok(())
}

#[test]
fn devices_that_hear_of_each_other_come_to_rest() -> Result<()> {
    let stage = stage()?;
    let script = "
        let runs = (device.server_attrs.runs ?? 0) + 1;
        return { telemetry_data: { runs, by: msg.eui ?? 'itself' }, server_attrs: { runs } };";
    model(&stage, "counter", script)?;
    for eui in ["left", "right"] {
        let device = json!({"eui": eui, "data_from": "OTHER", "thing_model": ["counter"]});
        stage.create("/api/v1/devices", &device)?;
    }
    let all = ["telemetry_data", "shared_attrs", "server_attrs"];
    bind(&stage, &json!(["left"]), "right", &all)?;
    bind(&stage, &json!(["right"]), "left", &all)?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    for round in 1..=3 {
        report(&mut publisher, "left", &json!({"x": round}))?;
        let own = values(&mut heard, "left")?;
        assert_eq!((&own["runs"], &own["by"]), (&json!(round), &json!("itself")));
        let other = values(&mut heard, "right")?;
        assert_eq!((&other["runs"], &other["by"]), (&json!(round), &json!("left")));
    }
    attributes(&stage, "right", "server", &json!({"runs": 100}))?;
    assert_eq!(values(&mut heard, "left")?["runs"], 4, "a person's change is heard");
    assert_eq!(values(&mut heard, "right")?["runs"], 101, "and its echo, once");
    report(&mut publisher, "right", &json!({"x": 1}))?;
    assert_eq!(values(&mut heard, "right")?["runs"], 102);
    assert_eq!(values(&mut heard, "left")?["runs"], 5);
    Ok(())
}

#[test]
fn a_chain_of_assets_ends_after_eight_notifications() -> Result<()> {
    let stage = stage()?;
    let script = "return { telemetry_data: { from: msg.eui } };";
    source(&stage, "link-0")?;
    for number in 1..=10 {
        asset(&stage, &format!("link-{number}"), script)?;
        let before = json!([format!("link-{}", number - 1)]);
        bind(&stage, &before, &format!("link-{number}"), &["telemetry_data"])?;
    }
    let mut heard = stage.subscriber()?;
    report(&mut publisher(&stage)?, "link-0", &json!({"x": 1}))?;
    assert_eq!(values(&mut heard, "link-8")?["from"], "link-7");
    // The same commit holds why it ends here.
    let id = stage.read("/api/v1/devices/link-8")?["thing_model"][0]["id"].clone();
    let log = stage.list(&format!("/api/v1/thing-models/{}/log", id.as_str().context("an id")?))?;
    let text = log.first().context("a line")?["text"].as_str().context("text")?;
    assert!(text.contains("8 notifications"), "{text}");
    assert!(stage.list("/api/v1/devices/link-9/telemetry")?.is_empty());
    Ok(())
}

#[test]
fn what_cannot_be_bound_is_named_at_its_field() -> Result<()> {
    let stage = stage()?;
    asset(&stage, "floor", "return null")?;
    source(&stage, "meter")?;
    for (body, field) in [
        (
            json!({"from_eui": ["nobody"], "to_eui": ["floor"], "notify_fields": ["telemetry_data"]}),
            "from_eui",
        ),
        (
            json!({"from_eui": ["meter"], "to_eui": [], "notify_fields": ["telemetry_data"]}),
            "to_eui",
        ),
        (
            json!({"from_eui": ["meter"], "to_eui": ["meter"], "notify_fields": ["telemetry_data"]}),
            "to_eui",
        ),
        (json!({"from_eui": ["meter"], "to_eui": ["floor"], "notify_fields": []}), "notify_fields"),
        (
            json!({"from_eui": ["meter"], "to_eui": ["floor"], "notify_fields": ["mac_attrs"]}),
            "notify_fields",
        ),
    ] {
        let answer = stage.owner.post("/api/v1/relations", &body)?;
        assert_eq!((answer.status, &answer.body["field"]), (422, &json!(field)), "{body}");
    }
    assert!(stage.list("/api/v1/relations")?.is_empty());
    let bound = bind(&stage, &json!(["meter"]), "floor", &["telemetry_data"])?;
    let again = bind(&stage, &json!(["meter"]), "floor", &["shared_attrs", "telemetry_data"])?;
    assert_eq!(bound[0]["id"], again[0]["id"], "a pair has one relation");
    assert_eq!(again[0]["notify_fields"], json!(["telemetry_data", "shared_attrs"]));
    let answer = stage.owner.send("DELETE", "/api/v1/devices/meter", None)?;
    assert_eq!(answer.status, 204);
    assert!(stage.list("/api/v1/relations")?.is_empty(), "a relation goes with its device");
    Ok(())
}

/// What was on its way to a target that is deleted meanwhile does not reach it, nor whoever gets its EUI.
#[test]
fn a_deleted_target_hears_nothing_that_was_on_its_way() -> Result<()> {
    const REPORTS: usize = 20;
    let stage = stage()?;
    let slow = "const end = Date.now() + 150; while (Date.now() < end); return { telemetry_data: { slow: true } };";
    asset(&stage, "floor", slow)?;
    source(&stage, "meter")?;
    bind(&stage, &json!(["meter"]), "floor", &["telemetry_data"])?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    for value in 0..REPORTS {
        report(&mut publisher, "meter", &json!({"value": value}))?;
    }
    let (mut told, mut computed) = (0, 0);
    while told < REPORTS {
        let (topic, _) = heard.next()?;
        told += usize::from(topic.ends_with("tkl/up/telemetry/meter"));
        computed += usize::from(topic.ends_with("tkl/up/telemetry/floor"));
    }
    assert_eq!(stage.owner.send("DELETE", "/api/v1/devices/floor", None)?.status, 204);
    // Its successor hears of a last report after everything that was on its way.
    model(&stage, "quick", "return { telemetry_data: { slow: false } };")?;
    let successor = json!({"eui": "floor", "device_type": "VIRTUAL", "thing_model": ["quick"]});
    stage.create("/api/v1/devices", &successor)?;
    bind(&stage, &json!(["meter"]), "floor", &["telemetry_data"])?;
    report(&mut publisher, "meter", &json!({"value": REPORTS}))?;
    while values(&mut heard, "floor")?["slow"] != false {
        computed += 1;
    }
    assert!(computed < REPORTS, "the deleted one computed all of it");
    Ok(())
}

fn stage() -> Result<Stage> {
    let stage = Stage::set()?;
    model(&stage, "plain", PLAIN)?;
    Ok(stage)
}

fn model(stage: &Stage, id_name: &str, script: &str) -> Result<()> {
    let model = json!({"id_name": id_name, "name": id_name, "payload_parser": script});
    stage.create("/api/v1/thing-models", &model)?;
    Ok(())
}

/// A device that reports by MQTT.
fn source(stage: &Stage, eui: &str) -> Result<()> {
    let name = format!("Source {eui}");
    let device = json!({"eui": eui, "name": name, "data_from": "OTHER", "thing_model": ["plain"]});
    stage.create("/api/v1/devices", &device)?;
    Ok(())
}

/// An asset with a thing model of its own, both of one name.
fn asset(stage: &Stage, eui: &str, script: &str) -> Result<()> {
    model(stage, eui, script)?;
    let asset = json!({"eui": eui, "device_type": "VIRTUAL", "thing_model": [eui]});
    stage.create("/api/v1/devices", &asset)?;
    Ok(())
}

fn bind(stage: &Stage, sources: &Value, target: &str, fields: &[&str]) -> Result<Vec<Value>> {
    let body = json!({"from_eui": sources, "to_eui": [target], "notify_fields": fields});
    let bound = stage.create("/api/v1/relations", &body)?;
    bound.as_array().cloned().context("a list")
}

/// A person sets attributes of a device.
fn attributes(stage: &Stage, eui: &str, side: &str, values: &Value) -> Result<()> {
    let path = format!("/api/v1/devices/{eui}/attributes/{side}");
    stage.change(&path, &json!({"values": values}))?;
    Ok(())
}

fn publisher(stage: &Stage) -> Result<Publisher> {
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    Publisher::connect(stage.instance.address("mqtt")?, &username, &password)
}

fn report(publisher: &mut Publisher, eui: &str, body: &Value) -> Result<()> {
    publisher.publish(&format!("/v32/default/as/up/data/{eui}"), body.to_string().as_bytes())?;
    Ok(())
}

/// The next values of a device.
fn values(heard: &mut Subscriber, eui: &str) -> Result<Value> {
    let telemetry = heard.hear(&format!("/v32/default/tkl/up/telemetry/{eui}"))?;
    telemetry.get("telemetry_data").cloned().context("values")
}
