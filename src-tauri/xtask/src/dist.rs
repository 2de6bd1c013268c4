//! `cargo xtask dist`: packages to give away, and an archive of the headless program.

use std::fs;

use anyhow::{Context as _, Result};

use crate::packages::{self, Need};
use crate::page;
use crate::shell::{Run, program, root, target_dir};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    anyhow::ensure!(arguments.is_empty(), "`dist` takes no arguments");
    packages::ensure(&[Need::Window])?;
    page::build()?;
    headless_archive()?;
    bundles()
}

/// The program without a window, the page inside it, as one archive.
fn headless_archive() -> Result<()> {
    Run::cargo(&["build", "--release", "--package", "thinklink"]).run()?;
    let folder = target_dir().join("dist");
    fs::create_dir_all(&folder)?;
    let name = format!(
        "thinklink-headless-{}-{}-{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    let staged = folder.join(&name);
    fs::create_dir_all(&staged)?;
    let built = program("release");
    let file = built.file_name().context("the program has a name")?;
    fs::copy(&built, staged.join(file))?;
    for document in ["LICENSE", "README.md"] {
        fs::copy(root().join(document), staged.join(document))?;
    }
    let archive = format!("{name}.tar.gz");
    Run::new("tar").directory(&folder).args(["-czf", &archive, &name]).run()?;
    fs::remove_dir_all(&staged)?;
    println!("{}", folder.join(archive).display());
    Ok(())
}

/// The bundler. It is no dependency of the page, because the lock file of a package manager then
/// names its builds for every operating system, which not every registry carries.
const BUNDLER: &str = "@tauri-apps/cli@2.12.5";

/// What the desktop bundler makes for this operating system.
fn bundles() -> Result<()> {
    let build = Run::npm(&["exec", "--yes", "--package", BUNDLER, "--", "tauri", "build"]);
    let build = build.directory(&root());
    let build = if cfg!(target_os = "linux") { build.args(["--bundles", "deb"]) } else { build };
    build.run()?;
    println!("Bundles are in {}", target_dir().join("release/bundle").display());
    if cfg!(target_os = "linux") {
        println!(
            "Only the deb is built: the AppImage bundler downloads its tools while it runs. \
             Where that is allowed: npm exec --package {BUNDLER} -- tauri build --bundles appimage"
        );
    }
    Ok(())
}
