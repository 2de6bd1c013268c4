//! `thinklink simulate`: gateways and devices for an instance that has none.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::json;
use testkit::load::{self, LoadOptions};
use testkit::{DeviceDescription, LastDevNonces, NonceFile, Pace, profile_file, site};
use tokio_util::sync::CancellationToken;

use crate::cli::Simulation;
use crate::paths;
use crate::signals::StopSignals;

/// Plays until stopped, or until the load is over.
///
/// # Errors
/// When the instance does not answer or the file cannot be read.
pub(crate) async fn run(plan: Simulation) -> Result<()> {
    if let Some(rate) = plan.load {
        let options = LoadOptions {
            devices: plan.devices.max(1),
            rate: f64::from(rate),
            duration: Duration::from_secs(plan.seconds),
            gateways: plan.gateways.max(1),
            heard_by: 1,
            first_f_cnt: plan.first_f_cnt,
        };
        return make_load(plan.gwmp, options).await;
    }
    let pace = Pace { interval: Duration::from_secs(plan.interval.max(1)) };
    let cancel = CancellationToken::new();
    let signals = StopSignals::listen().context("signals cannot be received")?;
    let playing = play(&plan, pace, cancel.clone());
    tokio::pin!(playing);
    // The signal's arm only asks for the end; the players then take their leave in order.
    tokio::select! {
        ended = &mut playing => ended,
        stopped = signals.requested() => {
            cancel.cancel();
            playing.await?;
            stopped.context("signals cannot be received")
        }
    }
}

async fn play(plan: &Simulation, pace: Pace, cancel: CancellationToken) -> Result<()> {
    let gwmp = plan.gwmp;
    let gateways: Vec<_> = site::gateways().iter().map(|gateway| gateway.eui).collect();
    let devices = match &plan.profile_file {
        Some(file) => profile_file::load(file).with_context(|| file.display().to_string())?,
        None => site::devices(),
    };
    let nonces = nonces(plan, &devices)?;
    tracing::info!(devices = devices.len(), gateways = gateways.len(), "playing; Ctrl-C ends it");
    testkit::play(gwmp, &gateways, devices, &LastDevNonces::new(), nonces, pace, cancel)
        .await
        .with_context(|| format!("no gateway can be played against {gwmp}"))
}

/// The file in which the devices that count their nonces keep them. Without a name for it they do
/// without when it cannot be used.
fn nonces(plan: &Simulation, devices: &[DeviceDescription]) -> Result<Option<Arc<NonceFile>>> {
    if !devices.iter().any(DeviceDescription::counts_dev_nonces) {
        return Ok(None);
    }
    let Some(path) = plan.state.clone().or_else(|| usual_state(plan)) else { return Ok(None) };
    // The folder may be one in which an instance keeps its data later.
    let made = path.parent().map_or(Ok(()), engine::create_private);
    match made.map_err(Into::into).and_then(|()| NonceFile::open(&path)) {
        Ok(file) => {
            tracing::info!(file = %path.display(), "DevNonces are kept");
            Ok(Some(Arc::new(file)))
        }
        Err(error) if plan.state.is_some() => {
            Err(error).with_context(|| format!("--state {}", path.display()))
        }
        Err(error) => {
            let file = path.display();
            tracing::warn!(%file, %error, "DevNonces are not kept; name another file with --state");
            Ok(None)
        }
    }
}

fn usual_state(plan: &Simulation) -> Option<PathBuf> {
    match &plan.profile_file {
        Some(file) => Some(file.with_extension("state.json")),
        None => Some(paths::default_data_dir()?.join("simulate-site.json")),
    }
}

async fn make_load(gwmp: SocketAddr, options: LoadOptions) -> Result<()> {
    let report = tokio::task::spawn_blocking(move || load::run(gwmp, &options))
        .await
        .context("the load ended early")?
        .with_context(|| format!("no load can be sent to {gwmp}"))?;
    let line = json!({
        "sent": report.sent,
        "acknowledged": report.acknowledged,
        "failed": report.failed,
        "seconds": report.elapsed.as_secs_f64(),
        "rate": report.rate(),
    });
    writeln!(std::io::stdout(), "{line}").context("the report cannot be written")
}
