//! `cargo xtask dev`: the page with hot reload.

use anyhow::{Context as _, Result, bail};

use crate::packages::{self, Need};
use crate::page;
use crate::shell::{Run, program, root};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => beside_a_headless_instance(),
        [flag] if flag == "--desktop" => in_the_window(),
        _ => bail!("`dev` takes nothing but `--desktop`"),
    }
}

fn beside_a_headless_instance() -> Result<()> {
    packages::ensure(&[Need::Headless])?;
    page::install()?;
    Run::cargo(&["build", "--package", "thinklink"]).run()?;
    // Its own folder, so that trying things out never touches a real instance's data.
    let data_dir = root().join("target/dev-data");
    let mut instance =
        Run::new(program("debug")).args(["serve", "--data-dir"]).args([&data_dir]).start()?;
    println!("The token to log in with is in {}", data_dir.join("admin-token").display());
    let page = server().run();
    instance.kill().context("stopping the headless instance")?;
    instance.wait()?;
    page
}

fn in_the_window() -> Result<()> {
    packages::ensure(&[Need::Window])?;
    page::install()?;
    let mut page = server().start()?;
    let window = Run::cargo(&["run", "--package", "thinklink", "--features", "desktop"]).run();
    page.kill().context("stopping the page's server")?;
    page.wait()?;
    window
}

/// The page's server itself: npm, when it is stopped, leaves what it started behind.
fn server() -> Run {
    Run::new("node").directory(&root().join("ui")).args(["node_modules/vite/bin/vite.js"])
}
