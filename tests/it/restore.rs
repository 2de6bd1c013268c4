//! Undoing what was done to many records, through the API.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use lorawan::{AesKey, Eui64, Frame, join};
use model::record::LwVersion;
use serde_json::{Value, json};
use testkit::stack::StackDevice;
use testkit::{Activation, Air, Transmission};
use tokio::sync::broadcast;

use crate::downlinks::{LATER, connect, enqueue, read};
use crate::events::Events;
use crate::headless::Headless;
use crate::http::Client;
use crate::process::PATIENCE;
use crate::stage::{PORT, Stage, abp, gateway, otaa, report, uplink};

/// Asks until there is an answer, not for ever.
pub(crate) fn eventually<T>(what: &str, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        ensure!(begun.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
    }
}

/// Waits for a task to be over.
pub(crate) fn finished(stage: &Stage, task: &Value) -> Result<Value> {
    over(&stage.owner, task)
}

/// The same for whoever may see it.
pub(crate) fn over(client: &Client, task: &Value) -> Result<Value> {
    let id = task.get("id").and_then(Value::as_str).with_context(|| format!("no task: {task}"))?;
    eventually("the end of the task", || {
        let seen = client.get(&format!("/api/v1/tasks/{id}"))?;
        ensure!(seen.status == 200, "{seen:?}");
        let is_over = seen.body.get("ended_at").is_some_and(|at| !at.is_null());
        Ok(is_over.then_some(seen.body))
    })
}

pub(crate) fn begin(stage: &Stage, path: &str, body: &Value) -> Result<Value> {
    let answer = stage.owner.post(path, body)?;
    ensure!(answer.status == 202, "{path}: {answer:?}");
    Ok(answer.body)
}

/// The newest restore point of a task.
pub(crate) fn point_of(stage: &Stage, task: &Value) -> Result<String> {
    let id = task["id"].as_str().context("no task")?;
    let points = stage.read(&format!("/api/v1/restore-points?task={id}"))?;
    let point = points
        .pointer("/0/id")
        .and_then(Value::as_str)
        .with_context(|| format!("no point: {points}"))?;
    Ok(point.to_owned())
}

pub(crate) fn undo(stage: &Stage, point: &str, overwrite: bool) -> Result<Value> {
    let path = format!("/api/v1/restore-points/{point}/apply");
    finished(stage, &begin(stage, &path, &json!({ "overwrite": overwrite }))?)
}

pub(crate) fn check(stage: &Stage, point: &str) -> Result<Value> {
    stage.read(&format!("/api/v1/restore-points/{point}/check"))
}

fn delete(stage: &Stage, devices: &Value, also: &Value) -> Result<Value> {
    let mut body = also.clone();
    body.as_object_mut().context("an object")?.insert("devices".into(), devices.clone());
    finished(stage, &begin(stage, "/api/v1/devices/delete", &body)?)
}

/// Makes a device with everything that belongs to one.
fn furnished(stage: &Stage, eui: &str) -> Result<()> {
    stage.create(
        "/api/v1/devices",
        &json!({
            "eui": eui, "data_from": "OTHER", "name": format!("Meter {eui}"),
            "tags": ["north", "floor 2"], "thing_model": ["mt_ks52"], "rpc": ["mt_app_reset"],
            "server_attrs": { "price": 3 }, "shared_attrs": { "period_data": 900 },
            "heart_period": 600, "remark": "by the door",
        }),
    )?;
    Ok(())
}

/// A record without what changes by itself.
fn lasting(stage: &Stage, eui: &str) -> Result<Value> {
    let mut device = stage.read(&format!("/api/v1/devices/{eui}"))?;
    let map = device.as_object_mut().context("a device")?;
    for live in ["status", "active_time", "rssi", "snr"] {
        map.remove(live);
    }
    Ok(device)
}

