//! A device has new values: its triggers say what is to be done about them.

use std::sync::Arc;

use model::record::{ParserType, TriggerModel};
use model::{DeviceEui, RecordId, Said, TenantCode, Timestamp};
use script::{ErrorKind, Input, Outcome, Script, ScriptError, ScriptKey, ScriptKind};
use store::ModelLogRow;
use things::trigger::TriggerPlan;

use super::Work;
use super::apply::Changes;
use super::away::{Pace, SLOW, TOO_SLOW};
use super::worker::Worker;
use crate::clock;
use crate::counters::ScriptRun;
use crate::registry::SharedDevice;
use crate::triggers::{Ran, TriggerRun, Wish};

/// A run of a trigger.
#[derive(Debug)]
pub(crate) struct Due {
    pub(super) device: SharedDevice,
    tenant: TenantCode,
    eui: DeviceEui,
    trigger: Arc<TriggerModel>,
    script: Script,
    thing_model: RecordId,
    /// What the script sees as `device`, JSON.
    input: Arc<str>,
}

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
            let input = |model: &RecordId| (*model, state.input_text(now, &[*model]).into());
            let inputs: Vec<(RecordId, Arc<str>)> = changes.telemetry.iter().map(input).collect();
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
                let due = Due {
                    device: Arc::clone(device),
                    tenant: tenant.clone(),
                    eui: eui.clone(),
                    trigger: Arc::clone(&trigger),
                    script: script.clone(),
                    thing_model: *model,
                    input: Arc::clone(input),
                };
                self.run_trigger(due);
            }
        }
    }

    /// Runs a trigger once, here or in the slow lane.
    pub(super) fn run_trigger(&mut self, due: Due) {
        if self.is_patience_over() {
            return self.put_off_trigger(due);
        }
        let thing_model_id = due.thing_model.to_string();
        let input = Input::Trigger { device: &due.input, thing_model_id: &thing_model_id };
        let outcome = self.sandbox.run(&due.script, &input);
        match self.note_run(&due.device, &outcome) {
            Pace::Fine => {}
            Pace::Slow => self.log_trigger(&due, clock::now(), "warn", SLOW, None),
            Pace::Stopped => return self.put_off_trigger(due),
        }
        self.take_plan(&due, outcome);
    }

    /// Other triggers do not wait for this one.
    fn put_off_trigger(&mut self, due: Due) {
        let (device, had_left) = (Arc::clone(&due.device), self.has_left());
        let is_in = self.move_away(&device);
        if is_in && !had_left {
            self.log_trigger(&due, clock::now(), "warn", SLOW, None);
        }
        let work = Work::Trigger(Box::new(due));
        let left = if is_in { self.send_away(&device, work) } else { Some(work) };
        if let Some(Work::Trigger(due)) = left {
            self.log_trigger(&due, clock::now(), "error", TOO_SLOW, None);
            self.core.counters.dropped(1);
        }
    }

    /// Logs and counts what a run gave, and wishes what it asks for.
    fn take_plan(&mut self, due: &Due, outcome: Outcome) {
        let Due { tenant, eui, trigger, thing_model, .. } = due;
        let at = clock::now();
        let elapsed = outcome.elapsed;
        for line in outcome.console {
            self.log_trigger(due, at, line.level.as_str(), line.text, None);
        }
        let plan = outcome.result.and_then(|value| {
            // A value of the wrong shape is a failure like any other, without a place.
            things::trigger::interpret(value)
                .map_err(|error| ScriptError::new(ErrorKind::Output, error))
        });
        let error = plan.as_ref().err();
        let run = ScriptRun { at, eui: eui.as_str(), elapsed, error };
        self.core.count_run(tenant, &**trigger, &run);
        let (plan, outcome) = match plan {
            Ok(plan) => {
                let told = told(plan.as_ref());
                (plan, Ok(told))
            }
            Err(error) => {
                let place = error.line.map(|line| (line, error.column));
                self.log_trigger(due, at, "error", error.why(), place);
                (None, Err(error.sentence()))
            }
        };
        let run = TriggerRun { at, thing_model: *thing_model, outcome };
        let ran = Ran { tenant, eui, trigger: trigger.id, elapsed, run };
        self.core.triggers.note_run(ran, || self.core.is_current(tenant, &**trigger));
        if let Some(plan) = plan {
            self.batch.wish(Wish {
                tenant: tenant.clone(),
                eui: eui.clone(),
                trigger: trigger.id,
                script: Arc::clone(&trigger.trigger_script),
                at,
                plan,
            });
        }
    }

    /// Writes a line to a trigger's log.
    fn log_trigger(
        &mut self,
        due: &Due,
        at: Timestamp,
        level: &'static str,
        text: impl Into<Said>,
        place: Option<(u32, Option<u32>)>,
    ) {
        self.batch.log(ModelLogRow {
            tenant: due.tenant.clone(),
            thing_model: due.trigger.id,
            at,
            level: level.into(),
            text: text.into(),
            eui: Some(due.eui.clone()),
            line: place.map(|(line, _)| line),
            column: place.and_then(|(_, column)| column),
        });
    }
}

/// What a plan comes to, for people.
fn told(plan: Option<&TriggerPlan>) -> Vec<String> {
    plan.map(|plan| plan.actions.iter().map(|action| action.method.clone()).collect())
        .unwrap_or_default()
}
