//! Device executions, one-time RPCs and their tasks: progress, stop, overlap, a fixed count, and a
//! program that is killed in the middle.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::events::Events;
use crate::headless::Headless;
use crate::stage::Stage;

/// Writes to the device what it was called with.
const SCRIPT: &str = "return [{type: 'modifyAttrs', dnMsg: {server_attrs: {mode: params.mode}}}]";
const MINUTE_MS: u64 = 60_000;

/// An instance with an RPC and devices that mount it, and the EUIs.
fn stage(devices: usize) -> Result<(Stage, Vec<String>)> {
    let stage = Stage::as_delivered()?;
    let template = json!({"mode": {"name": "mode", "alias": "Mode", "type": "number"}});
    let rpc = json!({
        "id_name": "set_mode", "name": "Set mode", "template": template, "rpc_script": SCRIPT,
    });
    stage.create("/api/v1/rpc-models", &rpc)?;
    let euis: Vec<String> = (0..devices).map(|number| format!("meter-{number:04}")).collect();
    for eui in &euis {
        let device = json!({"eui": eui, "data_from": "OTHER", "rpc": ["set_mode"]});
        stage.create("/api/v1/devices", &device)?;
    }
    Ok((stage, euis))
}

/// Starts something that answers with its task.
fn start(stage: &Stage, path: &str, body: &Value) -> Result<Value> {
    let answer = stage.owner.post(path, body)?;
    ensure!(answer.status == 202, "{path}: {} {}", answer.status, answer.body);
    Ok(answer.body)
}

fn text<'v>(value: &'v Value, name: &str) -> Result<&'v str> {
    value.get(name).and_then(Value::as_str).with_context(|| format!("{name} of {value}"))
}

/// Passes over events until the task is as wanted.
fn until(events: &mut Events, id: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
    events.until(|event| {
        let task = event.get("task").filter(|task| task["id"] == id)?;
        wanted(task).then(|| task.clone())
    })
}

fn is_over(task: &Value) -> bool {
    task["ended_at"].is_string()
}

/// Adds an execution of all devices.
fn execution(stage: &Stage, euis: &[String], more: Value) -> Result<String> {
    let mut body = json!({
        "name": "Nightly sync", "rpc_id": "set_mode", "params": {"mode": 3}, "euis": euis,
        "device_interval_ms": 0,
    });
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    let created = stage.create("/api/v1/device-executions", &body)?;
    Ok(text(&created, "id")?.to_owned())
}

#[test]
fn a_one_time_rpc_reaches_every_device_and_failed_ones_can_be_called_again() -> Result<()> {
    let (stage, mut euis) = stage(30)?;
    let bare = json!({"eui": "bare", "data_from": "OTHER"});
    stage.create("/api/v1/devices", &bare)?;
    euis.extend(["bare".to_owned(), "gone".to_owned()]);
    let mut events = Events::subscribe(&stage.instance, "task")?;
    let wanted = json!({
        "name": "Mode 7", "rpc": "set_mode", "params": {"mode": 7}, "euis": euis,
    });
    let task = start(&stage, "/api/v1/one-time-rpc", &wanted)?;
    let id = text(&task, "id")?;
    assert_eq!((&task["kind"], &task["total"]), (&json!("one_time_rpc"), &json!(32)));

    let done = until(&mut events, id, is_over)?;
    assert_eq!(done["state"], "finished", "{done}");
    assert_eq!(
        (&done["ok"], &done["failed"], &done["current"]),
        (&json!(30), &json!(2), &json!(32))
    );
    let device = stage.read("/api/v1/devices/meter-0029")?;
    assert_eq!(device["server_attrs"]["mode"], 7, "{device}");

    let failed = stage.list(&format!("/api/v1/tasks/{id}/items?ok=false"))?;
    let mut codes: Vec<(&str, &str)> = failed
        .iter()
        .map(|item| Ok((text(item, "subject")?, text(item, "code")?)))
        .collect::<Result<_>>()?;
    codes.sort_unstable();
    assert_eq!(codes, [("bare", "not_mounted"), ("gone", "no_device")], "{failed:?}");
    let first = stage.read(&format!("/api/v1/tasks/{id}/items?ok=true&limit=20"))?;
    assert_eq!(first["total"], 30);
    let cursor = text(&first, "next_cursor")?;
    let rest = stage.list(&format!("/api/v1/tasks/{id}/items?ok=true&limit=20&cursor={cursor}"))?;
    assert_eq!(rest.len(), 10);

    stage.change("/api/v1/devices/bare", &json!({"rpc": ["set_mode"]}))?;
    let again = start(&stage, &format!("/api/v1/tasks/{id}/retry"), &json!({}))?;
    let again = until(&mut events, text(&again, "id")?, is_over)?;
    assert_eq!((&again["ok"], &again["failed"]), (&json!(1), &json!(1)), "{again}");
    let tasks = stage.list("/api/v1/tasks?kind=one_time_rpc&over=true")?;
    assert_eq!(tasks.first().map(|newest| &newest["id"]), Some(&again["id"]));
    assert_eq!(tasks.len(), 2);
    Ok(())
}

