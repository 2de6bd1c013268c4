//! Models in JSON files: every kind, as rows like those of a workbook, one a model.
//!
//! A model of a file is the one here with its id, or else the one that people call by its name; a
//! new one keeps the id of the file where that is free. Source: thinklink.md 4.13.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::marker::PhantomData;

use model::record::{DeviceTemplate, RecordKey, RpcModel, TriggerModel};
use model::{JsonMap, RecordId, Said, Saying, TenantCode, noun, say};
use serde_json::Value;
use sheet::{Cell, CellKind, Row, Source, Table};
use store::{StoreError, WriteTx};

use super::clean::{Shape, list, list_text};
use super::devices::names;
use super::field::{BOOLS, Field, bool_text};
use super::parsed::Parsed;
use super::plan::Change;
use super::subject::{Found, Saved, Subject, Values, Wish};
use crate::devices::IntegrationsChange;
use crate::error::FieldError;
use crate::event::Resource;
use crate::fields::Checks;
use crate::models::device_templates::DeviceTemplateChange;
use crate::models::mounting::ModelKey;
use crate::models::rpc_models::RpcModelChange;
use crate::models::thing_models::ModelChange;
use crate::models::trigger_models::TriggerModelChange;
use crate::models::{self, Managed};
use crate::registry::{Registry, RunnableModel};
use crate::{Engine, Error, clock};

/// What a file of models says it is.
const FORMAT: &str = "thinklink-models";
/// How such a file is written; another number means that a reader of this one misses something.
const VERSION: u64 = 1;
/// Models of one file.
const MODELS_MAX: usize = 1_000;

/// A kind of model that files hold.
pub(super) trait Exchanged: Managed {
    /// Its name in paths and files.
    const NAME: &'static str;
    /// What a file has of it, the key first.
    const FIELDS: &'static [Field];

    /// The field with the name that people call one by.
    const NAMED_BY: &'static str = if Self::KEY.is_empty() { "name" } else { Self::KEY };

    /// A new one.
    fn blank(tenant: &TenantCode) -> Self;

    /// Takes what a file has.
    fn take(&mut self, engine: &Engine, parsed: &mut Parsed<'_>, checks: &mut Checks);

    /// A field that names other models, with the names people know.
    fn named(&self, _: &Engine, _field: &str) -> Option<Value> {
        None
    }
}

const ID: Field =
    Field::new("id", Shape::Raw, "Its id, or the name it is called by here.").required();
const ID_NAME: Field = Field::new("id_name", Shape::Text, "The name that scripts and files use.");
const LABEL: Field = Field::new("name", Shape::Text, "Name for people.");
const INHERIT: Field =
    Field::new("inherit", Shape::Bool, "Whether sub-devices take it over.").one_of(BOOLS);
const TAGS: Field = Field::new("tags", Shape::List, "Tags.").clearable();
const REMARK: Field = Field::new("remark", Shape::Text, "Free text.").clearable();

const fn switch(name: &'static str) -> Field {
    Field::new(name, Shape::Bool, "On or off.").one_of(BOOLS)
}

impl Exchanged for RunnableModel {
    const NAME: &'static str = "thing-models";
    const FIELDS: &'static [Field] = &[
        ID,
        ID_NAME,
        LABEL,
        Field::new("payload_parser_type", Shape::Word, "How its script is called."),
        Field::new("payload_parser", Shape::Raw, "Its script.").clearable(),
        Field::new("apply_to", Shape::Word, "Which devices it is for."),
        Field::new("telemetry_config", Shape::Object, "How its values are shown."),
        TAGS,
        REMARK,
    ];

    fn blank(tenant: &TenantCode) -> Self {
        crate::models::thing_models::blank(tenant)
    }

    fn take(&mut self, _: &Engine, parsed: &mut Parsed<'_>, checks: &mut Checks) {
        let change = ModelChange {
            id_name: parsed.filled("id_name"),
            name: parsed.filled("name"),
            payload_parser: parsed.text("payload_parser"),
            payload_parser_type: parsed.one("payload_parser_type"),
            apply_to: parsed.one("apply_to"),
            telemetry_config: parsed.object("telemetry_config").map(Value::Object),
            tags: parsed.text("tags").map(|text| list(&text)),
            remark: parsed.text("remark"),
        };
        crate::models::thing_models::apply(change, &[], self, checks);
    }
}

