//! Who gets in, and what the refused are told.

use std::time::Duration;

use thinklink_mqtt::Limits;

use crate::raw::{Options, Raw, connect_packet, options};
use crate::{TwoTenants, eventually, start, start_for, start_with};

/// The codes with which MQTT 3.1.1 and MQTT 5 answer.
async fn check(change: impl Fn(&mut Options), v3: u8, v5: u8) {
    let (broker, _inbound) = start().await;
    for (level, expected) in [(3, v3), (4, v3), (5, v5)] {
        let mut options = options(level, "acme", "c");
        change(&mut options);
        let (mut raw, code) = Raw::try_login(broker.addr(), &options).await;
        assert_eq!(code, expected, "level {level}");
        if code == 0 {
            raw.ping().await;
        } else {
            assert_eq!(raw.until_closed().await, []);
        }
    }
    broker.stop().await;
}

#[tokio::test]
async fn name_and_password_let_in() {
    check(|_| {}, 0, 0).await;
}

#[tokio::test]
async fn nobody_gets_in_without_them() {
    check(|options| (options.username, options.password) = (None, None), 5, 0x87).await;
    check(|options| options.password = None, 5, 0x87).await;
    check(|options| options.password = Some("wrong".into()), 4, 0x86).await;
    check(|options| options.password = Some(String::new()), 4, 0x86).await;
    check(|options| options.username = Some("nobody".into()), 4, 0x86).await;
    check(|options| options.username = Some("ACME".into()), 4, 0x86).await;
}

#[tokio::test]
async fn a_will_needs_the_same_right_as_a_message() {
    let with = |topic: &'static str| {
        move |options: &mut Options| options.will = Some((topic.into(), "gone".into()))
    };
    check(with("/v32/acme/as/up/x"), 0, 0).await;
    check(with("/v32/other/as/up/x"), 5, 0x87).await;
    check(with("/v32/acme/#"), 5, 0x87).await;
    check(with("$SYS/x"), 5, 0x87).await;
}

#[tokio::test]
async fn what_is_not_offered_is_refused_where_there_are_words_for_it() {
    let retained = |options: &mut Options| {
        options.will = Some(("/v32/acme/x".into(), "gone".into()));
        options.will_retain = true;
    };
    check(retained, 0, 0x9A).await;
    let (broker, _inbound) = start().await;
    let mut extended = options(5, "acme", "c");
    // Authentication method "x".
    extended.properties = vec![0x15, 0, 1, b'x'];
    assert_eq!(Raw::try_login(broker.addr(), &extended).await.1, 0x8C);
    broker.stop().await;
}

#[tokio::test]
async fn a_client_without_id_gets_one() {
    check(|options| options.client_id.clear(), 0, 0).await;
    check(|options| (options.client_id, options.clean) = (String::new(), false), 2, 0x85).await;
    check(|options| options.client_id = "x".repeat(300), 2, 0x85).await;
}

#[tokio::test]
async fn the_second_login_with_an_id_ends_the_first() {
    let (broker, _inbound) = start().await;
    for level in [4, 5] {
        let mut first = Raw::login(broker.addr(), level, "acme", "panel").await;
        first.subscribe(&[("/v32/acme/#", 0)]).await;
        let mut second = Raw::login(broker.addr(), level, "second", "panel").await;
        let goodbye = first.until_closed().await;
        assert_eq!(goodbye.len(), usize::from(level == 5));
        eventually(|| broker.clients() == 1).await;
        broker.publish("/v32/acme/x", "for whom?".into());
        second.ping().await;
    }
    broker.stop().await;
}

#[tokio::test]
async fn two_tenants_may_use_the_same_client_id() {
    let (broker, _inbound) = start().await;
    let mut acme = options(4, "acme", "panel");
    acme.clean = false;
    let (mut acme, _) = Raw::try_login(broker.addr(), &acme).await;
    acme.subscribe(&[("/v32/acme/#", 0)]).await;
    let mut other = options(4, "other", "panel");
    other.clean = false;
    let (mut other, _) = Raw::try_login(broker.addr(), &other).await;
    assert_eq!(broker.clients(), 2);
    broker.publish("/v32/acme/x", "1".into());
    assert_eq!(acme.message().await, ("/v32/acme/x".into(), "1".into()));
    other.ping().await;
    broker.stop().await;
}

#[tokio::test]
async fn who_logged_in_by_what_has_ended_has_to_log_in_again() {
    let accounts = TwoTenants::default();
    let ended = accounts.acme_ended.clone();
    let (broker, _inbound) = start_for(accounts, Limits::default()).await;
    let mut acme = Raw::login(broker.addr(), 5, "acme", "a").await;
    let mut second = Raw::login(broker.addr(), 5, "second", "b").await;
    let mut other = Raw::login(broker.addr(), 5, "other", "a").await;
    ended.cancel();
    // Administrative action.
    assert_eq!(acme.until_closed().await[0].1[0], 0x98);
    second.ping().await;
    other.ping().await;
    eventually(|| broker.clients() == 2).await;
    broker.stop().await;
}

#[tokio::test]
async fn a_wrong_password_waits_for_its_answer_and_the_right_one_does_not() {
    let limits = Limits {
        wrong_login_time: Duration::from_secs(3_600),
        handshake_time: Duration::from_millis(500),
        ..Limits::default()
    };
    let (broker, _inbound) = start_with(limits).await;
    let mut wrong = Vec::new();
    for (username, password) in [("acme", "wrong"), ("nobody", "secret")] {
        let mut options = options(4, username, "c");
        options.password = Some(password.into());
        let mut raw = Raw::open(broker.addr(), 4).await;
        raw.send(&connect_packet(&options)).await;
        wrong.push(raw);
    }
    Raw::login(broker.addr(), 4, "acme", "c").await.ping().await;
    for mut raw in wrong {
        assert_eq!(raw.until_closed().await, [], "it learns nothing");
    }
    broker.stop().await;
}
