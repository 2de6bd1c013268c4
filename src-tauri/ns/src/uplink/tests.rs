//! Which session a frame belongs to, and what it is to that session.

use lorawan::{DataUp, Direction, Frame, SessionKey};
use model::record::{JoinMode, LorawanProfile, LwVersion, Session};
use serde_json::Value;

use super::{Candidate, Received, Verdict, accept, read};
use crate::fixture::{self, DEV_ADDR, key};

const VECTORS: &str = include_str!("../../../lorawan/tests/data/lorawan-vectors.json");

/// What is known of the device before the frame comes.
struct Given {
    last: Option<u32>,
    profile: LorawanProfile,
    pending: bool,
    /// Frame whose MIC is remembered as the last one.
    last_frame: Option<Vec<u8>>,
}

fn abp(last: Option<u32>) -> Given {
    Given { last, profile: fixture::abp_profile(), pending: false, last_frame: None }
}

fn otaa(last: Option<u32>) -> Given {
    let profile = LorawanProfile { join_mode: JoinMode::Otaa, ..fixture::abp_profile() };
    Given { profile, ..abp(last) }
}

fn resetting(last: Option<u32>) -> Given {
    let profile = LorawanProfile { resets_f_cnt: true, ..fixture::abp_profile() };
    Given { profile, ..abp(last) }
}

fn frame(f_cnt: u32) -> Vec<u8> {
    signed(&DataUp { f_cnt, ..up() }, 1)
}

fn up() -> DataUp<'static> {
    DataUp { dev_addr: DEV_ADDR, f_port: Some(2), payload: &[1, 2, 3], ..DataUp::default() }
}

fn signed(frame: &DataUp<'_>, nwk_s_key: u8) -> Vec<u8> {
    frame.build(&key(nwk_s_key), &key(2)).unwrap()
}

fn data(phy: &[u8]) -> lorawan::DataFrame<'_> {
    match lorawan::parse(phy) {
        Ok(Frame::Data(frame)) => frame,
        other => panic!("no data frame: {other:?}"),
    }
}

/// One line for a verdict.
fn line(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Accepted { index, f_cnt, kind, gap_warning } => {
            let gap = if *gap_warning { " gap" } else { "" };
            format!("{kind:?} session={index} f_cnt={f_cnt:#x}{gap}")
        }
        Verdict::Refused(refusal) => refusal.code().to_owned(),
    }
}

#[track_caller]
fn check(given: &Given, phy: &[u8], expected: &str) {
    let session = fixture::session(given.last);
    let prepared = SessionKey::new(&session.nwk_s_key);
    let last_mic = given.last_frame.as_deref().map(|phy| data(phy).mic);
    let candidate = Candidate {
        pending: given.pending,
        ..Candidate::new(&session, &prepared, &given.profile, last_mic)
    };
    assert_eq!(line(&accept(&data(phy), &[candidate])), expected);
}

#[test]
fn a_genuine_frame_moves_the_counter_on() {
    check(&abp(None), &frame(0), "New session=0 f_cnt=0x0");
    check(&abp(None), &frame(1), "New session=0 f_cnt=0x1");
    check(&abp(Some(4)), &frame(5), "New session=0 f_cnt=0x5");
}

/// Learnt from others' bugs: decoding that fails after 65,535 uplinks.
#[test]
fn the_counter_continues_over_16_bits() {
    check(&otaa(Some(0xFFFF)), &frame(0x1_0000), "New session=0 f_cnt=0x10000");
    check(&otaa(Some(0x1_FFFE)), &frame(0x2_0003), "New session=0 f_cnt=0x20003");
    check(&otaa(Some(0)), &frame(0x1_0000), "mic_failed");
}

/// Learnt from others' bugs: no counter is too far ahead while the MIC proves it.
#[test]
fn a_large_gap_is_accepted_with_a_warning_before_1_0_4() {
    check(&abp(Some(1)), &frame(16_385), "New session=0 f_cnt=0x4001");
    check(&abp(Some(1)), &frame(16_386), "New session=0 f_cnt=0x4002 gap");
    let profile = LorawanProfile { lw_ver: LwVersion::V1_0_4, ..fixture::abp_profile() };
    check(&Given { profile, ..abp(Some(1)) }, &frame(16_386), "New session=0 f_cnt=0x4002");
}

