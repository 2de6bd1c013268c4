//! What the pipeline needs of every record, in memory and always current.
//!
//! The store is what survives, this is what is fast. A use case writes the store first and this
//! after the commit. Locks are held for lookups and small changes only, never across an `.await`.

mod shelf;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use lorawan::{DevAddr, Eui64};
use model::record::{
    DataFrom, Device, DeviceExecution, DeviceTemplate, DeviceType, Gateway, Location,
    LorawanProfile, NotificationGroup, OnlineStatus, ProfileState, RpcModel, ScheduledTask,
    ThingModel, TriggerModel,
};
use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};
use parking_lot::{Mutex, RwLock};
use script::{Script, ScriptKey};

use crate::radio::Addresses;
use crate::relations;

pub(crate) use shelf::{Shelf, Shelved};

/// When and how a device was last heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Activity {
    pub(crate) at: Timestamp,
    pub(crate) rssi: Option<f32>,
    pub(crate) snr: Option<f32>,
}

/// One device with its live state.
#[derive(Debug)]
pub(crate) struct DeviceState {
    pub(crate) device: Device,
    /// Latest telemetry by thing model, as scripts see it.
    pub(crate) latest: Vec<(RecordId, JsonMap)>,
    pub(crate) activity: Option<Activity>,
    /// The status subscribers were last told.
    pub(crate) announced: OnlineStatus,
    /// The scripts whose author was told that results of theirs reach nobody here.
    pub(crate) unapplied: Vec<ScriptKey>,
}

impl DeviceState {
    /// Whether the device reports as often as it should.
    pub(crate) fn status(&self, now: Timestamp) -> OnlineStatus {
        OnlineStatus::at(now, self.activity.map(|it| it.at), self.device.heart_period)
    }

    pub(crate) fn is_online(&self, now: Timestamp) -> bool {
        self.status(now) == OnlineStatus::Online
    }

    /// The device as scripts see it now, JSON; `changed` are the thing models with new values.
    pub(crate) fn input_text(&self, now: Timestamp, changed: &[RecordId]) -> String {
        let active_time = self.activity.map(|activity| activity.at);
        self.input_text_as(active_time, self.is_online(now), changed)
    }

    /// The same for a device that was heard then.
    pub(crate) fn input_text_as(
        &self,
        active_time: Option<Timestamp>,
        online: bool,
        changed: &[RecordId],
    ) -> String {
        let state = things::DeviceState { telemetry: &self.latest, active_time, online, changed };
        things::device_input_text(&self.device, &state)
    }

    /// The latest values under a thing model.
    pub(crate) fn values_of(&self, model: RecordId) -> Option<&JsonMap> {
        self.latest.iter().find(|(id, _)| *id == model).map(|(_, values)| values)
    }
}

/// A device that the pipeline and use cases share; the mutex guards one device for microseconds.
pub(crate) type SharedDevice = Arc<Mutex<DeviceState>>;

/// A thing model ready to run.
#[derive(Debug, Clone)]
pub(crate) struct RunnableModel {
    pub(crate) model: ThingModel,
    pub(crate) id_text: String,
    pub(crate) id_name: Arc<str>,
    pub(crate) script: Script,
}

/// Every device, and which of them are whose sub-devices.
#[derive(Debug, Default)]
struct Devices {
    by_eui: HashMap<DeviceEui, SharedDevice>,
    /// By parents, whoever owns them and whether they are there.
    children: HashMap<DeviceEui, HashSet<DeviceEui>>,
}

impl Devices {
    /// Keeps [`Self::children`] true when a device gets another parent, or none.
    fn move_child(&mut self, child: &DeviceEui, from: Option<&DeviceEui>, to: Option<&DeviceEui>) {
        if from == to {
            return;
        }
        if let Some(from) = from
            && let Some(family) = self.children.get_mut(from)
        {
            family.remove(child);
            if family.is_empty() {
                self.children.remove(from);
            }
        }
        if let Some(to) = to {
            self.children.entry(to.clone()).or_default().insert(child.clone());
        }
    }

