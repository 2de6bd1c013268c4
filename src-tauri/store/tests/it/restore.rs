//! Undoing that was cut short and is done again, with changes in between.

use model::record::{
    Categories, Operation, RecordKey, Relation, RestoreItem, RestorePoint, Untied,
};
use model::{DeviceEui, JsonMap, RecordId};
use thinklink_store::{PutBack, Store};

use crate::fixture::{NOW, device, open, tenant};

const POINT: RecordId = RecordId(1);

/// A store with these devices, the first of them kept by a point.
fn kept(store: &Store, devices: &[model::record::Device]) {
    let (devices, record) = (devices.to_vec(), RecordKey::Device(devices[0].eui.clone()));
    let point = RestorePoint {
        id: POINT,
        tenant: tenant(),
        operation: Operation::Delete,
        name: String::new(),
        who: "admin".into(),
        task: None,
        records: 0,
        bytes: 0,
        created_at: NOW,
        undone_at: None,
    };
    let stored = store.write_blocking(move |tx| {
        devices.iter().try_for_each(|device| tx.devices().insert(device))?;
        let relation = Relation {
            id: RecordId(2),
            tenant: tenant(),
            from_eui: devices[0].eui.clone(),
            to_eui: devices[1].eui.clone(),
            notify_fields: Categories::UPLINK,
            params: JsonMap::new(),
            created_at: NOW,
        };
        tx.relations().put(&relation)?;
        tx.restore_points().insert(&point)?;
        tx.restore_points().keep(POINT, &record)
    });
    stored.unwrap();
}

fn put_back(store: &Store, eui: &DeviceEui) -> PutBack {
    let eui = eui.clone();
    store.write_blocking(move |tx| tx.restore_points().put_back_device(POINT, &eui, true)).unwrap()
}

/// What the point says is still to follow.
fn noted(store: &Store) -> Option<Untied> {
    let items: Vec<RestoreItem> =
        store.read_blocking(|tx| tx.restore_points().items(POINT, None, 10)).unwrap();
    assert_eq!(items.len(), 1);
    items.into_iter().find_map(|item| item.untied)
}

#[test]
fn a_device_that_was_gone_stays_one_when_it_is_put_back_twice() {
    let (_dir, store) = open();
    let [lamp, other] = [1, 2].map(device);
    kept(&store, &[lamp.clone(), other]);
    let gone = lamp.eui.clone();
    store.write_blocking(move |tx| tx.devices().delete(&gone)).unwrap();

    let expected = Some(Untied { was_gone: true, left: None });
    assert_eq!(put_back(&store, &lamp.eui).untied, expected);
    assert_eq!(noted(&store), expected);
    // It is there now; that its relations went with it is known from before.
    assert_eq!(put_back(&store, &lamp.eui).untied, expected);
    assert_eq!(noted(&store), expected);

    let tied = lamp.eui.clone();
    store.write_blocking(move |tx| tx.restore_points().note_tied(POINT, &tied)).unwrap();
    assert_eq!(noted(&store), None);
    let again = put_back(&store, &lamp.eui).untied;
    assert_eq!(again, Some(Untied { was_gone: false, left: None }), "that one came to its end");
}

#[test]
fn a_parent_that_a_sub_device_left_is_known_when_it_is_put_back_twice() {
    let (_dir, store) = open();
    let [lamp, first, second, third] = [1, 2, 3, 4].map(device);
    let at_home = model::record::Device { parent: Some(first.eui.clone()), ..lamp };
    kept(&store, &[at_home.clone(), first, second.clone(), third.clone()]);
    let moved_to = |parent: &DeviceEui| {
        let moved = model::record::Device { parent: Some(parent.clone()), ..at_home.clone() };
        store.write_blocking(move |tx| tx.devices().update(&moved)).unwrap();
    };
    moved_to(&second.eui);

    let expected = |left: &DeviceEui| Some(Untied { was_gone: false, left: Some(left.clone()) });
    assert_eq!(put_back(&store, &at_home.eui).untied, expected(&second.eui));
    assert_eq!(put_back(&store, &at_home.eui).untied, expected(&second.eui), "it is at home now");
    assert_eq!(noted(&store), expected(&second.eui));
    moved_to(&third.eui);
    assert_eq!(put_back(&store, &at_home.eui).untied, expected(&third.eui));
}

/// An import may give a place in its parent's map to a sub-device of that very parent, for the first
/// time: undoing that takes it away again.
#[test]
fn a_parent_that_stays_is_one_that_may_have_to_forget_its_sub_device() {
    let (_dir, store) = open();
    let [lamp, home] = [1, 2].map(device);
    let at_home = model::record::Device { parent: Some(home.eui.clone()), ..lamp };
    kept(&store, &[at_home.clone(), home.clone()]);
    let expected = Some(Untied { was_gone: false, left: Some(home.eui) });
    assert_eq!(put_back(&store, &at_home.eui).untied, expected);
    assert_eq!(put_back(&store, &at_home.eui).untied, expected);
}
