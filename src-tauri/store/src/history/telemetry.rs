//! Telemetry: the latest values of each series and its history.
//!
//! A series is one device of one tenant under one thing model: an EUI that changes hands begins
//! anew, and nobody sees what another tenant recorded under it. Its history is a chain; `telemetry_day` lets a
//! reader enter it at any day, so a page costs at most one day's rows.

use std::collections::BTreeMap;

use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::StoreError;
use crate::column::{Columns, id_value};
use crate::cursor::Page;
use crate::history::id::{day_of, first_at, first_of_day, public};
use crate::history::prune::Pruned;
use crate::history::slice::{Slice, read_cursor, write_cursor};
use crate::history::state::HistoryState;
use crate::master_key::Cipher;
use crate::table::Tx;

/// The latest values of one device under one thing model.
#[derive(Debug, Clone, PartialEq)]
pub struct LatestTelemetry {
    /// Owner of the device.
    pub tenant: TenantCode,
    /// The device.
    pub eui: DeviceEui,
    /// The thing model.
    pub thing_model: RecordId,
    /// When the values arrived.
    pub at: Timestamp,
    /// The values.
    pub data: JsonMap,
}

/// Values at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct TelemetryPoint {
    /// Its id.
    pub id: RecordId,
    /// When they arrived.
    pub at: Timestamp,
    /// The values.
    pub data: JsonMap,
}

/// In which order a history is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Newest first.
    #[default]
    Descending,
    /// Oldest first.
    Ascending,
}

/// Which part of a series.
#[derive(Debug, Clone)]
pub struct TelemetryQuery {
    /// Owner of the device.
    pub tenant: TenantCode,
    /// The device.
    pub eui: DeviceEui,
    /// The thing model.
    pub thing_model: RecordId,
    /// Earliest, included.
    pub from: Option<Timestamp>,
    /// Latest, excluded.
    pub to: Option<Timestamp>,
    /// Order.
    pub order: Order,
    /// Which page.
    pub page: Page,
}

/// Telemetry, latest and past.
#[derive(Clone, Copy)]
pub struct Telemetry<'c>(Tx<'c>);

/// Records that are counted at most.
const COUNT_MAX: u64 = 10_000;
/// Records of one page.
const PAGE_MAX: u32 = 10_000;
/// A page ends with the record that makes its values this large, as JSON text: records may be
/// large, and what reads them holds them all.
const PAGE_BYTES: usize = 4 << 20;
const DESCENDING: &str = "telemetry/desc";
const ASCENDING: &str = "telemetry/asc";

