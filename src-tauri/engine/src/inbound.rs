//! What MQTT clients publish: messages of devices that are not LoRaWAN, from own clients and from
//! brokers outside, downlinks for those that are, and calls of commands.
//!
//! Downlinks and calls wait for the disk, a message of a device does not, so that they have a task
//! each.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use model::record::{DataFrom, DeviceType, MessageKind};
use model::{DeviceEui, JsonMap, TenantCode};
use mqtt::Inbound;
use serde_json::Value;
use things::as_message::{self, AckKind, OtherError};
use tokio::sync::mpsc;

use crate::downlinks::{Acknowledgement, DownlinkRequest};
use crate::rpc::by_mqtt::{self, Calling};
use crate::workers::Message;
use crate::{Core, clock};

/// Messages of clients that may wait.
pub(crate) const QUEUE: usize = 8_192;
/// Downlinks of clients that may wait for the disk.
const DOWN_QUEUE: usize = 8_192;
/// Gateways of one message that are kept.
const GATEWAYS_MAX: usize = 16;

/// Handles messages of clients until the queue closes.
pub(crate) async fn run(core: Arc<Core>, mut queue: mpsc::Receiver<Inbound>) {
    let (downs, to_queue) = mpsc::channel(DOWN_QUEUE);
    core.spawn("inbound downlinks", queue_downlinks(Arc::clone(&core), to_queue));
    let (calls, to_start) = mpsc::channel(by_mqtt::QUEUE);
    core.spawn("inbound calls", by_mqtt::run(Arc::clone(&core), to_start));
    while let Some(inbound) = queue.recv().await {
        core.outside.send_downlink(&core, &inbound);
        match kind(&inbound) {
            Some(Kind::Up(eui)) => {
                if let Some(message) = read(&core, &inbound, eui) {
                    core.outside.copy(&inbound.topic, &inbound.payload);
                    core.counters.uplink(&inbound.tenant, message.at);
                    core.to_workers(message);
                }
            }
            Some(Kind::Down(eui)) => {
                let down = Downward { tenant: inbound.tenant, eui, body: inbound.payload };
                if let Err(error) = downs.try_send(down) {
                    let down = error.into_inner();
                    core.refuse_down(&down, None, "too many downlinks arrive at once");
                }
            }
            Some(Kind::Call(eui)) => {
                let calling = Calling { tenant: inbound.tenant, eui, body: inbound.payload };
                if let Err(error) = calls.try_send(calling) {
                    core.refuse_call(&error.into_inner());
                }
            }
            None => {}
        }
    }
}

/// What a topic means here.
enum Kind {
    /// A device that is not LoRaWAN reports.
    Up(DeviceEui),
    /// Somebody wants to tell a device something.
    Down(DeviceEui),
    /// Somebody calls a command on a device.
    Call(DeviceEui),
}

fn kind(inbound: &Inbound) -> Option<Kind> {
    let rest = inbound.topic.strip_prefix("/v32/")?.strip_prefix(inbound.tenant.as_str())?;
    if let Some(eui) = rest.strip_prefix("/as/up/data/") {
        return eui.parse().ok().map(Kind::Up);
    }
    if let Some(eui) = rest.strip_prefix("/tkl/dn/rpc/") {
        return eui.parse().ok().map(Kind::Call);
    }
    rest.strip_prefix("/as/dn/data/")?.parse().ok().map(Kind::Down)
}

/// A message for a device, not read yet.
struct Downward {
    tenant: TenantCode,
    eui: DeviceEui,
    body: Bytes,
}

/// Queues downlinks in the order they arrived, and answers each.
async fn queue_downlinks(core: Arc<Core>, mut downs: mpsc::Receiver<Downward>) {
    while let Some(down) = downs.recv().await {
        // What a client publishes for a device by MQTT the broker has already delivered.
        if is_fed_by_mqtt(&core, &down.tenant, &down.eui) {
            if let Ok(as_message::Down { data: Some(data), clear, .. }) =
                as_message::read_down(&down.eui, &down.body)
            {
                core.log_delivered(&down, &data, clear).await;
            }
            continue;
        }
        match as_message::read_down(&down.eui, &down.body) {
            Ok(read) => core.take_down(&down, read).await,
            Err(refusal) => {
                core.refuse_down(&down, refusal.token.as_deref(), refusal.reason.text())
            }
        }
    }
}

impl Core {
    /// Shows what went to a device as it came, because no queue of ours has it.
    async fn log_delivered(&self, down: &Downward, data: &as_message::DownData, clear: bool) {
        let body = String::from_utf8_lossy(&down.body);
        let kind = if clear { MessageKind::DataClear } else { MessageKind::Data };
        if let Err(error) = self.log_message(&down.tenant, &down.eui, data, kind, None, &body).await
        {
            tracing::error!(eui = %down.eui, %error, "a downlink could not be logged");
        }
    }

