//! Putting records back as they were kept. What a session has used up never goes back: see
//! `spent_f_cnt` in the schema.

use lorawan::Eui64;
use model::record::{LorawanProfile, RecordKey, RecordKind, Untied};
use model::{DeviceEui, JsonMap, RecordId};
use rusqlite::params;
use serde_json::Value;

use super::rows::{insert, insert_if_free, parts, root, rows_of, update_if_free};
use super::{RestorePointsMut, kept_parent, other_end, untied};
use crate::StoreError;
use crate::column::id_value;
use crate::table::{ProfilesMut, SessionsMut, StoredSession};

/// The links of a device to models, and the models' tables.
const LINKS: [(&str, &str, &str); 3] = [
    ("device_thing_model", "thing_model", "thing_model"),
    ("device_rpc", "rpc", "rpc_model"),
    ("device_trigger", "trigger_model", "trigger_model"),
];
/// What an update leaves of a record: what it is.
const STAYS: &[&str] = &["id", "tenant", "eui", "dev_eui", "created_at"];
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

/// What of a record could not be brought back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PutBack {
    /// Links to models that are gone.
    pub models_gone: usize,
    /// It was or is tied to others: [`RestorePointsMut::put_back_ties`] follows.
    pub untied: Option<Untied>,
    /// Whether it was at a location, or in one, that is gone.
    pub location_gone: bool,
}

/// What ties a device to others, as far as it was put back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ties {
    /// The ends of relations that were not there.
    pub relations: Vec<(DeviceEui, DeviceEui)>,
    /// The parent it has now.
    pub parent: Option<DeviceEui>,
    /// The identifier under which that parent knew it.
    pub identifier: Option<String>,
}

