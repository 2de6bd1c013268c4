//! Answers in class A windows: acknowledgements, and what waits for the device.
//!
//! Each runs as a short task of its own: it waits for the disk, takes the counter, and then offers
//! the frame to one gateway and window after the other until one takes it. From reading the queue
//! to the commit it holds the device's turn.
//!
//! At a gateway that many want, what is owed comes first. What can wait, the application's frames
//! and requests that would travel alone, asks for its place after those who are owed one, and what
//! is owed leaves out requests that make it longer. What finds no place is tried with the next
//! uplink; after some in vain it asks like the others ([`Manners`]).

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::region::Region;
use lorawan::{DataFrame, Frame};
use model::radio::GatewayUplink;
use model::record::Downlink;
use model::{Said, Saying};
use ns::airspace::{Busy, Priority, Wish};
use ns::downlink::{Draft, Item, Offer, Room, RxParams, Transmission};
use ns::mac::answers::{self, Answers};
use ns::mac::{MacState, Request};

use super::frames::Subject;
use super::transmit::{self, NO_WINDOW, Outcome};
use super::{INTERNAL, Live, OpenData};
use crate::downlinks::{Flight, Uplink};
use crate::{Core, clock};

/// Pause after a frame in a receive window before a class C device is sent another.
const AFTER_WINDOW: Duration = Duration::from_millis(300);

/// An accepted frame that may need an answer.
pub(super) struct Due {
    live: Live,
    phy: Arc<[u8]>,
    f_cnt: u32,
    /// Number of the accepted frame; the answer waits until it is stored.
    commit: u64,
    copies: Vec<GatewayUplink>,
    /// The same bytes were accepted before.
    is_repeat: bool,
    /// What the network wants of the device.
    wanted: Vec<Request>,
}

impl Due {
    /// Looks at an accepted frame whose copies are all in.
    pub(super) fn new(core: &Core, open: OpenData, copies: Vec<GatewayUplink>) -> Self {
        let OpenData { live, phy, f_cnt, commit, is_repeat } = open;
        let mut due = Self { live, phy, f_cnt, commit, copies, is_repeat, wanted: Vec::new() };
        due.wanted = due.requests(core);
        due
    }

