//! Which join-requests are granted, and what the device and the network agree on then.

use lorawan::cflist::CfList;
use lorawan::{AesKey, DevAddr, Eui64, Frame, JoinAccept, JoinRequest, NetId, SessionKey};
use model::Timestamp;
use model::record::{JoinMode, LorawanProfile, LwVersion, Standard};
use serde_json::Value;

use super::{Attempt, Fresh, JoinAnswer, NonceHistory, answer, unknown_device};
use crate::fixture::{self, DEV_EUI, JOIN_EUI};
use crate::mac::Policy;
use crate::refusal::{Refusal, reversed};

const VECTORS: &str = include_str!("../../../lorawan/tests/data/lorawan-vectors.json");
const EU868_HZ: u32 = 868_100_000;

/// What is known before the request comes, and the request's own numbers.
struct Given {
    profile: LorawanProfile,
    used: Vec<u16>,
    last: Option<u16>,
    dev_nonce: u16,
    join_nonce: u32,
    frequency_hz: u32,
    policy: Policy<'static>,
}

fn given(profile: LorawanProfile) -> Given {
    Given {
        profile,
        used: Vec::new(),
        last: None,
        dev_nonce: 7,
        join_nonce: 1,
        frequency_hz: EU868_HZ,
        policy: Policy::default(),
    }
}

fn otaa() -> LorawanProfile {
    fixture::otaa_profile()
}

fn app_key() -> AesKey {
    otaa().app_key.unwrap()
}

fn request(phy: &[u8]) -> JoinRequest<'_> {
    match lorawan::parse(phy) {
        Ok(Frame::JoinRequest(request)) => request,
        other => panic!("no join-request: {other:?}"),
    }
}

fn ask(given: &Given, signed_with: &AesKey) -> Result<JoinAnswer, Refusal> {
    let phy = lorawan::join::request(JOIN_EUI, DEV_EUI, given.dev_nonce, signed_with);
    let attempt = Attempt {
        request: request(&phy),
        frequency_hz: given.frequency_hz,
        at: Timestamp::from_millis(5),
    };
    let nonces = NonceHistory { used: &given.used, last: given.last };
    let fresh = Fresh {
        join_nonce: given.join_nonce,
        dev_addr: DevAddr::from_be_bytes([2, 0, 0, 9]),
        net_id: NetId::from_be_bytes([0, 0, 1]),
    };
    answer(&attempt, &given.profile, &nonces, &fresh, given.policy)
}

#[track_caller]
fn check(given: &Given, expected: &str) {
    let code = ask(given, &app_key()).map_or_else(|refusal| refusal.code(), |_| "granted");
    assert_eq!(code, expected);
}

/// What the device reads from the join-accept.
fn granted(given: &Given) -> JoinAccept {
    let answer = ask(given, &app_key()).unwrap();
    match lorawan::parse(&answer.phy) {
        Ok(Frame::JoinAccept(accept)) => accept.decrypt(&app_key()).unwrap(),
        other => panic!("no join-accept: {other:?}"),
    }
}

#[test]
fn device_and_network_agree_on_keys_and_windows() {
    let profile = LorawanProfile { rx1dr_offset: 2, rx2dr: 3, rx_delay: 5, ..otaa() };
    let given = given(profile);
    let accept = granted(&given);
    assert_eq!((accept.rx1dr_offset, accept.rx2dr, accept.rx_delay), (2, 3, 5));
    let session = ask(&given, &app_key()).unwrap().session;
    assert_eq!((session.rx1dr_offset, session.rx2dr, session.rx_delay), (2, 3, 5));
    assert_eq!((session.last_f_cnt_up, session.next_f_cnt_down), (None, 0));
    assert_eq!((session.dev_addr, session.dev_nonce), (accept.dev_addr, Some(7)));
    let (nwk_s_key, app_s_key) =
        lorawan::join::derive_session_keys(&app_key(), accept.join_nonce, accept.net_id, 7);
    assert!(session.nwk_s_key == nwk_s_key && session.app_s_key == app_s_key);
    // The first uplink of the device is accepted by the session that is still pending.
    let up = lorawan::DataUp { dev_addr: accept.dev_addr, f_cnt: 1, ..lorawan::DataUp::default() };
    let phy = up.build(&nwk_s_key, &app_s_key).unwrap();
    let Ok(Frame::Data(frame)) = lorawan::parse(&phy) else { panic!("no data frame") };
    let prepared = SessionKey::new(&session.nwk_s_key);
    let candidate =
        crate::uplink::Candidate::new(&session, &prepared, &given.profile, None).pending();
    let verdict = crate::uplink::accept(&frame, &[candidate]);
    assert!(matches!(verdict, crate::uplink::Verdict::Accepted { f_cnt: 1, .. }), "{verdict:?}");
}

