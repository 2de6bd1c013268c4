//! Calls by MQTT, and their answers. What they look like is in [`things::rpc::call`].

use std::sync::Arc;

use bytes::Bytes;
use model::record::{RpcRunState, RpcStepState};
use model::{DeviceEui, TenantCode};
use things::rpc::call::{self, CallId, ErrorCode, Refusal};
use tokio::sync::mpsc;

use super::{Origin, RpcRequest, StartedRun};
use crate::models::mounting::ModelKey;
use crate::{Core, Engine, Error};

/// Calls that may wait for their turn to be stored.
pub(crate) const QUEUE: usize = 1_024;

/// A call, not read yet.
#[derive(Debug)]
pub(crate) struct Calling {
    pub(crate) tenant: TenantCode,
    pub(crate) eui: DeviceEui,
    pub(crate) body: Bytes,
}

/// Starts runs in the order they were called, and answers each when its steps were taken.
pub(crate) async fn run(core: Arc<Core>, mut calls: mpsc::Receiver<Calling>) {
    let engine = Engine { core: Arc::clone(&core) };
    while let Some(calling) = calls.recv().await {
        match begin(&engine, &calling).await {
            Ok((id, started)) => {
                // As many of these wait as runs may.
                let task = Arc::clone(&core);
                core.spawn("rpc answer", async move {
                    let reply = tokio::select! {
                        () = task.stopping.cancelled() => return,
                        reply = answer(id, started) => reply,
                    };
                    task.reply(&calling, reply);
                });
            }
            Err(refusal) => {
                core.counters.refused(&calling.tenant, "mqtt_rpc_refused");
                core.reply(&calling, call::error(&refusal));
            }
        }
    }
}

async fn begin(engine: &Engine, calling: &Calling) -> Result<(CallId, StartedRun), Refusal> {
    let call = call::read(&calling.eui, &calling.body)?;
    let request = RpcRequest {
        eui: calling.eui.clone(),
        method: ModelKey::from_text(call.method),
        params: call.params,
        origin: Origin::Mqtt,
    };
    match engine.rpc().start(&calling.tenant, request).await {
        Ok(started) => Ok((call.id, started)),
        Err(error) => Err(refusal(call.id, &error)),
    }
}

fn refusal(id: CallId, error: &Error) -> Refusal {
    let code = match error {
        Error::Invalid(errors) if errors.iter().any(|error| error.field == "method") => {
            ErrorCode::Method
        }
        Error::Invalid(_) | Error::NotFound { .. } => ErrorCode::Params,
        _ => ErrorCode::Failed,
    };
    Refusal { id, code, message: error.to_string() }
}

async fn answer(id: CallId, started: StartedRun) -> String {
    let run = started.finished().await;
    match run.state {
        RpcRunState::Delivering | RpcRunState::Finished => {
            let taken = run.steps.len() - run.count(&[RpcStepState::Skipped]);
            call::result(&id, taken, &run.id.to_string())
        }
        state => {
            let message = if run.result.is_empty() { state.as_str() } else { run.result.text() };
            let place = run.line.map(|line| format!(" (line {line})")).unwrap_or_default();
            let message = format!("{message}{place}");
            call::error(&Refusal { id, code: ErrorCode::Failed, message })
        }
    }
}

impl Core {
    /// Refuses a call that nobody had time to read.
    pub(crate) fn refuse_call(&self, calling: &Calling) {
        self.counters.refused(&calling.tenant, "mqtt_rpc_refused");
        let message = "too many calls arrive at once".to_owned();
        let refusal = Refusal { id: CallId::null(), code: ErrorCode::Failed, message };
        self.reply(calling, call::error(&refusal));
    }

    fn reply(&self, calling: &Calling, body: String) {
        self.publish_mqtt(&call::reply_topic(&calling.tenant, &calling.eui), body);
    }
}
