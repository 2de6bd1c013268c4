//! The kinds of models, where a caller names one.

use std::str::FromStr;

use model::{RecordId, TenantCode};

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
        let Registry { thing_models, rpc_models, trigger_models, device_templates, .. } =
            &engine.core.registry;
        let found = match self {
            Self::Thing => is_there(thing_models, tenant, id),
            Self::Rpc => is_there(rpc_models, tenant, id),
            Self::Trigger => is_there(trigger_models, tenant, id),
            Self::Template => is_there(device_templates, tenant, id),
        };
        if found { Ok(()) } else { Err(Error::not_found("model", id)) }
    }
}

fn is_there<T: Shelved>(shelf: &Shelf<T>, tenant: &TenantCode, id: RecordId) -> bool {
    shelf.of(tenant, id).is_some()
}

impl FromStr for ModelKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |kind: &Self| kind.resource().as_str() == text;
        Self::ALL.into_iter().find(named).ok_or_else(|| {
            let names = Self::ALL.map(|kind| kind.resource().as_str());
            format!("expected one of {}", names.join(", "))
        })
    }
}
