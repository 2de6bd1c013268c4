//! Who waits for a gateway that transmits something else, in the order they came.
//!
//! If all of them asked again at the moment the gateway is free, one would be served and the others
//! had asked in vain, for each frame. So they stand in line, and one is called when its frame can
//! follow the one before. A device may stand before several gateways and takes the first that calls
//! it; it keeps its place until it is served, wants nothing any more or does not answer its call in time
//! ([`CALL_LIFETIME`]), and comes behind everybody with its next frame.
//!
//! Who is called looks at its queue, and whatever comes of that ends the call: it books the gateway
//! ([`Lines::served`]), finds it busy after all ([`Lines::stand`]) or has nothing to send
//! ([`Lines::leave`]).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use lorawan::Eui64;
use ns::downlink::IMMEDIATE_DELAY;
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::clock;

/// How long before its frame begins a device is called: what a gateway adds, and time to look at
/// the queue and to commit the counter. It is short, so that what answers an uplink, which is
/// planned much earlier, comes first.
pub(super) const AHEAD: Duration = IMMEDIATE_DELAY.saturating_add(Duration::from_millis(50));

/// How long a gateway that refused a frame because it was busy is told of the next one only when it
/// is silent.
const NO_QUEUE_FOR: Duration = Duration::from_secs(60);

/// How long a device that was called has the gateway to itself. One that has not answered by then
/// goes behind everybody, so that whatever keeps it keeps nobody else.
const CALL_LIFETIME: Duration = Duration::from_secs(2);

/// The lines before all gateways.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    inner: Mutex<Inner>,
    rung: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    /// Those that somebody stands in, by gateway.
    lines: HashMap<Eui64, Line>,
    /// By device.
    places: HashMap<Eui64, Place>,
    /// When to call the first of a line, or the next one if the first does not answer.
    calls: BTreeSet<(Instant, Eui64)>,
    next_ticket: u64,
    /// Gateways that seem to have no queue, and until when they are taken for such.
    without_queue: HashMap<Eui64, Instant>,
}

#[derive(Debug)]
struct Line {
    /// By ticket.
    waiting: BTreeMap<u64, Eui64>,
    call: Call,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    /// The first is called then.
    At(Instant),
    /// This ticket was called and may answer until then.
    Open(u64, Instant),
}

impl Call {
    /// When somebody is called.
    const fn at(self) -> Instant {
        match self {
            Self::At(at) | Self::Open(_, at) => at,
        }
    }

    fn is_open(self, ticket: u64) -> bool {
        matches!(self, Self::Open(called, _) if called == ticket)
    }
}

#[derive(Debug)]
struct Place {
    ticket: u64,
    gateways: Vec<Eui64>,
}

impl Lines {
    /// Whether a device may ask for a gateway: nobody stands before it.
    pub(super) fn is_first(&self, gateway: Eui64, device: Eui64) -> bool {
        let inner = self.inner.lock();
        let first = inner.lines.get(&gateway).and_then(|line| line.waiting.values().next());
        first.is_none_or(|first| *first == device)
    }

    /// A device stands before these gateways and no other, each with when it is free as far as the
    /// device knows.
    pub(super) fn stand(&self, device: Eui64, gateways: &[(Eui64, Instant)]) {
        self.change(|inner| inner.stand(device, gateways));
    }

    /// A gateway is going to transmit a device's frame and is free again at `free_at`.
    pub(super) fn served(&self, device: Eui64, gateway: Eui64, free_at: Instant) {
        self.change(|inner| {
            inner.leave(device);
            inner.set_call(gateway, call_at(free_at));
        });
    }

    /// It is known better when a gateway is free.
    pub(super) fn free(&self, gateway: Eui64, free_at: Instant) {
        self.change(|inner| inner.set_call(gateway, call_at(free_at)));
    }

    /// A device wants no gateway any more.
    pub(super) fn leave(&self, device: Eui64) {
        self.change(|inner| inner.leave(device));
    }

    /// A gateway refused a frame because it was busy: it may have no queue for what comes while it
    /// transmits.
    pub(super) fn note_collision(&self, gateway: Eui64) {
        let now = clock::instant();
        let without_queue = &mut self.inner.lock().without_queue;
        without_queue.retain(|_, until| *until > now);
        without_queue.insert(gateway, now + NO_QUEUE_FOR);
    }

