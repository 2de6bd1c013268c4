//! What operations on many records were about to change.
//!
//! A record is kept as its rows are: every column by its name, so that one that a later version
//! adds takes its default, and keys as encrypted as in their own table, where alone they decrypt.
//! What a session has used up never goes back: see `spent_f_cnt` in the schema.

use lorawan::Eui64;
use model::record::{LorawanProfile, RecordKey, RecordKind, RestoreItem, RestorePoint};
use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{params, params_from_iter};
use serde_json::{Value, json};

use crate::column::{Columns, id_value, record_id};
use crate::table::{DevicesMut, ProfilesMut, SessionsMut, StoredSession, Tx, found, table};
use crate::{ConflictReason, StoreError};

/// Items that one call deletes, so that other writers do not wait for long.
const SLICE: u32 = 500;
/// What an item takes beside its texts.
const ITEM_BYTES: usize = 64;

/// Tables with the rows of a record, the record's own first. `?1` is its key.
type Parts = &'static [(&'static str, &'static str)];

const DEVICE: Parts = &[
    ("device", "eui = ?1"),
    ("device_thing_model", "device = (SELECT id FROM device WHERE eui = ?1)"),
    ("device_rpc", "device = (SELECT id FROM device WHERE eui = ?1)"),
    ("device_trigger", "device = (SELECT id FROM device WHERE eui = ?1)"),
    ("device_tag", "device = (SELECT id FROM device WHERE eui = ?1)"),
    ("relation", "from_eui = ?1 OR to_eui = ?1"),
];
const PROFILE: Parts = &[
    ("lorawan_profile", "dev_eui = unhex(?1)"),
    ("session", "dev_eui = unhex(?1)"),
    ("session_counter", "dev_eui = unhex(?1)"),
    ("join_state", "dev_eui = unhex(?1)"),
    ("used_dev_nonce", "dev_eui = unhex(?1)"),
];

const GATEWAY: Parts = &[("gateway", "eui = unhex(?1)"), ("station_token", "gateway = unhex(?1)")];
const THING_MODEL: Parts = &[
    ("thing_model", "id = CAST(?1 AS INTEGER)"),
    ("model_version", "model = CAST(?1 AS INTEGER)"),
    ("model_case", "model = CAST(?1 AS INTEGER)"),
];
const RPC_MODEL: Parts = &[
    ("rpc_model", "id = CAST(?1 AS INTEGER)"),
    ("model_version", "model = CAST(?1 AS INTEGER)"),
    ("model_case", "model = CAST(?1 AS INTEGER)"),
];
const TRIGGER_MODEL: Parts = &[
    ("trigger_model", "id = CAST(?1 AS INTEGER)"),
    ("model_version", "model = CAST(?1 AS INTEGER)"),
    ("model_case", "model = CAST(?1 AS INTEGER)"),
];
const DEVICE_TEMPLATE: Parts = &[
    ("device_template", "id = CAST(?1 AS INTEGER)"),
    ("model_version", "model = CAST(?1 AS INTEGER)"),
    ("model_case", "model = CAST(?1 AS INTEGER)"),
];

/// The links of a device to models, and the models' tables.
const LINKS: [(&str, &str, &str); 3] = [
    ("device_thing_model", "thing_model", "thing_model"),
    ("device_rpc", "rpc", "rpc_model"),
    ("device_trigger", "trigger_model", "trigger_model"),
];
/// Where a device's child stands in its parent's map; beside the tables of a kept device.
const SUB_DEVICE: &str = "sub_device";
/// What an update leaves of a device: what it is, and its attributes, which only its thread changes.
const DEVICE_STAYS: &[&str] = &[
    "id",
    "tenant",
    "eui",
    "created_at",
    "server_attrs",
    "shared_attrs",
    "server_attrs_meta",
    "shared_attrs_meta",
    "server_attrs_trace",
    "shared_attrs_trace",
];

table!(
    /// What operations were about to change.
    RestorePoints,
    RestorePointsMut
);

/// What of a record could not be brought back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PutBack {
    /// Links to models that are gone.
    pub models_gone: usize,
}

