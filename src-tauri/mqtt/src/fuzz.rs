//! Whatever bytes arrive, the connection ends or goes on; it never panics, and it leaves nothing
//! behind.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use crate::broker::Shared;
use crate::connection::serve;
use crate::registry::Registry;
use crate::{Accounts, Admission, Limits};

struct Anybody;

impl Accounts for Anybody {
    fn login(&self, _username: &str, _password: &[u8], _peer: IpAddr) -> Option<Admission> {
        Some(Admission { tenant: "a".parse().ok()?, ended: CancellationToken::new() })
    }
}

/// Logs in where a level is given, sends the bytes, closes, and looks at what is left.
fn feed(level: Option<u8>, bytes: &[u8]) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        // As large as the test's queue, so that nothing waits for the engine.
        let (inbound, _engine) = mpsc::channel(10_000);
        let shared = Arc::new(Shared {
            registry: Registry::new(Limits::default()),
            accounts: Arc::new(Anybody),
            logins: Arc::new(Semaphore::new(1)),
            inbound,
            stop: CancellationToken::new(),
        });
        let place = Arc::new(Semaphore::new(1)).try_acquire_owned().expect("a free place");
        let (mut here, there) = tokio::io::duplex(1024 * 1024);
        let peer = ([127, 0, 0, 1], 1).into();
        let client = async {
            if let Some(level) = level {
                let _ = here.write_all(&login(level)).await;
                let mut answer = [0; 4];
                let _ = here.read_exact(&mut answer).await;
            }
            let _ = here.write_all(bytes).await;
            let _ = here.shutdown().await;
            let _ = here.read_to_end(&mut Vec::new()).await;
        };
        let served = async { tokio::join!(serve(there, peer, Arc::clone(&shared), place), client) };
        tokio::time::timeout(Duration::from_secs(20), served).await.expect("the connection ends");
        assert_eq!(shared.registry.count(), 0, "the client is forgotten");
        assert_eq!(shared.registry.subscription_count(), 0, "and so are its subscriptions");
    });
}

fn login(level: u8) -> Vec<u8> {
    let mut body = vec![0, 4, b'M', b'Q', b'T', b'T', level, 0b1100_0010, 0, 0];
    if level == 5 {
        body.push(0);
    }
    body.extend([0, 1, b'c', 0, 1, b'u', 0, 1, b'p']);
    packet(0x10, &body)
}

fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let low = u8::try_from(body.len() % 128).unwrap_or_default();
    let high = u8::try_from(body.len() / 128).unwrap_or(127);
    let mut bytes = if high == 0 { vec![first, low] } else { vec![first, low | 0x80, high] };
    bytes.extend(body);
    bytes
}

/// One packet of every kind, in the form of MQTT 3.1.1 (`properties` empty) or 5 (`[0]`).
fn legal_packets(properties: &[u8]) -> Vec<Vec<u8>> {
    let topic = [&[0, 8][..], b"/v32/a/x"].concat();
    let id = [0, 7];
    let parts = |parts: &[&[u8]]| parts.concat();
    vec![
        packet(0x30, &parts(&[&topic, properties, b"hello"])),
        packet(0x32, &parts(&[&topic, &id, properties, b"hello"])),
        packet(0x34, &parts(&[&topic, &id, properties, b"hello"])),
        packet(0x40, &id),
        packet(0x50, &id),
        packet(0x62, &id),
        packet(0x70, &id),
        packet(0x82, &parts(&[&id, properties, &topic, &[1]])),
        packet(0xA2, &parts(&[&id, properties, &topic])),
        packet(0xC0, &[]),
        packet(0xE0, &[]),
        packet(0xE0, &parts(&[&[4], properties])),
        packet(0xF0, &parts(&[&[0], properties])),
        packet(0x30, &parts(&[&topic, &[7, 0x26, 0, 1, b'k', 0, 1, b'v'], b"hello"])),
        packet(0x30, &parts(&[&topic, &[3, 0x23, 0, 1], b"hello"])),
        packet(0x82, &parts(&[&id, &[2, 0x0B, 5], &topic, &[0x2D]])),
    ]
}

fn level() -> impl Strategy<Value = u8> {
    prop_oneof![Just(4), Just(5)]
}

proptest! {
    #[test]
    fn strangers_may_send_anything(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        feed(None, &bytes);
    }

    #[test]
    fn the_login_may_be_anything(
        level in level(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        tail in prop::collection::vec(any::<u8>(), 0..50),
    ) {
        let mut bytes = login(level);
        for (place, byte) in changes {
            *place.get_mut(&mut bytes) = byte;
        }
        bytes.extend(tail);
        feed(None, &bytes);
    }

    #[test]
    fn clients_may_send_any_body_in_any_packet(
        level in level(),
        packets in prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u8>(), 0..60)), 1..5),
    ) {
        let bytes: Vec<u8> = packets.iter().flat_map(|(first, body)| packet(*first, body)).collect();
        feed(Some(level), &bytes);
    }

    #[test]
    fn clients_may_send_legal_packets_with_errors(
        level in level(),
        kinds in prop::collection::vec(any::<prop::sample::Index>(), 1..8),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let legal = legal_packets(if level == 5 { &[0] } else { &[] });
        let mut bytes: Vec<u8> = kinds.iter().flat_map(|kind| kind.get(&legal).clone()).collect();
        for (place, byte) in changes {
            *place.get_mut(&mut bytes) = byte;
        }
        bytes.truncate(cut.index(bytes.len() * 2));
        feed(Some(level), &bytes);
    }
}
