//! The slow lane: what scripts that take long are done by, so that only their own devices wait.
//!
//! A device's own thread is shared with many others, so a script that keeps it for a second keeps
//! all of them waiting. There it gets [`PATIENCE`] and no more; then it is started again here, with
//! its full time: until it ends a script has no effect, so that nobody can tell. Everything of its
//! [home](super::home) follows it here, in order, and comes back when it has been quick for a
//! while. Only the home's own thread hands work over, in the order it got it, so that whoever has
//! work for a device need not know where it is done.
//!
//! [`Desk`] keeps the books, [`Lane`] lets threads wait for work, [`Ledger`] finds who is slow by
//! being costly often.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use model::DeviceEui;
use parking_lot::{Condvar, Mutex};

use super::{Tally, Work};

/// How long the scripts of one piece of work may keep a thread that others wait for.
pub(super) const PATIENCE: Duration = Duration::from_millis(25);
/// Threads of the lane: a script that never ends keeps one of them for a second.
pub(super) const THREADS: usize = 2;
/// Work that may wait in the lane, as much as for one thread. No home may have more of it than is
/// free, so that there is always room for the others; the newest goes.
const PLACES: usize = 32_768;
/// Homes the lane knows; then those are forgotten for which nothing waits.
const HOMES: usize = 10_000;
/// A home that had nothing to do for so long is forgotten: if it comes again and is as slow, it is
/// let in again.
const FORGET: Duration = Duration::from_secs(3_600);
/// Who comes back has been quick for so long, and so often.
const QUICK_FOR: Duration = Duration::from_secs(10);
const QUICK_TIMES: u32 = 3;

/// What became of work that was offered to the lane.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Offered<W> {
    /// It will be done here.
    Taken,
    /// Its home is not in the lane.
    NotHere(W),
    /// There is no room for it.
    Full(W),
}

/// What a home has in the lane.
#[derive(Debug)]
struct Home<W> {
    /// Work that was begun elsewhere, and work somebody waits for: a person who mends a device must
    /// not wait for all that the device has sent.
    first: VecDeque<W>,
    rest: VecDeque<W>,
    /// A thread is at it.
    busy: bool,
    /// It is claimed by its own thread, which changes it together with others.
    claimed: bool,
    /// When it was slow last, and how many pieces were quick since.
    slow_at: Instant,
    quick: u32,
    /// When it was let in or work of it was done last.
    worked_at: Instant,
}

impl<W> Home<W> {
    fn new(now: Instant) -> Self {
        let (first, rest) = (VecDeque::new(), VecDeque::new());
        Self { first, rest, busy: false, claimed: false, slow_at: now, quick: 0, worked_at: now }
    }

    fn waiting(&self) -> usize {
        self.first.len() + self.rest.len()
    }

    fn is_idle(&self) -> bool {
        !self.busy && !self.claimed && self.waiting() == 0
    }

    fn is_over_it(&self, now: Instant) -> bool {
        self.quick >= QUICK_TIMES && now.saturating_duration_since(self.slow_at) >= QUICK_FOR
    }
}

/// The homes in the lane and what waits for each. A home's work is done one piece after the other;
/// homes take turns, whatever each of them has.
#[derive(Debug)]
struct Desk<W> {
    homes: HashMap<DeviceEui, Home<W>>,
    /// Homes with work that nobody is at, in the order of their turns.
    turns: VecDeque<DeviceEui>,
    waiting: usize,
    places: usize,
    /// No more work comes.
    closed: bool,
}

impl<W> Desk<W> {
    fn new(places: usize) -> Self {
        let (homes, turns) = (HashMap::new(), VecDeque::new());
        Self { homes, turns, waiting: 0, places, closed: false }
    }

    fn free(&self) -> usize {
        self.places.saturating_sub(self.waiting)
    }

    /// Forgets homes that had nothing to do for long, or `all` that have nothing to do.
    fn forget(&mut self, now: Instant, all: bool) {
        self.homes.retain(|_, home| {
            let is_old = now.saturating_duration_since(home.worked_at) >= FORGET;
            !(home.is_idle() && (all || is_old))
        });
    }

    /// Lets a home in; `false` when there is no room for it.
    fn enter(&mut self, home: &DeviceEui, now: Instant) -> bool {
        if let Some(known) = self.homes.get_mut(home) {
            known.worked_at = now;
            return true;
        }
        self.forget(now, self.homes.len() >= HOMES);
        if self.homes.len() >= HOMES || self.free() == 0 {
            return false;
        }
        self.homes.insert(home.clone(), Home::new(now));
        true
    }

