//! `cargo xtask test`: everything a change must pass, in order of how fast it answers.
//!
//! A failed step does not hide the next one's result; the summary names all of them.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};

use crate::packages::{self, Need};
use crate::shell::{Run, list_after, program};
use crate::{codegen, page};

/// One step, by the name that `--only` takes.
struct Step {
    name: &'static str,
    heading: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", heading: "Formatting", run: formatting },
    Step { name: "clippy", heading: "Lints, without and with the window", run: lints },
    Step { name: "codegen", heading: "Generated files are fresh", run: codegen::check },
    Step { name: "rust", heading: "Rust tests", run: rust_tests },
    Step { name: "ui", heading: "Page: lint, types, unit tests, build", run: page_tests },
    Step { name: "browser", heading: "End-to-end in Chromium", run: browser_tests },
    Step { name: "window", heading: "End-to-end in the real window", run: window_tests },
];

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let steps = chosen(arguments)?;
    packages::ensure(&needs(&steps))?;
    let mut results = Vec::new();
    for step in &steps {
        println!("\n=== {}: {} ===", step.name, step.heading);
        let started = Instant::now();
        let result = (step.run)();
        if let Err(error) = &result {
            println!("{} FAILED: {error:#}", step.name);
        }
        results.push((step.name, started.elapsed(), result.is_ok()));
    }
    summarise(&results)
}

fn chosen(arguments: &[String]) -> Result<Vec<&'static Step>> {
    let only = list_after(arguments, "--only");
    let skip = list_after(arguments, "--skip").unwrap_or_default();
    for name in only.iter().flatten().chain(&skip) {
        ensure!(STEPS.iter().any(|step| step.name == name), "there is no step `{name}`");
    }
    let is_wanted = |step: &&Step| {
        let listed = only.as_ref().is_none_or(|only| only.iter().any(|name| name == step.name));
        listed && !skip.iter().any(|name| name == step.name)
    };
    Ok(STEPS.iter().filter(is_wanted).collect())
}

fn needs(steps: &[&Step]) -> Vec<Need> {
    steps
        .iter()
        .map(|step| match step.name {
            "clippy" => Need::Window,
            "rust" => Need::RustTests,
            "browser" => Need::BrowserTests,
            "window" => Need::WindowTests,
            _ => Need::Headless,
        })
        .collect()
}

fn summarise(results: &[(&str, Duration, bool)]) -> Result<()> {
    println!("\n=== Summary ===");
    for (name, took, passed) in results {
        let verdict = if *passed { "passed" } else { "FAILED" };
        println!("{name:<8} {verdict} in {:.1} s", took.as_secs_f64());
    }
    let failed = results.iter().filter(|(_, _, passed)| !passed).count();
    println!("\nsteps: {} passed, {failed} failed", results.len() - failed);
    if failed > 0 {
        bail!("{failed} of {} steps failed", results.len());
    }
    Ok(())
}

fn formatting() -> Result<()> {
    Run::cargo(&["fmt", "--all", "--check"]).run()
}

fn lints() -> Result<()> {
    // `generate_context!` embeds the page, so that clippy with the window sees the real one.
    page::build()?;
    let lint = ["clippy", "--workspace", "--all-targets"];
    let deny = ["--", "-D", "warnings"];
    Run::cargo(&lint).args(deny).run()?;
    Run::cargo(&["clippy", "--package", "thinklink", "--all-targets"])
        .args(["--features", "custom-protocol"])
        .args(deny)
        .run()
}

fn rust_tests() -> Result<()> {
    // A device's codec that is not ours comes with the page's packages.
    page::install()?;
    if has_nextest() {
        Run::cargo(&["nextest", "run", "--workspace", "--no-fail-fast"]).run()?;
    } else {
        Run::cargo(&["test", "--workspace", "--no-fail-fast"]).run()?;
    }
    exchange_with_libreoffice()
}

/// Too large a package to ask of everybody who runs the tests.
fn exchange_with_libreoffice() -> Result<()> {
    if !Run::new("soffice").args(["--version"]).quiet().succeeds() {
        println!("SKIPPED: the exchange with LibreOffice; install libreoffice-calc to run it");
        return Ok(());
    }
    let tests = ["test", "--package", "thinklink-sheet", "--test", "it", "libreoffice"];
    Run::cargo(&tests).args(["--", "--ignored"]).run()
}

fn has_nextest() -> bool {
    let is_there = || Run::cargo(&["nextest", "--version"]).quiet().succeeds();
    if is_there() {
        return true;
    }
    let installed = Run::cargo(&["install", "cargo-nextest", "--locked"]).run();
    if let Err(error) = installed {
        println!("Tests run under plain `cargo test`: {error:#}");
    }
    is_there()
}

fn page_tests() -> Result<()> {
    page::install()?;
    Run::npm(&["run", "lint"]).run()?;
    Run::npm(&["run", "typecheck"]).run()?;
    Run::npm(&["test"]).run()?;
    page::build()
}

fn browser_tests() -> Result<()> {
    page::build()?;
    Run::cargo(&["build", "--package", "thinklink"]).run()?;
    Run::npm(&["run", "e2e"])
        .env("THINKLINK_BIN", program("debug"))
        .env("CHROMIUM_PATH", chromium()?)
        .run()
}

/// The browser of the tests.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM_PATH") {
        return Ok(named.into());
    }
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .iter()
        .map(Path::new)
        .find(|path| path.exists())
        .map(Path::to_path_buf)
        .ok_or_else(|| anyhow::anyhow!("no Chromium here; name one in CHROMIUM_PATH"))
}

fn window_tests() -> Result<()> {
    if !cfg!(target_os = "linux") {
        println!("Left out: there is no driver for the system's webview here.");
        return Ok(());
    }
    page::build()?;
    let test = if has_nextest() { ["nextest", "run"].as_slice() } else { &["test"] };
    Run::cargo(test)
        .args(["--package", "thinklink", "--features", "custom-protocol", "--test", "window"])
        .run()
}
