use std::time::Duration;

use model::record::{
    MessageKind, RpcOrigin, RpcRun, RpcRunLine, RpcRunState, RpcRunStep, RpcStepKind, RpcStepState,
};
use model::{DeviceEui, RecordId, Said, Saying, TenantCode, Timestamp, say};
use serde_json::json;
use thinklink_store::{
    ActivityRow, Direction, FrameQuery, FrameRow, GatewaySeenRow, HistoryKind, HistoryRow,
    IncidentRow, Limits, MessageQuery, MessageRow, ModelLogRow, Options, Order, Page, RpcRunQuery,
    ScanQuery, Store, StoreError, TelemetryQuery, TelemetryRow,
};

use crate::fixture::{NOW, addr, eui, open, tenant};

const DAY_MS: i64 = 86_400_000;

fn device(number: u64) -> DeviceEui {
    DeviceEui::from(eui(number))
}

fn frame(number: u64, at: Timestamp) -> FrameRow {
    FrameRow {
        tenant: tenant(),
        at,
        direction: Direction::Up,
        gateway: Some(eui(500)),
        kind: "unconfirmed_up".into(),
        dev_eui: Some(eui(number)),
        dev_addr: Some(addr(1)),
        f_cnt: Some(70_000),
        f_port: Some(11),
        data_rate: "SF7BW125".into(),
        frequency_hz: 868_100_000,
        rssi_dbm: Some(-57.5),
        snr_db: Some(9.25),
        airtime_us: Some(56_576),
        accepted: true,
        verdict: "accepted".into(),
        reason: None,
        phy: vec![0x40, 1, 2, 3].into(),
        content: r#"{"z":1,"a":2}"#.into(),
    }
}

fn message(number: u64, at: Timestamp) -> MessageRow {
    MessageRow {
        tenant: tenant(),
        at,
        direction: Direction::Up,
        kind: MessageKind::Data,
        eui: device(number),
        f_cnt: Some(1),
        f_port: Some(11),
        payload: vec![0xab, 0xcd],
        gateways: vec![eui(500), eui(501)],
        content: r#"{"if":"loraWAN"}"#.into(),
        parse: r#"[{"thing_model_id":"10","id_name":"ks52","ok":true,"error":null}]"#.into(),
    }
}

fn telemetry(number: u64, at: Timestamp, value: i64) -> HistoryRow {
    let text = json!({ "z": value, "a": 1 }).to_string();
    HistoryRow::Telemetry(TelemetryRow {
        tenant: tenant(),
        eui: device(number),
        thing_model: RecordId(10),
        at,
        latest: Some(text.clone()),
        history: Some(text),
    })
}

fn page(limit: u32, cursor: Option<String>) -> Page {
    Page { limit, cursor }
}

/// All values of a query, page by page.
fn values(store: &Store, order: Order, from: Option<i64>, to: Option<i64>, limit: u32) -> Vec<i64> {
    let mut values = Vec::new();
    let mut cursor = None;
    loop {
        let query = TelemetryQuery {
            tenant: tenant(),
            eui: device(1),
            thing_model: RecordId(10),
            from: from.map(|millis| NOW.plus_millis(millis)),
            to: to.map(|millis| NOW.plus_millis(millis)),
            order,
            page: page(limit, cursor),
        };
        let slice = store.read_blocking(move |tx| tx.telemetry().history(&query)).unwrap();
        assert!(slice.items.len() <= limit as usize);
        values.extend(slice.items.iter().map(|point| point.data["z"].as_i64().unwrap()));
        cursor = slice.next_cursor;
        if cursor.is_none() {
            return values;
        }
    }
}

#[test]
fn a_frame_and_a_message_are_read_back_as_written() {
    let (_dir, store) = open();
    let mut down = frame(1, NOW);
    down.direction = Direction::Down;
    (down.gateway, down.dev_eui, down.dev_addr, down.f_cnt, down.f_port) =
        (None, None, None, None, None);
    (down.rssi_dbm, down.snr_db, down.airtime_us, down.reason) =
        (None, None, None, Some("TOO_LATE".into()));
    let rows = vec![
        HistoryRow::Frame(Box::new(frame(1, NOW))),
        HistoryRow::Frame(Box::new(down.clone())),
        HistoryRow::Message(Box::new(message(1, NOW))),
    ];
    let ids = store.append_blocking(rows).unwrap();
    let (frames, messages) = store
        .read_blocking(|tx| {
            let frames = tx.frames().list(&FrameQuery::default())?.items;
            Ok((frames, tx.messages().list(&MessageQuery::default())?.items))
        })
        .unwrap();
    assert_eq!([Some(frames[1].id), Some(frames[0].id), Some(messages[0].id)], ids[..]);
    assert_eq!((&frames[1].row, &frames[0].row), (&frame(1, NOW), &down));
    assert_eq!(messages[0].row, message(1, NOW));
    let id = frames[0].id;
    let got = store.read_blocking(move |tx| tx.frames().get(id)).unwrap();
    assert_eq!(got.unwrap().row, down);
}

