//! Bringing back devices with their attributes.

use model::record::{AttributeSide, Device, Operation, RestoreItem};
use model::{DeviceEui, JsonMap, Timestamp};
use store::StoreError;
use things::attribute::{self, Definition, Edit};

use super::{Done, Undoing};
use crate::Error;
use crate::devices::DeleteAlso;
use crate::event::{Action, Resource};
use crate::restore_points::Recorder;
use crate::workers::{AttributeChange, AttributePatch};

impl Undoing {
    pub(super) async fn device(
        &self,
        item: &RestoreItem,
        eui: &DeviceEui,
        recorder: Recorder,
    ) -> Result<Done, Error> {
        let core = &self.engine.core;
        if item.before_at.is_none() {
            let devices = self.engine.devices();
            let also = DeleteAlso::default();
            devices.delete_kept(&self.point.tenant, eui, also, Some(&recorder)).await?;
            return Ok(Done::plain("removed"));
        }
        let _turn = core.edit(Resource::Devices, eui).await;
        let here = core.registry.device_of(&self.point.tenant, eui);
        // Only some operations give a sub-device its place, and only those take it away.
        let leaves =
            matches!(self.point.operation, Operation::Import | Operation::Delete | Operation::Undo);
        let (as_of, is_new) = (item.after_at.filter(|_| recorder.is_strict()), here.is_none());
        let (point, key, record) = (self.point.id, eui.clone(), item.record.clone());
        let put_back = move |tx: &store::WriteTx<'_>| {
            recorder.keep_in(tx, &record)?;
            let put_back = tx.restore_points().put_back_device(point, &key, leaves)?;
            let device = tx.devices().get(&key)?.ok_or(StoreError::NotFound("device"))?;
            recorder.settle_in(tx)?;
            Ok((device, put_back))
        };
        let patch = match &here {
            Some(device) => {
                let current = device.lock().device.clone();
                self.attributes(&current, eui, item.after_at).await?
            }
            None => AttributePatch::default(),
        };
        let (mut device, put_back) = match &here {
            // Its thread looks once more: whoever edits attributes waits for no turn.
            Some(device) if patch != AttributePatch::default() => {
                core.change_attributes_along(device, patch, as_of, put_back).await?
            }
            _ => core.store.write(put_back).await?,
        };
        match &here {
            Some(shared) => core.registry.change_device(shared, |now| {
                device.take_attributes(now);
                // Whoever has edited them since was the last.
                if as_of.is_some_and(|as_of| as_of != now.updated_at) {
                    device.updated_at = now.updated_at;
                }
                *now = device;
            }),
            None => core.registry.put_device(device),
        }
        if is_new {
            self.returned.lock().insert(eui.clone());
        }
        if let Some(untied) = put_back.untied.clone() {
            self.back.lock().push((eui.clone(), untied));
        }
        let action = if is_new { Action::Created } else { Action::Updated };
        core.bus.changed(&self.point.tenant, Resource::Devices, eui, action);
        Ok(Done::with(if is_new { "restored" } else { "reverted" }, &put_back))
    }

    /// What makes a device's attributes what they were. What the device itself has reported since
    /// the operation stays.
    async fn attributes(
        &self,
        current: &Device,
        eui: &DeviceEui,
        after: Option<Timestamp>,
    ) -> Result<AttributePatch, Error> {
        let (point, key) = (self.point.id, eui.clone());
        let read =
            self.engine.core.store.read(move |tx| tx.restore_points().kept_attributes(point, &key));
        let Some([server, shared]) = read.await? else { return Ok(AttributePatch::default()) };
        let change = |side, kept: &(JsonMap, JsonMap)| {
            let edit = way_back(current, side, kept, after);
            if edit == Edit::default() {
                AttributeChange::Keep
            } else {
                AttributeChange::Edit(edit)
            }
        };
        Ok(AttributePatch {
            server: change(AttributeSide::Server, &server),
            shared: change(AttributeSide::Shared, &shared),
        })
    }
}

/// What makes one side of a device's attributes what it was; values that the device reported after
/// the operation stay.
fn way_back(
    current: &Device,
    side: AttributeSide,
    (values, meta): &(JsonMap, JsonMap),
    after: Option<Timestamp>,
) -> Edit {
    let (now, notes) = current.attributes(side);
    let stays = |key: &String| {
        let reported = notes.traces.get(key).and_then(|trace| trace.reported_at);
        attribute::is_kept_by_platform(side, key)
            || reported.zip(after).is_some_and(|(reported, after)| reported > after)
    };
    let remove: Vec<String> =
        now.keys().filter(|key| !values.contains_key(*key) && !stays(key)).cloned().collect();
    let set = values.iter().filter(|(key, value)| now.get(*key) != Some(*value) && !stays(key));
    let told = meta.iter().filter(|(key, said)| notes.meta.get(*key) != Some(*said));
    let told =
        told.filter_map(|(key, said)| Some((key.clone(), Some(Definition::read(said).ok()?))));
    let untold = notes.meta.keys().filter(|key| !meta.contains_key(*key) && !remove.contains(key));
    Edit {
        values: set.map(|(key, value)| (key.clone(), value.clone())).collect(),
        meta: told.chain(untold.map(|key| (key.clone(), None))).collect(),
        remove,
    }
}
