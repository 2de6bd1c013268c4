use super::{Cipher, Place, create, load};
use crate::StoreError;

fn place<'a>(column: &'static str, owner: &'a [u8]) -> Place<'a> {
    Place { column, owner }
}

#[test]
fn a_value_only_decrypts_where_it_was_put() {
    let cipher = Cipher::new(&[7; 32]);
    let blob = cipher.encrypt(place("session.nwk_s_key", &[1; 8]), b"secret").unwrap();
    let read = |cipher: &Cipher, column, owner: &[u8], blob: &[u8]| {
        cipher.decrypt(place(column, owner), blob).is_ok()
    };
    assert!(read(&cipher, "session.nwk_s_key", &[1; 8], &blob));
    assert!(!read(&cipher, "session.app_s_key", &[1; 8], &blob), "another column");
    assert!(!read(&cipher, "session.nwk_s_key", &[2; 8], &blob), "another row");
    assert!(!read(&Cipher::new(&[8; 32]), "session.nwk_s_key", &[1; 8], &blob), "another key");
    for at in 0..blob.len() {
        let mut changed = blob.clone();
        changed[at] ^= 1;
        assert!(!read(&cipher, "session.nwk_s_key", &[1; 8], &changed), "byte {at} changed");
        assert!(!read(&cipher, "session.nwk_s_key", &[1; 8], &blob[..at]), "cut at {at}");
    }
}

#[test]
fn the_key_file_is_private_and_read_back() {
    let dir = tempfile::tempdir().unwrap();
    assert!(load(dir.path()).unwrap().is_none());
    let blob = create(dir.path()).unwrap().encrypt(place("t.c", b"x"), b"secret").unwrap();
    let cipher = load(dir.path()).unwrap().unwrap();
    assert_eq!(cipher.decrypt(place("t.c", b"x"), &blob).unwrap(), b"secret");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = super::path(dir.path());
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_damaged_key_file_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    for text in ["", "00", &"0".repeat(63), &"g".repeat(64), &"é".repeat(32)] {
        std::fs::write(super::path(dir.path()), text).unwrap();
        assert!(matches!(load(dir.path()), Err(StoreError::MasterKeyWrong(_))), "{text}");
    }
}

#[test]
fn a_cipher_prints_nothing() {
    assert_eq!(format!("{:?}", Cipher::new(&[7; 32])), "Cipher(..)");
}