#[test]
fn frames_are_filtered_and_paged_newest_first() {
    let (_dir, store) = open();
    let rows = (0..100).map(|number| {
        let mut row = frame(number % 4, NOW.plus_millis(i64::try_from(number).unwrap()));
        row.f_cnt = Some(u32::try_from(number).unwrap());
        if number % 10 == 0 {
            row.verdict = "replay".into();
        }
        HistoryRow::Frame(Box::new(row))
    });
    store.append_blocking(rows.collect()).unwrap();
    let counters = |query: FrameQuery| {
        let mut counters = Vec::new();
        let mut cursor = None;
        loop {
            let query = FrameQuery { page: page(7, cursor), ..query.clone() };
            let slice = store.read_blocking(move |tx| tx.frames().list(&query)).unwrap();
            counters.extend(slice.items.iter().map(|record| record.row.f_cnt.unwrap()));
            cursor = slice.next_cursor;
            if cursor.is_none() {
                return counters;
            }
        }
    };
    let expect = |condition: fn(u32) -> bool| -> Vec<u32> {
        (0..100).rev().filter(|number| condition(*number)).collect()
    };
    let all = FrameQuery::default();
    assert_eq!(counters(all.clone()), expect(|_| true));
    let of_device = FrameQuery { dev_eui: Some(eui(3)), ..all.clone() };
    assert_eq!(counters(of_device.clone()), expect(|number| number % 4 == 3));
    let replays = FrameQuery { verdict: Some("replay".into()), ..all.clone() };
    assert_eq!(counters(replays), expect(|number| number % 10 == 0));
    let both = FrameQuery { verdict: Some("replay".into()), dev_eui: Some(eui(2)), ..all.clone() };
    assert_eq!(counters(both), expect(|number| number % 10 == 0 && number % 4 == 2));
    let (from, to) = (Some(NOW.plus_millis(20)), Some(NOW.plus_millis(40)));
    let span = |number: u32| (20..40).contains(&number);
    assert_eq!(counters(FrameQuery { from, to, ..all.clone() }), expect(span));
    let spans = FrameQuery { from, to, ..of_device };
    assert_eq!(counters(spans), expect(|number| (20..40).contains(&number) && number % 4 == 3));
    for q in ["70:B3:D5:7E:D1:00:00:03", "70b3d57ed1000003"] {
        let found = counters(FrameQuery { q: Some(q.into()), ..all.clone() });
        assert_eq!(found, expect(|number| number % 4 == 3), "{q}");
    }
    let kinds = vec!["unconfirmed_up".into(), "confirmed_up".into()];
    let some = counters(FrameQuery { kinds, ..all.clone() });
    assert_eq!(some, counters(all.clone()), "all of them are");
    let kinds = vec!["' OR 1=1 --".into()];
    assert!(counters(FrameQuery { kinds, ..all.clone() }).is_empty());
    let none = FrameQuery { q: Some("' OR 1=1 --".into()), ..all.clone() };
    assert!(counters(none).is_empty());
    let stranger = FrameQuery { tenant: Some("other".parse().unwrap()), ..all };
    assert!(counters(stranger).is_empty());
}

#[test]
fn a_cursor_of_another_list_is_refused_and_shows_nothing_of_others() {
    let (_dir, store) = open();
    let rows = (0..10).map(|number| HistoryRow::Frame(Box::new(frame(number % 2, NOW))));
    store.append_blocking(rows.collect()).unwrap();
    let first = FrameQuery { dev_eui: Some(eui(0)), page: page(2, None), ..FrameQuery::default() };
    let cursor = store.read_blocking(move |tx| tx.frames().list(&first)).unwrap().next_cursor;
    let other = FrameQuery {
        dev_eui: Some(eui(1)),
        page: page(5, cursor.clone()),
        ..FrameQuery::default()
    };
    assert!(store.read_blocking(move |tx| tx.frames().list(&other)).unwrap().items.is_empty());
    for cursor in [cursor, Some("rubbish".into()), Some(String::new()), Some("WyJmcmFtZSJd".into())]
    {
        let query = MessageQuery { page: page(2, cursor), ..MessageQuery::default() };
        let result = store.read_blocking(move |tx| tx.messages().list(&query));
        assert!(matches!(result, Err(StoreError::BadCursor)));
    }
}