impl<'c> Telemetry<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// The latest values of a tenant's device, by thing model.
    ///
    /// # Errors
    /// Those of the database.
    pub fn latest(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
    ) -> Result<Vec<LatestTelemetry>, StoreError> {
        self.0.rows(
            "SELECT tenant, eui, thing_model, at, data FROM telemetry_latest
             WHERE eui = ?1 AND tenant = ?2 AND data IS NOT NULL ORDER BY thing_model",
            [eui.as_str(), tenant.as_str()],
            latest,
        )
    }

    /// The latest values of every device, for the memory of a starting engine; also those of
    /// another tenant that had an EUI before.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_latest(&self) -> Result<Vec<LatestTelemetry>, StoreError> {
        self.0.rows(
            "SELECT tenant, eui, thing_model, at, data FROM telemetry_latest
             WHERE data IS NOT NULL ORDER BY series",
            [],
            latest,
        )
    }

    /// How many records devices of a tenant have, and whether that is all of them: counting stops at 10,000.
    ///
    /// # Errors
    /// Those of the database.
    pub fn count(
        &self,
        tenant: &TenantCode,
        euis: &[DeviceEui],
    ) -> Result<(u64, bool), StoreError> {
        let mut count = 0;
        for eui in euis {
            let sql = "SELECT last_id FROM telemetry_latest WHERE eui = ?1 AND tenant = ?2";
            let of = [eui.as_str(), tenant.as_str()];
            let ends = self.0.rows(sql, of, |columns| columns.get::<Option<i64>>())?;
            for end in ends {
                let mut next = end;
                while let Some(id) = next {
                    let sql = "SELECT previous FROM telemetry_history WHERE id = ?1";
                    let found = self.0.row(sql, [id], |columns| columns.get::<Option<i64>>())?;
                    // Retention may have taken the older end of a chain.
                    let Some(previous) = found else { break };
                    count += 1;
                    if count == COUNT_MAX {
                        return Ok((count, false));
                    }
                    next = previous;
                }
            }
        }
        Ok((count, true))
    }

    /// Shows the records of a series to `look`, newest first: when each came, and its values as
    /// JSON text. `false` when more are left than were to be looked at.
    ///
    /// Each costs one search by the primary key, however many rows other series have.
    ///
    /// # Errors
    /// Those of the database.
    pub fn scan(
        &self,
        query: &ScanQuery,
        mut look: impl FnMut(Timestamp, &str),
    ) -> Result<bool, StoreError> {
        let Some(chain) = self.chain(&query.tenant, &query.eui, query.thing_model)? else {
            return Ok(true);
        };
        let (lowest, end) = (first_at(query.from), first_at(query.to));
        let mut statement = self.0.conn.prepare_cached(
            "SELECT previous, at, data FROM telemetry_history WHERE id = ?1 AND series = ?2",
        )?;
        let mut left = query.most;
        let mut next = chain.enter(end)?;
        while let Some(id) = next.filter(|id| *id >= lowest) {
            let mut rows = statement.query([id, chain.series])?;
            let Some(row) = rows.next()? else { break };
            if id < end {
                if left == 0 {
                    return Ok(false);
                }
                left -= 1;
                let data = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
                look(Timestamp::from_millis(row.get(1)?), data);
            }
            // A chain only goes down; anything else would go round in a circle.
            next = row.get::<_, Option<i64>>(0)?.filter(|previous| *previous < id);
        }
        Ok(true)
    }

    /// What each thing model recorded for these devices of a tenant, by thing model; at most `most` records
    /// are counted in all, each by one search by the primary key.
    ///
    /// # Errors
    /// Those of the database.
    pub fn extents(
        &self,
        tenant: &TenantCode,
        euis: &[DeviceEui],
        most: u64,
    ) -> Result<Vec<Extent>, StoreError> {
        let mut extents: BTreeMap<RecordId, Extent> = BTreeMap::new();
        let mut record = self
            .0
            .conn
            .prepare_cached("SELECT previous, at FROM telemetry_history WHERE id = ?1")?;
        let mut left = most;
        for eui in euis {
            let series = self.0.rows(
                "SELECT thing_model, at, data IS NOT NULL, last_id FROM telemetry_latest
                 WHERE eui = ?1 AND tenant = ?2",
                [eui.as_str(), tenant.as_str()],
                |columns| {
                    let (model, at) = (columns.id()?, columns.time()?);
                    let has_values = columns.get::<bool>()?;
                    Ok((model, at, has_values, columns.get::<Option<i64>>()?))
                },
            )?;
            for (thing_model, at, has_values, last) in series {
                if !has_values && last.is_none() {
                    continue;
                }
                let extent = extents.entry(thing_model).or_insert_with(|| Extent::of(thing_model));
                extent.devices += 1;
                extent.to = extent.to.max(has_values.then_some(at));
                let mut next = last;
                while let Some(id) = next {
                    if left == 0 {
                        extent.complete = false;
                        break;
                    }
                    let mut rows = record.query([id])?;
                    let Some(row) = rows.next()? else { break };
                    left -= 1;
                    extent.records += 1;
                    let at = Timestamp::from_millis(row.get(1)?);
                    extent.from = Some(extent.from.map_or(at, |from| from.min(at)));
                    extent.to = extent.to.max(Some(at));
                    next = row.get::<_, Option<i64>>(0)?.filter(|previous| *previous < id);
                }
            }
        }
        Ok(extents.into_values().collect())
    }

    /// How many records of a series a query would give in all its pages, counted up to `most`. Each
    /// costs one search by the primary key.
    ///
    /// # Errors
    /// Those of the database.
    pub fn count_series(&self, query: &TelemetryQuery, most: u64) -> Result<u64, StoreError> {
        let Some(chain) = self.chain(&query.tenant, &query.eui, query.thing_model)? else {
            return Ok(0);
        };
        let lowest = query.from.map_or(0, first_at);
        let end = query.to.map_or(i64::MAX, first_at);
        let mut statement = self.0.conn.prepare_cached(
            "SELECT previous FROM telemetry_history WHERE id = ?1 AND series = ?2",
        )?;
        let (mut count, mut next) = (0, chain.enter(end)?);
        while let Some(id) = next.filter(|id| *id >= lowest && count < most) {
            let mut rows = statement.query([id, chain.series])?;
            let Some(row) = rows.next()? else { break };
            count += u64::from(id < end);
            next = row.get::<_, Option<i64>>(0)?.filter(|previous| *previous < id);
        }
        Ok(count)
    }

    /// A page of a series: 10,000 records at most, and fewer when they are large.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn history(&self, query: &TelemetryQuery) -> Result<Slice<TelemetryPoint>, StoreError> {
        let Some(chain) = self.chain(&query.tenant, &query.eui, query.thing_model)? else {
            return Ok(Slice { items: Vec::new(), next_cursor: None });
        };
        match query.order {
            Order::Descending => chain.descending(query),
            Order::Ascending => chain.ascending(query),
        }
    }

    /// `None` when the series has no history.
    fn chain(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        thing_model: RecordId,
    ) -> Result<Option<Chain<'c>>, StoreError> {
        let series = self.0.row(
            "SELECT series, last_id FROM telemetry_latest
             WHERE eui = ?1 AND thing_model = ?2 AND tenant = ?3",
            params![eui.as_str(), id_value(thing_model), tenant.as_str()],
            |columns| Ok((columns.get::<i64>()?, columns.get::<Option<i64>>()?)),
        )?;
        let Some((series, Some(last))) = series else { return Ok(None) };
        Ok(Some(Chain { tx: self.0, series, last }))
    }
}

