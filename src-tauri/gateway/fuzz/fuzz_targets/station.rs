//! Any text as a Basics Station's message, and as its question where to go.

#![no_main]

use gateway::station::message::{FromStation, read_discovery};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(FromStation::Uplink(heard)) = FromStation::read(text) {
        assert!((1..=255).contains(&heard.phy.len()));
    }
    let _ = read_discovery(text);
});
