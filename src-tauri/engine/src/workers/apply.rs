//! The one place where what a thing model returned changes a device.

use std::sync::Arc;

use model::record::{ApplyTo, AttributeSide, Categories};
use model::{JsonMap, RecordId, Said, Saying, say};
use script::ScriptKey;
use store::TelemetryRow;
use things::result::{DeviceResults, ParsedResult};
use things::{as_message, attribute, merge};

use super::models::Occasion;
use super::sub_devices::Touched;
use super::worker::Worker;
use crate::event::Telemetry;
use crate::registry::{RunnableModel, SharedDevice};

/// What one piece of work changed on a device, by the categories that relations know.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The thing models with new values, in the order they ran.
    pub(super) telemetry: Vec<RecordId>,
    /// Whether a shared attribute has another value.
    pub(super) shared: bool,
    /// Whether a server attribute has another value.
    pub(super) server: bool,
}

impl Changes {
    pub(super) fn any(&self) -> bool {
        self.categories().any()
    }

    pub(super) fn categories(&self) -> Categories {
        Categories {
            telemetry: !self.telemetry.is_empty(),
            shared: self.shared,
            server: self.server,
        }
    }
}

/// What the results of one run mean for a device: those that belong to it or to sub-devices of it,
/// and those that reach nobody.
pub(super) struct Sorted {
    devices: Vec<DeviceResults>,
    others: Vec<ParsedResult>,
}

impl Worker {
    /// Sorts the results of one run of a model for a device.
    ///
    /// # Errors
    /// Why there is no room for all of them; then none is applied.
    pub(super) fn sort(
        &self,
        device: &SharedDevice,
        model: &RunnableModel,
        results: Vec<ParsedResult>,
    ) -> Result<Sorted, Said> {
        let (apply_to, device_type) = (model.model.apply_to, device.lock().device.device_type);
        let (results, others): (Vec<_>, Vec<_>) = results
            .into_iter()
            .partition(|result| things::result::applies(apply_to, device_type, result));
        let devices = things::result::by_device(results);
        for DeviceResults { sub_device, results } in &devices {
            let Some(identifier) = sub_device else {
                check_room(Some(device), results)?;
                continue;
            };
            let child = self.core.registry.child(device, identifier);
            check_room(child.as_ref(), results)
                .map_err(|why| say!(About, what = identifier.as_str(), why = why))?;
        }
        Ok(Sorted { devices, others })
    }

    /// Applies the results of one run.
    pub(super) fn apply(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        sorted: Sorted,
        touched: &mut Touched,
    ) {
        self.tell_unapplied(device, model, occasion, &sorted.others);
        for DeviceResults { sub_device, results } in sorted.devices {
            let Some(identifier) = sub_device else {
                self.merge(device, model, occasion, results, &mut touched.own);
                continue;
            };
            match self.child(device, &identifier, model, occasion, &mut touched.own) {
                Ok(child) => {
                    self.heard_child(&child, occasion);
                    let eui = child.lock().device.eui.clone();
                    let occasion =
                        Occasion { eui: &eui, active_time: Some(occasion.at), ..*occasion };
                    self.merge(&child, model, &occasion, results, touched.of(&child));
                }
                Err(problem) => {
                    let text = say!(SubDeviceLeftOut, identifier = identifier, why = problem);
                    self.log(model, occasion, "warn", text, None);
                }
            }
        }
    }

    /// Tells the author of a model for master devices which results reach nobody: once for a device,
    /// until the model is saved anew. That a model for sub-devices finds nothing to say of one is
    /// usual.
    fn tell_unapplied(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        others: &[ParsedResult],
    ) {
        if model.model.apply_to != ApplyTo::MasterDevice {
            return;
        }
        if let Some(text) = unapplied(others)
            && is_news(&mut device.lock().unapplied, model.script.key)
        {
            self.log(model, occasion, "warn", text, None);
        }
    }

    /// Merges the results of one run into the device they belong to, notes what is to be stored and
    /// published, and adds to `changes`.
    fn merge(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        mut results: Vec<ParsedResult>,
        changes: &mut Changes,
    ) {
        for result in &mut results {
            self.merge_attributes(device, occasion, result, changes);
        }
        self.merge_telemetry(device, model, occasion, &results, changes);
    }

    fn merge_attributes(
        &mut self,
        device: &SharedDevice,
        occasion: &Occasion<'_>,
        result: &mut ParsedResult,
        changes: &mut Changes,
    ) {
        let mut state = device.lock();
        let (values, notes) = state.device.attributes_mut(AttributeSide::Server);
        let patch = result.server_attrs.take().unwrap_or_default();
        let server = attribute::merge(values, notes, patch, occasion.at);
        let (values, notes) = state.device.attributes_mut(AttributeSide::Shared);
        let patch = result.shared_attrs.take().unwrap_or_default();
        let shared = attribute::report(values, notes, patch, occasion.at);
        drop(state);
        changes.server |= server;
        changes.shared |= shared.differs;
        if server || shared.is_news {
            self.batch.attributes_changed(device);
        }
    }

