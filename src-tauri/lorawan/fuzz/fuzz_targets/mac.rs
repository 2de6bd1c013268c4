//! Any block of MAC commands: reading must not panic, and what was read must be writable.

#![no_main]

use libfuzzer_sys::fuzz_target;
use lorawan::mac::{downlink_commands, uplink_commands};

fuzz_target!(|block: &[u8]| {
    let mut written = Vec::new();
    for command in uplink_commands(block).flatten() {
        command.write(&mut written).expect("what was read fits its fields");
    }
    for command in downlink_commands(block).flatten() {
        command.write(&mut written).expect("what was read fits its fields");
    }
    assert!(written.len() <= 2 * block.len());
});
