//! The task that looks at queues when their time has come: it sends to devices that always listen,
//! and ends the wait for acknowledgements that do not come.
//!
//! One task holds the alarms of all devices; what a device needs then is done by a short task of
//! its own, of which there are few at a time. Frames to class C devices are spaced: by the device's
//! own windows, by their airtime, and by what their gateway transmits. Who finds every gateway
//! transmitting stands in line for them ([`super::lines`]); the frames of a line follow one another
//! without a pause, because each is prepared while the one before is on the air.
//!
//! What is next for a queue is decided here; [`paths`] knows the gateways for it, and [`sending`]
//! hands the frame over.

mod paths;
mod sending;

use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use lorawan::region::Region;
use model::record::{ClassMode, Downlink, DownlinkState};
use model::{Said, Saying, say};
use ns::airspace::{Busy, Priority};
use ns::downlink::{Draft, Item, Offer, Room, RxParams, Transmission, at_once};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Flight;
use super::lines::AHEAD;
use crate::radio::Live;
use crate::radio::frames::Subject;
use crate::radio::transmit::{Frame, Reserved};
use crate::{Core, clock};

/// Devices looked at at once.
const AT_ONCE: usize = 64;
/// Least pause before a device that was called in vain is called again.
const CALLED_AGAIN: Duration = Duration::from_millis(10);
/// Pause when no gateway can transmit.
const NO_GATEWAY_PAUSE: Duration = Duration::from_secs(5);
/// Pause when the share of the band is used up.
const DUTY_CYCLE_PAUSE: Duration = Duration::from_secs(30);
/// How long the next item waits for the gateway that must send it while that cannot be reached: one
/// that restarts has long been back then.
const NAMED_GATEWAY_PATIENCE: Duration = Duration::from_secs(120);

/// Runs until the engine stops.
pub(crate) async fn run(core: Arc<Core>, left: Vec<Downlink>) {
    resume(&core, left).await;
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let (alarm, call) = (core.queues.next_alarm(), core.queues.lines.next_call());
        let next = alarm.into_iter().chain(call).min();
        let due = async {
            match next {
                Some(next) => tokio::time::sleep_until(next.into()).await,
                None => std::future::pending().await,
            }
        };
        // Every arm is cancel-safe.
        tokio::select! {
            () = core.stopping.cancelled() => return,
            () = core.queues.rung() => {}
            () = core.queues.lines.rung() => {}
            () = due => {}
        }
        while let Some(dev_eui) = next_device(&core) {
            if !core.queues.looks.begin(dev_eui) {
                continue;
            }
            let of_task = Arc::clone(&core);
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let look = Look { core: Arc::clone(&core), dev_eui, _place: place };
            core.spawn("downlink", async move { of_task.look_at_queue(look).await });
        }
    }
}

/// A look at the queue of a device, in one of the places there are for that. No other look at it
/// begins before this one ends.
struct Look {
    core: Arc<Core>,
    dev_eui: Eui64,
    _place: OwnedSemaphorePermit,
}

impl Drop for Look {
    fn drop(&mut self) {
        if self.core.queues.looks.end(self.dev_eui) {
            self.core.queues.look_at(self.dev_eui, clock::instant());
        }
    }
}

/// A device that has to be looked at now: first those whose gateway would have to wait for them.
fn next_device(core: &Core) -> Option<Eui64> {
    let now = clock::instant();
    core.queues.lines.take_call(now).or_else(|| core.queues.take_alarm(now))
}

/// What an earlier run left: it waits again. What was on its way is sent again when the device
/// would have acknowledged it; otherwise it may have arrived, so it is not.
async fn resume(core: &Arc<Core>, left: Vec<Downlink>) {
    let (mut waiting, mut lost) = (Vec::new(), Vec::new());
    for item in left {
        match (item.state, item.confirmed) {
            (DownlinkState::Sent, _) => match core.live(item.dev_eui).await {
                Some(live) => core.queues.resume(flight_again(core, &live, item)),
                None => waiting.push(item),
            },
            (DownlinkState::Sending, false) => lost.push(item),
            _ => waiting.push(item),
        }
    }
    for item in &mut waiting {
        item.state = DownlinkState::Queued;
    }
    let devices: Vec<Eui64> = waiting.iter().map(|item| item.dev_eui).collect();
    core.queues.load(waiting);
    for item in lost {
        core.downlink_failed(item, Saying::StoppedWhileSending.into()).await;
    }
    for dev_eui in devices {
        core.queues.look_at(dev_eui, clock::instant());
    }
}

