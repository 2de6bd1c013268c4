//! What operations on many records were about to change.
//!
//! A record is kept as its rows are: every column by its name, so that one that a later version
//! adds takes its default, and keys as encrypted as in their own table, where alone they decrypt.

mod back;
mod rows;

use lorawan::Eui64;
use model::record::{RecordKey, RecordKind, RestoreItem, RestorePoint, Untied};
use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};
use rusqlite::params;
use serde_json::{Value, json};

pub use back::{PutBack, Ties};
use rows::{parts, root, rows_of, select};

use crate::StoreError;
use crate::column::{Columns, id_value, record_id};
use crate::table::{found, table};

/// Items that one call deletes, so that other writers do not wait for long.
const SLICE: u32 = 500;
/// What an item takes beside its texts.
const ITEM_BYTES: usize = 64;

/// Where a device's child stands in its parent's map; beside the tables of a kept device.
const SUB_DEVICE: &str = "sub_device";
table!(
    /// What operations were about to change.
    RestorePoints,
    RestorePointsMut
);

impl RestorePoints<'_> {
    /// The points of a tenant that hold something, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a word is unknown.
    pub fn all_of(&self, tenant: &TenantCode) -> Result<Vec<RestorePoint>, StoreError> {
        let sql = "SELECT id, tenant, operation, name, who, task, records, bytes, created_at,
            undone_at FROM restore_point WHERE tenant = ?1 AND records > 0 ORDER BY id DESC";
        self.0.rows(sql, [tenant.as_str()], point)
    }

    /// Those of a tenant's points that hold a record with this key, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a word is unknown.
    pub fn holding(&self, tenant: &TenantCode, key: &str) -> Result<Vec<RestorePoint>, StoreError> {
        // With every kind, so that the index by kind and key serves.
        let kinds: Vec<String> = RecordKind::ALL.iter().map(|kind| format!("'{kind}'")).collect();
        let sql = format!(
            "SELECT id, tenant, operation, name, who, task, records, bytes, created_at, undone_at
             FROM restore_point WHERE tenant = ?1 AND id IN (
                SELECT point FROM restore_item WHERE kind IN ({}) AND key = ?2)
             ORDER BY id DESC",
            kinds.join(", ")
        );
        self.0.rows(&sql, params![tenant.as_str(), key], point)
    }

    /// One point of a tenant.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a word is unknown.
    pub fn get(
        &self,
        tenant: &TenantCode,
        id: RecordId,
    ) -> Result<Option<RestorePoint>, StoreError> {
        let sql = "SELECT id, tenant, operation, name, who, task, records, bytes, created_at,
            undone_at FROM restore_point WHERE tenant = ?1 AND id = ?2";
        self.0.row(sql, params![tenant.as_str(), id_value(id)], point)
    }

    /// What a point holds, the last of the operation first, because what was done last is undone
    /// first: at most `limit` items, those behind the item `after` or the first ones.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn items(
        &self,
        point: RecordId,
        after: Option<RecordId>,
        limit: u32,
    ) -> Result<Vec<RestoreItem>, StoreError> {
        let below = after.map_or(i64::MAX, id_value);
        let sql =
            "SELECT id, kind, key, name, before_at, after_at, untied, untied_gone, untied_left
            FROM restore_item WHERE point = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
        self.0.rows(sql, params![id_value(point), below, limit], item)
    }

    /// Points that go: those made before a time, and the oldest of those that together are larger
    /// than `bytes`. The newest that holds something stays however large it is.
    ///
    /// # Errors
    /// Those of the database.
    pub fn expired(&self, before: Timestamp, bytes: u64) -> Result<Vec<RestorePoint>, StoreError> {
        let sql = "SELECT id, tenant, operation, name, who, task, records, bytes, created_at,
            undone_at FROM (
                SELECT *, sum(bytes) OVER (ORDER BY id DESC) AS together,
                    sum(records > 0) OVER (ORDER BY id DESC) AS nth
                FROM restore_point)
            WHERE created_at < ?1 OR (together > ?2 AND nth > 1) ORDER BY id";
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.0.rows(sql, params![before.as_millis(), bytes], point)
    }

    /// The attributes of a kept device with what people said of them: server, then shared, each
    /// values and descriptions. `None` when the point has no such device.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn kept_attributes(
        &self,
        point: RecordId,
        eui: &DeviceEui,
    ) -> Result<Option<[(JsonMap, JsonMap); 2]>, StoreError> {
        let Some(kept) = self.kept(point, &RecordKey::Device(eui.clone()))? else {
            return Ok(None);
        };
        let Some(row) = rows_of(&kept, "device").first() else { return Ok(None) };
        let map = |column: &str| -> Result<JsonMap, StoreError> {
            let text = row.get(column).and_then(Value::as_str).unwrap_or("{}");
            serde_json::from_str(text).map_err(StoreError::corrupt)
        };
        Ok(Some([
            (map("server_attrs")?, map("server_attrs_meta")?),
            (map("shared_attrs")?, map("shared_attrs_meta")?),
        ]))
    }

    /// The parent of a kept sub-device, and the identifier under which the parent knew it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn kept_place(
        &self,
        point: RecordId,
        eui: &DeviceEui,
    ) -> Result<Option<(DeviceEui, String)>, StoreError> {
        let kept = self.kept(point, &RecordKey::Device(eui.clone()))?;
        let place = kept.as_ref().and_then(|kept| rows_of(kept, SUB_DEVICE).first());
        Ok(place.and_then(|place| {
            let text = |name: &str| place.get(name).and_then(Value::as_str);
            Some((text("parent")?.parse().ok()?, text("identifier")?.to_owned()))
        }))
    }

    /// Whom a kept device was tied to: its parent, and the other ends of its relations.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn kept_kin(&self, point: RecordId, eui: &DeviceEui) -> Result<Vec<DeviceEui>, StoreError> {
        let kept = self.kept(point, &RecordKey::Device(eui.clone()))?.unwrap_or_default();
        let ends = rows_of(&kept, "relation").iter().filter_map(|row| other_end(row, eui));
        Ok(kept_parent(&kept).into_iter().chain(ends).collect())
    }

    /// Whether a record was last changed at a time; `None` when it is not to be there.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when not.
    pub fn expect(&self, record: &RecordKey, at: Option<Timestamp>) -> Result<(), StoreError> {
        let (table, condition) = root(record.kind());
        let sql = format!("SELECT updated_at FROM {table} WHERE {condition}");
        let found = self.0.row(&sql, [record.to_string()], |columns| columns.time())?;
        if found == at { Ok(()) } else { Err(StoreError::Changed) }
    }

    /// The rows of a record; `None` when there was none, or the point does not know it.
    fn kept(&self, point: RecordId, record: &RecordKey) -> Result<Option<JsonMap>, StoreError> {
        let sql = "SELECT before FROM restore_item WHERE point = ?1 AND kind = ?2 AND key = ?3";
        let key = params![id_value(point), record.kind().as_str(), record.to_string()];
        let text = self.0.row(sql, key, |columns| columns.get::<Option<String>>())?.flatten();
        text.map(|text| serde_json::from_str(&text).map_err(StoreError::corrupt)).transpose()
    }
}

