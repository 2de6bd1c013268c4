//! Imports of the real program: killed in the middle, and what one instance exports taken by another.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::headless::Headless;
use crate::mqtt::Publisher;
use crate::restore::eventually;
use crate::stage::Stage;

/// Rows of the file; many batches.
const ROWS: u32 = 4_000;

fn file(name: &str) -> String {
    let rows = (0..ROWS).map(|row| format!("70b3d57ed{row:07x},{name},a,{}\n", row + 1));
    format!("eui,name,tags,heart_period\n{}", rows.collect::<String>())
}

fn check(instance: &Headless, file: &str) -> Result<Value> {
    let answer = instance.owner()?.upload("/api/v1/imports/devices?file=a.csv", file)?;
    ensure!(answer.status == 201, "{answer:?}");
    Ok(answer.body)
}

fn count(plan: &Value, name: &str) -> Result<u64> {
    plan["counts"]
        .get(name)
        .and_then(Value::as_u64)
        .with_context(|| format!("no count of {name} in {plan}"))
}

/// The task of an import, when a condition holds for it.
fn task_when(instance: &Headless, id: &str, holds: impl Fn(&Value) -> bool) -> Result<Value> {
    let owner = instance.owner()?;
    eventually("the task", || {
        let task = owner.get(&format!("/api/v1/tasks/{id}"))?.body;
        Ok(holds(&task).then_some(task))
    })
}

fn apply(instance: &Headless, plan: &Value, body: &Value) -> Result<String> {
    let id = plan["id"].as_str().context("no id")?;
    let begun = instance.owner()?.post(&format!("/api/v1/imports/{id}/apply"), body)?;
    ensure!(begun.status == 202, "{begun:?}");
    Ok(begun.body.get("id").and_then(Value::as_str).context("no task")?.to_owned())
}

/// Every item of a task that has one code.
fn items(instance: &Headless, id: &str, code: &str) -> Result<u64> {
    let owner = instance.owner()?;
    let (mut found, mut cursor) = (0, String::new());
    loop {
        let page = owner.get(&format!("/api/v1/tasks/{id}/items?limit=1000{cursor}"))?.body;
        let items = page.get("items").and_then(Value::as_array).context("no items")?;
        found += items.iter().filter(|item| item["code"] == code).count() as u64;
        match page.get("next_cursor").and_then(Value::as_str) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(found),
        }
    }
}

/// Each row is done as a whole or not at all; the task says how many after the restart, and
/// checking the file again says which.
#[test]
fn a_killed_import_leaves_each_row_done_or_not() -> Result<()> {
    let mut instance = Headless::start()?;
    let plan = check(&instance, &file("Meter"))?;
    ensure!(count(&plan, "create")? == u64::from(ROWS), "{plan}");
    let task = apply(&instance, &plan, &json!({}))?;
    task_when(&instance, &task, |task| task["current"].as_u64().unwrap_or(0) > 0)?;
    instance.kill();
    let instance = Headless::start_in(instance.wait()?)?;
    let again = check(&instance, &file("Meter"))?;
    let (missing, there) = (count(&again, "create")?, count(&again, "unchanged")?);
    ensure!(missing + there == u64::from(ROWS), "half a row was stored: {again}");
    ensure!(there > 0, "nothing was stored: {again}");
    ensure!(missing > 0, "the import had ended before it was killed");
    let stopped = task_when(&instance, &task, |_| true)?;
    ensure!(stopped["state"] == "interrupted", "{stopped}");
    ensure!(
        stopped["current"] == there && items(&instance, &task, "created")? == there,
        "{stopped}"
    );
    let lost = plan["id"].as_str().context("no id")?;
    let lost = instance.owner()?.get(&format!("/api/v1/imports/{lost}/summary"))?;
    ensure!(lost.status == 404, "{lost:?}");
    let task = apply(&instance, &again, &json!({ "all_or_nothing": true }))?;
    let done = task_when(&instance, &task, |task| !task["ended_at"].is_null())?;
    ensure!(done["state"] == "finished" && done["failed"] == 0, "{done}");
    ensure!(items(&instance, &task, "unchanged")? == there, "{done}");
    let whole = check(&instance, &file("Meter"))?;
    ensure!(count(&whole, "unchanged")? == u64::from(ROWS), "{whole}");
    Ok(())
}

