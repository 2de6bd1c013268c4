//! The hot path of one uplink: de-duplication, then reading and accepting it among its candidates.
//!
//! `cargo bench -p thinklink-ns` prints nanoseconds per call.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a bench prints, and may panic")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::{AesKey, DataUp, DevAddr, Eui64, SessionKey};
use model::Timestamp;
use model::radio::{GatewayUplink, Modulation};
use model::record::{JoinMode, LwVersion, Session};
use thinklink_ns::dedup::Deduplicator;
use thinklink_ns::uplink::{Candidate, Received, Verdict, accept, read};

const UPLINKS: u32 = 200_000;
const GATEWAYS: u8 = 2;
const DEV_ADDR: DevAddr = DevAddr::from_be_bytes([1, 2, 3, 4]);

fn main() {
    dedup();
    for candidates in [1, 2, 10] {
        accept_among(candidates);
    }
}

/// Distinct frames at 10 000 a second, each heard by two gateways.
fn dedup() {
    let start = Instant::now();
    let copies: Vec<GatewayUplink> = (0..UPLINKS)
        .flat_map(|n| (0..GATEWAYS).map(move |gateway| copy(start, n, gateway)))
        .collect();
    let mut dedup = Deduplicator::new(Duration::from_millis(200));
    let (mut opened, mut closed) = (0_u32, 0_usize);
    let began = Instant::now();
    for copy in &copies {
        let offer = dedup.offer(copy.arrived, copy);
        opened += u32::from(matches!(offer, thinklink_ns::dedup::Offer::First(_)));
        closed += dedup.close_due(copy.arrived).len();
    }
    report("dedup: offer and close one copy", began, copies.len());
    assert_eq!(opened, UPLINKS);
    println!("  {} groups closed, {} frames remembered", closed, dedup.remembered());
}

fn accept_among(count: usize) {
    let sessions: Vec<Session> = (1..=count).rev().map(|n| session(key(n))).collect();
    let keys: Vec<SessionKey> = sessions.iter().map(|s| SessionKey::new(&s.nwk_s_key)).collect();
    let candidates: Vec<Candidate<'_>> = sessions
        .iter()
        .zip(&keys)
        .map(|(session, nwk_s_key)| Candidate {
            session,
            nwk_s_key,
            last_mic: None,
            pending: false,
            join_mode: JoinMode::Abp,
            lw_ver: LwVersion::V1_0_2,
            enable: true,
            resets_f_cnt: false,
        })
        .collect();
    // The last candidate is the one that fits.
    let frame = DataUp {
        dev_addr: DEV_ADDR,
        f_cnt: 11,
        f_port: Some(2),
        payload: &[7; 20],
        ..DataUp::default()
    };
    let phy = frame.build(&key(1), &key(0)).expect("a valid frame");
    let began = Instant::now();
    for _ in 0..UPLINKS {
        let verdict = match read(black_box(&phy)) {
            Ok(Received::Data(frame)) => accept(&frame, black_box(&candidates)),
            other => panic!("no data frame: {other:?}"),
        };
        assert!(matches!(verdict, Verdict::Accepted { .. }));
        let _ = black_box(verdict);
    }
    report(&format!("read and accept among {count}"), began, UPLINKS as usize);
}

fn report(what: &str, began: Instant, calls: usize) {
    let each = began.elapsed().as_nanos() / calls as u128;
    println!("{what}: {each} ns");
}

fn key(n: usize) -> AesKey {
    AesKey::new([u8::try_from(n).unwrap_or(0); 16])
}

fn session(nwk_s_key: AesKey) -> Session {
    Session {
        dev_eui: Eui64::default(),
        dev_addr: DEV_ADDR,
        nwk_s_key,
        app_s_key: nwk_s_key,
        last_f_cnt_up: Some(10),
        next_f_cnt_down: 0,
        rx_delay: 1,
        rx1dr_offset: 0,
        rx2dr: 0,
        rx2_freq: 869_525_000,
        dev_nonce: None,
        created_at: Timestamp::default(),
    }
}

fn copy(start: Instant, n: u32, gateway: u8) -> GatewayUplink {
    let mut phy = [0x40; 36];
    phy.iter_mut().skip(1).zip(n.to_le_bytes()).for_each(|(byte, part)| *byte = part);
    GatewayUplink {
        gateway: Eui64::from_be_bytes([0, 0, 0, 0, 0, 0, 0, gateway]),
        received_at: Timestamp::default(),
        arrived: start + Duration::from_micros(u64::from(n) * 100),
        token: 0,
        phy: Arc::from(phy),
        frequency_hz: 868_100_000,
        modulation: Modulation::LoRa { spreading_factor: 7, bandwidth_hz: 125_000 },
        code_rate: Arc::from("4/5"),
        tmst: n,
        time: None,
        tmms: None,
        ftime: None,
        rssi_dbm: Some(-80.0),
        snr_db: Some(5.0),
        channel: 0,
        rf_chain: 0,
        board: None,
        antenna: None,
    }
}