const fn parts(kind: RecordKind) -> Parts {
    match kind {
        RecordKind::Device => DEVICE,
        RecordKind::Profile => PROFILE,
        RecordKind::Gateway => GATEWAY,
        RecordKind::ThingModel => THING_MODEL,
        RecordKind::RpcModel => RPC_MODEL,
        RecordKind::TriggerModel => TRIGGER_MODEL,
        RecordKind::DeviceTemplate => DEVICE_TEMPLATE,
    }
}

/// The table of the records themselves, with the condition that names one.
fn root(kind: RecordKind) -> (&'static str, &'static str) {
    parts(kind).first().copied().unwrap_or_default()
}

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
        let sql = "SELECT id, kind, key, name, before_at, after_at FROM restore_item
            WHERE point = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
        self.0.rows(sql, params![id_value(point), below, limit], item)
    }

    /// Points that go: those made before a time, and the oldest of those that together are larger
    /// than `bytes`. The newest stays however large it is.
    ///
    /// # Errors
    /// Those of the database.
    pub fn expired(&self, before: Timestamp, bytes: u64) -> Result<Vec<RestorePoint>, StoreError> {
        let sql = "SELECT id, tenant, operation, name, who, task, records, bytes, created_at,
            undone_at FROM (
                SELECT *, sum(bytes) OVER (ORDER BY id DESC) AS together,
                    row_number() OVER (ORDER BY id DESC) AS nth
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

    /// The rows of a record; `None` when there was none, or the point does not know it.
    fn kept(&self, point: RecordId, record: &RecordKey) -> Result<Option<JsonMap>, StoreError> {
        let sql = "SELECT before FROM restore_item WHERE point = ?1 AND kind = ?2 AND key = ?3";
        let key = params![id_value(point), record.kind().as_str(), record.to_string()];
        let text = self.0.row(sql, key, |columns| columns.get::<Option<String>>())?.flatten();
        text.map(|text| serde_json::from_str(&text).map_err(StoreError::corrupt)).transpose()
    }
}

impl RestorePointsMut<'_> {
    /// The rows of a record that is to be put back; refused when its key belongs to another tenant
    /// by now.
    fn own_kept(&self, point: RecordId, record: &RecordKey) -> Result<JsonMap, StoreError> {
        let kept = self.kept(point, record)?;
        let kept = kept.ok_or(StoreError::NotFound("record in the restore point"))?;
        let (table, condition) = root(record.kind());
        let sql = format!(
            "SELECT 1 FROM {table} WHERE {condition}
             AND tenant <> (SELECT tenant FROM restore_point WHERE id = ?2)"
        );
        let key = params![record.to_string(), id_value(point)];
        if self.tx().row(&sql, key, |_| Ok(()))?.is_some() {
            let reason = ConflictReason::Exists;
            return Err(StoreError::Conflict { record: table, field: "eui", reason });
        }
        Ok(kept)
    }

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

    /// Puts a kept device back: as a new record with its attributes when there is none, otherwise
    /// all of it but its attributes. Its relations follow by [`Self::put_back_relations`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the point has no such device.
    pub fn put_back_device(&self, point: RecordId, eui: &DeviceEui) -> Result<PutBack, StoreError> {
        let kept = self.own_kept(point, &RecordKey::Device(eui.clone()))?;
        let row = rows_of(&kept, "device").first().ok_or(StoreError::NotFound("device"))?;
        let tx = self.tx();
        let is_there = DevicesMut::new(tx.conn, tx.cipher).exists(eui)?;
        // A record that was made anew keeps its own id; so do its links.
        let id = match &is_there {
            Some(end) => {
                update(tx, "device", row, DEVICE_STAYS, "eui", &Sql::Text(eui.to_string()))?;
                id_value(end.id)
            }
            None => {
                insert(tx, "device", row)?;
                row.get("id").and_then(Value::as_i64).unwrap_or(-1)
            }
        };
        let mut put_back = PutBack::default();
        for (table, column, models) in LINKS {
            tx.execute(&format!("DELETE FROM {table} WHERE device = ?1"), [id])?;
            let known = format!(
                "SELECT 1 FROM {models} WHERE id = ?1
                    AND tenant IN ('PUBLIC', (SELECT tenant FROM device WHERE id = ?2))"
            );
            for link in rows_of(&kept, table) {
                let model = link.get(column).and_then(Value::as_i64).unwrap_or(-1);
                if tx.row(&known, params![model, id], |_| Ok(()))?.is_none() {
                    put_back.models_gone += 1;
                    continue;
                }
                insert(tx, table, &with_device(link, id))?;
            }
        }
        tx.execute("DELETE FROM device_tag WHERE device = ?1", [id])?;
        for tag in rows_of(&kept, "device_tag") {
            insert(tx, "device_tag", &with_device(tag, id))?;
        }
        Ok(put_back)
    }

    /// Puts a kept gateway or model back: as a new record with what belonged to it when there is
    /// none, otherwise in place of what it is now; what belongs to it stays then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the point has no such record, [`StoreError::Conflict`] when
    /// another record has its name now.
    pub fn put_back(&self, point: RecordId, record: &RecordKey) -> Result<(), StoreError> {
        let (tx, kept) = (self.tx(), self.own_kept(point, record)?);
        let (table, condition) = root(record.kind());
        let missing = StoreError::NotFound("record in the restore point");
        let row = rows_of(&kept, table).first().ok_or(missing)?;
        let taken = || {
            let reason = ConflictReason::Exists;
            StoreError::Conflict { record: table, field: "name", reason }
        };
        let sql = format!("SELECT 1 FROM {table} WHERE {condition}");
        if tx.row(&sql, [record.to_string()], |_| Ok(()))?.is_some() {
            let (names, mut values) =
                columns_of(tx, table, row, &["eui", "id", "tenant", "created_at"])?;
            // The key is the first parameter, as in the condition.
            values.insert(0, Sql::Text(record.to_string()));
            let set: Vec<String> =
                names.iter().zip(2..).map(|(name, at)| format!("{name} = ?{at}")).collect();
            let sql = format!("UPDATE OR IGNORE {table} SET {} WHERE {condition}", set.join(", "));
            return match tx.execute(&sql, params_from_iter(values))? {
                0 => Err(taken()),
                _ => Ok(()),
            };
        }
        let (names, values) = columns_of(tx, table, row, &[])?;
        let places: Vec<String> = (1..=names.len()).map(|at| format!("?{at}")).collect();
        let (names, places) = (names.join(", "), places.join(", "));
        let sql = format!("INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})");
        if tx.execute(&sql, params_from_iter(values))? == 0 {
            return Err(taken());
        }
        for (table, _) in parts(record.kind()).iter().skip(1) {
            for row in rows_of(&kept, table) {
                insert(tx, table, row)?;
            }
        }
        Ok(())
    }

    /// Puts the relations of a kept device back whose other end exists and that are not there.
    /// Returns the ends of those that came back.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_back_relations(
        &self,
        point: RecordId,
        eui: &DeviceEui,
    ) -> Result<Vec<(DeviceEui, DeviceEui)>, StoreError> {
        let Some(kept) = self.kept(point, &RecordKey::Device(eui.clone()))? else {
            return Ok(Vec::new());
        };
        let mut back = Vec::new();
        for row in rows_of(&kept, "relation") {
            let end = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or("");
            let fits = self.tx().row(
                "SELECT 1 FROM device f JOIN device t ON t.eui = ?2 AND t.tenant = f.tenant
                 WHERE f.eui = ?1 AND f.tenant = ?3 AND NOT EXISTS (
                    SELECT 1 FROM relation WHERE from_eui = ?1 AND to_eui = ?2)",
                params![end("from_eui"), end("to_eui"), end("tenant")],
                |_| Ok(()),
            )?;
            if fits.is_some()
                && let (Ok(from), Ok(to)) = (end("from_eui").parse(), end("to_eui").parse())
            {
                insert(self.tx(), "relation", row)?;
                back.push((from, to));
            }
        }
        Ok(back)
    }

    /// Puts a kept profile back, as a new record or in place of what it is now. What joins have
    /// used up is what they have used up in all; the sessions follow by
    /// [`Self::put_back_sessions`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the point has no such profile, [`StoreError::Corrupt`] when a
    /// key does not decrypt.
    pub fn put_back_profile(
        &self,
        point: RecordId,
        dev_eui: Eui64,
    ) -> Result<LorawanProfile, StoreError> {
        let kept = self.own_kept(point, &RecordKey::Profile(dev_eui))?;
        let missing = StoreError::NotFound("profile in the restore point");
        let row = rows_of(&kept, "lorawan_profile").first().ok_or(missing)?;
        let tx = self.tx();
        let profiles = ProfilesMut::new(tx.conn, tx.cipher);
        let key = Sql::Blob(dev_eui.to_be_bytes().to_vec());
        if profiles.get(dev_eui)?.is_some() {
            update(
                tx,
                "lorawan_profile",
                row,
                &["dev_eui", "tenant", "created_at"],
                "dev_eui",
                &key,
            )?;
        } else {
            insert(tx, "lorawan_profile", row)?;
            self.put_back_nonces(&kept, dev_eui)?;
        }
        profiles.get(dev_eui)?.ok_or(StoreError::NotFound("profile"))
    }

    fn put_back_nonces(&self, kept: &JsonMap, dev_eui: Eui64) -> Result<(), StoreError> {
        let (tx, dev_eui) = (self.tx(), dev_eui.to_be_bytes());
        for row in rows_of(kept, "used_dev_nonce") {
            tx.execute(
                "INSERT INTO used_dev_nonce (dev_eui, dev_nonce) VALUES (?1, ?2)
                 ON CONFLICT DO NOTHING",
                params![dev_eui, row.get("dev_nonce").and_then(Value::as_i64)],
            )?;
        }
        tx.execute(
            "INSERT INTO used_dev_nonce (dev_eui, dev_nonce)
             SELECT dev_eui, dev_nonce FROM spent_dev_nonce WHERE dev_eui = ?1
             ON CONFLICT DO NOTHING",
            [dev_eui],
        )?;
        let Some(row) = rows_of(kept, "join_state").first() else { return Ok(()) };
        let number = |name: &str| row.get(name).and_then(Value::as_i64);
        tx.execute(
            "INSERT INTO join_state (dev_eui, next_join_nonce, last_dev_nonce) VALUES (?1, ?2, ?3)
             ON CONFLICT (dev_eui) DO UPDATE SET
                next_join_nonce = max(next_join_nonce, excluded.next_join_nonce),
                last_dev_nonce = excluded.last_dev_nonce",
            params![dev_eui, number("next_join_nonce").unwrap_or(0), number("last_dev_nonce")],
        )?;
        // A profile of this device that was made and deleted since is kept, too, and a device
        // remembers the highest JoinNonce it has seen, whichever profile it was from.
        tx.execute(
            "UPDATE join_state SET next_join_nonce = max(next_join_nonce, coalesce((
                SELECT max(json_extract(before, '$.join_state[0].next_join_nonce'))
                FROM restore_item WHERE kind = 'profile' AND key = lower(hex(?1))), 0))
             WHERE dev_eui = ?1",
            [dev_eui],
        )?;
        // The highest that any profile of this device has accepted since.
        tx.execute(
            "UPDATE join_state SET last_dev_nonce = max(coalesce(last_dev_nonce, 0),
                (SELECT max(dev_nonce) FROM spent_dev_nonce WHERE dev_eui = ?1))
             WHERE dev_eui = ?1
                AND EXISTS (SELECT 1 FROM spent_dev_nonce WHERE dev_eui = ?1)",
            [dev_eui],
        )?;
        Ok(())
    }

    /// Puts the sessions of a kept profile in place of those its device has, each with the highest
    /// counters that were used under its address. Returns them, the active one first.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the device has no profile, [`StoreError::Corrupt`] when a key
    /// does not decrypt.
    pub fn put_back_sessions(
        &self,
        point: RecordId,
        dev_eui: Eui64,
    ) -> Result<Vec<StoredSession>, StoreError> {
        let kept = self.kept(point, &RecordKey::Profile(dev_eui))?.unwrap_or_default();
        let tx = self.tx();
        let sessions = SessionsMut::new(tx.conn, tx.cipher);
        // What is in place ends here, and is among what was used up from then on.
        sessions.delete(dev_eui)?;
        for table in ["session", "session_counter"] {
            for row in rows_of(&kept, table) {
                insert(tx, table, row)?;
            }
        }
        self.raise_counters(dev_eui)?;
        sessions.of_device(dev_eui)
    }

    /// Raises the counters of a device's sessions to the highest that were used under their
    /// addresses.
    ///
    /// # Errors
    /// Those of the database.
    pub fn raise_counters(&self, dev_eui: Eui64) -> Result<(), StoreError> {
        self.tx().execute(
            "UPDATE session_counter SET
                last_f_cnt_up = max(coalesce(session_counter.last_f_cnt_up, spent.last_f_cnt_up),
                    coalesce(spent.last_f_cnt_up, session_counter.last_f_cnt_up)),
                next_f_cnt_down = max(session_counter.next_f_cnt_down, spent.next_f_cnt_down)
             FROM spent_f_cnt spent
             WHERE session_counter.dev_eui = ?1 AND spent.dev_eui = session_counter.dev_eui
                AND spent.dev_addr = session_counter.dev_addr",
            [dev_eui.to_be_bytes()],
        )?;
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

/// The rows of a table in what was kept.
fn rows_of<'k>(kept: &'k JsonMap, table: &str) -> &'k [Value] {
    kept.get(table).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A row of a device that has another id now.
