//! An import that is killed in the middle.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::headless::Headless;

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
    loop {
        let task = owner.get(&format!("/api/v1/tasks/{id}"))?.body;
        if holds(&task) {
            return Ok(task);
        }
    }
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
