//! `cargo xtask bench`: every benchmark, or those whose target is named; `ui` names the page's.

use anyhow::Result;

use crate::packages::{self, Need};
use crate::page;
use crate::shell::{Run, program};
use crate::test::chromium;

/// Names the benchmarks of the page in Chromium.
const PAGE: &str = "ui";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let named = |name: &str| arguments.iter().any(|argument| argument == name);
    let with_page = arguments.is_empty() || named(PAGE);
    packages::ensure(if with_page { &[Need::BrowserTests] } else { &[Need::Headless] })?;
    if arguments.is_empty() {
        Run::cargo(&["bench", "--workspace", "--benches"]).run()?;
    } else if arguments.iter().any(|name| name != PAGE) {
        let targets = arguments.iter().filter(|name| *name != PAGE);
        let run = Run::cargo(&["bench", "--workspace"]);
        targets.fold(run, |run, name| run.args(["--bench", name])).run()?;
    }
    if with_page { page_benchmarks() } else { Ok(()) }
}

/// The page against the program as it is released.
fn page_benchmarks() -> Result<()> {
    page::build()?;
    Run::cargo(&["build", "--package", "thinklink", "--release"]).run()?;
    Run::npm(&["run", "bench"])
        .env("THINKLINK_BIN", program("release"))
        .env("CHROMIUM_PATH", chromium()?)
        .run()
}
