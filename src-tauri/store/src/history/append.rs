//! Appends a batch. What changes in place (latest values, activity, ends of chains) is written
//! once per batch, in key order, however many rows of the batch changed it.

use lorawan::Eui64;
use model::record::{NotificationChannel, RpcRun};
use model::{DeviceEui, RecordId, Said};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::column::{dev_addr_opt_value, eui_opt_value, id_value, said_value};
use crate::history::id::{day_of, public};
use crate::history::row::{
    ActivityRow, AlarmRow, FrameRow, GatewaySeenRow, HistoryRow, IncidentRow, MessageRow,
    ModelLogRow, NoticeRow, TelemetryRow,
};
use crate::history::rpc_run::insert_rpc_run;
use crate::history::state::{DeviceTail, HistoryState};

/// Appends the rows; the id of each that has one.
pub(crate) fn append(
    conn: &Connection,
    state: &mut HistoryState,
    rows: &[HistoryRow],
) -> Result<Vec<Option<RecordId>>, StoreError> {
    state.stay_small();
    let mut batch = Batch { conn, state, touched: Vec::new() };
    let ids = rows
        .iter()
        .enumerate()
        .map(|(index, row)| batch.append(index, row).map(|id| id.map(public)))
        .collect::<Result<_, _>>()?;
    batch.finish(rows)?;
    Ok(ids)
}

struct Batch<'b> {
    conn: &'b Connection,
    state: &'b mut HistoryState,
    /// Devices whose tails must be written at the end, each once.
    touched: Vec<DeviceEui>,
}

