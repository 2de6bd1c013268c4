//! Regional rules as scenarios; the vectors file covers the first window.

use super::{
    As923Group, Cn470Plan, Conditions, DataRate, LwVersion, Region, Rx1, Rx1Uplink, cn470,
};
use crate::cflist::CfList;
use crate::frame::Direction;

const LAST: LwVersion = LwVersion::V1_0_4;

fn rx1(region: Region, frequency_hz: u32, dr: u8, rx1dr_offset: u8) -> Option<Rx1> {
    let downlink_dwell = false;
    region.rx1(Rx1Uplink { frequency_hz, dr, rx1dr_offset, downlink_dwell, version: LAST })
}

fn on(direction: Direction, dwell: bool) -> Conditions {
    Conditions { direction, dwell, version: LAST }
}

/// One row of an RX1 data rate matrix: the downlink data rate for offsets 0, 1, 2, …
fn rx1_row(region: Region, frequency_hz: u32, dr: u8) -> Vec<u8> {
    (0..=region.max_rx1dr_offset())
        .map(|offset| rx1(region, frequency_hz, dr, offset).unwrap().dr)
        .collect()
}

#[test]
fn rx1_matrices() {
    let eu868 = |dr| rx1_row(Region::Eu868, 868_100_000, dr);
    assert_eq!(eu868(5), [5, 4, 3, 2, 1, 0]);
    assert_eq!(eu868(7), [7, 6, 5, 4, 3, 2]);
    assert_eq!(eu868(8), [1, 0, 0, 0, 0, 0]);
    assert_eq!(eu868(11), [2, 1, 0, 0, 0, 0]);

    let as923 = |dr| rx1_row(Region::As923(As923Group::Group1), 923_200_000, dr);
    assert_eq!(as923(0), [0, 0, 0, 0, 0, 0, 1, 2]);
    assert_eq!(as923(5), [5, 4, 3, 2, 1, 0, 6, 7]);
    assert_eq!(as923(7), [7, 6, 5, 4, 3, 2, 7, 7]);

    let au915 = |dr| rx1_row(Region::Au915, 915_200_000, dr);
    assert_eq!(au915(0), [8, 8, 8, 8, 8, 8]);
    assert_eq!(au915(4), [12, 11, 10, 9, 8, 8]);
    assert_eq!(au915(5), [13, 12, 11, 10, 9, 8]);
    assert_eq!(au915(6), [13, 13, 12, 11, 10, 9]);
    assert_eq!(au915(7), [9, 8, 8, 8, 8, 8]);

    let us902 = |dr| rx1_row(Region::Us902, 902_300_000, dr);
    assert_eq!(us902(0), [10, 9, 8, 8]);
    assert_eq!(us902(3), [13, 12, 11, 10]);
    assert_eq!(us902(4), [13, 13, 12, 11]);
    assert_eq!(us902(5), [10, 9, 8, 8]);
    assert_eq!(us902(6), [11, 10, 9, 8]);
}

#[test]
fn as923_devices_before_rp002_answer_at_dr5_at_most() {
    let uplink = Rx1Uplink {
        frequency_hz: 921_400_000,
        dr: 5,
        rx1dr_offset: 7,
        downlink_dwell: false,
        version: LwVersion::V1_0_3,
    };
    let rx1 = Region::As923(As923Group::Group2).rx1(uplink);
    assert_eq!(rx1, Some(Rx1 { frequency_hz: 921_400_000, dr: 5 }));
}

#[test]
fn an_unknown_channel_or_offset_has_no_first_window() {
    assert_eq!(rx1(Region::Us902, 902_400_000, 0, 0), None);
    assert_eq!(rx1(Region::Us902, 902_300_000, 0, 4), None);
    assert_eq!(rx1(Region::Cn470, 490_000_000, 0, 0), None);
    assert_eq!(rx1(Region::Eu868, 902_300_000, 0, 0), None);
    assert_eq!(rx1(Region::Eu868, 868_100_000, 12, 0), None);
}

#[test]
fn channels_are_found_within_a_kilohertz() {
    assert_eq!(Region::Cn470.uplink_channel(470_299_900), Some(0));
    assert_eq!(Region::Cn470.uplink_channel(489_300_000), Some(95));
    assert_eq!(Region::Cn470.uplink_channel(489_500_000), None);
    assert_eq!(Region::Us902.uplink_channel(914_200_400), Some(71));
    assert_eq!(Region::Us902.uplink_channel(914_198_000), None);
    assert_eq!(Region::Eu868.uplink_channel(868_300_000), Some(1));
    assert_eq!(Region::Eu868.uplink_channel(0), None);
    assert_eq!(Region::As923(As923Group::Group4).uplink_channel(917_500_000), Some(1));
    assert_eq!(Region::Us902.uplink_channel(u32::MAX), None);
}