/// Learnt from others' bugs: a delay of zero is one second, and the join-accept says so.
#[test]
fn the_delay_of_the_profile_is_in_the_join_accept() {
    assert_eq!(granted(&given(LorawanProfile { rx_delay: 0, ..otaa() })).rx_delay, 1);
    assert_eq!(granted(&given(LorawanProfile { rx_delay: 15, ..otaa() })).rx_delay, 15);
}

#[test]
fn every_join_vector_without_settings_of_its_own_is_met() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let accept = vectors["phy_vectors"]
        .as_array()
        .unwrap()
        .iter()
        .find(|vector| vector["id"] == "J02")
        .unwrap();
    // No CFList in this vector: US902 before 1.0.3 has none.
    let profile = LorawanProfile { standard: Standard::Us902, ..otaa() };
    let phy = lorawan::join::request(JOIN_EUI, DEV_EUI, 49_374, &app_key());
    let attempt =
        Attempt { request: request(&phy), frequency_hz: 902_300_000, at: Timestamp::default() };
    let fresh = Fresh {
        join_nonce: 658_188,
        dev_addr: "02a1b2c3".parse().unwrap(),
        net_id: "000001".parse().unwrap(),
    };
    let answer =
        answer(&attempt, &profile, &NonceHistory::default(), &fresh, Policy::default()).unwrap();
    assert_eq!(hex::encode(answer.phy), accept["phy"].as_str().unwrap());
    assert_eq!(answer.session.nwk_s_key.expose_hex(), "6704d140d92614a2f41402c603d0ed9f");
    assert_eq!(answer.session.app_s_key.expose_hex(), "7e4d1b434cc5ebfcef60c14e631b7ba9");
}

/// Learnt from others' bugs: nonces that grow, repeat or must be forgotten, by version.
#[test]
fn a_nonce_is_used_once_and_in_1_0_4_only_upwards() {
    let with = |lw_ver, used: &[u16], last| Given {
        used: used.to_vec(),
        last,
        ..given(LorawanProfile { lw_ver, ..otaa() })
    };
    for lw_ver in [LwVersion::V1_0_2, LwVersion::V1_0_3] {
        check(&with(lw_ver, &[], None), "granted");
        check(&with(lw_ver, &[9, 6], Some(9)), "granted");
        check(&with(lw_ver, &[9, 7], Some(9)), "dev_nonce_reused");
    }
    check(&with(LwVersion::V1_0_4, &[], None), "granted");
    check(&with(LwVersion::V1_0_4, &[], Some(6)), "granted");
    check(&with(LwVersion::V1_0_4, &[7], None), "granted");
    check(&with(LwVersion::V1_0_4, &[], Some(7)), "dev_nonce_reused");
    check(&with(LwVersion::V1_0_4, &[], Some(8)), "dev_nonce_reused");
    check(&Given { dev_nonce: 0, ..with(LwVersion::V1_0_4, &[], None) }, "granted");
    check(&Given { dev_nonce: 0, ..with(LwVersion::V1_0_4, &[], Some(0)) }, "dev_nonce_reused");
}

#[test]
fn the_mic_is_checked_before_anything_else() {
    let all_wrong = Given {
        used: vec![7],
        join_nonce: u32::MAX,
        ..given(LorawanProfile { enable: false, join_mode: JoinMode::Abp, ..otaa() })
    };
    let refusal = ask(&all_wrong, &fixture::key(9)).unwrap_err();
    assert_eq!(refusal.code(), "join_mic_failed");
    check(&all_wrong, "profile_disabled");
}

#[test]
fn a_profile_that_cannot_join_says_why() {
    check(&given(fixture::abp_profile()), "wrong_join_mode");
    check(&given(LorawanProfile { join_mode: JoinMode::Abp, ..otaa() }), "wrong_join_mode");
    check(&given(LorawanProfile { app_key: None, ..otaa() }), "profile_incomplete");
    check(&given(LorawanProfile { rx2dr: 16, ..otaa() }), "profile_incomplete");
    check(&Given { join_nonce: 0x0100_0000, ..given(otaa()) }, "join_nonce_exhausted");
    check(&Given { join_nonce: 0x00FF_FFFF, ..given(otaa()) }, "granted");
}

