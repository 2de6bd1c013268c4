//! Whose a model is: one of a tenant becomes everybody's, and a tenant's again.
//!
//! Source: thinklink.md 4.24. What ships stays public; what was promoted can be taken back as long
//! as no other tenant uses it.

use model::record::{DeviceTemplate, RpcModel, TriggerModel};
use model::{RecordId, TenantCode, noun, say};
use store::StoreError;

use super::ModelKind;
use crate::event::{Action, Resource};
use crate::records::{Managed, publish, usable};
use crate::registry::RunnableModel;
use crate::{Engine, Error, clock};

/// Whose a model shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelScope {
    /// Everybody's.
    Public,
    /// The tenant's alone.
    Tenant,
}

/// The use cases of the scope of models.
#[derive(Debug, Clone, Copy)]
pub struct ModelScopes<'e>(pub(crate) &'e Engine);

impl ModelScopes<'_> {
    /// For whom somebody who manages the instance changes a model: for everybody when it was
    /// promoted, otherwise for the tenant they act in.
    #[must_use]
    pub fn acting(&self, tenant: &TenantCode, kind: ModelKind, id: RecordId) -> TenantCode {
        let owner = kind.owner(self.0, tenant, id);
        owner.filter(|_| !things::builtin::ships(id)).unwrap_or_else(|| tenant.clone())
    }

    /// Makes a model of the tenant everybody's, or a promoted one the tenant's; one that is already
    /// stays so.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`]; to be everybody's, [`Error::Conflict`] when another
    /// tenant has a model of its name and [`Error::InUse`] for a device template that names models
    /// or a location of the tenant alone; to be the tenant's, [`Error::Forbidden`] for one that
    /// ships and [`Error::InUse`] while another tenant uses it or a device template of others names
    /// it.
    pub async fn set(
        &self,
        tenant: &TenantCode,
        kind: ModelKind,
        id: RecordId,
        scope: ModelScope,
    ) -> Result<(), Error> {
        // A template and what it names are not given to different owners at the same moment.
        let _turn = self.0.core.edit(Resource::DeviceTemplates, "scopes").await;
        match kind {
            ModelKind::Thing => set::<RunnableModel>(self.0, tenant, id, scope).await,
            ModelKind::Rpc => set::<RpcModel>(self.0, tenant, id, scope).await,
            ModelKind::Trigger => set::<TriggerModel>(self.0, tenant, id, scope).await,
            ModelKind::Template => set::<DeviceTemplate>(self.0, tenant, id, scope).await,
        }
    }
}

async fn set<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
    scope: ModelScope,
) -> Result<(), Error> {
    let _turn = engine.core.edit(T::RESOURCE, id).await;
    let model = usable::<T>(engine, tenant, id)?;
    match (scope, model.tenant().is_public()) {
        (ModelScope::Public, false) => promote::<T>(engine, tenant, &model).await,
        (ModelScope::Tenant, true) => take_back::<T>(engine, tenant, &model).await,
        (ModelScope::Public, true) | (ModelScope::Tenant, false) => Ok(()),
    }
}

async fn promote<T: Managed>(engine: &Engine, tenant: &TenantCode, model: &T) -> Result<(), Error> {
    let parts = model.own_parts(&engine.core.registry);
    if !parts.is_empty() {
        return Err(Error::InUse(say!(OwnParts, model = model.label(), names = parts)));
    }
    let location = model.location().and_then(|id| engine.core.registry.locations.of(tenant, id));
    if let Some(location) = location {
        let place = location.name.as_str();
        return Err(Error::InUse(say!(OwnLocation, model = model.label(), place = place)));
    }
    let taken = || {
        let detail = say!(OtherTenantsName, what = noun(T::WHAT), key = model.key());
        Error::conflict(T::KEY, detail)
    };
    give::<T>(engine, tenant, model, &TenantCode::public()).await.map_err(|error| match error {
        StoreError::Conflict { .. } => taken(),
        error => error.into(),
    })
}

async fn take_back<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    model: &T,
) -> Result<(), Error> {
    let label = model.label();
    if things::builtin::ships(model.id()) {
        return Err(Error::Forbidden(say!(ShipsPublic, model = label)));
    }
    let templates = engine.core.registry.device_templates.all();
    let others = templates.iter().filter(|template| template.tenant != *tenant);
    if let Some(template) = others.into_iter().find(|template| model.is_named_by(template)) {
        let detail = if template.tenant.is_public() {
            say!(PublicTemplateNames, template = template.name.as_str(), model = label)
        } else {
            say!(OtherTemplateNames, model = label)
        };
        return Err(Error::InUse(detail));
    }
    give::<T>(engine, tenant, model, tenant).await.map_err(|error| match error {
        StoreError::Conflict { record: "device_template", .. } => {
            Error::InUse(say!(NamedSinceNow, model = label))
        }
        StoreError::Conflict { record: "device", .. } => {
            Error::InUse(say!(OtherAttributeSends, model = label))
        }
        StoreError::Conflict { .. } => Error::InUse(say!(OtherTenantUses, model = label)),
        error => error.into(),
    })
}

/// Stores the new owner, and makes it known to everybody.
async fn give<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    before: &T,
    to: &TenantCode,
) -> Result<(), StoreError> {
    let id = before.id();
    let record = T::kept_as(id).ok_or(StoreError::NotFound(T::WHAT))?;
    // Strictly later, because compiled scripts are told apart by it.
    let at = clock::now().max(before.updated_at().plus_millis(1));
    let (tenant, is_promoted) = (tenant.clone(), to.is_public());
    let stored = engine.core.store.write(move |tx| {
        if is_promoted {
            tx.promote_model(&record, &tenant, at)?;
        } else {
            tx.take_model_back(&record, &tenant, at)?;
        }
        T::load(id, tx)?.ok_or(StoreError::NotFound(T::WHAT))
    });
    let model = stored.await?;
    publish(engine, Some(before), model);
    if !is_promoted {
        // Other tenants do not have it any more.
        engine.core.bus.changed(&TenantCode::public(), T::RESOURCE, id, Action::Updated);
    }
    Ok(())
}
