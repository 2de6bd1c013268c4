//! Geographic locations: places in places.

use model::RecordId;
use model::record::Location;
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value};
use crate::table::{found, inserted, table};

table!(
    /// Geographic locations.
    Locations,
    LocationsMut
);

const COLUMNS: &str = "id, tenant, code, parent, name, address_1, address_2, address_3, zip, phone,
    latitude, longitude, created_at, updated_at";

impl Locations<'_> {
    /// All of the instance by id, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<Location>, StoreError> {
        self.0.rows(&format!("SELECT {COLUMNS} FROM location ORDER BY id"), [], location)
    }

    /// One location.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, id: RecordId) -> Result<Option<Location>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM location WHERE id = ?1");
        self.0.row(&sql, [id_value(id)], location)
    }
}

impl LocationsMut<'_> {
    /// Adds a location.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `code` (taken in the tenant), or when the tenant or the parent
    /// does not exist.
    pub fn insert(&self, location: &Location) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO location ({COLUMNS})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (tenant, code) DO NOTHING"
        );
        inserted(self.put(&sql, location)?, "location", "code")
    }

    /// Replaces all fields but the tenant. That it is not in itself is the caller's to check.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant;
    /// [`StoreError::Conflict`] on `code`, or when the parent does not exist.
    pub fn update(&self, location: &Location) -> Result<(), StoreError> {
        let taken = self.tx().row(
            "SELECT 1 FROM location WHERE tenant = ?1 AND code = ?2 AND id <> ?3",
            params![location.tenant.as_str(), location.code, id_value(location.id)],
            |_| Ok(()),
        )?;
        if taken.is_some() {
            return Err(StoreError::exists("location", "code"));
        }
        let sql = "UPDATE location SET code = ?3, parent = ?4, name = ?5, address_1 = ?6,
                address_2 = ?7, address_3 = ?8, zip = ?9, phone = ?10, latitude = ?11,
                longitude = ?12, created_at = ?13, updated_at = ?14
             WHERE id = ?1 AND tenant = ?2";
        found(self.put(sql, location)?, "location")
    }

    /// Deletes a location that nothing is at and no other is in.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Conflict`] while something is at it or in it.
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        let sql = "DELETE FROM location WHERE id = ?1";
        found(self.tx().execute(sql, [id_value(id)])?, "location")
    }

    fn put(&self, sql: &str, location: &Location) -> Result<usize, StoreError> {
        self.tx().execute(
            sql,
            params![
                id_value(location.id),
                location.tenant.as_str(),
                location.code,
                location.parent.map(id_value),
                location.name,
                location.address_1,
                location.address_2,
                location.address_3,
                location.zip,
                location.phone,
                location.latitude,
                location.longitude,
                location.created_at.as_millis(),
                location.updated_at.as_millis(),
            ],
        )
    }
}

fn location(columns: &mut Columns<'_, '_>) -> Result<Location, StoreError> {
    Ok(Location {
        id: columns.id()?,
        tenant: columns.tenant()?,
        code: columns.get()?,
        parent: columns.id_opt()?,
        name: columns.get()?,
        address_1: columns.get()?,
        address_2: columns.get()?,
        address_3: columns.get()?,
        zip: columns.get()?,
        phone: columns.get()?,
        latitude: columns.get()?,
        longitude: columns.get()?,
        created_at: columns.time()?,
        updated_at: columns.time()?,
    })
}
