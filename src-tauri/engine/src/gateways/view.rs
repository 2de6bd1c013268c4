//! What people see of gateways: the record with the live state, lists of them, and how the traffic
//! of one fits its band.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Arc;

use gateway::{GatewayState, TxAckSupport};
use lorawan::Eui64;
use model::radio::GatewayStat;
use model::record::{Gateway, OnlineStatus, Standard};
use model::{TenantCode, Timestamp};

use super::plan::{self, Fit, Plan};
use super::{Contest, Gateways, HEART_PERIOD, SpreadView, Sums, TrafficView, Usage};
use crate::locations::{LocationKey, LocationRef};
use crate::page::{Page, PageRequest};
use crate::{Error, clock};

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
    pub guess: Option<(Standard, Option<u8>)>,
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

    pub(super) fn view(
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
pub(super) fn check(gateway: Option<&Gateway>, heard: &[(u32, u64)]) -> PlanCheck {
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
