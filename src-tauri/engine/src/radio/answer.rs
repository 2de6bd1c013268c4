//! Answers in class A windows: join-accepts and acknowledgements.
//!
//! Each runs as a short task of its own: it waits for the disk, takes the counter or nonces, and
//! then offers the frame to one gateway and window after the other until one takes it.

use std::sync::Arc;

use lorawan::{DataFrame, Frame, NetId};
use model::radio::{GatewayUplink, TransmitOutcome};
use model::record::LorawanProfile;
use ns::Refusal;
use ns::downlink::{RxParams, Transmission};
use ns::join::{Attempt, Fresh, JoinAnswer, NonceHistory};
use ns::mac_answer::{self, Answers};
use store::{JoinCommit, JoinOutcome, JoinState, StoreError};

use super::{Command, Live};
use crate::event::{Action, Resource};
use crate::frames::{Note, Subject, Verdict};
use crate::{Core, clock};

/// DevAddr draws before a join is given up; a collision only costs a draw.
const ADDRESS_DRAWS: u32 = 16;

/// An accepted frame that may need an answer.
pub(super) struct Due {
    pub(super) live: Live,
    pub(super) phy: Arc<[u8]>,
    pub(super) f_cnt: u32,
    /// Number of the accepted frame; the answer waits until it is stored.
    pub(super) commit: u64,
    pub(super) copies: Vec<GatewayUplink>,
}

impl Due {
    fn frame(&self) -> Option<DataFrame<'_>> {
        match lorawan::parse(&self.phy) {
            Ok(Frame::Data(frame)) => Some(frame),
            _ => None,
        }
    }

    fn answers(&self, frame: &DataFrame<'_>) -> Answers {
        let commands = mac_answer::commands_of(frame, &self.live.nwk_s_key, self.f_cnt);
        mac_answer::answer(&commands, &self.copies)
    }

    pub(super) fn is_owed(&self) -> bool {
        self.frame().is_some_and(|frame| ns::downlink::is_owed(&frame, &self.answers(&frame)))
    }

    pub(super) async fn send(self, core: Arc<Core>) {
        let Some(frame) = self.frame() else { return };
        if !core.is_stored(self.commit).await {
            return;
        }
        let mut session = self.live.session.clone();
        let (dev_eui, dev_addr) = (session.dev_eui, session.dev_addr);
        let counter =
            core.store.write(move |tx| tx.sessions().take_f_cnt_down(dev_eui, dev_addr)).await;
        session.next_f_cnt_down = match counter {
            Ok(Some(counter)) => counter,
            Ok(None) => return tracing::warn!(%dev_eui, "the session ended before its answer"),
            Err(error) => return tracing::error!(%dev_eui, %error, "no downlink counter"),
        };
        let answers = self.answers(&frame);
        let built = match ns::downlink::acknowledgement(&mut session, &frame, &answers) {
            Ok(built) => built,
            Err(error) => return tracing::error!(%dev_eui, %error, "no answer could be built"),
        };
        let windows = ns::downlink::windows(
            &self.live.profile,
            RxParams::of_session(&session),
            &self.copies,
            built.phy.len(),
            clock::instant(),
            |gateway| core.can_transmit(gateway),
        );
        let subject = Subject {
            tenant: self.live.profile.tenant.clone(),
            dev_eui: Some(dev_eui),
            f_cnt: Some(built.f_cnt),
        };
        transmit(&core, windows, &built.phy, &subject).await;
    }
}

/// A join-request whose copies are all in.
pub(super) struct Join {
    pub(super) request: Arc<[u8]>,
    pub(super) profile: Arc<LorawanProfile>,
    pub(super) copies: Vec<GatewayUplink>,
}

/// Why a join is not granted.
enum Denial {
    /// The network server refuses it.
    Refused(Refusal),
    /// The store could not take it.
    Store(StoreError),
    /// Every address that was drawn is in use.
    NoAddress,
}

impl From<StoreError> for Denial {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Join {
    /// Decides and sends the join-accept.
    pub(super) async fn answer(self, core: Arc<Core>) {
        let Some(best) = self.copies.first() else { return };
        let dev_eui = self.profile.dev_eui;
        let granted = self.grant(&core, best).await;
        let (phy, verdict) = match granted {
            Ok(phy) => (Some(phy), Verdict::accepted("accepted")),
            Err(Denial::Refused(refusal)) => {
                core.counters.refused(refusal.code());
                (None, Verdict::refused(&refusal))
            }
            Err(Denial::Store(error)) => {
                tracing::error!(%dev_eui, %error, "a join could not be stored");
                (None, internal("The data folder could not be written."))
            }
            Err(Denial::NoAddress) => (None, internal("No free DevAddr was found.")),
        };
        let tenant = self.profile.tenant.clone();
        let subject = Subject { tenant, dev_eui: Some(dev_eui), f_cnt: None };
        let (uplink, subject_of_note) = (best.clone(), subject.clone());
        core.note(Note::Up { uplink, subject: subject_of_note, verdict, number: None });
        let Some(phy) = phy else { return };
        let windows = ns::downlink::windows(
            &self.profile,
            RxParams::of_join(&self.profile),
            &self.copies,
            phy.len(),
            clock::instant(),
            |gateway| core.can_transmit(gateway),
        );
        transmit(&core, windows, &phy, &subject).await;
    }

