//! The queue of a device outlives everything, and what is done goes in the end.

use model::record::{Downlink, DownlinkSent, DownlinkState};
use model::{RecordId, Saying};
use thinklink_store::{Options, Store, StoreError};

use crate::fixture::{self, NOW, eui};

fn item(id: u64, device: u64) -> Downlink {
    Downlink {
        id: RecordId(id),
        tenant: fixture::tenant(),
        dev_eui: eui(device),
        token: Some(r#""a-17""#.into()),
        f_port: -1,
        payload: vec![6],
        confirmed: true,
        f_pend: true,
        interval_ms: 1_500,
        wait_ms: 30_000,
        gateway: Some(eui(900)),
        state: DownlinkState::Queued,
        attempts: 0,
        f_cnt: None,
        sent: None,
        reason: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn done(id: u64, device: u64, after_ms: i64) -> Downlink {
    Downlink {
        state: DownlinkState::Acknowledged,
        attempts: 2,
        f_cnt: Some(0x1_0000),
        sent: Some(DownlinkSent { gateway: eui(901), window: "RX2".into(), at: NOW }),
        reason: Some(Saying::NotAcknowledged.into()),
        updated_at: NOW.plus_millis(after_ms),
        ..item(id, device)
    }
}

#[test]
fn items_are_read_back_in_their_order_after_a_new_start() {
    let (dir, store) = fixture::open();
    let refused = store.write_blocking(|tx| tx.downlinks().insert(&item(1, 1)));
    assert!(matches!(refused, Err(StoreError::Conflict { .. })), "there is no profile");
    store
        .write_blocking(|tx| {
            for device in [1, 2] {
                tx.profiles().insert(&fixture::profile(device))?;
            }
            for (id, device) in [(3, 1), (1, 1), (2, 2)] {
                tx.downlinks().insert(&item(id, device))?;
            }
            tx.downlinks().update(&done(1, 1, 5))
        })
        .unwrap();
    store.close();
    drop(store);
    let store = Store::open(dir.path(), &Options::default()).unwrap();
    let waiting = store.read_blocking(|tx| tx.downlinks().waiting()).unwrap();
    assert_eq!(waiting, [item(2, 2), item(3, 1)]);
    let finished = store.read_blocking(|tx| tx.downlinks().finished(eui(1), 10)).unwrap();
    assert_eq!(finished, [done(1, 1, 5)]);
    store.write_blocking(|tx| tx.profiles().delete(eui(2))).unwrap();
    let waiting = store.read_blocking(|tx| tx.downlinks().waiting()).unwrap();
    assert_eq!(waiting, [item(3, 1)], "the queue goes with its profile");
    let gone = store.write_blocking(|tx| tx.downlinks().update(&item(2, 2)));
    assert!(matches!(gone, Err(StoreError::NotFound(_))));
}

#[test]
fn the_last_two_hundred_are_kept_until_they_are_old() {
    let (_dir, store) = fixture::open();
    store
        .write_blocking(|tx| {
            for device in [1, 2] {
                tx.profiles().insert(&fixture::profile(device))?;
            }
            tx.downlinks().insert(&item(1, 1))?;
            tx.downlinks().insert(&item(2, 2))?;
            tx.downlinks().update(&done(2, 2, 0))?;
            for id in 3..300 {
                tx.downlinks().insert(&item(id, 1))?;
                tx.downlinks().update(&done(id, 1, i64::try_from(id).unwrap_or(0)))?;
            }
            Ok(())
        })
        .unwrap();
    let finished = |device, limit| {
        let items = store.read_blocking(move |tx| tx.downlinks().finished(eui(device), limit));
        items.unwrap().iter().map(|item| item.id.0).collect::<Vec<_>>()
    };
    assert_eq!(finished(1, 1_000), (100..300).rev().collect::<Vec<_>>());
    assert_eq!(finished(1, 2), [299, 298]);
    assert_eq!(finished(2, 1_000), [2], "each device has its own");
    let pruned = store.write_blocking(|tx| tx.downlinks().prune(NOW.plus_millis(290))).unwrap();
    assert_eq!((pruned, finished(1, 1_000).len()), (191, 10));
    let waiting = store.read_blocking(|tx| tx.downlinks().waiting()).unwrap();
    assert_eq!(waiting, [item(1, 1)], "what waits never gets old");
}
