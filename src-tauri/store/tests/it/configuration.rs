use lorawan::AesKey;
use model::record::{
    ApiToken, AttributePush, AttributeTrace, LorawanProfile, NotSent, Operation, PushWay,
    RecordKey, RestorePoint, Role, RpcModel, Session, StationToken, Tenant,
};
use model::{RecordId, TenantCode, Timestamp, say};
use serde_json::json;
use thinklink_store::{
    Account, ConflictReason, CounterCommit, JoinCommit, JoinOutcome, MqttAccount, StoreError,
};

use crate::fixture::{
    NOW, addr, device, eui, gateway, key, location, mac, open, profile, session, tenant,
    thing_model,
};

fn conflict<T: std::fmt::Debug>(result: Result<T, StoreError>) -> (String, ConflictReason) {
    match result {
        Err(StoreError::Conflict { record, field, reason }) => {
            (format!("{record}.{field}"), reason)
        }
        other => panic!("expected a conflict, got {other:?}"),
    }
}

#[test]
fn a_profile_is_read_back_as_written() {
    let (_dir, store) = open();
    let mut expected = profile(1);
    expected.dev_addr = Some(addr(1));
    expected.nwks_key = Some(key(3));
    expected.apps_key = Some(key(4));
    let written = expected.clone();
    store.write_blocking(move |tx| tx.profiles().insert(&written)).unwrap();
    assert_eq!(store.read_blocking(|tx| tx.profiles().load_all()).unwrap(), [expected.clone()]);
    expected.app_key = None;
    expected.enable = false;
    expected.handle = "other".into();
    let written = expected.clone();
    store.write_blocking(move |tx| tx.profiles().update(&written)).unwrap();
    assert_eq!(store.read_blocking(|tx| tx.profiles().get(eui(1))).unwrap(), Some(expected));
    store.write_blocking(|tx| tx.profiles().delete(eui(1))).unwrap();
    let again = store.write_blocking(|tx| tx.profiles().delete(eui(1)));
    assert!(matches!(again, Err(StoreError::NotFound("profile"))));
}

#[test]
fn a_taken_dev_eui_is_a_conflict_on_its_field() {
    let (_dir, store) = open();
    store.write_blocking(|tx| tx.profiles().insert(&profile(1))).unwrap();
    let result = store.write_blocking(|tx| tx.profiles().insert(&profile(1)));
    assert_eq!(conflict(result), ("profile.dev_eui".into(), ConflictReason::Exists));
    let mut foreign = profile(2);
    foreign.tenant = "nobody".parse().unwrap();
    let result = store.write_blocking(move |tx| tx.profiles().insert(&foreign));
    assert_eq!(conflict(result).1, ConflictReason::UnknownReference);
}

#[test]
fn keys_are_not_in_the_file() {
    let (dir, store) = open();
    let secret = *b"0123456789abcdef";
    store
        .write_blocking(move |tx| {
            let mut profile = profile(1);
            profile.app_key = Some(AesKey::new(secret));
            tx.profiles().insert(&profile)?;
            tx.mqtt_accounts().put(&MqttAccount {
                tenant: tenant(),
                username: "plant".into(),
                password: "correct horse".into(),
                created_at: NOW,
                updated_at: NOW,
            })?;
            let params = json!({"sms": {"password": "battery staple"}});
            tx.org_params().put(&tenant(), params.as_object().unwrap(), NOW)
        })
        .unwrap();
    let params = store.read_blocking(|tx| tx.org_params().load_all()).unwrap();
    assert_eq!(params.len(), 1);
    assert_eq!(
        (&params[0].0, &params[0].1["sms"]["password"]),
        (&tenant(), &json!("battery staple"))
    );
    let account = store.read_blocking(|tx| tx.mqtt_accounts().get(&tenant())).unwrap().unwrap();
    assert_eq!(account.password, "correct horse");
    assert!(!format!("{account:?}").contains("horse"));
    store.close();
    for entry in std::fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for secret in [&secret[..], b"correct horse", b"battery staple"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!found, "a secret in {}", path.display());
        }
    }
}