#[test]
fn every_channel_number_gives_its_frequency_back() {
    for region in Region::ALL {
        let mut count = 0;
        for channel in 0..=255 {
            let Some(hz) = region.uplink_frequency_hz(channel) else { continue };
            assert_eq!(region.uplink_channel(hz), Some(channel), "{region}");
            assert!(region.allows_frequency(hz), "{region} {hz}");
            count += 1;
        }
        let expected = match region {
            Region::Cn470 => 96,
            Region::Cn470Rp002(Cn470Plan::A20 | Cn470Plan::B20) => 64,
            Region::Cn470Rp002(Cn470Plan::A26 | Cn470Plan::B26) => 48,
            Region::Eu433 | Region::Eu868 => 3,
            Region::As923(_) => 2,
            Region::Au915 | Region::Us902 => 72,
        };
        assert_eq!(count, expected, "{region}");
    }
}

#[test]
fn the_rp002_plans_of_cn470_pair_their_channels() {
    let plan = |plan, uplink_hz| rx1(Region::Cn470Rp002(plan), uplink_hz, 1, 3).unwrap();
    assert_eq!(plan(Cn470Plan::A20, 470_900_000), Rx1 { frequency_hz: 484_500_000, dr: 1 });
    assert_eq!(plan(Cn470Plan::A20, 504_100_000), Rx1 { frequency_hz: 490_900_000, dr: 1 });
    assert_eq!(plan(Cn470Plan::B20, 499_900_000), Rx1 { frequency_hz: 499_900_000, dr: 1 });
    assert_eq!(plan(Cn470Plan::A26, 475_100_000), Rx1 { frequency_hz: 490_100_000, dr: 1 });
    assert_eq!(plan(Cn470Plan::B26, 480_300_000), Rx1 { frequency_hz: 500_100_000, dr: 1 });
}

#[test]
fn the_join_channel_of_cn470_decides_the_plan() {
    let join = |hz| cn470::join_channel(hz).map(|join| (join.index, join.rx1_hz, join.rx2_hz));
    assert_eq!(join(475_700_000), Some((3, 489_300_000, 490_100_000)));
    assert_eq!(join(507_300_000), Some((6, 494_100_000, 494_900_000)));
    assert_eq!(join(479_900_000), Some((8, 479_900_000, 478_300_000)));
    assert_eq!(join(478_300_000), Some((14, 492_500_000, 492_500_000)));
    assert_eq!(join(488_300_000), Some((19, 502_500_000, 502_500_000)));
    assert_eq!(join(470_500_000), None);
}

#[test]
fn defaults_are_those_of_the_regional_parameters() {
    let defaults = |region: Region| {
        let defaults = region.defaults(LAST);
        let timing = (defaults.rx1dr_offset, defaults.rx_delay_s, defaults.rx_delay_join_s);
        assert_eq!(timing, (0, 1, 5), "{region}");
        (defaults.rx2_freq_hz, defaults.rx2dr)
    };
    assert_eq!(defaults(Region::Cn470), (505_300_000, 0));
    assert_eq!(defaults(Region::Cn470Rp002(Cn470Plan::B20)), (498_300_000, 1));
    assert_eq!(defaults(Region::Eu433), (434_665_000, 0));
    assert_eq!(defaults(Region::Eu868), (869_525_000, 0));
    assert_eq!(defaults(Region::As923(As923Group::Group3)), (916_600_000, 2));
    assert_eq!(defaults(Region::Au915), (923_300_000, 8));
    assert_eq!(defaults(Region::Us902), (923_300_000, 8));
}

#[test]
fn every_default_is_usable_in_its_region() {
    for region in Region::ALL {
        let defaults = region.defaults(LAST);
        assert!(region.allows_frequency(defaults.rx2_freq_hz), "{region}");
        assert!(region.data_rate(defaults.rx2dr, Direction::Down).is_some(), "{region}");
        let limit = region.max_mac_payload(defaults.rx2dr, on(Direction::Down, false));
        assert!(limit.is_some(), "{region}");
    }
}

#[test]
fn every_lora_rate_carries_something_and_translates_back() {
    for region in Region::ALL {
        for direction in [Direction::Up, Direction::Down] {
            for (dr, rate) in region.data_rates(direction) {
                assert_eq!(region.dr_of(rate, direction), Some(dr), "{region} {rate}");
                if matches!(rate, DataRate::LoRa { .. }) {
                    let limit = region.max_mac_payload(dr, on(direction, false));
                    assert!(limit.is_some(), "{region} DR{dr} {direction:?}");
                }
            }
        }
    }
}