/// A person stops an import: it says where, and what is done is done.
#[test]
fn an_interrupted_import_says_how_far_it_came() -> Result<()> {
    let instance = Headless::start()?;
    let plan = check(&instance, &file("Meter"))?;
    let task = apply(&instance, &plan, &json!({}))?;
    instance.owner()?.post(&format!("/api/v1/tasks/{task}/cancel"), &json!({}))?;
    let stopped = task_when(&instance, &task, |task| !task["ended_at"].is_null())?;
    ensure!(stopped["state"] == "cancelled", "{stopped}");
    let again = check(&instance, &file("Meter"))?;
    ensure!(stopped["current"] == count(&again, "unchanged")?, "{stopped} {again}");
    let id = plan["id"].as_str().context("no id")?;
    let summary = instance.owner()?.get(&format!("/api/v1/imports/{id}/summary"))?.body;
    ensure!(summary["state"] == "stopped" && summary["done"] == stopped["current"], "{summary}");
    let result = instance.owner()?.download(&format!("/api/v1/imports/{id}/result"))?;
    ensure!(result.starts_with(b"PK"), "no workbook");
    Ok(())
}

/// The meters of a bus, by their numbers; the parent's EUI comes after those of its sub-devices.
const READER: &str = "z-reader";
const METERS: &str = r#"
return msg.meters.map((number) => ({
  sub_device: number,
  telemetry_data: { value: 1 },
  server_attrs: { sub_addr: number, "temp (°C)": 0.1 + 0.2, share: msg.share },
}));"#;

fn report(stage: &Stage, numbers: &[&str]) -> Result<()> {
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    let mut heard = stage.subscriber()?;
    let body = json!({ "meters": numbers, "share": 1.0 / 3.0 });
    publisher.publish(&format!("/v32/default/as/up/data/{READER}"), body.to_string().as_bytes())?;
    for _ in numbers {
        while !heard.next()?.0.starts_with("/v32/default/tkl/up/telemetry/") {}
    }
    Ok(())
}

/// An instance with the models of the meters, whose ids are its own.
fn with_models(others: usize) -> Result<Stage> {
    let stage = Stage::set()?;
    for other in 0..others {
        let model = json!({ "id_name": format!("other_{other}"), "name": "Other" });
        stage.create("/api/v1/rpc-models", &model)?;
    }
    let model = json!({ "id_name": "polled", "name": "Polled", "payload_parser": METERS });
    stage.create("/api/v1/thing-models", &model)?;
    stage.create("/api/v1/rpc-models", &json!({ "id_name": "set_price", "name": "Set price" }))?;
    for other in 0..others {
        stage.create("/api/v1/device-templates", &json!({ "name": format!("Other {other}") }))?;
    }
    stage.create(
        "/api/v1/device-templates",
        &json!({ "name": "Meter", "tags": ["of the template"], "heart_period": 3600,
            "thing_model": ["polled"], "rpc": ["set_price"], "third_party": true,
            "server_attrs": { "limit": { "dftValue": 40, "type": "number", "unit": "l" } } }),
    )?;
    Ok(stage)
}

fn export(stage: &Stage, format: &str) -> Result<Vec<u8>> {
    stage.owner.download(&format!("/api/v1/exports/devices?format={format}"))
}

fn checked(stage: &Stage, file: &[u8]) -> Result<Value> {
    let answer = stage.owner.upload("/api/v1/imports/devices?file=devices", file)?;
    ensure!(answer.status == 201, "{answer:?}");
    Ok(answer.body)
}

fn imported(stage: &Stage, file: &[u8], rows: u64) -> Result<String> {
    let plan = checked(stage, file)?;
    let path = format!(
        "/api/v1/imports/{}/rows",
        plan.get("id").and_then(Value::as_str).context("an id")?
    );
    let shown = stage.list(&path)?;
    ensure!(count(&plan, "create")? == rows && count(&plan, "error")? == 0, "{plan} {shown:?}");
    let task = apply(&stage.instance, &plan, &json!({}))?;
    let done = task_when(&stage.instance, &task, |task| !task["ended_at"].is_null())?;
    let counts = |name| done.get(name).and_then(Value::as_u64);
    ensure!(counts("ok") == Some(rows) && counts("failed") == Some(0), "{done}");
    Ok(task)
}

