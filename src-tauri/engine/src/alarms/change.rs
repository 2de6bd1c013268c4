//! How an alarm changes: the store first, then the memory, then the history and those who watch.

use std::sync::Arc;

use model::record::{Alarm, AlarmEvent, Handled};
use model::{DeviceEui, Said, TenantCode, say};
use store::{AlarmRow, HistoryRow};
use things::alarm::{AlarmChange, AlarmEffect, AlarmStep};

use crate::event::{Event, Topic};
use crate::notices::{About, Notice};
use crate::{Core, Error, clock};

/// Active alarms on one device, and in the instance.
const DEVICE_MAX: usize = 256;
const TOTAL_MAX: usize = 100_000;

/// Something that happened to an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmNews {
    /// What happened.
    pub event: AlarmEvent,
    /// How the alarm is now, or was at its end.
    pub alarm: Arc<Alarm>,
    /// Who acknowledged or cleared it by hand.
    pub handled: Option<Handled>,
}

impl Core {
    /// Does to a device's alarms what a script says. `None`: it said only what is known.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the tenant has no such device, [`Error::Full`], [`Error::Store`].
    pub(crate) async fn alarm(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        step: AlarmStep,
    ) -> Result<Option<AlarmEvent>, Error> {
        if self.registry.device_of(tenant, eui).is_none() {
            return Err(Error::not_found("device", eui));
        }
        let _turn = self.alarms.turn(eui).await;
        let known = self.alarms.named(eui, &step.name);
        let effect = step.change.effect_on(known.as_deref());
        let mut groups = step.notice_groups;
        let news = match (step.change, known) {
            (AlarmChange::Raise { level, title, desc }, known) => {
                let now = clock::now();
                let blank = || Alarm {
                    id: model::RecordId(0),
                    tenant: tenant.clone(),
                    eui: eui.clone(),
                    name: step.name,
                    level,
                    title: String::new(),
                    desc: String::new(),
                    notice_groups: Vec::new(),
                    count: 0,
                    raised_at: now,
                    last_trigger_time: now,
                    acknowledged: None,
                };
                let mut alarm = known.map_or_else(blank, |known| Alarm::clone(&known));
                (alarm.level, alarm.title, alarm.desc) = (level, title, desc);
                alarm.notice_groups.clone_from(&groups);
                alarm.count = alarm.count.saturating_add(1);
                alarm.last_trigger_time = now;
                match effect {
                    AlarmEffect::Raise => self.add_alarm(alarm).await?,
                    AlarmEffect::Change { is_worse } => {
                        alarm.acknowledged = alarm.acknowledged.filter(|_| !is_worse);
                        self.store_alarm(alarm, AlarmEvent::Changed).await?
                    }
                    AlarmEffect::Nothing | AlarmEffect::Clear => return Ok(None),
                }
            }
            (AlarmChange::Clear, Some(known)) => {
                // Who was told that it began is told that it ended, unless the script names others.
                let told = &known.notice_groups;
                groups = if groups.is_empty() { told.clone() } else { groups };
                self.end_alarm(known, None).await?
            }
            (AlarmChange::Clear, None) => return Ok(None),
        };
        let event = news.event;
        self.tell_alarm(news, &groups).await;
        Ok(Some(event))
    }

    async fn add_alarm(&self, mut alarm: Alarm) -> Result<AlarmNews, Error> {
        let (on_device, in_all) = self.alarms.sizes(&alarm.eui);
        if on_device >= DEVICE_MAX || in_all >= TOTAL_MAX {
            return Err(Error::Full(say!(
                AlarmsFull,
                found = on_device,
                eui = alarm.eui.to_string(),
                total = in_all,
                limit = DEVICE_MAX,
                limit_all = TOTAL_MAX,
            )));
        }
        let now = alarm.raised_at;
        let stored = self.store.write(move |tx| {
            alarm.id = tx.next_id(now)?;
            tx.alarms().insert(&alarm)?;
            Ok(alarm)
        });
        let alarm = Arc::new(stored.await?);
        self.alarms.put(Arc::clone(&alarm));
        Ok(AlarmNews { event: AlarmEvent::Raised, alarm, handled: None })
    }

    async fn store_alarm(&self, alarm: Alarm, event: AlarmEvent) -> Result<AlarmNews, Error> {
        let alarm = Arc::new(alarm);
        let stored = Arc::clone(&alarm);
        self.store.write(move |tx| tx.alarms().update(&stored)).await?;
        self.alarms.put(Arc::clone(&alarm));
        Ok(AlarmNews { event, alarm, handled: None })
    }

    /// Somebody has seen an alarm, for whoever holds the device's turn.
    pub(super) async fn acknowledge_alarm(
        &self,
        known: &Alarm,
        handled: Handled,
    ) -> Result<(), Error> {
        let alarm = Alarm { acknowledged: Some(handled.clone()), ..known.clone() };
        let news = self.store_alarm(alarm, AlarmEvent::Acknowledged).await?;
        self.tell_alarm(AlarmNews { handled: Some(handled), ..news }, &[]).await;
        Ok(())
    }

    /// Somebody clears an alarm by hand, for whoever holds the device's turn.
    pub(super) async fn clear_alarm(
        &self,
        known: Arc<Alarm>,
        handled: Handled,
    ) -> Result<(), Error> {
        let groups = known.notice_groups.clone();
        let news = self.end_alarm(known, Some(handled)).await?;
        self.tell_alarm(news, &groups).await;
        Ok(())
    }

    async fn end_alarm(
        &self,
        alarm: Arc<Alarm>,
        handled: Option<Handled>,
    ) -> Result<AlarmNews, Error> {
        let id = alarm.id;
        self.store.write(move |tx| tx.alarms().delete(id)).await?;
        self.alarms.remove(&alarm);
        let by_hand = handled.is_some();
        let event = if by_hand { AlarmEvent::ManuallyCleared } else { AlarmEvent::Cleared };
        Ok(AlarmNews { event, alarm, handled })
    }

    /// Puts what happened into the history and tells those who watch, and groups.
    async fn tell_alarm(&self, news: AlarmNews, groups: &[String]) {
        let AlarmNews { event, alarm, handled } = &news;
        let row = AlarmRow {
            at: clock::now(),
            tenant: alarm.tenant.clone(),
            eui: alarm.eui.clone(),
            alarm: alarm.id,
            name: alarm.name.clone(),
            event: *event,
            level: alarm.level,
            title: alarm.title.clone(),
            desc: alarm.desc.clone(),
            raised_at: alarm.raised_at,
            handler: handled.as_ref().map(|handled| handled.by.clone()),
            note: handled.as_ref().map(|handled| handled.note.clone()).unwrap_or_default(),
        };
        // What the alarm is now is stored already, and that is what counts.
        if let Err(error) = self.store.append(vec![HistoryRow::Alarm(Box::new(row))]).await {
            tracing::error!(%error, "what happened to an alarm could not be stored");
        }
        if !groups.is_empty() {
            let notice = Notice {
                tenant: alarm.tenant.clone(),
                about: Some(About::Device(
                    alarm.eui.clone(),
                    self.registry.device_name(&alarm.tenant, &alarm.eui),
                )),
                title: Said::plain(alarm.title.clone()),
                desc: Said::plain(alarm.desc.clone()),
                alarm: Some((alarm.name.clone(), *event, alarm.level)),
                at: clock::now(),
            };
            self.notify(groups, notice).await;
        }
        if self.bus.is_wanted(Topic::Alarm) {
            self.bus.publish(Event::Alarm(Arc::new(news)));
        }
    }
}