#[test]
fn a_counter_only_goes_forward() {
    let (_dir, store) = open();
    store
        .write_blocking(|tx| {
            tx.profiles().insert(&profile(1))?;
            tx.sessions().put_active(&tenant(), &session(1, 1))
        })
        .unwrap();
    let commit = |dev_addr, f_cnt_up| {
        let commit = CounterCommit { dev_eui: eui(1), dev_addr: addr(dev_addr), f_cnt_up };
        store.write_blocking(move |tx| tx.sessions().commit_counters(&[commit])).unwrap()
    };
    assert_eq!(commit(1, 0), [true], "the first is 0");
    assert_eq!(commit(1, 0), [false], "the same again");
    assert_eq!(commit(1, 0x1_0001), [true]);
    assert_eq!(commit(1, 5), [false], "back");
    assert_eq!(commit(2, 0x1_0002), [false], "another session");
    assert_eq!(commit(1, u32::MAX), [true]);
    let stored = store.read_blocking(|tx| tx.sessions().load_all()).unwrap();
    assert_eq!(stored[0].session.last_f_cnt_up, Some(u32::MAX));
}

#[test]
fn downlink_counters_are_taken_once_and_end() {
    let (_dir, store) = open();
    store
        .write_blocking(|tx| {
            tx.profiles().insert(&profile(1))?;
            let mut session = session(1, 1);
            session.next_f_cnt_down = u32::MAX - 1;
            tx.sessions().put_active(&tenant(), &session)
        })
        .unwrap();
    let take =
        || store.write_blocking(|tx| tx.sessions().take_f_cnt_down(eui(1), addr(1))).unwrap();
    assert_eq!([take(), take(), take()], [Some(u32::MAX - 1), Some(u32::MAX), None]);
}

#[test]
fn a_join_uses_up_its_nonces_and_waits_for_the_first_uplink() {
    let (_dir, store) = open();
    store
        .write_blocking(|tx| {
            tx.profiles().insert(&profile(1))?;
            tx.sessions().put_active(&tenant(), &session(1, 1))
        })
        .unwrap();
    let join = |dev_addr, dev_nonce, join_nonce| {
        let session = session(1, dev_addr);
        let join = JoinCommit { tenant: tenant(), session, mac: mac(1), dev_nonce, join_nonce };
        store.write_blocking(move |tx| tx.joins().commit(&join)).unwrap()
    };
    assert_eq!(join(2, 10, 0), JoinOutcome::Committed);
    assert_eq!(join(3, 10, 1), JoinOutcome::DevNonceReused);
    assert_eq!(join(3, 11, 0), JoinOutcome::JoinNonceReused);
    assert_eq!(join(3, 9, 1), JoinOutcome::Committed, "a second join before the first uplink");
    let state = store.read_blocking(|tx| tx.joins().state(eui(1))).unwrap();
    assert_eq!((state.used_dev_nonces, state.last_dev_nonce), (vec![9, 10], Some(9)));
    assert_eq!(state.next_join_nonce, 2);

    let promote = |dev_addr| {
        let first = CounterCommit { dev_eui: eui(1), dev_addr: addr(dev_addr), f_cnt_up: 0 };
        store.write_blocking(move |tx| tx.sessions().promote(&first)).unwrap()
    };
    assert!(!promote(2), "the second join replaced it");
    assert!(promote(3));
    let stored = store.read_blocking(|tx| tx.sessions().of_device(eui(1))).unwrap();
    let [active] = &stored[..] else { panic!("one session: {stored:?}") };
    assert_eq!((active.pending, active.session.dev_addr), (false, addr(3)));
    assert_eq!((active.session.last_f_cnt_up, active.session.dev_nonce), (Some(0), Some(9)));

    store.write_blocking(|tx| tx.joins().clear_dev_nonces(eui(1))).unwrap();
    let state = store.read_blocking(|tx| tx.joins().state(eui(1))).unwrap();
    assert_eq!((state.used_dev_nonces, state.last_dev_nonce), (vec![], None));
    assert_eq!(state.next_join_nonce, 2, "the server's nonce never goes back");
}

