use lorawan::AesKey;
use model::record::{DataFrom, DeviceType, JoinMode, Standard};
use model::{DeviceEui, RecordId, TenantCode};
use store::{HistoryRow, Order, Page, TelemetryQuery, TelemetryRow};
use testkit::TempDir;

use super::{DeleteAlso, DeviceChange, Planned, Wanted};
use crate::event::{Action, Event, Resource, Topic};
use crate::profiles::ProfileChange;
use crate::testing::start;
use crate::{Engine, Error, clock};

/// A reader with a LoRaWAN profile, and a meter that is its sub-device.
async fn family(folder: &TempDir) -> (Engine, TenantCode, [DeviceEui; 2]) {
    let (engine, tenant) = start(folder).await;
    let [reader, meter] = ["0102030405060708", "meter"].map(|eui| eui.parse().unwrap());
    let profile = ProfileChange {
        join_mode: Some(JoinMode::Otaa),
        app_key: Some(Some(AesKey::new([7; 16]))),
        standard: Some(Standard::Eu868),
        ..ProfileChange::default()
    };
    let dev_eui = DeviceEui::as_lorawan(&reader).unwrap();
    engine.profiles().create(&tenant, dev_eui, profile).await.unwrap();
    engine.devices().create(&tenant, reader.clone(), DeviceChange::default().into()).await.unwrap();
    let fields = DeviceChange {
        device_type: Some(DeviceType::SubDevice),
        data_from: Some(DataFrom::Other),
        ..DeviceChange::default()
    };
    let wanted = Wanted { fields, parent: Some(reader.clone()), ..Wanted::default() };
    let after = engine.devices().planned(&tenant, &meter, None, wanted).unwrap();
    let planned = Planned { before: None, after, identifier: Some("1".to_owned()) };
    let saved = engine.devices().save_all(vec![planned], |_, _| Ok(())).await.unwrap();
    assert_eq!(saved, [Ok(())]);
    (engine, tenant, [reader, meter])
}

/// What belonged to a deleted parent takes its time to go. Until then its sub-devices are free, and
/// nobody has a new record of its EUI, of which that would take something away.
#[tokio::test(flavor = "multi_thread")]
async fn only_who_makes_a_deleted_device_anew_waits_for_what_belonged_to_it() {
    let folder = TempDir::new().unwrap();
    let (engine, tenant, [reader, meter]) = family(&folder).await;
    let mut heard = engine.subscribe(&tenant, &[Topic::Changed]);
    // The deletion comes as far as the profile, and no farther.
    let dev_eui = reader.as_lorawan().unwrap();
    let profile = engine.core.edit(Resource::Profiles, dev_eui).await;
    let also = DeleteAlso { profile: true, telemetry: true, ..DeleteAlso::default() };
    let deleting = {
        let (engine, tenant, reader) = (engine.clone(), tenant.clone(), reader.clone());
        tokio::spawn(async move { engine.devices().delete(&tenant, &reader, also, "test").await })
    };
    while let Some(event) = heard.next().await {
        if matches!(event, Event::Changed { resource: Resource::Devices, key, action, .. }
            if key == reader.as_str() && action == Action::Deleted)
        {
            break;
        }
    }
    let turn = engine.core.edits.try_lock((Resource::Devices, meter.to_string()));
    assert!(turn.is_some(), "a sub-device that stays waits");
    drop(turn);
    let named = DeviceChange { name: Some("Free".to_owned()), ..DeviceChange::default() };
    let meter_now = engine.devices().update(&tenant, &meter, named).await.unwrap();
    assert_eq!((meter_now.device.name.as_str(), meter_now.device.parent), ("Free", None));

    let anew = {
        let (engine, tenant, reader) = (engine.clone(), tenant.clone(), reader.clone());
        tokio::spawn(async move {
            engine.devices().create(&tenant, reader, DeviceChange::default().into()).await
        })
    };
    // Others go on; the store would have had that one long before these.
    for number in 0..20 {
        let eui = format!("other-{number}").parse().unwrap();
        let other = DeviceChange { data_from: Some(DataFrom::Other), ..DeviceChange::default() };
        engine.devices().create(&tenant, eui, other.into()).await.unwrap();
    }
    assert!(engine.core.registry.device(&reader).is_none(), "it is there before the other is gone");
    assert!(!deleting.is_finished());
    drop(profile);
    deleting.await.unwrap().unwrap();
    anew.await.unwrap().unwrap();
    assert!(engine.core.registry.device(&reader).is_some());
    let twice = engine.devices().create(&tenant, reader, DeviceChange::default().into()).await;
    assert!(matches!(twice, Err(Error::Conflict { field: "eui", .. })), "{twice:?}");
    engine.stop().await;
}

/// However much a deleted device had recorded, a new one of its EUI is there at once, and keeps what it
/// records while that of the other goes.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_the_telemetry_of_a_deleted_device_to_go() {
    const ROWS: i64 = 10_000;
    let folder = TempDir::new().unwrap();
    let (engine, tenant) = start(&folder).await;
    let eui: DeviceEui = "meter".parse().unwrap();
    let other = || DeviceChange { data_from: Some(DataFrom::Other), ..DeviceChange::default() };
    engine.devices().create(&tenant, eui.clone(), other().into()).await.unwrap();
    let began = clock::now();
    let row = |number: i64| {
        let data = Some(format!("{{\"count\":{number}}}"));
        HistoryRow::Telemetry(TelemetryRow {
            tenant: tenant.clone(),
            eui: eui.clone(),
            thing_model: RecordId(10),
            at: began.plus_millis(number),
            latest: data.clone(),
            history: data,
        })
    };
    engine.core.store.append((0..ROWS).map(row).collect()).await.unwrap();

    let also = DeleteAlso { telemetry: true, ..DeleteAlso::default() };
    let devices = engine.devices();
    let mut deleting = Box::pin(devices.delete(&tenant, &eui, also, "test"));
    // As far as somebody else may make it anew, and not a step farther.
    loop {
        tokio::select! {
            biased;
            done = &mut deleting => panic!("it went all the way: {done:?}"),
            () = tokio::task::yield_now() => {}
        }
        let turn = engine.core.edits.try_lock((Resource::Devices, eui.to_string()));
        if turn.is_some() && engine.core.registry.device(&eui).is_none() {
            break;
        }
    }
    engine.devices().create(&tenant, eui.clone(), other().into()).await.unwrap();
    engine.core.store.append(vec![row(ROWS)]).await.unwrap();
    deleting.await.unwrap();
    let query = TelemetryQuery {
        tenant: tenant.clone(),
        eui: eui.clone(),
        thing_model: RecordId(10),
        from: None,
        to: None,
        order: Order::Ascending,
        page: Page { limit: 10, cursor: None },
    };
    let kept = engine.core.store.read(move |tx| tx.telemetry().history(&query)).await.unwrap();
    let kept: Vec<_> = kept.items.into_iter().map(|point| point.data).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["count"], ROWS);
    engine.stop().await;
}
