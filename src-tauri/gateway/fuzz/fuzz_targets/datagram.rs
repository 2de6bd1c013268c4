//! Any datagram, the whole way to its events.

#![no_main]

use gateway::gwmp::codec::FromServer;
use gateway::gwmp::fuzzing::Bench;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static BENCH: std::cell::RefCell<Bench> = std::cell::RefCell::default();
}

fuzz_target!(|bytes: &[u8]| {
    BENCH.with_borrow_mut(|bench| {
        let _ = bench.handle(bytes);
    });
    let _ = FromServer::read(bytes);
});
