use lorawan::{AesKey, DevAddr, Eui64, join};
use model::record::{LorawanProfile, Standard};
use model::{RecordId, Timestamp};

use super::words::{detail, next_step, title};
use super::{Action, Code, Facts, Finding, FrameFact, GatewayFact, SessionFact, Severity, Source};
use super::{Stranger, StrangerId, diagnose};
use crate::Refusal;
use crate::fixture::{DEV_ADDR, DEV_EUI, JOIN_EUI, abp_profile, key, otaa_profile};
use crate::refusal::reversed;

const NOW: i64 = 1_800_000_000_000;
const GATEWAY: Eui64 = Eui64::from_be_bytes([2, 0, 0, 0, 0, 0, 0, 1]);

/// A frame `ago` seconds before now.
#[derive(Clone)]
struct Made {
    ago: i64,
    up: bool,
    kind: &'static str,
    accepted: bool,
    verdict: &'static str,
    reason: Option<&'static str>,
    frequency_hz: u32,
    data_rate: &'static str,
    tmst: u32,
    f_cnt: Option<u32>,
    phy: Vec<u8>,
}

fn data(ago: i64) -> Made {
    Made {
        ago,
        up: true,
        kind: "unconfirmed_up",
        accepted: true,
        verdict: "accepted",
        reason: None,
        frequency_hz: 868_100_000,
        data_rate: "SF7BW125",
        tmst: 1_000_000,
        f_cnt: Some(5),
        phy: vec![0x40; 20],
    }
}

fn refused(ago: i64, verdict: &'static str) -> Made {
    Made { accepted: false, verdict, reason: Some("It was refused.\nDo."), ..data(ago) }
}

fn join(ago: i64, key: &AesKey, dev_nonce: u16) -> Made {
    let phy = join::request(JOIN_EUI, DEV_EUI, dev_nonce, key).to_vec();
    Made { kind: "join_request", f_cnt: None, phy, ..data(ago) }
}

fn join_refused(ago: i64, verdict: &'static str, key: &AesKey) -> Made {
    Made { accepted: false, verdict, reason: Some("No.\nDo."), ..join(ago, key, 7) }
}

fn join_accept(ago: i64, verdict: &'static str, reason: Option<&'static str>) -> Made {
    let accepted = verdict.starts_with("sent");
    let kind = "join_accept";
    Made {
        up: false,
        kind,
        accepted,
        verdict,
        reason,
        tmst: 6_000_000,
        phy: vec![0x20; 33],
        ..data(ago)
    }
}

fn answer(ago: i64, verdict: &'static str, reason: Option<&'static str>) -> Made {
    Made { kind: "unconfirmed_down", phy: vec![0x60; 12], ..join_accept(ago, verdict, reason) }
}

/// Made facts; a healthy surrounding unless changed.
struct Scene {
    profile: Option<LorawanProfile>,
    frames: Vec<Made>,
    strangers: Vec<Stranger>,
    gateways: Vec<GatewayFact>,
    used: Vec<u16>,
    session: Option<SessionFact>,
    has_device: bool,
    source: Source,
}

impl Scene {
    fn new(profile: LorawanProfile, frames: Vec<Made>) -> Self {
        Self {
            profile: Some(profile),
            frames,
            strangers: Vec::new(),
            gateways: vec![gateway()],
            used: Vec::new(),
            session: None,
            has_device: true,
            source: Source::Radio,
        }
    }

    fn around(profile: LorawanProfile, gateways: Vec<GatewayFact>) -> Self {
        Self { gateways, ..Self::new(profile, Vec::new()) }
    }

    fn findings(&self) -> Vec<Finding> {
        let now = Timestamp::from_millis(NOW);
        let frames: Vec<FrameFact<'_>> = (1..)
            .zip(&self.frames)
            .map(|(id, made)| FrameFact {
                id: RecordId(1_000 - id),
                at: now.plus_millis(-1_000 * made.ago),
                up: made.up,
                kind: made.kind,
                accepted: made.accepted,
                verdict: made.verdict,
                reason: made.reason,
                gateway: Some(GATEWAY),
                frequency_hz: made.frequency_hz,
                data_rate: made.data_rate,
                tmst: Some(made.tmst),
                f_cnt: made.f_cnt,
                phy: &made.phy,
            })
            .collect();
        diagnose(&Facts {
            now,
            source: self.source,
            has_device: self.has_device,
            heart_period_s: 3_600,
            heard_at: None,
            profile: self.profile.as_ref(),
            session: self.session,
            used_dev_nonces: &self.used,
            last_dev_nonce: self.used.last().copied(),
            frames: &frames,
            strangers: &self.strangers,
            gateways: &self.gateways,
        })
    }

