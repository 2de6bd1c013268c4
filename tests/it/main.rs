//! The program from outside: its command line, its ready line, its edges on loopback.
//!
//! One binary, one module for each area.

#[path = "../support/foreign.rs"]
mod foreign;
#[path = "../support/headless.rs"]
mod headless;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/mqtt.rs"]
mod mqtt;
#[path = "../support/process.rs"]
mod process;

mod lifecycle;
mod uplink;
