//! Attributes of devices: what people see, say and change of them.
//!
//! Scripts change values too; whoever changes them, the device's thread does it
//! ([`crate::workers`]). A shared attribute that a person edits is sent to its device ([`push`]).

mod push;

use std::collections::BTreeSet;

use model::record::{AttributeNotes, AttributeSide, AttributeState, AttributeType, Device};
use model::{DeviceEui, JsonMap, RecordId, Said, Saying, TenantCode, Timestamp, say};
use serde_json::Value;
use things::attribute::{self, Edit};
pub use things::attribute::{Choice, Definition};
use things::merge;

use crate::fields::Checks;
use crate::models::mounting::{ModelKey, ModelRef};
use crate::workers::{AttributeChange, AttributePatch};
use crate::{Engine, Error, clock};

/// An attribute with what is known of it.
#[derive(Debug, Clone)]
pub struct AttributeView {
    /// Its name in scripts.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// What people said of it; the type of the value when nobody said another.
    pub definition: Definition,
    /// Whether somebody described it; scripts make attributes that nobody did.
    pub described: bool,
    /// The linked RPC models; one that is gone has no scope.
    pub rpcs: Vec<ModelRef>,
    /// When the value last became another one, as far as known.
    pub changed_at: Option<Timestamp>,
    /// Whether the platform itself keeps it, so that nobody else changes it.
    pub kept_by_platform: bool,
    /// What is known of it on the device; `None` for a server attribute.
    pub on_device: Option<OnDevice>,
}

/// What is known of a shared attribute on the device itself.
#[derive(Debug, Clone)]
pub struct OnDevice {
    /// In a word.
    pub state: AttributeState,
    /// Why it was not sent: a word of [`model::record::NotSent`], or a sentence.
    pub reason: Option<Said>,
    /// When it was sent, or should have been.
    pub sent_at: Option<Timestamp>,
    /// The run that sent it.
    pub run: Option<RecordId>,
}

/// What a person says of an attribute; replaces what was said before.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of Definition")]
pub struct Description {
    pub kind: Option<AttributeType>,
    pub alias: String,
    pub unit: String,
    pub remark: String,
    pub order: Option<i64>,
    /// Ids or methods.
    pub rpcs: Vec<ModelKey>,
    pub options: Vec<Choice>,
    pub default: Option<Value>,
}

/// What to change on one side of a device; everything else stays.
#[derive(Debug, Clone, Default)]
pub struct AttributesChange {
    /// Keys to take away, with what is known of them.
    pub remove: Vec<String>,
    /// What to say of keys; `None` takes it back and leaves the value.
    pub meta: Vec<(String, Option<Description>)>,
    /// Values to set.
    pub values: JsonMap,
    /// The keys that come first in the list, in their order; the others follow as they are.
    pub order: Option<Vec<String>>,
}

/// The use cases of attributes.
#[derive(Debug, Clone, Copy)]
pub struct Attributes<'e>(pub(crate) &'e Engine);

