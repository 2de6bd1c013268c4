//! Scenarios of what gateways transmit: who gets a place, who waits, and who gives way.

use std::time::{Duration, Instant};

use lorawan::Eui64;
use lorawan::region::Region;
use model::radio::{Modulation, Waveform};

use super::{Airspace, Busy, Priority, Wish, airtime};

const RX1: u32 = 868_100_000;
const RX2: u32 = 869_525_000;

fn gateway(number: u8) -> Eui64 {
    Eui64::from_be_bytes([number; 8])
}

fn wish(frequency_hz: u32, begins: Instant, airtime_ms: u64, priority: Priority) -> Wish {
    Wish {
        gateway: gateway(1),
        region: Region::Eu868,
        frequency_hz,
        begins,
        slack: Duration::ZERO,
        airtime: Duration::from_millis(airtime_ms),
        priority,
    }
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn a_gateway_transmits_one_frame_at_a_time() {
    let (mut air, now) = (Airspace::default(), Instant::now());
    let at = |ms: u64| wish(RX1, now + Duration::from_millis(ms), 50, Priority::Owed);
    let first = air.book(&at(1_000), now, true).unwrap();
    let free_at = now + Duration::from_millis(1_095);
    assert_eq!(first.free_at(), free_at);
    for ms in [906, 1_000, 1_094] {
        assert_eq!(air.book(&at(ms), now, true), Err(Busy::Overlap { free_at }), "{ms}");
    }
    air.book(&at(905), now, true).unwrap();
    air.book(&at(1_095), now, true).unwrap();
    air.book(&Wish { gateway: gateway(2), ..at(1_000) }, now, true).unwrap();
    air.release(&first);
    air.book(&at(1_000), now, true).unwrap();
}

/// Ten confirmed uplinks a second at one gateway, whose answers are short in the first window and
/// last a second in the other. Once one answer goes in the second window, all that would have gone
/// in the first meanwhile fail, and the next of them goes in the second window again.
#[test]
fn a_slow_window_is_not_used_at_the_expense_of_many_quick_ones() {
    let answered = |spares_others: bool| {
        let (mut air, start) = (Airspace::default(), Instant::now());
        let ms = Duration::from_millis;
        // What begins it: something is on the air in the first windows of a moment.
        air.book(&wish(RX1, start + ms(1_000), 300, Priority::Owed), start, true).unwrap();
        let mut answered = 0;
        for number in 0..100 {
            let ended = start + ms(100) * number;
            let now = ended + ms(200);
            let quick = wish(RX1, ended + ms(1_000), 41, Priority::Owed);
            let slow = wish(RX2, ended + ms(2_000), 991, Priority::Owed);
            let spared = spares_others && air.crowds_out(&quick, &slow, now);
            air.note_asked(quick.gateway, now);
            let is_booked = air.book(&quick, now, true).is_ok()
                || (!spared && air.book(&slow, now, true).is_ok());
            answered += u32::from(is_booked);
        }
        answered
    };
    let (greedy, sparing) = (answered(false), answered(true));
    assert!(sparing >= 80, "{sparing} of 100");
    assert!(greedy < 40, "the test shows nothing: {greedy} of 100");
}

#[test]
fn a_slow_window_is_used_where_few_others_want_the_gateway() {
    let (mut air, now) = (Airspace::default(), Instant::now());
    let quick = wish(RX1, now + secs(1), 41, Priority::Owed);
    let slow = wish(RX2, now + secs(2), 991, Priority::Owed);
    assert!(!air.crowds_out(&quick, &slow, now), "nothing is known of the gateway");
    for _ in 0..9 {
        air.note_asked(quick.gateway, now);
    }
    assert!(!air.crowds_out(&quick, &slow, now), "the first window is free");
    air.book(&quick, now, true).unwrap();
    assert!(air.crowds_out(&quick, &slow, now));
    assert!(!air.crowds_out(&quick, &Wish { airtime: quick.airtime, ..slow }, now));
    let later = now + secs(2);
    let quick = Wish { begins: later + secs(1), ..quick };
    air.book(&quick, later, true).unwrap();
    air.note_asked(quick.gateway, later);
    assert!(!air.crowds_out(&quick, &slow, later), "what was long ago does not count");
}

/// How a minute at one gateway ends: uplinks at random, ten a second, every fifth of which is owed
/// an answer; after the others the network would like to ask something.
struct Minute {
    owed: u32,
    answered: u32,
    wanted: u32,
    asked: u32,
}

fn a_busy_minute(gives_way: bool) -> Minute {
    const ASKS_AFTER: Duration = Duration::from_millis(200);
    let (mut air, start) = (Airspace::default(), Instant::now());
    let mut random = 1_u64;
    // When somebody asks, whether it is owed, and when its window opens.
    let mut asking: Vec<(Instant, bool, Instant)> = Vec::new();
    for number in 0..600 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let ended = start + Duration::from_millis((random >> 33) % 60_000);
        asking.push((ended + ASKS_AFTER, number % 5 == 0, ended + secs(1)));
    }
    let mut minute = Minute { owed: 0, answered: 0, wanted: 0, asked: 0 };
    while let Some(next) = (0..asking.len()).min_by_key(|index| asking[*index].0) {
        let (now, is_owed, begins) = asking.swap_remove(next);
        let priority = if is_owed { Priority::Owed } else { Priority::CanWait };
        let wish = wish(RX1, begins, if is_owed { 41 } else { 57 }, priority);
        let is_first_time = now == begins - secs(1) + ASKS_AFTER;
        if gives_way
            && !is_owed
            && is_first_time
            && let Some(until) = air.gives_way_until(&wish, begins - secs(1), ASKS_AFTER, now)
        {
            asking.push((until, is_owed, begins));
            continue;
        }
        air.note_asked(wish.gateway, now);
        let is_booked = air.book(&wish, now, false).is_ok();
        let (all, served) = if is_owed {
            (&mut minute.owed, &mut minute.answered)
        } else {
            (&mut minute.wanted, &mut minute.asked)
        };
        *all += 1;
        *served += u32::from(is_booked);
    }
    minute
}

