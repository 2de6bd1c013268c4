//! What people said of a device's attributes, in a cell of a workbook: a JSON object with an object
//! for each key, as devices and templates hold them, RPC models by the names people know.

use model::record::Device;
use model::{JsonMap, Said, Saying, TenantCode, say};
use serde_json::Value;
use things::attribute::Definition;

use crate::Engine;
use crate::attributes::Description;
use crate::error::FieldError;
use crate::imports::references::names;
use crate::models::mounting::ModelKey;

/// What is said of one side's attributes, as it stands in a file.
pub(super) fn text(engine: &Engine, device: &Device, meta: &JsonMap) -> String {
    let written = meta.iter().filter_map(|(key, said)| {
        let definition = engine.devices().definition(&device.tenant, said)?;
        Some((key.clone(), written(engine, &device.tenant, &definition)))
    });
    Value::Object(written.collect()).to_string()
}

fn written(engine: &Engine, tenant: &TenantCode, definition: &Definition) -> Value {
    let mut value = definition.to_value();
    if let Some(rpcs) = value.get_mut("rpcs") {
        *rpcs = names(&definition.rpcs, &engine.core.registry.rpc_models, tenant).into();
    }
    value
}

/// Reads what is said of one side's attributes.
///
/// # Errors
/// Every key of which it cannot be read.
pub(super) fn read(
    field: &'static str,
    meta: JsonMap,
) -> Result<Vec<(String, Description)>, Vec<FieldError>> {
    let (mut read, mut errors) = (Vec::with_capacity(meta.len()), Vec::new());
    for (key, said) in meta {
        match description(said) {
            Ok(description) => read.push((key, description)),
            Err(problem) => {
                errors.push(FieldError::new(field, say!(About, what = key, why = problem)));
            }
        }
    }
    if errors.is_empty() { Ok(read) } else { Err(errors) }
}

fn description(mut said: Value) -> Result<Description, Said> {
    let rpcs = match said.as_object_mut().and_then(|members| members.shift_remove("rpcs")) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(names)) => {
            let name = |name: Value| match name {
                Value::String(name) => Some(ModelKey::from_text(name)),
                _ => None,
            };
            let keys: Option<Vec<ModelKey>> = names.into_iter().map(name).collect();
            keys.ok_or(Saying::RpcsAreNames)?
        }
        Some(_) => return Err(Saying::RpcsAreList.into()),
    };
    let definition = Definition::read(&said)?;
    Ok(Description {
        kind: definition.kind,
        alias: definition.alias,
        unit: definition.unit,
        remark: definition.remark,
        order: definition.order,
        rpcs,
        options: definition.options,
        default: definition.default,
    })
}
