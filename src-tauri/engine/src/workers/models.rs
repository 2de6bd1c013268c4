//! Running thing models.

use std::sync::Arc;

use model::record::Categories;
use model::{DeviceEui, Said, Saying, TenantCode, Timestamp};
use script::{ErrorKind, Input, Outcome, ScriptError};
use store::ModelLogRow;

use super::away::{Pace, SLOW, TOO_SLOW};
use super::sub_devices::Touched;
use super::worker::Worker;
use crate::counters::ScriptRun;
use crate::registry::{RunnableModel, SharedDevice};

/// Why thing models of a device run.
#[derive(Clone, Copy)]
pub(super) struct Occasion<'a> {
    pub(super) tenant: &'a TenantCode,
    /// The device whose models run.
    pub(super) eui: &'a DeviceEui,
    pub(super) at: Timestamp,
    /// When the device was last heard.
    pub(super) active_time: Option<Timestamp>,
    pub(super) online: bool,
    /// What scripts see as `msg`, JSON.
    pub(super) msg: &'a str,
    /// What scripts see as `noticeAttrs`.
    pub(super) notice: Categories,
    /// dBm of the uplink.
    pub(super) rssi: Option<f32>,
    /// dB of the uplink.
    pub(super) snr: Option<f32>,
}

/// The thing models that run in one piece of work, and how far they have come.
#[derive(Debug, Default)]
pub(crate) struct Round {
    pub(super) models: Vec<Arc<RunnableModel>>,
    /// What became of those that ran, in the same order.
    outcomes: Vec<Result<(), Said>>,
    pub(super) touched: Touched,
}

impl Round {
    pub(super) fn of(models: Vec<Arc<RunnableModel>>) -> Self {
        Self { models, ..Self::default() }
    }

    /// The models that ran, or were given up, with what became of each.
    pub(super) fn ran(&self) -> impl Iterator<Item = (&RunnableModel, &Result<(), Said>)> {
        self.models.iter().map(|model| &**model).zip(&self.outcomes)
    }

    /// No further model runs, for this reason.
    pub(super) fn give_up(&mut self, reason: Saying) {
        self.outcomes.resize(self.models.len(), Err(reason.into()));
    }
}

impl Worker {
    /// The thing models a device mounts, in the order they run.
    pub(super) fn models_of(&self, device: &SharedDevice) -> Vec<Arc<RunnableModel>> {
        let state = device.lock();
        let (tenant, models) = (&state.device.tenant, &state.device.thing_model);
        models.iter().filter_map(|id| self.core.registry.thing_models.of(tenant, *id)).collect()
    }

    /// Runs the models of a round that have not run yet; one that fails stops no other. `false`
    /// when the rest is to be [put off](Self::put_off).
    pub(super) fn run_round(
        &mut self,
        device: &SharedDevice,
        occasion: &Occasion<'_>,
        round: &mut Round,
    ) -> bool {
        while let Some(model) = round.models.get(round.outcomes.len()).cloned() {
            if self.is_late() {
                break;
            }
            match self.run_model(device, &model, occasion, &mut round.touched) {
                Some(outcome) => round.outcomes.push(outcome),
                None => {
                    let had_left = self.has_left();
                    if self.move_away(device) {
                        if !had_left {
                            self.log(&model, occasion, "warn", SLOW, None);
                        }
                        return false;
                    }
                    self.log(&model, occasion, "error", TOO_SLOW, None);
                    self.core.counters.dropped(1);
                    round.give_up(TOO_SLOW);
                }
            }
        }
        true
    }

    /// Runs one model of a device and applies what it returns. The error is for the device's
    /// owner; the model's log has it too. `None` when it is to run where nobody else waits.
    fn run_model(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        touched: &mut Touched,
    ) -> Option<Result<(), Said>> {
        if self.is_patience_over() {
            return None;
        }
        let input = device.lock().input_text_as(occasion.active_time, occasion.online, &[]);
        let outcome = self.sandbox.run(
            &model.script,
            &Input::ThingModel {
                device: &input,
                msg: occasion.msg,
                thing_model_id: &model.id_text,
                notice: occasion.notice,
            },
        );
        match self.note_run(device, &outcome) {
            Pace::Fine => {}
            Pace::Slow => self.log(model, occasion, "warn", SLOW, None),
            Pace::Stopped => return None,
        }
        Some(self.take_outcome(device, model, occasion, outcome, touched))
    }

    /// Logs, counts and applies what a run gave.
    fn take_outcome(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        outcome: Outcome,
        touched: &mut Touched,
    ) -> Result<(), Said> {
        let elapsed = outcome.elapsed;
        for line in outcome.console {
            self.log(model, occasion, line.level.as_str(), line.text, None);
        }
        let sorted = outcome.result.and_then(|value| {
            // A value of the wrong shape is a failure like any other, without a place.
            let results = things::result::interpret(value).map_err(Said::from);
            results
                .and_then(|results| self.sort(device, model, results))
                .map_err(|why| ScriptError::new(ErrorKind::Output, why))
        });
        let run = ScriptRun {
            at: occasion.at,
            eui: occasion.eui.as_str(),
            elapsed,
            error: sorted.as_ref().err(),
        };
        self.core.count_run(occasion.tenant, model, &run);
        let sorted = sorted.map_err(|error| {
            let place = error.line.map(|line| (line, error.column));
            self.log(model, occasion, "error", error.why(), place);
            error.sentence()
        })?;
        self.apply(device, model, occasion, sorted, touched);
        Ok(())
    }

    /// Writes a line to a model's log.
    pub(super) fn log(
        &mut self,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        level: &'static str,
        text: impl Into<Said>,
        place: Option<(u32, Option<u32>)>,
    ) {
        self.batch.log(ModelLogRow {
            tenant: occasion.tenant.clone(),
            thing_model: model.model.id,
            at: occasion.at,
            level: level.into(),
            text: text.into(),
            eui: Some(occasion.eui.clone()),
            line: place.map(|(line, _)| line),
            column: place.and_then(|(_, column)| column),
        });
    }
}
