//! A device has new values: its triggers say what is to be done about them.

use std::sync::Arc;

use model::record::{ParserType, TriggerModel};
use model::{DeviceEui, RecordId, TenantCode};
use script::{ErrorKind, Input, Script, ScriptError, ScriptKey, ScriptKind};
use store::ModelLogRow;
use things::trigger::TriggerPlan;

use super::apply::Changes;
use super::worker::Worker;
use crate::clock;
use crate::counters::ScriptRun;
use crate::registry::SharedDevice;
use crate::triggers::{Ran, TriggerRun, Wish};

impl Worker {
    /// Runs every trigger of a device, once for each thing model with new values; one that fails
    /// stops no other. What they ask for is handed over after the batch is stored.
    pub(super) fn run_triggers(&mut self, device: &SharedDevice, changes: &Changes) {
        if changes.telemetry.is_empty() {
            return;
        }
        let triggers = self.core.registry.triggers_of(device);
        if triggers.is_empty() {
            return;
        }
        // What triggers see is the same for all of them.
        let (tenant, eui, inputs) = {
            let (state, now) = (device.lock(), clock::now());
            let input = |model: &RecordId| (*model, state.input_text(now, &[*model]));
            let inputs: Vec<(RecordId, String)> = changes.telemetry.iter().map(input).collect();
            (state.device.tenant.clone(), state.device.eui.clone(), inputs)
        };
        for (trigger, _) in triggers {
            let version = u64::try_from(trigger.updated_at.as_millis()).unwrap_or(0);
            let script = Script {
                key: ScriptKey { id: trigger.id.0, version },
                kind: ScriptKind::Trigger,
                parser: ParserType::Custom,
                source: Arc::clone(&trigger.trigger_script),
            };
            for (model, input) in &inputs {
                self.run_trigger((&tenant, &eui), &trigger, &script, (*model, input));
            }
        }
    }

    fn run_trigger(
        &mut self,
        (tenant, eui): (&TenantCode, &DeviceEui),
        trigger: &TriggerModel,
        script: &Script,
        (thing_model, input): (RecordId, &str),
    ) {
        let at = clock::now();
        let thing_model_id = thing_model.to_string();
        let outcome = self
            .sandbox
            .run(script, &Input::Trigger { device: input, thing_model_id: &thing_model_id });
        let elapsed = outcome.elapsed;
        let mut log = |level: &'static str, text: String, place: Option<(u32, Option<u32>)>| {
            self.batch.log(ModelLogRow {
                tenant: tenant.clone(),
                thing_model: trigger.id,
                at,
                level: level.into(),
                text,
                eui: Some(eui.clone()),
                line: place.map(|(line, _)| line),
                column: place.and_then(|(_, column)| column),
            });
        };
        for line in outcome.console {
            log(line.level.as_str(), line.text, None);
        }
        let plan = outcome.result.and_then(|value| {
            // A value of the wrong shape is a failure like any other, without a place.
            things::trigger::interpret(value).map_err(|error| ScriptError {
                kind: ErrorKind::Output,
                message: error.to_string(),
                line: None,
                column: None,
            })
        });
        let run = ScriptRun { at, eui: eui.as_str(), elapsed, error: plan.as_ref().err() };
        self.core.counters.script_ran(tenant, trigger.id, &run);
        let (plan, outcome) = match plan {
            Ok(plan) => {
                let told = told(plan.as_ref());
                (plan, Ok(told))
            }
            Err(error) => {
                let place = error.line.map(|line| (line, error.column));
                log("error", error.message.clone(), place);
                (None, Err(error.to_string()))
            }
        };
        self.core.triggers.note_run(Ran {
            tenant,
            eui,
            trigger: trigger.id,
            elapsed,
            run: TriggerRun { at, thing_model, outcome },
        });
        if let Some(plan) = plan {
            let (tenant, eui) = (tenant.clone(), eui.clone());
            self.batch.wish(Wish { tenant, eui, trigger: trigger.id, at, plan });
        }
    }
}

/// What a plan comes to, for people.
fn told(plan: Option<&TriggerPlan>) -> Vec<String> {
    plan.map(|plan| plan.actions.iter().map(|action| action.method.clone()).collect())
        .unwrap_or_default()
}
