//! What travels together, what waits, and what can never go.

use lorawan::{DataUp, DevAddr, Frame};
use model::record::Session;

use super::{Carries, Item, Offer, Room, TooLong, compose, is_owed};
use crate::fixture::{self, DEV_ADDR, key};
use crate::mac::answers::Answers;

const LINK_CHECK_ANS: [u8; 3] = [0x02, 10, 1];
/// Three LinkADRReq and a DevStatusReq: more than FOpts hold.
const MANY: [u8; 16] = [3, 1, 1, 1, 1, 3, 2, 2, 2, 2, 3, 3, 3, 3, 3, 6];

fn item(payload: &[u8]) -> Item<'_> {
    Item { f_port: 10, payload, confirmed: false, f_pend: false }
}

fn room(bytes: usize) -> Room {
    Room { now: bytes, ever: bytes }
}

/// As one line: counter-independent fields of the built frame.
fn told(offer: &Offer<'_>) -> String {
    let draft = match compose(offer) {
        Err(error) => return error.to_string(),
        Ok(None) => return "nothing".into(),
        Ok(Some(draft)) => draft,
    };
    let session = fixture::session(None);
    let phy = draft.build(&session, 5).unwrap();
    assert_eq!(phy.len(), draft.len());
    assert!(phy.len() <= offer.room.now, "longer than allowed");
    let Ok(Frame::Data(frame)) = lorawan::parse(&phy) else { panic!("no data frame") };
    let mut payload = Vec::new();
    let key = if frame.f_port == Some(0) { &session.nwk_s_key } else { &session.app_s_key };
    frame.decrypt(key, 5, &mut payload);
    let flags = [
        (frame.confirmed, "confirmed "),
        (frame.f_ctrl.ack, "ack "),
        (frame.f_ctrl.adr, "adr "),
        (frame.f_ctrl.f_pending, "pending "),
    ];
    let flags: String = flags.iter().filter(|(set, _)| *set).map(|(_, word)| *word).collect();
    let port = frame.f_port.map_or("-".into(), |port| port.to_string());
    format!("{flags}[{}] {port}:{}", hex::encode(frame.f_opts), hex::encode(&payload))
}

#[test]
fn an_item_an_acknowledgement_and_answers_travel_together() {
    let offer = Offer {
        ack: true,
        is_owed: true,
        answers: &LINK_CHECK_ANS,
        requests: &[0x06],
        item: Some(item(&[1, 2])),
        room: room(64),
        ..Offer::default()
    };
    assert_eq!(told(&offer), "ack [020a0106] 10:0102");
    assert_eq!(told(&Offer { more: true, ..offer }), "ack pending [020a0106] 10:0102");
    let confirmed = Item { confirmed: true, f_pend: true, ..item(&[7]) };
    assert_eq!(
        told(&Offer { item: Some(confirmed), adr: true, ..offer }),
        "confirmed ack adr pending [020a0106] 10:07"
    );
}

#[test]
fn nothing_is_sent_without_a_reason_or_a_window() {
    assert_eq!(told(&Offer { room: room(64), ..Offer::default() }), "nothing");
    let owed = Offer { is_owed: true, room: room(64), ..Offer::default() };
    assert_eq!(told(&owed), "[] -:");
    assert_eq!(told(&Offer { room: room(0), ..owed }), "nothing");
    // Learnt from others' bugs: an acknowledgement is never itself to be acknowledged.
    assert_eq!(told(&Offer { ack: true, ..owed }), "ack [] -:");
}

/// Learnt from others' bugs: an item that cannot travel keeps back nothing else.
#[test]
fn an_item_that_does_not_fit_now_waits_and_what_is_owed_goes() {
    let long = [9; 51];
    let offer = Offer {
        ack: true,
        is_owed: true,
        answers: &LINK_CHECK_ANS,
        requests: &[0x06],
        item: Some(item(&long)),
        room: room(64),
        ..Offer::default()
    };
    assert_eq!(told(&offer), "ack pending [020a0106] -:", "three bytes of FOpts are too many");
    let bare = Offer { answers: &[], requests: &[], ..offer };
    assert_eq!(told(&bare), format!("ack [] 10:{}", "09".repeat(51)));
    let only_requests = Offer { answers: &[], ..offer };
    assert_eq!(
        told(&only_requests),
        format!("ack pending [] 10:{}", "09".repeat(51)),
        "requests can wait better than data"
    );
    let only_rx2_left = Offer { room: Room { now: 30, ever: 64 }, ..bare };
    assert_eq!(told(&only_rx2_left), "ack pending [] -:");
    let unasked = Offer { ack: false, is_owed: false, ..only_rx2_left };
    assert_eq!(told(&unasked), "nothing");
}

