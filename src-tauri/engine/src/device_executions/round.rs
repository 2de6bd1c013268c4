//! Calling an RPC on one device after the other.

use std::sync::Arc;
use std::time::Duration;

use model::record::{RpcRunState, Task, TaskItem};
use model::{DeviceEui, JsonMap, RecordId, Said, TenantCode};
use serde_json::Value;

use crate::models::mounting::ModelKey;
use crate::rpc::{Origin, RpcRequest};
use crate::tasks::{Reporter, paced};
use crate::{Core, Engine, Error, clock};

/// An RPC and the devices to call it on.
#[derive(Debug, Clone)]
pub(crate) struct Round {
    pub(crate) tenant: TenantCode,
    pub(crate) rpc: RecordId,
    pub(crate) params: JsonMap,
    pub(crate) euis: Vec<DeviceEui>,
    /// From one device to the next; zero: as fast as it goes.
    pub(crate) pace: Duration,
}

impl Round {
    /// What a task keeps of it: `rpc_id`, `rpc_name`, `params`, `device_interval_ms`.
    pub(crate) fn described(&self, core: &Core) -> JsonMap {
        let rpc = core.registry.rpc_models.of(&self.tenant, self.rpc);
        let interval = u64::try_from(self.pace.as_millis()).unwrap_or(u64::MAX);
        JsonMap::from_iter([
            ("rpc_id".to_owned(), self.rpc.to_string().into()),
            ("rpc_name".to_owned(), rpc.map(|rpc| rpc.name.clone()).into()),
            ("params".to_owned(), Value::Object(self.params.clone())),
            ("device_interval_ms".to_owned(), interval.into()),
        ])
    }

    /// The same for other devices, by what a task kept of it.
    pub(crate) fn again(task: &Task, euis: Vec<DeviceEui>) -> Option<Self> {
        let kept = &task.request;
        let interval = kept.get("device_interval_ms").and_then(Value::as_u64).unwrap_or(0);
        Some(Self {
            tenant: task.tenant.clone(),
            rpc: kept.get("rpc_id")?.as_str()?.parse().ok()?,
            params: kept.get("params")?.as_object()?.clone(),
            euis,
            pace: Duration::from_millis(interval),
        })
    }

    /// Calls every device and reports what came of each. A device counts as done when every step
    /// of its run was taken: what a class A device is told waits for its next uplink.
    pub(crate) async fn run(
        self,
        core: Arc<Core>,
        reporter: Reporter,
        origin: Origin,
    ) -> Result<(), Error> {
        let Self { tenant, rpc, params, euis, pace } = self;
        paced(&reporter, euis, pace, |eui| {
            let engine = Engine { core: Arc::clone(&core) };
            let (tenant, params, origin) = (tenant.clone(), params.clone(), origin.clone());
            let method = ModelKey::from_text(rpc.to_string());
            call(engine, tenant, RpcRequest { eui, method, params, origin })
        })
        .await
    }
}

async fn call(engine: Engine, tenant: TenantCode, request: RpcRequest) -> TaskItem {
    let subject = request.eui.to_string();
    let started = engine.rpc().start(&tenant, request).await;
    let (ok, code, detail, link) = match started {
        Err(error) => (false, code_of(&error), Said::from(&error), None),
        Ok(run) => {
            let id = run.id();
            let run = run.finished().await;
            let ok = matches!(run.state, RpcRunState::Delivering | RpcRunState::Finished);
            (ok, run.state.as_str(), run.result.clone(), Some(id))
        }
    };
    TaskItem { subject, ok, code: code.to_owned(), detail, link, at: clock::now() }
}

/// Why a device could not be called, as a word.
fn code_of(error: &Error) -> &'static str {
    match error {
        Error::NotFound { .. } => "no_device",
        Error::Invalid(fields) if fields.iter().any(|field| field.field == "method") => {
            "not_mounted"
        }
        Error::Invalid(_) => "bad_params",
        Error::Full(_) => "full",
        _ => "refused",
    }
}
