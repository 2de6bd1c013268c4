//! Thing models: create, change, delete, list, and what their scripts logged.

use std::sync::Arc;

use model::record::{ApplyTo, ParserType, ThingModel};
use model::{RecordId, TenantCode};
use script::{Script, ScriptKey, ScriptKind};
use serde_json::{Value, json};
use store::ModelLogRecord;

use crate::counters::{ModelFailure, ScriptStatistics};
use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::models::ModelFilter;
use crate::page::{Page, PageRequest};
use crate::registry::RunnableModel;
use crate::{Engine, Error, clock};

/// Longest display configuration, in bytes of JSON.
const CONFIG_MAX: usize = 256 * 1024;
/// Newest log entries that are shown.
const LOG_SHOWN: u32 = 200;

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of ThingModel")]
pub struct ModelChange {
    pub id_name: Option<String>,
    pub name: Option<String>,
    pub payload_parser: Option<String>,
    pub payload_parser_type: Option<ParserType>,
    pub apply_to: Option<ApplyTo>,
    pub telemetry_config: Option<Value>,
    pub tags: Option<Vec<String>>,
    pub remark: Option<String>,
}

/// How one field is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayField {
    /// The telemetry key.
    pub field_name: String,
    /// Label.
    pub name: String,
    /// `number`, `string`, `boolean` or `object`.
    pub kind: String,
    /// Suffix.
    pub unit: String,
    /// Position, ascending.
    pub order: i64,
}

/// A model with what is known about its use.
#[derive(Debug, Clone)]
pub struct ModelView {
    /// The record.
    pub model: ThingModel,
    /// How many of the tenant's devices have it mounted.
    pub used_by: u64,
    /// Its script's last failure, until it works again.
    pub last_error: Option<ModelFailure>,
    /// How often its script ran for the tenant's devices; `None`: not yet.
    pub statistics: Option<ScriptStatistics>,
}

impl ModelView {
    /// The display fields in their order.
    #[must_use]
    pub fn display_fields(&self) -> Vec<DisplayField> {
        let fields = self.model.telemetry_config.get("fields").and_then(Value::as_object);
        let text = |field: &Value, key: &str| {
            field.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let mut fields: Vec<DisplayField> = fields
            .into_iter()
            .flatten()
            .map(|(key, field)| {
                let name = text(field, "name");
                let kind = text(field, "type");
                DisplayField {
                    field_name: key.clone(),
                    name: if name.is_empty() { key.clone() } else { name },
                    kind: if kind.is_empty() { "number".into() } else { kind },
                    unit: text(field, "unit"),
                    order: field.get("order").and_then(Value::as_i64).unwrap_or(0),
                }
            })
            .collect();
        fields.sort_by_key(|field| field.order);
        fields
    }
}

/// The use cases of thing models.
#[derive(Debug, Clone, Copy)]
pub struct ThingModels<'e>(pub(crate) &'e Engine);

