//! The task that looks at queues when their time has come: it sends to devices that always listen,
//! and ends the wait for acknowledgements that do not come.
//!
//! One task holds the alarms of all devices; what a device needs then is done by a short task of
//! its own, of which there are few at a time. Frames to class C devices are spaced: by the device's
//! own windows, by their airtime, and by what their gateway transmits.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use lorawan::region::Region;
use model::TenantCode;
use model::record::{ClassMode, Downlink, DownlinkState};
use ns::airspace::{Busy, Priority};
use ns::downlink::{Draft, Item, Link, Offer, Room, RxParams, Transmission, at_once};
use store::FrameQuery;
use tokio::sync::Semaphore;

use super::Flight;
use crate::radio::Live;
use crate::radio::frames::Subject;
use crate::radio::transmit::{Frame, Outcome, Refused, Reserved, wish};
use crate::{Core, clock};

/// Devices looked at at once.
const AT_ONCE: usize = 64;
/// Pause after a frame to a class C device, in which it may answer.
const GAP: Duration = Duration::from_millis(300);
/// Pause before a gateway that was busy with another frame is asked again, with the same bytes.
const COLLISION_PAUSE: Duration = Duration::from_millis(200);
const COLLISION_RETRIES: usize = 5;
/// Pause when no gateway can transmit, or the share of the band is used up.
const NO_GATEWAY_PAUSE: Duration = Duration::from_secs(5);
const DUTY_CYCLE_PAUSE: Duration = Duration::from_secs(30);
/// Frames that are looked at for the gateways of a device that was not heard since the start.
const REMEMBERED_FRAMES: u32 = 20;

