//! Relations between devices.

use model::record::{Categories, Category, Relation};
use model::{DeviceEui, RecordId};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, json_text, list_text};
use crate::table::{found, table};

table!(
    /// Relations between devices.
    Relations,
    RelationsMut
);

const COLUMNS: &str = "id, tenant, from_eui, to_eui, notify_fields, params, created_at";

impl Relations<'_> {
    /// All of the instance by id, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<Relation>, StoreError> {
        self.0.rows(&format!("SELECT {COLUMNS} FROM relation ORDER BY id"), [], relation)
    }

    /// The relation of two devices in this direction.
    ///
    /// # Errors
    /// Those of the database.
    pub fn between(
        &self,
        from: &DeviceEui,
        to: &DeviceEui,
    ) -> Result<Option<Relation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM relation WHERE from_eui = ?1 AND to_eui = ?2");
        self.0.row(&sql, [from.as_str(), to.as_str()], relation)
    }
}

impl RelationsMut<'_> {
    /// Adds a relation. One of the same devices in the same direction keeps its id and gets the
    /// new `notify_fields` and `params`. Returns what is stored.
    ///
    /// # Errors
    /// Those of the database, also when a device does not exist.
    pub fn put(&self, relation: &Relation) -> Result<Relation, StoreError> {
        self.tx().execute(
            "INSERT INTO relation (id, tenant, from_eui, to_eui, notify_fields, params, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (from_eui, to_eui) DO UPDATE
                SET notify_fields = excluded.notify_fields, params = excluded.params",
            params![
                id_value(relation.id),
                relation.tenant.as_str(),
                relation.from_eui.as_str(),
                relation.to_eui.as_str(),
                words(relation.notify_fields),
                json_text(&relation.params),
                relation.created_at.as_millis(),
            ],
        )?;
        self.between(&relation.from_eui, &relation.to_eui)?.ok_or(StoreError::NotFound("relation"))
    }

    /// Deletes a relation.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        let sql = "DELETE FROM relation WHERE id = ?1";
        found(self.tx().execute(sql, [id_value(id)])?, "relation")
    }
}

fn words(categories: Categories) -> String {
    list_text(&categories.iter().map(|category| category.to_string()).collect::<Vec<_>>())
}

fn relation(columns: &mut Columns<'_, '_>) -> Result<Relation, StoreError> {
    Ok(Relation {
        id: columns.id()?,
        tenant: columns.tenant()?,
        from_eui: columns.device_eui()?,
        to_eui: columns.device_eui()?,
        notify_fields: columns
            .text_list()?
            .iter()
            .map(|word| word.parse::<Category>().map_err(StoreError::corrupt))
            .collect::<Result<_, _>>()?,
        params: columns.json_map()?,
        created_at: columns.time()?,
    })
}