#[test]
fn messages_are_found_by_device_model_and_text() {
    let (_dir, store) = open();
    let mut other = message(2, NOW);
    other.parse = "[]".into();
    other.direction = Direction::Down;
    let rows = [message(1, NOW), other, message(1, NOW)];
    store
        .append_blocking(rows.into_iter().map(|row| HistoryRow::Message(Box::new(row))).collect())
        .unwrap();
    let count = |query: MessageQuery| {
        store.read_blocking(move |tx| tx.messages().list(&query)).unwrap().items.len()
    };
    let all = MessageQuery::default();
    assert_eq!(count(all.clone()), 3);
    assert_eq!(count(MessageQuery { eui: Some(device(1)), ..all.clone() }), 2);
    assert_eq!(count(MessageQuery { eui: Some(device(9)), ..all.clone() }), 0);
    assert_eq!(count(MessageQuery { thing_model: Some(RecordId(10)), ..all.clone() }), 2);
    assert_eq!(count(MessageQuery { direction: Some(Direction::Down), ..all.clone() }), 1);
    assert_eq!(count(MessageQuery { f_port: Some(11), ..all.clone() }), 3);
    assert_eq!(count(MessageQuery { f_port: Some(12), ..all.clone() }), 0);
    let kinds = vec![MessageKind::Data];
    assert_eq!(count(MessageQuery { kinds, ..all.clone() }), 3);
    let ack = |kind| MessageRow { kind, payload: Vec::new(), ..message(1, NOW) };
    let acks = [MessageKind::AckSeq, MessageKind::AckTx].map(ack);
    store
        .append_blocking(acks.into_iter().map(|row| HistoryRow::Message(Box::new(row))).collect())
        .unwrap();
    let kinds = vec![MessageKind::AckTx, MessageKind::DataAll];
    assert_eq!(count(MessageQuery { kinds, ..all.clone() }), 1);
    let of_device = MessageQuery { eui: Some(device(1)), ..all.clone() };
    assert_eq!(count(of_device.clone()), 4);
    let up = MessageQuery { direction: Some(Direction::Up), ..of_device };
    assert_eq!(count(up), 2, "acknowledgements go no way");
    assert_eq!(count(MessageQuery { q: Some("ABCD".into()), ..all.clone() }), 3);
    assert_eq!(count(MessageQuery { q: Some("100%".into()), ..all }), 0);
}

#[test]
fn the_latest_values_and_the_history_of_a_series() {
    let (_dir, store) = open();
    store.append_blocking((0..10).map(|n| telemetry(1, NOW.plus_millis(n), n)).collect()).unwrap();
    store.append_blocking(vec![telemetry(2, NOW, 99)]).unwrap();
    let latest = store.read_blocking(|tx| tx.telemetry().latest(&tenant(), &device(1))).unwrap();
    assert_eq!((latest[0].at, latest[0].data["z"].as_i64()), (NOW.plus_millis(9), Some(9)));
    let keys: Vec<_> = latest[0].data.keys().collect();
    assert_eq!(keys, ["z", "a"]);
    assert_eq!(store.read_blocking(|tx| tx.telemetry().load_latest()).unwrap().len(), 2);
    for limit in [1, 3, 10, 100] {
        let up: Vec<_> = (0..10).collect();
        let down: Vec<_> = (0..10).rev().collect();
        assert_eq!(values(&store, Order::Ascending, None, None, limit), up);
        assert_eq!(values(&store, Order::Descending, None, None, limit), down);
        assert_eq!(values(&store, Order::Ascending, Some(3), Some(6), limit), [3, 4, 5]);
        assert_eq!(values(&store, Order::Descending, Some(3), Some(6), limit), [5, 4, 3]);
    }
}

#[test]
fn a_series_is_looked_through_newest_first_as_far_as_was_asked_for() {
    let (_dir, store) = open();
    store.append_blocking((0..10).map(|n| telemetry(1, NOW.plus_millis(n), n)).collect()).unwrap();
    store.append_blocking(vec![telemetry(2, NOW.plus_millis(4), 99)]).unwrap();
    let scan = |from: i64, to: i64, most| {
        let (from, to) = (NOW.plus_millis(from), NOW.plus_millis(to));
        let thing_model = RecordId(10);
        let query = ScanQuery { tenant: tenant(), eui: device(1), thing_model, from, to, most };
        let scanned = store.read_blocking(move |tx| {
            let mut seen = Vec::new();
            let complete = tx.telemetry().scan(&query, |at, text| {
                assert!(text.starts_with('{'), "{text}");
                seen.push(at.as_millis() - NOW.as_millis());
            })?;
            Ok((complete, seen))
        });
        scanned.unwrap()
    };
    assert_eq!(scan(3, 7, 100), (true, vec![6, 5, 4, 3]));
    assert_eq!(scan(3, 7, 4), (true, vec![6, 5, 4, 3]));
    assert_eq!(scan(0, 10, 3), (false, vec![9, 8, 7]));
    assert_eq!(scan(20, 30, 3), (true, vec![]));
}