    fn change(&mut self, device: &SharedDevice, change: impl FnOnce(&mut Device)) {
        let mut state = device.lock();
        let from = state.device.parent.clone();
        change(&mut state.device);
        self.move_child(&state.device.eui, from.as_ref(), state.device.parent.as_ref());
    }
}

/// Every record the pipeline may meet.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    pub(crate) thing_models: Shelf<RunnableModel>,
    pub(crate) rpc_models: Shelf<RpcModel>,
    pub(crate) trigger_models: Shelf<TriggerModel>,
    pub(crate) device_templates: Shelf<DeviceTemplate>,
    pub(crate) relations: relations::Index,
    pub(crate) scheduled_tasks: Shelf<ScheduledTask>,
    pub(crate) device_executions: Shelf<DeviceExecution>,
    pub(crate) notification_groups: Shelf<NotificationGroup>,
    pub(crate) locations: Shelf<Location>,
    /// Kept by the radio task.
    pub(crate) addresses: Addresses,
    profiles: RwLock<HashMap<Eui64, Arc<LorawanProfile>>>,
    devices: RwLock<Devices>,
    gateways: RwLock<HashMap<Eui64, Arc<Gateway>>>,
}

impl Registry {
    pub(crate) fn profile(&self, dev_eui: Eui64) -> Option<Arc<LorawanProfile>> {
        self.profiles.read().get(&dev_eui).cloned()
    }

    /// The profile if it belongs to the tenant.
    pub(crate) fn profile_of(
        &self,
        tenant: &TenantCode,
        dev_eui: Eui64,
    ) -> Option<Arc<LorawanProfile>> {
        self.profile(dev_eui).filter(|profile| profile.tenant == *tenant)
    }

    pub(crate) fn profiles(&self) -> Vec<Arc<LorawanProfile>> {
        self.profiles.read().values().cloned().collect()
    }

    pub(crate) fn put_profile(&self, profile: LorawanProfile) {
        self.profiles.write().insert(profile.dev_eui, Arc::new(profile));
    }

    pub(crate) fn remove_profile(&self, dev_eui: Eui64) {
        self.profiles.write().remove(&dev_eui);
    }

    pub(crate) fn device(&self, eui: &DeviceEui) -> Option<SharedDevice> {
        self.devices.read().by_eui.get(eui).cloned()
    }

    /// The addresses under which a device is heard: that of its profile and those of its sessions.
    pub(crate) fn addresses_of(&self, profile: &LorawanProfile) -> Vec<DevAddr> {
        let sessions = self.addresses.read().get(&profile.dev_eui).cloned().unwrap_or_default();
        profile.dev_addr.into_iter().chain(sessions).collect()
    }

    /// The device if it belongs to the tenant.
    pub(crate) fn device_of(&self, tenant: &TenantCode, eui: &DeviceEui) -> Option<SharedDevice> {
        self.device(eui).filter(|device| device.lock().device.tenant == *tenant)
    }

    /// The triggers that run for a device: those it mounts in their order, then those it inherits
    /// from its parent, told apart by `true`.
    pub(crate) fn triggers_of(&self, device: &SharedDevice) -> Vec<(Arc<TriggerModel>, bool)> {
        let (tenant, own, parent) = {
            let device = &device.lock().device;
            (device.tenant.clone(), device.trigger.clone(), device.parent.clone())
        };
        let of = |id: &RecordId| self.trigger_models.of(&tenant, *id);
        let mut triggers: Vec<_> = own.iter().filter_map(of).map(|it| (it, false)).collect();
        let parent = parent.and_then(|parent| self.device_of(&tenant, &parent));
        let inherited = parent.map(|parent| parent.lock().device.trigger.clone());
        let inherited = inherited.iter().flatten().filter(|id| !own.contains(id));
        let inherited = inherited.filter_map(of).filter(|trigger| trigger.inherit);
        triggers.extend(inherited.map(|trigger| (trigger, true)));
        triggers
    }

