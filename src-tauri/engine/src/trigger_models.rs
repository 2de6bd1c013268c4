//! Trigger models: rules that ask for commands after a device's data was parsed.

use model::record::{Device, TriggerModel};
use model::{JsonMap, RecordId, TenantCode, Timestamp};
use serde_json::json;
use store::{ModelLogRecord, StoreError, WriteTx};

use crate::counters::ScriptStatistics;
use crate::event::Resource;
use crate::fields::Checks;
use crate::models::{self, Managed, ModelFilter, ModelView, content};
use crate::page::{Page, PageRequest};
use crate::registry::{Registry, Shelf};
use crate::{Engine, Error, clock};

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of TriggerModel")]
pub struct TriggerModelChange {
    pub name: Option<String>,
    pub inherit: Option<bool>,
    pub trigger_script: Option<String>,
    pub tags: Option<Vec<String>>,
    pub remark: Option<String>,
}

impl Managed for TriggerModel {
    const WHAT: &'static str = "trigger model";
    const KEY: &'static str = "name";
    const RESOURCE: Resource = Resource::TriggerModels;

    fn shelf(registry: &Registry) -> &Shelf<Self> {
        &registry.trigger_models
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
            "inherit": self.inherit,
            "trigger_script": self.trigger_script,
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
        device.trigger.contains(&self.id)
    }

    fn insert(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.trigger_models().insert(self)
    }

    fn update(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.trigger_models().update(self)
    }

    fn delete(id: RecordId, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.trigger_models().delete(id)
    }
}

/// The use cases of trigger models.
#[derive(Debug, Clone, Copy)]
pub struct TriggerModels<'e>(pub(crate) &'e Engine);

impl TriggerModels<'_> {
    /// One page of those a tenant may use.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &ModelFilter,
        page: &PageRequest,
    ) -> Result<Page<ModelView<TriggerModel>>, Error> {
        models::list(self.0, tenant, filter, page)
    }

    /// One that the tenant may use.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<ModelView<TriggerModel>, Error> {
        models::get(self.0, tenant, id)
    }

    /// Adds one of the tenant.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Conflict`] when the name is taken,
    /// [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        change: TriggerModelChange,
    ) -> Result<ModelView<TriggerModel>, Error> {
        let blank = TriggerModel {
            id: RecordId(0),
            tenant: tenant.clone(),
            name: String::new(),
            inherit: false,
            trigger_script: String::new(),
            tags: Vec::new(),
            remark: String::new(),
            updated_at: clock::now(),
        };
        models::create(self.0, blank, |model, checks| apply(change, model, checks)).await
    }

    /// Changes one of the tenant.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] for a public one, and as [`Self::create`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: TriggerModelChange,
    ) -> Result<ModelView<TriggerModel>, Error> {
        models::update(self.0, tenant, id, |model, checks| apply(change, model, checks)).await
    }

    /// The newest lines of its log, as far as the tenant's devices wrote them.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn log(
        &self,
        tenant: &TenantCode,
        id: RecordId,
    ) -> Result<Vec<ModelLogRecord>, Error> {
        self.get(tenant, id)?;
        models::log(self.0, tenant, id).await
    }

    /// Runs and failures of its script, as far as the tenant's devices caused them.
    #[must_use]
    pub fn statistics(&self, tenant: &TenantCode, id: RecordId) -> Option<ScriptStatistics> {
        self.0.core.counters.script(tenant, id)
    }

    /// Deletes one of the tenant that no device mounts.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] for a public one, [`Error::InUse`],
    /// [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId) -> Result<(), Error> {
        models::delete::<TriggerModel>(self.0, tenant, id).await
    }
}

fn apply(change: TriggerModelChange, model: &mut TriggerModel, checks: &mut Checks) {
    checks.label(&mut model.name, change.name);
    model.inherit = change.inherit.unwrap_or(model.inherit);
    checks.script("trigger_script", &mut model.trigger_script, change.trigger_script);
    checks.tags(&mut model.tags, change.tags);
    checks.text("remark", &mut model.remark, change.remark);
}
