use std::io;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::window::Window;
use super::{Failure, FailureKind, Limits, Outgoing, Tls};

fn message(id: u64) -> Outgoing {
    Outgoing { id, topic: "t".into(), payload: Bytes::from_static(b"1234") }
}

#[test]
fn pauses_grow_to_a_limit_and_differ() {
    let limits = Limits::default();
    assert_eq!(limits.pause(1, 255), Duration::from_secs(1));
    assert_eq!(limits.pause(1, 0), Duration::from_millis(500));
    assert_eq!(limits.pause(3, 255), Duration::from_secs(4));
    assert_eq!(limits.pause(7, 255), Duration::from_secs(60));
    assert_eq!(limits.pause(u32::MAX, 0), Duration::from_secs(30));
}

#[test]
fn delivered_means_everything_before_it_too() {
    let mut window = Window::new(&Limits::default());
    let now = Instant::now();
    for id in 11..=13 {
        window.push(message(id));
    }
    let ids: Vec<_> =
        std::iter::from_fn(|| window.next_unsent(now).map(|(packet, _)| packet)).collect();
    assert_eq!(window.acknowledge(ids[1]), None);
    assert_eq!(window.acknowledge(ids[0]), Some((12, 2)));
    assert_eq!(window.acknowledge(ids[0]), None, "it is gone");
    // The connection is lost: only what is left goes out again, with the id it had.
    window.rewind();
    assert_eq!(window.acknowledge(ids[2]), None, "nothing was sent on this connection yet");
    let again: Vec<_> =
        std::iter::from_fn(|| window.next_unsent(now).map(|(packet, sent)| (packet, sent.id)))
            .collect();
    assert_eq!(again, [(ids[2], 13)]);
    assert_eq!(window.acknowledge(ids[2]), Some((13, 1)));
}

#[test]
fn the_window_is_bounded_by_number_and_by_bytes() {
    let limits = Limits { inflight: 3, inflight_bytes: 8, ..Limits::default() };
    let mut window = Window::new(&limits);
    let mut taken = 0;
    while window.has_room() {
        taken += 1;
        window.push(message(taken));
    }
    assert_eq!(taken, 2);
    let mut window = Window::new(&Limits { inflight_bytes: 0, ..limits });
    assert!(window.has_room(), "one message always goes");
    window.push(message(1));
    assert!(!window.has_room());
}

#[test]
fn packet_ids_go_round_and_are_never_zero() {
    let mut window = Window::new(&Limits::default());
    let ids: Vec<u16> = (0..70_000).map(|_| window.next_packet_id().get()).collect();
    assert!(!ids.contains(&0));
    assert_eq!((ids[65_534], ids[65_535]), (65_535, 1));
}

#[test]
fn what_is_no_certificate_is_told() {
    assert!(Tls::check_ca("").is_err());
    assert!(Tls::check_ca("hello").is_err());
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(Tls::check_ca(broken).is_err());
}

#[test]
fn a_handshake_that_breaks_off_asks_for_the_port_and_an_outage_does_not() {
    for kind in [
        io::ErrorKind::UnexpectedEof,
        io::ErrorKind::ConnectionReset,
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::BrokenPipe,
    ] {
        let failure = Failure::handshake(&kind.into());
        assert_eq!(failure.kind, FailureKind::Tls, "{kind}");
        assert!(failure.detail.text().ends_with("does this port speak TLS?"), "{failure}");
    }
    let failure = Failure::handshake(&io::ErrorKind::HostUnreachable.into());
    assert_eq!(failure.kind, FailureKind::Network);
}

#[test]
fn a_login_without_an_answer_asks_for_tls_where_there_is_none() {
    let reset = || Failure::new(FailureKind::Network, "Connection reset by peer");
    let plain = reset().no_answer(false);
    assert_eq!(plain.kind, FailureKind::Closed);
    assert!(plain.detail.text().ends_with("does this port want TLS?"), "{plain}");
    assert_eq!(Failure::closed().no_answer(false), plain, "who was faster does not matter");
    let encrypted = reset().no_answer(true);
    assert_eq!(encrypted.kind, FailureKind::Closed);
    assert!(!encrypted.detail.text().contains('?'), "{encrypted}");
    let alert = Failure::new(FailureKind::Protocol, "no MQTT").no_answer(false);
    assert_eq!(alert.detail.text(), "no MQTT; does this port want TLS?");
    let late = Failure::new(FailureKind::Silent, "silence");
    assert_eq!(late.clone().no_answer(false), late);
}