#[test]
fn deleted_devices_come_back_with_everything_but_telemetry() -> Result<()> {
    let stage = Stage::set()?;
    for eui in ["meter-1", "meter-2", "meter-3"] {
        furnished(&stage, eui)?;
    }
    stage.create(
        "/api/v1/relations",
        &json!({ "from_eui": ["meter-1"], "to_eui": ["meter-2"],
            "notify_fields": ["telemetry_data"] }),
    )?;
    let before: Vec<Value> =
        ["meter-1", "meter-2"].iter().map(|eui| lasting(&stage, eui)).collect::<Result<_>>()?;
    let chosen = json!({ "filter": {}, "except": ["meter-3"] });
    let preview = stage.owner.post("/api/v1/devices/deletion-preview", &chosen)?;
    ensure!(preview.status == 200, "{preview:?}");
    let preview = preview.body;
    ensure!(preview["devices"] == 2 && preview["relations"] == 1, "{preview}");
    ensure!(preview["thing_models"]["mt_ks52"] == 2 && preview["with_rpc"] == 2, "{preview}");

    let task = delete(&stage, &chosen, &json!({}))?;
    ensure!(task["ok"] == 2 && task["kind"] == "delete_devices", "{task}");
    ensure!(stage.list("/api/v1/devices")?.len() == 1);
    ensure!(stage.list("/api/v1/relations")?.is_empty());

    let point = point_of(&stage, &task)?;
    let seen = check(&stage, &point)?;
    ensure!(seen["counts"]["restore"] == 2, "{seen}");
    let undone = undo(&stage, &point, false)?;
    ensure!(undone["ok"] == 2 && undone["failed"] == 0, "{undone}");
    let after: Vec<Value> =
        ["meter-1", "meter-2"].iter().map(|eui| lasting(&stage, eui)).collect::<Result<_>>()?;
    ensure!(before == after, "{before:#?} {after:#?}");
    ensure!(stage.list("/api/v1/relations")?.len() == 1, "the relation is lost");
    let seen = check(&stage, &point)?;
    ensure!(seen["counts"]["same"] == 2, "{seen}");

    // The undoing can be undone.
    let again = undo(&stage, &point_of(&stage, &undone)?, false)?;
    ensure!(again["ok"] == 2, "{again}");
    ensure!(stage.list("/api/v1/devices")?.len() == 1, "{again}");
    // Memory says what the disk says.
    let undone = undo(&stage, &point, false)?;
    ensure!(undone["ok"] == 2, "{undone}");
    let Stage { instance, .. } = stage;
    let (_, folder) = instance.stop("TERM")?;
    let stage = Stage::around(Headless::start_in(folder)?)?;
    let loaded: Vec<Value> =
        ["meter-1", "meter-2"].iter().map(|eui| lasting(&stage, eui)).collect::<Result<_>>()?;
    ensure!(loaded == before, "{loaded:#?}");
    ensure!(stage.list("/api/v1/relations")?.len() == 1);
    Ok(())
}

#[test]
fn what_was_changed_or_taken_meanwhile_is_told_and_left_alone() -> Result<()> {
    let stage = Stage::set()?;
    for eui in ["lamp-1", "lamp-2", "lamp-3"] {
        furnished(&stage, eui)?;
    }
    let body = json!({ "devices": { "euis": ["lamp-1", "lamp-2", "lamp-3"] },
        "add": ["recalled"], "remove": ["North"] });
    let tagged = finished(&stage, &begin(&stage, "/api/v1/devices/tags", &body)?)?;
    ensure!(tagged["ok"] == 3, "{tagged}");
    let lamp = stage.read("/api/v1/devices/lamp-1")?;
    ensure!(lamp["tags"] == json!(["floor 2", "recalled"]), "{lamp}");
    stage.change("/api/v1/devices/lamp-2", &json!({ "name": "Mine" }))?;
    let point = point_of(&stage, &tagged)?;
    let seen = check(&stage, &point)?;
    ensure!(seen["counts"]["revert"] == 2 && seen["counts"]["conflict"] == 1, "{seen}");
    let conflicts =
        stage.read(&format!("/api/v1/restore-points/{point}/check?verdict=conflict"))?;
    let conflict = &conflicts["records"]["items"][0];
    ensure!(conflict["key"] == "lamp-2", "{conflicts}");
    ensure!(conflict["detail_said"]["code"] == "changed_after_at", "{conflicts}");
    ensure!(conflict["detail_said"]["text"] == conflict["detail"], "{conflicts}");

    let undone = undo(&stage, &point, false)?;
    ensure!(undone["ok"] == 2 && undone["failed"] == 1, "{undone}");
    let lamp = stage.read("/api/v1/devices/lamp-1")?;
    ensure!(lamp["tags"] == json!(["north", "floor 2"]), "{lamp}");
    ensure!(stage.read("/api/v1/devices/lamp-2")?["name"] == "Mine");
    let undone = undo(&stage, &point, true)?;
    ensure!(undone["ok"] == 3, "{undone}");
    let lamp = stage.read("/api/v1/devices/lamp-2")?;
    ensure!(
        lamp["name"] == "Meter lamp-2" && lamp["tags"] == json!(["north", "floor 2"]),
        "{lamp}"
    );

    // An EUI that was given away stays where it is.
    let gone = delete(&stage, &json!({ "euis": ["lamp-3"] }), &json!({}))?;
    stage.create("/api/v1/devices", &json!({ "eui": "lamp-3", "data_from": "OTHER" }))?;
    let point = point_of(&stage, &gone)?;
    let seen = check(&stage, &point)?;
    ensure!(seen["counts"]["refused"] == 1, "{seen}");
    let undone = undo(&stage, &point, true)?;
    ensure!(undone["failed"] == 1, "{undone}");
    ensure!(stage.read("/api/v1/devices/lamp-3")?["name"] == "");
    let id = undone["id"].as_str().context("an id")?;
    let items = stage.list(&format!("/api/v1/tasks/{id}/items"))?;
    ensure!(items[0]["code"] == "refused", "{items:?}");

    // Nobody else sees it.
    let other = stage.tenant("lab")?;
    ensure!(other.get(&format!("/api/v1/restore-points/{point}"))?.status == 404);
    ensure!(other.get("/api/v1/restore-points")?.body == json!([]));
    Ok(())
}

