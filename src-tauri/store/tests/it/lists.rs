use std::time::Instant;

use model::record::{DataFrom, DeviceType, JoinMode, OnlineStatus, ProfileState};
use model::{DeviceEui, RecordId, TenantCode};
use thinklink_store::{
    ActivityRow, DeviceQuery, DeviceSort, GatewayQuery, HistoryRow, Page, ProfileQuery,
    ProfileSort, Store, StoreError, ThingModelQuery,
};

use crate::fixture::{
    NOW, addr, device, eui, gateway, key, open, profile, session, tenant, thing_model,
};

fn heard(number: u64, millis: i64) -> HistoryRow {
    HistoryRow::Activity(ActivityRow {
        eui: DeviceEui::from(eui(number)),
        at: NOW.plus_millis(millis),
        rssi_dbm: Some(-50.0),
        snr_db: Some(7.0),
    })
}

/// Ten devices in different states.
fn site() -> (tempfile::TempDir, Store) {
    let (dir, store) = open();
    store
        .write_blocking(|tx| {
            tx.thing_models().insert(&thing_model(10, "ks52"))?;
            for number in 0..10 {
                let mut device = device(number);
                device.name = format!("{} {number}", if number % 2 == 0 { "pump" } else { "Fan" });
                if number < 3 {
                    device.thing_model.push(RecordId(10));
                    device.tags.push("hall".into());
                }
                match number {
                    8 => device.data_from = DataFrom::Other,
                    9 => device.device_type = DeviceType::Virtual,
                    _ => {}
                }
                tx.devices().insert(&device)?;
                if number < 6 {
                    let mut profile = profile(number);
                    profile.enable = number != 0;
                    profile.down_enable = number != 1;
                    tx.profiles().insert(&profile)?;
                }
            }
            Ok(())
        })
        .unwrap();
    store.append_blocking(vec![heard(1, -1_000), heard(2, -901_000), heard(3, -900_000)]).unwrap();
    (dir, store)
}

/// Numbers of the devices, page by page, and the total.
fn numbers(store: &Store, query: &DeviceQuery, limit: u32) -> (Vec<u64>, u64) {
    let mut numbers = Vec::new();
    let mut cursor = None;
    loop {
        let query = DeviceQuery { now: NOW, page: Page { limit, cursor }, ..query.clone() };
        let listed = store.read_blocking(move |tx| tx.list_devices(&query)).unwrap();
        numbers.extend(listed.items.iter().map(|item| item.device.id.0 - 1_000));
        cursor = listed.next_cursor;
        if cursor.is_none() {
            return (numbers, listed.total);
        }
    }
}

