//! Every active alarm, in memory.

use std::collections::HashMap;
use std::sync::Arc;

use model::record::{Alarm, AlarmLevel};
use model::{DeviceEui, RecordId, TenantCode};
use parking_lot::RwLock;
use tokio::sync::OwnedMutexGuard;

use crate::turns::Turns;

/// The active alarms. The store is what survives; this follows each commit.
#[derive(Debug, Default)]
pub(crate) struct Book {
    active: RwLock<Active>,
    /// A device's alarms have one writer, from reading them here to the commit.
    turns: Turns<DeviceEui>,
}

#[derive(Debug, Default)]
struct Active {
    by_device: HashMap<DeviceEui, Vec<Arc<Alarm>>>,
    /// Whose they are.
    devices: HashMap<RecordId, DeviceEui>,
}

/// Active alarms of a tenant by level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names are those of the levels")]
pub struct AlarmCounts {
    pub low: u64,
    pub mid: u64,
    pub high: u64,
    pub urgent: u64,
    /// Of all of them, those that nobody has acknowledged.
    pub unacknowledged: u64,
}

impl Book {
    pub(crate) fn of_stored(alarms: Vec<Alarm>) -> Self {
        let book = Self::default();
        for alarm in alarms {
            book.put(Arc::new(alarm));
        }
        book
    }

    pub(crate) async fn turn(&self, eui: &DeviceEui) -> OwnedMutexGuard<()> {
        self.turns.lock(eui.clone()).await
    }

    /// The turns of several devices.
    pub(crate) async fn turns(
        &self,
        euis: Vec<DeviceEui>,
    ) -> Vec<(DeviceEui, OwnedMutexGuard<()>)> {
        self.turns.lock_all(euis).await
    }

    /// Those of one device, in the order they were raised.
    pub(crate) fn of_device(&self, eui: &DeviceEui) -> Vec<Arc<Alarm>> {
        self.active.read().by_device.get(eui).cloned().unwrap_or_default()
    }

    /// Whether a device has one of which the condition holds.
    pub(crate) fn has(&self, eui: &DeviceEui, is_meant: impl Fn(&Alarm) -> bool) -> bool {
        let active = self.active.read();
        active.by_device.get(eui).is_some_and(|alarms| alarms.iter().any(|it| is_meant(it)))
    }

    pub(super) fn named(&self, eui: &DeviceEui, name: &str) -> Option<Arc<Alarm>> {
        self.active.read().by_device.get(eui)?.iter().find(|alarm| alarm.name == name).cloned()
    }

    /// One of a tenant's.
    pub(super) fn get(&self, tenant: &TenantCode, id: RecordId) -> Option<Arc<Alarm>> {
        let active = self.active.read();
        let of_device = active.by_device.get(active.devices.get(&id)?)?;
        of_device.iter().find(|alarm| alarm.id == id && alarm.tenant == *tenant).cloned()
    }

    pub(super) fn all(&self, tenant: &TenantCode) -> Vec<Arc<Alarm>> {
        let active = self.active.read();
        let all = active.by_device.values().flatten();
        all.filter(|alarm| alarm.tenant == *tenant).cloned().collect()
    }

    /// How many there are: on the device, and in the instance.
    pub(super) fn sizes(&self, eui: &DeviceEui) -> (usize, usize) {
        let active = self.active.read();
        (active.by_device.get(eui).map_or(0, Vec::len), active.devices.len())
    }

    pub(super) fn put(&self, alarm: Arc<Alarm>) {
        let mut active = self.active.write();
        active.devices.insert(alarm.id, alarm.eui.clone());
        let alarms = active.by_device.entry(alarm.eui.clone()).or_default();
        match alarms.iter_mut().find(|known| known.id == alarm.id) {
            Some(known) => *known = alarm,
            None => alarms.push(alarm),
        }
    }

    pub(super) fn remove(&self, alarm: &Alarm) {
        let mut active = self.active.write();
        active.devices.remove(&alarm.id);
        if let Some(alarms) = active.by_device.get_mut(&alarm.eui) {
            alarms.retain(|known| known.id != alarm.id);
            if alarms.is_empty() {
                active.by_device.remove(&alarm.eui);
            }
        }
    }

    /// Forgets those of a device that was deleted, for whoever holds its turn.
    pub(crate) fn forget(&self, eui: &DeviceEui) {
        let mut active = self.active.write();
        for alarm in active.by_device.remove(eui).unwrap_or_default() {
            active.devices.remove(&alarm.id);
        }
    }

    pub(crate) fn counts(&self, tenant: &TenantCode) -> AlarmCounts {
        let mut counts = AlarmCounts::default();
        for alarm in self.active.read().by_device.values().flatten() {
            if alarm.tenant != *tenant {
                continue;
            }
            *match alarm.level {
                AlarmLevel::Low => &mut counts.low,
                AlarmLevel::Mid => &mut counts.mid,
                AlarmLevel::High => &mut counts.high,
                AlarmLevel::Urgent => &mut counts.urgent,
            } += 1;
            counts.unacknowledged += u64::from(alarm.acknowledged.is_none());
        }
        counts
    }
}
