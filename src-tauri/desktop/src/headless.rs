//! `thinklink serve`: the instance without a window.

use std::io::Write as _;
use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use serde::Serialize;
use server::Page;
use tokio::net::TcpListener;

use crate::instance::Instance;
use crate::options::Options;
use crate::signals::StopSignals;

/// What scripts wait for on standard output.
#[derive(Serialize)]
struct Ready {
    ready: bool,
    http: Option<SocketAddr>,
    gwmp: Vec<SocketAddr>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    basics_station: Vec<SocketAddr>,
    mqtt: Option<SocketAddr>,
}

/// Runs until the process is told to stop.
///
/// # Errors
/// When the instance cannot start or the HTTP address is taken.
pub(crate) async fn serve(options: Options) -> Result<()> {
    // First, so that a signal that comes during the start is not lost.
    let stop = StopSignals::listen().context("signals cannot be received")?;
    let http = listen(options.http_headless()?).await?;
    let page = options.ui_dir.clone().map_or_else(Page::built_in, Page::folder);
    let instance = Instance::start(&options, http.as_ref().map(|(_, address)| *address)).await?;
    let address = http.as_ref().map(|(_, address)| *address);
    let serving = http.map(|(listener, _)| server::start(listener, instance.router(), page));
    announce(&instance, address)?;

    let requested = stop.requested().await;
    tracing::info!("stopping");
    if let Some(serving) = serving {
        serving.stop().await;
    }
    instance.stop().await;
    requested.context("signals cannot be received")
}

pub(crate) async fn listen(
    address: Option<SocketAddr>,
) -> Result<Option<(TcpListener, SocketAddr)>> {
    let Some(address) = address else { return Ok(None) };
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("http: {address} cannot be listened on"))?;
    let bound = listener.local_addr()?;
    Ok(Some((listener, bound)))
}

fn announce(instance: &Instance, http: Option<SocketAddr>) -> Result<()> {
    let ready = Ready {
        ready: true,
        http,
        gwmp: instance.gwmp(),
        basics_station: instance.basics_station(),
        mqtt: instance.mqtt(),
    };
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{}", serde_json::to_string(&ready)?)?;
    stdout.flush().context("the ready line cannot be written")
}
