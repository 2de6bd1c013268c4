//! What one uplink costs before anything is looked up: `cargo bench -p thinklink-lorawan`.
//!
//! Budget: parse and MIC together at most 3 µs without allocation, for a frame of usual size and a
//! prepared key.

use divan::{AllocProfiler, Bencher, black_box};
use thinklink_lorawan::{AesKey, DataUp, Frame, SessionKey, parse};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

const KEY: AesKey = AesKey::new([7; 16]);

/// Application payload sizes: a temperature sensor, a full DR0 frame, the largest frame.
const SIZES: [usize; 3] = [12, 51, 242];

fn main() {
    divan::main();
}

fn uplink(payload_len: usize) -> Vec<u8> {
    let payload = vec![0x5A; payload_len];
    let up = DataUp { f_cnt: 70_000, f_port: Some(11), payload: &payload, ..DataUp::default() };
    up.build(&KEY, &KEY).unwrap_or_default()
}

#[divan::bench(args = SIZES)]
fn parse_only(bencher: Bencher<'_, '_>, payload_len: usize) {
    let phy = uplink(payload_len);
    bencher.bench_local(|| parse(black_box(&phy)).is_ok());
}

#[divan::bench(args = SIZES)]
fn parse_and_mic(bencher: Bencher<'_, '_>, payload_len: usize) {
    let phy = uplink(payload_len);
    let key = SessionKey::new(&KEY);
    bencher.bench_local(|| match parse(black_box(&phy)) {
        Ok(Frame::Data(frame)) => frame.mic_is_valid(&key, 70_000),
        _ => false,
    });
}

#[divan::bench(args = SIZES)]
fn parse_and_mic_with_a_plain_key(bencher: Bencher<'_, '_>, payload_len: usize) {
    let phy = uplink(payload_len);
    bencher.bench_local(|| match parse(black_box(&phy)) {
        Ok(Frame::Data(frame)) => frame.mic_is_valid(&KEY, 70_000),
        _ => false,
    });
}

#[divan::bench(args = SIZES)]
fn decrypt(bencher: Bencher<'_, '_>, payload_len: usize) {
    let phy = uplink(payload_len);
    let key = SessionKey::new(&KEY);
    let mut plain = Vec::with_capacity(255);
    bencher.bench_local(|| {
        if let Ok(Frame::Data(frame)) = parse(black_box(&phy)) {
            frame.decrypt(&key, 70_000, &mut plain);
        }
        plain.len()
    });
}
