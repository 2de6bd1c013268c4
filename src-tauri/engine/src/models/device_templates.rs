//! Device templates: what devices of one kind start with.

use model::record::{AttributeSide, Device, DeviceTemplate, Integrations, RecordKey, RpcModel};
use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp, say};
use serde_json::{Value, json};
use store::{StoreError, WriteTx};
use things::attribute::{self, Definition, Edit};

use super::mounting::{ModelKey, ModelRef};
use crate::devices::IntegrationsChange;
use crate::event::Resource;
use crate::fields::Checks;
use crate::locations::{LocationKey, LocationRef};
use crate::models::content;
use crate::page::{Page, PageRequest};
use crate::records::{self, Managed, RecordFilter, RecordView};
use crate::registry::{Registry, Shelf};
use crate::{Engine, Error, clock};

/// Seconds without an uplink until a device counts as offline. Source: thinklink.md 1.7.
const HEART_PERIOD: u32 = 86_400;

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of DeviceTemplate")]
pub struct DeviceTemplateChange {
    pub name: Option<String>,
    pub thing_model: Option<Vec<ModelKey>>,
    pub rpc: Option<Vec<ModelKey>>,
    pub trigger: Option<Vec<ModelKey>>,
    pub tags: Option<Vec<String>>,
    pub heart_period: Option<u32>,
    pub real_time_storage: Option<bool>,
    pub integrations: IntegrationsChange,
    pub location: Option<Option<LocationKey>>,
    /// RPC models by ids or methods.
    pub server_attrs: Option<JsonMap>,
    /// RPC models by ids or methods.
    pub shared_attrs: Option<JsonMap>,
    pub remark: Option<String>,
}

/// The RPC models that a template's attributes link to.
pub(super) fn linked_rpcs(template: &DeviceTemplate) -> impl Iterator<Item = RecordId> {
    let definitions = template.server_attrs.values().chain(template.shared_attrs.values());
    definitions.filter_map(|it| Definition::read(it).ok()).flat_map(|it| it.rpcs)
}

/// Puts the ids of RPC models for the names by which definitions of attributes link them. One that is
/// not here is noted and taken out, unless it was linked `before`; what is no list of names is left
/// to whoever reads the definitions.
fn link(
    models: (&Shelf<RpcModel>, &TenantCode),
    before: &[RecordId],
    field: &'static str,
    definitions: &mut JsonMap,
    checks: &mut Checks,
) {
    for (key, definition) in definitions {
        let Some(Value::Array(rpcs)) = definition.get_mut("rpcs") else { continue };
        rpcs.retain_mut(|rpc| {
            let Value::String(name) = rpc else { return true };
            let named = ModelKey::from_text(name.clone());
            let found = named.find_or_keep(models.0, models.1, before);
            match found {
                Some(id) => *name = id.to_string(),
                None => {
                    checks.refuse(field, say!(About, what = key.as_str(), why = named.unknown()));
                }
            }
            found.is_some()
        });
    }
}

impl Managed for DeviceTemplate {
    const WHAT: &'static str = "device template";
    const KEY: &'static str = "";
    const RESOURCE: Resource = Resource::DeviceTemplates;
    const IS_MOUNTED: bool = false;

    fn shelf(registry: &Registry) -> &Shelf<Self> {
        &registry.device_templates
    }

    fn tags(&self) -> &[String] {
        &self.tags
    }

