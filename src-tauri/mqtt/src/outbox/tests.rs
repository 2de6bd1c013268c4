use std::sync::Arc;

use bytes::Bytes;
use rmqtt_codec::types::QoS;

use super::*;
use crate::message::Message;

fn delivery(text: &'static str) -> Delivery {
    let message = Message {
        topic: "/v32/acme/x".into(),
        payload: Bytes::from_static(text.as_bytes()),
        qos: QoS::AtMostOnce,
        properties: None,
        from: 0,
    };
    Delivery { message: Arc::new(message), qos: QoS::AtMostOnce, subscription_ids: Vec::new() }
}

fn outbox(queued_messages: usize, queued_bytes: usize) -> Outbox {
    Outbox::new(&Limits { queued_messages, queued_bytes, ..Limits::default() })
}

fn content(outbox: &Outbox) -> Vec<String> {
    let mut batch = VecDeque::new();
    outbox.take(usize::MAX, usize::MAX, &mut batch);
    batch.iter().map(|each| String::from_utf8_lossy(&each.message.payload).into_owned()).collect()
}

#[test]
fn the_oldest_goes_when_there_are_too_many() {
    let outbox = outbox(2, 1_000_000);
    let lost: Vec<u64> =
        ["a", "b", "c"].into_iter().map(|text| outbox.push(delivery(text))).collect();
    assert_eq!(lost, [0, 0, 1]);
    assert_eq!(content(&outbox), ["b", "c"]);
}

#[test]
fn the_oldest_go_when_they_weigh_too_much() {
    let weight = delivery("a").message.weight();
    let outbox = outbox(100, weight * 2 + 1);
    let lost: Vec<u64> =
        ["a", "b", "cc"].into_iter().map(|text| outbox.push(delivery(text))).collect();
    assert_eq!(lost, [0, 0, 1]);
    assert_eq!(content(&outbox), ["b", "cc"]);
}

#[test]
fn what_can_never_fit_costs_nobody_else_a_message() {
    let outbox = outbox(100, delivery("a").message.weight());
    assert_eq!(outbox.push(delivery("a")), 0);
    assert_eq!(outbox.push(delivery("too long")), 1);
    assert_eq!(content(&outbox), ["a"]);
}

#[test]
fn a_closed_queue_loses_everything() {
    let outbox = outbox(100, 100_000);
    outbox.push(delivery("a"));
    assert_eq!(outbox.close(), 1);
    assert_eq!(outbox.push(delivery("b")), 1);
    assert_eq!(content(&outbox), Vec::<String>::new());
}
