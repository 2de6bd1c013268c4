//! Active alarms belong to their device; what happened to them is found by every field.

use model::record::{Alarm, AlarmEvent, AlarmLevel, Handled};
use model::{DeviceEui, RecordId, TenantCode};
use thinklink_store::{AlarmQuery, AlarmRow, HistoryRow, Limits, Page, Store, StoreError};

use crate::fixture::{NOW, device, eui, open, tenant};

fn alarm(id: u64, number: u64, name: &str) -> Alarm {
    Alarm {
        id: RecordId(id),
        tenant: tenant(),
        eui: DeviceEui::from(eui(number)),
        name: name.into(),
        level: AlarmLevel::Mid,
        title: "Dry run".into(),
        desc: "no flow".into(),
        notice_groups: vec!["night".into(), "Nacht".into()],
        count: 1,
        raised_at: NOW,
        last_trigger_time: NOW,
        acknowledged: None,
    }
}

#[test]
fn an_alarm_is_one_of_its_name_on_its_device_and_goes_with_it() {
    let (_dir, store) = open();
    let orphan = store.write_blocking(|tx| tx.alarms().insert(&alarm(1, 1, "dry")));
    assert!(matches!(orphan, Err(StoreError::NotFound("device"))), "{orphan:?}");
    let changed = Alarm {
        level: AlarmLevel::Urgent,
        count: 2,
        last_trigger_time: NOW.plus_millis(5),
        acknowledged: Some(Handled { by: "Ann".into(), at: NOW, note: "seen".into() }),
        ..alarm(2, 1, "leak")
    };
    let stored = changed.clone();
    store
        .write_blocking(move |tx| {
            for number in [1, 2] {
                tx.devices().insert(&device(number))?;
            }
            for alarm in [alarm(1, 1, "dry"), alarm(2, 1, "leak"), alarm(3, 2, "dry")] {
                tx.alarms().insert(&alarm)?;
            }
            tx.alarms().update(&stored)
        })
        .unwrap();
    let twice = store.write_blocking(|tx| tx.alarms().insert(&alarm(4, 1, "dry")));
    assert!(matches!(twice, Err(StoreError::Conflict { field: "name", .. })), "{twice:?}");
    let all = |store: &Store| store.read_blocking(|tx| tx.alarms().load_all()).unwrap();
    assert_eq!(all(&store), [alarm(1, 1, "dry"), changed, alarm(3, 2, "dry")]);
    store.write_blocking(|tx| tx.alarms().delete(RecordId(3))).unwrap();
    let again = store.write_blocking(|tx| tx.alarms().delete(RecordId(3)));
    assert!(matches!(again, Err(StoreError::NotFound("alarm"))), "{again:?}");
    store.write_blocking(|tx| tx.devices().delete(&DeviceEui::from(eui(1)))).unwrap();
    assert_eq!(all(&store), []);
}

#[test]
fn what_happened_to_alarms_is_found_by_each_field() {
    let (_dir, store) = open();
    let row = |millis, number, event, level, title: &str| {
        HistoryRow::Alarm(Box::new(AlarmRow {
            at: NOW.plus_millis(millis),
            tenant: tenant(),
            eui: DeviceEui::from(eui(number)),
            alarm: RecordId(7),
            name: format!("name {millis}"),
            event,
            level,
            title: title.into(),
            desc: "100 %".into(),
            raised_at: NOW,
            handler: Some("Ann".into()),
            note: "seen".into(),
        }))
    };
    let rows = vec![
        row(0, 1, AlarmEvent::Raised, AlarmLevel::Low, "Dry run"),
        row(1, 2, AlarmEvent::Raised, AlarmLevel::High, "Leak"),
        row(2, 1, AlarmEvent::ManuallyCleared, AlarmLevel::Low, "Dry run"),
    ];
    store.append_blocking(rows).unwrap();
    let found = |query: AlarmQuery| {
        let slice = store.read_blocking(move |tx| tx.alarm_log().list(&query)).unwrap();
        let times = slice.items.iter().map(|it| it.row.at.as_millis() - NOW.as_millis());
        (times.collect::<Vec<_>>(), slice.next_cursor)
    };
    let any = || AlarmQuery { tenant: Some(tenant()), ..AlarmQuery::default() };
    let (first, cursor) = found(AlarmQuery { page: Page { limit: 2, cursor: None }, ..any() });
    assert_eq!(first, [2, 1]);
    assert_eq!(found(AlarmQuery { page: Page { limit: 2, cursor }, ..any() }).0, [0]);
    for (query, expected) in [
        (AlarmQuery { tenant: Some(TenantCode::public()), ..any() }, vec![]),
        (AlarmQuery { eui: Some(DeviceEui::from(eui(1))), ..any() }, vec![2, 0]),
        (AlarmQuery { level: Some(AlarmLevel::High), ..any() }, vec![1]),
        (AlarmQuery { event: Some(AlarmEvent::Raised), ..any() }, vec![1, 0]),
        (AlarmQuery { q: Some("dry".into()), ..any() }, vec![2, 0]),
        (AlarmQuery { q: Some("0 %".into()), ..any() }, vec![2, 1, 0]),
        (AlarmQuery { q: Some("70:B3".into()), ..any() }, vec![2, 1, 0]),
        (
            AlarmQuery { from: Some(NOW.plus_millis(1)), to: Some(NOW.plus_millis(2)), ..any() },
            vec![1],
        ),
    ] {
        assert_eq!(found(query.clone()).0, expected, "{query:?}");
    }
    let limits = Limits { alarm_log: Some(NOW.plus_millis(2)), ..Limits::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(store.prune_history(limits)).unwrap();
    assert_eq!(found(any()).0, [2]);
}
