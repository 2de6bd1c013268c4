//! What must not be accepted.

use serde_json::Value;
use thinklink_lorawan::{AesKey, DataFrame, Direction, Frame, JoinAccept, ParseError, parse};

use crate::file::{bytes, int, key, phy_vectors, set, text};

fn vector(id: &str) -> Value {
    let vector = set("negative_vectors", 12).into_iter().find(|vector| vector["id"] == id);
    vector.unwrap_or_else(|| panic!("no {id}"))
}

fn data_frame(phy: &[u8]) -> DataFrame<'_> {
    match parse(phy) {
        Ok(Frame::Data(frame)) => frame,
        other => panic!("not a data frame: {other:?}"),
    }
}

fn mic_is_valid(vector: &Value, f_cnt: u32) -> bool {
    let phy = bytes(vector, "phy");
    data_frame(&phy).mic_is_valid(&key(vector, "nwk_s_key"), f_cnt)
}

fn refusal(id: &str) -> ParseError {
    parse(&bytes(&vector(id), "phy")).expect_err(id)
}

#[test]
fn n01_the_bare_16_bit_counter_does_not_validate_after_a_roll_over() {
    let vector = vector("N01");
    assert!(!mic_is_valid(&vector, int(&vector, "f_cnt_wrong")));
    assert!(mic_is_valid(&vector, 65_536));
}

#[test]
fn n02_n03_one_flipped_bit_breaks_the_mic() {
    for vector in [vector("N02"), vector("N03")] {
        assert!(!mic_is_valid(&vector, int(&vector, "f_cnt")));
    }
}

#[test]
fn n04_a_join_accept_is_not_protected_with_the_encrypt_operation() {
    let wrong = vector("N04");
    let app_key = key(&wrong, "app_key");
    let wrong = bytes(&wrong, "phy");
    let Ok(Frame::JoinAccept(received)) = parse(&wrong) else { panic!("not a join-accept") };
    assert!(received.decrypt(&app_key).is_err());

    let right = phy_vectors("join_accept").into_iter().find(|vector| vector["id"] == "J02");
    let right = bytes(&right.unwrap(), "phy");
    let Ok(Frame::JoinAccept(received)) = parse(&right) else { panic!("not a join-accept") };
    let accept: JoinAccept = received.decrypt(&app_key).unwrap();
    assert_ne!(accept.encrypt(&app_key).unwrap(), wrong);
}

#[test]
fn n05_commands_in_both_places_are_noticed_though_the_mic_is_valid() {
    let vector = vector("N05");
    assert!(mic_is_valid(&vector, int(&vector, "f_cnt")));
    let phy = bytes(&vector, "phy");
    assert!(data_frame(&phy).has_commands_twice());
}

#[test]
fn n06_to_n09_malformed_frames_are_refused_with_their_reason() {
    assert_eq!(refusal("N06"), ParseError::DataLength { len: 11 });
    assert_eq!(refusal("N07"), ParseError::FOptsLength { announced: 15, available: 0 });
    assert_eq!(refusal("N08"), ParseError::UnsupportedMajor { major: 1 });
    assert_eq!(refusal("N09"), ParseError::JoinRequestLength { len: 24 });
}

#[test]
fn n10_the_mic_selects_among_sessions_of_one_address() {
    let vector = vector("N10");
    let phy = bytes(&vector, "phy");
    let sessions = vector["sessions"].as_array().unwrap();
    let valid: Vec<bool> = sessions
        .iter()
        .map(|session| {
            let f_cnt = int(session, "f_cnt_next");
            data_frame(&phy).mic_is_valid(&key(session, "nwk_s_key"), f_cnt)
        })
        .collect();
    assert_eq!(valid, [false, true]);
}

#[test]
fn n11_a_downlink_on_the_uplink_path_says_so() {
    let phy = bytes(&vector("N11"), "phy");
    assert_eq!(parse(&phy).unwrap().direction(), Some(Direction::Down));
}

#[test]
fn n12_port_0_decrypts_with_the_network_key_only() {
    let wrong = vector("N12");
    let right = phy_vectors("data").into_iter().find(|vector| vector["id"] == "U04").unwrap();
    let phy = bytes(&wrong, "phy");
    let decrypted = |key: AesKey| {
        let mut plain = Vec::new();
        data_frame(&phy).decrypt(&key, int(&right, "f_cnt"), &mut plain);
        hex::encode(plain)
    };
    assert_eq!(decrypted(key(&wrong, "app_s_key")), text(&wrong, "wrong_plaintext"));
    assert_eq!(decrypted(key(&right, "nwk_s_key")), "020d");
}
