//! Where and when an uplink is answered.

use std::time::{Duration, Instant};

use lorawan::Eui64;
use model::radio::{GatewayUplink, Modulation, TransmitAt};
use model::record::{LorawanProfile, LwVersion, Standard};
use serde_json::Value;

use super::{
    Link, RxParams, Window, at_once, best_gateways, longest_phy, lw_version, region, windows,
};
use crate::fixture;

const VECTORS: &str = include_str!("../../../lorawan/tests/data/lorawan-vectors.json");

/// Length of an acknowledgement.
const ACK_LEN: usize = 12;

/// One uplink to answer: defaults are EU868, SF7 on 868.1 MHz, one gateway at tmst 0.
struct Given {
    profile: LorawanProfile,
    params: Option<RxParams>,
    copies: Vec<(u8, f32, f32)>,
    tmst: u32,
    /// Arrival of each further copy after the one before, in ms.
    late_ms: u64,
    frequency_hz: u32,
    modulation: Modulation,
    phy_len: usize,
    /// Time since the first arrival.
    after_ms: u64,
    deaf: Vec<u8>,
}

fn lora(spreading_factor: u8, bandwidth_khz: u32) -> Modulation {
    Modulation::LoRa { spreading_factor, bandwidth_hz: bandwidth_khz * 1_000 }
}

fn given() -> Given {
    Given {
        profile: fixture::abp_profile(),
        params: None,
        copies: vec![(1, 5.0, -80.0)],
        tmst: 0,
        late_ms: 0,
        frequency_hz: 868_100_000,
        modulation: lora(7, 125),
        phy_len: ACK_LEN,
        after_ms: 200,
        deaf: Vec::new(),
    }
}

fn on(standard: Standard, frequency_hz: u32, modulation: Modulation) -> Given {
    let profile = LorawanProfile { standard, ..fixture::abp_profile() };
    let defaults = region(&profile).defaults(lw_version(profile.lw_ver));
    let profile =
        LorawanProfile { rx2dr: defaults.rx2dr, rx2_freq: defaults.rx2_freq_hz, ..profile };
    Given { profile, frequency_hz, modulation, ..given() }
}

/// One line a transmission: window, gateway, counter in ms, MHz, data rate, power.
fn plan(given: &Given) -> Vec<String> {
    let start = Instant::now();
    let mut arrived = start;
    let mut copies = Vec::new();
    for (gateway, snr_db, rssi_dbm) in &given.copies {
        copies.push(GatewayUplink {
            tmst: given.tmst,
            arrived,
            frequency_hz: given.frequency_hz,
            modulation: given.modulation,
            rssi_dbm: Some(*rssi_dbm),
            ..fixture::heard(*gateway, *snr_db, &[])
        });
        arrived += Duration::from_millis(given.late_ms);
    }
    let session = crate::session::abp(&given.profile, model::Timestamp::default()).unwrap();
    let params = given.params.unwrap_or_else(|| RxParams::of_session(&session));
    let deaf = |eui: Eui64| given.deaf.contains(&eui.to_be_bytes()[7]);
    windows(
        &given.profile,
        params,
        &copies,
        start + Duration::from_millis(given.after_ms),
        |gateway| !deaf(gateway),
    )
    .into_iter()
    .filter(|transmission| given.phy_len <= transmission.max_phy_len)
    .map(|transmission| {
        let window = transmission.window.as_str();
        let TransmitAt::Counter(tmst) = transmission.at else { panic!("class A has a counter") };
        let gateway = transmission.gateway.to_be_bytes()[7];
        let (mhz, rate) = (f64::from(transmission.frequency_hz) / 1e6, transmission.modulation);
        format!("{window} gw{gateway} {tmst} {mhz} {rate} {} dBm", transmission.power_dbm)
    })
    .collect()
}

#[track_caller]
fn check(given: &Given, expected: &[&str]) {
    assert_eq!(plan(given), expected);
}

