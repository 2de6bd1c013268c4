//! What a device has in force, what it should have, and what it was asked for.

use std::sync::Arc;

use lorawan::Eui64;
use lorawan::region::Region;
use model::record::{LorawanProfile, Session};
use model::{DeviceEui, Saying, TenantCode, say};
use ns::downlink::region;
use ns::mac::{Asked, DownlinkChannel, Mac, TxParams};

use super::{Live, stored};
use crate::error::FieldError;
use crate::event::{Action, Resource};
use crate::{Engine, Error};

/// What the network server wants of a device.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Fixed channels: those of the group that devices shall use; `None` leaves them alone.
    pub channels: Option<Vec<u8>>,
    /// Dynamic channels: those to add, in Hz.
    pub extra_hz: Vec<u32>,
    /// Dwell times and power, where the band has such a command.
    pub tx_params: Option<TxParams>,
    /// The instance lets the network choose data rates.
    pub adr: bool,
    /// The reserve of ADR in dB.
    pub adr_margin_db: u32,
}

/// The radio side of one device.
#[derive(Debug, Clone)]
pub struct MacView {
    /// Its profile: the windows it should have.
    pub profile: Arc<LorawanProfile>,
    /// Its session with the windows in force; `None` before a first join.
    pub session: Option<Session>,
    /// The device joined anew and was not heard since.
    pub is_pending: bool,
    /// What was agreed and asked.
    pub mac: Mac,
    /// What settings want.
    pub wanted: Wanted,
}

impl MacView {
    /// Its band.
    #[must_use]
    pub fn region(&self) -> Region {
        region(&self.profile)
    }
}

/// What the owner wants of a device beside profile and settings; absent fields stay as they are.
#[derive(Debug, Clone, Default)]
pub struct AskedChange {
    /// A limit of 1/2^n of the time, 0 to 15; 0 lifts it.
    pub max_duty_cycle: Option<u8>,
    /// Other frequencies of first windows, where channels are dynamic.
    pub downlink_channels: Option<Vec<DownlinkChannel>>,
}

/// The use cases of MAC commands.
#[derive(Debug, Clone, Copy)]
pub struct MacCases<'e>(pub(crate) &'e Engine);

impl MacCases<'_> {
    /// The radio side of a device that has a profile.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<MacView, Error> {
        let profile = self.profile(tenant, eui)?;
        let live = self.0.core.latest(profile.dev_eui).await;
        Ok(self.view(profile, live))
    }

    /// Asks for battery and margin at the next opportunity.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unavailable`] without a session or with downlinks off,
    /// [`Error::Store`].
    pub async fn ask_status(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<MacView, Error> {
        self.change(tenant, eui, |mac| mac.ask(|asked| asked.status = true)).await
    }

    /// Asks for what neither profile nor settings want.
    ///
    /// # Errors
    /// As [`MacCases::ask_status`], and [`Error::Invalid`] with every bad field.
    pub async fn ask(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        change: AskedChange,
    ) -> Result<MacView, Error> {
        let profile = self.profile(tenant, eui)?;
        check(region(&profile), &change)?;
        let apply = move |asked: &mut Asked| {
            if let Some(limit) = change.max_duty_cycle {
                asked.max_duty_cycle = Some(limit);
            }
            if let Some(channels) = change.downlink_channels {
                asked.downlink_channels = channels;
            }
        };
        self.change(tenant, eui, |mac| mac.ask(apply)).await
    }

    /// Tries everything again that the device refused or did not answer.
    ///
    /// # Errors
    /// As [`MacCases::ask_status`].
    pub async fn retry(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<MacView, Error> {
        self.change(tenant, eui, Mac::retry).await
    }

    async fn change(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        change: impl FnOnce(&mut Mac),
    ) -> Result<MacView, Error> {
        let core = &self.0.core;
        let profile = self.profile(tenant, eui)?;
        if !profile.down_enable {
            return Err(Error::Unavailable(Saying::MacNoDownlinks.into()));
        }
        let Some(live) = core.latest(profile.dev_eui).await else {
            return Err(Error::Unavailable(Saying::MacNoSession.into()));
        };
        let now = {
            let mut mac = live.mac.lock();
            change(&mut mac);
            stored(mac.state())
        };
        let session = live.session.clone();
        core.store.write(move |tx| tx.sessions().put_mac(&session, &now)).await?;
        core.bus.changed(tenant, Resource::Profiles, profile.dev_eui, Action::Updated);
        Ok(self.view(profile, Some(live)))
    }

    fn profile(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<Arc<LorawanProfile>, Error> {
        let dev_eui: Option<Eui64> = eui.as_lorawan();
        let profile = dev_eui.and_then(|dev_eui| self.0.core.registry.profile_of(tenant, dev_eui));
        profile.ok_or_else(|| Error::not_found("LoRaWAN profile", eui))
    }

    fn view(&self, profile: Arc<LorawanProfile>, live: Option<Live>) -> MacView {
        let settings = self.0.core.settings.read();
        let (policy, region) = (settings.policy(profile.standard), region(&profile));
        let group = policy.group.filter(|group| *group < region.groups());
        let version = ns::downlink::lw_version(profile.lw_ver);
        let wanted = Wanted {
            channels: group.map(|group| region.group_channels(group).collect()),
            extra_hz: policy.extra_hz.to_vec(),
            tx_params: region
                .has_tx_param_setup(version)
                .then(|| ns::mac::wanted_tx_params(region, policy)),
            adr: settings.adr_enabled,
            adr_margin_db: settings.adr_margin_db,
        };
        let mac = live.as_ref().map(|live| live.mac.lock().clone()).unwrap_or_default();
        let is_pending = live.as_ref().is_some_and(|live| live.pending);
        let session = live.map(|live| live.session);
        MacView { profile, session, is_pending, mac, wanted }
    }
}

fn check(region: Region, change: &AskedChange) -> Result<(), Error> {
    let mut errors = Vec::new();
    if change.max_duty_cycle.is_some_and(|limit| limit > 15) {
        errors.push(FieldError::new("max_duty_cycle", say!(NumberExpected, min = 0, max = 15)));
    }
    let channels = change.downlink_channels.as_deref().unwrap_or_default();
    if !channels.is_empty() && !region.has_dynamic_channels() {
        let problem = say!(FixedChannels, region = region.to_string());
        errors.push(FieldError::new("downlink_channels", problem));
    } else if let Some(wrong) = channels
        .iter()
        .find(|moved| moved.channel > 15 || !region.allows_frequency(moved.frequency_hz))
    {
        let (channel, value) = (wrong.channel, wrong.frequency_hz);
        let problem =
            say!(MovedChannel, channel = channel, value = value, region = region.to_string());
        errors.push(FieldError::new("downlink_channels", problem));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}