impl Attributes<'_> {
    /// One side's attributes, by their order, then by key.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn list(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        side: AttributeSide,
    ) -> Result<Vec<AttributeView>, Error> {
        let device = self.0.devices().owned(tenant, eui)?.lock().device.clone();
        let (values, notes) = device.attributes(side);
        let runs = match side {
            AttributeSide::Server => None,
            AttributeSide::Shared => Some(self.runs_of(notes).await?),
        };
        let view = |(key, value): (&String, &Value)| {
            let mut view = self.view(tenant, side, key, value, notes);
            view.on_device = runs.as_ref().map(|runs| push::on_device(notes.traces.get(key), runs));
            view
        };
        let views = values.iter().map(view);
        let mut views: Vec<AttributeView> = views.collect();
        views.sort_by(|a, b| {
            let place = |view: &AttributeView| view.definition.order.unwrap_or(i64::MAX);
            place(a).cmp(&place(b)).then_with(|| a.key.cmp(&b.key))
        });
        Ok(views)
    }

    /// Changes one side's attributes, all or nothing. Values of shared attributes are then sent to
    /// the device, also those that were there before; a device that cannot be reached does not
    /// undo the change, and its attributes say why.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] with every bad field, and those of
    /// [`crate::Core::change_attributes`].
    pub async fn change(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        side: AttributeSide,
        change: AttributesChange,
    ) -> Result<(), Error> {
        let device = self.0.devices().owned(tenant, eui)?;
        let edit = self.check(&device.lock().device, side, change)?;
        let values = edit.values.clone();
        let edit = AttributeChange::Edit(edit);
        let patch = match side {
            AttributeSide::Server => AttributePatch { server: edit, ..AttributePatch::default() },
            AttributeSide::Shared => AttributePatch { shared: edit, ..AttributePatch::default() },
        };
        self.0.core.change_attributes(&device, patch).await.map_err(|error| match error {
            Error::Invalid(errors) if errors.iter().any(|error| error.field == "rpcs") => {
                Error::field("rpcs", Saying::NamedModelGone)
            }
            error => error,
        })?;
        match side {
            AttributeSide::Server => Ok(()),
            AttributeSide::Shared => self.push(tenant, &device, values).await,
        }
    }

    /// Takes one attribute away.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for one the platform keeps, [`Error::Store`].
    pub async fn remove(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        side: AttributeSide,
        key: String,
    ) -> Result<(), Error> {
        let device = self.0.devices().owned(tenant, eui)?;
        if !device.lock().device.attributes(side).0.contains_key(&key) {
            return Err(Error::not_found("attribute", key));
        }
        let change = AttributesChange { remove: vec![key], ..AttributesChange::default() };
        self.change(tenant, eui, side, change).await
    }

    /// The change with everything it names found, when all of it is right for the device as it
    /// is now.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field.
    pub(crate) fn check(
        &self,
        device: &Device,
        side: AttributeSide,
        change: AttributesChange,
    ) -> Result<Edit, Error> {
        let mut checks = Checks::default();
        let meta = change.meta.into_iter().map(|(key, description)| {
            let known = definition(device.attributes(side).1, &key).rpcs;
            let define = |it| self.define(&device.tenant, &key, it, known, &mut checks);
            let definition = description.map(define);
            (key, definition)
        });
        let mut edit = Edit { meta: meta.collect(), remove: change.remove, values: change.values };
        for key in edit.keys().filter(|key| attribute::is_kept_by_platform(side, key)) {
            checks.refuse("values", say!(KeptByPlatform, key = key.as_str()));
        }
        let (known, notes) = device.attributes(side);
        let (mut values, mut notes) = (known.clone(), notes.clone());
        let named: BTreeSet<String> = edit.keys().cloned().collect();
        edit.clone().apply(&mut values, &mut notes, clock::now());
        for (key, value) in values.iter().filter(|(key, _)| named.contains(*key)) {
            let is_new = !known.contains_key(key);
            let problem = attribute::check_new_key(key).err().filter(|_| is_new);
            if let Some(problem) = problem.or_else(|| definition(&notes, key).check(value).err()) {
                checks.refuse("values", say!(About, what = key.as_str(), why = problem));
            }
        }
        if let Some(order) = change.order {
            // The values stay as they are, also those that scripts set against their type.
            for (key, definition) in reordered(side, &values, &notes, &order, &mut checks) {
                notes.meta.insert(key.clone(), definition.to_value());
                edit.meta.retain(|(known, _)| *known != key);
                edit.meta.push((key, Some(definition)));
            }
        }
        checks.attributes("values", known, &values);
        checks.size("meta", &notes.meta);
        checks.finish()?;
        Ok(edit)
    }

    /// What a person says, with its RPC models found; those `known` before stay though they are gone.
    pub(crate) fn define(
        &self,
        tenant: &TenantCode,
        key: &str,
        description: Description,
        known: Vec<RecordId>,
        checks: &mut Checks,
    ) -> Definition {
        let mut rpcs = known;
        let shelf = &self.0.core.registry.rpc_models;
        ModelKey::find_all(Some(description.rpcs), "rpcs", shelf, tenant, &mut rpcs, checks);
        let definition = Definition {
            kind: description.kind,
            alias: description.alias,
            unit: description.unit,
            remark: description.remark,
            order: description.order,
            rpcs,
            options: description.options,
            default: description.default,
        };
        match Definition::read(&definition.to_value()) {
            Ok(definition) => definition,
            Err(problem) => {
                checks.refuse("meta", say!(About, what = key, why = Said::from(problem)));
                definition
            }
        }
    }

    fn view(
        &self,
        tenant: &TenantCode,
        side: AttributeSide,
        key: &str,
        value: &Value,
        notes: &AttributeNotes,
    ) -> AttributeView {
        let mut definition = definition(notes, key);
        definition.kind = definition.kind.or_else(|| attribute::kind_of_value(value));
        AttributeView {
            key: key.to_owned(),
            value: value.clone(),
            described: notes.meta.get(key).is_some_and(is_description),
            rpcs: ModelRef::all(&definition.rpcs, &self.0.core.registry.rpc_models, tenant),
            definition,
            changed_at: notes.traces.get(key).map(|trace| trace.changed_at),
            kept_by_platform: attribute::is_kept_by_platform(side, key),
            on_device: None,
        }
    }
}