    async fn take_down(self: &Arc<Self>, down: &Downward, read: as_message::Down) {
        let token = read.token;
        // Before what is queued it is cleared by whoever has checked that.
        let clears_alone = read.clear && (read.data.is_none() || read.raw.is_some());
        if clears_alone && let Err(error) = self.clear_downlinks_of(&down.tenant, &down.eui).await {
            return self.refuse_down(down, token.as_deref(), &error.to_string());
        }
        let Some(data) = read.data else {
            return self.answer_down(down, token.as_deref(), Ok(0));
        };
        if let Some(radio) = read.raw {
            self.log_delivered(down, &data, read.clear).await;
            let sent = self.send_raw(&down.tenant, &down.eui, token.as_deref(), &data, radio).await;
            if let Err(error) = sent {
                self.refuse_down(down, token.as_deref(), &error.to_string());
            }
            return;
        }
        let request = DownlinkRequest::of_message(token.clone(), read.clear, data);
        // Whoever queues it tells the sender so.
        if let Err(error) = self.enqueue(&down.tenant, &down.eui, request).await {
            self.refuse_down(down, token.as_deref(), &error.to_string());
        }
    }

    fn refuse_down(&self, down: &Downward, token: Option<&str>, reason: &str) {
        self.counters.refused(&down.tenant, "mqtt_downlink_refused");
        tracing::debug!(eui = %down.eui, reason, "a downlink by MQTT was refused");
        self.answer_down(down, token, Err(reason));
    }

    fn answer_down(&self, down: &Downward, token: Option<&str>, outcome: Result<u32, &str>) {
        let told = Acknowledgement { token, ..Acknowledgement::new(AckKind::Seq, outcome) };
        self.publish_acknowledgement(&down.tenant, &down.eui, &told);
    }
}

/// The uplink a client's message stands for; `None` when it is none of a device here.
fn read(core: &Core, inbound: &Inbound, eui: DeviceEui) -> Option<Message> {
    match uplink(core, &inbound.tenant, eui, &inbound.payload) {
        Ok(message) => Some(message),
        Err(code) => {
            core.counters.refused(&inbound.tenant, code);
            None
        }
    }
}

/// Whether a device of this tenant is fed by MQTT. Nobody reports for an asset or a sub-device.
pub(crate) fn is_fed_by_mqtt(core: &Core, tenant: &TenantCode, eui: &DeviceEui) -> bool {
    core.registry.device_of(tenant, eui).is_some_and(|device| {
        let device = &device.lock().device;
        device.data_from == DataFrom::Other && device.device_type == DeviceType::Normal
    })
}

/// The uplink that an AS message of a device stands for, or the code of its refusal.
pub(crate) fn uplink(
    core: &Core,
    tenant: &TenantCode,
    eui: DeviceEui,
    payload: &[u8],
) -> Result<Message, &'static str> {
    if !is_fed_by_mqtt(core, tenant, &eui) {
        return Err("mqtt_unknown_device");
    }
    let content = as_message::from_other(&eui, payload).map_err(|error| {
        tracing::debug!(%eui, %error, "an MQTT message was refused");
        match error {
            OtherError::NotAnObject => "mqtt_not_an_object",
            OtherError::OtherDevice { .. } => "mqtt_eui_mismatch",
        }
    })?;
    let body: JsonMap = serde_json::from_str(&content).unwrap_or_default();
    let user = body.get("userdata").and_then(Value::as_object);
    let number = |key: &str| user.and_then(|user| user.get(key)).and_then(Value::as_u64);
    let text = user.and_then(|user| user.get("payload")).and_then(Value::as_str);
    let gateways = body.get("gwrx").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let signal = |key: &str| {
        let value = gateways.first().and_then(|gateway| gateway.get(key)).and_then(Value::as_f64);
        #[expect(clippy::cast_possible_truncation, reason = "a signal strength, for display")]
        value.map(|value| value as f32)
    };
    Ok(Message {
        at: clock::now(),
        tenant: tenant.clone(),
        f_cnt: number("seqno").and_then(|count| u32::try_from(count).ok()),
        f_port: number("port").and_then(|port| u8::try_from(port).ok()),
        payload: text.and_then(|text| BASE64.decode(text).ok()).unwrap_or_default(),
        gateways: gateways
            .iter()
            .take(GATEWAYS_MAX)
            .filter_map(|gateway| gateway.get("eui")?.as_str()?.parse().ok())
            .collect(),
        rssi: signal("rssi"),
        snr: signal("lsnr"),
        content,
        eui,
    })
}
