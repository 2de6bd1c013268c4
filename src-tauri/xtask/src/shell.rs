//! Starting other programs: from the right folder, announced, and with their failure reported.
//!
//! Start at [`Run`].

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// The project's root folder.
pub(crate) fn root() -> PathBuf {
    // What `cargo run` says comes first: when two checkouts share a target folder, this very
    // binary may be the other one's.
    let said = std::env::var_os("CARGO_MANIFEST_DIR");
    let here = said.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors().nth(2).unwrap_or(&here).to_path_buf()
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The built program.
pub(crate) fn program(profile: &str) -> PathBuf {
    target_dir().join(profile).join(format!("thinklink{}", std::env::consts::EXE_SUFFIX))
}

/// A program that is about to be started.
pub(crate) struct Run {
    command: Command,
    shown: String,
    quiet: bool,
}

impl Run {
    /// `program` is looked up in `PATH`, or is a path of its own.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        command.current_dir(root());
        Self { command, shown: program.to_string_lossy().into_owned(), quiet: false }
    }

    /// The same cargo that runs this program.
    pub(crate) fn cargo(arguments: &[&str]) -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut run = Self::new(cargo);
        run.shown = "cargo".to_owned();
        // Set for this program by `cargo run`; a nested cargo would take them for the user's.
        run.command.env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_PKG_NAME");
        run.args(arguments)
    }

    /// npm in the page's folder. On Windows npm is a script, which only its full name starts.
    pub(crate) fn npm(arguments: &[&str]) -> Self {
        Self::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
            .directory(&root().join("ui"))
            .args(arguments)
    }

    pub(crate) fn args<I, S>(mut self, arguments: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        for argument in arguments {
            let _ = write!(self.shown, " {}", argument.as_ref().to_string_lossy());
            self.command.arg(argument);
        }
        self
    }

    pub(crate) fn directory(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Does not print the command line.
    pub(crate) fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Runs to the end.
    ///
    /// # Errors
    /// When the program cannot be started or ends with anything but success.
    pub(crate) fn run(mut self) -> Result<()> {
        self.announce();
        let status = self.command.status().with_context(|| self.cannot_start())?;
        if !status.success() {
            bail!("`{}` failed ({status})", self.shown);
        }
        Ok(())
    }

    /// Runs to the end and returns what it wrote to standard output.
    pub(crate) fn output(mut self) -> Result<Vec<u8>> {
        let output =
            self.command.stderr(Stdio::inherit()).output().with_context(|| self.cannot_start())?;
        if !output.status.success() {
            bail!("`{}` failed ({})", self.shown, output.status);
        }
        Ok(output.stdout)
    }

    /// Starts without waiting.
    pub(crate) fn start(mut self) -> Result<Child> {
        self.announce();
        self.command.spawn().with_context(|| self.cannot_start())
    }

    /// Whether the program is there and succeeds, without a trace on the terminal.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Whether the program succeeds and `judge` likes its trimmed output.
    pub(crate) fn succeeds_with(mut self, judge: impl FnOnce(&str) -> bool) -> bool {
        self.command.stderr(Stdio::null()).output().is_ok_and(|output| {
            output.status.success() && judge(String::from_utf8_lossy(&output.stdout).trim())
        })
    }

    fn announce(&self) {
        if !self.quiet {
            println!("$ {}", self.shown);
        }
    }

    fn cannot_start(&self) -> String {
        format!("`{}` cannot be started", self.shown)
    }
}

/// What follows `--only` or another flag that takes a list with commas.
pub(crate) fn list_after(arguments: &[String], flag: &str) -> Option<Vec<String>> {
    let at = arguments.iter().position(|argument| argument == flag)?;
    let list = arguments.get(at + 1).map(String::as_str).unwrap_or_default();
    Some(list.split(',').filter(|item| !item.is_empty()).map(str::to_owned).collect())
}

/// Splits `own -- handed on` at the two dashes.
pub(crate) fn split_at_dashes(arguments: &[String]) -> (&[String], &[String]) {
    match arguments.iter().position(|argument| argument == "--") {
        Some(at) => {
            (arguments.get(..at).unwrap_or_default(), arguments.get(at + 1..).unwrap_or_default())
        }
        None => (arguments, &[]),
    }
}
