//! What making load costs, so that it is not mistaken for the server's cost.
//!
//! `cargo bench -p thinklink-testkit --bench load`

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use gateway::gwmp::{Config, Gwmp};
use gateway::{Admission, Refusal};
use lorawan::Eui64;
use thinklink_testkit::load::{self, LoadOptions};
use tokio::sync::mpsc;

struct Everyone;

impl Admission for Everyone {
    fn admit(&self, _: Eui64, _: std::net::IpAddr) -> Result<(), Refusal> {
        Ok(())
    }
}

/// CPU time of the threads with this name, when the system tells.
fn cpu_seconds(name: &str) -> Option<f64> {
    for task in std::fs::read_dir("/proc/self/task").ok()?.flatten() {
        let comm = std::fs::read_to_string(task.path().join("comm"));
        if comm.is_ok_and(|comm| comm.trim() == name) {
            let times = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            let nanos = times.split(' ').next()?.parse().ok()?;
            return Some(Duration::from_nanos(nanos).as_secs_f64());
        }
    }
    None
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let (events, mut taken) = mpsc::channel(65_536);
        tokio::spawn(async move { while taken.recv().await.is_some() {} });
        let config = Config::listening_on(vec![SocketAddr::from(([127, 0, 0, 1], 0))]);
        let gwmp = Gwmp::start(config, Arc::new(Everyone), events).await.expect("a free port");
        let address = *gwmp.addresses().first().expect("one address");
        for rate in [1_000.0, 12_000.0, 20_000.0] {
            let duration = Duration::from_secs(8);
            let options = LoadOptions { devices: 1_000, rate, duration, ..LoadOptions::default() };
            let thread = std::thread::Builder::new().name("load-send".to_owned());
            let sender = thread.spawn(move || {
                let report = load::run(address, &options).expect("a socket");
                (report, cpu_seconds("load-send").unwrap_or(0.0))
            });
            // The listening thread ends with the run, so look shortly before.
            tokio::time::sleep(duration).await;
            let listening = cpu_seconds("load-acks").unwrap_or(0.0);
            let sender = sender.expect("a thread");
            let joined = tokio::task::spawn_blocking(move || sender.join()).await;
            let (report, sending) = joined.expect("a task").expect("no panic");
            let percent = |cpu: f64| 100.0 * cpu / duration.as_secs_f64();
            println!(
                "{:.0}/s, {} sent, {} acknowledged; {:.1} % of a core sending, {:.1} % listening",
                report.rate(),
                report.sent,
                report.acknowledged,
                percent(sending),
                percent(listening),
            );
        }
        gwmp.stop().await;
    });
}
