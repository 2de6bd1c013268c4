//! What differs between a device as it is and as it is to be, for people to look at.

use model::JsonMap;
use model::record::{AttributeSide, Device};
use serde_json::{Value, json};

use crate::models::mounting::ModelRef;
use crate::registry::Registry;

/// One thing of a device that becomes another one.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The field, such as `tags` or `shared_attrs`.
    pub field: &'static str,
    /// Of attributes: the key.
    pub key: Option<String>,
    /// What it is; `None` when it is not there.
    pub old: Option<Value>,
    /// What it will be; `None` when it will not be there.
    pub new: Option<Value>,
}

/// The fields that differ, in the order people see them.
pub(crate) fn changed_fields(before: &Device, after: &Device) -> Vec<&'static str> {
    let (old, new) = (before.integrations, after.integrations);
    [
        ("name", before.name != after.name),
        ("device_type", before.device_type != after.device_type),
        ("data_from", before.data_from != after.data_from),
        ("heart_period", before.heart_period != after.heart_period),
        ("real_time_storage", before.real_time_storage != after.real_time_storage),
        ("things_board", old.things_board != new.things_board),
        ("bacnet", old.bacnet != new.bacnet),
        ("home_assistant", old.home_assistant != new.home_assistant),
        ("modbus_tcp", old.modbus_tcp != new.modbus_tcp),
        ("thing_model", before.thing_model != after.thing_model),
        ("rpc", before.rpc != after.rpc),
        ("trigger", before.trigger != after.trigger),
        ("server_attrs", differs(before, after, AttributeSide::Server)),
        ("shared_attrs", differs(before, after, AttributeSide::Shared)),
        ("tags", before.tags != after.tags),
        ("template", before.template != after.template),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}

fn differs(before: &Device, after: &Device, side: AttributeSide) -> bool {
    let ((old, old_notes), (new, new_notes)) = (before.attributes(side), after.attributes(side));
    old != new || old_notes.meta != new_notes.meta
}

/// Which attributes a field is; `None` for one that is none.
pub(super) fn side_of(field: &str) -> Option<AttributeSide> {
    match field {
        "server_attrs" => Some(AttributeSide::Server),
        "shared_attrs" => Some(AttributeSide::Shared),
        _ => None,
    }
}

/// Everything that differs, old and new.
pub(super) fn differences(
    registry: &Registry,
    before: &Device,
    after: &Device,
) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    for field in changed_fields(before, after) {
        let Some(side) = side_of(field) else {
            let value = |device| Some(value_of(registry, device, field));
            changes.push(FieldChange { field, key: None, old: value(before), new: value(after) });
            continue;
        };
        let (old, old_notes) = before.attributes(side);
        let (new, new_notes) = after.attributes(side);
        of_maps(field, old, new, &mut changes);
        let what = match side {
            AttributeSide::Server => "server_attrs_meta",
            AttributeSide::Shared => "shared_attrs_meta",
        };
        of_maps(what, &old_notes.meta, &new_notes.meta, &mut changes);
    }
    changes
}

fn of_maps(field: &'static str, old: &JsonMap, new: &JsonMap, changes: &mut Vec<FieldChange>) {
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    for key in new.keys().chain(gone) {
        let (before, after) = (old.get(key), new.get(key));
        if before != after {
            let (old, new) = (before.cloned(), after.cloned());
            changes.push(FieldChange { field, key: Some(key.clone()), old, new });
        }
    }
}

fn value_of(registry: &Registry, device: &Device, field: &str) -> Value {
    let (on, tenant) = (device.integrations, &device.tenant);
    let template = || {
        let named = device.template.as_slice();
        ModelRef::all(named, &registry.device_templates, tenant).pop().map(|it| it.name)
    };
    let names = |models: Vec<ModelRef>| models.into_iter().map(|it| it.id_name).collect();
    match field {
        "name" => json!(device.name),
        "device_type" => json!(device.device_type.as_str()),
        "data_from" => json!(device.data_from.as_str()),
        "heart_period" => json!(device.heart_period),
        "real_time_storage" => json!(device.real_time_storage),
        "things_board" => json!(on.things_board),
        "bacnet" => json!(on.bacnet),
        "home_assistant" => json!(on.home_assistant),
        "modbus_tcp" => json!(on.modbus_tcp),
        "thing_model" => names(ModelRef::all(&device.thing_model, &registry.thing_models, tenant)),
        "rpc" => names(ModelRef::all(&device.rpc, &registry.rpc_models, tenant)),
        "trigger" => names(ModelRef::all(&device.trigger, &registry.trigger_models, tenant)),
        "tags" => json!(device.tags),
        "template" => json!(template()),
        _ => Value::Null,
    }
}