    fn frame(&self) -> Option<DataFrame<'_>> {
        match lorawan::parse(&self.phy) {
            Ok(Frame::Data(frame)) => Some(frame),
            _ => None,
        }
    }

    fn answers(&self, frame: &DataFrame<'_>) -> Answers {
        let commands = answers::commands_of(frame, &self.live.session.nwk_s_key, self.f_cnt);
        answers::answer(&commands, &self.copies)
    }

    /// Whether somebody has to look at the frame's windows: something is owed, or something waits
    /// for the device, or the network wants something of it, or an item on its way may have
    /// arrived.
    pub(super) fn is_due(&self, core: &Core) -> bool {
        core.queues.concerns(self.live.session.dev_eui)
            || self
                .frame()
                .is_some_and(|frame| ns::downlink::is_owed(&frame, &self.answers(&frame)))
            || !self.wanted.is_empty()
    }

    /// What the network wants of the device. A repeated frame is answered and not asked anything:
    /// its requests went out with the answer to the first one, or wait for the next frame. So does
    /// what a profile wants that was changed since the frame was heard.
    fn requests(&self, core: &Core) -> Vec<Request> {
        let Live { session, profile, mac, .. } = &self.live;
        let newest = core.registry.profile(session.dev_eui);
        if self.is_repeat || newest.is_none_or(|newest| !Arc::ptr_eq(&newest, profile)) {
            return Vec::new();
        }
        let settings = core.settings.read();
        mac.lock().requests(profile, session, settings.policy(profile.standard), clock::now())
    }

    /// Notes that requests leave. Returns what there is to store with the downlink's counter.
    fn sent(&self, core: &Core, requests: &[Request]) -> MacState {
        let profile = &self.live.profile;
        let settings = core.settings.read();
        let mut mac = self.live.mac.lock();
        mac.sent(profile, settings.policy(profile.standard), requests, clock::now());
        mac.state().clone()
    }

    /// The windows of this very uplink.
    fn params(&self, best: &GatewayUplink) -> RxParams {
        let Live { session, profile, mac, .. } = &self.live;
        RxParams::agreed(session, mac.lock().state(), profile, best.frequency_hz)
    }

    /// The downlink's counter, committed with what it carries.
    async fn take_counter(
        &self,
        core: &Core,
        requests: &[Request],
        item: Option<Downlink>,
    ) -> Option<(u32, Option<Downlink>)> {
        let session = &self.live.session;
        let (dev_eui, dev_addr) = (session.dev_eui, session.dev_addr);
        if requests.is_empty() {
            return core.take_f_cnt_down(dev_eui, dev_addr, item, None).await;
        }
        let mac = Some((session.clone(), self.sent(core, requests)));
        let taken = core.take_f_cnt_down(dev_eui, dev_addr, item, mac).await?;
        self.live.mac.lock().sent_with(taken.0);
        Some(taken)
    }

    /// Takes note of what the frame acknowledges, and answers it with what is owed and what waits.
    pub(super) async fn send(self, core: Arc<Core>) {
        let Some(frame) = self.frame() else { return };
        let outcome = self.try_send(&core, &frame).await;
        if frame.confirmed {
            core.counters.answered(&self.live.profile.tenant, outcome);
        }
    }

    /// The error is a word for why nothing was sent.
    async fn try_send(&self, core: &Arc<Core>, frame: &DataFrame<'_>) -> Result<(), &'static str> {
        if !core.is_stored(self.commit).await {
            return Err(INTERNAL);
        }
        let dev_eui = self.live.session.dev_eui;
        let mut says = self.as_seen_by_the_queue(frame);
        let mut manners = Manners::after(self.live.mac.lock().gives_way());
        let mut wanted = Cow::Borrowed(self.wanted.as_slice());
        let ready = loop {
            let prepared = {
                let _turn = core.turns.lock(dev_eui).await;
                if let Some(uplink) = says.take() {
                    core.settle(dev_eui, &uplink).await;
                }
                self.prepare(core, frame, &wanted, manners).await
            };
            match prepared {
                Ok(Prepared::Ready(ready)) => break *ready,
                Err(code) => {
                    self.note_wait_in_vain(manners);
                    return Err(code);
                }
                Ok(Prepared::Later(until)) => {
                    if let Ok(_place) = core.standing_back.try_acquire() {
                        // Both arms are cancel-safe.
                        tokio::select! {
                            () = core.stopping.cancelled() => return Err(NO_WINDOW),
                            () = tokio::time::sleep_until(until.into()) => {}
                        }
                    }
                    manners = Manners::HasWaited;
                    // Meanwhile the device may have been asked, or have answered.
                    wanted = Cow::Owned(self.requests(core));
                }
            }
        };
        let Ready { item, windows, frame, had_its_turn } = ready;
        let outcome = core.offer(&windows, &frame).await;
        match (&outcome, frame.subject.f_cnt) {
            (Outcome::Taken(taken), _) => {
                core.queues.keep_quiet(dev_eui, taken.ends + AFTER_WINDOW);
                if had_its_turn {
                    self.live.mac.lock().had_its_turn();
                }
            }
            (Outcome::NotTaken(_), f_cnt) => {
                let mut mac = self.live.mac.lock();
                if let Some(f_cnt) = f_cnt {
                    mac.not_sent(f_cnt);
                }
                drop(mac);
                self.note_wait_in_vain(manners);
            }
        }
        let answered = match &outcome {
            Outcome::Taken(_) => Ok(()),
            Outcome::NotTaken(refused) => Err(refused.code()),
        };
        if let Some(item) = item {
            core.downlink_offered(item, outcome).await;
        }
        answered
    }

    /// Notes that nothing was sent; what waited for others may have come too late because of that.
    fn note_wait_in_vain(&self, manners: Manners) {
        if manners == Manners::HasWaited {
            self.live.mac.lock().gave_way(self.f_cnt);
        }
    }

    /// When the uplink was heard first.
    fn arrived(&self) -> Option<Instant> {
        self.copies.iter().map(|copy| copy.arrived).min()
    }

    fn as_seen_by_the_queue(&self, frame: &DataFrame<'_>) -> Option<Uplink> {
        Some(Uplink {
            dev_addr: self.live.session.dev_addr,
            f_cnt: self.f_cnt,
            arrived: self.arrived()?,
            is_repeat: self.is_repeat,
            ack: frame.f_ctrl.ack,
        })
    }

    /// Composes the downlink, commits its counter, and builds it, or says when to look again; the error
    /// says why nothing is to be sent. Items that can never be sent are dropped on the way.
    async fn prepare(
        &self,
        core: &Arc<Core>,
        frame: &DataFrame<'_>,
        wanted: &[Request],
        manners: Manners,
    ) -> Result<Prepared, &'static str> {
        let (session, profile) = (&self.live.session, &self.live.profile);
        let dev_eui = session.dev_eui;
        let answers = self.answers(frame);
        let best = self.copies.first().ok_or(NO_WINDOW)?;
        let ended = self.arrived().ok_or(NO_WINDOW)?;
        let params = self.params(best);
        let adr = profile.adr && core.settings.read().adr_enabled;
        let ever = ns::downlink::longest_phy(profile, params, best);
        let is_owed = ns::downlink::is_owed(frame, &answers);
        let region = ns::downlink::region(profile);
        // Left out: something that could wait stays behind, for others.
        let (mut may_carry_item, mut may_ask, mut left_out) = (profile.down_enable, true, false);
        loop {
            let now = clock::instant();
            let windows = ns::downlink::windows(profile, params, &self.copies, now, |gateway| {
                core.can_transmit(gateway)
            });
            let head = core.queues.head(dev_eui, now);
            let waits = head.item.is_some() && !may_carry_item;
            let item = head.item.filter(|_| may_carry_item);
            let by = item.as_ref().and_then(|item| item.gateway);
            let item = match (item, by) {
                (Some(item), Some(by)) if !self.copies.iter().any(|copy| copy.gateway == by) => {
                    let reason = Said::new(Saying::GatewayDidNotHear);
                    let reason = reason.with("gateway", by.to_string());
                    core.downlink_failed(item, reason).await;
                    continue;
                }
                (item, _) => item,
            };
            let windows: Vec<Transmission> = windows
                .into_iter()
                .filter(|window| by.is_none_or(|gateway| window.gateway == gateway))
                .collect();
            let longest = windows.iter().map(|window| window.max_phy_len).max().unwrap_or(0);
            let asks = if may_ask { wanted } else { &[] };
            let requests = fit(asks, answers.f_opts.len(), longest);
            let request_bytes: Vec<u8> =
                requests.iter().flat_map(|one| one.commands.clone()).collect();
            let offer = Offer {
                ack: frame.confirmed,
                is_owed,
                adr,
                answers: &answers.f_opts,
                requests: &request_bytes,
                item: item.as_ref().map(offered),
                more: head.more || waits,
                room: Room { now: longest, ever },
            };
            let bare = without_requests(&offer);
            let (draft, item) = match (ns::downlink::compose(&offer), item) {
                (Ok(Some(draft)), item) => (draft, item),
                (Err(too_long), Some(item)) => {
                    core.downlink_failed(item, too_long.into()).await;
                    continue;
                }
                // Nothing to say, or no window to say it in.
                (Ok(None) | Err(_), _) => return Err(NO_WINDOW),
            };
            let item = item.filter(|_| draft.carries.item);
            let mut windows: Vec<Transmission> =
                windows.into_iter().filter(|window| draft.len() <= window.max_phy_len).collect();
            let can_wait = item.is_some() || !is_owed;
            let priority = if can_wait { Priority::CanWait } else { Priority::Owed };
            if let Some(first) = windows.first() {
                let wish = |draft: &Draft| transmit::wish(first, region, priority, draft.len());
                let bare = bare.as_ref().filter(|_| draft.carries.requests);
                let (whole, bare) = (wish(&draft), bare.map(wish));
                match manners.stand_back(core, is_owed, ended, &whole, bare.as_ref()) {
                    StandsBack::Until(until) => return Ok(Prepared::Later(until)),
                    StandsBack::WithoutRequests => {
                        self.live.mac.lock().gave_way(self.f_cnt);
                        (may_ask, left_out) = (false, true);
                        continue;
                    }
                    StandsBack::Not => {}
                }
            }
            // What only the network wants never costs others their windows, however long it waits.
            if !(item.is_some() && manners == Manners::Impatient) {
                core.spare_others(&mut windows, region, priority, draft.len());
            }
            if can_wait && let Some(busy) = all_busy(core, &windows, region, priority, draft.len())
            {
                self.live.mac.lock().gave_way(self.f_cnt);
                // Requests alone wait for the next uplink rather than use up a counter in vain.
                if item.is_none() {
                    return Err(busy.code());
                }
                // What is owed goes without it, as far as the band allows.
                if let Some(item) = core.queues.explain(dev_eui, busy.into()) {
                    core.tell_downlink(&item);
                }
                (may_carry_item, left_out) = (false, true);
                continue;
            }
            let asked = if draft.carries.requests { requests.as_slice() } else { &[] };
            let mut ready = self.build(core, &draft, asked, item, windows, priority).await?;
            ready.had_its_turn &= !left_out;
            return Ok(Prepared::Ready(Box::new(ready)));
        }
    }

    /// Takes the counter of a composed downlink and builds it.
    async fn build(
        &self,
        core: &Arc<Core>,
        draft: &Draft,
        asked: &[Request],
        item: Option<Downlink>,
        windows: Vec<Transmission>,
        priority: Priority,
    ) -> Result<Ready, &'static str> {
        let (session, profile) = (&self.live.session, &self.live.profile);
        let dev_eui = session.dev_eui;
        let (f_cnt, item) = self.take_counter(core, asked, item).await.ok_or(INTERNAL)?;
        if let Some(item) = &item {
            core.queues.take_off(dev_eui, self.flight(item));
            core.tell_downlink(item);
        }
        let phy = match draft.build(session, f_cnt) {
            Ok(phy) => phy,
            Err(error) => {
                tracing::error!(%dev_eui, %error, "no answer could be built");
                if let Some(item) = item {
                    core.downlink_failed(item, Said::plain(error.to_string())).await;
                }
                return Err(INTERNAL);
            }
        };
        let subject =
            Subject { tenant: profile.tenant.clone(), dev_eui: Some(dev_eui), f_cnt: Some(f_cnt) };
        let region = ns::downlink::region(profile);
        let had_its_turn = item.is_some() || !asked.is_empty();
        let frame = transmit::Frame { phy, region, priority, subject };
        Ok(Ready { item, windows, frame, had_its_turn })
    }

    fn flight(&self, item: &Downlink) -> Flight {
        Flight {
            item: item.clone(),
            dev_addr: self.live.session.dev_addr,
            answers: Some(self.f_cnt),
            handed_over: clock::instant(),
            deadline: None,
            given_up_at: None,
            confirmation: None,
        }
    }
}

