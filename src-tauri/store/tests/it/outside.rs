//! Brokers outside and what waits for them.

use model::RecordId;
use model::record::{BrokerDirection, BrokerProtocol, OutsideBroker, Publication};
use rusqlite::Connection;
use thinklink_store::{BufferState, Options, Store, StoreError};

use crate::fixture::{NOW, open, tenant};

const BROKER: RecordId = RecordId(40_000_000_000_000_001);
const OTHER: RecordId = RecordId(40_000_000_000_000_002);
/// A message with a topic of one and a body of three bytes takes this much.
const SIZE: u64 = 68;

fn broker(id: RecordId, name: &str) -> OutsideBroker {
    OutsideBroker {
        id,
        tenant: tenant(),
        name: name.into(),
        enable: true,
        direction: BrokerDirection::Copy,
        protocol: BrokerProtocol::Mqtts,
        host: "broker.example".into(),
        port: 8883,
        ca: "ca".into(),
        cert: "cert".into(),
        key: "the private key".into(),
        username: "site".into(),
        password: "correct horse".into(),
        client_id: "thinklink-1".into(),
        keep_alive: 60,
        clean_session: false,
        qos: 1,
        remote_tenant: "acme".parse().unwrap(),
        publish: vec![Publication::Data, Publication::Telemetry],
        status_topic: "sites/1".into(),
        buffer_limit_mb: 64,
        remark: "r".into(),
        created_at: NOW,
        updated_at: NOW,
    }
}

#[test]
fn a_broker_comes_back_as_it_was_and_its_secrets_are_not_in_the_file() {
    let (dir, store) = open();
    let (first, second) = (broker(BROKER, "first"), broker(OTHER, "second"));
    let expected = vec![first.clone(), second.clone()];
    store
        .write_blocking(move |tx| {
            tx.outside_brokers().insert(&first)?;
            tx.outside_brokers().insert(&second)
        })
        .unwrap();
    let loaded = store.read_blocking(|tx| tx.outside_brokers().load_all()).unwrap();
    assert_eq!(loaded, expected);
    let text = format!("{:?}", loaded[0]);
    assert!(!text.contains("horse") && !text.contains("private"), "{text}");

    let twice = broker(RecordId(7), "first");
    let refused = store.write_blocking(move |tx| tx.outside_brokers().insert(&twice));
    assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
    let renamed = OutsideBroker { name: "first".into(), ..broker(OTHER, "") };
    let refused = store.write_blocking(move |tx| tx.outside_brokers().update(&renamed));
    assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");

    store.write_blocking(|tx| tx.outside_brokers().delete(BROKER)).unwrap();
    let gone = store.write_blocking(|tx| tx.outside_brokers().delete(BROKER));
    assert!(matches!(gone, Err(StoreError::NotFound(_))), "{gone:?}");
    drop(store);
    let conn = Connection::open(dir.path().join("thinklink.db")).unwrap();
    let secrets: (Vec<u8>, Vec<u8>) = conn
        .query_row("SELECT password, key FROM outside_broker", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let holds =
        |blob: &[u8], text: &str| blob.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!holds(&secrets.0, "horse") && !holds(&secrets.1, "private"));
}

/// Runs an async function of the store to its end.
fn wait<T>(job: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(job)
}

fn message(number: u64) -> (String, Vec<u8>) {
    ("t".into(), format!("{number:03}").into_bytes())
}

fn waiting(store: &Store, after: u64) -> Vec<(u64, Vec<u8>)> {
    let found =
        store.read_blocking(move |tx| tx.outside_buffer().next(BROKER, after, 100, 1 << 20));
    found.unwrap().into_iter().map(|message| (message.id, message.payload)).collect()
}

