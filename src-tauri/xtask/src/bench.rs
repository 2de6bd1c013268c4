//! `cargo xtask bench`: every benchmark, or those whose target is named.

use anyhow::Result;

use crate::packages::{self, Need};
use crate::shell::Run;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    packages::ensure(&[Need::Headless])?;
    let run = Run::cargo(&["bench", "--workspace"]);
    if arguments.is_empty() {
        return run.args(["--benches"]).run();
    }
    arguments.iter().fold(run, |run, name| run.args(["--bench", name])).run()
}
