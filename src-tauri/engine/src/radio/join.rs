//! Answers to join-requests: a session, committed with its nonces, and the join-accept.
//!
//! Each runs as a short task of its own. From reading the nonces to the commit it holds the
//! device's turn.

use std::sync::Arc;

use lorawan::{Frame, NetId};
use model::radio::GatewayUplink;
use model::record::LorawanProfile;
use ns::Refusal;
use ns::airspace::Priority;
use ns::downlink::RxParams;
use ns::join::{Attempt, Fresh, JoinAnswer, NonceHistory};
use store::{JoinCommit, JoinOutcome, JoinState, StoreError};

use super::frames::{Note, Subject, Verdict};
use super::transmit::{self, Outcome};
use super::{Command, INTERNAL, stored};
use crate::event::{Action, Resource};
use crate::{Core, clock};

/// DevAddr draws before a join is given up; a collision only costs a draw.
const ADDRESS_DRAWS: u32 = 16;

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
                core.counters.refused(&self.profile.tenant, refusal.code());
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
        let params = RxParams::of_join(&self.profile);
        let mut windows = ns::downlink::windows(
            &self.profile,
            params,
            &self.copies,
            clock::instant(),
            |gateway| core.can_transmit(gateway),
        );
        windows.retain(|window| phy.len() <= window.max_phy_len);
        let region = ns::downlink::region(&self.profile);
        let frame = transmit::Frame { phy, region, priority: Priority::Owed, subject };
        if let Outcome::NotTaken(refused) = core.offer(&windows, &frame).await {
            let reason = refused.reason();
            tracing::warn!(%dev_eui, %reason, "a join-accept was not sent");
        }
    }

    /// Makes the session and commits it with its nonces; the join-accept comes back.
    async fn grant(&self, core: &Arc<Core>, best: &GatewayUplink) -> Result<Arc<[u8]>, Denial> {
        let dev_eui = self.profile.dev_eui;
        // One join of a device at a time, from reading its nonces to storing the new ones.
        let _turn = core.turns.lock(dev_eui).await;
        let state = core.store.read(move |reader| reader.joins().state(dev_eui)).await?;
        let net_id = core.settings().net_id;
        for _ in 0..ADDRESS_DRAWS {
            let (answer, fresh) =
                self.decide(core, best, &state, net_id).map_err(Denial::Refused)?;
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
        core: &Core,
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
        let settings = core.settings.read();
        let policy = settings.policy(self.profile.standard);
        ns::join::answer(&attempt, &self.profile, &nonces, &fresh, policy)
            .map(|answer| (answer, fresh))
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
        let old = core.latest(dev_eui).await.map(|live| live.mac.lock().state().clone());
        let mac = answer.mac.succeeding(&old.unwrap_or_default());
        let commit = JoinCommit {
            tenant: self.profile.tenant.clone(),
            session: answer.session.clone(),
            mac: stored(&mac),
            dev_nonce,
            join_nonce: fresh.join_nonce,
        };
        match core.store.write(move |tx| tx.joins().commit(&commit)).await? {
            JoinOutcome::Committed => {
                let profile = Arc::clone(&self.profile);
                let tenant = &self.profile.tenant;
                core.radio_command(Command::Joined {
                    session: answer.session,
                    profile,
                    mac: Box::new(mac),
                })
                .await;
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
    Verdict { accepted: false, code: INTERNAL, reason: Some(reason.to_owned()) }
}
