//! What is asked of devices in which order, and what their answers change.

use lorawan::mac::{DownlinkCommand, downlink_commands};
use model::Timestamp;
use model::record::{JoinMode, LorawanProfile, LwVersion, Session, Standard};

use super::answers;
use super::{
    Answered, DecisionOutcome, DownlinkChannel, HeardUplink, Mac, MacEvent, MacState, Policy,
    fitting,
};
use crate::downlink::{lw_version, region};
use crate::fixture;

const EXTRA: [u32; 5] = [867_100_000, 867_300_000, 867_500_000, 867_700_000, 867_900_000];
const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const ADR: Policy<'static> = policy(Some(10.0));
/// ADR off, no questions for the status.
const QUIET: Policy<'static> = policy(None);

const fn policy(adr_margin_db: Option<f32>) -> Policy<'static> {
    Policy {
        group: None,
        extra_hz: &[],
        uplink_dwell: true,
        downlink_dwell: false,
        adr_margin_db,
        status_interval_ms: None,
    }
}

/// A device and what the network knows about it.
struct Play {
    profile: LorawanProfile,
    session: Session,
    mac: Mac,
    policy: Policy<'static>,
    f_cnt: u32,
    now: Timestamp,
    adr: bool,
}

impl Play {
    fn of(standard: Standard, lw_ver: LwVersion, policy: Policy<'static>) -> Self {
        let mut profile =
            LorawanProfile { standard, lw_ver, join_mode: JoinMode::Abp, ..fixture::abp_profile() };
        let defaults = region(&profile).defaults(lw_version(lw_ver));
        (profile.rx2dr, profile.rx2_freq) = (defaults.rx2dr, defaults.rx2_freq_hz);
        let session = crate::session::abp(&profile, NOW).unwrap();
        let mac = Mac::new(MacState::fresh(region(&profile), None));
        Self { profile, session, mac, policy, f_cnt: 0, now: NOW, adr: true }
    }

    fn eu868(policy: Policy<'static>) -> Self {
        Self::of(Standard::Eu868, LwVersion::V1_0_3, policy)
    }

    /// An uplink with these commands; what happened, in words.
    fn uplink(&mut self, commands: &str, dr: u8, snr_db: f32) -> Vec<String> {
        let first = region(&self.profile).uplink_frequency_hz(0).unwrap();
        self.uplink_at(first, commands, dr, snr_db)
    }

    fn uplink_at(&mut self, hz: u32, commands: &str, dr: u8, snr_db: f32) -> Vec<String> {
        self.f_cnt += 1;
        self.now = self.now.plus_millis(60_000);
        let commands = hex::decode(commands).unwrap();
        let answered = Answered { commands: &commands, adr: self.adr, at: self.now };
        let events = self.mac.take(&self.profile, &mut self.session, &answered);
        let heard = HeardUplink {
            f_cnt: self.f_cnt,
            at: self.now,
            dr: Some(dr),
            frequency_hz: hz,
            snr_db: Some(snr_db),
            gateways: 1,
            adr: self.adr,
            adr_ack_req: false,
        };
        self.mac.hear(&self.profile, &heard);
        events.iter().map(MacEvent::to_string).collect()
    }

    /// The commands of the downlink that follows, as hex; they count as sent.
    fn downlink(&mut self) -> String {
        self.downlink_of(15, 51)
    }

    fn downlink_of(&mut self, room: usize, most: usize) -> String {
        let wanted = self.mac.requests(&self.profile, &self.session, self.policy, self.now);
        let taken = fitting(wanted, room, most);
        if taken.is_empty() {
            return String::new();
        }
        self.mac.sent(&self.profile, self.policy, &taken, self.now);
        self.mac.sent_with(self.f_cnt);
        let texts: Vec<String> =
            taken.iter().map(|request| hex::encode(&request.commands)).collect();
        texts.join(" ")
    }

    fn state(&self) -> &MacState {
        self.mac.state()
    }
}

