use std::time::{Duration, Instant};

use model::DeviceEui;

use super::{
    ACCOUNTS, CREDIT, Desk, FORGET, HOMES, Ledger, Offered, QUICK_FOR, QUICK_TIMES, SHARE,
};

fn eui(text: &str) -> DeviceEui {
    text.parse().expect("an EUI")
}

/// A desk that has let these homes in.
fn desk(places: usize, homes: &[&str], now: Instant) -> Desk<u32> {
    let mut desk = Desk::new(places);
    for home in homes {
        assert!(desk.enter(&eui(home), now));
    }
    desk
}

fn next(desk: &mut Desk<u32>) -> Option<(String, u32)> {
    let (home, pieces) = desk.next(1)?;
    Some((home.to_string(), *pieces.first().expect("a piece")))
}

#[test]
fn homes_take_turns_and_each_has_its_work_done_in_order() {
    let now = Instant::now();
    let mut desk = desk(100, &["a", "b"], now);
    for number in 0..3 {
        assert_eq!(desk.offer(&eui("a"), number, false), Offered::Taken);
    }
    assert_eq!(desk.offer(&eui("b"), 10, false), Offered::Taken);
    assert_eq!(next(&mut desk), Some(("a".into(), 0)));
    assert_eq!(next(&mut desk), Some(("b".into(), 10)));
    assert_eq!(next(&mut desk), None, "what is left is of a home somebody is at");
    desk.done(&eui("a"), false, now);
    assert_eq!(next(&mut desk), Some(("a".into(), 1)));
    assert_eq!(desk.offer(&eui("b"), 11, false), Offered::Taken);
    assert_eq!(next(&mut desk), None);
    desk.done(&eui("b"), false, now);
    desk.done(&eui("a"), false, now);
    assert_eq!(next(&mut desk), Some(("b".into(), 11)), "it was longer without a turn");
    assert_eq!(next(&mut desk), Some(("a".into(), 2)));
    assert_eq!(desk.waiting, 0);
}

#[test]
fn work_that_was_begun_and_work_somebody_waits_for_comes_first_in_its_order() {
    let now = Instant::now();
    let mut desk = desk(100, &["a"], now);
    desk.take_over(&eui("a"), 1, now);
    desk.offer(&eui("a"), 4, false);
    desk.offer(&eui("a"), 2, true);
    desk.offer(&eui("a"), 5, false);
    desk.offer(&eui("a"), 3, true);
    let (_, pieces) = desk.next(10).expect("work");
    assert_eq!(pieces, [1, 2, 3, 4, 5]);
}

#[test]
fn a_home_that_floods_leaves_room_for_the_others() {
    let now = Instant::now();
    let mut desk = desk(8, &["flood", "a", "b"], now);
    let taken = (0..20).filter(|it| desk.offer(&eui("flood"), *it, false) == Offered::Taken);
    assert_eq!(taken.count(), 4, "half of the places");
    assert_eq!(desk.offer(&eui("a"), 1, false), Offered::Taken);
    assert_eq!(desk.offer(&eui("a"), 2, false), Offered::Taken);
    assert_eq!(desk.offer(&eui("a"), 3, false), Offered::Full(3), "half of what was left");
    assert_eq!(desk.offer(&eui("b"), 1, false), Offered::Taken);
    assert_eq!(desk.offer(&eui("b"), 2, false), Offered::Full(2));
    assert_eq!(desk.waiting, 7);
    assert!(desk.enter(&eui("c"), now));
    desk.take_over(&eui("c"), 1, now);
    assert!(!desk.enter(&eui("d"), now), "no place is left");
    assert!(desk.enter(&eui("c"), now), "who is in stays in");
}

#[test]
fn a_home_that_was_slow_once_and_then_silent_is_forgotten() {
    let start = Instant::now();
    let mut desk = desk(100, &["silent", "waits", "busy", "claimed"], start);
    for home in ["waits", "busy"] {
        desk.offer(&eui(home), 1, false);
    }
    assert_eq!(next(&mut desk), Some(("waits".into(), 1)));
    desk.done(&eui("waits"), false, start + FORGET / 2);
    assert_eq!(next(&mut desk), Some(("busy".into(), 1)));
    desk.claim(&eui("claimed"));
    assert!(desk.enter(&eui("new"), start + FORGET - Duration::from_millis(1)));
    assert!(desk.homes.contains_key(&eui("silent")), "not yet");
    assert!(desk.enter(&eui("newer"), start + FORGET));
    let mut known: Vec<_> = desk.homes.keys().map(ToString::to_string).collect();
    known.sort_unstable();
    assert_eq!(known, ["busy", "claimed", "new", "newer", "waits"]);

    // Nobody need come for that.
    desk.forget(start + 2 * FORGET, false);
    let mut known: Vec<_> = desk.homes.keys().map(ToString::to_string).collect();
    known.sort_unstable();
    assert_eq!(known, ["busy", "claimed"]);
}

