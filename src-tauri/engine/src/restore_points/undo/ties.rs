//! What ties devices to each other: relations, and the places of sub-devices with their parents.

use std::collections::HashSet;
use std::sync::Arc;

use model::DeviceEui;
use model::record::Untied;
use store::Ties;

use super::Undoing;
use crate::Error;
use crate::event::{Action, Resource};
use crate::workers::{AttributeChange, AttributePatch};

impl Undoing {
    /// Brings back the relations of devices, and the places of sub-devices with their parents: all
    /// of devices that were gone, and of the others what ties them to these, as far as it was not
    /// taken away since.
    pub(super) async fn tie(&self) -> Result<(), Error> {
        let back = std::mem::take(&mut *self.back.lock());
        let same = std::mem::take(&mut *self.same.lock());
        let euis = Arc::new(std::mem::take(&mut *self.returned.lock()));
        let mut any = false;
        for (eui, Untied { was_gone, left }) in back {
            let with = (!was_gone).then(|| Arc::clone(&euis));
            any |= self.tie_one(&eui, with, left).await?;
            let point = self.point.id;
            let tied = move |tx: &store::WriteTx<'_>| tx.restore_points().note_tied(point, &eui);
            self.engine.core.store.write(tied).await?;
        }
        for eui in same.into_iter().filter(|_| !euis.is_empty()) {
            let (point, key) = (self.point.id, eui.clone());
            let read = move |tx: &store::ReadTx<'_>| tx.restore_points().kept_kin(point, &key);
            let kin = self.engine.core.store.read(read).await?;
            if kin.iter().any(|kin| euis.contains(kin)) {
                any |= self.tie_one(&eui, Some(Arc::clone(&euis)), None).await?;
            }
        }
        if any {
            let tenant = &self.point.tenant;
            self.engine.core.bus.changed(tenant, Resource::Relations, "", Action::Created);
        }
        Ok(())
    }

    /// Ties one device to others, `with` only to those; `left` may still know it as its sub-device.
    /// Says whether a relation came back.
    async fn tie_one(
        &self,
        eui: &DeviceEui,
        with: Option<Arc<HashSet<DeviceEui>>>,
        left: Option<DeviceEui>,
    ) -> Result<bool, Error> {
        let (core, tenant, point) = (&self.engine.core, &self.point.tenant, self.point.id);
        let _turn = core.edit(Resource::Devices, eui).await;
        let Some(device) = core.registry.device_of(tenant, eui) else { return Ok(false) };
        let key = eui.clone();
        let stored = core.store.write(move |tx| {
            let is_meant =
                |other: &DeviceEui| with.as_ref().is_none_or(|with| with.contains(other));
            let ties = tx.restore_points().put_back_ties(point, &key, is_meant)?;
            let read = |(from, to): &(DeviceEui, DeviceEui)| tx.relations().between(from, to);
            let relations: Vec<_> = ties.relations.iter().map(read).collect::<Result<_, _>>()?;
            Ok((ties, relations))
        });
        let (Ties { parent, identifier, .. }, relations) = stored.await?;
        let any = !relations.is_empty();
        core.registry.relations.put(relations.into_iter().flatten().collect());
        core.registry.change_device(&device, |device| device.parent.clone_from(&parent));
        for family in left.iter().chain(&parent) {
            let Some(shared) = core.registry.device_of(tenant, family) else { continue };
            let wanted = identifier.as_ref().filter(|_| parent.as_ref() == Some(family));
            let other = wanted.and_then(|wanted| core.registry.child(&shared, wanted));
            let server = match wanted {
                // Another one goes by it since, or it does itself.
                Some(_) if other.is_some() => continue,
                Some(wanted) => AttributeChange::RememberSubDevice(wanted.clone(), eui.clone()),
                None if left.as_ref() == Some(family) => {
                    AttributeChange::ForgetSubDevice(eui.clone())
                }
                None => continue,
            };
            let patch = AttributePatch { server, ..AttributePatch::default() };
            core.change_attributes(&shared, patch).await?;
        }
        Ok(any)
    }
}
