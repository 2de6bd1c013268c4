//! System packages that cargo and npm cannot bring: webview libraries, browsers for tests.
//!
//! On Debian and its relatives missing packages are installed; elsewhere the commands say what
//! to install and go on, because the person may have it under another name.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::shell::Run;

/// What a machine is about to do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// Build and run the headless program.
    Headless,
    /// Build and open the window.
    Window,
    /// Run the Rust tests.
    RustTests,
    /// Run the page's tests in a browser.
    BrowserTests,
    /// Run the tests in a real window.
    WindowTests,
}

const HEADLESS: &[&str] = &["gcc", "libc6-dev", "pkg-config"];
const WINDOW: &[&str] =
    &["libwebkit2gtk-4.1-dev", "libgtk-3-dev", "librsvg2-dev", "fonts-dejavu-core"];
// A broker, clients and a writer of workbooks that are not ours.
const RUST_TESTS: &[&str] = &["mosquitto", "mosquitto-clients", "python3-openpyxl"];
// Chinese pages are part of the tests, and a machine without such a font draws boxes.
const BROWSER_TESTS: &[&str] = &["chromium", "fonts-noto-cjk"];
const WINDOW_TESTS: &[&str] =
    &["xvfb", "dbus", "webkit2gtk-driver", "imagemagick", "fonts-noto-cjk"];

/// Sees that everything for `needs` is there.
///
/// # Errors
/// When a package is missing on Debian and cannot be installed.
pub(crate) fn ensure(needs: &[Need]) -> Result<()> {
    if Path::new("/etc/debian_version").exists() {
        let mut missing: Vec<&str> = wanted(needs);
        missing.retain(|package| !is_installed(package));
        if missing.is_empty() { Ok(()) } else { install(&missing) }
    } else {
        advise(needs);
        Ok(())
    }
}

fn wanted(needs: &[Need]) -> Vec<&'static str> {
    let mut packages: Vec<&str> = HEADLESS.to_vec();
    for need in needs {
        match need {
            Need::Headless => {}
            Need::Window => packages.extend(WINDOW),
            Need::RustTests => packages.extend(RUST_TESTS),
            Need::BrowserTests => packages.extend(BROWSER_TESTS),
            Need::WindowTests => {
                packages.extend(WINDOW);
                packages.extend(WINDOW_TESTS);
            }
        }
    }
    packages.sort_unstable();
    packages.dedup();
    packages
}

fn is_installed(package: &str) -> bool {
    let query = Run::new("dpkg-query").args(["-W", "-f=${Status}", package]).quiet();
    // A package that was never there makes dpkg-query fail; one that was removed is still known.
    query.succeeds_with(|status| status.ends_with("ok installed"))
}

fn install(missing: &[&str]) -> Result<()> {
    println!("Installing system packages: {}", missing.join(" "));
    apt(&["update", "-qq"]).context("the package lists cannot be read")?;
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(missing);
    apt(&arguments)
        .with_context(|| format!("install them by hand: apt-get install {}", missing.join(" ")))
}

fn apt(arguments: &[&str]) -> Result<()> {
    let is_root = Run::new("id").args(["-u"]).quiet().succeeds_with(|id| id == "0");
    let run = if is_root {
        Run::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive")
    } else {
        Run::new("sudo").args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
    };
    run.args(arguments).run()
}

fn advise(needs: &[Need]) {
    let has_window = needs.iter().any(|need| matches!(need, Need::Window | Need::WindowTests));
    if cfg!(target_os = "macos") {
        println!("Needed on macOS: Xcode command line tools (xcode-select --install).");
    } else if cfg!(windows) {
        println!(
            "Needed on Windows: Visual Studio Build Tools with \"Desktop development with C++\"{}",
            if has_window { ", and WebView2 (part of Windows 11)." } else { "." }
        );
    } else {
        println!("Needed here, by Debian's names: {}", wanted(needs).join(" "));
    }
    if needs.contains(&Need::BrowserTests) {
        println!("For browser tests: Chromium or Chrome; name it in CHROMIUM_PATH.");
    }
}
