//! What a long history costs: an uplink before and after it, a page of one device, and its curve.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use serde_json::Value;
use store::{HistoryRow, Options, Store, TelemetryRow};
use testkit::load;

use crate::measure;
use crate::site::Site;

/// Devices that share the history.
const DEVICES: u32 = 1_000;
/// Rows of the history unless `HISTORY_ROWS` says otherwise.
const ROWS: u64 = 10_000_000;
/// Rows stored at once.
const BATCH: u64 = 5_000;
/// Uplinks per second while their cost is measured.
const RATE: f64 = 4_000.0;
/// Points asked for.
const POINTS: u32 = 1_000;
/// Time between two rows of a device.
const STEP_MS: i64 = 60_000;

/// The budgets: an uplink costs the same over ten million rows, and 1,000 points take 100 ms.
pub(crate) fn run(lasting: Duration) -> Result<()> {
    let rows = match std::env::var("HISTORY_ROWS") {
        Ok(text) => text.replace('_', "").parse().context("HISTORY_ROWS is no number")?,
        Err(_) => ROWS,
    };
    let mut empty = Site::create(DEVICES)?;
    empty.load(RATE, lasting)?.print(&format!("{RATE}/s, empty history"));
    drop(empty);
    // Filled before any uplink: rows keep the order in which they arrive.
    let site = Site::create(DEVICES)?;
    let model = model(&site)?;
    let each = rows / u64::from(DEVICES);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let now = Timestamp::from_millis(i64::try_from(now)?);
    let begin = now.plus_millis(-STEP_MS * i64::try_from(each)?);
    let mut filled = Duration::ZERO;
    let mut site = site.restart_after(|folder| {
        ((), filled) = measure::time(|| fill(folder, model, rows, begin))?;
        Ok(())
    })?;
    println!("  {rows} rows of {DEVICES} devices stored in {filled:.0?}");
    site.load(RATE, lasting)?.print(&format!("{RATE}/s, after {rows} rows"));
    read(&site, model, each, begin)
}

/// Asks for a part of the history that has as many points as are wanted, away from its newest end.
fn read(site: &Site, model: RecordId, each: u64, begin: Timestamp) -> Result<()> {
    let owner = site.instance.owner()?;
    let points = u64::from(POINTS).min(each);
    let from = begin.plus_millis(STEP_MS * i64::try_from(each.saturating_sub(points) / 2)?);
    let to = from.plus_millis(STEP_MS * i64::try_from(points)?);
    for (name, more) in
        [("history", format!("limit={POINTS}&order=desc")), ("series", format!("buckets={POINTS}"))]
    {
        let mut times = Vec::new();
        let mut found = 0;
        for number in (0..DEVICES).step_by(20) {
            let eui = load::device(number).dev_eui;
            let path = format!(
                "/api/v1/devices/{eui}/telemetry/{name}?thing_model={model}&from={from}&to={to}&{more}"
            );
            let (answer, time) = measure::time(|| owner.get(&path))?;
            ensure!(answer.status == 200, "{path}: {}", answer.body);
            found = answer.body.get("items").and_then(Value::as_array).map_or(0, Vec::len);
            times.push(time);
        }
        times.sort_unstable();
        let at = |share: usize| -> Duration {
            times.get(times.len() * share / 100).copied().unwrap_or_default()
        };
        println!("  {name}, {found} points: median {:?}, p90 {:?}", at(50), at(90));
    }
    Ok(())
}

/// The thing model that the devices mount.
fn model(site: &Site) -> Result<RecordId> {
    let first = load::device(0).dev_eui;
    let device = site.instance.owner()?.get(&format!("/api/v1/devices/{first}"))?.body;
    let model = device.pointer("/thing_model/0/id").and_then(Value::as_str).context("a model")?;
    model.parse().ok().context("an id")
}

/// Puts rows into the files of an instance that does not run, the devices taking turns.
fn fill(folder: &std::path::Path, model: RecordId, rows: u64, begin: Timestamp) -> Result<()> {
    let store = Store::open(folder, &Options::default())?;
    let tenant: TenantCode = "default".parse().ok().context("a tenant")?;
    let euis: Vec<DeviceEui> =
        (0..DEVICES).map(|number| load::device(number).dev_eui.into()).collect();
    let mut stored = 0;
    while stored < rows {
        let batch = (stored..rows.min(stored + BATCH)).filter_map(|row| {
            let round = i64::try_from(row / u64::from(DEVICES)).ok()?;
            let place = usize::try_from(row % u64::from(DEVICES)).ok()?;
            let values = format!(r#"{{"temperature":{},"humidity":{}}}"#, row % 400, row % 97);
            Some(HistoryRow::Telemetry(TelemetryRow {
                tenant: tenant.clone(),
                eui: euis.get(place)?.clone(),
                thing_model: model,
                at: begin.plus_millis(STEP_MS * round),
                latest: Some(values.clone()),
                history: Some(values),
            }))
        });
        store.append_blocking(batch.collect())?;
        stored += BATCH;
    }
    store.close();
    Ok(())
}
