//! The triggers of a device: what they did last, and what waits for its time.

use axum::extract::State;
use engine::Engine;
use engine::triggers::{FailedActions, LastAction, TriggerRun, TriggerView};
use model::{DeviceEui, JsonMap, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_DEVICES;
use super::thing_models::ScriptStatistics;
use crate::auth::{Allowed, Read};
use crate::extract::{Json, Path};
use crate::parse::Fields;
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(list_device_triggers))
}

/// One RPC that a trigger asked for.
#[derive(Debug, Serialize, ToSchema)]
struct TriggerCall {
    method: String,
    /// The device it runs on.
    eui: String,
    #[schema(value_type = Object)]
    params: JsonMap,
}

/// What a trigger asked for later. It outlives a restart.
#[derive(Debug, Serialize, ToSchema)]
struct PendingTriggerActions {
    id: String,
    #[schema(value_type = String)]
    due_at: Timestamp,
    actions: Vec<TriggerCall>,
}

/// The last run of a trigger on a device since the instance started.
#[derive(Debug, Serialize, ToSchema)]
struct LastTriggerRun {
    #[schema(value_type = String)]
    at: Timestamp,
    /// The thing model whose values were new.
    thing_model_id: String,
    /// The methods it asked for, in order; empty: it had nothing to ask for.
    actions: Vec<String>,
    /// Why it failed.
    error: Option<String>,
    /// What is known of that sentence.
    error_said: Option<Said>,
}

impl From<TriggerRun> for LastTriggerRun {
    fn from(run: TriggerRun) -> Self {
        let (actions, error) = match run.outcome {
            Ok(actions) => (actions, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let (error, error_said) = Said::split(error);
        let thing_model_id = run.thing_model.to_string();
        Self { at: run.at, thing_model_id, actions, error, error_said }
    }
}

/// The RPCs a trigger asked for last, since the instance started or the script was changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct LastTriggerAction {
    #[schema(value_type = String)]
    at: Timestamp,
    /// The device whose data made it act.
    eui: String,
    /// Their methods, in order.
    actions: Vec<String>,
}

impl From<LastAction> for LastTriggerAction {
    fn from(action: LastAction) -> Self {
        Self { at: action.at, eui: action.eui.to_string(), actions: action.methods }
    }
}

/// The RPCs of a trigger that could not be started or whose run failed, since the instance started
/// or the script was changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct FailedTriggerActions {
    count: u64,
    /// When the last of them failed.
    #[schema(value_type = String)]
    at: Timestamp,
    /// The device it was for.
    eui: String,
    method: String,
    /// Why.
    reason: String,
    /// What is known of that sentence.
    reason_said: Option<Said>,
    /// Its run in the RPC log; `null` when it was not started.
    run_id: Option<String>,
}

impl From<FailedActions> for FailedTriggerActions {
    fn from(FailedActions { count, last }: FailedActions) -> Self {
        Self {
            count,
            at: last.at,
            eui: last.eui.to_string(),
            method: last.method,
            reason_said: Said::of(&last.reason),
            reason: last.reason.text().to_owned(),
            run_id: last.run.map(|id| id.to_string()),
        }
    }
}

/// A trigger that runs for a device.
#[derive(Debug, Serialize, ToSchema)]
struct DeviceTrigger {
    id: String,
    name: String,
    /// `PUBLIC` or the tenant's code; `null` when the model is gone.
    scope: Option<String>,
    /// Whether the device has it from its parent.
    inherited: bool,
    last_run: Option<LastTriggerRun>,
    /// What it asked for last on the device.
    last_action: Option<LastTriggerAction>,
    /// Of its runs for the device; absent until it ran.
    statistics: Option<ScriptStatistics>,
    /// Of what it asked for by the device's data; absent while nothing failed.
    failed_actions: Option<FailedTriggerActions>,
    /// What waits for its time, the first due first.
    pending: Vec<PendingTriggerActions>,
}

impl From<TriggerView> for DeviceTrigger {
    fn from(view: TriggerView) -> Self {
        let pending = view.pending.into_iter().map(|item| PendingTriggerActions {
            id: item.id.to_string(),
            due_at: item.due_at,
            actions: item
                .actions
                .into_iter()
                .map(|call| TriggerCall {
                    method: call.method,
                    eui: call.eui.to_string(),
                    params: call.params,
                })
                .collect(),
        });
        Self {
            id: view.model.id.to_string(),
            name: view.model.name,
            scope: view.model.scope.map(|scope| scope.to_string()),
            inherited: view.inherited,
            last_run: view.last_run.map(Into::into),
            last_action: view.last_action.map(Into::into),
            statistics: view.statistics.map(Into::into),
            failed_actions: view.failed_actions.map(Into::into),
            pending: pending.collect(),
        }
    }
}

/// The triggers that run for a device: its own in their order, then those of its parent.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/triggers", tag = TAG_DEVICES,
    params(("eui" = String, Path)),
    responses((status = 200, body = Vec<DeviceTrigger>), (status = "default", body = Document)))]
async fn list_device_triggers(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Vec<DeviceTrigger>>, Problem> {
    let eui: DeviceEui = Fields::key("eui", &eui)?;
    let views = engine.device_triggers().list(&caller.tenant, &eui)?;
    Ok(Json(views.into_iter().map(Into::into).collect()))
}