    #[track_caller]
    fn shows(&self, expected: &[(Code, Severity)]) -> Vec<Finding> {
        let findings = self.findings();
        let found: Vec<_> = findings.iter().map(|it| (it.code, it.severity)).collect();
        assert_eq!(found, expected, "{findings:#?}");
        findings
    }
}

const fn gateway() -> GatewayFact {
    GatewayFact {
        eui: GATEWAY,
        registered: true,
        admitted: true,
        online: true,
        has_path: true,
        uplinks: 9,
        crc_bad: 0,
    }
}

fn app_key() -> AesKey {
    otaa_profile().app_key.unwrap()
}

fn stranger(id: StrangerId, request: &[u8]) -> Stranger {
    Stranger {
        id,
        last: Timestamp::from_millis(NOW - 1_000),
        first: Timestamp::from_millis(NOW - 9_000),
        count: 3,
        frames: vec![RecordId(7), RecordId(6)],
        gateway: Some(GATEWAY),
        request: request.into(),
    }
}

fn near(digits: u64) -> Eui64 {
    let eui = u64::from_be_bytes(DEV_EUI.to_be_bytes());
    Eui64::from_be_bytes((eui ^ digits).to_be_bytes())
}

use Code as C;
use Severity::{Cause, Fine, Hint};

#[test]
fn a_healthy_device_is_heard_and_everything_is_fine() {
    let findings = Scene::new(abp_profile(), vec![data(12), data(60)]).shows(&[(C::Heard, Fine)]);
    let heard = &findings[0];
    assert_eq!(heard.evidence.frames, [RecordId(999)]);
    assert_eq!(heard.params["at"], Timestamp::from_millis(NOW - 12_000).to_string());
    assert!(heard.actions.is_empty());
    assert_eq!(next_step(heard), "");
    // What was wrong before is over.
    Scene::new(abp_profile(), vec![data(12), refused(60, "counter_reset")])
        .shows(&[(C::Heard, Fine)]);
    Scene::new(otaa_profile(), vec![data(12), join_refused(60, "join_mic_failed", &key(1))])
        .shows(&[(C::Heard, Fine)]);
}

#[test]
fn a_device_that_was_heard_and_is_not_any_more_is_silent() {
    Scene::new(abp_profile(), vec![data(7_200)]).shows(&[(C::Silent, Hint)]);
    let away = GatewayFact { online: false, ..gateway() };
    let other = GatewayFact { eui: DEV_EUI, ..gateway() };
    let mut scene = Scene::new(abp_profile(), vec![data(7_200)]);
    scene.gateways = vec![away, other];
    scene.shows(&[(C::GatewayOffline, Cause)]);
    scene.gateways = vec![away];
    scene.shows(&[(C::GatewaysOffline, Cause)]);
}

#[test]
fn refusals_since_the_last_accepted_frame_are_the_cause() {
    let key_1 = key(1);
    let otaa = |verdict| (otaa_profile(), join_refused(5, verdict, &key_1));
    let abp = |verdict| (abp_profile(), refused(5, verdict));
    let cases = [
        (otaa("join_mic_failed"), C::JoinMicFailed, Action::CheckAppKey),
        (otaa("join_nonce_exhausted"), C::JoinNonceExhausted, Action::CheckAppKey),
        (
            (abp_profile(), join_refused(5, "wrong_join_mode", &key_1)),
            C::WrongJoinMode,
            Action::OpenProfile,
        ),
        (abp("mic_failed"), C::MicFailed, Action::CheckSessionKeys),
        (abp("counter_reset"), C::CounterReset, Action::ResetCounters),
        (abp("counter_reused"), C::CounterReused, Action::CheckSessionKeys),
        (abp("counter_exhausted"), C::CounterExhausted, Action::CheckSessionKeys),
    ];
    for ((profile, frame), code, action) in cases {
        let findings = Scene::new(profile, vec![frame]).shows(&[(code, Cause)]);
        assert_eq!(findings[0].actions.first(), Some(&action), "{code:?}");
        assert_eq!(findings[0].evidence.count, 1);
        assert_eq!(findings[0].evidence.frames, [RecordId(999)]);
    }
    let findings = Scene::new(abp_profile(), vec![refused(5, "counter_reset"), data(60)])
        .shows(&[(C::CounterReset, Cause)]);
    assert_eq!(findings[0].actions, [Action::ResetCounters, Action::AllowReset]);
}

