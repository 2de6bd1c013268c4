//! What the network server heard and sent, and what the application layer got.

use lorawan::{DevAddr, Eui64};
use model::record::MessageKind;
use model::{DeviceEui, RecordId, Said, TenantCode, Timestamp};
use ns::describe::{Known, describe};
use serde_json::Value;
use store::{Direction, FrameQuery, FrameRecord, MessageQuery, MessageRecord};

use crate::page::LogPage;
use crate::{Engine, Error};

pub use super::diagnosis::{Diagnosis, Finding};
pub use ns::describe::KINDS as FRAME_KINDS;

/// Which frames are wanted; all conditions must hold.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of a frame")]
pub struct FrameFilter {
    pub gateway: Option<Eui64>,
    pub dev_eui: Option<Eui64>,
    pub dev_addr: Option<DevAddr>,
    pub down: Option<bool>,
    /// Words of [`FRAME_KINDS`]; all when empty.
    pub kinds: Vec<String>,
    pub f_port: Option<u8>,
    /// Whether it acknowledges a frame.
    pub ack: Option<bool>,
    pub verdict: Option<String>,
    pub q: Option<String>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    pub limit: u32,
    pub cursor: Option<String>,
}

/// Which messages are wanted; all conditions must hold.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of a message")]
pub struct MessageFilter {
    pub eui: Option<DeviceEui>,
    pub thing_model: Option<RecordId>,
    /// Acknowledgements go no way.
    pub down: Option<bool>,
    /// All when empty.
    pub kinds: Vec<MessageKind>,
    pub f_port: Option<u8>,
    pub q: Option<String>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    pub limit: u32,
    pub cursor: Option<String>,
}

/// One frame, decoded.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are those of the API's frame, described there")]
pub struct FrameView {
    pub id: RecordId,
    pub at: Timestamp,
    pub gateway: Option<Eui64>,
    pub direction: &'static str,
    pub kind: String,
    pub dev_addr: Option<DevAddr>,
    pub dev_eui: Option<Eui64>,
    pub device_name: Option<String>,
    pub f_cnt: Option<u32>,
    pub f_port: Option<u8>,
    /// It acknowledges a frame.
    pub ack: bool,
    pub data_rate: String,
    pub frequency_hz: u32,
    pub rssi: Option<f32>,
    pub snr: Option<f32>,
    pub airtime_us: Option<u32>,
    pub accepted: bool,
    pub verdict: String,
    pub reason: Option<String>,
    pub next_step: Option<String>,
    /// What can be done about a refusal, as words from the closed list of the diagnosis.
    pub actions: Vec<&'static str>,
    /// What is odd about the channel of an uplink whose profile is known.
    pub channel_warning: Option<&'static str>,
    pub phy: Vec<u8>,
    pub content: Value,
    pub decoded: Value,
}

/// One message with what the thing models made of it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are those of the API's message, described there")]
pub struct MessageView {
    pub id: RecordId,
    pub at: Timestamp,
    pub eui: DeviceEui,
    pub device_name: Option<String>,
    pub direction: &'static str,
    pub kind: MessageKind,
    pub f_cnt: Option<u32>,
    pub f_port: Option<u8>,
    pub payload: Vec<u8>,
    pub gateways: Vec<Eui64>,
    pub content: Value,
    pub parse: Vec<ModelOutcome>,
}

/// What one thing model made of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelOutcome {
    /// The model's id.
    pub thing_model_id: String,
    /// Its text id as it was then.
    pub id_name: String,
    /// Whether it gave a usable result.
    pub ok: bool,
    /// Why not.
    pub error: Option<Said>,
}

impl ModelOutcome {
    /// As [`MessageRow::parse`](store::MessageRow::parse) has them; what is not of that form is left
    /// out.
    fn stored(parse: &str) -> Vec<Self> {
        let outcomes = match serde_json::from_str(parse) {
            Ok(Value::Array(outcomes)) => outcomes,
            _ => Vec::new(),
        };
        let one = |outcome: &Value| {
            let text = |name| outcome.get(name).and_then(Value::as_str).map(str::to_owned);
            let said = |error| Said::stored(error, outcome.get("error_said"));
            Some(Self {
                thing_model_id: text("thing_model_id")?,
                id_name: text("id_name")?,
                ok: outcome.get("ok")?.as_bool()?,
                error: text("error").map(said),
            })
        };
        outcomes.iter().filter_map(one).collect()
    }
}

/// The use cases of network data.
#[derive(Debug, Clone, Copy)]
pub struct Network<'e>(pub(crate) &'e Engine);