#[track_caller]
fn link_adr(bytes: &str) -> (u8, u8, u8) {
    let bytes = hex::decode(bytes).unwrap();
    match downlink_commands(&bytes).last() {
        Some(Ok(DownlinkCommand::LinkAdrReq { data_rate, tx_power, nb_trans, .. })) => {
            (data_rate, tx_power, nb_trans)
        }
        other => panic!("no LinkADRReq: {other:?}"),
    }
}

#[test]
fn a_device_that_has_what_it_should_is_left_in_peace() {
    let mut play = Play::eu868(QUIET);
    for _ in 0..30 {
        assert_eq!(play.uplink("", 5, 5.0), [""; 0]);
        assert_eq!(play.downlink(), "");
    }
    assert_eq!(play.state().revision, 0, "nothing to store");
}

#[test]
fn the_windows_of_the_profile_are_asked_for_and_hold_from_the_answer_on() {
    let mut play = Play::eu868(QUIET);
    play.profile = LorawanProfile { rx2dr: 3, rx2_freq: 869_600_000, rx_delay: 5, ..play.profile };
    play.uplink("", 5, 5.0);
    // RX1DROffset 0, DR3, 869.6 MHz; 5 s.
    assert_eq!(play.downlink(), "0503c0b084 0805");
    assert_eq!((play.session.rx2_freq, play.session.rx_delay), (869_525_000, 1), "not yet");
    let events = play.uplink("050708", 5, 5.0);
    assert_eq!(events, ["RXParamSetupReq was accepted", "RXTimingSetupReq was accepted"]);
    let session = &play.session;
    assert_eq!((session.rx2_freq, session.rx2dr, session.rx_delay), (869_600_000, 3, 5));
    assert_eq!(play.downlink(), "");
}

/// Learnt from others' bugs: the device repeats its answer until it hears a downlink.
#[test]
fn a_repeated_answer_changes_nothing_and_is_not_asked_again() {
    let mut play = Play::eu868(QUIET);
    play.profile.rx_delay = 5;
    play.uplink("", 5, 5.0);
    assert_eq!(play.downlink(), "0805");
    play.uplink("08", 5, 5.0);
    let revision = play.state().revision;
    for _ in 0..3 {
        assert_eq!(play.uplink("08", 5, 5.0), [""; 0]);
        assert!(answers::answer(&[0x08], &[]).owes_downlink, "any downlink ends it");
        assert_eq!(play.downlink(), "", "not the same request again");
    }
    assert_eq!((play.session.rx_delay, play.state().revision), (5, revision));
}

#[test]
fn a_refusal_says_which_part_and_ends_the_asking_until_something_else_is_wanted() {
    let mut play = Play::eu868(QUIET);
    play.profile.rx2dr = 3;
    play.uplink("", 5, 5.0);
    assert_eq!(play.downlink(), "0503d2ad84");
    // The device takes the frequency and the offset, but not the data rate.
    assert_eq!(play.uplink("0505", 5, 5.0), ["RXParamSetupReq was refused: rx2_data_rate"]);
    assert_eq!(play.session.rx2dr, 0, "nothing of it holds");
    for _ in 0..5 {
        play.uplink("", 5, 5.0);
        assert_eq!(play.downlink(), "");
    }
    play.profile.rx2dr = 4;
    assert_eq!(play.downlink(), "0504d2ad84");
}

/// Learnt from others' bugs: nothing is repeated for ever, and nothing is sent without an uplink.
#[test]
fn a_request_without_answer_is_sent_three_times_and_again_the_next_day() {
    let mut play = Play::eu868(QUIET);
    play.profile.rx_delay = 3;
    for attempt in 1..=3 {
        assert_eq!(play.uplink("", 5, 5.0), [""; 0], "{attempt}");
        assert_eq!(play.downlink(), "0803");
        let pending = &play.state().pending[0];
        assert_eq!((pending.attempts, pending.f_cnt_down), (attempt, Some(play.f_cnt)));
    }
    assert_eq!(play.uplink("", 5, 5.0), ["RXTimingSetupReq was not answered"]);
    assert_eq!(play.downlink(), "");
    play.now = play.now.plus_millis(super::RETRY_AFTER_MS);
    play.uplink("", 5, 5.0);
    assert_eq!(play.downlink(), "0803");
}