impl Exchanged for RpcModel {
    const NAME: &'static str = "rpc-models";
    const FIELDS: &'static [Field] = &[
        ID,
        ID_NAME,
        LABEL,
        INHERIT,
        Field::new("template", Shape::Object, "Its parameters."),
        Field::new("rpc_script", Shape::Raw, "Its script.").clearable(),
        TAGS,
        REMARK,
    ];

    fn blank(tenant: &TenantCode) -> Self {
        crate::models::rpc_models::blank(tenant)
    }

    fn take(&mut self, _: &Engine, parsed: &mut Parsed<'_>, checks: &mut Checks) {
        let change = RpcModelChange {
            id_name: parsed.filled("id_name"),
            name: parsed.filled("name"),
            inherit: parsed.boolean("inherit"),
            template: parsed.object("template"),
            rpc_script: parsed.text("rpc_script"),
            tags: parsed.text("tags").map(|text| list(&text)),
            remark: parsed.text("remark"),
        };
        crate::models::rpc_models::apply(change, self, checks);
    }
}

impl Exchanged for TriggerModel {
    const NAME: &'static str = "trigger-models";
    const FIELDS: &'static [Field] = &[
        ID,
        LABEL,
        INHERIT,
        Field::new("trigger_script", Shape::Raw, "Its script.").clearable(),
        TAGS,
        REMARK,
    ];

    fn blank(tenant: &TenantCode) -> Self {
        crate::models::trigger_models::blank(tenant)
    }

    fn take(&mut self, _: &Engine, parsed: &mut Parsed<'_>, checks: &mut Checks) {
        let change = TriggerModelChange {
            name: parsed.filled("name"),
            inherit: parsed.boolean("inherit"),
            trigger_script: parsed.text("trigger_script"),
            tags: parsed.text("tags").map(|text| list(&text)),
            remark: parsed.text("remark"),
        };
        crate::models::trigger_models::apply(change, self, checks);
    }
}

impl Exchanged for DeviceTemplate {
    const NAME: &'static str = "device-templates";
    const FIELDS: &'static [Field] = &[
        ID,
        LABEL,
        Field::new("thing_model", Shape::List, "Thing models by id name or id.").clearable(),
        Field::new("rpc", Shape::List, "RPC models by id name or id.").clearable(),
        Field::new("trigger", Shape::List, "Trigger models by name or id.").clearable(),
        TAGS,
        Field::new("heart_period", Shape::Integer, "Seconds without data until offline."),
        switch("real_time_storage"),
        switch("things_board"),
        switch("home_assistant"),
        switch("bacnet"),
        switch("modbus_tcp"),
        switch("third_party"),
        Field::new("server_attrs", Shape::Object, "Definitions of server attributes."),
        Field::new("shared_attrs", Shape::Object, "Definitions of shared attributes."),
        REMARK,
    ];

    fn blank(tenant: &TenantCode) -> Self {
        crate::models::device_templates::blank(tenant)
    }

    fn take(&mut self, engine: &Engine, parsed: &mut Parsed<'_>, checks: &mut Checks) {
        let keys = |text: Option<String>| {
            text.map(|text| list(&text).into_iter().map(ModelKey::from_text).collect())
        };
        let change = DeviceTemplateChange {
            name: parsed.filled("name"),
            thing_model: keys(parsed.text("thing_model")),
            rpc: keys(parsed.text("rpc")),
            trigger: keys(parsed.text("trigger")),
            tags: parsed.text("tags").map(|text| list(&text)),
            heart_period: parsed.one("heart_period"),
            real_time_storage: parsed.boolean("real_time_storage"),
            integrations: IntegrationsChange {
                things_board: parsed.boolean("things_board"),
                home_assistant: parsed.boolean("home_assistant"),
                bacnet: parsed.boolean("bacnet"),
                modbus_tcp: parsed.boolean("modbus_tcp"),
                third_party: parsed.boolean("third_party"),
            },
            // Where something is means nothing in another instance.
            location: None,
            server_attrs: parsed.object("server_attrs"),
            shared_attrs: parsed.object("shared_attrs"),
            remark: parsed.text("remark"),
        };
        engine.device_templates().apply(change, self, checks);
    }

    fn named(&self, engine: &Engine, field: &str) -> Option<Value> {
        let (registry, tenant) = (&engine.core.registry, &self.tenant);
        Some(match field {
            "thing_model" => names(&self.thing_model, &registry.thing_models, tenant).into(),
            "rpc" => names(&self.rpc, &registry.rpc_models, tenant).into(),
            "trigger" => names(&self.trigger, &registry.trigger_models, tenant).into(),
            "server_attrs" => with_methods(engine, tenant, &self.server_attrs),
            "shared_attrs" => with_methods(engine, tenant, &self.shared_attrs),
            _ => return None,
        })
    }
}

