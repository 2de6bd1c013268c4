//! The queues of all devices in memory: what waits, and the one item that is on its way.
//!
//! The store holds the same and is written first. Whoever takes an item out of its queue, or ends
//! the one that is on its way, holds the device's turn ([`crate::turns::Turns`]).

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use lorawan::{DevAddr, Eui64};
use model::record::Downlink;
use model::{RecordId, Said, TenantCode};
use ns::downlink::Link;
use parking_lot::Mutex;
use tokio::sync::Notify;

use super::lines::Lines;
use super::looks::Looks;
use crate::status::DownlinkCounts;

/// Items that wait for one device.
pub(crate) const PER_DEVICE: usize = 10_000;
/// Items that wait in all.
pub(crate) const IN_ALL: usize = 100_000;
/// Receptions of a class C device that are remembered, to choose its gateway.
const LINKS_KEPT: usize = 20;

/// Which bound a queue has met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    Device,
    Instance,
}

/// The item that is on its way to a device.
#[derive(Debug, Clone)]
pub(crate) struct Flight {
    pub(crate) item: Downlink,
    /// Address of the session it was built for.
    pub(crate) dev_addr: DevAddr,
    /// Counter of the uplink whose windows carry it; `None` in class C.
    pub(crate) answers: Option<u32>,
    /// When a gateway was last asked to take it.
    pub(crate) handed_over: Instant,
    /// When the device has had its time to acknowledge.
    pub(crate) deadline: Option<Instant>,
    /// When the sender's patience ends, whatever is tried again.
    pub(crate) given_up_at: Option<Instant>,
    /// What the device said before the gateway did.
    pub(crate) confirmation: Option<Confirmation>,
}

/// What an uplink says of an item whose gateway has not answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirmation {
    /// The device has it.
    Acknowledged,
    /// The windows it was for are over, and the device does not have it.
    Missed,
}

/// The head of a queue.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// The item, if it may go now.
    pub(crate) item: Option<Downlink>,
    /// Whether there is more behind it, or it may not go yet.
    pub(crate) more: bool,
    /// When the item may go, if that is later.
    pub(crate) not_before: Option<Instant>,
}

/// An uplink as the queue sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Uplink {
    pub(crate) dev_addr: DevAddr,
    pub(crate) f_cnt: u32,
    pub(crate) arrived: Instant,
    /// The same bytes were accepted before.
    pub(crate) is_repeat: bool,
    /// FCtrl.ACK.
    pub(crate) ack: bool,
}

/// What an uplink says of the item on its way.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// Nothing.
    Open,
    /// The device has it.
    Acknowledged(Downlink),
    /// The device does not have it.
    Missed(Downlink),
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Downlink>,
    /// Room kept for items that are being stored.
    reserved: usize,
    flight: Option<Flight>,
    last_handed: Option<Instant>,
    links: VecDeque<Link>,
    /// Until then the device may be listening in its class A windows.
    exchange_until: Option<Instant>,
    wake_at: Option<Instant>,
    /// When the sender's patience with an item ends that is tried again.
    given_up_at: Option<(RecordId, Instant)>,
    /// The gateway that must send the next item and cannot be reached, and since when.
    cut_off: Option<(Eui64, Instant)>,
}

impl Queue {
    fn held(&self) -> usize {
        self.waiting.len() + self.reserved + usize::from(self.flight.is_some())
    }
}

/// All queues, and when somebody has to look at them.
#[derive(Debug, Default)]
pub(crate) struct Queues {
    /// By device; one that ever had an item stays until its records go.
    devices: Mutex<HashMap<Eui64, Queue>>,
    /// Items of all devices that are not done.
    held: AtomicUsize,
    alarms: Mutex<BinaryHeap<Reverse<(Instant, Eui64)>>>,
    rung: Notify,
    pub(super) lines: Lines,
    pub(super) looks: Looks,
}

impl Queues {
    /// Whether anything waits for or is on its way to a device.
    pub(crate) fn concerns(&self, dev_eui: Eui64) -> bool {
        self.devices.lock().get(&dev_eui).is_some_and(|queue| queue.held() > 0)
    }

