//! What a window needs around it: a screen, a session bus, a data folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

use crate::process::Process;

/// A made-up computer with nothing on it. Everything ends with it.
pub(crate) struct Desk {
    display: String,
    bus: String,
    data: TempDir,
    _screen: Process,
    _bus: Process,
}

impl Desk {
    pub(crate) fn new() -> Result<Self> {
        Self::with_screen("1500x950")
    }

    /// `size` is `WIDTHxHEIGHT` in pixels.
    pub(crate) fn with_screen(size: &str) -> Result<Self> {
        let mut screen = Process::start(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", &format!("{size}x24")])
                .args(["-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        )?;
        let display = screen.stdout()?.until(|line| !line.is_empty())?;
        let mut bus = Process::start(
            Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--print-address"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        )?;
        let address = bus.stdout()?.until(|line| line.starts_with("unix:"))?;
        Ok(Self {
            display: format!(":{display}"),
            bus: address,
            data: tempfile::tempdir()?,
            _screen: screen,
            _bus: bus,
        })
    }

    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    /// The file that every dialog chooses.
    pub(crate) fn chosen(&self) -> PathBuf {
        self.data().join("chosen.csv")
    }

    /// Keeps a picture of the screen in `tests/output/`, for a person to look at.
    ///
    /// Of the screen and not by the driver, which waits up to half a minute for a page that is
    /// still.
    pub(crate) fn screenshot(&self, name: &str) -> Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/output");
        std::fs::create_dir_all(&folder)?;
        let mut command = Command::new("import");
        command.args(["-window", "root", "-crop", "1360x860+0+0", "+repage"]);
        command.arg(folder.join(format!("window-{name}.png")));
        self.furnish(&mut command);
        let taken = command.status().context("import (ImageMagick) cannot be started")?;
        ensure!(taken.success(), "the screen cannot be read");
        Ok(())
    }

    /// The program, about to open its window here.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_thinklink"));
        command.arg("--data-dir").arg(self.data());
        self.furnish(&mut command);
        command
    }

    /// Gives a command this desk's screen and bus, and nothing of the person who runs the tests.
    pub(crate) fn furnish(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("NO_AT_BRIDGE", "1")
            // The locale of containers and kiosks; pages that ask for it must not fail.
            .env("LANG", "C.UTF-8")
            .env("HOME", self.data())
            .env("XDG_CONFIG_HOME", self.data().join("config"))
            .env("XDG_CACHE_HOME", self.data().join("cache"))
            .env("THINKLINK_HTTP", "off")
            .env("THINKLINK_GWMP", "127.0.0.1:0")
            .env("THINKLINK_MQTT", "127.0.0.1:0")
            .env("THINKLINK_TEST_DIALOG_PATH", self.chosen());
    }

    /// Starts the program and waits until its window is shown.
    pub(crate) fn open(&self) -> Result<Process> {
        let mut process = Process::start(self.program().stderr(Stdio::piped()))?;
        process
            .stderr()?
            .until(|line| line.contains("the window is shown"))
            .context("the window was never shown")?;
        Ok(process)
    }
}