/// Definitions of attributes with their linked RPC models by the names people know.
fn with_methods(engine: &Engine, tenant: &TenantCode, definitions: &JsonMap) -> Value {
    let mut written = definitions.clone();
    for definition in written.values_mut() {
        let Some(rpcs) = definition.get("rpcs").filter(|rpcs| is_filled(rpcs)) else { continue };
        let ids: Option<Vec<RecordId>> = rpcs.as_array().and_then(|rpcs| {
            rpcs.iter().map(|rpc| rpc.as_str().and_then(|id| id.parse().ok())).collect()
        });
        if let (Some(ids), Some(rpcs)) = (ids, definition.get_mut("rpcs")) {
            *rpcs = names(&ids, &engine.core.registry.rpc_models, tenant).into();
        }
    }
    Value::Object(written)
}

fn is_filled(value: &Value) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty())
}

pub(super) struct ModelRows<T>(PhantomData<T>);

impl<T: Exchanged> Subject for ModelRows<T> {
    type Record = T;
    /// The ids of new ones. Names are unique in the store, which refuses the second.
    type Claims = HashSet<RecordId>;

    const NAME: &'static str = T::NAME;
    const FIELDS: &'static [Field] = T::FIELDS;
    const IS_EMPTY_ABSENT: bool = true;

    const RESOURCE: Resource = T::RESOURCE;

    fn turn(engine: &Engine, tenant: &TenantCode, key: &str) -> Option<String> {
        let shelf = T::shelf(&engine.core.registry);
        let found = ModelKey::from_text(key.to_owned()).find(shelf, tenant);
        found.map(|model| model.id().to_string())
    }

    /// Nobody else takes the id that a new one is to have.
    fn beside(_: &Engine, _: &TenantCode, _key: &str, changes: &[Change]) -> Option<String> {
        let id = changes.iter().find(|change| change.field == ID.name);
        id.map(|change| change.new.to_string())
    }

    fn kept_as(model: &T) -> Option<RecordKey> {
        T::kept_as(model.id())
    }

    fn needs_id(model: &T) -> bool {
        model.id() == RecordId(0)
    }

    fn set_id(model: &mut T, id: RecordId) {
        model.set_id(id);
    }

    fn key(text: &str) -> String {
        text.to_owned()
    }

    /// The key is what a model is called by, whatever id the file has.
    const KEY_NAME: Option<&'static str> = Some(T::NAMED_BY);