impl RestorePointsMut<'_> {
    /// Adds a point that holds nothing yet.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the tenant does not exist.
    pub fn insert(&self, point: &RestorePoint) -> Result<(), StoreError> {
        self.tx().execute(
            "INSERT INTO restore_point (id, tenant, operation, name, who, task, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                id_value(point.id),
                point.tenant.as_str(),
                point.operation.as_str(),
                point.name,
                point.who,
                point.task.map(id_value),
                point.created_at.as_millis(),
            ],
        )?;
        Ok(())
    }

    /// Keeps a record as it is now, or that there is none. One that the point holds already stays
    /// as it was kept first. Records of other tenants are not kept.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such point.
    pub fn keep(&self, point: RecordId, record: &RecordKey) -> Result<(), StoreError> {
        let (tx, kind, key) = (self.tx(), record.kind(), record.to_string());
        let sql = "SELECT tenant FROM restore_point WHERE id = ?1";
        let tenant: Option<String> = tx.row(sql, [id_value(point)], |columns| columns.get())?;
        let tenant = tenant.ok_or(StoreError::NotFound("restore point"))?;
        let (table, condition) = root(kind);
        let sql = format!("SELECT tenant, updated_at FROM {table} WHERE {condition}");
        let now: Option<(String, i64)> =
            tx.row(&sql, [&key], |columns| Ok((columns.get()?, columns.get()?)))?;
        if now.as_ref().is_some_and(|(owner, _)| *owner != tenant) {
            return Ok(());
        }
        let kept = match now {
            Some(_) => Some(self.snapshot(record)?),
            None => None,
        };
        let name = kept.as_ref().and_then(|kept| rows_of(kept, table).first());
        let name = name.and_then(|row| row.get("name")).and_then(Value::as_str).unwrap_or("");
        let text = kept.as_ref().map(|kept| Value::Object(kept.clone()).to_string());
        let before_at = now.as_ref().map(|(_, at)| *at);
        let added = tx.execute(
            "INSERT INTO restore_item (point, kind, key, name, before, before_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (point, kind, key) DO NOTHING",
            params![id_value(point), kind.as_str(), key, name, text, before_at],
        )?;
        if added == 0 {
            let sql = "UPDATE restore_item SET settled = 0
                WHERE point = ?1 AND kind = ?2 AND key = ?3";
            tx.execute(sql, params![id_value(point), kind.as_str(), key])?;
            return Ok(());
        }
        let size = text.map_or(0, |text| text.len()) + key.len() + name.len() + ITEM_BYTES;
        tx.execute(
            "UPDATE restore_point SET records = records + 1, bytes = bytes + ?2 WHERE id = ?1",
            params![id_value(point), i64::try_from(size).unwrap_or(i64::MAX)],
        )?;
        Ok(())
    }

    /// Notes how the operation left the records that were kept since this was last called.
    ///
    /// # Errors
    /// Those of the database.
    pub fn settle(&self, point: RecordId) -> Result<(), StoreError> {
        self.settle_where("point = ?1 AND settled = 0", params![id_value(point)])
    }

    /// Notes how operations left their records that were cut short when the program ended.
    ///
    /// # Errors
    /// Those of the database.
    pub fn settle_all(&self) -> Result<(), StoreError> {
        self.settle_where("settled = 0", params![])
    }

    fn settle_where(
        &self,
        which: &str,
        params: impl rusqlite::Params + Copy,
    ) -> Result<(), StoreError> {
        for kind in RecordKind::ALL {
            let (table, condition) = root(*kind);
            let condition = condition.replace("?1", "restore_item.key");
            let sql = format!(
                "UPDATE restore_item SET settled = 1,
                    after_at = (SELECT updated_at FROM {table} WHERE {condition})
                 WHERE kind = '{kind}' AND {which}"
            );
            self.tx().execute(&sql, params)?;
        }
        Ok(())
    }

    /// Notes that an operation was undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn note_undone(&self, point: RecordId, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE restore_point SET undone_at = ?2 WHERE id = ?1";
        let changed = self.tx().execute(sql, params![id_value(point), at.as_millis()])?;
        found(changed, "restore point")
    }

    /// Deletes a slice of a point's items, then the point. Call again while it says `true`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn delete_slice(&self, point: RecordId) -> Result<bool, StoreError> {
        let tx = self.tx();
        let deleted = tx.execute(
            "DELETE FROM restore_item WHERE id IN (
                SELECT id FROM restore_item WHERE point = ?1 LIMIT ?2)",
            params![id_value(point), SLICE],
        )?;
        if deleted == SLICE as usize {
            return Ok(true);
        }
        tx.execute("DELETE FROM restore_point WHERE id = ?1", [id_value(point)])?;
        for spent in ["spent_f_cnt", "spent_dev_nonce"] {
            tx.execute(
                &format!(
                    "DELETE FROM {spent} WHERE NOT EXISTS (SELECT 1 FROM restore_item
                        WHERE kind = 'profile' AND key = lower(hex({spent}.dev_eui)))"
                ),
                [],
            )?;
        }
        Ok(false)
    }

    /// Forgets the counters that ended sessions of a device have used up: its owner says that it
    /// starts again.
    ///
    /// # Errors
    /// Those of the database.
    pub fn forget_spent_counters(&self, dev_eui: Eui64) -> Result<(), StoreError> {
        let sql = "DELETE FROM spent_f_cnt WHERE dev_eui = ?1";
        self.tx().execute(sql, [dev_eui.to_be_bytes()])?;
        Ok(())
    }

    /// Forgets the DevNonces that a device used: its owner says that it lost its memory.
    ///
    /// # Errors
    /// Those of the database.
    pub fn forget_spent_nonces(&self, dev_eui: Eui64) -> Result<(), StoreError> {
        let sql = "DELETE FROM spent_dev_nonce WHERE dev_eui = ?1";
        self.tx().execute(sql, [dev_eui.to_be_bytes()])?;
        Ok(())
    }

    /// Every row of a record, by table.
    fn snapshot(&self, record: &RecordKey) -> Result<JsonMap, StoreError> {
        let (tx, key) = (self.tx(), record.to_string());
        let mut kept = JsonMap::new();
        for (table, condition) in parts(record.kind()) {
            let rows = select(tx, table, condition, &key)?;
            if !rows.is_empty() {
                kept.insert((*table).to_owned(), Value::Array(rows));
            }
        }
        if let RecordKey::Device(eui) = record {
            let place = tx.row(
                "SELECT p.eui, entry.key FROM device d JOIN device p ON p.eui = d.parent,
                    json_each(p.server_attrs, '$.sub_device_map') entry
                 WHERE d.eui = ?1 AND entry.value = d.eui",
                [eui.as_str()],
                |columns| Ok((columns.get::<String>()?, columns.get::<String>()?)),
            )?;
            if let Some((parent, identifier)) = place {
                let place = json!([{ "parent": parent, "identifier": identifier }]);
                kept.insert(SUB_DEVICE.to_owned(), place);
            }
        }
        Ok(kept)
    }
}

