//! Clients that lie, flood, dawdle or never read.

use std::time::Duration;

use thinklink_mqtt::Limits;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::raw::{PUBACK, Raw, connect_packet, options, packet, text};
use crate::{eventually, start, start_with};

#[tokio::test]
async fn who_does_not_log_in_in_time_is_cut_off() {
    let limits = Limits { handshake_time: Duration::from_millis(200), ..Limits::default() };
    let (broker, _inbound) = start_with(limits).await;
    let login = connect_packet(&options(4, "acme", "c"));
    for sent in [0, 1, 5, 12, login.len() - 1] {
        let mut raw = Raw::open(broker.addr(), 4).await;
        raw.send(&login[..sent]).await;
        assert_eq!(raw.until_closed().await, [], "after {sent} bytes");
    }
    broker.stop().await;
}

#[tokio::test]
async fn a_login_in_single_bytes_is_a_login() {
    let (broker, _inbound) = start().await;
    for level in [3, 4, 5] {
        let mut raw = Raw::open(broker.addr(), level).await;
        raw.stream.set_nodelay(true).unwrap();
        for byte in connect_packet(&options(level, "acme", "c")) {
            raw.send(&[byte]).await;
            tokio::task::yield_now().await;
        }
        assert_eq!(raw.read().await.unwrap().1[1], 0);
    }
    broker.stop().await;
}

