//! Reset by Template: devices become what a template says.
//!
//! Source: the chapter 1.1.6, thinklink.md 4.11.

use model::record::{AttributeSide, Device, DeviceTemplate, Integrations};
use model::{RecordId, Timestamp};
use things::attribute::{self, Edit};

use crate::Engine;

/// A template with those of its models that there are.
#[derive(Debug)]
pub(super) struct Reset {
    template: DeviceTemplate,
}

impl Reset {
    pub(super) fn new(
        engine: &Engine,
        mut template: DeviceTemplate,
        tenant: &model::TenantCode,
    ) -> Self {
        let registry = &engine.core.registry;
        template.thing_model = registry.thing_models.usable(tenant, &template.thing_model);
        template.rpc = registry.rpc_models.usable(tenant, &template.rpc);
        template.trigger = registry.trigger_models.usable(tenant, &template.trigger);
        Self { template }
    }

    pub(super) const fn id(&self) -> RecordId {
        self.template.id
    }

    pub(super) fn name(&self) -> &str {
        &self.template.name
    }

    /// The device as the template makes it. EUI, name, type, data source, parent, remark, the
    /// switch for third parties and what the platform keeps among the attributes stay; nothing is
    /// sent to the device.
    pub(super) fn after(&self, before: &Device, at: Timestamp) -> Device {
        let template = &self.template;
        let mut device = before.clone();
        device.template = Some(template.id);
        device.thing_model.clone_from(&template.thing_model);
        device.rpc.clone_from(&template.rpc);
        device.trigger.clone_from(&template.trigger);
        device.tags.clone_from(&template.tags);
        device.heart_period = template.heart_period;
        device.real_time_storage = template.real_time_storage;
        device.integrations =
            Integrations { third_party: before.integrations.third_party, ..template.integrations };
        for (side, definitions) in [
            (AttributeSide::Server, &template.server_attrs),
            (AttributeSide::Shared, &template.shared_attrs),
        ] {
            let mut edit = Edit::from_definitions(definitions);
            let (values, notes) = device.attributes_mut(side);
            let kept = |key: &String| attribute::is_kept_by_platform(side, key);
            edit.meta.retain(|(key, _)| !kept(key));
            for (key, definition) in &edit.meta {
                let initial = definition.as_ref().map(attribute::Definition::initial);
                edit.values.insert(key.clone(), initial.unwrap_or_default());
            }
            let gone = values.keys().filter(|key| !edit.values.contains_key(*key) && !kept(key));
            edit.remove = gone.cloned().collect();
            for (key, value) in &edit.values {
                // What was sent before has nothing to do with the value that comes now.
                if values.get(key) != Some(value) {
                    notes.traces.remove(key);
                }
            }
            edit.apply(values, notes, at);
        }
        device
    }
}