    fn label(&self) -> &str {
        &self.name
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn content(&self) -> Option<JsonMap> {
        content(json!({
            "name": self.name,
            "thing_model": self.thing_model,
            "rpc": self.rpc,
            "trigger": self.trigger,
            "tags": self.tags,
            "heart_period": self.heart_period,
            "real_time_storage": self.real_time_storage,
            "things_board": self.integrations.things_board,
            "home_assistant": self.integrations.home_assistant,
            "bacnet": self.integrations.bacnet,
            "modbus_tcp": self.integrations.modbus_tcp,
            "third_party": self.integrations.third_party,
            "location_id": self.location,
            "server_attrs": self.server_attrs,
            "shared_attrs": self.shared_attrs,
            "remark": self.remark,
        }))
    }

    fn set_id(&mut self, id: RecordId) {
        self.id = id;
    }

    fn set_updated_at(&mut self, at: Timestamp) {
        self.updated_at = at;
    }

    fn is_used_by(&self, device: &Device) -> bool {
        device.template == Some(self.id)
    }

    fn own_parts(&self, registry: &Registry) -> Vec<String> {
        let rpcs: Vec<RecordId> = self.rpc.iter().copied().chain(linked_rpcs(self)).collect();
        let mut named = ModelRef::all(&self.thing_model, &registry.thing_models, &self.tenant);
        named.extend(ModelRef::all(&rpcs, &registry.rpc_models, &self.tenant));
        named.extend(ModelRef::all(&self.trigger, &registry.trigger_models, &self.tenant));
        let own = named.into_iter().filter(|it| it.scope.as_ref() == Some(&self.tenant));
        let mut labels: Vec<String> = own.map(|model| model.name).collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    fn location(&self) -> Option<RecordId> {
        self.location
    }

    fn kept_as(id: RecordId) -> Option<RecordKey> {
        Some(RecordKey::DeviceTemplate(id))
    }

    fn load(id: RecordId, tx: &WriteTx<'_>) -> Result<Option<Self>, StoreError> {
        tx.device_templates().get(id)
    }

    fn insert(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.device_templates().insert(self)
    }

    fn update(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.device_templates().update(self)
    }

    fn delete(id: RecordId, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.device_templates().delete(id)
    }
}

/// The use cases of device templates.
#[derive(Debug, Clone, Copy)]
pub struct DeviceTemplates<'e>(pub(crate) &'e Engine);

impl DeviceTemplates<'_> {
    /// One page of those a tenant may use.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &RecordFilter,
        page: &PageRequest,
    ) -> Result<Page<RecordView<DeviceTemplate>>, Error> {
        records::list(self.0, tenant, filter, page)
    }

    /// One that the tenant may use.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(
        &self,
        tenant: &TenantCode,
        id: RecordId,
    ) -> Result<RecordView<DeviceTemplate>, Error> {
        records::get(self.0, tenant, id)
    }

    /// Adds one of the tenant.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Conflict`] when the name is taken,
    /// [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        change: DeviceTemplateChange,
    ) -> Result<RecordView<DeviceTemplate>, Error> {
        let blank = blank(tenant);
        records::create(self.0, blank, |model, checks| self.apply(change, model, checks)).await
    }

    /// Changes one of the tenant.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] for a public one, and as [`Self::create`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: DeviceTemplateChange,
    ) -> Result<RecordView<DeviceTemplate>, Error> {
        records::update(self.0, tenant, id, |model, checks| self.apply(change, model, checks)).await
    }

    /// Deletes one of the tenant, after it was kept in a restore point.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] for a public one,
    /// [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId, who: &str) -> Result<(), Error> {
        records::delete::<DeviceTemplate>(self.0, tenant, id, who).await
    }

    /// What a device is, as a template that is not stored yet: its models, tags and switches, and
    /// its attributes with their values as defaults. [`Self::create`] takes it as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn draft_of(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<TemplateDraft, Error> {
        let shared = self.0.devices().owned(tenant, eui)?;
        let device = shared.lock().device.clone();
        let registry = &self.0.core.registry;
        let mut left_out = Vec::new();
        let mut definitions = |side| {
            let (values, notes) = device.attributes(side);
            let mut definitions = attribute::as_definitions(side, values, notes);
            // Links to what is gone are left out; there is nobody to tell.
            let rpcs = (&registry.rpc_models, tenant);
            link(rpcs, &[], "rpcs", &mut definitions, &mut Checks::default());
            // Scripts make keys that nobody may type, and values larger than a template takes.
            definitions.retain(|key, definition| {
                let stays =
                    attribute::check_new_key(key).is_ok() && Definition::read(definition).is_ok();
                if !stays {
                    left_out.push(key.clone());
                }
                stays
            });
            left_out.extend(Checks::cut(&mut definitions));
            definitions
        };
        let template = DeviceTemplate {
            name: if device.name.is_empty() { eui.to_string() } else { device.name.clone() },
            thing_model: registry.thing_models.usable(tenant, &device.thing_model),
            rpc: registry.rpc_models.usable(tenant, &device.rpc),
            trigger: registry.trigger_models.usable(tenant, &device.trigger),
            server_attrs: definitions(AttributeSide::Server),
            shared_attrs: definitions(AttributeSide::Shared),
            tags: device.tags,
            heart_period: device.heart_period,
            real_time_storage: device.real_time_storage,
            integrations: device.integrations,
            location: device.location,
            ..blank(tenant)
        };
        Ok(TemplateDraft { template, left_out })
    }

    /// What a template names.
    #[must_use]
    pub fn models(&self, tenant: &TenantCode, template: &DeviceTemplate) -> TemplateModels {
        let registry = &self.0.core.registry;
        TemplateModels {
            thing_models: ModelRef::all(&template.thing_model, &registry.thing_models, tenant),
            rpcs: ModelRef::all(&template.rpc, &registry.rpc_models, tenant),
            triggers: ModelRef::all(&template.trigger, &registry.trigger_models, tenant),
            location: LocationRef::of(&registry.locations, tenant, template.location),
        }
    }

    /// Gives a new device what a template says; models that are gone are left out.
    ///
    /// Source: thinklink.md 4.11.
    pub(crate) fn furnish(&self, template: &DeviceTemplate, device: &mut Device, at: Timestamp) {
        let (registry, tenant) = (&self.0.core.registry, &device.tenant);
        device.template = Some(template.id);
        device.thing_model = registry.thing_models.usable(tenant, &template.thing_model);
        device.rpc = registry.rpc_models.usable(tenant, &template.rpc);
        device.trigger = registry.trigger_models.usable(tenant, &template.trigger);
        device.tags.clone_from(&template.tags);
        device.heart_period = template.heart_period;
        device.real_time_storage = template.real_time_storage;
        device.integrations = template.integrations;
        let location = template.location.filter(|id| registry.locations.of(tenant, *id).is_some());
        device.location = location;
        for (side, definitions) in [
            (AttributeSide::Server, &template.server_attrs),
            (AttributeSide::Shared, &template.shared_attrs),
        ] {
            let (values, notes) = device.attributes_mut(side);
            Edit::from_definitions(definitions).apply(values, notes, at);
        }
    }

    pub(crate) fn apply(
        &self,
        change: DeviceTemplateChange,
        template: &mut DeviceTemplate,
        checks: &mut Checks,
    ) {
        let (registry, tenant) = (&self.0.core.registry, &template.tenant);
        checks.label(&mut template.name, change.name);
        ModelKey::find_all(
            change.thing_model,
            "thing_model",
            &registry.thing_models,
            tenant,
            &mut template.thing_model,
            checks,
        );
        let rpcs = &registry.rpc_models;
        ModelKey::find_all(change.rpc, "rpc", rpcs, tenant, &mut template.rpc, checks);
        let triggers = &registry.trigger_models;
        ModelKey::find_all(
            change.trigger,
            "trigger",
            triggers,
            tenant,
            &mut template.trigger,
            checks,
        );
        checks.tags(&mut template.tags, change.tags);
        checks.heart_period(&mut template.heart_period, change.heart_period);
        template.real_time_storage = change.real_time_storage.unwrap_or(template.real_time_storage);
        template.integrations = change.integrations.apply(template.integrations);
        let places = &registry.locations;
        LocationKey::place(change.location, &mut template.location, places, tenant, checks);
        let linked: Vec<RecordId> = linked_rpcs(template).collect();
        for (field, current, mut given) in [
            ("server_attrs", &mut template.server_attrs, change.server_attrs),
            ("shared_attrs", &mut template.shared_attrs, change.shared_attrs),
        ] {
            if let Some(given) = &mut given {
                link((rpcs, tenant), &linked, field, given, checks);
            }
            checks.definitions(field, current, given);
        }
        checks.text("remark", &mut template.remark, change.remark);
    }
}

