//! Gateways: those that are registered and those that only announced themselves.
//!
//! [`live`] holds what changes by itself, [`traffic`] counts, [`plan`] knows the channels; the use
//! cases are here.

mod change;
mod concentrator;
pub(crate) mod live;
pub mod plan;
mod ring;
mod spread;
pub mod stations;
mod traffic;

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use gateway::{GatewayState, TxAckSupport};
use lorawan::Eui64;
use model::radio::GatewayStat;
use model::record::{Gateway, OnlineStatus, RecordKey};
use model::{Said, Saying, TenantCode, Timestamp, say};
use store::{IncidentRecord, StoreError, WriteTx};

use crate::error::FieldError;
use crate::event::{Action, Resource};
use crate::incidents::Subject;
use crate::locations::{LocationKey, LocationRef};
use crate::page::{Page, PageRequest};
use crate::restore_points::Recorder;
use crate::{Engine, Error, clock};

pub use change::GatewayChange;
pub use gateway::station::message::Version as StationVersion;
pub use live::Contest;
pub use ns::airspace::Usage;
pub use plan::{Fit, Plan};
pub use spread::SpreadView;
pub use traffic::{Slot, Sums, TrafficView};

/// Seconds without a datagram until a gateway counts as offline. Source: thinklink.md 1.8.
const HEART_PERIOD: u32 = 60;
/// Silence after which downlinks have no way to a gateway, as the gateway service counts it.
const PATH_LIFETIME_MS: i64 = 90_000;

/// Which gateways a list has.
#[derive(Debug, Clone, Default)]
pub struct GatewayFilter {
    /// Only registered or unregistered ones.
    pub registered: Option<bool>,
    /// Only this status.
    pub status: Option<OnlineStatus>,
    /// Only registered ones at this location, or at one in it.
    pub location: Option<LocationKey>,
    /// Only these EUIs.
    pub among: Option<Arc<HashSet<String>>>,
}

/// Whether downlinks have a way to a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DownPath {
    /// It asks for downlinks.
    Open,
    /// It asked, but not lately.
    Stale,
    /// It never asked since the start.
    None,
}

impl DownPath {
    /// The state's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Stale => "stale",
            Self::None => "none",
        }
    }
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
    /// Where it is.
    pub location: Option<LocationRef>,
    /// Whether it reports as often as it should.
    pub status: OnlineStatus,
    /// When its last datagram came.
    pub last_seen: Option<Timestamp>,
    /// Where its datagrams come from.
    pub address: Option<SocketAddr>,
    /// The last hour, exact to five minutes.
    pub hour: Sums,
    /// RSSI of the last hour.
    pub rssi: Option<SpreadView>,
    /// What it used of each sub-band with a duty cycle.
    pub duty_cycle: Vec<Usage>,
    /// Whether downlinks have a way to it.
    pub down_path: DownPath,
    /// Who else uses its EUI, until a person acknowledges it.
    pub contest: Option<Contest>,
    /// Names of the groups that are told when it falls silent; those that are gone are left out.
    pub notification_groups: Vec<String>,
    /// When its Basics Station token was made, if it has one.
    pub station_token_at: Option<Timestamp>,
    /// What the gateway service counted since the start; `None` when it was not heard since.
    pub state: Option<GatewayState>,
}

impl GatewayView {
    /// Its last report on itself.
    #[must_use]
    pub fn stat(&self) -> Option<&GatewayStat> {
        self.state.as_ref().and_then(|state| state.stat.as_ref())
    }

    /// Whether it answers downlinks, as far as is known.
    #[must_use]
    pub fn tx_ack(&self) -> Option<bool> {
        match self.state.as_ref()?.tx_ack {
            TxAckSupport::Unknown => None,
            TxAckSupport::Yes => Some(true),
            TxAckSupport::No => Some(false),
        }
    }
}

/// How a gateway's traffic fits the band it should listen in.
#[derive(Debug, Clone, Default)]
pub struct PlanCheck {
    /// Its channels; `None` when its band or group is not known.
    pub plan: Option<Plan>,
    /// Frames on channels of other groups.
    pub other_group: u64,
    /// Frames outside the band's channels.
    pub other_band: u64,
    /// The band and group that would fit what was heard, when others than the record's.
    pub guess: Option<(model::record::Standard, Option<u8>)>,
}

/// Everything counted of one gateway.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// When counting began: the start of the instance.
    pub since: Timestamp,
    /// Traffic.
    pub traffic: TrafficView,
    /// How it fits the band.
    pub check: PlanCheck,
}

/// The use cases of gateways.
#[derive(Debug, Clone, Copy)]
pub struct Gateways<'e>(pub(crate) &'e Engine);

