//! Many devices at once: planned one by one, stored together.

use std::collections::HashSet;

use model::record::{AttributeSide, Device, DeviceType};
use model::{DeviceEui, JsonMap, Saying, TenantCode, say};
use serde_json::Value;
use things::attribute::{self, Definition, Edit};

use super::{DeviceChange, Devices, HEART_PERIOD, check_source};
use crate::attributes::Description;
use crate::error::FieldError;
use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::models::mounting::ModelKey;
use crate::saved::{Saved, answered};
use crate::workers::{AttributeChange, AttributePatch, Place, Save};
use crate::{Error, clock};

/// Who stores a planned record. Those of the same are stored together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StoredBy {
    /// Whoever plans it: no thread changes any of it.
    Caller,
    /// The thread at this place.
    Thread(usize),
    /// That thread, while another one changes the family that the device joins.
    ThreadOutsideFamily(usize),
}

/// What a file says of a device; absent parts keep their value or get their default.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// The template a new device starts from; of one that is there it is only noted.
    pub(crate) template: Option<ModelKey>,
    pub(crate) fields: DeviceChange,
    /// The parent of a sub-device.
    pub(crate) parent: Option<DeviceEui>,
    pub(crate) server: WantedSide,
    pub(crate) shared: WantedSide,
}

/// What a file says of one side of a device's attributes; what is given replaces all others.
#[derive(Debug, Default)]
pub(crate) struct WantedSide {
    /// Their values.
    pub(crate) values: Option<JsonMap>,
    /// What people said of them.
    pub(crate) meta: Option<Vec<(String, Description)>>,
}

/// A device as it is to be.
#[derive(Debug)]
pub(crate) struct Planned {
    /// What it was; `None` for a new one.
    pub(crate) before: Option<Device>,
    pub(crate) after: Device,
    /// The identifier by which its parent is to know it, when it does not yet.
    pub(crate) identifier: Option<String>,
}