#[test]
fn a_buffer_keeps_the_order_and_the_newest_and_counts_the_rest() {
    let (dir, store) = open();
    let limit = 5 * SIZE;
    wait(store.buffer_append(OTHER, vec![message(99)], 0, limit, 0)).unwrap();
    let state =
        wait(store.buffer_append(BROKER, (1..=3).map(message).collect(), 0, limit, 0)).unwrap();
    assert_eq!(state, BufferState { messages: 3, bytes: 3 * SIZE, dropped: 0 });
    let state =
        wait(store.buffer_append(BROKER, (4..=8).map(message).collect(), 2, limit, 0)).unwrap();
    assert_eq!(state, BufferState { messages: 5, bytes: 5 * SIZE, dropped: 5 });
    let (seen, ids): (Vec<_>, Vec<_>) = waiting(&store, 0)
        .into_iter()
        .map(|(id, body)| (String::from_utf8(body).unwrap(), id))
        .unzip();
    assert_eq!(seen, ["004", "005", "006", "007", "008"]);
    assert!(ids.is_sorted());

    let state = wait(store.buffer_delivered(BROKER, ids[1])).unwrap();
    assert_eq!(state, BufferState { messages: 3, bytes: 3 * SIZE, dropped: 5 });
    // Opened again it is the same, and ids go on even when everything was delivered.
    wait(store.buffer_delivered(BROKER, ids[4])).unwrap();
    drop(store);
    let store = Store::open(dir.path(), &Options::default()).unwrap();
    let state = wait(store.buffer_append(BROKER, vec![message(9)], 0, limit, 0)).unwrap();
    assert_eq!(state, BufferState { messages: 1, bytes: SIZE, dropped: 5 });
    let after = waiting(&store, 0);
    assert!(after[0].0 > ids[4], "{after:?}");

    wait(store.buffer_clear(BROKER)).unwrap();
    let states = store.read_blocking(|tx| {
        Ok((tx.outside_buffer().state(BROKER)?, tx.outside_buffer().state(OTHER)?))
    });
    let (cleared, other) = states.unwrap();
    assert_eq!((cleared, other.messages), (BufferState::default(), 1));
}

#[test]
fn what_was_handed_over_is_not_dropped() {
    let (_dir, store) = open();
    wait(store.buffer_append(BROKER, (1..=3).map(message).collect(), 0, 3 * SIZE, 0)).unwrap();
    let handed = waiting(&store, 0)[0].0;
    let more = (4..=5).map(message).collect();
    let state = wait(store.buffer_append(BROKER, more, 0, 3 * SIZE, handed)).unwrap();
    assert_eq!(state, BufferState { messages: 3, bytes: 3 * SIZE, dropped: 2 });
    let left: Vec<_> = waiting(&store, 0).into_iter().map(|(_, body)| body).collect();
    assert_eq!(left, [b"001", b"004", b"005"]);
}

#[test]
fn a_page_is_bounded_by_bytes_but_never_empty() {
    let (_dir, store) = open();
    let large = |number: u8| ("t".to_owned(), vec![number; 1_000]);
    wait(store.buffer_append(BROKER, (1..=5).map(large).collect(), 0, 1 << 20, 0)).unwrap();
    let count = |most, bytes| {
        let page = store.read_blocking(move |tx| tx.outside_buffer().next(BROKER, 0, most, bytes));
        page.unwrap().len()
    };
    assert_eq!((count(10, 2_500), count(10, 1), count(3, 1 << 20)), (2, 1, 3));
}

#[test]
fn a_device_is_remembered_where_it_was_last_heard() {
    let (_dir, store) = open();
    let (a, b) = ("meter_1".parse().unwrap(), "meter_2".parse().unwrap());
    wait(store.note_outside_devices(vec![(a, BROKER), (b, BROKER)])).unwrap();
    wait(store.note_outside_devices(vec![("meter_1".parse().unwrap(), OTHER)])).unwrap();
    wait(store.buffer_clear(BROKER)).unwrap();
    let known = store.read_blocking(|tx| tx.outside_devices().load_all()).unwrap();
    assert_eq!(known, [("meter_1".parse().unwrap(), OTHER)]);
}