#[test]
fn what_can_wait_takes_no_place_from_what_is_owed() {
    let (before, after) = (a_busy_minute(false), a_busy_minute(true));
    assert_eq!((after.owed, after.wanted), (120, 480));
    let lost = |minute: &Minute| minute.owed - minute.answered;
    assert!(lost(&before) >= 40, "the test shows nothing: {}", lost(&before));
    // What is left collides with what is owed to others.
    assert!(lost(&after) <= 30, "{}", lost(&after));
    assert!(after.asked >= before.asked - before.asked / 4, "nothing is asked any more");
}

#[test]
fn nothing_gives_way_at_a_gateway_that_few_want() {
    let (mut air, now) = (Airspace::default(), Instant::now());
    let ms = Duration::from_millis;
    let ended = now.checked_sub(ms(200)).unwrap();
    let short = wish(RX1, now + ms(800), 41, Priority::CanWait);
    let long = wish(RX1, now + ms(800), 1_155, Priority::CanWait);
    assert_eq!(air.gives_way_until(&short, ended, ms(200), now), None, "nothing is known of it");
    air.note_asked(short.gateway, now);
    air.note_asked(short.gateway, now);
    assert_eq!(air.gives_way_until(&short, ended, ms(200), now), None);
    // A long frame is in the way of more, and is handed over in time all the same.
    assert_eq!(air.gives_way_until(&long, ended, ms(200), now), Some(now + ms(400)));
    air.note_asked(short.gateway, now);
    assert_eq!(air.gives_way_until(&short, ended, ms(200), now), Some(now + ms(86)));
    let later = wish(RX1, now + ms(4_800), 41, Priority::CanWait);
    let until = air.gives_way_until(&later, ended, ms(200), now);
    assert_eq!(until, Some(now + ms(86)), "what a longer delay gives is for the way");
    let late = wish(RX1, now + ms(390), 41, Priority::CanWait);
    assert_eq!(air.gives_way_until(&late, ended, ms(200), now), None, "there is no time to wait");
    assert!(!air.is_full(&short, now));
    for _ in 0..3 {
        air.note_asked(short.gateway, now);
    }
    assert!(air.is_full(&short, now));
    let (ended, now) = (ended + secs(2), now + secs(2));
    let next = Wish { begins: short.begins + secs(2), ..short };
    assert_eq!(air.gives_way_until(&next, ended, ms(200), now), None, "it is calm again");
}