    /// Takes a piece of work that was begun elsewhere, of a home that was let in just before: a
    /// thread begins one at a time, so that room for it is no question.
    fn take_over(&mut self, home: &DeviceEui, work: W, now: Instant) {
        self.homes.entry(home.clone()).or_insert_with(|| Home::new(now));
        self.put(home, work, true);
    }

    fn offer(&mut self, home: &DeviceEui, work: W, is_first: bool) -> Offered<W> {
        let free = self.free();
        match self.homes.get(home) {
            None => Offered::NotHere(work),
            Some(known) if known.waiting() >= free => Offered::Full(work),
            Some(_) => {
                self.put(home, work, is_first);
                Offered::Taken
            }
        }
    }

    fn put(&mut self, home: &DeviceEui, work: W, is_first: bool) {
        let Some(known) = self.homes.get_mut(home) else { return };
        if known.is_idle() {
            self.turns.push_back(home.clone());
        }
        let line = if is_first { &mut known.first } else { &mut known.rest };
        line.push_back(work);
        self.waiting += 1;
    }

    /// The next pieces of the home whose turn it is, `count` at most. Nobody else gets work of that
    /// home until it is [done](Self::done).
    fn next(&mut self, count: usize) -> Option<(DeviceEui, Vec<W>)> {
        let home = self.turns.pop_front()?;
        let known = self.homes.get_mut(&home)?;
        known.busy = true;
        let mut pieces = Vec::new();
        while pieces.len() < count
            && let Some(work) = known.first.pop_front().or_else(|| known.rest.pop_front())
        {
            pieces.push(work);
        }
        self.waiting -= pieces.len();
        Some((home, pieces))
    }

    /// Lets nobody begin work of a home; `true` when nobody is at it either. Nothing to claim is a
    /// home that is not in the lane.
    fn claim(&mut self, home: &DeviceEui) -> bool {
        let Some(known) = self.homes.get_mut(home) else { return true };
        if !known.claimed {
            known.claimed = true;
            self.turns.retain(|other| other != home);
        }
        !known.busy
    }

    /// Lets a claimed home have its turns again.
    fn release(&mut self, home: &DeviceEui) {
        let Some(known) = self.homes.get_mut(home) else { return };
        let was_claimed = std::mem::replace(&mut known.claimed, false);
        if was_claimed && !known.busy && known.waiting() > 0 {
            self.turns.push_back(home.clone());
        }
    }

    /// What a thread had of a home is done; it was quick about it or not.
    fn done(&mut self, home: &DeviceEui, is_quick: bool, now: Instant) {
        let Some(known) = self.homes.get_mut(home) else { return };
        known.busy = false;
        known.worked_at = now;
        if is_quick {
            known.quick = known.quick.saturating_add(1);
        } else {
            (known.slow_at, known.quick) = (now, 0);
        }
        if known.claimed {
            return;
        }
        if known.waiting() > 0 {
            self.turns.push_back(home.clone());
        } else if known.is_over_it(now) {
            self.homes.remove(home);
        }
    }
}

/// The lane, shared by its threads and by those that hand work over.
#[derive(Debug)]
pub(super) struct Lane {
    desk: Mutex<Desk<Work>>,
    /// There is work, or never will be.
    news: Condvar,
    /// Homes in the lane: nearly always none, so that asking costs nothing.
    homes: AtomicUsize,
    pub(super) tally: Tally,
}

impl Lane {
    pub(super) fn new() -> Self {
        Self {
            desk: Mutex::new(Desk::new(PLACES)),
            news: Condvar::new(),
            homes: AtomicUsize::new(0),
            tally: Tally::default(),
        }
    }

    /// Whether no home at all is in the lane. A home's own thread can rely on it: no other lets
    /// the home in.
    pub(super) fn is_empty(&self) -> bool {
        self.homes.load(Ordering::SeqCst) == 0
    }

    /// The homes in the lane.
    pub(super) fn homes(&self) -> Vec<DeviceEui> {
        if self.is_empty() {
            return Vec::new();
        }
        self.desk.lock().homes.keys().cloned().collect()
    }

    /// Forgets homes that had nothing to do for long.
    pub(super) fn forget(&self, now: Instant) {
        if self.is_empty() {
            return;
        }
        let mut desk = self.desk.lock();
        desk.forget(now, false);
        self.homes.store(desk.homes.len(), Ordering::SeqCst);
    }

    pub(super) fn has(&self, home: &DeviceEui) -> bool {
        self.desk.lock().homes.contains_key(home)
    }

