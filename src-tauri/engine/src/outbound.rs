//! Messages to devices that are not LoRaWAN, and the log of everything that is told a device.

use std::sync::Arc;

use bytes::Bytes;
use model::{DeviceEui, JsonMap, TenantCode};
use serde_json::Value;
use store::{Direction, HistoryRow, MessageRecord, MessageRow};
use things::as_message;

use crate::event::{Event, Topic};
use crate::{Core, clock};

impl Core {
    /// Publishes a message for a device that takes them by MQTT: where it was last heard from.
    /// Answers where that was; the error says why it was not possible.
    pub(crate) async fn tell_device(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        message: &JsonMap,
        payload: &[u8],
    ) -> Result<String, String> {
        let topic = as_message::down_data_topic(tenant, eui);
        let text = Value::Object(message.clone()).to_string();
        let body = Bytes::from(text.clone());
        let result = match self.outside.forward(tenant, eui, &body) {
            Some(forwarded) => {
                forwarded?;
                "handed to the broker the device was last heard from".to_owned()
            }
            None => {
                self.publish_here(&topic, body);
                format!("published on {topic}")
            }
        };
        self.log_message(tenant, eui, text, payload.to_vec(), None).await;
        Ok(result)
    }

    /// Notes a message where people look for what was sent to a device.
    pub(crate) async fn log_message(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        content: String,
        payload: Vec<u8>,
        f_port: Option<u8>,
    ) {
        let row = MessageRow {
            tenant: tenant.clone(),
            at: clock::now(),
            direction: Direction::Down,
            eui: eui.clone(),
            f_cnt: None,
            f_port,
            payload,
            gateways: Vec::new(),
            content,
            parse: "[]".to_owned(),
        };
        match self.store.append(vec![HistoryRow::Message(Box::new(row.clone()))]).await {
            Ok(ids) => {
                if self.bus.is_wanted(Topic::Message)
                    && let Some(id) = ids.into_iter().flatten().next()
                {
                    self.bus.publish(Event::Message(Arc::new(MessageRecord { id, row })));
                }
            }
            Err(error) => tracing::error!(%error, "a message could not be stored"),
        }
    }
}
