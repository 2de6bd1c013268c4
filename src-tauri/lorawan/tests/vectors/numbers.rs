//! Counters, times and receive windows.

use thinklink_lorawan::counter::{Reconstructed, reconstruct, tmst_add, tmst_difference};

use crate::file::{int, int_or_none, set, text};

#[test]
fn every_counter_is_reconstructed() {
    for vector in set("fcnt32", 23) {
        let reconstructed =
            reconstruct(int_or_none(&vector, "last_f_cnt"), int(&vector, "wire_f_cnt"));
        let class = match reconstructed {
            Reconstructed::New { gap, .. } => {
                assert_eq!(gap, int_or_none(&vector, "gap"), "{vector}");
                "new"
            }
            Reconstructed::Repeat { .. } => "repeat",
            Reconstructed::Exhausted => "session exhausted",
        };
        assert_eq!(class, text(&vector, "class"), "{vector}");
        assert_eq!(reconstructed.full(), int_or_none(&vector, "full_f_cnt"), "{vector}");
        let exceeds = vector["exceeds_max_fcnt_gap_16384"].as_bool().unwrap_or(false);
        assert_eq!(reconstructed.exceeds_max_gap(), exceeds, "{vector}");
    }
}

#[test]
fn gateway_counters_wrap() {
    for vector in set("tmst_add", 8) {
        let delay_us = int::<u32>(&vector, "delay_s") * 1_000_000;
        assert_eq!(tmst_add(int(&vector, "rx_tmst"), delay_us), int::<u32>(&vector, "tx_tmst"));
    }
    for vector in set("tmst_diff", 4) {
        let difference = tmst_difference(int(&vector, "tmst_a"), int(&vector, "tmst_b"));
        assert_eq!(difference, int::<i32>(&vector, "b_minus_a_us"));
    }
}
