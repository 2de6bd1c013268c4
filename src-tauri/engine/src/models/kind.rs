//! The kinds of models, where a caller names one.

use std::str::FromStr;

use model::{RecordId, Said, TenantCode, say};

use crate::event::Resource;
use crate::registry::{Registry, Shelf, Shelved};
use crate::{Engine, Error};

/// A kind of model, by its name in paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelKind {
    /// `thing-models`.
    Thing,
    /// `rpc-models`.
    Rpc,
    /// `trigger-models`.
    Trigger,
    /// `device-templates`.
    Template,
}

impl ModelKind {
    const ALL: [Self; 4] = [Self::Thing, Self::Rpc, Self::Trigger, Self::Template];

    /// Its name in paths.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.resource().as_str()
    }

    const fn resource(self) -> Resource {
        match self {
            Self::Thing => Resource::ThingModels,
            Self::Rpc => Resource::RpcModels,
            Self::Trigger => Resource::TriggerModels,
            Self::Template => Resource::DeviceTemplates,
        }
    }

    /// That the tenant may use the model.
    pub(super) fn reach(
        self,
        engine: &Engine,
        tenant: &TenantCode,
        id: RecordId,
    ) -> Result<(), Error> {
        let found = self.owner(engine, tenant, id);
        found.map(|_| ()).ok_or_else(|| Error::not_found("model", id))
    }

    /// Whose a model is that the tenant may use.
    pub(super) fn owner(
        self,
        engine: &Engine,
        tenant: &TenantCode,
        id: RecordId,
    ) -> Option<TenantCode> {
        let Registry { thing_models, rpc_models, trigger_models, device_templates, .. } =
            &engine.core.registry;
        match self {
            Self::Thing => owner_on(thing_models, tenant, id),
            Self::Rpc => owner_on(rpc_models, tenant, id),
            Self::Trigger => owner_on(trigger_models, tenant, id),
            Self::Template => owner_on(device_templates, tenant, id),
        }
    }
}

fn owner_on<T: Shelved>(shelf: &Shelf<T>, tenant: &TenantCode, id: RecordId) -> Option<TenantCode> {
    shelf.of(tenant, id).map(|model| model.tenant().clone())
}

impl FromStr for ModelKind {
    type Err = Said;

    fn from_str(text: &str) -> Result<Self, Said> {
        let named = |kind: &Self| kind.resource().as_str() == text;
        Self::ALL.into_iter().find(named).ok_or_else(|| {
            say!(OneOf, words = Self::ALL.map(|kind| kind.resource().as_str()).to_vec())
        })
    }
}