#[test]
fn a_history_of_many_days_is_entered_anywhere() {
    let (dir, store) = open();
    // Days without a row, and days with several.
    let times: Vec<i64> = (0..40_i64)
        .filter(|day| day % 7 != 3)
        .flat_map(|day| (0..day % 4 + 1).map(move |hour| day * DAY_MS + hour * 3_600_000))
        .collect();
    for at in &times {
        store.append_blocking(vec![telemetry(1, NOW.plus_millis(*at), *at)]).unwrap();
    }
    let check = |store: &Store| {
        for (from, to) in [
            (None, None),
            (Some(3 * DAY_MS), Some(4 * DAY_MS)),
            (Some(10 * DAY_MS), Some(20 * DAY_MS + 3_600_000)),
            (None, Some(5 * DAY_MS)),
            (Some(36 * DAY_MS), None),
            (Some(50 * DAY_MS), None),
            (None, Some(-DAY_MS)),
        ] {
            let inside =
                |at: &&i64| from.is_none_or(|from| **at >= from) && to.is_none_or(|to| **at < to);
            let expected: Vec<i64> = times.iter().filter(inside).copied().collect();
            assert_eq!(values(store, Order::Ascending, from, to, 5), expected, "{from:?} {to:?}");
            let expected: Vec<i64> = expected.into_iter().rev().collect();
            assert_eq!(values(store, Order::Descending, from, to, 5), expected, "{from:?} {to:?}");
        }
    };
    check(&store);
    drop(store);
    let store = Store::open(dir.path(), &Options::default()).unwrap();
    check(&store);
}

#[test]
fn history_goes_on_after_reopening_and_when_the_clock_goes_back() {
    let (dir, store) = open();
    store.append_blocking(vec![telemetry(1, NOW, 1)]).unwrap();
    drop(store);
    let store = Store::open(dir.path(), &Options::default()).unwrap();
    store.append_blocking(vec![telemetry(1, NOW.plus_millis(-5_000), 2)]).unwrap();
    store.append_blocking(vec![telemetry(1, NOW.plus_millis(1), 3)]).unwrap();
    assert_eq!(values(&store, Order::Ascending, None, None, 2), [1, 2, 3]);
    assert_eq!(values(&store, Order::Descending, None, None, 2), [3, 2, 1]);
}

#[test]
fn deleted_telemetry_is_gone_and_can_begin_anew() {
    let (_dir, store) = open();
    let rows = (0..5_000).map(|n| telemetry(1, NOW.plus_millis(n * 60_000), n)).collect();
    store.append_blocking(rows).unwrap();
    store.append_blocking(vec![telemetry(2, NOW, 7)]).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let delete = |tenant: TenantCode, model| {
        runtime.block_on(store.delete_telemetry(&tenant, &device(1), model)).unwrap()
    };
    assert_eq!(delete(tenant(), Some(RecordId(11))), 0, "another model");
    assert_eq!(delete("lab".parse().unwrap(), None), 0, "another tenant");
    assert_eq!(delete(tenant(), None), 5_000);
    let latest = store.read_blocking(|tx| tx.telemetry().latest(&tenant(), &device(1)));
    assert!(latest.unwrap().is_empty());
    assert!(values(&store, Order::Descending, None, None, 100).is_empty());
    store.append_blocking(vec![telemetry(1, NOW.plus_millis(1), 8)]).unwrap();
    assert_eq!(values(&store, Order::Descending, None, None, 100), [8]);
    assert_eq!(store.read_blocking(|tx| tx.telemetry().load_latest()).unwrap().len(), 2);
}

#[test]
fn what_comes_while_old_telemetry_is_deleted_stays_and_a_deletion_cut_short_is_finished() {
    let (dir, store) = open();
    let rows = (0..5_000).map(|n| telemetry(1, NOW.plus_millis(n * 60_000), n)).collect();
    store.append_blocking(rows).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let abandon =
        || runtime.block_on(store.abandon_telemetry(&tenant(), &device(1), None)).unwrap();
    let latest = |store: &Store| {
        store.read_blocking(|tx| tx.telemetry().load_latest()).unwrap().into_iter().map(|it| it.at)
    };
    let first = abandon();
    assert!(values(&store, Order::Descending, None, None, 100).is_empty());
    assert_eq!(latest(&store).count(), 0);

    let day = 24 * 3_600_000;
    let anew: Vec<_> = (0..3).map(|n| telemetry(1, NOW.plus_millis(n * day), n)).collect();
    store.append_blocking(anew.clone()).unwrap();
    let second = abandon();
    store.append_blocking(anew).unwrap();
    let check = |store: &Store| {
        assert_eq!(values(store, Order::Descending, None, None, 2), [2, 1, 0]);
        assert_eq!(values(store, Order::Ascending, None, None, 2), [0, 1, 2]);
        assert_eq!(latest(store).collect::<Vec<_>>(), [NOW.plus_millis(2 * day)]);
    };
    check(&store);
    assert_eq!(runtime.block_on(store.delete_abandoned(second)).unwrap(), 3);
    check(&store);
    let slice = runtime.block_on(store.prune_abandoned()).unwrap();
    assert!(slice.more && slice.deleted < 5_000, "{slice:?}");

    // Whoever abandoned it was killed.
    drop(first);
    drop(store);
    let store = Store::open(dir.path(), &Options::default()).unwrap();
    let mut deleted = slice.deleted;
    loop {
        let slice = runtime.block_on(store.prune_abandoned()).unwrap();
        deleted += slice.deleted;
        if !slice.more {
            break;
        }
    }
    assert_eq!(deleted, 5_000);
    check(&store);
}