#[test]
fn profiles_that_were_switched_off_together_are_switched_on_again() -> Result<()> {
    let stage = Stage::set()?;
    let euis: Vec<String> = (1..=4).map(|number| abp(number).dev_eui.to_string()).collect();
    for number in 1..=4 {
        stage.create("/api/v1/lorawan-profiles", &abp(number).profile_json())?;
    }
    let path = |eui: &str| format!("/api/v1/lorawan-profiles/{eui}");
    stage.change(&path(&euis[1]), &json!({ "enable": false }))?;
    let switch =
        |body: &Value| finished(&stage, &begin(&stage, "/api/v1/lorawan-profiles/switch", body)?);

    // By a filter, which is asked when the task begins; one is left out, one is off already.
    let chosen = json!({ "filter": { "join_mode": "ABP" }, "except": [euis[3]] });
    let done = switch(&json!({ "profiles": chosen, "enable": false }))?;
    ensure!(done["kind"] == "switch_profiles" && done["ok"] == 3, "{done}");
    ensure!(done["request"] == json!({ "enable": false }), "{done}");
    let items =
        stage.list(&format!("/api/v1/tasks/{}/items", done["id"].as_str().context("id")?))?;
    let mut codes: Vec<&str> = items.iter().filter_map(|item| item["code"].as_str()).collect();
    codes.sort_unstable();
    ensure!(codes == ["switched", "switched", "unchanged"], "{items:?}");
    let states = || -> Result<Vec<bool>> {
        let state = |eui: &String| Ok(stage.read(&path(eui))?["enable"] == json!(true));
        euis.iter().map(state).collect()
    };
    ensure!(states()? == [false, false, false, true]);

    // Undone, it is as it was: what was off before stays off.
    let undone = undo(&stage, &point_of(&stage, &done)?, false)?;
    ensure!(undone["failed"] == 0, "{undone}");
    ensure!(states()? == [true, false, true, true]);

    // By name; whoever is gone is no failure, and the other switch stays.
    let named = json!({ "dev_euis": [euis[0], "70b3d57ed0ffffff"] });
    let done = switch(&json!({ "profiles": named, "down_enable": false }))?;
    ensure!(done["ok"] == 2 && done["failed"] == 0, "{done}");
    let profile = stage.read(&path(&euis[0]))?;
    ensure!(profile["down_enable"] == false && profile["enable"] == true, "{profile}");

    // A frame of a disabled profile is refused at once.
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let first = uplink(&abp(1), 1, false)?;
    gateway.report(LATER, &first)?;
    ensure!(events.verdict(&first)? == "accepted");
    switch(&json!({ "profiles": { "filter": {} }, "enable": false }))?;
    let second = uplink(&abp(1), 2, false)?;
    gateway.report(2 * LATER, &second)?;
    ensure!(events.verdict(&second)? == "profile_disabled");

    let refused = |body: &Value| stage.owner.post("/api/v1/lorawan-profiles/switch", body);
    ensure!(refused(&json!({ "profiles": { "filter": {} } }))?.status == 422);
    ensure!(refused(&json!({ "profiles": { "dev_euis": [] }, "enable": true }))?.status == 422);
    // Another tenant's profiles are nobody's there.
    let other = stage.tenant("lab")?;
    let body = json!({ "profiles": { "dev_euis": euis }, "enable": true });
    let task = other.post("/api/v1/lorawan-profiles/switch", &body)?;
    ensure!(task.status == 202, "{task:?}");
    over(&other, &task.body)?;
    ensure!(states()? == [false, false, false, false]);
    Ok(())
}

