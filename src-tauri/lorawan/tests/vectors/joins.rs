//! Join frames: decode, MIC, protection and keys.

use serde_json::Value;
use thinklink_lorawan::cflist::CfList;
use thinklink_lorawan::join::{self, derive_session_keys};
use thinklink_lorawan::{Frame, JoinAccept, parse};

use crate::file::{bytes, int, key, parsed, phy_vectors, text};

#[test]
fn every_join_request_decodes_proves_its_mic_and_is_built_byte_for_byte() {
    for vector in phy_vectors("join_request") {
        let phy = bytes(&vector, "phy");
        let Ok(Frame::JoinRequest(request)) = parse(&phy) else { panic!("{vector}") };
        assert_eq!(request.join_eui, parsed(&vector, "join_eui"));
        assert_eq!(request.dev_eui, parsed(&vector, "dev_eui"));
        assert_eq!(request.dev_nonce, int::<u16>(&vector, "dev_nonce"));
        assert_eq!(request.mic.as_slice(), bytes(&vector, "mic"));
        let app_key = key(&vector, "app_key");
        assert!(request.mic_is_valid(&app_key));
        let built = join::request(request.join_eui, request.dev_eui, request.dev_nonce, &app_key);
        assert_eq!(built.as_slice(), phy);
    }
}

fn accept(vector: &Value) -> JoinAccept {
    JoinAccept {
        join_nonce: int(vector, "join_nonce"),
        net_id: parsed(vector, "net_id"),
        dev_addr: parsed(vector, "dev_addr"),
        rx1dr_offset: int(vector, "rx1_dr_offset"),
        rx2dr: int(vector, "rx2_dr"),
        rx_delay: int(vector, "rx_delay"),
        cf_list: bytes(vector, "cf_list").try_into().ok().map(CfList::from_wire_bytes),
    }
}

#[test]
fn every_join_accept_is_built_byte_for_byte_and_read_back() {
    for vector in phy_vectors("join_accept") {
        let app_key = key(&vector, "app_key");
        let phy = bytes(&vector, "phy");
        let accept = accept(&vector);
        assert_eq!(accept.encrypt(&app_key).as_deref(), Ok(phy.as_slice()), "{}", vector["id"]);

        let Ok(Frame::JoinAccept(received)) = parse(&phy) else { panic!("{vector}") };
        assert_eq!(received.decrypt(&app_key), Ok(accept));
        assert!(received.decrypt(&key(&vector, "nwk_s_key")).is_err());
    }
}

#[test]
fn every_join_accept_gives_its_session_keys() {
    for vector in phy_vectors("join_accept") {
        let (nwk_s_key, app_s_key) = derive_session_keys(
            &key(&vector, "app_key"),
            int(&vector, "join_nonce"),
            parsed(&vector, "net_id"),
            int(&vector, "dev_nonce"),
        );
        assert_eq!(nwk_s_key.expose_hex(), text(&vector, "nwk_s_key"));
        assert_eq!(app_s_key.expose_hex(), text(&vector, "app_s_key"));
    }
}

#[test]
fn a_channel_list_names_the_channels_of_its_vector() {
    for vector in phy_vectors("join_accept") {
        let Some(list) = accept(&vector).cf_list else { continue };
        match list {
            CfList::Frequencies(frequencies) => {
                let hz = frequencies.map(|frequency| frequency.hz()).to_vec();
                assert_eq!(serde_json::json!(hz), vector["cf_list_frequencies_hz"]);
            }
            CfList::ChannelMasks(_) => {
                let channels: Vec<u8> = list.channels().collect();
                assert_eq!(serde_json::json!(channels), vector["cf_list_channels"]);
                assert_eq!(CfList::of_channels(channels), list);
            }
            CfList::Unknown(bytes) => panic!("{bytes:?}"),
        }
    }
}