/// What openpyxl reads of a workbook, as JSON: the rows, and the kinds and formats of their cells.
pub(crate) fn by_openpyxl(workbook: &[u8]) -> Result<Value> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("a.xlsx"), workbook)?;
    let script = r#"
import json, openpyxl
sheet = openpyxl.load_workbook("a.xlsx").worksheets[0]
cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
print(json.dumps({
    "rows": [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)],
    "kinds": sorted({cell.data_type + cell.number_format for cell in cells}),
}))"#;
    // Debian's own, which has the package, before any other.
    let debian = std::path::Path::new("/usr/bin/python3");
    let program = if debian.exists() { debian } else { "python3".as_ref() };
    let ran = Command::new(program).args(["-c", script]).current_dir(folder.path()).output()?;
    ensure!(ran.status.success(), "python3-openpyxl: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(serde_json::from_slice(&ran.stdout)?)
}

/// Devices with everything a file has of them.
fn furnish(stage: &Stage) -> Result<()> {
    stage.create(
        "/api/v1/devices",
        &json!({ "eui": READER, "name": "👩\u{200d}🔬 =1+1", "data_from": "OTHER",
            "thing_model": ["polled"], "rpc": ["set_price"], "tags": ["a, b", "north"],
            "heart_period": 700, "remark": "'so' \"quoted\"", "third_party": true }),
    )?;
    report(stage, &["000000012345", "meter, 7", "1e10", "=2"])?;
    let described = json!({
        "values": { "price": 2.5 },
        "meta": { "price": { "type": "number", "alias": "Price", "unit": "€", "remark": "net",
            "order": -3, "rpcs": ["set_price"], "dftValue": 1,
            "options": [{ "label": "low", "value": 2.5 }] } },
    });
    for side in ["server", "shared"] {
        let path = format!("/api/v1/devices/{READER}/attributes/{side}");
        let answer = stage.owner.send("PATCH", &path, Some(&described))?;
        ensure!(answer.status == 200, "{answer:?}");
    }
    stage.create("/api/v1/devices", &json!({ "eui": "hall", "device_type": "VIRTUAL" }))?;
    // What it has no more of its template does not come back with it.
    for eui in ["like", "unlike"] {
        let meter = json!({ "eui": eui, "data_from": "OTHER", "template": "Meter" });
        stage.create("/api/v1/devices", &meter)?;
    }
    let change = json!({ "tags": [], "thing_model": [], "rpc": [], "third_party": false });
    stage.change("/api/v1/devices/unlike", &change)?;
    let path = "/api/v1/devices/unlike/attributes/server/limit";
    ensure!(stage.owner.send("DELETE", path, None)?.status == 204);
    stage.create("/api/v1/devices", &json!({ "eui": "70b3d57ed0001234", "name": "Room" }))?;
    Ok(())
}

