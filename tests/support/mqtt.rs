//! An MQTT subscriber for tests, by a client library that is not the broker's.

use std::time::Duration;

use anyhow::{Context as _, Result};
use rumqttc::{Client, Connection, Event, MqttOptions, Packet, QoS};
use serde_json::Value;

use crate::process::PATIENCE;

/// A client that hears everything of its tenant.
pub(crate) struct Subscriber {
    connection: Connection,
    // Keeps the connection open.
    _client: Client,
}

impl Subscriber {
    /// Connects and waits until the subscription holds.
    pub(crate) fn connect(address: &str, username: &str, password: &str) -> Result<Self> {
        let (host, port) = address.rsplit_once(':').context("host:port")?;
        let mut options = MqttOptions::new("thinklink-test", host, port.parse()?);
        options.set_credentials(username, password).set_keep_alive(Duration::from_secs(30));
        let (client, mut connection) = Client::new(options, 10);
        client.subscribe(format!("/v32/{username}/#"), QoS::AtLeastOnce)?;
        let is_subscribed = |event: &Event| matches!(event, Event::Incoming(Packet::SubAck(_)));
        next(&mut connection, |event| is_subscribed(&event).then_some(()))?;
        Ok(Self { connection, _client: client })
    }

    /// The next message on a topic.
    pub(crate) fn hear(&mut self, topic: &str) -> Result<Value> {
        let payload = next(&mut self.connection, |event| match event {
            Event::Incoming(Packet::Publish(publish)) if publish.topic == topic => {
                Some(publish.payload)
            }
            _ => None,
        });
        let payload = payload.with_context(|| format!("nothing came on {topic}"))?;
        Ok(serde_json::from_slice(&payload)?)
    }
}

fn next<T>(connection: &mut Connection, mut wanted: impl FnMut(Event) -> Option<T>) -> Result<T> {
    loop {
        let event = connection
            .recv_timeout(PATIENCE)
            .map_err(|reason| anyhow::anyhow!("the broker is silent: {reason:?}"))??;
        if let Some(found) = wanted(event) {
            return Ok(found);
        }
    }
}
