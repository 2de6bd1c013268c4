//! How soon workbooks are checked, applied and written, and the memory that takes.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::headless::Headless;
use crate::measure;

const MANY: u32 = 10_000;
/// Rows of the largest file.
const MOST: u32 = 100_000;
/// How often the memory is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Check, apply and export of 10,000 records, and 100,000 rows with the memory they take.
pub(crate) fn run() -> Result<()> {
    let instance = Headless::start()?;
    let (plan, checked) = measure::time(|| check(&instance, "lorawan-profiles", &profiles(MANY)))?;
    let (_, applied) = measure::time(|| apply(&instance, &plan))?;
    println!("  {MANY} profiles: checked in {checked:.2?}, applied in {applied:.2?}");

    let mut devices = String::from("eui,name,data_from,tags,heart_period\n");
    for number in 0..MANY {
        let _ = writeln!(devices, "meter-{number},Meter {number},OTHER,\"floor 2, north\",900");
    }
    let (plan, checked) = measure::time(|| check(&instance, "devices", &devices))?;
    let (_, applied) = measure::time(|| apply(&instance, &plan))?;
    println!("  {MANY} devices: checked in {checked:.2?}, applied in {applied:.2?}");
    for format in ["xlsx", "csv"] {
        let path = format!("/api/v1/exports/devices?format={format}");
        let (size, written) = measure::time(|| instance.owner()?.download(&path))?;
        println!("  {MANY} devices as .{format}: {} KiB in {written:.2?}", size.len() / 1024);
    }

    let instance = Headless::start()?;
    let file = profiles(MOST);
    let before = measure::resident_mib(instance.id())?;
    let (plan, checked, most) = watched(&instance, || check(&instance, "lorawan-profiles", &file))?;
    println!(
        "  {MOST} profiles: checked in {checked:.2?}, {before:.0} MiB before, at most {most:.0} MiB"
    );
    let (_, applied, most) = watched(&instance, || apply(&instance, &plan))?;
    println!("  {MOST} profiles: applied in {applied:.2?}, at most {most:.0} MiB");
    Ok(())
}

fn profiles(rows: u32) -> String {
    const KEY: &str = "00112233445566778899aabbccddeeff";
    let mut file = String::from("dev_eui,join_mode,standard,dev_addr,apps_key,nwks_key,batch\n");
    for number in 1..=rows {
        let _ = writeln!(file, "70b3d57ed{number:07x},ABP,EU868,{number:08x},{KEY},{KEY},B1");
    }
    file
}

fn check(instance: &Headless, kind: &str, file: &str) -> Result<Value> {
    let answer = instance.owner()?.upload(&format!("/api/v1/imports/{kind}?file=a.csv"), file)?;
    ensure!(answer.status == 201, "{}", answer.body);
    ensure!(answer.body.pointer("/counts/error") == Some(&json!(0)), "{}", answer.body);
    Ok(answer.body)
}

fn apply(instance: &Headless, plan: &Value) -> Result<()> {
    let owner = instance.owner()?;
    let id = plan.get("id").and_then(Value::as_str).context("an id")?;
    let begun = owner.post(&format!("/api/v1/imports/{id}/apply"), &json!({}))?;
    ensure!(begun.status == 202, "{}", begun.body);
    let task = begun.body.get("id").and_then(Value::as_str).context("a task")?;
    loop {
        let seen = owner.get(&format!("/api/v1/tasks/{task}"))?.body;
        if seen.get("state") == Some(&json!("finished")) {
            ensure!(seen.get("failed") == Some(&json!(0)), "{seen}");
            return Ok(());
        }
        ensure!(seen.get("ended_at").is_none_or(Value::is_null), "{seen}");
        std::thread::sleep(LOOK);
    }
}

/// Runs something, and says how long it took and how much memory the instance held at most.
fn watched<T>(instance: &Headless, run: impl FnOnce() -> Result<T>) -> Result<(T, Duration, f64)> {
    let (id, over) = (instance.id(), Arc::new(AtomicBool::new(false)));
    let until = Arc::clone(&over);
    let watch = std::thread::spawn(move || {
        let mut most = 0.0_f64;
        while !until.load(Ordering::Relaxed) {
            most = most.max(measure::resident_mib(id).unwrap_or(0.0));
            std::thread::sleep(LOOK);
        }
        most
    });
    let done = measure::time(run);
    over.store(true, Ordering::Relaxed);
    let most = watch.join().ok().context("the memory was not watched")?;
    let (value, time) = done?;
    Ok((value, time, most))
}