/// An export is a copy: into another instance, which knows nothing but the models, and back.
#[test]
fn an_export_of_devices_makes_the_same_devices_elsewhere() -> Result<()> {
    let (home, away) = (with_models(0)?, with_models(2)?);
    furnish(&home)?;
    // A sub-device without a parent is one, too.
    stage_orphan(&home)?;
    let total = home.list("/api/v1/devices")?.len() as u64;
    ensure!(total == 10, "{total}");
    let files = [export(&home, "xlsx")?, export(&home, "csv")?];
    for file in &files {
        let plan = checked(&home, file)?;
        ensure!(count(&plan, "unchanged")? == total, "{plan}");
        let task = imported(&away, file, total)?;
        ensure!(export(&away, "csv")? == files[1], "{}", String::from_utf8(export(&away, "csv")?)?);
        let (sent, back) = (by_openpyxl(&files[0])?, by_openpyxl(&export(&away, "xlsx")?)?);
        ensure!(sent == back && sent["kinds"] == json!(["s@"]), "{sent} {back}");
        let plan = checked(&away, file)?;
        ensure!(count(&plan, "unchanged")? == total, "{plan}");

        // The parent finds its sub-devices, and not others of its own.
        report(&away, &["000000012345", "meter, 7", "1e10", "=2"])?;
        let children = away.list(&format!("/api/v1/devices?parent={READER}"))?;
        ensure!(children.len() == 4 && away.list("/api/v1/devices")?.len() == 10, "{children:?}");
        let like = away.list("/api/v1/devices?template=Meter")?;
        ensure!(like.len() == 2, "{like:?}");

        let points = away.read(&format!("/api/v1/restore-points?task={task}"))?;
        let point = points.pointer("/0/id").and_then(Value::as_str).context("a point")?;
        let begun =
            away.owner.post(&format!("/api/v1/restore-points/{point}/apply"), &json!({}))?;
        let undo = begun.body["id"].as_str().with_context(|| format!("{begun:?}"))?;
        let undone = task_when(&away.instance, undo, |task| !task["ended_at"].is_null())?;
        ensure!(undone["ok"] == total && undone["failed"] == 0, "{undone}");
        ensure!(away.list("/api/v1/devices")?.is_empty(), "{undone}");
    }
    // As it was, after a restart too: numbers are those that a script wrote.
    let Stage { instance, .. } = home;
    let home = Stage::around(Headless::start_in(instance.stop("TERM")?.1)?)?;
    ensure!(export(&home, "csv")? == files[1], "{}", String::from_utf8(export(&home, "csv")?)?);
    Ok(())
}

fn stage_orphan(stage: &Stage) -> Result<()> {
    let file = "eui,device_type,data_from,name\nmeter-9,SUB_DEVICE,OTHER,Without a parent\n";
    imported(stage, file.as_bytes(), 1)?;
    Ok(())
}

/// A parent and its sub-devices in one file: each row is done with its place in the family, or not.
#[test]
fn a_killed_import_of_sub_devices_leaves_each_with_its_place_or_none() -> Result<()> {
    const READERS: u32 = 5;
    let rows = (0..ROWS).map(|row| {
        let (parent, number) = (row % READERS, row / READERS);
        format!("m-{row:04},SUB_DEVICE,OTHER,{READER}-{parent},{number}\n")
    });
    let parents = (0..READERS).map(|parent| format!("{READER}-{parent},NORMAL,OTHER,,\n"));
    let file = format!(
        "eui,device_type,data_from,parent,sub_device\n{}",
        rows.chain(parents).collect::<String>()
    );
    let all = u64::from(ROWS + READERS);
    let mut instance = Headless::start()?;
    let plan = check(&instance, &file)?;
    ensure!(count(&plan, "create")? == all, "{plan}");
    let task = apply(&instance, &plan, &json!({}))?;
    let begun = u64::from(READERS);
    task_when(&instance, &task, |task| task["current"].as_u64().unwrap_or(0) > begun)?;
    instance.kill();
    let instance = Headless::start_in(instance.wait()?)?;
    let again = check(&instance, &file)?;
    let (missing, there) = (count(&again, "create")?, count(&again, "unchanged")?);
    ensure!(missing + there == all, "half a row was stored: {again}");
    ensure!(missing > 0, "the import had ended before it was killed");
    let mut known = u64::from(READERS);
    for parent in 0..READERS {
        let path = format!("/api/v1/devices/{READER}-{parent}");
        let parent = instance.owner()?.get(&path)?.body;
        let map = parent.pointer("/server_attrs/sub_device_map").and_then(Value::as_object);
        known += map.map_or(0, serde_json::Map::len) as u64;
    }
    ensure!(known == there, "{known} of {there}");
    let task = apply(&instance, &again, &json!({}))?;
    let done = task_when(&instance, &task, |task| !task["ended_at"].is_null())?;
    ensure!(done["failed"] == 0, "{done}");
    let whole = check(&instance, &file)?;
    ensure!(count(&whole, "unchanged")? == all, "{whole}");
    Ok(())
}
