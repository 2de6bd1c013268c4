//! MQTT brokers that are not ours: AS uplinks from them and downlinks back, or a copy of what this
//! instance publishes to them.
//!
//! Start at [`OutsideBrokers`] for what people do, at [`Hub`] for what the pipeline does.

mod check;
mod feed;
mod hub;
mod recent;
mod source;

use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use model::record::{BrokerDirection, BrokerProtocol, OutsideBroker, Publication};
use model::{RecordId, Saying, TenantCode, Timestamp, say};
use mqtt::client::{self, Identity, Options, Phase, Tls};

use crate::event::{Action, Resource};
use crate::{Core, Engine, Error, clock};

pub(crate) use hub::Hub;

/// Brokers of one tenant.
const MOST: usize = 32;
/// A broker that fails for longer than this is something to look at.
const FAILING_AFTER: Duration = Duration::from_secs(60);

/// What to set; absent fields keep their value or get their default.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of OutsideBroker")]
pub struct OutsideBrokerChange {
    pub name: Option<String>,
    pub enable: Option<bool>,
    pub direction: Option<BrokerDirection>,
    pub protocol: Option<BrokerProtocol>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub ca: Option<String>,
    pub cert: Option<String>,
    pub key: Option<String>,
    pub username: Option<String>,
    pub password: Option<String>,
    pub client_id: Option<String>,
    pub keep_alive: Option<u16>,
    pub clean_session: Option<bool>,
    pub qos: Option<u8>,
    pub remote_tenant: Option<TenantCode>,
    pub publish: Option<Vec<Publication>>,
    pub status_topic: Option<String>,
    pub buffer_limit_mb: Option<u32>,
    pub remark: Option<String>,
}

/// A broker with its live state. Its secrets are in `record`, for nobody outside this crate's
/// callers to show.
#[derive(Debug, Clone)]
pub struct OutsideBrokerView {
    /// The record.
    pub record: OutsideBroker,
    /// `disabled`, `connecting`, `connected` or `failed`.
    pub status: &'static str,
    /// Since when it is connected, or since when it is not.
    pub since: Option<Timestamp>,
    /// Attempts since it was last connected.
    pub attempts: u32,
    /// Why it is not connected: code and sentence.
    pub failure: Option<client::Failure>,
    /// It has failed for so long that somebody should look.
    pub is_failing: bool,
    /// Messages that it sent.
    pub received: u64,
    /// Messages that it took.
    pub sent: u64,
    /// How much waits for it, and what was dropped.
    pub buffer: store::BufferState,
    /// Messages that came twice.
    pub duplicates: u64,
    /// Messages of it that were refused.
    pub refused: u64,
}

/// What a try-out found.
#[derive(Debug, Clone)]
pub struct TestResult {
    /// `None`: login and subscriptions were granted.
    pub failure: Option<client::Failure>,
    /// How long it took.
    pub took: Duration,
}

/// The use cases of brokers outside.
#[derive(Debug, Clone, Copy)]
pub struct OutsideBrokers<'e>(pub(crate) &'e Engine);

impl OutsideBrokers<'_> {
    /// The tenant's brokers in the order they were made.
    #[must_use]
    pub fn list(&self, tenant: &TenantCode) -> Vec<OutsideBrokerView> {
        let entries = self.0.core.outside.entries.read();
        entries.values().filter(|entry| entry.record.tenant == *tenant).map(view).collect()
    }

    /// One broker.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<OutsideBrokerView, Error> {
        let entries = self.0.core.outside.entries.read();
        let entry = entries.get(&id).filter(|entry| entry.record.tenant == *tenant);
        entry.map(view).ok_or_else(|| Error::not_found("outside broker", id))
    }

    /// Adds a broker and connects to it when it is enabled.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Conflict`] when the name is taken, [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        change: OutsideBrokerChange,
    ) -> Result<OutsideBrokerView, Error> {
        let core = &self.0.core;
        let _alone = core.outside.changing.lock().await;
        if self.list(tenant).len() >= MOST {
            return Err(Error::InUse(say!(BrokersMost, limit = MOST)));
        }
        let now = clock::now();
        let id = core.store.write(move |tx| tx.next_id(now)).await?;
        let mut record = check::blank(id, tenant.clone(), now);
        check::apply(change, &mut record, core.listeners().mqtt)?;
        let stored = record.clone();
        let saved = core.store.write(move |tx| tx.outside_brokers().insert(&stored)).await;
        saved.map_err(|error| taken(error, &record))?;
        core.outside.put(core, record).await;
        core.bus.changed(tenant, Resource::OutsideBrokers, id, Action::Created);
        self.get(tenant, id)
    }

    /// Changes a broker; its connection is made anew at once.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`], [`Error::Conflict`], [`Error::Store`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: OutsideBrokerChange,
    ) -> Result<OutsideBrokerView, Error> {
        let core = &self.0.core;
        let _alone = core.outside.changing.lock().await;
        let mut record = self.get(tenant, id)?.record;
        check::apply(change, &mut record, core.listeners().mqtt)?;
        record.updated_at = clock::now();
        let stored = record.clone();
        let saved = core.store.write(move |tx| tx.outside_brokers().update(&stored)).await;
        saved.map_err(|error| taken(error, &record))?;
        core.outside.put(core, record).await;
        core.bus.changed(tenant, Resource::OutsideBrokers, id, Action::Updated);
        self.get(tenant, id)
    }

    /// Deletes a broker and what waits for it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId) -> Result<(), Error> {
        let core = &self.0.core;
        let _alone = core.outside.changing.lock().await;
        self.get(tenant, id)?;
        core.store.write(move |tx| tx.outside_brokers().delete(id)).await?;
        core.outside.remove(id).await;
        core.store.buffer_clear(id).await?;
        core.bus.changed(tenant, Resource::OutsideBrokers, id, Action::Deleted);
        Ok(())
    }

    /// Connects with another client id, subscribes and leaves; changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unavailable`] when too many are tried out at once.
    pub async fn test(&self, tenant: &TenantCode, id: RecordId) -> Result<TestResult, Error> {
        let record = self.get(tenant, id)?.record;
        let core = &self.0.core;
        let busy = || Error::Unavailable(Saying::BrokersTried.into());
        let _permit = core.outside.tests.try_acquire().map_err(|_| busy())?;
        let mut options = options(&record);
        options.client_id.push_str("-test");
        let begun = clock::instant();
        let tried = client::probe(&options, &client::Limits::default()).await;
        Ok(TestResult { failure: tried.err(), took: begun.elapsed() })
    }
}