#[test]
fn a_series_is_its_tenants_alone() {
    let (_dir, store) = open();
    let lab: TenantCode = "lab".parse().unwrap();
    let of_lab = |at: i64, value: i64| {
        let HistoryRow::Telemetry(row) = telemetry(1, NOW.plus_millis(at), value) else {
            unreachable!("made as telemetry")
        };
        HistoryRow::Telemetry(TelemetryRow { tenant: lab.clone(), ..row })
    };
    store.append_blocking(vec![telemetry(1, NOW, 1)]).unwrap();
    store.append_blocking(vec![of_lab(1, 2), telemetry(1, NOW.plus_millis(2), 3)]).unwrap();
    assert_eq!(values(&store, Order::Descending, None, None, 10), [3, 1]);
    let query = TelemetryQuery {
        tenant: lab.clone(),
        eui: device(1),
        thing_model: RecordId(10),
        from: None,
        to: None,
        order: Order::Ascending,
        page: page(10, None),
    };
    let seen = store.read_blocking(move |tx| tx.telemetry().history(&query)).unwrap().items;
    let seen: Vec<_> = seen.iter().map(|point| point.data["z"].as_i64()).collect();
    assert_eq!(seen, [Some(2)]);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(store.forget_live(&device(1))).unwrap();
    let latest = move |tenant: TenantCode| {
        store.read_blocking(move |tx| tx.telemetry().latest(&tenant, &device(1))).unwrap().len()
    };
    assert_eq!((latest(tenant()), latest(lab)), (0, 0), "the record went, its history stays");
}