/// A new one, with everything at its default.
pub(crate) fn blank(tenant: &TenantCode) -> DeviceTemplate {
    DeviceTemplate {
        id: RecordId(0),
        tenant: tenant.clone(),
        name: String::new(),
        thing_model: Vec::new(),
        rpc: Vec::new(),
        trigger: Vec::new(),
        tags: Vec::new(),
        heart_period: HEART_PERIOD,
        real_time_storage: true,
        integrations: Integrations::default(),
        location: None,
        server_attrs: JsonMap::new(),
        shared_attrs: JsonMap::new(),
        remark: String::new(),
        updated_at: clock::now(),
    }
}

/// A device as a template that is not stored yet.
#[derive(Debug, Clone)]
pub struct TemplateDraft {
    /// The template.
    pub template: DeviceTemplate,
    /// Keys of the device's attributes that no template takes.
    pub left_out: Vec<String>,
}

/// What a template names; a model that is gone has no scope.
#[derive(Debug, Clone)]
pub struct TemplateModels {
    /// Thing models, in the order they run.
    pub thing_models: Vec<ModelRef>,
    /// RPC models.
    pub rpcs: Vec<ModelRef>,
    /// Trigger models, in the order they run.
    pub triggers: Vec<ModelRef>,
    /// Where a device is.
    pub location: Option<LocationRef>,
}
