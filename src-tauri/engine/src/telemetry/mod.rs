//! Telemetry of devices: latest values and history.

pub mod export;
mod series;
pub(crate) mod value_filter;

use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};
use serde_json::Value;
use store::{Order, ScanQuery, TelemetryQuery};

use crate::devices::{DeviceFilter, DeviceView};
use crate::models::mounting::{ModelKey, ModelRef};
use crate::{Engine, Error, Page, PageRequest, clock};

use series::Collector;
pub use series::{Band, Bucket, Numbers};

/// The latest values one thing model produced for a device.
#[derive(Debug, Clone)]
pub struct Partition {
    /// The model.
    pub model: ModelRef,
    /// When it last produced values.
    pub updated_at: Timestamp,
    /// Fields by key, `update_time` included.
    pub telemetry_data: JsonMap,
}

/// A device and what one thing model last made of its uplinks.
#[derive(Debug, Clone)]
pub struct Realtime {
    /// The device.
    pub device: DeviceView,
    /// When the model last produced values; `None` when it never did.
    pub updated_at: Option<Timestamp>,
    /// Fields by key, `update_time` included.
    pub telemetry_data: JsonMap,
}

/// Which part of the history is wanted.
#[derive(Debug, Clone)]
pub struct HistoryQuery {
    /// The model.
    pub thing_model: RecordId,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub to: Option<Timestamp>,
    /// Records in a page.
    pub limit: u32,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Newest first, else oldest first.
    pub newest_first: bool,
}

/// What one run of a thing model returned.
#[derive(Debug, Clone)]
pub struct Record {
    /// When.
    pub at: Timestamp,
    /// The returned fields.
    pub telemetry_data: JsonMap,
}

/// A page of the history.
#[derive(Debug, Clone)]
pub struct History {
    /// The records.
    pub items: Vec<Record>,
    /// What to send as `cursor` for the next page.
    pub next_cursor: Option<String>,
}

/// Records that a series is made from, at most: so many a reader looks through in a tenth of a
/// second.
const SERIES_RECORDS: usize = 40_000;

/// What a chart shows.
#[derive(Debug, Clone)]
pub struct SeriesQuery {
    /// The model.
    pub thing_model: RecordId,
    /// Not before.
    pub from: Timestamp,
    /// Before; until now when absent.
    pub to: Option<Timestamp>,
    /// Pieces that the time is divided into, at most.
    pub buckets: u32,
}

/// A history for a chart.
#[derive(Debug, Clone)]
pub struct Series {
    /// Length of a bucket, milliseconds.
    pub bucket_ms: i64,
    /// Records that it was made from, the newest 40,000 at most.
    pub records: u32,
    /// `false`: there are older ones.
    pub complete: bool,
    /// Those that hold something, oldest first.
    pub buckets: Vec<Bucket>,
}

/// The use cases of telemetry.
#[derive(Debug, Clone, Copy)]
pub struct TelemetryCases<'e>(pub(crate) &'e Engine);

impl TelemetryCases<'_> {
    /// The latest values of a device, in the order its models are mounted; values of models that
    /// are no longer mounted follow.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn latest(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<Vec<Partition>, Error> {
        let device = self.0.devices().owned(tenant, eui)?;
        let state = device.lock();
        let mut latest = state.latest.clone();
        let mounted = state.device.thing_model.clone();
        drop(state);
        let place = |id: RecordId| mounted.iter().position(|it| *it == id).unwrap_or(usize::MAX);
        latest.sort_by_key(|(id, _)| place(*id));
        Ok(latest.into_iter().map(|(id, values)| self.partition(tenant, id, values)).collect())
    }

    /// The latest values under one thing model of the devices that mount it, filtered and sorted by
    /// them if asked: `sort` takes `value.<field>` beside what a list of devices takes.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown model, sort field or a foreign cursor.
    pub fn realtime(
        &self,
        tenant: &TenantCode,
        model: ModelKey,
        mut filter: DeviceFilter,
        page: &PageRequest,
    ) -> Result<Page<Realtime>, Error> {
        let devices = self.0.devices();
        let id = devices.model_id(tenant, &model);
        filter.thing_model = Some(model);
        let page = crate::lists::devices(self.0, tenant, &filter, page)?;
        Ok(page.map(|device| {
            let values = id.and_then(|id| device.lock().values_of(id).cloned());
            Realtime {
                updated_at: values.as_ref().and_then(update_time),
                telemetry_data: values.unwrap_or_default(),
                device: devices.view(&device),
            }
        }))
    }

    fn partition(&self, tenant: &TenantCode, id: RecordId, values: JsonMap) -> Partition {
        let model = self.0.core.registry.thing_models.of(tenant, id);
        let model = model.map_or_else(
            || ModelRef { name: format!("deleted model {id}"), ..ModelRef::missing(id) },
            |model| ModelRef::from(&*model),
        );
        let updated_at = update_time(&values).unwrap_or(Timestamp::from_millis(0));
        Partition { model, updated_at, telemetry_data: values }
    }

    /// One page of what a thing model recorded for a device.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for a foreign cursor, [`Error::Store`].
    pub async fn history(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        query: HistoryQuery,
    ) -> Result<History, Error> {
        self.0.devices().owned(tenant, eui)?;
        let query = TelemetryQuery {
            tenant: tenant.clone(),
            eui: eui.clone(),
            thing_model: query.thing_model,
            from: query.from,
            to: query.to,
            order: if query.newest_first { Order::Descending } else { Order::Ascending },
            page: store::Page { limit: query.limit, cursor: query.cursor },
        };
        let page = self.0.core.store.read(move |reader| reader.telemetry().history(&query)).await?;
        let items = page
            .items
            .into_iter()
            .map(|point| Record { at: point.at, telemetry_data: point.data })
            .collect();
        Ok(History { items, next_cursor: page.next_cursor })
    }

    /// What a thing model recorded for a device, in few pieces: bounded in size and in work.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn series(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        query: SeriesQuery,
    ) -> Result<Series, Error> {
        self.0.devices().owned(tenant, eui)?;
        let SeriesQuery { thing_model, from, to, buckets } = query;
        // A record of this very moment belongs to it.
        let to = to.unwrap_or_else(|| clock::now().plus_millis(1));
        let mut collector = Collector::new(from, to, buckets);
        let (tenant, eui) = (tenant.clone(), eui.clone());
        let scan = ScanQuery { tenant, eui, thing_model, from, to, most: SERIES_RECORDS };
        let read = self.0.core.store.read(move |reader| {
            let complete = reader.telemetry().scan(&scan, |at, data| collector.add(at, data))?;
            Ok((complete, collector))
        });
        let (complete, collector) = read.await?;
        let (bucket_ms, records) = (collector.width_ms(), collector.records);
        Ok(Series { bucket_ms, records, complete, buckets: collector.finish() })
    }

    /// Deletes what one thing model recorded for a device.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        model: RecordId,
    ) -> Result<(), Error> {
        let device = self.0.devices().owned(tenant, eui)?;
        device.lock().latest.retain(|(id, _)| *id != model);
        self.0.core.store.delete_telemetry(tenant, eui, Some(model)).await?;
        let (resource, action) = (crate::event::Resource::Devices, crate::event::Action::Updated);
        self.0.core.bus.changed(tenant, resource, eui, action);
        Ok(())
    }
}

fn update_time(values: &JsonMap) -> Option<Timestamp> {
    values.get("update_time").and_then(Value::as_i64).map(Timestamp::from_millis)
}
