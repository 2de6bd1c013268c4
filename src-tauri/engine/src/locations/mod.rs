//! Geographic locations: where devices and gateways are. Source: thinklink.md 1.21.
//!
//! They are a tree for each tenant, changed by one caller at a time, so that no two moves at the
//! same moment can put places into each other.

mod change;
mod key;
mod tree;
mod view;

use std::sync::Arc;

use model::record::{Location, RecordKey};
use model::{RecordId, Said, Saying, TenantCode, say};
use store::{PutBack, StoreError};

use crate::event::{Action, Resource};
use crate::page::{Page, PageRequest};
use crate::restore_points::Recorder;
use crate::{Engine, Error, clock};

pub use change::LocationChange;
pub use key::LocationKey;
pub use view::{LocationRef, LocationView};

use tree::Tree;
use view::{Users, view};

/// Places in places at most.
pub(crate) const DEPTH_MAX: usize = 8;
/// Locations of one tenant at most.
const LOCATIONS_MAX: usize = 10_000;
/// Users of a location that a refusal names.
const NAMED: usize = 3;

/// The use cases of locations.
#[derive(Debug, Clone, Copy)]
pub struct Locations<'e>(pub(crate) &'e Engine);

impl Locations<'_> {
    /// One page of the tenant's locations; each place before those in it, unless another order is
    /// asked for.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        page: &PageRequest,
    ) -> Result<Page<LocationView>, Error> {
        let registry = &self.0.core.registry;
        let tree = Tree::of(&registry.locations, tenant);
        let users = Users::of(registry, tenant);
        let needle = page.needle();
        let views = tree.all().map(|location| view(&tree, &users, location));
        let found = views.filter(|LocationView { location, path, .. }| {
            needle.as_ref().is_none_or(|needle| {
                [
                    path,
                    &location.code,
                    &location.address_1,
                    &location.address_2,
                    &location.address_3,
                    &location.zip,
                    &location.phone,
                ]
                .into_iter()
                .any(|text| needle.in_text(text))
            })
        });
        let sort = Some(page.sort.clone().unwrap_or_else(|| "path".to_owned()));
        let page = PageRequest { sort, ..page.clone() };
        crate::lists::in_memory(found.collect(), &page, |view: &LocationView, field| match field {
            "path" => Some(view.order.clone()),
            "code" => Some(view.location.code.to_lowercase()),
            "name" => Some(view.location.name.to_lowercase()),
            "devices" => Some(format!("{:020}", view.devices_below)),
            "updated_at" => Some(crate::lists::time_key(Some(view.location.updated_at))),
            _ => None,
        })
    }

    /// One location.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<LocationView, Error> {
        let registry = &self.0.core.registry;
        let location = self.owned(tenant, id)?;
        let tree = Tree::of(&registry.locations, tenant);
        Ok(view(&tree, &Users::of(registry, tenant), &location))
    }

    /// Adds a location.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Conflict`] when the code is taken,
    /// [`Error::Full`] when the tenant has as many as it may have, [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        change: LocationChange,
    ) -> Result<LocationView, Error> {
        let core = &self.0.core;
        let _turn = core.edit(Resource::Locations, tenant).await;
        let tree = Tree::of(&core.registry.locations, tenant);
        has_room(&tree)?;
        let now = clock::now();
        let mut location = change::blank(tenant, now);
        change.apply(&mut location, &tree)?;
        let saved = core.store.write(move |tx| {
            location.id = tx.next_id(now)?;
            tx.locations().insert(&location)?;
            Ok(location)
        });
        let location = saved.await?;
        let id = location.id;
        core.registry.locations.put(location);
        core.bus.changed(tenant, Resource::Locations, id, Action::Created);
        self.get(tenant, id)
    }

    /// Changes a location. What is in it goes with it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] with every bad field, also for a place that is in
    /// the location itself; [`Error::Conflict`] when the code is taken; [`Error::Store`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: LocationChange,
    ) -> Result<LocationView, Error> {
        let core = &self.0.core;
        let _turn = core.edit(Resource::Locations, tenant).await;
        let mut location = (*self.owned(tenant, id)?).clone();
        change.apply(&mut location, &Tree::of(&core.registry.locations, tenant))?;
        // Strictly later, because undoing tells changes by it.
        location.updated_at = clock::now().max(location.updated_at.plus_millis(1));
        let record = location.clone();
        core.store.write(move |tx| tx.locations().update(&record)).await?;
        core.registry.locations.put(location);
        core.bus.changed(tenant, Resource::Locations, id, Action::Updated);
        self.get(tenant, id)
    }

    /// Deletes a location that nothing is at and no other is in, after it was kept in a restore
    /// point.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::InUse`] with what is there; [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId, who: &str) -> Result<(), Error> {
        let location = self.unused(tenant, id)?;
        let name = location.name.clone();
        let recorder = self.0.core.begin_deletion(tenant, name, who).await?;
        let done = self.delete_kept(tenant, id, &recorder).await;
        recorder.tell().await;
        done
    }

    /// As [`Self::delete`]; what goes is kept by the recorder.
    pub(crate) async fn delete_kept(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        recorder: &Recorder,
    ) -> Result<(), Error> {
        let core = &self.0.core;
        let _turn = core.edit(Resource::Locations, tenant).await;
        let location = self.unused(tenant, id)?;
        let recorder = recorder.clone();
        let deleted = core.store.write(move |tx| {
            recorder.keep_in(tx, &RecordKey::Location(id))?;
            tx.locations().delete(id)?;
            recorder.settle_in(tx)
        });
        match deleted.await {
            Ok(()) => {}
            Err(StoreError::Conflict { .. }) => {
                let name = location.name.as_str();
                return Err(Error::InUse(say!(LocationUsedNow, name = name)));
            }
            Err(error) => return Err(error.into()),
        }
        core.registry.locations.remove(id);
        core.bus.changed(tenant, Resource::Locations, id, Action::Deleted);
        Ok(())
    }

    /// Makes a location what a restore point holds, under its own id, after what it is now was kept
    /// by the recorder; at the top when the one it was in is gone or has no room for it. Says
    /// whether there was none, and whether it is at the top for that.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the code is taken, [`Error::Full`] when the tenant has as many as it
    /// may have, [`Error::Store`].
    pub(crate) async fn put_back(
        &self,
        tenant: &TenantCode,
        point: RecordId,
        id: RecordId,
        recorder: &Recorder,
    ) -> Result<(bool, PutBack), Error> {
        let core = &self.0.core;
        let _turn = core.edit(Resource::Locations, tenant).await;
        let tree = Tree::of(&core.registry.locations, tenant);
        let is_new = tree.get(id).is_none();
        if is_new {
            has_room(&tree)?;
        }
        let (recorder, record) = (recorder.clone(), RecordKey::Location(id));
        let stored = core.store.write(move |tx| {
            recorder.keep_in(tx, &record)?;
            let mut put_back = tx.restore_points().put_back(point, &record)?;
            let location = tx.locations().get(id)?;
            let mut location = location.ok_or(StoreError::NotFound("location"))?;
            if location.parent.is_some_and(|parent| !tree.takes(id, parent)) {
                location.parent = None;
                tx.locations().update(&location)?;
                put_back.location_gone = true;
            }
            recorder.settle_in(tx)?;
            Ok((location, put_back))
        });
        let (location, put_back) = stored.await.map_err(|error| match error {
            StoreError::Conflict { .. } => Error::conflict("code", Saying::LocationCodeTakenNow),
            error => error.into(),
        })?;
        core.registry.locations.put(location);
        let action = if is_new { Action::Created } else { Action::Updated };
        core.bus.changed(tenant, Resource::Locations, id, action);
        Ok((is_new, put_back))
    }

    fn owned(&self, tenant: &TenantCode, id: RecordId) -> Result<Arc<Location>, Error> {
        let location = self.0.core.registry.locations.get(id);
        let own = location.filter(|location| location.tenant == *tenant);
        own.ok_or_else(|| Error::not_found("location", id))
    }

    /// A location that nothing is at and no other is in.
    fn unused(&self, tenant: &TenantCode, id: RecordId) -> Result<Arc<Location>, Error> {
        let location = self.owned(tenant, id)?;
        let Some(users) = self.users(tenant, id) else { return Ok(location) };
        let name = location.name.as_str();
        Err(Error::InUse(say!(LocationHolds, name = name, users = users)))
    }

    /// What is at a location or in it, as words of a sentence.
    fn users(&self, tenant: &TenantCode, id: RecordId) -> Option<Vec<Said>> {
        let registry = &self.0.core.registry;
        let here = Some(id);
        let locations = registry.locations.all_of(tenant).into_iter();
        let locations = locations.filter(|it| it.parent == here).map(|it| it.name.clone());
        let devices = registry.devices_of(tenant).into_iter().filter_map(|shared| {
            let device = &shared.lock().device;
            let name = || label(&device.name, &device.eui);
            (device.location == here).then(name)
        });
        let gateways = registry.gateways().into_iter();
        let gateways = gateways.filter(|it| it.tenant == *tenant && it.location == here);
        let templates = registry.device_templates.all_of(tenant).into_iter();
        let templates = templates.filter(|it| it.location == here);
        let users: Vec<Said> = [
            named(locations.collect(), Saying::HeldLocations),
            named(devices.collect(), Saying::HeldDevices),
            named(gateways.map(|it| label(&it.name, &it.eui)).collect(), Saying::HeldGateways),
            named(templates.map(|it| it.name.clone()).collect(), Saying::HeldTemplates),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!users.is_empty()).then_some(users)
    }
}

