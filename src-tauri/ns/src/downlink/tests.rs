//! Where and when an uplink is answered.

use std::time::{Duration, Instant};

use lorawan::{DataUp, DevAddr, Eui64, Frame};
use model::radio::{GatewayUplink, Modulation, TransmitAt};
use model::record::{LorawanProfile, LwVersion, Session, Standard};
use serde_json::Value;

use super::{RxParams, Window, acknowledgement, is_owed, lw_version, region, windows};
use crate::fixture::{self, DEV_ADDR, key};
use crate::mac_answer::Answers;

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
        given.phy_len,
        start + Duration::from_millis(given.after_ms),
        |gateway| !deaf(gateway),
    )
    .into_iter()
    .map(|transmission| {
        let window = match transmission.window {
            Window::Rx1 => "RX1",
            Window::Rx2 => "RX2",
        };
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

/// Reference 9, number 9: RX2 is one second after RX1, whatever the delay.
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

/// Reference 9, number 9: a join-accept never takes the delays and rates of data.
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

/// Reference 9, number 11.
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
    // Reference 9, number 30: only gateways with a downlink path.
    assert_eq!(gateways(vec![3, 2, 1]), ["RX1 gw4", "RX2 gw4"]);
    assert!(gateways(vec![1, 2, 3, 4]).is_empty());
    check(&Given { copies: vec![], ..given() }, &[]);
}

/// Reference 9, number 13: US, AU and CN answer on another channel.
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

/// Reference 9, numbers 13, 33 and 34.
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
        // A downlink dwell limit is known only after TxParamSetupAns, which is not handled yet.
        if row["downlink_dwell"] == true {
            continue;
        }
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
        let lines = plan(&Given {
            profile,
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

fn uplink(confirmed: bool, adr_ack_req: bool) -> Vec<u8> {
    let up = DataUp { dev_addr: DEV_ADDR, confirmed, adr_ack_req, f_cnt: 1, ..DataUp::default() };
    up.build(&key(1), &key(2)).unwrap()
}

fn data(phy: &[u8]) -> lorawan::DataFrame<'_> {
    match lorawan::parse(phy) {
        Ok(Frame::Data(frame)) => frame,
        other => panic!("no data frame: {other:?}"),
    }
}

/// Reference 9, number 22: only an uplink that asks for it is acknowledged.
#[test]
fn a_downlink_is_owed_to_confirmed_frames_and_to_devices_that_ask() {
    let none = Answers::default();
    let link_check = Answers { f_opts: vec![2, 10, 1], owes_downlink: false };
    let sticky = Answers { f_opts: vec![], owes_downlink: true };
    for (confirmed, adr_ack_req, answers, expected) in [
        (false, false, &none, false),
        (true, false, &none, true),
        (false, true, &none, true),
        (false, false, &link_check, true),
        (false, false, &sticky, true),
    ] {
        assert_eq!(is_owed(&data(&uplink(confirmed, adr_ack_req)), answers), expected);
    }
}

/// Vector D03, with its keys.
#[test]
fn an_acknowledgement_is_a_frame_without_port() {
    let mut session = Session {
        dev_addr: DevAddr::from_be_bytes([0x02, 0xa1, 0xb2, 0xc3]),
        nwk_s_key: "6704d140d92614a2f41402c603d0ed9f".parse().unwrap(),
        next_f_cnt_down: 8,
        ..fixture::session(None)
    };
    let built = acknowledgement(&mut session, &data(&uplink(true, false)), &Answers::default());
    assert_eq!(hex::encode(&built.unwrap().phy), "60c3b2a10220080050c358c2");
}

/// Reference 9, numbers 7 and 8: each answer, also to a repeat, has its own counter.
#[test]
fn a_downlink_counter_is_used_once() {
    let mut session = Session { next_f_cnt_down: 0xFFFF, ..fixture::session(None) };
    let uplink = uplink(true, false);
    let frame = data(&uplink);
    let answers = Answers { f_opts: vec![2, 10, 1], owes_downlink: false };
    for (expected, wire) in [(0xFFFF, 0xFFFF), (0x1_0000, 0)] {
        let built = acknowledgement(&mut session, &frame, &answers).unwrap();
        let down = data(&built.phy);
        assert_eq!((built.f_cnt, down.f_cnt), (expected, wire));
        assert!(down.mic_is_valid(&session.nwk_s_key, built.f_cnt));
        assert!(down.f_ctrl.ack && down.f_opts == [2, 10, 1] && down.f_port.is_none());
    }
    assert_eq!(session.next_f_cnt_down, 0x1_0001);
    session.next_f_cnt_down = u32::MAX;
    assert!(acknowledgement(&mut session, &frame, &answers).is_err());
    assert_eq!(session.next_f_cnt_down, u32::MAX);
}

#[test]
fn an_unconfirmed_frame_is_answered_without_acknowledgement() {
    let mut session = fixture::session(None);
    let built =
        acknowledgement(&mut session, &data(&uplink(false, true)), &Answers::default()).unwrap();
    assert!(!data(&built.phy).f_ctrl.ack);
}