#[test]
fn what_is_wrong_with_a_one_time_rpc_is_named_and_a_filter_selects() -> Result<()> {
    let (stage, euis) = stage(3)?;
    let wanted = json!({"name": "Mode", "rpc": "set_mode", "params": {"mode": 1}, "euis": euis});
    for (field, value) in [
        ("name", json!(" ")),
        ("rpc", json!("nothing")),
        ("euis", json!([])),
        ("euis", json!(["no good"])),
        ("device_interval_ms", json!(86_400_001)),
    ] {
        let mut bad = wanted.clone();
        if let Some(slot) = bad.as_object_mut() {
            slot.insert(field.to_owned(), value.clone());
        }
        let answer = stage.owner.post("/api/v1/one-time-rpc", &bad)?;
        assert_eq!((answer.status, &answer.body["field"]), (422, &json!(field)), "{value}");
    }
    let by_filter = json!({
        "name": "Some", "rpc": "set_mode", "params": {"mode": 1}, "filter": {}, "q": "meter-0001",
    });
    let task = start(&stage, "/api/v1/one-time-rpc", &by_filter)?;
    assert_eq!(task["total"], 1, "{task}");
    Ok(())
}

#[test]
fn who_has_no_rpc_is_known_beforehand_and_can_be_left_out() -> Result<()> {
    let (stage, mut euis) = stage(3)?;
    stage.create("/api/v1/devices", &json!({"eui": "bare", "data_from": "OTHER"}))?;
    euis.push("bare".to_owned());
    let question = json!({"rpc": "set_mode", "params": {"mode": 7}, "euis": euis});
    let outlook = stage.owner.post("/api/v1/one-time-rpc/check", &question)?.body;
    assert_eq!((&outlook["devices"], &outlook["class_a"]), (&json!(4), &json!(0)), "{outlook}");
    assert_eq!((&outlook["unmounted"], &outlook["unmounted_euis"]), (&json!(1), &json!(["bare"])));
    let preview = &outlook["preview"];
    assert_eq!((&preview["eui"], &preview["problem"]), (&json!("meter-0000"), &Value::Null));
    let content = json!({"server_attrs": {"mode": 7}, "shared_attrs": null});
    assert_eq!(preview["steps"][0]["content"], content, "{preview}");
    let device = stage.read("/api/v1/devices/meter-0000")?;
    assert_eq!(device["server_attrs"], json!({}), "a preview does nothing");
    assert!(stage.list("/api/v1/rpc-runs")?.is_empty());

    let mut events = Events::subscribe(&stage.instance, "task")?;
    let wanted = json!({
        "name": "Mode 7", "rpc": "set_mode", "params": {"mode": 7}, "euis": euis,
        "skip_unmounted": true,
    });
    let task = start(&stage, "/api/v1/one-time-rpc", &wanted)?;
    let done = until(&mut events, text(&task, "id")?, is_over)?;
    assert_eq!((&done["total"], &done["failed"]), (&json!(3), &json!(0)), "{done}");
    Ok(())
}

#[test]
fn an_execution_that_is_stopped_says_how_far_it_came() -> Result<()> {
    let (stage, euis) = stage(50)?;
    let mut events = Events::subscribe(&stage.instance, "task")?;
    let id = execution(&stage, &euis, json!({"device_interval_ms": 20}))?;
    let path = format!("/api/v1/device-executions/{id}");
    let task = start(&stage, &format!("{path}/execute"), &json!({}))?;
    let task = text(&task, "id")?;

    until(&mut events, task, |task| task["current"].as_u64() > Some(3))?;
    let again = stage.owner.post(&format!("{path}/execute"), &json!({}))?;
    assert_eq!((again.status, &again.body["code"]), (409, &json!("in_use")), "{again:?}");
    let seen = stage.read(&path)?;
    assert_eq!(seen["last_run"]["state"], "running", "{seen}");
    assert_eq!(stage.owner.post(&format!("{path}/stop"), &json!({}))?.status, 200);

    let over = until(&mut events, task, is_over)?;
    assert_eq!(over["state"], "cancelled", "{over}");
    let sent = over["current"].as_u64().context("a count")?;
    assert!((4..50).contains(&sent), "{over}");
    let items = stage.list(&format!("/api/v1/tasks/{task}/items"))?;
    assert_eq!(items.len() as u64, sent);
    let called = |item: &Value| euis.iter().any(|eui| item["subject"] == *eui);
    assert!(items.iter().all(called), "{items:?}");
    Ok(())
}

