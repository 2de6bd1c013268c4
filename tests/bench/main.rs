//! The whole program measured from outside: start, memory, sustained load, latency, flatness.
//!
//! `cargo bench --bench whole_path` takes about twenty-five minutes. Words choose parts of it:
//!
//! | word | what it measures |
//! | --- | --- |
//! | `start` | time until ready, and memory at rest |
//! | `sustained` | ten thousand uplinks a second for a minute |
//! | `triggers` | five thousand uplinks a second, a trigger runs after each |
//! | `relations` | the same, and each also makes an asset compute anew |
//! | `gateways` | the cost of an uplink that one gateway hears, and that three hear |
//! | `latency` | from a datagram to its event |
//! | `hostile` | the same beside a device whose script loops, recurses, allocates or returns 10 MB |
//! | `devices` | the cost of an uplink with many devices |
//! | `history` | the same before and after `HISTORY_ROWS` rows (ten million), and 1,000 points of them |
//! | `joins`, `downlinks`, `class_c`, `day` | the network server's other work |
//! | `executions` | an RPC for a large group of devices |
//! | `bulk` | resetting and updating many devices |
//! | `imports` | checking, applying and exporting many records |
//!
//! `--seconds=N` makes each steady load last N seconds, to see whether a part runs at all. The load
//! comes from this second process, so both share the machine's cores. Figures are printed, nothing is
//! asserted.

#![expect(clippy::disallowed_methods, reason = "a load is paced and settles by the clock")]
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "figures for people, far from the limits of their types"
)]

mod bulk;
#[path = "../support/events.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod events;
mod executions;
#[path = "../support/headless.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod headless;
mod history;
mod hostile;
#[path = "../support/http.rs"]
mod http;
mod imports;
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
use crate::site::Site;

/// Devices of the sustained load.
const DEVICES: u32 = 1_000;
/// Uplinks per second of the sustained load, as the product promises.
const RATE: f64 = 10_000.0;
/// Uplinks per second with a trigger and a relation each, as the product promises.
const PIPELINE_RATE: f64 = 5_000.0;
const DEVICES_OF_AN_ASSET: usize = 10;
/// Uplinks per second while each is measured by itself.
const LATENCY_RATE: f64 = 200.0;

/// What can be measured.
const PARTS: [&str; 16] = [
    "start",
    "sustained",
    "triggers",
    "relations",
    "gateways",
    "latency",
    "hostile",
    "devices",
    "history",
    "joins",
    "downlinks",
    "class_c",
    "executions",
    "imports",
    "bulk",
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
            "triggers" => triggers()?,
            "relations" => relations()?,
            "gateways" => several_gateways()?,
            "latency" => latency()?,
            "hostile" => hostile::run()?,
            "devices" => devices()?,
            "history" => history::run(lasting(15))?,
            "joins" => radio::joins()?,
            "downlinks" => radio::downlinks()?,
            "class_c" => radio::class_c()?,
            "executions" => executions::run()?,
            "imports" => imports::run()?,
            "bulk" => bulk::run()?,
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

/// Ten thousand uplinks a second: nothing may be dropped.
fn sustained() -> Result<()> {
    let mut site = Site::create(DEVICES)?;
    let cost = site.load(RATE, lasting(60))?;
    cost.print(&format!("{RATE}/s, {DEVICES} devices"));
    Ok(())
}

/// Uplinks of the promised pipeline, each of which makes a trigger run.
fn triggers() -> Result<()> {
    let mut site = Site::create(DEVICES)?;
    site.mount_trigger()?;
    pipeline(&mut site, "one trigger each")
}

/// The same, each of which also makes an asset compute anew what its devices come to.
fn relations() -> Result<()> {
    let mut site = Site::create(DEVICES)?;
    site.mount_trigger()?;
    site.bind_assets(DEVICES_OF_AN_ASSET)?;
    let what = format!("one trigger and one relation each, {DEVICES_OF_AN_ASSET} devices an asset");
    pipeline(&mut site, &what)
}

fn pipeline(site: &mut Site, what: &str) -> Result<()> {
    let cost = site.load(PIPELINE_RATE, lasting(60))?;
    cost.print(&format!("{PIPELINE_RATE}/s, {what}"));
    println!("  {} went the whole way, {:.0}/s", cost.done, cost.done_per_second);
    Ok(())
}

/// The cost of an uplink by how many gateways hear it: with several there is one more message for
/// it, and a row of the log for every copy.
fn several_gateways() -> Result<()> {
    const RATE: f64 = 3_000.0;
    for heard_by in [1, 3] {
        let mut site = Site::create(DEVICES)?;
        site.heard_by = heard_by;
        let cost = site.load(RATE, lasting(15))?;
        cost.print(&format!("{RATE}/s, each heard by {heard_by}"));
    }
    Ok(())
}

/// From the datagram leaving the gateway to the event at a subscriber, at 200 uplinks a second.
fn latency() -> Result<()> {
    let mut site = Site::create(DEVICES)?;
    let delays = site.delays(LATENCY_RATE, lasting(20))?;
    println!("  {LATENCY_RATE}/s, {}", spread(delays));
    Ok(())
}

/// Median, tail and worst of delays, for people.
fn spread(mut delays: Vec<Duration>) -> String {
    delays.sort_unstable();
    let at = |share: f64| {
        let place = share * (delays.len().max(1) - 1) as f64;
        delays.get(place as usize).copied().unwrap_or_default()
    };
    let (middle, tail, worst) = (at(0.5), at(0.99), at(1.0));
    format!("{} events: median {middle:?}, p99 {tail:?}, worst {worst:?}", delays.len())
}

/// So long a steady load lasts: `seconds`, unless `--seconds` says otherwise.
fn lasting(seconds: u64) -> Duration {
    let told = std::env::args().find_map(|word| word.strip_prefix("--seconds=")?.parse().ok());
    Duration::from_secs(told.unwrap_or(seconds))
}

/// The cost of an uplink with few and with many devices.
fn devices() -> Result<()> {
    for devices in [100, 1_000, 10_000] {
        let mut site = Site::create(devices)?;
        let cost = site.load(4_000.0, lasting(15))?;
        cost.print(&format!("4000/s, {devices} devices"));
    }
    Ok(())
}