    /// Makes the session and commits it with its nonces; the join-accept comes back.
    async fn grant(&self, core: &Arc<Core>, best: &GatewayUplink) -> Result<Arc<[u8]>, Denial> {
        let dev_eui = self.profile.dev_eui;
        // One join of a device at a time, from reading its nonces to storing the new ones.
        let _turn = core.joins.lock(dev_eui).await;
        let state = core.store.read(move |reader| reader.joins().state(dev_eui)).await?;
        let net_id = core.settings().net_id;
        for _ in 0..ADDRESS_DRAWS {
            let (answer, fresh) = self.decide(best, &state, net_id).map_err(Denial::Refused)?;
            if core.radio_uses(fresh.dev_addr).await {
                continue;
            }
            if let Some(expected) = answer.expected_join_eui {
                tracing::warn!(%dev_eui, %expected, "the device sent another JoinEUI");
            }
            return self.commit(core, answer, fresh, &state).await;
        }
        Err(Denial::NoAddress)
    }

    fn decide(
        &self,
        best: &GatewayUplink,
        state: &JoinState,
        net_id: NetId,
    ) -> Result<(JoinAnswer, Fresh), Refusal> {
        let Ok(Frame::JoinRequest(request)) = lorawan::parse(&self.request) else {
            return Err(Refusal::UnsupportedType);
        };
        let attempt = Attempt { request, frequency_hz: best.frequency_hz, at: best.received_at };
        let nonces = NonceHistory { used: &state.used_dev_nonces, last: state.last_dev_nonce };
        let fresh = Fresh {
            join_nonce: state.next_join_nonce.max(1),
            dev_addr: net_id.dev_addr(rand::random()),
            net_id,
        };
        ns::join::answer(&attempt, &self.profile, &nonces, &fresh).map(|answer| (answer, fresh))
    }

    async fn commit(
        &self,
        core: &Arc<Core>,
        answer: JoinAnswer,
        fresh: Fresh,
        state: &JoinState,
    ) -> Result<Arc<[u8]>, Denial> {
        let dev_eui = self.profile.dev_eui;
        let dev_nonce = answer.session.dev_nonce.unwrap_or_default();
        let commit = JoinCommit {
            tenant: self.profile.tenant.clone(),
            session: answer.session.clone(),
            dev_nonce,
            join_nonce: fresh.join_nonce,
        };
        match core.store.write(move |tx| tx.joins().commit(&commit)).await? {
            JoinOutcome::Committed => {
                let profile = Arc::clone(&self.profile);
                let tenant = &self.profile.tenant;
                core.radio_command(Command::Joined { session: answer.session, profile }).await;
                core.bus.changed(tenant, Resource::Profiles, dev_eui, Action::Updated);
                Ok(Arc::from(answer.phy))
            }
            // The turn makes a second use of the JoinNonce impossible; the DevNonce is meant.
            JoinOutcome::DevNonceReused | JoinOutcome::JoinNonceReused => {
                let last = state.last_dev_nonce;
                Err(Denial::Refused(Refusal::DevNonceReused { dev_eui, dev_nonce, last }))
            }
        }
    }
}

fn internal(reason: &str) -> Verdict {
    Verdict { accepted: false, code: "internal_error", reason: Some(reason.to_owned()) }
}

/// Offers a frame to each window in turn until a gateway takes it.
async fn transmit(
    core: &Arc<Core>,
    windows: Vec<Transmission>,
    phy: &Arc<[u8]>,
    subject: &Subject,
) {
    if windows.is_empty() {
        tracing::warn!(dev_eui = ?subject.dev_eui, "no window was left for a downlink");
    }
    for window in windows {
        if !window.is_in_time(clock::instant()) {
            continue;
        }
        let downlink = window.carrying(Arc::clone(phy));
        let at = clock::now();
        let outcome = core.transmit(downlink.clone()).await;
        let (taken, verdict) = match outcome {
            Ok(TransmitOutcome::Accepted { .. }) => (true, Verdict::accepted("sent")),
            Ok(TransmitOutcome::NoAnswer) => (true, Verdict::accepted("sent_unconfirmed")),
            Ok(TransmitOutcome::Refused(reason)) => {
                let reason = Some(format!("The gateway refused the frame: {reason}."));
                (false, Verdict { accepted: false, code: "gateway_refused", reason })
            }
            Err(reason) => {
                (false, Verdict { accepted: false, code: "no_path", reason: Some(reason) })
            }
        };
        core.note(Note::Down { at, downlink, subject: subject.clone(), verdict });
        if taken {
            return;
        }
    }
}
