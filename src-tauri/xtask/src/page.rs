//! The page in `ui/`: its packages and its build, done again only when their inputs changed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::shell::{Run, root, target_dir};

/// Folders below `ui/` that are results, not inputs.
const RESULTS: &[&str] =
    &["node_modules", "dist", "test-results", "playwright-report", "coverage", ".vite"];

/// The oldest Node.js that the packages of the page run on, as in `ui/package.json`.
const NODE: (u32, u32) = (20, 19);

/// Runs `npm ci` when `package-lock.json` differs from what is installed.
pub(crate) fn install() -> Result<()> {
    check_node()?;
    let ui = root().join("ui");
    let lock = fs::read(ui.join("package-lock.json")).context("ui/package-lock.json")?;
    let stamp = Stamp::new(ui.join("node_modules/.thinklink-lock"), hash_of(&lock));
    if stamp.is_current() {
        return Ok(());
    }
    Run::npm(&["ci", "--no-audit", "--no-fund"]).run()?;
    stamp.write()
}

/// Builds `ui/dist` when anything that goes into it changed.
pub(crate) fn build() -> Result<()> {
    install()?;
    let ui = root().join("ui");
    let mut hasher = DefaultHasher::new();
    hash_folder(&ui, &mut hasher)?;
    let stamp = Stamp::new(target_dir().join("xtask/page-build"), hasher.finish());
    // The folder without its assets is the placeholder that the program's build writes.
    if stamp.is_current() && ui.join("dist/assets").is_dir() {
        return Ok(());
    }
    Run::npm(&["run", "build"]).run()?;
    stamp.write()
}

fn check_node() -> Result<()> {
    if !Run::new("node").args(["--version"]).quiet().succeeds_with(is_recent) {
        let (major, minor) = NODE;
        bail!("Node.js {major}.{minor} or newer is needed to build the page (https://nodejs.org)");
    }
    Ok(())
}

/// Whether a version such as `v20.19.2` is that of [`NODE`] or newer.
fn is_recent(version: &str) -> bool {
    let mut parts = version.trim_start_matches('v').split('.').map_while(|part| part.parse().ok());
    parts.next().zip(parts.next()).is_some_and(|version: (u32, u32)| version >= NODE)
}

/// A small file that remembers which inputs a result was made from.
struct Stamp {
    path: PathBuf,
    value: String,
}

impl Stamp {
    fn new(path: PathBuf, hash: u64) -> Self {
        Self { path, value: format!("{hash:016x}") }
    }

    fn is_current(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|written| written == self.value)
    }

    fn write(&self) -> Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.path, &self.value).with_context(|| self.path.display().to_string())
    }
}

fn hash_of(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

fn hash_folder(folder: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let mut entries: Vec<_> =
        fs::read_dir(folder)?.collect::<Result<_, _>>().context("reading ui/")?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        if RESULTS.iter().any(|result| name == *result) {
            continue;
        }
        name.hash(hasher);
        if entry.file_type()?.is_dir() {
            hash_folder(&entry.path(), hasher)?;
        } else {
            fs::read(entry.path())?.hash(hasher);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_recent;

    #[test]
    fn node_is_as_new_as_the_packages_ask() {
        for (version, expected) in [
            ("v20.19.0\n", true),
            ("v22.1.0\n", true),
            ("v20.18.3\n", false),
            ("v18.20.4\n", false),
            ("v20\n", false),
            ("", false),
        ] {
            assert_eq!(is_recent(version), expected, "{version}");
        }
    }
}