/// Which records are looked through.
#[derive(Debug, Clone)]
pub struct ScanQuery {
    /// Owner of the device.
    pub tenant: TenantCode,
    /// The device.
    pub eui: DeviceEui,
    /// The thing model.
    pub thing_model: RecordId,
    /// Earliest, included.
    pub from: Timestamp,
    /// Latest, excluded.
    pub to: Timestamp,
    /// Records looked at, at most.
    pub most: usize,
}

/// What one thing model recorded for some devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// The thing model.
    pub thing_model: RecordId,
    /// Devices with values of it.
    pub devices: usize,
    /// Records that were counted.
    pub records: u64,
    /// `false`: there are more.
    pub complete: bool,
    /// Time of the first counted record.
    pub from: Option<Timestamp>,
    /// Time of the last record.
    pub to: Option<Timestamp>,
}

impl Extent {
    const fn of(thing_model: RecordId) -> Self {
        Self { thing_model, devices: 0, records: 0, complete: true, from: None, to: None }
    }
}

/// The history of one series, which has a newest row.
struct Chain<'c> {
    tx: Tx<'c>,
    series: i64,
    last: i64,
}

impl Chain<'_> {
    /// A cursor is the id below which the page goes on.
    fn descending(&self, query: &TelemetryQuery) -> Result<Slice<TelemetryPoint>, StoreError> {
        let end = query.to.map_or(i64::MAX, first_at);
        let end =
            read_cursor(DESCENDING, query.page.cursor.as_deref())?.map_or(end, |id| id.min(end));
        let lowest = query.from.map_or(0, first_at);
        let wanted = wanted(query);
        let (mut items, mut bytes) = (Vec::new(), 0);
        let mut next = self.enter(end)?;
        while let Some(id) = next.filter(|id| *id >= lowest) {
            if id < end && (items.len() == wanted || bytes >= PAGE_BYTES) {
                let cursor = items.last().map(|point: &TelemetryPoint| id_value(point.id));
                let next_cursor = cursor.map(|id| write_cursor(DESCENDING, id));
                return Ok(Slice { items, next_cursor });
            }
            let Some(read) = self.point(id)? else { break };
            if id < end {
                bytes += read.bytes;
                items.push(read.point);
            }
            next = read.previous;
        }
        Ok(Slice { items, next_cursor: None })
    }

    /// A cursor is the last id of the page before. Day by day, because chains only lead back.
    fn ascending(&self, query: &TelemetryQuery) -> Result<Slice<TelemetryPoint>, StoreError> {
        let lowest = query.from.map_or(0, first_at);
        let lowest = read_cursor(ASCENDING, query.page.cursor.as_deref())?
            .map_or(lowest, |id| lowest.max(id.saturating_add(1)));
        let end = query.to.map_or(i64::MAX, first_at);
        let wanted = wanted(query);
        let mut ids = Vec::new();
        let mut day = day_of(lowest).max(self.first_day()?);
        let last_day = day_of(self.last).min(day_of(end));
        while day <= last_day && ids.len() <= wanted {
            let mut of_day = self.ids_of_day(day, lowest, end)?;
            of_day.reverse();
            ids.append(&mut of_day);
            day += 1;
        }
        let (mut items, mut bytes, mut taken) = (Vec::new(), 0, 0);
        for id in ids.iter().take(wanted) {
            if bytes >= PAGE_BYTES {
                break;
            }
            taken += 1;
            if let Some(read) = self.point(*id)? {
                bytes += read.bytes;
                items.push(read.point);
            }
        }
        let last = ids.get(..taken).and_then(<[i64]>::last).filter(|_| taken < ids.len());
        Ok(Slice { items, next_cursor: last.map(|id| write_cursor(ASCENDING, *id)) })
    }

    /// The newest row below `end`, or one of the same day above it to walk down from.
    fn enter(&self, end: i64) -> Result<Option<i64>, StoreError> {
        let last_day = day_of(self.last);
        if self.last < end || last_day <= day_of(end) {
            return Ok(Some(self.last));
        }
        let first_day = self.first_day()?;
        let mut day = day_of(end);
        while day >= first_day {
            if let Some(id) = self.last_of_day(day)? {
                return Ok(Some(id));
            }
            day -= 1;
        }
        Ok(None)
    }

    /// The earliest day that any series has rows on.
    fn first_day(&self) -> Result<i64, StoreError> {
        let sql = "SELECT min(day) FROM telemetry_day";
        let day = self.tx.row(sql, [], |columns| columns.get::<Option<i64>>())?;
        Ok(day.flatten().unwrap_or_else(|| day_of(self.last)))
    }

    fn last_of_day(&self, day: i64) -> Result<Option<i64>, StoreError> {
        if day == day_of(self.last) {
            return Ok(Some(self.last));
        }
        let sql = "SELECT last_id FROM telemetry_day WHERE day = ?1 AND series = ?2";
        self.tx.row(sql, [day, self.series], |columns| columns.get())
    }

    /// Newest first.
    fn ids_of_day(&self, day: i64, lowest: i64, end: i64) -> Result<Vec<i64>, StoreError> {
        let lowest = lowest.max(first_of_day(day));
        let mut ids = Vec::new();
        let mut next = self.last_of_day(day)?;
        let mut statement = self.tx.conn.prepare_cached(
            "SELECT previous FROM telemetry_history WHERE id = ?1 AND series = ?2",
        )?;
        while let Some(id) = next.filter(|id| *id >= lowest) {
            let mut rows = statement.query([id, self.series])?;
            let Some(row) = rows.next()? else { break };
            next = row.get::<_, Option<i64>>(0)?.filter(|previous| *previous < id);
            if id < end {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    fn point(&self, id: i64) -> Result<Option<Read>, StoreError> {
        self.tx.row(
            "SELECT previous, octet_length(data), id, at, data
             FROM telemetry_history WHERE id = ?1 AND series = ?2",
            [id, self.series],
            |columns| {
                // A chain only goes down; anything else would go round in a circle.
                let previous = columns.get::<Option<i64>>()?.filter(|previous| *previous < id);
                let bytes = usize::try_from(columns.get::<i64>()?).unwrap_or(0);
                let point = TelemetryPoint {
                    id: public(columns.get()?),
                    at: columns.time()?,
                    data: columns.json_map()?,
                };
                Ok(Read { previous, bytes, point })
            },
        )
    }
}

/// Records that a page has at most.
fn wanted(query: &TelemetryQuery) -> usize {
    usize::try_from(query.page.limit.clamp(1, PAGE_MAX)).unwrap_or(1)
}

/// A record, where its chain goes on, and how long its values are as text.
struct Read {
    previous: Option<i64>,
    bytes: usize,
    point: TelemetryPoint,
}

fn latest(columns: &mut Columns<'_, '_>) -> Result<LatestTelemetry, StoreError> {
    Ok(LatestTelemetry {
        tenant: columns.tenant()?,
        eui: columns.device_eui()?,
        thing_model: columns.id()?,
        at: columns.time()?,
        data: columns.json_map()?,
    })
}

/// Series whose records are to be deleted; see [`crate::Store::abandon_telemetry`].
#[derive(Debug, Default)]
#[must_use = "their records stay until somebody deletes them"]
pub struct Abandoned(pub(crate) Vec<i64>);

/// Rows deleted at once.
const DELETE_SLICE: u64 = 2_000;

/// Takes the series of a tenant's device from it, of one thing model or of all: nobody sees them any
/// more, and what the EUI records from now on begins anew. [`delete_abandoned_slice`] deletes them.
pub(crate) fn abandon_telemetry(
    conn: &Connection,
    state: &mut HistoryState,
    (tenant, eui): (&TenantCode, &DeviceEui),
    thing_model: Option<RecordId>,
) -> Result<Abandoned, StoreError> {
    state.devices.remove(eui);
    // No device has an EUI with a space in it.
    let mut statement = conn.prepare_cached(
        "UPDATE telemetry_latest SET eui = ' ' || series, data = NULL
         WHERE eui = ?1 AND (?2 IS NULL OR thing_model = ?2) AND tenant = ?3 RETURNING series",
    )?;
    let model = thing_model.map(id_value);
    let rows =
        statement.query_map(params![eui.as_str(), model, tenant.as_str()], |row| row.get(0))?;
    Ok(Abandoned(rows.collect::<Result<_, _>>()?))
}

/// Deletes a piece of some abandoned series.
pub(crate) fn prune_abandoned(conn: &Connection) -> Result<Pruned, StoreError> {
    let sql = "SELECT series FROM telemetry_latest WHERE eui >= ' ' AND eui < '!' LIMIT 1";
    let first = conn.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
    let Some(series) = first else { return Ok(Pruned::default()) };
    // There may be others.
    Ok(Pruned { more: true, ..delete_abandoned_slice(conn, series)? })
}

/// Deletes a piece of an abandoned series, from its newest end.
pub(crate) fn delete_abandoned_slice(conn: &Connection, series: i64) -> Result<Pruned, StoreError> {
    let sql = "SELECT last_id FROM telemetry_latest WHERE series = ?1";
    let last = conn.prepare_cached(sql)?.query_row([series], |row| row.get(0)).optional()?;
    // Somebody else may have been quicker.
    let Some(last) = last else { return Ok(Pruned::default()) };
    let (deleted, rest) = delete_chain(conn, last)?;
    if rest.is_some() {
        conn.prepare_cached("UPDATE telemetry_latest SET last_id = ?2 WHERE series = ?1")?
            .execute(params![series, rest])?;
        return Ok(Pruned { deleted, more: true });
    }
    conn.prepare_cached("DELETE FROM telemetry_latest WHERE series = ?1")?.execute([series])?;
    delete_days(conn, series)?;
    Ok(Pruned { deleted, more: false })
}

/// Deletes a slice of rows from `next` on; how many, and where the chain goes on, if it does.
fn delete_chain(
    conn: &Connection,
    mut next: Option<i64>,
) -> Result<(u64, Option<i64>), StoreError> {
    let mut statement =
        conn.prepare_cached("DELETE FROM telemetry_history WHERE id = ?1 RETURNING previous")?;
    let mut deleted = 0;
    while let Some(id) = next {
        if deleted == DELETE_SLICE {
            return Ok((deleted, Some(id)));
        }
        let mut rows = statement.query([id])?;
        let Some(row) = rows.next()? else { return Ok((deleted, None)) };
        next = row.get::<_, Option<i64>>(0)?.filter(|previous| *previous < id);
        deleted += 1;
    }
    Ok((deleted, None))
}

/// Day by day: the key begins with the day.
fn delete_days(conn: &Connection, series: i64) -> Result<(), StoreError> {
    let range = "SELECT coalesce(min(day), 0), coalesce(max(day), -1) FROM telemetry_day";
    let (first, last): (i64, i64) =
        conn.query_row(range, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut statement =
        conn.prepare_cached("DELETE FROM telemetry_day WHERE day = ?1 AND series = ?2")?;
    for day in first..=last {
        statement.execute([day, series])?;
    }
    Ok(())
}
