//! `cargo xtask run`: from a fresh checkout to an open window.

use anyhow::{Result, bail};

use crate::packages::{self, Need};
use crate::page;
use crate::shell::{Run, program, split_at_dashes};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (own, handed_on) = split_at_dashes(arguments);
    let mut headless = false;
    let mut release = false;
    for argument in own {
        match argument.as_str() {
            "--headless" => headless = true,
            "--release" => release = true,
            other => bail!("`run` does not know `{other}`; arguments of the program follow `--`"),
        }
    }
    if !headless {
        check_screen()?;
    }
    packages::ensure(&[if headless { Need::Headless } else { Need::Window }])?;
    page::build()?;

    let mut build = vec!["build", "--package", "thinklink"];
    if !headless {
        build.extend(["--features", "custom-protocol"]);
    }
    if release {
        build.push("--release");
    }
    Run::cargo(&build).run()?;

    let start = Run::new(program(if release { "release" } else { "debug" }));
    let start = if headless { start.args(["serve"]) } else { start };
    start.args(handed_on).run()
}

fn check_screen() -> Result<()> {
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if cfg!(target_os = "linux") && !has_screen {
        bail!(
            "there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set); start without \
             a window by `cargo xtask run --headless`, or on a made-up screen by \
             `xvfb-run cargo xtask run`"
        );
    }
    Ok(())
}
