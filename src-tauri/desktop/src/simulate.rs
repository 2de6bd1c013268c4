//! `thinklink simulate`: gateways and devices for an instance that has none.

use anyhow::{Result, bail};

use crate::cli::Simulation;

/// Plays until stopped, or until the load is over.
///
/// # Errors
/// When the instance's address cannot be reached or the file cannot be read.
pub(crate) async fn run(_plan: Simulation) -> Result<()> {
    bail!("not yet")
}
