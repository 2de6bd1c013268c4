//! LoRaWAN profiles: create, change, delete, list.

mod rules;
mod save;

use std::collections::HashSet;
use std::sync::Arc;

use lorawan::{AesKey, DevAddr, Eui64};
use model::record::{ClassMode, JoinMode, LorawanProfile, LwVersion, RecordKey, Session, Standard};
use model::{DeviceEui, Saying, TenantCode, Timestamp, say};
use tokio::sync::oneshot;

use self::rules::{blank, field_errors};
pub(crate) use self::save::{active_session, follow};
use crate::error::FieldError;
use crate::event::{Action, Resource};
use crate::lists;
use crate::page::{Page, PageRequest};
use crate::radio::Command;
use crate::restore_points::Recorder;
use crate::{Engine, Error, clock};

/// What to set; absent fields keep their value or get the band's default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of LorawanProfile")]
pub struct ProfileChange {
    pub join_mode: Option<JoinMode>,
    pub join_eui: Option<Option<Eui64>>,
    pub dev_addr: Option<Option<DevAddr>>,
    pub apps_key: Option<Option<AesKey>>,
    pub nwks_key: Option<Option<AesKey>>,
    pub app_key: Option<Option<AesKey>>,
    pub enable: Option<bool>,
    pub down_enable: Option<bool>,
    pub lw_ver: Option<LwVersion>,
    pub standard: Option<Standard>,
    pub as923_group: Option<u8>,
    pub class_mode: Option<ClassMode>,
    pub join_class_mode: Option<ClassMode>,
    pub rx1dr_offset: Option<u8>,
    pub rx2dr: Option<u8>,
    pub rx_delay: Option<u8>,
    pub rx_delay_join: Option<u8>,
    pub rx2_freq: Option<u32>,
    pub resets_f_cnt: Option<bool>,
    pub adr: Option<bool>,
    pub batch: Option<String>,
    pub model: Option<String>,
    pub handle: Option<String>,
}

impl ProfileChange {
    fn apply(self, profile: &mut LorawanProfile) {
        fn set<T>(field: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *field = value;
            }
        }
        set(&mut profile.join_mode, self.join_mode);
        set(&mut profile.join_eui, self.join_eui);
        set(&mut profile.dev_addr, self.dev_addr);
        set(&mut profile.apps_key, self.apps_key);
        set(&mut profile.nwks_key, self.nwks_key);
        set(&mut profile.app_key, self.app_key);
        set(&mut profile.enable, self.enable);
        set(&mut profile.down_enable, self.down_enable);
        set(&mut profile.lw_ver, self.lw_ver);
        set(&mut profile.standard, self.standard);
        set(&mut profile.as923_group, self.as923_group);
        set(&mut profile.class_mode, self.class_mode);
        set(&mut profile.join_class_mode, self.join_class_mode);
        set(&mut profile.rx1dr_offset, self.rx1dr_offset);
        set(&mut profile.rx2dr, self.rx2dr);
        set(&mut profile.rx_delay, self.rx_delay);
        set(&mut profile.rx_delay_join, self.rx_delay_join);
        set(&mut profile.rx2_freq, self.rx2_freq);
        set(&mut profile.resets_f_cnt, self.resets_f_cnt);
        set(&mut profile.adr, self.adr);
        set(&mut profile.batch, self.batch);
        set(&mut profile.model, self.model);
        set(&mut profile.handle, self.handle);
    }
}

/// Which profiles a list has.
#[derive(Debug, Clone, Default)]
pub struct ProfileFilter {
    /// Only this join mode.
    pub join_mode: Option<JoinMode>,
    /// Only this band.
    pub standard: Option<Standard>,
    /// Only enabled or disabled ones.
    pub enable: Option<bool>,
    /// Only those with or without a device record.
    pub has_device: Option<bool>,
    /// Only this class.
    pub class_mode: Option<ClassMode>,
    /// Only those of this batch, in any spelling of capitals.
    pub batch: Option<String>,
    /// Only these DevEUIs.
    pub among: Option<Arc<HashSet<String>>>,
}

