//! A started program: what it says is waited for, and it never outlives its test.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, ChildStdin, Command, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

/// Far above anything that happens on a slow machine; reached only when something is broken.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A child process that is killed when its test lets go of it.
pub(crate) struct Process(Child);

impl Process {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.spawn().map(Self).with_context(|| format!("{name} cannot be started"))
    }

    /// Lines of standard output, when that was piped.
    pub(crate) fn stdout(&mut self) -> Result<Lines> {
        self.0.stdout.take().map(Lines::read).context("standard output is not piped")
    }

    /// Lines of standard error, when that was piped.
    pub(crate) fn stderr(&mut self) -> Result<Lines> {
        self.0.stderr.take().map(Lines::read).context("standard error is not piped")
    }

    /// Standard input, when that was piped.
    pub(crate) fn stdin(&mut self) -> Result<ChildStdin> {
        self.0.stdin.take().context("standard input is not piped")
    }

    /// The process id.
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Sends a signal, by its name without `SIG`.
    pub(crate) fn signal(&self, name: &str) -> Result<()> {
        let done = Command::new("kill").args(["-s", name, &self.id().to_string()]).status()?;
        anyhow::ensure!(done.success(), "SIG{name} cannot be sent");
        Ok(())
    }

    /// Ends it this very moment, without a word.
    pub(crate) fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
    }

    /// Waits for the end.
    pub(crate) fn wait(mut self) -> Result<ExitStatus> {
        let id = self.id();
        let (done, ended) = sync_channel::<()>(1);
        let watch = thread::spawn(move || {
            if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let _ = Command::new("kill").args(["-s", "KILL", &id.to_string()]).status();
            }
        });
        let status = self.0.wait()?;
        drop(done);
        watch.join().map_err(|_| anyhow::anyhow!("the watch failed"))?;
        Ok(status)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        let _ = self.0.wait();
    }
}

/// The lines of a stream, read by a thread so that the writer never waits.
pub(crate) struct Lines(Receiver<String>);

impl Lines {
    fn read(stream: impl Read + Send + 'static) -> Self {
        let (lines, received) = sync_channel(10_000);
        thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                // When nobody listens any more the stream is still emptied.
                let _ = lines.try_send(line);
            }
        });
        Self(received)
    }

    /// The next line that `wanted` accepts.
    pub(crate) fn until(&self, wanted: impl Fn(&str) -> bool) -> Result<String> {
        let mut seen = Vec::new();
        loop {
            match self.0.recv_timeout(PATIENCE) {
                Ok(line) if wanted(&line) => return Ok(line),
                Ok(line) => seen.push(line),
                Err(reason) => bail!("the line never came ({reason}); seen:\n{}", seen.join("\n")),
            }
        }
    }
}