#[test]
fn what_mac_commands_agreed_on_never_goes_back_and_ends_with_its_session() {
    let (_dir, store) = open();
    store
        .write_blocking(|tx| {
            tx.profiles().insert(&profile(1))?;
            tx.sessions().put_active(&tenant(), &session(1, 1))
        })
        .unwrap();
    let put = |dev_addr, rx_delay, revision| {
        let session = Session { rx_delay, ..session(1, dev_addr) };
        store.write_blocking(move |tx| tx.sessions().put_mac(&session, &mac(revision))).unwrap()
    };
    let stored = || {
        let sessions = store.read_blocking(|tx| tx.sessions().of_device(eui(1))).unwrap();
        let [only] = &sessions[..] else { panic!("one session: {sessions:?}") };
        (only.session.rx_delay, only.mac.clone())
    };
    assert_eq!(stored().1, None);
    assert!(put(1, 5, 2));
    assert!(!put(1, 6, 1), "an older state came late");
    assert!(!put(1, 6, 2));
    assert!(!put(2, 6, 3), "another session");
    assert_eq!(stored(), (5, Some(mac(2))));
    store.write_blocking(|tx| tx.sessions().put_active(&tenant(), &session(1, 1))).unwrap();
    assert_eq!(stored().1, None);
}

#[test]
fn the_join_nonce_goes_on_when_a_profile_or_its_tenant_is_made_anew() {
    let (_dir, store) = open();
    let code: TenantCode = "acme".parse().unwrap();
    let join = |owner: TenantCode, join_nonce| {
        store
            .write_blocking(move |tx| {
                let new = LorawanProfile { tenant: owner.clone(), ..profile(1) };
                tx.profiles().insert(&new)?;
                let session = session(1, 2);
                let mac = mac(1);
                let dev_nonce = 10;
                tx.joins().commit(&JoinCommit {
                    tenant: owner,
                    session,
                    mac,
                    dev_nonce,
                    join_nonce,
                })
            })
            .unwrap()
    };
    let left = || {
        let state = store.read_blocking(|tx| tx.joins().state(eui(1))).unwrap();
        (state.used_dev_nonces, state.last_dev_nonce, state.next_join_nonce)
    };
    assert_eq!(join(tenant(), 0), JoinOutcome::Committed);
    store.write_blocking(|tx| tx.profiles().delete(eui(1))).unwrap();
    assert_eq!(left(), (vec![], None, 1));

    let new = Tenant { code: code.clone(), name: "Acme".into(), created_at: NOW };
    store.write_blocking(move |tx| tx.tenants().insert(&new)).unwrap();
    assert_eq!(join(code.clone(), 1), JoinOutcome::Committed);
    store.write_blocking(move |tx| tx.tenants().delete(&code)).unwrap();
    assert_eq!(left(), (vec![], None, 2));

    assert_eq!(join(tenant(), 1), JoinOutcome::JoinNonceReused);
}

#[test]
fn a_failed_job_undoes_nothing_of_the_others() {
    let (_dir, store) = open();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut jobs = tokio::task::JoinSet::new();
        for number in 0..100 {
            let store = store.clone();
            jobs.spawn(async move {
                let result = store.write(move |tx| {
                    tx.profiles().insert(&profile(number))?;
                    match number % 4 {
                        1 => Err(StoreError::BadCursor),
                        2 => panic!("a job's panic is its own"),
                        _ => Ok(()),
                    }
                });
                (number, result.await)
            });
        }
        while let Some(done) = jobs.join_next().await {
            let (number, result) = done.unwrap();
            match number % 4 {
                1 => assert!(matches!(result, Err(StoreError::BadCursor))),
                2 => assert!(matches!(result, Err(StoreError::Panicked))),
                _ => result.unwrap(),
            }
        }
    });
    assert_eq!(store.read_blocking(|tx| tx.profiles().load_all()).unwrap().len(), 50);
}

#[test]
fn devices_keep_their_models_and_tags_in_order() {
    let (_dir, store) = open();
    let mut expected = device(1);
    expected.thing_model = vec![RecordId(20), RecordId(10)];
    expected.tags = vec!["z".into(), "a".into()];
    expected.server_attrs.insert("z".into(), json!(1));
    expected.server_attrs.insert("a".into(), json!({"deep": [1, "x"]}));
    let written = expected.clone();
    store
        .write_blocking(move |tx| {
            tx.thing_models().insert(&thing_model(10, "m10"))?;
            tx.thing_models().insert(&thing_model(20, "m20"))?;
            tx.devices().insert(&device(0))?;
            tx.devices().insert(&written)
        })
        .unwrap();
    let got = store.read_blocking(|tx| tx.devices().get(&device(1).eui)).unwrap().unwrap();
    assert_eq!(got, expected);
    let order: Vec<_> = got.server_attrs.keys().collect();
    assert_eq!(order, ["z", "a"], "keys keep their order");
    let all = store.read_blocking(|tx| tx.devices().load_all()).unwrap();
    assert_eq!(all, [device(0), expected.clone()]);

    expected.thing_model = vec![RecordId(10)];
    expected.tags.clear();
    expected.name = "Renamed".into();
    // One that is not there: what a device began with may be gone.
    expected.template = Some(RecordId(99));
    let written = expected.clone();
    store.write_blocking(move |tx| tx.devices().update(&written)).unwrap();
    let got = store.read_blocking(|tx| tx.devices().get(&device(1).eui)).unwrap();
    assert_eq!(got, Some(expected));
}

