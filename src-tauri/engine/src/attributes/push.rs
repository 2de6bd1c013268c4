//! Edited shared attributes on their way to the device.
//!
//! What was sent is noted with the attribute; a run of an RPC model tells more in its own log.
//! Source: thinklink reference, decision O-11.

use std::collections::HashMap;
use std::sync::Arc;

use model::record::{
    AttributeNotes, AttributePush, AttributeSide, AttributeState, AttributeTrace, Device, NotSent,
    PushWay, RpcRun, RpcRunState,
};
use model::{JsonMap, RecordId, Said, TenantCode, Timestamp};
use things::attribute;
use things::attribute::push::{self, Linked, Route};

use super::{Attributes, OnDevice, definition};
use crate::models::mounting::ModelKey;
use crate::registry::SharedDevice;
use crate::rpc::{Origin, RpcRequest};
use crate::workers::{AttributeChange, AttributePatch};
use crate::{Error, clock};

/// Values that go out together.
#[derive(Debug, Default)]
struct Plan {
    /// Runs to start: the model, the keys, the parameters.
    calls: Vec<(RecordId, Vec<String>, JsonMap)>,
    /// Values of one message on MQTT.
    message: JsonMap,
    /// Keys without a way.
    none: Vec<(String, NotSent)>,
}

impl Plan {
    fn add(&mut self, key: &str, value: &serde_json::Value, route: Route) {
        match route {
            Route::Rpc { id, params } => {
                let fits = |known: &JsonMap| params.keys().all(|name| !known.contains_key(name));
                let call = self.calls.iter_mut().find(|(rpc, _, known)| *rpc == id && fits(known));
                match call {
                    Some((_, keys, known)) => {
                        keys.push(key.to_owned());
                        known.extend(params);
                    }
                    None => self.calls.push((id, vec![key.to_owned()], params)),
                }
            }
            Route::Mqtt => {
                self.message.insert(key.to_owned(), value.clone());
            }
            Route::None(why) => self.none.push((key.to_owned(), why)),
        }
    }
}