/// The device record of a profile.
#[derive(Debug, Clone)]
pub struct DeviceName {
    /// Its EUI.
    pub eui: String,
    /// Its name.
    pub name: String,
}

/// What is worth showing of a session.
#[derive(Debug, Clone, Copy)]
pub struct SessionSummary {
    /// Address in the session.
    pub dev_addr: DevAddr,
    /// Full counter of the last accepted uplink.
    pub f_cnt_up: Option<u32>,
    /// Full counter the next downlink gets.
    pub f_cnt_down: u32,
    /// When the session was made.
    pub created_at: Timestamp,
}

impl From<&Session> for SessionSummary {
    fn from(session: &Session) -> Self {
        Self {
            dev_addr: session.dev_addr,
            f_cnt_up: session.last_f_cnt_up,
            f_cnt_down: session.next_f_cnt_down,
            created_at: session.created_at,
        }
    }
}

/// A profile with what belongs to it.
#[derive(Debug, Clone)]
pub struct ProfileView {
    /// The profile.
    pub profile: LorawanProfile,
    /// The device record of the same EUI.
    pub device: Option<DeviceName>,
    /// When the device last joined (OTAA).
    pub last_join: Option<Timestamp>,
    /// When the device was last heard.
    pub last_uplink: Option<Timestamp>,
    /// The session in force.
    pub session: Option<SessionSummary>,
}

/// The use cases of profiles.
#[derive(Debug, Clone, Copy)]
pub struct Profiles<'e>(pub(crate) &'e Engine);

