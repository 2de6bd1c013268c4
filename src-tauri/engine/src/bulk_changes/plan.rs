//! What would change, counted, and listed device by device.

use std::collections::HashSet;

use model::record::{Device, DeviceType};
use model::{DeviceEui, Said, Saying};

use super::difference::{FieldChange, differences, side_of};
use super::{Found, Recipe};
use crate::error::FieldError;
use crate::registry::Registry;
use crate::workers::Made;
use crate::{Engine, clock};

/// Devices that are named when a kind of them is.
const NAMED: usize = 20;

/// What would become of devices.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// How many devices there are.
    pub devices: usize,
    /// How many of them would be changed.
    pub changed: usize,
    /// How many of them cannot be changed; each is listed with the reason.
    pub refused: usize,
    /// How many would be sent shared attributes.
    pub told: usize,
    /// How many would be changed in what, in the order people see it.
    pub categories: Vec<Category>,
    /// Devices that are not terminals, by their type.
    pub unlike: Vec<Unlike>,
    /// What is wrong with the change as a whole; nothing can be done then. The field is the step.
    pub problems: Vec<FieldError>,
    /// A page of those that would be changed or cannot be.
    pub items: Vec<PlannedDevice>,
    /// Where the next page begins.
    pub next: Option<usize>,
}

/// How many devices change in one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The field, such as `tags` or `shared_attrs`.
    pub field: &'static str,
    /// How many devices change in it.
    pub devices: usize,
    /// Of those, how many have nothing left of it that had something.
    pub emptied: usize,
    /// Of attributes: how many different keys go.
    pub keys_removed: usize,
}

/// Devices that are not terminals.
#[derive(Debug, Clone)]
pub struct Unlike {
    /// What they are.
    pub device_type: DeviceType,
    /// How many they are.
    pub devices: usize,
    /// The first of them.
    pub euis: Vec<DeviceEui>,
}

/// What would become of one device.
#[derive(Debug, Clone)]
pub struct PlannedDevice {
    /// The device.
    pub eui: DeviceEui,
    /// Its name now.
    pub name: String,
    /// What it is now.
    pub device_type: DeviceType,
    /// What would change, old and new; telemetry that would go has neither.
    pub changes: Vec<FieldChange>,
    /// Why it cannot be changed.
    pub problem: Option<Said>,
}

/// Counts one field of many devices.
struct Counter {
    category: Category,
    gone: HashSet<String>,
}

impl Counter {
    fn add(&mut self, before: &Device, after: &Device) {
        let field = self.category.field;
        self.category.devices += 1;
        self.category.emptied += usize::from(has(before, field) && !has(after, field));
        let Some(side) = side_of(field) else { return };
        let (old, new) = (before.attributes(side).0, after.attributes(side).0);
        for key in old.keys().filter(|key| !new.contains_key(*key)) {
            if !self.gone.contains(key) {
                self.gone.insert(key.clone());
            }
        }
    }
}

/// Whether a device has anything of a field that may be empty; of every other it has a value.
fn has(device: &Device, field: &str) -> bool {
    match field {
        "thing_model" => !device.thing_model.is_empty(),
        "rpc" => !device.rpc.is_empty(),
        "trigger" => !device.trigger.is_empty(),
        "tags" => !device.tags.is_empty(),
        field => side_of(field).is_none_or(|side| !device.attributes(side).0.is_empty()),
    }
}

pub(super) fn plan(
    engine: &Engine,
    recipe: &Recipe,
    devices: &[Found],
    (from, limit): (usize, usize),
) -> Plan {
    let (registry, now) = (&engine.core.registry, clock::now());
    let mut plan = Plan { devices: devices.len(), ..Plan::default() };
    let mut counters: Vec<Counter> = Vec::new();
    let mut listed = 0_usize;
    let pages = from..from.saturating_add(limit);
    for (place, (eui, before)) in (0..).zip(devices) {
        let made = match before {
            None => Err(Said::new(Saying::NoDevice).with("eui", eui.to_string())),
            Some(before) => {
                note_unlike(&mut plan.unlike, before);
                recipe.made(engine, place, before, now)
            }
        };
        match (&made, before) {
            (Ok(made), _) if made.changed.is_empty() && made.told.is_empty() => continue,
            (Ok(made), Some(before)) => {
                plan.changed += 1;
                plan.told += usize::from(!made.told.is_empty());
                for field in &made.changed {
                    counter_of(&mut counters, field).add(before, &made.after);
                }
            }
            _ => plan.refused += 1,
        }
        if pages.contains(&listed) {
            plan.items.push(item(registry, recipe, eui, before.as_ref(), made));
        }
        listed += 1;
    }
    plan.next = (listed > pages.end).then_some(pages.end);
    plan.categories = counters
        .into_iter()
        .map(|it| Category { keys_removed: it.gone.len(), ..it.category })
        .collect();
    plan
}

/// A device of the list.
fn item(
    registry: &Registry,
    recipe: &Recipe,
    eui: &DeviceEui,
    before: Option<&Device>,
    made: Result<Made, Said>,
) -> PlannedDevice {
    let mut item = PlannedDevice {
        eui: eui.clone(),
        name: before.map(|device| device.name.clone()).unwrap_or_default(),
        device_type: before.map_or(DeviceType::Normal, |device| device.device_type),
        changes: Vec::new(),
        problem: None,
    };
    match (made, before) {
        (Err(problem), _) => item.problem = Some(problem),
        (Ok(_), None) => {}
        (Ok(made), Some(before)) => {
            item.changes = differences(registry, before, &made.after);
            item.changes.extend(recipe.purged().iter().map(|id| FieldChange {
                field: "telemetry",
                key: Some(id.to_string()),
                old: None,
                new: None,
            }));
        }
    }
    item
}

fn counter_of<'c>(counters: &'c mut Vec<Counter>, field: &'static str) -> &'c mut Counter {
    let place = counters.iter().position(|it| it.category.field == field).unwrap_or_else(|| {
        let category = Category { field, devices: 0, emptied: 0, keys_removed: 0 };
        counters.push(Counter { category, gone: HashSet::new() });
        counters.len() - 1
    });
    counters.get_mut(place).expect("the place was found or made just now")
}

fn note_unlike(unlike: &mut Vec<Unlike>, device: &Device) {
    let device_type = device.device_type;
    if device_type == DeviceType::Normal {
        return;
    }
    let known = match unlike.iter_mut().position(|it| it.device_type == device_type) {
        Some(place) => unlike.get_mut(place),
        None => {
            unlike.push(Unlike { device_type, devices: 0, euis: Vec::new() });
            unlike.last_mut()
        }
    };
    if let Some(known) = known {
        known.devices += 1;
        if known.euis.len() < NAMED {
            known.euis.push(device.eui.clone());
        }
    }
}