    /// Keeps room for an item that is about to be stored. Returns how many are before it.
    pub(crate) fn reserve(&self, dev_eui: Eui64) -> Result<usize, Full> {
        let mut devices = self.devices.lock();
        if self.held.load(Ordering::Relaxed) >= IN_ALL {
            return Err(Full::Instance);
        }
        let queue = devices.entry(dev_eui).or_default();
        let before = queue.held();
        if before >= PER_DEVICE {
            return Err(Full::Device);
        }
        queue.reserved += 1;
        self.held.fetch_add(1, Ordering::Relaxed);
        // What is on its way has its counter already.
        Ok(before - usize::from(queue.flight.is_some()))
    }

    /// Puts a stored item in its place, or gives its room back.
    pub(crate) fn fill(&self, dev_eui: Eui64, item: Option<Downlink>) {
        let mut devices = self.devices.lock();
        // Its records may have gone meanwhile, and its room with them.
        let Some(queue) = devices.get_mut(&dev_eui) else { return };
        queue.reserved = queue.reserved.saturating_sub(1);
        let Some(item) = item else {
            self.held.fetch_sub(1, Ordering::Relaxed);
            return;
        };
        // Commits may be answered in another order than they were made in.
        let behind = queue.waiting.iter().rev().take_while(|other| other.id > item.id).count();
        queue.waiting.insert(queue.waiting.len() - behind, item);
    }

    /// Takes what an earlier run left.
    pub(crate) fn load(&self, items: Vec<Downlink>) {
        let mut devices = self.devices.lock();
        self.held.fetch_add(items.len(), Ordering::Relaxed);
        for item in items {
            devices.entry(item.dev_eui).or_default().waiting.push_back(item);
        }
    }

    /// An item that an earlier run had sent waits for its acknowledgement.
    pub(crate) fn resume(&self, flight: Flight) {
        self.held.fetch_add(1, Ordering::Relaxed);
        let dev_eui = flight.item.dev_eui;
        self.devices.lock().entry(dev_eui).or_default().flight = Some(flight);
    }

    /// The head of a queue, while nothing is on its way to the device.
    pub(crate) fn head(&self, dev_eui: Eui64, now: Instant) -> Head {
        let devices = self.devices.lock();
        let Some(queue) = devices.get(&dev_eui) else { return Head::default() };
        let Some(item) = queue.waiting.front() else { return Head::default() };
        let interval = Duration::from_millis(item.interval_ms.into());
        let not_before = queue.last_handed.map(|last| last + interval).filter(|at| *at > now);
        if queue.flight.is_some() || not_before.is_some() {
            return Head { item: None, more: true, not_before };
        }
        Head { item: Some(item.clone()), more: queue.waiting.len() > 1, not_before }
    }

    /// The head is on its way now. Nothing when its queue was forgotten meanwhile.
    pub(crate) fn take_off(&self, dev_eui: Eui64, flight: Flight) {
        let mut devices = self.devices.lock();
        let Some(queue) = devices.get_mut(&dev_eui) else { return };
        if queue.waiting.front().is_some_and(|head| head.id == flight.item.id) {
            queue.waiting.pop_front();
        }
        queue.last_handed = Some(flight.handed_over);
        let known = queue.given_up_at.filter(|(id, _)| *id == flight.item.id);
        queue.flight = Some(Flight { given_up_at: known.map(|(_, at)| at), ..flight });
    }

    /// The item on its way.
    pub(crate) fn flight(&self, dev_eui: Eui64) -> Option<Flight> {
        self.devices.lock().get(&dev_eui)?.flight.clone()
    }

    /// Changes the item on its way, if it is still this one.
    pub(crate) fn update_flight<T>(
        &self,
        dev_eui: Eui64,
        id: RecordId,
        change: impl FnOnce(&mut Flight) -> T,
    ) -> Option<T> {
        let mut devices = self.devices.lock();
        let flight = devices.get_mut(&dev_eui)?.flight.as_mut()?;
        (flight.item.id == id).then(|| change(flight))
    }