fn flight_again(core: &Core, live: &Live, item: Downlink) -> Flight {
    let now = clock::instant();
    let is_class_c = class_of(live) == ClassMode::ClassC;
    let wait = Duration::from_millis(item.wait_ms.into());
    let asked = (!wait.is_zero()).then(|| now + wait);
    let seconds = core.settings.read().class_c_timeout_s;
    let usual = is_class_c.then(|| now + Duration::from_secs(seconds.into()));
    Flight {
        dev_addr: live.session.dev_addr,
        answers: live.session.last_f_cnt_up.filter(|_| !is_class_c),
        handed_over: now,
        deadline: asked.into_iter().chain(usual).min(),
        given_up_at: asked,
        confirmation: None,
        item,
    }
}

fn class_of(live: &Live) -> ClassMode {
    ns::session::class_in_force(&live.profile, &live.session)
}

/// What to do about a queue next.
enum Next {
    /// Nothing, until something happens.
    Wait,
    /// Look again then.
    LookAt(Instant),
    /// Its gateways transmit something else: it stands in line for them.
    StandInLine,
    /// Send this.
    Send(Box<Ready>),
}

/// A frame whose counter is taken and whose airtime is kept.
struct Ready {
    item: Downlink,
    reserved: Reserved,
    /// Where else it may go when that gateway does not take it.
    others: Vec<Transmission>,
    frame: Frame,
}

impl Core {
    /// Looks at a queue, and sends what it finds. The sending keeps no place from others: it waits
    /// for the gateway.
    async fn look_at_queue(self: &Arc<Self>, look: Look) {
        let dev_eui = look.dev_eui;
        let ready = {
            let _turn = self.turns.lock(dev_eui).await;
            self.end_wait(dev_eui).await;
            // Still in the turn: the next look may put it in line again.
            match self.next_for(dev_eui).await {
                Next::Wait => {
                    self.queues.lines.leave(dev_eui);
                    None
                }
                Next::LookAt(at) => {
                    self.queues.lines.leave(dev_eui);
                    self.queues.look_at(dev_eui, at);
                    None
                }
                Next::StandInLine => None,
                Next::Send(ready) => Some(ready),
            }
        };
        drop(look);
        if let Some(ready) = ready {
            self.send_at_once(dev_eui, *ready).await;
        }
    }

    /// Ends the wait for an acknowledgement when its time is over.
    async fn end_wait(&self, dev_eui: Eui64) {
        let Some(flight) = self.queues.flight(dev_eui) else { return };
        let Some(deadline) = flight.deadline else { return };
        if flight.item.state != DownlinkState::Sent {
            return;
        }
        if deadline <= clock::instant() {
            self.downlink_missed(flight.item, Saying::NotAcknowledgedInTime.into()).await;
        } else {
            self.queues.look_at(dev_eui, deadline);
        }
    }

    async fn next_for(self: &Arc<Self>, dev_eui: Eui64) -> Next {
        loop {
            let now = clock::instant();
            let head = self.queues.head(dev_eui, now);
            let Some(item) = head.item else {
                return head.not_before.map_or(Next::Wait, Next::LookAt);
            };
            if self.registry.profile(dev_eui).is_none_or(|profile| super::is_class_a(&profile)) {
                return Next::Wait;
            }
            if let Some(until) = self.queues.busy_until(dev_eui).filter(|until| *until > now) {
                return Next::LookAt(until);
            }
            let Some(live) = self.live(dev_eui).await else {
                return self.waits(dev_eui, Saying::NoSessionHeard.into());
            };
            if class_of(&live) != ClassMode::ClassC {
                return Next::Wait;
            }
            if !live.profile.down_enable || !live.profile.enable {
                return self.waits(dev_eui, Saying::DownlinksOff.into());
            }
            let gateways = self.gateways_for(dev_eui, &live.profile.tenant, item.gateway).await;
            let params = {
                let mac = live.mac.lock();
                RxParams::agreed(&live.session, mac.state(), &live.profile, 0)
            };
            let windows: Vec<Transmission> = gateways
                .iter()
                .filter_map(|gateway| at_once(&live.profile, params, *gateway, now))
                .collect();
            let room = windows.first().map_or(0, |window| window.max_phy_len);
            if room == 0 {
                let why = self.why_no_gateway(&item);
                if item.gateway.is_some_and(|gateway| self.is_lost(&item, gateway, now)) {
                    self.downlink_failed(item, why).await;
                    continue;
                }
                self.waits(dev_eui, why);
                return Next::LookAt(now + NO_GATEWAY_PAUSE);
            }
            self.queues.not_cut_off(dev_eui);
            let offer = Offer {
                item: Some(Item {
                    f_port: item.f_port,
                    payload: &item.payload,
                    confirmed: item.confirmed,
                    f_pend: item.f_pend,
                }),
                more: head.more,
                room: Room { now: room, ever: room },
                ..Offer::default()
            };
            match ns::downlink::compose(&offer) {
                Err(too_long) => self.downlink_failed(item, too_long.into()).await,
                Ok(None) => return Next::Wait,
                Ok(Some(draft)) => return self.ready(&live, item, &draft, windows).await,
            }
        }
    }

