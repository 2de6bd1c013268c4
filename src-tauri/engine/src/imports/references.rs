//! Other records in the cells of one: by the names people know.

use model::record::Location;
use model::{RecordId, TenantCode};

use super::parsed::Parsed;
use super::spelling::{code, code_text, list_text};
use crate::locations::LocationKey;
use crate::registry::{Shelf, Shelved};

/// The location of a record as a cell has it: its code.
pub(super) fn location_code(
    shelf: &Shelf<Location>,
    tenant: &TenantCode,
    id: Option<RecordId>,
) -> String {
    let location = id.and_then(|id| shelf.of(tenant, id));
    location.map(|location| code_text(&location.code)).unwrap_or_default()
}

/// What a cell says of where a record is.
pub(super) fn location(
    parsed: &mut Parsed<'_>,
    shelf: &Shelf<Location>,
    tenant: &TenantCode,
) -> Option<Option<LocationKey>> {
    let text = parsed.text("location")?;
    if text.is_empty() {
        return Some(None);
    }
    let key = LocationKey::from_text(code(&text));
    if key.find(shelf, tenant).is_none() {
        parsed.refuse("location", key.unknown());
        return None;
    }
    Some(Some(key))
}

/// Mounted models as they stand in a cell.
pub(super) fn models<T: Shelved>(
    ids: &[RecordId],
    shelf: &Shelf<T>,
    tenant: &TenantCode,
) -> String {
    list_text(&names(ids, shelf, tenant))
}

/// Models by the names people know, by id where a name would mean another one.
pub(super) fn names<T: Shelved>(
    ids: &[RecordId],
    shelf: &Shelf<T>,
    tenant: &TenantCode,
) -> Vec<String> {
    let name = |id: &RecordId| {
        let named = shelf.of(tenant, *id).map(|model| model.key().to_owned());
        let means_it = |key: &String| {
            key.parse::<RecordId>().is_err()
                && shelf.by_key(tenant, key).is_some_and(|found| found.id() == *id)
        };
        named.filter(means_it).unwrap_or_else(|| id.to_string())
    };
    ids.iter().map(name).collect()
}