/// The parent of a kept device.
fn kept_parent(kept: &JsonMap) -> Option<DeviceEui> {
    rows_of(kept, "device").first()?.get("parent")?.as_str()?.parse().ok()
}

/// The end of a kept relation that is not this device.
fn other_end(relation: &Value, eui: &DeviceEui) -> Option<DeviceEui> {
    let end = |name: &str| relation.get(name).and_then(Value::as_str);
    let (from, to) = (end("from_eui")?, end("to_eui")?);
    let other = if from == eui.as_str() { to } else { from };
    other.parse().ok()
}

fn point(columns: &mut Columns<'_, '_>) -> Result<RestorePoint, StoreError> {
    Ok(RestorePoint {
        id: columns.id()?,
        tenant: columns.tenant()?,
        operation: columns.parse()?,
        name: columns.get()?,
        who: columns.get()?,
        task: columns.get::<Option<i64>>()?.map(record_id).transpose()?,
        records: u64::try_from(columns.get::<i64>()?).unwrap_or(0),
        bytes: u64::try_from(columns.get::<i64>()?).unwrap_or(0),
        created_at: columns.time()?,
        undone_at: columns.time_opt()?,
    })
}

fn item(columns: &mut Columns<'_, '_>) -> Result<RestoreItem, StoreError> {
    let (id, kind, key) = (columns.id()?, columns.parse()?, columns.get::<String>()?);
    let record = RecordKey::read(kind, &key)
        .ok_or_else(|| StoreError::corrupt("a kept record has no key"))?;
    Ok(RestoreItem {
        id,
        record,
        name: columns.get()?,
        before_at: columns.time_opt()?,
        after_at: columns.time_opt()?,
        untied: untied(columns)?,
    })
}

fn untied(columns: &mut Columns<'_, '_>) -> Result<Option<Untied>, StoreError> {
    let is_untied: bool = columns.get()?;
    let untied = Untied { was_gone: columns.get()?, left: columns.parse_opt()? };
    Ok(is_untied.then_some(untied))
}
