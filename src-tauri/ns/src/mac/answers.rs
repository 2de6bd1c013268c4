//! Answers the MAC commands a device sends: what it asks for, and what it must be told to stop
//! repeating.
//!
//! Only LinkCheckReq and DeviceTimeReq have an answer of their own, whatever the device's LoRaWAN
//! version says. What other commands of the device mean for a pending request of the network is
//! not decided here.
//!
//! Start at [`answer`].
//!
//! Source: LoRaWAN L2 1.0.4, section 5.

use lorawan::gps_time;
use lorawan::mac::{DownlinkCommand, UplinkCommand, uplink_commands};
use lorawan::region::DataRate;
use lorawan::{CipherKey, DataFrame};
use model::radio::{GatewayUplink, Modulation};

/// A gateway's GPS time is taken when it lies at most this long before the arrival here, the time
/// a frame may spend on its way. Beyond, the gateway's clock or its leap seconds are wrong.
const MAX_BACKHAUL_MS: i64 = 5_000;

/// A gateway's GPS time may lie this far ahead of our clock.
const MAX_AHEAD_MS: i64 = 500;

/// What the downlink to a device must carry because of its MAC commands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// Commands for FOpts, at most 9 bytes.
    pub f_opts: Vec<u8>,
    /// The device repeats an answer until it hears any downlink: send one, even if empty.
    pub owes_downlink: bool,
}

impl Answers {
    /// Whether anything has to be sent.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.owes_downlink || !self.f_opts.is_empty()
    }
}

/// The MAC commands of an uplink, in the clear: FOpts, or the decrypted payload of port 0.
///
/// Empty when the frame has both, which the specification forbids. `f_cnt` is the full counter.
#[must_use]
pub fn commands_of(frame: &DataFrame<'_>, nwk_s_key: &impl CipherKey, f_cnt: u32) -> Vec<u8> {
    if frame.has_commands_twice() {
        return Vec::new();
    }
    let mut commands = Vec::new();
    if frame.f_port == Some(0) {
        frame.decrypt(nwk_s_key, f_cnt, &mut commands);
    } else {
        commands.extend_from_slice(frame.f_opts);
    }
    commands
}

/// Answers a block of commands (see [`commands_of`]), also when the frame is a repeat.
///
/// `copies` are the receptions of this very transmission, best first, one per gateway. An unknown
/// or truncated command ends the block; what came before it is answered.
#[must_use]
pub fn answer(commands: &[u8], copies: &[GatewayUplink]) -> Answers {
    let mut link_check = None;
    let mut device_time = None;
    let mut owes_downlink = false;
    for command in uplink_commands(commands).map_while(Result::ok) {
        match command {
            UplinkCommand::LinkCheckReq => link_check = link_check_ans(copies),
            UplinkCommand::DeviceTimeReq => device_time = device_time_ans(copies),
            other => owes_downlink |= other.is_sticky(),
        }
    }
    let mut f_opts = Vec::new();
    for answer in link_check.into_iter().chain(device_time) {
        // Both answers fit their fields by construction; one that did not would not be sent.
        let _fits = answer.write(&mut f_opts);
    }
    Answers { f_opts, owes_downlink }
}

/// How far above the demodulation floor the best gateway heard the device, and how many gateways
/// did. Two antennas of one gateway count once.
fn link_check_ans(copies: &[GatewayUplink]) -> Option<DownlinkCommand> {
    let margin = copies.iter().filter_map(margin_db).max_by(f32::total_cmp).unwrap_or(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=254"
    )]
    let margin_db = margin.round().clamp(0.0, 254.0) as u8;
    let mut gateways: Vec<_> = copies.iter().map(|copy| copy.gateway).collect();
    gateways.sort_unstable();
    gateways.dedup();
    let gateways = u8::try_from(gateways.len()).unwrap_or(u8::MAX).max(1);
    Some(DownlinkCommand::LinkCheckAns { margin_db, gateways })
}

/// SNR above what the spreading factor needs; `None` for FSK and copies without SNR.
fn margin_db(copy: &GatewayUplink) -> Option<f32> {
    let Modulation::LoRa { spreading_factor, bandwidth_hz } = copy.modulation else { return None };
    let required_db = DataRate::LoRa { spreading_factor, bandwidth_hz }.required_snr_db()?;
    Some(copy.snr_db.filter(|snr| snr.is_finite())? - required_db)
}

/// The GPS time at the end of the uplink: that of a gateway whose clock can be right, else our own
/// at the first arrival.
fn device_time_ans(copies: &[GatewayUplink]) -> Option<DownlinkCommand> {
    let ours = copies.iter().map(|copy| copy.received_at.as_millis()).min()?;
    let plausible = |copy: &GatewayUplink| {
        let theirs = i64::try_from(gps_time::to_unix_ms(copy.tmms?)?).ok()?;
        let delay = copy.received_at.as_millis() - theirs;
        (-MAX_AHEAD_MS..=MAX_BACKHAUL_MS).contains(&delay).then_some(theirs)
    };
    let unix_ms = copies.iter().find_map(plausible).unwrap_or(ours);
    let time = gps_time::from_unix_ms(u64::try_from(unix_ms).ok()?)?;
    Some(DownlinkCommand::DeviceTimeAns {
        gps_seconds: time.seconds,
        fraction_256: time.fraction_256,
    })
}