/// How the row of a record was put back.
struct Row {
    /// In place of one that was there.
    is_there: bool,
    location_gone: bool,
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
            return Err(StoreError::exists(table, "eui"));
        }
        Ok(kept)
    }

    /// Puts a kept device back: as a new record with its attributes when there is none, otherwise
    /// all of it but its attributes. What ties it to others follows by [`Self::put_back_ties`] when
    /// those are back, too; `leaves` says whether the parent it has now is to forget it then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the point has no such device.
    pub fn put_back_device(
        &self,
        point: RecordId,
        eui: &DeviceEui,
        leaves: bool,
    ) -> Result<PutBack, StoreError> {
        let record = RecordKey::Device(eui.clone());
        let kept = self.own_kept(point, &record)?;
        let tx = self.tx();
        let sql = "SELECT parent FROM device WHERE eui = ?1";
        let left = tx.row(sql, [eui.as_str()], |columns| columns.parse_opt::<DeviceEui>())?;
        let home = kept_parent(&kept);
        let left = left.flatten().filter(|_| leaves);
        let Row { is_there, location_gone } = self.put_row(&kept, &record)?;
        // A record that was made anew keeps its own id; so do its links.
        let sql = "SELECT id FROM device WHERE eui = ?1";
        let id = tx.row(sql, [eui.as_str()], |columns| columns.get::<i64>())?;
        let id = id.ok_or(StoreError::NotFound("device"))?;
        let mut put_back = PutBack { location_gone, ..PutBack::default() };
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
        let had_ties = home.is_some() || !rows_of(&kept, "relation").is_empty();
        let is_home = left.is_some() && left == home;
        let now = Untied { was_gone: !is_there, left };
        put_back.untied = self.note_untied(point, eui, had_ties, is_home, now)?;
        Ok(put_back)
    }

    /// Notes that what ties a device to others is still to follow, because it was put back. Returns
    /// that with what an undoing knew that was cut short before it came to that; `None` when there
    /// is nothing to follow. `is_home`: the parent that it leaves is the one it comes back to, perhaps
    /// because that undoing had put it there.
    fn note_untied(
        &self,
        point: RecordId,
        eui: &DeviceEui,
        had_ties: bool,
        is_home: bool,
        now: Untied,
    ) -> Result<Option<Untied>, StoreError> {
        let key = params![id_value(point), eui.as_str()];
        let sql = "SELECT untied, untied_gone, untied_left FROM restore_item
            WHERE point = ?1 AND kind = 'device' AND key = ?2";
        let noted = match self.tx().row(sql, key, untied)?.flatten() {
            None if !had_ties && now.left.is_none() => return Ok(None),
            None => now,
            Some(before) => Untied {
                was_gone: before.was_gone || now.was_gone,
                left: if is_home { before.left.or(now.left) } else { now.left.or(before.left) },
            },
        };
        self.set_untied(point, eui, Some(&noted))?;
        Ok(Some(noted))
    }

    /// Notes that a device is tied to others again.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note_tied(&self, point: RecordId, eui: &DeviceEui) -> Result<(), StoreError> {
        self.set_untied(point, eui, None)
    }

    fn set_untied(
        &self,
        point: RecordId,
        eui: &DeviceEui,
        untied: Option<&Untied>,
    ) -> Result<(), StoreError> {
        let left = untied.and_then(|it| it.left.as_ref()).map(DeviceEui::as_str);
        let was_gone = untied.is_some_and(|it| it.was_gone);
        self.tx().execute(
            "UPDATE restore_item SET untied = ?3, untied_gone = ?4, untied_left = ?5
             WHERE point = ?1 AND kind = 'device' AND key = ?2",
            params![id_value(point), eui.as_str(), untied.is_some(), was_gone, left],
        )?;
        Ok(())
    }

    /// Puts a kept gateway, model or location back: as a new record with what belonged to it when
    /// there is none, otherwise in place of what it is now; what belongs to it stays then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the point has no such record, [`StoreError::Conflict`] when
    /// another record has its name or code now.
    pub fn put_back(&self, point: RecordId, record: &RecordKey) -> Result<PutBack, StoreError> {
        let kept = self.own_kept(point, record)?;
        let Row { is_there, location_gone } = self.put_row(&kept, record)?;
        let put_back = PutBack { location_gone, ..PutBack::default() };
        if is_there {
            return Ok(put_back);
        }
        for (table, _) in parts(record.kind()).iter().skip(1) {
            for row in rows_of(&kept, table) {
                insert(self.tx(), table, row)?;
            }
        }
        Ok(put_back)
    }

    /// Puts the row of a record itself in place of the one it has now, but for what stays, or adds
    /// it; without its location when that is gone.
    fn put_row(&self, kept: &JsonMap, record: &RecordKey) -> Result<Row, StoreError> {
        let (tx, (table, condition)) = (self.tx(), root(record.kind()));
        let missing = StoreError::NotFound("record in the restore point");
        let mut row = rows_of(kept, table).first().ok_or(missing)?.clone();
        let location_gone = self.leave_gone_location(&mut row, record.kind())?;
        let sql = format!("SELECT 1 FROM {table} WHERE {condition}");
        let is_there = tx.row(&sql, [record.to_string()], |_| Ok(()))?.is_some();
        let written = if is_there {
            let stays = if record.kind() == RecordKind::Device { DEVICE_STAYS } else { STAYS };
            update_if_free(tx, record, &row, stays)?
        } else {
            insert_if_free(tx, table, &row)?
        };
        if written == 0 {
            return Err(StoreError::exists(table, "name"));
        }
        Ok(Row { is_there, location_gone })
    }

    /// Takes the location out of a kept row, or the one a location was in, when the tenant has no
    /// such location any more. Says whether that was so.
    fn leave_gone_location(&self, row: &mut Value, kind: RecordKind) -> Result<bool, StoreError> {
        let column = if kind == RecordKind::Location { "parent" } else { "location" };
        let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or("");
        let Some(location) = row.get(column).and_then(Value::as_i64) else { return Ok(false) };
        let sql = "SELECT 1 FROM location WHERE id = ?1 AND tenant = ?2";
        if self.tx().row(sql, params![location, text("tenant")], |_| Ok(()))?.is_some() {
            return Ok(false);
        }
        if let Some(row) = row.as_object_mut() {
            row.insert(column.to_owned(), Value::Null);
        }
        Ok(true)
    }

    /// Puts back what tied a kept device to others: the relations to those `with` says yes to whose
    /// other end exists and that are not there, and the parent, if it is there, of a device that is
    /// as it was kept; without its parent it has none. Returns what ties it now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the device is gone; [`StoreError::Corrupt`].
    pub fn put_back_ties(
        &self,
        point: RecordId,
        eui: &DeviceEui,
        with: impl Fn(&DeviceEui) -> bool,
    ) -> Result<Ties, StoreError> {
        let tx = self.tx();
        let kept = self.kept(point, &RecordKey::Device(eui.clone()))?.unwrap_or_default();
        let mut ties = Ties::default();
        for row in rows_of(&kept, "relation") {
            if !other_end(row, eui).is_some_and(|other| with(&other)) {
                continue;
            }
            let end = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or("");
            let fits = tx.row(
                "SELECT 1 FROM device f JOIN device t ON t.eui = ?2 AND t.tenant = f.tenant
                 WHERE f.eui = ?1 AND f.tenant = ?3 AND NOT EXISTS (
                    SELECT 1 FROM relation WHERE from_eui = ?1 AND to_eui = ?2)",
                params![end("from_eui"), end("to_eui"), end("tenant")],
                |_| Ok(()),
            )?;
            if fits.is_some()
                && let (Ok(from), Ok(to)) = (end("from_eui").parse(), end("to_eui").parse())
            {
                insert(tx, "relation", row)?;
                ties.relations.push((from, to));
            }
        }
        let parent = kept_parent(&kept);
        let at = rows_of(&kept, "device").first().and_then(|row| row.get("updated_at")?.as_i64());
        tx.execute(
            "UPDATE device SET parent = (
                SELECT p.eui FROM device p WHERE p.eui = ?2 AND p.tenant = device.tenant)
             WHERE eui = ?1 AND updated_at = ?3 AND coalesce(parent, ?2) IS ?2",
            params![eui.as_str(), parent.as_ref().map(DeviceEui::as_str), at],
        )?;
        let sql = "SELECT parent FROM device WHERE eui = ?1";
        let now = tx.row(sql, [eui.as_str()], |columns| columns.parse_opt::<DeviceEui>())?;
        ties.parent = now.ok_or(StoreError::NotFound("device"))?;
        let place = self.kept_place(point, eui)?;
        ties.identifier = place
            .filter(|(parent, _)| ties.parent.as_ref() == Some(parent))
            .map(|(_, identifier)| identifier);
        Ok(ties)
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
        let record = RecordKey::Profile(dev_eui);
        let kept = self.own_kept(point, &record)?;
        if !self.put_row(&kept, &record)?.is_there {
            self.put_back_nonces(&kept, dev_eui)?;
        }
        let tx = self.tx();
        let profile = ProfilesMut::new(tx.conn, tx.cipher).get(dev_eui)?;
        profile.ok_or(StoreError::NotFound("profile"))
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
}

/// A row of a device that has another id now.
fn with_device(row: &Value, id: i64) -> Value {
    let mut row = row.clone();
    if let Some(row) = row.as_object_mut() {
        row.insert("device".to_owned(), id.into());
    }
    row
}