#[test]
fn a_home_comes_back_when_nothing_waits_and_it_was_quick_for_a_while() {
    let start = Instant::now();
    let mut desk = desk(100, &["a"], start);
    let mut run = |is_quick: bool, at: Instant| {
        desk.offer(&eui("a"), 0, false);
        assert!(desk.next(1).is_some());
        desk.done(&eui("a"), is_quick, at);
        desk.homes.contains_key(&eui("a"))
    };
    let later = start + QUICK_FOR;
    for _ in 0..QUICK_TIMES {
        assert!(run(true, start), "so soon it may be chance");
    }
    assert!(run(false, later), "slow again");
    for _ in 1..QUICK_TIMES {
        assert!(run(true, later + QUICK_FOR), "so few may be chance");
    }
    assert!(!run(true, later + QUICK_FOR));
    assert_eq!(desk.offer(&eui("a"), 7, false), Offered::NotHere(7));
}

#[test]
fn a_home_stays_while_something_waits_and_while_somebody_is_at_it() {
    let start = Instant::now();
    let mut desk = desk(100, &["a"], start);
    let later = start + QUICK_FOR;
    for number in 0..=QUICK_TIMES {
        desk.offer(&eui("a"), number, false);
    }
    for _ in 0..QUICK_TIMES {
        assert!(desk.next(1).is_some());
        desk.done(&eui("a"), true, later);
    }
    assert!(desk.homes.contains_key(&eui("a")), "one more waits");
    assert!(desk.next(1).is_some());
    assert!(desk.homes.contains_key(&eui("a")), "somebody is at it");
    desk.done(&eui("a"), true, later);
    assert!(desk.homes.is_empty());
}

#[test]
fn nobody_begins_work_of_a_claimed_home() {
    let start = Instant::now();
    let mut desk = desk(100, &["a", "b"], start);
    assert!(desk.claim(&eui("elsewhere")));
    for number in 0..=QUICK_TIMES {
        desk.offer(&eui("a"), number, false);
    }
    desk.offer(&eui("b"), 10, false);
    assert!(desk.next(1).is_some());
    assert!(!desk.claim(&eui("a")), "somebody is at it");
    assert!(desk.claim(&eui("b")) && desk.claim(&eui("b")), "its work waits");
    assert_eq!(next(&mut desk), None);
    desk.done(&eui("a"), true, start);
    assert!(desk.claim(&eui("a")));
    assert_eq!(desk.offer(&eui("a"), 9, false), Offered::Taken);
    assert_eq!(next(&mut desk), None);
    for home in ["b", "b", "a", "elsewhere"] {
        desk.release(&eui(home));
    }
    assert_eq!(next(&mut desk), Some(("b".into(), 10)), "once, although it was told twice");
    assert_eq!(next(&mut desk), Some(("a".into(), 1)));
    assert_eq!(next(&mut desk), None);
}

#[test]
fn homes_for_which_nothing_waits_are_forgotten_when_there_are_too_many() {
    let now = Instant::now();
    let mut desk = desk(100, &["busy", "waits"], now);
    desk.offer(&eui("busy"), 1, false);
    assert!(desk.next(1).is_some());
    desk.offer(&eui("waits"), 1, false);
    for number in desk.homes.len()..HOMES {
        assert!(desk.enter(&eui(&format!("n{number}")), now));
    }
    assert!(desk.enter(&eui("new"), now));
    assert_eq!(desk.homes.len(), 3);
    assert!(desk.homes.contains_key(&eui("busy")) && desk.homes.contains_key(&eui("waits")));
}

#[test]
fn a_closed_desk_gives_what_it_has() {
    let mut desk = desk(100, &["a"], Instant::now());
    desk.offer(&eui("a"), 1, false);
    desk.closed = true;
    assert_eq!(next(&mut desk), Some(("a".into(), 1)));
    assert_eq!(next(&mut desk), None);
}

#[test]
fn who_takes_too_large_a_part_of_a_thread_is_found_and_who_seldom_does_is_not() {
    let start = Instant::now();
    let mut ledger = Ledger::default();
    let half = CREDIT / 2;
    assert!(!ledger.charge(eui("a"), half, start));
    assert!(!ledger.charge(eui("b"), half, start), "each has its own");
    assert!(ledger.charge(eui("a"), half, start));
    let seldom = (half + Duration::from_millis(1)) * SHARE;
    for times in 1..100 {
        assert!(!ledger.charge(eui("b"), half, start + seldom * times));
    }
    let often = seldom / 2;
    let at = start + seldom * 100;
    let found = (0..10).position(|times| ledger.charge(eui("c"), half, at + often * times));
    assert_eq!(found, Some(3), "half of each is paid back when the next one comes");
    for number in 0..ACCOUNTS * 2 {
        ledger.charge(eui(&format!("n{number}")), half, at);
    }
    assert!(ledger.0.len() <= ACCOUNTS, "{}", ledger.0.len());
}