    /// Whether the gateway that must send the next item, and cannot now, is waited for no longer: what
    /// is behind the item in the queue waits, too.
    fn is_lost(&self, item: &Downlink, gateway: Eui64, now: Instant) -> bool {
        let since = self.queues.cut_off_since(item.dev_eui, gateway, now);
        !self.is_registered(item, gateway)
            || now.saturating_duration_since(since) >= NAMED_GATEWAY_PATIENCE
    }

    /// Whether there is the gateway for who sends an item.
    fn is_registered(&self, item: &Downlink, gateway: Eui64) -> bool {
        self.registry.gateway(gateway).is_some()
            && !self.is_foreign(&item.tenant, item.dev_eui, gateway)
    }

    /// Why no gateway can send an item.
    fn why_no_gateway(&self, item: &Downlink) -> Said {
        let Some(gateway) = item.gateway else { return Saying::NoGateway.into() };
        if !self.is_registered(item, gateway) {
            say!(GatewayNotRegistered, gateway = gateway.to_string())
        } else if self.can_transmit(gateway) {
            say!(NoPath, gateway = gateway.to_string())
        } else {
            Saying::NoGateway.into()
        }
    }

    /// Chooses among the gateways, takes the counter, and builds the frame.
    async fn ready(
        &self,
        live: &Live,
        item: Downlink,
        draft: &Draft,
        windows: Vec<Transmission>,
    ) -> Next {
        let dev_eui = item.dev_eui;
        let region = ns::downlink::region(&live.profile);
        let reserved = match self.reserve_first(dev_eui, &windows, region, draft.len()) {
            Ok(reserved) => reserved,
            Err(next) => return next,
        };
        let dev_addr = live.session.dev_addr;
        let taken = self.take_f_cnt_down(dev_eui, dev_addr, Some(item), None).await;
        let Some((f_cnt, Some(item))) = taken else {
            self.give_back(&reserved);
            return Next::Wait;
        };
        let flight = Flight {
            item: item.clone(),
            dev_addr,
            answers: None,
            handed_over: reserved.window.hand_over_at().unwrap_or_else(clock::instant),
            deadline: None,
            given_up_at: None,
            confirmation: None,
        };
        self.queues.take_off(dev_eui, flight);
        self.tell_downlink(&item);
        match draft.build(&live.session, f_cnt) {
            Ok(phy) => {
                let tenant = live.profile.tenant.clone();
                let subject = Subject { tenant, dev_eui: Some(dev_eui), f_cnt: Some(f_cnt) };
                let frame = Frame { phy, region, priority: Priority::CanWait, subject };
                let mut others = windows;
                others.retain(|window| window.gateway != reserved.window.gateway);
                Next::Send(Box::new(Ready { item, reserved, others, frame }))
            }
            Err(error) => {
                self.give_back(&reserved);
                self.downlink_failed(item, Said::plain(error.to_string())).await;
                Next::Wait
            }
        }
    }

    /// Keeps the airtime of the first window that has room now or right behind what its gateway
    /// transmits, unless others stand in line for that. When there is none the device stands in
    /// line itself, or waits for its share of the band.
    fn reserve_first(
        &self,
        dev_eui: Eui64,
        windows: &[Transmission],
        region: Region,
        phy_len: usize,
    ) -> Result<Reserved, Next> {
        let lines = &self.queues.lines;
        let mut busy = Vec::new();
        let mut used_up = None;
        for window in windows {
            if !lines.is_first(window.gateway, dev_eui) {
                busy.push((window.gateway, window.begins));
                continue;
            }
            let (mut window, by) = (window.clone(), clock::instant() + AHEAD);
            let placed = self.place_behind(&mut window, by, region, phy_len);
            match placed.and_then(|wish| self.reserve(&window, wish)) {
                Ok(reserved) => {
                    lines.served(dev_eui, window.gateway, reserved.booking.free_at());
                    return Ok(reserved);
                }
                // Not at once again, whatever is in the way.
                Err(Busy::Overlap { free_at }) => {
                    busy.push((window.gateway, free_at.max(by + CALLED_AGAIN)));
                }
                Err(reason @ Busy::DutyCycle { .. }) => used_up = used_up.or(Some(reason)),
            }
        }
        if busy.is_empty() {
            let Some(reason) = used_up else { return Err(Next::Wait) };
            self.waits(dev_eui, reason.into());
            return Err(Next::LookAt(clock::instant() + DUTY_CYCLE_PAUSE));
        }
        lines.stand(dev_eui, &busy);
        Err(Next::StandInLine)
    }

    /// The head of a queue waits for something that will ring.
    fn waits(&self, dev_eui: Eui64, reason: Said) -> Next {
        if let Some(item) = self.queues.explain(dev_eui, reason) {
            self.tell_downlink(&item);
        }
        Next::Wait
    }
}