/// Learnt from others' bugs: a repeated uplink answered with an error and no acknowledgement.
#[test]
fn the_same_bytes_again_are_a_retransmission() {
    let again = Given { last_frame: Some(frame(5)), ..otaa(Some(5)) };
    check(&again, &frame(5), "Retransmission session=0 f_cnt=0x5");
    check(&otaa(Some(5)), &frame(5), "Retransmission session=0 f_cnt=0x5");
}

#[test]
fn other_bytes_with_the_same_counter_are_a_clone_or_a_reboot() {
    let other = signed(&DataUp { f_cnt: 5, payload: &[9], ..up() }, 1);
    check(&Given { last_frame: Some(frame(5)), ..otaa(Some(5)) }, &other, "counter_reused");
    check(
        &Given { last_frame: Some(frame(5)), ..resetting(Some(5)) },
        &other,
        "CounterReset session=0 f_cnt=0x5",
    );
}

#[test]
fn a_lower_counter_is_a_replay_in_a_joined_session() {
    check(&otaa(Some(5)), &frame(4), "replay");
    check(&otaa(Some(0x1_0005)), &frame(0x1_0004), "replay");
    check(&otaa(Some(0x1_0005)), &frame(0xFFFF), "replay");
    check(&otaa(Some(0x1_0005)), &frame(3), "replay");
}

#[test]
fn an_abp_device_may_restart_only_when_its_profile_says_so() {
    check(&abp(Some(500)), &frame(0), "counter_reset");
    check(&resetting(Some(500)), &frame(0), "CounterReset session=0 f_cnt=0x0");
    check(&resetting(Some(0x1_0005)), &frame(2), "CounterReset session=0 f_cnt=0x2");
    check(&resetting(Some(0x2_0005)), &frame(0x1_0006), "replay");
    let joined = LorawanProfile { join_mode: JoinMode::Otaa, ..resetting(None).profile };
    check(&Given { profile: joined, ..abp(Some(500)) }, &frame(0), "replay");
}

/// Learnt from others' bugs: a frame that a slow gateway delivers after newer ones is no restart.
#[test]
fn bytes_that_were_heard_before_restart_no_counter() {
    let given = resetting(Some(500));
    let session = fixture::session(given.last);
    let prepared = SessionKey::new(&session.nwk_s_key);
    let candidate = Candidate::new(&session, &prepared, &given.profile, None);
    let phy = frame(499);
    assert_eq!(line(&accept(&data(&phy), &[candidate.heard_before()])), "counter_reset");
    assert_eq!(line(&accept(&data(&phy), &[candidate])), "CounterReset session=0 f_cnt=0x1f3");
}

#[test]
fn a_rebooted_device_cannot_acknowledge() {
    let phy = signed(&DataUp { f_cnt: 0, ack: true, ..up() }, 1);
    check(&resetting(Some(500)), &phy, "counter_reset");
}

#[test]
fn a_session_ends_with_its_counter() {
    check(&otaa(Some(u32::MAX)), &frame(0), "counter_exhausted");
    check(&otaa(Some(u32::MAX - 1)), &frame(u32::MAX), "New session=0 f_cnt=0xffffffff");
}

#[test]
fn an_abp_device_that_counted_elsewhere_is_found() {
    check(&abp(None), &frame(0xF_1234), "New session=0 f_cnt=0xf1234 gap");
    check(&abp(None), &frame(0x10_1234), "mic_failed");
    check(&otaa(None), &frame(0x1_1234), "mic_failed");
}

#[test]
fn a_switched_off_profile_is_the_reason_whatever_the_frame() {
    let off = |last| Given {
        profile: LorawanProfile { enable: false, ..fixture::abp_profile() },
        ..abp(last)
    };
    check(&off(None), &frame(0), "profile_disabled");
    check(&off(Some(5)), &frame(4), "profile_disabled");
    check(&off(None), &signed(&up(), 9), "mic_failed");
}