/// An item as it is offered to a frame.
fn offered(item: &Downlink) -> Item<'_> {
    Item {
        f_port: item.f_port,
        payload: &item.payload,
        confirmed: item.confirmed,
        f_pend: item.f_pend,
    }
}

/// The same frame without what the network asks of its own accord; `None` when it asks nothing.
fn without_requests(offer: &Offer<'_>) -> Option<Draft> {
    if offer.requests.is_empty() {
        return None;
    }
    ns::downlink::compose(&Offer { requests: &[], ..*offer }).ok().flatten()
}

/// The requests that travel in one frame of `longest` bytes: those that fit into FOpts beside the
/// answers, or one that never would, alone on port 0.
fn fit(wanted: &[Request], answers: usize, longest: usize) -> Vec<Request> {
    let in_f_opts = ns::downlink::F_OPTS_MAX.saturating_sub(answers);
    let alone = longest.saturating_sub(ns::downlink::COMMANDS_ALONE + answers);
    ns::mac::fitting(wanted.to_vec(), in_f_opts.min(alone + 1), alone)
}

/// How what can wait asks for a place at a gateway that many want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manners {
    /// After those who are owed one.
    Polite,
    /// They have asked: now.
    HasWaited,
    /// At once: it was too often in vain.
    Impatient,
}

