//! Scenarios of received copies and what each of them is.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use model::Timestamp;
use model::radio::{GatewayUplink, Modulation};

use proptest::prelude::*;

use super::{Deduplicator, Offer};

const DATA: &[u8] = &[0x40, 1, 2, 3, 4, 0x80, 0, 0, 1, 9, 9, 9, 9];
const OTHER: &[u8] = &[0x40, 1, 2, 3, 4, 0x80, 1, 0, 1, 9, 9, 9, 9];
const JOIN: &[u8] = &[0x00; 23];

/// One copy: who heard it when, by its own microsecond counter, and how well.
#[derive(Clone, Copy)]
struct Row {
    ms: u64,
    gateway: u8,
    tmst: u32,
    phy: &'static [u8],
    frequency_hz: u32,
    snr: f32,
    rssi: f32,
}

fn row(ms: u64, gateway: u8, tmst: u32, phy: &'static [u8]) -> Row {
    Row { ms, gateway, tmst, phy, frequency_hz: 868_100_000, snr: 5.0, rssi: -80.0 }
}

fn copy(start: Instant, row: Row) -> GatewayUplink {
    GatewayUplink {
        gateway: Eui64::from_be_bytes([0, 0, 0, 0, 0, 0, 0, row.gateway]),
        received_at: Timestamp::from_millis(i64::try_from(row.ms).unwrap()),
        arrived: start + Duration::from_millis(row.ms),
        token: 0,
        phy: Arc::from(row.phy),
        frequency_hz: row.frequency_hz,
        modulation: Modulation::LoRa { spreading_factor: 7, bandwidth_hz: 125_000 },
        code_rate: Arc::from("4/5"),
        tmst: row.tmst,
        time: None,
        tmms: None,
        ftime: None,
        rssi_dbm: Some(row.rssi),
        snr_db: Some(row.snr),
        channel: 0,
        rf_chain: 0,
        board: None,
        antenna: None,
    }
}

/// Plays the rows through a deduplicator with a window of 200 ms and compares one line for each
/// copy and each group that closes on the way.
#[track_caller]
fn check(rows: &[Row], expected: &[&str]) {
    check_with(Deduplicator::new(Duration::from_millis(200)), rows, expected);
}

#[track_caller]
fn check_with(mut dedup: Deduplicator, rows: &[Row], expected: &[&str]) {
    let start = Instant::now();
    let mut lines = Vec::new();
    let close = |dedup: &mut Deduplicator, at: Instant, lines: &mut Vec<String>| {
        for group in dedup.close_due(at) {
            let mut line = format!("close {}:", group.id.0);
            for copy in &group.copies {
                let gateway = copy.gateway.to_be_bytes()[7];
                write!(line, " {gateway}@{}", copy.frequency_hz / 100_000).unwrap();
            }
            lines.push(line);
        }
    };
    for row in rows {
        let now = start + Duration::from_millis(row.ms);
        close(&mut dedup, now, &mut lines);
        let offer = dedup.offer(now, &copy(start, *row));
        lines.push(format!("{} {}", offer.code(), offer.group().0));
    }
    close(&mut dedup, start + Duration::from_secs(3600), &mut lines);
    assert_eq!(lines, expected);
}

#[test]
fn copies_of_other_gateways_join_the_group_best_signal_first() {
    check(
        &[
            row(0, 1, 100, DATA),
            Row { snr: 9.0, ..row(50, 2, 900_000_000, DATA) },
            Row { snr: 9.0, rssi: -60.0, ..row(199, 3, 7, DATA) },
        ],
        &["first 0", "copy 0", "copy 0", "close 0: 3@8681 2@8681 1@8681"],
    );
}

#[test]
fn frames_that_differ_have_their_own_groups() {
    check(
        &[row(0, 1, 100, DATA), row(10, 1, 10_100, OTHER)],
        &["first 0", "first 1", "close 0: 1@8681", "close 1: 1@8681"],
    );
}

#[test]
fn a_copy_after_the_window_adds_metadata_only() {
    check(
        &[row(0, 1, 100, DATA), row(1_999, 2, 7, DATA)],
        &["first 0", "close 0: 1@8681", "late_copy 0"],
    );
}

/// Learnt from others' bugs: the ghost is weaker, on another channel, and must not decide RX1,
/// whichever of the two arrives first.
#[test]
fn a_ghost_on_a_neighbour_channel_is_dropped_and_the_stronger_one_counts() {
    let ghost = Row { frequency_hz: 868_300_000, snr: -9.0, rssi: -95.0, ..row(1, 1, 120, DATA) };
    check(&[row(0, 1, 100, DATA), ghost], &["first 0", "ghost 0", "close 0: 1@8681"]);
    check(
        &[ghost, Row { ms: 2, ..row(0, 1, 100, DATA) }],
        &["first 0", "ghost 0", "close 0: 1@8681"],
    );
}

