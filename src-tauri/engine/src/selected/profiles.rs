//! Deleting LoRaWAN profiles, and switching them on and off.

use std::collections::HashSet;
use std::time::Duration;

use lorawan::Eui64;
use model::record::{Operation, RecordKey, Task, TaskItem, TaskKind};
use model::{JsonMap, Said, Saying, TenantCode};

use super::{BATCH, Selected, check_number, deleted, item, new_task};
use crate::event::Resource;
use crate::page::PageRequest;
use crate::profiles::{ProfileChange, ProfileFilter};
use crate::restore_points::Recorder;
use crate::rpc::Origin;
use crate::tasks::paced;
use crate::{Error, lists};

/// LoRaWAN profiles, as a person selected them.
#[derive(Debug, Clone)]
pub enum ProfileSelection {
    /// These.
    Euis(Vec<Eui64>),
    /// All that match at this moment.
    Matching {
        /// The filter.
        filter: ProfileFilter,
        /// The text.
        text: Option<String>,
        /// Those of them that were left out again.
        except: Vec<Eui64>,
    },
}

/// What becomes of profiles; absent parts stay as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProfileSwitches {
    /// Whether the network server hears the devices.
    pub enable: Option<bool>,
    /// Whether downlinks may be sent.
    pub down_enable: Option<bool>,
}

impl Selected<'_> {
    /// Begins to delete LoRaWAN profiles.
    ///
    /// # Errors
    /// [`Error::Invalid`] when nothing is selected, [`Error::Full`] when too many tasks wait,
    /// [`Error::Store`].
    pub async fn delete_profiles(
        &self,
        tenant: &TenantCode,
        selection: ProfileSelection,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let euis = self.profiles(tenant, selection)?;
        self.begin_profiles(tenant, euis, origin).await
    }

    pub(super) async fn begin_profiles(
        &self,
        tenant: &TenantCode,
        euis: Vec<Eui64>,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let (kind, request) = (TaskKind::DeleteProfiles, JsonMap::new());
        let new = new_task(tenant, kind, name_of_profiles(&euis), request, euis.len(), origin);
        let (engine, tenant) = (self.0.clone(), tenant.clone());
        let begin = self.begin(new, Operation::Delete, move |reporter, recorder| async move {
            paced(&reporter, euis, Duration::ZERO, move |eui| {
                let (engine, recorder, tenant) = (engine.clone(), recorder.clone(), tenant.clone());
                async move {
                    let gone = engine.profiles().delete_kept(&tenant, eui, Some(&recorder)).await;
                    deleted(eui.to_string(), gone)
                }
            })
            .await
        });
        begin.await
    }

    /// Begins to enable or disable LoRaWAN profiles, or their downlinks.
    ///
    /// # Errors
    /// [`Error::Invalid`] when nothing is selected or nothing is to be switched, [`Error::Full`]
    /// when too many tasks wait, [`Error::Store`].
    pub async fn switch_profiles(
        &self,
        tenant: &TenantCode,
        selection: ProfileSelection,
        switches: ProfileSwitches,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let euis = self.profiles(tenant, selection)?;
        if switches == ProfileSwitches::default() {
            return Err(Error::field("enable", Saying::NoSwitchGiven));
        }
        self.begin_switches(tenant, euis, switches, origin).await
    }

    pub(super) async fn begin_switches(
        &self,
        tenant: &TenantCode,
        euis: Vec<Eui64>,
        switches: ProfileSwitches,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let mut request = JsonMap::new();
        let given = [("enable", switches.enable), ("down_enable", switches.down_enable)];
        request.extend(given.into_iter().filter_map(|(name, on)| Some((name.into(), on?.into()))));
        let (kind, name) = (TaskKind::SwitchProfiles, name_of_profiles(&euis));
        let new = new_task(tenant, kind, name, request, euis.len(), origin);
        let (engine, tenant) = (self.0.clone(), tenant.clone());
        let operation = Operation::SwitchProfiles;
        let begin = self.begin(new, operation, move |reporter, recorder| async move {
            for batch in euis.chunks(BATCH) {
                if reporter.is_stopped() {
                    break;
                }
                let items = engine.selected().switch(&tenant, batch, switches, &recorder).await?;
                reporter.commit(items, |_| Ok(())).await?;
            }
            Ok(())
        });
        begin.await
    }

    /// Switches some profiles.
    async fn switch(
        &self,
        tenant: &TenantCode,
        euis: &[Eui64],
        switches: ProfileSwitches,
        recorder: &Recorder,
    ) -> Result<Vec<TaskItem>, Error> {
        let (core, profiles) = (&self.0.core, self.0.profiles());
        let _turns = core.edit_all(Resource::Profiles, euis).await;
        let mut wanted = Vec::new();
        let mut items = Vec::with_capacity(euis.len());
        for eui in euis {
            let Some(before) = core.registry.profile_of(tenant, *eui) else {
                items.push(deleted(eui.to_string(), Err(Error::not_found("LoRaWAN profile", eui))));
                continue;
            };
            let ProfileSwitches { enable, down_enable } = switches;
            let change = ProfileChange { enable, down_enable, ..ProfileChange::default() };
            match profiles.planned(tenant, *eui, Some(&before), change) {
                Err(errors) => {
                    let reason = Said::from(&Error::Invalid(errors));
                    items.push(item(eui.to_string(), Err(reason), "switched"));
                }
                Ok(after) if after == *before => {
                    items.push(item(eui.to_string(), Ok(()), "unchanged"));
                }
                Ok(after) => wanted.push((after, false)),
            }
        }
        let records = wanted.iter().map(|(after, _)| RecordKey::Profile(after.dev_eui));
        recorder.keep(records.collect()).await?;
        let euis: Vec<Eui64> = wanted.iter().map(|(after, _)| after.dev_eui).collect();
        let settling = recorder.clone();
        let answers = profiles.save_all(wanted, move |tx, _| settling.settle_in(tx)).await?;
        let done = euis.into_iter().zip(answers);
        items.extend(done.map(|(eui, answer)| item(eui.to_string(), answer, "switched")));
        Ok(items)
    }

    /// The profiles of a selection, each once.
    pub(super) fn profiles(
        &self,
        tenant: &TenantCode,
        selection: ProfileSelection,
    ) -> Result<Vec<Eui64>, Error> {
        let mut euis: Vec<Eui64> = match selection {
            ProfileSelection::Euis(euis) => euis,
            ProfileSelection::Matching { filter, text, except } => {
                let except: HashSet<Eui64> = except.into_iter().collect();
                let page = PageRequest { q: text, ..PageRequest::default() };
                let found = lists::matching_profiles(self.0, tenant, &filter, &page)?;
                let found = found.iter().filter_map(|eui| eui.parse().ok());
                found.filter(|eui| !except.contains(eui)).collect()
            }
        };
        euis.sort_unstable();
        euis.dedup();
        check_number("dev_euis", euis.len())?;
        Ok(euis)
    }
}

/// What a task is called: the one profile, or nothing.
fn name_of_profiles(euis: &[Eui64]) -> String {
    match euis {
        [eui] => eui.to_string(),
        _ => String::new(),
    }
}
