//! Any JSON in datagrams with a good head, so that the fuzzer need not find the head.

#![no_main]

use gateway::gwmp::codec::{read_downlink, read_tx_ack};
use gateway::gwmp::fuzzing::Bench;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static BENCH: std::cell::RefCell<Bench> = std::cell::RefCell::default();
}

fuzz_target!(|json: &[u8]| {
    for kind in [0x00, 0x05] {
        let mut datagram = vec![2, 0, 1, kind, 1, 2, 3, 4, 5, 6, 7, 8];
        datagram.extend_from_slice(json);
        BENCH.with_borrow_mut(|bench| {
            let _ = bench.handle(&datagram);
        });
    }
    let _ = (read_downlink(json), read_tx_ack(json));
});
