//! What a batch of work produced: stored in one go, then published.

use std::sync::Arc;

use model::RecordId;
use store::{
    ActivityRow, HistoryRow, MessageRecord, MessageRow, ModelLogRow, StoreError, TelemetryRow,
};
use things::as_message;

use super::{Notification, Work, home};
use crate::Core;
use crate::event::{Action, Event, Heard, Resource, Telemetry, Topic};
use crate::registry::SharedDevice;
use crate::triggers::Wish;

/// Rows to store, and what to tell after the commit.
#[derive(Default)]
pub(super) struct Batch {
    rows: Vec<HistoryRow>,
    /// Event and MQTT body of new values.
    telemetry: Vec<(Telemetry, String)>,
    /// Devices that were heard and have no new values.
    without_values: Vec<Heard>,
    /// Messages somebody watches, with their place among the rows that get an id.
    messages: Vec<(usize, MessageRow)>,
    /// Devices whose attributes a script changed, each once.
    changed: Vec<SharedDevice>,
    /// What targets of relations are to hear.
    notifications: Vec<Notification>,
    /// What triggers ask for.
    wishes: Vec<Wish>,
}

impl Batch {
    /// A device was heard.
    pub(super) fn heard(&mut self, row: ActivityRow) {
        self.rows.push(HistoryRow::Activity(row));
    }

    /// A device was heard, and nothing made values of what it said.
    pub(super) fn without_values(&mut self, heard: Heard) {
        self.without_values.push(heard);
    }

    /// A message was handled.
    pub(super) fn message(&mut self, core: &Core, row: MessageRow) {
        if core.bus.is_wanted(Topic::Message) {
            self.messages.push((self.rows.len(), row.clone()));
        }
        self.rows.push(HistoryRow::Message(Box::new(row)));
    }

    /// A script said something, or failed.
    pub(super) fn log(&mut self, row: ModelLogRow) {
        self.rows.push(HistoryRow::ModelLog(row));
    }

    /// A device has new values; `body` is their MQTT message.
    pub(super) fn telemetry(&mut self, row: TelemetryRow, telemetry: Telemetry, body: String) {
        self.rows.push(HistoryRow::Telemetry(row));
        self.telemetry.push((telemetry, body));
    }

    /// A device's attributes in memory are to be stored.
    pub(super) fn attributes_changed(&mut self, device: &SharedDevice) {
        // The newest ones are the likeliest: a busy asset is found at once.
        if !self.changed.iter().rev().any(|known| Arc::ptr_eq(known, device)) {
            self.changed.push(Arc::clone(device));
        }
    }

    /// A target of a relation is to hear something.
    pub(super) fn notify(&mut self, notification: Notification) {
        self.notifications.push(notification);
    }

    /// A trigger asks for something.
    pub(super) fn wish(&mut self, wish: Wish) {
        self.wishes.push(wish);
    }

    /// Stores everything, then publishes it.
    pub(super) fn commit(&mut self, core: &Core) {
        self.save_attributes(core);
        let messages = std::mem::take(&mut self.messages);
        let telemetry = std::mem::take(&mut self.telemetry);
        let without_values = std::mem::take(&mut self.without_values);
        let notifications = std::mem::take(&mut self.notifications);
        let wishes = std::mem::take(&mut self.wishes);
        let ids = match self.append(core) {
            Ok(ids) => ids,
            Err(error) => return tracing::error!(%error, "telemetry could not be stored"),
        };
        for wish in wishes {
            if !core.triggers.offer(wish) {
                core.counters.dropped(1);
            }
        }
        for (place, row) in messages {
            let Some(id) = ids.get(place).copied().flatten() else { continue };
            core.bus.publish(Event::Message(Arc::new(MessageRecord { id, row })));
        }
        let wanted = core.bus.is_wanted(Topic::Telemetry);
        for (telemetry, body) in telemetry {
            let topic = as_message::telemetry_topic(&telemetry.tenant, &telemetry.eui);
            core.publish_mqtt(&topic, body);
            if wanted {
                core.bus.publish(Event::Telemetry(Arc::new(telemetry)));
            }
        }
        for heard in without_values {
            core.bus.publish(Event::Heard(heard));
        }
        for notification in notifications {
            let home = home(&notification.target);
            if !core.offer_work(&home, Work::Notification(notification)) {
                core.counters.dropped(1);
            }
        }
    }

    fn append(&mut self, core: &Core) -> Result<Vec<Option<RecordId>>, StoreError> {
        if self.rows.is_empty() {
            return Ok(Vec::new());
        }
        core.store.append_blocking(std::mem::take(&mut self.rows))
    }

    fn save_attributes(&mut self, core: &Core) {
        if self.changed.is_empty() {
            return;
        }
        let devices = std::mem::take(&mut self.changed);
        let wanted = core.bus.is_wanted(Topic::Changed);
        let saved = core.store.write_blocking(move |tx| {
            for device in &devices {
                match tx.devices().set_attributes(&device.lock().device) {
                    // It was deleted while its script ran.
                    Ok(()) | Err(StoreError::NotFound(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(devices)
        });
        match saved {
            Ok(devices) if wanted => {
                for device in devices {
                    let (tenant, eui) = {
                        let device = &device.lock().device;
                        (device.tenant.clone(), device.eui.clone())
                    };
                    core.bus.changed(&tenant, Resource::Devices, &eui, Action::Updated);
                }
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "attributes could not be stored"),
        }
    }
}
