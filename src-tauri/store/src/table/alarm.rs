//! Active alarms of devices.

use model::RecordId;
use model::record::{Alarm, Handled};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, list_text};
use crate::table::{found, inserted, table};

table!(
    /// Active alarms.
    Alarms,
    AlarmsMut
);

impl Alarms<'_> {
    /// All of the instance in the order they were raised, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<Alarm>, StoreError> {
        self.0.rows(
            "SELECT alarm.id, tenant, eui, alarm.name, level, title, description, notice_groups,
                count, raised_at, last_trigger_time, acknowledged_by, acknowledged_at, note
             FROM alarm JOIN device ON device.id = alarm.device ORDER BY alarm.id",
            [],
            alarm,
        )
    }
}

impl AlarmsMut<'_> {
    /// Adds an alarm.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the device has gone, [`StoreError::Conflict`] on `name` when
    /// it has an active alarm of that name.
    pub fn insert(&self, alarm: &Alarm) -> Result<(), StoreError> {
        let sql = "SELECT id FROM device WHERE eui = ?1";
        let device = self.tx().row(sql, [alarm.eui.as_str()], |columns| columns.get::<i64>())?;
        let device = device.ok_or(StoreError::NotFound("device"))?;
        let changed = self.tx().execute(
            "INSERT INTO alarm (id, device, name, level, title, description, notice_groups, count,
                raised_at, last_trigger_time, acknowledged_by, acknowledged_at, note)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, NULL, NULL)
             ON CONFLICT (device, name) DO NOTHING",
            params![
                id_value(alarm.id),
                device,
                alarm.name,
                alarm.level.as_str(),
                alarm.title,
                alarm.desc,
                list_text(&alarm.notice_groups),
                alarm.count,
                alarm.raised_at.as_millis(),
                alarm.last_trigger_time.as_millis(),
            ],
        )?;
        inserted(changed, "alarm", "name")
    }

    /// Stores what became of an alarm.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn update(&self, alarm: &Alarm) -> Result<(), StoreError> {
        let handled = alarm.acknowledged.as_ref();
        let changed = self.tx().execute(
            "UPDATE alarm SET level = ?2, title = ?3, description = ?4, notice_groups = ?5,
                count = ?6, last_trigger_time = ?7, acknowledged_by = ?8, acknowledged_at = ?9,
                note = ?10
             WHERE id = ?1",
            params![
                id_value(alarm.id),
                alarm.level.as_str(),
                alarm.title,
                alarm.desc,
                list_text(&alarm.notice_groups),
                alarm.count,
                alarm.last_trigger_time.as_millis(),
                handled.map(|handled| handled.by.as_str()),
                handled.map(|handled| handled.at.as_millis()),
                handled.map(|handled| handled.note.as_str()),
            ],
        )?;
        found(changed, "alarm")
    }

    /// Deletes an alarm that is over.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        found(self.tx().execute("DELETE FROM alarm WHERE id = ?1", [id_value(id)])?, "alarm")
    }
}

fn alarm(columns: &mut Columns<'_, '_>) -> Result<Alarm, StoreError> {
    Ok(Alarm {
        id: columns.id()?,
        tenant: columns.tenant()?,
        eui: columns.device_eui()?,
        name: columns.get()?,
        level: columns.parse()?,
        title: columns.get()?,
        desc: columns.get()?,
        notice_groups: columns.text_list()?,
        count: columns.get()?,
        raised_at: columns.time()?,
        last_trigger_time: columns.time()?,
        acknowledged: handled(columns)?,
    })
}

fn handled(columns: &mut Columns<'_, '_>) -> Result<Option<Handled>, StoreError> {
    let (by, at) = (columns.get::<Option<String>>()?, columns.time_opt()?);
    let note = columns.get::<Option<String>>()?.unwrap_or_default();
    Ok(by.zip(at).map(|(by, at)| Handled { by, at, note }))
}