/// Deleted, made anew with the same keys, used, deleted again, and brought back from the first
/// deletion: no downlink has a counter that was used, and no old frame is accepted.
#[test]
fn a_profile_that_comes_back_uses_no_counter_twice() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    let eui = device.dev_eui.to_string();
    stage.add(&device)?;
    let gateway = connect(&stage, 1)?;
    let mut tmst = 0;
    let mut exchange = |stage: &Stage, up: u32, down: u32| -> Result<()> {
        enqueue(stage, &eui, &json!({ "f_port": 5, "payload": "aa" }))?;
        tmst += LATER;
        gateway.report(tmst, &uplink(&device, up, false)?)?;
        let heard = read(&gateway.downlink()?, &device, down)?;
        ensure!(heard.f_port == Some(5), "no downlink with counter {down}");
        Ok(())
    };
    for counter in 0..3 {
        exchange(&stage, counter + 10, counter)?;
    }
    let keys = stage.read(&format!("/api/v1/lorawan-profiles/{eui}"))?;
    let chosen = json!({ "euis": [eui] });
    let first = delete(&stage, &chosen, &json!({ "profile": true }))?;
    ensure!(first["ok"] == 1, "{first}");
    let missing = stage.owner.get(&format!("/api/v1/lorawan-profiles/{eui}"))?;
    ensure!(missing.status == 404, "{missing:?}");

    // Made anew it starts at 0, as a new profile does; here it gets farther than the first time.
    stage.add(&device)?;
    for counter in 0..5 {
        exchange(&stage, counter + 20, counter)?;
    }
    delete(&stage, &chosen, &json!({ "profile": true }))?;

    let undone = undo(&stage, &point_of(&stage, &first)?, false)?;
    ensure!(undone["ok"] == 2 && undone["failed"] == 0, "{undone}");
    let back = stage.read(&format!("/api/v1/lorawan-profiles/{eui}"))?;
    for key in ["apps_key", "nwks_key", "dev_addr", "created_at"] {
        ensure!(back[key] == keys[key], "{key}: {back} {keys}");
    }
    // The last frame of the second life is old in this one, too.
    let mut events = stage.events("frame")?;
    let old = uplink(&device, 24, false)?;
    gateway.report(90 * LATER, &old)?;
    let verdict = events.verdict(&old)?;
    ensure!(verdict != "accepted", "a recorded frame was accepted");
    exchange(&stage, 25, 5)?;
    Ok(())
}

/// Whenever the program is killed, each device is there or can be brought back.
#[test]
fn a_killed_deletion_can_be_undone() -> Result<()> {
    // More than a few batches of both, so that a kill finds them in the middle.
    const ROWS: u32 = 8_000;
    let mut instance = Headless::start()?;
    let owner = instance.owner()?;
    let rows = (0..ROWS).map(|row| format!("box-{row:05},Box {row},OTHER\n"));
    let file = format!("eui,name,data_from\n{}", rows.collect::<String>());
    let plan = owner.upload("/api/v1/imports/devices?file=a.csv", &file)?.body;
    let id = plan["id"].as_str().context("no plan")?;
    owner.post(&format!("/api/v1/imports/{id}/apply"), &json!({}))?;
    let total = || -> Result<Option<u64>> {
        Ok(owner.get("/api/v1/devices?limit=1")?.body.get("total").and_then(Value::as_u64))
    };
    eventually("the import", || Ok((total()? == Some(u64::from(ROWS))).then_some(())))?;
    let body = json!({ "devices": { "filter": {} } });
    let begun = owner.post("/api/v1/devices/delete", &body)?;
    ensure!(begun.status == 202, "{begun:?}");
    eventually("the deletion", || Ok((total()? < Some(u64::from(ROWS) / 2)).then_some(())))?;
    instance.kill();
    let stage = Stage::around(Headless::start_in(instance.wait()?)?)?;
    let left = stage.read("/api/v1/devices?limit=1")?["total"].as_u64().context("a total")?;
    let task = &stage.list("/api/v1/tasks?kind=delete_devices")?[0];
    let point = point_of(&stage, task)?;
    let counts = check(&stage, &point)?["counts"].clone();
    let gone = u64::from(ROWS) - left;
    ensure!(counts["restore"].as_u64() == Some(gone), "{left} left: {counts}");
    ensure!(undone_at(&stage, &point)?.is_null());

    // An undoing that is killed has not undone the deletion; one that ends has.
    begin(&stage, &format!("/api/v1/restore-points/{point}/apply"), &json!({}))?;
    loop {
        let there = stage.read("/api/v1/devices?limit=1")?["total"].as_u64();
        if there > Some(left) {
            break;
        }
    }
    let Stage { mut instance, .. } = stage;
    instance.kill();
    let stage = Stage::around(Headless::start_in(instance.wait()?)?)?;
    let there = stage.read("/api/v1/devices?limit=1")?["total"].as_u64();
    ensure!(there < Some(u64::from(ROWS)), "all were back before the program was killed");
    ensure!(undone_at(&stage, &point)?.is_null(), "it looks undone");
    let undone = undo(&stage, &point, false)?;
    ensure!(undone["failed"] == 0, "{undone}");
    let there = stage.read("/api/v1/devices?limit=1")?["total"].as_u64();
    ensure!(there == Some(u64::from(ROWS)), "{there:?}");
    ensure!(undone_at(&stage, &point)?.is_string());
    Ok(())
}

fn undone_at(stage: &Stage, point: &str) -> Result<Value> {
    let point = stage.read(&format!("/api/v1/restore-points/{point}"))?;
    Ok(point.get("undone_at").cloned().unwrap_or_default())
}

