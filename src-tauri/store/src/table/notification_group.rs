//! Who is told of alarms.

use model::RecordId;
use model::record::NotificationGroup;
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, list_text};
use crate::table::{found, inserted, table};

table!(
    /// Notification groups.
    NotificationGroups,
    NotificationGroupsMut
);

const COLUMNS: &str =
    "id, tenant, name, enable, channel, recipients, remark, updated_at, all_gateways";

impl NotificationGroups<'_> {
    /// All of the instance by id, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<NotificationGroup>, StoreError> {
        self.0.rows(&format!("SELECT {COLUMNS} FROM notification_group ORDER BY id"), [], group)
    }
}

impl NotificationGroupsMut<'_> {
    /// Adds a group.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `name`, or when the tenant does not exist.
    pub fn insert(&self, group: &NotificationGroup) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO notification_group ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (tenant, name) DO NOTHING"
        );
        inserted(self.put(&sql, group)?, "notification_group", "name")
    }

    /// Replaces all fields but the tenant.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Conflict`] on `name`.
    pub fn update(&self, group: &NotificationGroup) -> Result<(), StoreError> {
        let taken = self.tx().row(
            "SELECT 1 FROM notification_group WHERE tenant = ?1 AND name = ?2 AND id <> ?3",
            params![group.tenant.as_str(), group.name, id_value(group.id)],
            |_| Ok(()),
        )?;
        if taken.is_some() {
            return Err(StoreError::exists("notification_group", "name"));
        }
        let sql = "UPDATE notification_group SET name = ?3, enable = ?4, channel = ?5,
                recipients = ?6, remark = ?7, updated_at = ?8, all_gateways = ?9
             WHERE id = ?1 AND tenant = ?2";
        found(self.put(sql, group)?, "notification_group")
    }

    /// Deletes a group.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        let sql = "DELETE FROM notification_group WHERE id = ?1";
        found(self.tx().execute(sql, [id_value(id)])?, "notification_group")
    }

    fn put(&self, sql: &str, group: &NotificationGroup) -> Result<usize, StoreError> {
        self.tx().execute(
            sql,
            params![
                id_value(group.id),
                group.tenant.as_str(),
                group.name,
                group.enable,
                group.channel.as_str(),
                list_text(&group.recipients),
                group.remark,
                group.updated_at.as_millis(),
                group.all_gateways,
            ],
        )
    }
}

fn group(columns: &mut Columns<'_, '_>) -> Result<NotificationGroup, StoreError> {
    Ok(NotificationGroup {
        id: columns.id()?,
        tenant: columns.tenant()?,
        name: columns.get()?,
        enable: columns.get()?,
        channel: columns.parse()?,
        recipients: columns.text_list()?,
        remark: columns.get()?,
        updated_at: columns.time()?,
        all_gateways: columns.get()?,
    })
}
