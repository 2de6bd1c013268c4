//! The one place where what a thing model returned changes a device.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::record::{ApplyTo, AttributeSide, Categories};
use model::{JsonMap, RecordId, Said, Saying, say};
use store::TelemetryRow;
use things::result::ParsedResult;
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

impl Worker {
    /// Why there is no room for the attributes of all results of one run; then none of them is
    /// applied. The latest telemetry makes room instead.
    pub(super) fn check_room(
        &self,
        device: &SharedDevice,
        model: &RunnableModel,
        results: &[ParsedResult],
    ) -> Result<(), Said> {
        let device_type = device.lock().device.device_type;
        let mut targets: BTreeMap<Option<&str>, Vec<&ParsedResult>> = BTreeMap::new();
        for result in results {
            if things::result::applies(model.model.apply_to, device_type, result) {
                targets.entry(result.sub_device.as_deref()).or_default().push(result);
            }
        }
        for (identifier, results) in targets {
            let Some(identifier) = identifier else {
                check_target(Some(device), &results)?;
                continue;
            };
            let child = self.core.registry.child(device, identifier);
            check_target(child.as_ref(), &results)
                .map_err(|why| say!(About, what = identifier, why = why))?;
        }
        Ok(())
    }

    /// The results of one run that reach a device. Of the others their author is told once,
    /// however many they are. That a model for sub-devices finds nothing to say of one is usual.
    pub(super) fn applicable(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        results: Vec<ParsedResult>,
    ) -> Vec<ParsedResult> {
        let (apply_to, device_type) = (model.model.apply_to, device.lock().device.device_type);
        let (results, others): (Vec<_>, Vec<_>) = results
            .into_iter()
            .partition(|result| things::result::applies(apply_to, device_type, result));
        if apply_to == ApplyTo::MasterDevice
            && let Some(text) = unapplied(&others)
        {
            self.log(model, occasion, "warn", text, None);
        }
        results
    }

    /// Merges one result into the device it belongs to, which is `device` or a child of it.
    /// It is one of the [applicable](Self::applicable) ones.
    pub(super) fn apply(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        result: ParsedResult,
        touched: &mut Touched,
    ) {
        let Some(identifier) = &result.sub_device else {
            return self.merge(device, model, occasion, result, &mut touched.own);
        };
        match self.child(device, identifier, model, occasion, &mut touched.own) {
            Ok(child) => {
                self.heard_child(&child, occasion);
                let eui = child.lock().device.eui.clone();
                let occasion = Occasion { eui: &eui, active_time: Some(occasion.at), ..*occasion };
                self.merge(&child, model, &occasion, result, touched.of(&child));
            }
            Err(problem) => {
                let identifier = identifier.as_str();
                let text = say!(SubDeviceLeftOut, identifier = identifier, why = problem);
                self.log(model, occasion, "warn", text, None);
            }
        }
    }

    /// Merges one result into a device, notes what is to be stored and published, and adds to
    /// `changes`.
    fn merge(
        &mut self,
        device: &SharedDevice,
        model: &RunnableModel,
        occasion: &Occasion<'_>,
        result: ParsedResult,
        changes: &mut Changes,
    ) {
        let mut state = device.lock();
        let (values, notes) = state.device.attributes_mut(AttributeSide::Server);
        let patch = result.server_attrs.unwrap_or_default();
        let server = attribute::merge(values, notes, patch, occasion.at);
        let (values, notes) = state.device.attributes_mut(AttributeSide::Shared);
        let patch = result.shared_attrs.unwrap_or_default();
        let shared = attribute::report(values, notes, patch, occasion.at);
        changes.server |= server;
        changes.shared |= shared.differs;
        let returned = result.telemetry_data.map(|returned| {
            let latest = partition(&mut state.latest, model.model.id);
            let dropped = merge::telemetry(latest, &returned, occasion.at);
            (latest.clone(), returned, dropped)
        });
        let keep_history = state.device.real_time_storage;
        drop(state);
        if server || shared.is_news {
            self.batch.attributes_changed(device);
        }
        let Some((latest, returned, dropped)) = returned else { return };
        if dropped > 0 {
            let (keys, bytes) = (merge::KEYS_MAX, merge::BYTES_MAX);
            let text = say!(LatestMadeRoom, found = dropped, keys = keys, bytes = bytes);
            self.log(model, occasion, "warn", text, None);
        }
        changes.telemetry.push(model.model.id);
        let row = TelemetryRow {
            tenant: occasion.tenant.clone(),
            eui: occasion.eui.clone(),
            thing_model: model.model.id,
            at: occasion.at,
            latest: serde_json::to_string(&latest).ok(),
            history: if keep_history { serde_json::to_string(&returned).ok() } else { None },
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
fn check_target(device: Option<&SharedDevice>, results: &[&ParsedResult]) -> Result<(), Said> {
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
    use things::result::ParsedResult;

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