impl Network<'_> {
    /// Frames, newest first.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a foreign cursor, [`Error::Store`].
    pub async fn frames(
        &self,
        tenant: &TenantCode,
        filter: FrameFilter,
    ) -> Result<LogPage<FrameView>, Error> {
        let query = FrameQuery {
            tenant: Some(tenant.clone()),
            gateway: filter.gateway,
            dev_eui: filter.dev_eui,
            dev_addr: filter.dev_addr,
            direction: filter.down.map(direction),
            verdict: filter.verdict,
            kinds: filter.kinds,
            f_port: filter.f_port,
            ack: filter.ack,
            q: filter.q,
            from: filter.from,
            to: filter.to,
            page: store::Page { limit: filter.limit, cursor: filter.cursor },
        };
        let slice = self.0.core.store.read(move |reader| reader.frames().list(&query)).await?;
        let items = slice.items.iter().map(|record| self.frame_view(record)).collect();
        Ok(LogPage { items, next_cursor: slice.next_cursor })
    }

    /// Messages, newest first.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a foreign cursor, [`Error::Store`].
    pub async fn messages(
        &self,
        tenant: &TenantCode,
        filter: MessageFilter,
    ) -> Result<LogPage<MessageView>, Error> {
        let query = MessageQuery {
            tenant: Some(tenant.clone()),
            eui: filter.eui,
            thing_model: filter.thing_model,
            direction: filter.down.map(direction),
            kinds: filter.kinds,
            f_port: filter.f_port,
            q: filter.q,
            from: filter.from,
            to: filter.to,
            page: store::Page { limit: filter.limit, cursor: filter.cursor },
        };
        let slice = self.0.core.store.read(move |reader| reader.messages().list(&query)).await?;
        let items = slice.items.iter().map(|record| self.message_view(record)).collect();
        Ok(LogPage { items, next_cursor: slice.next_cursor })
    }

    /// Why a device is heard or not.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn device_diagnosis(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
    ) -> Result<Diagnosis, Error> {
        crate::radio::diagnosis::of_device(self.0, tenant, eui).await
    }

    /// The same for the device of a profile, whether or not it has a record.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn profile_diagnosis(
        &self,
        tenant: &TenantCode,
        dev_eui: Eui64,
    ) -> Result<Diagnosis, Error> {
        crate::radio::diagnosis::of_profile(self.0, tenant, dev_eui).await
    }

    /// A stored frame as people see it.
    #[must_use]
    pub fn frame_view(&self, record: &FrameRecord) -> FrameView {
        let row = &record.row;
        let device_name = row.dev_eui.and_then(|eui| self.name(&row.tenant, &eui.into()));
        let registry = &self.0.core.registry;
        let profile = row.dev_eui.and_then(|eui| registry.profile_of(&row.tenant, eui));
        let app_key = profile.as_ref().and_then(|profile| profile.app_key);
        let channel_warning = profile
            .filter(|_| row.direction == Direction::Up)
            .and_then(|profile| {
                let region = ns::downlink::region(&profile);
                ns::channel::check(region, row.frequency_hz, &row.data_rate)
            })
            .map(ns::channel::ChannelWarning::code);
        let actions = if row.accepted { &[] } else { ns::diagnosis::actions_of(&row.verdict) };
        let (reason, next_step) = explain(row.reason.as_deref());
        FrameView {
            id: record.id,
            at: row.at,
            gateway: row.gateway,
            direction: match row.direction {
                Direction::Up => "up",
                Direction::Down => "down",
            },
            kind: row.kind.to_string(),
            dev_addr: row.dev_addr,
            dev_eui: row.dev_eui,
            device_name,
            f_cnt: row.f_cnt,
            f_port: row.f_port,
            ack: ns::describe::is_ack(&row.phy),
            data_rate: row.data_rate.to_string(),
            frequency_hz: row.frequency_hz,
            rssi: row.rssi_dbm,
            snr: row.snr_db,
            airtime_us: row.airtime_us,
            accepted: row.accepted,
            verdict: row.verdict.to_string(),
            reason: reason.map(str::to_owned),
            next_step: next_step.map(str::to_owned),
            actions: actions.iter().map(|action| action.as_str()).collect(),
            channel_warning,
            phy: row.phy.to_vec(),
            content: serde_json::from_str(&row.content).unwrap_or_default(),
            decoded: describe(&row.phy, Known { session: None, app_key: app_key.as_ref() }),
        }
    }

    /// A stored message as people see it.
    #[must_use]
    pub fn message_view(&self, record: &MessageRecord) -> MessageView {
        let row = &record.row;
        MessageView {
            id: record.id,
            at: row.at,
            device_name: self.name(&row.tenant, &row.eui),
            eui: row.eui.clone(),
            direction: match row.direction {
                _ if row.kind.is_ack() => "ack",
                Direction::Up => "up",
                Direction::Down => "dn",
            },
            kind: row.kind,
            f_cnt: row.f_cnt,
            f_port: row.f_port,
            payload: row.payload.clone(),
            gateways: row.gateways.clone(),
            content: serde_json::from_str(&row.content).unwrap_or_default(),
            parse: ModelOutcome::stored(&row.parse),
        }
    }

    fn name(&self, tenant: &TenantCode, eui: &DeviceEui) -> Option<String> {
        self.0.core.registry.device_name(tenant, eui)
    }
}

/// The two lines of a stored reason: what happened, and what to do about it.
pub(crate) fn explain(reason: Option<&str>) -> (Option<&str>, Option<&str>) {
    match reason.map(|reason| reason.split_once('\n').unwrap_or((reason, ""))) {
        None => (None, None),
        Some((reason, next_step)) => (Some(reason), Some(next_step).filter(|it| !it.is_empty())),
    }
}

const fn direction(down: bool) -> Direction {
    if down { Direction::Down } else { Direction::Up }
}