#[test]
fn channels_are_added_as_many_as_fit_and_never_beside_a_link_adr() {
    let mut play = Play::eu868(Policy { extra_hz: &EXTRA, ..ADR });
    play.uplink("", 0, 10.0);
    assert_eq!(play.downlink(), "0703184f84500704e8568450");
    assert_eq!(play.uplink("07030703", 0, 10.0), ["NewChannelReq was accepted"; 2]);
    assert_eq!(play.state().enabled.to_string(), "0-4");
    assert_eq!(play.downlink(), "0705b85e84500706886684 50".replace(' ', ""));
    play.uplink("07030703", 0, 10.0);
    assert_eq!(play.downlink(), "0707586e8450");
    play.uplink("0703", 0, 10.0);
    let (dr, power, nb_trans) = link_adr(&play.downlink());
    assert_eq!((dr, power, nb_trans), (5, 1, 1), "30 dB above the floor, 20 above the reserve");
}

/// Learnt from others' bugs: only channels that the device acknowledged are switched on.
#[test]
fn a_mask_speaks_only_of_channels_that_the_device_accepted() {
    let mut play = Play::eu868(Policy { extra_hz: &EXTRA[..3], ..ADR });
    let add = |play: &mut Play| {
        assert_eq!(&play.downlink()[..4], "0703");
        play.uplink("07030703", 0, 0.0);
        play.downlink();
    };
    play.uplink("", 0, 0.0);
    play.downlink();
    // The second frequency is out of the device's reach.
    let events = play.uplink("07030702", 0, 0.0);
    assert_eq!(events, ["NewChannelReq was accepted", "NewChannelReq was refused: frequency"]);
    play.downlink();
    play.uplink("0703", 0, 0.0);
    // 0, 1, 2, 3, 5.
    assert_eq!(play.downlink(), "03302f0001");
    // The device has lost channels: masks start again from the default ones.
    assert_eq!(play.uplink("0306", 0, 0.0), ["LinkADRReq was refused: channel_mask"]);
    assert_eq!(play.state().enabled.to_string(), "0-2");
    add(&mut play);
    play.uplink("0306", 0, 0.0);
    assert_eq!(play.downlink(), "", "two refusals are enough");
}

#[test]
fn a_channel_that_is_not_wanted_any_more_is_taken_away() {
    let mut play = Play::eu868(Policy { extra_hz: &EXTRA[..1], ..QUIET });
    play.uplink("", 5, 5.0);
    assert_eq!(play.downlink(), "0703184f8450");
    play.uplink("0703", 5, 5.0);
    play.policy.extra_hz = &[];
    assert_eq!(play.downlink(), "070300000000");
    play.uplink("0703", 5, 5.0);
    assert_eq!((play.state().enabled.to_string(), play.state().extra.len()), ("0-2".into(), 0));
}

/// Learnt from others' bugs: a device of AS923 starts with dwell time; the first downlink is
/// small, and added channels have no data rate below 2.
#[test]
fn dwell_time_comes_first_in_as923() {
    let extra: &[u32] = &[922_000_000];
    let mut play =
        Play::of(Standard::As923, LwVersion::V1_0_3, Policy { extra_hz: extra, ..QUIET });
    let band = region(&play.profile);
    assert!(play.state().downlink_dwell(band), "until it is known better");
    play.uplink("", 2, 5.0);
    // Uplinks below 400 ms, downlinks not, 16 dBm; 922.0 MHz with DR2 to DR5. 8 of 11 bytes.
    assert_eq!(play.downlink_of(11, 11), "0915 0702a0af8c52");
    play.uplink("090703", 2, 5.0);
    assert!(!play.state().downlink_dwell(band));
    assert_eq!(play.downlink(), "");
    let eu868 = Play::eu868(QUIET);
    assert!(!eu868.state().downlink_dwell(region(&eu868.profile)));
}