#[tokio::test]
async fn what_is_not_mqtt_is_cut_off() {
    let (broker, _inbound) = start().await;
    let level_9 = packet(0x10, &[text("MQTT"), vec![9, 2, 0, 0, 0, 0]].concat());
    let cases: [&[u8]; 6] = [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        &[0xFF; 64],
        &[0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        &level_9,
        &packet(0x30, &text("/v32/acme/x")),
        &[0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01],
    ];
    for bytes in cases {
        let mut raw = Raw::open(broker.addr(), 4).await;
        raw.send(bytes).await;
        assert_eq!(raw.until_closed().await, [], "{bytes:?}");
    }
    assert_eq!(broker.clients(), 0);
    broker.stop().await;
}

#[tokio::test]
async fn a_second_login_packet_or_a_packet_of_the_server_ends_the_connection() {
    let (broker, _inbound) = start().await;
    for level in [4, 5] {
        for bytes in [connect_packet(&options(level, "acme", "c")), vec![0xD0, 0], vec![0xF0, 0]] {
            let mut raw = Raw::login(broker.addr(), level, "acme", "c").await;
            raw.send(&bytes).await;
            assert_eq!(raw.until_closed().await.len(), usize::from(level == 5));
        }
    }
    eventually(|| broker.counters().cut_off == 6).await;
    broker.stop().await;
}

#[tokio::test]
async fn a_packet_that_is_too_long_is_not_waited_for() {
    let (broker, _inbound) = start().await;
    let mut raw = Raw::open(broker.addr(), 5).await;
    raw.send(&connect_packet(&options(5, "acme", "c"))).await;
    let (_, told) = raw.read().await.unwrap();
    let mut largest = vec![0x27];
    largest.extend(Limits::default().packet_bytes.to_be_bytes());
    assert!(told.windows(5).any(|property| property == largest), "{told:x?}");
    // The header announces 200 MB.
    raw.send(&[0x30, 0x80, 0x80, 0x80, 0x64]).await;
    assert_eq!(raw.until_closed().await[0].1[0], 0x95);
    let mut stranger = Raw::open(broker.addr(), 4).await;
    stranger.send(&[0x10, 0x80, 0x80, 0x10, 0, 4, b'M', b'Q', b'T', b'T', 4, 2]).await;
    assert_eq!(stranger.until_closed().await, []);
    broker.stop().await;
}

#[tokio::test]
async fn subscriptions_are_limited_per_client_and_together() {
    let limits = Limits { subscriptions_per_client: 20, subscriptions: 30, ..Limits::default() };
    let (broker, _inbound) = start_with(limits).await;
    let mut granted = Vec::new();
    for client_id in ["a", "b", "c"] {
        let mut raw = Raw::login(broker.addr(), 5, "acme", client_id).await;
        let filters: Vec<String> = (0..1_000).map(|number| format!("/v32/acme/{number}")).collect();
        let filters: Vec<(&str, u8)> = filters.iter().map(|filter| (&**filter, 0)).collect();
        let codes = raw.subscribe(&filters).await;
        granted.push((codes.iter().filter(|code| **code == 0).count(), raw));
        // Quota exceeded.
        assert!(codes.iter().all(|code| *code == 0 || *code == 0x97));
    }
    assert_eq!(granted.iter().map(|(count, _)| *count).collect::<Vec<_>>(), [20, 10, 0]);
    // The places of a client that leaves are free again.
    drop(granted);
    eventually(|| broker.clients() == 0).await;
    let mut raw = Raw::login(broker.addr(), 5, "acme", "d").await;
    assert_eq!(raw.subscribe(&[("/v32/acme/x", 0)]).await, [0]);
    broker.stop().await;
}

#[tokio::test]
async fn connections_are_limited() {
    let limits = Limits { connections: 3, handshakes: 2, ..Limits::default() };
    let (broker, _inbound) = start_with(limits).await;
    let _strangers = [
        TcpStream::connect(broker.addr()).await.unwrap(),
        TcpStream::connect(broker.addr()).await.unwrap(),
    ];
    let mut third = Raw::open(broker.addr(), 4).await;
    assert_eq!(third.until_closed().await, []);
    eventually(|| broker.counters().turned_away == 1).await;
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_never_reads_costs_a_bounded_queue_and_nobody_elses_messages() {
    let limits =
        Limits { queued_messages: 200, write_time: Duration::from_secs(2), ..Limits::default() };
    let (broker, _inbound) = start_with(limits).await;
    let mut deaf = Raw::login(broker.addr(), 4, "acme", "deaf").await;
    deaf.subscribe(&[("/v32/acme/#", 0)]).await;
    let mut fine = Raw::login(broker.addr(), 4, "acme", "fine").await;
    fine.subscribe(&[("/v32/acme/#", 0)]).await;
    let payload = "x".repeat(60_000);
    for _ in 0..600 {
        broker.publish("/v32/acme/x", payload.clone().into());
        fine.message().await;
    }
    assert!(broker.counters().dropped > 100, "{:?}", broker.counters());
    eventually(|| broker.clients() == 1).await;
    fine.ping().await;
    assert_eq!(broker.counters().cut_off, 1);
    broker.stop().await;
}

#[tokio::test]
async fn publishing_never_waits_for_a_full_queue() {
    let (broker, _inbound) = start().await;
    let mut deaf = Raw::login(broker.addr(), 4, "acme", "deaf").await;
    deaf.subscribe(&[("/v32/acme/#", 0)]).await;
    // The runtime has one thread, so the connection's task does not run meanwhile: whoever waited for
    // room would wait for ever.
    for _ in 0..50_000 {
        broker.publish("/v32/acme/x", "x".into());
    }
    assert_eq!(broker.counters().dropped, 50_000 - 8_192);
    broker.stop().await;
}

#[tokio::test]
async fn a_full_inbound_queue_drops_qos_0_and_does_not_acknowledge_qos_1() {
    let limits = Limits { inbound_time: Duration::from_millis(100), ..Limits::default() };
    let (broker, mut inbound) = start_with(limits).await;
    let mut raw = Raw::login(broker.addr(), 5, "acme", "c").await;
    for _ in 0..10_010 {
        raw.publish("/v32/acme/x", "0", 0).await;
    }
    raw.ping().await;
    assert_eq!(broker.counters().inbound_dropped, 10);
    raw.publish("/v32/acme/x", "1", 1).await;
    // Server busy, and no acknowledgement before it.
    assert_eq!(raw.until_closed().await[0].1[0], 0x89);
    inbound.recv().await;
    let mut again = Raw::login(broker.addr(), 5, "acme", "c").await;
    again.publish("/v32/acme/x", "1", 1).await;
    assert_eq!(again.read().await.unwrap().0, PUBACK);
    broker.stop().await;
}

#[tokio::test]
async fn too_many_unreleased_messages_end_the_connection() {
    let (broker, _inbound) = start_with(Limits { receive_maximum: 3, ..Limits::default() }).await;
    let mut raw = Raw::login(broker.addr(), 5, "acme", "c").await;
    for _ in 0..4 {
        raw.publish("/v32/acme/x", "2", 2).await;
    }
    let answers = raw.until_closed().await;
    // Receive maximum exceeded.
    assert_eq!((answers.len(), answers[3].1[0]), (4, 0x93));
    broker.stop().await;
}

#[tokio::test]
async fn a_client_that_vanishes_in_the_middle_of_a_packet_is_forgotten() {
    let (broker, _inbound) = start().await;
    let mut raw = Raw::login(broker.addr(), 4, "acme", "c").await;
    raw.subscribe(&[("/v32/acme/#", 0)]).await;
    raw.stream.write_all(&[0x30, 100, 0, 11]).await.unwrap();
    drop(raw);
    eventually(|| broker.clients() == 0).await;
    broker.publish("/v32/acme/x", "x".into());
    assert_eq!(broker.counters().queued, 0);
    broker.stop().await;
}