/// Learnt from others' bugs: RX2 is one second after RX1, whatever the delay.
#[test]
fn rx1_comes_first_and_rx2_a_second_later() {
    check(
        &given(),
        &["RX1 gw1 1000000 868.1 SF7BW125 16 dBm", "RX2 gw1 2000000 869.525 SF12BW125 29 dBm"],
    );
    let profile =
        LorawanProfile { rx_delay: 5, rx1dr_offset: 2, rx2dr: 3, ..fixture::abp_profile() };
    check(
        &Given { profile, ..given() },
        &["RX1 gw1 5000000 868.1 SF9BW125 16 dBm", "RX2 gw1 6000000 869.525 SF9BW125 29 dBm"],
    );
}

/// Learnt from others' bugs: a join-accept never takes the delays and rates of data.
#[test]
fn a_join_accept_goes_out_five_and_six_seconds_later_at_the_defaults_of_the_band() {
    let profile = LorawanProfile {
        rx_delay: 1,
        rx1dr_offset: 2,
        rx2dr: 3,
        rx2_freq: 868_300_000,
        ..fixture::abp_profile()
    };
    let params = Some(RxParams::of_join(&profile));
    check(
        &Given { profile, params, phy_len: 33, ..given() },
        &["RX1 gw1 5000000 868.1 SF7BW125 16 dBm", "RX2 gw1 6000000 869.525 SF12BW125 29 dBm"],
    );
}

/// Learnt from others' bugs: downlinks 71 minutes off after the wrap of the counter.
#[test]
fn the_microsecond_counter_wraps() {
    check(
        &Given { tmst: u32::MAX - 499_999, ..given() },
        &["RX1 gw1 500000 868.1 SF7BW125 16 dBm", "RX2 gw1 1500000 869.525 SF12BW125 29 dBm"],
    );
}

#[test]
fn a_window_that_is_too_near_is_left_out() {
    let rx2 = "RX2 gw1 2000000 869.525 SF12BW125 29 dBm";
    assert_eq!(plan(&Given { after_ms: 850, ..given() }).len(), 2);
    check(&Given { after_ms: 851, ..given() }, &[rx2]);
    check(&Given { after_ms: 1_850, ..given() }, &[rx2]);
    check(&Given { after_ms: 1_851, ..given() }, &[]);
}

#[test]
fn a_gateway_with_a_slow_way_needs_the_frame_earlier() {
    let slow = Given { copies: vec![(1, 5.0, -80.0), (2, 9.0, -80.0)], late_ms: 180, ..given() };
    let first = |after_ms| plan(&Given { after_ms, ..slow_copy(&slow) }).first().cloned().unwrap();
    assert!(first(670).starts_with("RX1 gw2"));
    assert!(first(671).starts_with("RX2 gw2"));
}

fn slow_copy(given: &Given) -> Given {
    Given { copies: given.copies.clone(), late_ms: given.late_ms, ..self::given() }
}

#[test]
fn the_gateway_with_the_best_link_transmits_and_others_stand_by() {
    let copies = vec![(1, 5.0, -80.0), (2, 17.0, -70.0), (3, 16.0, -50.0), (4, -3.0, -110.0)];
    let gateways = |deaf: Vec<u8>| -> Vec<String> {
        plan(&Given { copies: copies.clone(), deaf, ..given() })
            .iter()
            .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect()
    };
    assert_eq!(
        gateways(vec![]),
        ["RX1 gw3", "RX2 gw3", "RX1 gw2", "RX2 gw2", "RX1 gw1", "RX2 gw1"]
    );
    // Learnt from others' bugs: only gateways with a downlink path.
    assert_eq!(gateways(vec![3, 2, 1]), ["RX1 gw4", "RX2 gw4"]);
    assert!(gateways(vec![1, 2, 3, 4]).is_empty());
    check(&Given { copies: vec![], ..given() }, &[]);
}

/// Learnt from others' bugs: US, AU and CN answer on another channel.
#[test]
fn fixed_plans_answer_on_their_downlink_channels() {
    check(
        &on(Standard::Us902, 903_900_000, lora(7, 125)),
        &["RX1 gw1 1000000 923.3 SF7BW500 28 dBm", "RX2 gw1 2000000 923.3 SF12BW500 28 dBm"],
    );
    check(
        &on(Standard::Au915, 917_400_000, lora(10, 125)),
        &["RX1 gw1 1000000 925.1 SF10BW500 28 dBm", "RX2 gw1 2000000 923.3 SF12BW500 28 dBm"],
    );
    check(
        &on(Standard::Cn470, 487_700_000, lora(8, 125)),
        &["RX1 gw1 1000000 508.1 SF8BW125 19 dBm", "RX2 gw1 2000000 505.3 SF12BW125 19 dBm"],
    );
}

