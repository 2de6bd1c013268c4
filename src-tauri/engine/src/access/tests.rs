use std::net::IpAddr;
use std::sync::Arc;

use model::record::ApiToken;
use mqtt::Accounts as _;
use testkit::TempDir;

use super::guesses::Origin;
use super::{ADMIN, ADMIN_TOKEN_FILE, Login, MqttAccounts, NewToken, Role, SIGN_INS_MAX, keep_up};
use crate::testing::start;
use crate::{Engine, Error, clock};

const PASSWORD: &str = "correct horse";

fn peer() -> IpAddr {
    [192, 0, 2, 1].into()
}

async fn sign_in(engine: &Engine) -> Login {
    engine.access().login(ADMIN, PASSWORD, Some(peer())).await.unwrap().unwrap()
}

async fn stored(engine: &Engine) -> Vec<ApiToken> {
    engine.core.store.read(|reader| reader.tokens().load_all()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_no_listed_token_and_is_forgotten_when_it_is_over() {
    let folder = TempDir::new().unwrap();
    let (engine, tenant) = start(&folder).await;
    let access = engine.access();
    access.set_password(PASSWORD, None).await.unwrap();
    let login = sign_in(&engine).await;
    let new = NewToken { name: "CI".into(), role: Role::Viewer, tenant };
    access.create_token(new).await.unwrap();
    let listed: Vec<_> = access.tokens().into_iter().map(|it| it.name).collect();
    assert_eq!(listed, [ADMIN_TOKEN_FILE, "CI"]);
    let ended = access.authenticate(&login.token, None).unwrap().ended;

    let core = &engine.core;
    keep_up(core, login.expires_at.plus_millis(-1)).await;
    assert_eq!((core.access.tokens.list(|_| true).len(), stored(&engine).await.len()), (3, 3));
    assert!(!ended.is_cancelled());
    keep_up(core, login.expires_at).await;
    assert_eq!((core.access.tokens.list(|_| true).len(), stored(&engine).await.len()), (2, 2));
    assert!(ended.is_cancelled(), "what goes on by it ends, too");
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_every_sign_in_but_the_one_that_set_it() {
    let folder = TempDir::new().unwrap();
    let (engine, _) = start(&folder).await;
    let access = engine.access();
    access.set_password(PASSWORD, None).await.unwrap();
    let (own, other) = (sign_in(&engine).await.token, sign_in(&engine).await.token);
    let own = access.authenticate(&own, None).unwrap();
    let other = access.authenticate(&other, None).unwrap();
    let account = engine.core.store.read(|reader| reader.accounts().get(ADMIN)).await.unwrap();

    assert_eq!(access.set_password("battery staple", Some(own.token)).await.unwrap(), 1);
    assert!(!own.ended.is_cancelled() && other.ended.is_cancelled());
    assert_eq!(access.sign_ins().len(), 1);
    assert_eq!(access.tokens().len(), 1, "access tokens stay");
    // Whose old password was found right at the same moment does not slip in behind it.
    assert!(access.sign_in(account.unwrap(), None).await.unwrap().is_none());
    assert!(access.login(ADMIN, PASSWORD, None).await.unwrap().is_none());

    // A refused password ends nobody.
    access.set_password("short", None).await.unwrap_err();
    assert_eq!(access.sign_ins().len(), 1);
    // Whoever came with an access token has no sign-in to keep.
    let token = access.tokens()[0].id;
    assert_eq!(access.end_other_sign_ins(Some(token)).await.unwrap(), 1);
    assert!(own.ended.is_cancelled());
    assert_eq!(access.tokens().len(), 1);
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_a_sign_in_and_leaves_an_access_token() {
    let folder = TempDir::new().unwrap();
    let (engine, _) = start(&folder).await;
    let access = engine.access();
    access.set_password(PASSWORD, None).await.unwrap();
    let text = sign_in(&engine).await.token;
    let sign_in = access.authenticate(&text, None).unwrap().token;
    let token = access.tokens()[0].id;
    // Each has its own way to its end.
    assert!(matches!(access.end_sign_in(token).await, Err(Error::NotFound { .. })));
    assert!(matches!(access.delete_token(sign_in).await, Err(Error::NotFound { .. })));
    access.log_out(token).await.unwrap();
    access.log_out(sign_in).await.unwrap();
    assert!(access.authenticate(&text, None).is_none());
    assert_eq!(stored(&engine).await.len(), 1);
    access.log_out(sign_in).await.unwrap();
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sign_in_too_many_ends_the_one_that_was_used_the_longest_ago() {
    let folder = TempDir::new().unwrap();
    let (engine, _) = start(&folder).await;
    let access = engine.access();
    access.set_password(PASSWORD, None).await.unwrap();
    let account = engine.core.store.read(|reader| reader.accounts().get(ADMIN)).await.unwrap();
    let account = account.unwrap();
    let mut logins = Vec::new();
    for _ in 0..SIGN_INS_MAX {
        logins.push(access.sign_in(account.clone(), None).await.unwrap().unwrap().token);
    }
    // Times of the last use are what is compared; those of one millisecond are the same.
    let begun = clock::now();
    while clock::now() == begun {
        std::hint::spin_loop();
    }
    for token in logins.iter().filter(|token| **token != logins[7]) {
        access.authenticate(token, None).unwrap();
    }
    access.sign_in(account, None).await.unwrap().unwrap();
    assert_eq!(access.sign_ins().len(), SIGN_INS_MAX);
    assert!(access.authenticate(&logins[7], None).is_none());
    assert!(access.authenticate(&logins[0], None).is_some());
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_use_of_a_token_outlives_a_restart() {
    let folder = TempDir::new().unwrap();
    let (engine, _) = start(&folder).await;
    engine.access().set_password(PASSWORD, None).await.unwrap();
    let token = sign_in(&engine).await.token;
    let mapped: IpAddr = "::ffff:192.0.2.9".parse().unwrap();
    engine.access().authenticate(&token, Some(mapped)).unwrap();
    let used = engine.access().sign_ins();
    assert_eq!(used[0].used_from, Some([192, 0, 2, 9].into()));
    assert_eq!(engine.access().tokens()[0].used_at, None);
    engine.stop().await;
    drop(engine);

    let (engine, _) = start(&folder).await;
    assert_eq!(engine.access().sign_ins(), used);
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_are_counted_and_right_ones_are_not() {
    let folder = TempDir::new().unwrap();
    let (engine, _) = start(&folder).await;
    let access = engine.access();
    access.set_password(PASSWORD, None).await.unwrap();
    for _ in 0..12 {
        sign_in(&engine).await;
    }
    let mut wrong = 0;
    let refused = loop {
        match access.login("nobody", "guess", Some(peer())).await {
            Ok(None) => wrong += 1,
            other => break other.unwrap_err(),
        }
    };
    assert_eq!(wrong, 10);
    assert!(matches!(refused, Error::TooManyAttempts { seconds: 1..=30 }), "{refused:?}");
    let right = access.login(ADMIN, PASSWORD, Some(peer())).await;
    assert!(right.is_err(), "whoever guesses does not learn that it is right");
    let elsewhere = Some([192, 0, 2, 2].into());
    assert!(access.login(ADMIN, PASSWORD, elsewhere).await.unwrap().is_some());

    // All that addresses together may guess is used up: who is signed in there gets in all the same.
    let (guesses, now) = (&engine.core.access.guesses, clock::instant());
    while guesses.count(Origin { address: None, is_known: false }, now).is_ok() {}
    let stranger = Some([192, 0, 2, 3].into());
    assert!(access.login(ADMIN, PASSWORD, stranger).await.is_err());
    assert!(access.login(ADMIN, PASSWORD, elsewhere).await.unwrap().is_some());
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mqtt_logins_end_with_the_password_or_token_they_were_made_by() {
    let folder = TempDir::new().unwrap();
    let (engine, tenant) = start(&folder).await;
    let access = engine.access();
    let broker = MqttAccounts(Arc::downgrade(&engine.core));
    let login = |username: &str, password: &str| {
        broker.login(username, password.as_bytes(), peer()).map(|admission| admission.ended)
    };
    let password = access.mqtt_password(&tenant).await.unwrap();
    let by_password = login("default", &password).unwrap();
    let new = |role| NewToken { name: "MQTT".into(), role, tenant: tenant.clone() };
    let (token, text) = access.create_token(new(Role::Admin)).await.unwrap();
    let by_token = login("default", &text).unwrap();
    let (_, viewer) = access.create_token(new(Role::Viewer)).await.unwrap();
    assert!(login("default", &viewer).is_none(), "a viewer may not publish");

    access.create_tenant("lab".parse().unwrap(), None).await.unwrap();
    let other = access.mqtt_password(&"lab".parse().unwrap()).await.unwrap();
    let of_lab = login("lab", &other).expect("a tenant has its login from the beginning");
    for (username, password) in
        [("lab", &password), ("lab", &text), ("default", &other), ("default", &"guess".to_owned())]
    {
        assert!(login(username, password).is_none(), "{username}");
    }

    access.set_mqtt_password(&tenant, "another password").await.unwrap();
    assert!(by_password.is_cancelled() && !by_token.is_cancelled() && !of_lab.is_cancelled());
    assert!(login("default", &password).is_none());
    assert!(login("default", "another password").is_some());
    access.delete_token(token.id).await.unwrap();
    assert!(by_token.is_cancelled());
    engine.stop().await;
}