/// Brokers of a tenant by state, for the instance's status.
#[derive(Debug, Clone, Copy, Default)]
pub struct OutsideBrokerCounts {
    /// Enabled ones.
    pub total: u64,
    /// Of them, connected.
    pub connected: u64,
    /// Of them, not connected for a minute or more.
    pub failing: u64,
}

pub(crate) fn counts(core: &Core, tenant: &TenantCode) -> OutsideBrokerCounts {
    let mut counts = OutsideBrokerCounts::default();
    for entry in core.outside.entries.read().values() {
        if entry.record.tenant != *tenant || !entry.record.enable {
            continue;
        }
        let view = view(entry);
        counts.total += 1;
        counts.connected += u64::from(view.status == "connected");
        counts.failing += u64::from(view.is_failing);
    }
    counts
}

fn taken(error: store::StoreError, record: &OutsideBroker) -> Error {
    match error {
        store::StoreError::Conflict { .. } => {
            Error::conflict("name", say!(BrokerExists, name = record.name.as_str()))
        }
        error => error.into(),
    }
}

fn view(entry: &hub::Entry) -> OutsideBrokerView {
    let client = entry.running.as_ref().map(|running| &running.client);
    let state = client.map(mqtt::client::Client::state);
    let traffic = client.map(mqtt::client::Client::traffic).unwrap_or_default();
    let mut buffer = *entry.tally.buffer.lock();
    buffer.dropped += entry.tally.lost.load(Ordering::Relaxed);
    let phase = state.as_ref().map(|state| state.phase);
    let failure = state.as_ref().and_then(|state| state.last_failure.clone());
    let lasted = state.as_ref().and_then(|state| state.since.elapsed().ok()).unwrap_or_default();
    OutsideBrokerView {
        status: match (phase, &failure) {
            (None, _) if !entry.record.enable => "disabled",
            (Some(Phase::Connected), _) => "connected",
            // An attempt after a failure is still the failure for those who look.
            (Some(Phase::Failed), _) | (Some(Phase::Connecting), Some(_)) => "failed",
            // Between two connections it has no phase.
            (Some(Phase::Connecting) | None, _) => "connecting",
        },
        since: state.as_ref().map(|state| timestamp(state.since)),
        attempts: state.as_ref().map_or(0, |state| state.attempts),
        failure: failure.filter(|_| phase != Some(Phase::Connected)),
        is_failing: phase.is_some_and(|phase| phase != Phase::Connected) && lasted >= FAILING_AFTER,
        received: traffic.received,
        sent: traffic.sent,
        buffer,
        duplicates: entry.tally.duplicates.load(Ordering::Relaxed),
        refused: entry.tally.refused.load(Ordering::Relaxed),
        record: (*entry.record).clone(),
    }
}

fn timestamp(time: SystemTime) -> Timestamp {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// How a broker is connected to.
pub(crate) fn options(record: &OutsideBroker) -> Options {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let remote = &record.remote_tenant;
    let filters = match record.direction {
        BrokerDirection::Source => ["data", "dataAll", "ack"]
            .iter()
            .map(|kind| format!("/v32/{remote}/as/up/{kind}/+"))
            .collect(),
        BrokerDirection::Copy => Vec::new(),
    };
    Options {
        host: record.host.clone(),
        port: record.port,
        tls: (record.protocol == BrokerProtocol::Mqtts).then(|| Tls {
            ca: given(&record.ca),
            identity: given(&record.cert)
                .map(|certificate| Identity { certificate, key: record.key.clone() }),
        }),
        username: given(&record.username),
        password: given(&record.password),
        client_id: record.client_id.clone(),
        keep_alive: record.keep_alive,
        clean_session: record.clean_session,
        status_topic: given(&record.status_topic),
        filters,
        acknowledged: record.qos > 0,
    }
}