#[test]
fn a_single_strange_frame_beside_genuine_ones_is_a_hint() {
    let one = vec![refused(5, "mic_failed"), data(60)];
    Scene::new(abp_profile(), one).shows(&[(C::MicFailed, Hint), (C::Heard, Fine)]);
    let replay = vec![refused(5, "replay"), data(60)];
    Scene::new(otaa_profile(), replay).shows(&[(C::Replay, Hint), (C::Heard, Fine)]);
    let many = vec![refused(3, "replay"), refused(4, "replay"), refused(5, "replay"), data(60)];
    let findings = Scene::new(otaa_profile(), many).shows(&[(C::Replay, Cause)]);
    assert_eq!((findings[0].evidence.count, findings[0].actions[0]), (3, Action::Rejoin));
    let among = vec![data(5), refused(6, "mic_failed"), data(7), refused(8, "mic_failed"), data(9)];
    Scene::new(abp_profile(), among).shows(&[(C::MicFailed, Hint), (C::Heard, Fine)]);
}

#[test]
fn a_reversed_app_key_is_proved_by_the_request() {
    let mut bytes = *app_key().expose();
    bytes.reverse();
    let frame = join_refused(5, "join_mic_failed", &AesKey::new(bytes));
    Scene::new(otaa_profile(), vec![frame]).shows(&[(C::AppKeyReversed, Cause)]);
    let other = LorawanProfile { join_eui: Some(reversed(JOIN_EUI)), ..otaa_profile() };
    let frame = join_refused(5, "join_mic_failed", &key(1));
    let findings = Scene::new(other, vec![frame]).shows(&[(C::JoinMicFailed, Cause)]);
    assert_eq!(findings[0].params["join_eui_is"], "reversed");
}

#[test]
fn a_cause_that_was_removed_waits_for_the_next_frame() {
    let waiting = [(C::Waiting, Hint)];
    let frame = join_refused(5, "join_mic_failed", &app_key());
    Scene::new(otaa_profile(), vec![frame]).shows(&waiting);
    Scene::new(abp_profile(), vec![refused(5, "profile_disabled")]).shows(&waiting);
    let allowed = LorawanProfile { resets_f_cnt: true, ..abp_profile() };
    Scene::new(allowed, vec![refused(5, "counter_reset")]).shows(&waiting);
    let nonce = || join_refused(5, "dev_nonce_reused", &app_key());
    let mut scene = Scene::new(otaa_profile(), vec![nonce()]);
    scene.shows(&waiting);
    scene.used = vec![7];
    let findings = scene.shows(&[(C::DevNonceReused, Cause)]);
    assert_eq!(findings[0].actions, [Action::ClearNonces]);
    assert_eq!(findings[0].params["dev_nonce"], "7");
    let mut scene = Scene::new(abp_profile(), vec![refused(5, "mic_failed")]);
    let created_at = Timestamp::from_millis(NOW - 1_000);
    scene.session = Some(SessionFact { last_f_cnt_up: None, created_at });
    scene.shows(&waiting);
}

#[test]
fn a_profile_that_is_missing_off_or_incomplete_is_the_cause() {
    let mut scene = Scene::new(abp_profile(), Vec::new());
    scene.profile = None;
    scene.shows(&[(C::ProfileMissing, Cause)]);
    scene.frames = vec![join_refused(5, "unknown_dev_eui", &key(1))];
    let findings = scene.shows(&[(C::UnknownDevEui, Cause)]);
    assert_eq!(findings[0].actions, [Action::CreateProfile]);
    assert_eq!(findings[0].evidence.count, 1);

    let off = LorawanProfile { enable: false, ..abp_profile() };
    let findings = Scene::new(off, vec![refused(5, "profile_disabled"), data(9)])
        .shows(&[(C::ProfileDisabled, Cause)]);
    assert_eq!(findings[0].actions, [Action::EnableProfile]);
    assert_eq!(findings[0].evidence.frames, [RecordId(999)]);
    let incomplete = LorawanProfile { nwks_key: None, ..abp_profile() };
    let findings = Scene::new(incomplete, Vec::new()).findings();
    assert_eq!(findings[0].code, C::ProfileIncomplete);
}

