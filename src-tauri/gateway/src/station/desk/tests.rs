use super::*;

const GATEWAY: Eui64 = Eui64::from_be_bytes([1, 2, 3, 4, 5, 6, 7, 8]);
const RATE: Rate = Rate { per_second: 1.0, burst: 2.0 };

fn visitor(address: &str, now: Instant) -> Visitor {
    Visitor { gateway: GATEWAY, peer: address.parse().unwrap(), now, at: Timestamp::default() }
}

struct Guest {
    orders: mpsc::Receiver<Order>,
    end: CancellationToken,
    seat: Seat,
}

fn connect(desk: &mut Desk, address: &str, now: Instant, trust: Trust) -> Guest {
    let (sender, orders) = mpsc::channel(8);
    let end = CancellationToken::new();
    let seat = desk.connect(&visitor(address, now), trust, sender, end.clone());
    Guest { orders, end, seat }
}

fn number(seat: &Seat) -> u64 {
    match seat {
        Seat::Taken { id, .. } => *id,
        other => panic!("{other:?}"),
    }
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[test]
fn a_second_claim_does_not_take_over_and_is_told_once() {
    let (mut desk, start) = (Desk::new(8, RATE), Instant::now());
    let mut first = connect(&mut desk, "10.0.0.1:1", start, Trust::Claimed);
    let id = number(&first.seat);
    let second = connect(&mut desk, "10.0.0.2:1", start + seconds(1), Trust::Claimed);
    assert!(matches!(
        second.seat,
        Seat::Occupied { notice: Some(Notice::DuplicateGateway { .. }) }
    ));
    assert!(matches!(first.orders.try_recv(), Ok(Order::Probe)), "the holder is asked");
    // It answers, so the next try fails too, without another notice.
    desk.note_alive(GATEWAY, id, start + seconds(2), Timestamp::default());
    let third = connect(&mut desk, "10.0.0.2:2", start + seconds(20), Trust::Claimed);
    assert!(matches!(third.seat, Seat::Occupied { notice: None }));
    assert!(!first.end.is_cancelled());
    assert_eq!(desk.contacts()[0].conflicts, 2);
}

#[test]
fn a_holder_that_does_not_answer_gives_way() {
    let (mut desk, start) = (Desk::new(8, RATE), Instant::now());
    let first = connect(&mut desk, "10.0.0.1:1", start, Trust::Claimed);
    assert!(matches!(
        connect(&mut desk, "10.0.0.1:2", start + seconds(1), Trust::Claimed).seat,
        Seat::Occupied { .. }
    ));
    // Another try meanwhile does not begin the wait anew.
    assert!(matches!(
        connect(&mut desk, "10.0.0.1:3", start + seconds(4), Trust::Claimed).seat,
        Seat::Occupied { .. }
    ));
    let second = connect(&mut desk, "10.0.0.1:4", start + seconds(6), Trust::Claimed);
    assert!(matches!(second.seat, Seat::Taken { notice: None, .. }));
    assert!(first.end.is_cancelled());
    // The end of the former connection does not end the new one.
    desk.disconnect(GATEWAY, number(&first.seat));
    assert!(desk.line_of(GATEWAY).is_some());
    desk.disconnect(GATEWAY, number(&second.seat));
    assert!(desk.line_of(GATEWAY).is_none());
}

#[test]
fn one_that_proves_itself_takes_over_at_once() {
    let (mut desk, start) = (Desk::new(8, RATE), Instant::now());
    let claimed = connect(&mut desk, "10.0.0.1:1", start, Trust::Claimed);
    let proven = connect(&mut desk, "10.0.0.2:1", start + seconds(1), Trust::Proven);
    assert!(matches!(proven.seat, Seat::Taken { notice: Some(_), .. }), "{:?}", proven.seat);
    assert!(claimed.end.is_cancelled());
    // The same gateway after a power cut, its old connection half open.
    let again = connect(&mut desk, "10.0.0.2:2", start + seconds(2), Trust::Proven);
    assert!(matches!(again.seat, Seat::Taken { notice: None, .. }));
    assert!(proven.end.is_cancelled() && !again.end.is_cancelled());
}

#[test]
fn a_wrong_token_is_noticed_once_a_minute_and_disturbs_nobody() {
    let (mut desk, start) = (Desk::new(8, RATE), Instant::now());
    let held = connect(&mut desk, "10.0.0.1:1", start, Trust::Proven);
    let wrong = Denial::TokenWrong;
    let bad = visitor("10.9.9.9:1", start);
    assert!(matches!(desk.deny(&bad, wrong), (true, Some(Notice::WrongToken { .. }))));
    assert_eq!(desk.deny(&bad, wrong), (false, None));
    assert!(!held.end.is_cancelled());
    let contact = &desk.contacts()[0];
    assert_eq!((contact.refused, contact.admitted), (2, true));
    assert_eq!(contact.up_peer, Some("10.0.0.1:1".parse().unwrap()));
}

#[test]
fn the_table_is_bounded_and_keeps_who_is_connected() {
    let (mut desk, start) = (Desk::new(1, RATE), Instant::now());
    let held = connect(&mut desk, "10.0.0.1:1", start, Trust::Claimed);
    let stranger = |now| Visitor { gateway: Eui64::default(), ..visitor("10.0.0.2:1", now) };
    assert_eq!(
        desk.deny(&stranger(start), Denial::NotAdmitted(Refusal::NotRegistered)),
        (false, None)
    );
    assert_eq!(desk.contacts().len(), 1);
    desk.disconnect(GATEWAY, number(&held.seat));
    assert_eq!(
        desk.deny(&stranger(start + seconds(200)), Denial::NotAdmitted(Refusal::NotRegistered)),
        (true, None)
    );
    assert_eq!(desk.contacts().len(), 1);
}

#[test]
fn tries_from_one_address_are_limited_but_not_from_here() {
    let (mut desk, now) = (Desk::new(8, RATE), Instant::now());
    let tries = ["10.0.0.1:1"; 3].map(|peer| desk.may_try(peer.parse().unwrap(), now));
    assert_eq!(tries, [true, true, false]);
    assert!((0..100).all(|_| desk.may_try("127.0.0.1:1".parse().unwrap(), now)));
}
