//! A bulk change that was checked, and what it makes of a device.

use std::collections::HashSet;

use model::record::{AttributeSide, DataFrom, Device, DeviceType};
use model::{JsonMap, RecordId, Said, Saying, TenantCode, Timestamp, say};
use serde_json::Value;
use things::attribute::{self, Definition, Edit};

use super::change::{AttributesStep, BulkChange, ListChange};
use super::difference::changed_fields;
use super::name::Pattern;
use crate::Engine;
use crate::error::FieldError;
use crate::fields::{Checks, TEXT_MAX, change_tags, has_tag};
use crate::models::mounting::{MODELS_MAX, ModelKey};
use crate::registry::{RunnableModel, Shelf, Shelved};
use crate::workers::Made;

/// Models that are added and removed.
#[derive(Debug, Default)]
struct Models {
    add: Vec<RecordId>,
    remove: HashSet<RecordId>,
}

impl Models {
    /// The error is `too_many`, with how many there would be.
    fn apply(&self, mounted: &mut Vec<RecordId>, too_many: Saying) -> Result<(), Said> {
        mounted.retain(|id| !self.remove.contains(id));
        for id in &self.add {
            if !mounted.contains(id) {
                mounted.push(*id);
            }
        }
        if mounted.len() > MODELS_MAX && !self.add.is_empty() {
            let many = Said::new(too_many).with("count", mounted.len());
            return Err(many.with("limit", MODELS_MAX));
        }
        Ok(())
    }
}

/// Attributes of one side that are added and removed.
#[derive(Debug, Default)]
struct Attributes {
    add: Vec<(String, Definition, Value)>,
    overwrite: bool,
    remove: Vec<String>,
}

/// A change with everything it names found.
#[derive(Debug)]
pub(super) struct Prepared {
    /// As it was asked for, models by their ids.
    pub(super) change: BulkChange,
    name: Option<Pattern>,
    thing_model: Models,
    rpc: Models,
    trigger: Models,
    server: Attributes,
    shared: Attributes,
    /// The models whose telemetry is deleted.
    pub(super) purged: Vec<RecordId>,
}

/// Everything that is wrong with a change, by its step.
struct Problems(Vec<FieldError>);

impl Problems {
    fn add(&mut self, step: &'static str, detail: impl Into<Said>) {
        self.0.push(FieldError::new(step, detail));
    }

    /// The checks of other use cases, under the name of the step.
    fn check(&mut self, step: &'static str, check: impl FnOnce(&mut Checks)) {
        let mut checks = Checks::default();
        check(&mut checks);
        if let Err(crate::Error::Invalid(errors)) = checks.finish() {
            self.0.extend(errors.into_iter().map(|error| FieldError::new(step, error.detail)));
        }
    }

    fn models<T: Shelved>(
        &mut self,
        step: &'static str,
        shelf: &Shelf<T>,
        tenant: &TenantCode,
        list: &mut ListChange,
    ) -> Models {
        let (add, remove) = (
            self.found(step, shelf, tenant, &mut list.add),
            self.found(step, shelf, tenant, &mut list.remove),
        );
        for id in add.iter().filter(|id| remove.contains(id)) {
            let name = shelf.of(tenant, *id).map(|it| it.key().to_owned()).unwrap_or_default();
            self.add(step, say!(AddedAndRemoved, name = name));
        }
        Models { add, remove: remove.into_iter().collect() }
    }

    fn found<T: Shelved>(
        &mut self,
        step: &'static str,
        shelf: &Shelf<T>,
        tenant: &TenantCode,
        keys: &mut Vec<String>,
    ) -> Vec<RecordId> {
        self.named(step, keys, |key| key.find(shelf, tenant).map(|model| model.id()))
    }

    /// The thing models whose telemetry is to go; that of a model that is gone, too, by its id.
    fn purged(
        &mut self,
        shelf: &Shelf<RunnableModel>,
        tenant: &TenantCode,
        keys: &mut Vec<String>,
    ) -> Vec<RecordId> {
        self.named("delete_telemetry", keys, |key| {
            key.find(shelf, tenant).map(|model| model.model.id).or_else(|| key.as_id())
        })
    }

    /// The models that a list names, which then names them by their ids, each once.
    fn named(
        &mut self,
        step: &'static str,
        keys: &mut Vec<String>,
        find: impl Fn(&ModelKey) -> Option<RecordId>,
    ) -> Vec<RecordId> {
        let mut ids = Vec::new();
        for key in std::mem::take(keys) {
            let key = ModelKey::from_text(key);
            match find(&key) {
                Some(id) if ids.contains(&id) => {}
                Some(id) => ids.push(id),
                None => self.add(step, say!(NoModel, key = key.to_string())),
            }
        }
        *keys = ids.iter().map(ToString::to_string).collect();
        ids
    }