impl ThingModels<'_> {
    /// One page of the models a tenant may use.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &ModelFilter,
        page: &PageRequest,
    ) -> Result<Page<ModelView>, Error> {
        let needle = page.needle();
        let models = self.0.core.registry.thing_models.all_of(tenant).into_iter().filter(|model| {
            let model = &model.model;
            filter.scope.as_ref().is_none_or(|scope| scope == model.tenant.as_str())
                && filter.tag.as_ref().is_none_or(|tag| model.tags.contains(tag))
                && needle
                    .as_ref()
                    .is_none_or(|it| it.in_text(&model.name) || it.in_text(&model.id_name))
        });
        let views = models.map(|model| self.view(tenant, &model)).collect();
        crate::lists::in_memory(views, page, |view: &ModelView, field| match field {
            "name" => Some(view.model.name.to_lowercase()),
            "id_name" => Some(view.model.id_name.clone()),
            "used_by" => Some(format!("{:020}", view.used_by)),
            "runs" => Some(format!("{:020}", view.statistics.map_or(0, |all| all.runs))),
            "time" => {
                let average = view.statistics.map(|all| all.average().as_nanos());
                Some(format!("{:020}", average.unwrap_or_default()))
            }
            "updated_at" => Some(crate::lists::time_key(Some(view.model.updated_at))),
            _ => None,
        })
    }

    /// One model.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<ModelView, Error> {
        let model = self.usable(tenant, id)?;
        Ok(self.view(tenant, &model))
    }

    /// Adds a model of the tenant.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Conflict`] when the id name is taken,
    /// [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        change: ModelChange,
    ) -> Result<ModelView, Error> {
        let now = clock::now();
        let mut model = ThingModel {
            id: RecordId(0),
            tenant: tenant.clone(),
            id_name: String::new(),
            name: String::new(),
            payload_parser: String::new(),
            payload_parser_type: ParserType::Custom,
            apply_to: ApplyTo::Any,
            telemetry_config: json!({ "fields": {} }),
            tags: Vec::new(),
            remark: String::new(),
            updated_at: now,
        };
        self.apply(change, &mut model)?;
        let id_name = model.id_name.clone();
        let saved = self
            .0
            .core
            .store
            .write(move |tx| {
                model.id = tx.next_id(now)?;
                tx.thing_models().insert(&model)?;
                Ok(model)
            })
            .await;
        let model = saved.map_err(|error| conflict(error, &id_name))?;
        self.saved(model, Action::Created)
    }

    /// Changes a model of the tenant.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] for a public one, and as [`Self::create`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: ModelChange,
    ) -> Result<ModelView, Error> {
        let mut model = self.owned(tenant, id)?;
        let before = (model.payload_parser.clone(), model.payload_parser_type);
        self.apply(change, &mut model)?;
        model.updated_at = clock::now();
        let record = model.clone();
        let saved = self.0.core.store.write(move |tx| tx.thing_models().update(&record)).await;
        saved.map_err(|error| conflict(error, &model.id_name))?;
        if before != (model.payload_parser.clone(), model.payload_parser_type) {
            self.0.core.counters.script_changed(id);
        }
        self.saved(model, Action::Updated)
    }

    /// Deletes a model that no device has mounted.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] for a public one, [`Error::InUse`],
    /// [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId) -> Result<(), Error> {
        let model = self.owned(tenant, id)?;
        match self.0.core.store.write(move |tx| tx.thing_models().delete(id)).await {
            Ok(()) => {}
            Err(store::StoreError::Conflict { .. }) => {
                let users = self.used_by(tenant, id);
                let detail = format!(
                    "{} is mounted on {users} device(s); remove it there first",
                    model.name
                );
                return Err(Error::InUse(detail));
            }
            Err(error) => return Err(error.into()),
        }
        self.0.core.registry.thing_models.remove(id);
        self.0.core.counters.script_changed(id);
        self.0.core.bus.changed(tenant, Resource::ThingModels, id, Action::Deleted);
        Ok(())
    }

    /// The newest log entries of a model, as far as the tenant's devices wrote them.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn log(
        &self,
        tenant: &TenantCode,
        id: RecordId,
    ) -> Result<Vec<ModelLogRecord>, Error> {
        self.usable(tenant, id)?;
        let tenant = tenant.clone();
        let store = &self.0.core.store;
        let lines = store
            .read(move |reader| reader.model_log().list(id, Some(&tenant), LOG_SHOWN, None))
            .await?;
        Ok(lines.items)
    }

    fn usable(&self, tenant: &TenantCode, id: RecordId) -> Result<Arc<RunnableModel>, Error> {
        let model = self.0.core.registry.thing_models.of(tenant, id);
        model.ok_or_else(|| Error::not_found("thing model", id))
    }

    fn owned(&self, tenant: &TenantCode, id: RecordId) -> Result<ThingModel, Error> {
        let model = self.usable(tenant, id)?;
        if model.model.tenant.is_public() {
            let detail = "built-in thing models are read-only; duplicate it to edit";
            return Err(Error::Forbidden(detail.into()));
        }
        Ok(model.model.clone())
    }

    fn view(&self, tenant: &TenantCode, model: &RunnableModel) -> ModelView {
        ModelView {
            used_by: self.used_by(tenant, model.model.id),
            last_error: self.0.core.counters.failure(tenant, model.model.id),
            statistics: self.0.core.counters.script(tenant, model.model.id),
            model: model.model.clone(),
        }
    }

    fn used_by(&self, tenant: &TenantCode, id: RecordId) -> u64 {
        let devices = self.0.core.registry.devices_of(tenant);
        devices.iter().filter(|device| device.lock().device.thing_model.contains(&id)).count()
            as u64
    }

    fn saved(&self, model: ThingModel, action: Action) -> Result<ModelView, Error> {
        let (tenant, id) = (model.tenant.clone(), model.id);
        self.0.core.registry.thing_models.put(runnable(model));
        self.0.core.bus.changed(&tenant, Resource::ThingModels, id, action);
        self.get(&tenant, id)
    }

    fn apply(&self, change: ModelChange, model: &mut ThingModel) -> Result<(), Error> {
        let mut checks = Checks::default();
        checks.id_name(&mut model.id_name, change.id_name);
        if let Some(other) = self.0.core.registry.thing_models.by_key(&model.tenant, &model.id_name)
            && other.model.id != model.id
        {
            let detail = format!("{} is already called {}", other.model.name, model.id_name);
            return Err(Error::Conflict { field: "id_name", detail });
        }
        checks.label(&mut model.name, change.name);
        checks.script("payload_parser", &mut model.payload_parser, change.payload_parser);
        if let Some(config) = change.telemetry_config {
            let fields = config.get("fields").is_some_and(Value::is_object);
            if !fields || config.to_string().len() > CONFIG_MAX {
                let detail = "expected { \"fields\": { … } } of at most 256 KiB";
                checks.refuse("telemetry_config", detail);
            }
            model.telemetry_config = config;
        }
        model.payload_parser_type = change.payload_parser_type.unwrap_or(model.payload_parser_type);
        model.apply_to = change.apply_to.unwrap_or(model.apply_to);
        checks.tags(&mut model.tags, change.tags);
        checks.text("remark", &mut model.remark, change.remark);
        checks.finish()
    }
}

fn conflict(error: store::StoreError, id_name: &str) -> Error {
    match error {
        store::StoreError::Conflict { .. } => Error::Conflict {
            field: "id_name",
            detail: format!("a thing model with the id name {id_name} exists"),
        },
        error => error.into(),
    }
}

/// A record as the workers run it.
pub(crate) fn runnable(model: ThingModel) -> RunnableModel {
    let version = u64::try_from(model.updated_at.as_millis()).unwrap_or(0);
    RunnableModel {
        id_text: model.id.to_string(),
        id_name: Arc::from(model.id_name.as_str()),
        script: Script {
            key: ScriptKey { id: model.id.0, version },
            kind: ScriptKind::ThingModel,
            parser: model.payload_parser_type,
            source: Arc::from(model.payload_parser.as_str()),
        },
        model,
    }
}
