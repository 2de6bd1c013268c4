//! What may be called on a device, and with which parameters.

use std::sync::Arc;

use model::record::{DeviceType, RpcModel};
use model::{DeviceEui, JsonMap, Said, TenantCode, say};
use serde_json::Value;
use things::rpc::parameters::{self, BadParameter};

use super::RpcRequest;
use crate::error::FieldError;
use crate::fields::Checks;
use crate::models::mounting::ModelKey;
use crate::registry::SharedDevice;
use crate::{Core, Error};

/// Longest parameters of a call, in bytes of JSON.
const PARAMS_MAX: usize = 64 * 1024;
/// Text ids that are also understood. Source: thinklink reference O-1.
const ALIASES: [(&str, &str); 1] = [("mt_dn_data", "mt_act_dn_data")];

/// A call that was checked.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) tenant: TenantCode,
    pub(super) eui: DeviceEui,
    pub(super) parent: Option<DeviceEui>,
    pub(super) model: Arc<RpcModel>,
    pub(super) params: JsonMap,
}

impl Call {
    /// Whose runs this one goes in line with: frames for a sub-device go through its parent.
    pub(super) fn lane(&self) -> DeviceEui {
        self.parent.clone().unwrap_or_else(|| self.eui.clone())
    }
}

/// An RPC model that may be called on a device.
#[derive(Debug, Clone)]
pub struct CallableRpc {
    /// The model.
    pub model: Arc<RpcModel>,
    /// Whether the device has it from its parent.
    pub inherited: bool,
    /// What a dialog shows at first, by parameter.
    pub values: JsonMap,
}

/// The models that a device mounts, then those its parent lets it have.
fn mounted(core: &Core, tenant: &TenantCode, device: &SharedDevice) -> Vec<(Arc<RpcModel>, bool)> {
    let (own, parent) = {
        let state = device.lock();
        (state.device.rpc.clone(), parent_of(&state.device))
    };
    let parent = parent.and_then(|eui| core.registry.device_of(tenant, &eui));
    let inherited = parent.map(|parent| parent.lock().device.rpc.clone()).unwrap_or_default();
    let models = &core.registry.rpc_models;
    let mut found: Vec<(Arc<RpcModel>, bool)> =
        own.into_iter().filter_map(|id| Some((models.of(tenant, id)?, false))).collect();
    for model in inherited.into_iter().filter_map(|id| models.of(tenant, id)) {
        if model.inherit && !found.iter().any(|(known, _)| known.id == model.id) {
            found.push((model, true));
        }
    }
    found
}

/// Whether a device mounts a model or has it from its parent.
pub(super) fn may_call(core: &Core, device: &model::record::Device, model: &RpcModel) -> bool {
    let inherits = || {
        let parent = parent_of(device).filter(|_| model.inherit);
        let parent = parent.and_then(|eui| core.registry.device_of(&device.tenant, &eui));
        parent.is_some_and(|parent| parent.lock().device.rpc.contains(&model.id))
    };
    device.rpc.contains(&model.id) || inherits()
}

fn parent_of(device: &model::record::Device) -> Option<DeviceEui> {
    device.parent.clone().filter(|_| device.device_type == DeviceType::SubDevice)
}

/// What may be called on a device.
pub(super) fn callable(
    core: &Core,
    tenant: &TenantCode,
    eui: &DeviceEui,
) -> Result<Vec<CallableRpc>, Error> {
    let device = core.registry.device_of(tenant, eui);
    let device = device.ok_or_else(|| Error::not_found("device", eui))?;
    let models = mounted(core, tenant, &device);
    let state = device.lock();
    let (shared, server) = (&state.device.shared_attrs, &state.device.server_attrs);
    let views = models.into_iter().map(|(model, inherited)| {
        let values = parameters::prefill(&model.template, shared, server);
        CallableRpc { model, inherited, values }
    });
    Ok(views.collect())
}