fn with_device(row: &Value, id: i64) -> Value {
    let mut row = row.clone();
    if let Some(row) = row.as_object_mut() {
        row.insert("device".to_owned(), id.into());
    }
    row
}

/// Rows with their columns by name; a blob is `{ "hex": … }`.
fn select(tx: &Tx<'_>, table: &str, condition: &str, key: &str) -> Result<Vec<Value>, StoreError> {
    let sql = format!("SELECT * FROM {table} WHERE {condition}");
    let mut statement = tx.conn.prepare_cached(&sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([key])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = JsonMap::new();
        for (at, name) in names.iter().enumerate() {
            let value = match row.get_ref(at)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Real(number) => number.into(),
                ValueRef::Text(text) => {
                    std::str::from_utf8(text).map_err(StoreError::corrupt)?.into()
                }
                ValueRef::Blob(bytes) => json!({ "hex": hex(bytes) }),
            };
            columns.insert(name.clone(), value);
        }
        found.push(Value::Object(columns));
    }
    Ok(found)
}

/// The columns of a kept row that its table has today.
fn columns_of(
    tx: &Tx<'_>,
    table: &str,
    row: &Value,
    stays: &[&str],
) -> Result<(Vec<String>, Vec<Sql>), StoreError> {
    let statement = tx.conn.prepare_cached(&format!("SELECT * FROM {table} LIMIT 0"))?;
    let mut columns = (Vec::new(), Vec::new());
    for name in statement.column_names() {
        if let Some(value) = row.get(name).filter(|_| !stays.contains(&name)) {
            columns.0.push(name.to_owned());
            columns.1.push(sql_value(value)?);
        }
    }
    Ok(columns)
}