    fn merge_telemetry(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        results: &[ParsedResult],
        changes: &mut Changes,
    ) {
        let run: Vec<&JsonMap> =
            results.iter().filter_map(|result| result.telemetry_data.as_ref()).collect();
        if run.is_empty() {
            return;
        }
        let mut dropped = 0;
        let (merged, keep_history) = {
            let mut state = device.lock();
            let latest = partition(&mut state.latest, model.model.id);
            let after = |returned: &&JsonMap| {
                dropped += merge::telemetry(latest, returned, &run, occasion.at);
                latest.clone()
            };
            let merged: Vec<JsonMap> = run.iter().map(after).collect();
            (merged, state.device.real_time_storage)
        };
        if dropped > 0 {
            let (keys, bytes) = (merge::KEYS_MAX, merge::BYTES_MAX);
            let text = say!(LatestMadeRoom, found = dropped, keys = keys, bytes = bytes);
            self.log(model, occasion, "warn", text, None);
        }
        changes.telemetry.push(model.model.id);
        for (latest, returned) in merged.into_iter().zip(run) {
            let returned = keep_history.then_some(returned);
            self.note_telemetry(model, occasion, latest, returned);
        }
    }

    /// Notes new latest values to be stored and published, with what a history keeps of them.
    fn note_telemetry(
        &mut self,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        latest: JsonMap,
        history: Option<&JsonMap>,
    ) {
        let row = TelemetryRow {
            tenant: occasion.tenant.clone(),
            eui: occasion.eui.clone(),
            thing_model: model.model.id,
            at: occasion.at,
            latest: serde_json::to_string(&latest).ok(),
            history: history.and_then(|returned| serde_json::to_string(returned).ok()),
        };
        let body = as_message::telemetry_message(&as_message::Telemetry {
            eui: occasion.eui,
            active_time: occasion.active_time.unwrap_or(occasion.at),
            thing_model_id: model.model.id,
            thing_model_id_name: &model.id_name,
            telemetry_data: &latest,
        });
        let telemetry = Telemetry {
            tenant: occasion.tenant.clone(),
            eui: occasion.eui.clone(),
            active_time: occasion.active_time.unwrap_or(occasion.at),
            thing_model: model.model.id,
            id_name: Arc::clone(&model.id_name),
            telemetry_data: latest,
            rssi: occasion.rssi,
            snr: occasion.snr,
        };
        self.batch.telemetry(row, telemetry, body);
    }
}

/// Whether somebody is to be told what a version of a script is about; of each script the newest one
/// that was told is kept.
fn is_news(told: &mut Vec<ScriptKey>, script: ScriptKey) -> bool {
    if told.contains(&script) {
        return false;
    }
    told.retain(|other| other.id != script.id);
    told.push(script);
    true
}

/// Why results of a model for master devices reach nobody; `None`: there are none.
fn unapplied(results: &[ParsedResult]) -> Option<Said> {
    let first = results.first()?;
    Some(match (&first.sub_device, results.len()) {
        (None, _) => Saying::MasterOnSubDevice.into(),
        (Some(identifier), 1) => say!(MasterNamesSubDevice, identifier = identifier.as_str()),
        (Some(identifier), found) => {
            say!(MasterNamesSubDevices, found = found, identifier = identifier.as_str())
        }
    })
}

/// Why there is no room for results on the device they belong to; `None`: it is still to be made.
fn check_room(device: Option<&SharedDevice>, results: &[ParsedResult]) -> Result<(), Said> {
    let nothing = JsonMap::new();
    let state = device.map(|device| device.lock());
    let state = state.as_ref();
    let server = state.map_or(&nothing, |state| &state.device.server_attrs);
    let shared = state.map_or(&nothing, |state| &state.device.shared_attrs);
    things::result::check_room(results, server, shared).map_err(Said::from)
}

/// The latest values of one thing model, made when there are none yet.
fn partition(latest: &mut Vec<(RecordId, JsonMap)>, id: RecordId) -> &mut JsonMap {
    let place = latest.iter().position(|(model, _)| *model == id).unwrap_or_else(|| {
        latest.push((id, JsonMap::new()));
        latest.len() - 1
    });
    let (_, values) = latest.get_mut(place).expect("the place was found or made just now");
    values
}

#[cfg(test)]
mod tests {
    use script::ScriptKey;
    use things::result::ParsedResult;

    #[test]
    fn what_was_told_of_a_script_is_told_again_when_it_was_saved() {
        let mut told = Vec::new();
        let mut is_news = |id, version| super::is_news(&mut told, ScriptKey { id, version });
        let told_twice = [is_news(1, 7), is_news(2, 7), is_news(1, 7), is_news(2, 7)];
        assert_eq!(told_twice, [true, true, false, false]);
        assert_eq!([is_news(1, 8), is_news(1, 8), is_news(2, 7)], [true, false, false]);
        assert_eq!(told.len(), 2);
    }

    #[test]
    fn what_reaches_nobody_is_told_in_one_sentence() {
        let of = |identifier: Option<&str>| ParsedResult {
            sub_device: identifier.map(ToOwned::to_owned),
            ..ParsedResult::default()
        };
        let check = |results: &[ParsedResult], expected: Option<&str>| {
            let said = super::unapplied(results).map(|said| said.to_string());
            assert_eq!(said.as_deref(), expected);
        };
        let only = "the model applies to master devices only";
        check(&[], None);
        check(
            &[of(None), of(None)],
            Some(&format!("the result was left out: {only}, and this is a sub-device")),
        );
        check(
            &[of(Some("m1"))],
            Some(&format!("the result for sub-device m1 was left out: {only}")),
        );
        let many: Vec<ParsedResult> = (1..=200).map(|at| of(Some(&format!("m{at}")))).collect();
        check(
            &many,
            Some(&format!("results for sub-devices left out: 200, the first for m1; {only}")),
        );
    }
}
