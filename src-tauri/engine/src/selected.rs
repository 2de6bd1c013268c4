//! What is done to all devices, profiles, gateways or models that were selected, as a task that can
//! be undone: deleting them, giving and taking tags, and switching profiles on and off. Many are
//! meant by a filter, which is asked when the task is begun.

mod gateways;
mod models;

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use lorawan::Eui64;
use model::record::{Operation, RecordKey, Task, TaskItem, TaskKind};
use model::{DeviceEui, JsonMap, RecordId, Said, Saying, TenantCode, say};
use serde_json::Value;

use crate::devices::{DeleteAlso, Planned, Selection};
use crate::event::Resource;
use crate::fields::{Checks, change_tags, has_tag};
use crate::page::PageRequest;
use crate::profiles::{ProfileChange, ProfileFilter};
use crate::registry::SharedDevice;
use crate::restore::{NewPoint, Recorder};
use crate::rpc::Origin;
use crate::tasks::{Keep, NewTask, Reporter, paced};
use crate::{Engine, Error, clock, lists};

pub use gateways::GatewaySelection;
pub use models::{ModelSelection, ModelUse, ModelsPreview};

/// Records of one task.
const RECORDS_MAX: usize = 100_000;
/// Records that are changed in one transaction.
const BATCH: usize = 200;

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

/// What would go with devices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeletionPreview {
    /// Devices that were selected.
    pub devices: u64,
    /// The first of them, as `name (EUI)`.
    pub names: Vec<String>,
    /// Devices among them that mount each thing model.
    pub thing_models: BTreeMap<String, u64>,
    /// Devices among them that mount an RPC model.
    pub with_rpc: u64,
    /// Devices among them that mount a trigger model.
    pub with_trigger: u64,
    /// Devices among them that have attributes.
    pub with_attributes: u64,
    /// Relations of which at least one end goes.
    pub relations: u64,
    /// Sub-devices of them that are not selected themselves.
    pub sub_devices: u64,
    /// LoRaWAN profiles of them.
    pub profiles: u64,
    /// Records of telemetry they have, at least.
    pub telemetry: u64,
    /// `telemetry` was counted to its end.
    pub telemetry_is_exact: bool,
}

/// What to do with the tags of devices.
#[derive(Debug, Clone, Default)]
pub struct TagChange {
    /// Tags they get, when they do not have them.
    pub add: Vec<String>,
    /// Tags they lose, in any spelling of capitals.
    pub remove: Vec<String>,
}

/// What becomes of profiles; absent parts stay as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProfileSwitches {
    /// Whether the network server hears the devices.
    pub enable: Option<bool>,
    /// Whether downlinks may be sent.
    pub down_enable: Option<bool>,
}

/// The use cases of selected records.
#[derive(Debug, Clone, Copy)]
pub struct Selected<'e>(pub(crate) &'e Engine);

