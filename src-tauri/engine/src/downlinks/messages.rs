//! Downlinks as the application's messages (AS data), and those of devices that are fed by MQTT,
//! which are only passed on.

use bytes::Bytes;
use lorawan::Eui64;
use model::record::MessageKind;
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use std::sync::Arc;
use store::{Direction, HistoryRow, MessageRecord, MessageRow};
use things::as_message::{self, AckKind, DownData};

use super::DownlinkRequest;
use crate::event::{Event, Topic};
use crate::radio::frames::Note;
use crate::{Core, Error, clock};

/// A downlink that was published for whoever feeds its device. What becomes of it is published on
/// `…/as/up/ack/{eui}`, if at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOn {
    /// Its id among the application's messages.
    pub id: RecordId,
    /// The device.
    pub eui: DeviceEui,
    /// What was asked for.
    pub request: DownlinkRequest,
    /// When it was published.
    pub at: Timestamp,
}

/// What to say of a downlink.
pub(crate) struct Acknowledgement<'a> {
    pub(crate) kind: AckKind,
    /// The downlink's own, as JSON text.
    pub(crate) token: Option<&'a str>,
    /// The frame counter, or why it failed.
    pub(crate) outcome: Result<u32, &'a str>,
    pub(crate) f_port: Option<u8>,
    /// Who sent it.
    pub(crate) gateway: Option<Eui64>,
}

impl<'a> Acknowledgement<'a> {
    pub(crate) const fn new(kind: AckKind, outcome: Result<u32, &'a str>) -> Self {
        Self { kind, token: None, outcome, f_port: None, gateway: None }
    }
}

impl DownlinkRequest {
    /// What a message asks for, with its sender's name for it.
    pub(crate) fn of_message(token: Option<Box<str>>, clear: bool, data: DownData) -> Self {
        Self {
            token,
            clear,
            f_port: data.f_port,
            payload: data.payload,
            confirmed: data.confirmed,
            f_pend: data.f_pend,
            interval_ms: data.interval_ms,
            wait_ms: data.wait_ms,
            gateway: data.gateway,
        }
    }

    /// The message that asks for it, as JSON text.
    fn message(&self, eui: &DeviceEui) -> String {
        as_message::write_down(eui, self.token.as_deref(), self.clear, &self.data())
    }

    const fn kind(&self) -> MessageKind {
        if self.clear { MessageKind::DataClear } else { MessageKind::Data }
    }

    fn data(&self) -> DownData {
        DownData {
            f_port: self.f_port,
            payload: self.payload.clone(),
            confirmed: self.confirmed,
            f_pend: self.f_pend,
            interval_ms: self.interval_ms,
            wait_ms: self.wait_ms,
            gateway: self.gateway,
        }
    }
}

impl Core {
    /// Tells the application's side of MQTT what became of a downlink, and logs it. Nothing is
    /// logged of an EUI that is no device of the tenant: whoever asked made it up.
    pub(crate) fn publish_acknowledgement(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        told: &Acknowledgement<'_>,
    ) {
        let body = as_message::acknowledgement(told.kind, eui, told.token, told.outcome);
        if self.registry.device_of(tenant, eui).is_some() {
            self.note(Note::Message(Box::new(MessageRow {
                tenant: tenant.clone(),
                at: clock::now(),
                direction: Direction::Up,
                kind: match told.kind {
                    AckKind::Seq => MessageKind::AckSeq,
                    AckKind::Tx => MessageKind::AckTx,
                },
                eui: eui.clone(),
                f_cnt: told.outcome.ok(),
                f_port: told.f_port,
                payload: Vec::new(),
                gateways: told.gateway.into_iter().collect(),
                content: body.clone(),
                parse: "[]".into(),
            })));
        }
        self.publish_mqtt(&as_message::up_ack_topic(tenant, eui), body);
    }

    /// Passes a downlink of a device that is fed by MQTT on: to the broker outside that it was last
    /// heard from, or to its client on the own broker.
    pub(super) async fn pass_on(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        request: DownlinkRequest,
    ) -> Result<PassedOn, Error> {
        super::check(&request)?;
        let body = request.message(eui);
        let payload = Bytes::from(body.clone());
        match self.outside.forward(tenant, eui, &payload) {
            Some(Ok(())) => {}
            Some(Err(reason)) => return Err(Error::Unavailable(reason.into())),
            None => self.publish_here(&as_message::down_data_topic(tenant, eui), payload),
        }
        // It was published: an error here would make the caller send it again.
        let id =
            match self.log_message(tenant, eui, &request.data(), request.kind(), None, &body).await
            {
                Ok(id) => id,
                Err(error) => {
                    tracing::error!(%eui, %error, "a downlink could not be logged");
                    RecordId(0)
                }
            };
        Ok(PassedOn { id, eui: eui.clone(), request, at: clock::now() })
    }

    /// Logs a downlink of the network server's, with the counter it will have when nothing else is
    /// sent to its device before. A log that fails is no reason to fail the downlink.
    pub(super) async fn log_queued(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        request: &DownlinkRequest,
        f_cnt: u32,
    ) {
        let body = request.message(eui);
        if let Err(error) =
            self.log_message(tenant, eui, &request.data(), request.kind(), Some(f_cnt), &body).await
        {
            tracing::error!(%eui, %error, "a downlink could not be logged");
        }
    }

    /// Logs a message to a device; `body` is its JSON text.
    pub(crate) async fn log_message(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        data: &DownData,
        kind: MessageKind,
        f_cnt: Option<u32>,
        body: &str,
    ) -> Result<RecordId, Error> {
        let row = MessageRow {
            tenant: tenant.clone(),
            at: clock::now(),
            direction: Direction::Down,
            kind,
            eui: eui.clone(),
            f_cnt,
            f_port: u8::try_from(data.f_port).ok(),
            payload: data.payload.clone(),
            gateways: data.gateway.into_iter().collect(),
            content: format!(r#"{{"dn":{body}}}"#),
            parse: "[]".into(),
        };
        let published = self.bus.is_wanted(Topic::Message).then(|| row.clone());
        let ids = self.store.append(vec![HistoryRow::Message(Box::new(row))]).await?;
        let id = ids.first().copied().flatten().unwrap_or(RecordId(0));
        if let Some(row) = published {
            self.bus.publish(Event::Message(Arc::new(MessageRecord { id, row })));
        }
        Ok(id)
    }
}
