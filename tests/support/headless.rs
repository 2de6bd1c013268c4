//! A headless instance of the built program, in a folder of its own.

use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context as _, Result};
use serde_json::Value;
use tempfile::TempDir;

use crate::http::Client;
use crate::process::Process;

/// A running `thinklink serve`.
pub(crate) struct Headless {
    process: Process,
    /// Kept in a field of its own, so that it can outlive a stop.
    data: TempDir,
    /// What it printed when it was ready.
    pub(crate) ready: Value,
}

impl Headless {
    /// Starts in a new folder, on ports that the system chooses.
    pub(crate) fn start() -> Result<Self> {
        Self::start_in(tempfile::tempdir()?)
    }

    /// Starts in a folder that may hold the data of an earlier start.
    pub(crate) fn start_in(data: TempDir) -> Result<Self> {
        let mut process = Process::start(
            program()
                .arg("serve")
                .arg("--data-dir")
                .arg(data.path())
                .args(["--http", "127.0.0.1:0", "--gwmp", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"])
                .stdout(Stdio::piped()),
        )?;
        let line = process.stdout()?.until(|line| line.starts_with('{'))?;
        let ready = serde_json::from_str(&line).with_context(|| line.clone())?;
        Ok(Self { process, data, ready })
    }

    /// A client without a token.
    pub(crate) fn stranger(&self) -> Result<Client> {
        Ok(Client::new(&self.base()?, None))
    }

    /// A client with the owner's token.
    pub(crate) fn owner(&self) -> Result<Client> {
        let token = std::fs::read_to_string(self.token_file())?;
        Ok(Client::new(&self.base()?, Some(token.trim())))
    }

    pub(crate) fn token_file(&self) -> PathBuf {
        self.data.path().join("admin-token")
    }

    fn base(&self) -> Result<String> {
        Ok(format!("http://{}", self.address("http")?))
    }

    /// An address of the ready line; the first when there are several.
    pub(crate) fn address(&self, name: &str) -> Result<&str> {
        let named = self.ready.get(name).context("not in the ready line")?;
        named.get(0).unwrap_or(named).as_str().with_context(|| format!("{name} is off"))
    }

    /// Sends a signal and waits for the end; the folder stays.
    pub(crate) fn stop(self, signal: &str) -> Result<(ExitStatus, TempDir)> {
        self.process.signal(signal)?;
        Ok((self.process.wait()?, self.data))
    }
}

/// The built program, deaf to this machine's own settings.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thinklink"));
    for name in ["DATA_DIR", "HTTP", "GWMP", "MQTT", "LOG", "UI_DIR"] {
        command.env_remove(format!("THINKLINK_{name}"));
    }
    command
}
