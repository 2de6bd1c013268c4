//! What holds for every frame and every sequence of bytes.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use thinklink_lorawan::airtime::time_on_air_us;
use thinklink_lorawan::cflist::CfList;
use thinklink_lorawan::counter::{Reconstructed, reconstruct, tmst_add, tmst_difference};
use thinklink_lorawan::join::{self, derive_session_keys};
use thinklink_lorawan::mac::{DownlinkCommand, UplinkCommand, downlink_commands, uplink_commands};
use thinklink_lorawan::region::{LwVersion, Region, Rx1Uplink};
use thinklink_lorawan::{
    AesKey, DataDown, DataUp, DevAddr, Direction, Eui64, Frame, JoinAccept, NetId, SessionKey,
    WireFrequency, gps_time, parse,
};

fn keys() -> impl Strategy<Value = AesKey> {
    any::<[u8; 16]>().prop_map(AesKey::new)
}

/// What a data frame carries: FOpts and either nothing, or a port with a payload.
fn contents() -> impl Strategy<Value = (Vec<u8>, Option<u8>, Vec<u8>)> {
    let application = (vec(any::<u8>(), 0..=15), 1_u8.., vec(any::<u8>(), 0..=227))
        .prop_map(|(f_opts, port, payload)| (f_opts, Some(port), payload));
    let commands = vec(any::<u8>(), 0..=242).prop_map(|payload| (Vec::new(), Some(0), payload));
    let header_only = vec(any::<u8>(), 0..=15).prop_map(|f_opts| (f_opts, None, Vec::new()));
    prop_oneof![application, commands, header_only]
}

fn regions() -> impl Strategy<Value = Region> {
    prop::sample::select(&Region::ALL[..])
}

