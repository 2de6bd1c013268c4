//! How people and other records name a location.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use model::record::Location;
use model::{RecordId, Said, TenantCode, say};

use super::tree::Tree;
use crate::Error;
use crate::fields::Checks;
use crate::registry::Shelf;

/// A location, by its code or its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationKey(String);

impl LocationKey {
    /// A code, or an id.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The tenant's location of that code, or else of that id.
    pub(crate) fn find(
        &self,
        shelf: &Shelf<Location>,
        tenant: &TenantCode,
    ) -> Option<Arc<Location>> {
        let text = self.text();
        let by_id = || text.parse().ok().and_then(|id| shelf.of(tenant, id));
        shelf.by_key(tenant, text).or_else(by_id)
    }

    /// The tenant's location of that code or id with everything in it, for filters by it.
    ///
    /// # Errors
    /// [`Error::Invalid`] of the field `location` when there is no such location.
    pub(crate) fn within(
        &self,
        shelf: &Shelf<Location>,
        tenant: &TenantCode,
    ) -> Result<HashSet<RecordId>, Error> {
        let found = self.find(shelf, tenant);
        let location = found.ok_or_else(|| Error::field("location", self.unknown()))?;
        Ok(Tree::of(shelf, tenant).below(location.id))
    }

    /// Sets where a record is, if that is given.
    pub(crate) fn place(
        given: Option<Option<Self>>,
        current: &mut Option<RecordId>,
        shelf: &Shelf<Location>,
        tenant: &TenantCode,
        checks: &mut Checks,
    ) {
        match given {
            None => {}
            Some(None) => *current = None,
            Some(Some(key)) => match key.find(shelf, tenant) {
                Some(location) => *current = Some(location.id),
                None => checks.refuse("location_id", key.unknown()),
            },
        }
    }

    pub(crate) fn text(&self) -> &str {
        self.0.trim()
    }

    /// That there is no such location, as a sentence.
    pub(crate) fn unknown(&self) -> Said {
        say!(NoLocation, key = self.0.as_str())
    }
}

impl fmt::Display for LocationKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