    /// What groups are called; those that are gone are left out.
    pub(crate) fn group_names(&self, tenant: &TenantCode, ids: &[RecordId]) -> Vec<String> {
        let groups = ids.iter().filter_map(|id| self.notification_groups.of(tenant, *id));
        groups.map(|group| group.name.clone()).collect()
    }

    /// What the groups are called that are told of a gateway, each once: those that its record names,
    /// and those of its tenant that are told of all.
    pub(crate) fn groups_told(&self, gateway: &Gateway) -> BTreeSet<String> {
        let named = self.group_names(&gateway.tenant, &gateway.notification_groups);
        let groups = self.notification_groups.all_of(&gateway.tenant);
        let of_all = groups.into_iter().filter(|group| group.all_gateways);
        named.into_iter().chain(of_all.map(|group| group.name.clone())).collect()
    }

    /// The name of a tenant's device, if there is such a device and it has one.
    pub(crate) fn device_name(&self, tenant: &TenantCode, eui: &DeviceEui) -> Option<String> {
        let name = self.device_of(tenant, eui)?.lock().device.name.clone();
        Some(name).filter(|name| !name.is_empty())
    }

    pub(crate) fn devices(&self) -> Vec<SharedDevice> {
        self.devices.read().by_eui.values().cloned().collect()
    }

    pub(crate) fn devices_of(&self, tenant: &TenantCode) -> Vec<SharedDevice> {
        let devices = &self.devices.read().by_eui;
        devices.values().filter(|device| device.lock().device.tenant == *tenant).cloned().collect()
    }

    /// The sub-device that goes by an identifier on a device, if it is there and belongs to it.
    pub(crate) fn child(&self, parent: &SharedDevice, identifier: &str) -> Option<SharedDevice> {
        let (tenant, parent, known) = {
            let device = &parent.lock().device;
            let known = things::sub_device::find(&device.server_attrs, identifier)?;
            (device.tenant.clone(), device.eui.clone(), known)
        };
        let child = self.device_of(&tenant, &known)?;
        let is_own = child.lock().device.parent.as_ref() == Some(&parent);
        is_own.then_some(child)
    }

    /// The sub-devices of a tenant's device.
    pub(crate) fn children_of(&self, tenant: &TenantCode, parent: &DeviceEui) -> Vec<SharedDevice> {
        let devices = self.devices.read();
        let children = devices.children.get(parent).into_iter().flatten();
        let children = children.filter_map(|child| devices.by_eui.get(child));
        children.filter(|child| child.lock().device.tenant == *tenant).cloned().collect()
    }

    /// Puts a new or changed device in place. Its live state survives a change, and so do its
    /// attributes, which only its thread changes ([`crate::workers`]).
    pub(crate) fn put_device(&self, mut device: Device) {
        let mut devices = self.devices.write();
        if let Some(known) = devices.by_eui.get(&device.eui).cloned() {
            return devices.change(&known, |now| {
                device.take_attributes(now);
                *now = device;
            });
        }
        devices.move_child(&device.eui, None, device.parent.as_ref());
        let state = DeviceState {
            latest: Vec::new(),
            activity: None,
            announced: OnlineStatus::NeverSeen,
            unapplied: Vec::new(),
            device,
        };
        devices.by_eui.insert(state.device.eui.clone(), Arc::new(Mutex::new(state)));
    }

    /// Changes a device's record in place, whatever of it: who has which sub-devices follows.
    pub(crate) fn change_device(&self, device: &SharedDevice, change: impl FnOnce(&mut Device)) {
        self.devices.write().change(device, change);
    }