#[test]
fn an_import_is_undone_row_by_row() -> Result<()> {
    let stage = Stage::set()?;
    furnished(&stage, "meter-1")?;
    let before = lasting(&stage, "meter-1")?;
    let file = "eui,name,data_from,tags,shared_attrs\n\
        meter-1,Renamed,OTHER,south,\"{\"\"other\"\": 1}\"\nmeter-9,New,OTHER,,\n";
    let plan = stage.owner.upload("/api/v1/imports/devices?file=a.csv", file)?.body;
    let id = plan["id"].as_str().with_context(|| format!("no plan: {plan}"))?;
    begin(&stage, &format!("/api/v1/imports/{id}/apply"), &json!({}))?;
    eventually("the import", || {
        let is_there = stage.owner.get("/api/v1/devices/meter-9")?.status == 200;
        let meter = stage.read("/api/v1/devices/meter-1")?;
        Ok((is_there && meter.get("name") == Some(&json!("Renamed"))).then_some(()))
    })?;
    let changed = stage.read("/api/v1/devices/meter-1")?;
    ensure!(changed["shared_attrs"] == json!({ "other": 1 }), "{changed}");
    // The point is settled after the rows are stored.
    let point = eventually("the point of the import", || {
        let points = stage.read("/api/v1/restore-points")?;
        let point = points.pointer("/0/id").and_then(Value::as_str).context("no point")?;
        let seen = check(&stage, point)?;
        let counts = (seen.pointer("/counts/revert"), seen.pointer("/counts/remove"));
        Ok((counts == (Some(&json!(1)), Some(&json!(1)))).then(|| point.to_owned()))
    })?;
    let undone = undo(&stage, &point, false)?;
    ensure!(undone["ok"] == 2 && undone["failed"] == 0, "{undone}");
    ensure!(lasting(&stage, "meter-1")? == before, "{before} {}", lasting(&stage, "meter-1")?);
    ensure!(stage.owner.get("/api/v1/devices/meter-9")?.status == 404);
    Ok(())
}

#[test]
fn a_reset_and_a_bulk_update_are_undone_except_for_what_was_edited_since() -> Result<()> {
    const PUMPS: [&str; 3] = ["pump-1", "pump-2", "pump-3"];
    let stage = Stage::set()?;
    for eui in PUMPS {
        furnished(&stage, eui)?;
    }
    let template = json!({
        "name": "Bare", "tags": ["plain"], "heart_period": 3600, "real_time_storage": false,
        "server_attrs": {"limit": {"dftValue": 40, "type": "number", "unit": "l"}},
    });
    stage.create("/api/v1/device-templates", &template)?;
    let change = json!({
        "name": "Pump {n}", "heart_period": 1200,
        "thing_model": {"remove": ["mt_ks52"]}, "tags": {"add": ["spring"], "remove": ["NORTH"]},
        "server_attrs": {"remove": ["price"]},
        // Sent to the devices, which is noted after they were changed.
        "shared_attrs": {"overwrite": true,
            "add": [{"key": "period_data", "type": "number", "value": 60}]},
    });
    let all = || PUMPS.iter().map(|eui| lasting(&stage, eui)).collect::<Result<Vec<Value>>>();
    let before = all()?;
    for (path, body, tags) in [
        ("/api/v1/reset-by-template", json!({"euis": PUMPS, "template": "Bare"}), json!(["plain"])),
        (
            "/api/v1/bulk-update",
            json!({"euis": PUMPS, "change": change}),
            json!(["floor 2", "spring"]),
        ),
    ] {
        let task = finished(&stage, &begin(&stage, path, &body)?)?;
        ensure!(task["ok"] == 3, "{path}: {task}");
        let changed = all()?;
        ensure!(changed.iter().all(|pump| pump["tags"] == tags), "{path}: {changed:?}");
        let point = point_of(&stage, &task)?;
        let seen = check(&stage, &point)?;
        ensure!(seen["counts"]["revert"] == 3, "{path}: {seen}");
        stage.change("/api/v1/devices/pump-2", &json!({ "remark": "leaks" }))?;

        // Page by page, with what the first one counted.
        let page = |cursor: &str| {
            stage.read(&format!("/api/v1/restore-points/{point}/check?limit=2{cursor}"))
        };
        let first = page("")?;
        ensure!(first["counts"]["conflict"] == 1 && first["records"]["total"] == 3, "{first}");
        let next = first["records"]["next_cursor"].as_str().context("a second page")?;
        let second = page(&format!("&cursor={next}"))?;
        ensure!(second["counts"] == first["counts"], "{second}");
        let keys = |page: &Value| {
            let items = page["records"]["items"].as_array().cloned().unwrap_or_default();
            items.iter().map(|item| item["key"].clone()).collect::<Vec<_>>()
        };
        let mut seen = [keys(&first), keys(&second)].concat();
        seen.sort_by_key(Value::to_string);
        ensure!(json!(seen) == json!(PUMPS), "{seen:?}");
        ensure!(second["records"]["next_cursor"].is_null(), "{second}");
        let foreign = stage.owner.get(&format!("/api/v1/restore-points/{point}/check?cursor=x"))?;
        ensure!(foreign.status == 422, "{foreign:?}");

        let undone = undo(&stage, &point, false)?;
        ensure!(undone["ok"] == 2 && undone["failed"] == 1, "{path}: {undone}");
        let after = all()?;
        ensure!((&after[0], &after[2]) == (&before[0], &before[2]), "{path}: {after:#?}");
        ensure!(after[1]["remark"] == "leaks" && after[1]["tags"] == tags, "{path}: {after:#?}");
        let undone = undo(&stage, &point, true)?;
        ensure!(undone["ok"] == 3, "{path}: {undone}");
        ensure!(all()? == before, "{path}: {:#?}", all()?);
    }
    Ok(())
}