impl Gateways<'_> {
    /// One page of the tenant's gateways, with unregistered ones that send to this instance.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown location or sort field, or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &GatewayFilter,
        page: &PageRequest,
    ) -> Result<Page<GatewayView>, Error> {
        let views = self.matching(tenant, filter, page)?;
        crate::lists::in_memory(views, page, |view, field| match field {
            "eui" => Some(view.eui.to_string()),
            "name" => Some(view.registered.as_ref().map(|it| it.name.clone()).unwrap_or_default()),
            "location" => {
                Some(view.location.as_ref().map(|it| it.path.to_lowercase()).unwrap_or_default())
            }
            "last_seen" => Some(crate::lists::time_key(view.last_seen)),
            "status" => Some(view.status.as_str().to_owned()),
            "uplinks_hour" => Some(format!("{:020}", view.hour.uplinks)),
            "downlinks_hour" => Some(format!("{:020}", view.hour.downlinks)),
            _ => None,
        })
    }

    /// The gateways that match a filter and the text of a request.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is no such location.
    pub(crate) fn matching(
        &self,
        tenant: &TenantCode,
        filter: &GatewayFilter,
        page: &PageRequest,
    ) -> Result<Vec<GatewayView>, Error> {
        let mut views = self.all(tenant);
        let needle = page.needle();
        let (place, locations) = (filter.location.as_ref(), &self.0.core.registry.locations);
        let places = place.map(|key| key.within(locations, tenant)).transpose()?;
        views.retain(|view| {
            let name = view.registered.as_ref().map_or("", |gateway| gateway.name.as_str());
            filter.registered.is_none_or(|wanted| wanted == view.registered.is_some())
                && filter.status.is_none_or(|wanted| wanted == view.status)
                && places.as_ref().is_none_or(|places| {
                    let location = view.registered.as_ref().and_then(|gateway| gateway.location);
                    location.is_some_and(|location| places.contains(&location))
                })
                && filter.among.as_ref().is_none_or(|it| it.contains(&view.eui.to_string()))
                && needle.as_ref().is_none_or(|needle| {
                    needle.in_text(name) || needle.in_hex(&view.eui.to_string())
                })
        });
        Ok(views)
    }

    /// Every gateway a tenant may see.
    pub(crate) fn all(&self, tenant: &TenantCode) -> Vec<GatewayView> {
        let core = &self.0.core;
        let mut live = core.gateway_states();
        live.sort_unstable_by_key(|state| state.eui.to_be_bytes());
        let state_of = |eui: Eui64| {
            let found = live.binary_search_by_key(&eui.to_be_bytes(), |it| it.eui.to_be_bytes());
            live.get(found.ok()?)
        };
        let mut views: Vec<GatewayView> = core
            .registry
            .gateways()
            .into_iter()
            .filter(|gateway| gateway.tenant == *tenant)
            .map(|gateway| {
                self.view(gateway.eui, Some((*gateway).clone()), state_of(gateway.eui).cloned())
            })
            .collect();
        let strangers = live.iter().filter(|state| core.registry.gateway(state.eui).is_none());
        views.extend(strangers.map(|state| self.view(state.eui, None, Some(state.clone()))));
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
        let check = check(view.registered.as_ref(), &traffic.heard);
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
        note: impl FnOnce(&WriteTx<'_>, &[Result<(), Said>]) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Vec<Result<(), Said>>, Error> {
        let (core, now) = (&self.0.core, clock::now());
        let saved = core.store.write(move |tx| {
            let (mut written, mut answers) = (Vec::new(), Vec::with_capacity(gateways.len()));
            for (before, mut gateway) in gateways {
                gateway.updated_at = now;
                let stored = match &before {
                    None => tx.gateways().insert(&gateway),
                    Some(_) => tx.gateways().update(&gateway),
                };
                answers.push(match stored {
                    Ok(()) => {
                        written.push((before, gateway));
                        Ok(())
                    }
                    Err(error @ (StoreError::Conflict { .. } | StoreError::NotFound(_))) => {
                        Err(Said::from(&error))
                    }
                    Err(error) => return Err(error),
                });
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

    fn view(
        &self,
        eui: Eui64,
        registered: Option<Gateway>,
        state: Option<GatewayState>,
    ) -> GatewayView {
        let (core, now) = (&self.0.core, clock::now());
        let heart_period = registered.as_ref().map_or(HEART_PERIOD, |it| it.heart_period);
        let last_seen = core.gateway_last_heard(eui, state.as_ref());
        let (hour, rssi) = core.live.hour(eui, now);
        let last_pull = state.as_ref().and_then(|state| state.last_pull);
        GatewayView {
            eui,
            location: registered
                .as_ref()
                .and_then(|it| LocationRef::of(&core.registry.locations, &it.tenant, it.location)),
            heart_period,
            status: OnlineStatus::at(now, last_seen, heart_period),
            last_seen,
            address: state.as_ref().and_then(|state| state.up_peer.or(state.down_peer)),
            hour,
            rssi,
            duty_cycle: core.airspace.lock().usage(eui, clock::instant()),
            down_path: match last_pull {
                None => DownPath::None,
                Some(last) if now <= last.plus_millis(PATH_LIFETIME_MS) => DownPath::Open,
                Some(_) => DownPath::Stale,
            },
            contest: registered.as_ref().and_then(|_| core.live.contest(eui, state.as_ref())),
            notification_groups: registered
                .as_ref()
                .map(|it| core.registry.group_names(&it.tenant, &it.notification_groups))
                .unwrap_or_default(),
            station_token_at: core.station_tokens.made_at(eui),
            registered,
            state,
        }
    }
}

/// Holds what was heard against the record.
fn check(gateway: Option<&Gateway>, heard: &[(u32, u64)]) -> PlanCheck {
    let guess = plan::guess(heard);
    let Some((standard, sub_band)) = gateway.and_then(|it| Some((it.standard?, it.sub_band)))
    else {
        return PlanCheck { guess, ..PlanCheck::default() };
    };
    let sum = |wanted| {
        let unfit = heard.iter().filter(|(hz, _)| plan::fit(standard, sub_band, *hz) == wanted);
        unfit.map(|(_, count)| count).sum()
    };
    PlanCheck {
        plan: plan::plan(standard, sub_band),
        other_group: sum(Fit::OtherGroup),
        other_band: sum(Fit::OtherBand),
        guess: guess.filter(|guess| *guess != (standard, sub_band)),
    }
}
