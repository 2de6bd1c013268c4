//! Thing models: create, change, delete, list, and what their scripts logged.

use std::sync::Arc;

use model::record::{ApplyTo, Device, DeviceTemplate, ParserType, RecordKey, ThingModel};
use model::{JsonMap, RecordId, Said, Saying, TenantCode, Timestamp, say};
use script::{Script, ScriptKey, ScriptKind};
use serde_json::{Value, json};
use store::{ModelLogRecord, StoreError, WriteTx};

pub use super::impact::{
    Difference, FieldImpact, Impact, ImpactRequest, OthersImpact, Outcome, Reach,
};
use crate::event::Resource;
use crate::fields::Checks;
use crate::models::{self, content};
use crate::page::{Page, PageRequest};
use crate::records::{self, Managed, RecordFilter, RecordView};
use crate::registry::{Registry, RunnableModel, Shelf};
use crate::{Engine, Error, clock};

/// Longest display configuration, in bytes of JSON.
const CONFIG_MAX: usize = 256 * 1024;

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
    /// An SVG image of shapes only; see [`things::icon`].
    pub icon: Option<String>,
}

/// A thing model with what is known about its use.
pub type ModelView = RecordView<ThingModel>;

impl ModelView {
    /// The display fields in their order.
    #[must_use]
    pub fn display_fields(&self) -> Vec<DisplayField> {
        display_fields(&self.record.telemetry_config)
    }
}

/// The display fields of a configuration in their order.
pub(crate) fn display_fields(config: &Value) -> Vec<DisplayField> {
    let fields = config.get("fields").and_then(Value::as_object);
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
                icon: Some(text(field, "icon")).filter(|icon| !icon.is_empty()),
            }
        })
        .collect();
    fields.sort_by_key(|field| field.order);
    fields
}

impl Managed for RunnableModel {
    const WHAT: &'static str = "thing model";
    const KEY: &'static str = "id_name";
    const RESOURCE: Resource = Resource::ThingModels;

    fn shelf(registry: &Registry) -> &Shelf<Self> {
        &registry.thing_models
    }

    fn tags(&self) -> &[String] {
        &self.model.tags
    }

    fn label(&self) -> &str {
        &self.model.name
    }

    fn updated_at(&self) -> Timestamp {
        self.model.updated_at
    }

    fn content(&self) -> Option<JsonMap> {
        let model = &self.model;
        content(json!({
            "id_name": model.id_name,
            "name": model.name,
            "payload_parser": model.payload_parser,
            "payload_parser_type": model.payload_parser_type.as_str(),
            "apply_to": model.apply_to.as_str(),
            "telemetry_config": model.telemetry_config,
            "tags": model.tags,
            "remark": model.remark,
        }))
    }

    fn set_id(&mut self, id: RecordId) {
        self.model.id = id;
        *self = runnable(self.model.clone());
    }

    fn set_updated_at(&mut self, at: Timestamp) {
        self.model.updated_at = at;
        *self = runnable(self.model.clone());
    }

    fn is_used_by(&self, device: &Device) -> bool {
        device.thing_model.contains(&self.model.id)
    }

    fn is_named_by(&self, template: &DeviceTemplate) -> bool {
        template.thing_model.contains(&self.model.id)
    }

    fn script(&self) -> Option<(ParserType, &Arc<str>)> {
        Some((self.script.parser, &self.script.source))
    }

    fn kept_as(id: RecordId) -> Option<RecordKey> {
        Some(RecordKey::ThingModel(id))
    }

    fn load(id: RecordId, tx: &WriteTx<'_>) -> Result<Option<Self>, StoreError> {
        Ok(tx.thing_models().get(id)?.map(runnable))
    }

    fn insert(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.thing_models().insert(&self.model)
    }

    fn update(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.thing_models().update(&self.model)
    }

    fn delete(id: RecordId, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.thing_models().delete(id)
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
        filter: &RecordFilter,
        page: &PageRequest,
    ) -> Result<Page<ModelView>, Error> {
        let page = records::list::<RunnableModel>(self.0, tenant, filter, page)?;
        Ok(page.map(view))
    }

