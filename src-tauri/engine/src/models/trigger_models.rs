//! Trigger models: rules that ask for commands after a device's data was parsed.

use std::sync::Arc;

use model::record::{Device, DeviceTemplate, ParserType, RecordKey, TriggerModel};
use model::{JsonMap, RecordId, TenantCode, Timestamp};
use serde_json::json;
use store::{ModelLogRecord, StoreError, WriteTx};

use crate::event::Resource;
use crate::fields::Checks;
use crate::models::{self, content};
use crate::page::{Page, PageRequest};
use crate::records::{self, Managed, RecordFilter, RecordView};
use crate::registry::{Registry, Shelf};
use crate::triggers::{FailedActions, LastAction};
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

/// A trigger model with what is known about its use by the tenant's devices.
#[derive(Debug, Clone)]
pub struct TriggerModelView {
    /// The record, and what is known of its script.
    pub view: RecordView<TriggerModel>,
    /// What it asked for last.
    pub last_action: Option<LastAction>,
    /// What it asked for and failed.
    pub failed_actions: Option<FailedActions>,
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
            "trigger_script": &*self.trigger_script,
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

    fn is_named_by(&self, template: &DeviceTemplate) -> bool {
        template.trigger.contains(&self.id)
    }

    fn script(&self) -> Option<(ParserType, &Arc<str>)> {
        Some((ParserType::Custom, &self.trigger_script))
    }

    fn script_changed(id: RecordId, engine: &Engine) {
        engine.core.counters.script_changed(id);
        engine.core.triggers.changed(id);
    }

    fn kept_as(id: RecordId) -> Option<RecordKey> {
        Some(RecordKey::TriggerModel(id))
    }

    fn load(id: RecordId, tx: &WriteTx<'_>) -> Result<Option<Self>, StoreError> {
        tx.trigger_models().get(id)
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
        filter: &RecordFilter,
        page: &PageRequest,
    ) -> Result<Page<TriggerModelView>, Error> {
        let page = records::list(self.0, tenant, filter, page)?;
        Ok(page.map(|view| self.view(tenant, view)))
    }

    /// One that the tenant may use.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<TriggerModelView, Error> {
        Ok(self.view(tenant, records::get(self.0, tenant, id)?))
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
    ) -> Result<TriggerModelView, Error> {
        let blank = blank(tenant);
        let view = records::create(self.0, blank, |model, checks| apply(change, model, checks));
        Ok(self.view(tenant, view.await?))
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
    ) -> Result<TriggerModelView, Error> {
        let view = records::update::<TriggerModel>(self.0, tenant, id, |model, checks| {
            apply(change, model, checks);
        });
        Ok(self.view(tenant, view.await?))
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

    /// Deletes one of the tenant that no device mounts, after it was kept in a restore point.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] for a public one, [`Error::InUse`],
    /// [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId, who: &str) -> Result<(), Error> {
        records::delete::<TriggerModel>(self.0, tenant, id, who).await
    }

    fn view(&self, tenant: &TenantCode, view: RecordView<TriggerModel>) -> TriggerModelView {
        let id = view.record.id;
        TriggerModelView {
            last_action: self.0.core.triggers.last_action(tenant, id),
            failed_actions: self.0.core.triggers.failed_actions(tenant, id),
            view,
        }
    }
}

/// A new one, with everything at its default.
pub(crate) fn blank(tenant: &TenantCode) -> TriggerModel {
    TriggerModel {
        id: RecordId(0),
        tenant: tenant.clone(),
        name: String::new(),
        inherit: false,
        trigger_script: "".into(),
        tags: Vec::new(),
        remark: String::new(),
        updated_at: clock::now(),
    }
}

pub(crate) fn apply(change: TriggerModelChange, model: &mut TriggerModel, checks: &mut Checks) {
    checks.label(&mut model.name, change.name);
    model.inherit = change.inherit.unwrap_or(model.inherit);
    checks.script("trigger_script", &mut model.trigger_script, change.trigger_script);
    checks.tags(&mut model.tags, change.tags);
    checks.text("remark", &mut model.remark, change.remark);
}
