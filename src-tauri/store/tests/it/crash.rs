//! A process that is killed at any moment loses nothing that it was told is kept.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use model::record::Tenant;
use model::{DeviceEui, RecordId};
use thinklink_store::{
    CounterCommit, HistoryRow, JoinCommit, JoinOutcome, Options, Order, Page, Store,
    TelemetryQuery, TelemetryRow,
};

use crate::fixture::{NOW, addr, eui, mac, profile, session, tenant};

const DIR: &str = "THINKLINK_STORE_CRASH_DIR";
/// Devices 0 to 3 count, device 4 joins.
const JOINING: u64 = 4;

/// Not a test by itself: what the killed process runs.
#[test]
fn child() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let store = Store::open(Path::new(&dir), &Options::default()).unwrap();
    prepare(&store);
    println!("ack open");
    let mut counter = highest_counter(&store).map_or(0, |counter| counter + 1);
    loop {
        let commits: Vec<_> = (0..JOINING)
            .map(|n| CounterCommit { dev_eui: eui(n), dev_addr: addr(1), f_cnt_up: counter })
            .collect();
        let moved = store.write_blocking(move |tx| tx.sessions().commit_counters(&commits));
        assert_eq!(moved.unwrap(), [true; 4]);
        println!("ack counter {counter}");
        let down = store.write_blocking(|tx| tx.sessions().take_f_cnt_down(eui(0), addr(1)));
        println!("ack down {}", down.unwrap().unwrap());
        println!("ack nonce {}", join(&store));
        let ids = store.append_blocking(vec![telemetry(counter)]).unwrap();
        println!("ack history {}", ids[0].unwrap());
        counter += 1;
    }
}

fn prepare(store: &Store) {
    store
        .write_blocking(|tx| {
            if tx.tenants().get(&tenant())?.is_some() {
                return Ok(());
            }
            let code = tenant();
            tx.tenants().insert(&Tenant { code, name: String::new(), created_at: NOW })?;
            for number in 0..=JOINING {
                tx.profiles().insert(&profile(number))?;
                tx.sessions().put_active(&tenant(), &session(number, 1))?;
            }
            Ok(())
        })
        .unwrap();
}

fn highest_counter(store: &Store) -> Option<u32> {
    let sessions = store.read_blocking(|tx| tx.sessions().load_all()).unwrap();
    sessions.iter().filter_map(|stored| stored.session.last_f_cnt_up).max()
}

/// A join with the next nonces; the DevNonce it used.
fn join(store: &Store) -> u16 {
    store
        .write_blocking(|tx| {
            let state = tx.joins().state(eui(JOINING))?;
            let dev_nonce = state.last_dev_nonce.map_or(0, |last| last + 1);
            let session = session(JOINING, 1_000 + u32::from(dev_nonce));
            let join_nonce = state.next_join_nonce;
            let mac = mac(1);
            let join = JoinCommit { tenant: tenant(), session, mac, dev_nonce, join_nonce };
            assert_eq!(tx.joins().commit(&join)?, JoinOutcome::Committed);
            Ok(dev_nonce)
        })
        .unwrap()
}

