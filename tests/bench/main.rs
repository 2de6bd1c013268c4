//! The whole program measured from outside: start, memory, sustained load, latency, flatness.
//!
//! `cargo bench --bench whole_path` takes about twenty minutes. Words choose parts of it: `start`,
//! `sustained`, `latency`, `devices`, `history`, `joins`, `downlinks`, `class_c`, `executions`,
//! `day`. The load comes from this second process, so both
//! share the machine's cores. Figures are printed, nothing is asserted.

#![expect(clippy::disallowed_methods, reason = "a load is paced and settles by the clock")]
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "figures for people, far from the limits of their types"
)]

#[path = "../support/events.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod events;
mod executions;
#[path = "../support/headless.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod headless;
#[path = "../support/http.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod http;
mod measure;
#[path = "../support/mqtt.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod mqtt;
#[path = "../support/process.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod process;
mod radio;
mod site;

use std::time::Duration;

use anyhow::Result;

use crate::headless::Headless;
use crate::measure::Cost;
use crate::site::Site;

/// Devices of the sustained load.
const DEVICES: u32 = 1_000;
/// Uplinks per second of the sustained load, as the product promises.
const RATE: f64 = 10_000.0;

/// What can be measured.
const PARTS: [&str; 10] = [
    "start",
    "sustained",
    "latency",
    "devices",
    "history",
    "joins",
    "downlinks",
    "class_c",
    "executions",
    "day",
];

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    for part in PARTS {
        if !wanted(part) {
            continue;
        }
        println!("{part}");
        match part {
            "start" => start()?,
            "sustained" => sustained()?,
            "latency" => latency()?,
            "devices" => devices()?,
            "history" => history()?,
            "joins" => radio::joins()?,
            "downlinks" => radio::downlinks()?,
            "class_c" => radio::class_c()?,
            "executions" => executions::run()?,
            _ => radio::day()?,
        }
    }
    Ok(())
}

/// How soon the program is ready and how much memory it holds while nothing happens.
fn start() -> Result<()> {
    for devices in [0, 10_000] {
        let site = Site::create(devices)?;
        let (_, folder) = site.instance.stop("TERM")?;
        let (instance, ready) = measure::time(|| Headless::start_in(folder))?;
        std::thread::sleep(Duration::from_secs(5));
        let memory = measure::resident_mib(instance.id())?;
        println!("  {devices:>6} devices: ready in {ready:?}, {memory:.1} MiB resident after 5 s");
    }
    Ok(())
}

/// Ten thousand uplinks a second for a minute: nothing may be dropped.
fn sustained() -> Result<()> {
    let mut site = Site::create(DEVICES)?;
    let cost = site.load(RATE, Duration::from_secs(60))?;
    report(&format!("{RATE}/s for 60 s, {DEVICES} devices"), &cost);
    Ok(())
}

/// From the datagram leaving the gateway to the event at a subscriber, at 200 uplinks a second.
fn latency() -> Result<()> {
    let mut site = Site::create(DEVICES)?;
    let mut delays = site.delays(200.0, Duration::from_secs(20))?;
    delays.sort_unstable();
    let at = |share: f64| {
        let place = share * (delays.len().max(1) - 1) as f64;
        delays.get(place as usize).copied().unwrap_or_default()
    };
    let (middle, tail, worst) = (at(0.5), at(0.99), at(1.0));
    println!("  200/s, {} events: median {middle:?}, p99 {tail:?}, worst {worst:?}", delays.len());
    Ok(())
}

/// The cost of an uplink with few and with many devices.
fn devices() -> Result<()> {
    for devices in [100, 1_000, 10_000] {
        let mut site = Site::create(devices)?;
        let cost = site.load(4_000.0, Duration::from_secs(15))?;
        report(&format!("4000/s, {devices} devices"), &cost);
    }
    Ok(())
}

/// The cost of an uplink on an empty history and after some millions of rows.
fn history() -> Result<()> {
    let mut site = Site::create(DEVICES)?;
    let cost = site.load(4_000.0, Duration::from_secs(15))?;
    report("4000/s, empty history", &cost);
    site.load(RATE, Duration::from_secs(150))?;
    let cost = site.load(4_000.0, Duration::from_secs(15))?;
    report(&format!("4000/s, after {} uplinks", site.sent()), &cost);
    Ok(())
}

fn report(title: &str, cost: &Cost) {
    println!(
        "  {title}: {} sent, {} acknowledged, {} accepted, {} dropped, {:.1} us CPU each, {:.0} MiB",
        cost.sent,
        cost.acknowledged,
        cost.accepted,
        cost.dropped,
        cost.cpu_us_each,
        cost.resident_mib
    );
}
