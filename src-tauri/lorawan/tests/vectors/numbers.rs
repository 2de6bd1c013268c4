//! Counters, times and receive windows.

use thinklink_lorawan::airtime::LoRaParameters;
use thinklink_lorawan::counter::{Reconstructed, reconstruct, tmst_add, tmst_difference};
use thinklink_lorawan::gps_time;
use thinklink_lorawan::region::{As923Group, LwVersion, Region, Rx1, Rx1Uplink};

use crate::file::{flag, int, int_or_none, set, text};

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

#[test]
fn every_time_on_air_is_exact() {
    for vector in set("time_on_air", 18) {
        assert_eq!((text(&vector, "cr"), flag(&vector, "explicit_header")), ("4/5", true));
        let parameters = LoRaParameters {
            spreading_factor: int(&vector, "sf"),
            bandwidth_hz: int::<u32>(&vector, "bw_khz") * 1_000,
            coding_rate: 5,
            preamble_symbols: int(&vector, "preamble"),
            explicit_header: true,
            crc: flag(&vector, "crc"),
        };
        let phy_len = int(&vector, "phy_len");
        assert_eq!(parameters.symbols(phy_len), Ok(int(&vector, "symbols")), "{vector}");
        assert_eq!(parameters.time_on_air_us(phy_len), Ok(int(&vector, "toa_us")), "{vector}");
    }
}

#[test]
fn gps_time_knows_its_leap_seconds() {
    for vector in set("gps_time", 4) {
        let unix_s = int::<u64>(&vector, "unix");
        assert_eq!(gps_time::leap_seconds(unix_s), int::<u64>(&vector, "leap"));
        let gps = gps_time::from_unix_ms(unix_s * 1_000).unwrap();
        assert_eq!(gps.seconds, int::<u32>(&vector, "gps_seconds"));
        assert_eq!(gps.fraction_256, 0);
        let back = gps_time::to_unix_ms(u64::from(gps.seconds) * 1_000);
        assert_eq!(back, Some(unix_s * 1_000));
    }
}

#[test]
fn every_first_window_follows_from_its_uplink() {
    for vector in set("rx1", 33) {
        let region = match text(&vector, "region") {
            "CN470" => Region::Cn470,
            "EU433" => Region::Eu433,
            "EU868" => Region::Eu868,
            "AS923" => Region::As923(As923Group::Group1),
            "AU915" => Region::Au915,
            "US902" => Region::Us902,
            other => panic!("{other}"),
        };
        let frequency_hz = int(&vector, "uplink_freq_hz");
        if let Some(channel) = int_or_none::<u8>(&vector, "uplink_channel") {
            assert_eq!(region.uplink_channel(frequency_hz), Some(channel), "{vector}");
        }
        for version in [LwVersion::V1_0_2, LwVersion::V1_0_3, LwVersion::V1_0_4] {
            let rx1 = region.rx1(Rx1Uplink {
                frequency_hz,
                dr: int(&vector, "uplink_dr"),
                rx1dr_offset: int(&vector, "rx1_dr_offset"),
                downlink_dwell: flag(&vector, "downlink_dwell"),
                version,
            });
            let expected =
                Rx1 { frequency_hz: int(&vector, "rx1_freq_hz"), dr: int(&vector, "rx1_dr") };
            assert_eq!(rx1, Some(expected), "{vector}");
        }
    }
}
