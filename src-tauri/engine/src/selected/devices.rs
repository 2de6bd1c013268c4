//! What would go with devices, and deleting them.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use model::record::{Operation, Task, TaskKind};
use model::{DeviceEui, JsonMap, TenantCode};

use super::{Selected, deleted, new_task};
use crate::Error;
use crate::devices::{DeleteAlso, Selection};
use crate::registry::SharedDevice;
use crate::rpc::Origin;
use crate::tasks::paced;

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
            let profile = eui.as_lorawan().and_then(|eui| registry.profile_of(tenant, eui));
            preview.profiles += u64::from(profile.is_some());
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

    pub(super) async fn begin_deletion(
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
