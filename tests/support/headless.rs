//! A headless instance of the built program, in a folder of its own.

use std::fs::{self, OpenOptions};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context as _, Result};
use serde_json::Value;
use tempfile::TempDir;

use crate::http::Client;
use crate::process::Process;

/// What it says on standard error, in its data folder.
const LOG: &str = "test-stderr.log";

/// Where an instance listens. Port 0 lets the system choose.
#[derive(Debug, Clone)]
pub(crate) struct Listen {
    pub(crate) http: String,
    pub(crate) gwmp: String,
    pub(crate) mqtt: String,
}

impl Listen {
    /// Ports that the system chooses.
    pub(crate) fn anywhere() -> Self {
        let any = || "127.0.0.1:0".to_owned();
        Self { http: any(), gwmp: any(), mqtt: any() }
    }
}

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
        Self::start_at(data, &Listen::anywhere())
    }

    /// Starts in a folder and on addresses of an earlier start.
    pub(crate) fn start_at(data: TempDir, listen: &Listen) -> Result<Self> {
        Self::start_with(data, listen, &[])
    }

    /// The same with more arguments.
    pub(crate) fn start_with(data: TempDir, listen: &Listen, more: &[&str]) -> Result<Self> {
        let log = OpenOptions::new().create(true).append(true).open(data.path().join(LOG))?;
        let mut process = Process::start(
            program()
                .arg("serve")
                .arg("--data-dir")
                .arg(data.path())
                .args(["--http", &listen.http, "--gwmp", &listen.gwmp, "--mqtt", &listen.mqtt])
                .args(more)
                .stdout(Stdio::piped())
                .stderr(log),
        )?;
        let line = process.stdout()?.until(|line| line.starts_with('{'));
        let line = line.with_context(|| {
            fs::read_to_string(data.path().join(LOG)).unwrap_or_else(|error| error.to_string())
        })?;
        let ready = serde_json::from_str(&line).with_context(|| line.clone())?;
        Ok(Self { process, data, ready })
    }

    /// Where it listens, for a start on the same addresses.
    pub(crate) fn listens(&self) -> Result<Listen> {
        let address = |name| self.address(name).map(str::to_owned);
        Ok(Listen { http: address("http")?, gwmp: address("gwmp")?, mqtt: address("mqtt")? })
    }

    /// Everything it and its predecessors in this folder said on standard error.
    pub(crate) fn log(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(self.data.path().join(LOG))?).into_owned())
    }

    /// The process id.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// A client without a token.
    pub(crate) fn stranger(&self) -> Result<Client> {
        Ok(Client::new(&self.base()?, None))
    }

    /// A client with the owner's token.
    pub(crate) fn owner(&self) -> Result<Client> {
        Ok(Client::new(&self.base()?, Some(&self.token()?)))
    }

    /// A client with another token.
    pub(crate) fn with_token(&self, token: &str) -> Result<Client> {
        Ok(Client::new(&self.base()?, Some(token)))
    }

    /// The owner's token.
    pub(crate) fn token(&self) -> Result<String> {
        Ok(fs::read_to_string(self.token_file())?.trim().to_owned())
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

    /// Ends it this very moment, without a word.
    pub(crate) fn kill(&mut self) {
        self.process.kill();
    }

    /// Waits for the end; the folder stays.
    pub(crate) fn wait(self) -> Result<TempDir> {
        self.process.wait()?;
        Ok(self.data)
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
    for name in ["DATA_DIR", "HTTP", "GWMP", "BASICS_STATION", "MQTT", "LOG", "UI_DIR"] {
        command.env_remove(format!("THINKLINK_{name}"));
    }
    command
}
