//! The ThinkLink program: command line, settings, headless instance and desktop window.
//!
//! A shell: it starts the engine, brings requests to the HTTP router and decides nothing about
//! LoRaWAN, devices or data.
//!
//! Start at [`main`].

mod cli;
mod headless;
mod instance;
mod logging;
mod options;
mod paths;
mod signals;
mod simulate;
#[cfg(feature = "desktop")]
mod window;

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser as _;

use crate::cli::{Cli, Command};

/// Runs the program with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The log may be filtered; the reason for the end must reach the person.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Some(Command::Serve(flags)) => {
            let options = flags.resolve()?;
            logging::start(&options.log)?;
            runtime()?.block_on(headless::serve(options))
        }
        Some(Command::Simulate(plan)) => {
            logging::start("info")?;
            runtime()?.block_on(simulate::run(plan))
        }
        Some(Command::Openapi) => {
            let text = instance::openapi()?;
            std::io::stdout().write_all(text.as_bytes()).context("writing the description")
        }
        None => open_window(cli.flags),
    }
}

#[cfg(feature = "desktop")]
fn open_window(flags: cli::Flags) -> Result<()> {
    let options = flags.resolve()?;
    logging::start(&options.log)?;
    window::open(options, &runtime()?)
}

#[cfg(not(feature = "desktop"))]
fn open_window(_: cli::Flags) -> Result<()> {
    anyhow::bail!(
        "this program was built without a window. `thinklink serve` runs it without one; \
         `cargo xtask run` builds the one with a window (feature `desktop`)"
    )
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("thinklink")
        .build()
        .context("the program's threads cannot be started")
}
