//! Data frames: decode, MIC, decrypt and byte-exact re-encoding.

use serde_json::Value;
use thinklink_lorawan::{
    AesKey, DataDown, DataFrame, DataUp, Direction, FCtrl, Frame, MessageType, SessionKey, parse,
};

use crate::file::{
    bytes, bytes_or_none, flag, int, int_or_none, key, parsed, phy_vectors, set, text,
};

fn data_frame(phy: &[u8]) -> DataFrame<'_> {
    match parse(phy) {
        Ok(Frame::Data(frame)) => frame,
        other => panic!("not a data frame: {other:?}"),
    }
}

fn f_ctrl(vector: &Value) -> FCtrl {
    let flags = &vector["f_ctrl_flags"];
    FCtrl {
        adr: flag(flags, "adr"),
        adr_ack_req: flag(flags, "adrackreq"),
        ack: flag(flags, "ack"),
        class_b: flag(flags, "classb"),
        f_pending: flag(flags, "fpending"),
    }
}

/// The payload's key: NwkSKey on port 0.
fn payload_key(vector: &Value) -> AesKey {
    key(
        vector,
        if int_or_none::<u8>(vector, "f_port") == Some(0) { "nwk_s_key" } else { "app_s_key" },
    )
}

#[test]
fn every_data_vector_decodes_to_its_fields() {
    for vector in phy_vectors("data") {
        let phy = bytes(&vector, "phy");
        let frame = data_frame(&phy);
        let id = text(&vector, "id");
        let message_type = match frame.message_type() {
            MessageType::UnconfirmedUp => "UnconfirmedDataUp",
            MessageType::ConfirmedUp => "ConfirmedDataUp",
            MessageType::UnconfirmedDown => "UnconfirmedDataDown",
            MessageType::ConfirmedDown => "ConfirmedDataDown",
            other => panic!("{other:?}"),
        };
        assert_eq!(message_type, text(&vector, "mtype"), "{id}");
        assert_eq!(frame.dev_addr, parsed(&vector, "dev_addr"), "{id}");
        assert_eq!(frame.f_ctrl, f_ctrl(&vector), "{id}");
        assert_eq!(frame.f_cnt, int::<u16>(&vector, "f_cnt16"), "{id}");
        assert_eq!(frame.f_opts, bytes(&vector, "f_opts"), "{id}");
        assert_eq!(frame.f_port, int_or_none(&vector, "f_port"), "{id}");
        assert_eq!(frame.frm_payload, bytes_or_none(&vector, "frm_payload_cipher"), "{id}");
        assert_eq!(frame.mic.as_slice(), bytes(&vector, "mic"), "{id}");
        assert_eq!(frame.phy.len(), int::<usize>(&vector, "phy_len"), "{id}");
    }
}

#[test]
fn every_data_vector_proves_its_mic_and_decrypts() {
    for vector in phy_vectors("data") {
        let phy = bytes(&vector, "phy");
        let frame = data_frame(&phy);
        let f_cnt = int::<u32>(&vector, "f_cnt");
        let nwk_s_key = key(&vector, "nwk_s_key");
        assert!(frame.mic_is_valid(&nwk_s_key, f_cnt));
        assert!(frame.mic_is_valid(&SessionKey::new(&nwk_s_key), f_cnt));
        assert!(!frame.mic_is_valid(&nwk_s_key, f_cnt ^ 0x1_0000));

        let mut plain = vec![0xEE; 3];
        frame.decrypt(&payload_key(&vector), f_cnt, &mut plain);
        assert_eq!(plain, bytes_or_none(&vector, "frm_payload_plain"), "{}", text(&vector, "id"));
    }
}

#[test]
fn every_data_vector_is_built_byte_for_byte() {
    for vector in phy_vectors("data") {
        let f_opts = bytes(&vector, "f_opts");
        let payload = bytes_or_none(&vector, "frm_payload_plain");
        let FCtrl { adr, adr_ack_req, ack, class_b, f_pending } = f_ctrl(&vector);
        let dev_addr = parsed(&vector, "dev_addr");
        let f_cnt = int(&vector, "f_cnt");
        let f_port = int_or_none(&vector, "f_port");
        let confirmed = text(&vector, "mtype").starts_with("Confirmed");
        let (nwk, app) = (key(&vector, "nwk_s_key"), key(&vector, "app_s_key"));
        let built = if text(&vector, "direction") == "up" {
            DataUp {
                dev_addr,
                confirmed,
                adr,
                adr_ack_req,
                ack,
                class_b,
                f_cnt,
                f_opts: &f_opts,
                f_port,
                payload: &payload,
            }
            .build(&nwk, &app)
        } else {
            DataDown {
                dev_addr,
                confirmed,
                adr,
                ack,
                f_pending,
                f_cnt,
                f_opts: &f_opts,
                f_port,
                payload: &payload,
            }
            .build(&SessionKey::new(&nwk), &SessionKey::new(&app))
        };
        assert_eq!(built, Ok(bytes(&vector, "phy")), "{}", text(&vector, "id"));
    }
}

#[test]
fn what_a_basics_station_takes_apart_is_what_the_frame_says() {
    for vector in set("basics_station", 6) {
        let phy = bytes(&vector, "phy");
        let message = &vector["message"];
        assert_eq!(phy.first().copied(), Some(int::<u8>(message, "MHdr")));
        let mic = |mic| i32::from_le_bytes(mic) == int::<i32>(message, "MIC");
        match parse(&phy) {
            Ok(Frame::Data(frame)) => {
                assert_eq!(text(message, "msgtype"), "updf");
                assert_eq!(frame.direction, Direction::Up);
                let dev_addr = i32::from_be_bytes(frame.dev_addr.to_be_bytes());
                assert_eq!(dev_addr, int::<i32>(message, "DevAddr"));
                assert_eq!(phy.get(5).copied(), Some(int::<u8>(message, "FCtrl")));
                assert_eq!(frame.f_cnt, int::<u16>(message, "FCnt"));
                assert_eq!(frame.f_opts, bytes(message, "FOpts"));
                assert_eq!(frame.f_port.map_or(-1, i32::from), int::<i32>(message, "FPort"));
                assert_eq!(frame.frm_payload, bytes(message, "FRMPayload"));
                assert!(mic(frame.mic));
            }
            Ok(Frame::JoinRequest(request)) => {
                assert_eq!(text(message, "msgtype"), "jreq");
                assert_eq!(request.join_eui, parsed(message, "JoinEui"));
                assert_eq!(request.dev_eui, parsed(message, "DevEui"));
                assert_eq!(request.dev_nonce, int::<u16>(message, "DevNonce"));
                assert!(mic(request.mic));
            }
            other => panic!("{other:?}"),
        }
    }
}
