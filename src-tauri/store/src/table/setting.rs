//! Settings of the instance: names with JSON values.

use rusqlite::params;
use serde_json::Value;

use crate::StoreError;
use crate::table::table;

table!(
    /// Settings of the instance.
    Settings,
    SettingsMut
);

impl Settings<'_> {
    /// All settings that differ from the defaults, by name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn all(&self) -> Result<Vec<(String, Value)>, StoreError> {
        self.0.rows("SELECT name, value FROM setting ORDER BY name", [], |columns| {
            Ok((columns.get()?, columns.json()?))
        })
    }

    /// One setting; `None` when it was never set.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, name: &str) -> Result<Option<Value>, StoreError> {
        let sql = "SELECT value FROM setting WHERE name = ?1";
        self.0.row(sql, [name], |columns| columns.json())
    }
}

impl SettingsMut<'_> {
    /// Sets one, 1 to 64 characters of name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set(&self, name: &str, value: &Value) -> Result<(), StoreError> {
        self.tx().execute(
            "INSERT INTO setting (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![name, value.to_string()],
        )?;
        Ok(())
    }

    /// Back to the default.
    ///
    /// # Errors
    /// Those of the database.
    pub fn reset(&self, name: &str) -> Result<(), StoreError> {
        self.tx().execute("DELETE FROM setting WHERE name = ?1", [name])?;
        Ok(())
    }
}
