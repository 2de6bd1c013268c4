//! Many devices at once: planned one by one, stored together.

use model::record::{AttributeSide, Device};
use model::{DeviceEui, TenantCode};
use things::attribute::{self, Edit};

use super::{Devices, NewDevice, blank, check_source};
use crate::attributes::AttributesChange;
use crate::error::FieldError;
use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::workers::{AttributeChange, AttributePatch};
use crate::{Error, clock};

const SIDES: [AttributeSide; 2] = [AttributeSide::Server, AttributeSide::Shared];

impl Devices<'_> {
    /// A device as it would be with these fields; `None` before a new one. Attributes that are
    /// given replace all others of their side.
    ///
    /// # Errors
    /// Every field that is not as it must be.
    pub(crate) fn planned(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        before: Option<&Device>,
        wanted: NewDevice,
    ) -> Result<Device, Vec<FieldError>> {
        let now = clock::now();
        let mut device = before.cloned().unwrap_or_else(|| blank(tenant, eui, now));
        let mut checks = Checks::default();
        for (side, given) in SIDES.into_iter().zip([wanted.server_attrs, wanted.shared_attrs]) {
            let Some(given) = given else { continue };
            if before.is_none() {
                checks.initial_attributes(&mut device, side, given, now);
                continue;
            }
            let mut after = device.clone();
            *after.attributes_mut(side).0 = given;
            let Edit { remove, values, .. } = difference(&device, &after, side);
            let change = AttributesChange { remove, values, meta: Vec::new() };
            match self.0.attributes().check(&device, side, change) {
                Ok(edit) => {
                    let (values, notes) = device.attributes_mut(side);
                    edit.apply(values, notes, now);
                }
                Err(error) => checks.refuse(field_of(side), error.to_string()),
            }
        }
        let source = |device: &Device| {
            check_source(device).map_err(|error| match eui.as_str().parse::<lorawan::Eui64>() {
                // Of a new device it is the EUI that was mistyped, not the source.
                Err(reason) if before.is_none() => Error::field("eui", reason.to_string()),
                _ => error,
            })
        };
        let checked = self.apply(wanted.fields, &mut device, checks).and_then(|()| source(&device));
        match checked {
            Ok(()) => Ok(device),
            Err(Error::Invalid(errors)) => Err(errors),
            Err(other) => Err(vec![FieldError::new("eui", other.to_string())]),
        }
    }

    /// Stores planned devices, with what they were or `None` for new ones: attributes that differ
    /// each in the turn of their device, everything else in one transaction after them. What one
    /// of them collides with is its answer and leaves the others alone; `note` hears the answers
    /// in the transaction.
    ///
    /// # Errors
    /// [`Error::Store`]; of the transaction nothing was stored then.
    pub(crate) async fn save_all(
        &self,
        devices: Vec<(Option<Device>, Device)>,
        note: impl FnOnce(&store::WriteTx<'_>, &[Result<(), String>]) -> Result<(), store::StoreError>
        + Send
        + 'static,
    ) -> Result<Vec<Result<(), String>>, Error> {
        let (core, now) = (&self.0.core, clock::now());
        let mut answers: Vec<Result<(), String>> = Vec::with_capacity(devices.len());
        let mut records = Vec::with_capacity(devices.len());
        for (at, (before, mut device)) in devices.into_iter().enumerate() {
            device.updated_at = now;
            let answer = match &before {
                Some(before) => self.change_attributes(before, &device).await,
                None => Ok(()),
            };
            if answer.is_ok() {
                records.push((at, device, before.is_none()));
            }
            answers.push(answer.map_err(|error| error.to_string()));
        }
        let written = core.store.write(move |tx| {
            let mut written = Vec::with_capacity(records.len());
            for (at, mut device, is_new) in records {
                let stored = if is_new {
                    device.id = tx.next_id(now)?;
                    tx.devices().insert(&device)
                } else {
                    tx.devices().update(&device)
                };
                let stored = match stored {
                    Ok(()) => Ok(device),
                    Err(
                        error @ (store::StoreError::Conflict { .. }
                        | store::StoreError::NotFound(_)),
                    ) => Err(error.to_string()),
                    Err(error) => return Err(error),
                };
                match stored {
                    Ok(device) => written.push((device, is_new)),
                    Err(reason) => {
                        if let Some(answer) = answers.get_mut(at) {
                            *answer = Err(reason);
                        }
                    }
                }
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

    /// Changes the attributes that differ.
    async fn change_attributes(&self, before: &Device, after: &Device) -> Result<(), Error> {
        let edit = |side| {
            let edit = difference(before, after, side);
            let is_same = edit.values.is_empty() && edit.remove.is_empty();
            if is_same { AttributeChange::Keep } else { AttributeChange::Edit(edit) }
        };
        let patch = AttributePatch {
            server: edit(AttributeSide::Server),
            shared: edit(AttributeSide::Shared),
        };
        if patch == AttributePatch::default() {
            return Ok(());
        }
        let shared = self.owned(&after.tenant, &after.eui)?;
        self.0.core.change_attributes(&shared, patch).await.map(|_| ())
    }
}

const fn field_of(side: AttributeSide) -> &'static str {
    match side {
        AttributeSide::Server => "server_attrs",
        AttributeSide::Shared => "shared_attrs",
    }
}

/// What makes one side of a device like that of another; what the platform keeps for itself is
/// never taken away.
fn difference(before: &Device, after: &Device, side: AttributeSide) -> Edit {
    let (old, new) = (before.attributes(side).0, after.attributes(side).0);
    let gone = old
        .keys()
        .filter(|key| !new.contains_key(*key) && !attribute::is_kept_by_platform(side, key));
    let set = new.iter().filter(|(key, value)| old.get(*key) != Some(*value));
    Edit {
        remove: gone.cloned().collect(),
        meta: Vec::new(),
        values: set.map(|(key, value)| (key.clone(), value.clone())).collect(),
    }
}
