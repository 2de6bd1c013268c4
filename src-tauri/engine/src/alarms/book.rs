//! Every active alarm, in memory.

use std::collections::HashMap;
use std::sync::Arc;

use model::record::{Alarm, AlarmLevel};
use model::{DeviceEui, RecordId, TenantCode};
use parking_lot::RwLock;
use tokio::sync::OwnedMutexGuard;

use crate::core::Turns;

/// The active alarms. The store is what survives; this follows each commit.
#[derive(Debug, Default)]
pub(crate) struct Book {
    active: RwLock<HashMap<DeviceEui, Vec<Arc<Alarm>>>>,
    /// A device's alarms have one writer, from reading them here to the commit.
    turns: Turns<DeviceEui>,
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

    /// Those of one device, in the order they were raised.
    pub(crate) fn of_device(&self, eui: &DeviceEui) -> Vec<Arc<Alarm>> {
        self.active.read().get(eui).cloned().unwrap_or_default()
    }

    pub(super) fn named(&self, eui: &DeviceEui, name: &str) -> Option<Arc<Alarm>> {
        self.active.read().get(eui)?.iter().find(|alarm| alarm.name == name).cloned()
    }

    /// One of a tenant's.
    pub(super) fn get(&self, tenant: &TenantCode, id: RecordId) -> Option<Arc<Alarm>> {
        self.all(tenant).into_iter().find(|alarm| alarm.id == id)
    }

    pub(super) fn all(&self, tenant: &TenantCode) -> Vec<Arc<Alarm>> {
        let active = self.active.read();
        active.values().flatten().filter(|alarm| alarm.tenant == *tenant).cloned().collect()
    }

    /// How many there are: on the device, and in the instance.
    pub(super) fn sizes(&self, eui: &DeviceEui) -> (usize, usize) {
        let active = self.active.read();
        (active.get(eui).map_or(0, Vec::len), active.values().map(Vec::len).sum())
    }

    pub(super) fn put(&self, alarm: Arc<Alarm>) {
        let mut active = self.active.write();
        let alarms = active.entry(alarm.eui.clone()).or_default();
        match alarms.iter_mut().find(|known| known.id == alarm.id) {
            Some(known) => *known = alarm,
            None => alarms.push(alarm),
        }
    }

    pub(super) fn remove(&self, alarm: &Alarm) {
        let mut active = self.active.write();
        if let Some(alarms) = active.get_mut(&alarm.eui) {
            alarms.retain(|known| known.id != alarm.id);
            if alarms.is_empty() {
                active.remove(&alarm.eui);
            }
        }
    }

    /// Forgets those of a device that was deleted, for whoever holds its turn.
    pub(crate) fn forget(&self, eui: &DeviceEui) {
        self.active.write().remove(eui);
    }

    pub(crate) fn counts(&self, tenant: &TenantCode) -> AlarmCounts {
        let mut counts = AlarmCounts::default();
        for alarm in self.active.read().values().flatten() {
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
