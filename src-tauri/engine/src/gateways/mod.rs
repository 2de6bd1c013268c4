//! Gateways: those that are registered and those that only announced themselves.
//!
//! [`live`] holds what changes by itself, [`traffic`] counts, [`plan`] knows the channels, [`view`]
//! is what people see of it; the use cases are here.

mod change;
mod concentrator;
pub(crate) mod live;
pub mod plan;
mod ring;
mod spread;
pub mod stations;
mod traffic;
mod view;

use std::net::IpAddr;

use lorawan::Eui64;
use model::record::{Gateway, RecordKey};
use model::{Saying, TenantCode, say};
use store::{IncidentRecord, StoreError, WriteTx};

use crate::error::FieldError;
use crate::event::{Action, Resource};
use crate::incidents::Subject;
use crate::restore_points::Recorder;
use crate::saved::{Saved, answered};
use crate::{Engine, Error, clock};

pub use change::GatewayChange;
pub use gateway::station::message::Version as StationVersion;
pub use live::Contest;
pub use ns::airspace::Usage;
pub use plan::{Fit, Plan};
pub use spread::SpreadView;
pub use traffic::{Slot, Sums, TrafficView};
pub use view::{DownPath, GatewayFilter, GatewayView, PlanCheck, Statistics};

/// Seconds without a datagram until a gateway counts as offline. Source: thinklink.md 1.8.
const HEART_PERIOD: u32 = 60;

/// The use cases of gateways.
#[derive(Debug, Clone, Copy)]
pub struct Gateways<'e>(pub(crate) &'e Engine);