    /// One model.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<ModelView, Error> {
        records::get(self.0, tenant, id).map(view)
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
        let blank = blank(tenant);
        let created =
            records::create(self.0, blank, |model, checks| apply(change, &[], model, checks));
        created.await.map(view)
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
        let kept = match &change.telemetry_config {
            Some(_) => self.kept_configs(tenant, id).await?,
            None => Vec::new(),
        };
        let updated = records::update::<RunnableModel>(self.0, tenant, id, |model, checks| {
            apply(change, &kept, model, checks);
        });
        updated.await.map(view)
    }

    /// The display configurations of the versions that are kept.
    async fn kept_configs(&self, tenant: &TenantCode, id: RecordId) -> Result<Vec<Value>, Error> {
        let tenant = tenant.clone();
        let read = self.0.core.store.read(move |reader| {
            let versions = reader.model_versions();
            let mut configs = Vec::new();
            for version in versions.list(&tenant, id)? {
                let content = versions.content(&tenant, id, version.number)?;
                configs.extend(content.and_then(|mut it| it.remove("telemetry_config")));
            }
            Ok(configs)
        });
        Ok(read.await?)
    }

    /// Deletes a model that no device has mounted, after it was kept in a restore point.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] for a public one, [`Error::InUse`],
    /// [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId, who: &str) -> Result<(), Error> {
        records::delete::<RunnableModel>(self.0, tenant, id, who).await
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
        self.get(tenant, id)?;
        models::log(self.0, tenant, id).await
    }

    /// What a changed script would make of the uplinks that are recorded.
    ///
    /// # Errors
    /// As [`crate::models::impact::preview`].
    pub async fn impact(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        reach: Reach,
        request: ImpactRequest,
    ) -> Result<Impact, Error> {
        crate::models::impact::preview(self.0, tenant, id, reach, request).await
    }
}

/// The record of what the workers run.
fn view(view: RecordView<RunnableModel>) -> ModelView {
    let RecordView { record, used_by, last_error, statistics } = view;
    ModelView { record: record.model, used_by, last_error, statistics }
}

/// A new one, with everything at its default.
pub(crate) fn blank(tenant: &TenantCode) -> RunnableModel {
    runnable(ThingModel {
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
        updated_at: clock::now(),
    })
}

/// Sets what was given. `kept` are the display configurations of earlier versions, which may come
/// back as they were.
pub(crate) fn apply(
    change: ModelChange,
    kept: &[Value],
    model: &mut RunnableModel,
    checks: &mut Checks,
) {
    let model = &mut model.model;
    checks.id_name(&mut model.id_name, change.id_name);
    checks.label(&mut model.name, change.name);
    checks.script("payload_parser", &mut model.payload_parser, change.payload_parser);
    if let Some(mut config) = change.telemetry_config {
        clean_icons(&mut config, |key, problem| {
            checks.refuse("telemetry_config", say!(About, what = key, why = problem));
        });
        let fields = config.get("fields").is_some_and(Value::is_object);
        if !fields || config.to_string().len() > CONFIG_MAX {
            checks.refuse("telemetry_config", Saying::TelemetryConfigForm);
        }
        let stored: Vec<&Value> = kept.iter().chain([&model.telemetry_config]).collect();
        for problem in things::display::problems(&config, &stored) {
            checks.refuse("telemetry_config", problem);
        }
        model.telemetry_config = config;
    }
    model.payload_parser_type = change.payload_parser_type.unwrap_or(model.payload_parser_type);
    model.apply_to = change.apply_to.unwrap_or(model.apply_to);
    checks.tags(&mut model.tags, change.tags);
    checks.text("remark", &mut model.remark, change.remark);
}

/// Leaves of the icons of display fields what may be shown. One that is no image is taken out, and
/// told.
fn clean_icons(config: &mut Value, mut tell: impl FnMut(&str, Said)) {
    let fields = config.get_mut("fields").and_then(Value::as_object_mut);
    for (key, field) in fields.into_iter().flatten() {
        let Some(icon) = field.get_mut("icon").filter(|icon| !icon.is_null()) else { continue };
        let source = icon.as_str().unwrap_or("-").trim();
        let cleaned = if source.is_empty() { None } else { Some(things::icon::clean(source)) };
        *icon = match cleaned {
            None => Value::Null,
            Some(Ok(image)) => image.into(),
            Some(Err(problem)) => {
                tell(key, say!(About, what = "icon", why = problem));
                Value::Null
            }
        };
    }
}

/// A record as the workers run it.
pub(crate) fn runnable(mut model: ThingModel) -> RunnableModel {
    // One that an older version stored has icons as they came.
    clean_icons(&mut model.telemetry_config, |_, _| {});
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
