//! What the history's writer remembers, so that it need not read before it writes.
//!
//! Only ever a copy of what the current transaction holds: after a rollback it is dropped.

use std::collections::HashMap;

use model::{DeviceEui, RecordId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::StoreError;
use crate::column::{id_value, record_id};
use crate::history::id::IdClock;
use crate::writer::WriterState;

/// Devices remembered; foreign devices must not fill the memory.
const MAX_DEVICES: usize = 50_000;

/// The writer's memory.
pub(crate) struct HistoryState {
    pub(crate) ids: IdClock,
    pub(crate) devices: HashMap<DeviceEui, DeviceTail>,
}

/// The newest ends of everything that is kept of a device.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeviceTail {
    pub(crate) at: Option<i64>,
    pub(crate) rssi_dbm: Option<f32>,
    pub(crate) snr_db: Option<f32>,
    pub(crate) last_frame: Option<i64>,
    pub(crate) last_message: Option<i64>,
    /// Must be written before the transaction ends.
    pub(crate) changed: bool,
    pub(crate) series: Vec<SeriesTail>,
}

/// The newest end of one series.
#[derive(Debug, Clone)]
pub(crate) struct SeriesTail {
    pub(crate) tenant: Box<str>,
    pub(crate) thing_model: RecordId,
    pub(crate) series: i64,
    pub(crate) last_id: Option<i64>,
    /// Which row of the batch holds the latest values, if they must be written yet.
    pub(crate) latest_row: Option<usize>,
    /// Must be written before the transaction ends.
    pub(crate) changed: bool,
}

impl WriterState for HistoryState {
    fn forget(&mut self) {
        self.devices.clear();
    }
}

impl HistoryState {
    /// Continues where the file ends.
    pub(crate) fn load(conn: &Connection) -> Result<Self, StoreError> {
        let last: i64 = conn.query_row(
            "SELECT max((SELECT coalesce(max(id), 0) FROM frame),
                (SELECT coalesce(max(id), 0) FROM message),
                (SELECT coalesce(max(id), 0) FROM telemetry_history),
                (SELECT coalesce(max(id), 0) FROM model_log),
                (SELECT coalesce(max(id), 0) FROM incident),
                (SELECT coalesce(max(id), 0) FROM alarm_log),
                (SELECT coalesce(max(id), 0) FROM rpc_run),
                (SELECT coalesce(max(id), 0) FROM notice_log),
                (SELECT coalesce(max(last_id), 0) FROM telemetry_latest),
                (SELECT coalesce(max(last_frame), 0) FROM device_activity),
                (SELECT coalesce(max(last_message), 0) FROM device_activity))",
            [],
            |row| row.get(0),
        )?;
        Ok(Self { ids: IdClock::after(last), devices: HashMap::new() })
    }

    /// Called between batches, when nothing is unwritten.
    pub(crate) fn stay_small(&mut self) {
        if self.devices.len() > MAX_DEVICES {
            self.devices.clear();
        }
    }

    /// The tail of a device, read from the file the first time.
    pub(crate) fn device(
        &mut self,
        conn: &Connection,
        eui: &DeviceEui,
    ) -> Result<&mut DeviceTail, StoreError> {
        // Not `entry`: it would clone the EUI for every row.
        if !self.devices.contains_key(eui) {
            let tail = load_device(conn, eui)?;
            self.devices.insert(eui.clone(), tail);
        }
        self.devices.get_mut(eui).ok_or(StoreError::NotFound("device tail"))
    }
}

fn load_device(conn: &Connection, eui: &DeviceEui) -> Result<DeviceTail, StoreError> {
    let tail = conn
        .prepare_cached(
            "SELECT at, rssi, snr, last_frame, last_message FROM device_activity WHERE eui = ?1",
        )?
        .query_row([eui.as_str()], |row| {
            Ok(DeviceTail {
                at: row.get(0)?,
                rssi_dbm: row.get(1)?,
                snr_db: row.get(2)?,
                last_frame: row.get(3)?,
                last_message: row.get(4)?,
                changed: false,
                series: Vec::new(),
            })
        })
        .optional()?;
    let mut tail = tail.unwrap_or_default();
    let mut statement = conn.prepare_cached(
        "SELECT thing_model, series, last_id, tenant FROM telemetry_latest WHERE eui = ?1",
    )?;
    let mut rows = statement.query([eui.as_str()])?;
    while let Some(row) = rows.next()? {
        tail.series.push(SeriesTail {
            tenant: row.get::<_, String>(3)?.into(),
            thing_model: record_id(row.get(0)?)?,
            series: row.get(1)?,
            last_id: row.get(2)?,
            latest_row: None,
            changed: false,
        });
    }
    Ok(tail)
}

impl DeviceTail {
    /// The series of a tenant and a thing model, made the first time.
    pub(crate) fn series(
        &mut self,
        conn: &Connection,
        tenant: &str,
        eui: &str,
        thing_model: RecordId,
    ) -> Result<&mut SeriesTail, StoreError> {
        let is_it = |it: &SeriesTail| it.thing_model == thing_model && *it.tenant == *tenant;
        let found = self.series.iter().position(is_it);
        let index = match found {
            Some(index) => index,
            None => {
                self.series.push(create_series(conn, tenant, eui, thing_model)?);
                self.series.len() - 1
            }
        };
        self.series.get_mut(index).ok_or(StoreError::NotFound("series"))
    }
}

fn create_series(
    conn: &Connection,
    tenant: &str,
    eui: &str,
    thing_model: RecordId,
) -> Result<SeriesTail, StoreError> {
    conn.prepare_cached(
        "INSERT INTO telemetry_latest (last_id, tenant, eui, thing_model, at, data)
         VALUES (NULL, ?1, ?2, ?3, 0, NULL)",
    )?
    .execute(params![tenant, eui, id_value(thing_model)])?;
    let series = conn.last_insert_rowid();
    Ok(SeriesTail {
        tenant: tenant.into(),
        thing_model,
        series,
        last_id: None,
        latest_row: None,
        changed: false,
    })
}