#[test]
fn what_is_too_old_is_pruned_in_slices() {
    let (_dir, store) = open();
    let mut rows = Vec::new();
    for n in 0..2_500 {
        let at = NOW.plus_millis(n * 60_000);
        rows.push(HistoryRow::Frame(Box::new(frame(1, at))));
        rows.push(HistoryRow::Message(Box::new(message(1, at))));
        rows.push(telemetry(1, at, n));
    }
    store.append_blocking(rows).unwrap();
    let before = Some(NOW.plus_millis(2_400 * 60_000));
    let limits = Limits { frames: before, telemetry: before, ..Limits::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut deleted = 0;
    let mut slices = 0;
    loop {
        let pruned = runtime.block_on(store.prune_history(limits.clone())).unwrap();
        deleted += pruned.deleted;
        slices += 1;
        if !pruned.more {
            break;
        }
    }
    assert_eq!(deleted, 2 * 2_400);
    assert!(slices >= 3, "{slices}");
    let left: Vec<i64> = (2_400..2_500).collect();
    assert_eq!(values(&store, Order::Ascending, None, None, 30), left);
    let left: Vec<i64> = left.into_iter().rev().collect();
    assert_eq!(values(&store, Order::Descending, None, None, 30), left);
    let query =
        FrameQuery { dev_eui: Some(eui(1)), page: page(1_000, None), ..FrameQuery::default() };
    let frames = store.read_blocking(move |tx| tx.frames().list(&query)).unwrap();
    assert_eq!((frames.items.len(), frames.next_cursor), (100, None));
    let query = MessageQuery { page: page(1_000, None), ..MessageQuery::default() };
    let messages = store.read_blocking(move |tx| tx.messages().list(&query)).unwrap();
    assert_eq!(messages.items.len(), 1_000, "messages were not limited");
}

#[test]
fn a_page_takes_ten_thousand_records_and_ends_sooner_when_they_are_large() {
    let (_dir, store) = open();
    let rows = (0..10_500).map(|n| telemetry(1, NOW.plus_millis(n * 1_000), n));
    store.append_blocking(rows.collect()).unwrap();
    let query = |order, eui: u64, limit| TelemetryQuery {
        tenant: tenant(),
        eui: device(eui),
        thing_model: RecordId(10),
        from: None,
        to: None,
        order,
        page: page(limit, None),
    };
    let first = |query: TelemetryQuery| {
        store.read_blocking(move |tx| tx.telemetry().history(&query)).unwrap()
    };
    for order in [Order::Ascending, Order::Descending] {
        let slice = first(query(order, 1, 50_000));
        assert_eq!((slice.items.len(), slice.next_cursor.is_some()), (10_000, true));
    }
    let all: Vec<i64> = (0..10_500).collect();
    assert_eq!(values(&store, Order::Ascending, None, None, 10_000), all);

    let large = "x".repeat(1 << 20);
    let rows = (0..10).map(|n| {
        let text = json!({ "z": n, "text": large }).to_string();
        HistoryRow::Telemetry(TelemetryRow {
            tenant: tenant(),
            eui: device(2),
            thing_model: RecordId(10),
            at: NOW.plus_millis(n * 1_000),
            latest: None,
            history: Some(text),
        })
    });
    store.append_blocking(rows.collect()).unwrap();
    for order in [Order::Ascending, Order::Descending] {
        let mut seen = Vec::new();
        let mut wanted = query(order, 2, 10_000);
        loop {
            let slice = first(wanted.clone());
            assert!((1..=5).contains(&slice.items.len()), "{}", slice.items.len());
            seen.extend(slice.items.iter().map(|point| point.data["z"].as_i64().unwrap()));
            wanted.page.cursor = slice.next_cursor;
            if wanted.page.cursor.is_none() {
                break;
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..10).collect::<Vec<i64>>());
    }

    let count = |from: i64, to: i64, most| {
        let mut wanted = query(Order::Descending, 1, 1);
        wanted.from = Some(NOW.plus_millis(from));
        wanted.to = Some(NOW.plus_millis(to));
        store.read_blocking(move |tx| tx.telemetry().count_series(&wanted, most)).unwrap()
    };
    assert_eq!(count(1_000, 5_000, 100), 4);
    assert_eq!(count(0, 10_500_000, 20_000), 10_500);
    assert_eq!(count(0, 10_500_000, 700), 700);
}

#[test]
fn a_short_table_is_counted_and_a_long_one_sampled() {
    let (_dir, store) = open();
    let usage_of = |tenant: Option<TenantCode>, kind: HistoryKind| {
        let kinds = store.read_blocking(move |tx| tx.usage().kinds(tenant.as_ref())).unwrap();
        kinds.into_iter().find(|usage| usage.kind == kind).unwrap()
    };
    let usage = |kind: HistoryKind| usage_of(None, kind);
    assert_eq!(usage(HistoryKind::Telemetry).rows, 0);
    assert_eq!(usage(HistoryKind::Telemetry).span, None);
    let rows = (0..1_500).map(|n| telemetry(1, NOW.plus_millis(n * 60_000), n));
    store.append_blocking(rows.collect()).unwrap();
    let counted = usage(HistoryKind::Telemetry);
    assert_eq!((counted.rows, counted.is_estimated), (1_500, false));
    assert_eq!(counted.span, Some((NOW, NOW.plus_millis(1_499 * 60_000))));

    // A tenant is told of its own rows only.
    let other: TenantCode = "other".parse().unwrap();
    let of_other = |other: &TenantCode| usage_of(Some(other.clone()), HistoryKind::Telemetry);
    assert_eq!((of_other(&other).rows, of_other(&other).span), (0, None));
    let at = NOW.plus_millis(1_500 * 60_000);
    let HistoryRow::Telemetry(row) = telemetry(3, at, 1) else { panic!("no telemetry") };
    let row = TelemetryRow { tenant: other.clone(), ..row };
    store.append_blocking(vec![HistoryRow::Telemetry(row)]).unwrap();
    assert_eq!((of_other(&other).rows, of_other(&other).span), (1, Some((at, at))));
    let own = usage_of(Some(tenant()), HistoryKind::Telemetry);
    assert_eq!((own.rows, own.span), (1_500, counted.span));
    assert_eq!(usage(HistoryKind::Telemetry).rows, 1_501);

    // Ten times as many rows a minute from here on, and a night without any.
    let night = NOW.plus_millis(3_000 * 60_000);
    let rows = (0..60_000).map(|n| telemetry(2, night.plus_millis(n * 6_000), n));
    store.append_blocking(rows.collect()).unwrap();
    let sampled = usage(HistoryKind::Telemetry);
    assert!(sampled.is_estimated);
    assert!((55_000..68_000).contains(&sampled.rows), "{}", sampled.rows);
    let own = usage_of(Some(tenant()), HistoryKind::Telemetry);
    assert!((55_000..68_000).contains(&own.rows), "{}", own.rows);
    assert_eq!(own.span, sampled.span);
    assert_eq!(usage(HistoryKind::Frames).rows, 0);
}

#[test]
fn activity_and_gateways_keep_what_was_last_known() {
    let (_dir, store) = open();
    let heard = |at, rssi| {
        let row = ActivityRow { eui: device(1), at, rssi_dbm: Some(rssi), snr_db: None };
        HistoryRow::Activity(row)
    };
    let seen = |address: Option<&str>, stat: Option<&str>| {
        HistoryRow::GatewaySeen(GatewaySeenRow {
            gateway: eui(500),
            at: NOW,
            address: address.map(Into::into),
            counters: None,
            stat: stat.map(Into::into),
        })
    };
    let rows = vec![
        HistoryRow::Frame(Box::new(frame(2, NOW))),
        heard(NOW, -50.0),
        heard(NOW.plus_millis(1), -60.5),
        seen(Some("10.0.0.1:5000"), None),
        seen(None, Some(r#"{"rxnb":1}"#)),
    ];
    store.append_blocking(rows).unwrap();
    let activity = store.read_blocking(|tx| tx.activity().load_all()).unwrap();
    let [one] = &activity[..] else { panic!("a frame alone is no activity: {activity:?}") };
    assert_eq!((one.at, one.rssi_dbm), (NOW.plus_millis(1), Some(-60.5)));
    let gateway = store.read_blocking(|tx| tx.seen().get(eui(500))).unwrap().unwrap();
    assert_eq!(gateway.address.as_deref(), Some("10.0.0.1:5000"));
    assert_eq!(gateway.stat, Some(json!({"rxnb": 1})));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(store.forget_live(&device(1))).unwrap();
    assert_eq!(store.read_blocking(|tx| tx.activity().get(&device(1))).unwrap(), None);
}

#[test]
fn the_log_of_a_model_is_paged_and_knows_its_last_error() {
    let (_dir, store) = open();
    let line = |n: u32, level: &'static str| ModelLogRow {
        tenant: tenant(),
        thing_model: RecordId(10),
        at: NOW,
        level: level.into(),
        text: match level {
            "error" => Saying::ScriptNotRun.into(),
            _ => Said::plain(format!("line {n}")),
        },
        eui: Some(device(1)),
        line: Some(n),
        column: None,
    };
    let rows = (0..5).map(|n| HistoryRow::ModelLog(line(n, if n == 2 { "error" } else { "log" })));
    store.append_blocking(rows.collect()).unwrap();
    let first = store.read_blocking(|tx| tx.model_log().list(RecordId(10), None, 3, None)).unwrap();
    assert_eq!(first.items[0].row, line(4, "log"));
    let rest = store
        .read_blocking(move |tx| {
            tx.model_log().list(RecordId(10), Some(&tenant()), 3, first.next_cursor.as_deref())
        })
        .unwrap();
    assert_eq!((rest.items.len(), rest.next_cursor), (2, None));
    let error = store.read_blocking(|tx| tx.model_log().last_error(RecordId(10))).unwrap();
    assert_eq!(error.unwrap().row, line(2, "error"));
}

#[test]
fn appends_of_many_tasks_are_all_kept() {
    let (_dir, store) = open();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..500 {
            let store = store.clone();
            tasks.spawn(async move { store.append(vec![telemetry(1, NOW, n)]).await });
        }
        let all = async {
            while let Some(done) = tasks.join_next().await {
                done.unwrap().unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(60), all).await.unwrap();
    });
    let mut stored = values(&store, Order::Ascending, None, None, 100);
    stored.sort_unstable();
    assert_eq!(stored, (0..500).collect::<Vec<_>>());
}

#[test]
fn incidents_are_listed_by_record_and_the_newest_of_each_kind_is_known() {
    let (_dir, store) = open();
    let incident = |millis, key: &str, kind: &'static str| {
        HistoryRow::Incident(IncidentRow {
            at: NOW.plus_millis(millis),
            tenant: tenant(),
            subject: "gateway".into(),
            key: key.into(),
            kind: kind.into(),
            detail: format!(r#"{{"n":{millis}}}"#),
        })
    };
    let rows = vec![
        incident(0, "a", "online"),
        incident(1, "a", "offline"),
        incident(2, "b", "offline"),
        incident(3, "a", "online"),
    ];
    store.append_blocking(rows).unwrap();
    let list = |tenant: &TenantCode, limit, cursor: Option<&str>| {
        let (tenant, cursor) = (tenant.clone(), cursor.map(str::to_owned));
        let slice = store
            .read_blocking(move |tx| {
                tx.incidents().list(&tenant, "gateway", "a", limit, cursor.as_deref())
            })
            .unwrap();
        let kinds: Vec<String> = slice.items.iter().map(|it| it.row.kind.to_string()).collect();
        (kinds, slice.next_cursor)
    };
    let (kinds, cursor) = list(&tenant(), 2, None);
    assert_eq!(kinds, ["online", "offline"]);
    assert_eq!(list(&tenant(), 2, cursor.as_deref()), (vec!["online".to_owned()], None));
    assert_eq!(list(&TenantCode::public(), 2, None).0, [""; 0]);
    let newest = store.read_blocking(|tx| tx.incidents().load_newest("gateway")).unwrap();
    let told: Vec<_> = newest
        .iter()
        .map(|it| format!("{} {} {}", it.row.key, it.row.kind, it.row.detail))
        .collect();
    assert_eq!(told, [r#"a offline {"n":1}"#, r#"b offline {"n":2}"#, r#"a online {"n":3}"#]);

    let limits = Limits { incidents: Some(NOW.plus_millis(3)), ..Limits::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(store.prune_history(limits)).unwrap();
    assert_eq!(list(&tenant(), 9, None).0, ["online"]);
}

fn run(at: Timestamp, eui: DeviceEui) -> RpcRun {
    RpcRun {
        id: RecordId(0),
        tenant: tenant(),
        at,
        eui: eui.clone(),
        rpc: RecordId(7),
        method: "set_period".into(),
        name: "Set period".into(),
        origin: RpcOrigin::Trigger,
        operator: "12".into(),
        params: json!({"z": 1, "a": null}).as_object().cloned().unwrap_or_default(),
        state: RpcRunState::Delivering,
        result: Said::plain(""),
        line: Some(3),
        column: None,
        steps: vec![RpcRunStep {
            number: 2,
            kind: RpcStepKind::ModifyAttrs,
            target: eui,
            sleep_ms: 200,
            state: RpcStepState::Queued,
            content: json!({"z": [1], "a": "x"}),
            downlink: Some(RecordId(u64::from(u32::MAX) << 20)),
            confirmed: true,
            f_cnt: Some(70_000),
            gateway: Some(crate::fixture::eui(500)),
            reason: Some(Saying::NoGateway.into()),
            at: Some(at),
        }],
        console: vec![
            RpcRunLine { level: "warn".into(), text: "é".into() },
            RpcRunLine {
                level: "warn".into(),
                text: say!(TargetCounts, named = "a1", target = "b2"),
            },
        ],
        updated_at: at,
    }
}

#[test]
fn runs_of_commands_change_until_nothing_of_them_is_open() {
    let (_dir, store) = open();
    let mut first = run(NOW, device(1));
    let rows = vec![
        HistoryRow::RpcRun(Box::new(first.clone())),
        HistoryRow::RpcRun(Box::new(run(NOW, device(2)))),
    ];
    let ids = store.append_blocking(rows).unwrap();
    first.id = ids[0].unwrap();
    let of =
        |eui| RpcRunQuery { eui: Some(eui), q: Some("PERIOD".into()), ..RpcRunQuery::default() };
    let query = RpcRunQuery { page: Page { limit: 10, cursor: None }, ..of(device(1)) };
    let found = store.read_blocking(move |reader| reader.rpc_runs().list(&query)).unwrap();
    assert_eq!(found.items, [first.clone()]);
    assert_eq!(store.read_blocking(|reader| reader.rpc_runs().open()).unwrap().len(), 2);

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    first.steps[0].state = RpcStepState::Acknowledged;
    first.state = RpcRunState::Finished;
    first.result = Said::new(Saying::StepsTaken).with("count", 2);
    let changed = vec![std::sync::Arc::new(first.clone())];
    runtime.block_on(store.update_rpc_runs(changed)).unwrap();
    let id = first.id;
    let found = store.read_blocking(move |reader| reader.rpc_runs().get(id)).unwrap();
    assert_eq!(found, Some(first));
    // By the sentence, and without one only by the English text.
    let steps_taken = |said: &[Saying]| {
        let (q, said) = (Some("步".to_owned()), said.to_vec());
        let query = RpcRunQuery {
            q,
            said,
            page: Page { limit: 10, cursor: None },
            ..RpcRunQuery::default()
        };
        store.read_blocking(move |reader| reader.rpc_runs().list(&query)).unwrap().items.len()
    };
    assert_eq!((steps_taken(&[Saying::StepsTaken]), steps_taken(&[])), (1, 0));
    let open = store.read_blocking(|reader| reader.rpc_runs().open()).unwrap();
    assert_eq!(open.iter().map(|run| Some(run.id)).collect::<Vec<_>>(), [ids[1]]);
    let limits = Limits { rpc_runs: Some(NOW.plus_millis(1)), ..Limits::default() };
    assert_eq!(runtime.block_on(store.prune_history(limits)).unwrap().deleted, 2);
}
