//! Devices: create, change, list; [`delete`] takes them out with what belongs to them.

mod delete;
pub(crate) mod filter;
mod many;
mod selection;
#[cfg(test)]
mod tests;

use model::record::{
    AttributeSide, DataFrom, Device, DeviceType, Integrations, OnlineStatus, ProfileState,
};
use model::{DeviceEui, JsonMap, RecordId, Said, Saying, TenantCode, Timestamp, say};
use store::{IncidentRecord, StoreError};

use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::incidents::Subject;
use crate::locations::{LocationKey, LocationRef};
use crate::models::mounting::{ModelKey, ModelRef};
use crate::page::{Page, PageRequest};
use crate::profiles::ProfileView;
use crate::registry::SharedDevice;
use crate::{Engine, Error, clock};

pub use delete::DeleteAlso;
pub use filter::{
    AlarmState, BadAlarmState, BadLastSeen, BadSwitchState, DeviceFilter, LastSeen, SwitchState,
    TagFilter,
};
pub use selection::Selection;

pub(crate) use many::{Planned, StoredBy, Wanted, WantedSide};

/// Seconds without an uplink until a device counts as offline. Source: thinklink.md O-27.
const HEART_PERIOD: u32 = 900;

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of Device")]
pub struct DeviceChange {
    pub name: Option<String>,
    pub device_type: Option<DeviceType>,
    pub data_from: Option<DataFrom>,
    pub thing_model: Option<Vec<ModelKey>>,
    pub rpc: Option<Vec<ModelKey>>,
    pub trigger: Option<Vec<ModelKey>>,
    pub tags: Option<Vec<String>>,
    pub heart_period: Option<u32>,
    pub real_time_storage: Option<bool>,
    pub integrations: IntegrationsChange,
    pub location: Option<Option<LocationKey>>,
    pub remark: Option<String>,
}

/// A device to add.
#[derive(Debug, Clone, Default)]
pub struct NewDevice {
    /// The template it starts from; what else is given replaces what the template says.
    pub template: Option<ModelKey>,
    /// Its fields.
    pub fields: DeviceChange,
    /// Values of its server attributes.
    pub server_attrs: Option<JsonMap>,
    /// Values of its shared attributes.
    pub shared_attrs: Option<JsonMap>,
}

impl From<DeviceChange> for NewDevice {
    fn from(fields: DeviceChange) -> Self {
        Self { fields, ..Self::default() }
    }
}

/// Which integrations to switch on or off; absent ones keep their state.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "the fields are those of Integrations")]
pub struct IntegrationsChange {
    pub things_board: Option<bool>,
    pub home_assistant: Option<bool>,
    pub bacnet: Option<bool>,
    pub modbus_tcp: Option<bool>,
    pub third_party: Option<bool>,
}

impl IntegrationsChange {
    pub(crate) fn apply(self, current: Integrations) -> Integrations {
        Integrations {
            things_board: self.things_board.unwrap_or(current.things_board),
            home_assistant: self.home_assistant.unwrap_or(current.home_assistant),
            bacnet: self.bacnet.unwrap_or(current.bacnet),
            modbus_tcp: self.modbus_tcp.unwrap_or(current.modbus_tcp),
            third_party: self.third_party.unwrap_or(current.third_party),
        }
    }
}

/// A device with its live state.
#[derive(Debug, Clone)]
pub struct DeviceView {
    /// The record.
    pub device: Device,
    /// The template it was made or last reset by; one that is gone has no scope.
    pub template: Option<ModelRef>,
    /// Where it is.
    pub location: Option<LocationRef>,
    /// Its mounted thing models, in the order they run.
    pub thing_models: Vec<ModelRef>,
    /// Its mounted RPC models.
    pub rpcs: Vec<ModelRef>,
    /// Its mounted trigger models, in the order they run.
    pub triggers: Vec<ModelRef>,
    /// Whether it reports as often as it should.
    pub status: OnlineStatus,
    /// Time of its last uplink.
    pub active_time: Option<Timestamp>,
    /// dBm of its last uplink.
    pub rssi: Option<f32>,
    /// dB of its last uplink.
    pub snr: Option<f32>,
    /// What its profile allows.
    pub profile_state: ProfileState,
    /// Its profile; only when one device was asked for.
    pub profile: Option<ProfileView>,
}

/// Whether an EUI can be given to a new device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EuiState {
    /// It can.
    Free,
    /// The tenant has a device with it.
    Exists,
    /// Another tenant has a device with it.
    ExistsElsewhere,
    /// It is not spelt as the data source needs it.
    Invalid,
}

/// The answer to [`Devices::check_eui`].
#[derive(Debug, Clone)]
pub struct EuiCheck {
    /// Whether the EUI can be used.
    pub state: EuiState,
    /// A sentence for people.
    pub detail: Said,
    /// What the LoRaWAN profile of that EUI allows.
    pub profile: ProfileState,
}

/// The use cases of devices.
#[derive(Debug, Clone, Copy)]
pub struct Devices<'e>(pub(crate) &'e Engine);

