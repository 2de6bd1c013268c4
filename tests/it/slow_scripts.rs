//! Devices whose scripts take long: everything of theirs is done in order and nothing is lost, and
//! nobody else waits for it.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::gateways::wait_for;
use crate::headless::Headless;
use crate::mqtt::Publisher;
use crate::stage::Stage;

/// Counts how often it runs, in an attribute of its own.
const COUNTS: &str = "
    const runs = (device.server_attrs.runs ?? 0) + 1;
    return { telemetry_data: { runs }, server_attrs: { runs } };";
/// Says what the device said, never ends when it is told so, and reads what a person set.
const SLOW: &str = "
    if (msg.loops) for (;;) {}
    const { runs, set } = device.server_attrs;
    return { telemetry_data: { said: msg.said, runs, set } };";
/// More devices than there are threads, so that some share the slow one's.
const NEIGHBOURS: u32 = 24;

#[test]
fn a_device_with_a_slow_script_is_done_in_order_and_nobody_else_waits_for_it() -> Result<()> {
    let stage = stage()?;
    for number in 0..NEIGHBOURS {
        device(&stage, &format!("neighbour-{number}"), &["plain"])?;
    }
    device(&stage, "slow", &["counts", "slow"])?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    // It becomes slow, is quick again, and so on.
    for (round, loops) in [true, false, true, false, false].into_iter().enumerate() {
        report(&mut publisher, "slow", &json!({"said": round, "loops": loops}))?;
        set(&stage, "slow", &json!({"set": round}))?;
    }
    for (said, loops) in [(5, true), (6, true), (7, true), (8, false)] {
        report(&mut publisher, "slow", &json!({"said": said, "loops": loops}))?;
    }
    for number in 0..NEIGHBOURS {
        report(&mut publisher, &format!("neighbour-{number}"), &json!({"said": number}))?;
    }
    let (mut neighbours, mut said) = (0, Vec::new());
    while said.len() < 4 {
        let (topic, telemetry) = heard.next()?;
        neighbours += u32::from(topic.contains("/tkl/up/telemetry/neighbour-"));
        if topic.ends_with("/tkl/up/telemetry/slow")
            && let Some(values) = telemetry["telemetry_data"].get("said")
        {
            said.push((values.as_u64(), telemetry["telemetry_data"]["runs"].as_u64()));
            if said.len() == 4 {
                assert_eq!(neighbours, NEIGHBOURS, "all of them, while the slow one loops");
            }
        }
    }
    let expected = [(1, 2), (3, 4), (4, 5), (8, 9)].map(|(said, runs)| (Some(said), Some(runs)));
    assert_eq!(said, expected, "in order, with what each message before has left");

    let status = stage.read("/api/v1/status")?;
    let slow = status.pointer("/scripts/slow_devices").and_then(Value::as_u64);
    assert!(slow >= Some(1), "it was slow a moment ago: {status}");
    let others = stage.tenant("other")?.get("/api/v1/status")?.body;
    assert_eq!(others.pointer("/scripts/slow_devices"), Some(&json!(0)), "{others}");

    let device = stage.read("/api/v1/devices/slow")?;
    let attributes = &device["server_attrs"];
    assert_eq!((&attributes["runs"], &attributes["set"]), (&json!(9), &json!(4)), "{device}");
    let mut messages = stage.list("/api/v1/network/messages?eui=slow")?;
    messages.reverse();
    let content = |message: &Value| message["content"]["said"].as_u64();
    let order: Vec<_> = messages.iter().map(content).collect();
    assert_eq!(order, (0..9).map(Some).collect::<Vec<_>>());
    for (number, message) in messages.iter().enumerate() {
        let is_ok = |place: usize| message["parse"][place]["ok"] == json!(true);
        assert_eq!((is_ok(0), is_ok(1)), (true, ![0, 2, 5, 6, 7].contains(&number)), "{message}");
    }

    // What was begun for nothing is neither a run nor a failure, and people are told once.
    let counts = model(&stage, "counts")?;
    assert_eq!(counts["statistics"]["runs"], 9, "{counts}");
    let slow = model(&stage, "slow")?;
    let (runs, failures) = (&slow["statistics"]["runs"], &slow["statistics"]["failures"]);
    assert_eq!((runs, failures), (&json!(9), &json!(5)), "{slow}");
    let id = slow["id"].as_str().context("an id")?;
    let log = stage.list(&format!("/api/v1/thing-models/{id}/log"))?;
    let told =
        |text: &str| log.iter().filter(|line| line["text"].to_string().contains(text)).count();
    assert_eq!((told("run apart"), told("did not end within 1000 ms")), (1, 5), "{log:?}");
    assert_eq!(dropped(&stage)?, 0);
    Ok(())
}