#[test]
fn what_became_of_the_join_accept_is_told() {
    let joined = |ago| join(ago, &app_key(), 7);
    let refused = Some("The gateway refused the frame: TOO_LATE.");
    let cases: Vec<(Vec<Made>, Code, Severity)> = vec![
        (vec![joined(2)], C::JoinedNoUplink, Hint),
        (vec![joined(20)], C::JoinAcceptNotSent, Cause),
        (vec![join_accept(19, "sent", None), joined(20)], C::JoinedNoUplink, Hint),
        (
            vec![join_accept(19, "gateway_refused", refused), joined(20)],
            C::JoinAcceptRefused,
            Cause,
        ),
        (vec![join_accept(19, "no_path", Some("none")), joined(20)], C::JoinAcceptNoPath, Cause),
        (
            vec![
                join_accept(9, "sent", None),
                joined(10),
                join_accept(19, "sent", None),
                joined(20),
            ],
            C::JoinAcceptNotHeard,
            Cause,
        ),
    ];
    for (frames, code, severity) in cases {
        Scene::new(otaa_profile(), frames).shows(&[(code, severity)]);
    }
    let frames = vec![join_accept(9, "sent", None), joined(10), joined(20)];
    let wrong_delay = LorawanProfile { rx_delay_join: 1, ..otaa_profile() };
    let findings = Scene::new(wrong_delay, frames.clone()).findings();
    assert_eq!(findings[0].actions.first(), Some(&Action::FixRxDelayJoin));
    let findings = Scene::new(otaa_profile(), frames).findings();
    let told = |name| findings[0].params[name].as_str();
    assert_eq!([told("delay"), told("window"), told("joins")], ["5", "1", "2"]);
    assert_eq!(findings[0].evidence.frames.len(), 3, "the answer and both requests");

    let frames = vec![join_accept(19, "gateway_refused", refused), joined(20)];
    let findings = Scene::new(otaa_profile(), frames).findings();
    assert_eq!(findings[0].params["error"], "TOO_LATE");
    assert!(next_step(&findings[0]).contains("too late"));
}

#[test]
fn a_frame_of_another_band_is_told() {
    let american = |ago| Made { frequency_hz: 903_900_000, ..join(ago, &app_key(), 7) };
    let frames = vec![join_accept(9, "sent", None), american(10)];
    let findings = Scene::new(otaa_profile(), frames)
        .shows(&[(C::OutsideBand, Cause), (C::JoinedNoUplink, Hint)]);
    assert_eq!(findings[0].params["suggested"], "US902");
    assert_eq!(findings[0].actions, [Action::FixRegion]);
    let us = LorawanProfile { standard: Standard::Us902, ..abp_profile() };
    let odd = Made { frequency_hz: 903_950_000, ..data(5) };
    Scene::new(us.clone(), vec![odd]).shows(&[(C::UnknownChannel, Hint), (C::Heard, Fine)]);
    let slow = Made { frequency_hz: 903_900_000, data_rate: "SF12BW125", ..data(5) };
    Scene::new(us.clone(), vec![slow.clone()])
        .shows(&[(C::UnknownDataRate, Hint), (C::Heard, Fine)]);
    let right = Made { frequency_hz: 903_900_000, ..data(4) };
    Scene::new(us, vec![right, slow]).shows(&[(C::Heard, Fine)]);
}

#[test]
fn answers_that_fail_are_a_hint_while_the_device_is_heard() {
    let late = Some("The gateway refused the frame: TOO_LATE.");
    let findings = Scene::new(abp_profile(), vec![answer(4, "gateway_refused", late), data(5)])
        .shows(&[(C::GatewayRefused, Hint), (C::Heard, Fine)]);
    assert_eq!(findings[0].actions, [Action::RaiseRxDelay, Action::OpenGateway]);
    Scene::new(abp_profile(), vec![answer(4, "no_path", Some("none")), data(5)])
        .shows(&[(C::NoPath, Hint), (C::Heard, Fine)]);
    let frames = vec![answer(3, "sent", None), answer(4, "no_path", Some("none")), data(5)];
    Scene::new(abp_profile(), frames).shows(&[(C::Heard, Fine)]);
}

#[test]
fn a_device_nobody_hears_is_explained_by_its_surroundings() {
    Scene::around(otaa_profile(), vec![gateway()]).shows(&[(C::NeverHeard, Cause)]);
    Scene::around(otaa_profile(), Vec::new()).shows(&[(C::NoGateway, Cause)]);
    let away = GatewayFact { online: false, ..gateway() };
    Scene::around(otaa_profile(), vec![away]).shows(&[(C::GatewaysOffline, Cause)]);
    let strange = GatewayFact { registered: false, admitted: false, ..gateway() };
    let findings =
        Scene::around(otaa_profile(), vec![strange]).shows(&[(C::UnregisteredGateway, Cause)]);
    assert_eq!(findings[0].params["gateway"], GATEWAY.to_string());
    let off = GatewayFact { admitted: false, ..gateway() };
    let findings = Scene::around(otaa_profile(), vec![off]).shows(&[(C::GatewayDisabled, Cause)]);
    assert_eq!(findings[0].actions, [Action::EnableGateway]);
    Scene::around(otaa_profile(), vec![gateway(), strange])
        .shows(&[(C::NeverHeard, Cause), (C::UnregisteredGateway, Hint)]);
    let damaged = GatewayFact { crc_bad: 40, uplinks: 2, ..gateway() };
    Scene::around(otaa_profile(), vec![damaged])
        .shows(&[(C::NeverHeard, Cause), (C::CrcBad, Hint)]);
    let deaf = GatewayFact { has_path: false, ..gateway() };
    Scene::around(otaa_profile(), vec![deaf])
        .shows(&[(C::NeverHeard, Cause), (C::NoDownlinkPath, Hint)]);
}