impl Manners {
    const fn after(gives_way: bool) -> Self {
        if gives_way { Self::Polite } else { Self::Impatient }
    }

    /// What a frame, `whole` or without requests, after an uplink that ended at `ended`, does for
    /// others before it asks for its place.
    fn stand_back(
        self,
        core: &Core,
        is_owed: bool,
        ended: Instant,
        whole: &Wish,
        bare: Option<&Wish>,
    ) -> StandsBack {
        match (self, bare) {
            (Self::Polite, _) if !is_owed => {
                core.gives_way_until(whole, ended).map_or(StandsBack::Not, StandsBack::Until)
            }
            (Self::Polite, Some(bare)) if core.leaves_others_out(whole, bare) => {
                StandsBack::WithoutRequests
            }
            _ => StandsBack::Not,
        }
    }
}

/// What a frame does for others at a gateway that many want.
enum StandsBack {
    /// Nothing.
    Not,
    /// It asks for its place then.
    Until(Instant),
    /// It leaves out what the network asks of its own accord.
    WithoutRequests,
}

/// What is to be done about an uplink.
enum Prepared {
    /// Send this.
    Ready(Box<Ready>),
    /// Look again then: others come first.
    Later(Instant),
}

/// A built downlink and the windows it may go out in.
struct Ready {
    item: Option<Downlink>,
    windows: Vec<Transmission>,
    frame: transmit::Frame,
    /// It carries something that could have waited, and nothing stayed behind for others.
    had_its_turn: bool,
}

/// Why no gateway may transmit so many bytes; `None` when one may.
fn all_busy(
    core: &Core,
    windows: &[Transmission],
    region: Region,
    priority: Priority,
    phy_len: usize,
) -> Option<Busy> {
    let mut reason = None;
    for window in windows {
        match core.may_transmit(&transmit::wish(window, region, priority, phy_len)) {
            Ok(()) => return None,
            Err(busy) => reason = reason.or(Some(busy)),
        }
    }
    reason
}
