//! The hot path of one uplink: de-duplication, then reading and accepting it among its candidates.
//! `cargo bench -p thinklink-ns`.
//!
//! Budget at 10 000 uplinks a second: a few microseconds for both together.

use std::sync::Arc;
use std::time::{Duration, Instant};

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use lorawan::{AesKey, DataUp, DevAddr, Eui64, SessionKey};
use model::Timestamp;
use model::radio::{GatewayUplink, Modulation};
use model::record::{JoinMode, LwVersion, Session};
use thinklink_ns::dedup::Deduplicator;
use thinklink_ns::uplink::{Candidate, Received, accept, read};

const DEV_ADDR: DevAddr = DevAddr::from_be_bytes([1, 2, 3, 4]);

fn main() {
    divan::main();
}

/// Ten seconds of distinct frames at 10 000 a second, each heard by so many gateways.
#[divan::bench(args = [1_u8, 2, 4], sample_count = 10)]
fn offer_and_close(bencher: Bencher<'_, '_>, gateways: u8) {
    let start = Instant::now();
    let copies: Vec<GatewayUplink> = (0..100_000)
        .flat_map(|n| (0..gateways).map(move |gateway| copy(start, n, gateway)))
        .collect();
    bencher.counter(ItemsCount::new(copies.len())).bench_local(|| {
        let mut dedup = Deduplicator::new(Duration::from_millis(200));
        copies
            .iter()
            .map(|copy| {
                black_box(dedup.offer(copy.arrived, copy));
                dedup.close_due(copy.arrived).len()
            })
            .sum::<usize>()
    });
}

/// The session that fits is the last of so many with the same address.
#[divan::bench(args = [1_u8, 2, 10])]
fn read_and_accept(bencher: Bencher<'_, '_>, count: u8) {
    let sessions: Vec<Session> = (1..=count).rev().map(session).collect();
    let keys: Vec<SessionKey> = sessions.iter().map(|s| SessionKey::new(&s.nwk_s_key)).collect();
    let candidates: Vec<Candidate<'_>> =
        sessions.iter().zip(&keys).map(|(session, key)| candidate(session, key)).collect();
    let up = DataUp { dev_addr: DEV_ADDR, f_cnt: 11, f_port: Some(2), ..DataUp::default() };
    let phy = DataUp { payload: &[7; 20], ..up }.build(&key(1), &key(1)).unwrap_or_default();
    bencher.bench_local(|| match read(black_box(&phy)) {
        Ok(Received::Data(frame)) => Some(accept(&frame, black_box(&candidates))),
        Ok(Received::Join(_)) | Err(_) => None,
    });
}

fn candidate<'a>(session: &'a Session, nwk_s_key: &'a SessionKey) -> Candidate<'a> {
    Candidate {
        session,
        nwk_s_key,
        last_mic: None,
        pending: false,
        join_mode: JoinMode::Abp,
        lw_ver: LwVersion::V1_0_2,
        enable: true,
        resets_f_cnt: false,
    }
}

const fn key(byte: u8) -> AesKey {
    AesKey::new([byte; 16])
}

fn session(nwk_s_key: u8) -> Session {
    Session {
        dev_eui: Eui64::default(),
        dev_addr: DEV_ADDR,
        nwk_s_key: key(nwk_s_key),
        app_s_key: key(nwk_s_key),
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
