//! Tokens of Basics Station gateways, by the hash of their text.

use lorawan::Eui64;
use model::Timestamp;
use model::record::StationToken;
use rusqlite::params;

use crate::StoreError;
use crate::column::Columns;
use crate::table::{found, table};

table!(
    /// Tokens of Basics Station gateways.
    StationTokens,
    StationTokensMut
);

impl StationTokens<'_> {
    /// All tokens, by gateway.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<StationToken>, StoreError> {
        let sql = "SELECT gateway, hash, created_at FROM station_token ORDER BY gateway";
        self.0.rows(sql, [], token)
    }

    /// The token of a gateway.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(&self, gateway: Eui64) -> Result<Option<StationToken>, StoreError> {
        let sql = "SELECT gateway, hash, created_at FROM station_token WHERE gateway = ?1";
        self.0.row(sql, [gateway.to_be_bytes()], token)
    }
}

impl StationTokensMut<'_> {
    /// Gives a gateway a token; a former one ends.
    ///
    /// # Errors
    /// Those of the database, also when the gateway is not registered.
    pub fn put(&self, token: &StationToken) -> Result<(), StoreError> {
        self.tx().execute(
            "INSERT INTO station_token (gateway, hash, created_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (gateway) DO UPDATE SET hash = ?2, created_at = ?3",
            params![token.gateway.to_be_bytes(), token.hash, token.created_at.as_millis()],
        )?;
        Ok(())
    }

    /// Takes a gateway's token away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, gateway: Eui64) -> Result<(), StoreError> {
        let sql = "DELETE FROM station_token WHERE gateway = ?1";
        found(self.tx().execute(sql, [gateway.to_be_bytes()])?, "station token")
    }
}

fn token(columns: &mut Columns<'_, '_>) -> Result<StationToken, StoreError> {
    Ok(StationToken {
        gateway: columns.eui()?,
        hash: columns.get()?,
        created_at: Timestamp::from_millis(columns.get()?),
    })
}
