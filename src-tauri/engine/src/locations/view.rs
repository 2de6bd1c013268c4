//! Locations as they are shown: where they are in the tree, and what is there.

use std::collections::HashMap;
use std::sync::Arc;

use model::record::Location;
use model::{RecordId, TenantCode};

use super::tree::{self, Tree};
use crate::registry::{Registry, Shelf};

/// What stands between the places of a path.
const IN: &str = " / ";

/// What is worth showing of the location of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct LocationRef {
    /// Record id.
    pub id: RecordId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The names of the places it is in and its own: `Site / Building / Floor`.
    pub path: String,
    /// Latitude and longitude in degrees, its own or of the nearest place it is in.
    pub position: Option<(f64, f64)>,
}

impl LocationRef {
    /// The location of a record; `None` also for one of another tenant.
    pub(crate) fn of(
        shelf: &Shelf<Location>,
        tenant: &TenantCode,
        id: Option<RecordId>,
    ) -> Option<Self> {
        let places = tree::places(shelf, tenant, id?);
        let location = places.first()?;
        Some(Self {
            id: location.id,
            code: location.code.clone(),
            name: location.name.clone(),
            path: path(&places),
            position: places.iter().find_map(|place| place.latitude.zip(place.longitude)),
        })
    }
}

/// The names of places, the innermost of which comes first, as people read them.
fn path(places: &[Arc<Location>]) -> String {
    let names: Vec<&str> = places.iter().rev().map(|place| place.name.as_str()).collect();
    names.join(IN)
}

/// A location with its place in the tree and what is there.
#[derive(Debug, Clone)]
pub struct LocationView {
    /// The record.
    pub location: Location,
    /// The code of the place it is in.
    pub parent_code: Option<String>,
    /// The names of the places it is in and its own: `Site / Building / Floor`.
    pub path: String,
    /// In how many places it is.
    pub depth: usize,
    /// Places that are directly in it.
    pub children: u64,
    /// Devices that are there, without those in the places in it.
    pub devices: u64,
    /// Devices that are there or in the places in it.
    pub devices_below: u64,
    /// Gateways that are there, without those in the places in it.
    pub gateways: u64,
    /// Gateways that are there or in the places in it.
    pub gateways_below: u64,
    /// Device templates that name it.
    pub device_templates: u64,
    /// Where it stands among all: each place is followed by those in it.
    pub(super) order: String,
}

impl crate::lists::Listed for LocationView {
    fn identity(&self) -> String {
        format!("{:020}", self.location.id.0)
    }
}

/// How many records of each kind are at each location of a tenant.
#[derive(Debug, Default)]
pub(super) struct Users {
    devices: HashMap<RecordId, u64>,
    gateways: HashMap<RecordId, u64>,
    templates: HashMap<RecordId, u64>,
}

impl Users {
    pub(super) fn of(registry: &Registry, tenant: &TenantCode) -> Self {
        let mut users = Self::default();
        for device in registry.devices_of(tenant) {
            count(&mut users.devices, device.lock().device.location);
        }
        for gateway in registry.gateways().iter().filter(|gateway| gateway.tenant == *tenant) {
            count(&mut users.gateways, gateway.location);
        }
        for template in registry.device_templates.all_of(tenant) {
            count(&mut users.templates, template.location);
        }
        users
    }
}

fn count(counts: &mut HashMap<RecordId, u64>, location: Option<RecordId>) {
    if let Some(location) = location {
        *counts.entry(location).or_default() += 1;
    }
}

pub(super) fn view(tree: &Tree, users: &Users, location: &Arc<Location>) -> LocationView {
    let id = location.id;
    let places = tree.places(id);
    let of = |counts: &HashMap<RecordId, u64>, id| counts.get(&id).copied().unwrap_or(0);
    let below = tree.below(id);
    LocationView {
        parent_code: places.get(1).map(|parent| parent.code.clone()),
        path: path(&places),
        depth: places.len().saturating_sub(1),
        children: tree.children(id).len() as u64,
        devices: of(&users.devices, id),
        devices_below: below.iter().map(|id| of(&users.devices, *id)).sum(),
        gateways: of(&users.gateways, id),
        gateways_below: below.iter().map(|id| of(&users.gateways, *id)).sum(),
        device_templates: of(&users.templates, id),
        order: tree::order(&places),
        location: (**location).clone(),
    }
}