/// Learnt from others' bugs: a first window computed for what cannot have one.
#[test]
fn an_unknown_channel_or_data_rate_is_answered_in_rx2() {
    for unknown in [
        on(Standard::Us902, 902_400_000, lora(7, 125)),
        on(Standard::Us902, 868_100_000, lora(7, 125)),
        on(Standard::Us902, 902_300_000, lora(12, 125)),
    ] {
        check(&unknown, &["RX2 gw1 2000000 923.3 SF12BW500 28 dBm"]);
    }
    let outside = LorawanProfile { rx2_freq: 0, ..fixture::abp_profile() };
    check(&Given { profile: outside, ..given() }, &["RX1 gw1 1000000 868.1 SF7BW125 16 dBm"]);
    let no_such_rate = LorawanProfile { rx2dr: 8, ..fixture::abp_profile() };
    check(&Given { profile: no_such_rate, ..given() }, &["RX1 gw1 1000000 868.1 SF7BW125 16 dBm"]);
}

#[test]
fn a_frame_too_long_for_a_window_uses_the_other() {
    let windows = |phy_len, given: Given| -> Vec<String> {
        plan(&Given { phy_len, ..given })
            .iter()
            .map(|line| line.split(' ').take(1).collect())
            .collect()
    };
    assert_eq!(windows(64, given()), ["RX1", "RX2"]);
    assert_eq!(windows(65, given()), ["RX1"]);
    assert_eq!(windows(65, Given { modulation: lora(12, 125), ..given() }), Vec::<String>::new());
    let as923 = |factor| on(Standard::As923, 923_200_000, lora(factor, 125));
    assert_eq!(windows(24, as923(10)), ["RX1", "RX2"]);
    assert_eq!(windows(25, as923(10)), Vec::<String>::new());
    assert_eq!(windows(25, as923(12)), ["RX1"]);
}

#[test]
fn fsk_is_answered_with_fsk() {
    check(
        &Given {
            modulation: Modulation::Fsk { bit_rate: 50_000 },
            frequency_hz: 868_800_000,
            ..given()
        },
        &["RX1 gw1 1000000 868.8 50000 16 dBm", "RX2 gw1 2000000 869.525 SF12BW125 29 dBm"],
    );
}

#[test]
fn every_rx1_vector_is_met() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let mut checked = 0;
    for row in vectors["rx1"].as_array().unwrap() {
        let Some(standard) = row["region"].as_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let number = |name: &str| u32::try_from(row[name].as_u64().unwrap()).unwrap();
        let profile = LorawanProfile {
            standard,
            lw_ver: LwVersion::V1_0_4,
            rx1dr_offset: u8::try_from(number("rx1_dr_offset")).unwrap(),
            ..fixture::abp_profile()
        };
        let dr = u8::try_from(number("uplink_dr")).unwrap();
        let rate = region(&profile).data_rate(dr, lorawan::Direction::Up).unwrap();
        let expected_rate = region(&profile)
            .data_rate(u8::try_from(number("rx1_dr")).unwrap(), lorawan::Direction::Down)
            .unwrap();
        let session = crate::session::abp(&profile, model::Timestamp::default()).unwrap();
        let downlink_dwell = row["downlink_dwell"].as_bool();
        let params = RxParams { downlink_dwell, ..RxParams::of_session(&session) };
        let lines = plan(&Given {
            profile,
            params: Some(params),
            frequency_hz: number("uplink_freq_hz"),
            modulation: super::modulation(rate),
            ..given()
        });
        let mhz = f64::from(number("rx1_freq_hz")) / 1e6;
        let expected = format!("RX1 gw1 1000000 {mhz} {expected_rate} ");
        assert!(lines[0].starts_with(&expected), "{row}: {lines:?}");
        checked += 1;
    }
    assert!(checked > 25, "{checked}");
}