/// That a tenant may have one more location.
fn has_room(tree: &Tree) -> Result<(), Error> {
    if tree.len() < LOCATIONS_MAX {
        return Ok(());
    }
    Err(Error::Full(say!(LocationsMost, limit = LOCATIONS_MAX)))
}

/// A name, or the key of what has none.
fn label(name: &str, key: &impl ToString) -> String {
    if name.is_empty() { key.to_string() } else { name.to_owned() }
}

/// So many of a kind, with the first names; `None` when there is none.
fn named(mut names: Vec<String>, held: Saying) -> Option<Said> {
    names.sort_unstable();
    let count = names.len();
    names.truncate(NAMED);
    if count > NAMED {
        names.push("…".to_owned());
    }
    (count > 0).then(|| Said::new(held).with("count", count).with("names", names))
}

#[cfg(test)]
mod tests {
    use model::{Said, Saying};

    use super::named;

    #[test]
    fn a_refusal_names_the_first_of_those_that_use_a_place() {
        let names = |count: usize| (1..=count).map(|at| format!("d{at}")).collect::<Vec<_>>();
        let of = |count| {
            let held = named(names(count), Saying::HeldDevices);
            held.as_ref().map(Said::text).map(str::to_owned)
        };
        assert_eq!(of(0), None);
        assert_eq!(of(1).as_deref(), Some("1 device (d1)"));
        assert_eq!(of(3).as_deref(), Some("3 devices (d1, d2, d3)"));
        assert_eq!(of(4).as_deref(), Some("4 devices (d1, d2, d3, …)"));
    }
}
