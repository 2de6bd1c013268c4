//! Alarms of devices: what is active, what happened to it, and what people do about it.
//!
//! Scripts raise and clear alarms (`Core::alarm` in [`change`]); what is active is in [`book`].
//! What gateways do is no alarm: it is an incident of the gateway's own list.
//!
//! Source: thinklink reference 1.12 and 4.7. Start at [`Alarms`].

mod book;
mod change;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use model::record::{Alarm, AlarmEvent, AlarmLevel, Handled};
use model::{DeviceEui, RecordId, TenantCode, Timestamp, say};
use store::{AlarmQuery, AlarmRecord};

use crate::fields::Checks;
use crate::lists::{self, Listed};
use crate::page::{LogPage, Page, PageRequest};
use crate::{Engine, Error, clock};

pub use book::AlarmCounts;
pub(crate) use book::Book;
pub use change::AlarmNews;

/// Alarms that may be handled at once.
const HANDLED_MAX: usize = 1_000;

/// Which active alarms are wanted; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct AlarmFilter {
    /// Of this device.
    pub eui: Option<DeviceEui>,
    /// Of this level.
    pub level: Option<AlarmLevel>,
    /// Whether somebody has seen it.
    pub acknowledged: Option<bool>,
}

/// Which past events of alarms are wanted; all conditions must hold.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of an event of an alarm")]
pub struct AlarmLogFilter {
    pub eui: Option<DeviceEui>,
    pub level: Option<AlarmLevel>,
    pub event: Option<AlarmEvent>,
    pub q: Option<String>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    pub limit: u32,
    pub cursor: Option<String>,
}

/// An active alarm with its device's name.
#[derive(Debug, Clone)]
pub struct AlarmView {
    /// The alarm.
    pub alarm: Arc<Alarm>,
    /// The device's name, if it has one.
    pub device_name: Option<String>,
}

impl Listed for AlarmView {
    fn identity(&self) -> String {
        format!("{:020}", self.alarm.id.0)
    }
}

/// What happened to an alarm, with its device's name.
#[derive(Debug, Clone)]
pub struct AlarmLogView {
    /// What happened.
    pub record: AlarmRecord,
    /// The device's name, if there is such a device and it has one.
    pub device_name: Option<String>,
}

/// What people do about alarms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// They have seen them.
    Acknowledge,
    /// They say that they are over.
    Clear,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandlingResult {
    /// Alarms that were handled.
    pub done: Vec<RecordId>,
    /// Alarms that are not active any more, or never were.
    pub gone: Vec<RecordId>,
}

/// The use cases of alarms.
#[derive(Debug, Clone, Copy)]
pub struct Alarms<'e>(pub(crate) &'e Engine);

impl Alarms<'_> {
    /// One page of the active alarms.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &AlarmFilter,
        page: &PageRequest,
    ) -> Result<Page<AlarmView>, Error> {
        let needle = page.needle();
        let alarms = self.0.core.alarms.all(tenant).into_iter();
        let views = alarms.map(|alarm| self.view(alarm)).filter(|view| {
            let alarm = &view.alarm;
            filter.eui.as_ref().is_none_or(|eui| *eui == alarm.eui)
                && filter.level.is_none_or(|level| level == alarm.level)
                && filter.acknowledged.is_none_or(|wanted| wanted == alarm.acknowledged.is_some())
                && needle.as_ref().is_none_or(|needle| {
                    let name = view.device_name.as_ref();
                    needle.in_hex(alarm.eui.as_str())
                        || [&alarm.name, &alarm.title, &alarm.desc]
                            .into_iter()
                            .chain(name)
                            .any(|text| needle.in_text(text))
                })
        });
        lists::in_memory(views.collect(), page, |view: &AlarmView, field| match field {
            "level" => Some((view.alarm.level as u8).to_string()),
            "eui" => Some(view.alarm.eui.to_string()),
            "name" => Some(view.alarm.name.to_lowercase()),
            "title" => Some(view.alarm.title.to_lowercase()),
            "raised_at" => Some(lists::time_key(Some(view.alarm.raised_at))),
            "last_trigger_time" => Some(lists::time_key(Some(view.alarm.last_trigger_time))),
            _ => None,
        })
    }

    /// An active alarm.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it has ended or never was.
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<AlarmView, Error> {
        let alarm = self.0.core.alarms.get(tenant, id);
        alarm.map(|alarm| self.view(alarm)).ok_or_else(|| Error::not_found("alarm", id))
    }

    /// What happened to alarms, newest first.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a foreign cursor, [`Error::Store`].
    pub async fn history(
        &self,
        tenant: &TenantCode,
        filter: AlarmLogFilter,
    ) -> Result<LogPage<AlarmLogView>, Error> {
        let query = AlarmQuery {
            tenant: Some(tenant.clone()),
            eui: filter.eui,
            level: filter.level,
            event: filter.event,
            q: filter.q,
            from: filter.from,
            to: filter.to,
            page: store::Page { limit: filter.limit, cursor: filter.cursor },
        };
        let slice = self.0.core.store.read(move |reader| reader.alarm_log().list(&query)).await?;
        let items = slice.items.into_iter().map(|record| AlarmLogView {
            device_name: self.0.core.registry.device_name(tenant, &record.row.eui),
            record,
        });
        Ok(LogPage { items: items.collect(), next_cursor: slice.next_cursor })
    }

    /// Acknowledges or clears active alarms in the name of a person.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Store`]; then those before the one that failed are handled.
    pub async fn handle(
        &self,
        tenant: &TenantCode,
        handling: Handling,
        ids: &[RecordId],
        by: &str,
        note: Option<String>,
    ) -> Result<HandlingResult, Error> {
        let mut checks = Checks::default();
        let mut said = String::new();
        checks.text("note", &mut said, note);
        if !(1..=HANDLED_MAX).contains(&ids.len()) {
            checks.refuse("ids", say!(IdsOutOfRange, found = ids.len(), limit = HANDLED_MAX));
        }
        checks.finish()?;
        let mut result = HandlingResult::default();
        for id in ids {
            let handled = Handled { by: by.to_owned(), at: clock::now(), note: said.clone() };
            let found = self.handle_one(tenant, handling, *id, handled).await?;
            let list = if found { &mut result.done } else { &mut result.gone };
            list.push(*id);
        }
        Ok(result)
    }

    /// `false`: it is not active any more.
    async fn handle_one(
        &self,
        tenant: &TenantCode,
        handling: Handling,
        id: RecordId,
        handled: Handled,
    ) -> Result<bool, Error> {
        let core = &self.0.core;
        let Some(found) = core.alarms.get(tenant, id) else { return Ok(false) };
        let _turn = core.alarms.turn(&found.eui).await;
        // It may have ended while this waited for its turn.
        let Some(alarm) = core.alarms.named(&found.eui, &found.name) else { return Ok(false) };
        if alarm.id != id {
            return Ok(false);
        }
        match handling {
            Handling::Acknowledge => core.acknowledge_alarm(&alarm, handled).await?,
            Handling::Clear => core.clear_alarm(alarm, handled).await?,
        }
        Ok(true)
    }

    /// An alarm as people see it.
    #[must_use]
    pub fn view(&self, alarm: Arc<Alarm>) -> AlarmView {
        let device_name = self.0.core.registry.device_name(&alarm.tenant, &alarm.eui);
        AlarmView { alarm, device_name }
    }
}