/// Learnt from others' bugs: all blocks, whatever the device may have switched on since.
#[test]
fn a_sub_band_is_set_as_a_whole_and_set_again_when_the_device_leaves_it() {
    let policy = Policy { group: Some(1), ..QUIET };
    let mut play = Play::of(Standard::Us902, LwVersion::V1_0_2, policy);
    play.uplink_at(903_900_000, "", 3, 5.0);
    // Vector D04 but for power and repetitions: wide channel 65, then 8 to 15.
    assert_eq!(play.downlink(), "033002007103300 0ff01".replace(' ', ""));
    assert_eq!(play.uplink_at(904_100_000, "03070307", 3, 5.0), ["LinkADRReq was accepted"]);
    assert_eq!(play.state().enabled.to_string(), "8-15, 65");
    assert_eq!(play.downlink(), "");
    // It fell back to all channels.
    play.uplink_at(902_300_000, "", 3, 5.0);
    assert_eq!(play.downlink(), "03300200710330 00ff01".replace(' ', ""));
    for _ in 0..4 {
        play.uplink_at(903_900_000, "03070307", 3, 5.0);
        play.uplink_at(902_300_000, "", 3, 5.0);
        play.downlink();
    }
    play.uplink_at(902_300_000, "", 3, 5.0);
    assert_eq!(play.downlink(), "", "a device that leaves again and again is let go");
}

/// Learnt from others' bugs: a mask that is refused because an intermediate step has no channel.
#[test]
fn a_device_that_looks_at_each_mask_alone_gets_one_for_each_block() {
    let policy = Policy { group: Some(0), ..QUIET };
    let mut play = Play::of(Standard::Au915, LwVersion::V1_0_2, policy);
    play.uplink_at(915_200_000, "", 2, 5.0);
    assert_eq!(play.downlink(), "032001007103 20ff0001".replace(' ', ""));
    let refused = "LinkADRReq was refused: channel_mask, data_rate";
    assert_eq!(play.uplink_at(915_200_000, "03060304", 2, 5.0), [refused]);
    let blocks = "0320ff0001 0320010041 0320000011 0320000021 0320000031".replace(' ', "");
    assert_eq!(play.downlink(), blocks);
    play.uplink_at(915_200_000, "03070307030703070307", 2, 5.0);
    assert_eq!(play.state().enabled.to_string(), "0-7, 64");
    assert_eq!(play.downlink(), "");
}

#[test]
fn a_group_of_cn470_takes_a_mask_for_each_block_and_a_fixed_device_is_left_alone() {
    let policy = Policy { group: Some(10), ..QUIET };
    let mut play = Play::of(Standard::Cn470, LwVersion::V1_0_2, policy);
    play.uplink_at(486_300_000, "", 0, 5.0);
    let blocks = "0300ff0051 0300000001 0300000011 0300000021 0300000031 0300000041";
    assert_eq!(play.downlink(), blocks.replace(' ', ""), "30 bytes, alone on port 0");
    // The device is made for one group and refuses.
    for _ in 0..2 {
        let refused = "LinkADRReq was refused: channel_mask";
        assert_eq!(play.uplink_at(486_300_000, "0306", 0, 5.0), [refused]);
        play.downlink();
    }
    play.uplink_at(486_300_000, "", 0, 5.0);
    assert_eq!(play.downlink(), "");
    assert_eq!(play.state().enabled.to_string(), "0-95");
}

