//! Puts the built page (`ui/dist`) into release builds, as a table of files. Texts are compressed
//! here, once, and not for each request.
//!
//! Debug builds read the folder at run time, so that a new page needs no new program.
//! Writes a placeholder page when the page was never built, because the desktop window's build
//! needs a folder with an `index.html` too.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;

/// Endings of files that shrink; pictures and fonts are compressed by their own formats.
const TEXTS: [&str; 6] = ["html", "js", "css", "json", "svg", "txt"];

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

    let out = variable("OUT_DIR")?;
    let mut table = String::from("&[\n");
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed={}", dist.display());
        let mut files = Vec::new();
        list(&dist, &mut files)?;
        for (number, file) in files.iter().enumerate() {
            let gzip = gzip(file, &out.join(format!("page_file_{number}.gz")))?;
            table.push_str(&entry(&dist, file, gzip.as_deref()));
        }
    }
    table.push_str("]\n");
    fs::write(out.join("page_files.rs"), table)
}

/// Every file below `folder`, in order.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_type()?.is_dir() {
            list(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// Writes a text in its compressed form to `to`, and says where it is.
fn gzip(file: &Path, to: &Path) -> io::Result<Option<PathBuf>> {
    if !file.extension().is_some_and(|ending| TEXTS.iter().any(|text| ending == *text)) {
        return Ok(None);
    }
    let mut encoder = GzEncoder::new(fs::File::create(to)?, Compression::best());
    encoder.write_all(&fs::read(file)?)?;
    encoder.finish()?;
    Ok(Some(to.to_path_buf()))
}

/// A file's place in the table, with `/` between the parts of its name on every system.
fn entry(dist: &Path, file: &Path, gzip: Option<&Path>) -> String {
    let name = file.strip_prefix(dist).unwrap_or(file).to_string_lossy().replace('\\', "/");
    let included = |path: &Path| format!("include_bytes!({:?})", path.display().to_string());
    let gzip = gzip.map_or_else(|| "None".into(), |gzip| format!("Some({})", included(gzip)));
    format!("    File {{ name: {name:?}, bytes: {}, gzip: {gzip} }},\n", included(file))
}
