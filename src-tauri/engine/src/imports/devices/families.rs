//! Parents and their sub-devices, as far as a file changes them.

use std::collections::{HashMap, HashSet};

use model::record::{Device, DeviceType};
use model::{DeviceEui, TenantCode, say};
use things::sub_device;

use crate::Engine;
use crate::error::FieldError;
use crate::registry::SharedDevice;
use crate::workers::CHILDREN_MAX;

/// A device, and by which identifier its parent knows it.
#[derive(Debug, Clone)]
pub(in crate::imports) struct Member {
    pub(super) device: Device,
    /// Empty when it has no parent, or the parent does not know it.
    pub(super) identifier: String,
}

impl Member {
    pub(super) fn of(engine: &Engine, device: Device) -> Self {
        let parent = device.parent.as_ref();
        let parent =
            parent.and_then(|parent| engine.core.registry.device_of(&device.tenant, parent));
        let identifier = parent.and_then(|parent| {
            let parent = &parent.lock().device;
            sub_device::identifier(&parent.server_attrs, &device.eui).map(str::to_owned)
        });
        Self { device, identifier: identifier.unwrap_or_default() }
    }
}

/// Who may have sub-devices, and which of them go by which identifier there: what is here, and
/// what the rows of a file add.
pub(in crate::imports) struct Families {
    engine: Engine,
    tenant: TenantCode,
    pub(super) parents: HashSet<DeviceEui>,
    families: HashMap<DeviceEui, Family>,
}

/// The sub-devices of a parent.
struct Family {
    /// How many it had before the rows of the file.
    had: usize,
    /// Those of the rows, by their identifiers.
    added: HashMap<String, DeviceEui>,
}

impl Families {
    pub(super) fn new(engine: &Engine, tenant: &TenantCode) -> Self {
        let (parents, families) = (HashSet::new(), HashMap::new());
        Self { engine: engine.clone(), tenant: tenant.clone(), parents, families }
    }

    /// Takes a place in the family of a parent, where there must be one.
    pub(super) fn join(&mut self, parent: &DeviceEui, member: &Member) -> Result<(), FieldError> {
        let here = self.engine.core.registry.device_of(&self.tenant, parent);
        let device_type = here.as_ref().map(|device| device.lock().device.device_type);
        if device_type.is_some_and(|it| it != DeviceType::Normal) {
            let detail = say!(NoSubDevices, parent = parent.to_string());
            return Err(FieldError::new("parent", detail));
        }
        if here.is_none() && !self.parents.contains(parent) {
            let detail = say!(NoParentAnywhere, parent = parent.to_string());
            return Err(FieldError::new("parent", detail));
        }
        let (own, identifier) = (&member.device.eui, &member.identifier);
        if identifier.is_empty() {
            return Ok(());
        }
        let family = self.families.entry(parent.clone()).or_insert_with(|| {
            let had = |here: &SharedDevice| sub_device::count(&here.lock().device.server_attrs);
            Family { had: here.as_ref().map_or(0, had), added: HashMap::new() }
        });
        let registry = &self.engine.core.registry;
        let registered = here.as_ref().and_then(|here| registry.child(here, identifier));
        let registered = registered.map(|other| other.lock().device.eui.clone());
        let other = family.added.get(identifier).cloned().or(registered);
        if let Some(other) = other.filter(|other| other != own) {
            let (other, parent) = (other.to_string(), parent.to_string());
            let detail = say!(GoesByAlready, other = other, parent = parent);
            return Err(FieldError::new("sub_device", detail));
        }
        // Another identifier for one that it has takes no room.
        let is_known = here.as_ref().is_some_and(|here| {
            sub_device::identifier(&here.lock().device.server_attrs, own).is_some()
        });
        if !is_known && family.had + family.added.len() >= CHILDREN_MAX {
            let parent = parent.to_string();
            let detail = say!(SubDevicesFull, parent = parent, limit = CHILDREN_MAX);
            return Err(FieldError::new("parent", detail));
        }
        family.added.insert(identifier.clone(), own.clone());
        Ok(())
    }
}
