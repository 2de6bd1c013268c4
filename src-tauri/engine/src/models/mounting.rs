//! Models that devices mount and templates name: found by id or text id, in the caller's reach.

use std::fmt;
use std::sync::Arc;

use model::record::{DeviceTemplate, RpcModel, TriggerModel};
use model::{RecordId, Said, TenantCode, say};

use crate::fields::Checks;
use crate::registry::{RunnableModel, Shelf, Shelved};

/// Most models of one kind that one device mounts.
pub(crate) const MODELS_MAX: usize = 128;

/// A model, by whichever name the caller knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelKey(String);

impl ModelKey {
    /// An id, or the text id that devices and calls use.
    #[must_use]
    pub const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The id, if it is one.
    pub(crate) fn as_id(&self) -> Option<RecordId> {
        self.0.parse().ok()
    }

    /// Whether it is this text.
    pub(crate) fn is_text(&self, text: &str) -> bool {
        self.0 == text
    }

    /// Whether it names a model with this id and text id.
    pub(crate) fn is_of(&self, id: RecordId, key: &str) -> bool {
        self.is_text(key) || self.as_id() == Some(id)
    }

    /// Whether it is the name of several, so that it means none of them.
    pub(crate) fn is_ambiguous<T: Shelved>(&self, shelf: &Shelf<T>, tenant: &TenantCode) -> bool {
        self.as_id().is_none_or(|id| shelf.of(tenant, id).is_none())
            && shelf.is_ambiguous(tenant, &self.0)
    }

    /// That no model is called so.
    pub(crate) fn unknown(&self) -> Said {
        say!(NoModel, key = self.to_string())
    }

    /// Why it means no device template, whose names need not differ.
    pub(crate) fn unknown_template<T: Shelved>(
        &self,
        shelf: &Shelf<T>,
        tenant: &TenantCode,
    ) -> Said {
        match self.is_ambiguous(shelf, tenant) {
            true => say!(TemplateAmbiguous, key = self.to_string()),
            false => say!(NoTemplate, key = self.to_string()),
        }
    }

    /// The model it means; none if several have the name.
    pub(crate) fn find<T: Shelved>(&self, shelf: &Shelf<T>, tenant: &TenantCode) -> Option<Arc<T>> {
        let by_id = self.as_id().and_then(|id| shelf.of(tenant, id));
        by_id.or_else(|| shelf.by_key(tenant, &self.0))
    }

    /// The id of the model it means, or an id of those named `before`.
    pub(crate) fn find_or_keep<T: Shelved>(
        &self,
        shelf: &Shelf<T>,
        tenant: &TenantCode,
        before: &[RecordId],
    ) -> Option<RecordId> {
        let found = self.find(shelf, tenant).map(|model| model.id());
        found.or_else(|| self.as_id().filter(|id| before.contains(id)))
    }

    /// Replaces a list of models by the named ones; repeats are taken once. What the list had already
    /// may stay in it though it is gone: undoing its deletion brings it back.
    pub(crate) fn find_all<T: Shelved>(
        keys: Option<Vec<Self>>,
        field: &'static str,
        shelf: &Shelf<T>,
        tenant: &TenantCode,
        current: &mut Vec<RecordId>,
        checks: &mut Checks,
    ) {
        let Some(keys) = keys else { return };
        let before = std::mem::take(current);
        if keys.len() > MODELS_MAX {
            let over = say!(ModelsOver, found = keys.len(), limit = MODELS_MAX);
            return checks.refuse(field, over);
        }
        for key in keys {
            match key.find_or_keep(shelf, tenant, &before) {
                Some(id) if current.contains(&id) => {}
                Some(id) => current.push(id),
                None => checks.refuse(field, key.unknown()),
            }
        }
    }
}

impl fmt::Display for ModelKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What is worth showing of a mounted model.
#[derive(Debug, Clone)]
pub struct ModelRef {
    /// Record id.
    pub id: RecordId,
    /// Text id; the label of a trigger or template, which has none.
    pub id_name: String,
    /// Label.
    pub name: String,
    /// Owner; `None` when the model is gone.
    pub scope: Option<TenantCode>,
}

impl ModelRef {
    /// A model that a list names but that is gone.
    pub(crate) fn missing(id: RecordId) -> Self {
        Self { id, id_name: String::new(), name: format!("missing ({id})"), scope: None }
    }

    /// What a list of ids names, in its order.
    pub(crate) fn all<T>(ids: &[RecordId], shelf: &Shelf<T>, tenant: &TenantCode) -> Vec<Self>
    where
        T: Shelved,
        Self: for<'m> From<&'m T>,
    {
        ids.iter()
            .map(|id| {
                shelf.of(tenant, *id).map_or_else(|| Self::missing(*id), |it| Self::from(&*it))
            })
            .collect()
    }
}

impl From<&RunnableModel> for ModelRef {
    fn from(model: &RunnableModel) -> Self {
        let model = &model.model;
        Self {
            id: model.id,
            id_name: model.id_name.clone(),
            name: model.name.clone(),
            scope: Some(model.tenant.clone()),
        }
    }
}

impl From<&RpcModel> for ModelRef {
    fn from(model: &RpcModel) -> Self {
        Self {
            id: model.id,
            id_name: model.id_name.clone(),
            name: model.name.clone(),
            scope: Some(model.tenant.clone()),
        }
    }
}

impl From<&TriggerModel> for ModelRef {
    fn from(model: &TriggerModel) -> Self {
        Self {
            id: model.id,
            id_name: model.name.clone(),
            name: model.name.clone(),
            scope: Some(model.tenant.clone()),
        }
    }
}

impl From<&DeviceTemplate> for ModelRef {
    fn from(template: &DeviceTemplate) -> Self {
        Self {
            id: template.id,
            id_name: template.name.clone(),
            name: template.name.clone(),
            scope: Some(template.tenant.clone()),
        }
    }
}