#[test]
fn devices_are_filtered() {
    let (_dir, store) = site();
    let all = DeviceQuery { tenant: Some(tenant()), ..DeviceQuery::default() };
    let check = |query: DeviceQuery, expected: &[u64]| {
        for limit in [1, 4, 100] {
            let (found, total) = numbers(&store, &query, limit);
            assert_eq!(found, expected, "{query:?}");
            assert_eq!(total, expected.len() as u64, "{query:?}");
        }
    };
    let status = |status| DeviceQuery { status: Some(status), ..all.clone() };
    let state = |state| DeviceQuery { profile: Some(state), ..all.clone() };
    let text = |q: &str| DeviceQuery { q: Some(q.into()), ..all.clone() };
    check(all.clone(), &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    check(status(OnlineStatus::Online), &[1, 3]);
    check(status(OnlineStatus::Offline), &[2]);
    check(status(OnlineStatus::NeverSeen), &[0, 4, 5, 6, 7, 8, 9]);
    check(state(ProfileState::Disabled), &[0]);
    check(state(ProfileState::DownOff), &[1]);
    check(state(ProfileState::Ok), &[2, 3, 4, 5]);
    check(state(ProfileState::Missing), &[6, 7]);
    check(state(ProfileState::None), &[8, 9]);
    check(DeviceQuery { thing_model: Some(RecordId(10)), ..all.clone() }, &[0, 1, 2]);
    check(DeviceQuery { tag: Some("hall".into()), ..all.clone() }, &[0, 1, 2]);
    check(DeviceQuery { device_type: Some(DeviceType::Virtual), ..all.clone() }, &[9]);
    check(DeviceQuery { data_from: Some(DataFrom::Other), ..all.clone() }, &[8]);
    check(text("FAN"), &[1, 3, 5, 7, 9]);
    check(text("70-B3-D5-7E-D1-00-00-04"), &[4]);
    check(text("%"), &[]);
    check(text("'; DROP TABLE device; --"), &[]);
    let other: TenantCode = "other".parse().unwrap();
    check(DeviceQuery { tenant: Some(other), ..all }, &[]);
}

#[test]
fn devices_are_sorted_both_ways() {
    let (_dir, store) = site();
    for (sort, expected) in [
        (DeviceSort::Created, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (DeviceSort::Eui, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (DeviceSort::Name, [1, 3, 5, 7, 9, 0, 2, 4, 6, 8]),
        (DeviceSort::Updated, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (DeviceSort::ActiveTime, [0, 4, 5, 6, 7, 8, 9, 2, 3, 1]),
        (DeviceSort::Rssi, [0, 4, 5, 6, 7, 8, 9, 1, 2, 3]),
    ] {
        for limit in [1, 3, 100] {
            let up = DeviceQuery { tenant: Some(tenant()), sort, ..DeviceQuery::default() };
            assert_eq!(numbers(&store, &up, limit).0, expected, "{sort:?}");
            let down = DeviceQuery { descending: true, ..up };
            let backwards: Vec<_> = expected.iter().rev().copied().collect();
            assert_eq!(numbers(&store, &down, limit).0, backwards, "{sort:?}");
        }
    }
}

#[test]
fn a_cursor_only_fits_its_own_order() {
    let (_dir, store) = site();
    let page = |cursor| Page { limit: 2, cursor };
    let query = DeviceQuery { page: page(None), ..DeviceQuery::default() };
    let cursor = store.read_blocking(move |tx| tx.list_devices(&query)).unwrap().next_cursor;
    for query in [
        DeviceQuery { descending: true, page: page(cursor.clone()), ..DeviceQuery::default() },
        DeviceQuery { sort: DeviceSort::Name, page: page(cursor), ..DeviceQuery::default() },
        DeviceQuery { page: page(Some("W10".into())), ..DeviceQuery::default() },
    ] {
        let result = store.read_blocking(move |tx| tx.list_devices(&query));
        assert!(matches!(result, Err(StoreError::BadCursor)));
    }
}

#[test]
fn a_device_shows_its_radio_and_its_profile() {
    let (_dir, store) = site();
    let item = store.read_blocking(|tx| tx.device_item(&device(1).eui, NOW)).unwrap().unwrap();
    assert_eq!((item.status, item.profile), (OnlineStatus::Online, ProfileState::DownOff));
    assert_eq!((item.rssi_dbm, item.snr_db), (Some(-50.0), Some(7.0)));
    assert_eq!(item.device.tags, ["hall"]);
    let counts = store.read_blocking(|tx| tx.count_devices(Some(&tenant()), NOW)).unwrap();
    assert_eq!((counts.total, counts.online, counts.offline), (10, 2, 1));
    assert_eq!((counts.never_seen, counts.without_profile), (7, 2));
    let tags = store.read_blocking(|tx| tx.device_tags(None)).unwrap();
    assert_eq!(tags, ["hall"]);
}

#[test]
fn profiles_show_their_device_and_session_but_no_key() {
    let (_dir, store) = site();
    store
        .write_blocking(|tx| {
            let mut abp = profile(20);
            abp.join_mode = JoinMode::Abp;
            abp.dev_addr = Some(addr(20));
            abp.nwks_key = Some(key(1));
            tx.profiles().insert(&abp)?;
            let mut session = session(3, 33);
            (session.last_f_cnt_up, session.next_f_cnt_down) = (Some(41), 7);
            session.dev_nonce = Some(1);
            tx.sessions().put_active(&tenant(), &session)
        })
        .unwrap();
    let item = store.read_blocking(|tx| tx.profile_item(eui(3))).unwrap().unwrap();
    assert_eq!((item.profile.app_key, item.keys_set), (None, true));
    assert_eq!(item.device, Some((device(3).eui, "Fan 3".into())));
    assert_eq!((item.last_join, item.last_uplink), (Some(NOW), Some(NOW.plus_millis(-900_000))));
    assert_eq!((item.f_cnt_up, item.f_cnt_down), (Some(41), Some(7)));
    assert_eq!(item.session_dev_addr, Some(addr(33)));
    let abp = store.read_blocking(|tx| tx.profile_item(eui(20))).unwrap().unwrap();
    assert!(!abp.keys_set, "AppSKey is missing");

    let list = |query: ProfileQuery| {
        let listed = store.read_blocking(move |tx| tx.list_profiles(&query)).unwrap();
        assert_eq!(listed.items.len() as u64, listed.total);
        listed.items.iter().map(|item| item.profile.dev_eui).collect::<Vec<_>>()
    };
    let all = ProfileQuery { tenant: Some(tenant()), ..ProfileQuery::default() };
    assert_eq!(list(all.clone()).len(), 7);
    assert_eq!(list(ProfileQuery { join_mode: Some(JoinMode::Abp), ..all.clone() }), [eui(20)]);
    assert_eq!(list(ProfileQuery { enable: Some(false), ..all.clone() }), [eui(0)]);
    assert_eq!(list(ProfileQuery { has_device: Some(false), ..all.clone() }), [eui(20)]);
    assert_eq!(list(ProfileQuery { q: Some("fan 5".into()), ..all.clone() }), [eui(5)]);
    assert_eq!(list(ProfileQuery { q: Some("01 00 00 14".into()), ..all.clone() }), [eui(20)]);
    let newest = ProfileQuery { sort: ProfileSort::LastUplink, descending: true, ..all };
    assert_eq!(list(newest)[..3], [eui(1), eui(3), eui(2)]);
    assert_eq!(store.read_blocking(|tx| tx.count_profiles(None)).unwrap(), (7, 1));
}

#[test]
fn gateways_and_models_are_listed() {
    let (_dir, store) = site();
    store
        .write_blocking(|tx| {
            tx.gateways().insert(&gateway(1))?;
            tx.gateways().insert(&gateway(2))?;
            tx.thing_models().put_builtin(&thing_model(99, "builtin")).map(drop)
        })
        .unwrap();
    let query = GatewayQuery { q: Some("gateway 2".into()), ..GatewayQuery::default() };
    let listed = store.read_blocking(move |tx| tx.list_gateways(&query)).unwrap();
    assert_eq!((listed.items[0].gateway.clone(), listed.total), (gateway(2), 1));
    let query = ThingModelQuery { tenant: Some(tenant()), ..ThingModelQuery::default() };
    let listed = store.read_blocking(move |tx| tx.list_thing_models(&query)).unwrap();
    let used: Vec<_> =
        listed.items.iter().map(|item| (&*item.model.id_name, item.used_by)).collect();
    assert_eq!(used, [("builtin", 0), ("ks52", 3)]);
    let query = ThingModelQuery { scope: Some(TenantCode::public()), ..ThingModelQuery::default() };
    assert_eq!(store.read_blocking(move |tx| tx.list_thing_models(&query)).unwrap().total, 1);
}

/// Not a benchmark: keeps a list of a large site from becoming slow by a missing index.
#[test]
fn ten_thousand_devices_page_and_load_quickly() {
    let (_dir, store) = open();
    store
        .write_blocking(|tx| {
            for number in 0..10_000 {
                tx.devices().insert(&device(number))?;
                tx.profiles().insert(&profile(number))?;
                let dev_addr = u32::try_from(number).unwrap();
                tx.sessions().put_active(&tenant(), &session(number, dev_addr))?;
            }
            Ok(())
        })
        .unwrap();
    store.append_blocking((0..10_000).map(|number| heard(number, 0)).collect()).unwrap();
    let started = Instant::now();
    for sort in [DeviceSort::Created, DeviceSort::Eui, DeviceSort::Name, DeviceSort::Updated] {
        let query =
            DeviceQuery { tenant: Some(tenant()), now: NOW, sort, ..DeviceQuery::default() };
        let listed = store.read_blocking(move |tx| tx.list_devices(&query)).unwrap();
        assert_eq!((listed.items.len(), listed.total), (50, 10_000));
    }
    let paged = started.elapsed() / 4;
    let loaded = Instant::now();
    let count = store
        .read_blocking(|tx| {
            tx.profiles().load_all()?;
            tx.sessions().load_all()?;
            Ok(tx.devices().load_all()?.len())
        })
        .unwrap();
    assert_eq!(count, 10_000);
    println!("page {paged:?}, load {:?}", loaded.elapsed());
    assert!(paged.as_millis() < 250, "{paged:?} a page");
}