/// The DevNonce of the next join-request to a join server that is logged.
fn dev_nonce(events: &mut Events, join_eui: Eui64) -> Result<u16> {
    events.until(|event| {
        let phy = hex::decode(event.pointer("/frame/phy")?.as_str()?).ok()?;
        match lorawan::parse(&phy) {
            Ok(Frame::JoinRequest(request)) if request.join_eui == join_eui => {
                Some(request.dev_nonce)
            }
            _ => None,
        }
    })
}

/// The JoinNonce of the join-accept that was transmitted last.
fn join_nonce(sent: &mut broadcast::Receiver<Transmission>, app_key: &AesKey) -> Result<u32> {
    let mut last = None;
    while let Ok(transmission) = sent.try_recv() {
        if let Ok(Frame::JoinAccept(accept)) = lorawan::parse(&transmission.phy) {
            last = accept.decrypt(app_key).ok().map(|accept| accept.join_nonce);
        }
    }
    last.context("no join-accept was transmitted")
}

/// Deleted, made anew, joined, deleted again, and brought back from the first deletion: a device
/// whose stack is not ours joins as if its profile had never been gone, and nobody else can.
#[test]
fn a_device_that_joins_after_its_profile_came_back_meets_every_nonce_that_was_used() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_3);
    let eui = device.dev_eui.to_string();
    let Activation::Otaa { join_eui, app_key } = device.activation else { unreachable!() };
    stage.add(&device)?;
    let mut stack = StackDevice::otaa(device.dev_eui, join_eui, &app_key, 7);
    let air: Air = stage.air(&[gateway(1)])?;
    let mut sent = air.transmissions();
    let mut events = stage.events("frame")?;
    let mut join = |stage: &Stage, stack: &mut StackDevice| -> Result<(u16, u32)> {
        stage.run(stack.join(&air))?;
        Ok((dev_nonce(&mut events, join_eui)?, join_nonce(&mut sent, &app_key)?))
    };
    let mut nonces = vec![join(&stage, &mut stack)?];
    let chosen = json!({ "euis": [eui] });
    let also = json!({ "profile": true });
    let first = delete(&stage, &chosen, &also)?;
    ensure!(first["ok"] == 1, "{first}");

    // A second life, which gets farther than the first.
    stage.add(&device)?;
    for _ in 0..2 {
        nonces.push(join(&stage, &mut stack)?);
    }
    delete(&stage, &chosen, &also)?;
    let undone = undo(&stage, &point_of(&stage, &first)?, false)?;
    ensure!(undone["ok"] == 2 && undone["failed"] == 0, "{undone}");

    // Recorded requests, each with another JoinEUI because equal bytes are one attempt.
    let attacker = connect(&stage, 2)?;
    let mut heard = stage.events("frame")?;
    for (number, (nonce, _)) in (1..).zip(&nonces) {
        let other = Eui64::from_be_bytes([0x70, 0xB3, 0xD5, 0x7E, 0xD0, 0, 1, number]);
        let request = join::request(other, device.dev_eui, *nonce, &app_key);
        attacker.report(u32::from(number) * LATER, &request)?;
        let verdict = heard.verdict(&request)?;
        ensure!(verdict == "dev_nonce_reused", "nonce {nonce} of {nonces:?}: {verdict}");
    }

    let (dev_nonce, join_nonce) = join(&stage, &mut stack)?;
    ensure!(nonces.iter().all(|(known, _)| *known != dev_nonce), "{nonces:?} {dev_nonce}");
    ensure!(nonces.iter().all(|(_, known)| *known < join_nonce), "{nonces:?} {join_nonce}");
    let answer = stage.run(stack.send(&air, PORT, &report(215, 480), true))?;
    ensure!((answer.f_cnt, answer.answered) == (0, true), "{answer:?}");
    Ok(())
}

/// The newest point that holds the record.
fn point_with(stage: &Stage, key: &str) -> Result<String> {
    let points = stage.read(&format!("/api/v1/restore-points?record={key}"))?;
    let point = points.pointer("/0/id").and_then(Value::as_str);
    Ok(point.with_context(|| format!("no point: {points}"))?.to_owned())
}

fn remove(stage: &Stage, path: &str) -> Result<()> {
    let answer = stage.owner.send("DELETE", path, None)?;
    ensure!(answer.status == 204, "{path}: {answer:?}");
    Ok(())
}