/// Learnt from others' bugs: size is checked when the frame is built, and the limit is named.
#[test]
fn an_item_that_never_fits_is_refused_with_the_limit() {
    let long = [9; 52];
    let offer = Offer { item: Some(item(&long)), room: room(64), ..Offer::default() };
    assert_eq!(compose(&offer), Err(TooLong { len: 52, limit: 51 }));
    assert_eq!(
        told(&offer),
        "52 bytes are too long: at the device's present data rate at most 51 fit"
    );
    let late = Offer { room: Room { now: 0, ever: 64 }, ..offer };
    assert_eq!(compose(&late), Err(TooLong { len: 52, limit: 51 }), "whatever the time");
}

#[test]
fn more_commands_than_f_opts_hold_go_alone_on_port_0() {
    let offer = Offer {
        ack: true,
        requests: &MANY,
        item: Some(item(&[1])),
        room: room(64),
        ..Offer::default()
    };
    assert_eq!(told(&offer), format!("ack pending [] 0:{}", hex::encode(MANY)));
    assert_eq!(
        told(&Offer { item: None, answers: &LINK_CHECK_ANS, ..offer }),
        format!("ack [] 0:020a01{}", hex::encode(MANY)),
        "answers first"
    );
    assert_eq!(told(&Offer { room: room(20), ..offer }), "ack pending [] 10:01", "too long");
    let draft = compose(&offer).unwrap().unwrap();
    assert_eq!(draft.carries, Carries { item: false, requests: true });
}

#[test]
fn mac_commands_of_the_application_go_where_its_port_says() {
    let dev_status = |f_port| Item { f_port, payload: &[0x06], confirmed: false, f_pend: false };
    let offer = Offer { answers: &LINK_CHECK_ANS, room: room(64), ..Offer::default() };
    assert_eq!(told(&Offer { item: Some(dev_status(-1)), ..offer }), "[020a0106] -:");
    assert_eq!(told(&Offer { item: Some(dev_status(0)), ..offer }), "[] 0:020a0106");
    let full = Item { payload: &[6; 15], ..dev_status(-1) };
    assert_eq!(told(&Offer { item: Some(full), ..offer }), "pending [020a01] -:", "answers first");
    let alone = Offer { item: Some(full), answers: &[], ..offer };
    assert_eq!(told(&alone), format!("[{}] -:", "06".repeat(15)));
    assert_eq!(full.longest_payload(255), 15);
}

fn uplink(confirmed: bool, adr_ack_req: bool) -> Vec<u8> {
    let up = DataUp { dev_addr: DEV_ADDR, confirmed, adr_ack_req, f_cnt: 1, ..DataUp::default() };
    up.build(&key(1), &key(2)).unwrap()
}

/// Learnt from others' bugs: only an uplink that asks for it is acknowledged.
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
        let phy = uplink(confirmed, adr_ack_req);
        let Ok(Frame::Data(frame)) = lorawan::parse(&phy) else { panic!("no data frame") };
        assert_eq!(is_owed(&frame, answers), expected);
    }
}

/// Vector D03, with its keys.
#[test]
fn an_acknowledgement_is_a_frame_without_port() {
    let session = Session {
        dev_addr: DevAddr::from_be_bytes([0x02, 0xa1, 0xb2, 0xc3]),
        nwk_s_key: "6704d140d92614a2f41402c603d0ed9f".parse().unwrap(),
        ..fixture::session(None)
    };
    let offer = Offer { ack: true, is_owed: true, room: room(64), ..Offer::default() };
    let draft = compose(&offer).unwrap().unwrap();
    assert_eq!(hex::encode(draft.build(&session, 8).unwrap()), "60c3b2a10220080050c358c2");
}

/// Learnt from others' bugs: 16 bits travel, 32 are signed.
#[test]
fn the_counter_goes_on_over_16_bits() {
    let session = fixture::session(None);
    let offer = Offer { ack: true, room: room(64), ..Offer::default() };
    let draft = compose(&offer).unwrap().unwrap();
    for (f_cnt, wire) in [(0xFFFF, 0xFFFF), (0x1_0000, 0)] {
        let phy = draft.build(&session, f_cnt).unwrap();
        let Ok(Frame::Data(frame)) = lorawan::parse(&phy) else { panic!("no data frame") };
        assert_eq!(frame.f_cnt, wire);
        assert!(frame.mic_is_valid(&session.nwk_s_key, f_cnt));
    }
}
