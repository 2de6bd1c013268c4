//! An MQTT subscriber for tests, by a client library that is not the broker's.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rumqttc::{Client, Connection, Event, MqttOptions, Packet, QoS, SubscribeReasonCode, v5};
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

    /// The next message on any topic: its topic and its body.
    pub(crate) fn next(&mut self) -> Result<(String, Value)> {
        let (topic, payload) = next(&mut self.connection, |event| match event {
            Event::Incoming(Packet::Publish(publish)) => Some((publish.topic, publish.payload)),
            _ => None,
        })?;
        let body = serde_json::from_slice(&payload).with_context(|| topic.clone())?;
        Ok((topic, body))
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
    let begun = Instant::now();
    loop {
        // Keep-alives go on even when nothing else comes.
        anyhow::ensure!(begun.elapsed() < PATIENCE, "nothing but other messages came");
        let event = connection
            .recv_timeout(PATIENCE)
            .map_err(|reason| anyhow::anyhow!("the broker is silent: {reason:?}"))??;
        if let Some(found) = wanted(event) {
            return Ok(found);
        }
    }
}

/// What the broker thought of one thing a client asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opinion {
    Granted,
    Refused,
}

/// A client that publishes and tries things out; MQTT 3.1.1, without keep-alive.
pub(crate) struct Publisher {
    client: Client,
    connection: Connection,
}

impl Publisher {
    /// Connects; the error says that the broker does not want it.
    pub(crate) fn connect(address: &str, username: &str, password: &str) -> Result<Self> {
        Self::connect_as("thinklink-publisher", address, username, password)
    }

    /// The same with another client id, so that both stay.
    pub(crate) fn connect_as(
        id: &str,
        address: &str,
        username: &str,
        password: &str,
    ) -> Result<Self> {
        let (host, port) = address.rsplit_once(':').context("host:port")?;
        let mut options = MqttOptions::new(id, host, port.parse()?);
        options.set_credentials(username, password).set_keep_alive(Duration::ZERO);
        let (client, mut connection) = Client::new(options, 10);
        let is_in = |event: &Event| matches!(event, Event::Incoming(Packet::ConnAck(_)));
        next(&mut connection, |event| is_in(&event).then_some(()))?;
        Ok(Self { client, connection })
    }

    /// Publishes, and waits until the broker has it or wants no more of this client.
    pub(crate) fn publish(&mut self, topic: &str, payload: &[u8]) -> Result<Opinion> {
        self.client.publish(topic, QoS::AtLeastOnce, false, payload)?;
        self.opinion(|event| {
            matches!(event, Event::Incoming(Packet::PubAck(_))).then_some(Opinion::Granted)
        })
    }

    /// Subscribes, and waits for the answer.
    pub(crate) fn subscribe(&mut self, filter: &str) -> Result<Opinion> {
        self.client.subscribe(filter, QoS::AtLeastOnce)?;
        self.opinion(|event| {
            let Event::Incoming(Packet::SubAck(answer)) = event else { return None };
            let refused = answer.return_codes.contains(&SubscribeReasonCode::Failure);
            Some(if refused { Opinion::Refused } else { Opinion::Granted })
        })
    }

    /// Waits until the broker wants no more of this client.
    pub(crate) fn until_cut_off(&mut self) -> Result<()> {
        while self.connection.recv_timeout(PATIENCE).ok().context("the broker is silent")?.is_ok() {
        }
        Ok(())
    }

    fn opinion(&mut self, wanted: impl Fn(Event) -> Option<Opinion>) -> Result<Opinion> {
        loop {
            match self.connection.recv_timeout(PATIENCE).ok().context("the broker is silent")? {
                Ok(event) => {
                    if let Some(opinion) = wanted(event) {
                        return Ok(opinion);
                    }
                }
                // It was thrown out.
                Err(_) => return Ok(Opinion::Refused),
            }
        }
    }
}

/// Publishes one message by MQTT 5, and waits until the broker has it.
pub(crate) fn publish_by_5(
    address: &str,
    (username, password): (&str, &str),
    topic: &str,
    payload: &[u8],
) -> Result<()> {
    let (host, port) = address.rsplit_once(':').context("host:port")?;
    let mut options = v5::MqttOptions::new("thinklink-publisher-5", host, port.parse()?);
    options.set_credentials(username, password);
    let (client, mut connection) = v5::Client::new(options, 10);
    client.publish(topic, v5::mqttbytes::QoS::AtLeastOnce, false, payload.to_vec())?;
    loop {
        let event = connection.recv_timeout(PATIENCE).ok().context("the broker is silent")??;
        if let v5::Event::Incoming(v5::Incoming::PubAck(answer)) = event {
            let reason = answer.reason;
            let has_it = matches!(
                reason,
                v5::mqttbytes::v5::PubAckReason::Success
                    | v5::mqttbytes::v5::PubAckReason::NoMatchingSubscribers
            );
            anyhow::ensure!(has_it, "{reason:?}");
            return Ok(());
        }
    }
}