#[test]
fn a_deleted_gateway_and_deleted_models_come_back_with_what_belongs_to_them() -> Result<()> {
    let stage = Stage::set()?;
    let eui = gateway(1).to_string();
    let gateways = format!("/api/v1/gateways/{eui}");
    let body = json!({"eui": eui, "name": "Roof", "antenna_gain": 3.0, "remark": "north"});
    stage.create("/api/v1/gateways", &body)?;
    let token = stage.create(&format!("{gateways}/station-token"), &json!({}))?;
    ensure!(token["token"].is_string(), "{token}");
    let mut seen = vec![(gateways, eui)];
    for (kind, body) in [
        (
            "thing-models",
            json!({"id_name": "tank", "name": "Tank", "payload_parser": "return null"}),
        ),
        ("rpc-models", json!({"id_name": "flush", "name": "Flush", "rpc_script": "return null"})),
        ("trigger-models", json!({"name": "overflow", "trigger_script": "return null"})),
        ("device-templates", json!({"name": "Tanks", "tags": ["tank"]})),
    ] {
        let model = stage.create(&format!("/api/v1/{kind}"), &body)?;
        let id = model["id"].as_str().with_context(|| model.to_string())?.to_owned();
        let path = format!("/api/v1/{kind}/{id}");
        stage.change(&path, &json!({"remark": "changed"}))?;
        if kind == "thing-models" {
            let case = json!({"name": "Empty", "input": {}, "expected": null});
            stage.create(&format!("/api/v1/models/{kind}/{id}/cases"), &case)?;
        }
        seen.push((path, id));
    }
    let stored = |stage: &Stage, path: &str| -> Result<Value> {
        let mut record = stage.read(path)?;
        let map = record.as_object_mut().context("a record")?;
        for live in ["last_error", "statistics", "last_action", "status", "last_seen", "hour"] {
            map.remove(live);
        }
        let mut all = vec![record];
        if let Some(model) = path.strip_prefix("/api/v1/").filter(|it| !it.starts_with("gateways"))
        {
            all.push(stage.read(&format!("/api/v1/models/{model}/versions"))?);
            all.push(stage.read(&format!("/api/v1/models/{model}/cases"))?);
        }
        Ok(all.into())
    };
    for (path, key) in &seen {
        let before = stored(&stage, path)?;
        remove(&stage, path)?;
        let point = point_with(&stage, key)?;
        let counts = check(&stage, &point)?["counts"].clone();
        ensure!(counts["restore"] == 1, "{path}: {counts}");
        let undone = undo(&stage, &point, false)?;
        ensure!(undone["ok"] == 1, "{path}: {undone}");
        ensure!(stored(&stage, path)? == before, "{path}: {before} {}", stored(&stage, path)?);
        ensure!(check(&stage, &point)?["counts"]["same"] == 1);
    }
    // Memory says what the disk says, and a name that was taken meanwhile stays taken.
    let all = |stage: &Stage| -> Result<Vec<Value>> {
        seen.iter().map(|(path, _)| stored(stage, path)).collect()
    };
    let before = all(&stage)?;
    let (status, folder) = stage.instance.stop("TERM")?;
    ensure!(status.success(), "{status}");
    let stage = Stage::around(Headless::start_in(folder)?)?;
    ensure!(all(&stage)? == before, "{before:?} {:?}", all(&stage)?);
    let (path, id) = &seen[1];
    remove(&stage, path)?;
    let taken = json!({"id_name": "tank", "name": "Other", "payload_parser": "return 1"});
    stage.create("/api/v1/thing-models", &taken)?;
    let undone = undo(&stage, &point_with(&stage, id)?, false)?;
    ensure!(undone["failed"] == 1, "{undone}");
    ensure!(stage.owner.get(path)?.status == 404);
    Ok(())
}

