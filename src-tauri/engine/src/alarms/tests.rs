use model::record::{AlarmEvent, AlarmLevel, DataFrom};
use model::{DeviceEui, RecordId, TenantCode};
use testkit::TempDir;
use things::alarm::{AlarmChange, AlarmStep};

use super::{AlarmFilter, AlarmLogFilter, AlarmLogView, AlarmView, Handling};
use crate::devices::{DeleteAlso, DeviceChange};
use crate::event::{Event, Topic};
use crate::testing::start;
use crate::{Engine, Error, PageRequest};

const PUMP: &str = "pump-1";

async fn with_pump(folder: &TempDir) -> (Engine, TenantCode, DeviceEui) {
    let (engine, tenant) = start(folder).await;
    let eui: DeviceEui = PUMP.parse().unwrap();
    let pump = DeviceChange { data_from: Some(DataFrom::Other), ..DeviceChange::default() };
    engine.devices().create(&tenant, eui.clone(), pump.into()).await.unwrap();
    (engine, tenant, eui)
}

fn raise(name: &str, level: AlarmLevel, desc: &str) -> AlarmStep {
    let change = AlarmChange::Raise { level, title: "Pump".into(), desc: desc.into() };
    AlarmStep { name: name.into(), change, notice_groups: vec!["night".into()] }
}

fn clear(name: &str) -> AlarmStep {
    AlarmStep { name: name.into(), change: AlarmChange::Clear, notice_groups: Vec::new() }
}

fn active(engine: &Engine, tenant: &TenantCode) -> Vec<AlarmView> {
    engine.alarms().list(tenant, &AlarmFilter::default(), &PageRequest::default()).unwrap().items
}

