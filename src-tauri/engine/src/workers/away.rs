//! What a device's own thread hands over to the slow [`lane`](super::lane), and when.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use model::{DeviceEui, Saying};
use script::{ErrorKind, Limits, Outcome};

use super::lane::{Lane, Ledger, Offered, PATIENCE};
use super::models::Round;
use super::notification::Notification;
use super::worker::Worker;
use super::{Message, Work, home};
use crate::clock;
use crate::registry::SharedDevice;

/// What the author of a script is told, once for each time its device moves to the lane.
pub(super) const SLOW: Saying = Saying::ScriptSlow;
/// Why scripts of a slow device did not run.
pub(super) const TOO_SLOW: Saying = Saying::ScriptNotRun;

/// Where a thread does its work.
pub(super) enum Place {
    /// Many devices wait for it, so that what is slow goes to the lane.
    Home {
        lane: Arc<Lane>,
        ledger: Ledger,
        /// Changes of many devices, with their homes, until the lane is at none of them. Their
        /// number is bounded by those of the tasks they are part of.
        waiting: VecDeque<(Vec<DeviceEui>, Work)>,
    },
    /// The lane itself.
    Lane,
}

impl Place {
    pub(super) fn at_home(lane: Arc<Lane>) -> Self {
        Self::Home { lane, ledger: Ledger::default(), waiting: VecDeque::new() }
    }

    /// What a script may use there.
    pub(super) fn limits(&self) -> Limits {
        match self {
            Self::Home { .. } => Limits { time: PATIENCE, ..Limits::default() },
            Self::Lane => Limits::default(),
        }
    }
}

/// What the scripts of one piece of work took.
#[derive(Debug, Default)]
pub(super) struct Spent {
    /// Time, without what is needed once for many runs.
    time: Duration,
    /// One ran into a limit that costs the sandbox.
    is_spoilt: bool,
    /// Its home is in the lane now.
    left: bool,
}

impl Spent {
    /// Whether it would have been done as well where many devices wait.
    pub(super) fn is_quick(&self) -> bool {
        self.time < PATIENCE && !self.is_spoilt
    }
}

/// What a run means for where its device's work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Nothing new.
    Fine,
    /// From the next piece of work on it is for the lane.
    Slow,
    /// It was stopped because others wait: it is to run in the lane, as if it had not run here.
    Stopped,
}

/// A piece of work of which some thing models have run.
#[derive(Debug)]
pub(crate) enum Rest {
    Uplink(SharedDevice, Message, Round),
    Notification(Notification, Round),
}

impl Worker {
    pub(super) fn is_at_home(&self) -> bool {
        matches!(self.place, Place::Home { .. })
    }

    /// Does a piece of work, or hands it over to the lane if its home is there. `false` when it
    /// [waits](Self::catch_up).
    pub(super) fn handle_here_or_away(&mut self, work: Work) -> bool {
        let Some(lane) = self.lane_with_somebody() else {
            self.handle_here(work);
            return true;
        };
        let home = match &work {
            Work::Uplink(message) => message.eui.clone(),
            Work::Notification(notification) => home(&notification.target),
            Work::Attributes(order) => home(order.device()),
            Work::Records(order) => return self.handle_joint(&lane, homes(order.devices()), work),
            Work::Saves(order) => return self.handle_joint(&lane, homes(order.devices()), work),
            Work::Rest(_) | Work::Trigger(_) => {
                self.handle_here(work);
                return true;
            }
        };
        if !lane.has(&home) {
            self.handle_here(work);
            return true;
        }
        // That a device was heard is known at once, however long its scripts take.
        if let Work::Uplink(message) = &work
            && let Some(device) = self.core.registry.device_of(&message.tenant, &message.eui)
        {
            self.hear(&device, message);
        }
        match lane.offer(&home, work) {
            Offered::Taken => {}
            Offered::NotHere(work) => self.handle_here(work),
            Offered::Full(work) => self.leave_out(work),
        }
        true
    }

    /// The lane, unless nobody is in it.
    fn lane_with_somebody(&self) -> Option<Arc<Lane>> {
        match &self.place {
            Place::Home { lane, waiting, .. } if !lane.is_empty() || !waiting.is_empty() => {
                Some(Arc::clone(lane))
            }
            _ => None,
        }
    }

    fn handle_here(&mut self, work: Work) {
        self.handle(work);
        if self.spent.left {
            // Before the lane has the next piece of it.
            self.batch.commit(&self.core);
        }
    }

    /// Changes many devices in one transaction, those in the lane as well, when nobody is at any of
    /// them. Otherwise that waits.
    fn handle_joint(&mut self, lane: &Lane, homes: Vec<DeviceEui>, work: Work) -> bool {
        let Place::Home { waiting, .. } = &mut self.place else { return true };
        if !waiting.is_empty() || !lane.claim(&homes) {
            waiting.push_back((homes, work));
            return false;
        }
        self.handle_here(work);
        self.batch.commit(&self.core);
        lane.release(&homes);
        true
    }

    /// Whether changes of many devices wait for the lane.
    pub(super) fn is_behind(&self) -> bool {
        matches!(&self.place, Place::Home { waiting, .. } if !waiting.is_empty())
    }