/// A device that was set up for eight channels in the factory does not get all 96 with its data
/// rate.
#[test]
fn without_a_group_a_mask_has_only_channels_that_gateways_hear() {
    let mut play = Play::of(Standard::Cn470, LwVersion::V1_0_2, ADR);
    play.uplink_at(486_300_000, "", 0, 0.0);
    assert_eq!(play.downlink(), "0330ff0051");
    let mut play = Play::of(Standard::Us902, LwVersion::V1_0_2, ADR);
    play.uplink_at(904_600_000, "", 4, 0.0);
    assert_eq!(play.downlink(), "033000ff01", "and DR4, which only the wide channel has, ends");
}

/// Learnt from others' bugs: LinkADRReq without end to a device with ADR off.
#[test]
fn without_its_adr_bit_a_device_takes_the_channels_and_that_is_no_refusal() {
    for (lw_ver, nb_trans) in [(LwVersion::V1_0_3, 1), (LwVersion::V1_0_4, 1)] {
        let policy = Policy { group: Some(1), ..ADR };
        let mut play = Play::of(Standard::Us902, lw_ver, policy);
        play.adr = false;
        play.uplink_at(903_900_000, "", 0, 20.0);
        assert_eq!(link_adr(&play.downlink()), (0, 0, 1), "no data rate, no power");
        let events = play.uplink_at(903_900_000, "03010301", 0, 20.0);
        assert_eq!(events, ["LinkADRReq was accepted for the channels only"]);
        assert_eq!(play.state().enabled.to_string(), "8-15, 65");
        assert_eq!((play.state().nb_trans, play.downlink()), (nb_trans, String::new()));
    }
}

/// Learnt from others' bugs, for a device that refuses whatever it is asked.
#[test]
fn after_three_refusals_of_data_rate_and_power_the_device_is_left_alone() {
    let mut play = Play::eu868(ADR);
    let mut sent = 0;
    for _ in 0..20 {
        play.uplink("0301", 0, 20.0);
        sent += u32::from(!play.downlink().is_empty());
    }
    assert_eq!(sent, 3);
    play.mac.retry();
    play.uplink("", 0, 20.0);
    assert_ne!(play.downlink(), "", "the owner wants it tried again");
}

/// Learnt from others' bugs: RN2483 refuses power index 0.
#[test]
fn refused_powers_are_not_asked_for_again() {
    let mut play = Play::eu868(ADR);
    play.uplink("", 0, -5.0);
    assert_eq!(link_adr(&play.downlink()), (1, 0, 1));
    assert_eq!(play.uplink("0303", 0, -5.0), ["LinkADRReq was refused: power"]);
    assert_eq!(link_adr(&play.downlink()), (1, 1, 1), "index 1 is the most it accepts");
    play.uplink("0307", 1, 20.0);
    assert_eq!(link_adr(&play.downlink()), (5, 6, 1));
    play.uplink("0303", 1, 20.0);
    assert_eq!(link_adr(&play.downlink()), (5, 5, 1), "one below the refused one");
}

#[test]
fn a_refused_data_rate_is_the_end_of_the_way_up() {
    let mut play = Play::eu868(ADR);
    play.uplink("", 0, 20.0);
    assert_eq!(link_adr(&play.downlink()), (5, 5, 1));
    assert_eq!(play.uplink("0305", 0, 20.0), ["LinkADRReq was refused: data_rate"]);
    assert_eq!(link_adr(&play.downlink()).0, 4);
}

/// Reference 4.2: the device raised its power when it fell back.
#[test]
fn a_device_that_changes_its_data_rate_starts_a_new_history() {
    let mut play = Play::eu868(ADR);
    play.uplink("", 0, 20.0);
    play.downlink();
    // The answer may still come at the old data rate.
    play.uplink("0307", 0, 10.0);
    assert_eq!((play.state().dr, play.state().tx_power_index), (Some(5), 5));
    assert_eq!(play.downlink(), "");
    play.uplink("", 5, 2.0);
    assert_eq!(play.state().tx_power_index, 5, "as agreed");
    play.uplink("", 4, 2.0);
    assert_eq!((play.state().dr, play.state().tx_power_index), (Some(4), 0));
    assert_eq!(play.mac.history().uplinks().len(), 4, "people still see what was");
}

