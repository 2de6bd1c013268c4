//! How soon a run over many devices is planned, and how exact its pace is.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::headless::Headless;
use crate::http::Client;
use crate::measure;

const MANY: usize = 10_000;
/// Devices of the run whose pace is measured, and its interval.
const PACED: usize = 500;
const INTERVAL_MS: u32 = 20;

/// The answer to *Execute* on 10,000 devices; a run with an interval, and one without.
pub(crate) fn run() -> Result<()> {
    let instance = Headless::start()?;
    let owner = instance.owner()?;
    let rpc = json!({
        "id_name": "mark", "name": "Mark",
        "rpc_script": "return [{type: 'modifyAttrs', dnMsg: {server_attrs: {marked: true}}}]",
    });
    create(&owner, "/api/v1/rpc-models", &rpc)?;
    let euis: Vec<String> = (0..MANY).map(|number| format!("meter-{number:05}")).collect();
    for eui in &euis {
        let device = json!({"eui": eui, "data_from": "OTHER", "rpc": ["mark"]});
        create(&owner, "/api/v1/devices", &device)?;
    }
    let all = execution(&owner, &euis, 60_000)?;
    let (task, planned) = measure::time(|| execute(&owner, &all))?;
    println!("  {MANY} devices planned in {planned:.1?}");
    let stopped = owner.post(&format!("/api/v1/tasks/{task}/cancel"), &json!({}))?;
    ensure!(stopped.status == 200, "{}", stopped.body);

    let some = execution(&owner, euis.get(..PACED).context("devices")?, INTERVAL_MS)?;
    let task = execute(&owner, &some)?;
    wait(&owner, &task)?;
    let items = owner.get(&format!("/api/v1/tasks/{task}/items?limit=1000"))?.body;
    let times = items.pointer("/items").and_then(Value::as_array).context("items")?;
    let times: Vec<i64> = times.iter().filter_map(|item| millis(item.get("at")?)).collect();
    let (first, last) = times.first().zip(times.last()).context("times")?;
    let gaps: Vec<i64> =
        times.windows(2).filter_map(|pair| Some(pair.get(1)? - pair.first()?)).collect();
    let wanted = i64::from(INTERVAL_MS) * (times.len() as i64 - 1);
    println!(
        "  {PACED} devices every {INTERVAL_MS} ms: {} ms for {wanted} ms, gaps {} to {} ms",
        last - first,
        gaps.iter().min().context("a gap")?,
        gaps.iter().max().context("a gap")?,
    );

    let fast = execution(&owner, &euis, 0)?;
    let task = execute(&owner, &fast)?;
    let start = Instant::now();
    wait(&owner, &task)?;
    println!("  {MANY} devices without an interval in {:.1?}", start.elapsed());
    Ok(())
}

fn create(owner: &Client, path: &str, body: &Value) -> Result<Value> {
    let answer = owner.post(path, body)?;
    ensure!(answer.status == 201, "{path}: {}", answer.body);
    Ok(answer.body)
}

fn execution(owner: &Client, euis: &[String], interval_ms: u32) -> Result<String> {
    let body = json!({
        "name": "Measured", "rpc_id": "mark", "euis": euis, "device_interval_ms": interval_ms,
    });
    let created = create(owner, "/api/v1/device-executions", &body)?;
    id_of(&created)
}

fn execute(owner: &Client, id: &str) -> Result<String> {
    let answer = owner.post(&format!("/api/v1/device-executions/{id}/execute"), &json!({}))?;
    ensure!(answer.status == 202, "{}", answer.body);
    id_of(&answer.body)
}

fn id_of(record: &Value) -> Result<String> {
    Ok(record.get("id").and_then(Value::as_str).context("an id")?.to_owned())
}

fn wait(owner: &Client, task: &str) -> Result<()> {
    loop {
        let seen = owner.get(&format!("/api/v1/tasks/{task}"))?.body;
        if seen.get("state") == Some(&json!("finished")) {
            ensure!(seen.get("failed") == Some(&json!(0)), "{seen}");
            return Ok(());
        }
        ensure!(seen.get("ended_at").is_some_and(Value::is_null), "{seen}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Milliseconds of an RFC 3339 time.
fn millis(time: &Value) -> Option<i64> {
    Some(model::Timestamp::parse(time.as_str()?)?.as_millis())
}
