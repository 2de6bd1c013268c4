//! What steps do.

use std::sync::Arc;

use model::record::{AlarmEvent, DataFrom, Downlink as QueuedDownlink, RpcRunLine};
use model::{DeviceEui, JsonMap};
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
    Done(Option<String>),
}

/// Takes a step. The error says why that was not possible.
pub(super) async fn take(
    core: &Arc<Core>,
    ticket: &Ticket,
    index: usize,
    step: &RpcStep,
) -> Result<Taken, String> {
    let tenant = &ticket.call.tenant;
    let target = step.target.as_ref().unwrap_or(&ticket.call.eui);
    let device = core.registry.device_of(tenant, target);
    let device = device.ok_or_else(|| format!("device {target} does not exist"))?;
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
            let event = event.map_err(|error| error.to_string())?;
            let told = event.map_or("nothing is new about the alarm", AlarmEvent::as_str);
            Ok(Taken::Done(Some(told.to_owned())))
        }
        RpcAction::Notify(told) => {
            let notice = Notice {
                tenant: tenant.clone(),
                about: Some(About::Device(
                    target.clone(),
                    core.registry.device_name(tenant, target),
                )),
                title: told.title.clone(),
                desc: told.desc.clone(),
                alarm: None,
                at: clock::now(),
            };
            core.notify(&told.notice_groups, notice).await;
            Ok(Taken::Done(None))
        }
        RpcAction::Http(call) => {
            if !core.settings.read().rpc_http {
                let reason = "commands may call no web addresses; switch rpc_http on to allow it";
                return Err(reason.to_owned());
            }
            core.web.call(call).await.map(|answer| Taken::Done(Some(answer)))
        }
    }
}

fn warn_of_another(core: &Core, ticket: &Ticket, downlink: &Downlink, target: &DeviceEui) {
    if let Some(named) = downlink.names_another(target) {
        let text = format!("moteeui is {named}; the message goes to its target {target}");
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
) -> Result<Taken, String> {
    let tenant = &ticket.call.tenant;
    let mut message = downlink.message.clone();
    // The target counts, whatever the script wrote.
    message.insert("moteeui".to_owned(), target.as_str().into());
    let body = Value::Object(message).to_string();
    let down = as_message::read_down(target, body.as_bytes()).map_err(|it| it.reason)?;
    // Before what is queued it is cleared by whoever has checked that.
    if down.clear && (down.data.is_none() || down.raw.is_some()) {
        let cleared = core.clear_downlinks_of(tenant, target).await;
        cleared.map_err(|error| error.to_string())?;
    }
    let Some(data) = down.data else {
        return Ok(Taken::Done(Some("what waited for the device was dropped".to_owned())));
    };
    if let Some(radio) = down.raw {
        core.log_told(tenant, target, &body, &data).await;
        let token = down.token.as_deref();
        let sent = core.send_raw(tenant, target, token, &data, radio).await;
        sent.map_err(|error| error.to_string())??;
        return Ok(Taken::Done(Some("it was sent as a raw frame".to_owned())));
    }
    let request = DownlinkRequest::of_message(down.token, down.clear, data);
    let item = core.enqueue(tenant, target, request).await.map_err(|error| error.to_string())?;
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
) -> Result<Taken, String> {
    let merge =
        |patch: Option<JsonMap>| patch.map_or(AttributeChange::Keep, AttributeChange::Merge);
    let patch = AttributePatch { server: merge(server_attrs), shared: merge(shared_attrs) };
    match core.change_attributes(device, patch).await {
        Ok(true) => Ok(Taken::Done(None)),
        Ok(false) => Ok(Taken::Done(Some("nothing differs from before".to_owned()))),
        Err(error) => Err(error.to_string()),
    }
}
