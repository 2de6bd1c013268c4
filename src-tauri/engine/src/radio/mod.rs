//! The network server's side of an uplink, from the gateway's event to the verdict.
//!
//! One task owns sessions and de-duplication, so no lock is ever held over a decision. It does
//! not wait for the disk: an accepted frame goes to [`deliver`], which commits its counter before
//! anything else learns of it, and a due answer goes to [`answer`], which waits for that
//! commit, or to [`join`]. The decisions themselves are in the `ns` crate.
//!
//! Start at [`Radio::run`].

mod answer;
mod command;
pub(crate) mod deliver;
pub(crate) mod diagnosis;
pub(crate) mod frames;
mod join;
pub mod mac;
pub mod network;
pub(crate) mod policy;
pub mod regions;
mod sessions;
pub(crate) mod strangers;
pub(crate) mod transmit;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use gateway::Event as GatewayEvent;
use lorawan::{DataFrame, Eui64, JoinRequest, SessionKey};
use model::TenantCode;
use model::radio::GatewayUplink;
use model::record::{ClassMode, LorawanProfile};
use ns::Refusal;
use ns::dedup::{ClosedGroup, Deduplicator, GroupId, Offer};
use ns::downlink::Link;
use ns::mac::HeardUplink;
use ns::uplink::{Candidate, Kind, Received, Verdict as NsVerdict};
use store::StoredMac;
use tokio::sync::mpsc;

use crate::{Core, clock};

pub(crate) use command::{Command, SessionChange};
use deliver::{Accepted, AllCopies, Change};
use frames::{Note, Subject, Verdict};
use sessions::Sessions;
pub(crate) use sessions::{Addresses, Live, stored};

/// Gateway events that may wait; the gateway service drops and counts what does not fit.
pub(crate) const EVENT_QUEUE: usize = 16_384;
/// Commands that may wait; use cases wait for room.
pub(crate) const COMMAND_QUEUE: usize = 256;
/// Frames that can wait and stand back for others at once; one more asks for its place at once.
pub(crate) const STANDING_BACK: usize = 4_096;
/// Events handled between two looks at the clock.
const BATCH: usize = 256;
/// More events than this at once mean load: the next ones are collected for a moment, which spares
/// a wake-up for each. A lone event is never delayed.
const BUSY: usize = 4;
const COLLECT: Duration = Duration::from_millis(1);
/// How long a device that hears nothing keeps its second window open, at most.
const WINDOW_LENGTH: Duration = Duration::from_millis(300);
/// Why nothing was sent, when it was not for the gateways.
const INTERNAL: &str = "internal_error";

/// An open group that may have to be answered when it closes.
enum Open {
    /// A join-request, not yet decided.
    Join { request: Arc<[u8]>, profile: Arc<LorawanProfile> },
    /// An accepted data frame.
    Data(Box<OpenData>),
}

/// What is needed to answer an accepted data frame.
struct OpenData {
    live: Live,
    phy: Arc<[u8]>,
    f_cnt: u32,
    /// Number of the accepted frame; the answer must wait until it is stored.
    commit: u64,
    /// The same bytes were accepted before: answered, not published.
    is_repeat: bool,
}

/// The task's state.
pub(crate) struct Radio {
    core: Arc<Core>,
    dedup: Deduplicator,
    sessions: Sessions,
    open: HashMap<GroupId, Open>,
    accepted: mpsc::Sender<Accepted>,
    all_copies: mpsc::Sender<AllCopies>,
    /// Accepted frames so far; the number of a frame is the count after it.
    count: u64,
}

impl Radio {
    pub(crate) fn new(
        core: Arc<Core>,
        accepted: mpsc::Sender<Accepted>,
        all_copies: mpsc::Sender<AllCopies>,
    ) -> Self {
        let window = Duration::from_millis(u64::from(core.settings().dedup_window_ms));
        let sessions = Sessions::showing(Arc::clone(&core.registry.addresses));
        Self {
            core,
            dedup: Deduplicator::new(window),
            sessions,
            open: HashMap::new(),
            accepted,
            all_copies,
            count: 0,
        }
    }