#[test]
fn devices_keep_what_is_known_of_their_attributes() {
    let (_dir, store) = open();
    let mut expected = device(1);
    expected.server_attrs.insert("limit".into(), json!(8));
    expected.server_notes.meta.insert("limit".into(), json!({"type": "number", "unit": "°C"}));
    let written = expected.clone();
    store.write_blocking(move |tx| tx.devices().insert(&written)).unwrap();

    expected.shared_attrs.insert("period".into(), json!(60));
    let changed_at = Timestamp::from_millis(1_777_622_400_000);
    let ways = [
        ("period", PushWay::Rpc(RecordId(40_000_000_000_000_009))),
        ("mode", PushWay::Mqtt),
        ("ota", PushWay::NotSent(NotSent::NoRpc)),
        ("name", PushWay::Refused("set_period is not mounted".into())),
        ("room", PushWay::Refused(say!(CommandsWait, limit = 100))),
    ];
    for (key, way) in ways {
        let push = AttributePush { at: changed_at, value: json!({"a": null}), way };
        let reported_at = Some(changed_at).filter(|_| key == "mode");
        let trace =
            AttributeTrace { reported_at, push: Some(push), ..AttributeTrace::new(changed_at) };
        expected.shared_notes.traces.insert(key.into(), trace);
    }
    expected.shared_notes.traces.insert("plain".into(), AttributeTrace::new(changed_at));
    let written = expected.clone();
    store.write_blocking(move |tx| tx.devices().set_attributes(&written)).unwrap();
    let read = || store.read_blocking(|tx| tx.devices().get(&device(1).eui)).unwrap();
    assert_eq!(read().as_ref(), Some(&expected));

    expected.server_notes.meta.clear();
    expected.shared_notes.meta.insert("period".into(), json!({"rpcs": ["20"]}));
    let written = expected.clone();
    store.write_blocking(move |tx| tx.devices().set_attribute_meta(&written)).unwrap();
    assert_eq!(read(), Some(expected));
}

#[test]
fn what_devices_need_cannot_be_deleted_or_invented() {
    let (_dir, store) = open();
    let mut mounted = device(1);
    mounted.thing_model = vec![RecordId(10)];
    let unknown = mounted.clone();
    let result = store.write_blocking(move |tx| tx.devices().insert(&unknown));
    assert_eq!(conflict(result), ("device.thing_model".into(), ConflictReason::UnknownReference));
    store
        .write_blocking(move |tx| {
            tx.thing_models().insert(&thing_model(10, "m"))?;
            tx.devices().insert(&mounted)
        })
        .unwrap();
    let result = store.write_blocking(|tx| tx.thing_models().delete(RecordId(10)));
    assert_eq!(conflict(result), ("thing_model.id".into(), ConflictReason::InUse));
    let result = store.write_blocking(|tx| tx.thing_models().insert(&thing_model(11, "m")));
    assert_eq!(conflict(result), ("thing_model.id_name".into(), ConflictReason::Exists));
    let result = store.write_blocking(|tx| tx.devices().insert(&device(1)));
    assert_eq!(conflict(result), ("device.eui".into(), ConflictReason::Exists));
    store.write_blocking(|tx| tx.devices().delete(&device(1).eui)).unwrap();
    store.write_blocking(|tx| tx.thing_models().delete(RecordId(10))).unwrap();
}

#[test]
fn built_in_models_are_brought_up_to_date() {
    let (_dir, store) = open();
    let put = |name: &str| {
        let mut model = thing_model(7, "ks52");
        model.name = name.into();
        store.write_blocking(move |tx| tx.thing_models().put_builtin(&model)).unwrap()
    };
    assert_eq!([put("A"), put("A"), put("B")], [true, false, true]);
    let found = store.read_blocking(|tx| tx.thing_models().get(RecordId(7)));
    let found = found.unwrap().unwrap();
    assert!(found.tenant.is_public());
    assert_eq!(found.name, "B");
    let result = store.write_blocking(|tx| tx.thing_models().insert(&thing_model(8, "ks52")));
    assert_eq!(conflict(result).0, "thing_model.id_name", "a built-in id_name is taken");
}