#[test]
fn what_a_slow_device_was_sent_and_told_is_done_before_a_stop_ends() -> Result<()> {
    const MESSAGES: u32 = 50;
    let stage = stage()?;
    device(&stage, "slow", &["counts", "slow"])?;
    let mut publisher = publisher(&stage)?;
    for number in 0..3 {
        report(&mut publisher, "slow", &json!({"said": number, "loops": true}))?;
    }
    set(&stage, "slow", &json!({"set": "before the rest"}))?;
    for number in 3..MESSAGES {
        report(&mut publisher, "slow", &json!({"said": number}))?;
    }
    let (status, data) = stage.instance.stop("TERM")?;
    ensure!(status.success(), "{status}");
    let stage = Stage::around(Headless::start_in(data)?)?;
    let messages = stage.list("/api/v1/network/messages?eui=slow&limit=200")?;
    let order: Vec<_> = messages.iter().rev().map(|it| it["content"]["said"].as_u64()).collect();
    assert_eq!(order, (0..MESSAGES).map(|it| Some(u64::from(it))).collect::<Vec<_>>());
    let device = stage.read("/api/v1/devices/slow")?;
    let attributes = &device["server_attrs"];
    let expected = (&json!(MESSAGES), &json!("before the rest"));
    assert_eq!((&attributes["runs"], &attributes["set"]), expected, "{device}");
    Ok(())
}

#[test]
fn a_change_of_many_devices_and_what_a_slow_one_of_them_writes_both_stay() -> Result<()> {
    let stage = stage()?;
    device(&stage, "slow", &["counts", "slow"])?;
    let mut euis = vec!["slow".to_owned()];
    for number in 0..NEIGHBOURS {
        euis.push(format!("neighbour-{number}"));
        device(&stage, &format!("neighbour-{number}"), &["counts"])?;
    }
    let mut publisher = publisher(&stage)?;
    let mut events = stage.events("task")?;
    for (said, loops) in [(0, true), (1, true), (2, false)] {
        report(&mut publisher, "slow", &json!({"said": said, "loops": loops}))?;
    }
    let set = json!({"key": "set", "type": "string", "value": "by all"});
    let change = json!({"euis": euis, "change": {"server_attrs": {"add": [set]}}});
    let started = stage.owner.post("/api/v1/bulk-update", &change)?;
    ensure!(started.status == 202, "{} {}", started.status, started.body);
    for eui in &euis {
        report(&mut publisher, eui, &json!({"said": 3}))?;
    }
    let id = started.body.get("id").context("an id")?;
    let task = events.until(|event| {
        let task = event.get("task").filter(|task| task["id"] == *id)?;
        task["ended_at"].is_string().then(|| task.clone())
    })?;
    assert_eq!(task["ok"], euis.len(), "{task}");
    let attributes = |eui: &str| -> Result<(Value, Value)> {
        let attributes = &stage.read(&format!("/api/v1/devices/{eui}"))?["server_attrs"];
        Ok((attributes["runs"].clone(), attributes["set"].clone()))
    };
    wait_for(|| Ok(attributes("slow")? == (json!(4), json!("by all"))))?;
    for eui in euis.iter().skip(1) {
        wait_for(|| Ok(attributes(eui)? == (json!(1), json!("by all"))))?;
    }
    // The disk knows what memory knows.
    let (status, data) = stage.instance.stop("TERM")?;
    ensure!(status.success(), "{status}");
    let stage = Stage::around(Headless::start_in(data)?)?;
    let device = stage.read("/api/v1/devices/slow")?;
    let attributes = &device["server_attrs"];
    assert_eq!((&attributes["runs"], &attributes["set"]), (&json!(4), &json!("by all")));
    Ok(())
}

