//! RPC models: the commands that devices understand.

use std::sync::Arc;

use model::record::{Device, DeviceTemplate, ParserType, RecordKey, RpcModel};
use model::{JsonMap, RecordId, TenantCode, Timestamp, say};
use serde_json::{Value, json};
use store::{StoreError, WriteTx};

use crate::event::Resource;
use crate::fields::Checks;
use crate::models::content;
use crate::models::device_templates::linked_rpcs;
use crate::page::{Page, PageRequest};
use crate::records::{self, Managed, RecordFilter, RecordView};
use crate::registry::{Registry, Shelf};
use crate::{Engine, Error, clock};

/// Most parameters of one model.
const PARAMETERS_MAX: usize = 256;
/// Types of a parameter. Source: thinklink.md 1.5.
const TYPES: [&str; 4] = ["number", "string", "boolean", "object"];

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of RpcModel")]
pub struct RpcModelChange {
    pub id_name: Option<String>,
    pub name: Option<String>,
    pub inherit: Option<bool>,
    pub template: Option<JsonMap>,
    pub rpc_script: Option<String>,
    pub tags: Option<Vec<String>>,
    pub remark: Option<String>,
}

impl Managed for RpcModel {
    const WHAT: &'static str = "RPC model";
    const KEY: &'static str = "id_name";
    const RESOURCE: Resource = Resource::RpcModels;

    fn shelf(registry: &Registry) -> &Shelf<Self> {
        &registry.rpc_models
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
            "id_name": self.id_name,
            "name": self.name,
            "inherit": self.inherit,
            "template": self.template,
            "rpc_script": &*self.rpc_script,
            "tags": self.tags,
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
        device.rpc.contains(&self.id)
    }

    fn is_named_by(&self, template: &DeviceTemplate) -> bool {
        template.rpc.contains(&self.id) || linked_rpcs(template).any(|id| id == self.id)
    }

    fn script(&self) -> Option<(ParserType, &Arc<str>)> {
        Some((ParserType::Custom, &self.rpc_script))
    }

    fn kept_as(id: RecordId) -> Option<RecordKey> {
        Some(RecordKey::RpcModel(id))
    }

    fn load(id: RecordId, tx: &WriteTx<'_>) -> Result<Option<Self>, StoreError> {
        tx.rpc_models().get(id)
    }

    fn insert(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.rpc_models().insert(self)
    }

    fn update(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.rpc_models().update(self)
    }

    fn delete(id: RecordId, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.rpc_models().delete(id)
    }
}

/// The use cases of RPC models.
#[derive(Debug, Clone, Copy)]
pub struct RpcModels<'e>(pub(crate) &'e Engine);

impl RpcModels<'_> {
    /// One page of those a tenant may use.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &RecordFilter,
        page: &PageRequest,
    ) -> Result<Page<RecordView<RpcModel>>, Error> {
        records::list(self.0, tenant, filter, page)
    }

    /// One that the tenant may use.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<RecordView<RpcModel>, Error> {
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
        change: RpcModelChange,
    ) -> Result<RecordView<RpcModel>, Error> {
        let blank = blank(tenant);
        records::create(self.0, blank, |model, checks| apply(change, model, checks)).await
    }

    /// Changes one of the tenant.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] for a public one, and as [`Self::create`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: RpcModelChange,
    ) -> Result<RecordView<RpcModel>, Error> {
        records::update(self.0, tenant, id, |model, checks| apply(change, model, checks)).await
    }

    /// Deletes one of the tenant that no device mounts, after it was kept in a restore point.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] for a public one, [`Error::InUse`],
    /// [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId, who: &str) -> Result<(), Error> {
        records::delete::<RpcModel>(self.0, tenant, id, who).await
    }
}

/// A new one, with everything at its default.
pub(crate) fn blank(tenant: &TenantCode) -> RpcModel {
    RpcModel {
        id: RecordId(0),
        tenant: tenant.clone(),
        id_name: String::new(),
        name: String::new(),
        inherit: false,
        template: Value::Object(JsonMap::new()),
        rpc_script: "".into(),
        tags: Vec::new(),
        remark: String::new(),
        updated_at: clock::now(),
    }
}

pub(crate) fn apply(change: RpcModelChange, model: &mut RpcModel, checks: &mut Checks) {
    checks.method(&mut model.id_name, change.id_name);
    checks.label(&mut model.name, change.name);
    model.inherit = change.inherit.unwrap_or(model.inherit);
    if let Some(template) = change.template {
        let mut parameters = JsonMap::new();
        check_parameters(&template, checks);
        checks.object("template", &mut parameters, Some(template));
        model.template = Value::Object(parameters);
    }
    checks.script("rpc_script", &mut model.rpc_script, change.rpc_script);
    checks.tags(&mut model.tags, change.tags);
    checks.text("remark", &mut model.remark, change.remark);
}

/// Each parameter is an object; names with `_` in front are the platform's own.
fn check_parameters(template: &JsonMap, checks: &mut Checks) {
    if template.len() > PARAMETERS_MAX {
        checks.refuse("template", say!(ParametersMost, limit = PARAMETERS_MAX));
    }
    for (name, parameter) in template {
        let kind = parameter.get("type").and_then(Value::as_str);
        if name.starts_with('_') {
            checks.refuse("template", say!(ParameterReserved, name = name.as_str()));
        } else if !kind.is_none_or(|kind| TYPES.contains(&kind)) || !parameter.is_object() {
            let (name, types) = (name.as_str(), TYPES.to_vec());
            checks.refuse("template", say!(ParameterForm, name = name, types = types));
        }
    }
}