#[test]
fn decisions_show_from_what_to_what_and_what_became_of_them() {
    let mut play = Play::eu868(ADR);
    play.uplink("", 0, -5.0);
    play.downlink();
    play.uplink("", 0, -5.0);
    play.downlink();
    let decision = *play.mac.decisions().last().unwrap();
    assert_eq!((decision.from.dr, decision.to.dr, decision.f_cnt), (0, 1, 1));
    assert!((decision.margin_db - 5.0).abs() < f32::EPSILON);
    assert_eq!(decision.outcome, DecisionOutcome::Sent);
    play.uplink("0307", 1, -5.0);
    let outcomes: Vec<_> = play.mac.decisions().map(|decision| decision.outcome).collect();
    assert_eq!(outcomes, [DecisionOutcome::Accepted], "asked twice, decided once");
}

#[test]
fn adr_has_no_say_when_instance_profile_or_device_say_so() {
    let play = |policy| {
        let mut play = Play::eu868(policy);
        play.uplink("", 0, 20.0);
        play
    };
    assert_ne!(play(ADR).downlink(), "");
    assert_eq!(play(QUIET).downlink(), "");
    let mut off = play(ADR);
    off.profile.adr = false;
    assert_eq!(off.downlink(), "");
    let mut fixed = Play::eu868(ADR);
    fixed.adr = false;
    fixed.uplink("", 0, 20.0);
    assert_eq!(fixed.downlink(), "");
    let mut silent = play(ADR);
    silent.profile.down_enable = false;
    assert_eq!(silent.downlink(), "");
}

/// Learnt from others' bugs: any downlink answers ADRACKReq; and the device may have fallen back to
/// all its channels.
#[test]
fn adr_ack_req_needs_no_link_adr_req_but_the_channels_are_set_again() {
    let ask = |play: &mut Play| {
        play.uplink("", 3, -7.0);
        let heard = HeardUplink { adr_ack_req: true, ..play.mac.last.unwrap() };
        play.mac.hear(&play.profile, &heard);
        play.downlink()
    };
    assert_eq!(ask(&mut Play::eu868(ADR)), "", "an empty frame is enough");
    let policy = Policy { group: Some(0), ..QUIET };
    let mut play = Play::of(Standard::Us902, LwVersion::V1_0_3, policy);
    play.uplink("", 3, -7.0);
    play.downlink();
    play.uplink("03070307", 3, -7.0);
    assert_eq!(ask(&mut play), "0330010071 0330ff0001".replace(' ', ""));
}

#[test]
fn the_status_is_asked_for_when_nothing_else_is_and_again_after_its_time() {
    let mut play = Play::eu868(Policy { status_interval_ms: Some(3_600_000), ..QUIET });
    play.profile.rx_delay = 2;
    play.uplink("", 5, 5.0);
    assert_eq!(play.downlink(), "0802", "windows first");
    play.uplink("08", 5, 5.0);
    assert_eq!(play.downlink(), "06");
    let events = play.uplink("06fe3b", 5, 5.0);
    assert_eq!(events, ["battery: 100 %, margin: -5 dB"]);
    let status = play.state().status.unwrap();
    assert_eq!((status.battery, status.margin_db), (254, -5));
    assert_eq!(play.downlink(), "");
    play.now = play.now.plus_millis(3_600_000);
    assert_eq!(play.downlink(), "06");
    play.uplink("06ff20", 5, 5.0);
    assert_eq!(play.state().status.unwrap().margin_db, -32);
    play.mac.ask(|asked| asked.status = true);
    assert_eq!(play.downlink(), "06", "the owner does not wait");
}

