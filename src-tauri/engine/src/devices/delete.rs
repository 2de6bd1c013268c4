//! Deleting devices, each with its family: what becomes of its sub-devices, and what its own parent
//! knows of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use model::record::RecordKey;
use model::{DeviceEui, TenantCode, Timestamp, say};
use store::{Abandoned, StoreError};

use super::Devices;
use crate::event::{Action, Resource};
use crate::registry::SharedDevice;
use crate::restore_points::Recorder;
use crate::workers::{AttributeChange, AttributePatch};
use crate::{Error, clock};

/// How often a deletion begins anew while its device gets sub-devices, and how long it waits before.
const FAMILY_TRIES: usize = 20;
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// What goes with a deleted device.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeleteAlso {
    /// Its LoRaWAN profile.
    pub profile: bool,
    /// Its telemetry, latest and history.
    pub telemetry: bool,
    /// Its sub-devices, each with what goes with its parent; they stay without a parent otherwise.
    pub children: bool,
}

/// What is left of devices that were deleted.
struct Gone {
    /// What they had recorded, if that is to go.
    telemetry: Vec<Abandoned>,
    /// Whether everything else that belonged to them could be forgotten.
    forgotten: Result<(), Error>,
}

impl Devices<'_> {
    /// Deletes a device, after it was kept in a restore point. Its history stays unless it is to go,
    /// and is seen again by the same tenant under a new record of the EUI, never by another one. A
    /// sub-device that its parent reports again comes back under another EUI.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        also: DeleteAlso,
        who: &str,
    ) -> Result<(), Error> {
        self.owned(tenant, eui)?;
        let recorder = self.0.core.begin_deletion(tenant, eui.to_string(), who).await?;
        let gone = self.take_out(tenant, eui, also, Some(&recorder)).await;
        // It can be undone while the rows take their time to go.
        recorder.tell().await;
        self.finish(gone?).await
    }

    /// As [`Self::delete`]; what goes is kept by the recorder.
    ///
    /// A device, what becomes of its sub-devices, and what its own parent knows of it are one
    /// transaction. What was recorded goes after it, and its profile: all of that is tried, and the
    /// first that fails is the error.
    pub(crate) async fn delete_kept(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        also: DeleteAlso,
        recorder: Option<&Recorder>,
    ) -> Result<(), Error> {
        let gone = self.take_out(tenant, eui, also, recorder).await?;
        self.finish(gone).await
    }

    /// Deletes the rows of what devices had recorded that are gone.
    async fn finish(&self, gone: Gone) -> Result<(), Error> {
        let mut done = gone.forgotten;
        for telemetry in gone.telemetry {
            let deleted = self.0.core.store.delete_abandoned(telemetry).await;
            done = done.and(deleted.map(|_| ()).map_err(Error::from));
        }
        done
    }

    /// Deletes a device and what belongs to it, so that nobody sees anything of it any more and
    /// another one may have its EUI.
    async fn take_out(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        also: DeleteAlso,
        recorder: Option<&Recorder>,
    ) -> Result<Gone, Error> {
        let core = &self.0.core;
        for tried in 0..FAMILY_TRIES {
            if tried > 0 {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            let children = self.children(tenant, eui);
            let family = children.iter().chain(std::iter::once(eui));
            let mut turns = core.edit_all(Resource::Devices, family).await;
            // While this waited, somebody else may have deleted it and another tenant taken the EUI.
            let device = self.owned(tenant, eui)?;
            if self.children(tenant, eui) != children {
                continue;
            }
            if let Some(recorder) = recorder {
                recorder.check(RecordKey::Device(eui.clone())).await?;
            }
            let mut gone = vec![eui.clone()];
            gone.extend(children.iter().filter(|_| also.children).cloned());
            for dev_eui in gone.iter().filter_map(DeviceEui::as_lorawan) {
                core.clear_downlinks(dev_eui).await?;
            }
            let alarms = core.alarms.turns(gone.clone()).await;
            let now = clock::now();
            if !self.delete_family(&device, &children, also, recorder, now).await? {
                continue;
            }
            for eui in &gone {
                core.registry.remove_device(eui);
                core.alarms.forget(eui);
            }
            drop(alarms);
            for child in children.iter().filter(|_| !also.children) {
                let Some(shared) = core.registry.device_of(tenant, child) else { continue };
                core.registry.change_device(&shared, |device| {
                    device.parent = None;
                    device.updated_at = now;
                });
                core.bus.changed(tenant, Resource::Devices, child, Action::Updated);
            }
            // Nobody waits for what follows who wants one that stays, and who makes one anew that is
            // gone, waits for what belonged to that one alone.
            if !also.children {
                turns.retain(|key, _| key == eui.as_str());
            }
            let (mut forgotten, mut telemetry) = (Ok(()), Vec::new());
            for eui in &gone {
                match self.forget(tenant, eui, also, recorder).await {
                    Ok(abandoned) => telemetry.push(abandoned),
                    Err(error) => {
                        tracing::warn!(%error, %eui, "something of a deleted device is left");
                        forgotten = forgotten.and(Err(error));
                    }
                }
                turns.remove(eui.as_str());
            }
            return Ok(Gone { forgotten, telemetry });
        }
        Err(Error::InUse(say!(GetsSubDevices, eui = eui.to_string())))
    }

    /// The sub-devices of a device, in their order.
    fn children(&self, tenant: &TenantCode, parent: &DeviceEui) -> Vec<DeviceEui> {
        let children = self.0.core.registry.children_of(tenant, parent);
        let mut euis: Vec<DeviceEui> =
            children.iter().map(|child| child.lock().device.eui.clone()).collect();
        euis.sort_unstable();
        euis
    }

    /// Deletes a device from the store, with its sub-devices or so that they stay without a parent,
    /// all in their turns, which the caller has. `false` when it has other sub-devices than these.
    async fn delete_family(
        &self,
        device: &SharedDevice,
        children: &[DeviceEui],
        also: DeleteAlso,
        recorder: Option<&Recorder>,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let core = &self.0.core;
        let (tenant, eui, parent) = {
            let device = &device.lock().device;
            (device.tenant.clone(), device.eui.clone(), device.parent.clone())
        };
        let parent = parent.and_then(|parent| core.registry.device_of(&tenant, &parent));
        let (key, children, keeping) = (eui.clone(), children.to_vec(), recorder.cloned());
        let has_others = Arc::new(AtomicBool::new(false));
        let tell = Arc::clone(&has_others);
        let delete = move |tx: &store::WriteTx<'_>| {
            let mut known = tx.devices().children(&tenant, &key)?;
            known.sort_unstable();
            if known != children {
                tell.store(true, Ordering::Relaxed);
                return Err(StoreError::Changed);
            }
            if let Some(recorder) = &keeping {
                // Undoing begins with what was kept last: a parent is back before its sub-devices.
                for eui in children.iter().chain(std::iter::once(&key)) {
                    recorder.keep_in(tx, &RecordKey::Device(eui.clone()))?;
                }
            }
            for child in &children {
                match also.children {
                    true => tx.devices().delete(child)?,
                    false => tx.devices().leave_parent(child, now)?,
                }
            }
            tx.devices().delete(&key)?;
            keeping.map_or(Ok(()), |recorder| recorder.settle_in(tx))
        };
        let deleted = match parent {
            Some(parent) => {
                let server = AttributeChange::ForgetSubDevice(eui);
                let patch = AttributePatch { server, ..AttributePatch::default() };
                core.change_attributes_along(&parent, patch, None, delete).await
            }
            None => core.store.write(delete).await.map_err(Error::from),
        };
        match deleted {
            Err(_) if has_others.load(Ordering::Relaxed) => Ok(false),
            deleted => deleted.map(|()| true),
        }
    }

    /// Forgets what belonged to a deleted device alone, and tells everybody. Returns its telemetry if
    /// that is to go, too, of which the rows are left.
    async fn forget(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        also: DeleteAlso,
        recorder: Option<&Recorder>,
    ) -> Result<Abandoned, Error> {
        let core = &self.0.core;
        if core.registry.relations.remove_device(eui) {
            core.bus.changed(tenant, Resource::Relations, "", Action::Deleted);
        }
        core.bus.changed(tenant, Resource::Devices, eui, Action::Deleted);
        let telemetry = match also.telemetry {
            true => core.store.abandon_telemetry(tenant, eui, None).await,
            false => Ok(Abandoned::default()),
        };
        let live = core.store.forget_live(eui).await;
        let done = telemetry.and_then(|telemetry| live.map(|()| telemetry)).map_err(Error::from);
        let profile = eui.as_lorawan().filter(|_| also.profile);
        if let Some(dev_eui) = profile
            && core.registry.profile(dev_eui).is_some_and(|found| found.tenant == *tenant)
        {
            let gone = self.0.profiles().delete_kept(tenant, dev_eui, recorder).await;
            return done.and_then(|telemetry| gone.map(|()| telemetry));
        }
        done
    }
}