impl Devices<'_> {
    /// One page of the tenant's devices.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &DeviceFilter,
        page: &PageRequest,
    ) -> Result<Page<DeviceView>, Error> {
        let page = crate::lists::devices(self.0, tenant, filter, page)?;
        Ok(page.map(|device| self.view(&device)))
    }

    /// The tags that devices have, each with how many have it, by name.
    #[must_use]
    pub fn tags(&self, tenant: &TenantCode) -> Vec<(String, u64)> {
        let devices = self.0.core.registry.devices_of(tenant).into_iter();
        crate::lists::tally(devices.flat_map(|device| device.lock().device.tags.clone()))
    }

    /// One device with its profile.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn get(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<DeviceView, Error> {
        let device = self.owned(tenant, eui)?;
        let mut view = self.view(&device);
        let registry = &self.0.core.registry;
        if let Some(profile) = eui.as_lorawan().and_then(|eui| registry.profile_of(tenant, eui)) {
            view.profile = Some(self.0.profiles().view((*profile).clone()).await?);
        }
        Ok(view)
    }

    /// Adds a device.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Conflict`] when the EUI is taken,
    /// [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        eui: DeviceEui,
        new: NewDevice,
    ) -> Result<DeviceView, Error> {
        // What belonged to a deleted one of this EUI goes first, or it would go with this one.
        let _turn = self.0.core.edit(Resource::Devices, &eui).await;
        let now = clock::now();
        let mut device = Device::new(eui.clone(), tenant.clone(), HEART_PERIOD, now);
        let mut checks = Checks::default();
        if let Some(key) = &new.template {
            let templates = &self.0.core.registry.device_templates;
            match key.find(templates, tenant) {
                Some(it) => self.0.device_templates().furnish(&it, &mut device, now),
                None => checks.refuse("template", key.unknown_template(templates, tenant)),
            }
        }
        for (side, given) in
            [(AttributeSide::Server, new.server_attrs), (AttributeSide::Shared, new.shared_attrs)]
        {
            checks.initial_attributes(&mut device, side, given.unwrap_or_default(), now);
        }
        self.apply(new.fields, &mut device, checks)?;
        let check = self.check_eui(tenant, eui.as_str(), device.data_from);
        match check.state {
            EuiState::Free => {}
            EuiState::Invalid => return Err(Error::field("eui", check.detail)),
            EuiState::Exists | EuiState::ExistsElsewhere => {
                return Err(Error::conflict("eui", check.detail));
            }
        }
        let saved = self
            .0
            .core
            .store
            .write(move |tx| {
                device.id = tx.next_id(now)?;
                tx.devices().insert(&device)?;
                Ok(device)
            })
            .await;
        let device = match saved {
            Ok(device) => device,
            Err(StoreError::Conflict { field: "rpcs", .. }) => {
                return Err(Error::field("template", Saying::NamedModelGone));
            }
            Err(StoreError::Conflict {
                reason: store::ConflictReason::UnknownReference, ..
            }) => {
                return Err(Error::field("location_id", Saying::LocationDeleted));
            }
            Err(StoreError::Conflict { .. }) => {
                let detail = say!(DeviceExists, eui = eui.to_string());
                return Err(Error::conflict("eui", detail));
            }
            Err(error) => return Err(error.into()),
        };
        self.0.core.registry.put_device(device);
        self.0.core.bus.changed(tenant, Resource::Devices, &eui, Action::Created);
        self.get(tenant, &eui).await
    }

    /// Changes a device.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] with every bad field, [`Error::Store`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        change: DeviceChange,
    ) -> Result<DeviceView, Error> {
        let _turn = self.0.core.edit(Resource::Devices, eui).await;
        let shared = self.owned(tenant, eui)?;
        let mut device = shared.lock().device.clone();
        self.apply(change, &mut device, Checks::default())?;
        check_source(&device)?;
        device.updated_at = clock::now();
        let record = device.clone();
        let core = &self.0.core;
        core.store.write(move |tx| tx.devices().update(&record)).await?;
        core.registry.put_device(device);
        self.0.core.bus.changed(tenant, Resource::Devices, eui, Action::Updated);
        self.get(tenant, eui).await
    }

    /// When a device came and fell silent, newest first, with what to send as `cursor` for older
    /// items.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for a foreign cursor, [`Error::Store`].
    pub async fn incidents(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<IncidentRecord>, Option<String>), Error> {
        self.owned(tenant, eui)?;
        let key = eui.to_string();
        self.0.core.incidents(Subject::Device, tenant, key, limit, cursor).await
    }

    /// Whether a device can be created with an EUI; for checking while it is typed.
    #[must_use]
    pub fn check_eui(&self, tenant: &TenantCode, text: &str, data_from: DataFrom) -> EuiCheck {
        let invalid = |detail: Said| EuiCheck {
            state: EuiState::Invalid,
            detail,
            profile: ProfileState::None,
        };
        let eui: DeviceEui = match text.parse() {
            Ok(eui) => eui,
            Err(error) => return invalid(Said::from(error)),
        };
        let registry = &self.0.core.registry;
        let profile = match (data_from, eui.as_lorawan()) {
            (DataFrom::Other, _) => ProfileState::None,
            (DataFrom::LoRaWan, None) => {
                return match text.parse::<lorawan::Eui64>() {
                    Err(error) => invalid(error.into()),
                    Ok(_) => invalid(say!(HexExpected, expected = 16)),
                };
            }
            (DataFrom::LoRaWan, Some(dev_eui)) => match registry.profile_of(tenant, dev_eui) {
                Some(profile) if profile.enable => ProfileState::Ok,
                Some(_) => ProfileState::Disabled,
                None => ProfileState::Missing,
            },
        };
        let (state, detail) = match registry.device(&eui) {
            None => (EuiState::Free, Said::from(Saying::EuiFree)),
            Some(device) if device.lock().device.tenant == *tenant => {
                (EuiState::Exists, say!(DeviceExists, eui = eui.to_string()))
            }
            Some(_) => (EuiState::ExistsElsewhere, Saying::EuiElsewhere.into()),
        };
        EuiCheck { state, detail, profile }
    }

    pub(crate) fn owned(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
    ) -> Result<SharedDevice, Error> {
        let device = self.0.core.registry.device_of(tenant, eui);
        device.ok_or_else(|| Error::not_found("device", eui))
    }

    pub(crate) fn view(&self, device: &SharedDevice) -> DeviceView {
        let registry = &self.0.core.registry;
        let state = device.lock();
        let status = state.status(clock::now());
        let device = state.device.clone();
        let activity = state.activity;
        drop(state);
        let active_time = activity.map(|activity| activity.at);
        let tenant = &device.tenant;
        let template = device.template.as_slice();
        DeviceView {
            template: ModelRef::all(template, &registry.device_templates, tenant).pop(),
            location: LocationRef::of(&registry.locations, tenant, device.location),
            thing_models: ModelRef::all(&device.thing_model, &registry.thing_models, tenant),
            rpcs: ModelRef::all(&device.rpc, &registry.rpc_models, tenant),
            triggers: ModelRef::all(&device.trigger, &registry.trigger_models, tenant),
            status,
            active_time,
            rssi: activity.and_then(|activity| activity.rssi),
            snr: activity.and_then(|activity| activity.snr),
            profile_state: registry.profile_state(&device),
            profile: None,
            device,
        }
    }

    fn apply(
        &self,
        change: DeviceChange,
        device: &mut Device,
        mut checks: Checks,
    ) -> Result<(), Error> {
        checks.line("name", &mut device.name, change.name);
        checks.text("remark", &mut device.remark, change.remark);
        if let Some(device_type) = change.device_type {
            if device_type == DeviceType::SubDevice && device.device_type != device_type {
                checks.refuse("device_type", Saying::SubDevicesMade);
            }
            if device.device_type == DeviceType::SubDevice && device_type != DeviceType::SubDevice {
                checks.refuse("device_type", Saying::SubDeviceStays);
            }
            device.device_type = device_type;
        }
        device.data_from = match device.device_type {
            // Nothing reports for an asset: it is computed from others.
            DeviceType::Virtual => DataFrom::Other,
            DeviceType::Normal | DeviceType::SubDevice => {
                change.data_from.unwrap_or(device.data_from)
            }
        };
        let (registry, tenant) = (&self.0.core.registry, &device.tenant);
        ModelKey::find_all(
            change.thing_model,
            "thing_model",
            &registry.thing_models,
            tenant,
            &mut device.thing_model,
            &mut checks,
        );
        ModelKey::find_all(
            change.rpc,
            "rpc",
            &registry.rpc_models,
            tenant,
            &mut device.rpc,
            &mut checks,
        );
        ModelKey::find_all(
            change.trigger,
            "trigger",
            &registry.trigger_models,
            tenant,
            &mut device.trigger,
            &mut checks,
        );
        checks.tags(&mut device.tags, change.tags);
        checks.heart_period(&mut device.heart_period, change.heart_period);
        device.real_time_storage = change.real_time_storage.unwrap_or(device.real_time_storage);
        device.integrations = change.integrations.apply(device.integrations);
        LocationKey::place(
            change.location,
            &mut device.location,
            &registry.locations,
            tenant,
            &mut checks,
        );
        checks.finish()
    }

    pub(crate) fn model_id(&self, tenant: &TenantCode, key: &ModelKey) -> Option<RecordId> {
        key.find(&self.0.core.registry.thing_models, tenant).map(|model| model.model.id)
    }
}

/// What the network server hears has an EUI of LoRaWAN.
fn check_source(device: &Device) -> Result<(), Error> {
    let is_heard =
        device.data_from == DataFrom::LoRaWan && device.device_type == DeviceType::Normal;
    if is_heard && device.eui.as_lorawan().is_none() {
        return Err(Error::field("data_from", Saying::LorawanEui));
    }
    Ok(())
}
