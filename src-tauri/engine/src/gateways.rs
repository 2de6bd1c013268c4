//! Gateways: those that are registered and those that only announced themselves.

use std::net::SocketAddr;

use gateway::GatewayState;
use lorawan::Eui64;
use model::radio::GatewayStat;
use model::record::{Gateway, OnlineStatus};
use model::{TenantCode, Timestamp};

use crate::error::FieldError;
use crate::event::{Action, Resource};
use crate::page::{Page, PageRequest};
use crate::{Engine, Error, clock};

/// Longest name, in characters.
const TEXT_MAX: usize = 255;
/// Seconds without a datagram until a gateway counts as offline. Source: thinklink.md 1.8.
const HEART_PERIOD: u32 = 60;

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of Gateway")]
pub struct GatewayChange {
    pub name: Option<String>,
    pub enable: Option<bool>,
    pub heart_period: Option<u32>,
    pub latitude: Option<Option<f64>>,
    pub longitude: Option<Option<f64>>,
    pub remark: Option<String>,
}

/// Which gateways a list has.
#[derive(Debug, Clone, Default)]
pub struct GatewayFilter {
    /// Only registered or unregistered ones.
    pub registered: Option<bool>,
    /// Only this status.
    pub status: Option<OnlineStatus>,
}

/// A gateway with its live state.
#[derive(Debug, Clone)]
pub struct GatewayView {
    /// Its EUI.
    pub eui: Eui64,
    /// The record; `None` when nobody registered it.
    pub registered: Option<Gateway>,
    /// Seconds without a datagram until it counts as offline.
    pub heart_period: u32,
    /// Whether it reports as often as it should.
    pub status: OnlineStatus,
    /// When its last datagram came.
    pub last_seen: Option<Timestamp>,
    /// Where its datagrams come from.
    pub address: Option<SocketAddr>,
    /// Frames received since the start.
    pub uplinks: u64,
    /// Frames handed to it since the start.
    pub downlinks: u64,
    /// Frames with a bad CRC since the start.
    pub crc_bad: u64,
    /// Frames it refused to transmit since the start.
    pub tx_errors: u64,
    /// dBm of the weakest frame since the start.
    pub rssi_min: Option<f32>,
    /// dBm of the strongest frame since the start.
    pub rssi_max: Option<f32>,
    /// Its last report on itself.
    pub stat: Option<GatewayStat>,
}

/// The use cases of gateways.
#[derive(Debug, Clone, Copy)]
pub struct Gateways<'e>(pub(crate) &'e Engine);