impl Attributes<'_> {
    /// Sends values of shared attributes to their device and notes what was sent.
    pub(crate) async fn push(
        &self,
        tenant: &TenantCode,
        device: &SharedDevice,
        values: JsonMap,
    ) -> Result<(), Error> {
        if values.is_empty() {
            return Ok(());
        }
        let (eui, plan) = {
            let device = &device.lock().device;
            (device.eui.clone(), self.plan(device, &values))
        };
        let mut ways: Vec<(String, PushWay)> =
            plan.none.into_iter().map(|(key, why)| (key, PushWay::NotSent(why))).collect();
        for (id, keys, params) in plan.calls {
            let request = RpcRequest {
                eui: eui.clone(),
                method: ModelKey::from_text(id.to_string()),
                params,
                origin: Origin::Attribute { key: keys.join(", ") },
            };
            let way = match self.0.rpc().start(tenant, request).await {
                Ok(run) => PushWay::Rpc(run.id()),
                Err(error) => PushWay::Refused(Said::from(&error)),
            };
            ways.extend(keys.into_iter().map(|key| (key, way.clone())));
        }
        if !plan.message.is_empty() {
            let keys: Vec<String> = plan.message.keys().cloned().collect();
            let message = push::message(&eui, plan.message, clock::now());
            let way = match self.0.core.tell_device(tenant, &eui, &message, &[]).await {
                Ok(_) => PushWay::Mqtt,
                Err(reason) => PushWay::Refused(reason),
            };
            ways.extend(keys.into_iter().map(|key| (key, way.clone())));
        }
        let at = clock::now();
        let pushes = ways.into_iter().map(|(key, way)| {
            let value = values.get(&key).cloned().unwrap_or_default();
            (key, AttributePush { at, value, way })
        });
        let shared = AttributeChange::Sent(pushes.collect());
        let patch = AttributePatch { shared, ..AttributePatch::default() };
        self.0.core.change_attributes(device, patch).await?;
        Ok(())
    }

    /// Notes of values without a way to the device why they are not sent, and takes them out:
    /// those that are left are to be [pushed](Self::push) after the commit.
    pub(crate) fn note_unsent(&self, device: &mut Device, values: &mut JsonMap, at: Timestamp) {
        for (key, why) in self.plan(device, values).none {
            let Some(value) = values.shift_remove(&key) else { continue };
            let push = AttributePush { at, value, way: PushWay::NotSent(why) };
            let (known, notes) = device.attributes_mut(AttributeSide::Shared);
            attribute::note_push(known, notes, &key, push);
        }
    }

    fn plan(&self, device: &Device, values: &JsonMap) -> Plan {
        let models = &self.0.core.registry.rpc_models;
        let notes = device.attributes(AttributeSide::Shared).1;
        let mut plan = Plan::default();
        for (key, value) in values {
            let linked: Vec<_> = definition(notes, key)
                .rpcs
                .into_iter()
                .filter_map(|id| models.of(&device.tenant, id))
                .collect();
            let linked: Vec<Linked<'_>> =
                linked.iter().map(|it| Linked { id: it.id, template: &it.template }).collect();
            plan.add(key, value, push::route(device, key, value, &linked));
        }
        plan
    }

    /// The runs that sent attributes of which the device has not told yet.
    pub(super) async fn runs_of(
        &self,
        notes: &AttributeNotes,
    ) -> Result<HashMap<RecordId, Arc<RpcRun>>, Error> {
        let ids = notes.traces.values().filter_map(|trace| match trace.push.as_ref()?.way {
            PushWay::Rpc(run) => Some(run),
            _ => None,
        });
        let mut ids: Vec<RecordId> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let read = self.0.core.store.read(move |reader| {
            let runs = ids.into_iter().map(|id| reader.rpc_runs().get(id));
            runs.collect::<Result<Vec<_>, _>>()
        });
        let runs = read.await?.into_iter().flatten();
        Ok(runs.map(|run| (run.id, Arc::new(run))).collect())
    }
}

/// What is known of a shared attribute on the device itself.
pub(super) fn on_device(
    trace: Option<&AttributeTrace>,
    runs: &HashMap<RecordId, Arc<RpcRun>>,
) -> OnDevice {
    let reported = trace.is_some_and(|trace| trace.reported_at.is_some());
    let settled = if reported { AttributeState::Reported } else { AttributeState::NeverReported };
    let Some(push) = trace.and_then(|trace| trace.push.as_ref()) else {
        return OnDevice { state: settled, reason: None, sent_at: None, run: None };
    };
    let arrived = if reported { AttributeState::Differs } else { AttributeState::Sent };
    // A value that never left says nothing about the one the device reported since.
    let unless_reported = |state| if reported { AttributeState::Reported } else { state };
    let (state, reason, run) = match &push.way {
        PushWay::Mqtt => (arrived, None, None),
        PushWay::NotSent(why) => {
            (unless_reported(AttributeState::NotSent), Some(Said::plain(why.to_string())), None)
        }
        PushWay::Refused(why) => (unless_reported(AttributeState::Failed), Some(why.clone()), None),
        PushWay::Rpc(id) => {
            let (state, reason) = match runs.get(id).map(|run| (run.state, &run.result)) {
                // The log has forgotten it.
                None => (arrived, None),
                Some((state, _)) if state.is_going() || state == RpcRunState::Delivering => {
                    (AttributeState::Sending, None)
                }
                Some((RpcRunState::Finished, _)) => (arrived, None),
                Some((_, result)) => {
                    (unless_reported(AttributeState::Failed), Some(result.clone()))
                }
            };
            (state, reason, Some(*id))
        }
    };
    OnDevice { state, reason, sent_at: Some(push.at), run }
}