#[cfg(test)]
mod tests {
    use lorawan::mac::downlink_commands;
    use lorawan::{DataUp, Frame, SessionKey};
    use model::Timestamp;
    use model::radio::{GatewayUplink, Modulation};

    use super::{answer, commands_of};
    use crate::fixture::{DEV_ADDR, heard, key};

    /// 2024-07-01T00:00:00.500Z, the time of vector D07.
    const NOW_MS: i64 = 1_719_792_000_500;
    /// The same as GPS time in milliseconds.
    const NOW_GPS_MS: u64 = 1_403_827_218_500;

    fn copy(gateway: u8, snr_db: f32) -> GatewayUplink {
        let mut copy = heard(gateway, snr_db, &[]);
        copy.received_at = Timestamp::from_millis(NOW_MS);
        copy
    }

    fn at_gps(gps_ms: u64) -> GatewayUplink {
        GatewayUplink { tmms: Some(gps_ms), ..copy(1, 0.0) }
    }

    #[track_caller]
    fn check(commands: &[u8], copies: &[GatewayUplink], expected: &str) {
        let answers = answer(commands, copies);
        let mut line: Vec<String> = downlink_commands(&answers.f_opts)
            .map(|command| match command.unwrap() {
                lorawan::mac::DownlinkCommand::LinkCheckAns { margin_db, gateways } => {
                    format!("link {margin_db} dB {gateways}")
                }
                lorawan::mac::DownlinkCommand::DeviceTimeAns { gps_seconds, fraction_256 } => {
                    format!("time {gps_seconds}+{fraction_256}")
                }
                other => format!("{other:?}"),
            })
            .collect();
        if answers.owes_downlink {
            line.push("owes".to_owned());
        }
        assert_eq!(line.join(", "), expected);
        assert_eq!(answers.is_needed(), !expected.is_empty());
    }

    /// Learnt from others' bugs: two antennas of one gateway are one gateway.
    #[test]
    fn a_link_check_tells_the_best_margin_and_the_number_of_gateways() {
        check(&[0x02], &[copy(1, 5.0)], "link 13 dB 1");
        check(&[0x02], &[copy(1, 5.0), copy(1, 4.0), copy(2, -3.0)], "link 13 dB 2");
        check(&[0x02], &[copy(1, -12.0)], "link 0 dB 1");
        let fsk = Modulation::Fsk { bit_rate: 50_000 };
        check(&[0x02], &[GatewayUplink { modulation: fsk, ..copy(1, 0.0) }], "link 0 dB 1");
        check(&[0x02], &[copy(1, f32::INFINITY)], "link 0 dB 1");
    }

    /// Learnt from others' bugs: a time that is 18 s or a gateway's clock error off. Vector D07.
    #[test]
    fn the_time_is_gps_time_of_a_clock_that_can_be_right() {
        check(&[0x0d], &[copy(1, 0.0)], "time 1403827218+128");
        check(&[0x0d], &[at_gps(NOW_GPS_MS - 1_000)], "time 1403827217+128");
        check(&[0x0d], &[at_gps(NOW_GPS_MS - 18_000)], "time 1403827218+128");
        check(&[0x0d], &[at_gps(NOW_GPS_MS + 18_000)], "time 1403827218+128");
        check(&[0x0d], &[at_gps(u64::MAX)], "time 1403827218+128");
        check(&[0x0d], &[], "");
    }

    #[test]
    fn each_request_is_answered_once_and_a_broken_end_does_no_harm() {
        check(&[0x02, 0x0d, 0x02], &[copy(1, 5.0)], "link 13 dB 1, time 1403827218+128");
        check(&[0x02, 0x80, 0x0d], &[copy(1, 5.0)], "link 13 dB 1");
        check(&[0x03], &[copy(1, 5.0)], "");
        check(&[], &[copy(1, 5.0)], "");
    }

    #[test]
    fn a_sticky_answer_is_released_by_any_downlink() {
        check(&[0x08], &[copy(1, 5.0)], "owes");
        check(&[0x05, 0x07], &[copy(1, 5.0)], "owes");
        check(&[0x03, 0x07, 0x06, 0xff, 0x00], &[copy(1, 5.0)], "");
    }

    #[test]
    fn commands_come_from_one_place_only() {
        let up = DataUp { dev_addr: DEV_ADDR, f_cnt: 0x1_0002, ..DataUp::default() };
        let twice = hex::decode("40c3b2a102016a000200c6f7f73c27").unwrap();
        for (phy, expected) in [
            (DataUp { f_opts: &[0x02], ..up }.build(&key(1), &key(2)).unwrap(), vec![0x02]),
            (
                DataUp { f_port: Some(0), payload: &[0x0d], ..up }.build(&key(1), &key(2)).unwrap(),
                vec![0x0d],
            ),
            (up.build(&key(1), &key(2)).unwrap(), vec![]),
            (twice, vec![]),
        ] {
            let Ok(Frame::Data(frame)) = lorawan::parse(&phy) else { panic!("no data frame") };
            assert_eq!(commands_of(&frame, &SessionKey::new(&key(1)), up.f_cnt), expected);
        }
    }
}
