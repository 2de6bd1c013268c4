//! What is published reaches the engine and the subscribers, once and in order.

use std::time::Duration;

use thinklink_mqtt::Limits;

use crate::raw::{PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL, Raw, options, packet, text};
use crate::{eventually, start, start_with};

const TOPIC: &str = "/v32/acme/as/dn/data/70b3d57ed0001234";

#[tokio::test]
async fn a_clients_message_reaches_engine_and_subscribers_with_every_qos() {
    let (broker, mut inbound) = start().await;
    for level in [3, 4, 5] {
        let mut listener = Raw::login(broker.addr(), level, "second", "listener").await;
        assert_eq!(listener.subscribe(&[("/v32/acme/as/dn/#", 2)]).await, [1]);
        let mut raw = Raw::login(broker.addr(), level, "acme", "c").await;
        raw.publish(TOPIC, "qos 0", 0).await;
        raw.publish(TOPIC, "qos 1", 1).await;
        assert_eq!(raw.read().await.unwrap().0, PUBACK);
        raw.publish(TOPIC, "qos 2", 2).await;
        let (first, body) = raw.read().await.unwrap();
        assert_eq!(first, PUBREC);
        raw.send(&packet(PUBREL, &body[..2])).await;
        assert_eq!(raw.read().await.unwrap().0, PUBCOMP);
        for expected in ["qos 0", "qos 1", "qos 2"] {
            let message = inbound.recv().await.unwrap();
            assert_eq!((message.tenant.as_str(), &*message.topic), ("acme", TOPIC));
            assert_eq!(message.payload, expected);
            assert_eq!(listener.message().await, (TOPIC.into(), expected.into()));
        }
    }
    broker.stop().await;
}

#[tokio::test]
async fn a_repeated_message_with_qos_2_is_taken_once() {
    let (broker, mut inbound) = start().await;
    let mut raw = Raw::login(broker.addr(), 4, "acme", "c").await;
    let body = [text(TOPIC), vec![0, 9], b"x".to_vec()].concat();
    for first in [PUBLISH | 4, PUBLISH | 4 | 8] {
        raw.send(&packet(first, &body)).await;
        assert_eq!(raw.read().await.unwrap(), (PUBREC, vec![0, 9]));
    }
    assert_eq!(inbound.recv().await.unwrap().payload, "x");
    assert!(inbound.try_recv().is_err());
    raw.send(&packet(PUBREL, &[0, 9])).await;
    assert_eq!(raw.read().await.unwrap(), (PUBCOMP, vec![0, 9]));
    raw.send(&packet(PUBLISH | 4, &body)).await;
    raw.read().await;
    assert!(inbound.recv().await.is_some());
    broker.stop().await;
}

#[tokio::test]
async fn platform_messages_arrive_in_order_and_once() {
    let (broker, _inbound) = start().await;
    let mut raw = Raw::login(broker.addr(), 4, "acme", "c").await;
    raw.subscribe(&[("/v32/acme/#", 0), ("/v32/acme/+/up/#", 1), ("/v32/acme/as/up/data/+", 0)])
        .await;
    for number in 0..5_000 {
        broker.publish("/v32/acme/as/up/data/1", number.to_string().into());
    }
    for number in 0..5_000 {
        assert_eq!(raw.message().await.1, number.to_string());
    }
    raw.ping().await;
    broker.stop().await;
}

#[tokio::test]
async fn unsubscribed_is_unsubscribed() {
    let (broker, _inbound) = start().await;
    for level in [4, 5] {
        let mut raw = Raw::login(broker.addr(), level, "acme", "c").await;
        raw.subscribe(&[("/v32/acme/a", 0), ("/v32/acme/b", 0)]).await;
        raw.unsubscribe("/v32/acme/a").await;
        raw.unsubscribe("/v32/acme/never").await;
        broker.publish("/v32/acme/a", "a".into());
        broker.publish("/v32/acme/b", "b".into());
        assert_eq!(raw.message().await.1, "b");
    }
    broker.stop().await;
}

#[tokio::test]
async fn no_local_keeps_the_own_messages_away() {
    let (broker, _inbound) = start().await;
    let mut raw = Raw::login(broker.addr(), 5, "acme", "c").await;
    let no_local = 4;
    raw.subscribe(&[("/v32/acme/#", no_local)]).await;
    raw.publish("/v32/acme/x", "own", 0).await;
    raw.ping().await;
    broker.publish("/v32/acme/x", "platform".into());
    assert_eq!(raw.message().await.1, "platform");
    broker.stop().await;
}