    /// The name by which the model with the id of the file is called here, or its id where that name
    /// means another; the own name of one that is not here.
    fn key_of<'v>(
        engine: &Engine,
        tenant: &TenantCode,
        values: &'v Values<'_>,
    ) -> Option<Cow<'v, str>> {
        let shelf = T::shelf(&engine.core.registry);
        let id = text_of_field(values, ID.name);
        let known = id.and_then(|id| ModelKey::from_text(id.to_owned()).find(shelf, tenant));
        let Some(known) = known else {
            return text_of_field(values, T::NAMED_BY).or(id).map(Cow::Borrowed);
        };
        let called = shelf.by_key(tenant, known.key());
        let is_called = called.is_some_and(|called| called.id() == known.id());
        let key = if is_called { known.key().to_owned() } else { known.id().to_string() };
        Some(Cow::Owned(key))
    }

    fn find(engine: &Engine, tenant: &TenantCode, key: &str) -> Result<Found<T>, Error> {
        let (key, shelf) = (ModelKey::from_text(key.to_owned()), T::shelf(&engine.core.registry));
        let found = key.find(shelf, tenant);
        // Another one of the name would not make it clearer which is meant.
        if found.is_none() && key.is_ambiguous(shelf, tenant) {
            return Err(Error::field("id", key.unknown_template(shelf, tenant)));
        }
        Ok(found.map_or(Found::Nobody, |model| Found::Here((*model).clone())))
    }

    fn all(engine: &Engine, tenant: &TenantCode) -> Vec<T> {
        let all = T::shelf(&engine.core.registry).all_of(tenant);
        let mut all: Vec<T> = all.iter().map(|model| (**model).clone()).collect();
        all.sort_by_cached_key(|model| (model.key().to_lowercase(), model.id()));
        all
    }

    fn text(engine: &Engine, model: &T, field: &'static str) -> String {
        if field == "id" {
            let is_new = model.id() == RecordId(0);
            return if is_new { String::new() } else { model.id().to_string() };
        }
        if let Some(value) = model.named(engine, field) {
            return text_of(value);
        }
        model
            .content()
            .and_then(|mut content| content.remove(field))
            .map(text_of)
            .unwrap_or_default()
    }

    fn changed(
        engine: &Engine,
        tenant: &TenantCode,
        _: &str,
        before: Option<&T>,
        values: &Values<'_>,
    ) -> Result<T, Vec<FieldError>> {
        let mut parsed = Parsed::new(values);
        let mut model = before.cloned().unwrap_or_else(|| T::blank(tenant));
        if before.is_none()
            && let Some(id) = free_id(engine, values)
        {
            model.set_id(id);
        }
        let planned = models::planned(engine, &mut model, |model, checks| {
            model.take(engine, &mut parsed, checks)
        });
        let mut errors = parsed.finish();
        match planned {
            Ok(()) => {}
            Err(Error::Invalid(more)) => errors.extend(more),
            Err(Error::Conflict { field, detail }) => errors.push(FieldError::new(field, detail)),
            Err(other) => errors.push(FieldError::new("id", other.sentence())),
        }
        if errors.is_empty() { Ok(model) } else { Err(errors) }
    }

    fn claims(_: &Engine, _: &TenantCode) -> Self::Claims {
        HashSet::new()
    }

    fn claim(claims: &mut Self::Claims, wish: &Wish<T>) -> Result<(), FieldError> {
        let Some(before) = &wish.before else {
            let id = wish.after.id();
            let is_own = id == RecordId(0) || claims.insert(id);
            let twice = || FieldError::new(ID.name, say!(ThereTwice, name = id.to_string()));
            return is_own.then_some(()).ok_or_else(twice);
        };
        if !before.tenant().is_public() || before.content() == wish.after.content() {
            return Ok(());
        }
        let what = noun(T::WHAT);
        let detail = if things::builtin::ships(before.id()) {
            say!(BuiltInOtherName, what = what)
        } else {
            say!(PublicOtherName, what = what)
        };
        Err(FieldError::new(T::NAMED_BY, detail))
    }

    async fn store(
        engine: &Engine,
        wishes: Vec<Wish<T>>,
        note: impl FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let wishes = wishes.into_iter().map(|wish| (wish.before, wish.after)).collect();
        models::save_all(engine, wishes, note).await
    }
}

/// What a row says of a field, unless that is nothing.
fn text_of_field<'v>(values: &'v Values<'_>, name: &str) -> Option<&'v str> {
    let value = values.iter().find(|(field, _)| *field == name);
    value.map(|(_, text)| text.trim()).filter(|text| !text.is_empty())
}

/// The id of the file for a new model: none of the instance has it, whoever owns it and of whatever
/// kind, and none ever will, because it ships or is made later.
fn free_id(engine: &Engine, values: &Values<'_>) -> Option<RecordId> {
    let id: RecordId = text_of_field(values, ID.name)?.parse().ok()?;
    let Registry { thing_models, rpc_models, trigger_models, device_templates, .. } =
        &engine.core.registry;
    let is_taken = thing_models.get(id).is_some()
        || rpc_models.get(id).is_some()
        || trigger_models.get(id).is_some()
        || device_templates.get(id).is_some();
    let is_kept = id == RecordId(0)
        || id >= RecordId::earliest(clock::now())
        || things::builtin::is_reserved(id);
    (!is_taken && !is_kept).then_some(id)
}

/// A value as a cell has it; objects in one spelling, so that the order of their members is no
/// difference.
fn text_of(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Bool(is_on) => bool_text(is_on),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            list_text(&items.into_iter().map(text_of).collect::<Vec<_>>())
        }
        other => {
            let mut text = String::new();
            spell(&other, &mut text);
            text
        }
    }
}

/// Writes JSON with the members of objects in their order.
fn spell(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (at, (name, value)) in members.into_iter().enumerate() {
                let comma = if at > 0 { "," } else { "" };
                let _ = write!(out, "{comma}{}:", Value::from(name.as_str()));
                spell(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                spell(item, out);
            }
            out.push(']');
        }
        plain => {
            let _ = write!(out, "{plain}");
        }
    }
}