    /// Whether a gateway is taken for one that has no queue.
    pub(super) fn has_no_queue(&self, gateway: Eui64) -> bool {
        let inner = self.inner.lock();
        inner.without_queue.get(&gateway).is_some_and(|until| *until > clock::instant())
    }

    /// When the next device is called.
    pub(super) fn next_call(&self) -> Option<Instant> {
        Some(self.inner.lock().calls.first()?.0)
    }

    /// Calls the first of a line whose time has come.
    pub(super) fn take_call(&self, now: Instant) -> Option<Eui64> {
        let mut inner = self.inner.lock();
        let (at, gateway) = *inner.calls.first()?;
        if at > now {
            return None;
        }
        inner.calls.pop_first();
        if let Call::Open(ticket, _) = inner.lines.get(&gateway)?.call {
            inner.send_behind(gateway, ticket);
        }
        let (ticket, device) = inner.lines.get(&gateway)?.waiting.first_key_value()?;
        let (ticket, device) = (*ticket, *device);
        inner.call(gateway, Call::Open(ticket, now + CALL_LIFETIME));
        Some(device)
    }

    /// Resolves when somebody is to be called sooner. Cancel-safe.
    pub(super) async fn rung(&self) {
        self.rung.notified().await;
    }

    fn change(&self, change: impl FnOnce(&mut Inner)) {
        let is_sooner = {
            let mut inner = self.inner.lock();
            let before = inner.calls.first().copied();
            change(&mut inner);
            let after = inner.calls.first().copied();
            after.is_some_and(|after| before.is_none_or(|before| after < before))
        };
        if is_sooner {
            self.rung.notify_one();
        }
    }
}

impl Inner {
    fn stand(&mut self, device: Eui64, gateways: &[(Eui64, Instant)]) {
        let ticket = match self.places.get(&device) {
            Some(place) => place.ticket,
            None => {
                self.next_ticket += 1;
                self.next_ticket
            }
        };
        let standing: Vec<Eui64> = gateways.iter().map(|(gateway, _)| *gateway).collect();
        let place = Place { ticket, gateways: standing.clone() };
        let before = self.places.insert(device, place).map(|place| place.gateways);
        for gateway in before.unwrap_or_default() {
            if !standing.contains(&gateway) {
                self.leave_line(gateway, ticket);
            }
        }
        for (gateway, free_at) in gateways {
            let at = call_at(*free_at);
            let Some(line) = self.lines.get_mut(gateway) else {
                let waiting = BTreeMap::from([(ticket, device)]);
                self.lines.insert(*gateway, Line { waiting, call: Call::At(at) });
                self.calls.insert((at, *gateway));
                continue;
            };
            line.waiting.insert(ticket, device);
            if line.call.is_open(ticket) {
                self.call(*gateway, Call::At(at));
            }
        }
    }

    /// When a line's first is called, or that it was.
    fn call(&mut self, gateway: Eui64, call: Call) {
        let Some(line) = self.lines.get_mut(&gateway) else { return };
        self.calls.remove(&(line.call.at(), gateway));
        self.calls.insert((call.at(), gateway));
        line.call = call;
    }

    /// Who was called by this gateway and does not answer comes behind everybody, wherever it
    /// stands.
    fn send_behind(&mut self, gateway: Eui64, ticket: u64) {
        let device = self.lines.get(&gateway).and_then(|line| line.waiting.get(&ticket)).copied();
        let Some(place) = device.and_then(|device| self.places.get_mut(&device)) else { return };
        self.next_ticket += 1;
        place.ticket = self.next_ticket;
        for gateway in &place.gateways {
            let Some(line) = self.lines.get_mut(gateway) else { continue };
            let Some(device) = line.waiting.remove(&ticket) else { continue };
            line.waiting.insert(place.ticket, device);
            if let Call::Open(called, until) = line.call
                && called == ticket
            {
                line.call = Call::Open(place.ticket, until);
            }
        }
    }