    fn attributes(
        &mut self,
        step: &'static str,
        side: AttributeSide,
        given: &AttributesStep,
    ) -> Attributes {
        let mut keys: HashSet<&str> = HashSet::new();
        let mut add = Vec::with_capacity(given.add.len());
        for new in &given.add {
            let key = new.key.as_str();
            if let Err(problem) = attribute::check_new_key(key) {
                // One that is not there has no name to say it of.
                let is_named = !key.is_empty();
                let said = if is_named { say!(About, what = key, why = problem) } else { problem };
                self.add(step, said);
                continue;
            }
            if !keys.insert(key) {
                self.add(step, say!(GivenTwice, key = key));
            }
            let definition = Definition {
                kind: new.kind,
                alias: new.alias.clone(),
                unit: new.unit.clone(),
                default: Some(new.value.clone()).filter(|value| !value.is_null()),
                ..Definition::default()
            };
            match Definition::read(&definition.to_value()) {
                Ok(definition) => {
                    if let Err(problem) = definition.check(&new.value) {
                        self.add(step, say!(About, what = key, why = problem));
                    }
                    add.push((new.key.clone(), definition, new.value.clone()));
                }
                Err(problem) => {
                    self.add(step, say!(About, what = key, why = Said::from(problem)));
                }
            }
        }
        for key in &given.remove {
            if keys.contains(key.as_str()) {
                self.add(step, say!(AddedAndDeleted, name = key.as_str()));
            }
        }
        let named = keys.iter().copied().chain(given.remove.iter().map(String::as_str));
        for key in named.filter(|key| attribute::is_kept_by_platform(side, key)) {
            self.0.push(FieldError::new(step, say!(KeptByPlatform, key = key)));
        }
        Attributes { add, overwrite: given.overwrite, remove: given.remove.clone() }
    }
}

impl Prepared {
    /// Finds everything a change names.
    ///
    /// # Errors
    /// Everything that is wrong with it, the field being the step: `basic`, `thing_model`, `rpc`,
    /// `trigger`, `server_attrs`, `shared_attrs`, `delete_telemetry` or `tags`.
    pub(super) fn new(
        engine: &Engine,
        tenant: &TenantCode,
        mut change: BulkChange,
    ) -> Result<Self, Vec<FieldError>> {
        let registry = &engine.core.registry;
        let mut problems = Problems(Vec::new());
        let mut pattern = None;
        if let Some(name) = &change.name {
            match Pattern::read(name.trim()) {
                Ok(read) => pattern = Some(read),
                Err(problem) => problems.add("basic", say!(About, what = "name", why = problem)),
            }
        }
        if let Some(period) = change.heart_period {
            problems.check("basic", |checks| checks.heart_period(&mut 0, Some(period)));
        }
        if change.device_type == Some(DeviceType::SubDevice) {
            problems.add("basic", Saying::SubDevicesMade);
        }
        let (models, rpcs, triggers) =
            (&registry.thing_models, &registry.rpc_models, &registry.trigger_models);
        let thing_model = problems.models("thing_model", models, tenant, &mut change.thing_model);
        let rpc = problems.models("rpc", rpcs, tenant, &mut change.rpc);
        let trigger = problems.models("trigger", triggers, tenant, &mut change.trigger);
        let server =
            problems.attributes("server_attrs", AttributeSide::Server, &change.server_attrs);
        let shared =
            problems.attributes("shared_attrs", AttributeSide::Shared, &change.shared_attrs);
        let purged = problems.purged(models, tenant, &mut change.delete_telemetry);
        let tags = &mut change.tags;
        let given = std::mem::take(&mut tags.add);
        problems.check("tags", |checks| checks.tags(&mut tags.add, Some(given)));
        for tag in &tags.add {
            if has_tag(&tags.remove, tag) {
                problems.add("tags", say!(AddedAndDeleted, name = tag.as_str()));
            }
        }
        if problems.0.is_empty() {
            let name = pattern;
            Ok(Self { change, name, thing_model, rpc, trigger, server, shared, purged })
        } else {
            Err(problems.0)
        }
    }