#[test]
fn a_promoted_model_makes_way_for_a_built_in_one_and_stays_where_others_use_it() {
    let (_dir, store) = open();
    let other: TenantCode = "other".parse().unwrap();
    let code = other.clone();
    store
        .write_blocking(move |tx| {
            let name = "O".into();
            tx.tenants().insert(&Tenant { code: code.clone(), name, created_at: NOW })?;
            tx.thing_models().insert(&thing_model(10, "ks52"))?;
            tx.promote_model(&RecordKey::ThingModel(RecordId(10)), &tenant(), NOW)?;
            let mut device = device(1);
            (device.tenant, device.thing_model) = (code, vec![RecordId(10)]);
            tx.devices().insert(&device)
        })
        .unwrap();
    let model = RecordKey::ThingModel(RecordId(10));
    let back = store.write_blocking(move |tx| tx.take_model_back(&model, &tenant(), NOW));
    assert_eq!(conflict(back).0, "thing_model.id");

    store.write_blocking(|tx| tx.thing_models().put_builtin(&thing_model(7, "ks52"))).unwrap();
    let found = |id: u64| {
        let read = store.read_blocking(move |tx| tx.thing_models().get(RecordId(id)));
        read.unwrap().unwrap().id_name
    };
    assert_eq!((found(7).as_str(), found(10).as_str()), ("ks52", "ks52_10"));
    let twice = store.write_blocking(|tx| {
        tx.thing_models().insert(&thing_model(11, "probe"))?;
        let mut model = thing_model(12, "probe");
        model.tenant = "other".parse().unwrap();
        tx.thing_models().insert(&model)?;
        tx.promote_model(&RecordKey::ThingModel(RecordId(11)), &tenant(), NOW)
    });
    assert_eq!(conflict(twice).0, "thing_model.id_name");
    let device = RecordKey::Device(device(1).eui);
    let device = store.write_blocking(move |tx| tx.promote_model(&device, &tenant(), NOW));
    assert!(matches!(device, Err(StoreError::NotFound("model"))));
}

#[test]
fn no_template_of_everybody_comes_to_name_what_a_tenant_takes_back() {
    let (_dir, store) = open();
    let model = || RecordKey::ThingModel(RecordId(10));
    let everybodys = |thing_model: Vec<RecordId>| model::record::DeviceTemplate {
        tenant: TenantCode::public(),
        thing_model,
        ..template(None)
    };
    let (blank, naming) = (everybodys(Vec::new()), everybodys(vec![RecordId(10)]));
    let named = naming.clone();
    store
        .write_blocking(move |tx| {
            tx.thing_models().insert(&thing_model(10, "ks52"))?;
            tx.promote_model(&model(), &tenant(), NOW)?;
            tx.device_templates().insert(&named)
        })
        .unwrap();
    let back = store.write_blocking(move |tx| tx.take_model_back(&model(), &tenant(), NOW));
    assert_eq!(conflict(back), ("device_template.thing_model".into(), ConflictReason::InUse));
    store
        .write_blocking(move |tx| {
            tx.device_templates().update(&blank)?;
            tx.take_model_back(&model(), &tenant(), NOW)
        })
        .unwrap();
    let unknown = ("device_template.thing_model".to_owned(), ConflictReason::UnknownReference);
    let (again, own) = (naming.clone(), tenant());
    let edited = store.write_blocking(move |tx| tx.device_templates().update(&again));
    assert_eq!(conflict(edited), unknown);
    let another = model::record::DeviceTemplate { id: RecordId(21), ..naming };
    let mine = model::record::DeviceTemplate { tenant: own, ..another.clone() };
    let added = store.write_blocking(move |tx| tx.device_templates().insert(&another));
    assert_eq!(conflict(added), unknown);
    store.write_blocking(move |tx| tx.device_templates().insert(&mine)).unwrap();

    // What is said of an attribute names a command as well.
    let said = json!({ "period": { "type": "number", "rpcs": ["30"] } });
    let shared_attrs = said.as_object().unwrap().clone();
    let linking = model::record::DeviceTemplate { shared_attrs, ..everybodys(Vec::new()) };
    let linked = store.write_blocking(move |tx| {
        tx.rpc_models().insert(&set_period())?;
        tx.device_templates().update(&linking)
    });
    assert_eq!(conflict(linked).0, "device_template.shared_attrs");
}

