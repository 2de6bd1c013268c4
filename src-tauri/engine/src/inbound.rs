//! Devices that are not LoRaWAN: AS messages that arrive by MQTT, from own clients and from
//! brokers outside.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use model::record::DataFrom;
use model::{DeviceEui, JsonMap, TenantCode};
use mqtt::Inbound;
use serde_json::Value;
use things::as_message::OtherError;
use tokio::sync::mpsc;

use crate::workers::Message;
use crate::{Core, clock};

/// Messages of clients that may wait.
pub(crate) const QUEUE: usize = 8_192;
/// Gateways of one message that are kept.
const GATEWAYS_MAX: usize = 16;

/// Handles messages of clients until the queue closes.
pub(crate) async fn run(core: Arc<Core>, mut queue: mpsc::Receiver<Inbound>) {
    while let Some(inbound) = queue.recv().await {
        if core.outside.send_downlink(&core, &inbound) {
            continue;
        }
        if let Some(message) = read(&core, &inbound) {
            core.outside.copy(&inbound.topic, &inbound.payload);
            core.counters.uplink(message.at);
            core.to_workers(message);
        }
    }
}

/// The uplink a client's message stands for; `None` when it is none of a device here.
fn read(core: &Core, inbound: &Inbound) -> Option<Message> {
    let eui = inbound
        .topic
        .strip_prefix("/v32/")?
        .strip_prefix(inbound.tenant.as_str())?
        .strip_prefix("/as/up/data/")?;
    let eui: DeviceEui = eui.parse().ok()?;
    match uplink(core, &inbound.tenant, eui, &inbound.payload) {
        Ok(message) => Some(message),
        Err(code) => {
            core.counters.refused(code);
            None
        }
    }
}

/// Whether a device of this tenant is fed by MQTT.
pub(crate) fn is_fed_by_mqtt(core: &Core, tenant: &TenantCode, eui: &DeviceEui) -> bool {
    let device = core.registry.device_of(tenant, eui);
    device.is_some_and(|device| device.lock().device.data_from == DataFrom::Other)
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
    let content = things::as_message::from_other(&eui, payload).map_err(|error| {
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