impl Gateways<'_> {
    /// One gateway.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, eui: Eui64) -> Result<GatewayView, Error> {
        let core = &self.0.core;
        let registered = core.registry.gateway(eui);
        let state = core.gateway_state(eui);
        match registered {
            Some(gateway) if gateway.tenant == *tenant => {
                Ok(self.view(eui, Some((*gateway).clone()), state))
            }
            None if state.is_some() => Ok(self.view(eui, None, state)),
            Some(_) | None => Err(Error::not_found("gateway", eui)),
        }
    }

    /// What was counted of one gateway.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn statistics(&self, tenant: &TenantCode, eui: Eui64) -> Result<Statistics, Error> {
        let view = self.get(tenant, eui)?;
        let traffic = self.0.core.live.traffic(eui, clock::now());
        let check = view::check(view.registered.as_ref(), &traffic.heard);
        Ok(Statistics { since: self.0.core.started_at, traffic, check })
    }

    /// What happened to one gateway, newest first, with what to send as `cursor` for older items.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for a foreign cursor, [`Error::Store`].
    pub async fn incidents(
        &self,
        tenant: &TenantCode,
        eui: Eui64,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<IncidentRecord>, Option<String>), Error> {
        self.get(tenant, eui)?;
        let key = eui.to_string();
        self.0.core.incidents(Subject::Gateway, tenant, key, limit, cursor).await
    }

    /// A person has seen that somebody else uses the EUI of a gateway.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn acknowledge(&self, tenant: &TenantCode, eui: Eui64) -> Result<GatewayView, Error> {
        let gateway = self.owned(tenant, eui)?;
        let core = &self.0.core;
        let state = core.gateway_state(eui);
        if let Some(row) = core.live.acknowledge(&gateway, clock::now(), state.as_ref()) {
            core.store.append(vec![row]).await?;
            core.bus.changed(tenant, Resource::Gateways, eui, Action::Updated);
        }
        self.get(tenant, eui)
    }

    /// Registers a gateway. Its band and group are those it is heard in, unless they are given.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Conflict`] when it is registered already, [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        eui: Eui64,
        change: GatewayChange,
    ) -> Result<GatewayView, Error> {
        let core = &self.0.core;
        let gateway = self.new_one(tenant, eui, change)?;
        let record = gateway.clone();
        let saved = core.store.write(move |tx| tx.gateways().insert(&record)).await;
        match saved {
            Ok(()) => {}
            Err(store::StoreError::Conflict {
                reason: store::ConflictReason::UnknownReference,
                ..
            }) => {
                return Err(Error::field("location_id", Saying::LocationDeleted));
            }
            Err(store::StoreError::Conflict { .. }) => {
                return Err(Error::conflict("eui", say!(GatewayExists, eui = eui.to_string())));
            }
            Err(error) => return Err(error.into()),
        }
        core.registry.put_gateway(gateway);
        core.bus.changed(tenant, Resource::Gateways, eui, Action::Created);
        self.get(tenant, eui)
    }

    fn new_one(
        &self,
        tenant: &TenantCode,
        eui: Eui64,
        change: GatewayChange,
    ) -> Result<Gateway, Error> {
        let mut gateway = Gateway::new(eui, tenant.clone(), HEART_PERIOD, clock::now());
        if let Some((standard, sub_band)) = plan::guess(&self.0.core.live.heard(eui))
            && change.standard.is_none()
        {
            (gateway.standard, gateway.sub_band) = (Some(standard), sub_band);
        }
        change.apply(&mut gateway, &self.0.core.registry)?;
        Ok(gateway)
    }

    /// A gateway as it would be with these fields; `None` before a new one.
    ///
    /// # Errors
    /// Every field that is not as it must be.
    pub(crate) fn planned(
        &self,
        tenant: &TenantCode,
        eui: Eui64,
        before: Option<&Gateway>,
        change: GatewayChange,
    ) -> Result<Gateway, Vec<FieldError>> {
        let planned = match before {
            None => self.new_one(tenant, eui, change),
            Some(before) => {
                let mut gateway = before.clone();
                change.apply(&mut gateway, &self.0.core.registry).map(|()| gateway)
            }
        };
        planned.map_err(|error| match error {
            Error::Invalid(errors) => errors,
            other => vec![FieldError::new("eui", other.sentence())],
        })
    }

    /// Stores planned gateways, with what they were or `None` for new ones, in one transaction.
    /// What one of them collides with is its answer and leaves the others alone; `note` hears the
    /// answers in the transaction.
    ///
    /// # Errors
    /// [`Error::Store`]; none was stored then.
    pub(crate) async fn save_all(
        &self,
        gateways: Vec<(Option<Gateway>, Gateway)>,
        note: impl FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let (core, now) = (&self.0.core, clock::now());
        let saved = core.store.write(move |tx| {
            let (mut written, mut answers) = (Vec::new(), Vec::with_capacity(gateways.len()));
            for (before, mut gateway) in gateways {
                gateway.updated_at = now;
                let stored = match &before {
                    None => tx.gateways().insert(&gateway),
                    Some(_) => tx.gateways().update(&gateway),
                };
                answers.push(answered(stored)?.map(|()| written.push((before, gateway))));
            }
            note(tx, &answers)?;
            Ok((written, answers))
        });
        let (written, answers) = saved.await?;
        for (before, gateway) in written {
            let (tenant, eui) = (gateway.tenant.clone(), gateway.eui);
            core.registry.put_gateway(gateway.clone());
            let action = match before {
                None => Action::Created,
                Some(old) => {
                    core.station_follows(&old, &gateway);
                    Action::Updated
                }
            };
            core.bus.changed(&tenant, Resource::Gateways, eui, action);
        }
        Ok(answers)
    }

    /// Changes a registered gateway.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`], [`Error::Store`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        eui: Eui64,
        change: GatewayChange,
    ) -> Result<GatewayView, Error> {
        let _turn = self.0.core.edit(Resource::Gateways, eui).await;
        let mut gateway = self.owned(tenant, eui)?;
        let old = gateway.clone();
        change.apply(&mut gateway, &self.0.core.registry)?;
        gateway.updated_at = clock::now();
        let record = gateway.clone();
        self.0.core.store.write(move |tx| tx.gateways().update(&record)).await?;
        self.0.core.registry.put_gateway(gateway.clone());
        self.0.core.station_follows(&old, &gateway);
        self.0.core.bus.changed(tenant, Resource::Gateways, eui, Action::Updated);
        self.get(tenant, eui)
    }

    /// Forgets a registered gateway, after it was kept in a restore point.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, eui: Eui64, who: &str) -> Result<(), Error> {
        let gateway = self.owned(tenant, eui)?;
        let name = if gateway.name.is_empty() { eui.to_string() } else { gateway.name };
        let recorder = self.0.core.begin_deletion(tenant, name, who).await?;
        let done = self.delete_kept(tenant, eui, Some(&recorder)).await;
        recorder.tell().await;
        done
    }

    /// As [`Self::delete`]; what goes is kept by the recorder.
    pub(crate) async fn delete_kept(
        &self,
        tenant: &TenantCode,
        eui: Eui64,
        recorder: Option<&Recorder>,
    ) -> Result<(), Error> {
        let core = &self.0.core;
        let _turn = core.edit(Resource::Gateways, eui).await;
        self.owned(tenant, eui)?;
        let recorder = recorder.cloned();
        let deleted = core.store.write(move |tx| {
            if let Some(recorder) = &recorder {
                recorder.keep_in(tx, &RecordKey::Gateway(eui))?;
            }
            tx.gateways().delete(eui)?;
            recorder.map_or(Ok(()), |recorder| recorder.settle_in(tx))
        });
        deleted.await?;
        core.registry.remove_gateway(eui);
        core.station_tokens.remove(eui);
        core.dismiss_station(eui);
        core.live.forget(eui);
        core.bus.changed(tenant, Resource::Gateways, eui, Action::Deleted);
        Ok(())
    }

    /// The addresses of this computer at which gateways in its networks find it, IPv4 first.
    #[must_use]
    pub fn reachable_at(&self) -> Vec<IpAddr> {
        let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
        let mut addresses: Vec<IpAddr> = interfaces
            .iter()
            .filter(|interface| !interface.is_loopback() && !interface.is_link_local())
            .map(|interface| interface.ip())
            .collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses
    }

    pub(crate) fn owned(&self, tenant: &TenantCode, eui: Eui64) -> Result<Gateway, Error> {
        let gateway = self.0.core.registry.gateway(eui);
        gateway
            .filter(|gateway| gateway.tenant == *tenant)
            .map(|gateway| (*gateway).clone())
            .ok_or_else(|| Error::not_found("gateway", eui))
    }
}