#[test]
fn strangers_that_look_like_the_device_are_named() {
    let request = |dev_eui, join_eui, key: &AesKey| join::request(join_eui, dev_eui, 1, key);
    let of = |dev_eui, join_eui, key: &AesKey| {
        stranger(StrangerId::DevEui(dev_eui), &request(dev_eui, join_eui, key))
    };
    let cases = [
        (of(reversed(DEV_EUI), JOIN_EUI, &key(9)), Some((C::DevEuiReversed, Cause))),
        (of(JOIN_EUI, DEV_EUI, &key(9)), Some((C::DevEuiSwapped, Cause))),
        (of(near(0x1), JOIN_EUI, &key(9)), Some((C::DevEuiNear, Hint))),
        (of(near(0xF00F), JOIN_EUI, &app_key()), Some((C::DevEuiNear, Cause))),
        (of(near(0x111), JOIN_EUI, &app_key()), None),
    ];
    for (stranger, expected) in cases {
        let mut scene = Scene::around(otaa_profile(), vec![gateway()]);
        scene.strangers = vec![stranger];
        let findings = scene.findings();
        let told = findings.iter().find(|it| it.code != C::NeverHeard);
        assert_eq!(told.map(|it| (it.code, it.severity)), expected, "{findings:#?}");
        if let Some(told) = told {
            assert_eq!(
                (told.actions.as_slice(), told.evidence.count),
                (&[Action::CreateProfile][..], 3)
            );
        }
    }
    let [a, b, c, d] = DEV_ADDR.to_be_bytes();
    let addresses = [
        ([d, c, b, a], Some((C::DevAddrReversed, Hint))),
        ([a, b, c, d ^ 4], Some((C::DevAddrNear, Hint))),
        ([a, b, c ^ 1, d ^ 4], None),
    ];
    for (bytes, expected) in addresses {
        let id = StrangerId::DevAddr(DevAddr::from_be_bytes(bytes));
        let mut scene = Scene::around(abp_profile(), vec![gateway()]);
        scene.strangers = vec![stranger(id, &[])];
        let told = scene.findings().into_iter().find(|it| it.code != C::NeverHeard);
        assert_eq!(told.map(|it| (it.code, it.severity)), expected);
    }
    let mut heard = Scene::new(otaa_profile(), vec![data(5)]);
    heard.strangers = vec![of(reversed(DEV_EUI), JOIN_EUI, &key(9))];
    heard.shows(&[(C::Heard, Fine)]);
}

#[test]
fn a_profile_without_a_device_and_devices_without_radio() {
    let mut scene = Scene::new(abp_profile(), vec![data(5)]);
    scene.has_device = false;
    scene.shows(&[(C::NoDevice, Hint), (C::Heard, Fine)]);
    scene.source = Source::Computed;
    scene.shows(&[(C::Computed, Fine)]);
    scene.source = Source::Mqtt;
    scene.shows(&[(C::NeverPublished, Cause)]);
}

#[test]
fn every_code_is_told_apart_and_has_words() {
    let mut words: Vec<_> = C::ALL.iter().map(|code| code.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), C::ALL.len());
    for code in C::ALL {
        assert_eq!(C::from_word(code.as_str()), Some(*code));
        let finding = Finding::new(*code, Cause);
        assert!(title(*code).ends_with('.'), "{code:?}");
        assert!(detail(&finding).ends_with('.'), "{code:?}");
        let is_done = matches!(code, C::Heard | C::Computed);
        assert_eq!(next_step(&finding).is_empty(), is_done, "{code:?}");
    }
    // What names a device or a gateway has a finding of the same code; the rest is noise.
    let noise = [
        "unknown_dev_addr",
        "malformed",
        "downlink_on_uplink_path",
        "unsupported_type",
        "proprietary",
        "overload",
    ];
    for code in Refusal::CODES {
        assert_eq!(C::from_word(code).is_none(), noise.contains(code), "{code}");
    }
}