    /// Makes the changes that waited and need not any more; says how many.
    pub(super) fn catch_up(&mut self) -> usize {
        let mut count = 0;
        while let Place::Home { lane, waiting, .. } = &mut self.place
            && let Some((homes, _)) = waiting.front()
            && lane.claim(homes)
            && let Some((homes, work)) = waiting.pop_front()
        {
            let lane = Arc::clone(lane);
            self.handle_here(work);
            self.batch.commit(&self.core);
            lane.release(&homes);
            count += 1;
        }
        count
    }

    /// The lane has no room: what was heard is kept as it came, who waits is told, and the rest is
    /// dropped. All but what somebody is told is counted.
    fn leave_out(&mut self, work: Work) {
        match work {
            Work::Uplink(message) => {
                let device = self.core.registry.device_of(&message.tenant, &message.eui);
                let models = device.map(|device| self.models_of(&device)).unwrap_or_default();
                let mut round = Round::of(models);
                round.give_up(TOO_SLOW);
                self.core.counters.dropped(1);
                self.keep(message, &round);
            }
            Work::Attributes(order) => order.refuse(),
            Work::Notification(_) => self.core.counters.dropped(1),
            // Whoever offers the lane a trigger sees to it, and the others it is never offered.
            Work::Trigger(_) | Work::Rest(_) | Work::Records(_) | Work::Saves(_) => {}
        }
    }

    /// Notes what a script took of this thread's time.
    pub(super) fn note_run(&mut self, device: &SharedDevice, outcome: &Outcome) -> Pace {
        let kind = outcome.result.as_ref().err().map(|error| error.kind);
        let is_spoilt = matches!(kind, Some(ErrorKind::Timeout | ErrorKind::Memory));
        let time = outcome.elapsed.saturating_sub(outcome.preparation);
        self.spent.time = self.spent.time.saturating_add(time);
        self.spent.is_spoilt |= is_spoilt;
        let Place::Home { lane, ledger, .. } = &mut self.place else { return Pace::Fine };
        if kind == Some(ErrorKind::Timeout) {
            return Pace::Stopped;
        }
        if self.spent.left || !(is_spoilt || Ledger::is_costly(time)) {
            return Pace::Fine;
        }
        let (home, now) = (home(device), clock::instant());
        // A sandbox is made anew and every script compiled again, which others wait for too.
        let is_slow = is_spoilt || ledger.charge(home.clone(), time, now);
        self.spent.left = is_slow && lane.enter(&home, now);
        if self.spent.left { Pace::Slow } else { Pace::Fine }
    }

    /// Whether the home of the piece of work at hand has moved to the lane.
    pub(super) fn has_left(&self) -> bool {
        self.spent.left
    }

    /// Whether the piece of work at hand has had what it may have of a thread that others wait for.
    pub(super) fn is_patience_over(&self) -> bool {
        self.is_at_home() && self.spent.time >= PATIENCE
    }

    /// Lets a device into the lane, in the middle of a piece of work; `false` when there is no room
    /// for it.
    pub(super) fn move_away(&mut self, device: &SharedDevice) -> bool {
        let Place::Home { lane, .. } = &self.place else { return false };
        let is_in = lane.enter(&home(device), clock::instant());
        self.spent.left |= is_in;
        is_in
    }

    /// Hands the rest of a piece of work over, after its device [moved](Self::move_away). What was
    /// done so far is stored first: the lane goes on from there.
    pub(super) fn put_off(&mut self, device: &SharedDevice, rest: Rest) {
        self.batch.commit(&self.core);
        if let Place::Home { lane, .. } = &self.place {
            lane.take_over(&home(device), Work::Rest(Box::new(rest)), clock::instant());
        }
    }

    /// Hands over what nothing else of the piece of work at hand waits for, after its device
    /// [moved](Self::move_away); it comes back when there is no room. What was done so far is
    /// stored first.
    pub(super) fn send_away(&mut self, device: &SharedDevice, work: Work) -> Option<Work> {
        self.batch.commit(&self.core);
        let Place::Home { lane, .. } = &self.place else { return Some(work) };
        match lane.offer(&home(device), work) {
            Offered::Taken => None,
            Offered::NotHere(work) | Offered::Full(work) => Some(work),
        }
    }

    /// Goes on with what was begun elsewhere.
    pub(super) fn go_on(&mut self, rest: Rest) {
        match rest {
            Rest::Uplink(device, message, round) if self.is_still_there(&device) => {
                self.parse(&device, message, round);
            }
            Rest::Uplink(_, message, round) => self.keep(message, &round),
            Rest::Notification(notification, round) => {
                if self.is_still_there(&notification.target) {
                    self.tell(notification, round);
                }
            }
        }
    }
}

/// The homes of devices, each once.
fn homes<'a>(devices: impl Iterator<Item = &'a SharedDevice>) -> Vec<DeviceEui> {
    let mut homes: Vec<DeviceEui> = devices.map(home).collect();
    homes.sort_unstable();
    homes.dedup();
    homes
}