impl Batch<'_> {
    fn append(&mut self, index: usize, row: &HistoryRow) -> Result<Option<i64>, StoreError> {
        match row {
            HistoryRow::Frame(row) => self.frame(row).map(Some),
            HistoryRow::Message(row) => self.message(row).map(Some),
            HistoryRow::Telemetry(row) => self.telemetry(index, row),
            HistoryRow::Activity(row) => self.activity(row).map(|()| None),
            HistoryRow::GatewaySeen(row) => self.gateway_seen(row).map(|()| None),
            HistoryRow::ModelLog(row) => self.model_log(row).map(Some),
            HistoryRow::Incident(row) => self.incident(row).map(Some),
            HistoryRow::Alarm(row) => self.alarm(row).map(Some),
            HistoryRow::RpcRun(run) => self.rpc_run(run).map(Some),
            HistoryRow::Notice(row) => self.notice(row).map(Some),
        }
    }

    /// Changes a device's tail and remembers to write it.
    fn touch<T>(
        &mut self,
        eui: &DeviceEui,
        change: impl FnOnce(&mut DeviceTail) -> T,
    ) -> Result<T, StoreError> {
        let tail = self.state.device(self.conn, eui)?;
        if !tail.changed {
            tail.changed = true;
            self.touched.push(eui.clone());
        }
        Ok(change(tail))
    }

    fn frame(&mut self, row: &FrameRow) -> Result<i64, StoreError> {
        let id = self.state.ids.next(row.at);
        let previous = match row.dev_eui {
            Some(dev_eui) => {
                self.touch(&DeviceEui::from(dev_eui), |tail| tail.last_frame.replace(id))?
            }
            None => None,
        };
        self.conn
            .prepare_cached(
                "INSERT INTO frame (id, previous, at, tenant, direction, accepted, kind, verdict,
                    gateway, dev_eui, dev_addr, f_cnt, f_port, data_rate, freq, rssi, snr,
                    airtime_us, reason, phy, content)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                    ?17, ?18, ?19, ?20, ?21)",
            )?
            .execute(params![
                id,
                previous,
                row.at.as_millis(),
                row.tenant.as_str(),
                row.direction.is_down(),
                row.accepted,
                row.kind,
                row.verdict,
                eui_opt_value(row.gateway),
                eui_opt_value(row.dev_eui),
                dev_addr_opt_value(row.dev_addr),
                row.f_cnt,
                row.f_port,
                row.data_rate,
                row.frequency_hz,
                row.rssi_dbm,
                row.snr_db,
                row.airtime_us,
                row.reason,
                &*row.phy,
                row.content,
            ])?;
        Ok(id)
    }

    fn message(&mut self, row: &MessageRow) -> Result<i64, StoreError> {
        let id = self.state.ids.next(row.at);
        let previous = self.touch(&row.eui, |tail| tail.last_message.replace(id))?;
        let gateways: Vec<u8> = row.gateways.iter().copied().flat_map(Eui64::to_be_bytes).collect();
        self.conn
            .prepare_cached(
                "INSERT INTO message (id, previous, at, tenant, direction, eui, f_cnt, f_port,
                    payload, gateways, content, parse, kind)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                id,
                previous,
                row.at.as_millis(),
                row.tenant.as_str(),
                row.direction.is_down(),
                row.eui.as_str(),
                row.f_cnt,
                row.f_port,
                row.payload,
                gateways,
                row.content,
                row.parse,
                row.kind.as_str(),
            ])?;
        Ok(id)
    }

    fn telemetry(&mut self, index: usize, row: &TelemetryRow) -> Result<Option<i64>, StoreError> {
        let id = row.history.as_ref().map(|_| self.state.ids.next(row.at));
        let conn = self.conn;
        let (tenant, eui) = (row.tenant.as_str(), row.eui.as_str());
        let tail = self.state.device(conn, &row.eui)?;
        // `changed` says that the device is among the touched; its activity is rewritten too,
        // which nearly every uplink changes anyway.
        if !tail.changed {
            tail.changed = true;
            self.touched.push(row.eui.clone());
        }
        let series = tail.series(conn, tenant, eui, row.thing_model)?;
        series.changed = true;
        if row.latest.is_some() {
            series.latest_row = Some(index);
        }
        let (Some(id), Some(data)) = (id, &row.history) else { return Ok(None) };
        let previous = series.last_id.replace(id);
        if let Some(last) = previous.filter(|last| day_of(*last) < day_of(id)) {
            conn.prepare_cached(
                "INSERT INTO telemetry_day (day, series, last_id) VALUES (?1, ?2, ?3)
                 ON CONFLICT (day, series) DO UPDATE SET last_id = excluded.last_id",
            )?
            .execute(params![day_of(last), series.series, last])?;
        }
        conn.prepare_cached(
            "INSERT INTO telemetry_history (id, series, previous, at, data)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![id, series.series, previous, row.at.as_millis(), data])?;
        Ok(Some(id))
    }

    fn activity(&mut self, row: &ActivityRow) -> Result<(), StoreError> {
        self.touch(&row.eui, |tail| {
            tail.at = Some(row.at.as_millis());
            tail.rssi_dbm = row.rssi_dbm;
            tail.snr_db = row.snr_db;
        })
    }

    fn gateway_seen(&mut self, row: &GatewaySeenRow) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(
                "INSERT INTO gateway_seen (eui, at, address, counters, stat)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (eui) DO UPDATE SET at = excluded.at,
                    address = coalesce(excluded.address, address),
                    counters = coalesce(excluded.counters, counters),
                    stat = coalesce(excluded.stat, stat)",
            )?
            .execute(params![
                row.gateway.to_be_bytes(),
                row.at.as_millis(),
                row.address,
                row.counters,
                row.stat,
            ])?;
        Ok(())
    }

    fn model_log(&mut self, row: &ModelLogRow) -> Result<i64, StoreError> {
        let id = self.state.ids.next(row.at);
        self.conn
            .prepare_cached(
                "INSERT INTO model_log
                    (id, at, tenant, thing_model, level, text, text_said, eui, line, col)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                id,
                row.at.as_millis(),
                row.tenant.as_str(),
                id_value(row.thing_model),
                row.level,
                row.text.text(),
                said_value(&row.text),
                row.eui.as_ref().map(DeviceEui::as_str),
                row.line,
                row.column,
            ])?;
        Ok(id)
    }

    fn incident(&mut self, row: &IncidentRow) -> Result<i64, StoreError> {
        let id = self.state.ids.next(row.at);
        self.conn
            .prepare_cached(
                "INSERT INTO incident (id, at, tenant, subject, key, kind, detail)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                id,
                row.at.as_millis(),
                row.tenant.as_str(),
                row.subject,
                row.key,
                row.kind,
                row.detail,
            ])?;
        Ok(id)
    }

    fn alarm(&mut self, row: &AlarmRow) -> Result<i64, StoreError> {
        let id = self.state.ids.next(row.at);
        self.conn
            .prepare_cached(
                "INSERT INTO alarm_log (id, at, tenant, eui, alarm, name, event, level, title,
                    description, raised_at, handler, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                id,
                row.at.as_millis(),
                row.tenant.as_str(),
                row.eui.as_str(),
                id_value(row.alarm),
                row.name,
                row.event.as_str(),
                row.level.as_str(),
                row.title,
                row.desc,
                row.raised_at.as_millis(),
                row.handler,
                row.note,
            ])?;
        Ok(id)
    }

    fn rpc_run(&mut self, run: &RpcRun) -> Result<i64, StoreError> {
        let id = self.state.ids.next(run.at);
        insert_rpc_run(self.conn, id, run)?;
        Ok(id)
    }

    fn notice(&mut self, row: &NoticeRow) -> Result<i64, StoreError> {
        let id = self.state.ids.next(row.at);
        self.conn
            .prepare_cached(
                "INSERT INTO notice_log (id, at, tenant, group_name, channel, recipient, title,
                    sent, reason, reason_said, attempts)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                id,
                row.at.as_millis(),
                row.tenant.as_str(),
                row.group,
                row.channel.map(NotificationChannel::as_str),
                row.recipient,
                row.title,
                row.sent,
                row.reason.as_ref().map(Said::text),
                row.reason.as_ref().and_then(said_value),
                row.attempts,
            ])?;
        Ok(id)
    }

    /// Writes what changed in place. In key order, so that neighbours share their pages.
    fn finish(self, rows: &[HistoryRow]) -> Result<(), StoreError> {
        let Self { conn, state, mut touched } = self;
        touched.sort_unstable();
        let mut latest = Vec::new();
        let mut statement = conn.prepare_cached(
            "INSERT INTO device_activity (eui, at, rssi, snr, last_frame, last_message)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (eui) DO UPDATE SET at = excluded.at, rssi = excluded.rssi,
                snr = excluded.snr, last_frame = excluded.last_frame,
                last_message = excluded.last_message",
        )?;
        for eui in &touched {
            let tail = state.device(conn, eui)?;
            tail.changed = false;
            statement.execute(params![
                eui.as_str(),
                tail.at,
                tail.rssi_dbm,
                tail.snr_db,
                tail.last_frame,
                tail.last_message,
            ])?;
            for series in tail.series.iter_mut().filter(|series| series.changed) {
                series.changed = false;
                latest.push((series.series, series.last_id, series.latest_row.take()));
            }
        }
        latest.sort_unstable();
        for (series, last_id, row) in latest {
            write_latest(conn, series, last_id, row.and_then(|row| rows.get(row)))?;
        }
        Ok(())
    }
}

fn write_latest(
    conn: &Connection,
    series: i64,
    last_id: Option<i64>,
    row: Option<&HistoryRow>,
) -> Result<(), StoreError> {
    if let Some(HistoryRow::Telemetry(row)) = row {
        conn.prepare_cached(
            "UPDATE telemetry_latest SET last_id = ?2, at = ?3, data = ?4 WHERE series = ?1",
        )?
        .execute(params![series, last_id, row.at.as_millis(), row.latest])?;
    } else {
        conn.prepare_cached("UPDATE telemetry_latest SET last_id = ?2 WHERE series = ?1")?
            .execute(params![series, last_id])?;
    }
    Ok(())
}