fn set_period() -> RpcModel {
    RpcModel {
        id: RecordId(30),
        tenant: tenant(),
        id_name: "set_period".into(),
        name: "Set period".into(),
        inherit: false,
        template: json!({}),
        rpc_script: "return null".into(),
        tags: Vec::new(),
        remark: String::new(),
        updated_at: NOW,
    }
}

#[test]
fn no_attribute_of_another_tenant_comes_to_link_to_what_a_tenant_takes_back() {
    let (_dir, store) = open();
    let command = || RecordKey::RpcModel(RecordId(30));
    let other: TenantCode = "other".parse().unwrap();
    let blank = model::record::Device { tenant: other.clone(), ..device(1) };
    let said = json!({ "period": { "type": "number", "rpcs": ["30"] } });
    let linking = |device: &model::record::Device| {
        let mut device = device.clone();
        device.shared_notes.meta = said.as_object().unwrap().clone();
        device
    };
    let linked = linking(&blank);
    store
        .write_blocking(move |tx| {
            let name = "O".into();
            tx.tenants().insert(&Tenant { code: other, name, created_at: NOW })?;
            tx.rpc_models().insert(&set_period())?;
            tx.promote_model(&command(), &tenant(), NOW)?;
            tx.devices().insert(&linked)
        })
        .unwrap();
    let take_back =
        || store.write_blocking(move |tx| tx.take_model_back(&command(), &tenant(), NOW));
    assert_eq!(conflict(take_back()), ("device.rpcs".into(), ConflictReason::InUse));
    let unlinked = blank.clone();
    store.write_blocking(move |tx| tx.devices().set_attribute_meta(&unlinked)).unwrap();
    take_back().unwrap();

    let unknown = ("device.rpcs".to_owned(), ConflictReason::UnknownReference);
    let again = linking(&blank);
    let edited = store.write_blocking(move |tx| tx.devices().set_attribute_meta(&again));
    assert_eq!(conflict(edited), unknown);
    let another = linking(&model::record::Device { tenant: blank.tenant, ..device(2) });
    let added = store.write_blocking(move |tx| tx.devices().insert(&another));
    assert_eq!(conflict(added), unknown);
    // Those of the owner may.
    let (own, edited) = (linking(&device(3)), linking(&device(3)));
    store
        .write_blocking(move |tx| {
            tx.devices().insert(&own)?;
            tx.devices().set_attribute_meta(&edited)
        })
        .unwrap();
}

#[test]
fn a_tenant_goes_with_all_it_owns() {
    let (_dir, store) = open();
    let other: TenantCode = "other".parse().unwrap();
    let code = other.clone();
    store
        .write_blocking(move |tx| {
            tx.tenants().insert(&Tenant {
                code: code.clone(),
                name: "O".into(),
                created_at: NOW,
            })?;
            let owned = |mut device: model::record::Device| {
                device.tenant = code.clone();
                device
            };
            let mut model = thing_model(10, "m");
            model.tenant = code.clone();
            tx.thing_models().insert(&model)?;
            let mut device = owned(device(1));
            device.thing_model = vec![RecordId(10)];
            let place = |id, parent| model::record::Location {
                tenant: code.clone(),
                ..location(id, parent)
            };
            tx.locations().insert(&place(1, None))?;
            tx.locations().insert(&place(2, Some(1)))?;
            device.location = Some(RecordId(2));
            tx.devices().insert(&device)?;
            let mut profile = profile(1);
            profile.tenant = code.clone();
            tx.profiles().insert(&profile)?;
            tx.sessions().put_active(&code, &session(1, 1))?;
            tx.tenants().delete(&code)
        })
        .unwrap();
    let left = store.read_blocking(|tx| {
        Ok((
            tx.devices().load_all()?.len() + tx.locations().load_all()?.len(),
            tx.sessions().load_all()?.len(),
            tx.tenants().all()?.len(),
        ))
    });
    assert_eq!(left.unwrap(), (0, 0, 1));
    let public = store.write_blocking(|tx| tx.tenants().delete(&TenantCode::public()));
    assert!(matches!(public, Err(StoreError::NotFound("tenant"))));
}