proptest! {
    #[test]
    fn an_uplink_that_was_built_reads_back(
        (nwk, app) in (keys(), keys()),
        dev_addr in any::<[u8; 4]>(),
        flags in any::<[bool; 5]>(),
        f_cnt in any::<u32>(),
        (f_opts, f_port, payload) in contents(),
    ) {
        let [confirmed, adr, adr_ack_req, ack, class_b] = flags;
        let dev_addr = DevAddr::from_be_bytes(dev_addr);
        let up = DataUp {
            dev_addr, confirmed, adr, adr_ack_req, ack, class_b, f_cnt,
            f_opts: &f_opts, f_port, payload: &payload,
        };
        let phy = up.build(&nwk, &app).unwrap();
        let Ok(Frame::Data(frame)) = parse(&phy) else { panic!("no data frame") };
        prop_assert_eq!(frame.direction, Direction::Up);
        let read = frame.f_ctrl;
        let read = [frame.confirmed, read.adr, read.adr_ack_req, read.ack, read.class_b];
        prop_assert_eq!(read, flags);
        prop_assert_eq!(frame.dev_addr, dev_addr);
        prop_assert_eq!((frame.f_opts, frame.f_port), (f_opts.as_slice(), f_port));
        prop_assert_eq!(u32::from(frame.f_cnt), f_cnt & 0xFFFF);
        prop_assert!(frame.mic_is_valid(&SessionKey::new(&nwk), f_cnt));
        let mut plain = Vec::new();
        frame.decrypt(if f_port == Some(0) { &nwk } else { &app }, f_cnt, &mut plain);
        prop_assert_eq!(plain, payload);
    }

    #[test]
    fn a_downlink_that_was_built_reads_back_and_any_changed_bit_shows(
        (nwk, app) in (keys(), keys()),
        (confirmed, adr, ack, f_pending) in any::<(bool, bool, bool, bool)>(),
        f_cnt in any::<u32>(),
        (f_opts, f_port, payload) in contents(),
        (at, bit) in (any::<prop::sample::Index>(), 0_u8..8),
    ) {
        let down = DataDown {
            dev_addr: DevAddr::default(), confirmed, adr, ack, f_pending, f_cnt,
            f_opts: &f_opts, f_port, payload: &payload,
        };
        let mut phy = down.build(&nwk, &app).unwrap();
        let Ok(Frame::Data(frame)) = parse(&phy) else { panic!("no data frame") };
        prop_assert_eq!(frame.direction, Direction::Down);
        prop_assert_eq!(frame.f_ctrl.f_pending, f_pending);
        prop_assert!(frame.mic_is_valid(&nwk, f_cnt));
        let at = at.index(phy.len());
        phy[at] ^= 1 << bit;
        if let Ok(Frame::Data(frame)) = parse(&phy) {
            prop_assert!(!frame.mic_is_valid(&nwk, f_cnt));
        }
    }

    #[test]
    fn join_frames_that_were_built_read_back(
        (app_key, other_key) in (keys(), keys()),
        (join_eui, dev_eui, dev_nonce) in any::<([u8; 8], [u8; 8], u16)>(),
        join_nonce in 0_u32..=0x00FF_FFFF,
        (net_id, dev_addr) in any::<([u8; 3], [u8; 4])>(),
        (rx1dr_offset, rx2dr, rx_delay) in (0_u8..=7, 0_u8..=15, 0_u8..=15),
        cf_list in option::of(any::<[u8; 16]>()),
    ) {
        prop_assume!(app_key != other_key);
        let (join_eui, dev_eui) = (Eui64::from_be_bytes(join_eui), Eui64::from_be_bytes(dev_eui));
        let phy = join::request(join_eui, dev_eui, dev_nonce, &app_key);
        let Ok(Frame::JoinRequest(request)) = parse(&phy) else { panic!("no join-request") };
        let read = (request.join_eui, request.dev_eui, request.dev_nonce);
        prop_assert_eq!(read, (join_eui, dev_eui, dev_nonce));
        prop_assert!(request.mic_is_valid(&app_key));
        prop_assert!(!request.mic_is_valid(&other_key));

        let net_id = NetId::from_be_bytes(net_id);
        let accept = JoinAccept {
            join_nonce, net_id, dev_addr: DevAddr::from_be_bytes(dev_addr),
            rx1dr_offset, rx2dr, rx_delay, cf_list: cf_list.map(CfList::from_wire_bytes),
        };
        let phy = accept.encrypt(&app_key).unwrap();
        let Ok(Frame::JoinAccept(received)) = parse(&phy) else { panic!("no join-accept") };
        prop_assert_eq!(received.decrypt(&app_key), Ok(accept));
        let (nwk, app) = derive_session_keys(&app_key, join_nonce, net_id, dev_nonce);
        prop_assert!(nwk != app);
    }

    #[test]
    fn no_bytes_make_anything_panic(bytes in vec(any::<u8>(), 0..300), key in keys(), f_cnt in any::<u32>()) {
        let mut plain = Vec::new();
        match parse(&bytes) {
            Ok(Frame::Data(frame)) => {
                let _ = frame.mic_is_valid(&key, f_cnt);
                frame.decrypt(&key, f_cnt, &mut plain);
                prop_assert_eq!(plain.len(), frame.frm_payload.len());
                uplink_commands(frame.f_opts).for_each(drop);
            }
            Ok(Frame::JoinRequest(request)) => drop(request.mic_is_valid(&key)),
            Ok(Frame::JoinAccept(accept)) => drop(accept.decrypt(&key)),
            Ok(Frame::Rfu(_) | Frame::Proprietary(_)) | Err(_) => {}
        }
        for _ in uplink_commands(&bytes) {}
        for _ in downlink_commands(&bytes) {}
    }

    #[test]
    fn commands_that_were_read_are_written_as_they_mean(bytes in vec(0_u8..0x14, 0..60)) {
        let read: Vec<UplinkCommand> = uplink_commands(&bytes).map_while(Result::ok).collect();
        let mut written = Vec::new();
        for command in &read {
            command.write(&mut written).unwrap();
        }
        let again: Vec<UplinkCommand> = uplink_commands(&written).map(Result::unwrap).collect();
        prop_assert_eq!(read, again);

        let read: Vec<DownlinkCommand> = downlink_commands(&bytes).map_while(Result::ok).collect();
        let mut written = Vec::new();
        for command in &read {
            command.write(&mut written).unwrap();
        }
        let again: Vec<DownlinkCommand> = downlink_commands(&written).map(Result::unwrap).collect();
        prop_assert_eq!(read, again);
    }

    #[test]
    fn channel_lists_keep_what_a_device_can_use(bytes in any::<[u8; 16]>(), kind in 0_u8..3) {
        let mut bytes = bytes;
        bytes[15] = kind;
        let list = CfList::from_wire_bytes(bytes);
        prop_assert_eq!(CfList::from_wire_bytes(list.to_wire_bytes()), list);
        list.channels().for_each(drop);
    }

    #[test]
    fn a_reconstructed_counter_ends_in_the_bits_of_the_air(last in option::of(any::<u32>()), wire in any::<u16>()) {
        match reconstruct(last, wire) {
            Reconstructed::New { full, gap } => {
                prop_assert_eq!(full & 0xFFFF, u32::from(wire));
                prop_assert_eq!(last.map(|last| full - last), gap);
                prop_assert!(gap.is_none_or(|gap| (1..=0xFFFF).contains(&gap)));
            }
            Reconstructed::Repeat { full } => prop_assert_eq!(Some(full), last),
            Reconstructed::Exhausted => prop_assert!(last.is_some_and(|last| last > 0xFFFF_0000)),
        }
    }

    #[test]
    fn a_delay_added_to_a_gateway_counter_is_its_difference(tmst in any::<u32>(), delay in 0..i32::MAX) {
        let later = tmst_add(tmst, delay.unsigned_abs());
        prop_assert_eq!(tmst_difference(tmst, later), delay);
        prop_assert_eq!(tmst_difference(later, tmst), -delay);
    }

    #[test]
    fn every_first_window_can_be_transmitted(
        region in regions(),
        channel in any::<u8>(),
        (dr, rx1dr_offset) in (0_u8..16, 0_u8..8),
        downlink_dwell in any::<bool>(),
    ) {
        let Some(frequency_hz) = region.uplink_frequency_hz(channel) else { return Ok(()) };
        let version = LwVersion::V1_0_4;
        let uplink = Rx1Uplink { frequency_hz, dr, rx1dr_offset, downlink_dwell, version };
        if region.data_rate(dr, Direction::Up).is_none() || rx1dr_offset > region.max_rx1dr_offset() {
            return Ok(());
        }
        let rx1 = region.rx1(uplink).unwrap();
        prop_assert!(region.allows_frequency(rx1.frequency_hz));
        let rate = region.data_rate(rx1.dr, Direction::Down);
        prop_assert!(rate.is_some_and(|rate| time_on_air_us(rate, 33, Direction::Down).is_ok()));
    }

    #[test]
    fn any_numbers_are_answered_about_a_region(
        region in regions(),
        (frequency_hz, dr, rx1dr_offset) in any::<(u32, u8, u8)>(),
    ) {
        let uplink = Rx1Uplink {
            frequency_hz, dr, rx1dr_offset, downlink_dwell: true, version: LwVersion::V1_0_2,
        };
        if let Some(rx1) = region.rx1(uplink) {
            prop_assert!(region.band_hz().contains(&rx1.frequency_hz));
        }
        let rate = region.data_rate(dr, Direction::Up);
        prop_assert!(rate.is_none() || dr < 16);
        let channel = region.uplink_channel(frequency_hz);
        prop_assert!(channel.is_none_or(|channel| region.uplink_frequency_hz(channel).is_some()));
        let downlink_hz = region.downlink_frequency_hz(dr);
        prop_assert!(downlink_hz.is_none_or(|hz| region.allows_frequency(hz)));
        prop_assert!((12..=29).contains(&region.downlink_eirp_dbm(frequency_hz)));
        let group = region.group_of(frequency_hz).or(Some(dr));
        let list = region.cf_list(LwVersion::V1_0_4, region.common_extra_channels_hz(), group);
        prop_assert!(list.is_none_or(|list| list.channels().count() <= 9));
    }

    #[test]
    fn gps_time_and_unix_time_translate_back(unix_ms in 315_964_800_000_u64..4_000_000_000_000) {
        let gps = gps_time::from_unix_ms(unix_ms).unwrap();
        let gps_ms = u64::from(gps.seconds) * 1_000 + unix_ms % 1_000;
        prop_assert_eq!(gps_time::to_unix_ms(gps_ms), Some(unix_ms));
    }

    #[test]
    fn frequencies_survive_the_air(hundreds in 0_u32..1 << 24) {
        let frequency = WireFrequency::from_hz(hundreds * 100).unwrap();
        prop_assert_eq!(WireFrequency::from_wire_bytes(frequency.to_wire_bytes()), frequency);
        prop_assert_eq!(frequency.hz(), hundreds * 100);
    }
}