/// Nobody knows when a frame begins that is sent at once, until its gateway says that it has it.
#[test]
fn a_frame_that_is_sent_at_once_keeps_its_place_open_until_it_is_known() {
    let (mut air, now) = (Airspace::default(), Instant::now());
    let ms = Duration::from_millis;
    let begins = now + ms(80);
    let at_once = Wish { slack: ms(80), ..wish(RX2, begins, 50, Priority::CanWait) };
    let at = |after: u64| wish(RX2, now + ms(after), 50, Priority::Owed);
    let booking = air.book(&at_once, now, true).unwrap();
    let free_at = now + ms(255);
    assert_eq!(air.book(&at(254), now, true), Err(Busy::Overlap { free_at }));
    let known = air.settle(&booking, begins + ms(3));
    assert_eq!((known.ends(), known.free_at()), (begins + ms(53), begins + ms(98)));
    assert_eq!(air.book(&at(177), now, true), Err(Busy::Overlap { free_at: known.free_at() }));
    air.book(&at(178), now, true).unwrap();
    // Nothing begins before it was planned.
    let early = air.book(&Wish { gateway: gateway(2), ..at_once }, now, true).unwrap();
    assert_eq!(air.settle(&early, now).ends(), begins + ms(50));
    assert_eq!(air.usage(gateway(1), now)[0].used, ms(100));
}

/// EN 300 220: 1 % of an hour is 36 s, of which the application gets 70 %.
#[test]
fn an_hour_has_one_budget_for_each_sub_band() {
    let (mut air, start) = (Airspace::default(), Instant::now());
    let mut now = start;
    let mut book = |frequency, priority, enforce| {
        now += secs(2);
        air.book(&wish(frequency, now, 1_000, priority), now, enforce)
    };
    for _ in 0..25 {
        book(RX1, Priority::CanWait, true).unwrap();
    }
    let refused = Busy::DutyCycle { band: "M", used_ms: 25_000, budget_ms: 25_200 };
    assert_eq!(book(RX1, Priority::CanWait, true), Err(refused));
    assert!(refused.to_string().contains("sub-band M"), "{refused}");
    book(RX2, Priority::CanWait, true).unwrap();
    for _ in 0..11 {
        book(RX1, Priority::Owed, true).unwrap();
    }
    assert!(book(RX1, Priority::Owed, true).is_err());
    book(RX1, Priority::CanWait, false).unwrap();
    let usage = air.usage(gateway(1), now);
    assert_eq!(usage.len(), 2);
    assert_eq!((usage[0].band, usage[0].used), ("M", secs(37)));
    assert_eq!((usage[1].band, usage[1].budget), ("P", secs(360)));
    // An hour after the first frame those of its minute no longer count.
    let later = start + secs(3_602);
    assert_eq!(air.usage(gateway(1), later)[0].used, secs(9));
    assert!(air.usage(gateway(1), later + secs(3_600)).iter().all(|use_| use_.used.is_zero()));
}

#[test]
fn a_frame_that_was_not_sent_uses_no_budget() {
    let (mut air, mut now) = (Airspace::default(), Instant::now());
    for _ in 0..100 {
        now += secs(61);
        let booking = air.book(&wish(RX1, now, 1_000, Priority::Owed), now, true).unwrap();
        now += secs(1);
        air.release(&booking);
    }
    assert!(air.usage(gateway(1), now)[0].used.is_zero());
}

#[test]
fn bands_without_a_duty_cycle_are_only_kept_from_overlapping() {
    let (mut air, mut now) = (Airspace::default(), Instant::now());
    for _ in 0..200 {
        now += secs(2);
        let us = Wish { region: Region::Us902, ..wish(923_300_000, now, 1_000, Priority::Owed) };
        air.book(&us, now, true).unwrap();
    }
    assert!(air.usage(gateway(1), now).is_empty());
}

#[test]
fn what_is_planned_at_once_is_bounded() {
    let (mut air, now) = (Airspace::default(), Instant::now());
    let at = |step: u64| wish(RX2, now + secs(step), 10, Priority::Owed);
    for step in 0..32 {
        air.book(&at(step), now, true).unwrap();
    }
    assert!(matches!(air.book(&at(40), now, true), Err(Busy::Overlap { .. })));
}

/// The table of time on air: 12 bytes without CRC at SF12 last 991.2 ms.
#[test]
fn airtime_is_that_of_downlinks() {
    let lora = |spreading_factor| Modulation::LoRa { spreading_factor, bandwidth_hz: 125_000 };
    let airtime = |rate, len| airtime(rate, Waveform::default(), len);
    assert_eq!(airtime(lora(12), 12).as_millis(), 991);
    assert_eq!(airtime(lora(7), 12).as_micros(), 41_216);
    assert_eq!(airtime(Modulation::LrFhss { channel_width_hz: 137_000 }, 12), Duration::ZERO);
    // A preamble of 8 s wakes a device that listens now and then: 1,000 symbols of 8.192 ms.
    let long = Waveform { preamble: Some(1_008), ..Waveform::default() };
    let usual = airtime(lora(10), 12);
    assert_eq!((super::airtime(lora(10), long, 12) - usual).as_millis(), 8_192);
}