/// Checks a call and completes its parameters.
pub(super) fn prepare(
    core: &Core,
    tenant: &TenantCode,
    request: &RpcRequest,
) -> Result<Call, Error> {
    let eui = &request.eui;
    let device = core.registry.device_of(tenant, eui);
    let device = device.ok_or_else(|| Error::not_found("device", eui))?;
    let models = mounted(core, tenant, &device);
    let is_called = |model: &RpcModel| request.method.is_of(model.id, &model.id_name);
    let found = models.iter().find(|(model, _)| is_called(model)).or_else(|| {
        let (_, name) = ALIASES.iter().find(|(alias, _)| request.method.is_text(alias))?;
        models.iter().find(|(model, _)| model.id_name == *name)
    });
    let Some((model, _)) = found else {
        return Err(Error::field("method", not_callable(core, tenant, eui, &request.method)));
    };
    if !is_short(&request.params) {
        return Err(Error::field("params", say!(JsonMost, limit = PARAMS_MAX)));
    }
    if let Some(named) = parameters::other_target(&request.params, eui) {
        let problem = say!(OtherTarget, named = named, eui = eui.to_string());
        return Err(Error::field("params._eui", problem));
    }
    let params = fill(model, &request.params).map_err(Error::Invalid)?;
    let parent = parent_of(&device.lock().device);
    let (tenant, eui) = (tenant.clone(), eui.clone());
    Ok(Call { tenant, eui, parent, model: Arc::clone(model), params })
}

fn is_short(params: &JsonMap) -> bool {
    Value::Object(params.clone()).to_string().len() <= PARAMS_MAX
}

/// Completes the parameters of a call.
///
/// # Errors
/// On `params.<name>` for every bad one.
fn fill(model: &RpcModel, given: &JsonMap) -> Result<JsonMap, Vec<FieldError>> {
    parameters::fill(&model.template, given).map_err(|bad| {
        let error =
            |bad: BadParameter| FieldError::new(format!("params.{}", bad.name), bad.problem);
        bad.into_iter().map(error).collect()
    })
}

/// Checks the parameters of a command for many devices, before any of them is called.
pub(crate) fn check_for_many(model: Option<&RpcModel>, params: &JsonMap, checks: &mut Checks) {
    check_target(params, checks);
    if !is_short(params) {
        checks.refuse("params", say!(JsonMost, limit = PARAMS_MAX));
    }
    if let Some(Err(errors)) = model.map(|model| fill(model, params)) {
        checks.refuse_all(errors);
    }
}

/// The devices are those of the selection: parameters that name one would fail at all others.
pub(crate) fn check_target(params: &JsonMap, checks: &mut Checks) {
    if params.get(parameters::EUI).is_some_and(|named| !named.is_null()) {
        checks.refuse("params._eui", say!(ParameterReserved, name = parameters::EUI));
    }
}

fn not_callable(core: &Core, tenant: &TenantCode, eui: &DeviceEui, key: &ModelKey) -> Said {
    match key.find(&core.registry.rpc_models, tenant) {
        Some(model) => {
            say!(NotMounted, method = model.id_name.as_str(), eui = eui.to_string())
        }
        None => say!(NoRpcCalled, key = key.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use model::JsonMap;
    use serde_json::{Value, json};

    use super::check_target;
    use crate::Error;
    use crate::fields::Checks;

    #[test]
    fn parameters_for_many_devices_name_none() {
        let refused = |named: Value| -> Vec<String> {
            let mut checks = Checks::default();
            check_target(&JsonMap::from_iter([("_eui".to_owned(), named)]), &mut checks);
            match checks.finish() {
                Err(Error::Invalid(errors)) => {
                    errors.iter().map(|error| error.field.to_string()).collect()
                }
                _ => Vec::new(),
            }
        };
        assert_eq!(refused(json!("70b3d57ed0001234")), ["params._eui"]);
        assert_eq!(refused(json!(5)), ["params._eui"]);
        assert!(refused(Value::Null).is_empty());
    }
}