/// Learnt from others' bugs: long downlinks only once the device has said that it takes them.
#[test]
fn the_length_of_a_downlink_in_as923_follows_what_the_device_accepted() {
    let profile = LorawanProfile {
        standard: Standard::As923,
        rx2dr: 2,
        rx2_freq: 923_200_000,
        ..fixture::abp_profile()
    };
    let session = crate::session::abp(&profile, model::Timestamp::default()).unwrap();
    let copy = GatewayUplink {
        frequency_hz: 923_400_000,
        modulation: Modulation::LoRa { spreading_factor: 10, bandwidth_hz: 125_000 },
        ..fixture::heard(1, 5.0, &[])
    };
    let longest = |downlink_dwell| {
        let params = RxParams { downlink_dwell, ..RxParams::of_session(&session) };
        longest_phy(&profile, params, &copy) - 13
    };
    assert_eq!([None, Some(true), Some(false)].map(longest), [11, 11, 51]);
}

#[test]
fn a_moved_first_window_is_on_its_own_frequency() {
    let profile = fixture::abp_profile();
    let session = fixture::session(None);
    let moved = crate::mac::DownlinkChannel { channel: 1, frequency_hz: 869_525_000 };
    let mut mac = crate::mac::MacState::fresh(region(&profile), None);
    mac.downlink_channels.push(moved);
    let rx1 = |hz| RxParams::agreed(&session, &mac, &profile, hz).rx1_freq;
    assert_eq!([868_100_000, 868_300_000].map(rx1), [None, Some(869_525_000)]);
}

#[test]
fn as923_groups_have_their_own_rx2() {
    for (group, expected) in
        [(1, 923_200_000), (2, 921_400_000), (3, 916_600_000), (4, 917_300_000)]
    {
        let profile = LorawanProfile {
            standard: Standard::As923,
            as923_group: group,
            ..fixture::abp_profile()
        };
        assert_eq!(RxParams::of_join(&profile).rx2_freq, expected);
    }
}

#[test]
fn the_longest_frame_is_that_of_the_faster_window() {
    let longest = |rx2dr, factor| {
        let profile = LorawanProfile { rx2dr, ..fixture::abp_profile() };
        let session = crate::session::abp(&profile, model::Timestamp::default()).unwrap();
        let copy = GatewayUplink { modulation: lora(factor, 125), ..fixture::heard(1, 5.0, &[]) };
        longest_phy(&profile, RxParams::of_session(&session), &copy)
    };
    assert_eq!([longest(0, 7), longest(0, 12), longest(3, 12)], [255, 64, 128]);
}

#[test]
fn a_class_c_device_is_reached_at_once_on_its_second_window() {
    let profile = LorawanProfile { rx2dr: 3, ..fixture::abp_profile() };
    let session = crate::session::abp(&profile, model::Timestamp::default()).unwrap();
    let params = RxParams::of_session(&session);
    let gateway = Eui64::from_be_bytes([9; 8]);
    let now = Instant::now();
    let sent = at_once(&profile, params, gateway, now).unwrap();
    assert_eq!((sent.window, sent.gateway), (Window::ClassC, gateway));
    assert_eq!((sent.at, sent.frequency_hz), (TransmitAt::Immediately, 869_525_000));
    assert_eq!((sent.modulation, sent.max_phy_len), (lora(9, 125), 128));
    assert_eq!(at_once(&profile, RxParams { rx2_freq: 0, ..params }, gateway, now), None);
}

#[test]
fn the_gateways_of_the_last_uplinks_are_tried_by_their_best_link() {
    let link = |number: u8, snr_db: f32, rssi_dbm: f32| Link {
        gateway: Eui64::from_be_bytes([number; 8]),
        snr_db: Some(snr_db),
        rssi_dbm: Some(rssi_dbm),
    };
    let links = [
        link(1, -9.0, -90.0),
        link(2, 20.0, -70.0),
        link(3, 16.0, -50.0),
        link(1, 5.0, -80.0),
        link(4, -3.0, -110.0),
    ];
    assert_eq!(best_gateways(&links), [3, 2, 1].map(|number| Eui64::from_be_bytes([number; 8])));
    assert!(best_gateways(&[]).is_empty());
}
