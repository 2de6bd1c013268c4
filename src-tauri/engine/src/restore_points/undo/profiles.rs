//! Bringing back profiles, and how their devices go on.

use std::sync::{Arc, OnceLock};

use lorawan::Eui64;
use model::record::{JoinMode, LorawanProfile, RestoreItem};
use model::{RecordId, Said, Saying};
use store::{StoreError, StoredSession};

use super::{Done, Undoing};
use crate::event::{Action, Resource};
use crate::radio::{Command, SessionChange};
use crate::restore_points::Recorder;
use crate::{Error, clock};

impl Undoing {
    pub(super) async fn profile(
        &self,
        item: &RestoreItem,
        dev_eui: Eui64,
        recorder: Recorder,
    ) -> Result<Done, Error> {
        let (core, tenant) = (&self.engine.core, &self.point.tenant);
        if item.before_at.is_none() {
            self.engine.profiles().delete_kept(tenant, dev_eui, Some(&recorder)).await?;
            return Ok(Done::plain("removed"));
        }
        let _edit = core.edit(Resource::Profiles, dev_eui).await;
        let is_new = core.registry.profile(dev_eui).is_none();
        let (point, record, memory) = (self.point.id, item.record.clone(), Arc::clone(core));
        let taken = Arc::new(OnceLock::new());
        let tell = Arc::clone(&taken);
        let _turn = core.turns.lock(dev_eui).await;
        let stored = core.store.write(move |tx| {
            recorder.keep_in(tx, &record)?;
            let before = crate::profiles::active_session(&tx.sessions(), dev_eui)?;
            let profile = tx.restore_points().put_back_profile(point, dev_eui)?;
            if let Some(other) = address_taken(&memory.registry.profiles(), &profile) {
                let reason = store::ConflictReason::Exists;
                // The first is the only one.
                let _ = tell.set(other);
                return Err(StoreError::Conflict { record: "profile", field: "dev_addr", reason });
            }
            let follow = sessions(tx, point, &profile, before)?;
            recorder.settle_in(tx)?;
            Ok((profile, follow))
        });
        let (profile, follow) = match (stored.await, taken.get()) {
            (Ok(stored), _) => stored,
            (Err(_), Some(other)) => {
                let other = Said::new(Saying::AddressUsed).with("eui", other.to_string());
                return Ok(Done::not("failed", other));
            }
            (Err(error), None) => return Err(error.into()),
        };
        core.registry.put_profile(profile);
        core.radio_command(match follow {
            Follow::On(session) => Command::Saved { dev_eui, session },
            Follow::Back(sessions) => Command::Restored { dev_eui, sessions },
        })
        .await;
        core.queues.look_at(dev_eui, clock::instant());
        let action = if is_new { Action::Created } else { Action::Updated };
        core.bus.changed(tenant, Resource::Profiles, dev_eui, action);
        Ok(Done::plain(if is_new { "restored" } else { "reverted" }))
    }
}

/// Who has the ABP address of a profile, in its tenant.
fn address_taken(all: &[Arc<LorawanProfile>], profile: &LorawanProfile) -> Option<Eui64> {
    if profile.join_mode != JoinMode::Abp {
        return None;
    }
    let is_same = |other: &&Arc<LorawanProfile>| {
        other.dev_eui != profile.dev_eui
            && other.tenant == profile.tenant
            && other.join_mode == JoinMode::Abp
            && other.dev_addr == profile.dev_addr
    };
    all.iter().find(is_same).map(|other| other.dev_eui)
}

/// How a device goes on after its profile is as it was.
enum Follow {
    /// In the session it has, or one that this made of it.
    On(SessionChange),
    /// In the sessions that were kept.
    Back(Vec<StoredSession>),
}

/// A device goes on in the session it has when the profile still means that one; otherwise in the
/// sessions that were kept, with counters that no frame has used.
fn sessions(
    tx: &store::WriteTx<'_>,
    point: RecordId,
    profile: &LorawanProfile,
    before: Option<StoredSession>,
) -> Result<Follow, StoreError> {
    let dev_eui = profile.dev_eui;
    let current = before.as_ref().map(|stored| &stored.session);
    let next = ns::session::after_profile_change(current, profile, clock::now());
    let goes_on = current.zip(next.as_ref()).is_some_and(|(old, new)| {
        (old.dev_addr, old.nwk_s_key, old.app_s_key) == (new.dev_addr, new.nwk_s_key, new.app_s_key)
    });
    if goes_on {
        return crate::profiles::follow(tx, profile, before).map(Follow::On);
    }
    let kept = tx.restore_points().put_back_sessions(point, dev_eui)?;
    let fits = match (profile.join_mode, kept.first(), &next) {
        (JoinMode::Otaa, ..) => true,
        (JoinMode::Abp, Some(kept), Some(next)) => {
            (kept.session.dev_addr, kept.session.nwk_s_key, kept.session.app_s_key)
                == (next.dev_addr, next.nwk_s_key, next.app_s_key)
        }
        (JoinMode::Abp, ..) => false,
    };
    if fits {
        return Ok(Follow::Back(kept));
    }
    match next {
        Some(next) => {
            tx.sessions().put_active(&profile.tenant, &next)?;
            tx.restore_points().raise_counters(dev_eui)?;
        }
        None => tx.sessions().delete(dev_eui)?,
    }
    tx.sessions().of_device(dev_eui).map(Follow::Back)
}
