//! What a person may set of a location, checked field by field.

use std::sync::Arc;

use model::record::Location;
use model::{RecordId, Said, Saying, TenantCode, Timestamp, say};

use super::{DEPTH_MAX, LocationKey, Tree};
use crate::Error;
use crate::fields::Checks;

/// Longest code, in characters.
const CODE_MAX: usize = 32;
/// Longest code of digits alone, so that none looks like an id.
const DIGITS_MAX: usize = 12;

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of Location")]
pub struct LocationChange {
    pub code: Option<String>,
    pub parent: Option<Option<LocationKey>>,
    pub name: Option<String>,
    pub address_1: Option<String>,
    pub address_2: Option<String>,
    pub address_3: Option<String>,
    pub zip: Option<String>,
    pub phone: Option<String>,
    pub latitude: Option<Option<f64>>,
    pub longitude: Option<Option<f64>>,
}

/// A new one with nothing set.
pub(super) fn blank(tenant: &TenantCode, now: Timestamp) -> Location {
    Location {
        id: RecordId(0),
        tenant: tenant.clone(),
        code: String::new(),
        parent: None,
        name: String::new(),
        address_1: String::new(),
        address_2: String::new(),
        address_3: String::new(),
        zip: String::new(),
        phone: String::new(),
        latitude: None,
        longitude: None,
        created_at: now,
        updated_at: now,
    }
}

impl LocationChange {
    /// Applies what is given and checks the whole; `tree` is all of the tenant as it is stored.
    pub(super) fn apply(self, location: &mut Location, tree: &Tree) -> Result<(), Error> {
        let mut checks = Checks::default();
        if let Some(code) = self.code {
            code.trim().clone_into(&mut location.code);
        }
        if let Err(detail) = check_code(&location.code) {
            checks.refuse("code", detail);
        }
        checks.label(&mut location.name, self.name);
        for (field, place, given) in [
            ("address_1", &mut location.address_1, self.address_1),
            ("address_2", &mut location.address_2, self.address_2),
            ("address_3", &mut location.address_3, self.address_3),
            ("zip", &mut location.zip, self.zip),
            ("phone", &mut location.phone, self.phone),
        ] {
            checks.line(field, place, given);
        }
        location.latitude = self.latitude.unwrap_or(location.latitude);
        location.longitude = self.longitude.unwrap_or(location.longitude);
        check_position(location, &mut checks);
        if let Some(parent) = self.parent {
            match parent.map(|key| put_into(&key, location, tree)).transpose() {
                Ok(parent) => location.parent = parent,
                Err(detail) => checks.refuse("parent_code", detail),
            }
        }
        checks.finish()?;
        let taken = |other: &Location| other.code == location.code && other.id != location.id;
        match tree.all().find(|other| taken(other)) {
            Some(other) => {
                let (name, code) = (other.name.as_str(), other.code.as_str());
                Err(Error::conflict("code", say!(LocationCodeTaken, name = name, key = code)))
            }
            None => Ok(()),
        }
    }
}

fn check_code(code: &str) -> Result<(), Said> {
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let length = code.chars().count();
    if !(1..=CODE_MAX).contains(&length) || !code.chars().all(legal) {
        return Err(say!(LocationCodeForm, limit = CODE_MAX));
    }
    if length > DIGITS_MAX && code.chars().all(|c| c.is_ascii_digit()) {
        return Err(say!(LocationCodeDigits, limit = DIGITS_MAX));
    }
    Ok(())
}

fn check_position(location: &Location, checks: &mut Checks) {
    let within = |degrees: Option<f64>, most: f64| degrees.is_none_or(|it| it.abs() <= most);
    if !within(location.latitude, 90.0) {
        checks.refuse("latitude", say!(DegreesExpected, min = -90, max = 90));
    }
    if !within(location.longitude, 180.0) {
        checks.refuse("longitude", say!(DegreesExpected, min = -180, max = 180));
    }
    match (location.latitude, location.longitude) {
        (Some(_), None) => checks.refuse("longitude", Saying::LongitudeToo),
        (None, Some(_)) => checks.refuse("latitude", Saying::LatitudeToo),
        (Some(_), Some(_)) | (None, None) => {}
    }
}