async fn history(engine: &Engine, tenant: &TenantCode) -> Vec<AlarmLogView> {
    let filter = AlarmLogFilter { limit: 100, ..AlarmLogFilter::default() };
    let mut items = engine.alarms().history(tenant, filter).await.unwrap().items;
    items.reverse();
    items
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_is_raised_once_changes_is_seen_and_ends() {
    let folder = TempDir::new().unwrap();
    let (engine, tenant, eui) = with_pump(&folder).await;
    let core = &engine.core;
    let mut heard = engine.subscribe(&tenant, &[Topic::Alarm]);
    let take = async |step| core.alarm(&tenant, &eui, step).await.unwrap();

    assert_eq!(take(clear("dry")).await, None);
    assert_eq!(take(raise("dry", AlarmLevel::Mid, "no flow")).await, Some(AlarmEvent::Raised));
    assert_eq!(take(raise("dry", AlarmLevel::Mid, "no flow")).await, None);
    let seen = active(&engine, &tenant).pop().unwrap().alarm;
    let by = "Night shift";
    let note = Some(" on my way ".to_owned());
    let handled =
        engine.alarms().handle(&tenant, Handling::Acknowledge, &[seen.id], by, note).await.unwrap();
    assert_eq!((handled.done, handled.gone), (vec![seen.id], vec![]));
    // Who has seen the lower level keeps it for a new text, but not for a higher one.
    let changed = Some(AlarmEvent::Changed);
    assert_eq!(take(raise("dry", AlarmLevel::Mid, "still no flow")).await, changed);
    let now = active(&engine, &tenant).pop().unwrap().alarm;
    assert_eq!(now.acknowledged.as_ref().map(|it| it.note.as_str()), Some("on my way"));
    assert_eq!(take(raise("dry", AlarmLevel::High, "hot")).await, changed);
    let now = active(&engine, &tenant).pop().unwrap().alarm;
    assert_eq!((now.id, now.count, now.raised_at), (seen.id, 3, seen.raised_at));
    assert_eq!((now.level, now.acknowledged.is_some()), (AlarmLevel::High, false));
    assert_eq!(engine.status(&tenant).alarms.high, 1);
    // The same name on another alarm is another alarm.
    assert_eq!(take(raise("leak", AlarmLevel::Low, "")).await, Some(AlarmEvent::Raised));
    assert_eq!(take(clear("dry")).await, Some(AlarmEvent::Cleared));

    let events: Vec<_> =
        history(&engine, &tenant).await.into_iter().map(|it| it.record.row).collect();
    let told: Vec<_> = events.iter().map(|row| (row.event, row.name.as_str())).collect();
    assert_eq!(
        told,
        [
            (AlarmEvent::Raised, "dry"),
            (AlarmEvent::Acknowledged, "dry"),
            (AlarmEvent::Changed, "dry"),
            (AlarmEvent::Changed, "dry"),
            (AlarmEvent::Raised, "leak"),
            (AlarmEvent::Cleared, "dry"),
        ]
    );
    assert_eq!(events[1].handler.as_deref(), Some(by));
    let mut published = Vec::new();
    while let Some(Event::Alarm(news)) = heard.try_next() {
        published.push((news.event, news.alarm.name.clone()));
    }
    assert_eq!(
        published.iter().map(|(event, name)| (*event, name.as_str())).collect::<Vec<_>>(),
        told
    );
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn alarms_outlive_a_restart_and_end_with_their_device() {
    let folder = TempDir::new().unwrap();
    let (engine, tenant, eui) = with_pump(&folder).await;
    engine.core.alarm(&tenant, &eui, raise("dry", AlarmLevel::Urgent, "x")).await.unwrap();
    let before = active(&engine, &tenant).pop().unwrap().alarm;
    engine.stop().await;
    drop(engine);

    let (engine, tenant) = start(&folder).await;
    assert_eq!(active(&engine, &tenant).pop().unwrap().alarm, before);
    let repeated = engine.core.alarm(&tenant, &eui, raise("dry", AlarmLevel::Urgent, "x")).await;
    assert_eq!(repeated.unwrap(), None);
    engine.devices().delete(&tenant, &eui, DeleteAlso::default(), "").await.unwrap();
    assert!(active(&engine, &tenant).is_empty());
    let gone = engine.core.alarm(&tenant, &eui, clear("dry")).await;
    assert!(matches!(gone, Err(Error::NotFound { .. })), "{gone:?}");
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_clear_what_is_active_in_their_tenant_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let (engine, tenant, eui) = with_pump(&folder).await;
    for name in ["a", "b"] {
        engine.core.alarm(&tenant, &eui, raise(name, AlarmLevel::Low, "")).await.unwrap();
    }
    let ids: Vec<_> = active(&engine, &tenant).iter().map(|view| view.alarm.id).collect();
    let handle = async |tenant: &TenantCode, ids: Vec<RecordId>| {
        let by = "Local owner";
        engine.alarms().handle(tenant, Handling::Clear, &ids, by, None).await
    };
    let elsewhere = "elsewhere".parse().unwrap();
    let handled = handle(&elsewhere, ids.clone()).await.unwrap();
    assert_eq!((handled.done.len(), handled.gone), (0, ids.clone()));
    let handled = handle(&tenant, ids[..1].to_vec()).await.unwrap();
    assert_eq!(handled.done, ids[..1]);
    let handled = handle(&tenant, ids.clone()).await.unwrap();
    assert_eq!((handled.done, handled.gone), (vec![ids[1]], vec![ids[0]]));
    let last = history(&engine, &tenant).await.pop().unwrap().record.row;
    assert_eq!(
        (last.event, last.handler.as_deref()),
        (AlarmEvent::ManuallyCleared, Some("Local owner"))
    );
    for ids in [vec![], vec![ids[0]; 1_001]] {
        let refused = handle(&tenant, ids).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_cannot_fill_the_list() {
    let folder = TempDir::new().unwrap();
    let (engine, tenant, eui) = with_pump(&folder).await;
    for number in 0..256 {
        let step = raise(&format!("alarm {number}"), AlarmLevel::Low, "");
        engine.core.alarm(&tenant, &eui, step).await.unwrap();
    }
    let refused = engine.core.alarm(&tenant, &eui, raise("one more", AlarmLevel::Low, "")).await;
    assert!(matches!(refused, Err(Error::Full(_))), "{refused:?}");
    // What is there still changes and ends.
    let changed = engine.core.alarm(&tenant, &eui, raise("alarm 3", AlarmLevel::High, "")).await;
    assert_eq!(changed.unwrap(), Some(AlarmEvent::Changed));
    engine.core.alarm(&tenant, &eui, clear("alarm 3")).await.unwrap();
    engine.core.alarm(&tenant, &eui, raise("one more", AlarmLevel::Low, "")).await.unwrap();
    engine.stop().await;
}