impl Selected<'_> {
    /// What would go with devices, counted now.
    ///
    /// # Errors
    /// [`Error::Invalid`] when nothing is selected, [`Error::Store`].
    pub async fn preview_deletion(
        &self,
        tenant: &TenantCode,
        chosen: Selection,
    ) -> Result<DeletionPreview, Error> {
        const NAMES: usize = 20;
        let registry = &self.0.core.registry;
        let mut euis = self.devices(tenant, chosen)?;
        euis.retain(|eui| registry.device_of(tenant, eui).is_some());
        let mut preview = DeletionPreview { devices: euis.len() as u64, ..Default::default() };
        let chosen: HashSet<&DeviceEui> = euis.iter().collect();
        for eui in &euis {
            let Some(shared) = registry.device_of(tenant, eui) else { continue };
            let device = shared.lock().device.clone();
            if preview.names.len() < NAMES {
                preview.names.push(match device.name.as_str() {
                    "" => eui.to_string(),
                    name => format!("{name} ({eui})"),
                });
            }
            for id in &device.thing_model {
                if let Some(model) = registry.thing_models.of(tenant, *id) {
                    *preview.thing_models.entry(model.id_name.to_string()).or_default() += 1;
                }
            }
            preview.with_rpc += u64::from(!device.rpc.is_empty());
            preview.with_trigger += u64::from(!device.trigger.is_empty());
            let has_any = !device.server_attrs.is_empty() || !device.shared_attrs.is_empty();
            preview.with_attributes += u64::from(has_any);
            let profile = eui.as_lorawan().and_then(|dev_eui| registry.profile(dev_eui));
            preview.profiles += u64::from(profile.is_some_and(|it| it.tenant == *tenant));
        }
        for bound in registry.relations.all() {
            let relation = &bound.relation;
            let goes = chosen.contains(&relation.from_eui) || chosen.contains(&relation.to_eui);
            preview.relations += u64::from(goes);
        }
        for eui in &euis {
            let children = registry.children_of(tenant, eui);
            let stays = |child: &&SharedDevice| !chosen.contains(&child.lock().device.eui);
            preview.sub_devices += children.iter().filter(stays).count() as u64;
        }
        drop(chosen);
        let of = tenant.clone();
        let counted = self.0.core.store.read(move |tx| tx.telemetry().count(&of, &euis));
        (preview.telemetry, preview.telemetry_is_exact) = counted.await?;
        Ok(preview)
    }

    /// Begins to delete devices, each with what goes with it.
    ///
    /// # Errors
    /// [`Error::Invalid`] when nothing is selected, [`Error::Full`] when too many tasks wait,
    /// [`Error::Store`].
    pub async fn delete_devices(
        &self,
        tenant: &TenantCode,
        chosen: Selection,
        also: DeleteAlso,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let euis = self.devices(tenant, chosen)?;
        let mut request = JsonMap::new();
        request.insert("profile".into(), also.profile.into());
        request.insert("telemetry".into(), also.telemetry.into());
        request.insert("children".into(), also.children.into());
        let name = self.name_of(tenant, &euis);
        self.begin_deletion(tenant, euis, also, name, request, origin).await
    }

    async fn begin_deletion(
        &self,
        tenant: &TenantCode,
        euis: Vec<DeviceEui>,
        also: DeleteAlso,
        name: String,
        request: JsonMap,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let new = new_task(tenant, TaskKind::DeleteDevices, name, request, euis.len(), origin);
        let (engine, tenant) = (self.0.clone(), tenant.clone());
        let begin = self.begin(new, Operation::Delete, move |reporter, recorder| async move {
            paced(&reporter, euis, Duration::ZERO, move |eui| {
                let (engine, recorder, tenant) = (engine.clone(), recorder.clone(), tenant.clone());
                async move {
                    let devices = engine.devices();
                    let gone = devices.delete_kept(&tenant, &eui, also, Some(&recorder)).await;
                    deleted(eui.to_string(), gone)
                }
            })
            .await
        });
        begin.await
    }

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

    async fn begin_profiles(
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

    async fn begin_switches(
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
            let found = core.registry.profile(*eui).filter(|profile| profile.tenant == *tenant);
            let Some(before) = found else {
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

    /// Begins to give tags to devices and to take tags away.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Full`] when too many tasks wait,
    /// [`Error::Store`].
    pub async fn change_tags(
        &self,
        tenant: &TenantCode,
        chosen: Selection,
        change: TagChange,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let euis = self.devices(tenant, chosen)?;
        let mut checks = Checks::default();
        let mut add = Vec::new();
        checks.tags(&mut add, Some(change.add));
        checks.finish()?;
        if add.is_empty() && change.remove.is_empty() {
            return Err(Error::field("add", Saying::NoTagGiven));
        }
        if let Some(both) = add.iter().find(|tag| has_tag(&change.remove, tag)) {
            return Err(Error::field("remove", say!(AddedToo, tag = both.as_str())));
        }
        let mut request = JsonMap::new();
        request.insert("add".into(), add.clone().into());
        request.insert("remove".into(), change.remove.clone().into());
        self.begin_tags(tenant, euis, TagChange { add, remove: change.remove }, request, origin)
            .await
    }

    async fn begin_tags(
        &self,
        tenant: &TenantCode,
        euis: Vec<DeviceEui>,
        change: TagChange,
        request: JsonMap,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let named = change.add.iter().map(|tag| format!("+{tag}"));
        let named = named.chain(change.remove.iter().map(|tag| format!("−{tag}")));
        let name = named.collect::<Vec<_>>().join(", ").chars().take(255).collect();
        let new = new_task(tenant, TaskKind::Tags, name, request, euis.len(), origin);
        let (engine, tenant) = (self.0.clone(), tenant.clone());
        let begin = self.begin(new, Operation::Tags, move |reporter, recorder| async move {
            for batch in euis.chunks(BATCH) {
                if reporter.is_stopped() {
                    break;
                }
                let items = engine.selected().tag(&tenant, batch, &change, &recorder).await?;
                reporter.commit(items, |_| Ok(())).await?;
            }
            Ok(())
        });
        begin.await
    }

    /// Changes the tags of some devices.
    async fn tag(
        &self,
        tenant: &TenantCode,
        euis: &[DeviceEui],
        change: &TagChange,
        recorder: &Recorder,
    ) -> Result<Vec<TaskItem>, Error> {
        let _turns = self.0.core.edit_all(Resource::Devices, euis).await;
        let mut wanted = Vec::new();
        let mut items = Vec::with_capacity(euis.len());
        for eui in euis {
            let Some(shared) = self.0.core.registry.device_of(tenant, eui) else {
                let gone = Err(Error::not_found("device", eui));
                items.push(deleted(eui.to_string(), gone));
                continue;
            };
            let before = shared.lock().device.clone();
            let mut after = before.clone();
            change_tags(&mut after.tags, &change.add, &change.remove);
            let mut checks = Checks::default();
            let mut kept = Vec::new();
            checks.tags(&mut kept, Some(after.tags.clone()));
            if let Err(error) = checks.finish() {
                items.push(item(eui.to_string(), Err(Said::from(&error)), "tagged"));
            } else if after.tags == before.tags {
                items.push(item(eui.to_string(), Ok(()), "unchanged"));
            } else {
                wanted.push(Planned { before: Some(before), after, identifier: None });
            }
        }
        let records = wanted.iter().map(|it| RecordKey::Device(it.after.eui.clone()));
        recorder.keep(records.collect()).await?;
        let euis: Vec<String> = wanted.iter().map(|it| it.after.eui.to_string()).collect();
        let settling = recorder.clone();
        let answers = self
            .0
            .devices()
            .save_all(wanted, move |tx, _| settling.settle_in(tx))
            .await?
            .into_iter();
        items.extend(euis.into_iter().zip(answers).map(|(eui, it)| item(eui, it, "tagged")));
        Ok(items)
    }

    /// Does what a task did once more, for those of its records that failed.
    ///
    /// # Errors
    /// [`Error::InUse`] when nothing is known to have failed, [`Error::Full`], [`Error::Store`].
    pub(crate) async fn retry(&self, task: Task, origin: &Origin) -> Result<Task, Error> {
        let id = task.id;
        let failed = self.0.core.store.read(move |reader| reader.tasks().failed_subjects(id));
        let failed = failed.await?;
        if failed.is_empty() {
            return Err(Error::InUse(Saying::NoFailedItem.into()));
        }
        let tenant = task.tenant.clone();
        if task.kind == TaskKind::DeleteGateways {
            let euis = failed.iter().filter_map(|eui| eui.parse().ok()).collect();
            return self.delete_gateways(&tenant, GatewaySelection::Euis(euis), origin).await;
        }
        if task.kind == TaskKind::DeleteModels {
            let ids = failed.iter().filter_map(|id| id.parse().ok()).collect();
            let kind = task.request.get("kind").and_then(Value::as_str).unwrap_or_default();
            let kind = kind.parse().map_err(Error::InUse)?;
            return self.delete_models(&tenant, kind, ModelSelection::Ids(ids), origin).await;
        }
        if matches!(task.kind, TaskKind::DeleteProfiles | TaskKind::SwitchProfiles) {
            let euis = failed.iter().filter_map(|eui| eui.parse().ok()).collect();
            let euis = self.profiles(&tenant, ProfileSelection::Euis(euis))?;
            if task.kind == TaskKind::DeleteProfiles {
                return self.begin_profiles(&tenant, euis, origin).await;
            }
            let on = |name: &str| task.request.get(name).and_then(Value::as_bool);
            let switches = ProfileSwitches { enable: on("enable"), down_enable: on("down_enable") };
            return self.begin_switches(&tenant, euis, switches, origin).await;
        }
        let euis: Vec<DeviceEui> = failed.iter().filter_map(|eui| eui.parse().ok()).collect();
        let request = task.request;
        if task.kind == TaskKind::Tags {
            let list = |name: &str| {
                let list = request.get(name).and_then(Value::as_array).into_iter().flatten();
                list.filter_map(Value::as_str).map(str::to_owned).collect()
            };
            let change = TagChange { add: list("add"), remove: list("remove") };
            return self.begin_tags(&tenant, euis, change, request, origin).await;
        }
        let also = |name: &str| request.get(name).and_then(Value::as_bool).unwrap_or(false);
        let also = DeleteAlso {
            profile: also("profile"),
            telemetry: also("telemetry"),
            children: also("children"),
        };
        self.begin_deletion(&tenant, euis, also, task.name.to_string(), request, origin).await
    }

    /// Starts a task with a restore point of its own.
    async fn begin<W, F>(&self, new: NewTask, operation: Operation, work: W) -> Result<Task, Error>
    where
        W: FnOnce(Reporter, Recorder) -> F + Send + 'static,
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let core = self.0.core.clone();
        let (tenant, name, who) = (new.tenant.clone(), new.name.to_string(), new.who.clone());
        self.0
            .core
            .start_task(new, move |reporter| async move {
                let task = Some(reporter.id());
                let point = NewPoint { tenant, operation, name, who, task };
                let recorder = core.begin_restore_point(point).await?;
                let done = work(reporter, recorder.clone()).await;
                recorder.tell().await;
                done
            })
            .await
    }

    /// The devices of a selection, each once.
    fn devices(&self, tenant: &TenantCode, chosen: Selection) -> Result<Vec<DeviceEui>, Error> {
        let mut euis = chosen.euis(self.0, tenant)?;
        euis.sort_unstable();
        check_number("euis", euis.len())?;
        Ok(euis)
    }

    /// The profiles of a selection, each once.
    fn profiles(
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

    /// What a task is called: the one device, or nothing.
    fn name_of(&self, tenant: &TenantCode, euis: &[DeviceEui]) -> String {
        match euis {
            [eui] => {
                self.0.core.registry.device_name(tenant, eui).unwrap_or_else(|| eui.to_string())
            }
            _ => String::new(),
        }
    }
}

/// What a task is called: the one profile, or nothing.
fn name_of_profiles(euis: &[Eui64]) -> String {
    match euis {
        [eui] => eui.to_string(),
        _ => String::new(),
    }
}

fn new_task(
    tenant: &TenantCode,
    kind: TaskKind,
    name: String,
    request: JsonMap,
    total: usize,
    origin: &Origin,
) -> NewTask {
    let (tenant, who) = (tenant.clone(), origin.account().to_owned());
    let name = Said::plain(name);
    NewTask { tenant, kind, subject: None::<RecordId>, name, who, request, total, keep: Keep::All }
}

fn check_number(field: &'static str, number: usize) -> Result<(), Error> {
    if (1..=RECORDS_MAX).contains(&number) {
        return Ok(());
    }
    Err(Error::field(field, say!(RecordsOutOfRange, found = number, limit = RECORDS_MAX)))
}

/// What became of a record that was to be deleted; one that is gone already is as wanted.
fn deleted(subject: String, gone: Result<(), Error>) -> TaskItem {
    match gone {
        Ok(()) => item(subject, Ok(()), "deleted"),
        Err(
            Error::NotFound { .. }
            | Error::Store(store::StoreError::NotFound("device" | "profile" | "gateway")),
        ) => item(subject, Ok(()), "gone"),
        Err(error) => item(subject, Err(Said::from(&error)), "deleted"),
    }
}

fn item(subject: String, result: Result<(), Said>, code: &str) -> TaskItem {
    let (ok, detail) = match result {
        Ok(()) => (true, Said::plain("")),
        Err(reason) => (false, reason),
    };
    let code = if ok { code } else { "failed" }.to_owned();
    TaskItem { subject, ok, code, detail, link: None, at: clock::now() }
}