/// The place that a location is put into, if it can be.
fn put_into(key: &LocationKey, location: &Location, tree: &Tree) -> Result<RecordId, Said> {
    let named = |it: &&Arc<Location>| it.code == key.text();
    let by_id = || key.text().parse().ok().and_then(|id| tree.get(id));
    let parent = tree.all().find(named).or_else(by_id).ok_or_else(|| key.unknown())?;
    if tree.takes(location.id, parent.id) {
        return Ok(parent.id);
    }
    Err(if parent.id == location.id {
        Saying::LocationInItself.into()
    } else if tree.below(location.id).contains(&parent.id) {
        say!(LocationInside, parent = parent.name.as_str(), name = location.name.as_str())
    } else {
        say!(LocationDepth, limit = DEPTH_MAX)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::record::Location;
    use model::{RecordId, TenantCode, Timestamp};

    use super::super::{DEPTH_MAX, LocationKey, Tree};
    use super::{LocationChange, blank};
    use crate::{Error, FieldError};

    fn place(id: u64, parent: Option<u64>) -> Location {
        Location {
            id: RecordId(id),
            code: format!("p{id}"),
            name: format!("Place {id}"),
            parent: parent.map(RecordId),
            ..blank(&TenantCode::public(), Timestamp::default())
        }
    }

    /// Places of which each is in the one before.
    fn chain(length: u64) -> Vec<Location> {
        (1..=length).map(|id| place(id, (id > 1).then(|| id - 1))).collect()
    }

    fn tree(places: &[Location]) -> Tree {
        Tree::from(places.iter().cloned().map(Arc::new).collect::<Vec<_>>())
    }

    fn moved(places: &[Location], id: u64, to: &str) -> Result<Option<u64>, &'static str> {
        let mut location = places.iter().find(|it| it.id.0 == id).cloned().unwrap();
        let parent = Some((!to.is_empty()).then(|| LocationKey::from_text(to)));
        let change = LocationChange { parent, ..LocationChange::default() };
        match change.apply(&mut location, &tree(places)) {
            Ok(()) => Ok(location.parent.map(|id| id.0)),
            Err(Error::Invalid(errors)) => Err(errors.first().map(FieldError::fixed_name).unwrap()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn no_place_is_in_itself() {
        let places = chain(3);
        for to in ["p1", "p2", "p3", "1"] {
            assert_eq!(moved(&places, 1, to), Err("parent_code"), "{to}");
        }
        assert_eq!(moved(&places, 3, "p1"), Ok(Some(1)));
        assert_eq!(moved(&places, 3, "1"), Ok(Some(1)), "by its id");
        assert_eq!(moved(&places, 2, ""), Ok(None));
        assert_eq!(moved(&places, 2, "p9"), Err("parent_code"));
    }

    #[test]
    fn the_tree_is_only_so_deep_and_a_moved_place_counts_with_what_is_in_it() {
        let mut places = chain(DEPTH_MAX as u64);
        places.extend([place(20, None), place(21, Some(20)), place(30, None)]);
        assert_eq!(moved(&places, 30, "p7"), Ok(Some(7)));
        assert_eq!(moved(&places, 30, "p8"), Err("parent_code"));
        assert_eq!(moved(&places, 20, "p6"), Ok(Some(6)));
        assert_eq!(moved(&places, 20, "p7"), Err("parent_code"), "with what is in it");
        assert_eq!(moved(&places, 1, "p20"), Err("parent_code"));
    }

    #[test]
    fn every_bad_field_is_named() {
        let bad = |change: LocationChange| {
            let mut location = place(1, None);
            match change.apply(&mut location, &tree(&[place(1, None), place(2, None)])) {
                Ok(()) => Vec::new(),
                Err(Error::Invalid(errors)) => errors.iter().map(FieldError::fixed_name).collect(),
                Err(Error::Conflict { field, .. }) => vec![field],
                Err(other) => panic!("{other}"),
            }
        };
        for code in ["", "a b", "a/b", &"x".repeat(33), "1234567890123"] {
            let change = LocationChange { code: Some(code.into()), ..LocationChange::default() };
            assert_eq!(bad(change), ["code"], "{code}");
        }
        for code in ["HQ-1", "楼3", "101", "123456789012", "p1"] {
            let change = LocationChange { code: Some(code.into()), ..LocationChange::default() };
            assert_eq!(bad(change), [""; 0], "{code}");
        }
        let change = LocationChange { code: Some("p2".into()), ..LocationChange::default() };
        assert_eq!(bad(change), ["code"], "of another place");
        let change = LocationChange {
            name: Some(" ".into()),
            zip: Some("x".repeat(256)),
            latitude: Some(Some(90.1)),
            longitude: Some(Some(f64::NAN)),
            ..LocationChange::default()
        };
        assert_eq!(bad(change), ["name", "zip", "latitude", "longitude"]);
        let half = LocationChange { latitude: Some(Some(1.0)), ..LocationChange::default() };
        assert_eq!(bad(half), ["longitude"]);
    }
}
