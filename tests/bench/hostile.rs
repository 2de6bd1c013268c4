//! What a device whose thing model does harm costs its neighbours.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;

use crate::mqtt::Publisher;
use crate::site::Site;
use crate::{DEVICES, LATENCY_RATE, lasting, measure, spread};

/// How often the harmful device reports: a script that never ends uses all the time it may have.
const EVERY: Duration = Duration::from_secs(1);
/// Shorter than any interval people could tell apart.
const STEP: Duration = Duration::from_millis(10);

/// What its script does.
const SCRIPTS: [(&str, &str); 4] = [
    ("loops", "for (;;) {}"),
    ("recurses", "const again = () => again() + 1; return { telemetry_data: { v: again() } };"),
    ("allocates", "const all = []; for (;;) all.push(new Uint8Array(65536));"),
    ("returns", "return { telemetry_data: { v: 'x'.repeat(10 * 1024 * 1024) } };"),
];

/// The delay of the other devices' uplinks before, beside each kind of harm, and after.
pub(crate) fn run() -> Result<()> {
    let mut site = Site::create(DEVICES)?;
    println!("  before:    {}", measured(&mut site)?);
    for (name, script) in SCRIPTS {
        let mut neighbour = site.add_neighbour(name, script)?;
        let over = AtomicBool::new(false);
        let figures = std::thread::scope(|scope| {
            let reporter = scope.spawn(|| report(&mut neighbour, name, &over));
            let figures = measured(&mut site);
            over.store(true, Ordering::Relaxed);
            reporter.join().map_err(|_| anyhow::anyhow!("the neighbour panicked"))??;
            figures
        })?;
        println!("  {name:<10} {figures}");
    }
    println!("  after:     {}", measured(&mut site)?);
    Ok(())
}

fn measured(site: &mut Site) -> Result<String> {
    let delays = spread(site.delays(LATENCY_RATE, lasting(20))?);
    let memory = measure::resident_mib(site.instance.id())?;
    Ok(format!("{delays}, {memory:.0} MiB"))
}

/// Publishes until it is over.
fn report(neighbour: &mut Publisher, name: &str, over: &AtomicBool) -> Result<()> {
    let topic = format!("/v32/default/as/up/data/{name}");
    while !over.load(Ordering::Relaxed) {
        neighbour.publish(&topic, b"{}")?;
        for _ in 0..EVERY.as_millis() / STEP.as_millis() {
            if over.load(Ordering::Relaxed) {
                break;
            }
            std::thread::sleep(STEP);
        }
    }
    Ok(())
}