impl Gateways<'_> {
    /// One page of the tenant's gateways, with unregistered ones that send to this instance.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &GatewayFilter,
        page: &PageRequest,
    ) -> Result<Page<GatewayView>, Error> {
        let mut views = self.all(tenant);
        let needle = page.needle();
        views.retain(|view| {
            let name = view.registered.as_ref().map_or("", |gateway| gateway.name.as_str());
            filter.registered.is_none_or(|wanted| wanted == view.registered.is_some())
                && filter.status.is_none_or(|wanted| wanted == view.status)
                && needle.as_ref().is_none_or(|needle| {
                    needle.in_text(name) || needle.in_hex(&view.eui.to_string())
                })
        });
        crate::lists::in_memory(views, page, |view, field| match field {
            "eui" => Some(view.eui.to_string()),
            "name" => Some(view.registered.as_ref().map(|it| it.name.clone()).unwrap_or_default()),
            "last_seen" => Some(crate::lists::time_key(view.last_seen)),
            _ => None,
        })
    }

    /// Every gateway a tenant may see.
    pub(crate) fn all(&self, tenant: &TenantCode) -> Vec<GatewayView> {
        let core = &self.0.core;
        let live = core.gateway_states();
        let mut views: Vec<GatewayView> = core
            .registry
            .gateways()
            .into_iter()
            .filter(|gateway| gateway.tenant == *tenant)
            .map(|gateway| {
                let state = live.iter().find(|state| state.eui == gateway.eui);
                self.view(gateway.eui, Some((*gateway).clone()), state)
            })
            .collect();
        let strangers = live.iter().filter(|state| core.registry.gateway(state.eui).is_none());
        views.extend(strangers.map(|state| self.view(state.eui, None, Some(state))));
        views
    }

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
                Ok(self.view(eui, Some((*gateway).clone()), state.as_ref()))
            }
            None if state.is_some() => Ok(self.view(eui, None, state.as_ref())),
            Some(_) | None => Err(Error::not_found("gateway", eui)),
        }
    }

    /// Registers a gateway.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Conflict`] when it is registered already, [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        eui: Eui64,
        change: GatewayChange,
    ) -> Result<GatewayView, Error> {
        let now = clock::now();
        let mut gateway = Gateway {
            eui,
            tenant: tenant.clone(),
            name: String::new(),
            enable: true,
            heart_period: HEART_PERIOD,
            latitude: None,
            longitude: None,
            remark: String::new(),
            created_at: now,
            updated_at: now,
        };
        apply(change, &mut gateway)?;
        let record = gateway.clone();
        let saved = self.0.core.store.write(move |tx| tx.gateways().insert(&record)).await;
        match saved {
            Ok(()) => {}
            Err(store::StoreError::Conflict { .. }) => {
                let detail = format!("gateway {eui} is registered already");
                return Err(Error::Conflict { field: "eui", detail });
            }
            Err(error) => return Err(error.into()),
        }
        self.0.core.registry.put_gateway(gateway);
        self.0.core.bus.changed(tenant, Resource::Gateways, eui, Action::Created);
        self.get(tenant, eui)
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
        let mut gateway = self.owned(tenant, eui)?;
        apply(change, &mut gateway)?;
        gateway.updated_at = clock::now();
        let record = gateway.clone();
        self.0.core.store.write(move |tx| tx.gateways().update(&record)).await?;
        self.0.core.registry.put_gateway(gateway);
        self.0.core.bus.changed(tenant, Resource::Gateways, eui, Action::Updated);
        self.get(tenant, eui)
    }

    /// Forgets a registered gateway.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, eui: Eui64) -> Result<(), Error> {
        self.owned(tenant, eui)?;
        self.0.core.store.write(move |tx| tx.gateways().delete(eui)).await?;
        self.0.core.registry.remove_gateway(eui);
        self.0.core.bus.changed(tenant, Resource::Gateways, eui, Action::Deleted);
        Ok(())
    }

    fn owned(&self, tenant: &TenantCode, eui: Eui64) -> Result<Gateway, Error> {
        let gateway = self.0.core.registry.gateway(eui);
        gateway
            .filter(|gateway| gateway.tenant == *tenant)
            .map(|gateway| (*gateway).clone())
            .ok_or_else(|| Error::not_found("gateway", eui))
    }

    fn view(
        &self,
        eui: Eui64,
        registered: Option<Gateway>,
        state: Option<&GatewayState>,
    ) -> GatewayView {
        let heart_period = registered.as_ref().map_or(HEART_PERIOD, |it| it.heart_period);
        let live = state.and_then(|state| state.last_push.max(state.last_pull));
        let last_seen = live.or_else(|| self.0.core.gateway_last_seen(eui));
        GatewayView {
            eui,
            registered,
            heart_period,
            status: OnlineStatus::at(clock::now(), last_seen, heart_period),
            last_seen,
            address: state.and_then(|state| state.up_peer.or(state.down_peer)),
            uplinks: state.map_or(0, |state| state.uplinks),
            downlinks: state.map_or(0, |state| state.downlinks),
            crc_bad: state.map_or(0, |state| state.crc_bad),
            tx_errors: state.map_or(0, |state| state.tx_errors),
            rssi_min: state.and_then(|state| state.rssi_dbm).map(|range| range.min),
            rssi_max: state.and_then(|state| state.rssi_dbm).map(|range| range.max),
            stat: state.and_then(|state| state.stat.clone()),
        }
    }
}

fn apply(change: GatewayChange, gateway: &mut Gateway) -> Result<(), Error> {
    let mut errors = Vec::new();
    let mut check = |field, ok: bool, expected: &str| {
        if !ok {
            errors.push(FieldError::new(field, format!("expected {expected}")));
        }
    };
    let fits = |text: &str| text.chars().count() <= TEXT_MAX;
    if let Some(name) = change.name {
        gateway.name = name.trim().to_owned();
        check("name", fits(&gateway.name), "at most 255 characters");
    }
    if let Some(remark) = change.remark {
        gateway.remark = remark.trim().to_owned();
        check("remark", fits(&gateway.remark), "at most 255 characters");
    }
    if let Some(enable) = change.enable {
        gateway.enable = enable;
    }
    if let Some(period) = change.heart_period {
        gateway.heart_period = period;
        check("heart_period", (1..=86_400).contains(&period), "1 s to 86400 s");
    }
    if let Some(latitude) = change.latitude {
        gateway.latitude = latitude;
        check("latitude", latitude.is_none_or(|it| it.abs() <= 90.0), "-90 to 90 degrees");
    }
    if let Some(longitude) = change.longitude {
        gateway.longitude = longitude;
        check("longitude", longitude.is_none_or(|it| it.abs() <= 180.0), "-180 to 180 degrees");
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}