#[test]
fn a_wrong_key_is_explained() {
    let mut turned = *app_key().expose();
    turned.reverse();
    let other = Eui64::from_be_bytes([9; 8]);
    for (join_eui, signed_with, expected) in [
        (None, AesKey::new(turned), "fits with its bytes reversed"),
        (Some(reversed(JOIN_EUI)), fixture::key(9), "1807f6e5d4c3b2a1, the same with its bytes"),
        (Some(other), fixture::key(9), "expects the JoinEUI 0909090909090909"),
        (None, fixture::key(9), "a1b2c3d4e5f60718"),
    ] {
        let given = given(LorawanProfile { join_eui, ..otaa() });
        let text = ask(&given, &signed_with).unwrap_err().to_string();
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn another_join_eui_is_reported_and_does_not_stop_a_device_with_the_right_key() {
    let other = Eui64::from_be_bytes([9; 8]);
    for (join_eui, expected) in [(None, None), (Some(JOIN_EUI), None), (Some(other), Some(other))] {
        let answer = ask(&given(LorawanProfile { join_eui, ..otaa() }), &app_key()).unwrap();
        assert_eq!(answer.expected_join_eui, expected);
    }
}

#[test]
fn an_unknown_device_is_compared_with_the_usual_mix_ups() {
    let phy = lorawan::join::request(JOIN_EUI, DEV_EUI, 1, &app_key());
    for (known, expected) in [
        (None, "(JoinEUI a1b2c3d4e5f60718)."),
        (Some(reversed(DEV_EUI)), "The profile 78695a4b3c2d1e0f has the same EUI"),
        (Some(JOIN_EUI), "swapped"),
    ] {
        let refusal = unknown_device(&request(&phy), |eui| Some(eui) == known);
        assert_eq!(refusal.code(), "unknown_dev_eui");
        assert!(refusal.to_string().contains(expected), "{refusal}");
    }
}

/// Learnt from others' bugs: a channel list that a device cannot take.
#[test]
fn the_channel_list_follows_band_version_and_what_the_instance_wants() {
    let list = |standard, lw_ver, frequency_hz, policy: Policy<'static>| {
        let profile = LorawanProfile { standard, lw_ver, ..otaa() };
        let asked = Given { frequency_hz, policy, ..given(profile) };
        let accept = granted(&asked);
        let enabled = ask(&asked, &app_key()).unwrap().mac.enabled.to_string();
        let list = |list: CfList| hex::encode(list.to_wire_bytes());
        (accept.cf_list.map_or_else(String::new, list), enabled)
    };
    use LwVersion::{V1_0_2, V1_0_3, V1_0_4};
    let any = Policy::default();
    let third = Policy { group: Some(2), ..any };
    let common = lorawan::region::Region::Eu868.common_extra_channels_hz();
    let eu868 = Policy { extra_hz: common, ..any };
    for (standard, lw_ver, frequency_hz, policy, expected, enabled) in [
        (Standard::Eu868, V1_0_2, EU868_HZ, any, "", "0-2"),
        (Standard::Eu868, V1_0_2, EU868_HZ, eu868, "184f84e85684b85e84886684586e8400", "0-7"),
        (Standard::Us902, V1_0_2, 903_900_000, third, "", "0-71"),
        (Standard::Us902, V1_0_3, 903_900_000, any, "00ff0000000000000200000000000001", "8-15, 65"),
        (Standard::Us902, V1_0_4, 904_600_000, any, "00ff0000000000000200000000000001", "8-15, 65"),
        (
            Standard::Us902,
            V1_0_4,
            904_600_000,
            third,
            "0000ff00000000000400000000000001",
            "16-23, 66",
        ),
        (Standard::Au915, V1_0_2, 916_800_000, any, "", "0-71"),
        (Standard::Au915, V1_0_3, 916_800_000, any, "00ff0000000000000200000000000001", "8-15, 65"),
        (Standard::Cn470, V1_0_2, 486_300_000, any, "", "0-95"),
        (Standard::Cn470, V1_0_3, 486_300_000, any, "00000000000000000000ff0000000001", "80-87"),
        (Standard::Cn470, V1_0_3, 486_300_000, third, "0000ff00000000000000000000000001", "16-23"),
    ] {
        let found = list(standard, lw_ver, frequency_hz, policy);
        assert_eq!(found, (expected.to_owned(), enabled.to_owned()), "{standard} {lw_ver}");
    }
}

/// A join-accept has no place for the frequency of the second window.
#[test]
fn the_second_window_starts_on_the_frequency_of_the_band() {
    let profile = LorawanProfile { rx2_freq: 869_600_000, rx2dr: 3, ..otaa() };
    let session = ask(&given(profile), &app_key()).unwrap().session;
    assert_eq!((session.rx2_freq, session.rx2dr), (869_525_000, 3));
}