impl Devices<'_> {
    /// A device as it would be with these fields; `None` before a new one. Whether its parent is
    /// there is the caller's to check.
    ///
    /// # Errors
    /// Every field that is not as it must be.
    pub(crate) fn planned(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        before: Option<&Device>,
        wanted: Wanted,
    ) -> Result<Device, Vec<FieldError>> {
        let now = clock::now();
        let new = || Device::new(eui.clone(), tenant.clone(), HEART_PERIOD, now);
        let mut device = before.cloned().unwrap_or_else(new);
        let mut checks = Checks::default();
        let Wanted { template, fields, parent, server, shared } = wanted;
        if let Some(key) = template {
            let templates = &self.0.core.registry.device_templates;
            match key.find(templates, tenant) {
                Some(it) if before.is_none() => {
                    self.0.device_templates().furnish(&it, &mut device, now);
                }
                Some(it) => device.template = Some(it.id),
                None => checks.refuse("template", key.unknown_template(templates, tenant)),
            }
        }
        take_parent(&mut device, before.is_none(), fields.device_type, parent, &mut checks);
        for (side, given) in [(AttributeSide::Server, server), (AttributeSide::Shared, shared)] {
            self.take_side(&mut device, side, given, &mut checks);
        }
        let source = |device: &Device| {
            check_source(device).map_err(|error| match eui.as_str().parse::<lorawan::Eui64>() {
                // Of a new device it is the EUI that was mistyped, not the source.
                Err(reason) if before.is_none() => Error::field("eui", reason),
                _ => error,
            })
        };
        let checked = self.apply(fields, &mut device, checks).and_then(|()| source(&device));
        match checked {
            Ok(()) => Ok(device),
            Err(Error::Invalid(errors)) => Err(errors),
            Err(other) => Err(vec![FieldError::new("eui", other.sentence())]),
        }
    }

    /// Takes what a file says of one side's attributes. What the platform itself keeps is left
    /// alone.
    fn take_side(
        &self,
        device: &mut Device,
        side: AttributeSide,
        given: WantedSide,
        checks: &mut Checks,
    ) {
        let (field, meta_field) = fields_of(side);
        let is_platforms = |key: &str| attribute::is_kept_by_platform(side, key);
        // With what was said of them it is the copy of a device, whose keys and values are as its
        // scripts made them; without, a person typed them.
        let is_copy = given.meta.is_some();
        let (known, notes) = device.attributes(side);
        let mut edit = Edit::default();
        if let Some(mut values) = given.values {
            values.retain(|key, _| !is_platforms(key));
            let gone = known.keys().filter(|key| !values.contains_key(*key) && !is_platforms(key));
            edit.remove = gone.cloned().collect();
            values.retain(|key, value| known.get(key) != Some(value));
            edit.values = values;
        }
        if let Some(meta) = given.meta {
            let told: HashSet<&String> = meta.iter().map(|(key, _)| key).collect();
            let removed: HashSet<&String> = edit.remove.iter().collect();
            let untold =
                notes.meta.keys().filter(|key| !removed.contains(key) && !told.contains(key));
            edit.meta = untold.map(|key| (key.clone(), None)).collect();
            for (key, said) in meta {
                let definition = self.defined(&device.tenant, meta_field, &key, said, checks);
                let old = notes.meta.get(&key).filter(|_| !removed.contains(&key));
                let old = old.and_then(|old| self.definition(&device.tenant, old));
                if old.as_ref() != Some(&definition) && !is_platforms(&key) {
                    edit.meta.push((key, Some(definition)));
                }
            }
        }
        for key in edit.values.keys().filter(|key| !known.contains_key(*key)) {
            let allowed =
                if is_copy { attribute::check_key(key) } else { attribute::check_new_key(key) };
            if let Err(problem) = allowed {
                checks.refuse(field, say!(About, what = key.as_str(), why = problem));
            }
        }
        for (key, value) in edit.values.iter().filter(|_| !is_copy) {
            let definition = notes.meta.get(key).and_then(|said| Definition::read(said).ok());
            if let Some(Err(problem)) = definition.map(|definition| definition.check(value)) {
                checks.refuse(field, say!(About, what = key.as_str(), why = problem));
            }
        }
        let (values, notes) = device.attributes_mut(side);
        let before = values.clone();
        edit.apply(values, notes, clock::now());
        checks.attributes(field, &before, values);
        checks.size(meta_field, &notes.meta);
    }

    /// What a file says of an attribute, with its RPC models found.
    fn defined(
        &self,
        tenant: &TenantCode,
        field: &'static str,
        key: &str,
        said: Description,
        checks: &mut Checks,
    ) -> Definition {
        let mut found = Checks::default();
        let definition = self.0.attributes().define(tenant, key, said, Vec::new(), &mut found);
        if let Err(Error::Invalid(problems)) = found.finish() {
            for problem in problems {
                checks.refuse(field, say!(About, what = key, why = problem.detail));
            }
        }
        definition
    }

    /// What is said of an attribute as far as it means something: without links to RPC models that
    /// are gone. `None` when it cannot be read.
    pub(crate) fn definition(&self, tenant: &TenantCode, said: &Value) -> Option<Definition> {
        let mut definition = Definition::read(said).ok()?;
        let shelf = &self.0.core.registry.rpc_models;
        definition.rpcs.retain(|id| shelf.of(tenant, *id).is_some());
        Some(definition)
    }

    /// Who stores a planned device: those that join their parent's family are at home with their
    /// parent's thread, those whose attributes differ with their own. One that does both has two
    /// homes until it has a parent, and is stored by its own.
    pub(crate) fn stored_by(
        &self,
        before: Option<&Device>,
        after: &Device,
        joins: bool,
    ) -> StoredBy {
        let core = &self.0.core;
        let thread = |eui: &DeviceEui| {
            core.registry.device_of(&after.tenant, eui).map(|it| core.thread_of(&it))
        };
        let differs = before.is_some_and(|it| patch(it, after) != AttributePatch::default());
        let own = Some(&after.eui).filter(|_| differs).and_then(thread);
        let Some(parent) = after.parent.as_ref().filter(|_| joins) else {
            return own.map_or(StoredBy::Caller, StoredBy::Thread);
        };
        match (thread(parent), own) {
            (Some(parent), Some(own)) if parent != own => StoredBy::ThreadOutsideFamily(own),
            (Some(parent), _) => StoredBy::Thread(parent),
            (None, _) => StoredBy::Caller,
        }
    }

    /// Stores planned devices, all of the same [`Self::stored_by`], in their turns, which the caller
    /// has with those of their parents ([`crate::Core::edit_all`]), in one transaction with what
    /// their parents know of them. What one of them collides with is its answer and leaves the others
    /// alone; `note` hears the answers in the transaction.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Unavailable`] while the instance stops; nothing was stored then.
    pub(crate) async fn save_all(
        &self,
        devices: Vec<Planned>,
        note: impl FnOnce(&store::WriteTx<'_>, &[Saved]) -> Result<(), store::StoreError>
        + Send
        + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let first = devices.first().map(|Planned { before, after, identifier }| {
            self.stored_by(before.as_ref(), after, identifier.is_some())
        });
        let (thread, is_elsewhere) = match first {
            None | Some(StoredBy::Caller) => return self.save_records(devices, note).await,
            Some(StoredBy::Thread(thread)) => (thread, false),
            Some(StoredBy::ThreadOutsideFamily(thread)) => (thread, true),
        };
        let mut saves = Vec::with_capacity(devices.len());
        for Planned { before, after: record, identifier } in devices {
            let device = match &before {
                Some(before) => Some(self.owned(&before.tenant, &before.eui)?),
                None => None,
            };
            let patch = before.as_ref().map(|it| patch(it, &record)).unwrap_or_default();
            let place = match (&record.parent, identifier) {
                (Some(parent), Some(identifier)) => {
                    let parent = self.owned(&record.tenant, parent)?;
                    Some(Place { parent, identifier, is_elsewhere })
                }
                _ => None,
            };
            // Its parent, which another thread changes, knows it before: as long as it is not its
            // child, that means nothing.
            if let Some(place) = place.as_ref().filter(|_| is_elsewhere) {
                self.announce(place, &record.eui).await?;
            }
            saves.push(Save { device, record, patch, place });
        }
        self.0.core.save_records(thread, saves, note).await
    }

    /// Lets a parent know a device that is to become its sub-device, unless another one goes by the
    /// identifier there.
    async fn announce(&self, place: &Place, eui: &DeviceEui) -> Result<(), Error> {
        let Place { parent, identifier, .. } = place;
        if self.0.core.registry.child(parent, identifier).is_none() {
            let server = AttributeChange::RememberSubDevice(identifier.clone(), eui.clone());
            let patch = AttributePatch { server, ..AttributePatch::default() };
            self.0.core.change_attributes(parent, patch).await?;
        }
        Ok(())
    }

    /// Stores everything of planned devices but the attributes of those that are there already.
    async fn save_records(
        &self,
        devices: Vec<Planned>,
        note: impl FnOnce(&store::WriteTx<'_>, &[Saved]) -> Result<(), store::StoreError>
        + Send
        + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let (core, now) = (&self.0.core, clock::now());
        let written = core.store.write(move |tx| {
            let mut answers = Vec::with_capacity(devices.len());
            let mut written = Vec::with_capacity(devices.len());
            for Planned { before, after: mut device, identifier } in devices {
                // Its thread would store it if there was one.
                if identifier.is_some() {
                    answers.push(Err(Saying::ParentDeleted.into()));
                    continue;
                }
                let is_new = before.is_none();
                device.updated_at = now;
                if is_new {
                    device.id = tx.next_id(now)?;
                }
                let stored = tx.attempt(|tx| match is_new {
                    true => tx.devices().insert(&device),
                    false => tx.devices().update(&device),
                });
                answers.push(answered(stored)?.map(|()| written.push((device, is_new))));
            }
            note(tx, &answers)?;
            Ok((written, answers))
        });
        let (written, answers) = written.await?;
        for (device, is_new) in written {
            let (tenant, eui) = (device.tenant.clone(), device.eui.clone());
            core.registry.put_device(device);
            let action = if is_new { Action::Created } else { Action::Updated };
            core.bus.changed(&tenant, Resource::Devices, &eui, action);
        }
        Ok(answers)
    }
}

/// What makes the attributes of a device those of another.
fn patch(before: &Device, after: &Device) -> AttributePatch {
    let edit = |side| {
        let edit = difference(before, after, side);
        if edit == Edit::default() { AttributeChange::Keep } else { AttributeChange::Edit(edit) }
    };
    AttributePatch { server: edit(AttributeSide::Server), shared: edit(AttributeSide::Shared) }
}

/// The fields of one side: of its values, and of what is said of them.
const fn fields_of(side: AttributeSide) -> (&'static str, &'static str) {
    match side {
        AttributeSide::Server => ("server_attrs", "server_attrs_meta"),
        AttributeSide::Shared => ("shared_attrs", "shared_attrs_meta"),
    }
}

/// Makes a new device the child of a parent, or one that is without a parent.
fn take_parent(
    device: &mut Device,
    is_new: bool,
    device_type: Option<DeviceType>,
    parent: Option<DeviceEui>,
    checks: &mut Checks,
) {
    if is_new && device_type.unwrap_or(DeviceType::SubDevice) == DeviceType::SubDevice {
        // Without a word of its type or parent it is a device like any other.
        if device_type.is_some() || parent.is_some() {
            device.device_type = DeviceType::SubDevice;
            device.parent = parent;
        }
        return;
    }
    let Some(parent) = parent else { return };
    match &device.parent {
        Some(own) if *own == parent => {}
        Some(own) => {
            checks.refuse("parent", say!(ParentFixed, parent = own.to_string()));
        }
        None if device.device_type == DeviceType::SubDevice => device.parent = Some(parent),
        None => checks.refuse("parent", Saying::ParentOfSubDevice),
    }
}

/// What makes one side of a device like that of another.
fn difference(before: &Device, after: &Device, side: AttributeSide) -> Edit {
    let ((old, old_notes), (new, new_notes)) = (before.attributes(side), after.attributes(side));
    let is_removed = |key: &String| old.contains_key(key) && !new.contains_key(key);
    let remove: Vec<String> = old.keys().filter(|key| is_removed(key)).cloned().collect();
    let (old_meta, new_meta) = (&old_notes.meta, &new_notes.meta);
    let told = new_meta.iter().filter(|(key, said)| old_meta.get(*key) != Some(*said));
    let told =
        told.filter_map(|(key, said)| Some((key.clone(), Some(Definition::read(said).ok()?))));
    let untold = old_meta.keys().filter(|key| !new_meta.contains_key(*key) && !is_removed(key));
    let meta = told.chain(untold.map(|key| (key.clone(), None))).collect();
    let set = new.iter().filter(|(key, value)| old.get(*key) != Some(*value));
    let values = set.map(|(key, value)| (key.clone(), value.clone())).collect();
    Edit { remove, meta, values }
}
