//! One-time RPC: the same command to a group of devices, at once, with nothing saved but the task.
//!
//! Source: thinklink.md 1.16 and 4.8.

use std::sync::Arc;
use std::time::Duration;

use model::record::{ClassMode, RpcModel, RpcRunStep, Task, TaskKind};
use model::{DeviceEui, JsonMap, RecordId, Said, Saying, TenantCode};

use crate::device_executions::{Round, check_interval};
use crate::devices::Selection;
use crate::fields::Checks;
use crate::models::mounting::ModelKey;
use crate::rpc::{Origin, RpcRequest, check_for_many, check_target};
use crate::tasks::{Keep, NewTask};
use crate::{Engine, Error};

/// A command for a group of devices.
#[derive(Debug, Clone)]
pub struct OneTimeRpcRequest {
    /// What people call it.
    pub name: String,
    /// Whom it is for.
    pub devices: Selection,
    /// The RPC model.
    pub rpc: ModelKey,
    /// Its parameters.
    pub params: JsonMap,
    /// From one device to the next, ms; `None` for no delay.
    pub device_interval_ms: Option<u32>,
    /// Whether devices that do not have the RPC model are left out instead of failing.
    pub skip_unmounted: bool,
}

/// What a command for a group of devices would meet.
#[derive(Debug, Clone)]
pub struct OneTimeRpcOutlook {
    /// How many devices there are.
    pub devices: usize,
    /// How many listen only after they have sent: what they are told waits for that.
    pub class_a: usize,
    /// How many do not have the RPC model.
    pub unmounted: usize,
    /// The first of those.
    pub unmounted_euis: Vec<DeviceEui>,
    /// The steps for the first device that has it, or why there are none.
    pub preview: Option<(DeviceEui, Result<Vec<RpcRunStep>, Said>)>,
}

/// Devices without the RPC model that are named.
const NAMED: usize = 100;

/// The use cases of one-time RPCs.
#[derive(Debug, Clone, Copy)]
pub struct OneTimeRpcs<'e>(pub(crate) &'e Engine);

impl OneTimeRpcs<'_> {
    /// Begins to call the devices one after another. One that does not mount the RPC model is
    /// reported as failed when it is its turn.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Full`] when too many tasks wait,
    /// [`Error::Store`].
    pub async fn start(
        &self,
        tenant: &TenantCode,
        request: OneTimeRpcRequest,
        origin: Origin,
    ) -> Result<Task, Error> {
        let mut checks = Checks::default();
        let mut name = String::new();
        checks.label(&mut name, Some(request.name));
        let interval = request.device_interval_ms.unwrap_or(0);
        check_interval(interval, &mut checks);
        let rpc = request.rpc.find(&self.0.core.registry.rpc_models, tenant);
        if rpc.is_none() {
            checks.refuse("rpc", Saying::NoRpcWithId);
        }
        let params = request.params;
        check_for_many(rpc.as_deref(), &params, &mut checks);
        let mut euis = request.devices.resolve(self.0, tenant, &mut checks)?;
        if let Some(model) = rpc.as_ref().filter(|_| request.skip_unmounted) {
            euis.retain(|eui| self.may_call(tenant, eui, model));
            if euis.is_empty() {
                checks.refuse("rpc", Saying::NoneHasRpc);
            }
        }
        checks.finish()?;
        let rpc = rpc.map_or(RecordId(0), |rpc: Arc<RpcModel>| rpc.id);
        let pace = Duration::from_millis(interval.into());
        let round = Round { tenant: tenant.clone(), rpc, params, euis, pace };
        self.begin(round, Said::plain(name), origin).await
    }

    /// What a command would meet. Its script runs once as in earnest, and nothing happens.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown RPC model, a selection without devices, or parameters that
    /// name a device.
    pub async fn outlook(
        &self,
        tenant: &TenantCode,
        devices: Selection,
        rpc: ModelKey,
        params: JsonMap,
        origin: Origin,
    ) -> Result<OneTimeRpcOutlook, Error> {
        let mut checks = Checks::default();
        let registry = &self.0.core.registry;
        let model = rpc.find(&registry.rpc_models, tenant);
        if model.is_none() {
            checks.refuse("rpc", Saying::NoRpcWithId);
        }
        check_target(&params, &mut checks);
        let euis = devices.resolve(self.0, tenant, &mut checks)?;
        checks.finish()?;
        let Some(model) = model else { return Err(Error::not_found("RPC model", rpc)) };
        let is_class_a = |eui: &DeviceEui| {
            let profile = eui.as_lorawan().and_then(|eui| registry.profile_of(tenant, eui));
            profile.is_some_and(|profile| profile.class_mode == ClassMode::ClassA)
        };
        let class_a = euis.iter().filter(|eui| is_class_a(eui)).count();
        let (mounted, unmounted): (Vec<_>, Vec<_>) =
            euis.iter().partition(|eui| self.may_call(tenant, eui, &model));
        let preview = match mounted.first() {
            None => None,
            Some(eui) => {
                let eui = (*eui).clone();
                let method = ModelKey::from_text(model.id.to_string());
                let request = RpcRequest { eui: eui.clone(), method, params, origin };
                let steps = self.0.rpc().preview(tenant, request).await;
                Some((eui, steps.map_err(|error| error.sentence())))
            }
        };
        Ok(OneTimeRpcOutlook {
            devices: euis.len(),
            class_a,
            unmounted: unmounted.len(),
            unmounted_euis: unmounted.into_iter().take(NAMED).cloned().collect(),
            preview,
        })
    }

    fn may_call(&self, tenant: &TenantCode, eui: &DeviceEui, model: &RpcModel) -> bool {
        let device = self.0.core.registry.device_of(tenant, eui);
        let device = device.map(|device| device.lock().device.clone());
        device.is_some_and(|device| self.0.rpc().may_call(&device, model))
    }

    /// Begins anew with those devices of a task that failed.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::InUse`] while the task goes on or when nothing is known to
    /// have failed, [`Error::Full`], [`Error::Store`].
    pub(crate) async fn retry(&self, task: Task, origin: Origin) -> Result<Task, Error> {
        let id = task.id;
        let failed = self.0.core.store.read(move |reader| reader.tasks().failed_subjects(id));
        let euis: Vec<DeviceEui> =
            failed.await?.iter().filter_map(|eui| eui.parse().ok()).collect();
        if euis.is_empty() {
            return Err(Error::InUse(Saying::NoFailedDevice.into()));
        }
        let Some(round) = Round::again(&task, euis) else {
            return Err(Error::InUse(Saying::UnknownByNow.into()));
        };
        self.begin(round, task.name, origin).await
    }

    async fn begin(&self, round: Round, name: Said, origin: Origin) -> Result<Task, Error> {
        let core = &self.0.core;
        let new = NewTask {
            tenant: round.tenant.clone(),
            kind: TaskKind::OneTimeRpc,
            subject: None,
            name,
            who: origin.account().to_owned(),
            request: round.described(core),
            total: round.euis.len(),
            keep: Keep::All,
        };
        let work = Arc::clone(core);
        core.start_task(new, move |reporter| round.run(work, reporter, origin)).await
    }
}
