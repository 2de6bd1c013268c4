//! Devices: create, change, delete, list.

pub(crate) mod filter;
mod many;

use model::record::{
    AttributeNotes, AttributeSide, DataFrom, Device, DeviceType, Integrations, OnlineStatus,
    Operation, ProfileState, RecordKey,
};
use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};
use store::IncidentRecord;

use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::incidents::Subject;
use crate::models::mounting::{ModelKey, ModelRef};
use crate::page::{Page, PageRequest};
use crate::profiles::ProfileView;
use crate::registry::SharedDevice;
use crate::restore::{NewPoint, Recorder};
use crate::workers::{AttributeChange, AttributePatch};
use crate::{Engine, Error, clock};

pub use filter::{
    AlarmState, BadAlarmState, BadLastSeen, BadSwitchState, DeviceFilter, LastSeen, SwitchState,
    TagFilter,
};

pub(crate) use many::{Planned, Wanted, WantedSide};

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

/// What goes with a deleted device.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeleteAlso {
    /// Its LoRaWAN profile.
    pub profile: bool,
    /// Its telemetry, latest and history.
    pub telemetry: bool,
    /// Its sub-devices, each with what goes with its parent; they stay without a parent otherwise.
    pub children: bool,
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
    pub detail: String,
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
        let profile = eui.as_lorawan().and_then(|eui| self.0.core.registry.profile(eui));
        if let Some(profile) = profile.filter(|profile| profile.tenant == *tenant) {
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
        let now = clock::now();
        let mut device = blank(tenant, &eui, now);
        let mut checks = Checks::default();
        if let Some(key) = &new.template {
            match key.find(&self.0.core.registry.device_templates, tenant) {
                Some(it) => self.0.device_templates().furnish(&it, &mut device, now),
                None => checks.refuse("template", format!("no device template is called {key}")),
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
                return Err(Error::Conflict { field: "eui", detail: check.detail });
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
            Err(store::StoreError::Conflict { .. }) => {
                let detail = format!("a device with EUI {eui} exists");
                return Err(Error::Conflict { field: "eui", detail });
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

    /// Deletes a device, after it was kept in a restore point. Its history stays unless it is to go,
    /// and is seen again by the same tenant under a new record of the EUI, never by another one. A
    /// sub-device that its parent reports again comes back under another EUI.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        also: DeleteAlso,
        who: &str,
    ) -> Result<(), Error> {
        self.owned(tenant, eui)?;
        let new = NewPoint {
            tenant: tenant.clone(),
            operation: Operation::Delete,
            name: eui.to_string(),
            who: who.to_owned(),
            task: None,
        };
        let recorder = self.0.core.begin_restore_point(new).await?;
        self.delete_kept(tenant, eui, also, Some(&recorder)).await
    }

    /// As [`Self::delete`]; what goes is kept by the recorder.
    pub(crate) async fn delete_kept(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        also: DeleteAlso,
        recorder: Option<&Recorder>,
    ) -> Result<(), Error> {
        let device = self.owned(tenant, eui)?;
        let parent = device.lock().device.parent.clone();
        let children = self.children(tenant, eui);
        for child in children.iter().filter(|_| also.children) {
            let key = child.lock().device.eui.clone();
            match self.delete_one(tenant, &key, also, recorder).await {
                // Somebody deleted it at the same moment, such as the task it is part of.
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(Error::Store(store::StoreError::NotFound(_))) => {}
                Err(error) => return Err(error),
            }
        }
        self.delete_one(tenant, eui, also, recorder).await?;
        // Only now: a device that stays keeps them.
        for child in children.iter().filter(|_| !also.children) {
            self.orphan(child, recorder).await?;
        }
        if let Some(parent) = parent.and_then(|parent| self.0.core.registry.device(&parent)) {
            let server = AttributeChange::ForgetSubDevice(eui.clone());
            let patch = AttributePatch { server, ..AttributePatch::default() };
            if let Err(error) = self.0.core.change_attributes(&parent, patch).await {
                // The parent's next report for it says the same.
                tracing::debug!(%error, %eui, "a deleted sub-device is still in the map");
            }
        }
        Ok(())
    }

    /// The sub-devices of a device.
    fn children(&self, tenant: &TenantCode, parent: &DeviceEui) -> Vec<SharedDevice> {
        let mut devices = self.0.core.registry.devices_of(tenant);
        devices.retain(|device| device.lock().device.parent.as_ref() == Some(parent));
        devices
    }

    /// Lets a sub-device stay without a parent.
    async fn orphan(&self, child: &SharedDevice, recorder: Option<&Recorder>) -> Result<(), Error> {
        let (tenant, eui, parent) = {
            let device = &child.lock().device;
            (device.tenant.clone(), device.eui.clone(), device.parent.clone())
        };
        let _turn = self.0.core.edit(Resource::Devices, &eui).await;
        // While this waited, somebody else may have deleted it, such as the task both are part of.
        let Some(child) = self.0.core.registry.device_of(&tenant, &eui) else { return Ok(()) };
        let mut device = child.lock().device.clone();
        if device.parent != parent {
            return Ok(());
        }
        device.parent = None;
        device.updated_at = clock::now();
        let (record, recorder) = (device.clone(), recorder.cloned());
        let stored = self.0.core.store.write(move |tx| {
            if let Some(recorder) = &recorder {
                recorder.keep_in(tx, &RecordKey::Device(record.eui.clone()))?;
            }
            tx.devices().update(&record)?;
            recorder.map_or(Ok(()), |recorder| recorder.settle_in(tx))
        });
        stored.await?;
        self.0.core.registry.put_device(device);
        self.0.core.bus.changed(&tenant, Resource::Devices, &eui, Action::Updated);
        Ok(())
    }

    /// Deletes a device alone; its sub-devices are the caller's duty.
    async fn delete_one(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        also: DeleteAlso,
        recorder: Option<&Recorder>,
    ) -> Result<(), Error> {
        let core = &self.0.core;
        let _turn = core.edit(Resource::Devices, eui).await;
        // While this waited, somebody else may have deleted it and another tenant taken the EUI.
        self.owned(tenant, eui)?;
        let (key, keeping) = (eui.clone(), recorder.cloned());
        if let Some(recorder) = recorder {
            recorder.check(RecordKey::Device(key.clone())).await?;
        }
        if let Some(dev_eui) = eui.as_lorawan() {
            core.clear_downlinks(dev_eui).await?;
        }
        let turn = core.alarms.turn(eui).await;
        let deleted = core.store.write(move |tx| {
            if let Some(recorder) = &keeping {
                recorder.keep_in(tx, &RecordKey::Device(key.clone()))?;
            }
            tx.devices().delete(&key)?;
            keeping.map_or(Ok(()), |recorder| recorder.settle_in(tx))
        });
        deleted.await?;
        core.registry.remove_device(eui);
        core.alarms.forget(eui);
        drop(turn);
        if core.registry.relations.remove_device(eui) {
            core.bus.changed(tenant, Resource::Relations, "", Action::Deleted);
        }
        if also.telemetry {
            core.store.delete_telemetry(tenant, eui, None).await?;
        }
        core.store.forget_live(eui).await?;
        let profile = eui.as_lorawan().filter(|_| also.profile);
        if let Some(dev_eui) = profile
            && core.registry.profile(dev_eui).is_some_and(|found| found.tenant == *tenant)
        {
            self.0.profiles().delete_kept(tenant, dev_eui, recorder).await?;
        }
        core.bus.changed(tenant, Resource::Devices, eui, Action::Deleted);
        Ok(())
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
        let invalid = |detail: String| EuiCheck {
            state: EuiState::Invalid,
            detail,
            profile: ProfileState::None,
        };
        let eui: DeviceEui = match text.parse() {
            Ok(eui) => eui,
            Err(error) => return invalid(format!("{error}")),
        };
        let registry = &self.0.core.registry;
        let profile = match (data_from, eui.as_lorawan()) {
            (DataFrom::Other, _) => ProfileState::None,
            (DataFrom::LoRaWan, None) => {
                return match text.parse::<lorawan::Eui64>() {
                    Err(error) => invalid(format!("{error}")),
                    Ok(_) => invalid("expected 16 hex digits".into()),
                };
            }
            (DataFrom::LoRaWan, Some(dev_eui)) => match registry.profile(dev_eui) {
                Some(profile) if profile.tenant == *tenant && profile.enable => ProfileState::Ok,
                Some(profile) if profile.tenant == *tenant => ProfileState::Disabled,
                Some(_) | None => ProfileState::Missing,
            },
        };
        let (state, detail) = match registry.device(&eui) {
            None => (EuiState::Free, "free".to_owned()),
            Some(device) if device.lock().device.tenant == *tenant => {
                (EuiState::Exists, format!("a device with EUI {eui} exists"))
            }
            Some(_) => (EuiState::ExistsElsewhere, "this EUI belongs to another tenant".into()),
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
        checks.text("name", &mut device.name, change.name);
        checks.text("remark", &mut device.remark, change.remark);
        if let Some(device_type) = change.device_type {
            if device_type == DeviceType::SubDevice && device.device_type != device_type {
                checks.refuse("device_type", "sub-devices are made by their parent's thing model");
            }
            if device.device_type == DeviceType::SubDevice && device_type != DeviceType::SubDevice {
                checks.refuse("device_type", "a sub-device stays one");
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
        checks.finish()
    }

    pub(crate) fn model_id(&self, tenant: &TenantCode, key: &ModelKey) -> Option<RecordId> {
        key.find(&self.0.core.registry.thing_models, tenant).map(|model| model.model.id)
    }
}

/// A new device with nothing set.
fn blank(tenant: &TenantCode, eui: &DeviceEui, now: Timestamp) -> Device {
    Device {
        id: RecordId(0),
        tenant: tenant.clone(),
        eui: eui.clone(),
        name: String::new(),
        device_type: DeviceType::Normal,
        data_from: DataFrom::LoRaWan,
        parent: None,
        template: None,
        thing_model: Vec::new(),
        rpc: Vec::new(),
        trigger: Vec::new(),
        tags: Vec::new(),
        server_attrs: JsonMap::new(),
        shared_attrs: JsonMap::new(),
        server_notes: AttributeNotes::default(),
        shared_notes: AttributeNotes::default(),
        heart_period: HEART_PERIOD,
        real_time_storage: true,
        integrations: Integrations::default(),
        remark: String::new(),
        created_at: now,
        updated_at: now,
    }
}

/// What the network server hears has an EUI of LoRaWAN.
fn check_source(device: &Device) -> Result<(), Error> {
    let is_heard =
        device.data_from == DataFrom::LoRaWan && device.device_type == DeviceType::Normal;
    if is_heard && device.eui.as_lorawan().is_none() {
        return Err(Error::field("data_from", "a LoRaWAN device has an EUI of 16 hex digits"));
    }
    Ok(())
}
