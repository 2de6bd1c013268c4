//! API tokens, by the hash of their text.

use std::net::IpAddr;

use model::record::ApiToken;
use model::{RecordId, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value};
use crate::table::{found, inserted, table};

table!(
    /// API tokens.
    Tokens,
    TokensMut
);

impl Tokens<'_> {
    /// Every token of every tenant by id, expired ones too.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<ApiToken>, StoreError> {
        self.0.rows(
            "SELECT id, tenant, name, role, hash, created_at, expires_at, used_at, used_from
             FROM api_token ORDER BY id",
            [],
            token,
        )
    }
}

impl TokensMut<'_> {
    /// Adds a token.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `hash`, or when the tenant does not exist.
    pub fn insert(&self, token: &ApiToken) -> Result<(), StoreError> {
        let changed = self.tx().execute(
            "INSERT INTO api_token
                (id, tenant, name, role, hash, created_at, expires_at, used_at, used_from)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (hash) DO NOTHING",
            params![
                id_value(token.id),
                token.tenant.as_str(),
                token.name,
                token.role.as_str(),
                token.hash,
                token.created_at.as_millis(),
                token.expires_at.map(Timestamp::as_millis),
                token.used_at.map(Timestamp::as_millis),
                token.used_from.map(|address| address.to_string()),
            ],
        )?;
        inserted(changed, "token", "hash")
    }

    /// Notes when a token was last used, and from where. One that is gone is passed over.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note_use(
        &self,
        id: RecordId,
        at: Timestamp,
        from: Option<IpAddr>,
    ) -> Result<(), StoreError> {
        self.tx().execute(
            "UPDATE api_token SET used_at = ?2, used_from = ?3 WHERE id = ?1",
            params![id_value(id), at.as_millis(), from.map(|address| address.to_string())],
        )?;
        Ok(())
    }

    /// Deletes a token.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        found(self.tx().execute("DELETE FROM api_token WHERE id = ?1", [id_value(id)])?, "token")
    }

    /// Deletes what has expired. Returns how many.
    ///
    /// # Errors
    /// Those of the database.
    pub fn delete_expired(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.tx().execute("DELETE FROM api_token WHERE expires_at <= ?1", [now.as_millis()])
    }
}

fn token(columns: &mut Columns<'_, '_>) -> Result<ApiToken, StoreError> {
    Ok(ApiToken {
        id: columns.id()?,
        tenant: columns.tenant()?,
        name: columns.get()?,
        role: columns.parse()?,
        hash: columns.get()?,
        created_at: columns.time()?,
        expires_at: columns.time_opt()?,
        used_at: columns.time_opt()?,
        used_from: columns.parse_opt()?,
    })
}
