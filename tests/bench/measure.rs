//! What the operating system says about another process.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// Clock ticks of `/proc/PID/stat` in a second; the same on every Linux this runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// What a load cost the instance.
#[derive(Debug, Default)]
pub(crate) struct Cost {
    pub(crate) sent: u64,
    pub(crate) acknowledged: u64,
    pub(crate) accepted: u64,
    pub(crate) dropped: u64,
    /// Uplinks whose way is over: accepted, or the model that is watched ran.
    pub(crate) done: u64,
    /// The same a second, from the first sent to the last done.
    pub(crate) done_per_second: f64,
    pub(crate) cpu_us_each: f64,
    pub(crate) resident_mib: f64,
}

impl Cost {
    pub(crate) fn print(&self, title: &str) {
        println!(
            "  {title}: {} sent, {} acknowledged, {} accepted, {} dropped, {:.1} us CPU each, \
             {:.0} MiB",
            self.sent,
            self.acknowledged,
            self.accepted,
            self.dropped,
            self.cpu_us_each,
            self.resident_mib
        );
    }
}

/// Runs something and says how long it took.
pub(crate) fn time<T>(run: impl FnOnce() -> Result<T>) -> Result<(T, Duration)> {
    let start = Instant::now();
    let value = run()?;
    Ok((value, start.elapsed()))
}

/// CPU time a process has used, in seconds.
pub(crate) fn cpu_seconds(id: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name in parentheses may contain spaces; user and system time are fields 14 and 15.
    let (_, fields) = stat.rsplit_once(')').context("stat")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks =
        |index: usize| -> Result<f64> { Ok(fields.get(index).context("stat")?.parse::<f64>()?) };
    Ok((ticks(11)? + ticks(12)?) / TICKS_PER_SECOND)
}

/// Memory a process holds, in MiB.
pub(crate) fn resident_mib(id: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1_024.0)
}
