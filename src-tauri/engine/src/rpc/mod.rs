//! Commands: running an RPC model on a device, step by step, up to the device's acknowledgement.
//!
//! A call is checked and stored before it is answered. Runs of one device go one after another, in
//! the order they were called; runs of different devices go at the same time. The script runs on
//! threads of its own, so that no uplink waits for it; a step that waits holds no thread. Source:
//! thinklink reference 1.5, 3.4 and 4.6.
//!
//! * [`calls`]: what may be called on a device, and with which parameters.
//! * [`by_mqtt`]: calls by MQTT, and their answers.
//! * [`runs`]: the runs of which something may still change, in memory and in the log.
//! * [`run`]: one run from its script to its last step.
//! * [`scripts`]: the threads.
//! * [`steps`]: what steps do.
//!
//! A run is `delivering` once every step was taken and while frames are on their way; then the
//! queue of downlinks tells what becomes of them ([`Runs::follow`]).

pub(crate) mod by_mqtt;
mod calls;
mod run;
mod runs;
mod scripts;
mod steps;

use std::sync::Arc;

use model::record::{Device, RpcModel, RpcOrigin, RpcRun, RpcRunState, RpcRunStep};
use model::{DeviceEui, JsonMap, RecordId, Said, Saying, TenantCode, Timestamp};
use store::{HistoryRow, RpcRunQuery};
use tokio::sync::watch;

use crate::models::mounting::ModelKey;
use crate::page::LogPage;
use crate::triggers::Cause;
use crate::{Engine, Error, clock};

pub use calls::CallableRpc;
pub(crate) use calls::{check_for_many, check_target};
pub(crate) use runs::{Runs, keep, resume};
pub(crate) use scripts::Threads;

/// What asks for a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A person, in the window.
    Panel {
        /// Who.
        account: String,
    },
    /// A program, by HTTP.
    Api {
        /// The name of its token.
        account: String,
    },
    /// A program, by MQTT.
    Mqtt,
    /// A trigger model.
    Trigger(Cause),
    /// A device execution.
    Execution {
        /// Its id.
        id: RecordId,
        /// Which time it runs.
        run: RecordId,
    },
    /// A shared attribute that was edited.
    Attribute {
        /// Its key.
        key: String,
    },
}

impl Origin {
    /// The person or program that asks; empty when it is neither.
    pub(crate) fn account(&self) -> &str {
        match self {
            Self::Panel { account } | Self::Api { account } => account,
            _ => "",
        }
    }

    /// As the log keeps it: the kind, and who exactly.
    fn logged(self) -> (RpcOrigin, String) {
        match self {
            Self::Panel { account } => (RpcOrigin::Panel, account),
            Self::Api { account } => (RpcOrigin::Api, account),
            Self::Mqtt => (RpcOrigin::Mqtt, String::new()),
            Self::Trigger(cause) => (RpcOrigin::Trigger, cause.trigger.to_string()),
            Self::Execution { id, run } => (RpcOrigin::Execution, format!("{id}/{run}")),
            Self::Attribute { key } => (RpcOrigin::Attribute, key),
        }
    }
}

/// A call.
#[derive(Debug, Clone)]
pub struct RpcRequest {
    /// The device to call.
    pub eui: DeviceEui,
    /// The RPC model, by id or text id.
    pub method: ModelKey,
    /// Parameters as given; reserved names (`_eui`) are left out.
    pub params: JsonMap,
    /// What asks for it.
    pub origin: Origin,
}

/// A run that was started.
#[derive(Debug, Clone)]
pub struct StartedRun {
    run: Arc<RpcRun>,
    told: watch::Receiver<Arc<RpcRun>>,
}

impl StartedRun {
    /// Its id in the log.
    #[must_use]
    pub fn id(&self) -> RecordId {
        self.run.id
    }

    /// How far it had come when it was last stored.
    #[must_use]
    pub fn latest(&self) -> Arc<RpcRun> {
        Arc::clone(&self.told.borrow())
    }

