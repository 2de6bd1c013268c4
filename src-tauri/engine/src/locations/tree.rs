//! Which places are in which.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use model::record::Location;
use model::{RecordId, TenantCode};

use super::DEPTH_MAX;
use crate::registry::Shelf;

/// A location and the places it is in, the innermost first; nothing when the tenant has no such
/// location.
pub(super) fn places(
    shelf: &Shelf<Location>,
    tenant: &TenantCode,
    id: RecordId,
) -> Vec<Arc<Location>> {
    climb(id, |id| shelf.of(tenant, id))
}

fn climb(id: RecordId, find: impl Fn(RecordId) -> Option<Arc<Location>>) -> Vec<Arc<Location>> {
    let mut places: Vec<Arc<Location>> = Vec::new();
    let mut next = Some(id);
    while let Some(place) = next.and_then(&find).filter(|_| places.len() < DEPTH_MAX) {
        next = place.parent;
        places.push(place);
    }
    places
}

/// A text that sorts each place before those in it, and places side by side by name.
pub(super) fn order(places: &[Arc<Location>]) -> String {
    let steps = places.iter().rev().map(|place| {
        let name: String = place.name.to_lowercase().chars().filter(|c| !c.is_control()).collect();
        format!("{name}\u{1}{}\u{2}", place.code)
    });
    steps.collect()
}

/// All locations of a tenant.
#[derive(Debug, Default)]
pub(super) struct Tree {
    all: HashMap<RecordId, Arc<Location>>,
    children: HashMap<RecordId, Vec<RecordId>>,
}

impl Tree {
    pub(super) fn of(shelf: &Shelf<Location>, tenant: &TenantCode) -> Self {
        Self::from(shelf.all_of(tenant))
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Location>> {
        self.all.values()
    }

    pub(super) fn get(&self, id: RecordId) -> Option<&Arc<Location>> {
        self.all.get(&id)
    }

    /// A location and the places it is in, the innermost first.
    pub(super) fn places(&self, id: RecordId) -> Vec<Arc<Location>> {
        climb(id, |id| self.all.get(&id).cloned())
    }

    /// The places that are directly in one.
    pub(super) fn children(&self, id: RecordId) -> &[RecordId] {
        self.children.get(&id).map_or(&[], Vec::as_slice)
    }

    /// A place and everything in it.
    pub(super) fn below(&self, id: RecordId) -> HashSet<RecordId> {
        let mut found = HashSet::from([id]);
        let mut open = vec![id];
        while let Some(place) = open.pop() {
            let new = self.children(place).iter().filter(|child| found.insert(**child));
            open.extend(new);
        }
        found
    }

    /// Whether one can be put into another with everything in it: neither into itself nor too deep.
    pub(super) fn takes(&self, id: RecordId, parent: RecordId) -> bool {
        !self.below(id).contains(&parent)
            && self.places(parent).len() + self.height(id) <= DEPTH_MAX
    }

    /// Over how many levels a place with everything in it reaches: 1 when nothing is in it.
    pub(super) fn height(&self, id: RecordId) -> usize {
        let depth = |id: &RecordId| self.places(*id).len();
        let deepest = self.below(id).iter().map(depth).max().unwrap_or(0);
        (deepest + 1).saturating_sub(depth(&id)).max(1)
    }
}

impl From<Vec<Arc<Location>>> for Tree {
    fn from(all: Vec<Arc<Location>>) -> Self {
        let mut tree = Self::default();
        for location in all {
            if let Some(parent) = location.parent {
                tree.children.entry(parent).or_default().push(location.id);
            }
            tree.all.insert(location.id, location);
        }
        tree
    }
}