/// Runs until the engine stops.
pub(crate) async fn run(core: Arc<Core>, left: Vec<Downlink>) {
    resume(&core, left).await;
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let next = core.queues.next_alarm();
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
            () = due => {}
        }
        while let Some(dev_eui) = core.queues.take_alarm(clock::instant()) {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let of_task = Arc::clone(&core);
            core.spawn("downlink", async move {
                of_task.look_at_queue(dev_eui).await;
                drop(place);
            });
        }
    }
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
        let reason = "the program stopped while it was being sent; the device may have it";
        core.downlink_failed(item, reason.to_owned()).await;
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
        acknowledged: false,
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
    async fn look_at_queue(self: &Arc<Self>, dev_eui: Eui64) {
        let next = {
            let _turn = self.turns.lock(dev_eui).await;
            self.end_wait(dev_eui).await;
            self.next_for(dev_eui).await
        };
        match next {
            Next::Wait => {}
            Next::LookAt(at) => self.queues.look_at(dev_eui, at),
            Next::Send(ready) => self.send_at_once(dev_eui, *ready).await,
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
            self.downlink_missed(flight.item, "the device did not acknowledge it in time").await;
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
            let Some(live) = self.live(dev_eui).await else {
                return self.waits(dev_eui, "the device has no session that it was heard in");
            };
            if class_of(&live) != ClassMode::ClassC {
                return Next::Wait;
            }
            if !live.profile.down_enable || !live.profile.enable {
                return self.waits(dev_eui, "the LoRaWAN profile allows no downlinks");
            }
            if let Some(until) = self.queues.busy_until(dev_eui).filter(|until| *until > now) {
                return Next::LookAt(until);
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
                self.waits(dev_eui, "no gateway near the device can transmit");
                return Next::LookAt(now + NO_GATEWAY_PAUSE);
            }
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
                Err(too_long) => self.downlink_failed(item, too_long.to_string()).await,
                Ok(None) => return Next::Wait,
                Ok(Some(draft)) => return self.ready(&live, item, &draft, windows).await,
            }
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
        let reserved = match self.reserve_first(&windows, region, draft.len()) {
            Ok(reserved) => reserved,
            Err(None) => return Next::Wait,
            Err(Some(Busy::Overlap { free_at })) => return Next::LookAt(free_at),
            Err(Some(reason @ Busy::DutyCycle { .. })) => {
                self.waits(dev_eui, &reason.to_string());
                return Next::LookAt(clock::instant() + DUTY_CYCLE_PAUSE);
            }
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
            handed_over: clock::instant(),
            deadline: None,
            given_up_at: None,
            acknowledged: false,
        };
        self.queues.take_off(dev_eui, flight);
        self.tell_downlink(&item);
        match draft.build(&live.session, f_cnt) {
            Ok(phy) => {
                let tenant = live.profile.tenant.clone();
                let subject = Subject { tenant, dev_eui: Some(dev_eui), f_cnt: Some(f_cnt) };
                let frame = Frame { phy, region, priority: Priority::Application, subject };
                let mut others = windows;
                others.retain(|window| window.gateway != reserved.window.gateway);
                Next::Send(Box::new(Ready { item, reserved, others, frame }))
            }
            Err(error) => {
                self.give_back(&reserved);
                self.downlink_failed(item, error.to_string()).await;
                Next::Wait
            }
        }
    }

    /// The first window whose airtime can be kept; otherwise why the first one's could not.
    fn reserve_first(
        &self,
        windows: &[Transmission],
        region: Region,
        phy_len: usize,
    ) -> Result<Reserved, Option<Busy>> {
        let mut first = None;
        for window in windows {
            let wish = wish(window, region, Priority::Application, phy_len);
            match self.reserve(window, wish) {
                Ok(reserved) => return Ok(reserved),
                Err(busy) => first = first.or(Some(busy)),
            }
        }
        Err(first)
    }

    /// Hands the frame over. A gateway that is busy for a moment is asked again, byte for byte.
    async fn send_at_once(&self, dev_eui: Eui64, ready: Ready) {
        let Ready { item, reserved, others, frame } = ready;
        let mut windows = others;
        let mut outcome = match self.send(&reserved, &frame).await {
            Ok(taken) => Outcome::Taken(taken),
            Err(Refused { reason, is_busy }) if windows.is_empty() => {
                Outcome::NotTaken { reason, is_busy }
            }
            Err(_) => self.offer(&windows, &frame).await,
        };
        windows.insert(0, reserved.window);
        for _ in 0..COLLISION_RETRIES {
            if !matches!(outcome, Outcome::NotTaken { is_busy: true, .. }) {
                break;
            }
            tokio::time::sleep(COLLISION_PAUSE).await;
            let now = clock::instant();
            for window in &mut windows {
                window.renew(now);
            }
            outcome = self.offer(&windows, &frame).await;
        }
        let quiet_until = match &outcome {
            Outcome::Taken(taken) => taken.ends + GAP,
            Outcome::NotTaken { .. } => clock::instant() + NO_GATEWAY_PAUSE,
        };
        self.queues.keep_quiet(dev_eui, quiet_until);
        self.downlink_offered(item, outcome).await;
    }

    /// The gateways to try: the one the sender named, or those that hear the device best.
    pub(super) async fn gateways_for(
        &self,
        dev_eui: Eui64,
        tenant: &TenantCode,
        named: Option<Eui64>,
    ) -> Vec<Eui64> {
        let named = match named {
            Some(gateway) => vec![gateway],
            None => {
                let mut links = self.queues.links(dev_eui);
                if links.is_empty() {
                    links = self.remembered_links(dev_eui, tenant).await;
                }
                links.retain(|link| self.can_reach(link.gateway));
                ns::downlink::best_gateways(&links)
            }
        };
        named.into_iter().filter(|gateway| self.can_reach(*gateway)).collect()
    }

    /// How the device was heard before the start, as far as frames are kept.
    async fn remembered_links(&self, dev_eui: Eui64, tenant: &TenantCode) -> Vec<Link> {
        let query = FrameQuery {
            tenant: Some(tenant.clone()),
            dev_eui: Some(dev_eui),
            direction: Some(store::Direction::Up),
            page: store::Page { limit: REMEMBERED_FRAMES, cursor: None },
            ..FrameQuery::default()
        };
        let frames = self.store.read(move |reader| reader.frames().list(&query)).await;
        let frames = frames.map(|slice| slice.items).unwrap_or_default();
        let link = |frame: &store::FrameRecord| {
            let (snr_db, rssi_dbm) = (frame.row.snr_db, frame.row.rssi_dbm);
            Some(Link { gateway: frame.row.gateway?, snr_db, rssi_dbm })
        };
        frames.iter().filter_map(link).collect()
    }

    /// The head of a queue waits for something that will ring.
    fn waits(&self, dev_eui: Eui64, reason: &str) -> Next {
        if let Some(item) = self.queues.explain(dev_eui, reason) {
            self.tell_downlink(&item);
        }
        Next::Wait
    }
}
