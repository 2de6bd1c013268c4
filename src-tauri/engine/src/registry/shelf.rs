//! Models and other records that a tenant owns, in memory, found by id or by name.

use std::collections::HashMap;
use std::sync::Arc;

use model::record::{
    DeviceExecution, DeviceTemplate, Location, NotificationGroup, RpcModel, ScheduledTask,
    ThingModel, TriggerModel,
};
use model::{RecordId, TenantCode};
use parking_lot::RwLock;

use super::RunnableModel;

/// A record that a tenant owns, or `PUBLIC`, which everybody may use.
pub(crate) trait Shelved {
    fn id(&self) -> RecordId;
    fn tenant(&self) -> &TenantCode;
    /// The text by which people and scripts call it.
    fn key(&self) -> &str;
}

macro_rules! shelved {
    ($($record:ident.$key:ident,)+) => {$(
        impl Shelved for $record {
            fn id(&self) -> RecordId {
                self.id
            }

            fn tenant(&self) -> &TenantCode {
                &self.tenant
            }

            fn key(&self) -> &str {
                &self.$key
            }
        }
    )+};
}

shelved!(
    ThingModel.id_name,
    RpcModel.id_name,
    TriggerModel.name,
    DeviceTemplate.name,
    ScheduledTask.name,
    DeviceExecution.name,
    NotificationGroup.name,
    Location.code,
);

impl Shelved for RunnableModel {
    fn id(&self) -> RecordId {
        self.model.id
    }

    fn tenant(&self) -> &TenantCode {
        &self.model.tenant
    }

    fn key(&self) -> &str {
        &self.model.id_name
    }
}

/// All models of one kind.
#[derive(Debug)]
pub(crate) struct Shelf<T>(RwLock<HashMap<RecordId, Arc<T>>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T: Shelved + Clone> Shelf<T> {
    /// Changes some of a model, so that what else was changed meanwhile stays.
    pub(crate) fn change(&self, id: RecordId, change: impl FnOnce(&mut T)) {
        if let Some(model) = self.0.write().get_mut(&id) {
            change(Arc::make_mut(model));
        }
    }
}

impl<T: Shelved> Shelf<T> {
    pub(crate) fn get(&self, id: RecordId) -> Option<Arc<T>> {
        self.0.read().get(&id).cloned()
    }

    /// The model if the tenant may use it: its own or a public one.
    pub(crate) fn of(&self, tenant: &TenantCode, id: RecordId) -> Option<Arc<T>> {
        self.get(id).filter(|model| may_use(tenant, &**model))
    }

    /// Those of a list that exist and that the tenant may use, in its order.
    pub(crate) fn usable(&self, tenant: &TenantCode, ids: &[RecordId]) -> Vec<RecordId> {
        ids.iter().copied().filter(|id| self.of(tenant, *id).is_some()).collect()
    }

    /// The model with a text id, the tenant's own before a public one; none if several have it.
    pub(crate) fn by_key(&self, tenant: &TenantCode, key: &str) -> Option<Arc<T>> {
        self.called(tenant, key, |found| match found {
            [model] => Some(Arc::clone(model)),
            _ => None,
        })
    }

    /// Whether several models have a text id, so that it means none of them.
    pub(crate) fn is_ambiguous(&self, tenant: &TenantCode, key: &str) -> bool {
        self.called(tenant, key, |found| found.len() > 1)
    }

    /// The tenant's own models with a text id, or else the public ones.
    fn called<R>(&self, tenant: &TenantCode, key: &str, then: impl FnOnce(&[&Arc<T>]) -> R) -> R {
        let models = self.0.read();
        let named =
            models.values().filter(|model| model.key() == key && may_use(tenant, &***model));
        let (public, own): (Vec<_>, Vec<_>) = named.partition(|model| model.tenant().is_public());
        then(if own.is_empty() { &public } else { &own })
    }

    /// Every model a tenant may use.
    pub(crate) fn all_of(&self, tenant: &TenantCode) -> Vec<Arc<T>> {
        let models = self.0.read();
        models.values().filter(|model| may_use(tenant, &***model)).cloned().collect()
    }

    /// Every model, whoever owns it.
    pub(crate) fn all(&self) -> Vec<Arc<T>> {
        self.0.read().values().cloned().collect()
    }

    pub(crate) fn put(&self, model: T) {
        self.0.write().insert(model.id(), Arc::new(model));
    }

    pub(crate) fn remove(&self, id: RecordId) {
        self.0.write().remove(&id);
    }
}

fn may_use(tenant: &TenantCode, model: &impl Shelved) -> bool {
    model.tenant().is_public() || model.tenant() == tenant
}
