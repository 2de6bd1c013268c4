//! Histories as files: the records of one thing model on a device, row by row in bounded memory, a
//! few files at once.

use std::collections::BTreeSet;

use model::{DeviceEui, RecordId, TenantCode, Timestamp, say};
use sheet::{DataWriter, Datum, csv_row};
use store::{Order, TelemetryQuery};
use tokio::sync::OwnedSemaphorePermit;

use super::{HistoryQuery, Record, TelemetryCases};
use crate::data_file::{
    WORKBOOK_ROWS, check_offset, datum, heavy, sheet_name, turn, unwritten, wall, zone,
};
use crate::models::thing_models::{DisplayField, display_fields};
use crate::{Engine, Error};

/// Records read at once; the store gives fewer when they are large.
const PAGE: u32 = 5_000;
/// Columns of a file, the time included.
const COLUMNS_MAX: usize = 250;
/// A clock of milliseconds.
const TIME_CHARS: u16 = 24;

/// What a file of a history has.
#[derive(Debug, Clone)]
pub struct HistoryExport {
    /// The model.
    pub thing_model: RecordId,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// These fields in this order; when absent the model's in their order, then what else was
    /// recorded by its name.
    pub fields: Option<Vec<String>>,
    /// Headers are the keys of the fields and times are RFC 3339 in UTC, for programs; else headers
    /// are what people read, and times are those of `offset_min`.
    pub raw: bool,
    /// Minutes that the clock of the reader is ahead of UTC.
    pub offset_min: i32,
    /// Newest first, else oldest first.
    pub newest_first: bool,
    /// Records of the range that the file takes; `None` for any number.
    pub most: Option<u32>,
}

/// A file of a history on its way.
#[derive(Debug)]
pub struct HistoryFile {
    engine: Engine,
    tenant: TenantCode,
    eui: DeviceEui,
    query: HistoryQuery,
    columns: Vec<Column>,
    /// `None` when times are written for programs.
    offset_min: Option<i32>,
    /// The sheet's name.
    name: String,
    is_begun: bool,
    is_over: bool,
    /// One of the files that are on their way at once.
    _turn: OwnedSemaphorePermit,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    key: String,
    header: String,
}

impl TelemetryCases<'_> {
    /// Prepares a file of what a thing model recorded for a device.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for a zone, and for more fields or records than the
    /// file takes, before anything of it is made; [`Error::Full`] while as many files as may be at
    /// once are on their way; [`Error::Store`].
    pub async fn export(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        export: HistoryExport,
    ) -> Result<HistoryFile, Error> {
        self.0.devices().owned(tenant, eui)?;
        check_offset(export.offset_min)?;
        let turn = turn(&self.0.core)?;
        if let Some(most) = export.most {
            self.check_number(tenant, eui, &export, most).await?;
        }
        let model = self.0.core.registry.thing_models.of(tenant, export.thing_model);
        let known =
            model.as_ref().map_or_else(Vec::new, |it| display_fields(&it.model.telemetry_config));
        let query = HistoryQuery {
            thing_model: export.thing_model,
            from: export.from,
            to: export.to,
            limit: PAGE,
            cursor: None,
            newest_first: export.newest_first,
        };
        let keys = match export.fields {
            Some(keys) => keys,
            None => self.recorded(tenant, eui, query.clone(), &known).await?,
        };
        if keys.len() >= COLUMNS_MAX {
            return Err(Error::field("fields", say!(FieldsMost, limit = COLUMNS_MAX - 1)));
        }
        Ok(HistoryFile {
            engine: self.0.clone(),
            tenant: tenant.clone(),
            eui: eui.clone(),
            query,
            columns: keys.into_iter().map(|key| column(key, &known, export.raw)).collect(),
            offset_min: (!export.raw).then_some(export.offset_min),
            name: model.map_or_else(String::new, |model| model.model.id_name.clone()),
            is_begun: false,
            is_over: false,
            _turn: turn,
        })
    }

    /// Refuses a range with more records than a file takes.
    async fn check_number(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        export: &HistoryExport,
        most: u32,
    ) -> Result<(), Error> {
        let query = TelemetryQuery {
            tenant: tenant.clone(),
            eui: eui.clone(),
            thing_model: export.thing_model,
            from: export.from,
            to: export.to,
            order: Order::Descending,
            page: store::Page { limit: PAGE, cursor: None },
        };
        let limit = u64::from(most);
        let counted =
            self.0.core.store.read(move |reader| {
                reader.telemetry().count_series(&query, limit.saturating_add(1))
            });
        if counted.await? > limit {
            return Err(too_many(most));
        }
        Ok(())
    }

    /// The keys that records have: the model's fields in their order, then the others by name.
    async fn recorded(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        mut query: HistoryQuery,
        known: &[DisplayField],
    ) -> Result<Vec<String>, Error> {
        let mut found = BTreeSet::new();
        loop {
            let page = self.history(tenant, eui, query.clone()).await?;
            for record in page.items {
                found.extend(record.telemetry_data.into_iter().map(|(key, _)| key));
                if found.len() >= COLUMNS_MAX {
                    break;
                }
            }
            query.cursor = page.next_cursor;
            // With more than a file takes there is none, and nothing more to find out.
            if query.cursor.is_none() || found.len() >= COLUMNS_MAX {
                break;
            }
        }
        let mut keys: Vec<String> = known.iter().map(|field| field.field_name.clone()).collect();
        keys.retain(|key| found.remove(key));
        keys.extend(found);
        Ok(keys)
    }
}