    /// Whether it changes nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        self.change == BulkChange::default()
    }

    /// What keeps these devices from being changed at all, by its step.
    pub(super) fn conflicts(&self, devices: &[&Device]) -> Vec<FieldError> {
        let Some(wanted) = self.change.device_type else { return Vec::new() };
        let count = |is: &dyn Fn(&Device) -> bool| devices.iter().filter(|it| is(it)).count();
        let mut conflicts = Vec::new();
        let sub_devices = count(&|it| it.device_type == DeviceType::SubDevice);
        if sub_devices > 0 {
            conflicts.push(FieldError::new("basic", say!(SubDevicesStay, count = sub_devices)));
        }
        let linked =
            count(&|it| it.device_type == DeviceType::Normal && it.data_from == DataFrom::LoRaWan);
        if wanted == DeviceType::Virtual && linked > 0 {
            conflicts.push(FieldError::new("basic", say!(LorawanToAssets, count = linked)));
        }
        conflicts
    }

    /// What the change makes of the device at this place of the selection, counted from 1.
    ///
    /// # Errors
    /// A sentence that says why it cannot be done to this device.
    pub(super) fn made(
        &self,
        engine: &Engine,
        number: u64,
        before: &Device,
        at: Timestamp,
    ) -> Result<Made, Said> {
        let mut device = before.clone();
        let change = &self.change;
        if let Some(pattern) = &self.name {
            device.name = pattern.name(&device.eui, number);
            if device.name.chars().count() > TEXT_MAX {
                return Err(Said::new(Saying::NameTooLong).with("limit", TEXT_MAX));
            }
        }
        if let Some(wanted) = change.device_type
            && wanted != device.device_type
        {
            if device.device_type == DeviceType::SubDevice {
                return Err(Saying::SubDeviceStays.into());
            }
            if wanted == DeviceType::Virtual && device.data_from == DataFrom::LoRaWan {
                return Err(Saying::WouldLoseProfile.into());
            }
            device.device_type = wanted;
        }
        device.heart_period = change.heart_period.unwrap_or(device.heart_period);
        device.real_time_storage = change.real_time_storage.unwrap_or(device.real_time_storage);
        let on = &mut device.integrations;
        on.things_board = change.things_board.unwrap_or(on.things_board);
        on.bacnet = change.bacnet.unwrap_or(on.bacnet);
        on.home_assistant = change.home_assistant.unwrap_or(on.home_assistant);
        on.modbus_tcp = change.modbus_tcp.unwrap_or(on.modbus_tcp);
        self.thing_model.apply(&mut device.thing_model, Saying::ManyThingModels)?;
        self.rpc.apply(&mut device.rpc, Saying::ManyRpcModels)?;
        self.trigger.apply(&mut device.trigger, Saying::ManyTriggerModels)?;
        self.apply_tags(&mut device.tags)?;
        self.server.apply(&mut device, AttributeSide::Server, at)?;
        let mut told = self.shared.apply(&mut device, AttributeSide::Shared, at)?;
        let mut changed = changed_fields(before, &device);
        if !self.purged.is_empty() {
            changed.push("telemetry");
        }
        engine.attributes().note_unsent(&mut device, &mut told, at);
        Ok(Made { after: device, told, changed })
    }

    fn apply_tags(&self, tags: &mut Vec<String>) -> Result<(), Said> {
        let change = &self.change.tags;
        let before = tags.len();
        change_tags(tags, &change.add, &change.remove);
        let mut checks = Checks::default();
        if tags.len() > before {
            let all = tags.clone();
            checks.tags(tags, Some(all));
        }
        checks.finish().map_err(|error| Said::from(&error))
    }
}

impl Attributes {
    /// Says which values became other ones.
    fn apply(
        &self,
        device: &mut Device,
        side: AttributeSide,
        at: Timestamp,
    ) -> Result<JsonMap, Said> {
        let mut set = JsonMap::new();
        if self.add.is_empty() && self.remove.is_empty() {
            return Ok(set);
        }
        let (values, notes) = device.attributes_mut(side);
        let before = values.clone();
        let mut edit = Edit { remove: self.remove.clone(), ..Edit::default() };
        for (key, definition, value) in &self.add {
            let is_new = !values.contains_key(key);
            if !is_new && !self.overwrite {
                continue;
            }
            let known = notes.meta.get(key).and_then(|known| Definition::read(known).ok());
            edit.meta.push((key.clone(), Some(over(known, definition))));
            if values.get(key) != Some(value) {
                set.insert(key.clone(), value.clone());
            }
            edit.values.insert(key.clone(), value.clone());
        }
        let adds = !edit.values.is_empty();
        edit.apply(values, notes, at);
        if adds {
            let mut checks = Checks::default();
            checks.attributes("values", &before, values);
            checks.size("meta", &notes.meta);
            checks.finish().map_err(|error| Said::from(&error))?;
        }
        // A value that nobody gave is nothing to tell a device.
        set.retain(|_, value| !value.is_null());
        Ok(set)
    }
}

/// What is said now, and what was said before of everything else.
fn over(known: Option<Definition>, said: &Definition) -> Definition {
    let Some(known) = known else { return said.clone() };
    let text = |said: &String, known: String| if said.is_empty() { known } else { said.clone() };
    Definition {
        kind: said.kind.or(known.kind),
        alias: text(&said.alias, known.alias),
        unit: text(&said.unit, known.unit),
        default: said.default.clone().or(known.default),
        remark: known.remark,
        order: known.order,
        rpcs: known.rpcs,
        options: known.options,
    }
}