    /// Lets a home in; `false` when there is no room for it.
    pub(super) fn enter(&self, home: &DeviceEui, now: Instant) -> bool {
        let mut desk = self.desk.lock();
        let is_in = desk.enter(home, now);
        self.homes.store(desk.homes.len(), Ordering::SeqCst);
        is_in
    }

    /// Takes work that was begun elsewhere, of a home that was let in just before.
    pub(super) fn take_over(&self, home: &DeviceEui, work: Work, now: Instant) {
        self.tally.given(1);
        self.desk.lock().take_over(home, work, now);
        self.news.notify_one();
    }

    /// Takes work of a home that is in the lane.
    pub(super) fn offer(&self, home: &DeviceEui, work: Work) -> Offered<Work> {
        let is_first = work.is_awaited();
        // First, so that nobody sees nothing to do between the two.
        self.tally.given(1);
        let offered = self.desk.lock().offer(home, work, is_first);
        match &offered {
            Offered::Taken => {
                self.news.notify_one();
            }
            Offered::NotHere(_) | Offered::Full(_) => self.tally.done(1),
        }
        offered
    }

    /// Lets nobody begin work of these homes; `true` when nobody is at any of them either.
    pub(super) fn claim(&self, homes: &[DeviceEui]) -> bool {
        let mut desk = self.desk.lock();
        // Every one is claimed, also after one that is not free.
        homes.iter().filter(|home| !desk.claim(home)).count() == 0
    }

    /// Lets claimed homes have their turns again.
    pub(super) fn release(&self, homes: &[DeviceEui]) {
        let mut desk = self.desk.lock();
        homes.iter().for_each(|home| desk.release(home));
        drop(desk);
        self.news.notify_all();
    }

    /// Waits for work: pieces of one home, `count` at most. `None` once the lane is closed and
    /// nothing waits.
    pub(super) fn next(&self, count: usize) -> Option<(DeviceEui, Vec<Work>)> {
        let mut desk = self.desk.lock();
        loop {
            if let Some(next) = desk.next(count) {
                return Some(next);
            }
            if desk.closed {
                return None;
            }
            self.news.wait(&mut desk);
        }
    }

    /// Work of a home is done, and what follows from it handed over.
    pub(super) fn done(&self, home: &DeviceEui, count: usize, is_quick: bool, now: Instant) {
        let mut desk = self.desk.lock();
        desk.done(home, is_quick, now);
        self.homes.store(desk.homes.len(), Ordering::SeqCst);
        drop(desk);
        // The home may have its turn again, and the other thread be idle.
        self.news.notify_one();
        self.tally.done(count as u64);
    }

    /// No more work comes; the threads end when they have done what there is.
    pub(super) fn close(&self) {
        self.desk.lock().closed = true;
        self.news.notify_all();
    }
}

/// Scripts that end sooner than this are not even noted.
const COSTLY: Duration = Duration::from_millis(2);
/// Costly runs of a home may take this part of a thread's time,
const SHARE: u32 = 20;
/// and so much at once.
const CREDIT: Duration = Duration::from_millis(100);
/// Homes with costly runs that are remembered.
const ACCOUNTS: usize = 1_000;

/// What costly runs took of one thread's time, by home: a bucket that leaks.
#[derive(Debug, Default)]
pub(super) struct Ledger(HashMap<DeviceEui, (Duration, Instant)>);

impl Ledger {
    /// Whether a run is worth [charging](Self::charge).
    pub(super) fn is_costly(spent: Duration) -> bool {
        spent >= COSTLY
    }

    /// Notes a costly run; `true` when the home has used up what it may take from others.
    pub(super) fn charge(&mut self, home: DeviceEui, spent: Duration, now: Instant) -> bool {
        if self.0.len() >= ACCOUNTS {
            self.0.retain(|_, account| !Self::left(*account, now).is_zero());
        }
        if self.0.len() >= ACCOUNTS {
            // Too many at once to tell them apart.
            self.0.clear();
        }
        let before = self.0.get(&home).map_or(Duration::ZERO, |account| Self::left(*account, now));
        let debt = before.saturating_add(spent);
        if debt >= CREDIT {
            self.0.remove(&home);
            return true;
        }
        self.0.insert(home, (debt, now));
        false
    }

    /// What is left of a debt.
    fn left((debt, at): (Duration, Instant), now: Instant) -> Duration {
        debt.saturating_sub(now.saturating_duration_since(at) / SHARE)
    }
}

#[cfg(test)]
mod tests;