    /// Waits until its last step was taken, or it ended otherwise; frames may still be on their
    /// way. While the instance stops the run may come back unfinished. Cancel-safe.
    pub async fn finished(mut self) -> Arc<RpcRun> {
        // An error says that nothing will change any more.
        let _ = self.told.wait_for(|run| !run.state.is_going()).await;
        self.latest()
    }
}

/// A run as people see it.
#[derive(Debug, Clone)]
pub struct RpcRunView {
    /// The run.
    pub run: Arc<RpcRun>,
    /// Name of its device; `None` when it has none, or is gone.
    pub device_name: Option<String>,
    /// Name of the trigger model or device execution that asked; `None` when it is gone, or
    /// somebody else did.
    pub operator_name: Option<String>,
}

/// Which runs are wanted; all conditions must hold.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of RpcRun")]
pub struct RpcRunFilter {
    pub eui: Option<DeviceEui>,
    pub rpc: Option<ModelKey>,
    pub state: Option<RpcRunState>,
    pub origin: Option<RpcOrigin>,
    pub q: Option<String>,
    pub said: Vec<Saying>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    pub limit: u32,
    pub cursor: Option<String>,
}

/// The use cases of commands.
#[derive(Debug, Clone, Copy)]
pub struct RpcCases<'e>(pub(crate) &'e Engine);