impl Profiles<'_> {
    /// One page of the tenant's profiles.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor, [`Error::Store`].
    pub async fn list(
        &self,
        tenant: &TenantCode,
        filter: &ProfileFilter,
        page: &PageRequest,
    ) -> Result<Page<ProfileView>, Error> {
        lists::profiles(self.0, tenant, filter, page).await
    }

    /// The batches that profiles have, each with how many have it, by name.
    #[must_use]
    pub fn batches(&self, tenant: &TenantCode) -> Vec<(String, u64)> {
        let profiles = self.0.core.registry.profiles().into_iter();
        let own = profiles.filter(|profile| profile.tenant == *tenant);
        lists::tally(own.map(|profile| profile.batch.clone()))
    }

    /// One profile.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn get(&self, tenant: &TenantCode, dev_eui: Eui64) -> Result<ProfileView, Error> {
        let profile = self.owned(tenant, dev_eui)?;
        self.view(profile).await
    }

    /// Adds a profile; absent fields get the defaults of its band.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Conflict`] when the DevEUI or the DevAddr
    /// is taken, [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        dev_eui: Eui64,
        change: ProfileChange,
    ) -> Result<ProfileView, Error> {
        let standard = change.standard.ok_or_else(|| Error::field("standard", Saying::Required))?;
        let mut profile = blank(tenant, dev_eui, standard, change.as923_group.unwrap_or(1));
        change.apply(&mut profile);
        self.check(&profile)?;
        if let Some(other) = self.0.core.registry.profile(dev_eui) {
            return Err(taken(tenant, &other));
        }
        self.save(profile, None, Action::Created).await
    }

    /// Changes a profile. Counters survive unless address or keys change.
    ///
    /// # Errors
    /// As [`Profiles::create`], and [`Error::NotFound`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        dev_eui: Eui64,
        change: ProfileChange,
    ) -> Result<ProfileView, Error> {
        let _turn = self.0.core.edit(Resource::Profiles, dev_eui).await;
        let old = self.owned(tenant, dev_eui)?;
        let mut profile = LorawanProfile { updated_at: clock::now(), ..old.clone() };
        change.apply(&mut profile);
        self.check(&profile)?;
        self.save(profile, Some(old), Action::Updated).await
    }

    /// Deletes a profile with its session and the DevNonces it has used, after they were kept in a
    /// restore point.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(
        &self,
        tenant: &TenantCode,
        dev_eui: Eui64,
        who: &str,
    ) -> Result<(), Error> {
        self.owned(tenant, dev_eui)?;
        let recorder = self.0.core.begin_deletion(tenant, dev_eui.to_string(), who).await?;
        let done = self.delete_kept(tenant, dev_eui, Some(&recorder)).await;
        recorder.tell().await;
        done
    }

    /// As [`Self::delete`]; what goes is kept by the recorder.
    pub(crate) async fn delete_kept(
        &self,
        tenant: &TenantCode,
        dev_eui: Eui64,
        recorder: Option<&Recorder>,
    ) -> Result<(), Error> {
        let core = &self.0.core;
        let _turn = core.edit(Resource::Profiles, dev_eui).await;
        self.owned(tenant, dev_eui)?;
        let recorder = recorder.cloned();
        core.store
            .write(move |tx| {
                if let Some(recorder) = &recorder {
                    recorder.keep_in(tx, &RecordKey::Profile(dev_eui))?;
                }
                tx.profiles().delete(dev_eui)?;
                recorder.map_or(Ok(()), |recorder| recorder.settle_in(tx))
            })
            .await?;
        core.registry.remove_profile(dev_eui);
        core.queues.forget(dev_eui);
        core.radio_command(Command::Forget(dev_eui)).await;
        core.bus.changed(tenant, Resource::Profiles, dev_eui, Action::Deleted);
        Ok(())
    }

    /// Forgets the DevNonces a device has used.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn clear_nonces(&self, tenant: &TenantCode, dev_eui: Eui64) -> Result<(), Error> {
        self.owned(tenant, dev_eui)?;
        let cleared = self.0.core.store.write(move |tx| {
            tx.joins().clear_dev_nonces(dev_eui)?;
            tx.restore_points().forget_spent_nonces(dev_eui)
        });
        cleared.await?;
        self.0.core.bus.changed(tenant, Resource::Profiles, dev_eui, Action::Updated);
        Ok(())
    }

    /// Lets a personalised (ABP) device start again: its next uplink may have any counter, and the
    /// next downlink has counter 0. For a device that was reset; recorded frames are accepted once
    /// more until the device is heard, and its downlink key stream repeats.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for an OTAA profile, which starts again by joining,
    /// [`Error::Store`].
    pub async fn reset_counters(
        &self,
        tenant: &TenantCode,
        dev_eui: Eui64,
    ) -> Result<ProfileView, Error> {
        let profile = self.owned(tenant, dev_eui)?;
        if profile.join_mode != JoinMode::Abp {
            return Err(Error::field("join_mode", Saying::OtaaCounters));
        }
        let session = ns::session::abp(&profile, clock::now())
            .map_err(|refusal| Error::field("dev_addr", refusal.to_string()))?;
        let core = &self.0.core;
        let _turn = core.turns.lock(dev_eui).await;
        let (answer, answered) = oneshot::channel();
        core.radio_command(Command::Restart(Box::new(session.clone()), answer)).await;
        let stopping = |_| Error::Unavailable(Saying::Stopping.into());
        // A frame that was accepted before would bring the old counter back to the disk, where the
        // device's next frames are measured against it.
        core.is_stored(answered.await.map_err(stopping)?).await;
        let owner = profile.tenant.clone();
        let stored = core.store.write(move |tx| {
            tx.sessions().put_active(&owner, &session)?;
            tx.restore_points().forget_spent_counters(dev_eui)
        });
        stored.await?;
        core.bus.changed(tenant, Resource::Profiles, dev_eui, Action::Updated);
        self.view(profile).await
    }

    /// An address that no profile and no session uses.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when none was found, which takes a network of millions.
    pub async fn free_dev_addr(&self) -> Result<DevAddr, Error> {
        let net_id = self.0.core.settings().net_id;
        for _ in 0..1_000 {
            let address = net_id.dev_addr(rand::random());
            let provisioned = self.0.core.registry.profiles();
            let is_free = provisioned.iter().all(|profile| profile.dev_addr != Some(address));
            if is_free && !self.0.core.radio_uses(address).await {
                return Ok(address);
            }
        }
        Err(Error::Unavailable(Saying::NoFreeAddress.into()))
    }

    fn owned(&self, tenant: &TenantCode, dev_eui: Eui64) -> Result<LorawanProfile, Error> {
        let profile = self.0.core.registry.profile_of(tenant, dev_eui);
        profile
            .map(|profile| (*profile).clone())
            .ok_or_else(|| Error::not_found("LoRaWAN profile", dev_eui))
    }

    fn check(&self, profile: &LorawanProfile) -> Result<(), Error> {
        let errors = field_errors(profile);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        self.check_address(profile)
    }

    /// A profile as a change would leave it, without its address being looked for among others;
    /// `None` before a new one.
    ///
    /// # Errors
    /// Every field that is not as it must be.
    pub(crate) fn planned(
        &self,
        tenant: &TenantCode,
        dev_eui: Eui64,
        before: Option<&LorawanProfile>,
        change: ProfileChange,
    ) -> Result<LorawanProfile, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut profile = match (before, change.standard) {
            (Some(before), _) => before.clone(),
            (None, Some(standard)) => {
                blank(tenant, dev_eui, standard, change.as923_group.unwrap_or(1))
            }
            (None, None) => {
                errors.push(FieldError::new("standard", Saying::Required));
                blank(tenant, dev_eui, Standard::Eu868, 1)
            }
        };
        change.apply(&mut profile);
        errors.extend(field_errors(&profile));
        if errors.is_empty() { Ok(profile) } else { Err(errors) }
    }

    /// Inside a tenant an ABP address is given once; across tenants the MIC tells devices apart.
    fn check_address(&self, profile: &LorawanProfile) -> Result<(), Error> {
        if profile.join_mode != JoinMode::Abp {
            return Ok(());
        }
        let other = self.0.core.registry.profiles().into_iter().find(|other| {
            other.dev_eui != profile.dev_eui
                && other.tenant == profile.tenant
                && other.join_mode == JoinMode::Abp
                && other.dev_addr == profile.dev_addr
        });
        match other {
            None => Ok(()),
            Some(other) => Err(Error::conflict(
                "dev_addr",
                say!(AddressTaken, eui = other.dev_eui.to_string()),
            )),
        }
    }

    pub(crate) async fn view(&self, profile: LorawanProfile) -> Result<ProfileView, Error> {
        let dev_eui = profile.dev_eui;
        let session = self
            .0
            .core
            .store
            .read(move |reader| active_session(&reader.sessions(), dev_eui))
            .await?;
        let session = session.map(|stored| SessionSummary::from(&stored.session));
        Ok(self.decorate(profile, session))
    }

    /// Adds what memory knows of a profile.
    pub(crate) fn decorate(
        &self,
        profile: LorawanProfile,
        session: Option<SessionSummary>,
    ) -> ProfileView {
        let registry = &self.0.core.registry;
        let eui = DeviceEui::from(profile.dev_eui);
        let device = registry.device_of(&profile.tenant, &eui);
        let (device, last_uplink) = match device {
            None => (None, None),
            Some(device) => {
                let state = device.lock();
                let name = DeviceName { eui: eui.to_string(), name: state.device.name.clone() };
                (Some(name), state.activity.map(|activity| activity.at))
            }
        };
        let last_join = session
            .filter(|_| profile.join_mode == JoinMode::Otaa)
            .map(|session| session.created_at);
        ProfileView { profile, device, last_join, last_uplink, session }
    }
}

fn taken(tenant: &TenantCode, other: &LorawanProfile) -> Error {
    let detail = if other.tenant == *tenant {
        say!(ProfileExists, eui = other.dev_eui.to_string())
    } else {
        Saying::DevEuiElsewhere.into()
    };
    Error::conflict("dev_eui", detail)
}