/// Reads a file of models into rows: the key first, then a column for each member that any of them
/// has.
pub(super) fn read<T: Exchanged>(bytes: &[u8]) -> Result<Table, Error> {
    let refuse = |detail: Said| Error::field("file", detail);
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let no_json = |error: serde_json::Error| refuse(say!(NoValidJson, why = error.to_string()));
    let file: Value = serde_json::from_slice(bytes).map_err(no_json)?;
    let other = || refuse(Saying::NoModelsFile.into());
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(other());
    }
    // Files of the first version need not say so.
    match file.get("version") {
        None => {}
        Some(version) if version.as_u64() == Some(VERSION) => {}
        Some(version) if version.as_u64().is_some_and(|version| version > VERSION) => {
            return Err(refuse(say!(FileNewer, found = version.to_string(), known = VERSION)));
        }
        Some(_) => return Err(other()),
    }
    let kind = file.get("kind").and_then(Value::as_str).unwrap_or_default();
    if kind != T::NAME {
        return Err(refuse(say!(FileHasOther, found = kind, expected = T::NAME)));
    }
    let models = file.get("models").and_then(Value::as_array).ok_or_else(other)?;
    let models: Vec<&JsonMap> =
        models.iter().map(Value::as_object).collect::<Option<_>>().ok_or_else(other)?;
    if !(1..=MODELS_MAX).contains(&models.len()) {
        return Err(refuse(say!(ModelsOutOfRange, found = models.len(), limit = MODELS_MAX)));
    }
    let mut names: Vec<&str> = vec!["id"];
    for name in models.iter().flat_map(|model| model.keys()) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
        if names.len() > sheet::limits::COLUMNS {
            return Err(refuse(say!(MembersOver, limit = sheet::limits::COLUMNS)));
        }
    }
    let header =
        names.iter().map(|name| Cell { text: name, kind: CellKind::Text, is_formula: false });
    let mut rows = vec![Row::of(1, header)];
    for (number, model) in (2_u32..).zip(models) {
        let texts: Vec<Option<(String, CellKind)>> = names
            .iter()
            .map(|name| match (*name, model.get(*name)) {
                // One that was written by hand has none.
                ("id", Some(Value::String(id))) if id.trim().is_empty() => None,
                (name, value) => value.map(|value| cell_of(T::FIELDS, name, value)),
            })
            .collect();
        let cells = texts.iter().map(|cell| match cell {
            Some((text, kind)) => Cell { text, kind: *kind, is_formula: false },
            None => Cell::EMPTY,
        });
        rows.push(Row::of(number, cells));
    }
    Ok(Table { source: Source::Json { encoding: "UTF-8", is_guess: false }, rows })
}

/// A member of a model as the text of a cell; one of another type than its field has as such.
fn cell_of(fields: &[Field], name: &str, value: &Value) -> (String, CellKind) {
    let field = fields.iter().find(|field| field.is_called(name));
    let fits = field.is_none_or(|field| match (field.shape, value) {
        (Shape::Bool, value) => value.is_boolean(),
        (Shape::Integer, value) => value.is_u64(),
        (Shape::Decimal | Shape::Frequency, value) => value.is_number(),
        (Shape::List, Value::Array(items)) => items.iter().all(Value::is_string),
        (Shape::Object, value) => value.is_object(),
        (Shape::List, _) => false,
        (_, Value::String(text)) => !text.is_empty() || field.is_clearable,
        _ => false,
    });
    match fits {
        true => (text_of(value.clone()), CellKind::Text),
        false => (value.to_string(), CellKind::Misfit),
    }
}

/// Models as a file that [`read`] takes.
pub(super) fn written<T: Exchanged>(engine: &Engine, models: &[T]) -> Vec<u8> {
    let entries = models.iter().map(|model| {
        let mut entry = JsonMap::new();
        entry.insert("id".into(), model.id().to_string().into());
        let mut content = model.content().unwrap_or_default();
        for field in T::FIELDS.iter().skip(1) {
            let named = model.named(engine, field.name);
            let value = named.or_else(|| content.remove(field.name)).unwrap_or(Value::Null);
            entry.insert(field.name.into(), value);
        }
        Value::Object(entry)
    });
    let file = serde_json::json!({
        "format": FORMAT,
        "version": VERSION,
        "kind": T::NAME,
        "models": entries.collect::<Vec<_>>(),
    });
    let mut bytes = serde_json::to_vec_pretty(&file).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