fn telemetry(counter: u32) -> HistoryRow {
    let data = format!(r#"{{"n":{counter}}}"#);
    HistoryRow::Telemetry(TelemetryRow {
        tenant: tenant(),
        eui: DeviceEui::from(eui(0)),
        thing_model: RecordId(1),
        at: NOW.plus_millis(i64::from(counter)),
        latest: Some(data.clone()),
        history: Some(data),
    })
}

/// What the killed process had been told is kept.
#[derive(Debug, Default)]
struct Acknowledged {
    opened: bool,
    counter: Option<u32>,
    down: Option<u32>,
    nonce: Option<u16>,
    history: u32,
    last_history: Option<RecordId>,
}

impl Acknowledged {
    fn note(&mut self, line: &str) {
        // The test harness writes its own words before ours.
        let Some((_, line)) = line.split_once("ack ") else { return };
        match line.split_once(' ') {
            Some(("counter", value)) => self.counter = value.parse().ok(),
            Some(("down", value)) => self.down = value.parse().ok(),
            Some(("nonce", value)) => self.nonce = value.parse().ok(),
            Some(("history", value)) => {
                self.history += 1;
                self.last_history = value.parse().ok();
            }
            _ => self.opened = true,
        }
    }
}

/// Runs the child until it has said `lines` lines, then kills it and hears what else it said.
fn run_and_kill(dir: &Path, lines: usize, acknowledged: &mut Acknowledged) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["crash::child", "--exact", "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).split(b'\n');
    for line in output.by_ref().take(lines) {
        acknowledged.note(&String::from_utf8_lossy(&line.unwrap()));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let rest: Vec<_> = output.map_while(Result::ok).collect();
    // The last line may be cut off in the middle of a number.
    for line in rest.split_last().map_or(&[][..], |(_, whole)| whole) {
        acknowledged.note(&String::from_utf8_lossy(line));
    }
}

fn verify(dir: &Path, acknowledged: &Acknowledged) {
    let store = Store::open(dir, &Options::default()).unwrap();
    if !acknowledged.opened {
        return;
    }
    let sessions = store.read_blocking(|tx| tx.sessions().load_all()).unwrap();
    let counters: Vec<_> = sessions
        .iter()
        .filter(|stored| stored.session.dev_eui != eui(JOINING))
        .map(|stored| stored.session.last_f_cnt_up)
        .collect();
    assert_eq!(counters.len(), 4);
    assert!(
        counters.iter().all(|counter| *counter == counters[0]),
        "a batch is whole: {counters:?}"
    );
    assert!(counters[0] >= acknowledged.counter, "{counters:?} {acknowledged:?}");
    let first = sessions.iter().find(|stored| stored.session.dev_eui == eui(0)).unwrap();
    let next_down = first.session.next_f_cnt_down;
    assert!(acknowledged.down.is_none_or(|down| down < next_down), "{next_down} {acknowledged:?}");

    let state = store.read_blocking(|tx| tx.joins().state(eui(JOINING))).unwrap();
    assert!(state.last_dev_nonce >= acknowledged.nonce, "{state:?} {acknowledged:?}");
    let used = state.used_dev_nonces.len();
    assert_eq!(used, state.last_dev_nonce.map_or(0, |last| usize::from(last) + 1), "none twice");
    assert_eq!(usize::try_from(state.next_join_nonce).unwrap(), used);
    let pending = sessions.iter().find(|stored| stored.pending);
    let pending = pending.and_then(|stored| stored.session.dev_nonce);
    assert_eq!(pending, state.last_dev_nonce, "nonces and session are kept together");

    let query = TelemetryQuery {
        tenant: tenant(),
        eui: DeviceEui::from(eui(0)),
        thing_model: RecordId(1),
        from: None,
        to: None,
        order: Order::Descending,
        page: Page { limit: 1_000, cursor: None },
    };
    let history = store.read_blocking(move |tx| tx.telemetry().history(&query)).unwrap();
    let newest = history.items.first().map(|point| point.id);
    assert!(newest >= acknowledged.last_history, "{newest:?} {acknowledged:?}");
    assert!(history.items.len() >= usize::try_from(acknowledged.history.min(1_000)).unwrap());
}

#[test]
fn a_killed_process_loses_nothing_it_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = Acknowledged::default();
    for lines in [0, 1, 2, 3, 5, 8, 40, 90, 4, 61, 200, 7, 33, 150, 12] {
        run_and_kill(dir.path(), lines, &mut acknowledged);
        verify(dir.path(), &acknowledged);
    }
    assert!(acknowledged.counter.is_some() && acknowledged.history > 50, "{acknowledged:?}");
}

#[test]
fn a_folder_whose_first_start_was_killed_opens() {
    for _ in 0..5 {
        let dir = tempfile::tempdir().unwrap();
        run_and_kill(dir.path(), 0, &mut Acknowledged::default());
        verify(dir.path(), &Acknowledged::default());
    }
}