/// Learnt from others' bugs: copies of the first frame of a session that no longer match.
#[test]
fn a_pending_session_never_matches_an_acknowledgement() {
    let pending = || Given { pending: true, ..otaa(None) };
    check(&pending(), &frame(0), "New session=0 f_cnt=0x0");
    check(&pending(), &signed(&DataUp { ack: true, ..up() }, 1), "mic_failed");
}

/// Learnt from others' bugs: addresses that are taken for unique. Vector N10.
#[test]
fn the_mic_selects_among_sessions_of_one_address() {
    let sessions: Vec<Session> = [7, 1, 8, 1]
        .into_iter()
        .zip([Some(2), Some(900), None, Some(3)])
        .map(|(nwk_s_key, last)| Session { nwk_s_key: key(nwk_s_key), ..fixture::session(last) })
        .collect();
    let keys: Vec<_> = sessions.iter().map(|s| SessionKey::new(&s.nwk_s_key)).collect();
    let profile = fixture::abp_profile();
    let candidates: Vec<_> = sessions
        .iter()
        .zip(&keys)
        .map(|(session, key)| Candidate::new(session, key, &profile, None))
        .collect();
    for (phy, expected) in [
        (frame(4), "New session=3 f_cnt=0x4"),
        (frame(901), "New session=1 f_cnt=0x385"),
        (signed(&DataUp { f_cnt: 3, ..up() }, 7), "New session=0 f_cnt=0x3"),
        (signed(&DataUp { f_cnt: 60_000, ..up() }, 8), "New session=2 f_cnt=0xea60"),
        (signed(&up(), 3), "mic_failed"),
    ] {
        assert_eq!(line(&accept(&data(&phy), &candidates)), expected);
    }
    assert_eq!(line(&accept(&data(&frame(4)), &[])), "unknown_dev_addr");
}

#[test]
fn every_counter_vector_is_met() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    for row in vectors["fcnt32"].as_array().unwrap() {
        let last = row["last_f_cnt"].as_u64().map(|last| u32::try_from(last).unwrap());
        let Some(full) = row["full_f_cnt"].as_u64().and_then(|full| u32::try_from(full).ok())
        else {
            continue;
        };
        let gap = row["exceeds_max_fcnt_gap_16384"].as_bool() == Some(true);
        let kind = if row["class"] == "repeat" { "Retransmission" } else { "New" };
        let gap = if gap { " gap" } else { "" };
        check(&otaa(last), &frame(full), &format!("{kind} session=0 f_cnt={full:#x}{gap}"));
    }
}

#[test]
fn only_uplinks_are_read() {
    for (hex, expected) in [
        ("40c3b2a102800000028eb48bb8ac43a3", "data"),
        ("001807f6e5d4c3b2a178695a4b3c2d1e0fdec0e2b0165e", "join"),
        ("40c3b2a102a067005f686a", "malformed"),
        ("40c3b2a102af67005f686ada", "malformed"),
        ("41c3b2a102800000028eb48bb8ac43a3", "malformed"),
        ("001807f6e5d4c3b2a178695a4b3c2d1e0fdec0e2b0165e00", "malformed"),
        ("", "malformed"),
        ("60c3b2a1021000000ab689329134439388a5", "downlink_on_uplink_path"),
        ("20284d8ea1f34f4b7ca067ecf87126b55d", "downlink_on_uplink_path"),
        ("c0aabbcc", "unsupported_type"),
        ("e0aabbcc", "proprietary"),
    ] {
        let phy = hex::decode(hex).unwrap();
        let found = match read(&phy) {
            Ok(Received::Data(frame)) if frame.direction == Direction::Up => "data",
            Ok(Received::Data(_)) => "down",
            Ok(Received::Join(_)) => "join",
            Err(refusal) => refusal.code(),
        };
        assert_eq!(found, expected, "{hex}");
    }
    let reflected = hex::decode("60c3b2a1021000000ab689329134439388a5").unwrap();
    assert_eq!(line(&accept(&data(&reflected), &[])), "downlink_on_uplink_path");
}