    fn leave(&mut self, device: Eui64) {
        let Some(place) = self.places.remove(&device) else { return };
        for gateway in place.gateways {
            self.leave_line(gateway, place.ticket);
        }
    }

    fn leave_line(&mut self, gateway: Eui64, ticket: u64) {
        let Some(line) = self.lines.get_mut(&gateway) else { return };
        line.waiting.remove(&ticket);
        if line.waiting.is_empty() {
            self.calls.remove(&(line.call.at(), gateway));
            self.lines.remove(&gateway);
        } else if line.call.is_open(ticket) {
            // The one behind it: the gateway may be free.
            self.call(gateway, Call::At(clock::instant()));
        }
    }

    fn set_call(&mut self, gateway: Eui64, at: Instant) {
        if self.lines.get(&gateway).is_some_and(|line| matches!(line.call, Call::At(_))) {
            self.call(gateway, Call::At(at));
        }
    }
}

fn call_at(free_at: Instant) -> Instant {
    free_at.checked_sub(AHEAD).unwrap_or(free_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Eui64 = Eui64::from_be_bytes([0xA1; 8]);
    const OTHER: Eui64 = Eui64::from_be_bytes([0xA2; 8]);

    fn device(number: u8) -> Eui64 {
        Eui64::from_be_bytes([number; 8])
    }

    /// Lines in which these devices came to [`ONE`], one after the other, and when it is free.
    fn line(devices: impl IntoIterator<Item = u8>) -> (Lines, Instant) {
        let (lines, free_at) = (Lines::default(), Instant::now() + 4 * AHEAD);
        for number in devices {
            lines.stand(device(number), &[(ONE, free_at)]);
        }
        (lines, free_at)
    }

    /// Everybody stands before nothing, and nothing is kept of it.
    fn assert_empty(lines: &Lines) {
        let inner = lines.inner.lock();
        assert!(inner.lines.is_empty() && inner.places.is_empty(), "{inner:?}");
        assert!(inner.calls.is_empty(), "{inner:?}");
    }

    #[test]
    fn one_is_called_for_each_frame_in_the_order_they_came() {
        let (lines, mut free_at) = line(1..=3);
        for number in 1..=3 {
            let at = lines.next_call().unwrap();
            assert_eq!(at, free_at - AHEAD);
            assert_eq!(lines.take_call(at - Duration::from_millis(1)), None);
            assert_eq!(lines.take_call(at), Some(device(number)));
            assert_eq!(lines.take_call(at + AHEAD), None, "only one");
            free_at += AHEAD;
            lines.served(device(number), ONE, free_at);
        }
        assert_empty(&lines);
    }

    #[test]
    fn whoever_was_served_comes_behind_everybody_with_the_next_frame() {
        let (lines, free_at) = line(1..=3);
        lines.take_call(free_at).unwrap();
        lines.served(device(1), ONE, free_at);
        lines.stand(device(1), &[(ONE, free_at)]);
        let order: Vec<_> = std::iter::from_fn(|| {
            let called = lines.take_call(free_at)?;
            lines.served(called, ONE, free_at);
            Some(called)
        })
        .collect();
        assert_eq!(order, [device(2), device(3), device(1)]);
    }

    #[test]
    fn who_was_called_in_vain_keeps_the_place_and_nobody_goes_before() {
        let (lines, free_at) = line(1..=2);
        assert_eq!(lines.take_call(free_at), Some(device(1)));
        assert!(lines.is_first(ONE, device(1)));
        assert!(!lines.is_first(ONE, device(2)) && !lines.is_first(ONE, device(9)));
        assert!(lines.is_first(OTHER, device(9)), "nobody stands there");
        lines.stand(device(9), &[(ONE, free_at)]);
        lines.stand(device(1), &[(ONE, free_at + AHEAD)]);
        assert_eq!(lines.next_call(), Some(free_at));
        assert_eq!(lines.take_call(free_at), Some(device(1)));
    }

    #[test]
    fn who_wants_nothing_any_more_lets_the_next_one_in_at_once() {
        let (lines, free_at) = line(1..=3);
        assert_eq!(lines.take_call(free_at), Some(device(1)));
        lines.leave(device(1));
        assert_eq!(lines.take_call(Instant::now()), Some(device(2)));
        lines.leave(device(3));
        lines.leave(device(2));
        assert_empty(&lines);
    }

    #[test]
    fn who_is_called_and_does_not_answer_keeps_nobody() {
        let (lines, free_at) = line(1..=3);
        let at = free_at - AHEAD;
        assert_eq!(lines.take_call(at), Some(device(1)));
        assert_eq!(lines.take_call(at + CALL_LIFETIME - Duration::from_millis(1)), None);
        let later = at + CALL_LIFETIME;
        assert_eq!(lines.next_call(), Some(later));
        assert_eq!(lines.take_call(later), Some(device(2)));
        // What it says after all is no answer to the call of another.
        lines.stand(device(1), &[(ONE, free_at)]);
        assert_eq!(lines.take_call(later + AHEAD), None);
        assert!(lines.is_first(ONE, device(2)) && !lines.is_first(ONE, device(1)));
        lines.served(device(2), ONE, later);
        assert_eq!(lines.take_call(later), Some(device(3)));
        lines.served(device(3), ONE, later);
        assert_eq!(lines.take_call(later), Some(device(1)));
        // Alone, it is called again.
        assert_eq!(lines.take_call(later + CALL_LIFETIME), Some(device(1)));
        lines.leave(device(1));
        assert_empty(&lines);
    }

    #[test]
    fn who_is_late_before_one_gateway_answers_the_other() {
        let (lines, free_at) = (Lines::default(), Instant::now());
        let later = free_at + AHEAD;
        lines.stand(device(1), &[(ONE, free_at), (OTHER, later)]);
        lines.stand(device(2), &[(ONE, free_at), (OTHER, later)]);
        assert_eq!(lines.take_call(free_at), Some(device(1)));
        assert_eq!(lines.take_call(later), Some(device(1)), "the other one calls it, too");
        assert_eq!(lines.take_call(free_at + CALL_LIFETIME), Some(device(2)));
        lines.served(device(1), OTHER, later);
        assert_eq!(lines.take_call(Instant::now()), Some(device(2)), "it has gone there");
        lines.leave(device(2));
        assert_empty(&lines);
    }

    #[test]
    fn who_stands_before_several_gateways_takes_the_first_and_leaves_the_others() {
        let (lines, free_at) = line(1..=1);
        let later = free_at + 10 * AHEAD;
        lines.stand(device(2), &[(ONE, free_at), (OTHER, later)]);
        lines.stand(device(3), &[(OTHER, later)]);
        assert_eq!(lines.take_call(free_at), Some(device(1)));
        lines.served(device(1), ONE, later);
        assert_eq!(lines.take_call(later - AHEAD), Some(device(2)));
        assert_eq!(lines.take_call(later - AHEAD), Some(device(2)), "the other one calls it, too");
        lines.served(device(2), ONE, later);
        assert_eq!(lines.take_call(Instant::now()), Some(device(3)), "it has gone there");
        // A gateway out of reach is one that nobody stands before any more.
        lines.stand(device(3), &[(ONE, later)]);
        assert!(lines.is_first(OTHER, device(9)));
        lines.leave(device(3));
        assert_empty(&lines);
    }

    #[test]
    fn a_gateway_that_is_free_sooner_calls_sooner() {
        let (lines, free_at) = line(1..=1);
        let sooner = free_at - AHEAD;
        lines.free(ONE, sooner);
        assert_eq!(lines.next_call(), Some(sooner - AHEAD));
        lines.free(OTHER, sooner);
        lines.leave(device(1));
        assert_empty(&lines);
    }

    #[test]
    fn a_gateway_that_was_too_busy_is_taken_for_one_without_a_queue_for_a_while() {
        let lines = Lines::default();
        assert!(!lines.has_no_queue(ONE));
        lines.note_collision(ONE);
        assert!(lines.has_no_queue(ONE) && !lines.has_no_queue(OTHER));
        let over = clock::instant();
        lines.inner.lock().without_queue.insert(ONE, over);
        assert!(!lines.has_no_queue(ONE));
        lines.note_collision(OTHER);
        assert_eq!(lines.inner.lock().without_queue.len(), 1, "what is over is forgotten");
    }
}