    /// The item on its way has arrived, or never will.
    pub(crate) fn land(&self, dev_eui: Eui64, id: RecordId) {
        let mut devices = self.devices.lock();
        let Some(queue) = devices.get_mut(&dev_eui) else { return };
        if queue.flight.as_ref().is_some_and(|flight| flight.item.id == id) {
            queue.flight = None;
            self.held.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// The item on its way is the head again. Nothing when its queue was forgotten meanwhile: its
    /// row is gone, and nobody counts it any more.
    pub(crate) fn take_back(&self, dev_eui: Eui64, item: Downlink) {
        let mut devices = self.devices.lock();
        let Some(queue) = devices.get_mut(&dev_eui) else { return };
        let Some(flight) = queue.flight.take_if(|flight| flight.item.id == item.id) else { return };
        queue.given_up_at = flight.given_up_at.map(|at| (item.id, at));
        queue.waiting.push_front(item);
    }

    /// Takes one waiting item out.
    pub(crate) fn remove(&self, dev_eui: Eui64, id: RecordId) -> Option<Downlink> {
        let mut devices = self.devices.lock();
        let queue = devices.get_mut(&dev_eui)?;
        let index = queue.waiting.iter().position(|item| item.id == id)?;
        let item = queue.waiting.remove(index);
        self.held.fetch_sub(1, Ordering::Relaxed);
        item
    }

    /// Notes why the head waits longer than expected; `true` when that is new.
    pub(crate) fn explain(&self, dev_eui: Eui64, reason: Said) -> Option<Downlink> {
        let mut devices = self.devices.lock();
        let head = devices.get_mut(&dev_eui)?.waiting.front_mut()?;
        if head.reason.as_ref() == Some(&reason) {
            return None;
        }
        head.reason = Some(reason);
        Some(head.clone())
    }

    /// The item on its way, then all that wait.
    pub(crate) fn list(&self, dev_eui: Eui64) -> Vec<Downlink> {
        let devices = self.devices.lock();
        let Some(queue) = devices.get(&dev_eui) else { return Vec::new() };
        let flight = queue.flight.iter().map(|flight| flight.item.clone());
        flight.chain(queue.waiting.iter().cloned()).collect()
    }

    /// How many items of a tenant wait or are on their way.
    pub(crate) fn counts(&self, tenant: &TenantCode) -> DownlinkCounts {
        let mut counts = DownlinkCounts::default();
        for queue in self.devices.lock().values() {
            let flight = queue.flight.as_ref().map(|flight| &flight.item);
            // All of a device are its owner's.
            if flight.or(queue.waiting.front()).is_none_or(|item| item.tenant != *tenant) {
                continue;
            }
            let items = queue.waiting.len() + usize::from(flight.is_some());
            counts.waiting += items as u64;
            counts.devices += 1;
        }
        counts
    }

    /// Forgets a device whose records are gone.
    pub(crate) fn forget(&self, dev_eui: Eui64) {
        self.lines.leave(dev_eui);
        if let Some(queue) = self.devices.lock().remove(&dev_eui) {
            self.held.fetch_sub(queue.held(), Ordering::Relaxed);
        }
    }

    /// What an uplink says of the item on its way.
    ///
    /// An acknowledgement never says what it acknowledges, so what was heard before a gateway had
    /// the frame says nothing, and a repeated uplink repeats what it said before.
    pub(crate) fn settle(&self, dev_eui: Eui64, uplink: &Uplink) -> Settled {
        let mut devices = self.devices.lock();
        let Some(queue) = devices.get_mut(&dev_eui) else { return Settled::Open };
        let Some(flight) = queue.flight.as_mut() else { return Settled::Open };
        let is_sent = flight.item.state == model::record::DownlinkState::Sent;
        if flight.dev_addr != uplink.dev_addr {
            // The device joined anew: what was sent in the old session is lost.
            return if is_sent { Settled::Missed(flight.item.clone()) } else { Settled::Open };
        }
        if !flight.item.confirmed || uplink.arrived <= flight.handed_over {
            return Settled::Open;
        }
        if uplink.ack && !uplink.is_repeat {
            flight.confirmation = Some(Confirmation::Acknowledged);
            return if is_sent {
                Settled::Acknowledged(flight.item.clone())
            } else {
                Settled::Open
            };
        }
        // In class C only time tells: an uplink may have been under way already.
        let missed = flight.answers.is_some_and(|answered| {
            if uplink.is_repeat { uplink.f_cnt == answered } else { uplink.f_cnt > answered }
        });
        if missed && is_sent {
            return Settled::Missed(flight.item.clone());
        }
        if missed {
            flight.confirmation.get_or_insert(Confirmation::Missed);
        }
        Settled::Open
    }

    /// What the device has said of an item on its way.
    pub(crate) fn confirmation(&self, dev_eui: Eui64, id: RecordId) -> Option<Confirmation> {
        self.flight(dev_eui).filter(|flight| flight.item.id == id)?.confirmation
    }

    /// A class C device was heard; until then it may listen in its class A windows.
    pub(crate) fn heard(&self, dev_eui: Eui64, links: &[Link], until: Instant) {
        let mut devices = self.devices.lock();
        let queue = devices.entry(dev_eui).or_default();
        for link in links {
            if queue.links.len() >= LINKS_KEPT {
                queue.links.pop_front();
            }
            queue.links.push_back(*link);
        }
        queue.exchange_until = queue.exchange_until.max(Some(until));
    }

    /// How a device was heard before the start, unless it was heard since.
    pub(crate) fn remember(&self, dev_eui: Eui64, links: &[Link]) {
        let mut devices = self.devices.lock();
        let Some(queue) = devices.get_mut(&dev_eui) else { return };
        if queue.links.is_empty() {
            queue.links.extend(links.iter().take(LINKS_KEPT));
        }
    }

    /// How a class C device was heard lately.
    pub(crate) fn links(&self, dev_eui: Eui64) -> Vec<Link> {
        let devices = self.devices.lock();
        let links = devices.get(&dev_eui).map(|queue| queue.links.iter().copied().collect());
        links.unwrap_or_default()
    }

    /// Until when a device may listen in its class A windows, or hear a frame sent before.
    pub(crate) fn busy_until(&self, dev_eui: Eui64) -> Option<Instant> {
        self.devices.lock().get(&dev_eui)?.exchange_until
    }

    /// Since when the next item waits for a gateway that cannot be reached; it is noted at the first
    /// time that this is asked.
    pub(super) fn cut_off_since(&self, dev_eui: Eui64, gateway: Eui64, now: Instant) -> Instant {
        let mut devices = self.devices.lock();
        let Some(queue) = devices.get_mut(&dev_eui) else { return now };
        match queue.cut_off {
            Some((noted, since)) if noted == gateway => since,
            _ => {
                queue.cut_off = Some((gateway, now));
                now
            }
        }
    }

    /// The next item can be sent.
    pub(super) fn not_cut_off(&self, dev_eui: Eui64) {
        if let Some(queue) = self.devices.lock().get_mut(&dev_eui) {
            queue.cut_off = None;
        }
    }

    /// Nothing may be sent to the device before.
    pub(crate) fn keep_quiet(&self, dev_eui: Eui64, until: Instant) {
        if let Some(queue) = self.devices.lock().get_mut(&dev_eui) {
            queue.exchange_until = queue.exchange_until.max(Some(until));
        }
    }

    /// Somebody has to look at the queue of a device then.
    pub(crate) fn look_at(&self, dev_eui: Eui64, at: Instant) {
        let is_sooner = {
            let mut devices = self.devices.lock();
            let Some(queue) = devices.get_mut(&dev_eui) else { return };
            let is_sooner = queue.wake_at.is_none_or(|earlier| at < earlier);
            if is_sooner {
                queue.wake_at = Some(at);
            }
            is_sooner
        };
        if is_sooner {
            self.alarms.lock().push(Reverse((at, dev_eui)));
            self.rung.notify_one();
        }
    }

    /// When the next device has to be looked at.
    pub(crate) fn next_alarm(&self) -> Option<Instant> {
        self.alarms.lock().peek().map(|Reverse((at, _))| *at)
    }

    /// A device that has to be looked at now.
    pub(crate) fn take_alarm(&self, now: Instant) -> Option<Eui64> {
        loop {
            let (at, dev_eui) = {
                let mut alarms = self.alarms.lock();
                let Reverse((at, dev_eui)) = *alarms.peek()?;
                if at > now {
                    return None;
                }
                alarms.pop();
                (at, dev_eui)
            };
            let mut devices = self.devices.lock();
            // An alarm that an earlier one has replaced says nothing any more.
            if let Some(queue) = devices.get_mut(&dev_eui)
                && queue.wake_at == Some(at)
            {
                queue.wake_at = None;
                return Some(dev_eui);
            }
        }
    }

    /// Resolves when an alarm was set. Cancel-safe.
    pub(crate) async fn rung(&self) {
        self.rung.notified().await;
    }
}
