//! Where the operating system wants a program's data.

use std::env;
use std::path::PathBuf;

/// The folder used when `--data-dir` is not given: `~/.local/share/thinklink` (or below
/// `XDG_DATA_HOME`) on Linux, `~/Library/Application Support/ThinkLink` on macOS,
/// `%LOCALAPPDATA%\ThinkLink` on Windows. `None` when the environment names no home.
pub(crate) fn default_data_dir() -> Option<PathBuf> {
    if cfg!(windows) {
        return folder("LOCALAPPDATA").map(|local| local.join("ThinkLink"));
    }
    let home = folder("HOME");
    if cfg!(target_os = "macos") {
        return home.map(|home| home.join("Library/Application Support/ThinkLink"));
    }
    folder("XDG_DATA_HOME")
        .or_else(|| home.map(|home| home.join(".local/share")))
        .map(|data| data.join("thinklink"))
}

/// A relative path in such a variable is to be ignored (XDG Base Directory Specification).
fn folder(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute())
}
