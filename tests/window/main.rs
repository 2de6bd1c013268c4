//! The program in a real window: WebKitGTK under a made-up screen, driven through WebDriver.
//!
//! Linux only; needs the packages that `cargo xtask test --only window` installs. Screenshots go
//! to `tests/output/`.
#![cfg(target_os = "linux")]

#[path = "../support/foreign.rs"]
mod foreign;
#[path = "../support/http.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod http;
#[path = "../support/process.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod process;

mod desk;
mod devices;
mod driver;
mod forms;
mod imports;
mod lifecycle;
mod live;
mod page;
