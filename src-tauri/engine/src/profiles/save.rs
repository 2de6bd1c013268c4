//! From a checked profile to one that works: the store first, then memory and the radio.

use lorawan::Eui64;
use model::record::{LorawanProfile, Session};
use model::{Said, say};

use super::{ProfileView, Profiles};
use crate::event::{Action, Resource};
use crate::radio::{Command, SessionChange};
use crate::saved::{Saved, answered};
use crate::{Error, clock};

impl Profiles<'_> {
    pub(super) async fn save(
        &self,
        profile: LorawanProfile,
        old: Option<LorawanProfile>,
        action: Action,
    ) -> Result<ProfileView, Error> {
        let core = &self.0.core;
        let dev_eui = profile.dev_eui;
        let record = profile.clone();
        let is_new = old.is_none();
        let session =
            core.store.write(move |tx| write(tx, &record, is_new)).await.map_err(|error| {
                match error {
                    store::StoreError::Conflict { .. } => {
                        let detail = say!(ProfileExists, eui = dev_eui.to_string());
                        Error::conflict("dev_eui", detail)
                    }
                    other => other.into(),
                }
            })?;
        self.publish(profile.clone(), session, action).await;
        self.view(profile).await
    }

    /// Stores checked profiles, new ones or not, in one transaction. What one of them collides
    /// with is its answer and leaves the others alone; `note` hears the answers in the
    /// transaction.
    ///
    /// # Errors
    /// [`Error::Store`]; none was stored then.
    pub(crate) async fn save_all(
        &self,
        profiles: Vec<(LorawanProfile, bool)>,
        note: impl FnOnce(&store::WriteTx<'_>, &[Saved]) -> Result<(), store::StoreError>
        + Send
        + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let now = clock::now();
        let written = self.0.core.store.write(move |tx| {
            let mut written = Vec::with_capacity(profiles.len());
            for (mut profile, is_new) in profiles {
                profile.updated_at = now;
                let session = answered(write(tx, &profile, is_new))?;
                written.push((profile, is_new, session));
            }
            let answer = |session: &Result<SessionChange, Said>| match session {
                Ok(_) => Ok(()),
                Err(reason) => Err(reason.clone()),
            };
            let answers: Vec<Saved> =
                written.iter().map(|(_, _, session)| answer(session)).collect();
            note(tx, &answers)?;
            Ok(written)
        });
        let mut answers = Vec::new();
        for (profile, is_new, session) in written.await? {
            answers.push(match session {
                Ok(session) => {
                    let action = if is_new { Action::Created } else { Action::Updated };
                    self.publish(profile, session, action).await;
                    Ok(())
                }
                Err(reason) => Err(reason),
            });
        }
        Ok(answers)
    }

    /// Makes a stored profile work.
    async fn publish(&self, profile: LorawanProfile, session: SessionChange, action: Action) {
        let core = &self.0.core;
        let (dev_eui, tenant) = (profile.dev_eui, profile.tenant.clone());
        core.registry.put_profile(profile);
        core.radio_command(Command::Saved { dev_eui, session }).await;
        core.queues.look_at(dev_eui, clock::instant());
        core.bus.changed(&tenant, Resource::Profiles, dev_eui, action);
    }
}

/// Stores a profile, and the session that it makes or ends.
fn write(
    tx: &store::WriteTx<'_>,
    record: &LorawanProfile,
    is_new: bool,
) -> Result<SessionChange, store::StoreError> {
    if is_new {
        tx.profiles().insert(record)?;
    } else {
        tx.profiles().update(record)?;
    }
    let before = active_session(&tx.sessions(), record.dev_eui)?;
    follow(tx, record, before)
}

/// Stores the session that a stored profile makes or ends, with the one that was in use before.
pub(crate) fn follow(
    tx: &store::WriteTx<'_>,
    record: &LorawanProfile,
    before: Option<store::StoredSession>,
) -> Result<SessionChange, store::StoreError> {
    let (current, mac) = before.map(|old| (old.session, old.mac)).unzip();
    let next = ns::session::after_profile_change(current.as_ref(), record, clock::now());
    if next == current {
        return Ok(SessionChange::Kept);
    }
    match next {
        Some(session) => {
            tx.sessions().put_active(&record.tenant, &session)?;
            // The device goes on as it was when it keeps its session.
            let is_same = |old: &Session| {
                old.dev_addr == session.dev_addr && old.nwk_s_key == session.nwk_s_key
            };
            if let Some(mac) = mac.flatten()
                && current.as_ref().is_some_and(is_same)
            {
                tx.sessions().put_mac(&session, &mac)?;
            }
            Ok(SessionChange::Replaced(Box::new(session)))
        }
        None => {
            tx.sessions().delete(record.dev_eui)?;
            Ok(SessionChange::Ended)
        }
    }
}

/// The session a device uses; one that a join only prepared when there is no other.
pub(crate) fn active_session(
    sessions: &store::Sessions<'_>,
    dev_eui: Eui64,
) -> Result<Option<store::StoredSession>, store::StoreError> {
    Ok(sessions.of_device(dev_eui)?.into_iter().next())
}