impl RpcCases<'_> {
    /// Calls an RPC model on a device. The run is in the log when this answers.
    ///
    /// # Errors
    /// [`Error::NotFound`] without the device, [`Error::Invalid`] on `method` when the device
    /// neither mounts nor inherits it and on `params.<name>` for every bad parameter,
    /// [`Error::Full`] when too many runs wait, [`Error::Unavailable`] while stopping,
    /// [`Error::Store`].
    pub async fn start(
        &self,
        tenant: &TenantCode,
        request: RpcRequest,
    ) -> Result<StartedRun, Error> {
        let core = &self.0.core;
        let call = calls::prepare(core, tenant, &request)?;
        let lane = call.lane();
        core.rpc.reserve(&lane)?;
        let now = clock::now();
        let cause = match &request.origin {
            Origin::Trigger(cause) => Some(cause.clone()),
            _ => None,
        };
        let (origin, operator) = request.origin.logged();
        let mut run = RpcRun {
            id: RecordId(0),
            tenant: tenant.clone(),
            at: now,
            eui: request.eui,
            rpc: call.model.id,
            method: call.model.id_name.clone(),
            name: call.model.name.clone(),
            origin,
            operator,
            params: call.params.clone(),
            state: RpcRunState::Queued,
            result: Said::plain(String::new()),
            line: None,
            column: None,
            steps: Vec::new(),
            console: Vec::new(),
            updated_at: now,
        };
        let row = HistoryRow::RpcRun(Box::new(run.clone()));
        let stored = core.store.append(vec![row]).await;
        run.id = match stored.map(|ids| ids.into_iter().flatten().next()) {
            Ok(Some(id)) => id,
            Ok(None) => {
                core.rpc.release(&lane);
                return Err(Error::Unavailable(Saying::RunNoNumber.into()));
            }
            Err(error) => {
                core.rpc.release(&lane);
                return Err(error.into());
            }
        };
        let run = Arc::new(run);
        let (told, first) = core.rpc.enroll(Arc::clone(&run), lane, call, cause);
        core.tell_run(&run);
        if let Some(ticket) = first {
            run::begin(core, ticket);
        }
        Ok(StartedRun { run, told })
    }

    /// The steps that a call would take. Its script runs as in earnest, and nothing happens.
    ///
    /// # Errors
    /// As [`Self::start`] for what is wrong with the call; [`Error::Unavailable`] with the script's
    /// own words when it fails.
    pub async fn preview(
        &self,
        tenant: &TenantCode,
        request: RpcRequest,
    ) -> Result<Vec<RpcRunStep>, Error> {
        let core = &self.0.core;
        let call = calls::prepare(core, tenant, &request)?;
        let stopping = || Error::Unavailable(Saying::Stopping.into());
        let _permit = core.trials.permit().await.ok_or_else(stopping)?;
        run::preview(core, &call).await.ok_or_else(stopping)?.map_err(Error::Unavailable)
    }

    /// Whether a model may be called on a device: it mounts the model, or its parent lets it have
    /// it.
    pub(crate) fn may_call(&self, device: &Device, model: &RpcModel) -> bool {
        calls::may_call(&self.0.core, device, model)
    }

    /// What may be called on a device: what it mounts, then what it inherits from its parent.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn callable(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
    ) -> Result<Vec<CallableRpc>, Error> {
        calls::callable(&self.0.core, tenant, eui)
    }

    /// The log, newest first.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown RPC model or a foreign cursor, [`Error::Store`].
    pub async fn list(
        &self,
        tenant: &TenantCode,
        filter: RpcRunFilter,
    ) -> Result<LogPage<RpcRunView>, Error> {
        let core = &self.0.core;
        let rpc = filter.rpc.map(|key| {
            let model = key.find(&core.registry.rpc_models, tenant).map(|model| model.id);
            // A model that is gone is still in the log.
            model.or_else(|| key.as_id()).ok_or_else(|| Error::field("rpc", Saying::NoSuchRpc))
        });
        let query = RpcRunQuery {
            tenant: Some(tenant.clone()),
            eui: filter.eui,
            rpc: rpc.transpose()?,
            state: filter.state,
            origin: filter.origin,
            q: filter.q,
            said: filter.said,
            from: filter.from,
            to: filter.to,
            page: store::Page { limit: filter.limit, cursor: filter.cursor },
        };
        let slice = core.store.read(move |reader| reader.rpc_runs().list(&query)).await?;
        let items = slice.items.into_iter().map(|run| self.view(&Arc::new(run))).collect();
        Ok(LogPage { items, next_cursor: slice.next_cursor })
    }

    /// One run.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<RpcRunView, Error> {
        let run = self.0.core.store.read(move |reader| reader.rpc_runs().get(id)).await?;
        let run = run.filter(|run| run.tenant == *tenant);
        let run = run.ok_or_else(|| Error::not_found("run", id))?;
        Ok(self.view(&Arc::new(run)))
    }

    /// Stops a run: no further step is taken, and frames of it that wait are taken out of the
    /// queue. What is on its way stays.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::InUse`] when nothing of it can be stopped any more,
    /// [`Error::Store`].
    pub async fn cancel(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        by: &str,
    ) -> Result<RpcRunView, Error> {
        let core = &self.0.core;
        let run = self.get(tenant, id).await?.run;
        let Some(frames) = core.rpc.cancel(id, by) else {
            return Err(Error::InUse(Saying::NothingToCancel.into()));
        };
        for (target, downlink) in frames {
            match self.0.downlinks().cancel(&run.tenant, &target, downlink).await {
                // It has left, or has gone: then its step says so.
                Ok(()) | Err(Error::InUse(_) | Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        core.save_runs().await;
        self.get(tenant, id).await
    }

    /// A run as people see it.
    #[must_use]
    pub fn view(&self, run: &Arc<RpcRun>) -> RpcRunView {
        let device_name = self.0.core.registry.device_name(&run.tenant, &run.eui);
        RpcRunView { run: Arc::clone(run), device_name, operator_name: self.operator_name(run) }
    }

    fn operator_name(&self, run: &RpcRun) -> Option<String> {
        let registry = &self.0.core.registry;
        // The id stands first, for an execution followed by that of its run.
        let id = run.operator.split('/').next()?.parse().ok()?;
        match run.origin {
            RpcOrigin::Trigger => {
                registry.trigger_models.of(&run.tenant, id).map(|model| model.name.clone())
            }
            RpcOrigin::Execution => {
                registry.device_executions.of(&run.tenant, id).map(|one| one.name.clone())
            }
            RpcOrigin::Panel | RpcOrigin::Api | RpcOrigin::Mqtt | RpcOrigin::Attribute => None,
        }
    }
}
