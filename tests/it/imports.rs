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

/// Each row is done as a whole or not at all, and checking the file again says which.
#[test]
fn a_killed_import_leaves_each_row_done_or_not() -> Result<()> {
    let mut instance = Headless::start()?;
    let plan = check(&instance, &file("Meter"))?;
    ensure!(count(&plan, "create")? == u64::from(ROWS), "{plan}");
    let id = plan["id"].as_str().context("no id")?.to_owned();
    let owner = instance.owner()?;
    let begun = owner.post(&format!("/api/v1/imports/{id}/apply"), &json!({}))?;
    ensure!(begun.status == 202, "{begun:?}");
    loop {
        let seen = owner.get(&format!("/api/v1/imports/{id}/summary"))?.body;
        if seen["done"].as_u64().unwrap_or(0) > 0 {
            break;
        }
    }
    instance.kill();
    let instance = Headless::start_in(instance.wait()?)?;
    let again = check(&instance, &file("Meter"))?;
    let (missing, there) = (count(&again, "create")?, count(&again, "unchanged")?);
    ensure!(missing + there == u64::from(ROWS), "half a row was stored: {again}");
    ensure!(there > 0, "nothing was stored: {again}");
    let id = again["id"].as_str().context("no id")?.to_owned();
    let owner = instance.owner()?;
    owner.post(&format!("/api/v1/imports/{id}/apply"), &json!({ "all_or_nothing": true }))?;
    loop {
        let seen = owner.get(&format!("/api/v1/imports/{id}/summary"))?.body;
        if seen["state"] == "applied" {
            break;
        }
    }
    let whole = check(&instance, &file("Meter"))?;
    ensure!(count(&whole, "unchanged")? == u64::from(ROWS), "{whole}");
    Ok(())
}