fn insert(tx: &Tx<'_>, table: &str, row: &Value) -> Result<(), StoreError> {
    let (names, values) = columns_of(tx, table, row, &[])?;
    let places: Vec<String> = (1..=names.len()).map(|at| format!("?{at}")).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
    tx.execute(&sql, params_from_iter(values))?;
    Ok(())
}

fn update(
    tx: &Tx<'_>,
    table: &'static str,
    row: &Value,
    stays: &[&str],
    key: &str,
    is: &Sql,
) -> Result<(), StoreError> {
    let (names, mut values) = columns_of(tx, table, row, stays)?;
    let set: Vec<String> =
        names.iter().zip(1..).map(|(name, at)| format!("{name} = ?{at}")).collect();
    let sql = format!("UPDATE {table} SET {} WHERE {key} = ?{}", set.join(", "), set.len() + 1);
    values.push(is.clone());
    found(tx.execute(&sql, params_from_iter(values))?, table)
}

fn sql_value(value: &Value) -> Result<Sql, StoreError> {
    Ok(match value {
        Value::Null => Sql::Null,
        Value::String(text) => Sql::Text(text.clone()),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Sql::Integer(number),
            (None, Some(number)) => Sql::Real(number),
            (None, None) => return Err(StoreError::corrupt("a kept number is out of range")),
        },
        other => {
            let bytes = other.get("hex").and_then(Value::as_str).and_then(unhex);
            Sql::Blob(bytes.ok_or_else(|| StoreError::corrupt("a kept value has no shape"))?)
        }
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    pairs.iter().map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
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
    })
}
