//! What one uplink costs the store: counters with a disk that really syncs, and history rows.
//!
//! `cargo bench -p thinklink-store [-- ROWS]`: `ROWS` uplinks of history are there already when
//! the history is measured a second time, 200 000 unless told.

use std::error::Error;
use std::time::Instant;

use lorawan::{AesKey, DevAddr, Eui64};
use model::record::{
    ClassMode, Device, JoinMode, LorawanProfile, LwVersion, MessageKind, Session, Standard, Tenant,
};
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use thinklink_store::{
    ActivityRow, CounterCommit, Direction, FrameQuery, FrameRow, HistoryRow, Limits, MessageRow,
    Options, Page, Store, TelemetryRow,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

const NOW: i64 = 1_777_622_400_000;
const DEVICES: u64 = 10_000;

fn main() -> Outcome<()> {
    let rows = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(200_000);
    let dir = tempfile::tempdir()?;
    let store = Store::open(dir.path(), &Options::default())?;
    let tenant: TenantCode = "default".parse()?;
    create_devices(&store, &tenant)?;
    for batch in [1, 10, 100, 1_000] {
        counters(&store, batch)?;
    }
    let mut clock = NOW;
    for devices in [1_000, DEVICES] {
        for batch in [1, 10, 100, 500] {
            history(&store, &tenant, devices, batch, &mut clock)?;
        }
    }
    fill(&store, &tenant, rows, &mut clock)?;
    report(&format!("history.db after {rows} more uplinks"), 0, || Ok(()))?;
    for batch in [10, 100, 500] {
        history(&store, &tenant, 1_000, batch, &mut clock)?;
    }
    load(&store)?;
    frames(&store, Timestamp::from_millis(clock))
}

fn load(store: &Store) -> Outcome<()> {
    report("load 10 000 devices, profiles, sessions, activities, values", 1, || {
        store.read_blocking(|tx| {
            tx.devices().load_all()?;
            tx.profiles().load_all()?;
            tx.sessions().load_all()?;
            tx.activity().load_all()?;
            tx.telemetry().load_latest().map(drop)
        })?;
        Ok(())
    })
}

fn frames(store: &Store, now: Timestamp) -> Outcome<()> {
    let page = Page { limit: 100, cursor: None };
    let all = FrameQuery { page, ..FrameQuery::default() };
    let verdict = Some("replay".to_owned());
    for (title, query) in [
        ("frames, the newest page", all.clone()),
        ("frames, a page of a device", FrameQuery { dev_eui: Some(eui(7)), ..all.clone() }),
        ("frames, a page of what never happened", FrameQuery { verdict, ..all }),
    ] {
        report(title, 20, || {
            for _ in 0..20 {
                let query = query.clone();
                store.read_blocking(move |tx| tx.frames().list(&query))?;
            }
            Ok(())
        })?;
    }
    let limits = Limits { frames: Some(now), ..Limits::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    report("prune, a slice of 1000 frames", 20, || {
        for _ in 0..20 {
            runtime.block_on(store.prune_history(limits.clone()))?;
        }
        Ok(())
    })
}

fn counters(store: &Store, batch: u32) -> Outcome<()> {
    let rounds = 300;
    report(&format!("counters, {batch} a commit"), u64::from(batch) * rounds, || {
        for round in 0..rounds {
            let commits = (0..batch)
                .map(|n| {
                    let number = (u64::from(n) * 7 + round) % DEVICES;
                    let f_cnt_up = batch * 1_000 + u32::try_from(round).unwrap_or(0);
                    CounterCommit { dev_eui: eui(number), dev_addr: addr(number), f_cnt_up }
                })
                .collect::<Vec<_>>();
            store.write_blocking(move |tx| tx.sessions().commit_counters(&commits))?;
        }
        Ok(())
    })
}

fn history(
    store: &Store,
    tenant: &TenantCode,
    devices: u64,
    batch: u64,
    clock: &mut i64,
) -> Outcome<()> {
    let uplinks = if batch < 10 { 3_000 } else { 60_000 };
    // Made beforehand: only the store's work is measured.
    let batches: Vec<_> = (0..uplinks / batch)
        .map(|_| {
            *clock += 10;
            let at = Timestamp::from_millis(*clock);
            (0..batch).flat_map(|n| uplink(tenant, pick(*clock, n, devices), at)).collect()
        })
        .collect();
    report(&format!("history, {devices} devices, {batch} uplinks a batch"), uplinks, || {
        for batch in batches {
            store.append_blocking(batch)?;
        }
        Ok(())
    })
}

fn fill(store: &Store, tenant: &TenantCode, uplinks: u64, clock: &mut i64) -> Outcome<()> {
    for _ in 0..uplinks / 1_000 {
        *clock += 100;
        let at = Timestamp::from_millis(*clock);
        let rows = (0..1_000).flat_map(|n| uplink(tenant, pick(*clock, n, DEVICES), at)).collect();
        store.append_blocking(rows)?;
    }
    Ok(())
}

/// Devices in no order.
fn pick(clock: i64, n: u64, devices: u64) -> u64 {
    (clock.unsigned_abs() + n).wrapping_mul(0x9e37_79b9_7f4a_7c15) % devices
}

/// Wall-clock and CPU time of the whole process, per item.
#[expect(clippy::print_stdout, reason = "a benchmark's result")]
fn report(title: &str, items: u64, work: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
    let (started, cpu) = (Instant::now(), cpu_ticks());
    work()?;
    let wall = started.elapsed().as_secs_f64() * 1e6;
    let cpu = f64::from(cpu_ticks() - cpu) * 1e4;
    let items = f64::from(u32::try_from(items)?).max(1.0);
    println!("{title:60} {:10.1} us wall {:8.1} us CPU", wall / items, cpu / items);
    Ok(())
}

/// User and system time of this process in hundredths of a second.
fn cpu_ticks() -> u32 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|field| field.parse::<u32>().ok()).sum()
}