#[test]
fn the_same_modulation_has_another_number_in_the_other_direction() {
    let sf8 = DataRate::LoRa { spreading_factor: 8, bandwidth_hz: 500_000 };
    assert_eq!(Region::Us902.dr_of(sf8, Direction::Up), Some(4));
    assert_eq!(Region::Au915.dr_of(sf8, Direction::Up), Some(6));
    assert_eq!(Region::Us902.dr_of(sf8, Direction::Down), Some(12));
    assert_eq!(Region::Eu868.dr_of(sf8, Direction::Up), None);
    assert_eq!(sf8.to_string(), "SF8BW500");
}

#[test]
fn payload_limits_follow_dwell_direction_and_version() {
    let as923 = Region::As923(As923Group::Group1);
    let old = Conditions { version: LwVersion::V1_0_3, ..on(Direction::Up, false) };
    assert_eq!(as923.max_mac_payload(2, on(Direction::Up, true)), Some(19));
    assert_eq!(as923.max_mac_payload(1, on(Direction::Up, true)), None);
    assert_eq!(as923.max_mac_payload(2, on(Direction::Up, false)), Some(123));
    assert_eq!(as923.max_mac_payload(2, on(Direction::Down, false)), Some(59));
    assert_eq!(as923.max_mac_payload(2, old), Some(59));

    let eu868 = |dr| Region::Eu868.max_mac_payload(dr, on(Direction::Down, false));
    assert_eq!(eu868(0), Some(59));
    assert_eq!(eu868(5), Some(250));
    assert_eq!(eu868(8), None);
    assert_eq!(Region::Us902.max_mac_payload(0, on(Direction::Up, false)), Some(19));
    assert_eq!(Region::Us902.max_mac_payload(0, on(Direction::Down, false)), None);
    assert_eq!(Region::Us902.max_mac_payload(8, on(Direction::Down, false)), Some(61));
}

#[test]
fn join_accepts_carry_the_channels_a_device_needs() {
    let channels = |region: Region, version, hz| {
        let list = region.cf_list(version, &[], region.group_of(hz))?;
        Some(list.channels().collect::<Vec<u8>>())
    };
    let us = |hz| channels(Region::Us902, LAST, hz);
    assert_eq!(us(904_500_000), Some(vec![8, 9, 10, 11, 12, 13, 14, 15, 65]));
    assert_eq!(us(904_600_000), us(904_500_000));
    assert_eq!(channels(Region::Us902, LwVersion::V1_0_2, 904_500_000), None);
    let cn = channels(Region::Cn470, LwVersion::V1_0_3, 486_700_000);
    assert_eq!(cn, Some((80..88).collect()));
    let eu = Region::Eu868
        .cf_list(LwVersion::V1_0_2, Region::Eu868.common_extra_channels_hz(), None)
        .unwrap();
    assert_eq!(hex::encode(eu.to_wire_bytes()), "184f84e85684b85e84886684586e8400");
    assert!(matches!(eu, CfList::Frequencies(_)));
    assert_eq!(Region::Eu433.cf_list(LAST, &[], None), None);
    assert_eq!(Region::Us902.cf_list(LAST, &[], Some(8)), None);
}

#[test]
fn eu868_budgets_and_power_follow_the_sub_band() {
    let budget_s =
        |hz| Region::Eu868.sub_band(hz).map(|band| band.budget_us_per_hour() / 1_000_000);
    assert_eq!(budget_s(868_100_000), Some(36));
    assert_eq!(budget_s(867_900_000), Some(36));
    assert_eq!(budget_s(869_525_000), Some(360));
    assert_eq!(budget_s(868_800_000), Some(3));
    assert_eq!(budget_s(868_650_000), None);
    assert_eq!(Region::Eu868.downlink_eirp_dbm(868_100_000), 16);
    assert_eq!(Region::Eu868.downlink_eirp_dbm(869_525_000), 29);
    assert!(Region::Us902.sub_bands().is_empty());
}

#[test]
fn power_tables_end_where_the_version_says() {
    assert_eq!(Region::Eu868.max_tx_power_index(LAST), 7);
    assert_eq!(Region::Eu868.eirp_dbm_at(7), 2.0);
    assert_eq!(Region::Us902.max_tx_power_index(LwVersion::V1_0_2), 10);
    assert_eq!(Region::Us902.max_tx_power_index(LwVersion::V1_0_3), 14);
}

#[test]
fn frequencies_are_validated_against_the_band() {
    assert!(Region::Eu868.allows_frequency(869_525_000));
    assert!(!Region::Eu868.allows_frequency(869_525_050));
    assert!(!Region::Eu868.allows_frequency(923_300_000));
}

#[test]
fn demodulation_floors() {
    let floor = |spreading_factor| {
        DataRate::LoRa { spreading_factor, bandwidth_hz: 125_000 }.required_snr_db()
    };
    assert_eq!(floor(7), Some(-7.5));
    assert_eq!(floor(12), Some(-20.0));
    assert_eq!(DataRate::Fsk { bit_rate: 50_000 }.required_snr_db(), None);
}