#[test]
fn locations_are_read_back_as_written_and_stay_while_something_is_there() {
    let (_dir, store) = open();
    let (site, mut floor) = (location(1, None), location(2, Some(1)));
    let written = [site.clone(), floor.clone()];
    store
        .write_blocking(move |tx| written.iter().try_for_each(|it| tx.locations().insert(it)))
        .unwrap();
    floor.code = "other".into();
    floor.parent = None;
    (floor.latitude, floor.longitude) = (None, None);
    let record = floor.clone();
    store.write_blocking(move |tx| tx.locations().update(&record)).unwrap();
    let all = store.read_blocking(|tx| tx.locations().load_all()).unwrap();
    assert_eq!(all, [site, floor.clone()]);

    let taken = store.write_blocking(|tx| {
        tx.locations().insert(&model::record::Location { code: "L1".into(), ..location(3, None) })
    });
    assert_eq!(conflict(taken), ("location.code".into(), ConflictReason::Exists));
    floor.code = "L1".into();
    let renamed = floor.clone();
    let taken = store.write_blocking(move |tx| tx.locations().update(&renamed));
    assert_eq!(conflict(taken), ("location.code".into(), ConflictReason::Exists));
    let nowhere = store.write_blocking(|tx| tx.locations().insert(&location(4, Some(99))));
    assert_eq!(conflict(nowhere).1, ConflictReason::UnknownReference);

    for holder in 0..4 {
        let held = store.write_blocking(move |tx| {
            let at = Some(RecordId(1));
            match holder {
                0 => tx.locations().insert(&location(5, Some(1)))?,
                1 => tx.devices().insert(&model::record::Device { location: at, ..device(1) })?,
                2 => {
                    tx.gateways().insert(&model::record::Gateway { location: at, ..gateway(1) })?
                }
                _ => tx.device_templates().insert(&template(at))?,
            }
            // Undone with the job, so that the next holder is the only one.
            tx.locations().delete(RecordId(1))
        });
        assert_eq!(conflict(held).1, ConflictReason::UnknownReference, "{holder}");
    }
    store.write_blocking(|tx| tx.locations().delete(RecordId(1))).unwrap();
    let again = store.write_blocking(|tx| tx.locations().delete(RecordId(1)));
    assert!(matches!(again, Err(StoreError::NotFound("location"))));
}

#[test]
fn devices_gateways_and_templates_keep_where_they_are() {
    let (_dir, store) = open();
    let at = Some(RecordId(1));
    store
        .write_blocking(move |tx| {
            tx.locations().insert(&location(1, None))?;
            tx.devices().insert(&model::record::Device { location: at, ..device(1) })?;
            tx.gateways().insert(&model::record::Gateway { location: at, ..gateway(1) })?;
            tx.device_templates().insert(&template(at))
        })
        .unwrap();
    let places = || {
        store.read_blocking(|tx| {
            Ok((
                tx.devices().load_all()?.first().and_then(|it| it.location),
                tx.gateways().load_all()?.first().and_then(|it| it.location),
                tx.device_templates().get(RecordId(20))?.and_then(|it| it.location),
            ))
        })
    };
    assert_eq!(places().unwrap(), (at, at, at));
    store
        .write_blocking(|tx| {
            tx.devices().update(&device(1))?;
            tx.gateways().update(&gateway(1))?;
            tx.device_templates().update(&template(None))
        })
        .unwrap();
    assert_eq!(places().unwrap(), (None, None, None));
}

fn template(location: Option<RecordId>) -> model::record::DeviceTemplate {
    model::record::DeviceTemplate {
        id: RecordId(20),
        tenant: tenant(),
        name: "Meter".into(),
        thing_model: Vec::new(),
        rpc: Vec::new(),
        trigger: Vec::new(),
        tags: Vec::new(),
        heart_period: 900,
        real_time_storage: true,
        integrations: model::record::Integrations::default(),
        location,
        server_attrs: model::JsonMap::new(),
        shared_attrs: model::JsonMap::new(),
        remark: String::new(),
        updated_at: NOW,
    }
}

fn station_token(hash: [u8; 32]) -> StationToken {
    StationToken { gateway: gateway(1).eui, hash, created_at: NOW }
}