fn eui(number: u64) -> Eui64 {
    Eui64::from_be_bytes((0x70b3_d57e_d100_0000 + number).to_be_bytes())
}

fn addr(number: u64) -> DevAddr {
    let number = u32::try_from(number).unwrap_or(0);
    DevAddr::from_be_bytes((0x0100_0000 + number).to_be_bytes())
}

fn create_devices(store: &Store, tenant: &TenantCode) -> Outcome<()> {
    let code = tenant.clone();
    store.write_blocking(move |tx| {
        let created_at = Timestamp::from_millis(NOW);
        let name = "Default".to_owned();
        tx.tenants().insert(&Tenant { code: code.clone(), name, created_at })?;
        for number in 0..DEVICES {
            tx.profiles().insert(&profile(number, &code))?;
            tx.sessions().put_active(&code, &session(number))?;
            tx.devices().insert(&device(number, &code))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn profile(number: u64, tenant: &TenantCode) -> LorawanProfile {
    LorawanProfile {
        dev_eui: eui(number),
        tenant: tenant.clone(),
        join_mode: JoinMode::Abp,
        join_eui: None,
        dev_addr: Some(addr(number)),
        apps_key: Some(AesKey::new([1; 16])),
        nwks_key: Some(AesKey::new([2; 16])),
        app_key: None,
        enable: true,
        down_enable: true,
        lw_ver: LwVersion::V1_0_2,
        standard: Standard::Eu868,
        as923_group: 1,
        class_mode: ClassMode::ClassA,
        join_class_mode: ClassMode::ClassA,
        rx1dr_offset: 0,
        rx2dr: 0,
        rx_delay: 1,
        rx_delay_join: 5,
        rx2_freq: 869_525_000,
        resets_f_cnt: false,
        adr: true,
        batch: String::new(),
        model: String::new(),
        handle: String::new(),
        created_at: Timestamp::from_millis(NOW),
        updated_at: Timestamp::from_millis(NOW),
    }
}

fn session(number: u64) -> Session {
    Session {
        dev_eui: eui(number),
        dev_addr: addr(number),
        nwk_s_key: AesKey::new([2; 16]),
        app_s_key: AesKey::new([1; 16]),
        last_f_cnt_up: None,
        next_f_cnt_down: 0,
        rx_delay: 1,
        rx1dr_offset: 0,
        rx2dr: 0,
        rx2_freq: 869_525_000,
        dev_nonce: None,
        created_at: Timestamp::from_millis(NOW),
    }
}

fn device(number: u64, tenant: &TenantCode) -> Device {
    let eui = DeviceEui::from(eui(number));
    Device {
        id: RecordId(number + 1),
        name: format!("Room {number}"),
        tags: vec![format!("floor {}", number % 10)],
        ..Device::new(eui, tenant.clone(), 900, Timestamp::from_millis(NOW))
    }
}

/// The rows of one uplink, with contents as long as real ones.
fn uplink(tenant: &TenantCode, number: u64, at: Timestamp) -> [HistoryRow; 4] {
    let content = r#"{"rxpk":[{"tmst":3512348611,"time":"2026-05-01T08:00:00.000Z","chan":2,"rfch":0,"freq":868.500000,"stat":1,"modu":"LORA","datr":"SF7BW125","codr":"4/5","lsnr":9.5,"rssi":-57,"size":26,"data":"QAQDAgGAAQALbGpcXSXEoQhgdg=="}]}"#;
    let message = r#"{"if":"loraWAN","gwrx":[{"eui":"70b3d57ed1000fff","rssi":-57,"snr":9.5}],"moteTx":{"freq":868.5,"modu":"LORA","datr":"SF7BW125","codr":"4/5"},"userdata":{"seqno":1,"port":11,"payload":"kwYAAACAAAAXXQ4="}}"#;
    let values = r#"{"bat":100,"chgState":"none","hum":48.1,"tem":23.4,"rssi":-57,"snr":9.5,"sf":7,"period":600,"alarm":false,"version":"1.2","type":"KS52","fun":"report"}"#;
    let device = DeviceEui::from(eui(number));
    [
        HistoryRow::Frame(Box::new(FrameRow {
            tenant: tenant.clone(),
            at,
            direction: Direction::Up,
            gateway: Some(eui(4_095)),
            kind: "unconfirmed_up".into(),
            dev_eui: Some(eui(number)),
            dev_addr: Some(addr(number)),
            f_cnt: Some(1),
            f_port: Some(11),
            data_rate: "SF7BW125".into(),
            frequency_hz: 868_500_000,
            rssi_dbm: Some(-57.0),
            snr_db: Some(9.5),
            airtime_us: Some(61_696),
            accepted: true,
            verdict: "accepted".into(),
            reason: None,
            phy: [0_u8; 26].as_slice().into(),
            content: content.to_owned(),
        })),
        HistoryRow::Message(Box::new(MessageRow {
            tenant: tenant.clone(),
            at,
            direction: Direction::Up,
            kind: MessageKind::Data,
            eui: device.clone(),
            f_cnt: Some(1),
            f_port: Some(11),
            payload: vec![0; 13],
            gateways: vec![eui(4_095)],
            content: message.to_owned(),
            parse: r#"[{"thing_model_id":"40000000000000001","id_name":"ks52","ok":true,"error":null}]"#.into(),
        })),
        HistoryRow::Telemetry(TelemetryRow {
            tenant: tenant.clone(),
            eui: device.clone(),
            thing_model: RecordId(40_000_000_000_000_001),
            at,
            latest: Some(values.to_owned()),
            history: Some(values.to_owned()),
        }),
        HistoryRow::Activity(ActivityRow {
            eui: device,
            at,
            rssi_dbm: Some(-57.0),
            snr_db: Some(9.5),
        }),
    ]
}