/// Whether it says more of an attribute than its place.
fn is_description(stored: &Value) -> bool {
    stored.as_object().is_some_and(|members| members.keys().any(|name| name != "order"))
}

/// The keys whose place becomes another one when `first` come first in their order, each with what
/// is said of it then.
fn reordered(
    side: AttributeSide,
    values: &JsonMap,
    notes: &AttributeNotes,
    first: &[String],
    checks: &mut Checks,
) -> Vec<(String, Definition)> {
    let is_own = |key: &&String| !attribute::is_kept_by_platform(side, key);
    let mut keys: Vec<&String> = values.keys().filter(is_own).collect();
    let place = |key: &String| definition(notes, key).order.unwrap_or(i64::MAX);
    keys.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    for (at, key) in first.iter().enumerate() {
        if !keys.contains(&key) {
            checks.refuse("order", say!(NoMovableAttribute, key = key.as_str()));
        } else if first.iter().take(at).any(|other| other == key) {
            checks.refuse("order", say!(NamedTwice, key = key.as_str()));
        }
    }
    let rank = |key: &String| first.iter().position(|named| named == key).unwrap_or(usize::MAX);
    keys.sort_by_key(|key| rank(key));
    let orders: Vec<Option<i64>> = keys.iter().map(|key| definition(notes, key).order).collect();
    let places = attribute::places(&orders);
    keys.into_iter()
        .zip(orders)
        .zip(places)
        .filter(|((_, order), place)| *order != Some(*place))
        .map(|((key, _), place)| {
            (key.clone(), Definition { order: Some(place), ..definition(notes, key) })
        })
        .collect()
}

/// What people said of a key; nothing when nobody did.
fn definition(notes: &AttributeNotes, key: &str) -> Definition {
    let stored = notes.meta.get(key).map(Definition::read);
    stored.and_then(Result::ok).unwrap_or_default()
}

impl Checks {
    /// What a new device starts with.
    pub(crate) fn initial_attributes(
        &mut self,
        device: &mut Device,
        side: AttributeSide,
        given: JsonMap,
        at: Timestamp,
    ) {
        let field = match side {
            AttributeSide::Server => "server_attrs",
            AttributeSide::Shared => "shared_attrs",
        };
        for key in given.keys() {
            if let Err(problem) = attribute::check_new_key(key) {
                self.refuse(field, say!(About, what = key.as_str(), why = problem));
            }
        }
        let (values, notes) = device.attributes_mut(side);
        attribute::merge(values, notes, given, at);
        self.attributes(field, &JsonMap::new(), values);
    }

    /// One side of a device, as it was and as it is to be: not too many keys, not too much of it,
    /// unless there was more before.
    pub(crate) fn attributes(&mut self, field: &'static str, before: &JsonMap, after: &JsonMap) {
        if let Err(problem) = merge::check_size(before, after) {
            self.refuse(field, problem);
        }
    }
}