#[test]
fn an_asset_that_is_slow_keeps_none_of_its_sources_waiting() -> Result<()> {
    let stage = stage()?;
    let slow = "for (;;) {}";
    create_model(&stage, "floor", slow)?;
    let asset = json!({"eui": "floor", "device_type": "VIRTUAL", "thing_model": ["floor"]});
    stage.create("/api/v1/devices", &asset)?;
    let sources: Vec<String> = (0..NEIGHBOURS).map(|number| format!("source-{number}")).collect();
    for source in &sources {
        device(&stage, source, &["plain"])?;
    }
    let binding =
        json!({"from_eui": sources, "to_eui": ["floor"], "notify_fields": ["telemetry_data"]});
    stage.create("/api/v1/relations", &binding)?;
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    for round in 0..2 {
        for source in &sources {
            report(&mut publisher, source, &json!({"said": round}))?;
        }
    }
    for _ in 0..2 * NEIGHBOURS {
        let telemetry = |(topic, _): (String, Value)| topic.contains("/tkl/up/telemetry/source-");
        while !telemetry(heard.next()?) {}
    }
    // 48 runs of a second each wait, or will have failed.
    let failures = |model: Value| model["statistics"]["failures"].as_u64().unwrap_or(0);
    let failed = failures(model(&stage, "floor")?);
    ensure!(failed < u64::from(NEIGHBOURS), "sources have waited for {failed} runs");
    wait_for(|| Ok(failures(model(&stage, "floor")?) > failed))
}

#[test]
fn a_trigger_that_is_slow_runs_every_time_and_keeps_no_other_device_waiting() -> Result<()> {
    let stage = stage()?;
    let trigger = json!({"name": "loops", "trigger_script": "for (;;) {}"});
    stage.create("/api/v1/trigger-models", &trigger)?;
    let record = json!({"eui": "slow", "data_from": "OTHER", "thing_model": ["plain"],
        "trigger": ["loops"]});
    stage.create("/api/v1/devices", &record)?;
    for number in 0..NEIGHBOURS {
        device(&stage, &format!("neighbour-{number}"), &["plain"])?;
    }
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    for said in 0..3 {
        report(&mut publisher, "slow", &json!({"said": said}))?;
    }
    for number in 0..NEIGHBOURS {
        report(&mut publisher, &format!("neighbour-{number}"), &json!({"said": number}))?;
    }
    let (mut neighbours, mut said) = (0, Vec::new());
    while said.len() < 3 {
        let (topic, telemetry) = heard.next()?;
        neighbours += u32::from(topic.contains("/tkl/up/telemetry/neighbour-"));
        if topic.ends_with("/tkl/up/telemetry/slow") {
            said.push(telemetry["telemetry_data"]["said"].clone());
        }
    }
    assert_eq!(said, [0, 1, 2]);
    assert_eq!(neighbours, NEIGHBOURS, "all of them, while the trigger loops");
    let failures = || -> Result<Option<u64>> {
        let all = stage.list("/api/v1/trigger-models")?;
        let model = all.iter().find(|model| model["name"] == "loops").context("the model")?;
        Ok(model["statistics"]["failures"].as_u64())
    };
    wait_for(|| Ok(failures()? == Some(3)))
}

fn stage() -> Result<Stage> {
    let stage = Stage::set()?;
    create_model(&stage, "plain", "return { telemetry_data: { said: msg.said } };")?;
    create_model(&stage, "counts", COUNTS)?;
    create_model(&stage, "slow", SLOW)?;
    Ok(stage)
}

fn create_model(stage: &Stage, id_name: &str, script: &str) -> Result<()> {
    let model = json!({"id_name": id_name, "name": id_name, "payload_parser": script});
    stage.create("/api/v1/thing-models", &model)?;
    Ok(())
}

/// A device that reports by MQTT.
fn device(stage: &Stage, eui: &str, models: &[&str]) -> Result<()> {
    let device = json!({"eui": eui, "data_from": "OTHER", "thing_model": models});
    stage.create("/api/v1/devices", &device)?;
    Ok(())
}

fn model(stage: &Stage, id_name: &str) -> Result<Value> {
    let models = stage.list("/api/v1/thing-models?limit=200")?;
    models.into_iter().find(|model| model["id_name"] == id_name).context("the model")
}

/// A person sets server attributes.
fn set(stage: &Stage, eui: &str, values: &Value) -> Result<()> {
    stage
        .change(&format!("/api/v1/devices/{eui}/attributes/server"), &json!({"values": values}))?;
    Ok(())
}

fn dropped(stage: &Stage) -> Result<u64> {
    let status = stage.read("/api/v1/status")?;
    status.pointer("/queues/dropped").and_then(Value::as_u64).context("a number")
}

fn publisher(stage: &Stage) -> Result<Publisher> {
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    Publisher::connect(stage.instance.address("mqtt")?, &username, &password)
}

fn report(publisher: &mut Publisher, eui: &str, body: &Value) -> Result<()> {
    publisher.publish(&format!("/v32/default/as/up/data/{eui}"), body.to_string().as_bytes())?;
    Ok(())
}
