//! Geographic locations: where devices and gateways are. Source of the names: thinklink.md 1.21.

use crate::{RecordId, TenantCode, Timestamp};

/// A place, which may be in another one: a site, a building, a floor, a room.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Record id.
    pub id: RecordId,
    /// Owner.
    pub tenant: TenantCode,
    /// What files and people call it, unique in the tenant.
    pub code: String,
    /// The place it is in.
    pub parent: Option<RecordId>,
    /// Label.
    pub name: String,
    /// Postal address, first line.
    pub address_1: String,
    /// Postal address, second line.
    pub address_2: String,
    /// Postal address, third line.
    pub address_3: String,
    /// Postal code.
    pub zip: String,
    /// Telephone number.
    pub phone: String,
    /// Latitude in degrees.
    pub latitude: Option<f64>,
    /// Longitude in degrees.
    pub longitude: Option<f64>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