impl HistoryFile {
    /// The next piece of the file as CSV; `None` at its end. UTF-8 with the mark that lets Excel
    /// know it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the device is gone, [`Error::Store`].
    pub async fn csv(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut out = String::new();
        if !self.is_begun {
            self.is_begun = true;
            out.push('\u{feff}');
            csv_row(&mut out, &self.headers().map(Datum::Text).collect::<Vec<_>>());
        }
        let Some(records) = self.page().await? else {
            return Ok((!out.is_empty()).then(|| out.into_bytes()));
        };
        for record in records {
            csv_row(&mut out, &self.row(record));
        }
        Ok(Some(out.into_bytes()))
    }

    /// The whole file as a workbook.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there are more than [`WORKBOOK_ROWS`] records, [`Error::NotFound`],
    /// [`Error::Unavailable`] when it cannot be written, [`Error::Store`].
    pub async fn workbook(mut self) -> Result<Vec<u8>, Error> {
        let widths: Vec<(String, u16)> = self
            .headers()
            .enumerate()
            .map(|(at, header)| (header, if at == 0 { TIME_CHARS } else { 16 }))
            .collect();
        let mut writer = DataWriter::new(&sheet_name(&self.name), &widths).map_err(unwritten)?;
        while let Some(records) = self.page().await? {
            let more = u32::try_from(records.len()).unwrap_or(u32::MAX);
            if writer.rows().saturating_add(more) > WORKBOOK_ROWS {
                // They came since they were counted.
                return Err(too_many(WORKBOOK_ROWS));
            }
            let rows: Vec<_> = records.into_iter().map(|record| self.row(record)).collect();
            writer = heavy(move || {
                rows.iter().try_for_each(|row| writer.row(row))?;
                Ok(writer)
            })
            .await?;
        }
        heavy(move || writer.finish()).await
    }

    async fn page(&mut self) -> Result<Option<Vec<Record>>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let query = self.query.clone();
        let page = self.engine.telemetry().history(&self.tenant, &self.eui, query).await?;
        self.query.cursor = page.next_cursor;
        self.is_over = self.query.cursor.is_none();
        Ok(Some(page.items))
    }

    fn headers(&self) -> impl Iterator<Item = String> {
        let time = match self.offset_min {
            None => "time".into(),
            Some(offset) => format!("Time ({})", zone(offset)),
        };
        std::iter::once(time).chain(self.columns.iter().map(|column| column.header.clone()))
    }

    fn row(&self, mut record: Record) -> Vec<Datum> {
        let time = wall(record.at, self.offset_min);
        let values =
            self.columns.iter().map(|column| datum(&mut record.telemetry_data, &column.key));
        std::iter::once(time).chain(values).collect()
    }
}

fn too_many(most: u32) -> Error {
    Error::field("format", say!(WorkbookRecords, limit = most))
}

fn column(key: String, known: &[DisplayField], raw: bool) -> Column {
    let field = known.iter().find(|field| field.field_name == key).filter(|_| !raw);
    let header = match field {
        Some(field) if field.unit.is_empty() => field.name.clone(),
        Some(field) => format!("{} ({})", field.name, field.unit),
        None => key.clone(),
    };
    Column { key, header }
}
