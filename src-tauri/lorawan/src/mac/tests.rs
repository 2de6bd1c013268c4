//! Command blocks of the reference frames, in words.

use super::{
    CommandError, DownlinkCommand, UplinkCommand, downlink_commands, eirp_index_for, max_eirp_dbm,
    uplink_commands,
};
use crate::WireFrequency;

fn check_up(hex: &str, expected: &[UplinkCommand]) {
    let bytes = hex::decode(hex).unwrap();
    let read: Result<Vec<_>, _> = uplink_commands(&bytes).collect();
    assert_eq!(read.as_deref(), Ok(expected), "{hex}");
    let mut written = Vec::new();
    expected.iter().try_for_each(|command| command.write(&mut written)).unwrap();
    assert_eq!(hex::encode(written), hex);
}

fn check_down(hex: &str, expected: &[DownlinkCommand]) {
    let bytes = hex::decode(hex).unwrap();
    let read: Result<Vec<_>, _> = downlink_commands(&bytes).collect();
    assert_eq!(read.as_deref(), Ok(expected), "{hex}");
    let mut written = Vec::new();
    expected.iter().try_for_each(|command| command.write(&mut written)).unwrap();
    assert_eq!(hex::encode(written), hex);
}

fn mhz(hz: u32) -> WireFrequency {
    WireFrequency::from_hz(hz).unwrap()
}

#[test]
fn uplink_blocks_of_the_reference_frames() {
    use UplinkCommand as C;
    let adr = C::LinkAdrAns { channel_mask_ok: true, data_rate_ok: true, power_ok: true };
    let status = |battery, margin_db| C::DevStatusAns { battery, margin_db };
    check_up("030706fe3b08", &[adr, status(254, -5), C::RxTimingSetupAns]);
    check_up("020d", &[C::LinkCheckReq, C::DeviceTimeReq]);
    check_up(
        "0307030703070307030706ff200802",
        &[adr, adr, adr, adr, adr, status(255, -32), C::RxTimingSetupAns, C::LinkCheckReq],
    );
    check_up(
        "020305",
        &[
            C::LinkCheckReq,
            C::LinkAdrAns { channel_mask_ok: true, data_rate_ok: false, power_ok: true },
        ],
    );
}

#[test]
fn every_other_command_has_its_bits_in_place() {
    use UplinkCommand as C;
    let (t, f) = (true, false);
    check_up(
        "0501050205040a010a0207010702",
        &[
            C::RxParamSetupAns { frequency_ok: t, rx2dr_ok: f, rx1dr_offset_ok: f },
            C::RxParamSetupAns { frequency_ok: f, rx2dr_ok: t, rx1dr_offset_ok: f },
            C::RxParamSetupAns { frequency_ok: f, rx2dr_ok: f, rx1dr_offset_ok: t },
            C::DlChannelAns { frequency_ok: t, channel_exists: f },
            C::DlChannelAns { frequency_ok: f, channel_exists: t },
            C::NewChannelAns { frequency_ok: t, data_rates_ok: f },
            C::NewChannelAns { frequency_ok: f, data_rates_ok: t },
        ],
    );
    check_up(
        "04091007110112130106001f",
        &[
            C::DutyCycleAns,
            C::TxParamSetupAns,
            C::PingSlotInfoReq { periodicity: 7 },
            C::PingSlotChannelAns { frequency_ok: t, data_rate_ok: f },
            C::BeaconTimingReq,
            C::BeaconFreqAns { frequency_ok: t },
            C::DevStatusAns { battery: 0, margin_db: 31 },
        ],
    );
    check_down(
        "1011d2ad8403123412051300000009200910",
        &[
            DownlinkCommand::PingSlotInfoAns,
            DownlinkCommand::PingSlotChannelReq { frequency: mhz(869_525_000), data_rate: 3 },
            DownlinkCommand::BeaconTimingAns { delay: 0x1234, channel: 5 },
            DownlinkCommand::BeaconFreqReq { frequency: WireFrequency::UNUSED },
            DownlinkCommand::TxParamSetupReq {
                downlink_dwell: t,
                uplink_dwell: f,
                max_eirp_index: 0,
            },
            DownlinkCommand::TxParamSetupReq {
                downlink_dwell: f,
                uplink_dwell: t,
                max_eirp_index: 0,
            },
        ],
    );
}

#[test]
fn downlink_blocks_of_the_reference_frames() {
    use DownlinkCommand as C;
    let adr = |channel_mask, channel_mask_control| C::LinkAdrReq {
        data_rate: 3,
        tx_power: 5,
        channel_mask,
        channel_mask_control,
        nb_trans: 1,
    };
    check_down("0335020071033500ff01", &[adr(0x0002, 7), adr(0xFF00, 0)]);
    let channel =
        |channel, hz| C::NewChannelReq { channel, frequency: mhz(hz), min_dr: 0, max_dr: 5 };
    check_down(
        "0703184f84500704e85684500705b85e8450",
        &[channel(3, 867_100_000), channel(4, 867_300_000), channel(5, 867_500_000)],
    );
    check_down(
        "0214030d12b4ac5380",
        &[
            C::LinkCheckAns { margin_db: 20, gateways: 3 },
            C::DeviceTimeAns { gps_seconds: 1_403_827_218, fraction_256: 128 },
        ],
    );
    check_down(
        "0513d2ad840805060a00287684",
        &[
            C::RxParamSetupReq { rx1dr_offset: 1, rx2dr: 3, frequency: mhz(869_525_000) },
            C::RxTimingSetupReq { delay_s: 5 },
            C::DevStatusReq,
            C::DlChannelReq { channel: 0, frequency: mhz(868_100_000) },
        ],
    );
    check_down(
        "09350407",
        &[
            C::TxParamSetupReq { downlink_dwell: true, uplink_dwell: true, max_eirp_index: 5 },
            C::DutyCycleReq { max_duty_cycle: 7 },
        ],
    );
}

#[test]
fn an_unknown_or_cut_off_command_ends_the_block_and_keeps_what_came_before() {
    let read: Vec<_> = uplink_commands(&[0x02, 0x0B, 0x02]).collect();
    assert_eq!(read, [Ok(UplinkCommand::LinkCheckReq), Err(CommandError::Unknown { cid: 0x0B })]);
    let read: Vec<_> = uplink_commands(&[0x0D, 0x06, 0xFF]).collect();
    assert_eq!(read, [Ok(UplinkCommand::DeviceTimeReq), Err(CommandError::CutOff { cid: 0x06 })]);
    let read: Vec<_> = downlink_commands(&[0x06, 0x80]).collect();
    assert_eq!(read, [Ok(DownlinkCommand::DevStatusReq), Err(CommandError::Unknown { cid: 0x80 })]);
}

#[test]
fn a_value_too_large_for_its_field_is_refused_and_writes_nothing() {
    let mut out = Vec::new();
    let too_much = DownlinkCommand::RxTimingSetupReq { delay_s: 16 };
    assert!(too_much.write(&mut out).is_err());
    assert!(UplinkCommand::DevStatusAns { battery: 0, margin_db: 32 }.write(&mut out).is_err());
    assert!(out.is_empty());
}

#[test]
fn eirp_indexes_round_down() {
    assert_eq!(max_eirp_dbm(5), Some(16));
    assert_eq!(max_eirp_dbm(16), None);
    assert_eq!(eirp_index_for(16), 5);
    assert_eq!(eirp_index_for(17), 5);
    assert_eq!(eirp_index_for(7), 0);
}
