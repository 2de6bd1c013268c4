//! Rules that the reference vectors do not touch: what is refused when read and when built.

use super::{BuildError, DataDown, DataUp, Direction, Frame, MessageType, ParseError, parse};
use crate::cflist::CfList;
use crate::{AesKey, DevAddr, JoinAccept, NetId, SessionKey};

const KEY: AesKey = AesKey::new([7; 16]);

fn refusal(phy: &[u8]) -> ParseError {
    parse(phy).expect_err("the frame should be refused")
}

#[test]
fn lengths_are_checked_for_every_type() {
    assert_eq!(refusal(&[]), ParseError::Empty);
    assert_eq!(refusal(&[0x40; 256]), ParseError::TooLong { len: 256 });
    assert_eq!(refusal(&[0x00; 22]), ParseError::JoinRequestLength { len: 22 });
    assert_eq!(refusal(&[0x20; 18]), ParseError::JoinAcceptLength { len: 18 });
    assert_eq!(refusal(&[0x60]), ParseError::DataLength { len: 1 });
    assert!(matches!(parse(&[0x40; 255]), Ok(Frame::Data(_))));
}

#[test]
fn reserved_and_proprietary_frames_are_kept_whole() {
    assert!(matches!(parse(&[0xC0, 1, 2]), Ok(Frame::Rfu([0xC0, 1, 2]))));
    // The two lowest bits are not a version there.
    assert!(matches!(parse(&[0xE3, 9]), Ok(Frame::Proprietary([0xE3, 9]))));
}

#[test]
fn the_flags_of_one_direction_mean_nothing_in_the_other() {
    let flags = |mhdr| {
        let phy = [mhdr, 1, 2, 3, 4, 0x50, 0, 0, 1, 2, 3, 4];
        let Ok(Frame::Data(frame)) = parse(&phy) else { panic!("no data frame") };
        let f_ctrl = frame.f_ctrl;
        (frame.message_type(), f_ctrl.adr_ack_req, f_ctrl.class_b, f_ctrl.f_pending)
    };
    assert_eq!(flags(0x40), (MessageType::UnconfirmedUp, true, true, false));
    assert_eq!(flags(0xA0), (MessageType::ConfirmedDown, false, false, true));
}

#[test]
fn a_frame_that_breaks_a_rule_is_not_built() {
    let build = |frame: DataDown<'_>| frame.build(&KEY, &KEY).map(|phy| phy.len());
    let frame = DataDown { dev_addr: DevAddr::from_be_bytes([1; 4]), ..DataDown::default() };
    assert_eq!(build(frame), Ok(12));
    assert_eq!(build(DataDown { f_opts: &[0; 15], ..frame }), Ok(27));
    assert_eq!(
        build(DataDown { f_opts: &[0; 16], ..frame }),
        Err(BuildError::FOptsTooLong { len: 16 })
    );
    assert_eq!(build(DataDown { payload: &[1], ..frame }), Err(BuildError::PortMissing));
    assert_eq!(
        build(DataDown { f_opts: &[2], f_port: Some(0), ..frame }),
        Err(BuildError::CommandsTwice)
    );
    assert_eq!(build(DataDown { f_port: Some(1), payload: &[0; 242], ..frame }), Ok(255));
    assert_eq!(
        build(DataDown { f_port: Some(1), payload: &[0; 243], ..frame }),
        Err(BuildError::TooLong { len: 256 })
    );
}

#[test]
fn a_join_accept_value_too_large_for_its_field_is_refused() {
    let accept = JoinAccept {
        join_nonce: 0x00FF_FFFF,
        net_id: NetId::default(),
        dev_addr: DevAddr::default(),
        rx1dr_offset: 7,
        rx2dr: 15,
        rx_delay: 15,
        cf_list: Some(CfList::of_channels([0, 111, 112, 255])),
    };
    assert_eq!(accept.encrypt(&KEY).map(|phy| phy.len()), Ok(33));
    assert!(JoinAccept { join_nonce: 0x0100_0000, ..accept }.encrypt(&KEY).is_err());
    assert!(JoinAccept { rx1dr_offset: 8, ..accept }.encrypt(&KEY).is_err());
    assert!(JoinAccept { rx2dr: 16, ..accept }.encrypt(&KEY).is_err());
    assert!(JoinAccept { rx_delay: 16, ..accept }.encrypt(&KEY).is_err());
    assert_eq!(accept.cf_list.map(|list| list.channels().collect()), Some(vec![0, 111]));
}

#[test]
fn the_direction_is_part_of_the_signature() {
    let up = DataUp { f_port: Some(1), payload: b"x", ..DataUp::default() };
    let phy = up.build(&KEY, &KEY).unwrap();
    let mut turned = phy.clone();
    turned[0] = 0x60;
    let is_valid = |phy: &[u8]| match parse(phy) {
        Ok(Frame::Data(frame)) => (frame.direction, frame.mic_is_valid(&KEY, 0)),
        other => panic!("{other:?}"),
    };
    assert_eq!(is_valid(&phy), (Direction::Up, true));
    assert_eq!(is_valid(&turned), (Direction::Down, false));
}

#[test]
fn keys_never_print() {
    assert_eq!(format!("{KEY:?} {:?}", SessionKey::new(&KEY)), "AesKey(..) SessionKey(..)");
}
