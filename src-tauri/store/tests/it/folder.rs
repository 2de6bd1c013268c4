use model::record::Tenant;
use thinklink_store::{Options, Store, StoreError};

use crate::fixture::{NOW, eui, open, profile};

fn reopen(dir: &std::path::Path) -> Result<Store, StoreError> {
    Store::open(dir, &Options::default())
}

#[test]
fn a_second_store_is_kept_out_until_the_first_is_gone() {
    let (dir, store) = open();
    assert!(matches!(reopen(dir.path()), Err(StoreError::InUse(_))));
    drop(store);
    reopen(dir.path()).unwrap();
}

#[test]
fn a_closed_store_says_so() {
    let (_dir, store) = open();
    store.close();
    assert!(matches!(store.write_blocking(|_| Ok(())), Err(StoreError::Closed)));
    assert!(matches!(store.read_blocking(|_| Ok(())), Err(StoreError::Closed)));
    assert!(matches!(store.append_blocking(vec![]), Err(StoreError::Closed)));
}

#[test]
fn a_missing_or_wrong_master_key_is_an_error() {
    let (dir, store) = open();
    store.write_blocking(|tx| tx.profiles().insert(&profile(1))).unwrap();
    drop(store);
    let path = dir.path().join("master.key");
    let key = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(reopen(dir.path()), Err(StoreError::MasterKeyMissing(_))));
    assert!(!path.exists(), "no new key was made");
    std::fs::write(&path, "0".repeat(64)).unwrap();
    assert!(matches!(reopen(dir.path()), Err(StoreError::MasterKeyWrong(_))));
    std::fs::write(&path, key).unwrap();
    let store = reopen(dir.path()).unwrap();
    let profile_read = store.read_blocking(|tx| tx.profiles().get(eui(1))).unwrap();
    assert_eq!(profile_read, Some(profile(1)));
}

#[test]
fn files_that_are_not_ours_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("thinklink.db");
    std::fs::write(
        &path,
        "a text file that is long enough to have a header of a database ".repeat(9),
    )
    .unwrap();
    assert!(matches!(reopen(dir.path()), Err(StoreError::Corrupt(_))));
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert!(reopen(dir.path()).is_err());
}

#[test]
fn what_was_written_is_there_after_reopening() {
    let (dir, store) = open();
    let tenant = Tenant { code: "two".parse().unwrap(), name: "Zwei".into(), created_at: NOW };
    let written = tenant.clone();
    store.write_blocking(move |tx| tx.tenants().insert(&written)).unwrap();
    assert!(store.sizes().config_bytes > 0 && store.sizes().history_bytes > 0);
    drop(store);
    let store = reopen(dir.path()).unwrap();
    let found = store.read_blocking(move |tx| tx.tenants().get(&tenant.code)).unwrap();
    assert_eq!(found.unwrap().name, "Zwei");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_made_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert!(matches!(reopen(&file.join("below")), Err(StoreError::Io { .. })));
}
