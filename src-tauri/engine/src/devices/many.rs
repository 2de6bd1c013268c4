//! Many devices at once: planned one by one, stored together.

use model::record::{AttributeSide, Device};
use model::{DeviceEui, TenantCode};
use things::attribute::{self, Edit};

use super::{Devices, NewDevice, blank, check_source};
use crate::attributes::AttributesChange;
use crate::error::FieldError;
use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::workers::{AttributeChange, AttributePatch, Save, Saved};
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
            let change = AttributesChange { remove, values, ..AttributesChange::default() };
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

    /// Planned devices that [`Self::save_all`] can store together are of the same part: those whose
    /// attributes differ are at home with the same thread, and all others are one part.
    pub(crate) fn part(&self, before: Option<&Device>, after: &Device) -> usize {
        let differs =
            before.is_some_and(|before| patch(before, after) != AttributePatch::default());
        let device = self.0.core.registry.device_of(&after.tenant, &after.eui);
        device.filter(|_| differs).map_or(0, |device| self.0.core.thread_of(&device) + 1)
    }

    /// Stores planned devices of one [part](Self::part), with what they were or `None` for new
    /// ones, in their turns, which the caller has ([`crate::Core::edit_all`]), in one transaction.
    /// What one of them collides with is its answer and leaves the others alone; `note` hears the
    /// answers in the transaction.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Unavailable`] while the instance stops; nothing was stored then.
    pub(crate) async fn save_all(
        &self,
        devices: Vec<(Option<Device>, Device)>,
        note: impl FnOnce(&store::WriteTx<'_>, &[Saved]) -> Result<(), store::StoreError>
        + Send
        + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let first = devices.first().map(|(before, after)| self.part(before.as_ref(), after));
        if let Some(thread) = first.and_then(|part| part.checked_sub(1)) {
            let save = |(before, record): (Option<Device>, Device)| {
                let patch = before.map(|before| patch(&before, &record)).unwrap_or_default();
                let device = self.owned(&record.tenant, &record.eui)?;
                Ok(Save { device, record, patch })
            };
            let saves = devices.into_iter().map(save).collect::<Result<_, Error>>()?;
            return self.0.core.save_records(thread, saves, note).await;
        }
        self.save_records(devices, note).await
    }

    /// Stores everything of planned devices but the attributes of those that are there already.
    async fn save_records(
        &self,
        devices: Vec<(Option<Device>, Device)>,
        note: impl FnOnce(&store::WriteTx<'_>, &[Saved]) -> Result<(), store::StoreError>
        + Send
        + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let (core, now) = (&self.0.core, clock::now());
        let written = core.store.write(move |tx| {
            let mut answers = Vec::with_capacity(devices.len());
            let mut written = Vec::with_capacity(devices.len());
            for (before, mut device) in devices {
                let is_new = before.is_none();
                device.updated_at = now;
                if is_new {
                    device.id = tx.next_id(now)?;
                }
                let stored = tx.attempt(|tx| match is_new {
                    true => tx.devices().insert(&device),
                    false => tx.devices().update(&device),
                });
                answers.push(match stored {
                    Ok(()) => {
                        written.push((device, is_new));
                        Ok(())
                    }
                    Err(
                        error @ (store::StoreError::Conflict { .. }
                        | store::StoreError::NotFound(_)),
                    ) => Err(error.to_string()),
                    Err(error) => return Err(error),
                });
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
        let is_same = edit.values.is_empty() && edit.remove.is_empty();
        if is_same { AttributeChange::Keep } else { AttributeChange::Edit(edit) }
    };
    AttributePatch { server: edit(AttributeSide::Server), shared: edit(AttributeSide::Shared) }
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
