//! Folders for tests.

use std::io;
use std::path::{Path, PathBuf};

/// An empty folder that is removed with everything in it when this value is dropped.
#[derive(Debug)]
pub struct TempDir(PathBuf);

impl TempDir {
    /// Creates one below the system's folder for temporary files.
    ///
    /// # Errors
    /// When the folder cannot be created.
    pub fn new() -> io::Result<Self> {
        let name = format!("thinklink-{}-{:016x}", std::process::id(), rand::random::<u64>());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