    /// Handles events and commands until the event queue closes.
    pub(crate) async fn run(
        mut self,
        mut events: mpsc::Receiver<GatewayEvent>,
        mut commands: mpsc::Receiver<Command>,
    ) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let deadline = self.dedup.next_deadline();
            let due = async {
                match deadline {
                    Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
                    None => std::future::pending().await,
                }
            };
            // Every arm is cancel-safe: `recv` and `recv_many` lose nothing, a sleep holds nothing.
            tokio::select! {
                biased;
                () = due => {}
                Some(command) = commands.recv() => self.command(command),
                count = events.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        break;
                    }
                    for event in batch.drain(..) {
                        self.event(event).await;
                    }
                    if (BUSY..BATCH).contains(&count) {
                        tokio::time::sleep(COLLECT).await;
                    }
                }
            }
            for group in self.dedup.close_due(clock::instant()) {
                self.close(group);
            }
        }
    }

    async fn event(&mut self, event: GatewayEvent) {
        match event {
            GatewayEvent::Uplink(uplink) => {
                let registered = self.core.registry.gateway(uplink.gateway).is_some();
                self.core.live.uplink(&uplink, registered);
                self.uplink(uplink).await;
            }
            GatewayEvent::Refused { gateway, reason, uplink, .. } => {
                if matches!(reason, gateway::Refusal::CrcBad | gateway::Refusal::CrcMissing) {
                    let registered = self.core.registry.gateway(gateway).is_some();
                    self.core.live.damaged(gateway, registered);
                }
                match uplink.zip(refusal_of(gateway, reason)) {
                    Some((uplink, refusal)) => self.refuse(*uplink, None, &refusal),
                    None => {
                        let tenant = self.core.tenant_of_gateway(gateway);
                        self.core.counters.refused(&tenant, reason.code());
                    }
                }
            }
            GatewayEvent::Stat { gateway, .. }
            | GatewayEvent::Keepalive { gateway, .. }
            | GatewayEvent::Unknown { gateway, .. } => self.core.gateway_seen(gateway),
            GatewayEvent::Notice { gateway, at, notice } => {
                tracing::warn!(%gateway, %notice, "gateway notice");
                self.core.gateway_contested(gateway, &notice, at);
            }
        }
    }

    async fn uplink(&mut self, uplink: GatewayUplink) {
        let offer = self.dedup.offer(uplink.arrived, &uplink);
        match offer {
            Offer::First(group) | Offer::Retransmission { group, .. } => {
                let phy = Arc::clone(&uplink.phy);
                let maybe_late = matches!(offer, Offer::Retransmission { proven: false, .. });
                match ns::uplink::read(&phy) {
                    Ok(Received::Data(frame)) => {
                        self.data(group, uplink, &frame, maybe_late).await;
                    }
                    Ok(Received::Join(request)) => self.join(group, uplink, &request),
                    Err(refusal) => self.refuse(uplink, None, &refusal),
                }
            }
            Offer::Copy(_) | Offer::LateCopy(_) | Offer::Ghost(_) | Offer::JoinRepeat(_) => {
                let verdict = Verdict { accepted: false, code: offer.code(), reason: None };
                let subject = self.subject_of_copy(&uplink);
                if matches!(offer, Offer::LateCopy(_)) {
                    // A gateway with a slow way: too late to be chosen for an answer.
                    self.core.counters.refused(&subject.tenant, offer.code());
                }
                self.core.note(Note::Up { uplink, subject, verdict, number: None });
            }
        }
    }

    /// A copy belongs to whom the first one belonged to, as far as the address still tells.
    fn subject_of_copy(&mut self, uplink: &GatewayUplink) -> Subject {
        let fallback = self.core.tenant_of_gateway(uplink.gateway);
        match ns::uplink::read(&uplink.phy) {
            Ok(Received::Data(frame)) => match self.sessions.with_address(frame.dev_addr) {
                [only] => subject(only, None),
                _ => Subject { tenant: fallback, dev_eui: None, f_cnt: None },
            },
            Ok(Received::Join(request)) => {
                let profile = self.core.registry.profile(request.dev_eui);
                let tenant = profile.map_or(fallback, |profile| profile.tenant.clone());
                Subject { tenant, dev_eui: Some(request.dev_eui), f_cnt: None }
            }
            Err(_) => Subject { tenant: fallback, dev_eui: None, f_cnt: None },
        }
    }

    /// `maybe_late`: the same bytes were heard before, from a gateway that had not heard them yet.
    async fn data(
        &mut self,
        group: GroupId,
        uplink: GatewayUplink,
        frame: &DataFrame<'_>,
        maybe_late: bool,
    ) {
        let lives = self.sessions.with_address(frame.dev_addr);
        let keys: Vec<SessionKey> = lives.iter().map(Live::nwk_s_key).collect();
        let candidate = |(live, key)| {
            let candidate = Live::candidate(live, key);
            if maybe_late { candidate.heard_before() } else { candidate }
        };
        let candidates: Vec<Candidate<'_>> = lives.iter().zip(&keys).map(candidate).collect();
        match ns::uplink::accept(frame, &candidates) {
            NsVerdict::Accepted { index, f_cnt, kind, gap_warning } => {
                drop(candidates);
                let Some(live) = lives.get_mut(index) else { return };
                if gap_warning {
                    let dev_eui = live.session.dev_eui;
                    tracing::warn!(%dev_eui, f_cnt, "the frame counter jumped far");
                }
                let promoted = std::mem::take(&mut live.pending);
                ns::session::advance(&mut live.session, &live.profile, f_cnt, kind);
                live.last_mic = Some(frame.mic);
                let mac = if kind == Kind::Retransmission {
                    None
                } else {
                    live.take_answers(frame, f_cnt, kind, uplink.received_at)
                };
                let live = live.clone();
                if promoted {
                    // What was pending is active now, so the former active one has to go.
                    self.sessions.promote(live.session.dev_eui);
                    self.sessions.insert(live.clone());
                }
                self.accept(group, uplink, frame, live, f_cnt, kind, promoted, mac).await;
            }
            NsVerdict::Refused(refusal) => {
                let named = refusal.dev_eui();
                let subject = lives
                    .iter()
                    .find(|live| Some(live.session.dev_eui) == named)
                    .or(if let [only] = &*lives { Some(only) } else { None })
                    .map(|live| subject(live, None));
                self.refuse(uplink, subject, &refusal);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one verdict")]
    async fn accept(
        &mut self,
        group: GroupId,
        uplink: GatewayUplink,
        frame: &DataFrame<'_>,
        live: Live,
        f_cnt: u32,
        kind: Kind,
        promoted: bool,
        mac: Option<StoredMac>,
    ) {
        let rx_delay = Duration::from_secs(u64::from(live.session.rx_delay));
        self.dedup.set_rx_delay(&uplink.phy, rx_delay);
        let is_new = kind != Kind::Retransmission;
        self.count += u64::from(is_new);
        self.core.note(Note::Up {
            uplink: uplink.clone(),
            subject: subject(&live, Some(f_cnt)),
            verdict: Verdict::accepted(if is_new { "accepted" } else { "retransmission" }),
            number: is_new.then_some(self.count),
        });
        let open = OpenData {
            live: live.clone(),
            phy: Arc::clone(&uplink.phy),
            f_cnt,
            commit: self.count,
            is_repeat: !is_new,
        };
        self.open.insert(group, Open::Data(Box::new(open)));
        if !is_new {
            return;
        }
        let mut payload = Vec::new();
        if frame.f_port.is_some_and(|port| port > 0) {
            frame.decrypt(&live.app_s_key(), f_cnt, &mut payload);
        }
        let change = match kind {
            _ if promoted => Change::Promote,
            Kind::New | Kind::Retransmission => Change::Advance,
            Kind::CounterReset => Change::Restart(Box::new(live.session.clone())),
        };
        let accepted = Accepted {
            number: self.count,
            uplink,
            dev_eui: live.session.dev_eui,
            dev_addr: live.session.dev_addr,
            tenant: live.profile.tenant.clone(),
            class_mode: class_of(&live),
            f_cnt,
            confirmed: frame.confirmed,
            f_port: frame.f_port,
            payload,
            change,
            mac: mac.map(|mac| Box::new((live.session, mac))),
        };
        // The queue is as long as the disk may be slow; beyond that the radio waits with it, and
        // the gateway service drops and counts.
        if self.accepted.send(accepted).await.is_err() {
            tracing::debug!("an accepted frame came while the engine was stopping");
        }
    }

    fn join(&mut self, group: GroupId, uplink: GatewayUplink, request: &JoinRequest<'_>) {
        let registry = &self.core.registry;
        match registry.profile(request.dev_eui) {
            Some(profile) => {
                let request = Arc::clone(&uplink.phy);
                self.open.insert(group, Open::Join { request, profile });
            }
            None => {
                let refusal =
                    ns::join::unknown_device(request, |eui| registry.profile(eui).is_some());
                self.refuse(uplink, None, &refusal);
            }
        }
    }

    fn refuse(&mut self, uplink: GatewayUplink, subject: Option<Subject>, refusal: &Refusal) {
        let subject = subject.unwrap_or_else(|| Subject {
            tenant: self.core.tenant_of_gateway(uplink.gateway),
            dev_eui: refusal.dev_eui(),
            f_cnt: None,
        });
        self.core.counters.refused(&subject.tenant, refusal.code());
        let verdict = Verdict::refused(refusal);
        self.core.note(Note::Up { uplink, subject, verdict, number: None });
    }

    /// Remembers how a device that always listens was heard, and lets what waits for it go once
    /// its class A windows are over.
    fn note_links(&self, live: &Live, copies: &[GatewayUplink]) {
        let dev_eui = live.session.dev_eui;
        let links: Vec<Link> = copies
            .iter()
            .map(|copy| Link {
                gateway: copy.gateway,
                snr_db: copy.snr_db,
                rssi_dbm: copy.rssi_dbm,
            })
            .collect();
        let Some(ended) = copies.iter().map(|copy| copy.arrived).min() else { return };
        let rx2 = Duration::from_secs(u64::from(live.session.rx_delay) + 1);
        let until = ended + rx2 + WINDOW_LENGTH;
        self.core.queues.heard(dev_eui, &links, until);
        self.core.queues.look_at(dev_eui, until);
    }

    /// All copies are in: answer what has to be answered.
    fn close(&mut self, group: ClosedGroup) {
        match self.open.remove(&group.id) {
            None => {}
            Some(Open::Join { request, profile }) => {
                let join = join::Join { request, profile, copies: group.copies };
                self.core.spawn("join", join.answer(Arc::clone(&self.core)));
            }
            Some(Open::Data(open)) => {
                if !open.is_repeat {
                    hear(&open, &group.copies);
                }
                if !open.is_repeat
                    && AllCopies::are_wanted(&self.core, &open.phy, group.copies.len())
                {
                    let all = AllCopies {
                        live: open.live.clone(),
                        copies: group.copies.clone(),
                        number: open.commit,
                        f_cnt: open.f_cnt,
                        phy: Arc::clone(&open.phy),
                    };
                    if self.all_copies.try_send(all).is_err() {
                        self.core.counters.dropped(1);
                    }
                }
                if class_of(&open.live) == ClassMode::ClassC {
                    self.note_links(&open.live, &group.copies);
                }
                let due = answer::Due::new(&self.core, *open, group.copies);
                if due.is_due(&self.core) {
                    let core = Arc::clone(&self.core);
                    self.core.spawn("answer", due.send(core));
                }
            }
        }
    }
}

/// How the frame log says why the gateway service refused a frame; `None` when there is no frame.
const fn refusal_of(gateway: Eui64, reason: gateway::Refusal) -> Option<Refusal> {
    use gateway::Refusal as Reason;
    match reason {
        Reason::CrcBad | Reason::CrcMissing => Some(Refusal::CrcBad),
        Reason::NotRegistered => Some(Refusal::UnregisteredGateway { gateway }),
        Reason::Disabled => Some(Refusal::GatewayDisabled { gateway }),
        Reason::WrongAddress => Some(Refusal::WrongAddress { gateway }),
        Reason::Malformed
        | Reason::Data
        | Reason::Frequency
        | Reason::Modulation
        | Reason::Counter
        | Reason::Station(_) => None,
    }
}

fn class_of(live: &Live) -> ClassMode {
    ns::session::class_in_force(&live.profile, &live.session)
}

/// Tells what is known about the device how well all gateways together heard a new uplink.
fn hear(open: &OpenData, copies: &[GatewayUplink]) {
    let (Some(best), Ok(Received::Data(frame))) = (copies.first(), ns::uplink::read(&open.phy))
    else {
        return;
    };
    let profile = &open.live.profile;
    open.live.mac.lock().hear(profile, &HeardUplink::of(profile, &frame, open.f_cnt, best, copies));
}

fn subject(live: &Live, f_cnt: Option<u32>) -> Subject {
    let tenant: TenantCode = live.profile.tenant.clone();
    Subject { tenant, dev_eui: Some(live.session.dev_eui), f_cnt }
}
