//! What the devices of a selection have, so that people see what a change would meet.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use model::record::{AttributeSide, AttributeType, ClassMode, Device, DeviceType};
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use things::attribute;

use crate::Engine;
use crate::models::mounting::ModelRef;
use crate::registry::{Shelf, Shelved};

/// Devices that are shown as examples.
const SAMPLES: usize = 5;
/// Different values, keys or tags that are counted.
const DIFFERENT_MAX: usize = 1_000;

/// A value and how many devices have it.
pub type Counted<T> = (T, usize);

/// What the devices of a selection have.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// How many they are.
    pub devices: usize,
    /// By their types.
    pub types: Vec<Counted<DeviceType>>,
    /// By their heartbeat periods, the most frequent first.
    pub heart_periods: Vec<Counted<u32>>,
    /// How many have each switch on: real-time storage and the integrations, by field name.
    pub switches: Vec<Counted<&'static str>>,
    /// How many mount each thing model.
    pub thing_models: Vec<Counted<ModelRef>>,
    /// How many mount each RPC model; what sub-devices inherit is not counted.
    pub rpcs: Vec<Counted<ModelRef>>,
    /// How many mount each trigger model.
    pub triggers: Vec<Counted<ModelRef>>,
    /// How many have each server attribute.
    pub server_attrs: Vec<KeyCount>,
    /// How many have each shared attribute.
    pub shared_attrs: Vec<KeyCount>,
    /// How many have each tag.
    pub tags: Vec<Counted<String>>,
    /// How many may listen only after they have sent (class A).
    pub class_a: usize,
    /// The first of them with their names.
    pub samples: Vec<(DeviceEui, String)>,
}

/// An attribute and how many devices have it.
#[derive(Debug, Clone)]
pub struct KeyCount {
    /// Its name in scripts.
    pub key: String,
    /// Of what kind it is on the first device that says so.
    pub kind: Option<AttributeType>,
    /// On how many devices it is.
    pub devices: usize,
}

/// What one thing model recorded for the devices of a selection.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The model; one that is gone has no scope.
    pub model: ModelRef,
    /// How many devices have values of it.
    pub devices: usize,
    /// Records of the history, as many as were counted.
    pub records: u64,
    /// `false`: there are more records than were counted.
    pub complete: bool,
    /// When the first counted record came.
    pub from: Option<Timestamp>,
    /// When the last record came.
    pub to: Option<Timestamp>,
}

impl Facts {
    pub(super) fn of(engine: &Engine, tenant: &TenantCode, devices: &[&Device]) -> Self {
        let registry = &engine.core.registry;
        let mut facts = Self { devices: devices.len(), ..Self::default() };
        let mut types: HashMap<DeviceType, usize> = HashMap::new();
        let mut periods = HashMap::new();
        let mut switches: [(&'static str, usize); 5] = [
            ("real_time_storage", 0),
            ("things_board", 0),
            ("bacnet", 0),
            ("home_assistant", 0),
            ("modbus_tcp", 0),
        ];
        let (mut models, mut rpcs, mut triggers) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut tags = HashMap::new();
        let (mut server, mut shared) = (BTreeMap::new(), BTreeMap::new());
        for device in devices {
            *types.entry(device.device_type).or_default() += 1;
            *periods.entry(device.heart_period).or_default() += 1;
            let on = device.integrations;
            let states = [
                device.real_time_storage,
                on.things_board,
                on.bacnet,
                on.home_assistant,
                on.modbus_tcp,
            ];
            for ((_, count), is_on) in switches.iter_mut().zip(states) {
                *count += usize::from(is_on);
            }
            count(&mut models, &device.thing_model);
            count(&mut rpcs, &device.rpc);
            count(&mut triggers, &device.trigger);
            count(&mut tags, &device.tags);
            count_keys(&mut server, device, AttributeSide::Server);
            count_keys(&mut shared, device, AttributeSide::Shared);
            let dev_eui = device.eui.as_lorawan();
            let profile = dev_eui.and_then(|dev_eui| registry.profile_of(tenant, dev_eui));
            let is_class_a = profile.is_some_and(|profile| profile.class_mode == ClassMode::ClassA);
            facts.class_a += usize::from(is_class_a && device.device_type == DeviceType::Normal);
        }
        let of_type = |word: &DeviceType| Some((*word, *types.get(word)?));
        facts.types = DeviceType::ALL.iter().filter_map(of_type).collect();
        facts.heart_periods = by_count(periods);
        facts.switches = switches.to_vec();
        facts.thing_models = named(models, &registry.thing_models, tenant);
        facts.rpcs = named(rpcs, &registry.rpc_models, tenant);
        facts.triggers = named(triggers, &registry.trigger_models, tenant);
        facts.tags = by_count(tags);
        facts.server_attrs = server.into_values().take(DIFFERENT_MAX).collect();
        facts.shared_attrs = shared.into_values().take(DIFFERENT_MAX).collect();
        let samples = devices.iter().take(SAMPLES);
        facts.samples = samples.map(|it| (it.eui.clone(), it.name.clone())).collect();
        facts
    }
}

fn count<T: Clone + Eq + Hash>(counts: &mut HashMap<T, usize>, values: &[T]) {
    for value in values {
        match counts.get_mut(value) {
            Some(count) => *count += 1,
            None => {
                counts.insert(value.clone(), 1);
            }
        }
    }
}

fn count_keys(counts: &mut BTreeMap<String, KeyCount>, device: &Device, side: AttributeSide) {
    let (values, notes) = device.attributes(side);
    for (key, value) in values {
        if attribute::is_kept_by_platform(side, key) {
            continue;
        }
        let known = match counts.get_mut(key) {
            Some(known) => known,
            None => counts.entry(key.clone()).or_insert_with(|| KeyCount {
                key: key.clone(),
                kind: None,
                devices: 0,
            }),
        };
        known.devices += 1;
        known.kind = known.kind.or_else(|| {
            let said = notes.meta.get(key).and_then(|it| attribute::Definition::read(it).ok());
            said.and_then(|it| it.kind).or_else(|| attribute::kind_of_value(value))
        });
    }
}

/// The most frequent first, then in the order of the values.
fn by_count<T: Ord + Hash>(counts: HashMap<T, usize>) -> Vec<Counted<T>> {
    let mut counted: Vec<Counted<T>> = counts.into_iter().collect();
    counted.sort_unstable_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
    counted.truncate(DIFFERENT_MAX);
    counted
}

fn named<T>(
    counts: HashMap<RecordId, usize>,
    shelf: &Shelf<T>,
    tenant: &TenantCode,
) -> Vec<Counted<ModelRef>>
where
    T: Shelved,
    ModelRef: for<'m> From<&'m T>,
{
    let counted = by_count(counts).into_iter();
    let named = counted.filter_map(|(id, count)| {
        let model = ModelRef::all(&[id], shelf, tenant).into_iter().next()?;
        Some((model, count))
    });
    named.collect()
}
