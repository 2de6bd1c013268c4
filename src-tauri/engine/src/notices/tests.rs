use model::record::{AlarmEvent, AlarmLevel, NotificationChannel};
use model::{Said, TenantCode, Timestamp};
use testkit::TempDir;

use super::{About, MailChange, Notice, NotificationGroupChange, Security, text};
use crate::event::{Event, Topic};
use crate::testing::start;
use crate::{Engine, Error};

fn fields(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(errors) => errors.iter().map(|error| error.field.to_string()).collect(),
        error => panic!("{error}"),
    }
}

fn notice(tenant: &TenantCode) -> Notice {
    Notice {
        tenant: tenant.clone(),
        about: Some(About::Device("pump-1".parse().unwrap(), Some("Pump 1".into()))),
        title: Said::plain("Dry run"),
        desc: Said::plain("No flow"),
        alarm: Some(("dry".into(), AlarmEvent::Raised, AlarmLevel::High)),
        at: Timestamp::from_millis(1_777_622_400_000),
    }
}

#[test]
fn a_message_says_what_is_wrong_where_and_since_when() {
    let raised = notice(&TenantCode::public());
    assert_eq!(text::subject(&raised), "[high] Pump 1: Dry run");
    assert_eq!(
        text::body(&raised),
        "Title: Dry run\nDescription: No flow\nAlarm: dry\nState: raised\nLevel: high\n\
         Device: Pump 1\nEUI: pump-1\nTime: 2026-05-01T08:00:00.000Z\n"
    );
    let alarm = Some(("dry".into(), AlarmEvent::Cleared, AlarmLevel::High));
    let about = Some(About::Device("pump-1".parse().unwrap(), None));
    let cleared = Notice { alarm, title: Said::plain(""), about, ..raised.clone() };
    assert_eq!(text::subject(&cleared), "[cleared, high] pump-1: dry");
    let plain = Notice { alarm: None, about: None, ..raised };
    assert_eq!(text::subject(&plain), "Dry run");
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_are_told_and_every_name_is_answered_for() {
    let folder = TempDir::new().unwrap();
    let (engine, tenant) = start(&folder).await;
    let groups = engine.notification_groups();
    let create = async |name: &str, enable| {
        let change = NotificationGroupChange {
            name: Some(name.into()),
            enable: Some(enable),
            channel: Some(NotificationChannel::Desktop),
            ..NotificationGroupChange::default()
        };
        groups.create(&tenant, change).await
    };
    create("Night", true).await.unwrap();
    create("off", false).await.unwrap();
    let taken = create("Night", true).await;
    assert!(matches!(taken, Err(Error::Conflict { field: "name", .. })), "{taken:?}");
    // Names tell small letters from capitals.
    create("night", false).await.unwrap();
    let mut heard = engine.subscribe(&tenant, &[Topic::Notice]);
    let mut elsewhere = engine.subscribe(&"elsewhere".parse().unwrap(), &[Topic::Notice]);
    let names = ["Night", "nobody", "off", "Night"].map(str::to_owned);
    engine.core.notify(&names, notice(&tenant)).await;
    let Some(Event::Notice(told)) = heard.try_next() else { panic!("nothing was told") };
    assert_eq!((told.group.as_str(), &told.notice), ("Night", &notice(&tenant)));
    assert!(heard.try_next().is_none() && elsewhere.try_next().is_none());
    let log = groups.log(&tenant, None, 10, None).await.unwrap().items;
    let told: Vec<_> =
        log.iter().map(|it| (it.row.group.as_str(), it.row.sent, it.row.channel)).collect();
    let expected = [("nobody", false, None), ("Night", true, Some(NotificationChannel::Desktop))];
    assert_eq!(told, expected);
    let of_one = groups.log(&tenant, Some("Night".into()), 10, None).await.unwrap().items;
    assert_eq!(of_one.len(), 1);
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_is_checked_and_its_password_stays_where_it_was_given_for() {
    let folder = TempDir::new().unwrap();
    let (engine, _) = start(&folder).await;
    let update = async |engine: &Engine, change| engine.mail().update(change).await;
    let given = MailChange {
        host: Some(" mail.example.org ".into()),
        port: Some(465),
        security: Some(Security::Tls),
        username: Some("alarms".into()),
        password: Some("secret".into()),
        sender: Some("ThinkLink <alarms@example.org>".into()),
        ..MailChange::default()
    };
    let saved = update(&engine, given).await.unwrap();
    assert_eq!((&*saved.server.host, &*saved.server.password), ("mail.example.org", "secret"));
    assert!(!format!("{saved:?}").contains("secret"), "{saved:?}");
    let elsewhere = MailChange { host: Some("evil.example".into()), ..MailChange::default() };
    assert_eq!(fields(update(&engine, elsewhere).await.unwrap_err()), ["password"]);
    let bare = MailChange { security: Some(Security::None), ..MailChange::default() };
    assert_eq!(fields(update(&engine, bare).await.unwrap_err()), ["password"]);
    let wrong = MailChange {
        host: Some("mail example".into()),
        port: Some(0),
        ca: Some("none".into()),
        password: Some("x\0".into()),
        sender: Some("nobody".into()),
        ..MailChange::default()
    };
    let named = fields(update(&engine, wrong).await.unwrap_err());
    assert_eq!(named, ["host", "sender", "port", "ca", "password"]);
    engine.stop().await;
    drop(engine);
    let stored = std::fs::read(folder.path().join("thinklink.db")).unwrap();
    assert!(!stored.windows(6).any(|bytes| bytes == b"secret"), "the password is stored in clear");
    let (engine, _) = start(&folder).await;
    assert_eq!(engine.mail().get(), saved);
    let none = MailChange { username: Some(String::new()), ..MailChange::default() };
    assert_eq!(update(&engine, none).await.unwrap().server.password, "");
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_is_logged_with_its_reason() {
    let folder = TempDir::new().unwrap();
    let (engine, tenant) = start(&folder).await;
    let groups = engine.notification_groups();
    let create = async |recipients: &[&str]| {
        let change = NotificationGroupChange {
            name: Some("night".into()),
            recipients: Some(recipients.iter().map(|to| (*to).to_owned()).collect()),
            ..NotificationGroupChange::default()
        };
        groups.create(&tenant, change).await
    };
    assert_eq!(fields(create(&[]).await.unwrap_err()), ["recipients"]);
    assert_eq!(fields(create(&["nobody"]).await.unwrap_err()), ["recipients"]);
    let group = create(&["a@example.org", " a@example.org ", "b@example.org"]).await.unwrap();
    assert_eq!(group.recipients, ["a@example.org", "b@example.org"]);
    let tried = groups.test(&tenant, group.id).await.unwrap();
    assert!(tried.iter().all(|it| it.failure.is_some()), "{tried:?}");
    engine.core.notify(&["night".to_owned()], notice(&tenant)).await;
    let reasons = loop {
        let log = groups.log(&tenant, None, 10, None).await.unwrap().items;
        if log.len() == 2 {
            break log.into_iter().map(|it| it.row.reason.unwrap().to_string()).collect::<Vec<_>>();
        }
        tokio::task::yield_now().await;
    };
    assert!(reasons.iter().all(|reason| reason.contains("no mail server")), "{reasons:?}");
    engine.stop().await;
}