#[test]
fn duty_cycle_and_moved_windows_only_on_request() {
    let mut play = Play::eu868(QUIET);
    play.uplink("", 5, 5.0);
    let moved = DownlinkChannel { channel: 1, frequency_hz: 869_525_000 };
    play.mac.ask(|asked| {
        asked.max_duty_cycle = Some(7);
        asked.downlink_channels.push(moved);
    });
    assert_eq!(play.downlink(), "0a01d2ad84 0407");
    let events = play.uplink("040a03", 5, 5.0);
    assert_eq!(events, ["DutyCycleReq was accepted", "DlChannelReq was accepted"]);
    assert_eq!(play.state().max_duty_cycle, 7);
    assert_eq!(play.state().downlink_channels, [moved]);
    play.mac.ask(|asked| asked.max_duty_cycle = Some(0));
    assert_eq!(play.downlink(), "0400");
}

#[test]
fn a_restarted_device_has_its_defaults_again() {
    let mut play = Play::eu868(Policy { extra_hz: &EXTRA[..1], ..ADR });
    play.uplink("", 5, 5.0);
    play.downlink();
    play.uplink("070306ff00", 5, 5.0);
    play.mac.restart(&play.profile);
    let state = play.state();
    assert_eq!((state.enabled.to_string(), state.extra.len()), ("0-2".into(), 0));
    assert!(state.status.is_some(), "the battery is the same");
    play.uplink("", 5, 5.0);
    assert_eq!(play.downlink(), "0703184f8450");
}

#[test]
fn a_profile_of_another_band_has_other_channels() {
    let mut play = Play::eu868(Policy { extra_hz: &EXTRA, ..QUIET });
    play.uplink("", 5, 5.0);
    play.downlink();
    play.uplink("07030703", 5, 5.0);
    play.profile.handle = "roof".into();
    play.mac.follow(&play.profile);
    assert_eq!(play.state().enabled.to_string(), "0-4");
    play.profile.standard = Standard::Us902;
    play.mac.follow(&play.profile);
    assert_eq!(play.state().enabled.to_string(), "0-71");
}

#[test]
fn the_state_survives_a_restart_of_the_program() {
    let mut play = Play::eu868(Policy { extra_hz: &EXTRA, ..ADR });
    play.profile.rx_delay = 5;
    play.uplink("06fe3b", 0, 20.0);
    play.downlink();
    play.uplink("0703070207030305", 0, 20.0);
    play.downlink();
    let stored = play.state().to_stored();
    assert_eq!(MacState::from_stored(&stored).as_ref(), Some(play.state()));
    assert_eq!(MacState::from_stored("{}"), Some(MacState::default()), "older states are readable");
    assert_eq!(MacState::from_stored("what?"), None);
}

#[test]
fn what_travels_together_fits_or_is_the_one_that_never_would() {
    let mut play = Play::eu868(Policy { extra_hz: &EXTRA, ..QUIET });
    (play.profile.rx_delay, play.profile.rx2dr) = (5, 3);
    play.uplink("", 5, 5.0);
    let wanted = play.mac.requests(&play.profile, &play.session, play.policy, play.now);
    let lens = |room, most| {
        let taken = fitting(wanted.clone(), room, most);
        taken.iter().map(|request| request.commands.len()).collect::<Vec<_>>()
    };
    assert_eq!(lens(51, 51), [5, 2, 12]);
    assert_eq!(lens(15, 51), [5, 2]);
    assert_eq!(lens(4, 51), [5], "alone, instead of application data");
    assert_eq!(lens(4, 4), [2]);
    assert_eq!(lens(0, 0), [0; 0]);
}

#[test]
fn what_waited_for_some_uplinks_waits_no_longer() {
    let mut play = Play::eu868(QUIET);
    for f_cnt in 1..=u32::from(super::PATIENCE) {
        assert!(play.mac.gives_way(), "{f_cnt}");
        // The answer to a repeated uplink counts as that to the first one.
        play.mac.gave_way(f_cnt);
        play.mac.gave_way(f_cnt);
    }
    assert!(!play.mac.gives_way());
    play.mac.had_its_turn();
    assert!(play.mac.gives_way());
}