#[test]
fn a_run_that_the_program_was_killed_in_is_interrupted_where_it_was() -> Result<()> {
    let (mut stage, euis) = stage(50)?;
    let mut events = Events::subscribe(&stage.instance, "task")?;
    let id = execution(&stage, &euis, json!({"device_interval_ms": 20}))?;
    let started = start(&stage, &format!("/api/v1/device-executions/{id}/execute"), &json!({}))?;
    let task = text(&started, "id")?;
    let seen = until(&mut events, task, |task| task["current"].as_u64() > Some(3))?;
    stage.instance.kill();
    let folder = stage.instance.wait()?;

    let stage = Stage::around(Headless::start_in(folder)?)?;
    let after = stage.read(&format!("/api/v1/tasks/{task}"))?;
    assert_eq!(after["state"], "interrupted", "{after}");
    assert!(after["current"].as_u64() >= seen["current"].as_u64(), "{seen} {after}");
    let items = stage.list(&format!("/api/v1/tasks/{task}/items"))?;
    assert_eq!(Some(items.len() as u64), after["current"].as_u64());
    let execution = stage.read(&format!("/api/v1/device-executions/{id}"))?;
    assert_eq!(execution["last_run"]["state"], "interrupted", "{execution}");
    // Nothing is left that would keep it from running again.
    start(&stage, &format!("/api/v1/device-executions/{id}/execute"), &json!({}))?;
    Ok(())
}

#[test]
fn the_clock_runs_an_execution_a_fixed_number_of_times() -> Result<()> {
    let (stage, euis) = stage(2)?;
    let mut events = Events::subscribe(&stage.instance, "changed")?;
    let scheduled = json!({"name": "Every second", "cron": "* * * * * ?"});
    let scheduled = stage.create("/api/v1/scheduled-tasks", &scheduled)?;
    let counted = json!({
        "cron_task": scheduled["id"], "execution_type": "FIXED_COUNT", "count_limit": 2,
    });
    let id = execution(&stage, &euis, counted)?;
    let path = format!("/api/v1/device-executions/{id}");
    events.until(|event| {
        let disabled = || stage.read(&path).ok().filter(|seen| seen["enable"] == false);
        (event["type"] == "changed" && event["key"] == id).then(disabled).flatten()
    })?;
    let seen = stage.read(&path)?;
    assert_eq!((&seen["count_done"], &seen["next_run"]), (&json!(2), &Value::Null), "{seen}");
    assert_eq!(stage.list(&format!("/api/v1/tasks?subject={id}"))?.len(), 2);
    assert!(
        stage.read(&format!("/api/v1/scheduled-tasks/{}", text(&scheduled, "id")?))?["fired_at"]
            .is_string()
    );

    let again = stage.change(&path, &json!({"enable": true}))?;
    assert!(again["next_run"].is_string(), "{again}");
    Ok(())
}

#[test]
fn a_run_that_is_still_going_on_lets_its_next_time_pass() -> Result<()> {
    let (stage, euis) = stage(2)?;
    let mut events = Events::subscribe(&stage.instance, "changed")?;
    let scheduled = json!({"name": "Every second", "cron": "* * * * * ?"});
    let scheduled = stage.create("/api/v1/scheduled-tasks", &scheduled)?;
    let slow = json!({"cron_task": scheduled["id"], "device_interval_ms": MINUTE_MS});
    let id = execution(&stage, &euis, slow)?;
    let path = format!("/api/v1/device-executions/{id}");
    events.until(|event| {
        let skipped = || stage.read(&path).ok().filter(|seen| seen["skipped_at"].is_string());
        (event["type"] == "changed" && event["key"] == id).then(skipped).flatten()
    })?;
    let runs = stage.list(&format!("/api/v1/tasks?subject={id}"))?;
    assert_eq!(runs.len(), 1, "{runs:?}");

    // What is in use stays.
    let used = format!("/api/v1/scheduled-tasks/{}", text(&scheduled, "id")?);
    assert_eq!(stage.owner.send("DELETE", &used, None)?.status, 409);
    let rpc = stage.list("/api/v1/rpc-models?q=set_mode")?;
    let rpc = format!("/api/v1/rpc-models/{}", text(rpc.first().context("a model")?, "id")?);
    for eui in &euis {
        stage.change(&format!("/api/v1/devices/{eui}"), &json!({"rpc": []}))?;
    }
    let refused = stage.owner.send("DELETE", &rpc, None)?;
    assert_eq!((refused.status, &refused.body["code"]), (409, &json!("in_use")), "{refused:?}");
    assert_eq!(stage.owner.send("DELETE", &path, None)?.status, 204);
    assert_eq!(stage.owner.send("DELETE", &used, None)?.status, 204);
    assert_eq!(stage.owner.send("DELETE", &rpc, None)?.status, 204);
    Ok(())
}
