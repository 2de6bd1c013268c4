//! MQTT brokers that are not ours.

use model::RecordId;
use model::record::OutsideBroker;
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, list_text};
use crate::master_key::Place;
use crate::table::{found, inserted, table};

table!(
    /// MQTT brokers that are not ours.
    OutsideBrokers,
    OutsideBrokersMut
);

const COLUMNS: &str = "id, tenant, name, enable, direction, protocol, host, port, ca, cert, key,
    username, password, client_id, keep_alive, clean_session, qos, remote_tenant, publish,
    status_topic, buffer_limit_mb, remark, created_at, updated_at";

const PASSWORD: &str = "outside_broker.password";
const KEY: &str = "outside_broker.key";

impl OutsideBrokers<'_> {
    /// All of the instance in the order they were made, for the memory of a starting engine.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a secret does not decrypt.
    pub fn load_all(&self) -> Result<Vec<OutsideBroker>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM outside_broker ORDER BY id");
        self.0.rows(&sql, [], |columns| self.broker(columns))
    }

    fn broker(&self, columns: &mut Columns<'_, '_>) -> Result<OutsideBroker, StoreError> {
        let id = columns.id()?;
        Ok(OutsideBroker {
            id,
            tenant: columns.tenant()?,
            name: columns.get()?,
            enable: columns.get()?,
            direction: columns.parse()?,
            protocol: columns.parse()?,
            host: columns.get()?,
            port: columns.get()?,
            ca: columns.get()?,
            cert: columns.get()?,
            key: self.secret(KEY, id, columns)?,
            username: columns.get()?,
            password: self.secret(PASSWORD, id, columns)?,
            client_id: columns.get()?,
            keep_alive: columns.get()?,
            clean_session: columns.get()?,
            qos: columns.get()?,
            remote_tenant: columns.tenant()?,
            publish: columns
                .text_list()?
                .iter()
                .map(|word| word.parse().map_err(StoreError::corrupt))
                .collect::<Result<_, _>>()?,
            status_topic: columns.get()?,
            buffer_limit_mb: columns.get()?,
            remark: columns.get()?,
            created_at: columns.time()?,
            updated_at: columns.time()?,
        })
    }

    fn secret(
        &self,
        column: &'static str,
        id: RecordId,
        columns: &mut Columns<'_, '_>,
    ) -> Result<String, StoreError> {
        let blob: Vec<u8> = columns.get()?;
        let owner = id.0.to_be_bytes();
        let plain = self.0.cipher.decrypt(Place { column, owner: &owner }, &blob)?;
        String::from_utf8(plain).map_err(StoreError::corrupt)
    }
}

impl OutsideBrokersMut<'_> {
    /// Adds a broker.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `name`, or when the tenant does not exist.
    pub fn insert(&self, broker: &OutsideBroker) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO outside_broker ({COLUMNS})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18, ?19, ?20, ?21, ?22, ?23, ?24)
             ON CONFLICT (tenant, name) DO NOTHING"
        );
        inserted(self.put(&sql, broker)?, "outside_broker", "name")
    }

    /// Replaces all fields but `id` and `tenant`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Conflict`] on `name`.
    pub fn update(&self, broker: &OutsideBroker) -> Result<(), StoreError> {
        let taken = self.tx().row(
            "SELECT 1 FROM outside_broker WHERE tenant = ?1 AND name = ?2 AND id <> ?3",
            params![broker.tenant.as_str(), broker.name, id_value(broker.id)],
            |_| Ok(()),
        )?;
        if taken.is_some() {
            return Err(StoreError::exists("outside_broker", "name"));
        }
        let sql = "UPDATE outside_broker SET name = ?3, enable = ?4, direction = ?5, protocol = ?6,
                host = ?7, port = ?8, ca = ?9, cert = ?10, key = ?11, username = ?12,
                password = ?13, client_id = ?14, keep_alive = ?15, clean_session = ?16, qos = ?17,
                remote_tenant = ?18, publish = ?19, status_topic = ?20, buffer_limit_mb = ?21,
                remark = ?22, created_at = ?23, updated_at = ?24
             WHERE id = ?1 AND tenant = ?2";
        found(self.put(sql, broker)?, "outside_broker")
    }

    /// Deletes a broker.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        let sql = "DELETE FROM outside_broker WHERE id = ?1";
        found(self.tx().execute(sql, [id_value(id)])?, "outside_broker")
    }

    fn put(&self, sql: &str, broker: &OutsideBroker) -> Result<usize, StoreError> {
        let owner = broker.id.0.to_be_bytes();
        let encrypt = |column: &'static str, plain: &str| {
            self.tx().cipher.encrypt(Place { column, owner: &owner }, plain.as_bytes())
        };
        let publish: Vec<String> =
            broker.publish.iter().map(|one| one.as_str().to_owned()).collect();
        self.tx().execute(
            sql,
            params![
                id_value(broker.id),
                broker.tenant.as_str(),
                broker.name,
                broker.enable,
                broker.direction.as_str(),
                broker.protocol.as_str(),
                broker.host,
                broker.port,
                broker.ca,
                broker.cert,
                encrypt(KEY, &broker.key)?,
                broker.username,
                encrypt(PASSWORD, &broker.password)?,
                broker.client_id,
                broker.keep_alive,
                broker.clean_session,
                broker.qos,
                broker.remote_tenant.as_str(),
                list_text(&publish),
                broker.status_topic,
                broker.buffer_limit_mb,
                broker.remark,
                broker.created_at.as_millis(),
                broker.updated_at.as_millis(),
            ],
        )
    }
}
