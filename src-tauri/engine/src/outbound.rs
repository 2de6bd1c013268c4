//! Messages to devices that are not LoRaWAN, whoever makes them: commands and edited attributes.

use bytes::Bytes;
use model::record::MessageKind;
use model::{DeviceEui, JsonMap, Said, Saying, TenantCode};
use ns::downlink::PORT_IN_F_OPTS;
use serde_json::Value;
use things::as_message::{self, DownData};

use crate::Core;

impl Core {
    /// Publishes a message for a device that takes them by MQTT: where it was last heard from.
    /// Answers where that was; the error says why it was not possible.
    pub(crate) async fn tell_device(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        message: &JsonMap,
        payload: &[u8],
    ) -> Result<Said, Said> {
        let topic = as_message::down_data_topic(tenant, eui);
        let text = Value::Object(message.clone()).to_string();
        let body = Bytes::from(text.clone());
        let result = match self.outside.forward(tenant, eui, &body) {
            Some(forwarded) => {
                forwarded.map_err(Said::plain)?;
                Said::new(Saying::HandedToBroker)
            }
            None => {
                self.publish_here(&topic, body);
                Said::new(Saying::PublishedOn).with("topic", topic)
            }
        };
        // What is no downlink is logged as it is.
        let read = as_message::read_down(eui, text.as_bytes());
        let data = read.ok().and_then(|read| read.data).unwrap_or_else(|| DownData {
            // Only LoRaWAN has ports.
            f_port: PORT_IN_F_OPTS,
            payload: payload.to_vec(),
            ..DownData::default()
        });
        self.log_told(tenant, eui, &text, &data).await;
        Ok(result)
    }

    /// Logs a message that was made elsewhere, which says `data`.
    pub(crate) async fn log_told(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        body: &str,
        data: &DownData,
    ) {
        if let Err(error) = self.log_message(tenant, eui, data, MessageKind::Data, None, body).await
        {
            tracing::error!(%eui, %error, "a message could not be logged");
        }
    }
}