/// Who looks at what can be undone need not ask: each point is told of, and nothing that is none.
#[test]
fn what_can_be_undone_is_told_to_everybody_who_listens() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    let eui = device.dev_eui.to_string();
    stage.add(&device)?;
    let roof = gateway(1).to_string();
    stage.create("/api/v1/gateways", &json!({"eui": roof}))?;
    let id = |made: &Value| made["id"].as_str().map(str::to_owned).context("no id");
    let place = id(&stage.create("/api/v1/locations", &json!({"code": "A", "name": "Attic"}))?)?;
    let model = json!({"id_name": "flush", "name": "Flush", "rpc_script": "return null"});
    let model = id(&stage.create("/api/v1/rpc-models", &model)?)?;
    let mut events = stage.events("changed")?;
    let mut told = || {
        events.until(|event| {
            let is_point = event["resource"] == "restore-points";
            is_point.then(|| (event["key"].clone(), event["action"].clone()))
        })
    };
    let newest = |stage: &Stage| -> Result<Value> {
        let points = stage.read("/api/v1/restore-points")?;
        points.pointer("/0/id").cloned().context("no point")
    };
    for (path, key) in [
        (format!("/api/v1/devices/{eui}"), &eui),
        (format!("/api/v1/lorawan-profiles/{eui}"), &eui),
        (format!("/api/v1/gateways/{roof}"), &roof),
        (format!("/api/v1/locations/{place}"), &place),
        (format!("/api/v1/rpc-models/{model}"), &model),
    ] {
        remove(&stage, &path)?;
        let point = json!(point_with(&stage, key)?);
        ensure!(told()? == (point, json!("created")), "{path}");
    }
    // A task's is told of when it is over, and the undoing of another one before that one is undone.
    furnished(&stage, "meter-1")?;
    let task = delete(&stage, &json!({ "euis": ["meter-1"] }), &json!({}))?;
    let point = point_of(&stage, &task)?;
    ensure!(told()? == (json!(point), json!("created")), "{task}");
    undo(&stage, &point, false)?;
    ensure!(told()? == (newest(&stage)?, json!("created")));
    ensure!(told()? == (json!(point), json!("updated")));
    let rows = "eui,name,data_from\nmeter-2,Two,OTHER\n";
    let plan = stage.owner.upload("/api/v1/imports/devices?file=a.csv", rows)?.body;
    let plan = plan["id"].as_str().with_context(|| format!("no plan: {plan}"))?;
    let apply = format!("/api/v1/imports/{plan}/apply");
    finished(&stage, &begin(&stage, &apply, &json!({}))?)?;
    ensure!(told()? == (newest(&stage)?, json!("created")));
    // Nothing was kept of what stays: a place where another one is.
    let outer = id(&stage.create("/api/v1/locations", &json!({"code": "B", "name": "House"}))?)?;
    let inner = json!({"code": "C", "name": "Room", "parent_code": "B"});
    let inner = id(&stage.create("/api/v1/locations", &inner)?)?;
    let used = stage.owner.send("DELETE", &format!("/api/v1/locations/{outer}"), None)?;
    ensure!(used.status == 409, "{used:?}");
    remove(&stage, &format!("/api/v1/locations/{inner}"))?;
    ensure!(told()? == (json!(point_with(&stage, &inner)?), json!("created")));
    Ok(())
}

#[test]
fn an_import_of_models_and_one_of_gateways_are_undone() -> Result<()> {
    let stage = Stage::set()?;
    let old = json!({"id_name": "tank", "name": "Tank", "payload_parser": "return null"});
    let old = stage.create("/api/v1/thing-models", &old)?;
    let path = format!("/api/v1/thing-models/{}", old["id"].as_str().context("an id")?);
    let content = |model: &Value| {
        let fields = ["id_name", "name", "payload_parser", "updated_at"];
        fields.map(|field| model[field].clone())
    };
    let before = content(&stage.read(&path)?);
    let gateway = json!({"eui": gateway(1).to_string(), "name": "Roof"});
    stage.create("/api/v1/gateways", &gateway)?;
    let file = json!({"format": "thinklink-models", "version": 1, "kind": "thing-models", "models": [
        {"id_name": "tank", "name": "Barrel", "payload_parser": "return {telemetry_data: {v: 1}}"},
        {"id_name": "well", "name": "Well", "payload_parser": "return null"},
    ]});
    let rows = "eui,name\n02517efffebbbb01,Cellar\n02517efffebbbb02,Attic\n".to_owned();
    let number = |list: &str| -> Result<usize> {
        let all = stage.list(&format!("/api/v1/{list}?limit=1000"))?.into_iter();
        Ok(all.filter(|it| it["scope"] != "PUBLIC").count())
    };
    for (list, name, text) in
        [("thing-models", "a.json", file.to_string()), ("gateways", "a.csv", rows)]
    {
        let plan = stage.owner.upload(&format!("/api/v1/imports/{list}?file={name}"), &text)?.body;
        let id = plan["id"].as_str().with_context(|| format!("no plan: {plan}"))?;
        begin(&stage, &format!("/api/v1/imports/{id}/apply"), &json!({}))?;
        let task = eventually("the import", || {
            let tasks = stage.list("/api/v1/tasks?kind=import&limit=1")?;
            let task = tasks.into_iter().next().context("a task")?;
            let is_over = task.get("ended_at").is_some_and(Value::is_string);
            Ok((is_over && task.get("name") == Some(&json!(name))).then_some(task))
        })?;
        ensure!(task["ok"] == 2, "{task}");
        ensure!(number(list)? == 2, "{list}");
        let point = point_of(&stage, &task)?;
        let counts = check(&stage, &point)?["counts"].clone();
        ensure!(counts["revert"] == 1 && counts["remove"] == 1, "{list}: {counts}");
        let undone = undo(&stage, &point, false)?;
        ensure!(undone["ok"] == 2, "{list}: {undone}");
        ensure!(number(list)? == 1, "{list}");
    }
    ensure!(content(&stage.read(&path)?) == before, "{before:?} {}", stage.read(&path)?);
    ensure!(stage.list("/api/v1/gateways")?[0]["name"] == "Roof");
    Ok(())
}