#[test]
fn accounts_tokens_gateways_and_settings_are_kept() {
    let (_dir, store) = open();
    let account = Account {
        name: "admin".into(),
        tenant: tenant(),
        role: Role::Owner,
        password_hash: "$argon2id$…".into(),
        created_at: NOW,
        updated_at: NOW,
    };
    let token = ApiToken {
        id: RecordId(5),
        tenant: tenant(),
        name: "CI".into(),
        role: Role::Viewer,
        hash: [9; 32],
        created_at: NOW,
        expires_at: Some(NOW.plus_millis(1_000)),
        used_at: None,
        used_from: None,
    };
    let (given, given_token) = (account.clone(), token.clone());
    store
        .write_blocking(move |tx| {
            tx.accounts().put(&given)?;
            tx.accounts().put(&given)?;
            tx.tokens().insert(&given_token)?;
            tx.gateways().insert(&gateway(1))?;
            tx.station_tokens().put(&station_token([1; 32]))?;
            tx.station_tokens().put(&station_token([2; 32]))?;
            tx.settings().set("net_id", &json!("000013"))
        })
        .unwrap();
    store
        .read_blocking(move |tx| {
            assert_eq!(tx.accounts().get("admin")?, Some(account));
            assert_eq!(tx.tokens().load_all()?, [token]);
            assert_eq!(tx.gateways().load_all()?, [gateway(1)]);
            assert_eq!(tx.station_tokens().load_all()?, [station_token([2; 32])]);
            assert_eq!(tx.settings().get("net_id")?, Some(json!("000013")));
            Ok(())
        })
        .unwrap();
    let (at, from) = (NOW.plus_millis(9), "2001:db8::1".parse().unwrap());
    store.write_blocking(move |tx| tx.tokens().note_use(RecordId(5), at, Some(from))).unwrap();
    let used = store.read_blocking(|tx| tx.tokens().load_all()).unwrap();
    assert_eq!((used[0].used_at, used[0].used_from), (Some(at), Some(from)));
    store.write_blocking(move |tx| tx.tokens().note_use(RecordId(6), at, None)).unwrap();
    let eui = gateway(1).eui;
    store.write_blocking(move |tx| tx.gateways().delete(eui)).unwrap();
    let gone = store.read_blocking(|tx| tx.station_tokens().load_all()).unwrap();
    assert!(gone.is_empty(), "a token goes with its gateway");
    let none = store.write_blocking(move |tx| tx.station_tokens().put(&station_token([1; 32])));
    assert!(none.is_err(), "only a registered gateway has one");
    let expired = store.write_blocking(|tx| tx.tokens().delete_expired(NOW.plus_millis(1_000)));
    assert_eq!(expired.unwrap(), 1);
}

#[test]
fn record_ids_rise_though_the_clock_goes_back() {
    let (_dir, store) = open();
    let next = |millis| {
        let at = NOW.plus_millis(millis);
        store.write_blocking(move |tx| tx.next_id(at)).unwrap()
    };
    let ids = [next(0), next(0), next(-10_000), next(1)];
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    assert!(ids[0].0 > 1 << 53);
}

#[test]
fn numbers_of_sub_devices_rise_and_fit_an_eui() {
    let (_dir, store) = open();
    let next = |millis| {
        let at = NOW.plus_millis(millis);
        store.write_blocking(move |tx| tx.next_sub_device(at)).unwrap()
    };
    let numbers = [next(0), next(0), next(-10_000), next(1)];
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    assert!(numbers[3] < 1 << 60);
}

#[test]
fn the_newest_restore_point_that_holds_something_stays_however_large() {
    let (_dir, store) = open();
    let add = |id, holds: bool| {
        let point = RestorePoint {
            id: RecordId(id),
            tenant: tenant(),
            operation: Operation::Delete,
            name: String::new(),
            who: "owner".into(),
            task: None,
            records: 0,
            bytes: 0,
            created_at: NOW,
            undone_at: None,
        };
        let added = store.write_blocking(move |tx| {
            tx.restore_points().insert(&point)?;
            if holds {
                tx.restore_points().keep(point.id, &RecordKey::Gateway(eui(1)))?;
            }
            Ok(())
        });
        added.unwrap();
    };
    let expired = || {
        let points = store.read_blocking(|tx| tx.restore_points().expired(NOW, 1)).unwrap();
        points.into_iter().map(|point| point.id.0).collect::<Vec<_>>()
    };
    add(1, true);
    add(2, false);
    assert!(expired().is_empty());
    add(3, true);
    assert_eq!(expired(), [1]);
}
