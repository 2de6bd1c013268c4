//! `cargo xtask codegen`: files that are made from other files and committed.
//!
//! The program describes its HTTP interface (`thinklink openapi`); the page's types come from
//! that description.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::page;
use crate::shell::{Run, root};

const COMMITTED: [&str; 2] = ["ui/src/api/gen/openapi.json", "ui/src/api/gen/schema.d.ts"];

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => write(),
        [flag] if flag == "--check" => check(),
        _ => bail!("`codegen` takes nothing but `--check`"),
    }
}

/// Rewrites the files.
pub(crate) fn write() -> Result<()> {
    let description = Run::cargo(&["run", "--quiet", "--package", "thinklink", "--", "openapi"])
        .output()
        .context("the program cannot describe its interface")?;
    let [openapi, _] = paths();
    if let Some(folder) = openapi.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&openapi, description)?;
    page::install()?;
    Run::npm(&["run", "--silent", "codegen"]).run()
}

/// Rewrites the files and fails when that changed one of them.
pub(crate) fn check() -> Result<()> {
    let before = paths().map(|path| fs::read(path).unwrap_or_default());
    write()?;
    let stale: Vec<&str> = paths()
        .iter()
        .zip(&before)
        .zip(COMMITTED)
        .filter(|((path, before), _)| fs::read(path).unwrap_or_default() != **before)
        .map(|(_, name)| name)
        .collect();
    if !stale.is_empty() {
        bail!("out of date, now rewritten, commit them: {}", stale.join(", "));
    }
    Ok(())
}

fn paths() -> [PathBuf; 2] {
    COMMITTED.map(|path| root().join(path))
}
