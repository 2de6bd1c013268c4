//! Puts the built page (`ui/dist`) into release builds, as a table of file names and bytes.
//!
//! Debug builds read the folder at run time, so that a new page needs no new program.
//! Writes a placeholder page when the page was never built, because the desktop window's build
//! needs a folder with an `index.html` too.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const PLACEHOLDER: &str = "<!doctype html>\n<meta charset=\"utf-8\">\n<title>ThinkLink</title>\n\
    <p>The user interface is not built yet. Run <code>cargo xtask run</code>, or \
    <code>npm ci &amp;&amp; npm run build</code> in <code>ui/</code>, then build the program \
    again.</p>\n";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or(io::ErrorKind::NotFound);
    let dist = variable("CARGO_MANIFEST_DIR")?.join("../../ui/dist");
    let index = dist.join("index.html");
    if !index.exists() {
        fs::create_dir_all(&dist)?;
        fs::write(&index, PLACEHOLDER)?;
    }
    let dist = dist.canonicalize()?;
    println!("cargo:rustc-env=THINKLINK_PAGE_DIR={}", dist.display());

    let mut table = String::from("&[\n");
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed={}", dist.display());
        list(&dist, &dist, &mut table)?;
    }
    table.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join("page_files.rs"), table)
}

/// Adds every file below `folder`, with `/` between the parts of its name on every system.
fn list(top: &Path, folder: &Path, table: &mut String) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            list(top, &path, table)?;
        } else {
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let _ = writeln!(
                table,
                "    ({name:?}, include_bytes!({:?})),",
                path.display().to_string()
            );
        }
    }
    Ok(())
}
