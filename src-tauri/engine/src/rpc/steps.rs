//! What steps do.

use std::sync::Arc;

use model::record::{AlarmEvent, DataFrom, Downlink as QueuedDownlink, RpcRunLine};
use model::{DeviceEui, JsonMap, Said, Saying, say};
use serde_json::Value;
use things::as_message;
use things::rpc::{Downlink, RpcAction, RpcStep};

use super::runs::Ticket;
use crate::downlinks::DownlinkRequest;
use crate::notices::{About, Notice};
use crate::registry::SharedDevice;
use crate::workers::{AttributeChange, AttributePatch};
use crate::{Core, clock};

/// What came of a step that did not fail.
#[derive(Debug)]
pub(super) enum Taken {
    /// Its frame is in the queue, which tells what becomes of it.
    Queued,
    /// It is done; with what came of it.
    Done(Option<Said>),
}

/// Takes a step. The error says why that was not possible.
pub(super) async fn take(
    core: &Arc<Core>,
    ticket: &Ticket,
    index: usize,
    step: &RpcStep,
) -> Result<Taken, Said> {
    let tenant = &ticket.call.tenant;
    let target = step.target.as_ref().unwrap_or(&ticket.call.eui);
    let device = core.registry.device_of(tenant, target);
    let device =
        device.ok_or_else(|| Said::new(Saying::NoDevice).with("eui", target.to_string()))?;
    match &step.action {
        RpcAction::Downlink(downlink) => {
            warn_of_another(core, ticket, downlink, target);
            let data_from = device.lock().device.data_from;
            match data_from {
                DataFrom::Other => {
                    let payload = downlink.payload.as_deref().unwrap_or_default();
                    let told = core.tell_device(tenant, target, &downlink.message, payload).await;
                    told.map(|result| Taken::Done(Some(result)))
                }
                DataFrom::LoRaWan => queue(core, ticket, index, target, downlink).await,
            }
        }
        RpcAction::ModifyAttrs { server_attrs, shared_attrs } => {
            let (server, shared) = (server_attrs.clone(), shared_attrs.clone());
            modify_attrs(core, &device, server, shared).await
        }
        RpcAction::Alarm(alarm) => {
            let event = core.alarm(tenant, target, alarm.clone()).await;
            let event = event.map_err(|error| Said::from(&error))?;
            let told = event.map_or(Saying::AlarmUnchanged, said_of_alarm);
            Ok(Taken::Done(Some(told.into())))
        }
        RpcAction::Notify(told) => {
            let notice = Notice {
                tenant: tenant.clone(),
                about: Some(About::Device(
                    target.clone(),
                    core.registry.device_name(tenant, target),
                )),
                title: Said::plain(told.title.clone()),
                desc: Said::plain(told.desc.clone()),
                alarm: None,
                at: clock::now(),
            };
            core.notify(&told.notice_groups, notice).await;
            Ok(Taken::Done(None))
        }
        RpcAction::Http(call) => {
            if !core.settings.read().rpc_http {
                return Err(Saying::HttpOff.into());
            }
            let answered = core.web.call(call).await;
            answered.map(|answer| Taken::Done(Some(Said::plain(answer))))
        }
    }
}

const fn said_of_alarm(event: AlarmEvent) -> Saying {
    match event {
        AlarmEvent::Raised => Saying::AlarmRaised,
        AlarmEvent::Changed => Saying::AlarmChanged,
        AlarmEvent::Acknowledged => Saying::AlarmAcknowledged,
        AlarmEvent::Cleared => Saying::AlarmCleared,
        AlarmEvent::ManuallyCleared => Saying::AlarmManuallyCleared,
    }
}

fn warn_of_another(core: &Core, ticket: &Ticket, downlink: &Downlink, target: &DeviceEui) {
    if let Some(named) = downlink.names_another(target) {
        let text = say!(TargetCounts, named = named, target = target.to_string());
        core.rpc.change(ticket.id, |run| {
            run.console.push(RpcRunLine { level: "warn".to_owned(), text });
        });
    }
}

/// Queues a frame for a LoRaWAN device.
async fn queue(
    core: &Arc<Core>,
    ticket: &Ticket,
    index: usize,
    target: &DeviceEui,
    downlink: &Downlink,
) -> Result<Taken, Said> {
    let tenant = &ticket.call.tenant;
    let mut message = downlink.message.clone();
    // The target counts, whatever the script wrote.
    message.insert("moteeui".to_owned(), target.as_str().into());
    let body = Value::Object(message).to_string();
    let down = as_message::read_down(target, body.as_bytes());
    let down = down.map_err(|refusal| refusal.reason)?;
    // Before what is queued it is cleared by whoever has checked that.
    if down.clear && (down.data.is_none() || down.raw.is_some()) {
        let cleared = core.clear_downlinks_of(tenant, target).await;
        cleared.map_err(|error| Said::from(&error))?;
    }
    let Some(data) = down.data else {
        return Ok(Taken::Done(Some(Saying::WaitingDropped.into())));
    };
    if let Some(radio) = down.raw {
        core.log_told(tenant, target, &body, &data).await;
        let token = down.token.as_deref();
        let sent = core.send_raw(tenant, target, token, &data, radio).await;
        sent.map_err(|error| Said::from(&error))??;
        return Ok(Taken::Done(Some(Saying::SentRaw.into())));
    }
    let request = DownlinkRequest::of_message(down.token, down.clear, data);
    let item = core.enqueue(tenant, target, request).await;
    let item = item.map_err(|error| Said::from(&error))?;
    follow(core, ticket, index, &item).await;
    Ok(Taken::Queued)
}

/// Follows a frame from now on, and takes over what became of it since it was queued.
async fn follow(core: &Arc<Core>, ticket: &Ticket, index: usize, item: &QueuedDownlink) {
    core.rpc.tie(ticket.id, index, item);
    let id = item.id;
    match core.store.read(move |reader| reader.downlinks().get(id)).await {
        Ok(Some(item)) => core.rpc.follow(&item),
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "a downlink could not be read"),
    }
    // Somebody cancelled the run while its frame was being queued.
    if ticket.cancelled.is_cancelled()
        && let Err(error) = core.cancel_downlink(item.dev_eui, id).await
    {
        tracing::debug!(%error, "a cancelled command's frame has left");
    }
}

/// Merges into a device's attributes; sends nothing.
async fn modify_attrs(
    core: &Core,
    device: &SharedDevice,
    server_attrs: Option<JsonMap>,
    shared_attrs: Option<JsonMap>,
) -> Result<Taken, Said> {
    let merge =
        |patch: Option<JsonMap>| patch.map_or(AttributeChange::Keep, AttributeChange::Merge);
    let patch = AttributePatch { server: merge(server_attrs), shared: merge(shared_attrs) };
    match core.change_attributes(device, patch).await {
        Ok(true) => Ok(Taken::Done(None)),
        Ok(false) => Ok(Taken::Done(Some(Saying::NothingDiffers.into()))),
        Err(error) => Err(Said::from(&error)),
    }
}