/// Learnt from others' bugs: a gateway that sends the same datagram in a loop.
#[test]
fn a_gateway_that_repeats_its_datagram_in_a_loop_is_not_a_device_that_repeats() {
    check(
        &[
            row(0, 1, 100, DATA),
            row(400, 1, 100, DATA),
            row(9_000, 1, 100, DATA),
            row(59_000, 1, 100, DATA),
        ],
        &["first 0", "close 0: 1@8681", "ghost 0", "ghost 0", "ghost 0"],
    );
}

/// Learnt from others' bugs: a confirmed retry gets a window of its own.
#[test]
fn a_device_that_sends_again_opens_a_new_group() {
    check(
        &[row(0, 1, 100, DATA), row(3_000, 1, 3_000_100, DATA)],
        &["first 0", "close 0: 1@8681", "retransmission 1", "close 1: 1@8681"],
    );
}

#[test]
fn the_counter_of_the_gateway_may_wrap_between_two_transmissions() {
    let before = u32::MAX - 10;
    check(
        &[row(0, 1, before, DATA), row(90, 1, 5, DATA), row(3_000, 1, 3_000_000, DATA)],
        &["first 0", "ghost 0", "close 0: 1@8681", "retransmission 1", "close 1: 1@8681"],
    );
}

#[test]
fn all_gateways_that_hear_the_repeat_share_its_group() {
    check(
        &[
            row(0, 1, 100, DATA),
            row(10, 2, 500, DATA),
            row(3_000, 2, 3_000_500, DATA),
            row(3_020, 1, 3_000_100, DATA),
            row(3_040, 3, 42, DATA),
            row(3_300, 1, 3_000_100, DATA),
        ],
        &[
            "first 0",
            "copy 0",
            "close 0: 1@8681 2@8681",
            "retransmission 1",
            "copy 1",
            "copy 1",
            "close 1: 2@8681 1@8681 3@8681",
            "ghost 1",
        ],
    );
}

/// Learnt from others' bugs: seconds late through a slow backhaul.
#[test]
fn an_unknown_gateway_after_rx2_may_be_a_repeat_and_is_answered_as_one() {
    check(
        &[row(0, 1, 100, DATA), row(2_000, 2, 7, DATA)],
        &["first 0", "close 0: 1@8681", "retransmission 1", "close 1: 2@8681"],
    );
}

/// Only the counter of a gateway that heard both transmissions tells a repeat from a late copy.
#[test]
fn a_repeat_is_proven_by_a_gateway_that_heard_both() {
    let start = Instant::now();
    let mut dedup = Deduplicator::new(Duration::from_millis(200));
    let mut offer = |row: Row| {
        let now = start + Duration::from_millis(row.ms);
        dedup.close_due(now);
        dedup.offer(now, &copy(start, row))
    };
    offer(row(0, 1, 100, DATA));
    let late = offer(row(30_000, 2, 7, DATA));
    assert!(matches!(late, Offer::Retransmission { proven: false, .. }), "{late:?}");
    let again = offer(row(40_000, 2, 10_000_007, DATA));
    assert!(matches!(again, Offer::Retransmission { proven: true, .. }), "{again:?}");
}

#[test]
fn a_longer_rx_delay_lengthens_the_time_of_late_copies() {
    let start = Instant::now();
    let mut dedup = Deduplicator::new(Duration::from_millis(200));
    dedup.offer(start, &copy(start, row(0, 1, 100, DATA)));
    dedup.set_rx_delay(DATA, Duration::from_secs(5));
    let at = |ms| start + Duration::from_millis(ms);
    assert_eq!(dedup.close_due(at(200)).len(), 1);
    assert_eq!(dedup.offer(at(5_900), &copy(start, row(5_900, 2, 7, DATA))).code(), "late_copy");
    assert_eq!(
        dedup.offer(at(6_000), &copy(start, row(6_000, 3, 7, DATA))).code(),
        "retransmission"
    );
}

/// Learnt from others' bugs: one attempt to join is answered once.
#[test]
fn a_join_request_is_handled_once_in_ten_seconds() {
    check(
        &[
            row(0, 1, 100, JOIN),
            row(2, 1, 130, JOIN),
            row(20, 2, 7, JOIN),
            row(3_000, 3, 7, JOIN),
            row(7_000, 1, 7_000_100, JOIN),
            row(8_000, 4, 7, JOIN),
            row(10_000, 1, 10_000_100, JOIN),
        ],
        &[
            "first 0",
            "ghost 0",
            "copy 0",
            "close 0: 1@8681 2@8681",
            "late_copy 0",
            "join_repeat 0",
            "join_repeat 0",
            "retransmission 1",
            "close 1: 1@8681",
        ],
    );
}

