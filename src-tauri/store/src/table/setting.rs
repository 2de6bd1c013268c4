//! Settings of the instance: names with JSON values.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rusqlite::params;
use serde_json::Value;

use crate::StoreError;
use crate::master_key::Place;
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

    /// One that was set by [`SettingsMut::set_secret`].
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it does not decrypt.
    pub fn secret(&self, name: &str) -> Result<Option<String>, StoreError> {
        let Some(value) = self.get(name)? else { return Ok(None) };
        let blob =
            BASE64.decode(value.as_str().unwrap_or_default()).map_err(StoreError::corrupt)?;
        let plain = self.0.cipher.decrypt(place(name), &blob)?;
        String::from_utf8(plain).map(Some).map_err(StoreError::corrupt)
    }
}

const fn place(name: &str) -> Place<'_> {
    Place { column: "setting.value", owner: name.as_bytes() }
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

    /// Sets one that is stored encrypted.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_secret(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let blob = self.tx().cipher.encrypt(place(name), value.as_bytes())?;
        self.set(name, &BASE64.encode(blob).into())
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
