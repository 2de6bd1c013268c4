//! How long changes to many devices take: planned, and done.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::headless::Headless;
use crate::http::Client;
use crate::measure;

const MANY: usize = 10_000;

/// A reset and an update of 10,000 devices that have models, tags and attributes already.
pub(crate) fn run() -> Result<()> {
    let instance = Headless::start()?;
    let owner = instance.owner()?;
    for id_name in ["first", "second"] {
        let model = json!({"id_name": id_name, "name": id_name, "payload_parser": "return null"});
        created(&owner, "/api/v1/thing-models", &model)?;
    }
    let rpcs = ["a", "b", "c", "d", "e", "f"];
    for id_name in rpcs {
        let model = json!({"id_name": id_name, "name": id_name, "rpc_script": "return null"});
        created(&owner, "/api/v1/rpc-models", &model)?;
    }
    let template = json!({
        "name": "Meters", "thing_model": ["second"], "rpc": rpcs, "tags": ["meter", "new"],
        "heart_period": 3600,
        "server_attrs": {"limit": {"dftValue": 40}, "floor": {"dftValue": "1"}},
        "shared_attrs": {"period": {"dftValue": 900}, "mode": {"dftValue": 1}},
    });
    created(&owner, "/api/v1/device-templates", &template)?;
    let rows: String = (0..MANY)
        .map(|number| {
            format!("meter-{number:05},OTHER,first,\"a,b\",\"old,north\",{{\"limit\":1}}\n")
        })
        .collect();
    let file = format!(
        "eui,data_from,thing_model,rpc,tags,server_attrs\n{}",
        rows.replace("{\"limit\":1}", "\"{\"\"limit\"\":1}\"")
    );
    let plan = owner.upload("/api/v1/imports/devices?file=meters.csv", &file)?.body;
    let id = plan.get("id").and_then(Value::as_str).context("an import")?;
    owner.post(&format!("/api/v1/imports/{id}/apply"), &json!({}))?;
    while owner.get("/api/v1/devices?limit=1")?.body.get("total") != Some(&json!(MANY)) {
        std::thread::sleep(Duration::from_millis(200));
    }
    let reset = json!({"filter": {}, "template": "Meters"});
    let update = json!({"filter": {}, "change": {
        "name": "Meter {n}", "heart_period": 600, "thing_model": {"add": ["first"]},
        "tags": {"add": ["spring"], "remove": ["new"]},
        "server_attrs": {"add": [{"key": "owner", "type": "string", "value": "Ann"}]},
    }});
    for (path, body) in [("/api/v1/reset-by-template", &reset), ("/api/v1/bulk-update", &update)] {
        let (plan, planned) = measure::time(|| owner.post(&format!("{path}/check"), body))?;
        ensure!(plan.body.get("changed") == Some(&json!(MANY)), "{}", plan.body);
        let start = Instant::now();
        let task = owner.post(path, body)?;
        ensure!(task.status == 202, "{}", task.body);
        wait(&owner, task.body.get("id").and_then(Value::as_str).context("a task")?)?;
        println!(
            "  {path}: {MANY} devices planned in {planned:.1?}, done in {:.1?}",
            start.elapsed()
        );
    }
    Ok(())
}

fn created(owner: &Client, path: &str, body: &Value) -> Result<()> {
    let answer = owner.post(path, body)?;
    ensure!(answer.status == 201, "{path}: {}", answer.body);
    Ok(())
}

fn wait(owner: &Client, task: &str) -> Result<()> {
    loop {
        let seen = owner.get(&format!("/api/v1/tasks/{task}"))?.body;
        if seen.get("state") == Some(&json!("finished")) {
            ensure!(seen.get("ok") == Some(&json!(MANY)), "{seen}");
            return Ok(());
        }
        ensure!(seen.get("ended_at").is_some_and(Value::is_null), "{seen}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
