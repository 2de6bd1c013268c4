//! Results for polled children: which device they belong to, and making it when it is new.
//!
//! Source: thinklink reference 4.3. The parent's thread does everything its children are made of,
//! so that a child is made once.

use std::sync::Arc;

use model::record::{Device, DeviceType};
use model::{DeviceEui, RecordId, Said, Saying, Timestamp, say};
use store::{ActivityRow, StoreError, WriteTx};
use things::{attribute, sub_device};

use super::apply::Changes;
use super::models::Occasion;
use super::worker::Worker;
use crate::event::{Action, Resource};
use crate::fields::TEXT_MAX;
use crate::registry::{Activity, RunnableModel, SharedDevice};

/// Most children of one parent: what it reports is from outside.
pub(crate) const CHILDREN_MAX: usize = 1_000;
/// Longest identifier, in characters.
pub(crate) const IDENTIFIER_MAX: usize = 128;

impl Worker {
    /// The child a result belongs to, made if there is none yet; `changes` are the parent's. The
    /// error is for the author of the script.
    pub(super) fn child(
        &mut self,
        parent: &SharedDevice,
        identifier: &str,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        changes: &mut Changes,
    ) -> Result<SharedDevice, Said> {
        if identifier.chars().count() > IDENTIFIER_MAX {
            return Err(say!(IdentifierLong, limit = IDENTIFIER_MAX));
        }
        if parent.lock().device.device_type != DeviceType::Normal {
            return Err(Saying::OnlyReporters.into());
        }
        let child = match self.core.registry.child(parent, identifier) {
            Some(child) => child,
            None => self.make_child(parent, identifier, model, occasion, changes)?,
        };
        self.mount(&child, model);
        Ok(child)
    }

    /// Notes that a parent reported for its child.
    pub(super) fn heard_child(&mut self, child: &SharedDevice, occasion: &Occasion<'_>) {
        let eui = {
            let mut state = child.lock();
            let (at, rssi, snr) = (occasion.at, occasion.rssi, occasion.snr);
            state.activity = Some(Activity { at, rssi, snr });
            state.device.eui.clone()
        };
        let (rssi_dbm, snr_db) = (occasion.rssi, occasion.snr);
        self.batch.heard(ActivityRow { eui, at: occasion.at, rssi_dbm, snr_db });
    }

    fn make_child(
        &mut self,
        parent: &SharedDevice,
        identifier: &str,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        changes: &mut Changes,
    ) -> Result<SharedDevice, Said> {
        let record = parent.lock().device.clone();
        if sub_device::count(&record.server_attrs) >= CHILDREN_MAX {
            return Err(say!(ParentFull, limit = CHILDREN_MAX));
        }
        let child = like(&record, identifier, model, occasion.at);
        let identifier = identifier.to_owned();
        let made = self.core.store.write_blocking(move |tx| make(tx, child, record, &identifier));
        let (child, mut record) = made.map_err(|error| {
            tracing::error!(%error, "a sub-device could not be stored");
            Said::new(Saying::SubDeviceNotStored)
        })?;
        let eui = child.eui.clone();
        let registry = &self.core.registry;
        registry.put_device(child);
        parent.lock().device.take_attributes(&mut record);
        changes.server = true;
        self.core.bus.changed(occasion.tenant, Resource::Devices, &eui, Action::Created);
        registry.device(&eui).ok_or_else(|| Saying::SubDeviceGone.into())
    }

    /// A model is mounted on a child with the first values it has for it; who unmounts it later
    /// keeps it unmounted. When somebody else changes the child at this moment, it is mounted after
    /// them.
    fn mount(&self, child: &SharedDevice, model: &RunnableModel) {
        let id = model.model.id;
        let eui = {
            let state = child.lock();
            if state.device.thing_model.contains(&id) || state.values_of(id).is_some() {
                return;
            }
            state.device.eui.clone()
        };
        // Who has the turn may wait for this thread.
        if let Some(_turn) = self.core.edits.try_lock((Resource::Devices, eui.to_string())) {
            let device = child.lock().device.id;
            let stored = self.core.store.write_blocking(move |tx| tx.devices().mount(device, id));
            mounted(child, id, stored);
            return;
        }
        let core = Arc::clone(&self.core);
        let later = async move {
            let _turn = core.edit(Resource::Devices, &eui).await;
            let Some(child) = core.registry.device(&eui) else { return };
            let device = child.lock().device.id;
            let stored = core.store.write(move |tx| tx.devices().mount(device, id)).await;
            mounted(&child, id, stored);
        };
        self.core.log.spawn_on(later, &self.core.runtime);
    }
}

/// Notes that a model was mounted on a device, if it was.
fn mounted(device: &SharedDevice, model: RecordId, stored: Result<(), StoreError>) {
    match stored {
        Ok(()) => {
            let models = &mut device.lock().device.thing_model;
            if !models.contains(&model) {
                models.push(model);
            }
        }
        Err(error) => {
            tracing::error!(%error, "a sub-device's thing model could not be stored");
        }
    }
}

/// A new child: as its parent, with one thing model, and still without an id and EUI of its own.
fn like(parent: &Device, identifier: &str, model: &RunnableModel, at: Timestamp) -> Device {
    let name = sub_device::name(&parent.name, &parent.eui, identifier);
    Device {
        name: name.chars().filter(|it| !it.is_control()).take(TEXT_MAX).collect(),
        device_type: DeviceType::SubDevice,
        data_from: parent.data_from,
        parent: Some(parent.eui.clone()),
        location: parent.location,
        thing_model: vec![model.model.id],
        real_time_storage: parent.real_time_storage,
        ..Device::new(parent.eui.clone(), parent.tenant.clone(), parent.heart_period, at)
    }
}

/// Stores a child under an EUI that no device ever had, and what its parent knows of it.
fn make(
    tx: &WriteTx<'_>,
    mut child: Device,
    mut parent: Device,
    identifier: &str,
) -> Result<(Device, Device), StoreError> {
    let at = child.created_at;
    child.id = tx.next_id(at)?;
    child.eui = free_eui(tx, &child)?;
    tx.devices().insert(&child)?;
    sub_device::remember(&mut parent.server_attrs, identifier, &child.eui);
    attribute::note(&mut parent.server_notes, sub_device::MAP, at);
    tx.devices().set_attributes(&parent)?;
    Ok((child, parent))
}

/// A person may have given a device an EUI of this form.
fn free_eui(tx: &WriteTx<'_>, child: &Device) -> Result<DeviceEui, StoreError> {
    loop {
        let number = tx.next_sub_device(child.created_at)?;
        let eui = sub_device::eui(number)
            .ok_or_else(|| StoreError::Corrupt("the numbers of sub-devices are used up".into()))?;
        if tx.devices().exists(&eui)?.is_none() {
            return Ok(eui);
        }
    }
}

/// What one piece of work changed: on the device itself, and on its children.
#[derive(Debug, Default)]
pub(super) struct Touched {
    pub(super) own: Changes,
    pub(super) children: Vec<(SharedDevice, Changes)>,
}

impl Touched {
    /// The changes of a child.
    pub(super) fn of(&mut self, child: &SharedDevice) -> &mut Changes {
        let found = self.children.iter().position(|(known, _)| Arc::ptr_eq(known, child));
        let place = found.unwrap_or_else(|| {
            self.children.push((Arc::clone(child), Changes::default()));
            self.children.len() - 1
        });
        let (_, changes) = self.children.get_mut(place).expect("found or pushed just now");
        changes
    }
}