#[test]
fn a_datagram_overtaken_on_its_way_is_late_and_a_restarted_gateway_is_not() {
    check(
        &[
            row(0, 1, 5_000_000, DATA),
            row(1_500, 1, 2_000_000, DATA),
            row(4_000, 1, 2_000_000, DATA),
        ],
        &["first 0", "close 0: 1@8681", "late_copy 0", "ghost 0"],
    );
    check(
        &[row(0, 1, 500_000_000, DATA), row(4_000, 1, 2_000_000, DATA)],
        &["first 0", "close 0: 1@8681", "retransmission 1", "close 1: 1@8681"],
    );
}

#[test]
fn bytes_are_forgotten_a_minute_after_their_window() {
    check(
        &[row(0, 1, 100, DATA), row(60_199, 1, 100, DATA), row(60_200, 1, 100, DATA)],
        &["first 0", "close 0: 1@8681", "ghost 0", "first 1", "close 1: 1@8681"],
    );
}

#[test]
fn a_full_memory_forgets_the_oldest_frame() {
    let dedup = Deduplicator::with_capacity(Duration::from_millis(200), 1);
    check_with(
        dedup,
        &[row(0, 1, 100, DATA), row(1, 1, 200, OTHER), row(2, 1, 100, DATA)],
        &["first 0", "first 1", "first 2", "close 0: 1@8681", "close 1: 1@8681", "close 2: 1@8681"],
    );
}

#[test]
fn a_repeat_keeps_its_frame_remembered_longer() {
    check(
        &[row(0, 1, 100, DATA), row(30_000, 1, 30_000_100, DATA), row(80_000, 1, 30_000_100, DATA)],
        &["first 0", "close 0: 1@8681", "retransmission 1", "close 1: 1@8681", "ghost 1"],
    );
}

#[test]
fn the_deadline_is_that_of_the_oldest_open_group() {
    let start = Instant::now();
    let mut dedup = Deduplicator::new(Duration::from_millis(200));
    assert_eq!(dedup.next_deadline(), None);
    dedup.offer(start, &copy(start, row(0, 1, 100, DATA)));
    dedup.offer(start + Duration::from_millis(50), &copy(start, row(50, 1, 100, OTHER)));
    assert_eq!(dedup.next_deadline(), Some(start + Duration::from_millis(200)));
    assert!(dedup.close_due(start + Duration::from_millis(199)).is_empty());
    assert_eq!(dedup.close_due(start + Duration::from_millis(200)).len(), 1);
    assert_eq!(dedup.next_deadline(), Some(start + Duration::from_millis(250)));
}

#[test]
fn memory_is_bounded_under_a_flood_of_copies() {
    let start = Instant::now();
    let mut dedup = Deduplicator::new(Duration::from_millis(200));
    for gateway in 0..=255 {
        dedup.offer(start, &copy(start, row(0, gateway, 100, DATA)));
    }
    let closed = dedup.close_due(start + Duration::from_millis(200));
    assert_eq!(closed.first().unwrap().copies.len(), super::MAX_COPIES);
}

proptest! {
    /// Whatever comes in whatever order: every opened group closes once, in order, with one copy a
    /// gateway.
    #[test]
    fn every_group_closes_once_with_one_copy_a_gateway(
        steps in prop::collection::vec((0_u64..4_000, 0_u8..4, 0_u32..8, 0_usize..3), 1..60),
    ) {
        let start = Instant::now();
        let mut dedup = Deduplicator::with_capacity(Duration::from_millis(200), 5);
        let (mut ms, mut opened, mut closed) = (0, Vec::new(), Vec::new());
        for (wait, gateway, tmst, phy) in steps {
            ms += wait;
            let now = start + Duration::from_millis(ms);
            closed.extend(dedup.close_due(now));
            let phy = [DATA, OTHER, JOIN][phy];
            match dedup.offer(now, &copy(start, row(ms, gateway, tmst * 700_000, phy))) {
                Offer::First(group) | Offer::Retransmission { group, .. } => opened.push(group),
                Offer::Copy(_) | Offer::LateCopy(_) | Offer::Ghost(_) | Offer::JoinRepeat(_) => {}
            }
            prop_assert!(dedup.remembered() <= 5);
        }
        closed.extend(dedup.close_due(start + Duration::from_secs(86_400)));
        prop_assert_eq!(closed.iter().map(|group| group.id).collect::<Vec<_>>(), opened);
        for group in closed {
            let mut gateways: Vec<_> = group.copies.iter().map(|copy| copy.gateway).collect();
            let copies = gateways.len();
            gateways.sort();
            gateways.dedup();
            prop_assert!(copies > 0 && gateways.len() == copies);
        }
    }
}
