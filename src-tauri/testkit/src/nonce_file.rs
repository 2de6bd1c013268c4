//! What simulated devices that count their DevNonces remember over the end of the program.
//!
//! A file holds one number for all of them, which none has used, and none above it. It is raised in
//! steps before a device comes so far: a program that is killed skips some numbers and uses none
//! twice.
//!
//! Source: LoRaWAN L2 1.0.4, section 6.2.4 (a device keeps its DevNonce in non-volatile memory).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::play::hours;

/// How far the number in the file is ahead of the devices.
const AHEAD: u16 = 64;

/// Why a file keeps no nonces.
#[derive(Debug, thiserror::Error)]
pub enum NonceFileError {
    /// It cannot be read or written.
    #[error(transparent)]
    File(#[from] io::Error),
    /// Something else is in it.
    #[error("it holds no DevNonce: {0}")]
    Content(#[from] serde_json::Error),
    /// There is no higher number.
    #[error("all DevNonces are used up: clear those of the devices at the instance, and delete it")]
    UsedUp,
}

#[derive(Debug, Serialize, Deserialize)]
struct Content {
    next_dev_nonce: u16,
}

/// The file, while devices join.
#[derive(Debug)]
pub struct NonceFile {
    path: PathBuf,
    first: u16,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    /// The first number that nobody has used.
    next: u16,
    /// What the file says.
    kept: u16,
}

impl NonceFile {
    /// Opens or makes a file, in a folder that is there.
    ///
    /// # Errors
    /// [`NonceFileError`]; the file is as it was then.
    pub fn open(path: &Path) -> Result<Self, NonceFileError> {
        // Whatever became of an earlier file, numbers grow with the time.
        Self::open_at(path, hours())
    }

    fn open_at(path: &Path, at_least: u16) -> Result<Self, NonceFileError> {
        let first = match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice::<Content>(&bytes)?.next_dev_nonce.max(at_least),
            Err(error) if error.kind() == io::ErrorKind::NotFound => at_least,
            Err(error) => return Err(error.into()),
        };
        if first == u16::MAX {
            return Err(NonceFileError::UsedUp);
        }
        let kept = first.saturating_add(AHEAD);
        write(path, kept)?;
        let state = Mutex::new(State { next: first, kept });
        Ok(Self { path: path.to_owned(), first, state })
    }

    /// Where every device begins.
    #[must_use]
    pub const fn first(&self) -> u16 {
        self.first
    }

    /// A device is about to join with this number.
    ///
    /// # Errors
    /// When the file cannot be written; the number must not be used again all the same.
    pub fn use_up(&self, dev_nonce: u16) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.next = state.next.max(dev_nonce.saturating_add(1));
        if state.next > state.kept {
            let kept = state.next.saturating_add(AHEAD);
            write(&self.path, kept)?;
            state.kept = kept;
        }
        Ok(())
    }

    /// Nobody joins any more: the next run goes on without a gap.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn close(&self) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        write(&self.path, state.next)?;
        state.kept = state.next;
        Ok(())
    }
}

/// Writes the number whole or not at all.
fn write(path: &Path, next_dev_nonce: u16) -> io::Result<()> {
    use std::io::Write as _;
    let draft = path.with_extension("new");
    let mut file = std::fs::File::create(&draft)?;
    serde_json::to_writer(&mut file, &Content { next_dev_nonce })?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    std::fs::rename(draft, path)
}

#[cfg(test)]
mod tests {
    use super::{AHEAD, NonceFile, NonceFileError};
    use crate::TempDir;

    #[test]
    fn no_number_comes_twice_whether_a_run_was_ended_or_killed() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("state.json");
        let run = NonceFile::open_at(&path, 7_000).unwrap();
        assert_eq!(run.first(), 7_000);
        for nonce in [7_000, 7_003, 7_001] {
            run.use_up(nonce).unwrap();
        }
        run.close().unwrap();

        let run = NonceFile::open_at(&path, 7_000).unwrap();
        assert_eq!(run.first(), 7_004, "the hour is the same");
        run.use_up(7_004).unwrap();
        drop(run);
        let run = NonceFile::open_at(&path, 7_000).unwrap();
        assert_eq!(run.first(), 7_004 + AHEAD, "it was killed");
        for nonce in run.first()..run.first() + 3 * AHEAD {
            run.use_up(nonce).unwrap();
            let killed = std::fs::read_to_string(&path).unwrap();
            let killed: serde_json::Value = serde_json::from_str(&killed).unwrap();
            assert!(killed["next_dev_nonce"].as_u64().unwrap() > u64::from(nonce));
        }
        drop(run);
        assert_eq!(NonceFile::open_at(&path, 9_000).unwrap().first(), 9_000, "later");
    }

    #[test]
    fn what_is_no_such_file_is_not_written_over() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("devices.json");
        std::fs::write(&path, "[]").unwrap();
        let error = NonceFile::open_at(&path, 1).unwrap_err();
        assert!(matches!(error, NonceFileError::Content(_)), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "[]");
        std::fs::write(&path, r#"{"next_dev_nonce":65535}"#).unwrap();
        assert!(matches!(NonceFile::open_at(&path, 1), Err(NonceFileError::UsedUp)));
    }
}