    pub(crate) fn remove_device(&self, eui: &DeviceEui) {
        let mut devices = self.devices.write();
        if let Some(gone) = devices.by_eui.remove(eui) {
            let parent = gone.lock().device.parent.clone();
            devices.move_child(eui, parent.as_ref(), None);
        }
    }

    pub(crate) fn gateway(&self, eui: Eui64) -> Option<Arc<Gateway>> {
        self.gateways.read().get(&eui).cloned()
    }

    pub(crate) fn gateways(&self) -> Vec<Arc<Gateway>> {
        self.gateways.read().values().cloned().collect()
    }

    pub(crate) fn put_gateway(&self, gateway: Gateway) {
        self.gateways.write().insert(gateway.eui, Arc::new(gateway));
    }

    pub(crate) fn remove_gateway(&self, eui: Eui64) {
        self.gateways.write().remove(&eui);
    }

    /// What the profile of a device allows it.
    pub(crate) fn profile_state(&self, device: &Device) -> ProfileState {
        let needs_one =
            device.data_from == DataFrom::LoRaWan && device.device_type == DeviceType::Normal;
        if !needs_one {
            return ProfileState::None;
        }
        let dev_eui = device.eui.as_lorawan();
        match dev_eui.and_then(|dev_eui| self.profile_of(&device.tenant, dev_eui)) {
            None => ProfileState::Missing,
            Some(profile) if !profile.enable => ProfileState::Disabled,
            Some(profile) if !profile.down_enable => ProfileState::DownOff,
            Some(_) => ProfileState::Ok,
        }
    }
}

#[cfg(test)]
mod tests {
    use model::record::{DataFrom, Device, DeviceType};
    use model::{DeviceEui, RecordId, TenantCode, Timestamp};

    use super::Registry;

    fn device(eui: &str, parent: Option<&str>) -> Device {
        let at = Timestamp::from_millis(0);
        Device {
            id: RecordId(1),
            device_type: DeviceType::SubDevice,
            data_from: DataFrom::Other,
            parent: parent.map(key),
            ..Device::new(key(eui), tenant("default"), 900, at)
        }
    }

    fn key(eui: &str) -> DeviceEui {
        eui.parse().expect("an EUI")
    }

    fn tenant(code: &str) -> TenantCode {
        code.parse().expect("a code")
    }

    fn children(registry: &Registry, parent: &str) -> Vec<String> {
        let children = registry.children_of(&tenant("default"), &key(parent));
        let mut euis: Vec<String> =
            children.iter().map(|child| child.lock().device.eui.to_string()).collect();
        euis.sort_unstable();
        euis
    }

    #[test]
    fn sub_devices_are_found_by_their_parent_however_they_change() {
        let registry = Registry::default();
        for (eui, parent) in [("a", Some("p")), ("b", Some("p")), ("p", None), ("c", Some("q"))] {
            registry.put_device(device(eui, parent));
        }
        assert_eq!(children(&registry, "p"), ["a", "b"]);
        assert_eq!(children(&registry, "q"), ["c"], "a parent that is not there");
        assert!(registry.children_of(&tenant("other"), &key("p")).is_empty());

        // Another parent, none, one again, and gone.
        registry.put_device(device("a", Some("q")));
        registry.put_device(device("b", None));
        assert_eq!(children(&registry, "p"), Vec::<String>::new());
        assert_eq!(children(&registry, "q"), ["a", "c"]);
        let shared = registry.device(&key("b")).expect("put");
        registry.change_device(&shared, |device| device.parent = Some(key("p")));
        assert_eq!(children(&registry, "p"), ["b"]);
        registry.remove_device(&key("a"));
        registry.remove_device(&key("p"));
        assert_eq!(
            (children(&registry, "p"), children(&registry, "q")),
            (vec!["b".into()], vec!["c".into()])
        );
        registry.remove_device(&key("b"));
        assert!(!registry.devices.read().children.contains_key(&key("p")), "an empty family");
    }
}
