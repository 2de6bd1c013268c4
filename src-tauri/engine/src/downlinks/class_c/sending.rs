//! Handing a frame over to a device that listens, by whichever gateway takes it first.

use std::time::{Duration, Instant};

use lorawan::Eui64;
use lorawan::region::Region;
use model::Saying;
use ns::airspace::{Busy, Priority, Wish};
use ns::downlink::{IMMEDIATE_DELAY, Transmission};

use super::{NO_GATEWAY_PAUSE, Ready};
use crate::radio::transmit::{Frame, Outcome, Refused, Reserved, Taken, wish};
use crate::{Core, clock};

/// Pause after a frame to a class C device, in which it may answer.
const GAP: Duration = Duration::from_millis(300);
/// Pause before a gateway that was busy with another frame is asked again, with the same bytes.
const COLLISION_PAUSE: Duration = Duration::from_millis(200);
/// How long after it was handed over first a frame is offered again.
const COLLISION_PATIENCE: Duration = Duration::from_secs(3);
/// How far ahead a frame that a gateway was too busy for is booked.
const COLLISION_AHEAD: Duration = Duration::from_secs(1);
/// How much later than planned a frame is handed over without looking what follows it.
const LATE: Duration = Duration::from_millis(10);
/// Frames of others that a frame is placed behind, one after the other, before it stands in line.
const STEPS_BEHIND: usize = 4;

impl Core {
    /// Lets a frame begin as soon as its gateway may, at `by` at the latest. One that refuses what
    /// comes while it transmits gets it afterwards.
    pub(super) fn place_behind(
        &self,
        window: &mut Transmission,
        by: Instant,
        region: Region,
        phy_len: usize,
    ) -> Result<Wish, Busy> {
        let has_no_queue = self.queues.lines.has_no_queue(window.gateway);
        let early = if has_no_queue { IMMEDIATE_DELAY } else { Duration::ZERO };
        for _ in 0..STEPS_BEHIND {
            let wish = wish(window, region, Priority::CanWait, phy_len);
            let begins = wish.begins.checked_sub(early).unwrap_or(wish.begins);
            let with_its_way = Wish { begins, slack: wish.slack + early, ..wish };
            match self.may_transmit(&with_its_way) {
                Err(Busy::Overlap { free_at }) if free_at > begins && free_at <= by => {
                    window.postpone(free_at + early);
                }
                outcome => return outcome.map(|()| wish),
            }
        }
        Err(Busy::Overlap { free_at: window.begins })
    }

    /// Hands the frame over. When a gateway is busy for a moment all are asked again, byte for byte,
    /// for a while and as long as the device says nothing: when it does, it listens in its own
    /// windows, and after an answer there, whose counter is higher, it would take this frame for an
    /// old one. What no gateway took for that reason was no attempt.
    pub(super) async fn send_at_once(&self, dev_eui: Eui64, ready: Ready) {
        let Ready { item, reserved, others, frame } = ready;
        let until = clock::instant() + COLLISION_PATIENCE;
        let is_late = |at| clock::instant() > at + LATE;
        let mut windows = vec![reserved.window.clone()];
        windows.extend(others);
        let mut outcome = if reserved.window.hand_over_at().is_some_and(is_late) {
            // Its counter was long in coming, and what follows was planned right behind it.
            self.give_back(&reserved);
            self.offer_behind(dev_eui, &mut windows, &frame, until).await
        } else {
            match (
                self.hand_over_to_listener(dev_eui, &reserved, &frame).await,
                windows.get_mut(1..),
            ) {
                (None, _) => None,
                (Some(Err(first)), Some(others)) if !others.is_empty() => {
                    let others = self.offer_behind(dev_eui, others, &frame, until).await;
                    others.map(|outcome| outcome.busy_if(first.is_busy))
                }
                (Some(handed_over), _) => Some(handed_over.into()),
            }
        };
        while matches!(outcome, Some(Outcome::NotTaken(Refused { is_busy: true, .. })))
            && clock::instant() + COLLISION_PAUSE < until
        {
            tokio::time::sleep(COLLISION_PAUSE).await;
            outcome = self.offer_behind(dev_eui, &mut windows, &frame, until).await;
        }
        let Some(outcome) = outcome else {
            // It has its turn again when its windows are over.
            return self.downlink_withdrawn(item, Saying::ListensInOwnWindows.into()).await;
        };
        let quiet_until = match &outcome {
            Outcome::Taken(taken) => {
                self.queues.lines.free(taken.gateway, taken.free_at);
                taken.ends + GAP
            }
            Outcome::NotTaken(_) => clock::instant() + NO_GATEWAY_PAUSE,
        };
        self.queues.keep_quiet(dev_eui, quiet_until);
        self.downlink_offered(item, outcome).await;
    }

    /// Offers a frame once more, to one gateway after the other, to each behind what it transmits
    /// by then: the frame has waited long enough. `None` when the device has spoken.
    async fn offer_behind(
        &self,
        dev_eui: Eui64,
        windows: &mut [Transmission],
        frame: &Frame,
        until: Instant,
    ) -> Option<Outcome> {
        let mut refused = Refused::nobody_asked();
        let mut without_room = None;
        for window in windows {
            let now = clock::instant();
            if self.listens_for_an_answer(dev_eui) {
                return None;
            }
            window.renew(now);
            let by = (now + COLLISION_AHEAD).min(until);
            let placed = self.place_behind(window, by, frame.region, frame.phy.len());
            let reserved = match placed.and_then(|wish| self.reserve(window, wish)) {
                Ok(reserved) => reserved,
                Err(busy) => {
                    let is_busy = refused.is_busy || matches!(busy, Busy::Overlap { .. });
                    refused = Refused { is_busy, ..Refused::without_room(window.gateway, busy) };
                    without_room.get_or_insert((window.clone(), busy));
                    continue;
                }
            };
            match self.hand_over_to_listener(dev_eui, &reserved, frame).await? {
                Ok(taken) => return Some(Outcome::Taken(taken)),
                Err(next) => {
                    refused = Refused { is_busy: refused.is_busy || next.is_busy, ..next };
                }
            }
        }
        if let Some((window, busy)) = without_room {
            self.note_without_room(&window, busy, 0, frame);
        }
        Some(Outcome::NotTaken(refused))
    }

    /// Hands a frame over when it is time to, and takes note of a gateway that has no room for it.
    /// `None` when the device has spoken by then: its airtime is given back.
    async fn hand_over_to_listener(
        &self,
        dev_eui: Eui64,
        reserved: &Reserved,
        frame: &Frame,
    ) -> Option<Result<Taken, Refused>> {
        if let Some(at) = reserved.window.hand_over_at() {
            tokio::time::sleep_until(at.into()).await;
        }
        if self.listens_for_an_answer(dev_eui) {
            self.give_back(reserved);
            return None;
        }
        let sent = self.send(reserved, frame).await;
        if matches!(sent, Err(Refused { is_busy: true, .. })) {
            self.queues.lines.note_collision(reserved.window.gateway);
        }
        Some(sent)
    }

    /// Whether the device has spoken, so that it may be listening in its class A windows.
    fn listens_for_an_answer(&self, dev_eui: Eui64) -> bool {
        self.queues.busy_until(dev_eui).is_some_and(|until| until > clock::instant())
    }
}