#[tokio::test]
async fn user_properties_and_subscription_ids_are_passed_on() {
    let (broker, _inbound) = start().await;
    let mut listener = Raw::login(broker.addr(), 5, "acme", "l").await;
    let subscription_id = [0, 1, 2, 0x0B, 7];
    let body = [&subscription_id[..], &text("/v32/acme/x"), &[0]].concat();
    listener.send(&packet(0x82, &body)).await;
    listener.read().await;
    let mut raw = Raw::login(broker.addr(), 5, "acme", "c").await;
    let property = [vec![0x26], text("key"), text("value")].concat();
    let body = [text("/v32/acme/x"), vec![property.len() as u8], property.clone(), b"!".to_vec()];
    raw.send(&packet(PUBLISH, &body.concat())).await;
    let (_, body) = listener.read().await.unwrap();
    let tail = &body[text("/v32/acme/x").len()..];
    assert_eq!(usize::from(tail[0]), property.len() + 2);
    assert!(tail.windows(property.len()).any(|window| window == property));
    assert!(tail.windows(2).any(|window| window == [0x0B, 7]));
    broker.stop().await;
}

#[tokio::test]
async fn the_will_of_a_lost_client_is_published_and_that_of_a_leaving_one_is_not() {
    let (broker, mut inbound) = start().await;
    for (goodbye, published) in [(None, true), (Some(vec![0xE0, 0]), false)] {
        let mut with_will = options(4, "acme", "c");
        with_will.will = Some(("/v32/acme/gone".into(), "c".into()));
        let (mut raw, _) = Raw::try_login(broker.addr(), &with_will).await;
        if let Some(goodbye) = goodbye {
            raw.send(&goodbye).await;
        }
        drop(raw);
        eventually(|| broker.clients() == 0).await;
        let message = tokio::time::timeout(Duration::from_millis(200), inbound.recv()).await;
        assert_eq!(message.is_ok(), published);
    }
    broker.stop().await;
}

#[tokio::test]
async fn a_client_without_keep_alive_may_be_silent_and_one_with_it_may_not() {
    let (broker, _inbound) = start().await;
    let mut silent = Raw::login(broker.addr(), 4, "acme", "silent").await;
    let mut supervised = options(5, "acme", "supervised");
    supervised.keep_alive = 1;
    let (mut supervised, _) = Raw::try_login(broker.addr(), &supervised).await;
    supervised.ping().await;
    // Keep-alive timeout.
    assert_eq!(supervised.until_closed().await[0].1[0], 0x8D);
    silent.ping().await;
    broker.stop().await;
}

#[tokio::test]
async fn a_client_that_does_not_acknowledge_gets_no_more_than_its_window() {
    let (broker, _inbound) = start_with(Limits { queued_messages: 100, ..Limits::default() }).await;
    let mut slow = options(5, "acme", "slow");
    // Receive maximum 2.
    slow.properties = vec![0x21, 0, 2];
    let (mut slow, _) = Raw::try_login(broker.addr(), &slow).await;
    slow.subscribe(&[("/v32/acme/#", 1)]).await;
    let mut raw = Raw::login(broker.addr(), 5, "acme", "c").await;
    for number in 0..5 {
        raw.publish("/v32/acme/x", &number.to_string(), 1).await;
        raw.read().await;
    }
    let ids: Vec<_> = [slow.read().await.unwrap(), slow.read().await.unwrap()]
        .map(|(_, body)| body[13..15].to_vec())
        .into();
    slow.ping().await;
    for id in ids {
        slow.send(&packet(PUBACK, &id)).await;
    }
    for number in 2..5 {
        assert_eq!(slow.message().await.1, number.to_string());
    }
    broker.stop().await;
}

#[tokio::test]
async fn a_message_longer_than_the_client_wants_is_left_out() {
    let (broker, _inbound) = start().await;
    let mut short = options(5, "acme", "short");
    // Maximum packet size 100.
    short.properties = vec![0x27, 0, 0, 0, 100];
    let (mut short, _) = Raw::try_login(broker.addr(), &short).await;
    short.subscribe(&[("/v32/acme/#", 0)]).await;
    broker.publish("/v32/acme/x", "x".repeat(100).into());
    broker.publish("/v32/acme/x", "short".into());
    assert_eq!(short.message().await.1, "short");
    assert_eq!(broker.counters().dropped, 1);
    broker.stop().await;
}
